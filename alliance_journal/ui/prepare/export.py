"""Export of the page to bring: to a file, with a form that names its content first, or to the clipboard."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple, Protocol, cast

from textual.app import App, ComposeResult
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.brief.model import Page, file_name, say_left_out, say_what_leaves
from alliance_journal.domain.brief.paper import PAPERS, Paper, paper_of
from alliance_journal.domain.text import UnusableText
from alliance_journal.exchange.base import CannotMake
from alliance_journal.exchange.brief.formats import BRIEF_FORMATS, as_written, made
from alliance_journal.exchange.clipboard import copy_with_tool
from alliance_journal.files import write_private
from alliance_journal.paths import is_our_own
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.path_field import parse_path
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_input import TextInput

NAMED_HERE: Final = 3
"""Most items that do not fit and are named in the form, so that its button stays in sight."""
NOT_ENCRYPTED: Final = "The file is not encrypted: anyone who can open it can read it."

IS_FOLDER: Final = "That is a folder. Add a file name to it, such as notes.html."


class ExportWish(NamedTuple):
    """Request to write the page to a file.

    Attributes:
        path: the file.
        form: name of the format.
        paper: size of the paper, for a format that has one.
        overwrite: True if an existing file is replaced.
    """

    path: Path
    form: str
    paper: Paper
    overwrite: bool


class ExportForm(FormDialog[ExportWish]):
    """Form for the file to write. An existing file is replaced only when the form is submitted twice."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("prepare.tcss")]

    TITLE_SHOWN = "Write the page to a file"
    KEEP = "Write"

    def __init__(
        self, folder: Path, name: str, page: Page, paper: Paper, write: Callable[[ExportWish], None]
    ) -> None:
        super().__init__()
        self.folder, self.name_proposed, self.page, self.paper = folder, name, page, paper
        self.write = write
        self.existing: Path | None = None

    def compose_fields(self) -> ComposeResult:
        """Yield format, paper and path, and a line about the content of the file."""
        yield Static("As", classes="label")
        yield Choice([(form.name, form.title) for form in BRIEF_FORMATS.values()], "html", id="format")
        yield Static("Paper", classes="label", id="paper-label")
        yield Choice([(paper, paper) for paper in PAPERS], self.paper, id="paper")
        yield Static("Where", classes="label")
        yield TextInput(str(self.folder / f"{self.name_proposed}.html"), id="path", compact=True)
        yield Static(classes="hint", id="what-leaves")

    def on_mount(self) -> None:
        """Give the path the focus."""
        self._show_format("html")
        self.field("path").focus()

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Change the suffix of the path to that of the chosen format."""
        if message.value in PAPERS:
            return
        self._show_format(message.value)
        path = self.field("path")
        if path.value.endswith(tuple(f".{form}" for form in BRIEF_FORMATS)):
            path.value = f"{path.value.rpartition('.')[0]}.{message.value}"

    def on_input_changed(self) -> None:
        """Choose the format of the suffix that was typed."""
        ending = self.field("path").value.rpartition(".")[2].lower()
        self.query_one("#format", Choice).choose(ending)

    def _show_format(self, form: str) -> None:
        """Name the content of the file, and show the sizes of paper if the format has any."""
        page = as_written(self.page, form)
        sentences = (say_left_out(page, NAMED_HERE), say_what_leaves(page), NOT_ENCRYPTED)
        self.query_one("#what-leaves", Static).update(Content(" ".join(filter(None, sentences))))
        for widget in self.query("#paper-label, #paper"):
            widget.display = BRIEF_FORMATS[form].make_sheet is not None

    def filled(self) -> ExportWish:
        """Return the request.

        Raises:
            UnusableText: when the path cannot be used.
        """
        path = parse_path(self.field("path").value, IS_FOLDER)
        form, paper = (self.query_one(f"#{name}", Choice).value for name in ("format", "paper"))
        return ExportWish(path, form, cast("Paper", paper), self.existing == path)

    def action_save_dialog(self) -> None:
        """Write the file and close, or stay open and say why it cannot be written."""
        try:
            wish = self.filled()
        except UnusableText as error:
            self.unclear(str(error))
            return
        try:
            if os.path.isdir(wish.path):  # noqa: PTH112 - never raises
                self.unclear(IS_FOLDER)
                return
            self.write(wish)
        except FileExistsError:
            self.existing = wish.path
            self.unclear(
                "There is a file of this name already. Press enter again to replace it, or change the name."
            )
        except CannotMake as error:
            self.unclear(str(error))
        except OSError as error:
            self.unclear(f"It cannot be written there: {error.strerror}. Choose another place.")
        else:
            self.dismiss(wish)


def paper_in_use(opened: OpenJournal) -> Paper:
    """Return the size of paper from the settings, or else the usual one of the client's country."""
    return paper_of(opened.settings.paper, os.environ)


def export_form(opened: OpenJournal, page: Page) -> ExportForm:
    """Create the form that writes a page to a file.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal, therapist, today = opened.journal, opened.therapist(), opened.today()
    appointment = journal.appointments.next(today, therapist.id if therapist else None)
    name = file_name(appointment, today, example=journal.is_example)

    def write(wish: ExportWish) -> None:
        if journal.path and is_our_own(journal.path, wish.path):
            raise OSError(0, "this place belongs to the journal itself")
        write_private(wish.path, made(page, wish.form, wish.paper), overwrite=wish.overwrite)

    return ExportForm(_home_folder(), name, page, paper_in_use(opened), write)


def keeps_paper(opened: OpenJournal, wish: ExportWish) -> bool:
    """Return True if the page was written on another size of paper than the one from the settings."""
    return BRIEF_FORMATS[wish.form].make_sheet is not None and wish.paper != paper_in_use(opened)


class CopiesToTerminal(Protocol):
    """The part of the app that reaches the terminal's clipboard."""

    def copy_to_terminal(self, text: str) -> None:
        """Copy text to the terminal's clipboard."""


def copy_to_clipboard(app: App[Any], text: str) -> None:
    """Copy text with a program of the computer, or through the terminal if there is none. Runs in a thread."""
    if not copy_with_tool(text):
        # The app's own copying stays inside the app; this copy is meant for other programs.
        app.call_from_thread(cast("CopiesToTerminal", app).copy_to_terminal, text)


def _home_folder() -> Path:
    """Return the client's home folder, or the current one if that is not known."""
    try:
        return Path.home()
    except RuntimeError:
        return Path.cwd()
