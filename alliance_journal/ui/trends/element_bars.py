"""Widget of the elements over time: a row of bars for each, with its verdict in words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.domain.alliance.wording.element_text import Verdict
from alliance_journal.domain.dates.parse import MONTHS
from alliance_journal.ui.trends.bar_glyphs import bar_glyph
from alliance_journal.ui.trends.bar_window import (
    SESSIONS_SHOWN,
    BarRow,
    Tensions,
    Window,
    full_window,
    latest_window,
)
from alliance_journal.ui.widgets.rendering import Part, fit, line, pad

LABEL_SPACE: Final = 2
VERDICT_WIDTH: Final = 27
MARGIN: Final = 2
GAP: Final = "·"
DROP: Final = "▾"
TENSE: Final = "≈"
THROUGH: Final = "◡"


class ElementBars(Widget, can_focus=True):
    """Rows of bars on the fixed scale of the answers.

    Attributes:
        rows: the elements.
        days: days of the last sessions, oldest first.
        total: number of all sessions.
        tensions: sessions with tensions.
        every: True if all sessions are in sight.
        back: how many of the last sessions are after those in sight.
        plain: True for digits in the place of bars.
        tall: True for bars of three lines.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "element-bars--label",
        "element-bars--cursor",
        "element-bars--mark",
        "element-bars--quiet",
        "element-bars--l1",
        "element-bars--l2",
        "element-bars--l3",
        "element-bars--l4",
        "element-bars--good",
        "element-bars--middle",
        "element-bars--low",
        "element-bars--none",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", show=False),
        Binding("down,j", "cursor(1)", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Moved(Message):
        """Posted when the cursor moved to another element."""

        row: BarRow

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[BarRow] = ()
        self.days: Sequence[date] = ()
        self.total = 0
        self.tensions = Tensions()
        self.every = False
        self.back = 0
        self.plain = False
        self.tall = False

    def show_rows(self, rows: Sequence[BarRow], days: Sequence[date], total: int, tensions: Tensions) -> None:
        """Show elements over the last sessions; the cursor stays on its element.

        Args:
            rows: the elements, with their values at these sessions.
            days: days of the last sessions, oldest first; at least as many as `reach`.
            total: number of all sessions.
            tensions: sessions with tensions.
        """
        self.tensions, self.total = tensions, total
        selected = self.current.id if self.current else None
        self.rows, self.days = rows, days
        at = next((index for index, row in enumerate(rows) if row.id == selected), 0)
        self.back = min(self.back, max(0, total - 1))
        self.set_reactive(ElementBars.cursor, at)
        self.refresh(layout=True)

    @property
    def current(self) -> BarRow | None:
        """The element with the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def bar_height(self) -> int:
        """Number of lines of a bar."""
        return 3 if self.tall else 2

    @property
    def pitch(self) -> int:
        """Number of lines from one element to the next."""
        return self.bar_height + (1 if self.tall else 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of all rows, the line of months and, if there are any, the line of tensions."""
        return len(self.rows) * self.pitch + (2 if self.tensions.tense else 1)

    def show_tall(self, tall: bool) -> None:
        """Use bars of three lines and two cells, or smaller ones."""
        if tall != self.tall:
            self.tall = tall
            self.refresh(layout=True)

    def action_cursor(self, step: int) -> None:
        """Move the cursor by some elements."""
        self.cursor = max(0, min(len(self.rows) - 1, self.cursor + step))

    def watch_cursor(self) -> None:
        """Draw the bars and post a message."""
        self.refresh()
        if self.current:
            self.post_message(self.Moved(self.current))

    @property
    def reach(self) -> int:
        """Most of the last sessions that can be in sight now."""
        return self.total if self.every else self.back + SESSIONS_SHOWN

    def look_back(self, step: int) -> None:
        """Go half a window back (1) or forward (-1) in time."""
        window = self.window()
        shift = max(1, window.count // 2) * step
        self.back = max(0, min(self.total - window.count, self.back + shift))
        self.refresh()

    def show_every(self, every: bool) -> None:
        """Show all sessions at once, or the latest that fit."""
        self.every, self.back = every, 0
        self.refresh()

    def window(self) -> Window:
        """Return the sessions in sight, and the width of their bars."""
        total, known, width = self.total, len(self.days), self.bars_width
        if self.every:
            return full_window(total, known, width, wide_bars=self.tall)
        return latest_window(total, known, self.back, width, wide_bars=self.tall)

    @property
    def label_width(self) -> int:
        """Cells of the names at the left, with the space after them."""
        return max((len(row.label) for row in self.rows), default=0) + LABEL_SPACE

    @property
    def bars_width(self) -> int:
        """Cells that are free for bars."""
        return max(4, self.size.width - self.label_width - VERDICT_WIDTH - MARGIN - 2)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"element-bars--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        """Return a line of an element, the months or the tensions."""
        index, inner = divmod(y, self.pitch)
        below = y - len(self.rows) * self.pitch
        if below >= 0:
            return self._months() if below == 0 else self._tensions()
        here = index == self.cursor
        base = self.get_component_rich_style("element-bars--cursor") if here else self.rich_style
        row = self.rows[index]
        if inner >= self.bar_height:
            return line((), self.size.width, self.rich_style)
        window = self.window()
        parts: list[Part] = [("▌ " if here else "  ", self._style("mark"))]
        label_line = 1 if self.tall else 0
        label = row.label if inner == label_line else ""
        parts.append((pad(label, self.label_width), self._style("label")))
        parts += self._bar_parts(row, window, inner)
        parts.append((" " * max(1, self.bars_width - window.used + 1), base))
        parts += self._verdict(row.verdict, inner - label_line)
        return line(parts, self.size.width, base)

    def _bar_parts(self, row: BarRow, window: Window, inner: int) -> list[Part]:
        parts: list[Part] = []
        below = self.bar_height - 1 - inner
        for sessions in window.columns:
            bar = row.bar_at(sessions)
            if not bar.parts:
                name, text = "quiet", pad(GAP if below == 0 else " ", window.bar)
            else:
                name = f"l{bar.level}"
                text = bar_glyph(bar, below, self.bar_height, plain=self.plain) * window.bar
                if inner == 0 and not text.strip() and not row.drops.isdisjoint(sessions):
                    # A bar at a drop is low, so the line above it is free.
                    name, text = "mark", pad("v" if self.plain else DROP, window.bar)
            parts.append((text + " " * window.space, self._style(name)))
        return parts

    def _verdict(self, verdict: Verdict, inner: int) -> list[Part]:
        if inner == 0:
            sign = (
                {"good": "+", "middle": "~", "low": "-", "none": " "}[verdict.tone] if self.plain else verdict.sign
            )
            return [(fit(f"{sign} {verdict.level}", VERDICT_WIDTH), self._style(verdict.tone))]
        if inner == 1:
            arrow = " " if self.plain else verdict.arrow
            return [(fit(f"{arrow} {verdict.going}", VERDICT_WIDTH), self._style("quiet"))]
        return []

    def _months(self) -> Strip:
        """Return the months, each below its first session in sight."""
        window = self.window()
        text = [" "] * (self.bars_width + 8)
        free, shown = 0, ""
        for place, sessions in enumerate(window.columns):
            day = self.days[sessions[0] - 1 - self.total]
            name = MONTHS[day.month - 1][:3]
            at = place * window.pitch
            if name != shown and at >= free and at + 3 <= self.bars_width:
                text[at : at + 3] = name
                free = at + 4
            shown = name
        quiet = self._style("quiet")
        return line(
            [(" " * (self.label_width + MARGIN), quiet), ("".join(text).rstrip(), quiet)],
            self.size.width,
            self.rich_style,
        )

    def _tensions(self) -> Strip:
        """Return the line of tensions, and of those that were talked through."""
        window = self.window()
        tense, through = ("t", "o") if self.plain else (TENSE, THROUGH)
        quiet = self._style("quiet")
        parts: list[Part] = [("  ", quiet), (pad("Tension", self.label_width), quiet)]
        for sessions in window.columns:
            column = set(sessions)
            sign = through if column & self.tensions.through else tense if column & self.tensions.tense else ""
            parts.append((pad(sign, window.pitch), self._style("mark")))
        parts.append((" " * max(1, self.bars_width - window.used + 1), quiet))
        parts.append((f"{tense} tension {through} talked through", quiet))
        return line(parts, self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Select the element that was clicked."""
        index = event.y // self.pitch
        if index < len(self.rows):
            self.cursor = index
