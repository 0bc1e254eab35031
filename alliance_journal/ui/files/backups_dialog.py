"""Keeping the journal safe, from the palette: its backups, and its passphrase (design: safety.md 1.5, 4)."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol, cast

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button, Input, Static

from alliance_journal import paths
from alliance_journal.domain.passphrase import EMPTY, REMOVE_WORD, SUGGESTED, Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.paths import shown
from alliance_journal.store.backup import backups, restore
from alliance_journal.store.backup.backups import Backup
from alliance_journal.store.core.errors import JournalError, NoEncryption
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily, encryption
from alliance_journal.store.maintenance.encryption import Sealed
from alliance_journal.ui.dialogs.dialog import DIALOGS_SHEET, UP_AND_DOWN, ConfirmDialog, Dialog
from alliance_journal.ui.files.restore_dialog import ask_to_restore, say_backup
from alliance_journal.ui.open_journal import OfflineResult
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.passphrase_input import PassphraseInput
from alliance_journal.ui.widgets.text_input import TextInput

Work = Callable[[], OfflineResult]
"""What is done while the journal is closed."""

NONE_YET: Final = "There is no backup yet."
WHAT_THEY_ARE: Final = (
    "Checked copies, made at the first start of a day if anything changed, and before an import, an update, "
    "a restore or a change of passphrase. ⏎ on one restores it."
)
REMAINS: Final = "They are deleted. A disk or a snapshot can still hold remains of them."


class BackupsDialog(Dialog):
    """The backups of the open journal: make one, restore one, choose a second folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
    ]

    def __init__(self, journal: Journal, go_away: Callable[[Work], None]) -> None:
        """Show them.

        Args:
            journal: the open journal, with a file.
            go_away: closes the journal, does the work, and opens it again.
        """
        super().__init__()
        assert journal.path
        self.path, self.present = journal.path, journal.passphrase
        self.second = journal.second_backup_folder()
        self.found = backups.listed(self.path)
        self.go_away = go_away

    def compose(self) -> ComposeResult:
        """What they are, what can be done, and the list."""
        with VerticalScroll(classes="card reading") as card:
            card.border_title = "Backups"
            card.border_subtitle = "esc close"
            yield Static(Content(WHAT_THEY_ARE if self.found else NONE_YET))
            yield Static(Content(self._where()), classes="hint")
            with Vertical(classes="answers"):
                yield Button("Make one now", name="make", compact=True)
                yield Button("A second folder", name="second", compact=True)
                for at, one in enumerate(self.found):
                    yield Button(say_backup(one), name=str(at), compact=True)

    def on_mount(self) -> None:
        """Begin at the first button."""
        self.query(Button).first().focus()

    def _where(self) -> str:
        second = f" A second one of each goes to {shown(self.second)}." if self.second else ""
        return f"Backups are kept in {shown(paths.backups_folder(self.path))}.{second}"

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do it, after asking where it changes the journal."""
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


class NamedFolder(ConfirmDialog):
    """Asks whether the second folder that a restored backup names goes on being used."""

    def __init__(self, said: str, folder: str) -> None:
        text = (
            f"{said}\n\nThis backup also put each copy of the journal into {shown(folder)}. Until you say so, no "
            "copy goes there."
        )
        super().__init__("A second folder", text, (("no", "Leave it out"), ("yes", "Put copies there again")))
        self.folder = folder

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take the folder over, or leave it out."""
        # Else ConfirmDialog answers as well.
        event.prevent_default()
        self.dismiss(event.button.name)
        if event.button.name == "yes":
            cast("TakesFolder", self.app).use_second_folder(self.folder)


class TakesFolder(Protocol):
    """The part of the app that keeps a second folder in the open journal."""

    def use_second_folder(self, folder: str) -> None:
        """From now on, put each backup there, too."""


class SecondFolderDialog(Dialog):
    """Where each backup goes a second time: a stick, or a folder that is copied elsewhere."""

    def __init__(
        self, path: Path, key: Passphrase | None, second: Path | None, take: Callable[[Work], None]
    ) -> None:
        super().__init__()
        self.path, self.key, self.take = path, key, take
        self.folder = str(second.parent) if second else ""

    def compose(self) -> ComposeResult:
        """The folder, and what to think of."""
        with Vertical(classes="card") as card:
            card.border_title = "A second folder for backups"
            card.border_subtitle = "⏎ keep · esc leave as it was"
            yield TextInput(self.folder, placeholder="empty: nowhere", compact=True)
            hint = "A stick, or a folder that is copied to another place."
            if self.key is None:
                hint += " This journal is not encrypted: whoever can open that folder can read its copies."
            yield Static(Content(hint), classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it over, once it is a folder."""
        typed = event.value.strip()
        try:
            folder = str(Path(typed).expanduser().resolve()) if typed else ""
            is_folder = not folder or Path(folder).is_dir()
        except (OSError, ValueError, RuntimeError):
            is_folder = False
        if not is_folder:
            self.query_one(".hint", Static).update("That is not a folder. Make it first, or name another one.")
            return
        self.dismiss(None)
        self.take(lambda: self._keep(folder))

    def _keep(self, folder: str) -> OfflineResult:
        with contextlib.closing(Journal.open(self.path, passphrase=self.key)) as journal:
            journal.file_settings.set_second_folder(folder)
            done = daily.back_up(journal)
        said = (
            f"Each backup goes to {shown(folder)} too, the first one now."
            if folder
            else "Backups stay beside the journal."
        )
        return OfflineResult(self.path, self.key, done.trouble or said)


class PassphraseDialog(Dialog):
    """Encrypt the journal, give it another passphrase, or take the encryption away."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
        Binding("enter", "keep_card", show=False),
    ]

    def __init__(self, journal: Journal, go_away: Callable[[Work], None]) -> None:
        super().__init__()
        assert journal.path
        self.path, self.present, self.go_away = journal.path, journal.passphrase, go_away
        self._warned = False

    def compose(self) -> ComposeResult:
        """What it means, and the fields that are needed."""
        with VerticalScroll(classes="card form", can_focus=False) as card:
            card.border_title = "Passphrase" if self.present else "Encrypt this journal"
            card.border_subtitle = "⏎ keep · tab next field · esc leave as it was"
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
        """Begin in the first field."""
        self.query_one("#word-field").display = False
        self.query(PassphraseInput).first().focus()

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Only the fields that are needed."""
        self.query_one("#new-fields").display = message.value == "change"
        self.query_one("#word-field").display = message.value == "remove"

    def on_input_submitted(self) -> None:
        """Enter in a field keeps the card."""
        self.action_keep_card()

    def on_button_pressed(self) -> None:
        """The button keeps the card."""
        self.action_keep_card()

    def action_keep_card(self) -> None:
        """Do it, or say what is missing."""
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
    """What is still there from before the passphrase, and whether it is deleted."""

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
        """Delete them, or leave them."""
        # Else ConfirmDialog answers as well.
        event.prevent_default()
        self.dismiss(event.button.name)
        if event.button.name == "delete":
            self.app.run_worker(_delete(self.app, self.sealed, self.key))


async def _delete(app: App[Any], sealed: Sealed, key: Passphrase | None) -> None:
    """Delete older copies in a thread: the new one is opened and checked before."""
    assert sealed.backup
    try:
        trouble = await asyncio.to_thread(backups.delete_old, sealed.old, sealed.backup, key)
    except JournalError as error:
        trouble = [str(error)]
    app.notify(" ".join(trouble) or REMAINS, markup=False)
