"""Watching the journal's file: another program may replace, move or encrypt it.

The app reopens the file and goes on. If that needs a passphrase that it does not know, it asks on the lock screen;
until then every page and dialog keeps its text, and a copy of it is written next to the journal (`unsaved_text`).
"""

import asyncio
import os
from collections.abc import Callable
from typing import Any, Final

from textual.screen import Screen

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.connection import is_encrypted
from alliance_journal.store.core.errors import Busy, JournalError, NeedsPassphrase, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.ui.controllers.file_state import FileState, open_again, state_of
from alliance_journal.ui.controllers.journal_opener import JournalOpener
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.lock import LockController
from alliance_journal.ui.controllers.unsaved_text import UnsavedText
from alliance_journal.ui.lock.lock_screen import LockScreen
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.terminal.key_queue import OPENING_GROUP
from alliance_journal.ui.terminal.safe_app import SafeApp
from alliance_journal.ui.widgets.sign import ONE_MOMENT

REPLACED: Final = (
    "Another program put another file in the place of the journal, and it cannot be opened. What you typed is "
    "still here: <palette.save_copy> keeps it."
)
ANOTHER_PASSPHRASE: Final = (
    "The journal has another passphrase now: another window or program changed it. What you type stays here. "
    "The new one is asked for when you stop typing for a moment."
)
PAUSE_SECONDS: Final = 2.0
"""Seconds without a key before the lock screen appears, so that no word being typed goes into its field."""


