"""The text of one entry in the editor: saved as a draft while it is typed, and as the entry when it is left."""

from collections.abc import Callable, Sequence

from alliance_journal.domain.models import Draft, Entry, Unsaved
from alliance_journal.domain.text import UnusableText, has_too_long_a_line
from alliance_journal.store.core import draft_owner
from alliance_journal.store.core.errors import JournalError, NotFound
from alliance_journal.store.entries.entries import SavedText
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.save_error import SaveError, trouble_of

SHOWN_OF_TOO_LONG = 2_000


class EntryBuffer:
    """The text of one entry in the editor, and how much of it is saved.

    Attributes:
        journal: the journal.
        entry: the entry as it was read or saved last.
        shown: the text that the editor began with: the entry's, or a draft's.
        base: the entry's text when the writing began.
        has_draft: True if the journal has a draft of the text.
        is_leftover: True while the editor shows a draft of an earlier run in which nobody has written yet. To read
            it changes nothing; once somebody writes in the note, it becomes part of the entry.
        is_read_only: True if a line is too long for the editor; then only the beginning of the text is shown.
        save_error: the reason why typed text is not saved; None if it is.
    """

    def __init__(
        self,
        journal: Journal,
        entry: Entry,
        draft: Draft | None,
        text: Callable[[], str],
        unsaved: Callable[[], None],
    ) -> None:
        """Begin with an entry.

        Args:
            journal: the journal.
            entry: the entry.
            draft: the draft to show instead of the entry's text; None for the text.
            text: returns the present text of the editor.
            unsaved: called when there is unsaved text; it must have `save_draft_if_due` called soon.
        """
        self.journal = journal
        self.entry = entry
        self.shown = draft.body if draft else entry.body
        self.base = draft.base if draft else entry.body
        self.has_draft = draft is not None
        self.is_leftover = draft is not None and draft.body != entry.body
        self.is_read_only = has_too_long_a_line(self.shown)
        self.save_error: SaveError | None = None
        self._draft = draft
        self._text = text
        self._unsaved = unsaved
        self._loaded: str | None = None
        self._is_unsaved = False
        self._calls_to_skip = 0

    @property
    def displayed(self) -> str:
        """The text for the editor; of one that is too long, the beginning."""
        return self.shown[:SHOWN_OF_TOO_LONG] + "…" if self.is_read_only else self.shown

    def shows(self, entry: Entry, drafts: Sequence[Draft]) -> bool:
        """Return True if this is the entry as it is now, and the draft it began with, if any, was not deleted."""
        return self.entry == entry and (self._draft is None or self._draft in drafts)

    def set_loaded(self) -> None:
        """Take the editor's present text as the loaded one: the editor may have changed line ends."""
        self._loaded = self._text()

    @property
    def state(self) -> str:
        """A few words about saving, for the border: saved, saving, or why it is not saved."""
        if self.is_read_only:
            return "only its beginning is shown"
        if self.save_error:
            return f"not saved: {self.save_error.reason}"
        return "saving…" if self._is_unsaved else "saved"

    def accept_draft(self) -> None:
        """Take a draft of an earlier run as the text, since somebody writes in the note."""
        self.is_leftover = False

    def mark_typed(self) -> None:
        """Note that the editor's text was changed."""
        self._set_unsaved(self._loaded is not None)

    @property
    def has_unsaved_text(self) -> bool:
        """True if some text is not saved, not even as a draft."""
        return self._is_unsaved

    def _set_unsaved(self, is_unsaved: bool) -> None:
        self._is_unsaved = is_unsaved
        if is_unsaved:
            self._unsaved()

    def save_draft_if_due(self) -> None:
        """Save a draft if there is unsaved text; after an error, wait for some calls before the next try."""
        if self._calls_to_skip:
            self._calls_to_skip -= 1
        elif self._is_unsaved:
            self.save_draft()

    def save_draft(self) -> None:
        """Save the editor's text as a draft; an error is kept in `save_error`."""
        try:
            self._take_over()
            self.journal.drafts.save(self.entry.id, self._text(), self.base)
        except (JournalError, UnusableText) as error:
            self._set_error(error)
        else:
            self._is_unsaved, self.has_draft = False, True
            self._clear_error()

    def save(self) -> SavedText | None:
        """Make the editor's text the entry's text.

        Returns:
            What was saved; None if there was nothing to save.

        Raises:
            JournalError, UnusableText: if it cannot be saved; the text stays in the editor.
        """
        text = self._text()
        if self._loaded is None or self.is_leftover or (text == self._loaded and not self.has_draft):
            return None
        as_it_was = text == self._loaded and not self._is_unsaved
        if as_it_was and self.journal.read_only:
            # The file has all of it already, and takes no more.
            return None
        try:
            self._take_over()
            # A draft that nobody changed is saved byte for byte, not with the line ends of the editor.
            untouched = self.is_read_only or as_it_was
            saved = self._save_text(self.shown if untouched else text)
        except (JournalError, UnusableText) as error:
            self._set_unsaved(not as_it_was)
            self._set_error(error)
            raise
        self.entry, self.base, self.shown = saved.entry, saved.entry.body, saved.entry.body
        self._loaded, self._is_unsaved, self.has_draft = text, False, False
        self._clear_error()
        return saved

    def _save_text(self, text: str) -> SavedText:
        try:
            return self.journal.entries.save_text(self.entry.id, text, self.base)
        except NotFound:
            # Another file replaced the journal, and does not have this entry.
            return self.journal.entries.add_separately(self.entry, text)

    def unsaved(self) -> list[Unsaved]:
        """Return the text if not all of it is part of the entry yet."""
        text = self._text()
        if self._loaded is None or self.is_read_only or not (self._is_unsaved or text != self._loaded):
            return []
        return [Unsaved(text, entry=self.entry, base=self.base)]

    def _take_over(self) -> None:
        """Make a draft of an earlier run this run's own, so that the text typed now replaces it."""
        if self._draft:
            self.journal.drafts.take_over(self._draft)
            self._draft = None

    def _set_error(self, error: Exception) -> None:
        self.save_error = trouble_of(error)
        self._calls_to_skip = self.save_error.ticks

    def _clear_error(self) -> None:
        """Clear the error; the next draft is saved without waiting."""
        self.save_error, self._calls_to_skip = None, 0

    def save_unsaved_in(self, copy: Journal) -> None:
        """Save in a copy the text that this journal could not take.

        Raises:
            JournalError, UnusableText: if the copy cannot take it either.
        """
        text = self._text()
        if self._loaded is not None and not self.is_read_only and (self._is_unsaved or text != self._loaded):
            if self._draft:
                copy.drafts.take_over(self._draft)
            copy.entries.save_text(self.entry.id, text, self.base)

    def forget_unsaved(self) -> None:
        """Count the text as saved, since a copy has it."""
        self._loaded, self._is_unsaved, self.has_draft = self._text(), False, False
        self._clear_error()


def draft_to_show(journal: Journal, entry: Entry) -> Draft | None:
    """Return the draft to show instead of an entry's text: one of this run, else one that an earlier run left.

    An earlier run's draft is not shown if the entry's text was changed since: the newer text is the one that is
    expected, and the draft is offered when the app starts.
    """
    drafts = [draft for draft in journal.drafts.list() if draft.entry_id == entry.id]
    mine = [draft for draft in drafts if draft.writer == draft_owner.mine()]
    return next(iter(mine or [draft for draft in drafts if draft.base == entry.body]), None)


def changed_drafts(journal: Journal) -> list[tuple[Draft, Entry]]:
    """Return each draft that differs from the text of its entry, with the entry, latest first.

    Raises:
        JournalError: if the journal cannot be read.
    """
    drafts = [(draft, journal.entries.get(draft.entry_id)) for draft in journal.drafts.list()]
    return [(draft, entry) for draft, entry in drafts if draft.body != entry.body]
