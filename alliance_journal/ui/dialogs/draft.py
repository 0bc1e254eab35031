"""Words typed in a card that is neither kept nor left yet: on the disk, so that no sudden end takes them."""

import contextlib
from typing import Final

from textual.binding import Binding
from textual.screen import Screen

from alliance_journal.domain.models import Unsaved
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.save_error import trouble_of

BACK = "What you had typed here is back."


class DialogDraft:
    """What is typed in one card.

    Attributes:
        found: what was typed in this card when it ended suddenly; None where nothing was.
        trouble: why the words are not on the disk yet, as a sentence; empty where they are.
    """

    def __init__(self, journal: Journal, card: str) -> None:
        """Look whether something was typed in this card before.

        Raises:
            JournalError: when that cannot be read now; the card is not opened then, and writes over nothing.
        """
        self.found = journal.unfinished.get(card)
        self.trouble = ""
        self._journal, self._card = journal, card
        self._words = self._saved = self.found or ""
        self._is_there = self.found is not None
        self._wait = 0

    def begin(self, words: str) -> None:
        """The card is open with these words, which are no news."""
        self._words = self._saved = words

    def typed(self, words: str) -> None:
        """The card holds these words now."""
        self._words = words

    def tick(self) -> None:
        """Put the words on the disk if they are others; after trouble, not at every tick."""
        if self._wait:
            self._wait -= 1
        else:
            self.keep()

    def keep(self) -> bool:
        """Put the words on the disk; whether they are there now."""
        if self._words == self._saved:
            return True
        try:
            self._journal.unfinished.save(self._card, self._words)
        except (JournalError, UnusableText) as error:
            trouble = trouble_of(error)
            self.trouble, self._wait = trouble.sentence, trouble.ticks
            return False
        self._saved, self._is_there, self.trouble, self._wait = self._words, True, "", 0
        return True

    def end(self) -> None:
        """The card was kept, or left on purpose."""
        self._saved = self._words
        if self._is_there:
            # Words that stay behind are offered once more; that does no harm.
            with contextlib.suppress(JournalError):
                self._journal.unfinished.delete(self._card)
                self._is_there = False

    def unsaved(self) -> list[Unsaved]:
        """The words, where they are not on the disk yet."""
        return [Unsaved(self._words, card=self._card)] if self._words != self._saved else []

    def carry_over(self, copy: Journal) -> None:
        """Put into a copy what this journal could not take.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """
        if self._words != self._saved:
            copy.unfinished.save(self._card, self._words)

    def carried_over(self) -> None:
        """A copy has it: there is nothing to keep here any more."""
        self._saved = self._words


COPY_KEY: Final = Binding("ctrl+p", "save_copy", show=False)
"""The key of the palette, for what is chosen there while words cannot be kept."""


class HasDraft:
    """A card whose words are kept while they are typed. It binds `COPY_KEY`."""

    unfinished: DialogDraft | None = None

    def keep_unfinished(self) -> bool:
        """Put what is typed on the disk at once; whether it is there now."""
        return self.unfinished is None or self.unfinished.keep()

    def unsaved(self) -> list[Unsaved]:
        """Return typed text that is not on the disk yet."""
        return self.unfinished.unsaved() if self.unfinished else []

    async def action_save_copy(self) -> None:
        """While the words cannot be kept: offer what the page under the card offers then."""
        if isinstance(self, Screen) and self.unfinished and self.unfinished.trouble:
            await self.app.run_action("palette('save_copy')", self.app)

    def carry_over(self, copy: Journal) -> None:
        """Put into a copy what this journal could not take.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """
        if self.unfinished:
            self.unfinished.carry_over(copy)

    def carried_over(self) -> None:
        """A copy has it."""
        if self.unfinished:
            self.unfinished.carried_over()
