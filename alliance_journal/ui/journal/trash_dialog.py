"""The trash: restore an entry, or delete it for good."""

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import KIND_NAMES
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import count, one_line
from alliance_journal.domain.versions_and_trash import Trashed
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily, permanent_deletion
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog
from alliance_journal.ui.dialogs.notice import reported, show_notice
from alliance_journal.ui.open_journal import OfflineResult, OpenJournal
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit

EMPTY: Final = "The trash is empty."
WHAT_IT_IS: Final = f"What you delete stays here for {permanent_deletion.DAYS} days, and is deleted for good then."
SURE: Final = (
    "It goes with its answers and earlier versions, and cannot be taken back. Backups still hold it, and are "
    "thinned out over a year; to delete it from them, too, all of them are deleted and a new one is made."
)
GONE: Final = "Deleted for good, and cleaned out of the file. Backups still hold it."
GONE_EVERYWHERE: Final = "Deleted for good. There is a new backup without it, and every older one is deleted."
TAKEN_BACK: Final = "Taken back, as it was."


class TrashList(LineList[Trashed]):
    """A list with one line for each entry in the trash: its day, what it is, and how long it stays."""

    today: dt.date = dt.date.min
    discreet: bool = False
    """True if only day and kind are shown, and nothing that was written."""

    def key_of(self, row: Trashed) -> str:
        """Return the entry's id."""
        return row.id

    def draw(self, row: Trashed, width: int, style: LineStyles) -> list[list[Part]]:
        """Draw the day and title at the left, and the days until it is deleted at the right."""
        day = f"{say_day(row.date, self.today):>6}  "
        days = max(0, (row.goes_on - self.today).days)
        left = f"  {days} day{'' if days == 1 else 's'} left"
        title = KIND_NAMES[row.kind] if self.discreet else one_line(row.title)
        columns = width - len(day) - len(left)
        shown = f"{fit(title, columns):<{max(0, columns)}}"
        return [[(day, style.quiet), (shown, style.base), (left, style.quiet)]]


class TrashDialog(Dialog):
    """The entries in the trash. They are restored while it is open; to delete some for good closes it."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("journal_dialogs.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,u", "take_back", show=False),
        Binding("d", "delete", show=False),
        Binding("a", "delete_all", show=False),
    ]

    def __init__(self, opened: OpenJournal, run_offline: Callable[[Callable[[], OfflineResult]], None]) -> None:
        """Create the dialog.

        Args:
            opened: the open journal.
            run_offline: closes the journal, does some work in a thread, and opens the journal again.
        """
        super().__init__()
        self.opened, self.run_offline = opened, run_offline

    def compose(self) -> ComposeResult:
        """Yield the list, and a hint about how long entries stay."""
        with Vertical(classes="card", id="trash-card") as card:
            card.border_title = "Trash"
            card.border_subtitle = "⏎ take back · d delete for good · a all · esc close"
            yield TrashList(id="trash")
            yield Static(Content(WHAT_IT_IS), classes="hint")

    def on_mount(self) -> None:
        """Put the cursor on the latest."""
        rows = self.query_one(TrashList)
        rows.today, rows.discreet = self.opened.today(), self.opened.settings.discreet
        self._show_entries()
        rows.focus()

    def _show_entries(self) -> None:
        found = permanent_deletion.listed(self.opened.journal)
        rows = self.query_one(TrashList)
        rows.show_rows(found)
        rows.styles.height = min(12, len(found))
        if not found:
            self.query_one(".hint", Static).update(Content(EMPTY))

    def action_take_back(self) -> None:
        """Restore the entry at the cursor."""
        if entry := self.query_one(TrashList).current:
            with reported(self):
                self.opened.journal.trash.restore(entry.id)
                self._show_entries()
                show_notice(self, TAKEN_BACK)

    def action_delete(self) -> None:
        """Ask whether to delete the entry at the cursor for good."""
        if entry := self.query_one(TrashList).current:
            self._ask("Delete this one for good", [entry.id])

    def action_delete_all(self) -> None:
        """Ask whether to delete all of them for good."""
        if found := [entry.id for entry in self.query_one(TrashList).rows]:
            what = "this one" if len(found) == 1 else f"all {len(found)}"
            self._ask(f"Delete {what} for good", found, many=True)

    def _ask(self, title: str, entry_ids: Sequence[str], *, many: bool = False) -> None:
        answers = (
            ("keep", "Leave it in the trash"),
            ("delete", "Delete for good"),
            ("everywhere", "Delete for good, also from the backups"),
        )

        def go_on(answer: str | None) -> None:
            if answer in ("delete", "everywhere"):
                self._delete(entry_ids, many=many, everywhere=answer == "everywhere")

        self.app.push_screen(ConfirmDialog(title, SURE, answers), go_on)

    def _delete(self, entry_ids: Sequence[str], *, many: bool, everywhere: bool) -> None:
        journal = self.opened.journal
        if journal.path is None:
            with reported(self):
                permanent_deletion.delete_for_good(journal, entry_ids)
            self.dismiss(None)
            return
        path, key = journal.path, journal.passphrase
        self.dismiss(None)
        self.run_offline(lambda: _deleted(path, key, entry_ids, many=many, everywhere=everywhere))


def _deleted(
    path: Path, key: Passphrase | None, entry_ids: Sequence[str], *, many: bool, everywhere: bool
) -> OfflineResult:
    """Delete entries of a closed journal for good; its file is rewritten.

    Args:
        path: the journal.
        key: its passphrase; None if it is not encrypted.
        entry_ids: ids of the entries.
        many: True to make a backup first.
        everywhere: True to make a new backup without them afterwards, and to delete all older ones.

    Returns:
        The journal to open, with a sentence about the outcome.
    """
    trouble = []
    with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
        if many and not everywhere:
            trouble.append(daily.back_up(journal).trouble)
        trouble.append(permanent_deletion.delete_for_good(journal, entry_ids))
        if everywhere:
            try:
                trouble.append(daily.start_backups_anew(journal).trouble)
            except JournalError as error:
                # They are deleted all the same, and nobody may think that no backup holds them.
                trouble.append(f"The backups were left as they are. {error}")
    if not any(trouble):
        return OfflineResult(path, key, GONE_EVERYWHERE if everywhere else GONE)
    done = f"{count(len(entry_ids), 'entry is', 'entries are')} deleted for good."
    return OfflineResult(path, key, " ".join(filter(None, (done, *trouble))))
