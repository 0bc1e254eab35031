"""The lossless document: export and import are exact, and a wrong value is refused with its place."""

import contextlib
import copy
import datetime as dt
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.models import Appointment, Document, Entry, GivenAnswer, Tension, Therapist
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.exchange.base import CannotRead
from alliance_journal.exchange.native.reader import load
from alliance_journal.exchange.native.writer import FORMAT, VERSION
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import BEGINNING
from tests.exchange.documents import documents, hostile_document
from tests.hostile import MEGABYTE, SHORT, UNUSABLE
from tests.whole import dump

DAY = dt.date(2026, 5, 28)


def read(value: object, **known: str) -> Document:
    return load(json.dumps(value).encode(), known).document


def refusal(value: object, **known: str) -> str:
    with pytest.raises(CannotRead) as caught:
        read(value, **known)
    return str(caught.value)


def minimal(**more: object) -> dict[str, Any]:
    return {"format": FORMAT, "version": VERSION, **more}


# Export and import


@given(documents())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_import_of_an_export_is_equal(document: Document) -> None:
    loaded = load(dump(document, BEGINNING).encode(), {})
    assert loaded.document == document
    assert loaded.left_out == ()


@given(documents())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_through_two_journals_is_the_same(document: Document) -> None:
    through_two_journals(document)


@pytest.mark.slow
@given(documents())
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_through_two_journals_is_the_same_many_times(document: Document) -> None:
    through_two_journals(document)


def through_two_journals(document: Document) -> None:
    with contextlib.closing(Journal.in_memory()) as one, contextlib.closing(Journal.in_memory()) as two:
        import_into(one, document)
        out = dump(whole(one), BEGINNING)
        done = import_into(two, load(out.encode(), {}).document)
        assert dump(whole(two), BEGINNING) == out
        assert whole(two) == whole(one)
        assert not done.already_there
        again = import_into(one, load(out.encode(), {}).document)
        assert not again.added
        assert not again.different


