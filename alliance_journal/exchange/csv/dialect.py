"""CSV tables as they come: any delimiter, any encoding, and cells that no spreadsheet runs (design: formats.md)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.exchange.decode import bytes_of, name_of, text_in
from alliance_journal.exchange.limits import MOST_BYTES, MOST_COLUMNS, check_entries
from alliance_journal.exchange.located_value import MEND, CannotRead

_RUNS: Final = re.compile(r"'*+(?:\s*+[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
"""The beginning of a cell that a spreadsheet takes for a formula, or that looks like one that was guarded already.

Some leave out blanks and line ends before a formula, and some take full-width signs for the usual ones.
"""
_DELIMITERS: Final = ",;\t|"
_LINE_END: Final = re.compile(r"[\r\n]")


class Row(NamedTuple):
    """A row that is not empty: the line it begins on, and its cells, of which the last ones may be missing."""

    line: int
    cells: list[str]

    def cell(self, place: int) -> str:
        """One of the cells; an empty one where the row is too short."""
        return self.cells[place] if place < len(self.cells) else ""


class Table(NamedTuple):
    """A table that was read.

    Attributes:
        name: its file's name, for sentences about it.
        header: the names of its columns, as they stand there.
        length: how many rows it has.
        supposed: whether its encoding had to be supposed.
        text: all of it.
        delimiter: what stands between two cells.
    """

    name: str
    header: list[str]
    length: int
    supposed: bool
    text: str
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """The rows below the header; they are taken apart each time, since as lists they need far more memory."""
        rows = _rows(self.name, self.text, self.delimiter)
        next(rows, None)
        return rows


def read_table(path: Path) -> Table:
    """A table from a file.

    Raises:
        CannotRead: when it is none.
    """
    data, name = bytes_of(path), name_of(Path(path.name))
    text, supposed = text_in(data, name)
    delimiter = ""
    if found := re.match(r"sep=(.)\r?\n", text):
        # Excel's own way to say so.
        delimiter, text = found[1], text[found.end() :]
    end = _LINE_END.search(text)
    first = text[: end.start()] if end else text
    delimiter = delimiter or max(_DELIMITERS, key=lambda sign: _outside_quotes(first, sign))
    rows = _rows(name, text, delimiter)
    header = [cell.strip() for cell in next(rows, Row(1, [])).cells]
    if not header:
        raise CannotRead(f"{name} is empty.")
    if len(header) > MOST_COLUMNS:
        raise CannotRead(f"{name} has more than {MOST_COLUMNS:,} columns, which is more than is taken in.")
    length = sum(1 for _ in rows)
    check_entries(length, len(data))
    return Table(name, header, length, supposed, text, delimiter)


def _rows(name: str, text: str, delimiter: str) -> Iterator[Row]:
    """The first row, and each one after it that is not empty.

    Raises:
        CannotRead: when a quotation mark is missing or one too many.
    """
    before = csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for cells in reader:
            if any(cells) or not line:
                yield Row(line + 1, cells)
            line = reader.line_num
    except csv.Error:
        raise CannotRead(
            f"{name}, line {reader.line_num}: a quotation mark is missing or one too many.", MEND
        ) from None
    finally:
        csv.field_size_limit(before)


def _outside_quotes(line: str, sign: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(sign)


def encoded(rows: Iterable[Sequence[str]], *, raw: bool) -> Iterator[bytes]:
    """Rows as RFC 4180 lines in UTF-8; unless `raw`, no cell begins with what a spreadsheet would run."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row if raw else map(guarded, row))
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe in front of what it would take for one."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def joined(parts: Iterable[str]) -> str:
    """A list in one cell; a semicolon within a part gets a backslash."""
    return ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def parted(cell: str) -> list[str]:
    """The parts of a list in one cell."""
    parts = re.findall(r"((?:\\.|[^;\\]|\\$)+)(?:;|$)", cell, re.DOTALL)
    return [re.sub(r"\\([;\\])", r"\1", part) for part in parts]
