"""Reaction of the app to a journal file that another program replaced, moved or encrypted differently.

The app reopens the file and goes on. If that needs a passphrase that it does not know, it asks on the lock screen;
until then every page and card keeps its text, and a copy of it is written next to the journal (`unsaved_words`).
"""

import asyncio
import contextlib
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal import paths
from alliance_journal.domain.models import Unsaved
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.screens.locked import LockScreen
from alliance_journal.screens.place import Place, mounted_screens
from alliance_journal.screens.unfinished import KeepsWords
from alliance_journal.store.core.connection import is_encrypted
from alliance_journal.store.core.errors import Busy, JournalError, NeedsPassphrase, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.ui.controllers.leaving import LeavingApp
from alliance_journal.ui.open_journal import Desk

REPLACED: Final = (
    "Another program put another file in the place of the journal, and it cannot be opened. What you typed is "
    "still here: ^p Save a copy keeps it."
)
ANOTHER_PASSPHRASE: Final = (
    "The journal has another passphrase now: another window or program changed it. What you type stays here. "
    "The new one is asked for when you stop typing for a moment."
)
PAUSE_SECONDS: Final = 2.0
"""Seconds without a key before the lock screen appears, so that no word being typed goes into its field."""


class FileState(NamedTuple):
    """Identity, size and last write of the file at a path."""

    device: int
    number: int
    size: int
    written: int

    def is_same_file(self, other: "FileState | None") -> bool:
        """Return True if both are the same file, even with other contents."""
        return other is not None and self[:2] == other[:2]


