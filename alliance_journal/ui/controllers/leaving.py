"""The journal closed for a moment, for work that needs it closed."""

import asyncio
from collections.abc import Callable
from typing import Any

from textual.content import Content
from textual.screen import Screen

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.screens.locked import ONE_MOMENT, MomentScreen
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.controllers.lock import UPKEEP, Left, LockingApp
from alliance_journal.ui.open_journal import Away

NOT_YET = "The last words are not saved yet, so this has to wait. They are still here."


class LeavingApp(LockingApp):
    """An app that can close its journal for some work and open it again."""

    def while_away(
        self, work: Callable[[], Away], words: str = ONE_MOMENT, *, with_the_words: bool = False
    ) -> None:
        """Keep what was typed, close the journal, do something in a thread, and open what came of it.

        Returns at once: the page that asks is dropped meanwhile.

        Args:
            work: done in a thread; what it raises as JournalError or UnusableText is said on a card, and the
                journal is opened again as it was.
            words: what is on the screen meanwhile.
            with_the_words: whether the work itself takes along what could not be kept. Without it, nothing is done
                while there are such words. With it, the journal stays open behind the screen until it is done.
        """
        self.call_next(self._go_away, work, words, with_the_words)

    async def _go_away(self, work: Callable[[], Away], words: str, with_the_words: bool) -> None:
        desk = self.desk
        if desk is None or desk.journal.path is None or self.is_covered or self._working:
            return
        kept = self._keep_whatever_happens()
        if not kept and not with_the_words:
            self.notify(NOT_YET, markup=False)
            return
        self._working = True
        present = desk.journal.passphrase
        self.cover()
        left = Left(desk.journal.path, present is not None, self._under, desk.looked_at, desk.entry_id)
        moment = MomentScreen(words)
        await self.push_screen(moment)
        if kept:
            await self._drop()
        self.run_worker(self._do(work, moment, left, present))

    async def _do(
        self, work: Callable[[], Away], moment: MomentScreen, left: Left, present: Passphrase | None
    ) -> None:
        try:
            await self.work_is_over(UPKEEP)
            try:
                away = await asyncio.to_thread(work)
                journal = await asyncio.to_thread(Journal.open, away.path, passphrase=away.passphrase)
                left = left._replace(path=away.path)
                said = away.card() if away.card else _card("Done", away.said) if away.said else None
            except (JournalError, UnusableText) as error:
                title = error.title if isinstance(error, JournalError) else "Not done"
                said = _card(title, str(error))
                if self.desk:
                    self.call_next(self._uncover_with, moment, said)
                    return
                journal = await asyncio.to_thread(Journal.open, left.path, passphrase=present)
        except JournalError as error:
            self.call_next(self.show_why, error, left.path)
        else:
            self.call_next(self._come_back, journal, left, moment, said)
        finally:
            self._working = False

    async def _uncover_with(self, moment: MomentScreen, card: Screen[Any]) -> None:
        if moment in self.screen_stack:
            await self.uncover(self._under)
            await self.push_screen(card)


def _card(title: str, words: str) -> Screen[Any]:
    from alliance_journal.screens.dialogs import Reading

    return Reading(title, Content(words))
