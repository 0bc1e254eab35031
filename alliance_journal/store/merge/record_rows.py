"""Rows of one record, read from one file and written to another."""

from typing import Final

from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import Damaged
from alliance_journal.store.core.rows import Row
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.merge.combine import Thing

_PARTS: Final = {
    "entries": {"entry_tags": "entry_id", "answers": "entry_id", "tensions": "entry_id"},
    "goals": {"goal_marks": "goal_id"},
}
"""Tables of rows that belong to a record, and their column with the id of the record."""
_GROUPS: Final = {
    "appointments": "coalesce(therapist_id, '') = ?",
    "own_numbers": "'' = ?",
    "page_choices": "choice = ?",
}
"""Tables without an id for each record: all rows for which the condition holds are one record."""
_IN_ORDER: Final = "SELECT * FROM {table} WHERE {where} ORDER BY rowid"
_ROWS: Final = {"answers": "SELECT * FROM answers_asked WHERE {where} ORDER BY question_id"}
"""Queries for tables whose rows have no stored order, or refer to row numbers that differ between files."""
_OWN: Final = {"entries": {"number"}, "appointments": {"id"}}
"""Columns with row numbers, which differ between files."""


def read(copy: Database, what: str, thing_id: str) -> Thing:
    """Return all rows of a record, without the columns of row numbers."""
    tables = {what: _GROUPS.get(what, "id = ?")}
    tables |= {table: f"{column} = ?" for table, column in _PARTS.get(what, {}).items()}
    own = _OWN.get(what, set())
    return {
        table: [
            {column: value for column, value in row.items() if column not in own}
            for row in copy.select(_ROWS.get(table, _IN_ORDER).format(table=table, where=condition), (thing_id,))
        ]
        for table, condition in tables.items()
    }


def is_readable(entry: Thing) -> bool:
    """Return whether an entry with a wrong checksum can be displayed: its days and answers are valid."""
    try:
        rows.entry(entry["entries"][0], map(rows.given_answer, entry["answers"]))
    except Damaged:
        return False
    return True


def rename(what: str, thing: Thing, thing_id: str) -> None:
    """Change the id of a record in its rows."""
    for row in thing[what]:
        row["id"] = thing_id
    for table, column in _PARTS.get(what, {}).items():
        for row in thing[table]:
            row[column] = thing_id


def delete(journal: Database, what: str, thing_id: str) -> None:
    """Delete a record, within a transaction."""
    condition = _GROUPS.get(what, "id = ?")
    journal.delete(what, condition, thing_id)


def write(journal: Database, what: str, thing_id: str, thing: Thing) -> None:
    """Insert a record or replace the existing one, within a transaction.

    An existing record keeps its list position (`side_tables.places` merges these); a new one has that of the other
    copy.
    """
    if what in _GROUPS:
        delete(journal, what, thing_id)
        placed = what == "own_numbers"
        numbered = enumerate(thing[what], start=1)
        journal.insert(what, *(row | ({"position": at} if placed else {}) for at, row in numbered))
        return
    for row in thing[what]:
        _write_row(journal, what, thing_id, row)
    for table, column in _PARTS.get(what, {}).items():
        of_thing = rows.OF_ENTRY if table == "answers" else f"{column} = ?"
        journal.delete(table, of_thing, thing_id)
        if table == "answers":
            entry_rows.write_answers(journal, thing[table])
        else:
            journal.insert(table, *thing[table])
    if what == "entries":
        journal.changed("entries", thing_id, revision=False)
        journal.text_deleted = True


def _write_row(journal: Database, what: str, thing_id: str, row: Row) -> None:
    found = journal.connection.execute(f"SELECT 1 FROM {what} WHERE id = ?", (thing_id,)).fetchone()
    if found is None:
        journal.insert(what, row)
        return
    changed = {column: value for column, value in row.items() if column not in ("id", "position")}
    journal.update(what, changed, "id = ?", thing_id)
