"""A whole journal out and in: the same again, nothing twice, and nothing merged by guess."""

import contextlib
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.import_report import Loaded
from alliance_journal.domain.models import (
    Appointment,
    AskedQuestion,
    Document,
    Entry,
    Excerpt,
    GivenAnswer,
    Goal,
    GoalMark,
    PageChoice,
    Task,
    Tension,
    Therapist,
    Topic,
)
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.exchange.native.reader import load
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.search import fts_index
from alliance_journal.store.transfer.export_source import outgoing
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import BEGINNING, Clock, snapshot
from tests.hostile import HOSTILE, named
from tests.whole import dump

DAY = dt.date(2026, 5, 30)


@pytest.fixture
def other(clock: Clock) -> Iterator[Journal]:
    with contextlib.closing(Journal.in_memory(clock)) as found:
        yield found


def test_wiped_and_imported_again_is_the_same(journal: Journal, other: Journal) -> None:
    import_into(journal, sample(DAY))
    journal.questions.set_asked("body", asked=False)
    journal.topics.set_included(journal.topics.list()[2].id, included=False)
    text = dump(whole(journal), BEGINNING)
    done = import_into(other, load(text.encode(), {}).document)
    assert whole(other) == whole(journal)
    assert dump(whole(other), BEGINNING) == text
    assert done.already_there == Counter()
    assert done.different == []
    assert done.added["entries"] == len(sample(DAY).entries)
    assert done.added == Counter(
        therapists=2,
        entries=len(sample(DAY).entries),
        topics=len(sample(DAY).topics),
        homework=len(sample(DAY).tasks),
        goals=len(sample(DAY).goals),
        appointments=1,
    )


def test_twice_adds_nothing(journal: Journal) -> None:
    assert journal.path
    first = import_into(journal, sample(DAY))
    before, on_disk = whole(journal), journal.path.read_bytes()
    second = import_into(journal, sample(DAY))
    assert journal.path.read_bytes() == on_disk
    assert second.added == Counter()
    assert second.already_there == first.added
    assert second.different == []
    assert whole(journal) == before


def test_every_kind_of_thing(journal: Journal) -> None:
    """Each field of each kind of record has another value than its default."""
    document = Document(
        therapists=(Therapist("z", "Zoë", "current", "note"), Therapist("a", "Ann", "past", "gone")),
        questions=(
            *(AskedQuestion(q.id, q.text, q.element, q.source, q.id != "body") for q in QUESTIONS),
            AskedQuestion("own", "Do I laugh?", "warmth", "added", False),
        ),
        entries=(
            Entry(
                "e1",
                "session",
                DAY,
                dt.time(17, 30, 5),
                "z",
                "video",
                "title",
                "body\r\n",
                ("b", "a"),
                True,
                Tension("words", "e2"),
                "2026-05-28T19:10:00+00:00",
                "2026-05-28T19:11:00.500+00:00",
                (
                    GivenAnswer("share", Answer.NOT_SURE, "w", "2026-05-28T19:12:00+00:00", "as it was asked"),
                    GivenAnswer("own", Answer.FULLY, "", "", "Do I laugh?"),
                ),
            ),
            Entry(
                "e2", "letter", DAY, created_at="2026-05-29T19:10:00+00:00", updated_at="2026-05-29T19:10:00+00:00"
            ),
        ),
        topics=(Topic("t2", "two", None, "brought", False, 7), Topic("t1", "one", "e1", "let go", True, 9)),
        tasks=(Task("k", "task", "why", "e1", "not useful", "note"), Task("j", "other")),
        goals=(Goal("g", "goal", "how", "reached", (GoalMark(DAY, 10), GoalMark(DAY, 0))), Goal("f", "plain")),
        appointments=(
            Appointment(DAY, None, None, "FREQ=WEEKLY"),
            Appointment(DAY, dt.time(17, 30), "z", None),
            Appointment(DAY + dt.timedelta(1), dt.time(0, 0), "a"),
        ),
    )
    import_into(journal, document)
    assert whole(journal) == document


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_hostile_text_out_and_in(journal: Journal, other: Journal, text: str) -> None:
    document = Document(
        therapists=(Therapist("z", text + "x", "past", text),),
        entries=(
            Entry(
                "e", "session", DAY, None, "z", None, text, text, (text + "x",), tension=Tension(text), answers=()
            ),
            Entry("f", "session", DAY, answers=(GivenAnswer("share", Answer.NO, text, "", text),)),
        ),
        topics=(Topic("t", text + "x", position=1),),
        tasks=(Task("k", text + "x", text, None, "did", text),),
        goals=(Goal("g", text + "x", text),),
        appointments=(Appointment(DAY, None, "z"),),
    )
    import_into(journal, document)
    data = dump(whole(journal), BEGINNING).encode()
    import_into(other, load(data, {}).document)
    assert whole(other) == whole(journal)
    found = whole(other)
    assert found.entries[0].body == found.entries[0].title == text
    assert found.topics == document.topics
    assert found.tasks == document.tasks
    assert found.goals == document.goals
    assert found.appointments == document.appointments


