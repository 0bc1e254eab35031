"""The statistics against implementations by others."""

import random
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

import pytest

from alliance_journal.domain.alliance.rules.direction import (
    Direction,
    direction_of,
    long_direction,
    short_direction,
)
from alliance_journal.domain.alliance.rules.series import OVERALL, Point, element_measure
from alliance_journal.domain.alliance.trends.element_reading import ElementReading, OverallReading
from alliance_journal.domain.models import Entry
from tests.domain.making import ALL_IDS, FIRST_DAY, Given, entry, read_entries

SERIES = 2_000
ELEMENT_CHANGE, OVERALL_CHANGE = element_measure(()).change, OVERALL.change


def agrees(
    going: Direction, xs: Sequence[int], ys: Sequence[Fraction], least_change: Fraction, below_p: float = 0.05
) -> None:
    """R4 or R4L against scipy and pymannkendall, and its word against the rule applied to their numbers."""
    # Here, and not at the top: each worker loads every module of tests, and SciPy takes two seconds.
    import pymannkendall
    from scipy import stats

    numbers = [float(y) for y in ys]
    slope = stats.theilslopes(numbers, xs).slope
    other = pymannkendall.original_test(numbers)
    change = slope * (xs[-1] - xs[0])
    assert going.window == len(ys)
    assert going.s == other.s
    assert going.v is not None
    assert float(going.v) == pytest.approx(other.var_s, abs=1e-9)
    assert going.slope is not None
    assert float(going.slope) == pytest.approx(slope, abs=1e-12)
    assert going.change is not None
    assert float(going.change) == pytest.approx(change, abs=1e-10)
    if other.var_s == 0:
        assert (going.word, going.z, going.p) == ("same every time", None, None)
        return
    assert going.z == pytest.approx(other.z, abs=1e-9)
    assert going.p == pytest.approx(other.p, abs=1e-9)
    clear = other.p < below_p and abs(change) >= float(least_change) - 1e-9
    if not clear:
        assert going.word == "no clear direction"
    else:
        assert going.word == ("lower than it was" if slope < 0 else "higher than it was")


def test_direction_of_bare_series() -> None:
    rng = random.Random(2026)
    words = set()
    for _ in range(SERIES):
        n = rng.choice((rng.randint(8, 12), rng.randint(16, 40)))
        below_p = 0.05 if n <= 12 else 0.01
        xs = sorted(rng.sample(range(1, n + rng.choice((1, 3, 12))), n))
        steps = rng.choice((1, 2, 6, 13))  # scores in whole, half, sixth or thirteenth parts: many ties or few
        drift = rng.choice((0, 0, -0.35, -0.2, -0.1, 0.1, 0.2, 0.35))
        start = rng.uniform(0, 3)
        spread = rng.choice((0, 0.3, 0.8, 1.5))
        ys = [
            Fraction(round(steps * min(3.0, max(0.0, start + drift * i + rng.gauss(0, spread)))), steps)
            for i in range(n)
        ]
        least_change = rng.choice((ELEMENT_CHANGE, OVERALL_CHANGE))
        going = direction_of(xs, ys, least_change, below_p)
        agrees(going, xs, ys, least_change, below_p)
        words.add(going.word)
    assert words == {"same every time", "no clear direction", "lower than it was", "higher than it was"}


def history(rng: random.Random) -> list[Entry]:
    """Sessions with moods, drops, missing and unscored answers, empty sessions, gaps and same-day sessions."""
    level = rng.uniform(0.5, 3)
    trend = rng.choice((0, 0, -0.2, -0.1, 0.15))
    wobble = rng.choice((0, 0.3, 0.6, 1.2))
    asked = rng.sample(ALL_IDS, rng.choice((1, 2, 5, 7, 12, 13)))
    missing = rng.choice((0, 0.1, 0.4, 0.7))
    day = FIRST_DAY
    entries: list[Entry] = []
    for place in range(1, rng.randint(0, rng.choice((22, 60))) + 1):
        day += timedelta(days=rng.choice((0, 1, 7, 7, 7, 7, 7, 14, 30)))
        if rng.random() < 0.05:
            day += timedelta(days=rng.choice((60, 75, 82, 83, 89, 90, 200)))
        mood = -rng.choice((0.8, 1.5, 3)) if rng.random() < 0.12 else 0.0
        given: dict[str, Given] = {}
        for question in asked:
            if rng.random() >= missing:
                answer = round(level + trend * place + mood + rng.gauss(0, wobble))
                given[question] = min(3, max(0, answer))
            elif rng.random() < 0.5:
                given[question] = None
        if rng.random() < 0.07:
            given = dict.fromkeys(given)
        entries.append(entry(place, given, day=day))
    return entries


