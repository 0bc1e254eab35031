"""Drafts of dialogs: typed text is on the disk before it is saved; neither a key nor a sudden end takes it."""

import contextlib
from typing import Final

from textual.binding import Binding
from textual.screen import Screen

from alliance_journal.domain.models import Unsaved
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.base_dialog import BaseDialog
from alliance_journal.ui.dialogs.save_error import trouble_of

BACK = "What you had typed here is back."
CLOSE_WITHOUT: Final = "To close without these words: esc once more."


class DialogDraft:
    """The draft of one dialog.

    Attributes:
        found: what was typed before and not saved; None for none.
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
        """Begin with the text that the dialog opens with, which needs no other draft."""
        self._words = self._saved = words

    def typed(self, words: str) -> None:
        """Take over the present text; empty if none has to be kept."""
        self._words = words

    def tick(self) -> None:
        """Save changed text; after an error, wait for some ticks."""
        if self._wait:
            self._wait -= 1
        else:
            self.keep()

    def keep(self) -> bool:
        """Save the text, or delete the draft if there is none; return True if that is on the disk now."""
        if self._words == self._saved:
            return True
        try:
            self._save_in(self._journal)
        except (JournalError, UnusableText) as error:
            trouble = trouble_of(error)
            self.trouble, self._wait = trouble.sentence, trouble.ticks
            return False
        self._saved, self._is_there, self.trouble, self._wait = self._words, bool(self._words), "", 0
        return True

    def _save_in(self, journal: Journal) -> None:
        if self._words:
            journal.unfinished.save(self._draft_name, self._words, self.found)
        else:
            journal.unfinished.delete(self._draft_name, self.found)

    def end(self) -> None:
        """Delete the draft, because the dialog was saved."""
        self._saved = self._words
        if self._is_there:
            # A draft that stays behind is offered once more, which does no harm.
            with contextlib.suppress(JournalError):
                self._journal.unfinished.delete(self._draft_name, self.found)
                self._is_there = False

    def unsaved(self) -> list[Unsaved]:
        """Return the text if it is not on the disk yet."""
        return [Unsaved(self._words, card=self._draft_name)] if self._words not in ("", self._saved) else []

    def save_unsaved_in(self, copy: Journal) -> None:
        """Save text that is not on the disk yet in a copy of the journal.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """
        if self._words != self._saved:
            self._save_in(copy)

    def forget_unsaved(self) -> None:
        """Forget unsaved text, which a copy has now."""
        self._saved = self._words


COPY_KEY: Final = Binding("ctrl+p", "save_copy", show=False, id="everywhere.command_palette")
"""The palette's key; in a dialog, it offers a copy while the draft cannot be saved."""


class HasDraft:
    """Mixin of dialogs with a draft. They bind `COPY_KEY`.

    Attributes:
        unfinished: draft of what is typed; None keeps none.
        answered: True while the dialog says why the text could not be saved; typing ends that.
    """

    unfinished: DialogDraft | None = None
    answered: bool = False

    def draft_words(self) -> str:
        """Return the present text as it is kept in the draft; empty if nothing has to be kept."""
        raise NotImplementedError

    def show_trouble(self, sentence: str) -> None:
        """Show why the text is not saved, in the dialog."""
        raise NotImplementedError

    def save_draft(self) -> bool:
        """Save the present text in the draft at once; return True if it is on the disk now."""
        if self.unfinished is None:
            return True
        self.unfinished.typed(self.draft_words())
        return self.unfinished.keep()

    def action_close_dialog(self) -> None:
        """Close, and keep what was typed for the next time.

        If that cannot be done now, the dialog says so, and closes the next time.
        """
        was_said = self.answered and self.unfinished and self.unfinished.trouble
        if self.save_draft() or was_said:
            if isinstance(self, BaseDialog):
                self.dismiss(None)
        elif self.unfinished:
            self.answered = True
            self.show_trouble(f"{self.unfinished.trouble} {CLOSE_WITHOUT}")

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
