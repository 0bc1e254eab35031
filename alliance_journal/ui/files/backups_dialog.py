"""The backups of the open journal."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Static

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.paths import shown
from alliance_journal.store.backup import backups, restore
from alliance_journal.store.backup.backups import Backup
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily
from alliance_journal.ui.dialogs.base_dialog import scrolling_frame
from alliance_journal.ui.dialogs.dialog import CLOSE_HINT, UP_AND_DOWN, Dialog
from alliance_journal.ui.files.restore_dialog import ask_to_restore, say_backup
from alliance_journal.ui.files.second_folder_dialog import NamedFolder, SecondFolderDialog
from alliance_journal.ui.open_journal import OfflineResult, Work

NONE_YET: Final = "There is no backup yet."
WHAT_THEY_ARE: Final = (
    "Checked copies, made at the first start of a day if anything changed, and before an import, an update, "
    "a restore or a change of passphrase. ⏎ on one restores it."
)


class BackupsDialog(Dialog):
    """Lists the backups of the open journal; makes or restores one, or sets a second folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
    ]

    def __init__(self, journal: Journal, go_away: Callable[[Work], None]) -> None:
        """List the backups.

        Args:
            journal: the open journal, with a file.
            go_away: closes the journal, does the work, and opens the resulting journal.
        """
        super().__init__()
        assert journal.path
        self.path, self.present = journal.path, journal.passphrase
        self.second = journal.second_backup_folder()
        self.found = backups.listed(self.path)
        self.go_away = go_away

    def compose(self) -> ComposeResult:
        """Compose an explanation, the actions and the list."""
        with scrolling_frame("Backups", CLOSE_HINT, "reading"):
            yield Static(Content(WHAT_THEY_ARE if self.found else NONE_YET))
            yield Static(Content(self._where()), classes="hint")
            with Vertical(classes="answers"):
                yield Button("Make one now", name="make", compact=True)
                yield Button("A second folder", name="second", compact=True)
                for at, one in enumerate(self.found):
                    yield Button(say_backup(one), name=str(at), compact=True)

    def on_mount(self) -> None:
        """Focus the first button."""
        self.query(Button).first().focus()

    def _where(self) -> str:
        second = f" A second one of each goes to {shown(self.second)}." if self.second else ""
        return f"Backups are kept in {shown(paths.backups_folder(self.path))}.{second}"

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the action, after a question if it changes the journal."""
        match event.button.name:
            case "make":
                self.dismiss(None)
                self.go_away(lambda: _back_up(self.path, self.present))
            case "second":
                self.app.push_screen(SecondFolderDialog(self.path, self.present, self.second, self._chosen))
            case str(name):
                backup = self.found[int(name)]
                ask_to_restore(self.app, backup, lambda key: self._restore(backup, key))

    def _chosen(self, work: Work) -> None:
        self.dismiss(None)
        self.go_away(work)

    def _restore(self, backup: Backup, key: Passphrase | None) -> None:
        self.dismiss(None)
        self.go_away(lambda: _restored(self.path, backup, key, self.present))


def _back_up(path: Path, key: Passphrase | None) -> OfflineResult:
    with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
        done = daily.back_up(journal)
    # A journal in a file always has one now.
    assert done.backup
    return OfflineResult(path, key, f"A checked copy is in {shown(done.backup)}. {done.trouble}".strip())


def _restored(path: Path, backup: Backup, key: Passphrase | None, present: Passphrase | None) -> OfflineResult:
    second = ""
    with contextlib.suppress(JournalError):
        second = restore.second_folder_in(path, present)
    done = restore.restore(path, backup.path, key, present, second_folder=second)
    kept = f" As it was just now, it is kept in {done.aside}." if done.aside else ""
    said = f"The journal is as it was in this backup.{kept} {done.said()}".strip()
    return OfflineResult(path, key, said, (lambda: NamedFolder(said, done.dropped)) if done.dropped else None)
