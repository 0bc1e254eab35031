"""The line above and the line below every page."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from alliance_journal.ui import commands
from alliance_journal.ui.pages import PAGES
from alliance_journal.ui.widgets.rendering import Part, fit, line

NAME = "Alliance Journal"


class NavBar(Widget):
    """The sign, the five pages, and at the right what comes next. Each page can be clicked."""

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
        """What stands at the right, and what of it where there is less room."""
        self.next = texts
        self.refresh()

    def _pieces(self) -> Iterator[tuple[str, str, str]]:
        """Text, style and page of each piece, from the left."""
        yield " ◖", "left", ""
        yield "◗ ", "right", ""
        wide = self.size.width >= 100
        if wide:
            yield f" {NAME}     ", "name", ""
        roomy = self.size.width >= 76
        for page in PAGES:
            yield f" {page.title} ", "here" if page.name == self.here else "page", page.name
            if roomy:
                yield "  " if wide else " ", "page", ""

    def render_line(self, y: int) -> Strip:
        """The one line; other lines are air."""
        base = self.rich_style
        if y != self.size.height // 2:
            return line((), self.size.width, base)
        parts: list[Part] = [(text, self._style(name)) for text, name, _ in self._pieces()]
        used = sum(cell_len(text) for text, _ in parts)
        room = self.size.width - used - 2
        shorter = [text for text in self.next if cell_len(text) <= room] or self.next[-1:] or ("",)
        right = fit(shorter[0], room)
        parts.append((" " * (room - cell_len(right) + 1), base))
        parts.append((right, self._style("next")))
        return line(parts, self.size.width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"nav-bar--{name}", partial=True)

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        at = 0
        for text, _, page in self._pieces():
            at += cell_len(text)
            if event.x < at:
                if page:
                    self.post_message(self.Picked(page))
                return


class Banner(Static):
    """A calm line above a page, only there while there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.said = ""

    def say(self, words: str) -> None:
        """Say this, or nothing."""
        if words != self.said:
            self.said = words
            self.display = bool(words)
            self.update(Content(words))


class KeyFooter(Widget):
    """The keys that work here, key and word, without blocks of colour. Each can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-footer--key", "key-footer--word"}

    class Pressed(Message):
        """A command was clicked."""

        def __init__(self, command: commands.Command) -> None:
            super().__init__()
            self.command = command

    def __init__(self, place: commands.CommandPlace) -> None:
        super().__init__()
        self.place = place

    def show_place(self, place: commands.CommandPlace) -> None:
        """Show the keys of another place."""
        if place != self.place:
            self.place = place
            self.refresh()

    def _shown(self) -> Iterator[tuple[commands.Command, str]]:
        """The commands that fit; help and the palette always do."""
        chosen = list(commands.footer(self.place))
        while sum(map(_width, chosen)) > self.size.width - 1 and any(command.spare for command in chosen):
            chosen.remove(next(command for command in reversed(chosen) if command.spare))
        always = [command for command in chosen if command.place == "everywhere"]
        room = self.size.width - 1 - sum(_width(command) for command in always)
        for command in chosen:
            if command in always:
                yield command, command.label
            elif room - _width(command) >= 0:
                room -= _width(command)
                yield command, command.label

    def render_line(self, y: int) -> Strip:
        """The line."""
        base = self.rich_style
        key = self.get_component_rich_style("key-footer--key", partial=True)
        word = self.get_component_rich_style("key-footer--word", partial=True)
        parts: list[Part] = [(" ", base)]
        for command, label in self._shown():
            parts += [(command.shown, key), (f" {label} ", word)]
        return line(parts, self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        at = 1
        for command, _ in self._shown():
            at += _width(command)
            if event.x < at:
                self.post_message(self.Pressed(command))
                return


def _width(command: commands.Command) -> int:
    return cell_len(command.shown) + cell_len(command.label) + 2
