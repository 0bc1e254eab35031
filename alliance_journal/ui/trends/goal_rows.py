"""Goals over time: the client's own marks, under the elements and apart from them.

A mark belongs to a day. It stands in the column of the session of that day; a mark of a day without a session
of the therapist looked at is not shown here, as no column says its day.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.domain.models import HIGHEST_MARK
from alliance_journal.ui.trends.element_bars import BLOCKS, GAP, MARGIN, ElementBars
from alliance_journal.ui.widgets.rendering import Part, fit, line, pad

HEADING: Final = "Goals, in your own marks"
TEN: Final = "X"
"""The highest mark as one sign, where there is room for no more."""


class GoalRow(NamedTuple):
    """A goal: its words on one line, its marks by session, and what stands behind them."""

    label: str
    marks: Mapping[int, int]
    latest: str


class GoalRows(Widget):
    """A quiet line a goal, in the columns of the bars above."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"goal-rows--marks", "goal-rows--quiet"}

    def __init__(self, bars: ElementBars, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.bars = bars
        self.rows: Sequence[GoalRow] = ()

    def show_rows(self, rows: Sequence[GoalRow]) -> None:
        """Show these goals; nothing at all where there is none."""
        self.rows, self.display = rows, bool(rows)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A heading, and a line a goal."""
        return len(self.rows) + 1 if self.rows else 0

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"goal-rows--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        """The heading, or a goal."""
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
        window = self.bars.window()
        pitch, parts = window.bar + window.space, list[Part]()
        for sessions in window.columns:
            given = [row.marks[x] for x in sessions if x in row.marks]
            text = self._sign(given[-1], window.bar, pitch) if given else GAP
            parts.append((pad(text, pitch), self._style("marks" if given else "quiet")))
        used = len(window.columns) * pitch
        parts.append((" " * max(1, self.bars.bars_width - used + 1), self._style("quiet")))
        return parts

    def _sign(self, mark: int, bar: int, pitch: int) -> str:
        """A block as high as the mark, or its digits."""
        if not self.bars.plain:
            return BLOCKS[1 + round(mark * 7 / HIGHEST_MARK)] * bar
        return str(mark) if len(str(mark)) <= pitch else TEN
