"""One line of the table of results: an operation, what it is compared with, and whether the goal is met."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Times = Mapping[str, list[float]]
"""For each of the programs run in turn, one number a round."""
TIMES: Final = "x"
NUMBERS: Final = range(1, 23)
"""The rows of the design's table."""


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
        """Return what is compared with the goal."""
        return statistics.median(self.found)

    @property
    def met(self) -> bool | None:
        """Return whether it is met; None where there is no goal."""
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


def nothing_yet() -> dict[str, list[float]]:
    """To be filled with one number a round for each program."""
    return defaultdict(list)


def compared(
    number: int,
    operation: str,
    times: Times,
    ours: str,
    anchor: str,
    goal: float | None,
    *,
    name: str = "",
    unit: str = "ms",
) -> Line:
    """One program against another that ran in turn with it.

    Args:
        number: the goal's.
        operation: what was measured.
        times: what was found, each round.
        ours: which of them is compared.
        anchor: with which.
        goal: the largest ratio that meets it.
        name: what the anchor is called in the table, where that is not its name in `times`.
        unit: of what was found; both medians are told in it, for orientation.
    """
    here = f"{_number(statistics.median(times[ours]))} / {_number(statistics.median(times[anchor]))} {unit}"
    return Line(number, operation, name or anchor, ratios(times, ours, anchor), goal, here=here)


def flat(number: int, operation: str, found: Mapping[int, list[float]], goal: float) -> Iterator[Line]:
    """The largest journal against the smallest one, both measured in turn; nothing where only one was."""
    small, large = min(found), max(found)
    if small != large:
        times = {"large": found[large], "small": found[small]}
        what = f"{operation}, {large:,} entries"
        yield compared(number, what, times, "large", "small", goal, name=f"{small:,} entries")


def percentile(values: Iterable[float], share: float = 0.95) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _say(value: float, unit: str) -> str:
    return f"{_number(value)}x" if unit == TIMES else f"{_number(value)} {unit}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
