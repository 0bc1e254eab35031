"""CSV tables as they come: any delimiter, any encoding, and cells that no spreadsheet runs (design: formats.md)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.exchange.places import MEND, CannotRead
from alliance_journal.exchange.reading import bytes_of, text_in

_RUNS: Final = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet takes for a formula; and what would look like one that was guarded already."""
_DELIMITERS: Final = ",;\t|"
_LONGEST_CELL: Final = 1 << 30


class Table(NamedTuple):
    """A table that was read.

    Attributes:
        name: its file's name, for sentences about it.
        header: the names of its columns, as they stand there.
        rows: the line each row begins on, and its cells; short rows are filled up.
        supposed: whether its encoding had to be supposed.
    """

    name: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    supposed: bool


def read_table(path: Path) -> Table:
    """A table from a file.

    Raises:
        CannotRead: when it is none.
    """
    text, supposed = text_in(bytes_of(path), path.name)
    delimiter = ""
    if found := re.match(r"sep=(.)\r?\n", text):
        # Excel's own way to say so.
        delimiter, text = found[1], text[found.end() :]
    first = next(iter(text.splitlines()), "")
    delimiter = delimiter or max(_DELIMITERS, key=lambda sign: _outside_quotes(first, sign))
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        rows, line = [], reader.line_num
        for cells in reader:
            if any(cells):
                rows.append((line + 1, cells + [""] * (len(header) - len(cells))))
            line = reader.line_num
    except csv.Error:
        raise CannotRead(
            f"{path.name}, line {reader.line_num}: a quotation mark is missing or one too many.", MEND
        ) from None
    finally:
        csv.field_size_limit(before)
    if not header:
        raise CannotRead(f"{path.name} is empty.")
    return Table(path.name, header, rows, supposed)


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
