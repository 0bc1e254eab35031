"""Rows of one record, read from one file and written to another."""

from typing import Any, Final, NamedTuple

from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import Damaged
from alliance_journal.store.core.query import Row
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.merge.combine import RecordRows

_PARTS: Final = {
    "entries": {"entry_tags": "entry_id", "answers": "entry_id", "tensions": "entry_id"},
    "goals": {"goal_marks": "goal_id"},
}
"""Tables of rows that belong to a record, and their column with the id of the record."""
_GROUPS: Final = {
    "appointments": "coalesce(therapist_id, '')",
    "own_numbers": "''",
    "page_choices": "choice",
}
"""Tables without an id for each record, and the id of the record that a row belongs to, as an SQL expression."""
_SOURCES: Final = {"answers": "answers_asked"}
"""Views to read instead of tables whose rows refer to row numbers, which differ between files."""
_OWN: Final = {"entries": {"number"}, "appointments": {"id"}}
"""Columns with row numbers, which differ between files."""
LISTS: Final = ("therapists", "questions", "goals", "topics", "tasks", "excerpts")
"""Tables with a list position, which is no part of a record: `side_tables.places` merges it."""


class _Table(NamedTuple):
    """A table with rows of records of one kind.

    Attributes:
        name: the table.
        source: the table or view to read.
        record_id: the id of the record that a row belongs to, as an SQL expression.
        order: the order of the rows of a record, as SQL expressions.
    """

    name: str
    source: str
    record_id: str
    order: str


def _tables(kind: str) -> list[_Table]:
    """Return the tables with rows of records of this kind, the record's own table first."""
    found = {kind: _GROUPS.get(kind, "id"), **_PARTS.get(kind, {})}
    return [
        _Table(name, _SOURCES.get(name, name), record_id, "question_id" if name in _SOURCES else "rowid")
        for name, record_id in found.items()
    ]


def read(copy: Database, kind: str, record_id: str) -> RecordRows:
    """Return all rows of a record, without the columns of row numbers."""
    own = _OWN.get(kind, set())
    return {
        table.name: [
            {column: value for column, value in row.items() if column not in own}
            for row in copy.select(
                f"SELECT * FROM {table.source} WHERE {table.record_id} = ? ORDER BY {table.order}", (record_id,)
            )
        ]
        for table in _tables(kind)
    }


def hashes(copy: Database, kind: str) -> dict[str, bytes]:
    """Return a hash of all rows of each record of a kind, by its id; a few queries read all of them.

    Records with equal hashes are equal in everything that a merge compares. The ids are in the order in which
    records are merged, so that a list has the same order in both copies.
    """
    import hashlib

    found: dict[str, Any] = {}
    for table in _tables(kind):
        is_own = table.name == kind
        order = _FIRST.get(kind, "position, rowid" if kind in LISTS else f"1, {table.order}")
        rows_in_order = copy.connection.execute(
            f"SELECT {table.record_id}, * FROM {table.source} ORDER BY {order if is_own else table.order}"
        )
        left_out = _OWN.get(kind, set()) | ({"position"} if kind in LISTS else set()) if is_own else set()
        places = [at for at, (column, *_) in enumerate(rows_in_order.description) if at and column not in left_out]
        for row in rows_in_order:
            if is_own:
                found.setdefault(row[0], hashlib.sha256())
            if row[0] in found:
                found[row[0]].update(repr((table.name, *(row[at] for at in places))).encode())
    return {record_id: content.digest() for record_id, content in found.items()}


_FIRST: Final = {"entries": "date, created_at, id"}
"""Order in which the records of a kind without list positions are merged."""


def is_readable(entry: RecordRows) -> bool:
    """Return whether an entry with a wrong checksum can be displayed: its days and answers are valid."""
    try:
        rows.entry(entry["entries"][0], map(rows.given_answer, entry["answers"]))
    except Damaged:
        return False
    return True


def rename(kind: str, record: RecordRows, record_id: str) -> None:
    """Change the id of a record in its rows."""
    for row in record[kind]:
        row["id"] = record_id
    for table, column in _PARTS.get(kind, {}).items():
        for row in record[table]:
            row[column] = record_id


def delete(database: Database, kind: str, record_id: str) -> None:
    """Delete a record, within a transaction."""
    database.delete(kind, f"{_GROUPS.get(kind, 'id')} = ?", record_id)


def write(database: Database, kind: str, record_id: str, record: RecordRows) -> None:
    """Insert a record or replace the existing one, within a transaction.

    An existing record keeps its list position (`side_tables.places` merges these); a new one has that of the other
    copy.
    """
    if kind in _GROUPS:
        delete(database, kind, record_id)
        placed = kind == "own_numbers"
        numbered = enumerate(record[kind], start=1)
        database.insert(kind, *(row | ({"position": at} if placed else {}) for at, row in numbered))
        return
    for row in record[kind]:
        _write_row(database, kind, record_id, row)
    for table, column in _PARTS.get(kind, {}).items():
        of_record = query.OF_ENTRY if table == "answers" else f"{column} = ?"
        database.delete(table, of_record, record_id)
        if table == "answers":
            entry_rows.write_answers(database, record[table])
        else:
            database.insert(table, *record[table])
    if kind == "entries":
        database.changed("entries", record_id, revision=False)
        database.text_deleted = True


def _write_row(database: Database, kind: str, record_id: str, row: Row) -> None:
    found = database.connection.execute(f"SELECT 1 FROM {kind} WHERE id = ?", (record_id,)).fetchone()
    if found is None:
        database.insert(kind, row)
        return
    changed = {column: value for column, value in row.items() if column not in ("id", "position")}
    database.update(kind, changed, "id = ?", record_id)
