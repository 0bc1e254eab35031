"""Titles, headings and the numbering of sessions."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import (
    ENTRY_KINDS,
    GOAL_STATES,
    KIND_NAMES,
    MEDIUMS,
    TASK_STATES,
    THERAPIST_STATUSES,
    TOPIC_STATES,
    Appointment,
    Entry,
    EntryKind,
    first_words,
    session_order,
)
from tests.domain.making import entry
from tests.examples import examples
from tests.whole import number_sessions

DAY = date(2026, 5, 28)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("   \n\n\t", ""),
        ("Hello", "Hello"),
        ("one two three four five six", "one two three four five six"),
        ("one two three four five six seven", "one two three four five six…"),
        ("## What stayed with me\n\nI told Zoë about it", "I told Zoë about it"),
        ("## What stayed with me\n## What helped\n", ""),
        ("\n  spaced \t out\nsecond line", "spaced out"),
        ("##not a heading", "##not a heading"),
        ("# one hash", "# one hash"),
        ("one\r\ntwo", "one"),
        ("早上好", "早上好"),
    ],
)
def test_first_words(text: str, words: str) -> None:
    assert first_words(text) == words


def test_first_words_of_another_count() -> None:
    assert first_words("a b c", 2) == "a b…"
    assert first_words("a b c", 3) == "a b c"


@given(st.text(max_size=80))
@examples(200)
def test_first_words_are_one_line_of_the_text(text: str) -> None:
    words = first_words(text)
    assert len(words.splitlines()) <= 1
    assert all(word in text for word in words.removesuffix("…").split())


def test_shown_title() -> None:
    note = Entry("1", "between", DAY, body="## What helped\nThe long walk home")
    assert note.shown_title == "The long walk home"
    assert note._replace(title="The walk").shown_title == "The walk"
    assert [Entry("1", kind, DAY).shown_title for kind in ENTRY_KINDS] == [
        "Session",
        "Consultation call",
        "Note",
        "Letter",
    ]


def test_when_an_appointment_is() -> None:
    assert Appointment(DAY, time(17, 30)).at == "2026-05-28T17:30"
    assert Appointment(DAY, time(17, 30, 5)).at == "2026-05-28T17:30:05"
    assert Appointment(DAY).at == "2026-05-28"


def test_answers_by_question() -> None:
    given_answers = entry(1, {"warmth": 3, "body": None}).answers_by_question
    assert {q: a.answer for q, a in given_answers.items()} == {"warmth": Answer.FULLY, "body": Answer.NOT_SURE}


def test_sessions_are_numbered_by_therapist_date_and_creation() -> None:
    def at(id_: str, day: int, created: str, therapist: str | None = "zoe", kind: EntryKind = "session") -> Entry:
        return Entry(id_, kind, DAY.replace(day=day), therapist_id=therapist, created_at=created)

    entries = [
        at("late", 20, "2026-05-20T10:00"),
        at("backdated", 3, "2026-05-30T10:00"),
        at("evening", 10, "2026-05-10T19:00"),
        at("morning", 10, "2026-05-10T09:00"),
        at("note", 4, "2026-05-04T09:00", kind="between"),
        at("call", 1, "2026-05-01T09:00", kind="consultation"),
        at("letter", 1, "2026-05-01T09:00", kind="letter"),
        at("ben", 5, "2026-05-05T09:00", therapist="ben"),
        at("nobody", 6, "2026-05-06T09:00", therapist=None),
    ]
    places = {"backdated": 1, "morning": 2, "evening": 3, "late": 4, "ben": 1, "nobody": 1}
    assert number_sessions(entries) == number_sessions(reversed(entries)) == places
    assert [e.id for e in sorted(entries, key=session_order)][2:6] == ["backdated", "note", "ben", "nobody"]
    assert number_sessions([]) == {}


def test_the_time_of_day_does_not_order_sessions() -> None:
    """By session date, then by creation: a time is not always given."""
    early = entry(2, {}, day=DAY)._replace(time=time(9))
    late = entry(1, {}, day=DAY)._replace(time=time(18))
    assert number_sessions([early, late]) == {late.id: 1, early.id: 2}


def test_the_words_files_are_written_with() -> None:
    """Those of the manual's page on file formats; other programs rely on them."""
    assert ENTRY_KINDS == ("session", "consultation", "between", "letter")
    assert set(KIND_NAMES) == set(ENTRY_KINDS)
    assert THERAPIST_STATUSES == ("current", "considering", "past")
    assert MEDIUMS == ("in person", "video", "phone")
    assert TOPIC_STATES == ("open", "brought", "let go")
    assert TASK_STATES == ("open", "did", "tried", "did not", "not useful")
    assert GOAL_STATES == ("open", "reached", "let go")