def test_every_field_is_exported() -> None:
    entry = Entry(
        "e", "session", DAY, dt.time(17, 30), "t", "video", "a", "b", ("c",), True, Tension("w", "e", "o"), "x",
        "y", (GivenAnswer("warmth", Answer.NOT_SURE, "w", "z", "q"),),
    )  # fmt: skip
    text = dump(
        sample(DAY)._replace(entries=(entry,)),
        dt.datetime(2026, 11, 22, 11, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    )
    assert text.endswith("}\n")
    found = json.loads(text)
    assert list(found) == [
        "format", "version", "exported_at", "therapists", "questions", "entries", "topics", "tasks", "goals",
        "appointments",
    ]  # fmt: skip
    assert (found["format"], found["version"], found["exported_at"]) == (
        "alliance-journal",
        1,
        "2026-11-22T10:00:00+00:00",
    )
    assert found["entries"] == [
        {
            "id": "e",
            "kind": "session",
            "date": "2026-05-28",
            "time": "17:30",
            "therapist": "t",
            "medium": "video",
            "title": "a",
            "body": "b",
            "tags": ["c"],
            "private": True,
            "tension": {"words": "w", "talked_through_in": "e", "outcome": "o"},
            "created_at": "x",
            "updated_at": "y",
            "answers": [
                {"question": "warmth", "answer": "not sure", "words": "w", "answered_at": "z", "asked_as": "q"}
            ],
        }
    ]
    assert set(found["therapists"][0]) == {"id", "name", "status", "note"}
    assert set(found["questions"][0]) == {"id", "text", "element", "source", "asked"}
    assert set(found["topics"][0]) == {"id", "text", "from_entry", "state", "included", "position"}
    assert set(found["tasks"][0]) == {"id", "text", "why", "agreed_in", "state", "note"}
    assert set(found["goals"][0]) == {"id", "text", "how_we_notice", "state", "marks"}
    assert set(found["goals"][0]["marks"][0]) == {"date", "mark"}
    assert found["appointments"][0].keys() == {"at", "therapist", "repeats"}
    assert found["appointments"][0]["at"].endswith("T17:30")


def test_hostile_text() -> None:
    """Hostile texts and a very long one are kept, and the file has no escape characters."""
    long = Entry("long", "between", DAY, title=MEGABYTE, body=MEGABYTE, tags=(MEGABYTE,))
    document = hostile_document()
    document = document._replace(entries=(*document.entries, long))
    out = dump(document, BEGINNING)
    assert load(out.encode(), {}).document == document
    assert "\x1b" not in out
    texts = {entry["body"] for entry in json.loads(out)["entries"]}
    assert texts == {*SHORT, MEGABYTE}


# Import: required fields and defaults


def test_only_the_required_fields() -> None:
    document = read(
        minimal(
            therapists=[{"name": "Zoë"}],
            questions=[{"id": "warmth"}],
            entries=[
                {"kind": "session", "date": "2026-05-28", "answers": [{"question": "warmth", "answer": "no"}]}
            ],
            topics=[{"text": "topic"}],
            tasks=[{"text": "task"}],
            goals=[{"text": "goal"}],
            appointments=[{"at": "2026-06-04"}],
        )
    )
    assert document.therapists[0].status == "current"
    assert document.questions[0].text == QUESTION["warmth"].text
    assert document.questions[0].asked
    entry = document.entries[0]
    assert entry == Entry(entry.id, "session", DAY, answers=entry.answers)
    assert entry.answers == (GivenAnswer("warmth", Answer.NO, asked_as=QUESTION["warmth"].text),)
    topic, task, goal = document.topics[0], document.tasks[0], document.goals[0]
    assert (topic.state, topic.included, topic.from_entry, topic.position) == ("open", True, None, 0)
    assert (task.why, task.state, task.note, task.agreed_in) == ("", "open", "", None)
    assert (goal.how_we_notice, goal.state, goal.marks) == ("", "open", ())
    assert document.appointments == (Appointment(dt.date(2026, 6, 4)),)
    ids = [document.therapists[0].id, entry.id, topic.id, task.id, goal.id]
    assert len({*ids, ""}) == 6
    assert read(minimal()) == Document()
    assert read(minimal(entries=None)) == Document()


def test_import_without_ids_twice_adds_nothing(journal: Journal) -> None:
    same = {"kind": "between", "date": "2026-05-28", "body": "said twice"}
    value = minimal(
        therapists=[{"name": "Zoë"}],
        entries=[
            same,
            same,
            {"kind": "session", "date": "2026-05-28", "therapist": "Ann"},
            {**same, "body": "once"},
        ],
        topics=[{"text": "topic"}, {"text": "topic"}],
        tasks=[{"text": "task"}],
        goals=[{"text": "goal"}],
        appointments=[{"at": "2026-06-04T17:30", "therapist": "Zoë"}],
    )

    def bring() -> dict[str, int]:
        known = {therapist.name.casefold(): therapist.id for therapist in journal.therapists.list()}
        return dict(import_into(journal, load(json.dumps(value).encode(), known).document).added)

    assert bring() == {"therapists": 2, "entries": 4, "topics": 2, "homework": 1, "goals": 1, "appointments": 1}
    assert bring() == {}
    assert len(journal.entries.list()) == 4


def test_therapists_by_name() -> None:
    value = minimal(
        therapists=[{"id": "z", "name": "Zoë"}],
        entries=[
            {"kind": "session", "date": "2026-05-28", "therapist": who}
            for who in ("z", "ZOË", "Ann", "known", "Bo", None, "", "  ")
        ],
        appointments=[{"at": "2026-05-28", "therapist": "ann"}],
    )
    document = read(value, known="k", bo="b")
    who = [entry.therapist_id for entry in document.entries]
    ann = document.therapists[1]
    assert ann == Therapist(ann.id, "Ann")
    assert who == ["z", "z", ann.id, "k", "b", None, None, None]
    assert document.appointments[0].therapist_id == ann.id
    assert len(document.therapists) == 2
    assert read(minimal(therapists=[{"name": "Known"}]), known="k").therapists == (Therapist("k", "Known"),)


def test_times_and_instants() -> None:
    def clock(text: str) -> dt.time | None:
        return read(minimal(entries=[{"kind": "letter", "date": "2026-05-28", "time": text}])).entries[0].time

    assert clock("17:30") == clock("17:30:00") == dt.time(17, 30)
    assert clock("17:30:05") == dt.time(17, 30, 5)
    assert clock("") is None
    assert read(minimal(appointments=[{"at": "2026-06-04T08:05"}])).appointments[0].time == dt.time(8, 5)


def test_tension_as_text_or_object() -> None:
    def tension(value: object) -> Tension | None:
        return (
            read(minimal(entries=[{"kind": "session", "date": "2026-05-28", "tension": value}])).entries[0].tension
        )

    assert tension(None) is None
    assert tension("cold") == Tension("cold")
    assert tension({"words": "cold", "talked_through_in": "e"}) == Tension("cold", "e")
    assert tension({"words": "cold", "outcome": "closer"}) == Tension("cold", None, "closer")
    assert tension({}) == Tension()


def test_questions_of_its_own() -> None:
    own = {"id": "laugh", "text": "Do I laugh?", "element": "warmth", "asked": False}
    document = read(
        minimal(
            questions=[own],
            entries=[
                {"kind": "session", "date": "2026-05-28", "answers": [{"question": "laugh", "answer": "fully"}]}
            ],
        )
    )
    assert document.questions[0].source == "added"
    assert document.entries[0].answers[0].asked_as == ""


def test_unknown_fields_are_named_without_index() -> None:
    answer = {"question": "warmth", "answer": "no", "heart": 1}
    value = minimal(
        planet="Earth",
        entries=[
            {"kind": "session", "date": "2026-05-28", "mood": 1, "answers": [answer], "tension": {"heat": 3}},
            {"kind": "session", "date": "2026-05-29", "mood": 2, "weather": None, "answers": [answer]},
        ],
        goals=[{"text": "goal", "marks": [{"date": "2026-05-28", "mark": 3, "by": "me"}]}],
        appointments=[{"at": "2026-05-28", "where": "x"}],
    )
    loaded = load(json.dumps(value).encode(), {})
    assert sorted(loaded.left_out) == [
        "appointments[].where",
        "entries[].answers[].heart",
        "entries[].mood",
        "entries[].tension.heat",
        "entries[].weather",
        "goals[].marks[].by",
        "planet",
    ]


def test_byte_order_mark() -> None:
    data = json.dumps(minimal(entries=[{"kind": "letter", "date": "2026-05-28", "body": "é"}]), ensure_ascii=False)
    assert load(data.encode("utf-8-sig"), {}).document.entries[0].body == "é"


def test_a_document_that_names_no_format() -> None:
    """A document written by hand needs neither format nor version if it has one of our lists."""
    entry = {"kind": "letter", "date": "2026-05-28"}
    assert len(read({"entries": [entry]}).entries) == 1
    assert len(read({"format": FORMAT, "entries": [entry]}).entries) == 1
    assert len(read({"version": VERSION, "topics": [{"text": "x"}]}).topics) == 1
    assert refusal({"version": 2, "entries": [entry]}) == "version: this program reads version 1 of the format."
    assert refusal({"entries": {}}).startswith("This is not an Alliance Journal document")


# Refused


DEEP = "This file is not JSON that can be read: its lists lie too deep in each other."
NOT_A_NUMBER = "This file is not JSON that can be read: it holds NaN or Infinity."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is not JSON: line 1, column 1."),
        (b"{", "This file is not JSON: line 1, column 2."),
        (b'{"format": "alliance-journal",\n "version" 1\n}', "This file is not JSON: line 2, column 12."),
        (b"\xff\xfe{\x00", "This file is not UTF-8 text (byte 0)."),
        (b'{"a": "\xe9"}', "This file is not UTF-8 text (byte 7)."),
        (b"\x89PNG\r\n", "This file is not UTF-8 text (byte 0)."),
        (b"[" * 200_000, DEEP),
        (b'{"a":' * 200_000, DEEP),
        (b'{"format": "alliance-journal", "version": NaN}', NOT_A_NUMBER),
        (b'{"format": "alliance-journal", "version": -Infinity}', NOT_A_NUMBER),
        (b"9" * 5_000, "This file holds a number with too many digits."),
        (b'{"a": -' + b"9" * 5_000 + b"}", "This file holds a number with too many digits."),
    ],
)
def test_invalid_json(data: bytes, said: str) -> None:
    with pytest.raises(CannotRead) as caught:
        load(data, {})
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "value", [None, 1, "x", [], [minimal()], {}, {"format": "other", "version": 1}, {"version": 1}]
)
def test_other_documents_are_refused(value: object) -> None:
    assert refusal(value) == 'This is not an Alliance Journal document: "format" is not "alliance-journal".'


