"""The invented year says what the mock-ups say, whenever it is looked at."""

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import pairwise

import pytest

from alliance_journal.domain.alliance.questions import QUESTION, QUESTIONS
from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.element_text import verdict
from alliance_journal.domain.alliance.wording.trend_text import headline
from alliance_journal.domain.models import Document, Entry
from alliance_journal.domain.sample.example_year import last_session_day, sample
from alliance_journal.domain.writing_prompts import PROMPTS
from tests.domain.making import read_entries

TODAY = dt.date(2026, 5, 30)
FORBIDDEN = (
    "score",
    "fail",
    "risk",
    "rupture",
    "alert",
    "overdue",
    "missed",
    "streak",
    "compliance",
    "!",
)
DAYS = [
    pytest.param(dt.date(2026, 5, 30), id="saturday"),
    pytest.param(dt.date(2026, 6, 4), id="thursday"),
    pytest.param(dt.date(2026, 6, 5), id="friday"),
    pytest.param(dt.date(2027, 1, 1), id="new-year"),
    pytest.param(dt.date(2028, 2, 29), id="leap-day"),
]


def _of_kind(document: Document, *kinds: str) -> list[Entry]:
    return [entry for entry in document.entries if entry.kind in kinds]


def _read(today: dt.date) -> Reading:
    document = sample(today)
    zoe = next(therapist.id for therapist in document.therapists if therapist.status == "current")
    return read_entries(entry for entry in document.entries if entry.therapist_id == zoe)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)


def _told(body: str) -> int:
    return sum(len(line.split()) for line in body.splitlines() if not line.startswith("## "))


def test_the_same_day_gives_the_same_year() -> None:
    assert sample(TODAY) == sample(TODAY)


def test_ids_do_not_hang_on_the_day() -> None:
    one, other = sample(TODAY), sample(TODAY + dt.timedelta(days=100))
    assert [entry.id for entry in one.entries] == [entry.id for entry in other.entries]


@pytest.mark.parametrize("today", DAYS)
def test_the_year_ends_on_the_thursday_before_today(today: dt.date) -> None:
    document = sample(today)
    sessions = _of_kind(document, "session")
    last = sessions[-1].date
    assert last == last_session_day(today)
    assert 1 <= (today - last).days <= 7
    assert {entry.date.weekday() for entry in sessions} == {3}
    assert {entry.time for entry in sessions} == {dt.time(17, 30)}
    assert all(entry.date < today for entry in document.entries)
    (appointment,) = document.appointments
    assert today <= appointment.date < today + dt.timedelta(days=7)
    assert appointment.date.weekday() == 3
    assert appointment.time == dt.time(17, 30)
    assert appointment.repeats is None


def test_a_thursday_is_the_day_of_the_next_session() -> None:
    document = sample(dt.date(2026, 6, 4))
    assert document.entries[-1].date == dt.date(2026, 5, 28)
    assert document.appointments[0].date == dt.date(2026, 6, 4)


def test_a_whole_year_with_gaps_below_ninety_days() -> None:
    sessions = _of_kind(sample(TODAY), "session")
    days = [entry.date for entry in sessions]
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    assert len(sessions) == 42
    assert days[0] == dt.date(2025, 6, 12)
    assert gaps[-2:] == [21, 35]
    assert {entry.medium for entry in sessions} == {"in person", "video", "phone"}


def test_what_there_is_beside_the_sessions() -> None:
    document = sample(TODAY)
    zoe, other = document.therapists
    assert (zoe.name, zoe.status, other.name, other.status) == ("Zoë", "current", "R.", "past")
    assert len(_of_kind(document, "between")) == 5
    (letter,) = _of_kind(document, "letter")
    assert letter.private
    assert letter.therapist_id is None
    words = {entry.therapist_id: yes_to_most(entry).word for entry in _of_kind(document, "consultation")}
    assert words == {zoe.id: "yes to most", other.id: "not yes to most"}
    for call in _of_kind(document, "consultation"):
        assert [given.question for given in call.answers] == [q.id for q in QUESTIONS if q.from_article]
        assert call.date < _of_kind(document, "session")[0].date
    assert {question.id: question.asked for question in document.questions} == {
        question.id: question.id != "disagree" for question in QUESTIONS
    }


