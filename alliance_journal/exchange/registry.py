"""Registry of file formats: their names, detection, import and export.

An import, on the command line and in the app, takes these steps:

1. `sniff(path)` detects the format, unless the user chose one.
2. `load(path, form, known=known_therapists(journal), today=today)` reads the file.
3. `import_into(journal, loaded, keep=False)` previews the import without storing it.
4. `back_up(journal, "before-import")` makes a backup.
5. `import_into(journal, loaded, progress=progress)` stores the records.
6. `import_report.summary(done, loaded)` puts the result into words.

`known_therapists` and `import_into` are in `store.transfer.import_document`, `back_up` is in
`store.maintenance.daily`, and `outgoing` is in `store.transfer.export_source`.

An export::

    with outgoing(journal) as source:
        write(source, path, form, now, progress=progress)
        lines = written(source, path, form)

A `progress(done, of)` callback may raise an exception to cancel; no partial file is left then. `sniff` and `load`
raise `CannotRead`, and `refusal(error, path)` is the full sentence for it; `write` raises OSError
(FileExistsError if the name is taken).
"""

import datetime as dt
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple, Protocol, get_args

from alliance_journal.domain.import_report import Loaded, Progress, quietly
from alliance_journal.domain.models import Document, Entry
from alliance_journal.domain.text import count

if TYPE_CHECKING:
    from alliance_journal.exchange.located_value import CannotRead

Form = Literal["json", "csv", "markdown", "jrnl", "jrnl-json", "dayone"]
OutForm = Literal["json", "csv", "markdown", "jrnl"]
Dates = Literal["day-first", "month-first"]

FORMS: Final[tuple[Form, ...]] = get_args(Form)
"""Formats that can be imported."""
OUT_FORMS: Final[tuple[OutForm, ...]] = get_args(OutForm)
"""Formats that can be exported."""
FOLDERS: Final[frozenset[OutForm]] = frozenset({"csv", "markdown"})
"""Export formats that are a folder of files, and cannot be written to standard output."""

NAMES: Final[Mapping[Form, str]] = {
    "json": "Alliance Journal's own JSON",
    "csv": "CSV tables",
    "markdown": "Markdown files",
    "jrnl": "a text file of jrnl",
    "jrnl-json": "a JSON export of jrnl",
    "dayone": "a JSON export of Day One",
}
"""Name of each format for users."""

SHOWN_FROM: Final = 1_000
"""Number of entries from which on progress is shown."""


class Sniffed(NamedTuple):
    """The detected format of a file, and a sentence that names it."""

    form: Form
    said: str


class Source(Protocol):
    """Data source of an export: the entries in batches of a few hundred, everything else at once."""

    @property
    def rest(self) -> Document:
        """Everything except the entries."""

    @property
    def count(self) -> int:
        """Number of entries."""

    def entries(self) -> Iterator[Entry]:
        """Yield the entries, oldest first; can be called more than once."""


def sniff(path: Path) -> Sniffed:
    """Detect the format of a file or folder from its beginning.

    Raises:
        CannotRead: if it cannot be read, or its format is not known.
    """
    from alliance_journal.exchange.detect import form_of

    form = form_of(path)
    return Sniffed(form, f"This was read as {NAMES[form]}.")


def load(
    path: Path,
    form: Form,
    *,
    known: Mapping[str, str],
    today: dt.date,
    dates: Dates | None = None,
    progress: Progress = quietly,
) -> Loaded:
    """Read a whole file or folder, before anything of it is imported.

    Args:
        path: the file or folder.
        form: the format to read it as.
        known: the journal's therapists, id by name in lower case.
        today: the client's own day, for a note without a readable day.
        dates: the order of day and month in a date like 10/11/2026, for a file that does not decide it.
        progress: callback with the amount read and the total.

    Raises:
        CannotRead: if nothing of it can be imported; the message names the place.
    """
    from alliance_journal.exchange.located_value import MEND, CannotRead

    module = importlib.import_module(f"alliance_journal.exchange.{_MODULES[form]}")
    loaded: Loaded = module.read(path, Arrival(known, today, dates, progress))
    document = loaded.document
    if loaded.refused and not (document.entries or document.topics or document.tasks or document.goals):
        first, more = loaded.refused[0], len(loaded.refused) - 1
        others = f" {count(more, 'other part', 'other parts')} cannot be taken over either." if more else ""
        raise CannotRead(f"{first.place}: {first.why}.{others}", MEND)
    return loaded


