"""Encrypting the journal, changing its passphrase, and removing the encryption."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button, Input, Static

from alliance_journal.domain.passphrase import EMPTY, REMOVE_WORD, SUGGESTED, Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import JournalError, NoEncryption
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import encryption
from alliance_journal.store.maintenance.encryption import Sealed
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, scrolling_frame
from alliance_journal.ui.dialogs.dialog import UP_AND_DOWN, ConfirmDialog, Dialog
from alliance_journal.ui.dialogs.form import FORM_HINT
from alliance_journal.ui.open_journal import OfflineResult, Work
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.passphrase_input import PassphraseInput
from alliance_journal.ui.widgets.text_input import TextInput

REMAINS: Final = "They are deleted. A disk or a snapshot can still hold remains of them."


class PassphraseDialog(Dialog):
    """Encrypts the journal, changes its passphrase, or removes the encryption."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
        Binding("enter", "save_dialog", show=False),
    ]

    def __init__(self, journal: Journal, go_away: Callable[[Work], None]) -> None:
        super().__init__()
        assert journal.path
        self.path, self.present, self.go_away = journal.path, journal.passphrase, go_away
        self._warned = False

    def compose(self) -> ComposeResult:
        """Compose an explanation and the fields."""
        title = "Passphrase" if self.present else "Encrypt this journal"
        with scrolling_frame(title, FORM_HINT, "form", can_focus=False):
            if self.present:
                yield Choice((("change", "another passphrase"), ("remove", "no encryption")), "change", id="what")
                yield Static("The passphrase now", classes="label")
                yield PassphraseInput(id="now")
            else:
                yield Static(
                    Content(f"The whole file is encrypted. {SUGGESTED} A lost passphrase is a lost journal.")
                )
            with Vertical(id="new-fields"):
                yield Static("The new passphrase", classes="label")
                yield PassphraseInput(id="new")
                yield Static("Once more", classes="label")
                yield PassphraseInput(id="again")
            with Vertical(id="word-field"):
                yield Static(f"Whoever can open the file can read it then. Type {REMOVE_WORD}", classes="label")
                yield TextInput(id="word", compact=True)
            yield Static(id="unclear")
            yield Button("Keep", id="keep", compact=True)

    def on_mount(self) -> None:
        """Focus the first field."""
        self.query_one("#word-field").display = False
        self.query(PassphraseInput).first().focus()

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Show only the fields that are needed."""
        self.query_one("#new-fields").display = message.value == "change"
        self.query_one("#word-field").display = message.value == "remove"

    def on_input_submitted(self) -> None:
        """Save with Enter in a field."""
        self.action_save_dialog()

    def on_button_pressed(self) -> None:
        """Save with the button."""
        self.action_save_dialog()

    def action_save_dialog(self) -> None:
        """Close and change the passphrase, or say what is missing."""
        try:
            new = self._new()
        except UnusableText as error:
            self._say(str(error))
            return
        if self.present and not self._knows_it():
            self._say("This is not the passphrase the journal has now. Nothing was changed.")
        elif new and new.is_short and not self._warned:
            self._warned = True
            self._say(f"This one is short. {SUGGESTED} ⏎ once more takes it all the same.")
        else:
            self.dismiss(None)
            self.go_away(lambda: _change(self.path, self.present, new))

    def _knows_it(self) -> bool:
        typed = self._typed("#now")
        return bool(typed) and Passphrase(typed) == self.present

    def _new(self) -> Passphrase | None:
        if self.present and self.query_one(Choice).value == "remove":
            if self.query_one("#word", Input).value.strip().casefold() != REMOVE_WORD:
                raise UnusableText(f"Type the word {REMOVE_WORD} to take the encryption away.")
            return None
        if not HAS_ENCRYPTION:
            raise UnusableText(str(NoEncryption()))
        if not self._typed("#new"):
            raise UnusableText(EMPTY)
        if self._typed("#new") != self._typed("#again"):
            raise UnusableText("The two are not the same. Type both again.")
        return Passphrase(self._typed("#new"))

    def _typed(self, field: str) -> str:
        return self.query_one(field, PassphraseInput).value

    def _say(self, words: str) -> None:
        self.query_one("#unclear", Static).update(Content(words))


def _change(path: Path, present: Passphrase | None, new: Passphrase | None) -> OfflineResult:
    sealed = encryption.set_passphrase(path, present, new)
    if new is None:
        said = "The journal is not encrypted any more. Backups from before open with the passphrase of their day."
    elif present:
        said = "The journal opens with the new passphrase from now on."
    else:
        said = "The journal is encrypted now. Keep the passphrase: nothing else opens it."
    said = f"{said} {sealed.trouble}".strip()
    what = "open with the passphrase of their day" if present else "are not encrypted"
    return OfflineResult(path, new, said, (lambda: OldCopies(said, what, sealed, new)) if sealed.old else None)


class OldCopies(ConfirmDialog):
    """Asks whether to delete copies from before the change of passphrase."""

    def __init__(self, said: str, what: str, sealed: Sealed, key: Passphrase | None) -> None:
        copies = sealed.old
        number = "One older copy" if len(copies) == 1 else f"{len(copies)} older copies"
        folders = " and ".join(dict.fromkeys(str(copy.parent) for copy in copies))
        made = " A new backup was made just now." if sealed.backup else ""
        text = f"{said}\n\n{number} in {folders} still {what}.{made}"
        delete = (("delete", "Delete them for good"),) if sealed.backup else ()
        super().__init__("Older copies", text, (("keep", "Leave them there"), *delete))
        self.sealed, self.key = sealed, key

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Delete the copies, or leave them."""
        # Otherwise ConfirmDialog handles the button as well.
        event.prevent_default()
        self.dismiss(event.button.name)
        if event.button.name == "delete":
            self.app.run_worker(_delete(self.app, self.sealed, self.key))


async def _delete(app: App[Any], sealed: Sealed, key: Passphrase | None) -> None:
    """Delete older copies in a thread; the new backup is opened and checked first."""
    assert sealed.backup
    try:
        trouble = await asyncio.to_thread(backups.delete_old, sealed.old, sealed.backup, key)
    except JournalError as error:
        trouble = [str(error)]
    app.notify(" ".join(trouble) or REMAINS, markup=False)