def window_of(element: ElementReading | OverallReading, longest: int) -> list[Point]:
    return list(element.series.points[-longest:])


def test_direction_of_whole_histories() -> None:
    """The window, the stretch and the gaps in x that R4 and R4L are given by the whole reading."""
    rng = random.Random(12)
    compared = long_compared = 0
    for _ in range(300):
        ours = read_entries(history(rng))
        measured: list[ElementReading | OverallReading] = [*ours.elements, ours.overall]
        for found in measured:
            points, least_change = found.series.points, found.series.measure.change
            assert {p.session for p in points} <= {session.id for session in ours.history.present}
            short = short_direction(found.series)
            if len(points) < 8:
                assert found.direction == short == Direction("too early", len(points))
                assert long_direction(found.series) is None
                continue
            compared += 1
            window = window_of(found, 12)
            agrees(short, [p.x for p in window], [p.value for p in window], least_change)
            long = long_direction(found.series)
            assert (long is None) == (len(points) < 16)
            if long is not None:
                long_compared += 1
                window = window_of(found, 40)
                agrees(long, [p.x for p in window], [p.value for p in window], least_change, below_p=0.01)
            only_long = not short.is_named and long is not None and long.is_named
            assert found.direction == (long if only_long else short)
    assert compared > 250
    assert long_compared > 50


def test_the_span_said_of_all_answers_together() -> None:
    """The span of the longer window is named if both windows give the same direction."""
    rng = random.Random(41)
    spans = set()
    for _ in range(150):
        count, fall = rng.randint(8, 48), rng.choice((-1.5, -1.0, 0, 1.0, 1.5))
        ours = read_entries(
            entry(n, dict.fromkeys(ALL_IDS[:6], min(3, max(0, round(1.5 + fall * (n / count - 0.5) * 2)))))
            for n in range(1, count + 1)
        ).overall
        short, long = short_direction(ours.series), long_direction(ours.series)
        if long is not None and long.is_named and ours.direction.word == long.word:
            assert ours.span == long.window == min(40, count)
            spans.add("long")
        else:
            assert ours.span == short.window == min(12, count)
            spans.add("short" if short.is_named else "none")
    assert spans == {"long", "short", "none"}


def test_steady_against_its_rule() -> None:
    """R5 said again in plain words, over histories quiet enough to be steady."""
    rng = random.Random(5)
    said = {"steady": 0, "about the same": 0, None: 0}
    for _ in range(400):
        level = rng.choice((1, 2, 3))
        entries = [
            entry(place, {"warmth": min(3, max(0, level - (rng.random() < 0.2) - 2 * (rng.random() < 0.05)))})
            for place in range(1, rng.randint(6, 16))
        ]
        reading = read_entries(entries)
        found = reading.of("warmth")
        window = found.points[-12:]
        values = [p.value for p in window]
        recent = {p.x for p in window[-3:]}
        steady = (
            len(window) >= 8
            and max(values) - min(values) <= 1
            and not any(drop.x in recent for drop in found.drops_since(FIRST_DAY))
            and found.direction.word not in ("lower than it was", "higher than it was")
            and abs(found.direction.change or Fraction(0)) < Fraction(1, 2)
            and found.last != "fell"
        )
        word = ("about the same" if found.level.is_low else "steady") if steady else None
        assert found.steady == word
        said[word] += 1
    assert min(said.values()) > 25
