"""The front door of everything that goes out and comes in: names, sniffing, reading, writing (design: formats.md).

An import, on the command line and in the app, always takes the same steps::

    sniffed = formats.sniff(path)                       # or a form the person chose
    loaded = formats.load(path, sniffed.form, known=documents.known_therapists(journal), today=today)
    done = documents.take_in(journal, loaded, keep=False)        # the preview
    upkeep.back_up(journal, "before-import")
    done = documents.take_in(journal, loaded, progress=progress)
    lines = arriving.summary(done, loaded)

and an export::

    with outgoing(journal) as source:                   # store.outgoing
        formats.write(source, path, form, now, progress=progress)
        lines = formats.written(source, path, form)

A `progress(done, of)` may raise to cancel; nothing is left behind then. `sniff` and `load` raise `CannotRead`,
whose whole sentence is `refusal(error, path)`; `write` raises OSError (FileExistsError where the name is taken).
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
"""What can be imported."""
OUT_FORMS: Final[tuple[OutForm, ...]] = get_args(OutForm)
"""What can be exported to."""
FOLDERS: Final[frozenset[OutForm]] = frozenset({"csv", "markdown"})
"""Those that are a folder of files, and cannot go to standard output."""

NAMES: Final[Mapping[Form, str]] = {
    "json": "Alliance Journal's own JSON",
    "csv": "CSV tables",
    "markdown": "Markdown files",
    "jrnl": "a text file of jrnl",
    "jrnl-json": "a JSON export of jrnl",
    "dayone": "a JSON export of Day One",
}
"""What each is called in front of people."""

SHOWN_FROM: Final = 1_000
"""From so many entries on, progress is worth showing."""


class Sniffed(NamedTuple):
    """What a file seems to be, and the sentence that says so."""

    form: Form
    said: str


class Source(Protocol):
    """What an export reads from: all but the entries at once, and the entries a few hundred at a time."""

    @property
    def rest(self) -> Document:
        """Everything but the entries."""

    @property
    def count(self) -> int:
        """How many entries there are."""

    def entries(self) -> Iterator[Entry]:
        """The entries, oldest first; may be asked for more than once."""


def sniff(path: Path) -> Sniffed:
    """What a file or folder seems to be, from its beginning.

    Raises:
        CannotRead: when it cannot be read, or is nothing that is known here.
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
    """Read a file or folder whole, before anything of it is taken over.

    Args:
        path: the file or folder.
        form: what to read it as.
        known: the journal's therapists, id by name in lower case.
        today: the client's own day, for a note whose day cannot be told.
        dates: how a day like 10/11/2026 is meant, where the file leaves it open.
        progress: is told how much is read, of how much.

    Raises:
        CannotRead: when nothing of it can be taken over, with the place.
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
    """What a reader is told beside the path; see `load`."""

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
    """Write everything to a new private file or folder: whole, or not at all.

    Args:
        source: what to write.
        path: its place; nothing may be there yet.
        form: as what.
        now: the instant of the export.
        raw: in CSV, leave cells that a spreadsheet could take for a formula as they are.
        progress: is told how many entries are written, of how many.

    Raises:
        FileExistsError: when something has that name; it is left as it is.
        OSError: when it cannot be written; nothing is left behind then.
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
    """Write a form that is one file to an open one, such as standard output."""
    if form == "json":
        from alliance_journal.exchange.native import writer

        writer.write(source, file, now, progress=progress)
    elif form == "jrnl":
        from alliance_journal.exchange.jrnl import text_format

        text_format.write(source, file, progress=progress)
    else:
        raise ValueError(form)


def written(source: Source, path: str, form: OutForm) -> list[str]:
    """What an export put where, and what is not in it, one sentence a line."""
    entries = count(source.count, "entry", "entries")
    where = f"{entries}, private things included (raw notes and letters too). {_PRIVATE[form in FOLDERS]}"
    if lacking := not_in(form):
        return [f"What you wrote is in {path}: {where}", lacking]
    return [f"Everything is in {path}: {where}"]


# How a file begins that nobody else writes: what a killed export left of it may be replaced.
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
    """What is not in an export of this form, as a sentence; empty where everything is."""
    return _NOT_IN.get(form, "")


def refusal(error: "CannotRead", path: str, then: str = "") -> str:
    """The whole sentence for a file that cannot be taken over, with what to do next.

    Args:
        error: why it cannot be.
        path: the file or folder, as it is shown.
        then: what to do next, where that is not what the error says.
    """
    then = then or error.then
    return f"{error} Nothing was taken over from {path}{f'; {then}' if then else ''}."
