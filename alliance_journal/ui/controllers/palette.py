"""What the palette offers: all commands, notes by their titles, people, and the pages of guide and manual."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from textual.screen import Screen

from alliance_journal.domain.dates.parse import say_short
from alliance_journal.domain.models import KIND_NAMES, EntryLine, Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.commands import PLACE_NAMES, Command, CommandPlace
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.lock import LockController
from alliance_journal.ui.controllers.page_modes import PageModes
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.palette.palette_item import PaletteItem
from alliance_journal.ui.terminal.safe_app import SafeApp

SHORTEST: Final = 2
"""Letters from which on notes are searched."""
MOST_NOTES: Final = 8
SEARCH_ALL: Final = "Search commands, notes, people, guide and manual"
SEARCH_COMMANDS: Final = "Search commands, guide and manual"


class JournalPalette:
    """Collects the lines of the palette for the visible page, and runs what is chosen."""

    def __init__(self, app: SafeApp, state: JournalState, lock: LockController, pages: PageModes) -> None:
        self.app, self.state, self.lock, self.page_modes = app, state, lock, pages

    @property
    def placeholder(self) -> str:
        """What can be searched for now."""
        return SEARCH_ALL if self._searched else SEARCH_COMMANDS

    @property
    def _searched(self) -> OpenJournal | None:
        """The journal whose notes and people are searched; None while it is locked, or its list is discreet."""
        opened = None if self.lock.is_covered else self.state.open
        return opened if opened and not opened.settings.discreet else None

    def commands(self) -> Iterator[PaletteItem]:
        """Yield all commands, in groups, those of the visible page first."""
        if (page := self.page_modes.visible) is None:
            return
        here = page.current_place()
        first = [here, *(["journal", "writing"] if page.PLACE == "journal" else []), "everywhere", "palette"]
        order: list[CommandPlace] = [*first, *(place for place in PLACE_NAMES if place not in first)]  # type: ignore[list-item]
        for place in dict.fromkeys(order):
            for command in commands.of(place):
                # A command whose keys another one shows is described with it, but is one to choose.
                if command.action != "command_palette":
                    keys = self.app.key_map.shown(command)
                    run = partial(self.app.call_later, self._run, command)
                    yield PaletteItem(PLACE_NAMES[place], command.label, run, keys, command.about, command.synonyms)

    async def _run(self, command: Command) -> None:
        """Go to the page of a command, and run it there."""
        if (page := await self._go(command.page)) is not None:
            page.call_after_refresh(self._run_on, page, command)

    async def _go(self, name: str) -> BasePage | None:
        """Go to a page, or stay for an empty name; return the page, or None if it cannot be shown now."""
        page = self.page_modes.visible
        if name and page and name != page.PLACE:
            await self.app.run_action(f"go('{name}')", self.app)
            page = self.page_modes.visible
        return page if page and (not name or name == page.PLACE) else None

    async def _run_on(self, page: BasePage, command: Command) -> None:
        keys = self.app.key_map.shown(command)
        if command.by_widget:
            page.say(f"{keys}: {command.about}.")
        elif command.place == "writing" and page.current_place() != "writing":
            # It is about the line with the cursor, which the client has not seen yet.
            await page.run_action("write")
            page.say(f"{keys} in the note: {command.about}.")
        else:
            if command.page and command.place != page.current_place():
                await page.leave_text()
            await page.run_command(command)

    # Notes and people

    def found(self, typed: str) -> Iterator[PaletteItem]:
        """Yield notes by their titles, never hidden ones, and people by their names."""
        opened = self._searched
        if opened is None or len(typed) < SHORTEST:
            return
        try:
            notes = opened.journal.entries.titled(typed, MOST_NOTES)
            people = opened.journal.therapists.list()
        except JournalError:
            return
        yield from (item for item in map(self._person, people) if item.score(typed))
        for line in notes:
            yield self._note(line, opened)

    def _person(self, therapist: Therapist) -> PaletteItem:
        run = partial(self.app.call_later, self._show_person, therapist.id)
        return PaletteItem("People", one_line(therapist.name), run)

    def _note(self, line: EntryLine, opened: OpenJournal) -> PaletteItem:
        run = partial(self.app.call_later, self._show_note, line.id)
        about = f"{KIND_NAMES[line.kind]}, {say_short(line.date, opened.today())}"
        return PaletteItem("Journal", line.title, run, about=about)

    async def _show_note(self, entry_id: str) -> None:
        from alliance_journal.ui.journal.screen import JournalScreen

        page = await self._go("journal")
        if isinstance(page, JournalScreen):
            page.call_after_refresh(page.show_entry, entry_id)

    async def _show_person(self, therapist_id: str) -> None:
        from alliance_journal.ui.people.screen import PeopleScreen

        page = await self._go("people")
        if isinstance(page, PeopleScreen):
            page.call_after_refresh(page.select, therapist_id)

    # Guide and manual

    def pages(self) -> Iterator[PaletteItem]:
        """Yield the pages of guide and manual."""
        from alliance_journal.ui.help import guide_dialog, manual_dialog

        for name, title in guide_dialog.pages():
            yield PaletteItem("Guide", title, partial(self._show, guide_dialog.guide_page, name))
        for name, title in manual_dialog.PAGES.items():
            yield PaletteItem("Manual", title, partial(self._show, manual_dialog.manual_page, name))

    def _show(self, create: Callable[[str], Screen[Any]], name: str) -> None:
        self.app.push_screen(create(name))
