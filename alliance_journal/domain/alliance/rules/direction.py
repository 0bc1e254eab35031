"""Direction of a series: Mann–Kendall for its sign, Theil–Sen for its size (R4 and R4L).

Values are fractions and stay exact; only Z and p are floating-point numbers.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import erfc, lcm, sqrt
from statistics import median_high, median_low
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.rule_constants import (
    DIRECTION_NEEDS,
    DIRECTION_P,
    DIRECTION_WINDOW,
    LONG_NEEDS,
    LONG_P,
    LONG_WINDOW,
)
from alliance_journal.domain.alliance.rules.series import Point, Series

DirectionWord = Literal[
    "too early", "same every time", "no clear direction", "lower than it was", "higher than it was"
]
LOWER: Final[DirectionWord] = "lower than it was"
HIGHER: Final[DirectionWord] = "higher than it was"
NAMED: Final = frozenset({LOWER, HIGHER})
"""Words that name a direction."""


class Direction(NamedTuple):
    """Direction of a series over its last values. Numbers are None while it is too early."""

    word: DirectionWord
    """Direction in words."""
    window: int
    """Number of values it rests on."""
    s: int | None = None
    """Mann–Kendall S: pairs that rise less pairs that fall."""
    v: Fraction | None = None
    """Variance of S, corrected for ties."""
    z: float | None = None
    """Standardised S with continuity correction; None if all values are the same."""
    p: float | None = None
    """Two-sided probability of Z; None if all values are the same."""
    slope: Fraction | None = None
    """Theil–Sen slope per session."""
    change: Fraction | None = None
    """Slope times the sessions from the first to the last value."""

    @property
    def is_named(self) -> bool:
        """True if the series is lower or higher than it was."""
        return self.word in NAMED


def direction(series: Series) -> Direction:
    """Return R4's direction, or R4L's if only the longer window shows one."""
    short = short_direction(series)
    if short.word in ("no clear direction", "same every time"):
        long = long_direction(series)
        if long is not None and long.is_named:
            return long
    return short


def short_direction(series: Series) -> Direction:
    """Return the direction of the last values by R4."""
    window = series.points[-DIRECTION_WINDOW:]
    if len(window) < DIRECTION_NEEDS:
        return Direction("too early", len(window))
    return _of_points(window, series.measure.change, DIRECTION_P)


def long_direction(series: Series) -> Direction | None:
    """Return the direction over R4L's longer window; None with too few values."""
    window = series.points[-LONG_WINDOW:]
    if len(window) < LONG_NEEDS:
        return None
    return _of_points(window, series.measure.change, LONG_P)


def _of_points(window: Sequence[Point], least_change: Fraction, below_p: float) -> Direction:
    return direction_of([p.x for p in window], [p.value for p in window], least_change, below_p)


def direction_of(
    xs: Sequence[int], ys: Sequence[Fraction], least_change: Fraction, below_p: float = DIRECTION_P
) -> Direction:
    """Return the direction of bare numbers, whatever their count.

    Args:
        xs: places of the values, rising.
        ys: the values.
        least_change: smallest change over the window that is named.
        below_p: a direction is named below this probability.
    """
    n = len(ys)
    # Whole numbers over a common denominator are as exact as fractions and many times as fast.
    parts = lcm(*(y.denominator for y in ys))
    points = [(x, y.numerator * (parts // y.denominator)) for x, y in zip(xs, ys, strict=True)]
    pairs = list(combinations(points, 2))
    s = sum((later > earlier) - (later < earlier) for (_, earlier), (_, later) in pairs)
    ties = Counter(y for _, y in points).values()
    v = Fraction(n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties), 18)
    steps = lcm(*{b - a for (a, _), (b, _) in pairs})
    slopes = [(later - earlier) * (steps // (b - a)) for (a, earlier), (b, later) in pairs]
    slope = Fraction(median_low(slopes) + median_high(slopes), 2 * steps * parts)
    change = slope * (xs[-1] - xs[0])
    if v == 0:
        return Direction("same every time", n, s, v, None, None, slope, change)
    z = (s - (s > 0) + (s < 0)) / sqrt(v)
    p = erfc(abs(z) / sqrt(2))
    word: DirectionWord = "no clear direction"
    if p < below_p and abs(change) >= least_change:
        word = LOWER if change < 0 else HIGHER
    return Direction(word, n, s, v, z, p, slope, change)