@pytest.mark.parametrize("version", [0, 2, "1", 1.5, 1.0, True, [1]])
def test_another_version(version: object) -> None:
    assert refusal({"format": FORMAT, "version": version}) == "version: this program reads version 1 of the format."


WHOLE = json.loads(
    dump(
        sample(DAY)._replace(
            entries=tuple(e for e in sample(DAY).entries if e.answers)[17:22],
        ),
        BEGINNING,
    )
)
ENTRY = "entries[3]"
TENSE = next(index for index, entry in enumerate(WHOLE["entries"]) if entry["tension"])
NO_TEXT: tuple[object, ...] = (5, 1.5, True, [], {}, ["x"])
NO_LIST: tuple[object, ...] = (5, "x", True, {})
NO_OBJECTS: tuple[object, ...] = (5, "x", True, None, [])


def wrong(path: str, *values: object, at: str = "") -> list[tuple[str, object, str]]:
    return [(path, value, at or path) for value in values]


REFUSED: list[tuple[str, object, str]] = [
    *wrong("exported_at", "yesterday", *NO_TEXT),
    *(case for name in ("therapists", "questions", "entries", "topics", "tasks", "goals", "appointments")
      for case in wrong(name, *NO_LIST)),
    *(case for name in ("therapists", "questions", "entries", "topics", "tasks", "goals", "appointments")
      for case in wrong(f"{name}[0]", *NO_OBJECTS)),
    *wrong("therapists[1].name", None, "", "  \n", *NO_TEXT),
    *wrong("therapists[1].status", "former", "Current", *NO_TEXT),
    *wrong("therapists[1].note", *NO_TEXT),
    *wrong("therapists[1].id", WHOLE["therapists"][0]["id"], *NO_TEXT),
    *wrong("questions[0].id", None, "", WHOLE["questions"][1]["id"], *NO_TEXT),
    *wrong("questions[0].text", *NO_TEXT),
    *wrong("questions[0].element", "mood", *NO_TEXT),
    *wrong("questions[0].source", "web", *NO_TEXT),
    *wrong("questions[0].asked", 1, 0, "yes", []),
    *wrong(f"{ENTRY}.id", WHOLE["entries"][1]["id"], *NO_TEXT),
    *wrong(f"{ENTRY}.kind", None, "note", "", *NO_TEXT),
    *wrong(f"{ENTRY}.date", None, "", "28 May", "2026-02-30", "2026-5-28", "20260528", "2026-W22-4",
           "2026-05-28T17:30", "1899-12-31", "2200-01-01", *NO_TEXT),
    *wrong(f"{ENTRY}.time", "25:00", "17", "5pm", "17:30+02:00", "17:30:00.5", "17:60", *NO_TEXT),
    *wrong(f"{ENTRY}.therapist", "00000000-0000-0000-0000-000000000000", *NO_TEXT),
    *wrong(f"{ENTRY}.medium", "letter", "", *NO_TEXT),
    *wrong(f"{ENTRY}.title", *NO_TEXT),
    *wrong(f"{ENTRY}.body", *NO_TEXT),
    *wrong(f"{ENTRY}.tags", "x", 5, {}),
    *wrong(f"{ENTRY}.tags", ["fine", 5], ["fine", None], at=f"{ENTRY}.tags[1]"),
    *wrong(f"{ENTRY}.private", "no", 0, 1, []),
    *wrong(f"{ENTRY}.tension", 5, True, []),
    *wrong(f"entries[{TENSE}].tension.words", *NO_TEXT),
    *wrong(f"entries[{TENSE}].tension.talked_through_in", *NO_TEXT),
    *wrong(f"entries[{TENSE}].tension.outcome", *NO_TEXT),
    *wrong(f"{ENTRY}.created_at", "soon", *NO_TEXT),
    *wrong(f"{ENTRY}.updated_at", "soon", *NO_TEXT),
    *wrong(f"{ENTRY}.answers", *NO_LIST),
    *wrong(f"{ENTRY}.answers[0]", *NO_OBJECTS),
    *wrong(f"{ENTRY}.answers[0].answer", None, "", "yes", "Fully", "3", 3, *NO_TEXT),
    *wrong(f"{ENTRY}.answers[1].question", None, "", "mood", "share", *NO_TEXT),
    *wrong(f"{ENTRY}.answers[0].words", *NO_TEXT),
    *wrong(f"{ENTRY}.answers[0].answered_at", "soon", *NO_TEXT),
    *wrong(f"{ENTRY}.answers[0].asked_as", *NO_TEXT),
    *wrong("topics[0].id", WHOLE["topics"][1]["id"], *NO_TEXT),
    *wrong("topics[0].text", None, "", " ", *NO_TEXT),
    *wrong("topics[0].from_entry", *NO_TEXT),
    *wrong("topics[0].state", "closed", *NO_TEXT),
    *wrong("topics[0].included", "yes", 1),
    *wrong("topics[0].position", -1, 2**40, 1.5, "1", True),
    *wrong("tasks[0].text", None, "", *NO_TEXT),
    *wrong("tasks[0].why", *NO_TEXT),
    *wrong("tasks[0].agreed_in", *NO_TEXT),
    *wrong("tasks[0].state", "done", *NO_TEXT),
    *wrong("tasks[0].note", *NO_TEXT),
    *wrong("tasks[0].id", WHOLE["tasks"][1]["id"], *NO_TEXT),
    *wrong("goals[0].text", None, "", *NO_TEXT),
    *wrong("goals[0].how_we_notice", *NO_TEXT),
    *wrong("goals[0].state", "done", *NO_TEXT),
    *wrong("goals[0].id", WHOLE["goals"][1]["id"], *NO_TEXT),
    *wrong("goals[0].marks", *NO_LIST),
    *wrong("goals[0].marks[0]", *NO_OBJECTS),
    *wrong("goals[0].marks[0].date", None, "May", *NO_TEXT),
    *wrong("goals[0].marks[0].mark", None, -1, 11, 5.5, "5", True),
    *wrong("appointments[0].at", None, "", "Thursday", "2026-06-04 17:30", "2026-06-04T25:00", "T17:30", *NO_TEXT),
    *wrong("appointments[0].therapist", *NO_TEXT),
    *wrong("appointments[0].repeats", "every Thursday", "FREQ=SECONDLY", "FREQ=WEEKLY;INTERVAL=0", "\n", *NO_TEXT),
]  # fmt: skip


