"""Cover, lock and idle timer: the journal hidden and closed while the app runs.

What changes which journal is open runs in the app's message queue, one step after the other. Only slow work runs
in a thread.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.ui import pages
from alliance_journal.ui.controllers.journal_state import JournalState, Position
from alliance_journal.ui.controllers.presence import Presence
from alliance_journal.ui.lock import lock_screen
from alliance_journal.ui.lock.cover_screen import CoverScreen
from alliance_journal.ui.lock.lock_screen import LockScreen
from alliance_journal.ui.terminal.safe_app import SafeApp
from alliance_journal.ui.terminal.signals import on_signal

COVER_MODE: Final = "away"
"""Mode of the app whose screens hold nothing of the notes."""
LONGEST_LOCKED_SECONDS: Final = 30 * 60
"""Time after which a locked program ends: only that empties its memory."""
QUICK_TRIES: Final = 3
"""Number of wrong passphrases from which on the answer takes `LockController.wrong_seconds`."""
CLIPBOARD: Final = "clipboard"
"""Name under which text copied or cut in the app is stored in the locked journal."""


class LockController:
    """Covers the screen, closes the journal behind the cover, and shows the lock screen.

    Attributes:
        wall: seconds since the epoch.
        monotonic: seconds that do not pass while the computer sleeps.
        wrong_seconds: delay of the answer from the third wrong passphrase on.
        locked_at: when the screen was covered, by `wall`.
    """

    wall: Callable[[], float] = staticmethod(time.time)
    monotonic: Callable[[], float] = staticmethod(time.monotonic)
    wrong_seconds: float = 1.0

    def __init__(
        self, app: SafeApp, state: JournalState, try_passphrase: Callable[[Passphrase | None], object]
    ) -> None:
        """Begin uncovered.

        Args:
            app: the app.
            state: the open journal.
            try_passphrase: called with what was typed on the lock screen; None where it asks for nothing.
        """
        self.app, self.state = app, state
        self.locked_at = 0.0
        self.presence = Presence(lambda: self.wall(), lambda: self.monotonic())
        self._try_passphrase = try_passphrase
        self._has_cover = False
        self._wrong_tries = 0

    @property
    def is_covered(self) -> bool:
        """True if nothing of the notes is on the screen."""
        return self.app.current_mode == COVER_MODE

    # Covering

    def cover(self) -> None:
        """Take everything off the screen at once: before anything is saved, and before Textual draws again."""
        self.app.blank_terminal()
        if not self.is_covered:
            self.state.covered_mode = self.app.current_mode
            self.locked_at = self.wall()
            self.app.clear_notifications()
            if not self._has_cover:
                self._has_cover = True
                self.app.add_mode(COVER_MODE, lambda: CoverScreen(lambda: self.app.call_next(self.show_lock)))
            self.app.switch_mode(COVER_MODE)

    async def uncover(self, mode: str) -> None:
        """Replace the cover with a page, or with a screen in place of the pages."""
        await self.app.show_page(mode)
        if self._has_cover:
            # First: while its screens are removed, everything may be covered again.
            self._has_cover = False
            await self.app.remove_mode(COVER_MODE)
        self._wrong_tries = 0
        self.presence.seen()

    def hide(self) -> None:
        """Hide everything at once, and lock the journal behind the cover."""
        was_covered = self.is_covered
        self.cover()
        if was_covered:
            while len(self.app.screen_stack) > 1:
                self.app.pop_screen()
            self.app.screen.refresh()
        else:
            self.app.call_next(self.save_and_close)

    def lock(self) -> None:
        """Lock the journal; one that is not encrypted is only hidden."""
        if self.state.open and not self.is_covered:
            self.cover()
            self.app.call_next(self.save_and_close)
        if self.is_covered and self.state.is_busy and self.state.open is None:
            # Long work runs without the pages. It is stopped, and the pages do not come back by themselves.
            self.hide()
        if self.is_covered:
            self.app.call_next(self.show_lock)

    async def show_lock(self) -> None:
        """Show the lock screen, if there is only the cover."""
        if isinstance(self.app.screen, CoverScreen):
            text, asks = self._lock_text()
            await self.app.push_screen(LockScreen(text, self._try_passphrase, asks=asks))

    def _lock_text(self) -> tuple[str, bool]:
        """Return what the lock screen says, and whether it asks for a passphrase."""
        state = self.state
        if state.open:
            journal = state.open.journal
            asks = journal.passphrase is not None or state.needs_new_passphrase
            if journal.is_example:
                return lock_screen.HIDDEN_EXAMPLE, asks
            if state.needs_new_passphrase:
                return lock_screen.ANOTHER_PASSPHRASE, asks
            return lock_screen.LOCKED_UNSAVED if asks else lock_screen.HIDDEN, asks
        if state.position is None:
            return lock_screen.HIDDEN_FIRST, False
        if not state.position.encrypted:
            return lock_screen.HIDDEN, False
        return lock_screen.LOCKED if state.covered_mode else lock_screen.ENCRYPTED, True

    async def ask_for_passphrase(self, path: Path) -> None:
        """Show the lock of an encrypted journal; the position in it is kept where it is known."""
        self.cover()
        position = self.state.position
        if position and position.path == path:
            self.state.position = position._replace(encrypted=True)
        else:
            self.state.position, self.state.covered_mode = Position(path, encrypted=True), ""
        while len(self.app.screen_stack) > 1:
            await self.app.pop_screen()
        await self.show_lock()

    # Wrong passphrases

    async def report_wrong(self, screen: LockScreen, error: WrongPassphrase) -> None:
        """Say that a passphrase is wrong: at first in one sentence, after many of them with a delay."""
        self._wrong_tries += 1
        if self._wrong_tries >= QUICK_TRIES:
            await asyncio.sleep(self.wrong_seconds)
        # Mostly it is mistyped: a damaged file and the backups are named from the second one on.
        self.answer(screen, error.sentence if self._wrong_tries == 1 else str(error))

    def answer(self, screen: LockScreen, text: str) -> None:
        """Say something on the lock screen, if it is still there."""
        if screen in self.app.screen_stack:
            screen.say(text)

    # Closing

    async def save_and_close(self) -> None:
        """Save typed text, remove the pages and close the file. Text that cannot be saved stays, covered."""
        opened = self.state.open
        if opened is None or opened.journal.is_example or not self.is_covered or self.state.is_busy:
            return
        await self.app.keys.drain()
        if self.app.try_save_all():
            await self.close()

    async def close(self) -> None:
        """Remove the pages and everything in them, and close the journal; only the position stays."""
        journal = self.state.close().journal
        for page in pages.PAGES:
            await self.app.remove_mode(page.name)
        if text := self.app.clipboard:
            # Text that was cut may be nowhere else.
            with contextlib.suppress(JournalError, UnusableText):
                journal.unfinished.save(CLIPBOARD, text)
                self.app.copy_to_clipboard("")
        journal.close()
        journal.forget_passphrase()
        self.app.forget_removed_widgets()

    def restore_clipboard(self, journal: Journal) -> None:
        """Take back the text that was copied or cut before the journal was locked."""
        with contextlib.suppress(JournalError):
            if (text := journal.unfinished.get(CLIPBOARD)) is not None:
                self.app.copy_to_clipboard(text)
                journal.unfinished.delete(CLIPBOARD, text)

    # Idle timer, and a stopped process

    async def lock_if_idle(self) -> bool:
        """Lock if nobody was there for the time to lock, or if the computer slept.

        Returns:
            True if it was locked just now.
        """
        minutes = self.state.settings.lock_minutes
        if self.state.open is None or self.is_covered or not minutes:
            return False
        if self.presence.seconds() < minutes * 60 and not self.presence.slept():
            return False
        await self._lock_now()
        return True

    async def check(self) -> None:
        """Run the checks that repeat every few seconds."""
        await self.lock_if_idle()
        state = self.state
        if self.is_covered and not state.is_busy:
            if not state.needs_new_passphrase:
                await self.save_and_close()
            is_long = self.wall() - self.locked_at >= LONGEST_LOCKED_SECONDS
            if state.position and state.open is None and is_long:
                self.app.exit()

    def lock_when_stopped(self) -> None:
        """From now on, lock the journal before the process is stopped (SIGTSTP)."""
        number = getattr(signal, "SIGTSTP", None)
        stop = signal.getsignal(number) if number is not None else None
        if number is not None and callable(stop):
            on_signal(number, lambda: self.app.call_next(self._stop, lambda: stop(number, None)))

    async def _stop(self, stop: Callable[[], object]) -> None:
        """Lock, then stop: the notes are not drawn again when the process goes on."""
        if self.state.open and not self.is_covered and self.state.settings.lock_minutes:
            await self._lock_now()
        stop()

    async def _lock_now(self) -> None:
        self.cover()
        await self.save_and_close()
        await self.show_lock()
