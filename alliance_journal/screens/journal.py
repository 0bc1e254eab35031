"""Journal: the list of sessions and notes, and the one text each is written in."""

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from alliance_journal import commands
from alliance_journal.domain.dates import When, say_day, say_long
from alliance_journal.domain.journal import KIND_NAMES, Draft, Entry, EntryKind, Therapist
from alliance_journal.domain.starters import SESSION_HEADINGS
from alliance_journal.domain.text import one_line
from alliance_journal.screens.everywhere import Page
from alliance_journal.screens.forms import EntryDetails, EntryForm
from alliance_journal.screens.left import LeftDrafts
from alliance_journal.screens.place import TROUBLE, bindings
from alliance_journal.screens.saving import DRAFT_SECONDS
from alliance_journal.screens.tension import ask_about_tension
from alliance_journal.screens.unfinished import Unfinished
from alliance_journal.screens.writing import Writing
from alliance_journal.store import writers
from alliance_journal.store.entries import ENTRY_FILTERS, EntryFilter
from alliance_journal.store.journal import Journal
from alliance_journal.widgets.entries import EntryList
from alliance_journal.widgets.frame import KeyLine
from alliance_journal.widgets.notes import HEADING, NoteEditor
from alliance_journal.widgets.rows import RowList

ONE_TOPIC = 500
"""Characters of a topic under the note; all of it stands on Prepare."""
NOTHING_YET = "Nothing here yet. Press n after your next session, or now."
NOTHING_FOUND = "No note has these words."
TOO_LONG = (
    "One line of this note is too long to be written in here. It is kept whole, and an export holds all of it. "
    "To go on, press a for another note."
)
NOTHING_SHOWN = "No note is in this filter. Press f for the next one."