@pytest.mark.parametrize("path", dict.fromkeys(path for path, _, _ in REFUSED))
def test_a_wrong_value_is_refused_with_its_place(path: str) -> None:
    changed = copy.deepcopy(WHOLE)
    *parts, last = path.replace("]", "").replace("[", ".").split(".")
    place: Any = changed
    for part in parts:
        place = place[int(part) if part.isdigit() else part]
    for _, value, at in (case for case in REFUSED if case[0] == path):
        place[int(last) if last.isdigit() else last] = value
        said = refusal(changed)
        # A duplicate id is found at its second place.
        second = at.replace("[0].id", "[1].id") if said.endswith("twice.") and at.endswith("[0].id") else at
        assert said.startswith(f"{second}: "), value
        assert said.endswith("."), value
        assert said.count(":") == 1 or "17:30" in said or "19:10" in said, value


def test_a_year_out_of_range_is_named() -> None:
    said = "the year 1 is not between 1900 and 2199."
    entry = {"kind": "letter", "date": "0001-01-01"}
    assert refusal(minimal(entries=[entry])) == f"entries[0].date: {said}"
    assert refusal(minimal(appointments=[{"at": "0001-01-01T10:00"}])) == f"appointments[0].at: {said}"


def test_the_whole_document_is_not_refused() -> None:
    assert read(WHOLE)
    assert len(WHOLE["entries"][3]["answers"]) > 2
    assert WHOLE["entries"][3]["answers"][0]["question"] == "share"


