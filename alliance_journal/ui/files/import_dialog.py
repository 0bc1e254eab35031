"""Importing a file or folder of another program: a preview is shown first, and only then it is imported."""

import contextlib
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple, cast

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.domain.import_report import Loaded, summary
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.exchange.base import CannotRead, DateOrder, Format, ReadOptions, WhichDates
from alliance_journal.exchange.detect import detect_format
from alliance_journal.exchange.import_file import error_sentence, read_file
from alliance_journal.exchange.registry import FORMATS, import_formats
from alliance_journal.paths import is_our_own, shown
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily
from alliance_journal.store.transfer.import_document import import_into, known_therapists
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, frame
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog, TextDialog
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.path_field import LOOK_KEY, PathField
from alliance_journal.ui.files.file_picker import FilePicker, last_folder, remember
from alliance_journal.ui.files.progress_screen import Progress, Stopped, run_with_progress
from alliance_journal.ui.open_journal import OfflineResult, OpenJournal
from alliance_journal.ui.widgets.choice import Choice

WHAT_IT_IS: Final = (
    "Notes from jrnl, Day One, Markdown or CSV, or an export of a journal like this one. First it is only looked "
    "at; what is here already stays as it is."
)
NOT_THERE: Final = "There is nothing of this name. Look at its name and folder once more."
OUR_OWN: Final = (
    "This belongs to the journal itself. “Merge another copy” and “Backups” in the palette take such files."
)
STOPPED: Final = "It was stopped, and nothing was taken over."
DAYS: Final = (("", "as the file shows"), ("day-first", "day first"), ("month-first", "month first"))
IN_THE_CARD: Final = "say which of the two comes first, above"


class Request(NamedTuple):
    """File to import, and how to read it.

    Attributes:
        path: file or folder.
        form: its format; None to detect it.
        dates: order of day and month in dates like 10/11/2026; None if the file shows it.
    """

    path: Path
    form: Format | None = None
    dates: DateOrder | None = None


class ImportTarget(NamedTuple):
    """Journal that is imported into while it is closed, and the app that shows the result.

    Attributes:
        app: the app.
        path: file of the journal.
        key: its passphrase; None if it is not encrypted.
        today: returns the client's own day.
    """

    app: App[Any]
    path: Path
    key: Passphrase | None
    today: Callable[[], date]

    def go(self, work: Callable[[Progress], OfflineResult]) -> None:
        """Run work with the journal closed; its result is a dialog."""
        run_with_progress(self.app, work)

    def back(self, card: Callable[[], Screen[Any]]) -> OfflineResult:
        """Return a result that shows a dialog over the pages."""
        return OfflineResult(self.path, self.key, card=card)


