"""Error rates of the rules, simulated with made-up clients (pytest -m slow -s prints the rates).

"How this is worked out" gives these rates, rounded. The model is ours, and no evidence from patients:

- A client answers the twelve default questions once a week. A client has a usual level, and every question has its
  own usual around that. An answer is the question's usual plus the day's mood, which all answers of a session
  share, plus noise of its own, rounded to the nearest of the four answers. One answer in ten is missing.
- CALM: usual 2.4 and hardly any mood. MOODY: good and bad days, and within a day much the same view of everything.
- A fall is a straight line from one usual level to another, in all answers.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS
from alliance_journal.domain.alliance.rules.direction import LOWER, short_direction
from alliance_journal.domain.alliance.session_history import Session, history_of
from alliance_journal.domain.alliance.trends.read_trends import read
from alliance_journal.domain.alliance.trends.trends_model import Reading

pytestmark = pytest.mark.slow

CLIENTS = 300
OF_SCORE = (Answer.NO, Answer.PARTLY, Answer.MOSTLY, Answer.FULLY)


@dataclass(frozen=True)
class Model:
    mood: float
    noise: float
    between_clients: float = 0.3
    between_questions: float = 0.3
    missing: float = 0.1


CALM = Model(mood=0.2, noise=0.4)
MOODY = Model(mood=0.6, noise=0.35)


def sessions(
    rng: random.Random, model: Model, count: int, begin: float = 2.4, end: float | None = None
) -> Iterator[Session]:
    """Yield one client's weekly sessions, with a usual level that goes in a straight line to `end`."""
    apart = rng.gauss(0, model.between_clients) if end is None else 0
    usual = {q.id: apart + rng.gauss(0, model.between_questions) for q in DEFAULT_QUESTIONS}
    for place in range(count):
        level = begin + ((end if end is not None else begin) - begin) * place / max(1, count - 1)
        mood = rng.gauss(0, model.mood)
        answers = {
            question: OF_SCORE[min(3, max(0, round(level + own + mood + rng.gauss(0, model.noise))))]
            for question, own in usual.items()
            if rng.random() >= model.missing
        }
        yield Session(str(place), date(2024, 1, 1) + timedelta(weeks=place), answers)


@dataclass(frozen=True)
class Quiet:
    """Percentages among clients to whom nothing happens."""

    drop: float
    """Sessions after which "lower last session" names an element."""
    broad: float
    """Sessions that are spoken of as a whole."""
    fell: float
    """Sessions in which some element fell below a yes."""
    element_lower: float
    """Clients of whom some element is "lower than it was" after twelve sessions."""
    overall_lower: float
    """Clients of whom all answers together have become lower after twelve sessions."""
    naive: float
    """Sessions in which some element is a point or more below the session before."""


@cache
def quiet(model: Model) -> Quiet:
    rng = random.Random(6)
    drop = broad = fell = could = naive = pairs = lower = overall = 0
    for _ in range(CLIENTS):
        history = history_of(sessions(rng, model, 12))
        reading = read(history)
        for session in history.present[3:]:
            at = reading.at(session)
            could += 1
            drop += bool(at.dropped)
            broad += at.broad
            fell += bool(at.lower)
        naive += len(falls(reading))
        pairs += len(history.present) - 1
        lower += any(element.direction.word == LOWER for element in reading.elements)
        overall += reading.overall.direction.word == LOWER
    found = Quiet(
        100 * drop / could,
        100 * broad / could,
        100 * fell / could,
        100 * lower / CLIENTS,
        100 * overall / CLIENTS,
        100 * naive / pairs,
    )
    print(f"\n{model}: {found}")
    return found


def falls(reading: Reading) -> set[int]:
    """Return the sessions that are a point or more below the one before, in any element."""
    return {
        later.x
        for element in reading.elements
        for earlier, later in zip(element.points, element.points[1:], strict=False)
        if later.x == earlier.x + 1 and earlier.value - later.value >= 1
    }


@dataclass(frozen=True)
class Seen:
    """Percentages of falls that are seen at their end."""

    element: float
    """Some element is "lower than it was"."""
    overall: float
    """All answers together have become lower."""
    overall_short: float
    """The same by the twelve last sessions alone."""
    steady: float
    """Elements that are called steady."""


@cache
def seen(model: Model, count: int, begin: float, end: float) -> Seen:
    rng = random.Random(8)
    element = overall = short = steady = 0
    for _ in range(CLIENTS):
        reading = read(history_of(sessions(rng, model, count, begin, end)))
        element += any(one.direction.word == LOWER for one in reading.elements)
        overall += reading.overall.direction.word == LOWER
        short += short_direction(reading.overall.series).word == LOWER
        steady += sum(one.steady == "steady" for one in reading.elements)
    of_elements = 100 * steady / (CLIENTS * 7)
    found = Seen(100 * element / CLIENTS, 100 * overall / CLIENTS, 100 * short / CLIENTS, of_elements)
    print(f"\n{model}, {count} sessions from {begin} to {end}: {found}")
    return found


def test_quiet_clients_are_left_in_peace() -> None:
    calm, moody = quiet(CALM), quiet(MOODY)
    assert calm.drop == pytest.approx(3, abs=1.5)
    assert moody.drop == pytest.approx(9, abs=3)
    assert calm.broad == pytest.approx(2, abs=1.5)
    assert moody.broad == pytest.approx(11, abs=3)
    assert calm.fell == pytest.approx(33, abs=6)
    assert calm.element_lower == pytest.approx(2, abs=2)
    assert moody.element_lower == pytest.approx(6, abs=3)
    assert calm.overall_lower == pytest.approx(1, abs=1)
    assert moody.overall_lower == pytest.approx(3, abs=2)
    assert calm.naive > 40
    assert moody.naive > 40


FALLS = [
    (CALM, 12, 2.8, 1.0, 100, 100),
    (CALM, 20, 2.8, 1.0, 100, 95),
    (CALM, 40, 2.8, 1.0, 100, 32),
    (MOODY, 12, 2.8, 1.0, 77, 77),
    (MOODY, 20, 2.8, 1.0, 78, 31),
    (MOODY, 40, 2.8, 1.0, 99, 5),
    (CALM, 12, 2.6, 1.6, 93, 93),
    (CALM, 20, 2.6, 1.6, 98, 46),
    (CALM, 40, 2.6, 1.6, 100, 8),
    (MOODY, 12, 2.6, 1.6, 33, 33),
    (MOODY, 20, 2.6, 1.6, 24, 11),
    (MOODY, 40, 2.6, 1.6, 58, 4),
]


@pytest.mark.parametrize(("model", "count", "begin", "end", "together", "short"), FALLS)
def test_falls_are_seen_about_as_often_as_the_page_says(
    model: Model, count: int, begin: float, end: float, together: float, short: float
) -> None:
    found = seen(model, count, begin, end)
    assert found.overall == pytest.approx(together, abs=6)
    assert found.overall_short == pytest.approx(short, abs=6)


def test_no_element_of_a_large_fall_is_called_steady() -> None:
    for model in (CALM, MOODY):
        for count in (12, 20, 40):
            assert seen(model, count, 2.8, 1.0).steady < 1
            assert seen(model, count, 2.6, 1.6).steady < 5
