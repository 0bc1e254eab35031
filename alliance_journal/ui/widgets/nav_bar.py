"""The navigation bar above every page."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.ui import commands
from alliance_journal.ui.pages import PAGES, PageRow
from alliance_journal.ui.widgets.key_hints import key_map_of
from alliance_journal.ui.widgets.rendering import NORMAL, WIDE, Part, fit, line

NAME: Final = "Alliance Journal"


class Piece(NamedTuple):
    """A piece of the bar: its text, the name of its style, and the page that a click on it leads to."""

    text: str
    style: str
    page: str = ""
    is_key: bool = False


class NavBar(Widget):
    """The sign, the pages with their keys, and the next session at the right. All of them can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "nav-bar--left",
        "nav-bar--right",
        "nav-bar--name",
        "nav-bar--page",
        "nav-bar--here",
        "nav-bar--key",
        "nav-bar--next",
    }

    class Picked(Message):
        """A page was clicked."""

        def __init__(self, page: str) -> None:
            super().__init__()
            self.page = page

    class NextPicked(Message):
        """The next session was clicked."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.next: tuple[str, ...] = ()
        self.can_set_next = False
        self.hidden: Sequence[str] = ()
        self.in_text = False
        self._marked_for: tuple[object, ...] = ()

    def show_next(self, *texts: str, can_set: bool = False) -> None:
        """Show the longest of these texts that fits at the right.

        Args:
            texts: the texts, the longest first.
            can_set: True if a click there sets the next session.
        """
        self.next, self.can_set_next = texts, can_set
        self.refresh()

    def hide_pages(self, *names: str) -> None:
        """Show all pages but these, and the one that is open."""
        self.hidden = names
        self.refresh()

    def mark_keys(self, *, in_text: bool) -> None:
        """Mark the keys of the pages that work now."""
        shown = (in_text, key_map_of(self))
        if shown != self._marked_for:
            self.in_text, self._marked_for = in_text, shown
            self.refresh()

    def _pieces(self) -> Iterator[Piece]:
        """Yield the pieces from the left."""
        yield Piece(" ◖", "left")
        yield Piece("◗ ", "right")
        is_wide = self.size.width >= WIDE
        if is_wide:
            yield Piece(f" {NAME}     ", "name")
        is_spaced = self.size.width >= NORMAL
        for page in PAGES:
            if page.name not in self.hidden or page.name == self.here:
                yield from self._page(page)
                if is_spaced:
                    yield Piece("  " if is_wide else " ", "page", page.name)

    def _page(self, page: PageRow) -> Iterator[Piece]:
        """Yield the title of a page with its key: a letter of the title, or before it."""
        style, go = "here" if page.name == self.here else "page", commands.command(f"everywhere.go_to_{page.name}")
        key = key_map_of(self).short(go, in_text=self.in_text) if go else ""
        before, letter, after = _split(page.title, key)
        if key and not letter and not self.in_text:
            before, letter, after = "", key, f" {page.title}"
        yield Piece(f" {before}", style, page.name)
        yield Piece(letter, style, page.name, is_key=True)
        yield Piece(f"{after} ", style, page.name)

    def _right(self) -> tuple[str, int]:
        """Return the text at the right, and the cells between the pages and it."""
        free = self.size.width - sum(cell_len(piece.text) for piece in self._pieces()) - 2
        fitting = [text for text in self.next if cell_len(text) <= free] or self.next[-1:] or ("",)
        right = fit(fitting[0], free)
        return right, free - cell_len(right) + 1

    def render_line(self, y: int) -> Strip:
        """Draw the bar in the middle line; other lines are empty."""
        base = self.rich_style
        if y != self.size.height // 2:
            return line((), self.size.width, base)
        parts: list[Part] = [(piece.text, self._style(piece)) for piece in self._pieces()]
        right, gap = self._right()
        parts += [(" " * gap, base), (right, self._style(Piece(right, "next")))]
        return line(parts, self.size.width, base)

    def _style(self, piece: Piece) -> Style:
        style = self.get_component_rich_style(f"nav-bar--{piece.style}", partial=True)
        if not piece.is_key:
            return style
        if piece.style == "here":
            return style + Style(underline=True)
        return self.get_component_rich_style("nav-bar--key", partial=True)

    def on_click(self, event: events.Click) -> None:
        """Post `Picked` for the page that was clicked, or `NextPicked`."""
        at = 0
        for piece in self._pieces():
            at += cell_len(piece.text)
            if event.x < at:
                if piece.page:
                    self.post_message(self.Picked(piece.page))
                return
        right, gap = self._right()
        if self.can_set_next and at + gap <= event.x < at + gap + cell_len(right):
            self.post_message(self.NextPicked())


def _split(title: str, key: str) -> tuple[str, str, str]:
    """Return a title as what is before the letter of its key, that letter, and what is behind it.

    The letter is as the key is typed: a capital one. Without such a letter, all of the title is before it.
    """
    at = title.find(key) if key in title else title.lower().find(key.lower())
    return (title, "", "") if len(key) != 1 or at < 0 else (title[:at], key, title[at + 1 :])
