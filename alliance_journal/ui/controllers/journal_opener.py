"""Opening a journal: at the start, behind the lock, after an error, and after work that needs it closed."""

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from textual.content import Content
from textual.screen import Screen

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.connection import make_private
from alliance_journal.store.core.errors import JournalError, NeedsPassphrase, NoJournal, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.ui.controllers.journal_state import JournalState, Position
from alliance_journal.ui.controllers.lock import LockController
from alliance_journal.ui.controllers.maintenance import Maintenance
from alliance_journal.ui.controllers.page_modes import PageModes
from alliance_journal.ui.dialogs.busy_screen import BusyScreen
from alliance_journal.ui.lock.lock_screen import LockScreen
from alliance_journal.ui.open_journal import OfflineResult, OpenJournal
from alliance_journal.ui.terminal.key_queue import OPENING_GROUP
from alliance_journal.ui.terminal.safe_app import SafeApp
from alliance_journal.ui.widgets.sign import ONE_MOMENT

if TYPE_CHECKING:
    from alliance_journal.ui.setup.welcome_screen import Beginning

NOT_SAVED_YET: Final = "The last words are not saved yet, so this has to wait. They are still here."
HEAD_START_SECONDS: Final = 0.01
"""Time in which a thread that opens a journal begins to derive the key, before the page is composed beside it."""


class Startup(NamedTuple):
    """Means to open or create a journal, and its settings file.

    Attributes:
        create: creates the journal that the welcome screen asks for; runs in a thread.
        today: the client's own day.
        settings_file: where changed settings are saved; None saves nothing.
        path: the journal's file; None for example notes.
    """

    create: "Callable[[Beginning], Journal]"
    today: Callable[[], date]
    settings_file: Path | None
    path: Path | None


