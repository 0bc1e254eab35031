"""Exporting the whole journal: format and place, with a summary of the contents before it is written."""

import contextlib
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText, count
from alliance_journal.exchange import export_file
from alliance_journal.exchange.base import Format, WriteOptions
from alliance_journal.exchange.registry import FORMATS, export_formats
from alliance_journal.paths import is_our_own, part_file, shown
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.export_source import Outgoing, outgoing
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import TextDialog
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.path_field import LOOK_KEY, PathField
from alliance_journal.ui.files.file_picker import FilePicker, last_folder, remember
from alliance_journal.ui.files.progress_screen import Progress, Stopped, run_with_progress
from alliance_journal.ui.open_journal import OfflineResult, OpenJournal
from alliance_journal.ui.widgets.choice import Choice

NOT_ENCRYPTED: Final = "Nothing of it is encrypted: whoever can open it can read it."
TAKEN: Final = "There is something of this name already, and it stays as it is. Choose another name."
IN_THE_WAY: Final = (
    "Something of this name with .part at its end is in the way. If an export that was cut off left it, it may be "
    "deleted; else choose another name."
)
STOPPED: Final = "It was stopped, and nothing was written."
EXAMPLE: Final = "These are example notes, not yours."


class Request(NamedTuple):
    """Path and format of an export."""

    path: Path
    form: Format


class Offer(NamedTuple):
    """Contents of the dialog at its start.

    Attributes:
        inside: contents of an export in each format, in sentences, by the format's name.
        request: what is proposed, or was wished before.
        said: why that could not be done; empty at first.
    """

    inside: Mapping[str, str]
    request: Request
    said: str = ""


class ExportDialog(FormDialog[Request]):
    """Asks for format and path. An existing file or folder is never replaced."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [LOOK_KEY]
    TITLE_SHOWN = "Export everything"
    KEEP = "Write"

    def __init__(self, offer: Offer, journal: Path | None, write: Callable[[Request], None]) -> None:
        """Ask.

        Args:
            offer: what to begin with.
            journal: the journal's own file; None for example notes.
            write: writes it, once the place can be used.
        """
        super().__init__()
        self.offer, self.journal, self.write = offer, journal, write
        self._form = offer.request.form

    def compose_fields(self) -> ComposeResult:
        """Compose format, path and contents."""
        yield Static("As", classes="label")
        yield Choice([(form.name, form.label) for form in export_formats()], self._form.name, id="format")
        yield Static("Where", classes="label")
        yield PathField(self.offer.request.path)
        yield Static(id="inside", classes="hint")

    def on_mount(self) -> None:
        """Focus the path."""
        self.query_one(".card").border_subtitle = "⏎ write · ^o look for a folder · esc leave"
        self._say_inside()
        self.unclear(self.offer.said)
        self.query_one(PathField).focus()

    def _say_inside(self) -> None:
        self.query_one("#inside", Static).update(Content(self.offer.inside[self._form.name]))

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Change the name and the contents with the format."""
        before, self._form = self._form, FORMATS[message.value]
        if before == self._form:
            # It says so once in the beginning, too.
            return
        self._say_inside()
        self.unclear("")
        field = self.query_one(PathField)
        if field.value.endswith(before.suffix):
            with contextlib.suppress(UnusableText):
                path = field.path()
                name = path.name.removesuffix(before.suffix)
                field.show(free(path.with_name(f"{name}{self._form.suffix}"), self._form))

    def action_look(self) -> None:
        """Open the file picker."""
        field = self.query_one(PathField)
        begin = (field.folder(), last_folder(self.app))
        self.app.push_screen(FilePicker("Where to", "this folder", begin, files=False), self._looked)

    def _looked(self, folder: Path | None) -> None:
        if folder is None:
            return
        field = self.query_one(PathField)
        try:
            name = field.path().name
        except UnusableText:
            name = self.offer.request.path.name
        field.show(folder / name)

    def filled(self) -> Request:
        """Return path and format.

        Raises:
            UnusableText: if nothing can be written there.
        """
        path = self.query_one(PathField).path()
        # None of these ever raises, whatever the name is.
        if os.path.isdir(path) and not self._form.is_folder:  # noqa: PTH112
            raise UnusableText("That is a folder. Add a file name to it, such as notes.json.")
        if os.path.lexists(path):
            raise UnusableText(TAKEN)
        if not os.path.isdir(path.parent):  # noqa: PTH112
            raise UnusableText("The folder it is to be in is not there. Make it first, or name another one.")
        if self.journal and is_our_own(self.journal, path):
            raise UnusableText("This place belongs to the journal itself. Choose another one.")
        return Request(path, self._form)

    def action_save_dialog(self) -> None:
        """Write the export, or say why not; the dialog stays until the pages are removed."""
        try:
            request = self.filled()
        except UnusableText as error:
            self.unclear(str(error))
        else:
            remember(self.app, request.path.parent)
            self.write(request)


