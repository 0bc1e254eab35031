"""Journal: the list of sessions and notes, and the one text each is written in."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.models import Draft
from alliance_journal.domain.search.matching import Finder
from alliance_journal.domain.search.query import Query, parse
from alliance_journal.store.entries.entries import ENTRY_FILTERS, EntryFilter
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import bindings
from alliance_journal.ui.journal.drafts_recovery import DraftsRecovery
from alliance_journal.ui.journal.editor_pane import EditorPage
from alliance_journal.ui.journal.entry_lines import EntryLines
from alliance_journal.ui.journal.entry_list import EntryList
from alliance_journal.ui.widgets.footer import KeyFooter
from alliance_journal.ui.widgets.line_list import LineList
from alliance_journal.ui.widgets.text_input import TextInput

NOTHING_YET = "Nothing here yet. Press n after your next session, or now."
NOTHING_FOUND = "No note has these words."
NOTHING_SHOWN = "No note is in this filter. Press f for the next one."


class JournalScreen(EditorPage):
    """Choose on the left, read and write on the right.

    Attributes:
        shown: which entries are listed.
        looked_for: what is looked for among them.
    """

    AUTO_FOCUS = "#entries"
    PLACE: ClassVar[commands.CommandPlace] = "journal"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("journal"), *bindings("writing")]

    shown: EntryFilter = "all"
    looked_for: Query = Query()

    def compose_page(self) -> ComposeResult:
        """Two panes, below 76 columns one of them at a time; the note comes into its own behind the list."""
        with Horizontal(id="panes"):
            with Vertical(id="list-pane", classes="pane"):
                yield TextInput(placeholder="Search your notes", id="search", compact=True)
                yield Static(id="offer")
                yield Static(id="nothing", classes="quiet")
                yield EntryList(id="entries")
            yield Vertical(id="note-pane", classes="pane")

    def on_mount(self) -> None:
        """Look for what is typed, letter by letter."""
        # Not by its message, which would come after the letter alone was drawn.
        self.watch(self.query_one("#search", Input), "value", self._look_while_typed, init=False)
        # As the program starts, nothing is drawn before the app's own queue is read.
        self.app.call_later(self.call_after_refresh, self.add_note)

    def on_resize(self) -> None:
        """Fit the list and the title of the note to the terminal."""
        if self.is_attached:
            self._fit_list()
            self._say_what_this_is()

    def _fit_list(self) -> None:
        """Give each entry more lines where there is room."""
        self.entries.room = 3 if self.app.size.width >= 100 and self.app.size.height >= 32 else 1
        self.entries.fit_rows()

    # Reading

    def load(self) -> None:
        """Show the list, and the text of the entry looked at unless it is being written."""
        self._show_list()
        self._show_note()

    async def add_note(self) -> None:
        """Mount the note, and show the entry with the cursor in it."""
        await super().add_note()
        if not self.is_active:
            # Read when it comes back.
            self.mark_stale()
            return
        with self.report_errors():
            self._show_note()

    def _show_list(self) -> None:
        """What is looked for now, newest first."""
        self.stale = False
        today, before = self.opened.today(), self.looked_for
        self.looked_for = parse(self.query_one("#search", Input).value, today)
        lines = EntryLines(self.opened.journal.entries.lines(self.looked_for, self.shown), self.say)
        entries = self.entries
        entries.today, entries.discreet = today, self.opened.settings.discreet
        entries.searching = bool(self.looked_for.shown)
        self._fit_list()
        # What is found next is looked at from its beginning, but where the entry in sight is found, too.
        entries.show_rows(lines, self.opened.entry_id, anew=self.looked_for != before)
        self._say_what_is_listed(len(lines))

    @property
    def _listed_id(self) -> str | None:
        return self.entries.current.id if self.entries.current else None

    def _show_note(self) -> None:
        """The entry with the cursor, unless a text is being written, and in it what is looked for."""
        if not self.is_whole:
            return
        if not self.is_writing:
            self._show_entry(self._listed_id)
        self.editor.mark_found(Finder(self.looked_for) if self.looked_for.shown else None)
        self._say_what_this_is()

    def _show_note_behind(self) -> None:
        """The list is drawn first: it is what one looks at while searching and leafing. The note follows."""
        with self.report_errors():
            if not self.is_writing and self.keep():
                self.opened.entry_id = self._listed_id
                self.call_after_refresh(self._show_note_beside)
            else:
                self._show_note()

    def _show_note_beside(self) -> None:
        """The note beside the list, which is on the screen now."""
        if not self.is_active or self.opened.entry_id != self._listed_id:
            # Another page is, or looks at another one: all is read again when one comes back.
            self.mark_stale()
            return
        with self.report_errors():
            self._show_note()

    def _say_what_is_listed(self, count: int) -> None:
        """What stands above and below the list, and in its place where there is nothing in it."""
        nothing = self.query_one("#nothing", Static)
        nothing.display = not count
        if not count:
            nothing.update(
                NOTHING_FOUND if self.looked_for else NOTHING_YET if self.shown == "all" else NOTHING_SHOWN
            )
        pane = self.query_one("#list-pane")
        pane.border_title = "Sessions" if self.shown == "all" else self.shown.capitalize()
        notes = [note.short for note in self.looked_for.notes]
        pane.border_subtitle = Content(" · ".join([*notes, f"{count:,} found"])) if self.looked_for or notes else ""

    # OfferPage and writing

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Show the entry the cursor is on; behind the list, where that is leafed through."""
        message.stop()
        if message.leafed:
            self._show_note_behind()
        else:
            self.show_current()

    def on_line_list_clicked(self) -> None:
        """A second click opens the note."""
        self.action_write()

    def on_descendant_focus(self) -> None:
        """The keys below follow the focus; in the text, the text can be changed."""
        if self.writing and self.is_writing:
            self.writing.go_on()
        self.query_one(KeyFooter).show_place(self.place_now())
        if self.is_whole:
            can_change = self.is_writing and self.writing is not None and not self.writing.only_read
            self.editor.open_for_writing(can_change)
        self.query_one("#panes").set_class(self.is_writing, "-writing")

    def on_descendant_blur(self) -> None:
        """What was written is kept whenever the text is left."""
        if self.writing and not self.is_writing and self.keep() and self.stale:
            with self.report_errors():
                self.load()

    def on_screen_suspend(self) -> None:
        """What was written is kept before another page or a card comes, and a raw note that is read is closed."""
        self.keep()
        if not self.is_writing and self.revealed_id is not None:
            self.revealed_id = None
            self.mark_stale()

    def place_now(self) -> commands.CommandPlace:
        """EntryBuffer, or the list."""
        return "writing" if self.is_writing else "journal"

    def action_done(self) -> None:
        """Back to the list; from the search, with all entries in it again; in the list, no offer any more."""
        search = self.query_one("#search", Input)
        if search.has_focus:
            search.value = ""
        elif self.entries.has_focus:
            self.put_off_offer()
        self.entries.focus()

    # Entries

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#search", Input).focus()

    def _look_while_typed(self) -> None:
        """What is found now, and the note beside it."""
        with self.report_errors():
            self._show_list()
            self._show_note_behind()

    def on_input_submitted(self) -> None:
        """On to what was found; where something could not be read as it was meant, that is said."""
        self.entries.focus()
        if unread := " ".join(note.sentence for note in self.looked_for.notes if note.is_open):
            self.say(unread)

    def action_tags(self) -> None:
        """The tags: find by one, or rename one."""
        from alliance_journal.ui.journal.tags_dialog import open_tags

        with self.report_errors():
            if self.keep():
                open_tags(self)

    def look_for(self, words: str) -> None:
        """Look for words that were chosen elsewhere, among all entries."""
        self.shown = "all"
        self.query_one("#search", Input).value = words
        self.entries.focus()

    def action_filter(self) -> None:
        """The next filter, round and round."""
        self.shown = ENTRY_FILTERS[(ENTRY_FILTERS.index(self.shown) + 1) % len(ENTRY_FILTERS)]
        with self.report_errors():
            self.load()

    def go_to_entry(self) -> None:
        """Show the entry that is looked at, whatever is searched for or filtered."""
        self.shown = "all"
        self.query_one("#search", Input).value = ""
        self.entries.focus()
        self.reload()

    # Drafts left over from a sudden end

    def offer_draft(self) -> None:
        """Ask about every text that was being written when the app ended suddenly."""
        DraftsRecovery(self, self.go_on_with, self.action_write).offer()

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
        with self.report_errors():
            if self.is_whole and self.keep():
                entry = self.opened.journal.entries.get(draft.entry_id)
                self.revealed_id = entry.id if entry.private else None
                self._load(entry, draft)
                self.load()
                return True
        return False
