"""Restoring a backup, and the dialog for the passphrase of a backup or another copy."""

from collections.abc import Callable
from typing import Any, Final

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.dates.parse import say_echo
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.backup.backups import Backup
from alliance_journal.ui.dialogs.base_dialog import frame
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog
from alliance_journal.ui.widgets.passphrase_input import TYPE_IT, PassphraseInput

SURE_TO_RESTORE: Final = (
    "A copy of this backup takes the place of the journal. The file that is there now is kept beside it, under a "
    "name of its own."
)
OF_THAT_DAY: Final = "It is the one the journal had on that day."


class BackupPassphraseDialog(Dialog):
    """Asks for the passphrase of a file that is not the open journal."""

    def __init__(self, whose: str, does: str, hint: str, take: Callable[[Passphrase], object]) -> None:
        """Ask.

        Args:
            whose: the file in words, as in "this backup".
            does: the action of Enter, in a word.
            hint: a sentence about which passphrase is needed, or why the last one was wrong.
            take: called with the passphrase.
        """
        super().__init__()
        self.whose, self.does, self.hint, self.take = whose, does, hint, take

    def compose(self) -> ComposeResult:
        """Compose the field and the hint."""
        with frame(f"The passphrase of {self.whose}", f"⏎ {self.does} · esc leave"):
            yield PassphraseInput("passphrase", id="passphrase")
            yield Static(Content(self.hint), classes="hint")

    def on_input_submitted(self) -> None:
        """Close, and pass the passphrase on."""
        try:
            passphrase = Passphrase(self.query_one(PassphraseInput).take())
        except UnusableText:
            self.query_one(".hint", Static).update(TYPE_IT)
        else:
            self.dismiss(None)
            self.take(passphrase)


def ask_to_restore(app: App[Any], backup: Backup, restore: Callable[[Passphrase | None], object]) -> None:
    """Ask whether to restore a backup, and for its passphrase if it has one.

    Args:
        app: shows the dialogs.
        backup: the backup.
        restore: restores it; called with its passphrase, or None if it is not encrypted.
    """

    def open_it() -> None:
        if backup.encrypted:
            app.push_screen(BackupPassphraseDialog("this backup", "restore", OF_THAT_DAY, restore))
        else:
            restore(None)

    answers = (("stay", "Leave it"), ("restore", "Restore this one"))
    dialog = ConfirmDialog(say_backup(backup), SURE_TO_RESTORE, answers)
    app.push_screen(dialog, lambda answer: open_it() if answer == "restore" else None)


def say_backup(backup: Backup) -> str:
    """Return a line about a backup: date, time, size, and whether it is encrypted."""
    at = backup.at.astimezone()
    why = f" · {backup.why.replace('-', ' ')}" if backup.why else ""
    key = " · encrypted" if backup.encrypted else ""
    return f"{say_echo(at.date())}, {at:%H:%M} · {-(-backup.size // 1024):,} KB{key}{why}"
