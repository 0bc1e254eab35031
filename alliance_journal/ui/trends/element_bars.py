"""The elements over time: a row of bars each, with its verdict in words beside it (look-and-feel.md, 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, NamedTuple

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.domain.alliance.rules.series import Point
from alliance_journal.domain.alliance.wording.element_text import Verdict
from alliance_journal.domain.dates.parse import MONTHS
from alliance_journal.ui.widgets.rendering import Part, fit, line, pad

BLOCKS: Final = " ▁▂▃▄▅▆▇█"
LABEL_AIR: Final = 2
VERDICT_WIDTH: Final = 27
MARGIN: Final = 2
GAP: Final = "·"
DROP: Final = "▾"
TENSE: Final = "≈"
THROUGH: Final = "◡"


class BarRow(NamedTuple):
    """One element: its label, its valid points by session, its verdict, and the sessions it dropped at."""

    id: str
    label: str
    points: Mapping[int, Point]
    verdict: Verdict
    drops: frozenset[int] = frozenset()


class Tensions(NamedTuple):
    """The sessions that were marked as tense, and those where a tension was talked through."""

    tense: frozenset[int] = frozenset()
    through: frozenset[int] = frozenset()


class Bar(NamedTuple):
    """One bar: a level from 1 to 4 and a value from 0 to 3 as `total` over `parts`; no parts without an answer."""

    total: int = 0
    parts: int = 0

    @property
    def level(self) -> int:
        """The level as a step for colours: 1 no, 2 partly, 3 mostly, 4 fully."""
        return self.total // self.parts + 1


@dataclass(slots=True)
class Window:
    """The sessions in sight: the last one, how many, how wide a bar is, and how many sessions one bar holds."""

    last: int = 0
    count: int = 0
    bar: int = 1
    space: int = 1
    together: int = 1
    columns: list[range] = field(default_factory=list)


class ElementBars(Widget, can_focus=True):
    """Rows of bars on the fixed scale of the answers, in one fixed order unless asked otherwise."""

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
        """The cursor is on another element."""

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
        """Show these elements over the last sessions, of these days, the cursor staying on its element.

        Args:
            rows: the elements, with their points at these sessions.
            days: the days of the last sessions, oldest first; what is in sight is among them, `reach` says.
            total: how many sessions there are in all.
            tensions: where there was tension.
        """
        self.tensions, self.total = tensions, total
        there = self.current.id if self.current else None
        self.rows, self.days = rows, days
        at = next((index for index, row in enumerate(rows) if row.id == there), 0)
        self.back = min(self.back, max(0, total - 1))
        self.set_reactive(ElementBars.cursor, at)
        self.refresh(layout=True)

    @property
    def current(self) -> BarRow | None:
        """The element with the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def bar_height(self) -> int:
        """Lines of one bar."""
        return 3 if self.tall else 2

    @property
    def pitch(self) -> int:
        """Lines from one element to the next."""
        return self.bar_height + (1 if self.tall else 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All rows, the line of months, and one of tensions where there are any."""
        return len(self.rows) * self.pitch + (2 if self.tensions.tense else 1)

    def show_tall(self, tall: bool) -> None:
        """Use three lines a bar, and wider bars, where there is room."""
        if tall != self.tall:
            self.tall = tall
            self.refresh(layout=True)

    def action_cursor(self, step: int) -> None:
        """Go to the next element."""
        self.cursor = max(0, min(len(self.rows) - 1, self.cursor + step))

    def watch_cursor(self) -> None:
        """Draw the bars, and say which element the cursor is on."""
        self.refresh()
        if self.current:
            self.post_message(self.Moved(self.current))

    @property
    def reach(self) -> int:
        """How many of the last sessions can be in sight now, in a terminal as wide as it is."""
        # A bar takes at least two cells with its space.
        return self.total if self.every else self.back + self.app.size.width // 2

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
        """Which sessions are in sight, and how."""
        room = self.bars_width
        bar, space = (2, 1) if self.tall else (1, 1)
        total, first = self.total, self.total - len(self.days) + 1
        if not self.every:
            count = max(1, min(total, (room + space) // (bar + space)))
            last = total - self.back
            columns = [range(x, x + 1) for x in range(max(first, last - count + 1), last + 1)]
            return Window(last, count, bar, space, 1, columns)
        together = 1
        if total * (bar + space) > room + space:
            bar, space = 1, 0
            together = max(1, -(-total // max(1, room)))
        # Groups are counted from the latest session backwards, so that the last bar is always whole.
        ends = range(total, 0, -together)
        columns = [range(max(first, end - together + 1), end + 1) for end in ends if end >= first][::-1]
        return Window(total, total, bar, space, together, columns)

    @property
    def label_width(self) -> int:
        """Cells of the names at the left."""
        return max((len(row.label) for row in self.rows), default=0) + LABEL_AIR

    @property
    def bars_width(self) -> int:
        """Cells there are for bars."""
        return max(4, self.size.width - self.label_width - VERDICT_WIDTH - MARGIN - 2)

    def bar_of(self, row: BarRow, sessions: range) -> Bar:
        """The bar of one column: the point itself, or the middle of several."""
        points = [row.points[x] for x in sessions if x in row.points]
        if not points:
            return Bar()
        if len(points) == 1:
            return Bar(points[0].total, points[0].answered)
        value = sum((point.value for point in points), Fraction(0)) / len(points)
        return Bar(value.numerator, value.denominator)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"element-bars--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        """One line of an element, or the months."""
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
        used = len(window.columns) * (window.bar + window.space)
        parts.append((" " * max(1, self.bars_width - used + 1), base))
        parts += self._verdict(row.verdict, inner - label_line)
        return line(parts, self.size.width, base)

    def _bar_parts(self, row: BarRow, window: Window, inner: int) -> list[Part]:
        parts: list[Part] = []
        below = self.bar_height - 1 - inner
        for sessions in window.columns:
            bar = self.bar_of(row, sessions)
            if not bar.parts:
                glyph, name = (GAP if below == 0 else " "), "quiet"
                text = pad(glyph, window.bar)
            else:
                name = f"l{bar.level}"
                text = self._glyph(bar, below) * window.bar
                if inner == 0 and not text.strip() and not row.drops.isdisjoint(sessions):
                    # A drop is below a yes, so the line above its bar is free.
                    name, text = "mark", pad("v" if self.plain else DROP, window.bar)
            parts.append((text + " " * window.space, self._style(name)))
        return parts

    def _glyph(self, bar: Bar, below: int) -> str:
        """What a bar shows `below` lines above its foot."""
        if self.plain:
            return str(_rounded(bar.total, bar.parts) + 1) if below == 0 else " "
        full = self.bar_height * 8
        # Three of the sixteen eighths stay air at two lines, so that neighbours do not touch; "no" keeps a stub.
        top, foot = (full, full // 4) if self.tall else (full - 3, 3)
        eighths = foot + _rounded(bar.total * (top - foot), bar.parts * 3)
        return BLOCKS[max(0, min(8, eighths - below * 8))]

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
        """Months under the bars, each at its first session in sight, and what the heights mean."""
        window = self.window()
        pitch = window.bar + window.space
        text = [" "] * (self.bars_width + 8)
        free, shown = 0, ""
        for place, sessions in enumerate(window.columns):
            day = self.days[sessions[0] - 1 - self.total]
            name = MONTHS[day.month - 1][:3]
            at = place * pitch
            if name != shown and at >= free and at + 3 <= self.bars_width:
                text[at : at + 3] = name
                free = at + 4
            shown = name
        together = f"one bar = {window.together} sessions"
        scale = "4 fully 2 partly 1 no" if self.plain else "█ fully ▄ partly ▂ no"
        if any(row.drops for row in self.rows):
            scale += " v dip" if self.plain else f" {DROP} dip"
        legend = scale if window.together == 1 else together
        quiet = self._style("quiet")
        return line(
            [
                (" " * (self.label_width + MARGIN), quiet),
                ("".join(text)[: self.bars_width + 1], quiet),
                (legend, quiet),
            ],
            self.size.width,
            self.rich_style,
        )

    def _tensions(self) -> Strip:
        """Where there was tension, and where it was talked through."""
        window = self.window()
        tense, through = ("t", "o") if self.plain else (TENSE, THROUGH)
        quiet = self._style("quiet")
        parts: list[Part] = [("  ", quiet), (pad("Tension", self.label_width), quiet)]
        for sessions in window.columns:
            seen = set(sessions)
            sign = through if seen & self.tensions.through else tense if seen & self.tensions.tense else ""
            parts.append((pad(sign, window.bar + window.space), self._style("mark")))
        used = len(window.columns) * (window.bar + window.space)
        parts.append((" " * max(1, self.bars_width - used + 1), quiet))
        parts.append((f"{tense} tension {through} talked through", quiet))
        return line(parts, self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        index = event.y // self.pitch
        if index < len(self.rows):
            self.cursor = index


def _rounded(total: int, parts: int) -> int:
    """To the nearest whole number, a half to the even one, as everywhere."""
    whole, left = divmod(total, parts)
    return whole + (2 * left > parts or (2 * left == parts and whole % 2 == 1))
