"""A reading that reads by windows says what a reading of all sessions says, whatever the sessions are."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from alliance_journal.domain.alliance import session_history as past
from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS, QUESTIONS
from alliance_journal.domain.alliance.session_history import Past, Session
from alliance_journal.domain.alliance.trend_text import after_checklist, lines
from alliance_journal.domain.alliance.trends import Reading, read
from alliance_journal.domain.journal import EntryKind
from alliance_journal.exchange import trends
from alliance_journal.exchange.trends import TherapistTrends
from alliance_journal.store.bringing import page_for, reading_with
from alliance_journal.store.errors import Busy
from alliance_journal.store.journal import Journal
from tests.domain.making import TODAY
from tests.whole import sessions_with

SCALE = (Answer.NO, Answer.PARTLY, Answer.MOSTLY, Answer.FULLY, Answer.NOT_SURE, Answer.DID_NOT_COME_UP)
WEIGHTS = {
    "at random": (1, 1, 1, 1, 1, 1),
    "nearly always a yes": (0, 1, 20, 60, 1, 1),
    "below a yes for years": (50, 40, 2, 1, 1, 1),
    "always the same": (0, 0, 0, 1, 0, 0),
}


@contextmanager
def small_windows(monkeypatch: pytest.MonkeyPatch, first: int, largest: int) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(past, "FIRST_WINDOW", first)
        patch.setattr(past, "LARGEST_WINDOW", largest)
        yield


def history(seed: int, weights: tuple[int, ...]) -> tuple[Journal, str]:
    """Sessions of two therapists and calls, several on a day, long gaps, questions left out for years, tensions."""
    dice = random.Random(seed)
    journal = Journal.in_memory()
    mine, other = journal.add_therapist("Zoë").id, journal.add_therapist("Ben").id
    day, ids = dt.date(2019, 1, 7), list[str]()
    never = set(dice.sample([question.id for question in QUESTIONS], dice.randrange(4)))
    later = {question.id: dice.choice((0, 0, 40)) for question in QUESTIONS}
    for number in range(dice.choice((0, 1, 3, 12, 30, 90))):
        day += dt.timedelta(days=dice.choice((0, 7, 7, 7, 7, 7, 7, 14, 14, dice.choice((7, 89, 90, 200)))))
        kind: EntryKind = "consultation" if dice.random() < 0.05 else "session"
        entry = journal.add_entry(kind, day, therapist_id=other if dice.random() < 0.1 else mine)
        if dice.random() < 0.9:
            for question in DEFAULT_QUESTIONS if dice.random() < 0.5 else QUESTIONS:
                if question.id not in never and number >= later[question.id] and dice.random() < 0.85:
                    journal.answer(entry.id, question.id, dice.choices(SCALE, weights)[0])
        if dice.random() < 0.1:
            journal.mark_tension(entry.id, "silence")
            if ids and dice.random() < 0.5:
                journal.talked_through(entry.id, dice.choice(ids))
                journal.say_outcome(entry.id, "slower")
        ids.append(entry.id)
    for gone in dice.sample(ids, len(ids) // 20):
        journal.put_in_trash(gone)
    journal.ask("disagree", dice.random() < 0.5)
    return journal, mine


def of_everything(journal: Journal, therapist_id: str) -> Reading:
    return read(sessions_with(journal, therapist_id), with_tension=journal.questions_asked()["disagree"])


def said(journal: Journal, therapist_id: str, reading: Reading) -> str:
    """All that is said of it anywhere."""
    therapist = next(one for one in journal.therapists() if one.id == therapist_id)
    document = trends.as_json([TherapistTrends(therapist, reading, journal.calls(therapist_id))], TODAY)
    sessions = sessions_with(journal, therapist_id)
    after = [after_checklist(reading, entry, TODAY) for entry in sessions]
    return json.dumps([document, lines("Zoë", reading, TODAY), after, [repr(reading.tensions)]], indent=1)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("seed", range(6))
def test_windows_and_everything_read_alike(seed: int, weights: str, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, mine = history(seed * 100 + len(weights), WEIGHTS[weights])
    whole = of_everything(journal, mine)
    expected = said(journal, mine, whole)
    for first, largest in ((1, 1), (2, 5), (64, 512)):
        with small_windows(monkeypatch, first, largest):
            # In this order, and asked for all at once.
            assert said(journal, mine, reading_with(journal, mine)) == expected
            by_windows = reading_with(journal, mine)
            assert [e.latest_points(6) for e in by_windows.elements] == [e.points[-6:] for e in whole.elements]
            for since in whole.past.days(7)[:1]:
                for mine_now, all_of_it in zip(by_windows.elements, whole.elements, strict=True):
                    assert mine_now.points_since(since) == tuple(p for p in all_of_it.points if p.day >= since)
                    assert mine_now.drops_since(since) == tuple(d for d in all_of_it.drops if d.day >= since)
            assert by_windows == whole
            assert [drop for e in by_windows.elements for drop in e.drops] == [
                drop for e in whole.elements for drop in e.drops
            ]
    journal.close()


@pytest.mark.parametrize("seed", range(4))
def test_the_page_to_bring_is_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, _ = history(seed, WEIGHTS["at random"])
    for therapist in journal.therapists():
        sessions = sessions_with(journal, therapist.id)
        assert journal.latest_with(therapist.id, 2) == tuple(entry.id for entry in sessions[-2:])
        pages = []
        for first in (1, 64, 1000):
            with small_windows(monkeypatch, first, first):
                pages.append(page_for(journal, therapist, TODAY, "me"))
        assert pages[0] == pages[1] == pages[2]
    journal.close()


def test_what_cannot_be_read_now_is_read_the_next_time() -> None:
    """An end that came from trouble is none: nothing is said as if there were no more sessions."""
    left = [Session(str(n), dt.date(2026, 1, 1) - dt.timedelta(weeks=n), {"warmth": 3}) for n in range(200)]
    in_trouble = False

    def further(size: int) -> list[Session]:
        if in_trouble:
            raise Busy
        found = left[:size]
        del left[:size]
        return found

    found = Past(200, further, lambda: 200)
    assert found.rated_at(0)
    in_trouble = True
    with pytest.raises(Busy):
        found.rated_at(150)
    in_trouble = False
    assert found.rated_at(199)
    assert found.rated_at(200) is None
    assert [session.x for session in found.rated] == list(range(1, 201))


def test_sessions_that_came_meanwhile_are_of_the_next_reading() -> None:
    """What is older than the sessions that were counted has no place among them."""
    days = [dt.date(2026, 1, 1) - dt.timedelta(weeks=n) for n in range(5)]
    found = Past(3, lambda size: [Session(str(day), day, {}) for day in days[:size]], lambda: 0)
    assert found.days(9) == days[2::-1]
    assert found.rated == ()


def test_a_tension_of_a_trashed_session_is_told_nowhere() -> None:
    journal = Journal.in_memory()
    first, second = (journal.add_entry("session", dt.date(2026, 5, day)) for day in (1, 8))
    journal.mark_tension(first.id, "")
    journal.talked_through(first.id, second.id)
    assert reading_with(journal, None).tensions == read(sessions_with(journal, None)).tensions
    journal.put_in_trash(second.id)
    assert reading_with(journal, None).tensions == read(sessions_with(journal, None)).tensions
    journal.put_in_trash(first.id)
    assert reading_with(journal, None).tensions == ()
    journal.close()
