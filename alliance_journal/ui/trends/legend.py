"""Legend of the bars: all four answers, dips, and how many of the sessions are in sight."""

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from alliance_journal.ui.trends.bar_window import SESSIONS_SHOWN
from alliance_journal.ui.trends.element_bars import DROP, ElementBars

ANSWERS: Final = (("▂", "no"), ("▄", "partly"), ("▆", "mostly"), ("█", "fully"))
"""The answers as bars of one line, lowest first."""
BETWEEN: Final = "   "


def legend(bars: ElementBars, width: int) -> Content:
    """Return the legend in at most so many cells: in fewer words, without the dips, or without the sessions."""
    scale = Content("  ").join(
        Content.styled(str(level) if bars.plain else sign, f"$l{level}") + Content(f" {word}")
        for level, (sign, word) in enumerate(ANSWERS, start=1)
    )
    dip = f"{'v' if bars.plain else DROP} dip" if any(row.drops for row in bars.rows) else ""
    sessions = _sessions(bars)
    for parts in (*((dip, one) for one in sessions), *(("", one) for one in sessions), (dip, "")):
        shown = [scale, *(Content(part) for part in parts if part)]
        if sum(part.cell_length + len(BETWEEN) for part in shown) - len(BETWEEN) <= width:
            return Content(BETWEEN).join(shown)
    return scale


def _sessions(bars: ElementBars) -> Sequence[str]:
    """Return which sessions are in sight, the longest sentence first; nothing if all of them are, one by one."""
    window, total = bars.window(), bars.total
    if window.together > 1:
        mean = f"one bar = {window.together} sessions"
        return f"all {total} sessions, {mean}", mean
    shown = len(window.columns)
    if shown >= total:
        return ()
    if shown < SESSIONS_SHOWN:
        return f"{shown} of {total} sessions fit", f"{shown} of {total} fit"
    return f"{shown} of {total} sessions, z shows all", f"{shown} of {total} sessions", f"{shown} of {total}"
