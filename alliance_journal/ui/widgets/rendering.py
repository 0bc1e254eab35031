"""Lines of styled text for widgets that draw themselves."""

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from alliance_journal.domain.search.matching import Marked

Part = tuple[str, Style]
NORMAL: Final = 76
"""Columns of a terminal from which two panes are in sight."""
WIDE: Final = 100
"""Columns of a terminal from which there is room for more than the plain things."""


def fit(text: str, width: int) -> str:
    """Return the text in at most `width` cells; a longer one ends with an ellipsis."""
    if width <= 0:
        return ""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def pad(text: str, width: int) -> str:
    """Return the text in exactly `width` cells."""
    return set_cell_size(fit(text, width), max(0, width))


def fit_marked(found: Marked, width: int, style: Style, mark: Style, *, whole: bool = False) -> list[Part]:
    """Return a line in at most `width` cells, with the matches in the style `mark`.

    The part around the first match is shown; with `whole`, the line is shown from its beginning.
    """
    found = found if whole else found.around(width)
    shown = fit(found.text, width)
    kept = len(shown) - (shown != found.text)
    parts = Marked(shown, tuple((start, min(end, kept)) for start, end in found.marks if start < kept)).parts()
    return [(text, style + mark if marked else style) for text, marked in parts if text]


def line(parts: Iterable[Part], width: int, base: Style) -> Strip:
    """Return a line of exactly `width` cells. Every segment has a style: without one, NO_COLOR cannot draw it."""
    segments = [Segment(text, base + style) for text, style in parts if text]
    return Strip(segments).adjust_cell_length(width, base)
