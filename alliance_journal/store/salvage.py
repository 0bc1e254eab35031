"""Reading what can still be read of a damaged journal into a new file; the damaged one is never changed."""

import contextlib
import heapq
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import give_name
from alliance_journal.store import connection as opening
from alliance_journal.store import digests, words
from alliance_journal.store.driver import DRIVER_ERRORS, Connection, calm
from alliance_journal.store.errors import CannotWrite, Damaged
from alliance_journal.store.journal import Journal

TABLES: Final = (
    "therapists",
    "entries",
    "entry_tags",
    "tensions",
    "answers",
    "drafts",
    "unfinished",
    "topics",
    "tasks",
    "goals",
    "goal_marks",
    "appointments",
    "page_choices",
)
"""What is read, those that others point at first."""
FURTHEST: Final = 1 << 24
"""The highest row number that is looked for where the file cannot say its own."""
MOST_TRIES: Final = 20_000
"""So many reads of a table may come to nothing, about a second's worth, before the rest of it is given up."""


@dataclass(slots=True)
class Salvaged:
    """How many rows of each table could be read, and in how many places rows could not."""

    read: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


def salvage(path: Path, target: Path, passphrase: Passphrase | None) -> Salvaged:
    """Read what can be read of the file at `path` into a new journal, encrypted with the same passphrase.

    Raises:
        FileExistsError: when there is something at the target.
        Damaged: when not even the list of tables can be read; then only a backup helps.
        JournalError: when the passphrase does not open it, or the new file cannot be written.
    """
    if os.path.lexists(target):
        raise FileExistsError(17, "there is a file of this name already", str(target))
    part = paths.part_file(target)
    done = Salvaged()
    try:
        with contextlib.closing(opening.connect(path, passphrase)) as damaged:
            columns = _columns(damaged, path)
            with contextlib.closing(Journal.begin(part, passphrase=passphrase)) as journal:
                _take_over(damaged, journal, columns, done)
        give_name(part, target)
    except OSError as error:
        raise CannotWrite(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from None
    finally:
        part.unlink(missing_ok=True)
    return done


def _columns(damaged: Connection, path: Path) -> dict[str, list[str]]:
    """The tables that are there, each with its columns."""
    with calm(path):
        found = {table: [row[1] for row in damaged.execute(f"PRAGMA table_info({table})")] for table in TABLES}
    if not found["entries"]:
        raise Damaged(
            f"Not even the names of its tables can be read from {path}. It was left as it is.",
            "The command backups lists the copies that can be restored.",
        )
    return found


def _take_over(damaged: Connection, journal: Journal, columns: dict[str, list[str]], done: Salvaged) -> None:
    with calm(journal.path):
        journal.connection.execute("PRAGMA foreign_keys = OFF")
        with journal.writing():
            for table, names in columns.items():
                known = {row["name"] for row in journal.select(f"PRAGMA table_info({table})")}
                names = [name for name in names if name in known]
                for row in _readable(damaged, table, names, done):
                    values = ", ".join("?" * len(names))
                    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"
                    try:
                        journal.connection.execute(sql, row)
                        done.read[table] += 1
                    except DRIVER_ERRORS:
                        # What the damage made of it fits no column any more.
                        done.lost[table] += 1
            _let_go_of_what_is_nowhere(journal.connection)
            digests.renew_all(journal.connection)
            words.rebuild(journal.connection)


def _readable(damaged: Connection, table: str, names: list[str], done: Salvaged) -> list[tuple[Any, ...]]:
    """Every row of a table that can be read, halving whatever cannot be read as a whole."""
    if not names:
        return []
    sql = f"SELECT {', '.join(names)} FROM {table} NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    found: list[tuple[Any, ...]] = []
    # The longest first: what can be read as a whole is read before the tries are used up on small pieces.
    first, last = 1, _last(damaged, table)
    spans = [(first - last, first, last)]
    tries = 0
    while spans:
        _, first, last = heapq.heappop(spans)
        try:
            found += damaged.execute(sql, (first, last)).fetchall()
        except DRIVER_ERRORS:
            tries += 1
            if first == last or tries > MOST_TRIES:
                done.lost[table] += 1
                continue
            middle = (first + last) // 2
            heapq.heappush(spans, (first - middle, first, middle))
            heapq.heappush(spans, (middle + 1 - last, middle + 1, last))
    return found


def _last(damaged: Connection, table: str) -> int:
    try:
        return int(damaged.execute(f"SELECT coalesce(max(rowid), 1) FROM {table} NOT INDEXED").fetchone()[0])
    except DRIVER_ERRORS:
        return FURTHEST


def _let_go_of_what_is_nowhere(connection: Connection) -> None:
    """What points at something that could not be read points at nothing, or goes along with it."""
    connection.execute(
        "UPDATE entries SET therapist_id = NULL WHERE therapist_id NOT IN (SELECT id FROM therapists)"
    )
    connection.execute(
        "UPDATE appointments SET therapist_id = NULL WHERE therapist_id NOT IN (SELECT id FROM therapists)"
    )
    for table in ("entry_tags", "tensions", "answers"):
        connection.execute(f"DELETE FROM {table} WHERE entry_id NOT IN (SELECT id FROM entries)")
    for table, column in (("topics", "from_entry"), ("tasks", "agreed_in"), ("tensions", "talked_through_in")):
        connection.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} NOT IN (SELECT id FROM entries)")
    connection.execute("DELETE FROM goal_marks WHERE goal_id NOT IN (SELECT id FROM goals)")
    # A draft holds words of its own: where its entry is gone, it becomes one.
    connection.execute(
        "INSERT INTO entries (id, kind, date, title, body, created_at, updated_at) "
        "SELECT entry_id, 'between', substr(max(saved_at), 1, 10), 'Found again', body, saved_at, saved_at "
        "FROM drafts WHERE entry_id NOT IN (SELECT id FROM entries) GROUP BY entry_id"
    )
