"""Characters of bars: blocks in eighths of a line, or digits."""

from typing import Final

from alliance_journal.ui.trends.bar_window import Bar

BLOCKS: Final = " ▁▂▃▄▅▆▇█"
"""Blocks by their height in eighths of a line."""
LINES_OF_TALL: Final = 3


def bar_glyph(bar: Bar, below: int, height: int, *, plain: bool) -> str:
    """Return the character of a bar in one of its lines.

    Args:
        bar: a bar with an answer.
        below: number of lines of the bar below this one.
        height: number of lines of the bar.
        plain: True for the level as a digit, in the lowest line.
    """
    if plain:
        return str(_rounded(bar.total, bar.parts) + 1) if below == 0 else " "
    full = height * 8
    # At two lines, three eighths stay empty, so that bars above each other do not touch. "No" has a low bar too.
    top, foot = (full, full // 4) if height >= LINES_OF_TALL else (full - 3, 3)
    eighths = foot + _rounded(bar.total * (top - foot), bar.parts * 3)
    return BLOCKS[max(0, min(8, eighths - below * 8))]


def _rounded(total: int, parts: int) -> int:
    """Return total divided by parts, rounded; a half is rounded to the even number."""
    whole, left = divmod(total, parts)
    return whole + (2 * left > parts or (2 * left == parts and whole % 2 == 1))
