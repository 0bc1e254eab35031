"""Types and errors that all file formats share.

A format is a folder of this package and one row of `registry.FORMATS`. Imports within the package point one way:
registry, detection, import and export use formats; formats use the shared modules; all of them use this one, which
imports the domain only.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from alliance_journal.domain.import_report import Loaded, Progress
    from alliance_journal.domain.models import Document, Entry

DateOrder = Literal["day-first", "month-first"]
"""Order of day and month in a date like 10/11/2026."""

STARRED: Final = "starred"
"""Tag that stands for the star of an entry in other programs, in both directions."""
MEND: Final = "mend this place and try again"
"""Next step for an error whose message names a place in the file."""


class CannotRead(ValueError):
    """The file is refused; the message names the place in it. Nothing was imported.

    Attributes:
        then: the next step; empty if the message contains it.
    """

    def __init__(self, message: str, then: str = "choose another file or folder") -> None:
        super().__init__(message)
        self.then = then


class WhichDates(CannotRead):
    """Dates of the file are ambiguous, and the user has to choose the order of day and month."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "say which with --dates day-first or --dates month-first")


class OtherProgram(CannotRead):
    """The file is one of a program that is not known here, so that the formats are to be named."""


class CannotMake(Exception):
    """The page to bring cannot be made in this format; the message gives the reason and the next step."""


class Evidence(IntEnum):
    """Evidence that a file has a format; of several formats, the one with the strongest evidence is chosen."""

    NONE = 0
    GUESS = 1
    """The text looks like it, such as a first line with commas."""
    TYPE = 2
    """The type of file fits: its suffix, or a syntax such as JSON."""
    CONTENT = 3
    """The content is arranged as in this format."""
    MARK = 4
    """The content has a mark that no other format has."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Beginning of a file, or a folder, from which its format is detected."""

    path: "Path"
    """The file or folder."""
    is_folder: bool
    """True for a folder; `data` is empty then."""
    data: bytes = b""
    """First bytes of the file, at most `detect.SAMPLE_BYTES`."""
    text: str | None = None
    """The same as text; None for a folder, and for a file that is not text."""
    names: Sequence[str] = ()
    """Paths of the files in a folder or a zip file, without hidden ones; empty for any other file."""
    beginning: Callable[[int], bytes] = lambda place: b""
    """Returns the first bytes of the file at a place of `names`."""

    @property
    def suffix(self) -> str:
        """Suffix of the file's name in lower case, with its dot."""
        return self.path.suffix.casefold()

    @property
    def holds_files(self) -> bool:
        """True for a folder and for a zip file."""
        return self.is_folder or bool(self.names)

    def beginnings(self, *endings: str, most: int = 8) -> Iterator[tuple[str, str]]:
        """Yield the path and the beginning of the first files in it whose names end so, in lower case."""
        ending_so = (place for place, name in enumerate(self.names) if name.casefold().endswith(endings))
        for place in islice(ending_so, most):
            yield self.names[place], self.beginning(place).decode("utf-8", "replace")

    @property
    def is_json(self) -> bool:
        """True if the file is JSON by its suffix or its first character; it may be invalid."""
        return self.text is not None and (self.suffix == ".json" or self.text.lstrip()[:1] == "{")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Arguments of a reader besides the path."""

    known: Mapping[str, str]
    """Ids of the journal's therapists by name in lower case; a therapist given by name is the one of that name."""
    today: "dt.date"
    """The client's own day, for a note without a readable date."""
    dates: DateOrder | None = None
    """Order of day and month, for a file that does not decide it."""
    progress: "Progress" = lambda done, of: None
    """Callback with the amount read and the total."""
    encoding: str | None = None
    """Encoding of the text, if the user gave it."""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """Arguments of a writer besides the data and the destination."""

    now: "dt.datetime"
    """Instant of the export, with a time zone."""
    raw: bool = False
    """True to leave cells unchanged that a spreadsheet could take for a formula."""
    progress: "Progress" = lambda done, of: None
    """Callback with the number of entries written and the total."""


class ExportSource(Protocol):
    """Data source of an export: the entries in batches of a few hundred, everything else at once."""

    @property
    def rest(self) -> "Document":
        """Everything except the entries."""

    @property
    def count(self) -> int:
        """Number of entries."""

    def entries(self) -> "Iterator[Entry]":
        """Yield the entries, oldest first; can be called more than once."""


@dataclass(frozen=True, slots=True)
class LazyFunction:
    """A function whose module is imported at the first call."""

    reference: str
    """Module within `exchange` and name of the function, such as `csv.reader:read`."""

    def __call__(self, *arguments: Any) -> Any:
        """Import the module and call the function."""
        module, _, name = self.reference.partition(":")
        return getattr(importlib.import_module(f"alliance_journal.exchange.{module}"), name)(*arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format. Detection, import, export, the command line and the app know of it from this row alone."""

    name: str
    """Value of the options `--from` and `--format`; it identifies the format."""
    title: str
    """Name within a sentence, such as "Read as CSV tables."."""
    label: str = ""
    """Short name in the app's list of export formats; empty if the format is not exported."""
    suffix: str = ""
    """End of the name of an exported file or folder, which the app proposes."""
    detect: Callable[[Sample], Evidence] | None = None
    """Judges a file's beginning; None if the format is not detected."""
    folder_sign: str = ""
    """Files by which a folder or zip file is detected, as a plural for the error sentence; empty for neither."""
    read: "Callable[[Path, ReadOptions], Loaded] | None" = None
    """Reads a whole file or folder, or raises CannotRead; None if the format is not imported."""
    write_file: Callable[[ExportSource, BinaryIO, WriteOptions], None] | None = None
    """Writes an export to an open file; None if an export is a folder, or the format is not exported."""
    write_folder: "Callable[[ExportSource, Path, WriteOptions], None] | None" = None
    """Writes an export into an empty folder; None if an export is a file, or the format is not exported."""
    lacks: str = ""
    """Sentence about the records that an export lacks; empty if it holds everything."""
    has_raw: bool = False
    """True if an export has cells that a spreadsheet could take for a formula, so that `--raw` applies."""
    first_bytes: bytes = b""
    """First bytes of every export, if no other program writes them: a file that a killed export left under the
    temporary name is recognised by them and replaced."""

    @property
    def is_folder(self) -> bool:
        """True if an export is a folder of files, which cannot be written to standard output."""
        return self.write_folder is not None

    @property
    def is_exported(self) -> bool:
        """True if a journal can be exported in this format."""
        return self.write_file is not None or self.write_folder is not None