def test_what_differs_is_named_and_left(journal: Journal) -> None:
    document = sample(DAY)
    import_into(journal, document)
    before = whole(journal)
    one, two, *rest = document.entries
    changed = document._replace(
        therapists=(document.therapists[0]._replace(note="new"), *document.therapists[1:]),
        entries=(one._replace(body="new"), two._replace(tags=("new",)), *rest),
        topics=(document.topics[0]._replace(text="new"), *document.topics[1:]),
        tasks=(document.tasks[0]._replace(note="new"), *document.tasks[1:]),
        goals=(document.goals[0]._replace(marks=()), *document.goals[1:]),
    )
    done = import_into(journal, changed)
    assert done.different == [
        ("therapists", changed.therapists[0].id),
        ("goals", changed.goals[0].id),
        ("entries", one.id),
        ("entries", two.id),
        ("topics", changed.topics[0].id),
        ("homework", changed.tasks[0].id),
    ]
    assert done.added == Counter()
    assert whole(journal) == before


def test_a_changed_answer_differs_and_its_instant_does_not(journal: Journal) -> None:
    entry = Entry("e", "session", DAY, answers=(GivenAnswer("share", Answer.NO), GivenAnswer("warmth", Answer.NO)))
    import_into(journal, Document(entries=(entry,)))
    later = tuple(given._replace(answered_at="2027-01-01T00:00:00+00:00") for given in reversed(entry.answers))
    moved = entry._replace(updated_at="2027-01-01T00:00:00+00:00", answers=later)
    assert import_into(journal, Document(entries=(moved,))).different == []
    other = entry._replace(answers=(GivenAnswer("share", Answer.NO), GivenAnswer("warmth", Answer.FULLY)))
    assert import_into(journal, Document(entries=(other,))).different == [("entries", "e")]
    assert journal.entries.get("e").answers_by_question["warmth"].answer is Answer.NO


def test_links_to_what_is_nowhere_are_let_go(journal: Journal) -> None:
    trashed = journal.entries.add("session", DAY, body="in the trash")
    document = Document(
        entries=(
            Entry("e", "session", DAY, tension=Tension("kept", "nowhere")),
            Entry("f", "session", DAY, tension=Tension("kept", "e")),
        ),
        topics=(Topic("t", "topic", "nowhere"), Topic("u", "topic", "e"), Topic("v", "topic", trashed.id)),
        tasks=(Task("k", "task", agreed_in="nowhere"), Task("l", "task", agreed_in="f")),
    )
    journal.trash.put(trashed.id)
    import_into(journal, document)
    assert journal.entries.get("e").tension == Tension("kept", None)
    assert journal.entries.get("f").tension == Tension("kept", "e")
    assert [topic.from_entry for topic in journal.topics.list()] == [None, "e", trashed.id]
    assert [task.agreed_in for task in journal.homework.list()] == [None, "f"]
    # What leaves the journal points at nothing that stays behind.
    assert [topic.from_entry for topic in whole(journal).topics] == [None, "e", None]


