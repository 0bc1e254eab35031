"""One line of the table of results: an operation, what it is compared with, and whether the goal is met."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Times = Mapping[str, list[float]]
"""For each of the programs run in turn, one number a round."""
TIMES: Final = "x"


@dataclass(frozen=True, slots=True)
class Line:
    """A measured goal.

    Attributes:
        number: its number in the design's table; 0 for those it names besides.
        found: one value a round: a ratio, or an amount in `unit`.
        goal: the largest median that meets it; None where there is only something to be told.
        here: what it was on this machine, for orientation.
    """

    number: int
    operation: str
    anchor: str
    found: Sequence[float]
    goal: float | None
    unit: str = TIMES
    here: str = ""

    @property
    def median(self) -> float:
        """What is compared with the goal."""
        return statistics.median(self.found)

    @property
    def met(self) -> bool | None:
        """Whether it is met; None where there is no goal."""
        return None if self.goal is None else self.median <= self.goal

    def row(self) -> str:
        """As a row of the table."""
        verdict = {True: "met", False: "**not met**", None: ""}[self.met]
        goal = "" if self.goal is None else f"≤ {_say(self.goal, self.unit)}"
        spread = f"{_say(min(self.found), self.unit)}–{_say(max(self.found), self.unit)}"
        number = str(self.number or "also")
        return (
            f"| {number} | {self.operation} | {self.anchor} | {_say(self.median, self.unit)} | {spread} | {goal} "
            f"| {verdict} | {self.here} |"
        )


HEAD: Final = "| # | operation | anchor | median | from–to | goal | | here |\n|---|---|---|---|---|---|---|---|"


def ratios(times: Times, ours: str, anchor: str) -> list[float]:
    """Ours to the anchor's, round by round."""
    return [mine / other for mine, other in zip(times[ours], times[anchor], strict=True)]


def compared(
    number: int, operation: str, times: Times, ours: str, anchor: str, goal: float | None, *, name: str = ""
) -> Line:
    """One program against another that ran in turn with it; milliseconds for orientation."""
    here = f"{_number(statistics.median(times[ours]))} / {_number(statistics.median(times[anchor]))} ms"
    return Line(number, operation, name or anchor, ratios(times, ours, anchor), goal, here=here)


def percentile(values: Iterable[float], share: float = 0.95) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _say(value: float, unit: str) -> str:
    return f"{_number(value)}x" if unit == TIMES else f"{_number(value)} {unit}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