class JournalScreen(Page):
    """Choose on the left, read and write on the right."""

    PLACE: ClassVar[commands.Place] = "journal"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("journal"), *bindings("writing")]

    writing: Writing | None = None
    shown: EntryFilter = "all"
    trashed: tuple[str, ...] = ()
    to_bring: int = 0
    stale: bool = False
    """Whether a text was kept since the list was read."""

    def compose_page(self) -> ComposeResult:
        """Two panes; below 76 columns one of them at a time."""
        with Horizontal(id="panes"):
            with Vertical(id="list-pane", classes="pane"):
                yield Input(placeholder="Search your notes", id="search", compact=True)
                yield Static(id="nothing", classes="quiet")
                yield EntryList(id="entries")
            with Vertical(id="note-pane", classes="pane"):
                yield NoteEditor(id="note")
                yield Static(id="bring")

    @property
    def entries(self) -> EntryList:
        """The list."""
        return self.query_one(EntryList)

    @property
    def editor(self) -> NoteEditor:
        """The text."""
        return self.query_one(NoteEditor)

    @property
    def is_writing(self) -> bool:
        """Whether keys go into the text."""
        return self.editor.has_focus

    def on_mount(self) -> None:
        """Begin in the list, and save what is typed from now on."""
        self.entries.focus()
        self.set_interval(DRAFT_SECONDS, self._tick)

    def on_resize(self, event: events.Resize) -> None:
        """Two lines an entry where there is room."""
        if not self.is_attached:
            return
        self.entries.row_height = 3 if event.size.width >= 100 and event.size.height >= 32 else 1
        self._say_what_this_is()

    # Reading

    def reread(self) -> None:
        """Show the list, and the text of the entry looked at unless it is being written."""
        self.stale = False
        search = self.query_one("#search", Input).value.strip()
        lines = self.desk.journal.lines(search, self.shown)
        entries = self.entries
        entries.today, entries.discreet = self.desk.today(), self.desk.settings.discreet
        entries.show_rows(lines, self.desk.entry_id)
        nothing = self.query_one("#nothing", Static)
        nothing.display = not lines
        nothing.update(NOTHING_FOUND if search else NOTHING_YET if self.shown == "all" else NOTHING_SHOWN)
        pane = self.query_one("#list-pane")
        pane.border_title = "Sessions" if self.shown == "all" else self.shown.capitalize()
        if not self.is_writing:
            self._show_entry(entries.current.id if entries.current else None)
        self._say_what_this_is()

    def _show_entry(self, entry_id: str | None) -> None:
        """Put an entry's text into the editor, once the one before is kept."""
        if not self.keep():
            return
        editor = self.editor
        if entry_id is None:
            self.writing = None
            self.desk.entry_id = None
            self._put_in_editor("")
        else:
            entry = self.desk.journal.entry(entry_id)
            if self.writing and self.writing.shows(entry, self.desk.journal.drafts()):
                return
            self._load(entry, self._draft_of(entry))
        editor.can_focus = self.writing is not None

    def _draft_of(self, entry: Entry) -> Draft | None:
        """What is to be shown in the place of the entry's text: a draft of this run, or one that was left.

        Not one that was left where the entry's text is another by now: the newer text is what one looks for, and
        the draft is offered at the start.
        """
        drafts = [draft for draft in self.desk.journal.drafts() if draft.entry_id == entry.id]
        mine = [draft for draft in drafts if draft.writer == writers.mine()]
        return next(iter(mine or [draft for draft in drafts if draft.base == entry.body]), None)

    def _load(self, entry: Entry, draft: Draft | None) -> None:
        editor = self.editor
        self.desk.entry_id = entry.id
        self.writing = Writing(self.desk.journal, entry, draft, lambda: editor.text)
        self._put_in_editor(self.writing.beginning)
        self.writing.settle()

    def _put_in_editor(self, text: str) -> None:
        editor = self.editor
        with editor.prevent(TextArea.Changed):
            editor.load_text(text)
        # Textual draws it again by itself only where the number of lines, or their width, is another.
        editor.refresh()

    def _say_what_this_is(self) -> None:
        """Title, state and what there is to bring, in the borders."""
        pane = self.query_one("#note-pane")
        if self.writing is None:
            pane.border_title = pane.border_subtitle = None
            self.query_one("#bring").set_class(True, "-nothing")
            return
        pane.border_title = Content(self._title_of(self.writing.entry))
        self._say_topics(self.writing.entry)
        self._say_state()

    def _title_of(self, entry: Entry) -> str:
        """What stands over the text: its title, and where there is room what it is; when discreet, only that."""
        today, wide = self.desk.today(), self.size.width >= 100
        line = self.entries.current
        number = f" {line.session}" if wide and line and line.id == entry.id and line.session else ""
        day = say_long(entry.date, today) if wide else say_day(entry.date, today)
        if self.desk.settings.discreet or (not wide and not entry.title and not entry.body.strip()):
            return f"{KIND_NAMES[entry.kind]}{number}, {day}"
        title = one_line(entry.shown_title)
        return f"{title}  ·  {KIND_NAMES[entry.kind].lower()}{number}, {day}" if wide else title

    def _say_topics(self, entry: Entry) -> None:
        """What was brought from this note and is still open."""
        topics = [t for t in self.desk.journal.topics() if t.state == "open" and t.from_entry == entry.id]
        self.to_bring = len(topics)
        bring = self.query_one("#bring", Static)
        bring.set_class(not topics, "-nothing")
        bring.border_title = "Bring next time"
        arrow = Content.styled("→  ", "$accent")
        bring.update(Content("\n").join(arrow + Content(one_line(topic.text)[:ONE_TOPIC]) for topic in topics))

    def _say_state(self) -> None:
        """The number of words and whether they are saved; said at every key, so nothing is read here."""
        if self.writing is None:
            return
        words = self.editor.words
        parts = [
            f"→ {self.to_bring} to bring" if self.to_bring else "",
            f"{words} word{'' if words == 1 else 's'}" if self.desk.settings.word_count else "",
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

    # Writing

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Show the entry the cursor is on."""
        message.stop()
        with self.calmly():
            if self.entries.current and not self.is_writing:
                self._show_entry(self.entries.current.id)
                self._say_what_this_is()

    def on_row_list_clicked(self) -> None:
        """A second click opens the note."""
        self.action_write()

    def on_descendant_focus(self) -> None:
        """The keys below follow the focus; in the text, the text can be changed."""
        if self.writing and self.is_writing:
            self.writing.go_on()
        self.query_one(KeyLine).show_place(self.place_now())
        self.editor.open_for_writing(self.is_writing and self.writing is not None and not self.writing.only_read)
        self.query_one("#panes").set_class(self.is_writing, "-writing")

    def on_descendant_blur(self) -> None:
        """What was written is kept whenever the text is left."""
        if self.writing and not self.is_writing and self.keep() and self.stale:
            with self.calmly():
                self.reread()

    def on_screen_suspend(self) -> None:
        """What was written is kept before another page or a card comes."""
        self.keep()

    def place_now(self) -> commands.Place:
        """Writing, or the list."""
        return "writing" if self.is_writing else "journal"

    def on_text_area_changed(self) -> None:
        """Something was typed."""
        if self.writing:
            self.writing.typed()
            self._say_state()

    def _tick(self) -> None:
        if self.writing:
            before = self.writing.state
            self.writing.tick()
            if self.writing.state != before:
                self._say_state()
                if not self.is_writing and not self.writing.trouble and self.keep():
                    with self.calmly():
                        self.reread()

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
        if kept and kept.beside:
            self.desk.entry_id = kept.entry.id
            self.say("This note was changed elsewhere meanwhile. Both versions are kept, one beside the other.")
        return True

    def carry_over(self, copy: Journal) -> None:
        """Put into a copy the text this journal could not take."""
        if self.writing:
            self.writing.carry_over(copy)

    def carried_over(self) -> None:
        """A copy has it."""
        if self.writing:
            self.writing.carried_over()

    def action_write(self) -> None:
        """Write in the note, at its end or under its first heading."""
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

    def action_done(self) -> None:
        """Back to the list; from the search, with all entries in it again."""
        search = self.query_one("#search", Input)
        if search.has_focus:
            search.value = ""
        self.entries.focus()

    def action_bring(self) -> None:
        """Copy the line or the selection to the list of what to bring."""
        if self.writing is None or not self.is_writing:
            self.say("Open the note with ⏎ first; then ^b brings the line with the cursor.")
            return
        text = self.editor.line_or_selection
        if not text:
            self.say("This line is empty. Go to the line you would like to bring.")
            return
        self.bring(text, self.writing.entry.id)
        self._say_what_this_is()

    def action_prompt(self) -> None:
        """Put in a gentle prompt."""
        if self.is_writing and not self.editor.insert_prompt():
            self.say("All prompts are in this note already.")

    # Entries

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#search", Input).focus()

    def on_input_changed(self) -> None:
        """Look while it is typed."""
        with self.calmly():
            self.reread()

    def on_input_submitted(self) -> None:
        """On to what was found."""
        self.entries.focus()

    def action_filter(self) -> None:
        """The next filter, round and round."""
        self.shown = ENTRY_FILTERS[(ENTRY_FILTERS.index(self.shown) + 1) % len(ENTRY_FILTERS)]
        with self.calmly():
            self.reread()

    def action_new_session(self) -> None:
        """A new session: today, with the therapist of the sessions looked at, where it was last time."""
        self._ask_new("session")

    def action_new_note(self) -> None:
        """A note between sessions."""
        self._ask_new("between")

    def _ask_new(self, kind: EntryKind) -> None:
        with self.calmly():
            therapist = self.desk.therapist() if kind == "session" else None
            last = self.desk.journal.sessions(therapist.id)[-1:] if therapist else ()
            details = EntryDetails(
                When(self.desk.today()), therapist.name if therapist else "", last[0].medium if last else None
            )
            known = tuple(one_line(t.name) for t in self.desk.journal.therapists())
            form = EntryForm(
                kind,
                details,
                "today",
                self.desk.today(),
                known,
                lambda filled: self._new(kind, filled),
                Unfinished(self.desk.journal, f"entry/new/{kind}"),
            )
            self.app.push_screen(form, self._go_to_new)

    def _new(self, kind: EntryKind, filled: EntryDetails) -> None:
        therapist = self._therapist(filled.therapist)
        entry = self.desk.journal.add_entry(
            kind,
            filled.when.day,
            clock=filled.when.time,
            therapist_id=therapist.id if therapist else None,
            medium=filled.medium,
            title=filled.title,
            body=new_session_text() if kind == "session" else "",
            tags=filled.tags,
        )
        self.desk.entry_id = entry.id

    def _go_to_new(self, filled: EntryDetails | None) -> None:
        if filled is None:
            return
        self.query_one("#search", Input).value = ""
        self.shown = "all"
        self.entries.focus()
        self.look_again()
        self.call_after_refresh(self.action_write)

    def _therapist(self, name: str) -> Therapist | None:
        """The therapist of this name, added where it is new."""
        if not name:
            return None
        return self.desk.journal.therapist_named(name) or self.desk.journal.add_therapist(name)

    def action_details(self) -> None:
        """Title, day, therapist, where, tags."""
        if self.writing is None:
            return
        with self.calmly():
            entry = self.writing.entry
            therapists = {t.id: t.name for t in self.desk.journal.therapists()}
            details = EntryDetails(
                When(entry.date),
                therapists.get(entry.therapist_id or "", ""),
                entry.medium,
                entry.title,
                entry.tags,
            )
            day = entry.date.isoformat() + (f" {entry.time:%H:%M}" if entry.time else "")
            form = EntryForm(
                entry.kind,
                details,
                day,
                self.desk.today(),
                tuple(therapists.values()),
                lambda filled: self._change(entry, details, filled),
                Unfinished(self.desk.journal, f"entry/{entry.id}"),
            )
            self.app.push_screen(form, lambda _: self.look_again())

    def _change(self, entry: Entry, shown: EntryDetails, filled: EntryDetails) -> None:
        changed = replace(entry, date=filled.when.day, time=filled.when.time, title=filled.title, tags=filled.tags)
        if entry.kind != "between":
            # A note is not asked whom it is with, and a name left as it was is still the same person.
            changed = replace(changed, medium=filled.medium)
            if filled.therapist != shown.therapist:
                therapist = self._therapist(filled.therapist)
                changed = replace(changed, therapist_id=therapist.id if therapist else None)
        self.desk.journal.change_details(changed)

    def action_tension(self) -> None:
        """There was tension, or it was talked through."""
        if self.writing is None or self.writing.entry.kind != "session":
            self.say("Tension is marked at a session.")
            return
        with self.calmly():
            ask_about_tension(self, self.writing.entry)

    def action_trash(self) -> None:
        """Put the entry in the trash; u takes it back."""
        line = self.entries.current
        if line is None or not self.entries.has_focus:
            return
        with self.calmly():
            if not self.keep():
                return
            self.desk.journal.put_in_trash(line.id)
            self.trashed = (*self.trashed, line.id)
            self.writing, self.desk.entry_id = None, None
            self.look_again()
            self.say("In the trash. Press u to take it back.")

    def action_undo(self) -> None:
        """Take the last one out of the trash."""
        if not self.trashed:
            self.say("Nothing was deleted since the app was opened.")
            return
        with self.calmly():
            *rest, last = self.trashed
            self.desk.journal.take_back(last)
            self.trashed = tuple(rest)
            self.desk.entry_id = last
            self.look_again()

    async def action_checklist(self) -> None:
        """The checklist of this session."""
        await self.app.run_action("go('checklist')")

    # Drafts left over from a sudden end

    def offer_draft(self) -> None:
        """Ask about every text that was being written when the app ended suddenly."""
        LeftDrafts(self, self.go_on_with, self.action_write).offer()

    def go_on_with(self, draft: Draft, keeping: bool) -> bool:
        """Open a note with the text that was being written when the app ended.

        Args:
            draft: the text; it stays a draft until somebody writes in it, or goes on with another one.
            keeping: whether the note in sight was opened in this way, too.

        Returns:
            Whether that could be done.
        """
        if keeping and self.writing:
            self.writing.go_on()
        with self.calmly():
            if self.keep():
                self._load(self.desk.journal.entry(draft.entry_id), draft)
                self.reread()
                return True
        return False


def new_session_text() -> str:
    """What a new session begins with: a few short headings."""
    return "\n\n".join(f"{HEADING}{heading}\n" for heading in SESSION_HEADINGS)