def test_tensions_talked_through_one_after_the_other(journal: Journal) -> None:
    """Each points at the next session, and at itself; none is there yet when the first one comes."""
    entries = [
        Entry(f"e{n}", "session", DAY + dt.timedelta(weeks=n), tension=Tension(f"{n}", f"e{n + 1 if n < 4 else n}"))
        for n in range(5)
    ]
    for document in (Document(entries=tuple(entries)), Document(entries=tuple(reversed(entries)))):
        import_into(journal, document)
        assert [entry.tension for entry in journal.entries.list()] == [entry.tension for entry in entries]
        database_of(journal).connection.execute("DELETE FROM entries")


def test_an_import_that_fails_adds_nothing(journal: Journal) -> None:
    assert journal.path
    journal.entries.add("between", DAY, body="mine")
    before = snapshot(journal.path.parent)
    bad = sample(DAY)._replace(appointments=(Appointment(DAY, None, "nobody"),))
    with pytest.raises(Exception, match="Nothing was changed"):
        import_into(journal, bad)
    assert snapshot(journal.path.parent) == before
    assert len(journal.entries.list()) == 1
    assert fts_index.missing_triggers(database_of(journal).connection) == []


def test_what_came_is_found_beside_what_was_there(journal: Journal) -> None:
    """The words of an import are read all at once: those from before, and those that come later, are not lost."""
    mine = journal.entries.add("session", DAY, title="mine", body="a kettle #quiet", tags=("kitchen",))
    journal.answers.set(mine.id, "warmth", Answer.FULLY)
    journal.answers.set_comment(mine.id, "warmth", "like a teapot")
    given = GivenAnswer("warmth", Answer.NO, "a cold samovar")
    came = Entry(
        "came", "session", DAY, title="kettles", body="another one #loud", tags=("garden",), answers=(given,)
    )
    # What another program took away is put back with what it missed.
    database_of(journal).connection.execute("DROP TRIGGER words_of_new")
    untold = journal.entries.add("between", DAY, body="a kettle nobody told of")
    import_into(journal, Document(entries=(came, Entry("plain", "between", DAY, body="kettle"))))
    later = journal.entries.add("between", DAY, body="a third kettle")
    journal.answers.set_comment("came", "warmth", "a warm samovar")
    assert fts_index.missing_triggers(database_of(journal).connection) == []
    assert fts_index.are_whole(database_of(journal).connection)

    def found(search: str) -> set[str]:
        return {line.id for line in journal.entries.lines(search)}

    assert found("kettle") == {mine.id, "came", "plain", later.id, untold.id}
    assert found("teapot") == found("kitchen") == found("tag:quiet") == {mine.id}
    assert found("warm samovar") == found("garden") == found("tag:loud") == {"came"}
    assert found("cold") == set()


def test_looking_changes_no_byte(journal: Journal) -> None:
    assert journal.path
    journal.entries.add("between", DAY, body="mine")
    before = journal.path.read_bytes()
    looked = import_into(journal, sample(DAY), dry_run=True)
    assert journal.path.read_bytes() == before
    assert len(journal.entries.list()) == 1
    assert import_into(journal, sample(DAY)) == looked


def test_questions_of_a_new_journal_come_along(journal: Journal) -> None:
    flags = tuple(
        AskedQuestion(q.id, q.text, q.element, q.source, q.id in ("warmth", "disagree")) for q in QUESTIONS
    )
    import_into(journal, Document(questions=flags))
    assert [id_ for id_, asked in journal.questions.asked().items() if asked] == ["warmth", "disagree"]


