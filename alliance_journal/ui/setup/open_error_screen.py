"""The screen that is shown in place of the pages if the journal cannot be opened."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.paths import shown
from alliance_journal.store.backup import backups
from alliance_journal.store.backup.backups import Backup
from alliance_journal.store.backup.restore import restore
from alliance_journal.store.core.errors import Damaged, EmptyFile, JournalError, NotAJournal
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import UP_AND_DOWN, ConfirmDialog
from alliance_journal.ui.files.restore_dialog import ask_to_restore, say_backup
from alliance_journal.ui.widgets.sign import ONE_MOMENT, sign

AGAIN: Final = ("again", "Try again")
RESTORE: Final = ("restore", "Restore a backup")
BEGIN: Final = ("begin", "Begin a new journal here")
CLOSE: Final = ("close", "Close")
SURE_TO_BEGIN: Final = "The empty file is deleted, and a new journal begins in its place."
NOT_TAKEN_OVER: Final = (
    "The backup names a second folder for backups, {}. No copy goes there until you choose it: “Backups” in the "
    "palette."
)
NOT_EMPTY: Final = "The file is no longer empty, so it was left as it is."


class OpenErrorScreen(Screen[None]):
    """Says what is wrong with the file, and offers actions. Nothing else changes the file."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("setup.tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
        Binding("escape", "back", show=False),
    ]

    def __init__(self, error: JournalError, path: Path, again: Callable[[Passphrase | None], object]) -> None:
        """Show an error.

        Args:
            error: why the journal cannot be opened.
            path: its file.
            again: opens it once more, with its passphrase if that is known.
        """
        super().__init__()
        self.error, self.path, self.again = error, path, again
        self.found: list[Backup] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        """Compose the error and the actions."""
        with VerticalScroll(id="trouble", can_focus=False), Vertical(classes="card"):
            yield Static(sign(), id="sign")
            yield Static(Content(self.error.title), id="title")
            yield Static(Content(self.error.sentence))
            yield Static(Content(self.error.next_step), classes="quiet spaced")
            with Vertical(id="ways"):
                for name, label in self._ways():
                    yield Button(label, name=name, compact=True)
            yield Vertical(id="backups")
            yield Static(id="unclear")

    def _ways(self) -> list[tuple[str, str]]:
        ways = []
        if isinstance(self.error, (NotAJournal, Damaged)):
            self.found = backups.listed(self.path)
            ways = [RESTORE] if self.found else []
            ways += [BEGIN] if isinstance(self.error, EmptyFile) else []
        return [*ways, AGAIN, CLOSE]

    def on_mount(self) -> None:
        """Focus the first button; the list of backups is hidden."""
        self.query_one("#backups").display = False
        self.query(Button).first().focus()

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the action, after a question if it changes a file."""
        if self._busy:
            return
        match event.button.name:
            case "restore":
                await self._show_backups()
            case "begin":
                answers = (("stay", "Leave it"), ("begin", "Begin a new one"))
                dialog = ConfirmDialog(BEGIN[1], SURE_TO_BEGIN, answers)
                self.app.push_screen(dialog, lambda answer: self._begin() if answer == "begin" else None)
            case "again":
                self._say(ONE_MOMENT)
                self.again(None)
            case "close":
                await self.app.run_action("quit")
            case str(name):
                backup = self.found[int(name)]
                ask_to_restore(self.app, backup, lambda key: self._begin_to_restore(backup, key))

    def action_back(self) -> None:
        """Go from the list of backups back to the actions."""
        self.query_one("#backups").display = False
        self.query_one("#ways").display = True
        self.query(Button).first().focus()

    # A backup

    async def _show_backups(self) -> None:
        there = self.query_one("#backups")
        if not there.children:
            await there.mount(Static("Which one? · esc back", classes="quiet"))
            await there.mount(
                *(Button(say_backup(one), name=str(at), compact=True) for at, one in enumerate(self.found))
            )
        self.query_one("#ways").display = False
        there.display = True
        there.query(Button).first().focus()

    def _begin_to_restore(self, backup: Backup, key: Passphrase | None) -> None:
        self._busy = True
        self._say(ONE_MOMENT)
        self.run_worker(self._restore(backup, key))

    async def _restore(self, backup: Backup, key: Passphrase | None) -> None:
        try:
            done = await asyncio.to_thread(restore, self.path, backup.path, key)
        except JournalError as error:
            self._say(str(error))
        else:
            for words in filter(None, (done.said(), done.dropped and NOT_TAKEN_OVER.format(shown(done.dropped)))):
                self.app.notify(words, markup=False, timeout=10)
            self.again(key)
        finally:
            self._busy = False

    # A new journal

    def _begin(self) -> None:
        try:
            if self.path.stat().st_size:
                self._say(NOT_EMPTY)
                return
            self.path.unlink()
        except FileNotFoundError:
            pass
        except OSError as error:
            self._say(f"The empty file cannot be deleted: {error.strerror}.")
            return
        self.again(None)

    def _say(self, words: str) -> None:
        self.query_one("#unclear", Static).update(Content(words))
