"""The page leaves: into a file, or to the clipboard. What it holds is said before it is written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol, cast

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.brief.model import Page as BriefPreview
from alliance_journal.domain.brief.model import file_name, say_left_out, say_what_leaves
from alliance_journal.domain.brief.paper import PAPERS, Paper, paper_of
from alliance_journal.domain.text import UnusableText
from alliance_journal.exchange.base import CannotMake
from alliance_journal.exchange.brief.formats import BRIEF_FORMATS, as_written, made
from alliance_journal.exchange.brief.render import as_text
from alliance_journal.exchange.clipboard import copy_with_tool
from alliance_journal.files import write_private
from alliance_journal.paths import is_our_own, shown
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.path_field import parse_path
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_input import TextInput

COPIED = "Copied, as far as I can tell. If pasting stays empty, press e to export."
NAMED_HERE = 3
"""Items that do not fit and are named in the card, so that its buttons stay in sight."""
IS_FOLDER = "That is a folder. Add a file name to it, such as notes.html."
NOT_ENCRYPTED = "The file is not encrypted: anyone who can open it can read it."


class ExportWish(NamedTuple):
    """Where to write the page, as what, and on which paper."""

    path: Path
    form: str
    paper: Paper
    overwrite: bool


class ExportForm(FormDialog[ExportWish]):
    """Where the page is written to. A file that is there is replaced only when that is said twice."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("prepare.tcss")]

    TITLE_SHOWN = "Write the page to a file"
    KEEP = "Write"

    def __init__(
        self, folder: Path, name: str, page: BriefPreview, paper: Paper, write: Callable[[ExportWish], None]
    ) -> None:
        super().__init__()
        self.folder, self.name_proposed, self.page, self.paper = folder, name, page, paper
        self.write = write
        self.asked_for: Path | None = None

    def compose_fields(self) -> ComposeResult:
        """Format, paper and path, and what leaves."""
        yield Static("As", classes="label")
        yield Choice([(form.name, form.title) for form in BRIEF_FORMATS.values()], "html", id="format")
        yield Static("Paper", classes="label", id="paper-label")
        yield Choice([(paper, paper) for paper in PAPERS], self.paper, id="paper")
        yield Static("Where", classes="label")
        yield TextInput(str(self.folder / f"{self.name_proposed}.html"), id="path", compact=True)
        yield Static(classes="hint", id="what-leaves")

    def on_mount(self) -> None:
        """Begin where the place is typed."""
        self._show_format("html")
        self.field("path").focus()

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Let the ending follow the format; only a PDF has a size of paper of its own."""
        if message.value in PAPERS:
            return
        self._show_format(message.value)
        path = self.field("path")
        if path.value.endswith(tuple(f".{form}" for form in BRIEF_FORMATS)):
            path.value = f"{path.value.rpartition('.')[0]}.{message.value}"

    def on_input_changed(self) -> None:
        """Let the format follow an ending that was typed."""
        ending = self.field("path").value.rpartition(".")[2].lower()
        self.query_one("#format", Choice).choose(ending)

    def _show_format(self, form: str) -> None:
        """Say what leaves in this format, and offer a paper where it has one."""
        page = as_written(self.page, form)
        said = [said for said in (say_left_out(page, NAMED_HERE), say_what_leaves(page), NOT_ENCRYPTED) if said]
        self.query_one("#what-leaves", Static).update(Content(" ".join(said)))
        for widget in self.query("#paper-label, #paper"):
            widget.display = BRIEF_FORMATS[form].make_sheet is not None

    def filled(self) -> ExportWish:
        """Where and as what."""
        path = parse_path(self.field("path").value, IS_FOLDER)
        form, paper = (self.query_one(f"#{name}", Choice).value for name in ("format", "paper"))
        return ExportWish(path, form, cast("Paper", paper), self.asked_for == path)

    def action_keep_card(self) -> None:
        """Write, or say why not and stay."""
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
            self.asked_for = wish.path
            self.unclear(
                "There is a file of this name already. Press enter again to replace it, or change the name."
            )
        except CannotMake as error:
            self.unclear(str(error))
        except OSError as error:
            self.unclear(f"It cannot be written there: {error.strerror}. Choose another place.")
        else:
            self.dismiss(wish)


class CopiesToTerminal(Protocol):
    """The part of the app that reaches the terminal's clipboard."""

    def copy_to_terminal(self, text: str) -> None:
        """Copy text to the terminal's clipboard."""


class ExportPage(BasePage):
    """A page with a sheet that can leave.

    Attributes:
        page: what leaves; None while nothing was read.
    """

    page: BriefPreview | None = None

    def action_export(self) -> None:
        """Write the page to a file."""
        if self.page is None:
            return
        with self.report_errors():
            therapist, today = self.opened.therapist(), self.opened.today()
            appointment = self.opened.journal.appointments.next(today, therapist.id if therapist else None)
            name = file_name(appointment, today, example=self.opened.journal.is_example)
            form = ExportForm(_home(), name, self.page, self._paper(), self._write)
            self.app.push_screen(form, self._written)

    def _paper(self) -> Paper:
        return paper_of(self.opened.settings.paper, os.environ)

    def _write(self, wish: ExportWish) -> None:
        assert self.page is not None
        journal = self.opened.journal.path
        if journal and is_our_own(journal, wish.path):
            raise OSError(0, "this place belongs to the journal itself")
        write_private(wish.path, made(self.page, wish.form, wish.paper), overwrite=wish.overwrite)

    def _written(self, wish: ExportWish | None) -> None:
        if wish is None:
            return
        if BRIEF_FORMATS[wish.form].make_sheet and wish.paper != self._paper():
            self.change_settings(paper=wish.paper)
        self.say(f"Written to {shown(wish.path)}")

    def action_copy(self) -> None:
        """Copy the page as plain text."""
        if self.page is not None:
            self._copy(as_text(self.page))

    @work(thread=True, exit_on_error=False)
    def _copy(self, text: str) -> None:
        """With the computer's own tool where there is one; through the terminal where there is none."""
        if not copy_with_tool(text):
            # The app's own copying stays inside the app; this one is asked for, so it goes to the terminal.
            self.app.call_from_thread(cast("CopiesToTerminal", self.app).copy_to_terminal, text)
        self.app.call_from_thread(self.say, COPIED)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path.cwd()