def test_questions_of_a_journal_in_use_stay(journal: Journal) -> None:
    journal.entries.add("between", DAY, body="in use")
    before = journal.questions.list()
    other = AskedQuestion("warmth", "Another wording?", "trust", "added", False)
    own = AskedQuestion("own", "Do I laugh?", "warmth", "added", True)
    import_into(journal, Document(questions=(other, own)))
    assert journal.questions.list() == (*before, own)


def test_what_was_put_in_the_trash_does_not_come_back(journal: Journal) -> None:
    import_into(journal, sample(DAY))
    gone = journal.entries.list()[0].id
    journal.trash.put(gone)
    done = import_into(journal, sample(DAY))
    assert done.added == Counter()
    assert gone not in {entry.id for entry in journal.entries.list()}
    assert gone not in {entry.id for entry in whole(journal).entries}


def test_instants_are_made_where_they_are_absent(journal: Journal) -> None:
    given = "2020-01-01T00:00:00+00:00"
    import_into(journal, Document(entries=(Entry("a", "letter", DAY), Entry("b", "letter", DAY, created_at=given))))
    a, b = journal.entries.get("a"), journal.entries.get("b")
    assert a.created_at == a.updated_at > BEGINNING.isoformat()
    assert b.created_at == b.updated_at == given


def test_topics_without_a_place_come_last(journal: Journal) -> None:
    journal.topics.add("mine")
    import_into(journal, Document(topics=(Topic("a", "a"), Topic("b", "b"))))
    assert [(topic.text, topic.position) for topic in journal.topics.list()] == [("mine", 1), ("a", 2), ("b", 3)]


def test_appointments_are_the_same_by_day_time_and_therapist(journal: Journal) -> None:
    at = Appointment(DAY, dt.time(17, 30))
    import_into(journal, Document(appointments=(at,)))
    zoe = Therapist("z", "Zoë")
    again = Document(
        therapists=(zoe,),
        appointments=(
            at,
            at._replace(repeats="FREQ=WEEKLY"),
            at._replace(therapist_id="z"),
            at._replace(time=None),
        ),
    )
    done = import_into(journal, again)
    assert (done.added["appointments"], done.already_there["appointments"]) == (2, 2)
    assert len(journal.appointments.list()) == 3


def test_drafts_and_trash_are_not_in_the_document(journal: Journal) -> None:
    entry = journal.entries.add("between", DAY, body="kept")
    journal.drafts.save(entry.id, "typed since", "kept")
    assert [found.body for found in whole(journal).entries] == ["kept"]


def test_an_entry_with_two_drafts_is_one_with_text_still_being_written(journal: Journal) -> None:
    entry = journal.entries.add("between", DAY, body="kept")
    journal.drafts.save(entry.id, "typed in another window", "kept")
    with journal.transaction():
        database_of(journal).connection.execute("UPDATE drafts SET writer = 'another window'")
    journal.drafts.save(entry.id, "typed here", "kept")
    with outgoing(journal) as source:
        assert source.drafts == 1


def test_what_belongs_to_both_sides_goes_out_and_in(journal: Journal, tmp_path: Path) -> None:
    ada = journal.therapists.add("Ada", "considering")
    journal.therapists.change(
        ada._replace(setting="video", fee="90", first_free="in May", to_ask="Holidays?\nLate?")
    )
    goal = journal.goals.add("Sleep", "I wake up rested")
    journal.goals.set_mark(goal.id, DAY, 6)
    entry = journal.entries.add("session", DAY, therapist_id=ada.id, private=True)
    journal.entries.change_details(entry._replace(goal_id=goal.id))
    topic = journal.topics.add("The evenings", entry.id)
    journal.topics.set_goal(topic.id, goal.id)
    journal.homework.add("A walk", "to calm down", entry.id, by_next=False)
    journal.own_numbers.set(["My sister: 123"])
    text = dump(whole(journal), dt.datetime.now(dt.UTC))
    with contextlib.closing(Journal.begin(tmp_path / "other.db")) as other:
        import_into(other, load(text.encode(), {}).document)
        assert whole(other) == whole(journal)
        assert not import_into(other, load(text.encode(), {}).document).added
        assert list(entry_checksums.differing(database_of(other).connection)) == []


