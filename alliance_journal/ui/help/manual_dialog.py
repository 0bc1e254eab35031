"""The manual: the reference pages that come with the package."""

from importlib import resources
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.types import CSSPathType
from textual.widgets import Button

from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, scrolling_frame
from alliance_journal.ui.dialogs.dialog import UP_AND_DOWN, Dialog
from alliance_journal.ui.help.guide_dialog import MarkdownPage

PAGES: Final = {
    "keys": "Keys",
    "using_it": "Using it",
    "how_it_is_worked_out": "How it is worked out",
    "settings": "Settings",
    "privacy_and_backups": "Privacy and backups",
    "command_line": "Command line",
    "file_formats": "File formats",
    "database": "The journal as a database",
}
"""Each page's file name without its ending, and its title."""


class ManualDialog(Dialog):
    """Lists the pages of the manual."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("guide.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [*UP_AND_DOWN]

    def compose(self) -> ComposeResult:
        """Compose a line for each page."""
        with scrolling_frame("Manual", "⏎ read · esc close", "reading", can_focus=False):
            for name, title in PAGES.items():
                yield Button(title, name=name, compact=True)

    def on_mount(self) -> None:
        """Focus the first page."""
        self.query(Button).first().focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Show a page over this list."""
        self.app.push_screen(manual_page(str(event.button.name)))


def manual_page(name: str) -> MarkdownPage:
    """Return the dialog of a page of the manual."""
    file = resources.files("alliance_journal").joinpath("manual", f"{name}.md")
    return MarkdownPage(PAGES[name], file.read_text(encoding="utf-8"))