class JournalOpener:
    """Opens, creates and reopens journals, and shows why one cannot be opened.

    Attributes:
        path: the journal's file; None for example notes.
        file_opened: called with each journal that has a file, before its pages are shown.
    """

    def __init__(
        self,
        app: SafeApp,
        state: JournalState,
        lock: LockController,
        maintenance: Maintenance,
        pages: PageModes,
        startup: Startup,
    ) -> None:
        """Begin with no journal open.

        Args:
            app: the app.
            state: the open journal.
            lock: covers the screen, and asks for a passphrase.
            maintenance: runs once a journal is open, and never while a file is opened.
            pages: shows the pages.
            startup: the means to open or create a journal.
        """
        self.app, self.state, self.lock, self.maintenance, self.pages = app, state, lock, maintenance, pages
        self.path = startup.path
        self.file_opened: Callable[[Journal], object] = lambda _: None
        self._startup = startup
        self._start_modes: set[str] = set()

    async def show_pages(self, journal: Journal, position: Position | None = None, *, is_new: bool = False) -> None:
        """Show the pages of an open journal, at the position in which it was closed."""
        if journal.path:
            make_private(journal.path)
            self.file_opened(journal)
        opened = OpenJournal(journal, self._startup.today, self.state.settings, self._startup.settings_file)
        if position:
            opened.looked_at = position.looked_at
            opened.entry_id, opened.session_id = position.entry_id, position.session_id
        self.state.open = opened
        self.lock.restore_clipboard(journal)
        journal.limit_cache()
        self.pages.remember_version(opened)
        await self._remove_start_screens()
        self.pages.add(opened)
        await self.lock.uncover(position.page if position else "journal")
        self.app.call_after_refresh(self.pages.preload)
        if not is_new:
            # A new journal needs no maintenance today.
            self.maintenance.start(journal)
        self.pages.offer_drafts()

    # Without pages: the welcome screen, the lock, an error

    async def show_error(self, error: JournalError | None, path: Path | None) -> None:
        """Show why there are no pages: the welcome screen, the lock, or what is wrong with the file."""
        state = self.state
        needs_passphrase = isinstance(error, NeedsPassphrase | WrongPassphrase)
        self.path, state.position = path, state.position if needs_passphrase else None
        if path is None or error is None or isinstance(error, NoJournal):
            from alliance_journal.ui.setup.welcome_screen import WelcomeScreen

            await self._show_instead("welcome", lambda: WelcomeScreen(self._startup.today(), self._create_journal))
        elif needs_passphrase:
            await self.lock.ask_for_passphrase(path)
        else:
            from alliance_journal.ui.setup.open_error_screen import OpenErrorScreen

            await self._show_instead("trouble", lambda: OpenErrorScreen(error, path, self._retry))

    async def _show_instead(self, mode: str, screen: Callable[[], Screen[Any]]) -> None:
        """Show a screen in place of the pages."""
        await self._remove_start_screens()
        self._start_modes.add(mode)
        self.app.add_mode(mode, screen)
        await self.lock.uncover(mode)

    async def _remove_start_screens(self) -> None:
        """Remove the screens that were shown in place of the pages."""
        if self._start_modes:
            self.lock.cover()
            while self._start_modes:
                await self.app.remove_mode(self._start_modes.pop())

    async def _create_journal(self, beginning: "Beginning") -> None:
        journal = await asyncio.to_thread(self._startup.create, beginning)
        self.app.call_next(partial(self.show_pages, journal, is_new=True))

    def _retry(self, passphrase: Passphrase | None) -> None:
        """Open the file again, which may be another one now."""
        self.app.run_worker(self._open(passphrase), group=OPENING_GROUP)

    async def _open(self, passphrase: Passphrase | None) -> None:
        assert self.path
        try:
            journal = await asyncio.to_thread(Journal.open, self.path, passphrase=passphrase)
        except JournalError as error:
            self.app.call_next(self.show_error, error, self.path)
        else:
            self.app.call_next(self.show_pages, journal)

    # Unlocking

    async def unlock(self, passphrase: Passphrase | None, screen: LockScreen) -> None:
        """Go back to the pages, with what was typed on the lock screen."""
        state = self.state
        if state.open:
            # Still open behind the cover, whatever became of the file meanwhile.
            journal = state.open.journal
            if journal.passphrase in (None, passphrase):
                await self.lock.uncover(state.covered_mode)
            else:
                assert journal.path
                self.app.run_worker(self.lock.report_wrong(screen, WrongPassphrase(journal.path, None)))
        elif state.position:
            state.is_busy = True
            self.app.run_worker(self._open_locked(state.position, passphrase, screen), group=OPENING_GROUP)
        else:
            await self.lock.uncover(state.covered_mode)

    async def _open_locked(self, position: Position, passphrase: Passphrase | None, screen: LockScreen) -> None:
        try:
            await self.maintenance.finished()
            opened = asyncio.create_task(asyncio.to_thread(Journal.open, position.path, passphrase=passphrase))
            if passphrase:
                # Deriving the key takes longer than this; it has begun, and "Opening…" is drawn.
                await asyncio.sleep(HEAD_START_SECONDS)
            journal = await opened
        except WrongPassphrase as error:
            await self.lock.report_wrong(screen, error)
        except NeedsPassphrase:
            # Another window encrypted it meanwhile.
            self.app.call_next(self._ask_after_all, screen)
        except JournalError as error:
            self.lock.answer(screen, str(error))
        else:
            self.app.call_next(self._show_opened, journal, position, screen)
        finally:
            self.state.is_busy = False

    async def _ask_after_all(self, screen: LockScreen) -> None:
        if screen in self.app.screen_stack and self.state.position:
            await self.lock.ask_for_passphrase(self.state.position.path)

    async def _show_opened(
        self, journal: Journal, position: Position, cover: Screen[Any], dialog: Screen[Any] | None = None
    ) -> None:
        """Show the pages of a journal that was opened, unless everything was hidden meanwhile."""
        if cover not in self.app.screen_stack:
            self.state.position = position._replace(encrypted=journal.passphrase is not None)
            journal.close()
            return
        if self.state.open:
            # Its text was saved in the journal that is opened now.
            await self.lock.close()
        await self.show_pages(journal, position)
        if dialog:
            await self.app.push_screen(dialog)

    # Work that needs the journal closed

    def run_offline(
        self, work: Callable[[], OfflineResult], text: str = ONE_MOMENT, *, with_unsaved: bool = False
    ) -> None:
        """Save typed text, close the journal, do something in a thread, and open the resulting journal.

        Returns at once: the page that asks is removed meanwhile.

        Args:
            work: runs in a thread; its JournalError or UnusableText is shown in a dialog, and the journal is opened
                again as it was.
            text: shown meanwhile.
            with_unsaved: True if the work itself takes care of text that could not be saved; the journal then stays
                open behind the cover until the work is done. Otherwise nothing is done while there is such text.
        """
        self.app.call_next(self._run_offline, work, text, with_unsaved)

    async def _run_offline(self, work: Callable[[], OfflineResult], text: str, with_unsaved: bool) -> None:
        state = self.state
        if state.open is None or state.open.journal.path is None or self.lock.is_covered or state.is_busy:
            return
        is_saved = self.app.try_save_all()
        if not is_saved and not with_unsaved:
            self.app.notify(NOT_SAVED_YET, markup=False)
            return
        state.is_busy = True
        passphrase = state.open.journal.passphrase
        self.lock.cover()
        position = state.position_in(state.open)
        screen = BusyScreen(text)
        await self.app.push_screen(screen)
        if is_saved:
            await self.lock.close()
        self.app.run_worker(self._do_offline(work, screen, position, passphrase))

    async def _do_offline(
        self,
        work: Callable[[], OfflineResult],
        screen: BusyScreen,
        position: Position,
        passphrase: Passphrase | None,
    ) -> None:
        try:
            await self.maintenance.finished()
            try:
                result = await asyncio.to_thread(work)
                journal = await asyncio.to_thread(Journal.open, result.path, passphrase=result.passphrase)
                position = position._replace(path=result.path)
                dialog = result.card() if result.card else _message("Done", result.said) if result.said else None
            except (JournalError, UnusableText) as error:
                dialog = _message(error.title if isinstance(error, JournalError) else "Not done", str(error))
                if self.state.open:
                    self.app.call_next(self._uncover_with, screen, dialog)
                    return
                journal = await asyncio.to_thread(Journal.open, position.path, passphrase=passphrase)
        except JournalError as error:
            self.app.call_next(self.show_error, error, position.path)
        else:
            self.app.call_next(self._show_opened, journal, position, screen, dialog)
        finally:
            self.state.is_busy = False

    async def _uncover_with(self, screen: BusyScreen, dialog: Screen[Any]) -> None:
        if screen in self.app.screen_stack:
            await self.lock.uncover(self.state.covered_mode)
            await self.app.push_screen(dialog)


def _message(title: str, text: str) -> Screen[Any]:
    from alliance_journal.ui.dialogs.dialog import TextDialog

    return TextDialog(title, Content(text))