def state_of(path: Path) -> FileState | None:
    """Return the state of the file at a path; None if it does not exist."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileState(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


class FollowingApp(LeavingApp):
    """App that reopens its journal when another program changed the file."""

    _file: FileState | None = None
    _refused: FileState | None = None
    _unsaved_key: Passphrase | None = None
    _aside: Path | None = None

    @property
    def place(self) -> Place | None:
        """Visible page, under any card."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Place)), None)

    def follow(self, journal: Journal) -> None:
        """Watch the file of a newly opened journal, and import unsaved text from the files next to it."""
        assert journal.path
        self._file, self._refused = state_of(journal.path), None
        self.asks_for_new, self._unsaved_key = False, None
        self._learn_key(journal)
        if paths.unsaved_files(journal.path):
            # Imported here: hardly any start has such files.
            from alliance_journal.store.maintenance import unsaved_words

            # Where another program holds the file just now, they are taken in at the next start.
            with contextlib.suppress(JournalError):
                unsaved_words.take_in(journal)

    def _learn_key(self, journal: Journal) -> None:
        with contextlib.suppress(JournalError):
            self._unsaved_key = journal.unsaved_key()

    async def look_around(self) -> None:
        """Run the checks that repeat every few seconds."""
        await super().look_around()
        if self.asks_for_new and not self._working:
            if not self.is_covered and self._presence.seconds() >= PAUSE_SECONDS:
                await self._ask_for_new()
            elif self.is_covered and self._aside is None:
                self.put_words_aside()
        self.look_at_file()

    # The file

    def look_at_file(self) -> None:
        """Reopen the journal in a worker if its file was replaced or cannot be read any more."""
        if self.desk and (present := self._another()):
            self._working = True
            self.run_worker(self._open_and_go_on(self.desk, present))

    async def catch_up(self) -> None:
        """Reopen the journal before returning, if that is needed; must not be called from a worker."""
        if (desk := self.desk) and (present := self._another()):
            self._working = True
            found = await self._open_present(desk, present)
            if isinstance(found, Journal):
                self._go_on_in(desk, found)
            elif found:
                await self._cannot_open(desk, found)

    def _another(self) -> FileState | None:
        """Return the state of the file if it has to be reopened, else None."""
        desk = self.desk
        if desk is None or desk.journal.path is None or self._working:
            return None
        present = state_of(desk.journal.path)
        if present is None:
            # The words wait until it is back, or go into a copy.
            self._refused = None
            return None
        if present == self._refused:
            return None
        if present.is_same_file(self._file) and not self.asks_for_new and not self._is_shut(desk.journal):
            return None
        return present

    def _is_shut(self, journal: Journal) -> bool:
        """Return True if the open connection cannot read the file any more."""
        if self._unsaved_key is None and not journal.only_read:
            self._learn_key(journal)
        try:
            journal.data_version()
        except Busy:
            return False
        except JournalError:
            return True
        return False

    async def _open_and_go_on(self, desk: Desk, present: FileState) -> None:
        found = await self._open_present(desk, present)
        if isinstance(found, Journal):
            self.call_next(self._go_on_in, desk, found)
        elif found:
            self.call_next(self._cannot_open, desk, found)

    async def _open_present(self, desk: Desk, present: FileState) -> Journal | JournalError | None:
        """Open the file in a thread.

        Returns:
            The journal, or why it cannot be opened; None where that is to be tried again in a few seconds.
        """
        assert desk.journal.path
        is_same = present.is_same_file(self._file)
        passphrase = desk.journal.passphrase
        try:
            journal = await asyncio.to_thread(_open_again, desk.journal.path, passphrase, is_same=is_same)
        except Busy:
            return None
        except JournalError as error:
            self._refused = present
            return error
        finally:
            self._working = False
        self._file = present
        return journal

    def _go_on_in(self, desk: Desk, journal: Journal) -> bool:
        """Continue in the reopened journal: pages stay open, and unsaved text is saved in it.

        Returns:
            Whether the journal was still open here.
        """
        if self.desk is not desk:
            journal.close()
            return False
        journal.hold_little()
        desk.journal.go_on_in(journal)
        aside, self._aside = self._aside, None
        # Before the files beside it are taken in: what is saved from here must not be added a second time.
        if self._keep_whatever_happens() and aside:
            aside.unlink(missing_ok=True)
        self.follow(desk.journal)
        if self.place:
            self.place.look_again()
        return True

    async def _cannot_open(self, desk: Desk, error: JournalError) -> None:
        if self.desk is not desk:
            return
        if isinstance(error, NeedsPassphrase | WrongPassphrase):
            if not self.asks_for_new:
                self.notify(ANOTHER_PASSPHRASE, markup=False, timeout=10)
            self.asks_for_new = True
        elif not await self._close_for(error):
            self.notify(REPLACED, markup=False, timeout=10)

    async def _close_for(self, error: JournalError) -> bool:
        """Close the journal and show why it cannot be opened, where nothing typed is lost by that.

        Returns:
            Whether it is closed now.
        """
        desk = self.desk
        if desk is None or desk.journal.path is None or not self._keep_whatever_happens() or self._unsaved():
            return False
        path = desk.journal.path
        self.cover()
        await self._lock_up()
        if self.desk is not None:
            return False
        await self.show_why(error, path)
        return True

    # Another passphrase

    async def _ask_for_new(self) -> None:
        """Lock and ask for the new passphrase; unsaved text stays on the pages behind the lock screen."""
        assert self.desk
        assert self.desk.journal.path
        if not await self._close_for(NeedsPassphrase(self.desk.journal.path)):
            self.cover()
            self.put_words_aside()
            await self.show_lock()

    async def try_new_passphrase(self, passphrase: Passphrase | None, lock: LockScreen) -> None:
        """Reopen the journal with the new passphrase and continue in it."""
        desk = self.desk
        try:
            assert desk
            assert desk.journal.path
            journal = await asyncio.to_thread(Journal.open, desk.journal.path, passphrase=passphrase)
        except WrongPassphrase as error:
            await self._say_wrong(lock, error)
        except JournalError as error:
            self._answer(lock, str(error))
        else:
            self.call_next(self._uncover_in, desk, journal, lock)
        finally:
            self._working = False

    async def _uncover_in(self, desk: Desk, journal: Journal, lock: LockScreen) -> None:
        if lock not in self.screen_stack:
            # Everything was hidden meanwhile.
            journal.close()
        elif self._go_on_in(desk, journal):
            await self.uncover(self._under)

    # Words that are not saved

    def _unsaved(self) -> list[Unsaved]:
        """Return typed text of any page or card that is not in the journal."""
        return [
            one
            for screen in mounted_screens(self)
            if isinstance(screen, Place | KeepsWords)
            for one in screen.unsaved()
        ]

    def put_words_aside(self) -> bool:
        """Write text that cannot be saved in the journal to a file next to it, for the next start.

        Beside an encrypted journal the file is encrypted as well. Where no key for that is known, nothing
        is written.

        Returns:
            Whether nothing is lost now.
        """
        desk = self.desk
        if desk is None or desk.journal.path is None:
            return False
        if not (words := self._unsaved()):
            return True
        key = None
        if self._must_encrypt(desk.journal) and (key := self._unsaved_key or desk.journal.passphrase) is None:
            return False
        from alliance_journal.store.maintenance import unsaved_words

        before = self._aside
        try:
            self._aside = unsaved_words.put_aside(desk.journal.path, key, words)
        except JournalError:
            return False
        if before:
            before.unlink(missing_ok=True)
        return True

    def _must_encrypt(self, journal: Journal) -> bool:
        """Return True if the journal is encrypted, or the file that replaced it may be."""
        assert journal.path
        if journal.passphrase or self.asks_for_new:
            return True
        present = state_of(journal.path)
        if present is None:
            return False
        if present.is_same_file(self._file):
            return self._is_shut(journal)
        try:
            return is_encrypted(journal.path)
        except OSError:
            return True


def _open_again(path: Path, passphrase: Passphrase | None, *, is_same: bool) -> Journal:
    """Open the journal's file once more.

    Args:
        path: its place.
        passphrase: what opened it before.
        is_same: whether it is the file that is open already, which is not looked at by hand then while that
            connection may still be of use.

    Raises:
        JournalError: when it cannot be opened.
    """
    if is_same and passphrase is None:
        try:
            return Journal.open_beside(path, None)
        except Busy:
            raise
        except JournalError:
            # The connection that is open cannot read it either.
            pass
    return Journal.open(path, passphrase=passphrase)
