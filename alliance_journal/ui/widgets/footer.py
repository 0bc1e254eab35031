"""The line with keys and commands below every page."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.ui import commands
from alliance_journal.ui.widgets.rendering import Part, line


class KeyFooter(Widget):
    """The keys of a place, key and word, without blocks of colour. Each can be clicked."""

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
        """Yield the commands that fit; help and the palette always do."""
        chosen = list(commands.footer(self.place))
        while sum(map(_width, chosen)) > self.size.width - 1 and any(command.spare for command in chosen):
            chosen.remove(next(command for command in reversed(chosen) if command.spare))
        always = [command for command in chosen if command.place == "everywhere"]
        free = self.size.width - 1 - sum(_width(command) for command in always)
        for command in chosen:
            if command in always:
                yield command, command.label
            elif free - _width(command) >= 0:
                free -= _width(command)
                yield command, command.label

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        base = self.rich_style
        key = self.get_component_rich_style("key-footer--key", partial=True)
        word = self.get_component_rich_style("key-footer--word", partial=True)
        parts: list[Part] = [(" ", base)]
        for command, label in self._shown():
            parts += [(command.shown, key), (f" {label} ", word)]
        return line(parts, self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Post `Pressed` for the command that was clicked."""
        at = 1
        for command, _ in self._shown():
            at += _width(command)
            if event.x < at:
                self.post_message(self.Pressed(command))
                return


def _width(command: commands.Command) -> int:
    return cell_len(command.shown) + cell_len(command.label) + 2
