"""Widget of the goals over time: the client's own marks, below the bars of the elements.

A mark belongs to a day and stands in the column of the session of that day. A mark of a day without a session
with the therapist is not shown here, since there is no column for it.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.domain.models import HIGHEST_MARK
from alliance_journal.ui.trends.bar_glyphs import BLOCKS
from alliance_journal.ui.trends.element_bars import GAP, MARGIN, ElementBars
from alliance_journal.ui.widgets.rendering import Part, fit, line, pad

HEADING: Final = "Goals, in your own marks"
TEN: Final = "X"
"""The highest mark in one cell."""


class GoalRow(NamedTuple):
    """Row of one goal.

    Attributes:
        label: text of the goal on one line.
        marks: the marks, by number of the session.
        latest: text after the marks: the latest mark and, of a goal that is not open, its state.
    """

    label: str
    marks: Mapping[int, int]
    latest: str


class GoalRows(Widget):
    """A line for each goal, in the columns of the bars above."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"goal-rows--marks", "goal-rows--quiet"}

    def __init__(self, bars: ElementBars, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.bars = bars
        self.rows: Sequence[GoalRow] = ()

    def show_rows(self, rows: Sequence[GoalRow]) -> None:
        """Show goals; without any, the widget is hidden."""
        self.rows, self.display = rows, bool(rows)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the heading and of all goals."""
        return len(self.rows) + 1 if self.rows else 0

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"goal-rows--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        """Return the heading or the line of a goal."""
        quiet, base = self._style("quiet"), self.rich_style
        if y == 0:
            return line([(" " * MARGIN + HEADING, quiet)], self.size.width, base)
        if y > len(self.rows):
            return line((), self.size.width, base)
        row, label_width = self.rows[y - 1], self.bars.label_width
        parts: list[Part] = [
            (" " * MARGIN, quiet),
            (pad(fit(row.label, label_width - 1), label_width), quiet),
            *self._marks(row),
            (row.latest, quiet),
        ]
        return line(parts, self.size.width, base)

    def _marks(self, row: GoalRow) -> list[Part]:
        window, parts = self.bars.window(), list[Part]()
        for sessions in window.columns:
            given = [row.marks[x] for x in sessions if x in row.marks]
            text = self._sign(given[-1], window.bar, window.pitch) if given else GAP
            parts.append((pad(text, window.pitch), self._style("marks" if given else "quiet")))
        parts.append((" " * max(1, self.bars.bars_width - window.used + 1), self._style("quiet")))
        return parts

    def _sign(self, mark: int, bar: int, pitch: int) -> str:
        """Return a block as high as the mark, or its digits, in the cells of a bar."""
        if not self.bars.plain:
            return BLOCKS[1 + round(mark * 7 / HIGHEST_MARK)] * bar
        return str(mark) if len(str(mark)) <= pitch else TEN