class ImportDialog(FormDialog[Request]):
    """Asks for the file or folder."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [LOOK_KEY]
    TITLE_SHOWN = "Import"
    KEEP = "Look what it has"

    def __init__(self, target: ImportTarget, request: Request | None = None, said: str = "") -> None:
        """Ask.

        Args:
            target: where it is taken over to.
            request: what was asked for before.
            said: why that could not be done.
        """
        super().__init__()
        self.target, self.request, self.said = target, request, said

    def compose_fields(self) -> ComposeResult:
        """Compose the path, and the order of day and month."""
        yield Static("File or folder", classes="label")
        yield PathField(self.request.path if self.request else "", placeholder="~/folder/notes.json")
        yield Static("Days like 10/11/2026", classes="label")
        yield Choice(DAYS, (self.request.dates if self.request else None) or "", id="dates")
        yield Static(WHAT_IT_IS, classes="hint")

    def on_mount(self) -> None:
        """Focus the path, or the field that the error is about."""
        self.query_one(".card").border_subtitle = "⏎ look · ^o look for it · esc leave"
        self.unclear(self.said)
        self.query_one(Choice if IN_THE_CARD in self.said else PathField).focus()

    def action_look(self) -> None:
        """Open the file picker."""
        begin = (self.query_one(PathField).folder(), last_folder(self.app))
        self.app.push_screen(FilePicker("What to import", "this folder", begin, files=True), self._looked)

    def _looked(self, path: Path | None) -> None:
        if path is not None:
            self.query_one(PathField).show(path)

    def filled(self) -> Request:
        """Return the file and how to read it.

        Raises:
            UnusableText: if there is no such file, or it is the journal itself.
        """
        path = self.query_one(PathField).path()
        if not os.path.exists(path):  # noqa: PTH110 - a name that is too long is not there
            raise UnusableText(NOT_THERE)
        # Reading the journal's own file would drop SQLite's locks on it.
        if is_our_own(self.target.path, path) or path.samefile(self.target.path):
            raise UnusableText(OUR_OWN)
        return Request(path, None, cast("DateOrder | None", self.query_one(Choice).value or None))

    def action_save_dialog(self) -> None:
        """Show the preview, or say why not; the dialog stays until the pages are removed."""
        try:
            request = self.filled()
        except UnusableText as error:
            self.unclear(str(error))
        except OSError as error:
            self.unclear(_cannot_be_read(self.query_one(PathField).path(), error))
        else:
            remember(self.app, request.path.parent)
            self.target.go(lambda progress: preview_import(self.target, request, progress))


def create_import_dialog(app: App[Any], opened: OpenJournal) -> ImportDialog:
    """Return the dialog for a journal that has a file and can be written."""
    assert opened.journal.path
    return ImportDialog(ImportTarget(app, opened.journal.path, opened.journal.passphrase, opened.today))


def preview_import(target: ImportTarget, request: Request, progress: Progress) -> OfflineResult:
    """Read the file and work out what would be added; the result shows the preview, or the error."""

    def again(said: str) -> OfflineResult:
        return target.back(lambda: ImportDialog(target, request, said))

    try:
        progress.begin("Reading…")
        form = request.form or detect_format(request.path)
        with contextlib.closing(Journal.open(target.path, passphrase=target.key)) as journal:
            known = known_therapists(journal)
            loaded = read_file(request.path, form, ReadOptions(known, target.today(), request.dates, progress))
            progress.begin("Comparing…")
            done = import_into(journal, loaded, dry_run=True, progress=progress)
    except Stopped:
        return again(STOPPED)
    except CannotRead as error:
        then = IN_THE_CARD if isinstance(error, WhichDates) else ""
        return again(one_line(error_sentence(error, shown(request.path), then)))
    except OSError as error:
        return again(_cannot_be_read(request.path, error))
    except (JournalError, UnusableText) as error:
        return again(str(error))
    said = [f"{shown(request.path.name)}, read as {form.title}.", "", *summary(done, loaded, dry_run=True)]
    read = request._replace(form=form)
    return target.back(lambda: ImportPreview(target, read, loaded, said, nothing=not done.added.total()))


def _cannot_be_read(path: Path, error: OSError) -> str:
    why = error.strerror or "the disk did not give it"
    return f"{shown(path)} cannot be read: {why}. Look at its name and permissions, then try again."


class ImportPreview(Dialog):
    """Shows what would be added, what exists already, and what is refused and why; asks whether to import it."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up", "scroll_said(-1)", show=False),
        Binding("down", "scroll_said(1)", show=False),
        Binding("pageup", "scroll_said(-8)", show=False),
        Binding("pagedown", "scroll_said(8)", show=False),
    ]

    def __init__(
        self, target: ImportTarget, request: Request, loaded: Loaded, said: Sequence[str], *, nothing: bool
    ) -> None:
        """Show it.

        Args:
            target: where it is taken over to.
            request: what was read, and as what.
            loaded: what was read.
            said: what would become of it.
            nothing: whether there is nothing to be taken over.
        """
        super().__init__()
        self.target, self.request, self.loaded, self.said, self.nothing = target, request, loaded, said, nothing

    def compose(self) -> ComposeResult:
        """Compose the summary, which scrolls, and the answers, which do not."""
        with frame("Import", "↑↓ read on · ←→ choose · esc leave"):
            with VerticalScroll(id="said", can_focus=False):
                yield Static(Content("\n".join(self.said)))
            with Vertical(classes="answers"):
                yield Button("Leave it", name="leave", compact=True)
                if not self.nothing:
                    yield Button("Take it over, after a backup", name="take", compact=True)
                yield Button("Read it as something else", name="other", compact=True)

    def action_scroll_said(self, lines: int) -> None:
        """Scroll the summary."""
        self.query_one("#said").scroll_relative(y=lines, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Import it, close, or choose another format."""
        target, request, loaded = self.target, self.request, self.loaded
        match event.button.name:
            case "take":
                target.go(lambda progress: run_import(target, request, loaded, progress))
            case "other":
                answers = [(form.name, form.title[0].upper() + form.title[1:]) for form in import_formats()]
                self.app.push_screen(ConfirmDialog("Read it as", "What is it?", answers), self._read_as)
            case _:
                self.dismiss(None)

    def _read_as(self, name: str | None) -> None:
        if name is not None:
            request = self.request._replace(form=FORMATS[name])
            self.target.go(lambda progress: preview_import(self.target, request, progress))


def run_import(target: ImportTarget, request: Request, loaded: Loaded, progress: Progress) -> OfflineResult:
    """Back up and import: all of it, or nothing; the result shows what was done."""
    try:
        with contextlib.closing(Journal.open(target.path, passphrase=target.key)) as journal:
            progress.begin("Backing up…")
            copy = daily.back_up(journal, "before-import")
            progress.begin("Taking over…")
            done = import_into(journal, loaded, progress=progress)
    except (Stopped, JournalError, UnusableText) as error:
        why = STOPPED if isinstance(error, Stopped) else str(error)
        return target.back(lambda: ImportDialog(target, request, why))
    said = summary(done, loaded)
    if copy.backup:
        said.append(backups.made_before(copy.backup))
    if copy.trouble:
        said.append(copy.trouble)
    return target.back(lambda: TextDialog("Imported", Content("\n".join(said))))
