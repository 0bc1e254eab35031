"""The lock: the journal hidden, closed and opened again while the app runs.

Design: safety.md 5.3. Everything that changes what is open runs in the app's own queue, one thing after another;
only what takes long is done in a thread.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple

from textual import events
from textual.message_pump import MessagePump
from textual.notifications import Notify
from textual.screen import Screen

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.screens import locked
from alliance_journal.screens.locked import ONE_MOMENT, HiddenScreen, LockScreen
from alliance_journal.settings import Settings
from alliance_journal.store.core.errors import JournalError, NeedsPassphrase, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.themes import THEMES
from alliance_journal.ui.controllers.presence import Presence
from alliance_journal.ui.open_journal import Desk, LookedAt
from alliance_journal.ui.terminal.safe_app import GuardedApp, hear_signal

AWAY: Final = "away"
"""The mode with nothing of the notes in it."""
BLANK: Final = "\x1b[0m\x1b[2J"
LONGEST_LOCKED_SECONDS: Final = 30 * 60
"""After so long the program ends, which alone empties its memory."""
PATIENT_TRIES: Final = 3
BEGINNING_SECONDS: Final = 0.01
"""So long a thread is left alone that begins to open a journal."""
UPKEEP: Final = "upkeep"
"""The group of what is done once a day, in a thread, through a connection of its own.

