"""Assignment of pages of rows to our tables, by the number, types and allowed values of their columns."""

import contextlib
import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any, Final, NamedTuple

from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.store.core.connection import connect_memory
from alliance_journal.store.core.sqlite_driver import DRIVER_ERRORS, Connection
from alliance_journal.store.maintenance.page_scan import Page
from alliance_journal.store.schema import known_schemas, migrations
from alliance_journal.store.schema.known_schemas import Column, Part, Version

Row = tuple[Any, ...]
_TYPES: Final = {"TEXT": str, "INTEGER": int}
_NUMBERED_TEXTS: Final = ("wordings", "own_numbers")
"""Tables with a number and a text in each row, which differ only in their content."""
_LISTS: Final = ("topics", "excerpts")
"""Tables that have the same shape if no topic belongs to a goal."""
_STEPS: Final = "_sqlite_migrations"


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


class Found(NamedTuple):
    """Rows of one table, with the names of their columns."""

    names: list[str]
    rows: list[Row]


class _Shape(NamedTuple):
    """Shape of the rows of one table.

    Attributes:
        part: the table in the schema.
        columns: its columns.
        by_key: whether it has no row numbers (WITHOUT ROWID).
        checks: the number of columns with a CHECK of allowed values; rows that satisfy these identify a table
            best.
        first: the number of columns in the first schema version; rows from that time have no more.
    """

    part: Part
    columns: tuple[Column, ...]
    by_key: bool
    checks: int
    first: int


def sort_out(pages: Iterable[Page], steps: tuple[str, ...] | None) -> dict[str, Found]:
    """Return the rows of each table that could be recognised.

    Args:
        pages: the pages that were read, in any order.
        steps: the migrations of the file; None to find them in the rows.
    """
    pages = list(pages)
    version = known_schemas.version_of(steps or _steps_in(pages)) or known_schemas.versions()[-1]
    with contextlib.closing(_scratch(version)) as scratch:
        shapes = [_shape(part, version) for part in version.tables if part.name != _STEPS]
        found: dict[str, dict[Row, None]] = {}
        texts: list[list[Row]] = []
        lists: list[tuple[str, list[Row]]] = []
        for page in pages:
            if _notes_steps(page):
                continue
            table, rows = _best(page, shapes, scratch)
            if table in (*_NUMBERED_TEXTS, "other_words", "digests"):
                texts.append(rows)
            elif table in _LISTS:
                lists.append((table, rows))
            elif table:
                found.setdefault(table, {}).update(dict.fromkeys(rows))
    for table, rows in (*_numbered_texts(texts, found, version), *_lists(lists, found, version)):
        found.setdefault(table, {}).update(dict.fromkeys(rows))
    return {
        table: Found([column.name for column in version.columns[table]], list(rows))
        for table, rows in found.items()
    }


def _steps_in(pages: list[Page]) -> tuple[str, ...]:
    """Return the migrations of the file, from the rows of the table that records them."""
    noted = {row[3] for page in pages if _notes_steps(page) for row in page.rows}
    return tuple(name for name in migrations.KNOWN if name in noted)


def _notes_steps(page: Page) -> bool:
    return not page.by_key and any(row[2] == migrations.SET for row in page.rows)


def _scratch(version: Version) -> Connection:
    """Create the same tables in memory, so that SQLite itself checks the constraints for a row."""
    connection = connect_memory()
    connection.execute("PRAGMA foreign_keys = OFF")
    for part in version.tables:
        connection.execute(part.sql)
    return connection


def _shape(part: Part, version: Version) -> _Shape:
    columns = version.columns[part.name]
    sql = part.sql.upper()
    before = [one.columns[part.name] for one in known_schemas.versions() if part.name in one.columns]
    first = min(len(earlier) for earlier in before if earlier == columns[: len(earlier)])
    return _Shape(part, columns, sql.rstrip().endswith("WITHOUT ROWID"), sql.count("CHECK"), first)


