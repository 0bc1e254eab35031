"""The second folder for backups, and the one that a restored backup names."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.paths import shown
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily
from alliance_journal.ui.dialogs.base_dialog import frame
from alliance_journal.ui.dialogs.dialog import KEEP_HINT, ConfirmDialog, Dialog
from alliance_journal.ui.dialogs.path_field import parse_path
from alliance_journal.ui.open_journal import OfflineResult, Work
from alliance_journal.ui.widgets.text_input import TextInput

NO_FOLDER: Final = "That is not a folder. Make it first, or name another one."


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
        """Use the folder again, or leave it out."""
        # Otherwise ConfirmDialog handles the button as well.
        event.prevent_default()
        self.dismiss(event.button.name)
        if event.button.name == "yes":
            cast("TakesFolder", self.app).use_second_folder(self.folder)


class TakesFolder(Protocol):
    """The part of the app that saves the second folder in the open journal."""

    def use_second_folder(self, folder: str) -> None:
        """Write each backup to this folder as well, from now on."""


class SecondFolderDialog(Dialog):
    """Asks for the folder that gets a second one of each backup."""

    def __init__(
        self, path: Path, key: Passphrase | None, second: Path | None, take: Callable[[Work], None]
    ) -> None:
        super().__init__()
        self.path, self.key, self.take = path, key, take
        self.folder = str(second.parent) if second else ""

    def compose(self) -> ComposeResult:
        """Compose the folder and a hint."""
        with frame("A second folder for backups", KEEP_HINT):
            yield TextInput(self.folder, placeholder="empty: nowhere", compact=True)
            hint = "A stick, or a folder that is copied to another place."
            if self.key is None:
                hint += " This journal is not encrypted: whoever can open that folder can read its copies."
            yield Static(Content(hint), classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the folder over, or say that it is none."""
        folder = ""
        if event.value.strip():
            try:
                # Never raises, as Path.resolve does for links in a circle.
                folder = os.path.realpath(parse_path(event.value))
            except UnusableText as error:
                self._say(str(error))
                return
            if not os.path.isdir(folder):  # noqa: PTH112 - never raises
                self._say(NO_FOLDER)
                return
        self.dismiss(None)
        self.take(lambda: self._keep(folder))

    def _say(self, sentence: str) -> None:
        self.query_one(".hint", Static).update(Content(sentence))

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