class FileWatcher:
    """Reopens the journal when another program changed its file, and keeps text that cannot be saved beside it."""

    def __init__(
        self,
        app: SafeApp,
        state: JournalState,
        lock: LockController,
        opener: JournalOpener,
        reload: Callable[[], object],
    ) -> None:
        """Begin with no file.

        Args:
            app: the app.
            state: the open journal.
            lock: covers the screen, and asks for a new passphrase.
            opener: shows why a file cannot be opened.
            reload: reads the visible page again.
        """
        self.app, self.state, self.lock, self.opener, self.reload = app, state, lock, opener, reload
        self._file_state: FileState | None = None
        self._refused: FileState | None = None
        self._unsaved = UnsavedText(app)

    def start(self, journal: Journal) -> None:
        """Watch the file of a newly opened journal, and import unsaved text from the files next to it."""
        assert journal.path
        self._file_state, self._refused = state_of(journal.path), None
        self.state.needs_new_passphrase = False
        self._unsaved.start(journal)

    async def check(self) -> None:
        """Run the checks that repeat every few seconds."""
        if self.state.needs_new_passphrase and not self.state.is_busy:
            if not self.lock.is_covered and self.lock.presence.seconds() >= PAUSE_SECONDS:
                await self._ask_for_new()
            elif self.lock.is_covered and self._unsaved.file is None:
                self.save_beside()
        self._reopen_if_changed()

    # The file

    @property
    def is_gone(self) -> bool:
        """True if the file of the open journal was moved or deleted."""
        path = self.state.open.journal.path if self.state.open else None
        return path is not None and not os.path.lexists(path)

    def _reopen_if_changed(self) -> None:
        """Reopen the journal in a worker if its file was replaced or cannot be read any more."""
        if self.state.open and (present := self._changed()):
            self.state.is_busy = True
            self.app.run_worker(self._reopen(self.state.open, present))

    async def reopen_now(self) -> None:
        """Reopen the journal before returning, if that is needed; must not be called from a worker."""
        if (opened := self.state.open) and (present := self._changed()):
            self.state.is_busy = True
            found = await self._open_file(opened, present)
            if isinstance(found, Journal):
                self._continue_in(opened, found)
            elif found:
                await self._cannot_open(opened, found)

    def _changed(self) -> FileState | None:
        """Return the state of the file if it has to be reopened, else None."""
        opened = self.state.open
        if opened is None or opened.journal.path is None or self.state.is_busy:
            return None
        present = state_of(opened.journal.path)
        if present is None:
            # Typed text waits until the file is back, or goes into a copy.
            self._refused = None
            return None
        if present == self._refused:
            return None
        is_same = present.is_same_file(self._file_state)
        if is_same and not self.state.needs_new_passphrase and not self._is_unreadable(opened.journal):
            return None
        return present

    def _is_unreadable(self, journal: Journal) -> bool:
        """Return True if the open connection cannot read the file any more."""
        if self._unsaved.key is None and not journal.read_only:
            self._unsaved.learn_key(journal)
        try:
            journal.data_version()
        except Busy:
            return False
        except JournalError:
            return True
        return False

    async def _reopen(self, opened: OpenJournal, present: FileState) -> None:
        found = await self._open_file(opened, present)
        if isinstance(found, Journal):
            self.app.call_next(self._continue_in, opened, found)
        elif found:
            self.app.call_next(self._cannot_open, opened, found)

    async def _open_file(self, opened: OpenJournal, present: FileState) -> Journal | JournalError | None:
        """Open the file in a thread.

        Returns:
            The journal, or why it cannot be opened; None if that is to be tried again in a few seconds.
        """
        assert opened.journal.path
        is_same = present.is_same_file(self._file_state)
        passphrase = opened.journal.passphrase
        try:
            journal = await asyncio.to_thread(open_again, opened.journal.path, passphrase, is_same=is_same)
        except Busy:
            return None
        except JournalError as error:
            self._refused = present
            return error
        finally:
            self.state.is_busy = False
        self._file_state = present
        return journal

    def _continue_in(self, opened: OpenJournal, journal: Journal) -> bool:
        """Continue in the reopened journal: pages stay open, and unsaved text is saved in it.

        Returns:
            True if the journal was still open here.
        """
        if self.state.open is not opened:
            journal.close()
            return False
        journal.limit_cache()
        opened.journal.take_connection_of(journal)
        unsaved_file, self._unsaved.file = self._unsaved.file, None
        # Before the files beside it are imported: what is saved from here must not be added a second time.
        if self.app.try_save_all() and unsaved_file:
            unsaved_file.unlink(missing_ok=True)
        self.start(opened.journal)
        self.reload()
        return True

    async def _cannot_open(self, opened: OpenJournal, error: JournalError) -> None:
        if self.state.open is not opened:
            return
        if isinstance(error, NeedsPassphrase | WrongPassphrase):
            if not self.state.needs_new_passphrase:
                self.app.notify(ANOTHER_PASSPHRASE, markup=False, timeout=10)
            self.state.needs_new_passphrase = True
        elif not await self._close_for(error):
            self.app.notify(REPLACED, markup=False, timeout=10)

    async def _close_for(self, error: JournalError) -> bool:
        """Close the journal and show why it cannot be opened, if nothing typed is lost by that.

        Returns:
            True if it is closed now.
        """
        opened = self.state.open
        if opened is None or opened.journal.path is None or not self.app.try_save_all() or self._unsaved.find():
            return False
        path = opened.journal.path
        self.lock.cover()
        await self.lock.save_and_close()
        if self.state.open is not None:
            return False
        await self.opener.show_error(error, path)
        return True

    # A new passphrase

    async def _ask_for_new(self) -> None:
        """Lock and ask for the new passphrase; unsaved text stays on the pages behind the lock screen."""
        assert self.state.open
        assert self.state.open.journal.path
        if not await self._close_for(NeedsPassphrase(self.state.open.journal.path)):
            self.lock.cover()
            self.save_beside()
            await self.lock.show_lock()

    async def unlock(self, passphrase: Passphrase | None, screen: Screen[Any]) -> None:
        """Go back to the pages with what was typed on the lock screen; in the changed file, if it was changed."""
        if not isinstance(screen, LockScreen):
            return
        if self.state.is_busy:
            self.lock.answer(screen, ONE_MOMENT)
        elif self.state.open and self.state.needs_new_passphrase:
            self.state.is_busy = True
            self.app.run_worker(self._unlock(self.state.open, passphrase, screen), group=OPENING_GROUP)
        else:
            await self.opener.unlock(passphrase, screen)

    async def _unlock(self, opened: OpenJournal, passphrase: Passphrase | None, screen: LockScreen) -> None:
        """Reopen the journal with its new passphrase and continue in it."""
        try:
            assert opened.journal.path
            journal = await asyncio.to_thread(Journal.open, opened.journal.path, passphrase=passphrase)
        except WrongPassphrase as error:
            await self.lock.report_wrong(screen, error)
        except JournalError as error:
            self.lock.answer(screen, str(error))
        else:
            self.app.call_next(self._uncover_in, opened, journal, screen)
        finally:
            self.state.is_busy = False

    async def _uncover_in(self, opened: OpenJournal, journal: Journal, screen: LockScreen) -> None:
        if screen not in self.app.screen_stack:
            # Everything was hidden meanwhile.
            journal.close()
        elif self._continue_in(opened, journal):
            await self.lock.uncover(self.state.covered_mode)

    # Text that cannot be saved

    def save_beside(self) -> bool:
        """Write text that cannot be saved in the journal to a file next to it; return True if nothing is lost.

        Beside an encrypted journal the file is encrypted as well. If no key for that is known, nothing is written.
        """
        opened = self.state.open
        return opened is not None and self._unsaved.save_beside(opened.journal, self._must_encrypt)

    def _must_encrypt(self, journal: Journal) -> bool:
        """Return True if the journal is encrypted, or the file that replaced it may be."""
        assert journal.path
        if journal.passphrase or self.state.needs_new_passphrase:
            return True
        present = state_of(journal.path)
        if present is None:
            return False
        if present.is_same_file(self._file_state):
            return self._is_unreadable(journal)
        try:
            return is_encrypted(journal.path)
        except OSError:
            return True
