"""Entries for the tests of the domain, written as briefly as tables of scores."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.alliance.session_history import Session, history_of
from alliance_journal.domain.alliance.trends.read_trends import read
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension, Reading
from alliance_journal.domain.models import Entry, EntryKind, GivenAnswer, session_order

FIRST_DAY = date(2026, 3, 5)
NEW_YEAR = date(2026, 1, 1)
"""First session of the worked courses."""
TODAY = date(2026, 12, 31)
OF_SCORE = {0: Answer.NO, 1: Answer.PARTLY, 2: Answer.MOSTLY, 3: Answer.FULLY}
ALL_IDS = tuple(q.id for q in QUESTIONS)
DEFAULT_IDS = tuple(i for i in ALL_IDS if i != "disagree")

Given = int | Answer | None
"""A score, an answer, or None for "not sure"; a question that is left out was skipped."""


def answers_of(given: Mapping[str, Given]) -> tuple[GivenAnswer, ...]:
    return tuple(GivenAnswer(question, _answer(value)) for question, value in given.items())


def _answer(value: Given) -> Answer:
    if isinstance(value, Answer):
        return value
    return Answer.NOT_SURE if value is None else OF_SCORE[value]


def entry(
    place: int,
    given: Mapping[str, Given],
    *,
    day: date | None = None,
    kind: EntryKind = "session",
    therapist: str = "zoe",
    created_at: str = "",
) -> Entry:
    """An entry of the given place in a weekly rhythm, or of the given day."""
    return Entry(
        id=f"{therapist}-{kind}-{place:03}",
        kind=kind,
        date=day or FIRST_DAY + timedelta(weeks=place - 1),
        therapist_id=therapist,
        created_at=created_at or f"2026-01-01T00:{place // 60:02}:{place % 60:02}+00:00",
        answers=answers_of(given),
    )


def weekly(rows: Iterable[Mapping[str, Given]]) -> list[Entry]:
    """One session a week."""
    return [entry(place, row) for place, row in enumerate(rows, start=1)]


def alike(answer: Given, **others: Given) -> dict[str, Given]:
    """Return the twelve default questions answered alike, but for the ones named."""
    return {**dict.fromkeys(DEFAULT_IDS, answer), **others}


def course(*rows: int | Mapping[str, Given]) -> list[Entry]:
    """Return weekly sessions from New Year on; a number answers every question alike."""
    return [
        entry(place, alike(row) if isinstance(row, int) else row, day=NEW_YEAR + timedelta(weeks=place - 1))
        for place, row in enumerate(rows, start=1)
    ]


def of_trust(score: float) -> dict[str, Given]:
    """Answers to the two questions of Trust with this mean."""
    total = round(2 * score)
    assert total == 2 * score
    return {"share": min(3, total), "able": total - min(3, total)}


def two(text: str) -> list[dict[str, Given]]:
    """`33 32 –0` as answers to the two questions of Trust; – is "not sure"."""
    return [
        {
            question: None if mark == "–" else int(mark)
            for question, mark in zip(("share", "able"), word, strict=True)
        }
        for word in text.split()
    ]


def one(text: str) -> list[dict[str, Given]]:
    """`3 3 2` as answers to the one question of Warmth."""
    return [{"warmth": None if mark == "–" else int(mark)} for mark in text.split()]


def of_overall(score: float, ids: Sequence[str] = DEFAULT_IDS[:10]) -> dict[str, Given]:
    """Answers to ten questions with this mean."""
    total = round(len(ids) * score)
    low, more = divmod(total, len(ids))
    return {question: low + (index < more) for index, question in enumerate(ids)}


def read_entries(entries: Iterable[Entry]) -> Reading:
    """The reading of one therapist's entries; anything but sessions is left out."""
    sessions = sorted((entry for entry in entries if entry.kind == "session"), key=session_order)
    history = history_of(
        Session(entry.id, entry.date, {given.question: given.answer for given in entry.answers})
        for entry in sessions
    )
    return read(history, marked_tensions(sessions))


def marked_tensions(sessions: Sequence[Entry]) -> tuple[MarkedTension, ...]:
    """The tensions marked in these sessions, which are in their order."""
    places = {entry.id: (x, entry.date) for x, entry in enumerate(sessions, start=1)}
    found = []
    for entry in sessions:
        if entry.tension:
            x, day = places[entry.id]
            through_x, through_day = places.get(entry.tension.talked_through_in or "", (None, None))
            words, outcome = entry.tension.words, entry.tension.outcome
            found.append(MarkedTension(entry.id, x, day, words, through_x, through_day, outcome))
    return tuple(found)