def _best(page: Page, shapes: list[_Shape], scratch: Connection) -> tuple[str, list[Row]]:
    """Return the table that most rows of a page fit, and those rows; "" if fewer than half fit any table."""
    best: tuple[tuple[int, ...], str, list[Row]] = ((0, 0, 0, 0), "", [])
    for shape in shapes:
        if shape.by_key == page.by_key:
            fitting = [fitted for row in page.rows if (fitted := _fitted(row, shape)) is not None]
            if 2 * len(fitting) >= len(page.rows) and len(fitting) >= best[0][0]:
                fitting = [row for row in fitting if _is_allowed(row, shape, scratch)]
                scratch.execute(f"DELETE FROM {shape.part.name}")
            if 2 * len(fitting) >= len(page.rows):
                # If two tables differ only in columns that are empty in all these rows, the shorter one is chosen.
                fits = (len(fitting), shape.checks, _instants(fitting, shape), -_empty_at_the_end(fitting))
                best = max(best, (fits, shape.part.name, fitting), key=lambda one: one[0])
    return best[1], best[2]


def _instants(rows: list[Row], shape: _Shape) -> int:
    """Return how many values in columns of instants begin with a date, less those that do not."""
    places = [place for place, column in enumerate(shape.columns) if column.name.endswith("_at")]
    given = [row[place] for row in rows for place in places if row[place]]
    return sum(1 if _DAY.match(str(value)) else -1 for value in given)


def _empty_at_the_end(rows: list[Row]) -> int:
    """Return the number of columns at the end that have no value in any of these rows."""
    return min((sum(1 for _ in takewhile(lambda value: value is None, reversed(row))) for row in rows), default=0)


def _fitted(row: Row, shape: _Shape) -> Row | None:
    """Return a row's values for the columns of a table; None if their number or types do not fit."""
    number, values = row[0], row[1 : 1 + len(shape.columns)]
    if any(value is not None for value in row[1 + len(shape.columns) :]):
        return None
    fitted = []
    for place, (column, value) in enumerate(zip(shape.columns, values, strict=True)):
        if column.is_row_number:
            if value is not None:
                return None
            fitted.append(number)
            continue
        wanted = _TYPES.get(column.type)
        if value is None:
            # Older rows do not have a column that was added later; SQLite supplies its default then.
            if not column.can_be_null and place < shape.first:
                return None
        elif wanted and not isinstance(value, wanted):
            return None
        fitted.append(value)
    return tuple(fitted)


def _is_allowed(row: Row, shape: _Shape, scratch: Connection) -> bool:
    places = ", ".join("?" * len(row))
    try:
        # A missing value gets the default of its column; without a default, the row is refused.
        scratch.execute(f"INSERT OR REPLACE INTO {shape.part.name} VALUES ({places})", row)
    except DRIVER_ERRORS:
        return False
    return True


def _numbered_texts(
    pages: list[list[Row]], found: dict[str, dict[Row, None]], version: Version
) -> Iterator[tuple[str, list[Row]]]:
    """Yield the table and rows of each page with a number and a text in each row, by the content of the texts."""
    if not pages:
        return
    questions = {question.text for question in QUESTIONS} | _texts(found, version, "questions", "text")
    texts_of_entries = set()
    for table, column in (("entry_tags", "tag"), ("answers", "words"), ("tensions", "words")):
        texts_of_entries |= {line for text in _texts(found, version, table, column) for line in text.split("\n")}
    for rows in pages:
        texts = [row[1] for row in rows]
        if all(re.fullmatch("[0-9a-f]{64}", text) for text in texts):
            continue
        if any(text in questions for text in texts):
            yield "wordings", rows
        elif all(_DAY.match(text) for text in texts):
            yield "appointments", [(*row, None, None) for row in rows]
        elif sum(text.split("\n")[0] in texts_of_entries for text in texts) * 2 < len(texts):
            yield "own_numbers", rows


def _texts(found: dict[str, dict[Row, None]], version: Version, table: str, column: str) -> set[str]:
    names = [one.name for one in version.columns.get(table, ())]
    if column not in names:
        return set()
    at = names.index(column)
    return {row[at] for row in found.get(table, ()) if row[at]}


def _lists(
    pages: list[tuple[str, list[Row]]], found: dict[str, dict[Row, None]], version: Version
) -> Iterator[tuple[str, list[Row]]]:
    """Yield the table and rows of each page of topics or excerpts, by the revision ids stored for excerpts."""
    names = [column.name for column in version.columns.get("revisions", ())]
    marked = {(row[names.index("what")], row[names.index("id")]) for row in found.get("revisions", ())}
    for table, rows in pages:
        ids = {row[0] for row in rows}
        excerpts = {id_ for what, id_ in marked if what == "excerpts"} & ids
        if table == "topics" or not excerpts:
            more = len(version.columns["topics"]) - len(rows[0])
            yield "topics", [(*row, *[None] * more) for row in rows]
        else:
            yield table, rows
