"""The line with keys and commands below every page."""

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.ui import commands
from alliance_journal.ui.widgets.key_hints import key_map_of
from alliance_journal.ui.widgets.rendering import NORMAL, Part, line

Shown = tuple[str, commands.Command]
"""A command behind its key as it is shown."""


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
        self.wanted: tuple[str, ...] = ()
        self.in_text = False
        self._drawn_for: tuple[object, ...] = ()

    def show_place(
        self, place: commands.CommandPlace, wanted: tuple[str, ...] = (), *, in_text: bool = False
    ) -> None:
        """Show the keys of a place.

        Args:
            place: the place.
            wanted: ids of the commands that are most wanted here, which come first.
            in_text: True while a text is written.
        """
        shown = (place, wanted, in_text, key_map_of(self))
        if shown != self._drawn_for:
            self.place, self.wanted, self.in_text = place, wanted, in_text
            self._drawn_for = shown
            self.refresh()

    def _shown(self) -> list[Shown]:
        key_map, is_narrow = key_map_of(self), self.size.width < NORMAL

        def shown(command: commands.Command) -> str:
            return key_map.short(command, in_text=self.in_text)

        panes = [one.id for one in commands.of(self.place) if one.pane and is_narrow]
        return fitting(self.place, (*self.wanted, *panes), self.size.width - 1, shown)

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        base = self.rich_style
        key = self.get_component_rich_style("key-footer--key", partial=True)
        word = self.get_component_rich_style("key-footer--word", partial=True)
        parts: list[Part] = [(" ", base)]
        for keys, command in self._shown():
            parts += [(keys, key), (f" {command.label} ", word)]
        return line(parts, self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Post `Pressed` for the command that was clicked."""
        at = 1
        for shown in self._shown():
            at += _width(shown)
            if event.x < at:
                self.post_message(self.Pressed(shown[1]))
                return


def fitting(
    place: commands.CommandPlace,
    wanted: Iterable[str],
    width: int,
    shown: Callable[[commands.Command], str],
) -> list[Shown]:
    """Return the commands that fit in a line, in the order in which they are shown.

    Help, Help now and the palette come last and always fit. The most wanted ones come first, and then those of the
    place in the order of the table, as many as there is room for: first those of the footer, then all others.

    Args:
        place: the place.
        wanted: ids of the most wanted commands.
        width: cells of the line.
        shown: returns the key of a command as it is shown here; empty for one that is not.
    """
    always = [(shown(one), one) for one in commands.of("everywhere") if one.footer and shown(one)]
    free = width - sum(map(_width, always))
    chosen: list[Shown] = []
    for one in _by_importance(place, wanted):
        row = (shown(one), one)
        if row[0] and row not in chosen and _width(row) <= free:
            chosen.append(row)
            free -= _width(row)
    order = [*filter(None, map(commands.command, wanted)), *commands.COMMANDS]
    chosen.sort(key=lambda row: (row[1].place == "everywhere" and row[1].id not in wanted, order.index(row[1])))
    return chosen + always


def _by_importance(place: commands.CommandPlace, wanted: Iterable[str]) -> Iterator[commands.Command]:
    """Yield the commands that the footer of a place can show; some of them several times."""
    here = commands.of(place)
    yield from filter(None, map(commands.command, wanted))
    yield from (one for one in here if one.footer and not one.spare)
    yield from (one for one in here if one.footer)
    yield from here
    # The navigation bar shows the keys of the pages.
    yield from (one for one in commands.of("everywhere") if not (one.footer or one.action.startswith("go(")))


def _width(shown: Shown) -> int:
    return cell_len(shown[0]) + cell_len(shown[1].label) + 2
