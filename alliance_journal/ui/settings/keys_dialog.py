"""Keys: a dialog with every command, its id and its keys, in which a command can be given other keys."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.domain.text import UnusableText
from alliance_journal.paths import shown as shown_path
from alliance_journal.ui.commands import PLACE_NAMES, Command, of
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, frame
from alliance_journal.ui.dialogs.dialog import Dialog, PromptDialog
from alliance_journal.ui.key_map import KeyMap
from alliance_journal.ui.key_names import shown_key
from alliance_journal.ui.widgets.key_hints import key_map_of
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit, pad

LABEL_WIDTH: Final = 22
KEYS_WIDTH: Final = 9
FIXED: Final = "These keys belong to the list of answers, and stay."
HINT: Final = "A key such as x, f7 or ^k; several with a space between them. Empty for the usual one."


class KeyRow(NamedTuple):
    """A row: a command with its keys as they are shown, or the heading of a place."""

    label: str
    command: Command | None = None
    keys: str = ""


class KeyList(LineList[KeyRow]):
    """Commands, each with its keys and its id."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "choose", show=False)]

    def key_of(self, row: KeyRow) -> str | None:
        """Return the id of a command; None for a heading."""
        return row.command.id if row.command else None

    def draw(self, row: KeyRow, width: int, style: LineStyles) -> list[list[Part]]:
        """Return the line of a command: label, keys and id."""
        if row.command is None:
            return [[(fit(row.label, width), style.heading)]]
        label, keys = pad(f" {row.label}", LABEL_WIDTH), pad(f" {row.keys}", KEYS_WIDTH)
        id_ = fit(f" {row.command.id}", width - LABEL_WIDTH - KEYS_WIDTH)
        return [[(label, style.base), (keys, style.accent), (id_, style.quiet)]]

    def action_choose(self) -> None:
        """Choose the command with the cursor, as a click on it does."""
        self.post_message(LineList.Clicked())


class KeysDialog(Dialog):
    """Lists every command. Enter asks for other keys of the one with the cursor, which apply at once."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("settings.tcss")]
    CLOSES_BESIDE = True

    def __init__(
        self, change: Callable[[str, Sequence[str]], str], notes: Callable[[], Sequence[str]], file: Path | None
    ) -> None:
        """Show the keys in force.

        Args:
            change: gives the command with an id other keys, as they were typed; none for the usual ones. Returns a
                sentence if it cannot have them.
            notes: returns the sentences about lines of the settings file that are not used.
            file: the settings file; None if changes are for this run only.
        """
        super().__init__()
        self.change, self.notes, self.file = change, notes, file

    def compose(self) -> ComposeResult:
        """Compose the notes, the list, the help for the row with the cursor, the file, and a button."""
        with frame("Keys", "⏎ another key · esc close"):
            yield Static(id="notes")
            yield KeyList(id="settings")
            yield Static(id="help", classes="hint")
            where = (
                f"In the file: the table [keys] of {shown_path(self.file)}" if self.file else "For this run only."
            )
            yield Static(Content(where), id="places")
            with Vertical(classes="answers"):
                yield Button("Close", compact=True)

    def on_mount(self) -> None:
        """Begin at the first command."""
        self._show()
        self.query_one(KeyList).focus()

    def _show(self) -> None:
        notes = self.query_one("#notes", Static)
        notes.display = bool(self.notes())
        notes.update(Content(" ".join(self.notes())))
        self.query_one(KeyList).show_rows([*rows_of(key_map_of(self))])
        self._show_help()

    def _show_help(self) -> None:
        row = self.query_one(KeyList).current
        if row and row.command:
            usual = " ".join(map(shown_key, row.command.keys)) or "none"
            fixed = FIXED if row.command.by_widget else f"Usual: {usual}."
            self.query_one("#help", Static).update(Content(f"{row.command.id}: {row.command.about}. {fixed}"))

    def on_line_list_moved(self) -> None:
        """Show the help for another command."""
        self._show_help()

    def on_line_list_clicked(self) -> None:
        """Ask for other keys of a command."""
        row = self.query_one(KeyList).current
        if row and row.command and not row.command.by_widget:
            keys = " ".join(map(shown_key, key_map_of(self).keys(row.command)))
            keep = partial(self._keep, row.command.id)
            self.app.push_screen(PromptDialog(row.label, keys, HINT, keep), lambda _: self._show())

    def _keep(self, id_: str, typed: str) -> None:
        """Change the keys of a command.

        Raises:
            UnusableText: if it cannot have them; the message says why.
        """
        if sentence := self.change(id_, typed.split()):
            raise UnusableText(sentence)

    def on_button_pressed(self) -> None:
        """Close the dialog."""
        self.dismiss(None)


def rows_of(key_map: KeyMap) -> Iterator[KeyRow]:
    """Yield all commands with their keys in force, those of each place behind its name."""
    for place, name in PLACE_NAMES.items():
        yield KeyRow(name)
        for one in of(place):
            keys = one.shown if one.by_widget else " ".join(map(shown_key, key_map.keys(one)))
            yield KeyRow(one.label, one, keys)
