"""Layout of the bars: rows and bars as data, and the sessions that are in sight."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.rules.series import Point
from alliance_journal.domain.alliance.wording.element_text import Verdict
from alliance_journal.domain.brief.model import STRIP_LENGTH

SESSIONS_SHOWN: Final = STRIP_LENGTH
"""Number of sessions in sight: those that a direction is worked out from, and that the page to bring shows."""


class BarRow(NamedTuple):
    """Row of one element.

    Attributes:
        id: id of the element.
        label: name of the element.
        points: the valid values, by number of the session.
        verdict: level and direction in words.
        drops: numbers of the sessions at which the element dropped.
    """

    id: str
    label: str
    points: Mapping[int, Point]
    verdict: Verdict
    drops: frozenset[int] = frozenset()

    def bar_at(self, sessions: range) -> "Bar":
        """Return the bar of some sessions: the value of the only one, or the mean of several."""
        points = [self.points[x] for x in sessions if x in self.points]
        if not points:
            return Bar()
        if len(points) == 1:
            return Bar(points[0].total, points[0].answered)
        value = sum((point.value for point in points), Fraction(0)) / len(points)
        return Bar(value.numerator, value.denominator)


class Tensions(NamedTuple):
    """Numbers of the sessions with a tension, and of those in which one was talked through."""

    tense: frozenset[int] = frozenset()
    through: frozenset[int] = frozenset()


class Bar(NamedTuple):
    """Bar with a value from 0 to 3, which is `total` divided by `parts`; no parts without an answer."""

    total: int = 0
    parts: int = 0

    @property
    def level(self) -> int:
        """Level as a step for colours: 1 no, 2 partly, 3 mostly, 4 fully."""
        return self.total // self.parts + 1


@dataclass(frozen=True, slots=True)
class Window:
    """Sessions in sight, and the width of their bars.

    Attributes:
        last: number of the last session in sight.
        count: number of the sessions in sight.
        bar: cells of a bar.
        space: cells between two bars.
        together: sessions of one bar.
        columns: the sessions of each bar, from the left.
    """

    last: int
    count: int
    bar: int
    space: int
    together: int
    columns: tuple[range, ...]

    @property
    def pitch(self) -> int:
        """Cells from one bar to the next."""
        return self.bar + self.space

    @property
    def used(self) -> int:
        """Cells of all bars with the space after each."""
        return len(self.columns) * self.pitch


def latest_window(total: int, known: int, back: int, width: int, *, wide_bars: bool) -> Window:
    """Return the window of the latest sessions: as many at every width, or those that fit.

    Args:
        total: number of all sessions.
        known: how many of the last sessions have been read.
        back: how many of the last sessions are after the window.
        width: cells for the bars.
        wide_bars: True for bars of two cells, if they fit.
    """
    wanted = min(total, SESSIONS_SHOWN)
    bar, space = (2, 1) if wide_bars and wanted * 3 <= width + 1 else (1, 1)
    count = max(1, min(wanted, (width + space) // (bar + space)))
    last, first = total - back, total - known + 1
    columns = tuple(range(x, x + 1) for x in range(max(first, last - count + 1), last + 1))
    return Window(last, count, bar, space, 1, columns)


def full_window(total: int, known: int, width: int, *, wide_bars: bool) -> Window:
    """Return the window of all sessions; if they do not fit, each bar is the mean of several.

    Args:
        total: number of all sessions.
        known: how many of the last sessions have been read.
        width: cells for the bars.
        wide_bars: True for bars of two cells, if they fit.
    """
    bar, space = (2, 1) if wide_bars else (1, 1)
    together, first = 1, total - known + 1
    if total * (bar + space) > width + space:
        bar, space = 1, 0
        together = max(1, -(-total // max(1, width)))
    # Sessions are grouped from the latest one backwards, so that the last bar always has all its sessions.
    ends = range(total, 0, -together)
    columns = tuple(range(max(first, end - together + 1), end + 1) for end in reversed(ends) if end >= first)
    return Window(total, total, bar, space, together, columns)
