"""The list of entries and the note at its cursor, side by side."""

from textual.app import ComposeResult
from textual.containers import Horizontal

from alliance_journal.domain.models import Draft, Entry
from alliance_journal.domain.search.matching import Finder
from alliance_journal.ui.dialogs.notice import TROUBLE, reported, show_notice
from alliance_journal.ui.journal.editor_pane import NoteEditorPane
from alliance_journal.ui.journal.entry_list_pane import EntryList, EntryListPane
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.line_list import LineList

OPEN_FIRST = "This is a raw note. Press <journal.write> to open it first."
BOTH_VERSIONS = "This note was changed elsewhere meanwhile. Both versions are kept, one beside the other."
TOO_LONG = (
    "One line of this note is too long to be written in here. It is kept whole, and an export holds all of it. "
    "To go on, press <journal.new_note> for another note."
)


class EntryBrowser(Horizontal):
    """Shows the note at the cursor of the list, and saves a note when it is left.

    Below 76 columns, the list or the note is shown, whichever has the focus.

    Attributes:
        opened: the open journal.
        list_pane: the list, with search field and offer.
        note_pane: the note at the cursor of the list, or the one that is being written.
        is_stale: True if the note that is shown must be read again when the page is shown again.
    """

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(id="panes")
        self.opened = opened
        self.list_pane = EntryListPane(opened)
        self.note_pane = NoteEditorPane(opened)
        self.is_stale = False

    def compose(self) -> ComposeResult:
        """Yield both panes."""
        yield self.list_pane
        yield self.note_pane

    @property
    def entries(self) -> EntryList:
        """The list."""
        return self.list_pane.entries

    @property
    def is_writing(self) -> bool:
        """True if the note has the focus."""
        return self.note_pane.is_writing

    @property
    def shows_selected(self) -> bool:
        """True if the note is the selected entry, as it was read last."""
        return not self.is_stale and self.note_pane.shown_id == self.opened.entry_id

    def on_mount(self) -> None:
        """Search while words are typed."""
        # Not by the field's message, which would come after the letter alone was drawn.
        self.watch(self.list_pane.search, "value", self._search_while_typed, init=False)

    async def mount_editor(self) -> None:
        """Mount the editor, and show the entry at the cursor in it."""
        await self.note_pane.mount_editor()
        if self.screen.is_active:
            with reported(self.screen):
                self._show_note()
        else:
            self.is_stale = True

    # Showing

    def load(self) -> None:
        """Show the list, and the entry at its cursor unless a note is being written.

        Raises:
            JournalError: if the journal cannot be read.
        """
        self.list_pane.load()
        self._show_note()

    def _listed_id(self) -> str | None:
        return self.entries.current.id if self.entries.current else None

    def _show_note(self) -> None:
        """Show the entry at the cursor, unless a note is being written, and mark in it what is searched for."""
        if not self.note_pane.is_ready:
            return
        self.note_pane.line = self.entries.current
        if not self.is_writing and self.save():
            self.note_pane.show_entry(self._listed_id())
        else:
            self.note_pane.update_labels()
        searched = self.list_pane.searched
        self.note_pane.mark_found(Finder(searched) if searched.shown else None)
        self.is_stale = False

    def _show_note_later(self) -> None:
        """Show the entry at the cursor once the list is drawn: while searching and paging, the list comes first."""
        with reported(self.screen):
            if not self.is_writing and self.save():
                self.opened.entry_id = self._listed_id()
                self.call_after_refresh(self._show_note_after_list)
            else:
                self._show_note()

    def _show_note_after_list(self) -> None:
        if not self.screen.is_active or self.opened.entry_id != self._listed_id():
            # Another page is shown, or selected another entry: everything is read again on return.
            self.is_stale = True
            return
        with reported(self.screen):
            self._show_note()

    def show_current(self) -> None:
        """Show the entry at the cursor now: a key can arrive before the message that the cursor moved."""
        line = self.entries.current
        if line and not self.is_writing and line.id != self.note_pane.shown_id:
            with reported(self.screen):
                self._show_note()

    def shown_entry(self) -> Entry | None:
        """Return the entry whose text is shown; None, with a notice, for a private one that is closed."""
        self.show_current()
        if self.note_pane.buffer:
            return self.note_pane.buffer.entry
        if self.entries.current:
            show_notice(self.screen, OPEN_FIRST)
        return None

    # Saving

    def save(self) -> bool:
        """Make what was typed part of its entry; if it cannot be saved, show the reason and return False."""
        try:
            saved = self.note_pane.save()
        except TROUBLE as error:
            show_notice(self.screen, str(error))
            return False
        if saved:
            self.list_pane.is_outdated = True
            if saved.is_new_entry:
                self.opened.entry_id = saved.entry.id
                show_notice(self.screen, BOTH_VERSIONS)
        return True

    def on_note_editor_pane_draft_saved(self) -> None:
        """Save the text now, too, and show the list with it."""
        if not self.is_writing and self.save():
            with reported(self.screen):
                self.load()

    def close_private(self) -> None:
        """Close a private note that was only read."""
        if not self.is_writing and self.note_pane.revealed_id is not None:
            self.note_pane.revealed_id = None
            self.is_stale = True

    # Moving and writing

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Show the entry at the cursor; after a jump, the list is drawn first."""
        message.stop()
        if message.leafed:
            self._show_note_later()
        else:
            self.show_current()

    def on_line_list_clicked(self) -> None:
        """Open the note that is clicked a second time."""
        self.write()

    def on_descendant_focus(self) -> None:
        """Let the text be changed if the note has the focus."""
        self.note_pane.follow_focus()
        self.set_class(self.is_writing, "-writing")

    def on_descendant_blur(self) -> None:
        """Save what was written when the note is left."""
        if self.note_pane.buffer and not self.is_writing and self.save() and self.list_pane.is_outdated:
            with reported(self.screen):
                self.load()

    def _search_while_typed(self) -> None:
        with reported(self.screen):
            self.list_pane.load()
            self._show_note_later()

    def on_input_submitted(self) -> None:
        """Go to the results; report parts of the query that could not be read as they were meant."""
        self.entries.focus()
        if unread := " ".join(note.sentence for note in self.list_pane.searched.notes if note.is_open):
            show_notice(self.screen, unread)

    def write(self) -> None:
        """Write in the note; a private one is opened first."""
        self.show_current()
        with reported(self.screen):
            self.note_pane.reveal()
        if self.note_pane.buffer and not self.note_pane.begin_writing():
            show_notice(self.screen, TOO_LONG)

    def open_draft(self, draft: Draft, keeps_shown: bool) -> bool:
        """Show the entry of a draft with the draft's text.

        Args:
            draft: the draft; it stays one until somebody writes in the note, or another draft is opened after it.
            keeps_shown: True if the note that is shown was opened in this way, too.

        Returns:
            True if it is shown.
        """
        pane = self.note_pane
        if keeps_shown and pane.buffer:
            pane.buffer.accept_draft()
        with reported(self.screen):
            if pane.is_ready and self.save():
                pane.show_draft(self.opened.journal.entries.get(draft.entry_id), draft)
                self.load()
                return True
        return False