def test_the_last_sessions_are_those_of_the_pictures() -> None:
    sessions = _of_kind(sample(TODAY), "session")
    assert [(entry.date.isoformat()[5:], entry.title) for entry in sessions[:-12:-1]] == [
        ("05-28", "The pause after I cried"),
        ("05-21", "Planning the call with Mum"),
        ("05-14", "Lost track of the plan"),
        ("05-07", "Words for anger"),
        ("04-30", "Back after the break"),
        ("04-16", "By phone, in the car"),
        ("04-09", "What Mum would say"),
        ("04-02", "Shoulders and breath"),
        ("03-26", "Words for sad"),
        ("03-19", "A clumsy week"),
        ("03-12", "Why now"),
    ]
    phone = sessions[-6]
    assert (phone.medium, phone.answers) == ("phone", ())
    assert sessions[0].title == "First meeting"


def test_the_last_session() -> None:
    last = _of_kind(sample(TODAY), "session")[-1]
    assert last.created_at == "2026-05-28T19:10:00+00:00"
    assert last.body == (
        "## What stayed with me\n"
        "I told Zoë about the argument at work and cried a bit. She did not rush me. The long pause afterwards "
        "felt heavier than usual, and I filled it with a joke.\n\n"
        "## What I noticed between us\n"
        "We talked through the week again and not about the plan. I am not sure what we are working towards, "
        "and I did not say so.\n\n"
        "## To try before next time\n"
        "One honest sentence to Priya about Friday's meeting."
    )
    assert {given.question: given.answer.value for given in last.answers} == {
        "share": "fully",
        "heard": "mostly",
        "able": "mostly",
        "language": "mostly",
        "approach": "mostly",
        "warmth": "fully",
        "clear": "mostly",
        "direction": "partly",
        "silence": "partly",
        "own_goals": "mostly",
        "measure": "no",
        "body": "fully",
    }
    assert {given.question: given.words for given in last.answers if given.words} == {
        "heard": "she did not rush me",
        "silence": "I joked to fill it",
    }
    assert all(given.asked_as == QUESTION[given.question].text for given in last.answers)


@pytest.mark.parametrize("today", DAYS)
def test_the_headline(today: dt.date) -> None:
    reading = _read(today)
    said = headline(reading, today)
    assert said.startswith("Warmth and Trust were a yes each time. Shared plan has been below a yes since ")
    assert ", and Listening since " in said


def test_the_headline_is_that_of_the_pictures() -> None:
    assert headline(_read(TODAY), TODAY) == (
        "Warmth and Trust were a yes each time. Shared plan has been below a yes since 9 April, "
        "and Listening since 14 May, and both are lower than they were."
    )


@pytest.mark.parametrize(
    ("element", "level", "since", "lines"),
    [
        ("trust", "yes each time", None, ("yes each time", "steady")),
        ("warmth", "yes each time", None, ("yes each time", "steady")),
        ("understanding", "yes each time", None, ("yes each time", "higher than it was")),
        ("plan", "below a yes each time", dt.date(2026, 4, 9), ("below a yes since 9 Apr", "lower than it was")),
        ("words", "mostly yes", None, ("mostly yes", "")),
        ("listening", "often below a yes", dt.date(2026, 5, 14), ("not a yes last session", "")),
        ("body", "mixed", None, ("mixed", "")),
    ],
)
def test_what_the_reading_says(element: str, level: str, since: dt.date | None, lines: tuple[str, str]) -> None:
    reading = _read(TODAY)
    found = reading.of(element)
    assert (found.level.word, found.level.below_since) == (level, since)
    said = verdict(found, reading, TODAY)
    assert (said.level, said.going) == lines


