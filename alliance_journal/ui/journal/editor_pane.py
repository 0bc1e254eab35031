"""The pane of one note: its editor, its title and save state in the border, and the topics brought from it."""

import datetime as dt
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from alliance_journal.domain.dates.parse import say_day, say_long
from alliance_journal.domain.models import ANOTHER_VERSION, KIND_NAMES, Draft, Entry, EntryLine
from alliance_journal.domain.search.matching import Finder
from alliance_journal.domain.text import one_line
from alliance_journal.domain.writing_prompts import PROMPTS_FOR, new_session_text, occasion
from alliance_journal.store.entries.entries import SavedText
from alliance_journal.ui.dialogs.notice import TROUBLE
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS, SaveError
from alliance_journal.ui.journal.entry_buffer import EntryBuffer, draft_to_show
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.key_hints import content_with_keys

if TYPE_CHECKING:
    from alliance_journal.ui.journal.note_editor import NoteEditor

CLOSED = "A raw note. Press <journal.write> to open it."
WIDE = 100
"""Columns of the terminal from which the border has the kind, number and day of an entry beside its title."""
TOPIC_LENGTH = 500
"""Number of characters of a topic that are shown under the note; Prepare shows all of it."""


class NoteEditorPane(Vertical):
    """Shows and saves the text of one entry.

    The editor is mounted after the first paint (`mount_editor`), since its module takes a while to load. A private
    entry is closed, with no text shown, until `reveal` is called.

    Attributes:
        opened: the open journal; its `entry_id` is set to the entry that is shown.
        buffer: the entry's text while it is shown; None if there is no entry, or a closed one.
        closed_entry: the private entry whose text is not shown.
        revealed_id: id of the private entry that was opened on purpose, until another entry is shown.
        line: the line of the list at the cursor, which has the number of a session.
        shown_error: the save error that the border shows; the page watches it.
    """

    shown_error: reactive[SaveError | None] = reactive(None, repaint=False)

    class DraftSaved(Message):
        """A draft was saved after all, when nobody wrote in the note any more."""

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(id="note-pane", classes="pane")
        self.opened = opened
        self.buffer: EntryBuffer | None = None
        self.closed_entry: Entry | None = None
        self.revealed_id: str | None = None
        self.line: EntryLine | None = None
        self._editor: NoteEditor | None = None
        self._topic_count = self._word_count = 0
        self._is_save_scheduled = False

    @property
    def is_ready(self) -> bool:
        """True once the editor is mounted."""
        return self._editor is not None

    @property
    def editor(self) -> "NoteEditor":
        """The editor, once `is_ready`."""
        assert self._editor
        return self._editor

    @property
    def is_writing(self) -> bool:
        """True if the editor has the focus."""
        return self._editor is not None and self._editor.has_focus

    @property
    def written_entry(self) -> Entry | None:
        """The entry whose editor has the focus."""
        return self.buffer.entry if self.buffer and self.is_writing else None

    @property
    def shown_id(self) -> str | None:
        """Id of the entry that is shown, or that is closed."""
        shown = self.buffer.entry if self.buffer else self.closed_entry
        return shown.id if shown else None

    @property
    def save_error(self) -> SaveError | None:
        """The reason why typed text is not saved; None if it is."""
        return self.buffer.save_error if self.buffer else None

    async def mount_editor(self) -> None:
        """Mount the editor, unless the pane is removed meanwhile."""
        from alliance_journal.ui.journal.note_editor import NoteEditor

        closed, editor = (
            Static(content_with_keys(self, CLOSED), id="closed", classes="quiet"),
            NoteEditor(id="note"),
        )
        closed.display = False
        await self.mount(closed, editor, Static(id="bring", classes="-nothing"))
        if editor.is_attached:
            self._editor = editor

    # Showing

    def show_entry(self, entry_id: str | None) -> None:
        """Show an entry, or none. The text shown before must be saved; if it is the same entry, nothing changes.

        Raises:
            JournalError: if the journal cannot be read.
        """
        if entry_id != self.revealed_id:
            self.revealed_id = None
        journal = self.opened.journal
        entry = journal.entries.get(entry_id) if entry_id else None
        if entry is None or (entry.private and self.revealed_id is None):
            self.buffer, self.closed_entry = None, entry
            self.opened.entry_id = entry.id if entry else None
            self.editor.show("")
        elif not (self.buffer and self.buffer.shows(entry, journal.drafts.list())):
            self._fill(entry, draft_to_show(journal, entry))
        self.editor.can_focus = self.buffer is not None
        self.update_labels()

    def reveal(self) -> None:
        """Show the text of the closed entry, if there is one.

        Raises:
            JournalError: if the journal cannot be read.
        """
        if self.closed_entry:
            self.revealed_id = self.closed_entry.id
            self.show_entry(self.revealed_id)

    def show_draft(self, entry: Entry, draft: Draft) -> None:
        """Show an entry with the text of a draft, also a private one. The text shown before must be saved."""
        self.revealed_id = entry.id if entry.private else None
        self._fill(entry, draft)

    def mark_found(self, finder: Finder | None) -> None:
        """Mark the words that are searched for; None marks nothing."""
        self.editor.mark_found(finder)

    def _fill(self, entry: Entry, draft: Draft | None) -> None:
        editor = self.editor
        self.opened.entry_id = entry.id
        self.closed_entry = None
        self.buffer = EntryBuffer(self.opened.journal, entry, draft, lambda: editor.text, self.schedule_save)
        editor.show(self.buffer.displayed)
        self.buffer.set_loaded()

    # Labels

    def update_labels(self) -> None:
        """Show title and save state in the border, and the open topics under the text.

        Raises:
            JournalError: if the journal cannot be read.
        """
        if not self.is_ready:
            return
        self.query_one("#closed").display = self.closed_entry is not None
        self.editor.display = self.closed_entry is None
        if self.buffer is None:
            self.border_title = self._kind_and_day(self.closed_entry) if self.closed_entry else None
            self.border_subtitle = None
            self.query_one("#bring").set_class(True, "-nothing")
            self.shown_error = self.save_error
            return
        self.border_title = Content(self._title_of(self.buffer.entry))
        self._show_topics(self.buffer.entry)
        self._update_count_and_state()

    def _title_of(self, entry: Entry) -> str:
        """Return the title for the border, in a wide terminal with kind and day; if discreet, only those."""
        is_wide, kind_and_day = self.app.size.width >= WIDE, self._kind_and_day(entry)
        if self.opened.settings.discreet or (not is_wide and not entry.title and not entry.body.strip()):
            return kind_and_day
        # A private entry is open here on purpose.
        title = one_line(entry.full_title)
        if entry.version_of:
            title = ANOTHER_VERSION.format(title)
        return f"{title}  ·  {kind_and_day[0].lower()}{kind_and_day[1:]}" if is_wide else title

    def _kind_and_day(self, entry: Entry) -> str:
        """Return kind and day, in a wide terminal with the number of a session."""
        today, is_wide = self.opened.today(), self.app.size.width >= WIDE
        number = self._session_number(entry) if is_wide else None
        day = say_long(entry.date, today) if is_wide else say_day(entry.date, today)
        return KIND_NAMES[entry.kind] + (f" {number}" if number else "") + f", {day}"

    def _session_number(self, entry: Entry) -> int | None:
        return self.line.session if self.line and self.line.id == entry.id else None

    def _show_topics(self, entry: Entry) -> None:
        """Show the topics that were brought from this entry and are open."""
        topics = self.opened.journal.topics.open_from(entry.id)
        self._topic_count = len(topics)
        bring = self.query_one("#bring", Static)
        bring.set_class(not topics, "-nothing")
        if topics:
            bring.border_title = "Bring next time"
            arrow = Content.styled("→  ", "$accent")
            lines = (arrow + Content(one_line(topic.text)[:TOPIC_LENGTH]) for topic in topics)
            bring.update(Content("\n").join(lines))

    def _update_count_and_state(self) -> None:
        """Count the words and show the state; not at every key, since the whole text is read."""
        self._word_count = self.editor.words
        self._update_state()

    def _update_state(self) -> None:
        """Show the state and the last word count; done at every key, so it reads nothing."""
        if self.buffer is None:
            return
        words = f"{self._word_count} word{'' if self._word_count == 1 else 's'}"
        parts = [
            f"→ {self._topic_count} to bring" if self._topic_count else "",
            words if self.opened.settings.word_count else "",
            self.buffer.state,
        ]
        if self.buffer.save_error:
            # It must not be cut off at the end of a line of less important parts.
            parts = [self.buffer.state]
        self.border_subtitle = " · ".join(part for part in parts if part)
        self.shown_error = self.save_error

    # Saving

    def on_text_area_changed(self, message: Message) -> None:
        """Save what was typed, after a short while."""
        message.stop()
        if self.buffer:
            self.buffer.mark_typed()
            self._update_state()

    def schedule_save(self) -> None:
        """Save a draft in `DRAFT_SECONDS`, and again until all is saved; no timer runs while nothing is unsaved."""
        if not self._is_save_scheduled:
            self._is_save_scheduled = True
            self.set_timer(DRAFT_SECONDS, self._save_draft)

    def _save_draft(self) -> None:
        self._is_save_scheduled = False
        if self.buffer is None:
            return
        before = self.buffer.state
        self.buffer.save_draft_if_due()
        if self.buffer.state != before:
            self._update_count_and_state()
            if not self.is_writing and not self.buffer.save_error:
                self.post_message(self.DraftSaved())
        if self.buffer.has_unsaved_text:
            self.schedule_save()

    def save(self) -> SavedText | None:
        """Make the typed text the text of its entry.

        Returns:
            What was saved; None if there was nothing to save.

        Raises:
            JournalError, UnusableText: if it cannot be saved; the text stays in the editor.
        """
        if self.buffer is None:
            return None
        try:
            return self.buffer.save()
        except TROUBLE:
            self._update_state()
            raise

    # Writing

    def begin_writing(self) -> bool:
        """Focus the editor, with the cursor at the end, or under the first heading of a new session.

        Returns:
            False if there is no text, or only the beginning of one that is too long to be changed.
        """
        if self.buffer is None:
            return False
        self.buffer.accept_draft()
        if self.buffer.is_read_only:
            return False
        editor = self.editor
        # Before the focus comes: a text that can only be read has no cursor to move.
        editor.open_for_writing(True)
        editor.focus()
        if editor.cursor_location == (0, 0) and editor.text:
            is_new = self.buffer.entry.body == new_session_text()
            editor.move_cursor((1, 0) if is_new else editor.document.end)
        return True

    def follow_focus(self) -> None:
        """Let the text be changed while the editor has the focus, and only be read otherwise."""
        if self.buffer and self.is_writing:
            self.buffer.accept_draft()
        if self.is_ready:
            can_change = self.is_writing and self.buffer is not None and not self.buffer.is_read_only
            self.editor.open_for_writing(can_change)

    def insert_prompt(self, entry: Entry) -> bool:
        """Insert the next prompt that fits the occasion of the entry that is written.

        Returns:
            False if all of them are in the text already.

        Raises:
            JournalError: if the journal cannot be read.
        """
        coming = self.opened.journal.appointments.next(entry.date) if entry.kind == "between" else None
        soon = coming is not None and coming.date - entry.date <= dt.timedelta(days=1)
        self.editor.prompts = PROMPTS_FOR[occasion(entry.kind, self._session_number(entry), soon=soon)]
        return bool(self.editor.insert_prompt())
