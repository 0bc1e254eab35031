"""Results of the rules for one element, and for all answers together."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Literal

from alliance_journal.domain.alliance.questions import Element
from alliance_journal.domain.alliance.rule_constants import GOOD_WITHOUT_DROP, LEVEL_WINDOW
from alliance_journal.domain.alliance.rules.direction import LOWER, Direction
from alliance_journal.domain.alliance.rules.drops import Drop, drops_since, had_drop, shown_drop
from alliance_journal.domain.alliance.rules.last_session import LastWord
from alliance_journal.domain.alliance.rules.not_sure import Unsure
from alliance_journal.domain.alliance.rules.series import YES_WORDS, Level, Point, Series

SteadyWord = Literal["steady", "about the same"]


@dataclass(frozen=True)
class ElementReading:
    """Reading of one element with one therapist."""

    element: Element
    """The element."""
    level: Level
    """R1, or R10's "mostly not sure"."""
    direction: Direction
    """R4 or R4L."""
    steady: SteadyWord | None
    """R5."""
    last: LastWord | None
    """R7 at the latest rated session."""
    usual: Fraction | None
    """R7's usual value before the latest rated session; None if the element is not seen there."""
    unsure: Unsure
    """R10's counts."""
    series: Series = field(repr=False, compare=False)
    """Values of the present stretch."""
    earlier: tuple[Series, ...] = field(repr=False, compare=False)
    """Values of the stretches before, oldest first."""

    @property
    def points(self) -> tuple[Point, ...]:
        """All valid values, oldest first."""
        return tuple(point for series in (*self.earlier, self.series) for point in series.points)

    def points_since(self, day: date) -> tuple[Point, ...]:
        """Return the valid values from a day on, oldest first."""
        return tuple(point for point in self.points if point.day >= day)

    def drops_since(self, day: date) -> tuple[Drop, ...]:
        """Return every drop from a day on, in any stretch, oldest first."""
        return tuple(drop for series in (*self.earlier, self.series) for drop in drops_since(series, day))

    @cached_property
    def drop(self) -> Drop | None:
        """The drop that is shown (R8)."""
        return shown_drop(self.series)

    @cached_property
    def lately(self) -> Fraction | None:
        """Median of the values the level is computed from; None without a level."""
        if self.level.of is None:
            return None
        return median(point.value for point in self.series.points[-self.level.of :])

    @property
    def has_level(self) -> bool:
        """True if the level is neither "too early" nor "mostly not sure"."""
        return self.level.of is not None

    @property
    def is_low(self) -> bool:
        """True if the level is low."""
        return self.level.is_low

    @property
    def may_be_good(self) -> bool:
        """True if the element may be called good (R9)."""
        return (
            self.level.word in YES_WORDS
            and not self.series.points[-1].below_yes
            and self.direction.word != LOWER
            and not had_drop(self.series, GOOD_WITHOUT_DROP)
        )

    @property
    def _rank_among_good(self) -> tuple[bool, bool, Fraction]:
        """Sort key of R9: "yes each time" first, then steady ones, then the highest mean."""
        window = self.series.points[-LEVEL_WINDOW:]
        mean = sum((point.value for point in window), Fraction(0)) / len(window)
        return self.level.word != "yes each time", self.steady is None, -mean


@dataclass(frozen=True)
class OverallReading:
    """R2, R4, R5 and R7 over all answers of a session together. The value is never shown as a number."""

    direction: Direction
    """R4 or R4L."""
    span: int
    """Values the direction covers: R4L's window if both windows give the same direction."""
    steady: SteadyWord | None
    """R5: "steady" or None."""
    last: LastWord | None
    """R7 at the latest rated session: "drop", "as usual" or None."""
    series: Series = field(repr=False, compare=False)
    """Values of the present stretch."""

    @cached_property
    def drop(self) -> Drop | None:
        """The drop that is shown (R8)."""
        return shown_drop(self.series)
