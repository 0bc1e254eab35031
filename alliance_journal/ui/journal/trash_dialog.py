"""The trash: take something back, or delete it for good (design: safety.md 1.3)."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import count
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily, permanent_deletion
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog
from alliance_journal.ui.journal.earlier_lists import TrashList
from alliance_journal.ui.open_journal import OfflineResult, Work

EMPTY: Final = "The trash is empty."
WHAT_IT_IS: Final = f"What you delete stays here for {permanent_deletion.DAYS} days, and is deleted for good then."
SURE: Final = (
    "It goes with its answers and earlier versions, and cannot be taken back. Backups still hold it, and are "
    "thinned out over a year; to delete it from them, too, all of them are deleted and a new one is made."
)
GONE: Final = "Deleted for good, and cleaned out of the file. Backups still hold it."
GONE_EVERYWHERE: Final = "Deleted for good. There is a new backup without it, and every older one is deleted."
TAKEN_BACK: Final = "Taken back, as it was."


class TrashDialog(Dialog):
    """What is in the trash."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("journal_dialogs.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,u", "take_back", show=False),
        Binding("d", "delete", show=False),
        Binding("a", "delete_all", show=False),
    ]

    def __init__(self, page: BasePage, go_away: Callable[[Work], None]) -> None:
        """Show it.

        Args:
            page: the page under it.
            go_away: closes the journal, does the work, and opens it again.
        """
        super().__init__()
        self.page, self.go_away = page, go_away

    def compose(self) -> ComposeResult:
        """The list, and what happens with it."""
        with Vertical(classes="card", id="trash-card") as card:
            card.border_title = "Trash"
            card.border_subtitle = "⏎ take back · d delete for good · a all · esc close"
            yield TrashList(id="trash")
            yield Static(Content(WHAT_IT_IS), classes="hint")

    def on_mount(self) -> None:
        """Begin at the latest."""
        rows, opened = self.query_one(TrashList), self.page.opened
        rows.today, rows.discreet = opened.today(), opened.settings.discreet
        self._show()
        rows.focus()

    def _show(self) -> None:
        found = permanent_deletion.listed(self.page.opened.journal)
        rows = self.query_one(TrashList)
        rows.show_rows(found)
        rows.styles.height = min(12, len(found))
        if not found:
            self.query_one(".hint", Static).update(Content(EMPTY))

    def action_take_back(self) -> None:
        """Take the one with the cursor back."""
        if one := self.query_one(TrashList).current:
            with self.page.report_errors():
                self.page.opened.journal.trash.restore(one.id)
                self._show()
                self.page.reload()
                self.page.say(TAKEN_BACK)

    def action_delete(self) -> None:
        """Delete the one with the cursor for good, once that is sure."""
        if one := self.query_one(TrashList).current:
            self._ask("Delete this one for good", [one.id])

    def action_delete_all(self) -> None:
        """Delete all of it for good, once that is sure."""
        if found := [one.id for one in self.query_one(TrashList).rows]:
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
        journal = self.page.opened.journal
        self.dismiss(None)
        if journal.path is None:
            with self.page.report_errors():
                permanent_deletion.delete_for_good(journal, entry_ids)
                self.page.reload()
            return
        path, key = journal.path, journal.passphrase
        self.go_away(lambda: _deleted(path, key, entry_ids, many=many, everywhere=everywhere))


def _deleted(
    path: Path, key: Passphrase | None, entry_ids: Sequence[str], *, many: bool, everywhere: bool
) -> OfflineResult:
    """Delete them, after a backup where they are many; away from the screen, since the file is written anew.

    Where no backup shall hold them either, the older ones go once there is a new one.
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
