"""Settings: a dialog over the pages with one row for each setting, and for what belongs to this journal."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.paths import shown
from alliance_journal.settings import ROWS, Value, row
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, frame
from alliance_journal.ui.dialogs.dialog import Dialog
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.settings.settings_list import SettingRow, SettingsList
from alliance_journal.ui.widgets.key_hints import key_map_of

BACKUPS: Final = "backups"
"""Name of the row that leads to the backups, and result of the dialog then."""
KEYS: Final = "keys"
"""Name of the row that leads to the keys, and result of the dialog then."""
QUESTION: Final = "disagree"
"""Name of the row of the optional question, and its id in the journal."""


class SettingsDialog(Dialog):
    """The settings. Each change applies at once and is saved at once.

    The result is `BACKUPS` or `KEYS` if that row was chosen, else None.
    """

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("settings.tcss")]
    CLOSES_BESIDE = True

    def __init__(
        self, opened: OpenJournal, change: Callable[[str, Value], None], notes: Sequence[str] = ()
    ) -> None:
        """Show the settings in force.

        Args:
            opened: the open journal.
            change: changes a setting, by its name, and saves it.
            notes: sentences about what the settings file has and is not used.

        Raises:
            JournalError: if the journal cannot be read now.
        """
        super().__init__()
        self.opened, self.change, self.notes = opened, change, notes
        self.rows = self._rows()

    def compose(self) -> ComposeResult:
        """Compose the list, the help for the row with the cursor, the places of the files, and a button."""
        with frame("Settings", "←→ change · esc close"):
            if self.notes:
                yield Static(Content(" ".join(self.notes)), id="notes")
            yield SettingsList(id="settings")
            yield Static(id="help", classes="hint")
            yield Static(Content(self._places()), id="places")
            with Vertical(classes="answers"):
                yield Button("Close", compact=True)

    def on_mount(self) -> None:
        """Begin at the first setting."""
        found = self.query_one(SettingsList)
        found.show_rows(self.rows, anew=True)
        found.focus()
        self._show_help()

    def on_line_list_moved(self) -> None:
        """Show the help for another row."""
        self._show_help()

    def on_settings_list_stepped(self, message: SettingsList.Stepped) -> None:
        """Change the value of a row, or go where it leads."""
        if message.name in (BACKUPS, KEYS):
            self.dismiss(message.name)
            return
        try:
            if message.name == QUESTION:
                asked = self.opened.journal.questions.asked()[QUESTION]
                self.opened.journal.questions.set_asked(QUESTION, not asked)
            else:
                setting = row(message.name)
                self.change(setting.name, setting.step(getattr(self.opened.settings, setting.name), message.by))
            self.rows = self._rows()
        except JournalError as error:
            self._say(str(error))
        else:
            self.query_one(SettingsList).show_rows(self.rows, message.name)
            self._show_help()

    def on_button_pressed(self) -> None:
        """Close the dialog."""
        self.dismiss(None)

    def _rows(self) -> list[SettingRow]:
        """Return the rows with their present values.

        Raises:
            JournalError: if the journal cannot be read now.
        """
        journal, settings = self.opened.journal, self.opened.settings
        asked = journal.questions.asked()[QUESTION]
        second = journal.second_backup_folder()
        return [
            SettingRow(None, "On this computer"),
            *(SettingRow(one.name, one.label, one.say(getattr(settings, one.name)), one.help) for one in ROWS),
            SettingRow(
                KEYS,
                "Keys",
                f"{len(changed)} changed" if (changed := key_map_of(self).chosen) else "the usual ones",
                "⏎ leads to every command with its key, and to another key for it.",
            ),
            SettingRow(None, "In this journal"),
            SettingRow(
                QUESTION,
                "Room to disagree",
                "asked" if asked else "not asked",
                "The optional thirteenth question of the checklist.",
            ),
            SettingRow(
                BACKUPS,
                "Backups",
                f"also in {shown(second.parent)}" if second else "beside the journal",
                "⏎ leads to the backups, and to a second folder for them.",
            ),
        ]

    def _places(self) -> str:
        """Return the sentences about where the journal and the settings are stored."""
        journal, file = self.opened.journal, self.opened.settings_file
        if journal.path is None or journal.is_example:
            return "These are example notes: changes here are for this run only."
        settings = f"Settings file: {shown(file)}" if file else "Changes here are for this run only."
        return f"Journal: {shown(journal.path)}\n{settings}"

    def _show_help(self) -> None:
        current = self.query_one(SettingsList).current
        self._say(current.help if current else "")

    def _say(self, words: str) -> None:
        self.query_one("#help", Static).update(Content(words))
