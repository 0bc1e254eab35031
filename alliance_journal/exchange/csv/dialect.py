"""CSV dialects: any delimiter and encoding on reading; on writing, cells that no spreadsheet runs as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.exchange.base import MEND, CannotRead
from alliance_journal.exchange.decode import bytes_of, name_of, text_in
from alliance_journal.exchange.limits import MOST_BYTES, MOST_COLUMNS, check_entries

_RUNS: Final = re.compile(r"'*+(?:\s*+[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
"""Beginning of a cell that a spreadsheet takes for a formula, or that looks as if it had been guarded already.

Some spreadsheets ignore spaces and line ends before a formula, and some accept full-width characters.
"""
_DELIMITERS: Final = ",;\t|"
_LINE_END: Final = re.compile(r"[\r\n]")


class Row(NamedTuple):
    """A row that is not empty: the line it begins on, and its cells, of which the last ones may be missing."""

    line: int
    cells: list[str]

    def cell(self, place: int) -> str:
        """Return a cell by its index; an empty one if the row is too short."""
        return self.cells[place] if place < len(self.cells) else ""


class Table(NamedTuple):
    """A table that was read.

    Attributes:
        name: name of its file, for messages.
        header: names of its columns, as written.
        length: number of rows.
        supposed: True if its encoding was guessed.
        text: its whole text.
        delimiter: separator between cells.
    """

    name: str
    header: list[str]
    length: int
    supposed: bool
    text: str
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """Return the rows below the header, parsed on each call because lists of cells need far more memory."""
        rows = _rows(self.name, self.text, self.delimiter)
        next(rows, None)
        return rows


def read_table(path: Path) -> Table:
    """Read a table from a file.

    Raises:
        CannotRead: if it is no table.
    """
    data, name = bytes_of(path), name_of(Path(path.name))
    text, supposed = text_in(data, name)
    delimiter = ""
    if found := re.match(r"sep=(.)\r?\n", text):
        # A line by which Excel declares the delimiter.
        delimiter, text = found[1], text[found.end() :]
    end = _LINE_END.search(text)
    first = text[: end.start()] if end else text
    delimiter = delimiter or max(_DELIMITERS, key=lambda character: _outside_quotes(first, character))
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
    """Yield the first row, and each further one that is not empty.

    Raises:
        CannotRead: if the quotation marks are unbalanced.
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


def _outside_quotes(line: str, character: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(character)


def encoded(rows: Iterable[Sequence[str]], *, raw: bool) -> Iterator[bytes]:
    """Yield rows as RFC 4180 lines in UTF-8; unless `raw`, cells that a spreadsheet could run are guarded."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row if raw else map(guarded, row))
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def guarded(cell: str) -> str:
    """Return the cell with an apostrophe in front if a spreadsheet would take it for a formula."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def joined(parts: Iterable[str]) -> str:
    """Join a list into one cell, separated by semicolons; those within a part are escaped by a backslash."""
    return ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def parted(cell: str) -> list[str]:
    """Split a list in one cell into its parts."""
    parts = re.findall(r"((?:\\.|[^;\\]|\\$)+)(?:;|$)", cell, re.DOTALL)
    return [re.sub(r"\\([;\\])", r"\1", part) for part in parts]
