"""Drafts of dialogs: typed text is on the disk before it is saved, so that no sudden end takes it."""

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
    """The draft of one dialog.

    Attributes:
        found: the draft that a sudden end left behind; None for none.
        trouble: why the text is not on the disk yet, as a sentence; empty if it is.
    """

    def __init__(self, journal: Journal, name: str) -> None:
        """Read the draft of this name.

        Raises:
            JournalError: when it cannot be read now; the dialog is not opened then, and overwrites nothing.
        """
        self.found = journal.unfinished.get(name)
        self.trouble = ""
        self._journal, self._draft_name = journal, name
        self._words = self._saved = self.found or ""
        self._is_there = self.found is not None
        self._wait = 0

    def begin(self, words: str) -> None:
        """Begin with the text that the dialog opens with, which needs no draft."""
        self._words = self._saved = words

    def typed(self, words: str) -> None:
        """Take over the present text."""
        self._words = words

    def tick(self) -> None:
        """Save changed text; after an error, wait for some ticks."""
        if self._wait:
            self._wait -= 1
        else:
            self.keep()

    def keep(self) -> bool:
        """Save the text; return True if it is on the disk now."""
        if self._words == self._saved:
            return True
        try:
            self._journal.unfinished.save(self._draft_name, self._words)
        except (JournalError, UnusableText) as error:
            trouble = trouble_of(error)
            self.trouble, self._wait = trouble.sentence, trouble.ticks
            return False
        self._saved, self._is_there, self.trouble, self._wait = self._words, True, "", 0
        return True

    def end(self) -> None:
        """Delete the draft, because the dialog was saved or closed."""
        self._saved = self._words
        if self._is_there:
            # A draft that stays behind is offered once more, which does no harm.
            with contextlib.suppress(JournalError):
                self._journal.unfinished.delete(self._draft_name)
                self._is_there = False

    def unsaved(self) -> list[Unsaved]:
        """Return the text if it is not on the disk yet."""
        return [Unsaved(self._words, card=self._draft_name)] if self._words != self._saved else []

    def save_unsaved_in(self, copy: Journal) -> None:
        """Save text that is not on the disk yet in a copy of the journal.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """
        if self._words != self._saved:
            copy.unfinished.save(self._draft_name, self._words)

    def forget_unsaved(self) -> None:
        """Forget unsaved text, which a copy has now."""
        self._saved = self._words


COPY_KEY: Final = Binding("ctrl+p", "save_copy", show=False, id="everywhere.command_palette")
"""The palette's key; in a dialog, it offers a copy while the draft cannot be saved."""


class HasDraft:
    """Mixin of dialogs with a draft. They bind `COPY_KEY`."""

    unfinished: DialogDraft | None = None

    def save_draft(self) -> bool:
        """Save the draft at once; return True if it is on the disk now."""
        return self.unfinished is None or self.unfinished.keep()

    def unsaved(self) -> list[Unsaved]:
        """Return typed text that is not on the disk yet."""
        return self.unfinished.unsaved() if self.unfinished else []

    async def action_save_copy(self) -> None:
        """Offer a copy of the journal while the draft cannot be saved."""
        if isinstance(self, Screen) and self.unfinished and self.unfinished.trouble:
            await self.app.run_action("palette('save_copy')", self.app)

    def save_unsaved_in(self, copy: Journal) -> None:
        """Save text that is not on the disk yet in a copy of the journal.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """
        if self.unfinished:
            self.unfinished.save_unsaved_in(copy)

    def forget_unsaved(self) -> None:
        """Forget unsaved text, which a copy has now."""
        if self.unfinished:
            self.unfinished.forget_unsaved()
