"""The trash: take something back, or delete it for good (design: safety.md 1.3)."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import count
from alliance_journal.screens.desk import Away
from alliance_journal.screens.dialogs import Card, Question
from alliance_journal.screens.keeping import Work
from alliance_journal.screens.place import Place
from alliance_journal.store import trash, upkeep
from alliance_journal.store.journal import Journal
from alliance_journal.widgets.earlier import TrashList

EMPTY: Final = "The trash is empty."
WHAT_IT_IS: Final = f"What you delete stays here for {trash.DAYS} days, and is deleted for good then."
SURE: Final = (
    "It goes with its answers and earlier versions, and cannot be taken back. Backups still hold it: they are "
    "thinned out over a year, and can be deleted by hand."
)
GONE: Final = "Deleted for good, and cleaned out of the file. Backups still hold it."
TAKEN_BACK: Final = "Taken back, as it was."


class TrashCard(Card):
    """What is in the trash."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,u", "take_back", show=False),
        Binding("d", "delete", show=False),
        Binding("a", "delete_all", show=False),
    ]

    def __init__(self, page: Place, go_away: Callable[[Work], None]) -> None:
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
        rows, desk = self.query_one(TrashList), self.page.desk
        rows.today, rows.discreet = desk.today(), desk.settings.discreet
        self._show()
        rows.focus()

    def _show(self) -> None:
        found = trash.listed(self.page.desk.journal)
        rows = self.query_one(TrashList)
        rows.show_rows(found)
        rows.styles.height = min(12, len(found))
        if not found:
            self.query_one(".hint", Static).update(Content(EMPTY))

    def action_take_back(self) -> None:
        """Take the one with the cursor back."""
        if one := self.query_one(TrashList).current:
            with self.page.calmly():
                self.page.desk.journal.take_back(one.id)
                self._show()
                self.page.look_again()
                self.page.say(TAKEN_BACK)

    def action_delete(self) -> None:
        """Delete the one with the cursor for good, once that is sure."""
        if one := self.query_one(TrashList).current:
            self._ask("Delete this one for good", [one.id])

    def action_delete_all(self) -> None:
        """Delete all of it for good, once that is sure."""
        if found := [one.id for one in self.query_one(TrashList).rows]:
            what = "this one" if len(found) == 1 else f"all {len(found)}"
            self._ask(f"Delete {what} for good", found, back_up=True)

    def _ask(self, title: str, entry_ids: Sequence[str], *, back_up: bool = False) -> None:
        answers = (("keep", "Leave it in the trash"), ("delete", "Delete for good"))
        card = Question(title, SURE, answers)
        self.app.push_screen(
            card, lambda answer: self._delete(entry_ids, back_up=back_up) if answer == "delete" else None
        )

    def _delete(self, entry_ids: Sequence[str], *, back_up: bool) -> None:
        journal = self.page.desk.journal
        self.dismiss(None)
        if journal.path is None:
            with self.page.calmly():
                trash.delete_for_good(journal, entry_ids)
                self.page.look_again()
            return
        path, key = journal.path, journal.passphrase
        self.go_away(lambda: _deleted(path, key, entry_ids, back_up=back_up))


def _deleted(path: Path, key: Passphrase | None, entry_ids: Sequence[str], *, back_up: bool) -> Away:
    """Delete them, after a backup where they are many; away from the screen, since the file is written anew."""
    with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
        if back_up:
            upkeep.back_up(journal)
        trouble = trash.delete_for_good(journal, entry_ids)
    said = trouble and f"{count(len(entry_ids), 'entry is', 'entries are')} deleted for good. {trouble}"
    return Away(path, key, said or GONE)
