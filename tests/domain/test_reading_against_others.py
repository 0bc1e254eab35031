"""The reading against implementations by others, and against a second, plain one of our own."""

import random
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

import pymannkendall
import pytest
from scipy import stats

from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.domain.alliance.trends import (
    ELEMENT_CHANGE,
    OVERALL_CHANGE,
    Direction,
    ElementReading,
    Level,
    Reading,
    direction_of,
    read,
)
from alliance_journal.domain.journal import Entry
from tests.domain import plain_reading
from tests.domain.making import ALL_IDS, FIRST_DAY, Given, entry

SERIES = 2_000
HISTORIES = 2_000


def agrees(going: Direction, xs: Sequence[int], ys: Sequence[Fraction], least_change: Fraction) -> None:
    """R4 against scipy and pymannkendall, and its word against the rule applied to their numbers."""
    numbers = [float(y) for y in ys]
    slope = stats.theilslopes(numbers, xs).slope
    other = pymannkendall.original_test(numbers)
    change = slope * (xs[-1] - xs[0])
    assert going.n == len(ys)
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
    clear = other.p < 0.05 and abs(change) >= float(least_change) - 1e-9
    if not clear:
        assert going.word == "no clear direction"
    else:
        assert going.word == ("lower than it was" if slope < 0 else "higher than it was")


def test_direction_of_bare_series() -> None:
    rng = random.Random(2026)
    words = set()
    for _ in range(SERIES):
        n = rng.randint(8, 12)
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
        going = direction_of(xs, ys, least_change)
        agrees(going, xs, ys, least_change)
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
    for place in range(1, rng.randint(0, 22) + 1):
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


def plain_sessions(entries: Sequence[Entry]) -> list[plain_reading.Session]:
    return [{"day": e.date, "answers": {g.question: g.answer.score for g in e.answers}} for e in entries]


def same_level(ours: Level, plain: plain_reading.Level) -> None:
    assert (ours.word, ours.low, ours.of, ours.below_since) == (
        plain["word"],
        plain["low"],
        plain["of"],
        plain["below_since"],
    )


def same_element(ours: ElementReading, stretches: list[list[plain_reading.Placed]]) -> int:
    """Compare R1, R2 and R3 of one element; returns how many drops there were."""
    element = ours.element.id
    questions, needs = plain_reading.QUESTIONS_OF[element], plain_reading.NEEDS[element]
    points: list[plain_reading.Point] = []
    every_point: list[plain_reading.Point] = []
    drops: list[plain_reading.Drop] = []
    every_drop: list[plain_reading.Drop] = []
    for stretch in stretches:
        points = plain_reading.valid_points(stretch, questions, needs)
        drops = plain_reading.drops(stretch, questions, needs, overall=False)
        every_point += points
        every_drop += drops
    assert [(p.x, p.day, float(p.value), p.partial) for p in ours.points] == [
        (p["x"], p["day"], p["score"], p["partial"]) for p in every_point
    ]
    same_level(ours.level, plain_reading.level(points))
    assert [(d.x, float(d.size), d.after) for d in ours.drops] == [
        (d["x"], d["size"], d["after"]) for d in every_drop
    ]
    if drops:
        assert ours.drop is not None
        assert ours.drop.x == drops[-1]["x"]
    else:
        assert ours.drop is None
    return len(every_drop)


def same_overall(ours: Reading, stretches: list[list[plain_reading.Placed]]) -> int:
    drops = plain_reading.drops(
        stretches[-1] if stretches else [],
        plain_reading.EVERY_QUESTION,
        plain_reading.OVERALL_NEEDS,
        overall=True,
    )
    found = ours.overall.drop
    if not drops:
        assert found is None
        return 0
    last = drops[-1]
    assert found is not None
    assert (found.x, found.after, found.still_yes) == (last["x"], last["after"], last["still_yes"])
    assert float(found.size) == pytest.approx(last["size"], abs=1e-9)
    return 1


def test_levels_drops_and_recoveries_against_the_plain_reading() -> None:
    rng = random.Random(90)
    element_drops = overall_drops = cut = 0
    levels: set[str] = set()
    afters: set[str] = set()
    for _ in range(HISTORIES):
        entries = history(rng)
        shuffled = rng.sample(entries, len(entries))
        ours = read(shuffled, with_tension=True)
        stretches = plain_reading.stretches(plain_sessions(entries))
        assert [e.element.id for e in ours.elements] == [e.id for e in ELEMENTS]
        for element in ours.elements:
            element_drops += same_element(element, stretches)
            levels.add(element.level.word)
            afters.update(drop.after for drop in element.drops)
        overall_drops += same_overall(ours, stretches)
        cut += len(stretches) > 1
    # The histories reach what they are meant to reach.
    assert levels == {"too early", "mostly yes", "mixed", "often below a yes"}
    assert afters == {
        "too early to say",
        "came back the next session",
        "came back after 2 sessions",
        "came back after 3 sessions",
        "has stayed lower since",
    }
    assert element_drops > 500
    assert overall_drops > 100
    assert cut > 300


def test_direction_of_whole_histories() -> None:
    """The window, the stretch and the gaps in x that R4 is given by the whole reading."""
    rng = random.Random(12)
    compared = 0
    for _ in range(300):
        entries = history(rng)
        ours = read(entries)
        stretches = plain_reading.stretches(plain_sessions(entries))
        stretch = stretches[-1] if stretches else []
        rows = [(e.direction, plain_reading.QUESTIONS_OF[e.element.id], 1, ELEMENT_CHANGE) for e in ours.elements]
        rows.append((ours.overall.direction, plain_reading.EVERY_QUESTION, 5, OVERALL_CHANGE))
        for going, questions, needs, least_change in rows:
            window = plain_reading.valid_points(stretch, questions, needs)[-12:]
            if len(window) < 8:
                assert going == Direction("too early", len(window))
                continue
            compared += 1
            scores = [Fraction(p["score"]).limit_denominator(13) for p in window]
            agrees(going, [p["x"] for p in window], scores, least_change)
    assert compared > 250


def test_steady_against_its_rule() -> None:
    """R5 said again in plain words, over histories quiet enough to be steady."""
    rng = random.Random(5)
    said = {True: 0, False: 0}
    for _ in range(400):
        level = rng.choice((1, 2, 3))
        entries = [
            entry(place, {"warmth": min(3, max(0, level - (rng.random() < 0.2) - 2 * (rng.random() < 0.05)))})
            for place in range(1, rng.randint(6, 16))
        ]
        found = read(entries).of("warmth")
        window = found.points[-12:]
        values = [p.value for p in window]
        recent = {p.x for p in window[-3:]}
        steady = (
            len(window) >= 8
            and max(values) - min(values) <= 1
            and not any(drop.x in recent for drop in found.drops)
            and found.direction.word not in ("lower than it was", "higher than it was")
        )
        assert found.steady == steady
        said[steady] += 1
    assert min(said.values()) > 50
