"""The navigation bar above every page."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.ui.pages import PAGES
from alliance_journal.ui.widgets.rendering import Part, fit, line

NAME = "Alliance Journal"


class NavBar(Widget):
    """The sign, the five pages, and the next session at the right. Each page can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "nav-bar--left",
        "nav-bar--right",
        "nav-bar--name",
        "nav-bar--page",
        "nav-bar--here",
        "nav-bar--next",
    }

    class Picked(Message):
        """A page was clicked."""

        def __init__(self, page: str) -> None:
            super().__init__()
            self.page = page

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.next: tuple[str, ...] = ()

    def show_next(self, *texts: str) -> None:
        """Show the longest of these texts that fits at the right."""
        self.next = texts
        self.refresh()

    def _pieces(self) -> Iterator[tuple[str, str, str]]:
        """Yield text, style and page of each piece, from the left."""
        yield " ◖", "left", ""
        yield "◗ ", "right", ""
        is_wide = self.size.width >= 100
        if is_wide:
            yield f" {NAME}     ", "name", ""
        is_spaced = self.size.width >= 76
        for page in PAGES:
            yield f" {page.title} ", "here" if page.name == self.here else "page", page.name
            if is_spaced:
                yield "  " if is_wide else " ", "page", ""

    def render_line(self, y: int) -> Strip:
        """Draw the bar in the middle line; other lines are empty."""
        base = self.rich_style
        if y != self.size.height // 2:
            return line((), self.size.width, base)
        parts: list[Part] = [(text, self._style(name)) for text, name, _ in self._pieces()]
        used = sum(cell_len(text) for text, _ in parts)
        free = self.size.width - used - 2
        shorter = [text for text in self.next if cell_len(text) <= free] or self.next[-1:] or ("",)
        right = fit(shorter[0], free)
        parts.append((" " * (free - cell_len(right) + 1), base))
        parts.append((right, self._style("next")))
        return line(parts, self.size.width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"nav-bar--{name}", partial=True)

    def on_click(self, event: events.Click) -> None:
        """Post `Picked` for the page that was clicked."""
        at = 0
        for text, _, page in self._pieces():
            at += cell_len(text)
            if event.x < at:
                if page:
                    self.post_message(self.Picked(page))
                return