@pytest.mark.parametrize(
    ("field", "at", "broken"),
    [
        ("title", "entries[0].title", UNUSABLE[0]),
        ("body", "entries[0].body", UNUSABLE[1]),
        ("id", "entries[0].id", UNUSABLE[2]),
        ("tension", "entries[0].tension", UNUSABLE[0]),
        ("tags", "entries[0].tags[1]", UNUSABLE[1]),
        ("therapist", "entries[0].therapist", UNUSABLE[2]),
    ],
    ids=["title", "body", "id", "tension", "tags", "therapist"],
)
def test_unusable_text(field: str, at: str, broken: str) -> None:
    entry = {"kind": "letter", "date": "2026-05-28", field: ["x", broken] if field == "tags" else broken}
    said = refusal(minimal(entries=[entry]))
    assert said.startswith(f"{at}: This text holds a ")
    said.encode()


def test_question_of_its_own_needs_words() -> None:
    assert refusal(minimal(questions=[{"id": "own"}])) == "questions[0].text: this field is needed."
    assert refusal(minimal(questions=[{"id": "own", "text": "x"}])) == "questions[0].element: this field is needed."


def test_values_are_not_echoed() -> None:
    """An error names the place but not the value, which may be the client's text."""
    broken: list[Callable[[dict[str, Any]], object]] = [
        lambda entry: entry.update(kind="my secret"),
        lambda entry: entry.update(date="my secret"),
        lambda entry: entry.update(answers=[{"question": "my secret", "answer": "no"}]),
    ]
    for change in broken:
        entry: dict[str, Any] = {"kind": "letter", "date": "2026-05-28"}
        change(entry)
        assert "secret" not in refusal(minimal(entries=[entry]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": "alliance-journal", "entries": [], "entries": []}', "the file: the field entries"),
        (
            '{"entries": [{"kind": "letter", "date": "2026-05-28", "body": "a", "body": "b"}]}',
            "entries[0]: the field body",
        ),
        (
            '{"entries": [{"kind": "letter", "date": "2026-05-28", "tension": {"words": "a", "words": "b"}}]}',
            "entries[0].tension: the field words",
        ),
        (
            '{"goals": [{"text": "a", "marks": [{"mark": 1, "date": "2026-05-28", "mark": 2}]}]}',
            "goals[0].marks[0]: the field mark",
        ),
    ],
)
def test_a_duplicate_field_is_named(text: str, said: str) -> None:
    with pytest.raises(CannotRead) as caught:
        load(text.encode(), {})
    assert str(caught.value) == f"{said} stands here twice, and only one can be kept."


@pytest.mark.parametrize(
    "rule",
    [
        "DTSTART;TZID=/etc/passwd:20260604T173000\nRRULE:FREQ=DAILY",
        "RRULE:FREQ=DAILY\nEXDATE;TZID=/etc/passwd:20260604T173000",
        "RRULE:FREQ=DAILY\nRDATE;TZID=../../x:20260604T173000",
        "FREQ=DAILY;DTSTART=20260604T173000",
    ],
)
def test_a_recurrence_names_no_zone(rule: str) -> None:
    """python-dateutil would open a file of the zone's name."""
    opened: list[object] = []
    watching = True
    sys.addaudithook(lambda event, details: opened.append(details[0]) if watching and event == "open" else None)
    document = {"format": FORMAT, "appointments": [{"at": "2026-06-04T17:30", "repeats": rule}]}
    assert refusal(document).startswith("appointments[0].repeats: a rhythm like")
    watching = False
    assert not [path for path in opened if "passwd" in str(path) or str(path).endswith("/x")]
