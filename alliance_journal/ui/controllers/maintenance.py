"""Daily maintenance of the open journal: check and backup, through a second connection in a thread."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import clock_check, daily
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.terminal.key_queue import wait_for_workers
from alliance_journal.ui.terminal.safe_app import SafeApp

MAINTENANCE_GROUP: Final = "maintenance"
"""Group of the workers that run daily maintenance."""
RETRY_SECONDS: Final = 60.0
"""Delay before maintenance is tried again on a file that another program was using."""


class Maintenance:
    """Runs daily maintenance when a journal is opened, and says what it found."""

    def __init__(self, app: SafeApp, state: JournalState, today: Callable[[], date]) -> None:
        self.app, self.state, self.today = app, state, today
        self._clock_reported = False

    def start(self, journal: Journal) -> None:
        """Report on a journal that was just opened, and run maintenance if it is due."""
        self.app.call_after_refresh(self._report, journal)
        today = self.today()
        try:
            if journal.path and daily.is_due(journal, today):
                self.app.run_worker(self._run(journal.path, journal.passphrase, today), group=MAINTENANCE_GROUP)
        except JournalError as error:
            self.app.notify(str(error), markup=False)

    async def finished(self) -> None:
        """Wait until no maintenance runs.

        Opening reads the file directly, which drops the locks of every connection of the process to it.
        """
        await wait_for_workers(self.app, MAINTENANCE_GROUP)

    def use_second_folder(self, folder: str) -> None:
        """From now on, write each backup of the open journal to a second folder as well."""
        if self.state.open:
            try:
                self.state.open.journal.file_settings.set_second_folder(folder)
            except JournalError as error:
                self.app.notify(str(error), markup=False)

    def _report(self, journal: Journal) -> None:
        """Say what was removed from the file, and once a run that the computer's clock is behind."""
        if removed := journal.dropped_triggers_notice():
            self.app.notify(removed, markup=False, timeout=10)
        if self._clock_reported or self.state.open is None or self.state.open.journal is not journal:
            return
        if behind := clock_check.say_behind(journal):
            self._clock_reported = True
            self.app.notify(f"{behind} {clock_check.SET_IT}", markup=False, timeout=10)

    async def _run(self, path: Path, passphrase: Passphrase | None, today: date) -> None:
        def run() -> daily.Done:
            try:
                with contextlib.closing(Journal.open_beside(path, passphrase)) as second:
                    return daily.do(second, today)
            except JournalError as error:
                return daily.not_done(error)

        done = await asyncio.to_thread(run)
        if done.is_for_later:
            # Nobody asked for it, so nobody has to try again.
            self.app.set_timer(RETRY_SECONDS, self._retry)
        elif done.trouble:
            self.app.notify(done.trouble, markup=False, timeout=10)

    def _retry(self) -> None:
        if self.state.open:
            self.start(self.state.open.journal)
