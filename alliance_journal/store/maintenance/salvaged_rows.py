"""Conversion of salvaged rows of any schema version to the present one, and repair of links and days."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.store.core import dangling_links
from alliance_journal.store.core.sqlite_driver import Connection
from alliance_journal.store.journal import Journal, database_of

NO_DAY: Final = "1970-01-01"
"""Day of an entry without any readable day."""


def as_now(
    journal: Journal, table: str, names: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of any schema version as those of the present one.

    Args:
        journal: the new journal, which contains the salvaged entries and wordings.
        table: the table.
        names: the columns of the rows.
        rows: the rows.
    """
    if table == "answers" and names:
        return _answers(journal, names, rows)
    if table == "drafts" and names and "writer" not in names:
        # The first version had one draft for each entry, without an owner.
        return [*names, "writer"], [(*row, "") for row in rows]
    return names, rows


def _answers(
    journal: Journal, names: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the answers of every entry that could be read, with the entry's row number in the new file.

    The first column refers to the entry: by its number, or by its id before the sixth migration.
    """
    if "asked_as" in names:
        names, rows = _with_wordings(journal, names, rows)
    entries = database_of(journal).select("SELECT id, number FROM entries ORDER BY id")
    numbers = {row["number" if names[0] == "number" else "id"]: row["number"] for row in entries}
    return ["number", *names[1:]], [(numbers[row[0]], *row[1:]) for row in rows if row[0] in numbers]


def _with_wordings(
    journal: Journal, names: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Replace the wording in each answer, stored so before the fifth migration, by the id of a shared one."""
    at = names.index("asked_as")
    database = database_of(journal)
    wordings = {row["text"]: row["id"] for row in database.select("SELECT id, text FROM wordings")}
    new = {row[at] for row in rows if isinstance(row[at], str) and row[at]} - wordings.keys()
    wordings |= {text: id_ for id_, text in enumerate(sorted(new), start=1 + max(wordings.values(), default=0))}
    database.insert("wordings", *({"id": wordings[text], "text": text} for text in sorted(new)))
    placed = [(*row[:at], *row[at + 1 :], wordings.get(row[at])) for row in rows]
    return [*names[:at], *names[at + 1 :], "wording"], placed


def put_in_order(connection: Connection) -> None:
    """Clear links without a target, and give a day to entries without a valid one, within a transaction."""
    _clear_dangling_links(connection)
    _mend_days(connection)


def _clear_dangling_links(connection: Connection) -> None:
    """Clear links to rows that could not be read, or delete the rows that belong to them."""
    dangling_links.clear(connection)
    for table in ("entry_tags", "tensions", "versions"):
        connection.execute(f"DELETE FROM {table} WHERE entry_id NOT IN (SELECT id FROM entries)")
    connection.execute("DELETE FROM goal_marks WHERE goal_id NOT IN (SELECT id FROM goals)")
    # An answer contains the client's words: if its question is lost, the question is added again, but not asked.
    connection.execute(
        "INSERT INTO questions (id, position, text, element, source, asked) "
        "SELECT question_id, 1000, max(asked_as), ?, 'added', 0 "
        "FROM answers_asked WHERE question_id NOT IN (SELECT id FROM questions) GROUP BY question_id",
        (ELEMENTS[0].id,),
    )
    # A draft contains the client's words: if its entry is lost, the draft becomes an entry.
    connection.execute(
        "INSERT INTO entries (id, kind, date, title, body, created_at, updated_at) "
        "SELECT entry_id, 'between', substr(max(saved_at), 1, 10), 'Found again', body, saved_at, saved_at "
        "FROM drafts WHERE entry_id NOT IN (SELECT id FROM entries) GROUP BY entry_id"
    )


def _mend_days(connection: Connection) -> None:
    """Replace an unreadable day of an entry, which would break every list, by the day the entry was created."""
    for number, day, clock, begun in connection.execute(
        "SELECT number, date, time, created_at FROM entries"
    ).fetchall():
        if not _is_read_by(dt.date.fromisoformat, day):
            mended = begun[:10] if _is_read_by(dt.date.fromisoformat, begun[:10]) else NO_DAY
            connection.execute("UPDATE entries SET date = ? WHERE number = ?", (mended, number))
        if clock and not _is_read_by(dt.time.fromisoformat, clock):
            connection.execute("UPDATE entries SET time = NULL WHERE number = ?", (number,))


def _is_read_by(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