Opening looks at the file by hand, which drops the locks of that connection: it waits until this is over.
"""
CLIPBOARD: Final = "clipboard"
"""Under this name, what was copied or cut in the app waits in the locked journal."""


class Left(NamedTuple):
    """Where somebody was when the journal was closed: none of the words."""

    path: Path
    encrypted: bool
    page: str = "journal"
    looked_at: LookedAt | None = None
    entry_id: str | None = None


class LockingApp(GuardedApp):
    """An app whose journal can be locked at any moment (safety.md 5.3).

    Attributes:
        desk: the open journal and what is looked at; None while nothing is open.
        wall: seconds since the epoch.
        monotonic: seconds that stand still while the computer sleeps.
        wrong_seconds: how long an answer waits from the third wrong passphrase on.
        asks_for_new: whether the file of the open journal got another passphrase, which is not known here yet.
    """

    PAGES: ClassVar[Sequence[str]] = ()

    desk: Desk | None = None
    wall: Callable[[], float] = staticmethod(time.time)
    monotonic: Callable[[], float] = staticmethod(time.monotonic)
    wrong_seconds: float = 1.0

    def __init__(self, settings: Settings) -> None:
        super().__init__(THEMES, settings.theme)
        self._settings = settings
        self._left: Left | None = None
        self._under = ""
        self._working = False
        self._wrong = 0
        self._locked_at = 0.0
        self.asks_for_new = False
        self._presence = Presence(lambda: self.wall(), lambda: self.monotonic())

    async def open_pages(self, journal: Journal, left: Left | None = None, *, is_new: bool = False) -> None:
        """Show the pages of an open journal, where somebody was when it was closed."""
        raise NotImplementedError

    async def try_new_passphrase(self, passphrase: Passphrase | None, lock: LockScreen) -> None:
        """Open the file of the open journal, which got another passphrase, and go on in it."""
        raise NotImplementedError

    async def put_together(self, page: str) -> None:
        """Put a page together while its journal is being opened: nothing of that is in it yet."""
        raise NotImplementedError

    async def show_why(self, why: JournalError | None, path: Path | None) -> None:
        """Say why there is no journal to be seen, or ask for what opens it."""
        raise NotImplementedError

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self.desk.settings if self.desk else self._settings

    @property
    def is_covered(self) -> bool:
        """Whether nothing of the notes is on the screen."""
        return self.current_mode == AWAY

    def on_ready(self) -> None:
        """From here on, being stopped locks the journal first."""
        super().on_ready()
        number = getattr(signal, "SIGTSTP", None)
        stop = signal.getsignal(number) if number is not None else None
        if number is not None and callable(stop):
            hear_signal(number, lambda: self.call_next(self._be_stopped, lambda: stop(number, None)))

    def close_journal(self) -> None:
        """Close what is open, at the very end."""
        if self.desk:
            self.desk.journal.close()

    # Covering

    def cover(self) -> None:
        """Take everything off the screen at once: before anything is saved, and before Textual draws again."""
        if self._driver and not self.is_headless:
            self._driver.write(BLANK)
            self._driver.flush()
        if not self.is_covered:
            self._under = self.current_mode
            self._locked_at = self.wall()
            self.clear_notifications()
            if AWAY not in self._modes:
                self.add_mode(AWAY, lambda: HiddenScreen(lambda: self.call_next(self.show_lock)))
            self.switch_mode(AWAY)

    async def uncover(self, mode: str) -> None:
        """Go back from the cover to what is to be seen."""
        await self.turn_to(mode)
        if AWAY in self._modes:
            await self.remove_mode(AWAY)
        self._wrong = 0
        self._presence.seen()

    def action_hide(self) -> None:
        """Hide everything at once, and lock the journal behind it."""
        was_covered = self.is_covered
        self.cover()
        if was_covered:
            while len(self.screen_stack) > 1:
                self.pop_screen()
            self.screen.refresh()
        else:
            self.call_next(self._lock_up)

    def action_lock(self) -> None:
        """Lock the journal, or draw the curtain."""
        if self.desk and not self.is_covered:
            self.cover()
            self.call_next(self._lock_up)
        if self.is_covered and self._working and self.desk is None:
            # Long work goes on away from the pages: it is stopped, and they do not come back by themselves.
            self.action_hide()
        if self.is_covered:
            self.call_next(self.show_lock)

    async def show_lock(self) -> None:
        """The lock or the curtain, where there is nothing but the blank screen."""
        if not isinstance(self.screen, HiddenScreen):
            return
        journal = self.desk.journal if self.desk else None
        if journal:
            asks = journal.passphrase is not None or self.asks_for_new
            said = locked.LOCKED_UNSAVED if asks else locked.CURTAIN
            if self.asks_for_new:
                said = locked.ANOTHER_PASSPHRASE
            if journal.is_example:
                said = locked.CURTAIN_EXAMPLE
        elif self._left:
            asks = self._left.encrypted
            said = (locked.LOCKED if self._under else locked.ENCRYPTED) if asks else locked.CURTAIN
        else:
            asks, said = False, locked.CURTAIN_FIRST
        await self.push_screen(LockScreen(said, self._try, asks=asks))
        self.draw_when_ready()

    async def ask_for_passphrase(self, path: Path) -> None:
        """The lock of an encrypted journal; back to where somebody was in it, where that is known."""
        self.cover()
        if self._left and self._left.path == path:
            self._left = self._left._replace(encrypted=True)
        else:
            self._left, self._under = Left(path, encrypted=True), ""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.show_lock()

    # Locking

    async def _lock_up(self) -> None:
        """Keep what was typed, drop the pages and close the file. Words that cannot be kept stay, covered."""
        desk = self.desk
        if desk is None or desk.journal.is_example or not self.is_covered or self._working:
            return
        await self.hear_out()
        if self._keep_whatever_happens():
            await self._drop()

    async def _drop(self) -> None:
        """Let go of the pages and of everything in them, and of the journal; ids alone stay."""
        desk, self.desk = self.desk, None
        self.asks_for_new = False
        assert desk
        assert desk.journal.path
        self._settings = desk.settings
        self._left = Left(
            desk.journal.path, desk.journal.passphrase is not None, self._under, desk.looked_at, desk.entry_id
        )
        for page in self.PAGES:
            await self.remove_mode(page)
        if self._clipboard:
            # What was cut and is nowhere else is typed text, too.
            with contextlib.suppress(JournalError, UnusableText):
                desk.journal.save_unfinished(CLIPBOARD, self._clipboard)
                self._clipboard = ""
        desk.journal.close()
        desk.journal.passphrase = None
        self._forget_what_is_gone()

    def _forget_what_is_gone(self) -> None:
        """Textual holds on to the editor with its text: as what was clicked, and to tell it of another theme."""
        self._mouse_down_widget = None
        watchers: dict[str, list[tuple[MessagePump, object]]] = getattr(self, "__watchers", {})
        for watching in watchers.values():
            watching[:] = [(one, callback) for one, callback in watching if one.is_running]

    def take_clipboard_back(self, journal: Journal) -> None:
        """What was copied or cut before the journal was locked."""
        with contextlib.suppress(JournalError):
            if (words := journal.unfinished(CLIPBOARD)) is not None:
                self._clipboard = words
                journal.end_unfinished(CLIPBOARD)

    # Opening again

    def _try(self, passphrase: Passphrase | None) -> None:
        self.call_next(self._unlock, passphrase, self.screen)

    async def _unlock(self, passphrase: Passphrase | None, lock: Screen[Any]) -> None:
        if not isinstance(lock, LockScreen):
            return
        if self._working:
            self._answer(lock, ONE_MOMENT)
        elif self.desk and self.asks_for_new:
            self._working = True
            self.run_worker(self.try_new_passphrase(passphrase, lock), group=locked.OPENS)
        elif self.desk:
            # Still open behind the cover, whatever became of the file meanwhile.
            if self.desk.journal.passphrase in (None, passphrase):
                await self.uncover(self._under)
            else:
                assert self.desk.journal.path
                self.run_worker(self._say_wrong(lock, WrongPassphrase(self.desk.journal.path, None)))
        elif self._left:
            self._working = True
            self.run_worker(self._open_again(self._left, passphrase, lock), group=locked.OPENS)
        else:
            await self.uncover(self._under)

    async def _open_again(self, left: Left, passphrase: Passphrase | None, lock: LockScreen) -> None:
        try:
            await self.work_is_over(UPKEEP)
            opened = asyncio.create_task(asyncio.to_thread(Journal.open, left.path, passphrase=passphrase))
            if passphrase:
                # Deriving the key takes longer than that; it has begun by then, and it is said that it has.
                await asyncio.sleep(BEGINNING_SECONDS)
                await self.put_together(left.page)
            journal = await opened
        except WrongPassphrase as error:
            await self._say_wrong(lock, error)
        except NeedsPassphrase:
            # Another window encrypted it meanwhile.
            self.call_next(self._ask_after_all, lock)
        except JournalError as error:
            self._answer(lock, str(error))
        else:
            self.call_next(self._come_back, journal, left, lock)
        finally:
            self._working = False

    async def _say_wrong(self, lock: LockScreen, error: WrongPassphrase) -> None:
        self._wrong += 1
        if self._wrong >= PATIENT_TRIES:
            await asyncio.sleep(self.wrong_seconds)
        self._answer(lock, str(error))

    def _answer(self, lock: LockScreen, words: str) -> None:
        if lock in self.screen_stack:
            lock.say(words)

    async def _ask_after_all(self, lock: LockScreen) -> None:
        if lock in self.screen_stack and self._left:
            await self.ask_for_passphrase(self._left.path)

    async def _come_back(
        self, journal: Journal, left: Left, cover: Screen[Any], shown: Screen[Any] | None = None
    ) -> None:
        """Show the pages of what was opened, unless everything was hidden meanwhile."""
        if cover not in self.screen_stack:
            self._left = left._replace(encrypted=journal.passphrase is not None)
            journal.close()
            return
        if self.desk:
            # Its words went into what was opened now.
            await self._drop()
        await self.open_pages(journal, left)
        if shown:
            await self.push_screen(shown)

    # Watching

    async def on_event(self, event: events.Event) -> None:
        """Whoever comes back after the time to lock finds the lock; the first key is spent on that."""
        if isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded:
            if await self.lock_if_left():
                event.stop()
                return
            self._presence.seen()
        await super().on_event(event)

    async def lock_if_left(self) -> bool:
        """Lock when nobody was there for the time to lock, or the computer slept.

        Returns:
            Whether it was locked just now.
        """
        minutes = self.settings.lock_minutes
        if self.desk is None or self.is_covered or not minutes:
            return False
        if self._presence.seconds() < minutes * 60 and not self._presence.slept():
            return False
        self.cover()
        await self._lock_up()
        await self.show_lock()
        return True

    async def look_around(self) -> None:
        """What is looked at every few seconds."""
        await self.lock_if_left()
        if self.is_covered and not self._working:
            if not self.asks_for_new:
                await self._lock_up()
            if self._left and self.desk is None and self.wall() - self._locked_at >= LONGEST_LOCKED_SECONDS:
                self.exit()

    async def _be_stopped(self, stop: Callable[[], object]) -> None:
        """Lock before the terminal goes back to the shell: what was in sight is not drawn again afterwards."""
        if self.desk and not self.is_covered and self.settings.lock_minutes:
            self.cover()
            await self._lock_up()
            await self.show_lock()
        stop()

    def on_app_blur(self) -> None:
        """The terminal is no longer looked at."""
        if self.settings.hide_on_blur and self.desk:
            self.action_hide()

    def on_notify(self, event: Notify) -> None:
        """Nothing is said over a cover."""
        if self.is_covered:
            event.stop()
            event.prevent_default()
