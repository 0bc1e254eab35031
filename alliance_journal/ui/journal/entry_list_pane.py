"""The list of entries, and its pane with the search field and the offer to begin a session."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol, overload, runtime_checkable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.dates.parse import say_day, say_long, say_short
from alliance_journal.domain.models import KIND_NAMES, Appointment, EntryLine
from alliance_journal.domain.search.matching import Marked
from alliance_journal.domain.search.query import Query, parse
from alliance_journal.store.entries.entries import ENTRY_FILTERS, EntryFilter
from alliance_journal.store.entries.entry_list import Lines
from alliance_journal.ui.dialogs.notice import TROUBLE, show_notice
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit, fit_marked, pad
from alliance_journal.ui.widgets.text_input import TextInput

NOTHING_YET = "Nothing here yet. Press <journal.new_session> after your next session, or now."
NOTHING_FOUND = "No note has these words."
NOTHING_SHOWN = "No note is in this filter. Press <journal.filter> for the next one."
DATE_WIDTH = 6


@runtime_checkable
class Placed(Protocol):
    """Rows that are read when they are drawn, and that find an entry without reading all of them."""

    def place_of(self, entry_id: str) -> int | None:
        """Return the index of an entry; None if it is not among them."""


class EntryList(LineList[EntryLine]):
    """One line for each entry: day and title; in a large terminal the title, and under it day and signs.

    In the results of a search, each has one more line, with the words that were found.
    """

    today: date = date.min
    discreet: bool = False
    """True if only day and kind are shown, and nothing that was written."""
    lines_per_entry: int = 1
    """Number of lines of an entry, without the line of words that were found."""
    searching: bool = False
    """True if each entry has a line of words that were found."""

    def key_of(self, row: EntryLine) -> str:
        """Return the entry's id."""
        return row.id

    def fit_rows(self) -> None:
        """Apply `lines_per_entry` and `searching`."""
        self.row_height = self.lines_per_entry + (1 if self.searching and not self.discreet else 0)

    def row_at(self, index: int) -> EntryLine | None:
        """Return the entry at an index; None for one that was removed meanwhile, or that cannot be read now."""
        try:
            return super().row_at(index)
        except IndexError:
            return None

    def _place_of(self, key: str) -> int | None:
        return self.rows.place_of(key) if isinstance(self.rows, Placed) else super()._place_of(key)

    def _choosable(self, start: int, step: int) -> int:
        # Every entry can be chosen: none has to be read to know that.
        return start if 0 <= start < len(self.rows) else -1

    def draw(self, row: EntryLine, width: int, style: LineStyles) -> list[list[Part]]:
        """Draw day and title; or the title, and under it day, checklist and number of topics to bring."""
        if self.lines_per_entry == 1:
            lines = [self._day_and_title(row, width, style)]
        else:
            lines = self._title_and_signs(row, width, style)
        if self.searching and not self.discreet:
            lines.append(fit_marked(row.found or Marked(""), width, style.quiet, style.found))
        return lines

    def _day_and_title(self, row: EntryLine, width: int, style: LineStyles) -> list[Part]:
        day = say_day(row.date, self.today)
        shown = (
            f"{day:>{DATE_WIDTH}}" if row.date.year == self.today.year else day[:-5] + day[-5:].replace(" 20", " ’")
        )
        return [(f"{shown} ", style.quiet), *self._title(row, width - len(shown) - 1, style)]

    def _title_and_signs(self, row: EntryLine, width: int, style: LineStyles) -> list[list[Part]]:
        signs = say_short(row.date, self.today)
        if row.kind != "session" and not self.discreet:
            signs += f"  {KIND_NAMES[row.kind].lower()}"
        if row.private:
            title = self._kind(row) if self.discreet else row.title
            return [[(pad(title, width), style.quiet)], [(fit(signs, width), style.quiet)]]
        if row.answered:
            signs += "  ✓ checklist"
        second: list[Part] = [(fit(signs, width), style.quiet)]
        if row.to_bring:
            second.append((f"  → {row.to_bring}", style.accent))
        return [self._title(row, width, style, pad), second]

    def _title(
        self, row: EntryLine, width: int, style: LineStyles, fitted: Callable[[str, int], str] = fit
    ) -> list[Part]:
        if self.discreet or not row.title_marks:
            title = self._kind(row) if self.discreet else row.title or KIND_NAMES[row.kind]
            return [(fitted(title, width), style.base)]
        return fit_marked(Marked(row.title, row.title_marks), width, style.base, style.found, whole=True)

    @staticmethod
    def _kind(row: EntryLine) -> str:
        return KIND_NAMES[row.kind] + (f" {row.session}" if row.session else "")


