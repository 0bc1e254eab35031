"""The Journal page: the list of sessions and notes on the left, the note at its cursor on the right."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from alliance_journal.domain.headings import words_alone
from alliance_journal.domain.models import Appointment, Entry, EntryKind, Excerpt, Unsaved
from alliance_journal.store.journal import Journal
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.journal.editor_pane import NoteEditorPane
from alliance_journal.ui.journal.entry_browser import EntryBrowser
from alliance_journal.ui.journal.entry_buffer import changed_drafts
from alliance_journal.ui.journal.entry_list_pane import EntryList, EntryListPane
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.terminal.key_queue import TIMEOUT_SECONDS, drain

if TYPE_CHECKING:
    from alliance_journal.ui.dialogs.entry_form import EntryDetails
    from alliance_journal.ui.journal.straight_after_form import StraightAfter

LETTER = "A letter that is not sent"


class JournalScreen(BasePage):
    """Connects the list of entries and the note with the dialogs.

    Attributes:
        browser: the list and the note.
        trashed_ids: ids of the entries that were put in the trash on this page, latest last.
    """

    AUTO_FOCUS = "#entries"
    PLACE: ClassVar[commands.CommandPlace] = "journal"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("journal"), *bindings("writing")]

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(opened)
        self.browser = EntryBrowser(opened)
        self.trashed_ids: list[str] = []

    def compose_page(self) -> ComposeResult:
        """Yield the list and the note."""
        yield self.browser

    @property
    def entries(self) -> EntryList:
        """The list."""
        return self.browser.entries

    @property
    def list_pane(self) -> EntryListPane:
        """The list with search field and offer."""
        return self.browser.list_pane

    @property
    def note_pane(self) -> NoteEditorPane:
        """The note."""
        return self.browser.note_pane

    def on_mount(self) -> None:
        """Mount the editor after the first paint, and follow its save errors."""
        self.watch(self.note_pane, "shown_error", self.show_warning, init=False)
        self.watch(self.entries, "cursor", self.show_keys, init=False)
        # As the program starts, nothing is drawn before the app's own queue is read.
        self.app.call_later(self.call_after_refresh, self.add_note)

    async def add_note(self) -> None:
        """Mount the editor."""
        await self.browser.mount_editor()

    def on_resize(self) -> None:
        """Fit the list and the title of the note to the terminal."""
        if self.is_attached:
            self.list_pane.fit()
            with self.report_errors():
                self.note_pane.update_labels()

    # Reading

    def load(self) -> None:
        """Show the list, and the entry at its cursor unless a note is being written."""
        self.browser.load()

    def reload(self) -> None:
        """Reload, and offer to write about an appointment that has no session yet."""
        super().reload()
        if self.is_mounted:
            with self.report_errors():
                self.list_pane.update_offer()

    def resume(self) -> None:
        """Offer to write about an appointment whose time has come since the page was left."""
        super().resume()
        self.list_pane.update_offer()

    @property
    def shows_selected_entry(self) -> bool:
        """True if the note is the selected entry."""
        return self.browser.shows_selected

    # Saving

    def save(self) -> bool:
        """Make what was typed part of its entry; report why it cannot be saved."""
        return self.browser.save()

    def unsaved(self) -> list[Unsaved]:
        """Return the text of the note if it is not saved yet."""
        return self.note_pane.buffer.unsaved() if self.note_pane.buffer else []

    def save_unsaved_in(self, copy: Journal) -> None:
        """Save in a copy the text that this journal could not take."""
        if self.note_pane.buffer:
            self.note_pane.buffer.save_unsaved_in(copy)

    def forget_unsaved(self) -> None:
        """Count the text as saved: a copy has it."""
        if self.note_pane.buffer:
            self.note_pane.buffer.forget_unsaved()

    @property
    def warning(self) -> str:
        """The sentence above the page: the journal can only be read, or why typed text is not saved."""
        error = self.note_pane.save_error
        return super().warning or (error.sentence if error else "")

    def on_screen_suspend(self) -> None:
        """Save what was written, and close a private note that was only read."""
        self.save()
        self.browser.close_private()

    # Moving in the page

    def current_place(self) -> commands.CommandPlace:
        """Return which keys apply: those of the note, or those of the list."""
        return "writing" if self.browser.is_writing else "journal"

    def most_wanted(self) -> tuple[str, ...]:
        """Return the checklist while the cursor of the list is at a session without answers."""
        line = self.entries.current
        is_open = line is not None and line.kind in ("session", "consultation") and not line.answered
        return ("journal.checklist",) if is_open and not self.browser.is_writing else ()

    def action_done(self) -> None:
        """Go back to the list; from the search field, clear it; in the list, decline the offer."""
        if self.list_pane.search.has_focus:
            self.list_pane.search.value = ""
        elif self.entries.has_focus and self.list_pane.decline_offer():
            self.reload()
        self.entries.focus()

    def show_selected(self) -> None:
        """List all entries, and show the selected one."""
        self.list_pane.search_for("")
        self.reload()

    async def leave_text(self) -> None:
        """Go from the note, or from the search field, to the list."""
        self.set_focus(self.entries)
        # The note is saved when it hears that the focus left it.
        await drain((*self.browser.query("*"), self.browser), TIMEOUT_SECONDS)

    async def show_entry(self, entry_id: str) -> None:
        """Leave the note that is being written, and show another one."""
        await self.leave_text()
        self.opened.entry_id = entry_id
        self.show_selected()

    # Searching

    def action_search(self) -> None:
        """Go to the search field."""
        self.list_pane.search.focus()

    def action_tags(self) -> None:
        """Show the tags; search for the one that is chosen."""
        from alliance_journal.ui.journal.tags_dialog import NO_TAGS, TagsDialog, as_searched

        with self.report_errors():
            if not self.save():
                return
            if tags := self.opened.journal.tags.list():
                dialog = TagsDialog(self.opened, tags)
                self.app.push_screen(
                    dialog, lambda name: self.list_pane.search_for(as_searched(name)) if name else None
                )
            else:
                self.say(NO_TAGS)

    def action_filter(self) -> None:
        """List the entries of the next filter."""
        self.list_pane.next_filter()
        with self.report_errors():
            self.load()

    # New entries

    def action_new_session(self) -> None:
        """Add a session: of the appointment that is offered, or of today."""
        self._show_new_entry_form("session", self.list_pane.offered)

    def action_new_note(self) -> None:
        """Add a note between sessions."""
        self._show_new_entry_form("between")

    def action_new_letter(self) -> None:
        """Add a letter that is not sent; it stays in the journal."""
        self._show_new_entry_form("letter", heading=LETTER)

    def _show_new_entry_form(
        self, kind: EntryKind, appointment: Appointment | None = None, heading: str = ""
    ) -> None:
        from alliance_journal.ui.journal.entry_actions import new_entry_form

        with self.report_errors():
            form = new_entry_form(self.opened, kind, appointment, heading)
            self.app.push_screen(form, self._write_new_entry)

    def _write_new_entry(self, filled: "EntryDetails | None") -> None:
        if filled is not None:
            self.show_selected()
            self.call_after_refresh(self.action_write)

    def action_straight_after(self) -> None:
        """Write three short texts about the session of today."""
        from alliance_journal.ui.journal.straight_after_form import say_where_saved, straight_after_form

        def show_saved(filled: "StraightAfter | None") -> None:
            if filled and not filled.is_empty:
                self.show_selected()
                self.say(say_where_saved(filled))

        if self.save():
            with self.report_errors():
                self.app.push_screen(straight_after_form(self.opened), show_saved)

    # The entry that is shown

    def action_details(self) -> None:
        """Change title, day, therapist, medium, tags and goal."""
        from alliance_journal.ui.journal.entry_actions import details_form

        if entry := self.browser.shown_entry():
            with self.report_errors():
                self.app.push_screen(details_form(self.opened, entry), lambda _: self.reload())

    def action_raw(self) -> None:
        """Make an entry private, or a private one that is open no longer private."""
        from alliance_journal.ui.journal.entry_actions import toggle_private

        line = self.entries.current
        if line is None or self.browser.shown_entry() is None:
            return
        with self.report_errors():
            if self.save():
                said = toggle_private(self.opened.journal, line.id)
                self.reload()
                self.say(said)

    def action_tension(self) -> None:
        """Note tension at the session at the cursor, or what became of it."""
        from alliance_journal.ui.journal.dialog_steps import show_step
        from alliance_journal.ui.journal.tension_dialog import NO_SESSION, tension_step

        line = self.entries.current
        if line is None or line.kind != "session":
            self.say(NO_SESSION)
            return
        with self.report_errors():
            if entry := self.browser.shown_entry():
                show_step(self, tension_step(self.opened, entry), self._reload_and_say)

    def _reload_and_say(self, sentence: str | None) -> None:
        """Reload after a dialog, and say what it did; nothing for an empty sentence."""
        self.reload()
        if sentence:
            self.say(sentence)

    async def action_checklist(self) -> None:
        """Go to the checklist of the selected session, or else of the latest one."""
        self.browser.show_current()
        await self.app.run_action("go('checklist', True)")

    def action_versions(self) -> None:
        """Show what the text was on other days."""
        from alliance_journal.ui.journal.versions_dialog import NONE_YET, VersionsDialog

        with self.report_errors():
            if (entry := self.browser.shown_entry()) is None or not self.save():
                return
            if versions := self.opened.journal.versions.list(entry.id):
                self.app.push_screen(VersionsDialog(self.opened, versions), self._show_restored)
            else:
                self.say(NONE_YET)

    def _show_restored(self, sentence: str | None) -> None:
        if sentence:
            self._reload_and_say(sentence)

    def action_trash(self) -> None:
        """Put the entry at the cursor in the trash."""
        line = self.entries.current
        if line is None or not self.entries.has_focus:
            return
        with self.report_errors():
            if not self.save():
                return
            self.opened.journal.trash.put(line.id)
            self.trashed_ids.append(line.id)
            self.note_pane.buffer, self.opened.entry_id = None, None
            self.reload()
            self.say("In the trash. Press <journal.undo> to take it back.")

    def action_undo(self) -> None:
        """Restore the entry that was put in the trash last."""
        if not self.trashed_ids:
            self.say("Nothing was deleted since the app was opened.")
            return
        with self.report_errors():
            self.opened.journal.trash.restore(self.trashed_ids[-1])
            self.opened.entry_id = self.trashed_ids.pop()
            self.reload()

    # Writing

    def action_write(self) -> None:
        """Write in the note; a private one is opened first."""
        self.browser.write()

    def action_bring(self) -> None:
        """Copy the selection, or the line with the cursor, to the list of what to bring."""
        entry = self.note_pane.written_entry
        if entry is None:
            self.say(
                "Open the note with <journal.write> first; then <writing.bring> brings the line with the cursor."
            )
        elif text := self._chosen_text("bring"):
            with self.report_errors():
                self.add_topic(text, entry.id)
                self.note_pane.update_labels()

    def action_move_line(self) -> None:
        """Move the selection, or the line with the cursor, to the list of what to bring."""
        entry = self.note_pane.written_entry
        if entry and (text := self._chosen_text("move")):
            with self.report_errors():
                self.add_topic(text, entry.id)
                # Only what is on the list is taken out.
                self.note_pane.editor.delete_line_or_selection()
                self.note_pane.update_labels()

    def action_quote(self) -> None:
        """Choose words for the page to bring: selection or line while writing, else a copy of all of the note."""
        entry = self.note_pane.written_entry
        if entry is None:
            if self.save() and (entry := self.browser.shown_entry()):
                self._ask_for_excerpt(words_alone(entry.body), entry)
        elif text := self._chosen_text("show"):
            self._ask_for_excerpt(text, entry)

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

    def _chosen_text(self, verb: str) -> str:
        """Return the selection, or the line with the cursor; if it is empty, say so."""
        text = self.note_pane.editor.line_or_selection
        if not text:
            self.say(f"This line is empty. Go to the line you would like to {verb}.")
        return text

    def action_prompt(self) -> None:
        """Insert a prompt that fits the occasion."""
        entry = self.note_pane.written_entry
        if entry is None:
            return
        with self.report_errors():
            if not self.note_pane.insert_prompt(entry):
                self.say("All prompts are in this note already.")

    # Drafts of an earlier run

    def offer_draft(self) -> None:
        """Offer each text that was being written when the app ended suddenly."""
        with self.report_errors():
            if drafts := changed_drafts(self.opened.journal):
                from alliance_journal.ui.journal.dialog_steps import show_step
                from alliance_journal.ui.journal.drafts_recovery import DraftsRecovery

                def write() -> None:
                    self.call_after_refresh(self.action_write)

                recovery = DraftsRecovery(self.opened, drafts, self.browser.open_draft, write)
                show_step(self, recovery.next_step(), self._reload_and_say)
