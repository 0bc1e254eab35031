"""One entry's text while it is written: drafts on the disk as it grows, and the entry when the writing pauses."""

from collections.abc import Callable, Sequence

from alliance_journal.domain.models import Draft, Entry, Unsaved
from alliance_journal.domain.text import UnusableText, has_too_long_a_line
from alliance_journal.store.core.errors import JournalError, NotFound
from alliance_journal.store.entries.entries import SavedText
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.save_error import SaveError, trouble_of

SHOWN_OF_TOO_LONG = 2_000


class EntryBuffer:
    """The text of one entry in the editor.

    Attributes:
        shown: the text the editor began with: the entry's, or a draft that was left over.
        base: the entry's text when the writing began.
        leftover: whether it shows a draft that a sudden end left and that nobody has gone on with yet. Looking at
            it changes nothing; once somebody writes in the note, it becomes part of the entry.
        only_read: whether a line is too long to be written in; then only its beginning is shown.
        trouble: why what was typed is not on the disk.
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
            journal: where it is kept.
            entry: which one.
            draft: what is to be shown in the place of its text.
            text: what the editor holds.
            unsaved: called as soon as something is not on the disk; it has `tick` called soon.
        """
        self.journal = journal
        self.entry = entry
        self.shown = draft.body if draft else entry.body
        self.base = draft.base if draft else entry.body
        self.has_draft = draft is not None
        self.leftover = draft is not None and draft.body != entry.body
        self.only_read = has_too_long_a_line(self.shown)
        self.trouble: SaveError | None = None
        self._draft = draft
        self._text = text
        self._unsaved = unsaved
        self._settled: str | None = None
        self._dirty = False
        self._wait = 0

    @property
    def beginning(self) -> str:
        """What the editor shows: the text, or the beginning of one that is too long."""
        return self.shown[:SHOWN_OF_TOO_LONG] + "…" if self.only_read else self.shown

    def shows(self, entry: Entry, drafts: Sequence[Draft]) -> bool:
        """Whether this is that entry as it is now, and the draft it began with, if any, was not deleted."""
        return self.entry == entry and (self._draft is None or self._draft in drafts)

    def settle(self) -> None:
        """The editor shows the text: what it holds now is what was loaded, whatever it did to line ends."""
        self._settled = self._text()

    @property
    def state(self) -> str:
        """Where the text stands, in words: saved, saving, or not saved and why."""
        if self.only_read:
            return "only its beginning is shown"
        if self.trouble:
            return f"not saved: {self.trouble.reason}"
        return "saving…" if self._dirty else "saved"

    def go_on(self) -> None:
        """Somebody writes in the note."""
        self.leftover = False

    def typed(self) -> None:
        """Something was typed."""
        self._mark_dirty(self._settled is not None)

    @property
    def waits(self) -> bool:
        """Whether something is not on the disk, so that `tick` has something to do."""
        return self._dirty

    def _mark_dirty(self, dirty: bool) -> None:
        self._dirty = dirty
        if dirty:
            self._unsaved()

    def tick(self) -> None:
        """Put a draft on the disk if something was typed since the last one; after trouble, not at every tick."""
        if self._wait:
            self._wait -= 1
        elif self._dirty:
            self.save_draft()

    def save_draft(self) -> None:
        """Put what the editor holds on the disk; trouble is kept for `state`, and tried again later."""
        try:
            self._take_over()
            self.journal.drafts.save(self.entry.id, self._text(), self.base)
        except (JournalError, UnusableText) as error:
            self._in_trouble(error)
        else:
            self._dirty, self.has_draft = False, True
            self._out_of_trouble()

    def keep(self) -> SavedText | None:
        """Make the editor's text the entry's text; None when there was nothing to do.

        Raises:
            JournalError, UnusableText: when it could not be kept; the text stays in the editor.
        """
        text = self._text()
        if self._settled is None or self.leftover or (text == self._settled and not self.has_draft):
            return None
        as_it_was = text == self._settled and not self._dirty
        if as_it_was and self.journal.read_only:
            # All of it is in the file already, and more cannot be done there.
            return None
        try:
            self._take_over()
            # An untouched leftover draft is kept byte for byte, not as the editor shows its line ends.
            untouched = self.only_read or as_it_was
            kept = self._kept(self.shown if untouched else text)
        except (JournalError, UnusableText) as error:
            self._mark_dirty(not as_it_was)
            self._in_trouble(error)
            raise
        self.entry, self.base, self.shown = kept.entry, kept.entry.body, kept.entry.body
        self._settled, self._dirty, self.has_draft = text, False, False
        self._out_of_trouble()
        return kept

    def _kept(self, text: str) -> SavedText:
        try:
            return self.journal.entries.save_text(self.entry.id, text, self.base)
        except NotFound:
            # Another file took the place of the journal, and it does not have this entry.
            return self.journal.entries.add_separately(self.entry, text)

    def unsaved(self) -> list[Unsaved]:
        """The text, where not all of it is part of the entry yet."""
        text = self._text()
        if self._settled is None or self.only_read or not (self._dirty or text != self._settled):
            return []
        return [Unsaved(text, entry=self.entry, base=self.base)]

    def _take_over(self) -> None:
        """A draft that another run left becomes this run's own, so that what is typed now takes its place."""
        if self._draft:
            self.journal.drafts.take_over(self._draft)
            self._draft = None

    def _in_trouble(self, error: Exception) -> None:
        self.trouble = trouble_of(error)
        self._wait = self.trouble.ticks

    def _out_of_trouble(self) -> None:
        """What is typed next goes to the disk at the next tick again."""
        self.trouble, self._wait = None, 0

    def carry_over(self, copy: Journal) -> None:
        """Put into a copy what this journal could not take.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """
        text = self._text()
        if self._settled is not None and not self.only_read and (self._dirty or text != self._settled):
            if self._draft:
                copy.drafts.take_over(self._draft)
            copy.entries.save_text(self.entry.id, text, self.base)

    def carried_over(self) -> None:
        """A copy has it: there is nothing to keep here any more."""
        self._settled, self._dirty, self.has_draft = self._text(), False, False
        self._out_of_trouble()