def test_a_link_to_a_goal_that_is_nowhere_is_let_go(journal: Journal) -> None:
    document = Document(
        entries=(Entry("e", "session", DAY, goal_id="nowhere"),),
        topics=(Topic("t", "x", "e", goal_id="nowhere"),),
    )
    import_into(journal, document)
    assert journal.entries.get("e").goal_id is None
    assert journal.topics.list()[0].goal_id is None


def test_fields_that_came_later_stand_only_where_there_is_something(journal: Journal) -> None:
    journal.therapists.add("Ada")
    journal.homework.add("A walk")
    found = json.loads(dump(whole(journal), dt.datetime.now(dt.UTC)))
    assert set(found["therapists"][0]) == {"id", "name", "status", "note"}
    assert set(found["tasks"][0]) == {"id", "text", "why", "agreed_in", "state", "note"}
    assert "own_numbers" not in found


def test_another_version_leads_to_the_first(journal: Journal, other: Journal) -> None:
    """In either order, and also through a chain of versions; a link to a missing entry is cleared."""
    entries = tuple(
        Entry(id_, "between", DAY + dt.timedelta(n), version_of=to)
        for n, (id_, to) in enumerate((("a", "b"), ("b", "c"), ("c", None), ("d", "nowhere")))
    )
    import_into(journal, Document(entries=entries))
    assert [entry.version_of for entry in journal.entries.list()] == ["b", "c", None, None]
    import_into(other, load(dump(whole(journal), BEGINNING).encode(), {}))
    assert whole(other) == whole(journal)
    journal.trash.put("c")
    assert [entry.version_of for entry in whole(journal).entries] == ["b", None, None]


def test_excerpts_and_choices_for_the_page(journal: Journal, other: Journal) -> None:
    zoe = journal.therapists.add("Zoë")
    entry = journal.entries.add("letter", DAY, body="a letter")
    kept = journal.excerpts.add("condensed", entry.id, for_me=True, on_page_of=zoe.id)
    journal.brief_choices.set_order(["topic:x", f"excerpt:{kept.id}"], zoe.id)
    document = whole(journal)
    assert document.excerpts == (kept,)
    assert len(document.page_choices) == 2
    done = import_into(other, load(dump(document, BEGINNING).encode(), {}))
    assert done.added["excerpts"] == 1
    assert whole(other) == document
    other.brief_choices.set_included("topic:x", False, zoe.id)
    done = import_into(other, document)
    assert not done.added
    assert other.brief_choices.included(zoe.id)["topic:x"] is False


def test_choices_for_somebody_who_is_gone_stay_behind(journal: Journal, other: Journal) -> None:
    zoe = journal.therapists.add("Zoë")
    journal.brief_choices.set_included("key", True, zoe.id)
    journal.brief_choices.set_included("key", True)
    assert journal.therapists.remove(zoe.id)
    text = dump(whole(journal), BEGINNING)
    import_into(other, load(text.encode(), {}))
    assert [choice.therapist_id for choice in whole(other).page_choices] == [None]


def test_entries_that_are_the_same_by_their_words(journal: Journal) -> None:
    """Entries with ids derived from a file are compared by their words; one in the trash does not come back."""
    mine = journal.entries.add("between", DAY, body="mine")
    gone = journal.entries.add("between", DAY, body="gone")
    journal.trash.put(gone.id)
    arriving = tuple(Entry(f"made {body}", "between", DAY, body=body) for body in ("mine", "gone", "new"))
    done = import_into(journal, Loaded(Document(entries=arriving), same=lambda entry: entry.body))
    assert (dict(done.added), dict(done.already_there)) == ({"entries": 1}, {"entries": 2})
    assert [entry.body for entry in journal.entries.list()] == ["mine", "new"]
    assert journal.entries.get(mine.id).body == "mine"


