"""The form that asks where a copy of the journal is saved."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Static

from alliance_journal.domain.text import UnusableText
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.path_field import parse_path
from alliance_journal.ui.widgets.text_input import TextInput

IS_FOLDER: Final = "That is a folder. Add a file name to it, such as journal-copy.db."


class CopyForm(FormDialog[Path]):
    """Asks where a copy of the journal is saved; another file is never replaced."""

    TITLE_SHOWN = "Save a copy"
    KEEP = "Save"

    def __init__(self, proposed: Path, write: Callable[[Path], None], *, goes_on: bool) -> None:
        super().__init__(write)
        self.proposed, self.goes_on = proposed, goes_on

    def compose_fields(self) -> ComposeResult:
        """Compose the path, and a sentence about what happens then."""
        yield Static("Where", classes="label")
        yield TextInput(str(self.proposed), id="path", compact=True)
        then = (
            "You go on in the copy, with everything you typed."
            if self.goes_on
            else "You go on in the journal itself."
        )
        yield Static(f"It is checked once it is written. {then}", classes="hint")

    def filled(self) -> Path:
        """Return the path of the copy."""
        path = parse_path(self.field("path").value, IS_FOLDER)
        if os.path.isdir(path):  # noqa: PTH112 - never raises
            raise UnusableText(IS_FOLDER)
        return path
