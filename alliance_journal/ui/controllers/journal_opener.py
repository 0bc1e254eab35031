"""What there is before the pages: the first card, the lock, or what is wrong with the file; and daily upkeep."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.screen import Screen

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.screens.locked import OPENS
from alliance_journal.settings import Settings
from alliance_journal.store.core.errors import JournalError, NeedsPassphrase, NoJournal, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import clock_check, daily
from alliance_journal.ui.controllers.file_watcher import FollowingApp
from alliance_journal.ui.controllers.lock import UPKEEP

if TYPE_CHECKING:
    from alliance_journal.screens.welcome import Beginning

CARDS = ("welcome", "trouble")
"""What can stand in the place of the pages."""
AGAIN_SECONDS: Final = 60.0
"""After so long it is tried again to look after a file that another program was using."""


class OpeningApp(FollowingApp):
    """An app that begins a journal, opens it, or says why it cannot."""

    def __init__(
        self,
        begin: "Callable[[Beginning], Journal]",
        today: Callable[[], date],
        settings: Settings,
        path: Path | None,
    ) -> None:
        super().__init__(settings)
        self._begin, self._today, self._path = begin, today, path
        self._said_clock = False

    async def show_why(self, why: JournalError | None, path: Path | None) -> None:
        """The first card, the lock, or what is wrong with the file."""
        self._path, self._left = path, self._left if isinstance(why, NeedsPassphrase | WrongPassphrase) else None
        if path is None or why is None or isinstance(why, NoJournal):
            from alliance_journal.screens.welcome import WelcomeScreen

            await self._come_to("welcome", lambda: WelcomeScreen(self._today(), self._begin_with))
        elif isinstance(why, NeedsPassphrase | WrongPassphrase):
            await self.ask_for_passphrase(path)
        else:
            from alliance_journal.screens.trouble import TroubleScreen

            await self._come_to("trouble", lambda: TroubleScreen(why, path, self._try_again))

    async def _come_to(self, mode: str, screen: Callable[[], Screen[Any]]) -> None:
        """Show a card that stands in the place of the pages."""
        await self.leave_cards()
        self.add_mode(mode, screen)
        await self.uncover(mode)

    async def leave_cards(self) -> None:
        """Make room: a card that stood in the place of the pages goes."""
        if any(mode in self._modes for mode in CARDS):
            self.cover()
            for mode in [mode for mode in CARDS if mode in self._modes]:
                await self.remove_mode(mode)

    async def _begin_with(self, beginning: "Beginning") -> None:
        journal = await asyncio.to_thread(self._begin, beginning)
        # Nothing is in it yet that would have to be looked after today.
        self.call_next(partial(self.open_pages, journal, is_new=True))

    def _try_again(self, passphrase: Passphrase | None) -> None:
        """The file may be another one now."""
        self.run_worker(self._open_anew(passphrase), group=OPENS)

    async def _open_anew(self, passphrase: Passphrase | None) -> None:
        assert self._path
        try:
            journal = await asyncio.to_thread(Journal.open, self._path, passphrase=passphrase)
        except JournalError as error:
            self.call_next(self.show_why, error, self._path)
        else:
            self.call_next(self.open_pages, journal)

    # Once a day

    def look_after(self, journal: Journal) -> None:
        """Once a day, look whether the file is whole, and back it up."""
        self.call_after_refresh(self._say_at_first, journal)
        today = self._today()
        try:
            if journal.path and daily.is_due(journal, today):
                self.run_worker(self._do_upkeep(journal.path, journal.passphrase, today), group=UPKEEP)
        except JournalError as error:
            self.notify(str(error), markup=False)

    def _say_at_first(self, journal: Journal) -> None:
        """Say what was taken out of the file, and once in a run that the computer's clock is behind."""
        if taken_away := journal.say_taken_away():
            self.notify(taken_away, markup=False, timeout=10)
        if self._said_clock or self.desk is None or self.desk.journal is not journal:
            return
        if behind := clock_check.say_behind(journal):
            self._said_clock = True
            self.notify(f"{behind} {clock_check.SET_IT}", markup=False, timeout=10)

    async def _do_upkeep(self, path: Path, passphrase: Passphrase | None, today: date) -> None:
        def do() -> daily.Done:
            try:
                with contextlib.closing(Journal.open_beside(path, passphrase)) as second:
                    return daily.do(second, today)
            except JournalError as error:
                return daily.not_done(error)

        done = await asyncio.to_thread(do)
        if done.is_for_later:
            # Nobody asked for it, so nobody has to try again.
            self.set_timer(AGAIN_SECONDS, self._look_after_again)
        elif done.trouble:
            self.notify(done.trouble, markup=False, timeout=10)

    def use_second_folder(self, folder: str) -> None:
        """From now on, put each backup of the open journal into a second folder, too."""
        if self.desk:
            try:
                self.desk.journal.set_upkeep("second folder", folder)
            except JournalError as error:
                self.notify(str(error), markup=False)

    def _look_after_again(self) -> None:
        if self.desk:
            self.look_after(self.desk.journal)