def test_what_is_good_and_what_is_low() -> None:
    reading = _read(TODAY)
    assert [found.element.id for found in reading.good] == ["warmth", "trust", "understanding", "words"]
    assert [found.element.id for found in reading.low] == ["plan", "listening"]
    assert reading.lowest == "plan"
    assert reading.last is not None
    assert (reading.last.lower, reading.last.dropped, reading.last.broad) == (("listening",), (), False)


def test_each_drop_of_the_year() -> None:
    drops = {
        found.element.id: [(drop.day, drop.after) for drop in found.drops_since(dt.date.min)]
        for found in _read(TODAY).elements
    }
    assert {element: of_element for element, of_element in drops.items() if of_element} == {
        "warmth": [(dt.date(2025, 11, 13), "came back the next session")],
        "plan": [(dt.date(2026, 4, 9), "has stayed lower since")],
        "listening": [(dt.date(2026, 5, 21), "too early to say")],
    }


def test_which_drops_are_told() -> None:
    """Not one that is over and long ago."""
    told = {found.element.id: found.drop.day for found in _read(TODAY).elements if found.drop}
    assert told == {"plan": dt.date(2026, 4, 9), "listening": dt.date(2026, 5, 21)}


def test_the_tense_session_was_talked_through_in_the_next() -> None:
    sessions = _of_kind(sample(TODAY), "session")
    (place,) = [place for place, entry in enumerate(sessions) if entry.tension]
    tense, following = sessions[place], sessions[place + 1]
    assert tense.date == dt.date(2025, 11, 13)
    assert tense.tension is not None
    assert tense.tension.words
    assert tense.tension.talked_through_in == following.id
    assert tense.tension.outcome


def test_what_to_bring() -> None:
    document = sample(TODAY)
    opened = [topic for topic in document.topics if topic.state == "open"]
    assert [topic.text for topic in opened] == [
        "I'm not sure what we are working towards. Could we look at the plan together?",
        "The long silences lately: I fill them by joking.",
        "How the honest sentence to Priya went.",
    ]
    assert all(topic.included for topic in opened)
    assert {topic.from_entry for topic in opened} == {document.entries[-1].id}
    assert {topic.state for topic in document.topics} == {"open", "brought", "let go"}
    assert [topic.position for topic in document.topics] == list(range(1, len(document.topics) + 1))
    task = document.tasks[0]
    assert (task.text, task.state, task.note) == (
        "One honest sentence to Priya",
        "did",
        "it went better than I feared",
    )
    assert [goal.state for goal in document.goals] == ["open", "reached"]
    assert all(goal.marks and goal.how_we_notice for goal in document.goals)
    assert all(0 <= mark.mark <= 10 for goal in document.goals for mark in goal.marks)


def test_ids_are_uuids_and_each_its_own_and_links_lead_somewhere() -> None:
    document = sample(TODAY)
    ids = [
        *(therapist.id for therapist in document.therapists),
        *(entry.id for entry in document.entries),
        *(topic.id for topic in document.topics),
        *(task.id for task in document.tasks),
        *(goal.id for goal in document.goals),
    ]
    assert len(set(ids)) == len(ids)
    assert all(str(uuid.UUID(id_)) == id_ for id_ in ids)
    entries = {entry.id for entry in document.entries}
    assert {topic.from_entry for topic in document.topics} <= entries
    assert {task.agreed_in for task in document.tasks} <= entries


def test_the_words_are_short_and_kind() -> None:
    document = sample(TODAY)
    for text in _strings(document):
        for word in FORBIDDEN:
            assert word not in text.casefold(), text
    for entry in document.entries:
        assert entry.title
        headings = [line[3:] for line in entry.body.splitlines() if line.startswith("## ")]
        assert set(headings) <= set(PROMPTS)
    for place, entry in enumerate(_of_kind(document, "session")[::-1]):
        assert (40 if place < 14 else 20) <= _told(entry.body) <= 90, entry.title
    assert any(given.words for entry in document.entries for given in entry.answers)
    assert any(entry.tags for entry in document.entries)
