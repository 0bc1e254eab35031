"""The text of the entry in sight: shown, kept while it is typed, and said in the borders where it stands."""

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.dates.parse import say_day, say_long
from alliance_journal.domain.headings import words_alone
from alliance_journal.domain.models import ANOTHER_VERSION, KIND_NAMES, Draft, Entry, Excerpt, Unsaved
from alliance_journal.domain.text import one_line
from alliance_journal.domain.writing_prompts import PROMPTS_FOR, occasion
from alliance_journal.store.core import draft_owner
from alliance_journal.store.journal import Journal
from alliance_journal.ui.base_page import TROUBLE
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS
from alliance_journal.ui.journal.entry_actions import EntryPage, new_session_text
from alliance_journal.ui.journal.entry_buffer import EntryBuffer

if TYPE_CHECKING:
    from alliance_journal.ui.journal.note_editor import NoteEditor

CLOSED = "A raw note. Press ⏎ to open it."
ONE_TOPIC = 500
"""Characters of a topic under the note; all of it stands on Prepare."""
TOO_LONG = (
    "One line of this note is too long to be written in here. It is kept whole, and an export holds all of it. "
    "To go on, press a for another note."
)


class EditorPage(EntryPage):
    """A page with a list of entries and the text of one of them.

    Attributes:
        to_bring: how many topics of the entry in sight are open.
        stale: whether a text was kept since the list was read.
        revealed_id: id of the private entry that was opened on purpose, until the cursor or the page leaves it.
        closed: the raw entry with the cursor, of which nothing is shown.
    """

    to_bring: int = 0
    stale: bool = False
    revealed_id: str | None = None
    closed: Entry | None = None
    _is_soon: bool = False
    _words: int = 0
    _editor: "NoteEditor | None" = None

    @property
    def is_whole(self) -> bool:
        """Whether there is a text on the page: it comes behind the list."""
        return self._editor is not None

    @property
    def editor(self) -> "NoteEditor":
        """The text; only once the page is whole."""
        assert self._editor
        return self._editor

    @property
    def is_writing(self) -> bool:
        """Whether keys go into the text."""
        return self._editor is not None and self._editor.has_focus

    async def add_note(self) -> None:
        """Mount the note beside the list. The list is on the screen by then: loading an editor takes a while."""
        from alliance_journal.ui.journal.note_editor import NoteEditor

        closed, editor = Static(CLOSED, id="closed", classes="quiet"), NoteEditor(id="note")
        closed.display = False
        await self.query_one("#note-pane").mount(closed, editor, Static(id="bring", classes="-nothing"))
        # The page may have been removed meanwhile.
        if editor.is_attached:
            self._editor = editor

    def _show_entry(self, entry_id: str | None) -> None:
        """Put an entry's text into the editor, once the one before is kept."""
        if not self.is_whole or not self.keep():
            return
        if entry_id != self.revealed_id:
            self.revealed_id = None
        entry = self.opened.journal.entries.get(entry_id) if entry_id else None
        if entry is None or (entry.private and self.revealed_id is None):
            self._show_nothing_of(entry)
        elif not (self.writing and self.writing.shows(entry, self.opened.journal.drafts.list())):
            self._load(entry, self._draft_of(entry))
        self.editor.can_focus = self.writing is not None

    def _show_nothing_of(self, entry: Entry | None) -> None:
        """No entry, or a raw one that is closed."""
        self.writing, self.closed = None, entry
        self.opened.entry_id = entry.id if entry else None
        self.editor.show("")

    @property
    def _shown_id(self) -> str | None:
        """The entry whose text is shown, or that is closed."""
        shown = self.writing.entry if self.writing else self.closed
        return shown.id if shown else None

    @property
    def shows_entry(self) -> bool:
        """Whether it is the text of the entry looked at."""
        return self._shown_id == self.opened.entry_id

    def show_current(self) -> None:
        """Show the entry with the cursor now: a key can come before what moved the cursor was said."""
        line = self.entries.current
        if line and not self.is_writing and line.id != self._shown_id:
            with self.report_errors():
                self._show_entry(line.id)
                self._say_what_this_is()

    def _open_raw(self) -> None:
        """Show the raw entry with the cursor, because somebody asked for it."""
        self.show_current()
        if self.closed:
            self.revealed_id = self.closed.id
            with self.report_errors():
                self._show_entry(self.revealed_id)
                self._say_what_this_is()

    def _draft_of(self, entry: Entry) -> Draft | None:
        """What is to be shown in the place of the entry's text: a draft of this run, or one that was left.

        Not one that was left where the entry's text is another by now: the newer text is what one looks for, and
        the draft is offered at the start.
        """
        drafts = [draft for draft in self.opened.journal.drafts.list() if draft.entry_id == entry.id]
        mine = [draft for draft in drafts if draft.writer == draft_owner.mine()]
        return next(iter(mine or [draft for draft in drafts if draft.base == entry.body]), None)

    def _load(self, entry: Entry, draft: Draft | None) -> None:
        editor = self.editor
        self.opened.entry_id = entry.id
        self.closed = None
        self.writing = EntryBuffer(self.opened.journal, entry, draft, lambda: editor.text, self.save_soon)
        editor.show(self.writing.beginning)
        self.writing.settle()

    def _say_what_this_is(self) -> None:
        """Title, state and what there is to bring, in the borders."""
        if not self.is_whole:
            return
        pane = self.query_one("#note-pane")
        self.query_one("#closed").display = self.closed is not None
        self.editor.display = self.closed is None
        if self.writing is None:
            pane.border_title = pane.border_subtitle = None
            if self.closed:
                pane.border_title = self._kind_and_day(self.closed)
            self.query_one("#bring").set_class(True, "-nothing")
            return
        pane.border_title = Content(self._title_of(self.writing.entry))
        self._say_topics(self.writing.entry)
        self._count_and_say()

    def _title_of(self, entry: Entry) -> str:
        """What stands over the text: its title, and where there is room what it is; when discreet, only that."""
        wide, said = self.size.width >= 100, self._kind_and_day(entry)
        if self.opened.settings.discreet or (not wide and not entry.title and not entry.body.strip()):
            return said
        # A raw one is open here on purpose.
        title = one_line(entry.full_title)
        if entry.version_of:
            title = ANOTHER_VERSION.format(title)
        return f"{title}  ·  {said[0].lower()}{said[1:]}" if wide else title

    def _kind_and_day(self, entry: Entry) -> str:
        """What it is, with the number of a session where there is room, and its day."""
        today, wide = self.opened.today(), self.size.width >= 100
        number = self._number_of(entry) if wide else None
        day = say_long(entry.date, today) if wide else say_day(entry.date, today)
        return KIND_NAMES[entry.kind] + (f" {number}" if number else "") + f", {day}"

    def _number_of(self, entry: Entry) -> int | None:
        line = self.entries.current
        return line.session if line and line.id == entry.id else None

    def _say_topics(self, entry: Entry) -> None:
        """What was brought from this note and is still open."""
        topics = self.opened.journal.topics.open_from(entry.id)
        self.to_bring = len(topics)
        bring = self.query_one("#bring", Static)
        bring.set_class(not topics, "-nothing")
        if topics:
            bring.border_title = "Bring next time"
            arrow = Content.styled("→  ", "$accent")
            bring.update(Content("\n").join(arrow + Content(one_line(topic.text)[:ONE_TOPIC]) for topic in topics))

    def _count_and_say(self) -> None:
        """Where the text stands, its words counted anew: not at every key, since all of it is looked at."""
        self._words = self.editor.words
        self._say_state()

    def _say_state(self) -> None:
        """The number of words and whether they are saved; said at every key, so nothing is read here."""
        if self.writing is None:
            return
        parts = [
            f"→ {self.to_bring} to bring" if self.to_bring else "",
            f"{self._words} word{'' if self._words == 1 else 's'}" if self.opened.settings.word_count else "",
            self.writing.state,
        ]
        if self.writing.trouble:
            # It must not be cut off at the end of a line of lesser things.
            parts = [self.writing.state]
        self.query_one("#note-pane").border_subtitle = " · ".join(part for part in parts if part)
        self.show_warning()

    @property
    def warning(self) -> str:
        """That it can only be read, or why what was typed is not saved."""
        trouble = self.writing.trouble if self.writing else None
        return super().warning or (trouble.sentence if trouble else "")

    def on_text_area_changed(self) -> None:
        """Something was typed."""
        if self.writing:
            self.writing.typed()
            self._say_state()

    def save_soon(self) -> None:
        """Put a draft on the disk before long, and go on until it is there; at rest, no clock runs."""
        if not self._is_soon:
            self._is_soon = True
            self.set_timer(DRAFT_SECONDS, self._save)

    def _save(self) -> None:
        self._is_soon = False
        if self.writing is None:
            return
        before = self.writing.state
        self.writing.tick()
        if self.writing.state != before:
            self._count_and_say()
            if not self.is_writing and not self.writing.trouble and self.keep():
                with self.report_errors():
                    self.load()
        if self.writing and self.writing.waits:
            self.save_soon()

    def keep(self) -> bool:
        """Make what was typed part of its entry."""
        if self.writing is None:
            return True
        try:
            kept = self.writing.keep()
        except TROUBLE as error:
            self.say(str(error))
            self._say_state()
            return False
        if kept:
            self.stale = True
        if kept and kept.is_new_entry:
            self.opened.entry_id = kept.entry.id
            self.say("This note was changed elsewhere meanwhile. Both versions are kept, one beside the other.")
        return True

    def unsaved(self) -> list[Unsaved]:
        """The text of the note, where it is not saved yet."""
        return self.writing.unsaved() if self.writing else []

    def carry_over(self, copy: Journal) -> None:
        """Put into a copy the text this journal could not take."""
        if self.writing:
            self.writing.carry_over(copy)

    def carried_over(self) -> None:
        """A copy has it."""
        if self.writing:
            self.writing.carried_over()

    def action_write(self) -> None:
        """Write in the note, at its end or under its first heading; a raw one is opened first."""
        self._open_raw()
        if self.writing is None:
            return
        self.writing.go_on()
        if self.writing.only_read:
            self.say(TOO_LONG)
            return
        editor = self.editor
        # Before the focus comes: a text that can only be read has no cursor to move.
        editor.open_for_writing(True)
        editor.focus()
        if editor.cursor_location == (0, 0) and editor.text:
            empty = self.writing.entry.body == new_session_text()
            editor.move_cursor((1, 0) if empty else editor.document.end)

    def action_bring(self) -> None:
        """Copy the line or the selection to the list of what to bring."""
        if self.writing is None or not self.is_writing:
            self.say("Open the note with ⏎ first; then ^b brings the line with the cursor.")
            return
        text = self.editor.line_or_selection
        if not text:
            self.say("This line is empty. Go to the line you would like to bring.")
            return
        with self.report_errors():
            self.put_on_list(text, self.writing.entry.id)
            self._say_what_this_is()

    def action_quote(self) -> None:
        """Words for the page: the selection or the line while writing, else a copy of all of it to cut down."""
        if self.writing is None or not self.is_writing:
            if self.keep() and (entry := self.entry_in_sight()):
                self._ask_for_excerpt(words_alone(entry.body), entry)
            return
        if text := self.editor.line_or_selection:
            self._ask_for_excerpt(text, self.writing.entry)
        else:
            self.say("This line is empty. Go to the line you would like to show.")

    def _ask_for_excerpt(self, text: str, source: Entry) -> None:
        """Show the form for an excerpt that begins with text of an entry."""
        from alliance_journal.ui.dialogs.excerpt_form import new_excerpt_form

        with self.report_errors():
            self.app.push_screen(new_excerpt_form(self.opened, text, source), self._excerpt_added)

    def _excerpt_added(self, excerpt: Excerpt | None) -> None:
        from alliance_journal.ui.dialogs.excerpt_form import excerpt_added_notice

        if excerpt:
            self.reload()
            self.say(excerpt_added_notice(excerpt))

    def action_move_line(self) -> None:
        """Put the line or the selection on the list of what to bring, and take it out of the text."""
        if self.writing is None or not self.is_writing:
            return
        text = self.editor.line_or_selection
        if not text:
            self.say("This line is empty. Go to the line you would like to move.")
            return
        with self.report_errors():
            self.put_on_list(text, self.writing.entry.id)
            # Only what is on the list is taken out.
            self.editor.take_out()
            self._say_what_this_is()

    def action_prompt(self) -> None:
        """Put in a gentle prompt that fits the occasion."""
        if self.writing is None or not self.is_writing:
            return
        with self.report_errors():
            entry = self.writing.entry
            coming = self.opened.journal.appointments.next(entry.date) if entry.kind == "between" else None
            soon = coming is not None and coming.date - entry.date <= timedelta(days=1)
            self.editor.prompts = PROMPTS_FOR[occasion(entry.kind, self._number_of(entry), soon=soon)]
            if not self.editor.insert_prompt():
                self.say("All prompts are in this note already.")