def test_only_what_a_format_carries_is_compared(journal: Journal) -> None:
    entry = Entry("e", "session", DAY, body="same", tension=Tension("cold"))
    import_into(journal, Document(entries=(entry,)))
    poorer = Document(entries=(entry._replace(tension=None),))
    assert import_into(journal, poorer).different == [("entries", "e")]
    assert import_into(journal, Loaded(poorer, carried=lambda one: one.body)).different == []


def everything(sessions: int) -> Document:
    """So many sessions, and with them one of everything that a journal can hold."""
    texts = tuple(text for text in HOSTILE if len(text) < 1000)

    def text(number: int) -> str:
        return f"{texts[number % len(texts)]}{number}"

    therapists = tuple(
        Therapist(f"t{n}", text(n), ("current", "past", "considering")[n % 3], text(n), "s", "f", "i", "a")
        for n in range(3)
    )
    goals = tuple(Goal(f"g{n}", text(n), "how", "reached", (GoalMark(DAY, n),)) for n in range(3))
    entries = tuple(
        Entry(
            f"e{n:04}",
            ("session", "session", "between", "letter")[n % 4],
            DAY + dt.timedelta(weeks=n // 4),
            dt.time(n % 24, n % 60) if n % 3 else None,
            f"t{n % 3}",
            ("in person", "video", "phone", None)[n % 4],
            text(n),
            text(n + 1) * 20,
            (text(n), "work"),
            n % 5 == 0,
            Tension(text(n), f"e{(n + 7) % sessions:04}") if n % 11 == 0 else None,
            f"2026-01-01T00:00:00.{n % 1000:03}+00:00",
            "2026-02-01T00:00:00.000+00:00",
            tuple(
                GivenAnswer(q.id, tuple(Answer)[(n + m) % 6], text(n), f"2026-01-01T00:00:{m:02}+00:00", q.text)
                for m, q in enumerate(QUESTIONS)
                if n % 4 < 2
            ),
            f"g{n % 3}",
            f"e{n - 1:04}" if n % 17 == 1 else None,
        )
        for n in range(sessions)
    )
    return Document(
        therapists=tuple(sorted(therapists, key=lambda one: ("current", "considering", "past").index(one.status))),
        questions=tuple(AskedQuestion(q.id, q.text, q.element, q.source, q.id != "body") for q in QUESTIONS),
        entries=tuple(sorted(entries, key=lambda one: (one.date, one.created_at, one.id))),
        topics=tuple(
            Topic(
                f"p{n}", text(n), f"e{n:04}", ("open", "brought", "let go")[n % 3], n % 2 == 0, n + 1, f"g{n % 3}"
            )
            for n in range(sessions // 5)
        ),
        tasks=tuple(Task(f"k{n}", text(n), "why", f"e{n:04}", "did", "note", n % 2 == 0) for n in range(9)),
        goals=goals,
        appointments=(Appointment(DAY, dt.time(17, 30), "t0", "FREQ=WEEKLY"), Appointment(DAY, dt.time(18), "t1")),
        own_numbers=("My sister: 123", "=cmd()"),
        excerpts=tuple(Excerpt(f"x{n}", text(n), f"e{n:04}", "open", n % 2 == 0, n + 1) for n in range(5)),
        page_choices=tuple(PageChoice(f"t{n}", f"excerpt:x{n}", n % 2 == 0, n + 1) for n in range(3)),
    )


def test_five_hundred_sessions_with_everything_in_them(journal: Journal, other: Journal) -> None:
    document = everything(500)
    import_into(journal, document)
    assert whole(journal) == document
    first = dump(whole(journal), BEGINNING)
    done = import_into(other, load(first.encode(), {}))
    assert done.different == []
    assert dump(whole(other), BEGINNING) == first
    assert import_into(journal, load(first.encode(), {})).different == []
    assert list(entry_checksums.differing(database_of(other).connection)) == []
