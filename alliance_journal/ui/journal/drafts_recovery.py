"""Drafts of texts that were being written when the app ended suddenly: each is offered, none deleted unasked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from alliance_journal.domain.dates.parse import say_full
from alliance_journal.domain.models import KIND_NAMES, Draft, Entry
from alliance_journal.domain.text import one_line
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.journal.dialog_steps import DialogStep
from alliance_journal.ui.open_journal import OpenJournal

ANSWERS: Final = (("continue", "Go on with it"), ("later", "Leave it for later"), ("delete", "Delete it"))
SURE: Final = "Only the text that was being written goes, for good. The note itself stays as it is."
SURE_ANSWERS: Final = (("stay", "Leave it for later"), ("delete", "Delete it for good"))


class DraftsRecovery:
    """One dialog for each draft, in turn."""

    def __init__(
        self,
        opened: OpenJournal,
        drafts: Sequence[tuple[Draft, Entry]],
        open_draft: Callable[[Draft, bool], bool],
        write: Callable[[], None],
    ) -> None:
        """Create the dialogs.

        Args:
            opened: the open journal.
            drafts: the drafts to offer, at least one, each with its entry.
            open_draft: opens the entry of a draft with the draft's text. Its second argument is True if the note in
                the editor was opened by an earlier call. It returns True if it could.
            write: called after the last dialog if a draft was opened.
        """
        self._opened, self._waiting = opened, list(drafts)
        self._open_draft, self._write = open_draft, write
        self._has_opened_one = False

    def next_step(self) -> DialogStep:
        """Return the dialog for the next draft."""
        draft, entry = self._waiting.pop(0)
        dialog = ConfirmDialog("Text that was being written", self._describe(draft, entry), ANSWERS)
        return DialogStep(dialog, lambda answer: self._act(draft, answer))

    def _go_on(self) -> DialogStep | str:
        """Return the next dialog; after the last one, begin to write in the draft that was opened."""
        if self._waiting:
            return self.next_step()
        if self._has_opened_one:
            self._write()
        return ""

    def _describe(self, draft: Draft, entry: Entry) -> str:
        """Return which note it is, and when it was written; of the text no more than the note's title."""
        day = say_full(entry.date)
        hidden = entry.private or self._opened.settings.discreet
        title = "" if hidden else one_line(entry.shown_title)
        note = f"“{title}” of {day}" if title else f"The {KIND_NAMES[entry.kind].lower()} of {day}"
        when = datetime.fromisoformat(draft.saved_at).astimezone()
        said = (
            f"{note}: something was still being written in it when the app ended "
            f"({when:%H:%M} on {say_full(when.date())}). It is safe. "
        )
        if draft.base != entry.body:
            return f"{said}The note was changed since then, so both versions will be kept, one beside the other."
        return f"{said}It shows again in its note, too, whenever you open that note."

    def _act(self, draft: Draft, answer: str | None) -> DialogStep | str:
        if answer == "delete":
            dialog = ConfirmDialog("Delete this text?", SURE, SURE_ANSWERS)
            return DialogStep(dialog, lambda sure: self._delete(draft, sure))
        if answer == "continue" and self._open_draft(draft, self._has_opened_one):
            self._has_opened_one = True
        return self._go_on()

    def _delete(self, draft: Draft, sure: str | None) -> DialogStep | str:
        notice = ""
        if sure == "delete":
            try:
                self._opened.journal.drafts.delete(draft)
            except JournalError as error:
                # The other drafts are offered all the same.
                notice = str(error)
        following = self._go_on()
        return notice if isinstance(following, str) else replace(following, notice=notice)
