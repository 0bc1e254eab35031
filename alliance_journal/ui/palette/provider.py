"""Textual's provider of what the palette offers."""

from collections.abc import Iterable
from typing import Final, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from alliance_journal.ui.palette.palette_item import PaletteItem

FOUND: Final = 0.4
"""Least score of a note or a person: the search knows other spellings of a word."""


class Palette(Protocol):
    """Source of the palette's lines."""

    def commands(self) -> Iterable[PaletteItem]:
        """Return all commands, in groups, those of the visible page first."""

    def pages(self) -> Iterable[PaletteItem]:
        """Return the pages of guide and manual."""

    def found(self, typed: str) -> Iterable[PaletteItem]:
        """Return the notes and people with what is typed in their names, best first."""


@runtime_checkable
class HasPalette(Protocol):
    """App with a palette."""

    palette: Palette


class PaletteProvider(Provider):
    """Shows the commands, and searches them together with notes, people, guide and manual.

    Attributes:
        commands: all commands.
        pages: the pages of guide and manual.
    """

    commands: tuple[PaletteItem, ...] = ()
    pages: tuple[PaletteItem, ...] = ()

    def _palette(self) -> Palette:
        app: object = self.app
        assert isinstance(app, HasPalette)
        return app.palette

    async def startup(self) -> None:
        """Collect what stays the same while the palette is open."""
        self.commands = tuple(self._palette().commands())
        self.pages = tuple(self._palette().pages())

    async def discover(self) -> Hits:
        """Yield every command."""
        for item in self.commands:
            yield DiscoveryHit(_line(item), item.run, item.name, escape(item.about) or None)

    async def search(self, query: str) -> Hits:
        """Yield what matches, best first."""
        for item in (*self.commands, *self.pages):
            if score := item.score(query):
                yield Hit(score, _line(item), item.run, item.name, escape(item.about) or None)
        for item in self._palette().found(query):
            yield Hit(max(item.score(query), FOUND), _line(item), item.run, item.name, escape(item.about) or None)


def _line(item: PaletteItem) -> Content:
    """Return group, name and keys."""
    group = Content.styled(f"{item.group} · ", "not bold $quiet")
    keys = Content.styled(f"  {item.keys}", "$accent") if item.keys else Content()
    return group + Content(item.name) + keys
