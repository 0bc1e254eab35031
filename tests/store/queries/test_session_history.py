"""Sessions read from the journal say what the same sessions say as entries, whatever they are."""

import contextlib
import datetime as dt
import json
import random
from collections.abc import Callable, Iterator

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS, QUESTIONS
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.checklist_end import checklist_end
from alliance_journal.domain.alliance.wording.trend_text import lines
from alliance_journal.domain.models import EntryKind
from alliance_journal.exchange import trends_json
from alliance_journal.exchange.trends_json import TherapistTrends
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.queries.brief import page_for, reading_with
from alliance_journal.store.queries.session_reading import history_with
from tests.domain.making import TODAY, read_entries
from tests.whole import sessions_with

SCALE = (Answer.NO, Answer.PARTLY, Answer.MOSTLY, Answer.FULLY, Answer.NOT_SURE, Answer.DID_NOT_COME_UP)
WEIGHTS = {
    "at random": (1, 1, 1, 1, 1, 1),
    "nearly always a yes": (0, 1, 20, 60, 1, 1),
    "below a yes for years": (50, 40, 2, 1, 1, 1),
    "always the same": (0, 0, 0, 1, 0, 0),
    "mostly not sure": (0, 0, 0, 1, 8, 1),
}


def history(seed: int, weights: tuple[int, ...]) -> tuple[Journal, str]:
    """Return a journal with sessions of two therapists and calls, and the id of one of the therapists.

    There are several on a day, long gaps, questions left out for years, tensions, and entries in the trash.
    """
    dice = random.Random(seed)
    journal = Journal.in_memory()
    mine, other = journal.therapists.add("Zoë").id, journal.therapists.add("Ben").id
    day, ids = dt.date(2019, 1, 7), list[str]()
    never = set(dice.sample([question.id for question in QUESTIONS], dice.randrange(4)))
    later = {question.id: dice.choice((0, 0, 40)) for question in QUESTIONS}
    for number in range(dice.choice((0, 1, 3, 12, 30, 90))):
        day += dt.timedelta(days=dice.choice((0, 7, 7, 7, 7, 7, 7, 14, 14, dice.choice((7, 89, 90, 200)))))
        kind: EntryKind = "consultation" if dice.random() < 0.05 else "session"
        entry = journal.entries.add(kind, day, therapist_id=other if dice.random() < 0.1 else mine)
        if dice.random() < 0.9:
            for question in DEFAULT_QUESTIONS if dice.random() < 0.5 else QUESTIONS:
                if question.id not in never and number >= later[question.id] and dice.random() < 0.85:
                    journal.answers.set(entry.id, question.id, dice.choices(SCALE, weights)[0])
        if dice.random() < 0.1:
            journal.tensions.set(entry.id, "silence")
            if ids and dice.random() < 0.5:
                journal.tensions.set_talked_through(entry.id, dice.choice(ids))
                journal.tensions.set_outcome(entry.id, "slower")
        ids.append(entry.id)
    for gone in dice.sample(ids, len(ids) // 20):
        journal.trash.put(gone)
    return journal, mine


def said(journal: Journal, therapist_id: str, reading: Reading) -> str:
    """Return all that is said of a reading anywhere."""
    therapist = next(one for one in journal.therapists.list() if one.id == therapist_id)
    document = trends_json.as_json(
        [TherapistTrends(therapist, reading, journal.sessions.calls(therapist_id))], TODAY
    )
    sessions = sessions_with(journal, therapist_id)
    ends = [checklist_end(reading, entry, TODAY) for entry in sessions]
    return json.dumps([document, lines("Zoë", reading, TODAY), ends, [repr(reading.tensions)]], indent=1)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("seed", range(6))
def test_the_journal_and_its_entries_read_alike(seed: int, weights: str) -> None:
    journal, mine = history(seed * 100 + len(weights), WEIGHTS[weights])
    with contextlib.closing(journal):
        for therapist in journal.therapists.list():
            from_entries = read_entries(sessions_with(journal, therapist.id))
            found = reading_with(journal, therapist.id)
            assert found.history == from_entries.history
            assert found.tensions == from_entries.tensions
            assert found == from_entries
        assert said(journal, mine, reading_with(journal, mine)) == said(
            journal, mine, read_entries(sessions_with(journal, mine))
        )


@pytest.mark.parametrize("seed", range(3))
def test_what_is_told_since_a_day(seed: int) -> None:
    journal, mine = history(seed, WEIGHTS["at random"])
    with contextlib.closing(journal):
        found = reading_with(journal, mine)
        sessions = [entry for entry in sessions_with(journal, mine) if entry.kind == "session"]
        assert found.history.days(7) == [entry.date for entry in sessions[-7:]]
        for since in found.history.days(7)[:1]:
            for element in found.elements:
                assert element.points_since(since) == tuple(p for p in element.points if p.day >= since)
                every = element.drops_since(dt.date.min)
                assert element.drops_since(since) == tuple(drop for drop in every if drop.day >= since)


@pytest.mark.parametrize("seed", range(4))
def test_the_page_to_bring_is_made_of_the_same_sessions(seed: int) -> None:
    journal, _ = history(seed, WEIGHTS["at random"])
    with contextlib.closing(journal):
        for therapist in journal.therapists.list():
            sessions = [e for e in sessions_with(journal, therapist.id) if e.kind == "session"]
            assert journal.sessions.latest_with(therapist.id, 2) == tuple(entry.id for entry in sessions[-2:])
            reading = read_entries(sessions)
            _, page = page_for(journal, therapist, TODAY)
            assert len(page.good) == min(2, len(reading.good))
            if reading.history.answered:
                assert f"from {reading.history.answered} session" in page.closing


def test_a_tension_of_a_trashed_session_is_told_nowhere() -> None:
    with contextlib.closing(Journal.in_memory()) as journal:
        first, second = (journal.entries.add("session", dt.date(2026, 5, day)) for day in (1, 8))
        journal.tensions.set(first.id, "")
        journal.tensions.set_talked_through(first.id, second.id)
        assert reading_with(journal, None).tensions == read_entries(sessions_with(journal, None)).tensions
        journal.trash.put(second.id)
        assert reading_with(journal, None).tensions == read_entries(sessions_with(journal, None)).tensions
        journal.trash.put(first.id)
        assert reading_with(journal, None).tensions == ()


def test_sessions_of_one_day_are_in_the_order_they_were_written_in() -> None:
    with contextlib.closing(Journal.in_memory()) as journal:
        days = (dt.date(2026, 5, 8), dt.date(2026, 5, 1), dt.date(2026, 5, 8))
        ids = [journal.entries.add("session", day).id for day in days]
        assert [one.id for one in history_with(journal, None).sessions] == [ids[1], ids[0], ids[2]]


# Work that is counted


@contextlib.contextmanager
def statements(journal: Journal) -> Iterator[list[str]]:
    """Yield what is asked of SQLite meanwhile."""
    asked: list[str] = []
    database_of(journal).connection.set_trace_callback(
        lambda sql: asked.append(sql) if sql.startswith(("SELECT", "\nSELECT")) else None
    )
    try:
        yield asked
    finally:
        database_of(journal).connection.set_trace_callback(None)


def filled(sessions: int, *, tensions: int = 0) -> Journal:
    journal = Journal.in_memory()
    for number in range(sessions):
        entry = journal.entries.add("session", dt.date(2020, 1, 1) + dt.timedelta(weeks=number))
        for question in DEFAULT_QUESTIONS:
            journal.answers.set(entry.id, question.id, Answer.FULLY)
        if number < tensions:
            journal.tensions.set(entry.id, "silence")
    return journal


def asked_for(make: Callable[[Journal], object], journal: Journal) -> int:
    with contextlib.closing(journal), statements(journal) as asked:
        make(journal)
    return len(asked)


def test_however_many_sessions_there_are_as_much_is_asked() -> None:
    assert {asked_for(lambda j: history_with(j, None), filled(n)) for n in (0, 1, 12, 200)} == {1}
    assert len({asked_for(lambda j: reading_with(j, None), filled(n)) for n in (0, 1, 12, 200)}) == 1
    assert len({asked_for(lambda j: reading_with(j, None), filled(n, tensions=n)) for n in (2, 12, 60)}) == 1
