"""A list that draws only its visible rows, so that it opens as fast with fifty thousand rows as with five."""

from collections.abc import Sequence
from itertools import chain
from typing import ClassVar, Generic, TypeVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from alliance_journal.ui.widgets.rendering import Part, line

R = TypeVar("R")


class LineList(ScrollView, Generic[R], can_focus=True):
    """Rows of one height, with a cursor on one of them. Subclasses draw the rows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-list--row",
        "line-list--cursor",
        "line-list--quiet",
        "line-list--heading",
        "line-list--accent",
        "line-list--found",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", show=False),
        Binding("down,j", "cursor(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
    ]

    cursor: reactive[int] = reactive(-1, repaint=False)
    row_height: reactive[int] = reactive(1)

    class Moved(Message):
        """Posted when the cursor is on another row.

        Attributes:
            leafed: whether it went further than to the next row, or brought other rows into sight.
        """

        def __init__(self, leafed: bool) -> None:
            super().__init__()
            self.leafed = leafed

    class Clicked(Message):
        """Posted when the row under the cursor was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[R] = ()

    def key_of(self, row: R) -> str | None:
        """Return the key of a row; None for one that cannot be chosen."""
        raise NotImplementedError

    def draw(self, row: R, width: int, style: "LineStyles") -> list[list[Part]]:
        """Return the lines of a row, at most `row_height`."""
        raise NotImplementedError

    @property
    def current(self) -> R | None:
        """Return the row under the cursor."""
        return self.row_at(self.cursor) if 0 <= self.cursor < len(self.rows) else None

    def row_at(self, index: int) -> R | None:
        """Return the row at an index."""
        return self.rows[index]

    def show_rows(self, rows: Sequence[R], key: str | None = None, *, anew: bool = False) -> None:
        """Show rows.

        Args:
            rows: the rows.
            key: key of the row that gets the cursor; None, or an unknown one, leaves it near its place.
            anew: True to begin at the first row in that case.
        """
        self.rows = rows
        wanted = self._place_of(key) if key is not None else None
        if wanted is None:
            wanted = self._choosable(0 if anew and rows else min(max(self.cursor, 0), len(rows) - 1), 1)
        self._measure()
        with self.prevent(LineList.Moved):
            self.cursor = wanted
        self._keep_in_sight()
        self.refresh()

    def _place_of(self, key: str) -> int | None:
        return next((i for i, row in enumerate(self.rows) if self.key_of(row) == key), None)

    def _choosable(self, start: int, step: int) -> int:
        """Return the nearest row that can be chosen, in one direction first, then in the other; -1 for none."""
        forwards = range(start, len(self.rows) if step > 0 else -1, step)
        backwards = range(start, -1 if step > 0 else len(self.rows), -step)
        index: int
        for index in chain(forwards, backwards):
            if 0 <= index < len(self.rows) and self.key_of(self.rows[index]) is not None:
                return index
        return -1

    def _measure(self) -> None:
        """Set the virtual height. The width is never scrolled, so it may stay the same."""
        self.virtual_size = Size(1, len(self.rows) * self.row_height)

    def watch_row_height(self) -> None:
        """Keep the cursor visible when the height of the rows changes."""
        self._measure()
        self._keep_in_sight()

    def on_resize(self) -> None:
        """Keep the cursor visible when the size of the list changes."""
        self._keep_in_sight()

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the rows that the cursor left and reached, and post `Moved`."""
        for index in (old, new):
            self.refresh_lines(index * self.row_height, self.row_height)
        if old != new and self.current is not None:
            before = self.scroll_offset
            self._keep_in_sight()
            leafed = abs(new - old) > 1 or self.scroll_offset != before
            self.post_message(self.Moved(leafed))

    def _keep_in_sight(self) -> None:
        if self.cursor < 0:
            return
        # The first choosable row brings its heading into sight with it.
        first = self.cursor == self._choosable(0, 1)
        top = 0 if first else self.cursor * self.row_height
        region = Region(0, top, 1, (self.cursor + 1) * self.row_height - top)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def action_cursor(self, step: int) -> None:
        """Move to the next row that can be chosen."""
        index = self.cursor + step
        index = self._choosable(index, step) if 0 <= index < len(self.rows) else -1
        if index >= 0 and (index - self.cursor) * step > 0:
            self.cursor = index

    def action_page(self, step: int) -> None:
        """Move by one screen."""
        if self.rows:
            count = max(1, self.scrollable_content_region.height // self.row_height - 1)
            self.cursor = self._choosable(max(0, min(len(self.rows) - 1, self.cursor + step * count)), step)

    def action_end(self, step: int) -> None:
        """Move to the first or the last row."""
        if self.rows:
            self.cursor = self._choosable(0 if step < 0 else len(self.rows) - 1, -step)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row that was clicked, or post `Clicked`."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = (offset.y + self.scroll_offset.y) // self.row_height
        row = self.row_at(index) if index < len(self.rows) else None
        if row is None or self.key_of(row) is None:
            return
        again = index == self.cursor
        self.cursor = index
        if again:
            self.post_message(self.Clicked())

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        width = self.scrollable_content_region.width
        index, inner = divmod(y + self.scroll_offset.y, self.row_height)
        styles = LineStyles(self, cursor=index == self.cursor and index < len(self.rows))
        row = self.row_at(index) if index < len(self.rows) else None
        if row is None:
            return line((), width, self.rich_style)
        lines = self.draw(row, width, styles)
        return line(
            lines[inner] if inner < len(lines) else (), width, styles.base if lines[inner:] else self.rich_style
        )


class LineStyles:
    """Styles of one row, read from the style sheet on first use."""

    def __init__(self, rows: "LineList[R]", *, cursor: bool) -> None:
        self._rows = rows
        name = "line-list--cursor" if cursor else "line-list--row"
        self.base: Style = rows.get_component_rich_style(name)

    def __getattr__(self, name: str) -> Style:
        return self._rows.get_component_rich_style(f"line-list--{name}", partial=True)