def free(path: Path, form: Format) -> Path:
    """Return a free path like this one."""
    begin, number = path.name.removesuffix(form.suffix), 1
    while os.path.lexists(path) or os.path.lexists(part_file(path)):
        number += 1
        path = path.with_name(f"{begin}-{number}{form.suffix}")
    return path


def create_export_dialog(app: App[Any], opened: OpenJournal) -> ExportDialog:
    """Return the dialog for an open journal.

    Raises:
        JournalError: if the journal cannot be read.
    """
    journal = opened.journal
    with outgoing(journal) as source:
        inside = {form.name: _inside(source, form) for form in export_formats()}
    form = export_formats()[0]
    path = last_folder(app) / f"{_name(opened.today(), example=journal.is_example)}{form.suffix}"
    offer = Offer(inside, Request(free(path, form), form))
    return _dialog(app, journal, offer)


def _name(today: date, *, example: bool) -> str:
    """Return a neutral name without an extension: no person, and no purpose."""
    return f"{'example-' if example else ''}notes-all-{today.isoformat()}"


def _inside(source: Outgoing, form: Format) -> str:
    entries = count(source.count, "entry", "entries")
    whole = "Everything goes in" if not form.lacks else "What you wrote goes in"
    return " ".join(
        (
            f"{whole}: {entries}, letters and private and raw notes too.",
            *filter(None, (form.lacks,)),
            NOT_ENCRYPTED,
            *_left_out(source),
        )
    )


def _left_out(source: Outgoing) -> list[str]:
    said = []
    if source.drafts:
        said.append(
            f"{count(source.drafts, 'entry has', 'entries have')} text still being written; that is left out."
        )
    if source.trash:
        said.append(f"{count(source.trash, 'entry', 'entries')} in the trash left out.")
    return said


def _dialog(app: App[Any], journal: Journal, offer: Offer) -> ExportDialog:
    path, key = journal.path, journal.passphrase
    if path is None:
        dialog = ExportDialog(offer, None, lambda request: _write_example(dialog, journal, request))
        return dialog
    return _dialog_of_file(app, path, key, offer)


def _dialog_of_file(app: App[Any], path: Path, key: Passphrase | None, offer: Offer) -> ExportDialog:
    def again(request: Request, said: str) -> Screen[Any]:
        return _dialog_of_file(app, path, key, Offer(offer.inside, request, said))

    def write(request: Request) -> None:
        run_with_progress(
            app, lambda progress: exported(path, key, request, lambda said: again(request, said), progress)
        )

    return ExportDialog(offer, path, write)


def exported(
    path: Path, key: Passphrase | None, request: Request, again: Callable[[str], Screen[Any]], progress: Progress
) -> OfflineResult:
    """Write the export, in a thread and through a connection of its own.

    Args:
        path: the journal's file.
        key: its passphrase; None if it is not encrypted.
        request: where to, and as what.
        again: creates the dialog again, with the reason why nothing was written.
        progress: gets the number of written items, and can stop the work; nothing is left behind then.
    """
    try:
        with contextlib.closing(Journal.open(path, passphrase=key)) as journal, outgoing(journal) as source:
            progress.begin("Writing…")
            said = _written(journal, source, request, progress)
    except (Stopped, OSError) as error:
        why = STOPPED if isinstance(error, Stopped) else _why_not(request.path, error)
        return OfflineResult(path, key, card=lambda: again(why))
    return OfflineResult(path, key, card=lambda: _done(said))


def _written(journal: Journal, source: Outgoing, request: Request, progress: Progress) -> list[str]:
    export_file.write(source, request.path, request.form, WriteOptions(journal.now(), progress=progress))
    return [*export_file.report(source, shown(request.path), request.form), *_left_out(source)]


def _write_example(dialog: ExportDialog, journal: Journal, request: Request) -> None:
    """Write the example notes, which are few and in memory, without a progress screen."""
    try:
        with outgoing(journal) as source:
            said = [EXAMPLE, *_written(journal, source, request, Progress())]
    except OSError as error:
        dialog.unclear(_why_not(request.path, error))
    else:
        app = dialog.app
        dialog.dismiss(None)
        app.push_screen(_done(said))


def _why_not(path: Path, error: OSError) -> str:
    if isinstance(error, FileExistsError):
        return IN_THE_WAY if str(error.filename) == str(part_file(path)) else TAKEN
    return f"It cannot be written there: {error.strerror or 'the disk did not take it'}. Choose another place."


def _done(said: list[str]) -> Screen[Any]:
    return TextDialog("Exported", Content("\n".join(said)))