class Arrival(NamedTuple):
    """Arguments of a reader besides the path; see `load`."""

    known: Mapping[str, str]
    today: dt.date
    dates: Dates | None = None
    progress: Progress = quietly


_MODULES: Final[Mapping[Form, str]] = {
    "json": "native.writer",
    "csv": "csv.writer",
    "markdown": "markdown.writer",
    "jrnl": "jrnl.text_format",
    "jrnl-json": "jrnl.json_format",
    "dayone": "dayone.reader",
}


def write(
    source: Source,
    path: Path,
    form: OutForm,
    now: dt.datetime,
    *,
    raw: bool = False,
    progress: Progress = quietly,
) -> None:
    """Write everything to a new private file or folder, completely or not at all.

    Args:
        source: the data.
        path: the file or folder; nothing may exist there yet.
        form: the format.
        now: the instant of the export.
        raw: in CSV, leave cells that a spreadsheet could take for a formula unchanged.
        progress: callback with the number of entries written and the total.

    Raises:
        FileExistsError: if something has that name; it is left unchanged.
        OSError: if it cannot be written; no partial file is left then.
    """
    from alliance_journal.files import new_file, new_folder

    if form in FOLDERS:
        with new_folder(path) as folder:
            if form == "csv":
                from alliance_journal.exchange.csv import writer as csv_writer

                csv_writer.write(source, folder, raw=raw, progress=progress)
            else:
                from alliance_journal.exchange.markdown import writer as markdown_writer

                markdown_writer.write(source, folder, progress=progress)
    else:
        with new_file(path, begins=_BEGINS.get(form, b"")) as file:
            write_to(source, file, form, now, progress=progress)


def write_to(
    source: Source, file: BinaryIO, form: OutForm, now: dt.datetime, *, progress: Progress = quietly
) -> None:
    """Write a single-file format to an open file, such as standard output.

    Raises:
        ValueError: if the format is a folder of files.
    """
    if form == "json":
        from alliance_journal.exchange.native import writer

        writer.write(source, file, now, progress=progress)
    elif form == "jrnl":
        from alliance_journal.exchange.jrnl import text_format

        text_format.write(source, file, progress=progress)
    else:
        raise ValueError(form)


def written(source: Source, path: str, form: OutForm) -> list[str]:
    """Return sentences about what was exported, to which path, and what the format lacks, one a line."""
    entries = count(source.count, "entry", "entries")
    where = f"{entries}, private things included (raw notes and letters too). {_PRIVATE[form in FOLDERS]}"
    if lacking := not_in(form):
        return [f"What you wrote is in {path}: {where}", lacking]
    return [f"Everything is in {path}: {where}"]


# First bytes that no other program writes: a file left by a killed export is recognised by them and replaced.
_BEGINS: Final[Mapping[OutForm, bytes]] = {"json": b'{\n "format": "alliance-journal"'}
_PRIVATE: Final = {
    False: "The file is not encrypted; keep it where only you can read it.",
    True: "The files are not encrypted; keep them where only you can read them.",
}
_REST: Final = "the JSON export holds them, too."
_NOT_IN: Final[Mapping[OutForm, str]] = {
    "csv": f"Appointments, excerpts, numbers to call and what you noted about therapists are not in it; {_REST}",
    "markdown": "Topics, homework, goals, appointments, excerpts, numbers to call and what you noted about "
    f"therapists are not in it; {_REST}",
    "jrnl": "It holds days, times, titles, texts and tags alone; the JSON export holds everything. "
    "A time that is not known stands there as 00:00.",
}


def not_in(form: OutForm) -> str:
    """Return a sentence about what an export in this format lacks; empty if it holds everything."""
    return _NOT_IN.get(form, "")


def refusal(error: "CannotRead", path: str, then: str = "") -> str:
    """Return the full error sentence for a file that cannot be imported, with the next step.

    Args:
        error: the reason.
        path: the file or folder, as shown to the user.
        then: the next step, if it is not the one of the error.
    """
    then = then or error.then
    return f"{error} Nothing was taken over from {path}{f'; {then}' if then else ''}."
