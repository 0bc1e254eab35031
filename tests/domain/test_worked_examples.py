"""Every worked example of reading.md, section 5, through real entries and the whole reading."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest

from alliance_journal.domain.alliance.trends import (
    ELEMENT_CHANGE,
    Direction,
    Drop,
    ElementReading,
    direction_of,
    read,
    yes_to_most,
)
from alliance_journal.domain.journal import Entry
from tests.domain import plain_reading
from tests.domain.making import FIRST_DAY, Given, entry, of_overall, of_trust, one, two, weekly

FALLING = "3 3 2.5 3 2.5 2.5 2 2.5 2 1.5 2 1.5"
GOING_NOWHERE = "3 2 2.5 3 2 2.5 3 2.5 2 3 2.5 2.5"


def trust_of(scores: str) -> ElementReading:
    return read(weekly(of_trust(float(score)) for score in scores.split())).of("trust")


# Direction


def check(going: Direction, *, n: int, s: int, v: float, z: float, p: float, slope: float, change: float) -> None:
    assert going.n == n
    assert going.s == s
    assert going.v is not None
    assert float(going.v) == pytest.approx(v, abs=5e-5)
    assert going.z == pytest.approx(z, abs=5e-5)
    assert going.p == pytest.approx(p, abs=5e-5)
    assert going.slope is not None
    assert float(going.slope) == pytest.approx(slope, abs=5e-7)
    assert going.change is not None
    assert float(going.change) == pytest.approx(change, abs=5e-7)


def test_direction_lower() -> None:
    going = trust_of(FALLING).direction
    assert going.word == "lower than it was"
    check(going, n=12, s=-47, v=195.6667, z=-3.2885, p=0.0010, slope=-0.130682, change=-1.4375)


def test_direction_no_clear_direction() -> None:
    going = trust_of(GOING_NOWHERE).direction
    assert going.word == "no clear direction"
    check(going, n=12, s=-1, v=183.6667, z=0, p=1, slope=0, change=0)


@pytest.mark.parametrize("scores", [of_trust(3), {"warmth": 3}], ids=["two questions", "one question"])
def test_direction_same_every_time(scores: Mapping[str, Given]) -> None:
    reading = read(weekly([scores] * 10))
    going = reading.of("trust" if "share" in scores else "warmth").direction
    assert going == Direction("same every time", 10, 0, Fraction(0), None, None, Fraction(0), Fraction(0))


def test_direction_too_early() -> None:
    going = trust_of("3 2.5 2.5 2 2 1.5 1").direction
    assert going == Direction("too early", 7)
    assert (going.s, going.v, going.z, going.p, going.slope, going.change) == (None,) * 6


def test_direction_of_overall_too_small() -> None:
    scores = (2.9, 2.9, 2.8, 2.8, 2.8, 2.7, 2.7, 2.7, 2.6, 2.6)
    going = read(weekly(of_overall(score) for score in scores)).overall.direction
    assert going.word == "no clear direction"
    check(going, n=10, s=-37, v=115.6667, z=-3.3473, p=0.0008, slope=-0.033333, change=-0.30)


def test_direction_published_example() -> None:
    """EPA QA/G-9S; its numbers are no scores, so only the arithmetic takes part."""
    y = [Fraction(value) for value in (10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15)]
    going = direction_of(range(1, 12), y, ELEMENT_CHANGE)
    assert (going.n, going.s, going.slope, going.change) == (11, 22, Fraction(1), Fraction(10))
    assert going.v is not None
    assert float(going.v) == pytest.approx(155.33, abs=5e-3)
    assert going.z == pytest.approx(1.685, abs=5e-4)
    assert going.p == pytest.approx(0.0920, abs=5e-5)


# Drop


def drop_at_last(entries: list[Entry], element: str) -> Drop | None:
    return next((d for d in read(entries).of(element).drops if d.session == entries[-1].id), None)


def plain_differences(entries: list[Entry], questions: list[str]) -> list[float]:
    """The column "d, newest first", from the second implementation, so that the whole row is checked."""
    sessions: list[plain_reading.Session] = [
        {"day": e.date, "answers": {given.question: given.answer.score for given in e.answers}} for e in entries
    ]
    stretch = plain_reading.placed(sessions)
    return plain_reading.differences(stretch, len(stretch) - 1, questions, 1)


@pytest.mark.parametrize(
    ("rows", "element", "differences", "size", "score", "drops"),
    [
        pytest.param(two("33 32 33 33 23 11"), "trust", [1.5, 2, 2, 1.5, 2], 2, 1, True, id="a drop"),
        pytest.param(two("33 33 33 33 22"), "trust", [1, 1, 1, 1], 1, 2, False, id="still a yes"),
        pytest.param(two("33 33 00"), "trust", [3, 3], None, 0, False, id="too early"),
        pytest.param(two("30 30 31 30 –0"), "trust", [0, 1, 0, 0], 0, 0, False, id="missing answer"),
        pytest.param(one("3 3 2 3 1"), "warmth", [2, 1, 2, 2], 2, 1, True, id="one question, a drop"),
        pytest.param(one("2 2 2 2 1"), "warmth", [1, 1, 1, 1], 1, 1, False, id="one question, no drop"),
    ],
)
def test_drop(
    rows: list[dict[str, Given]],
    element: str,
    differences: list[float],
    size: float | None,
    score: int,
    *,
    drops: bool,
) -> None:
    entries = weekly(rows)
    found = plain_differences(entries, ["share", "able"] if element == "trust" else ["warmth"])
    assert found == differences
    if size is not None:
        assert plain_reading.middle(found) == size
    reading = read(entries).of(element)
    assert reading.points[-1].value == score
    drop = drop_at_last(entries, element)
    assert (drop is not None) == drops
    assert reading.drop == drop
    if drop:
        assert drop.size == size
        assert (drop.x, drop.day, drop.after) == (len(entries), entries[-1].date, "too early to say")


def test_a_plain_mean_would_fall_where_an_answer_is_missing() -> None:
    points = read(weekly(two("30 30 31 30 –0"))).of("trust").points
    assert [float(p.value) for p in points] == [1.5, 1.5, 2, 1.5, 0]
    assert [p.partial for p in points] == [False, False, False, False, True]


# Recovery


@pytest.mark.parametrize(
    ("then", "after"),
    [
        ("2.5", "came back the next session"),
        ("1.5 2", "came back after 2 sessions"),
        ("1.5 1.5 2", "came back after 3 sessions"),
        ("1.5 1.5 1.5", "has stayed lower since"),
        ("1.5 1.5 1.5 3", "has stayed lower since"),
        ("1.5", "too early to say"),
        ("", "too early to say"),
    ],
)
def test_recovery(then: str, after: str) -> None:
    rows = two("33 32 33 33 23 11") + [of_trust(float(score)) for score in then.split()]
    reading = read(weekly(rows)).of("trust")
    drop = next(d for d in reading.drops if d.x == 6)
    assert (drop.size, drop.after) == (Fraction(2), after)


def test_recovery_counts_valid_sessions_only() -> None:
    rows: list[dict[str, Given]] = [*two("33 32 33 33 23 11"), {"warmth": 3}, {}, *two("32")]
    assert next(d for d in read(weekly(rows)).of("trust").drops).after == "came back the next session"


# Level


@pytest.mark.parametrize(
    ("scores", "word", "low", "of"),
    [
        ("3 3 2 1.5 1.5 1 2", "often below a yes", 3, 5),
        ("3 1 3", "mostly yes", 1, 3),
        ("3 3 1 2.5 1", "mixed", 2, 5),
        ("3 3", "too early", None, None),
    ],
)
def test_level(scores: str, word: str, low: int | None, of: int | None) -> None:
    level = trust_of(scores).level
    assert (level.word, level.low, level.of) == (word, low, of)


def test_below_since_is_the_first_session_of_the_present_run() -> None:
    assert trust_of("3 3 2 1.5 1.5 1 2").level.below_since is None
    assert trust_of("3 1 3 3 1.5 1 1").level.below_since == FIRST_DAY + timedelta(weeks=4)
    # The run may be longer than the five sessions of the level.
    assert trust_of("3 1 1 1 1 1 1 1").level.below_since == FIRST_DAY + timedelta(weeks=1)
    assert trust_of("1 1").level.below_since is None


# R0


@pytest.mark.parametrize(
    ("yes", "unscored", "word"),
    [
        (5, 4, "yes to most"),
        (4, 3, "not decided"),
        (2, 2, "not yes to most this time"),
        (5, 0, "yes to most"),
        (9, 0, "yes to most"),
        (4, 0, "not yes to most this time"),
        (4, 1, "not decided"),
        (0, 4, "not yes to most this time"),
        (0, 5, "not decided"),
        (0, 9, "not decided"),
    ],
)
@pytest.mark.parametrize("skipped", [True, False], ids=["skipped", "not sure"])
def test_yes_to_most(yes: int, unscored: int, word: str, *, skipped: bool) -> None:
    article = ["share", "heard", "able", "language", "approach", "warmth", "clear", "direction", "silence"]
    given: dict[str, Given] = {}
    for index, question in enumerate(article):
        if index < yes:
            given[question] = 2 + index % 2
        elif index >= yes + unscored:
            given[question] = index % 2
        elif not skipped:
            given[question] = None
    # The added questions never count.
    given |= {"own_goals": 3, "measure": 3, "body": 3, "disagree": 3}
    day = date(2026, 5, 28)
    for kind in ("session", "consultation"):
        asked = entry(1, given, day=day, kind="session" if kind == "session" else "consultation")
        found = yes_to_most(asked)
        assert (found.word, found.yes, found.open, found.day) == (word, yes, unscored, day)
        assert [q.id for q in found.open_questions] == article[yes : yes + unscored]
    assert read([entry(1, given, day=day)]).yes_to_most == yes_to_most(entry(1, given, day=day))