class EntryLines(Sequence[EntryLine]):
    """The lines of the list, read from the journal when they are drawn.

    If a line cannot be read, the reason is reported once, and lines not read yet count as absent: drawing does not
    ask the journal again. The next `EntryListPane.load` does.
    """

    def __init__(self, lines: Lines, report: Callable[[str], None]) -> None:
        """Wrap the lines of the store.

        Args:
            lines: the lines.
            report: called with a sentence if a line cannot be read.
        """
        self.lines, self._report = lines, report
        self._cannot_read = False

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> EntryLine: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[EntryLine]: ...
    def __getitem__(self, index: int | slice) -> EntryLine | Sequence[EntryLine]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if self._cannot_read and not self.lines.is_read(index):
            raise IndexError(index)
        try:
            return self.lines[index]
        except TROUBLE as error:
            self._cannot_read = True
            self._report(str(error))
            raise IndexError(index) from None

    def place_of(self, entry_id: str) -> int | None:
        """Return the index of an entry; None if it is not listed.

        Raises:
            JournalError: if the journal cannot be read.
        """
        return self.lines.place_of(entry_id)


class EntryListPane(Vertical):
    """Lists the entries that are searched for, newest first.

    Attributes:
        opened: the open journal.
        entry_filter: which entries are listed.
        searched: the query that the entries match.
        is_outdated: True if a text was saved after the list was read.
        offered: the appointment that a new session is offered for.
    """

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(id="list-pane", classes="pane")
        self.opened = opened
        self.entry_filter: EntryFilter = "all"
        self.searched = Query()
        self.is_outdated = False
        self.offered: Appointment | None = None
        self._declined_at = ""

    def compose(self) -> ComposeResult:
        """Yield search field, offer, the sentence for an empty list, and the list."""
        yield TextInput(placeholder="Search your notes", id="search", compact=True)
        yield Static(id="offer")
        yield Static(id="nothing", classes="quiet")
        yield EntryList(id="entries")

    @property
    def entries(self) -> EntryList:
        """The list."""
        return self.query_one(EntryList)

    @property
    def search(self) -> Input:
        """The search field."""
        return self.query_one("#search", Input)

    def load(self) -> None:
        """Read the list.

        Raises:
            JournalError: if the journal cannot be read.
        """
        self.is_outdated = False
        today, before = self.opened.today(), self.searched
        self.searched = parse(self.search.value, today)
        found = self.opened.journal.entries.lines(self.searched, self.entry_filter)
        lines = EntryLines(found, lambda sentence: show_notice(self.screen, sentence))
        entries = self.entries
        entries.today, entries.discreet = today, self.opened.settings.discreet
        entries.searching = bool(self.searched.shown)
        self.fit()
        # Another search begins at the top of its results, unless the selected entry is among them.
        entries.show_rows(lines, self.opened.entry_id, anew=self.searched != before)
        self._update_labels(len(lines))

    def fit(self) -> None:
        """Give each entry more lines in a large terminal."""
        self.entries.lines_per_entry = 3 if self.app.size.width >= 100 and self.app.size.height >= 32 else 1
        self.entries.fit_rows()

    def _update_labels(self, count: int) -> None:
        """Show the filter and the number of results in the border, and a sentence in place of an empty list."""
        nothing = self.query_one("#nothing", Static)
        nothing.display = not count
        if not count:
            is_everything = self.entry_filter == "all"
            said = NOTHING_FOUND if self.searched else NOTHING_YET if is_everything else NOTHING_SHOWN
            nothing.update(content_with_keys(self, said))
        self.border_title = "Sessions" if self.entry_filter == "all" else self.entry_filter.capitalize()
        notes = [note.short for note in self.searched.notes]
        self.border_subtitle = Content(" · ".join([*notes, f"{count:,} found"])) if self.searched or notes else ""

    def search_for(self, words: str) -> None:
        """Search all entries for words; empty words list all of them. The field's change reads the list."""
        self.entry_filter = "all"
        self.search.value = words
        self.entries.focus()

    def next_filter(self) -> None:
        """Take the next filter, after the last one the first; `load` applies it."""
        index = ENTRY_FILTERS.index(self.entry_filter) + 1
        self.entry_filter = ENTRY_FILTERS[index % len(ENTRY_FILTERS)]

    # The offer to begin a session

    def update_offer(self) -> None:
        """Offer a new session for an appointment that has none yet, unless that was declined.

        Raises:
            JournalError: if the journal cannot be read.
        """
        found = appointment_without_session(self.opened)
        self.offered = None if found and found.at == self._declined_at else found
        line = self.query_one("#offer", Static)
        line.display = self.offered is not None
        if self.offered:
            today = self.opened.today()
            day = "today" if self.offered.date == today else f"on {say_long(self.offered.date, today)}"
            line.update(content_with_keys(self, f"After your session {day}? <journal.new_session> begins it."))

    def decline_offer(self) -> bool:
        """Offer no session for this appointment any more; return False if none was offered."""
        if self.offered is None:
            return False
        self._declined_at = self.offered.at
        return True


def appointment_without_session(opened: OpenJournal) -> Appointment | None:
    """Return the latest appointment that has begun and has no session yet.

    Today's counts once its time has come. None in a journal that can only be read.
    """
    journal = opened.journal
    found = None if journal.read_only else journal.appointments.without_session(opened.today())
    if found is None or found.time is None:
        return found
    return None if found.at > f"{journal.now().astimezone():%Y-%m-%dT%H:%M}" else found
