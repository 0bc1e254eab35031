"""Rows of a damaged journal, of any version, made to fit the new one; and what is left of them put in order."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.store import links
from alliance_journal.store.driver import Connection
from alliance_journal.store.journal import Journal

NO_DAY: Final = "1970-01-01"
"""The day of an entry of which no day can be read."""


def as_now(
    journal: Journal, table: str, names: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Rows of any version in the columns of today's."""
    if table == "answers" and names:
        return _answers(journal, names, rows)
    if table == "drafts" and names and "writer" not in names:
        # The first version had one draft of an entry, nobody's in particular.
        return [*names, "writer"], [(*row, "") for row in rows]
    return names, rows


def _answers(
    journal: Journal, names: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The answers of every entry that could be read, by the numbers that these have in the new file.

    Whose they are stands in the first column of each version: the entry's number, or its id before the sixth step.
    """
    if "asked_as" in names:
        names, rows = _with_wordings(journal, names, rows)
    entries = journal.select("SELECT id, number FROM entries ORDER BY id")
    numbers = {row["number" if names[0] == "number" else "id"]: row["number"] for row in entries}
    return ["number", *names[1:]], [(numbers[row[0]], *row[1:]) for row in rows if row[0] in numbers]


def _with_wordings(
    journal: Journal, names: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The answers of a file from before the fifth step, where each says how it was asked; that is kept once now."""
    at = names.index("asked_as")
    wordings = {row["text"]: row["id"] for row in journal.select("SELECT id, text FROM wordings")}
    new = {row[at] for row in rows if isinstance(row[at], str) and row[at]} - wordings.keys()
    wordings |= {text: id_ for id_, text in enumerate(sorted(new), start=1 + max(wordings.values(), default=0))}
    journal.insert_rows("wordings", [{"id": wordings[text], "text": text} for text in sorted(new)])
    placed = [(*row[:at], *row[at + 1 :], wordings.get(row[at])) for row in rows]
    return [*names[:at], *names[at + 1 :], "wording"], placed


def put_in_order(connection: Connection) -> None:
    """Let go of what leads nowhere, and give a day to what has none, within a transaction."""
    _let_go_of_what_is_nowhere(connection)
    _mend_days(connection)


def _let_go_of_what_is_nowhere(connection: Connection) -> None:
    """What points at something that could not be read points at nothing, or goes along with it."""
    links.let_go(connection)
    for table in ("entry_tags", "tensions", "versions"):
        connection.execute(f"DELETE FROM {table} WHERE entry_id NOT IN (SELECT id FROM entries)")
    connection.execute("DELETE FROM goal_marks WHERE goal_id NOT IN (SELECT id FROM goals)")
    # An answer holds words of its own, too: a question of the client's that is lost is asked no more, but kept.
    connection.execute(
        "INSERT INTO questions (id, position, text, element, source, asked) "
        "SELECT question_id, 1000, max(asked_as), ?, 'added', 0 "
        "FROM answers_asked WHERE question_id NOT IN (SELECT id FROM questions) GROUP BY question_id",
        (ELEMENTS[0].id,),
    )
    # A draft holds words of its own: where its entry is gone, it becomes one.
    connection.execute(
        "INSERT INTO entries (id, kind, date, title, body, created_at, updated_at) "
        "SELECT entry_id, 'between', substr(max(saved_at), 1, 10), 'Found again', body, saved_at, saved_at "
        "FROM drafts WHERE entry_id NOT IN (SELECT id FROM entries) GROUP BY entry_id"
    )


def _mend_days(connection: Connection) -> None:
    """An entry whose day cannot be read any more would stop every list: it gets the day on which it was begun."""
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
