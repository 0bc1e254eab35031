"""The app: the five pages as modes, the looks, and what works everywhere."""

import contextlib
import gc
import os
from collections import deque
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from alliance_journal import commands
from alliance_journal.screens import pages
from alliance_journal.screens.locked import HiddenScreen
from alliance_journal.screens.place import Place, bindings, mounted_screens
from alliance_journal.screens.unfinished import KeepsWords
from alliance_journal.settings import LOCK_MINUTES, Settings
from alliance_journal.settings import THEMES as THEME_NAMES
from alliance_journal.store.core.connection import make_private
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.themes import HEARTH
from alliance_journal.ui.controllers.journal_opener import OpeningApp
from alliance_journal.ui.controllers.lock import Left
from alliance_journal.ui.open_journal import Desk
from alliance_journal.widgets.styling import read_ahead

if TYPE_CHECKING:
    from alliance_journal.screens.welcome import Beginning

LOOK_SECONDS = 2
"""How often it is looked whether another program changed the journal."""
REST_SECONDS = 0.1
"""How long after the first picture it is begun with what was put off."""
STEP_SECONDS = 0.01
"""How long the loop is free after each step of that."""


class JournalApp(OpeningApp):
    """One person, one journal."""

    TITLE = "Alliance Journal"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("everywhere"))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-normal"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    NOTIFICATION_TIMEOUT = 4

    PAGES = tuple(pages.PLACES)

    def __init__(
        self,
        first: Journal | JournalError | None,
        begin: "Callable[[Beginning], Journal]",
        today: Callable[[], date],
        settings: Settings,
        settings_file: Path | None,
        path: Path | None = None,
    ) -> None:
        """Start in a journal, or with the card that fits where there is none to be seen.

        Args:
            first: the open journal; None where there is none yet; else why it is not open.
            begin: makes the journal that the first card asks for.
            today: the client's own day.
            settings: how it looks.
            settings_file: where a changed setting is kept; None keeps nothing.
            path: where the journal is, where that is not open yet.
        """
        super().__init__(begin, today, settings, path)
        self._first, self._settings_file = first, settings_file
        self._version = 0
        self._offered = False
        self._ahead: Place | None = None
        self._put_off: deque[Callable[[], object]] = deque()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, also under a theme that does not have them."""
        return HEARTH.variables

    async def on_mount(self) -> None:
        """Open at the journal, or at the card that fits."""
        # In the app's own queue: a timer runs beside it.
        self.set_interval(LOOK_SECONDS, lambda: self.call_next(self._look))
        first, self._first = self._first, None
        if isinstance(first, Journal):
            await self.open_pages(first)
        else:
            await self.show_why(first, self._path)
            self.call_after_refresh(self._get_ready)

    def _get_ready(self) -> None:
        """Do what was put off until something is on the screen: a moment later, since it may be drawn only then."""
        if not self._put_off:
            # The collector was off since the start, where everything that is made is needed.
            self._put_off.append(gc.enable)
            for sheet in (pages.LOCK_SHEET, pages.PAGES_SHEET):
                self._put_off.append(partial(read_ahead, self.stylesheet, sheet))
            for name in pages.PLACES:
                self._put_off.append(partial(pages.load, name))
                if name in pages.MOUNTED_AHEAD:
                    self._put_off.append(partial(self.call_next, self.mount_ahead, name))
            self._put_off.append(partial(read_ahead, self.stylesheet, pages.CARDS_SHEET))
            self.set_timer(REST_SECONDS, self._do_next)

    def _do_next(self) -> None:
        """Have one thing more ready before somebody asks for it; no key waits for more than that."""
        self._put_off.popleft()()
        if self._put_off:
            self.set_timer(STEP_SECONDS, self._do_next)

    async def open_pages(self, journal: Journal, left: Left | None = None, *, is_new: bool = False) -> None:
        """Show the pages of an open journal, where somebody was when it was closed."""
        if journal.path:
            make_private(journal.path)
            self.follow(journal)
        desk = self.desk = Desk(journal, self._today, self._settings, self._settings_file)
        if left:
            desk.looked_at, desk.entry_id = left.looked_at, left.entry_id
        self.take_clipboard_back(journal)
        journal.hold_little()
        self._version = 0
        # Where another program holds the file just now, all is read again as soon as it does not.
        with contextlib.suppress(JournalError):
            self._version = journal.data_version()
        await self.leave_cards()
        for name in pages.PLACES:
            self.add_mode(name, partial(pages.page, name, desk))
        if ahead := self._ahead:
            self._ahead, ahead.desk = None, desk
            self.take_page(ahead.PLACE, ahead)
        await self.uncover(left.page if left else "journal")
        self.call_after_refresh(self._get_ready)
        if not is_new:
            self.look_after(journal)
        if not self._offered:
            self._offered = True
            self.call_after_refresh(self._offer_drafts)

    async def put_together(self, page: str) -> None:
        """Put a page together while its journal is being opened: nothing of that is in it yet."""
        if page in pages.WITHOUT_DESK and self._ahead is None:
            made = pages.page(page)
            await self.mount_unseen(made)
            self._ahead = made

    async def _look(self) -> None:
        await self.look_around()
        self._look_for_changes()

    def _look_for_changes(self) -> None:
        """Read again when another program, or another window, changed the journal."""
        place = self.place
        if place is None or self.desk is None or self._working or self.asks_for_new:
            return
        with place.calmly():
            version = self.desk.journal.data_version()
            if version != self._version:
                self._version = version
                place.look_again()

    def _offer_drafts(self) -> None:
        """Text that was being written when the app ended suddenly."""
        from alliance_journal.screens.journal import JournalScreen

        if isinstance(self.place, JournalScreen):
            self.place.offer_draft()

    # Commands

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Our commands only: none of Textual's own, one of which would write the screen to a file."""
        place = self.place
        if place is None:
            return
        here = place.place_now()
        for command in (*commands.of(here), *commands.of("everywhere"), *commands.of("palette")):
            if command.action != "command_palette" and not command.by_widget:
                run = cast("Callable[[], None]", lambda command=command: self._run(place, command))
                yield SystemCommand(command.label, command.help, run)

    def _run(self, place: Place, command: commands.Command) -> None:
        self.call_later(place.run_command, command)

    async def action_go(self, page: str) -> None:
        """Go to a page; from a card, once the card is closed."""
        if self.desk is not None and isinstance(self.screen, Place) and self.current_mode != page:
            await self.hear_out()
            await self.turn_to(page)

    def action_help(self) -> None:
        """The keys."""
        from alliance_journal.screens.help import help_card

        if isinstance(self.screen, Place):
            self.push_screen(help_card(self.screen.PLACE))
        elif self.current_mode == "welcome" and len(self.screen_stack) == 1:
            self.push_screen(help_card("journal"))

    def action_guide(self) -> None:
        """Short pages to read."""
        from alliance_journal.screens.guide import GuideCard

        if not self.is_covered:
            self.push_screen(GuideCard())

    def action_help_now(self) -> None:
        """Where to turn now, from everywhere; the same key closes it."""
        from alliance_journal.screens.help import HELP_NOW_ID, HelpNow

        if isinstance(self.screen, HiddenScreen):
            self.call_next(self.show_lock)
        elif self.screen.id == HELP_NOW_ID:
            self.pop_screen()
        else:
            # Locked, or with no journal yet, there are no numbers of one's own to be shown.
            self.push_screen(HelpNow(self.desk.journal if self.desk and not self.is_covered else None))

    async def action_leave(self) -> None:
        """Close, once what was typed is on the disk; a card that is being filled in comes first."""
        if self.current_mode == "trouble":
            self.exit(return_code=1)
            return
        await self.hear_out()
        if not self.keep():
            await self.catch_up()
        if (self.asks_for_new or self._journal_is_gone()) and self.put_words_aside():
            self.exit()
            return
        if self.is_covered and self.desk and not self.desk.journal.is_example and not self.keep():
            # Only who can open it may say that words are left behind.
            self.call_next(self.show_lock)
            return
        if any(isinstance(screen, KeepsWords) for screen in self.screen_stack):
            self.notify("This card is still open. ⏎ keeps it, esc leaves it.", markup=False)
            return
        if self.keep():
            self.exit()
            return
        from alliance_journal.screens.dialogs import Question

        text = "The last words could not be saved. They are still in the note. You can free space and try again."
        answers = (("stay", "Stay"), ("close", "Close without them"))
        self.push_screen(
            Question("Not everything is saved", text, answers), lambda a: self.exit() if a == "close" else None
        )

    def _journal_is_gone(self) -> bool:
        """Return True if the file of the open journal was moved or deleted."""
        path = self.desk.journal.path if self.desk else None
        return path is not None and not os.path.lexists(path)

    async def action_quit(self) -> None:
        """However it is asked to quit, it leaves in order."""
        await self.action_leave()

    def keep(self) -> bool:
        """What was typed on any page, or in a card over it, goes to the disk."""
        screens = mounted_screens(self)
        pages = [screen.keep() for screen in screens if isinstance(screen, Place)]
        return all(pages + [screen.keep_unfinished() for screen in screens if isinstance(screen, KeepsWords)])

    def action_command_palette(self) -> None:
        """Every command, wherever there is a page to use it on."""
        if self.place:
            super().action_command_palette()
        else:
            self.call_next(self.show_lock)

    def action_other_theme(self) -> None:
        """The other look."""
        self.theme = THEME_NAMES[(THEME_NAMES.index(self.theme) + 1) % len(THEME_NAMES)]
        if self.place:
            self.place.change_settings(theme=self.theme)

    def action_lock_after(self) -> None:
        """Another time until the journal is locked by itself."""
        present = self.settings.lock_minutes
        longer = (minutes for minutes in LOCK_MINUTES if present and (minutes > present or not minutes))
        minutes = next(longer, LOCK_MINUTES[0])
        if self.place:
            self.place.change_settings(lock_minutes=minutes)
            after = f"after {minutes} minute{'s' if minutes > 1 else ''} without a key"
            self.place.say(f"It locks {after}." if minutes else "It never locks by itself. ^l locks it.")

    def action_hide_on_blur(self) -> None:
        """Hide everything when another window is looked at, or do not."""
        hide = not self.settings.hide_on_blur
        if self.place:
            self.place.change_settings(hide_on_blur=hide)
            self.place.say(f"When you go to another window, everything is {'hidden' if hide else 'left as it is'}.")
