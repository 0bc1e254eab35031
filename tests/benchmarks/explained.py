"""Why a goal is not met: what a profile showed, in a sentence or two for each goal."""

from collections.abc import Iterable
from typing import Final

WHY: Final[dict[int, str]] = {}
"""By the goal's number in the design's table. Only what was measured stands here."""
NOT_YET: Final = "Not looked into yet."


def section(unmet: Iterable[int]) -> list[str]:
    """The lines that explain these goals, under a heading of their own; none where all are met."""
    numbers = sorted(set(unmet))
    if not numbers:
        return []
    told = (f"- {f'Goal {number}' if number else 'Also'}: {WHY.get(number, NOT_YET)}" for number in numbers)
    return ["## Where a goal is not met", "", *told, ""]
