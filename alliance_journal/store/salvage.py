"""Reading what can still be read of a damaged journal into a new file; the damaged one is never changed."""

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final

from alliance_journal import paths
from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import give_name
from alliance_journal.store import connection as opening
from alliance_journal.store import digests, links, private_copies, rewording, told, words
from alliance_journal.store.driver import DRIVER_ERRORS, Connection, calm
from alliance_journal.store.errors import CannotWrite, Damaged, EmptyFile, NotAJournal
from alliance_journal.store.journal import Journal

TABLES: Final = (
    "questions",
    "therapists",
    "entries",
    "entry_tags",
    "tensions",
    "wordings",
    "answers",
    "drafts",
    "unfinished",
    "topics",
    "tasks",
    "goals",
    "goal_marks",
    "appointments",
    "page_choices",
    "own_numbers",
    "excerpts",
    "versions",
    "revisions",
)
"""What is read, those that others point at first."""
_EARLIER: Final = {"answers": frozenset({"entry_id", "asked_as"})}
"""Columns of earlier versions, whose content stands elsewhere now."""
FURTHEST: Final = 1 << 24
"""The highest row number that is looked for where the file cannot say its own."""
MOST_TRIES: Final = 1000
"""So many reads may come to nothing in a row before rows are looked for further on."""


@dataclass(slots=True)
class Salvaged:
    """How many rows of each table could be read, and in how many places rows could not."""

    read: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


def salvage(path: Path, target: Path, passphrase: Passphrase | None) -> Salvaged:
    """Read what can be read of the file at `path` into a new journal, encrypted with the same passphrase.

    Raises:
        CannotWrite: when there is something at the target, or the new file cannot be written.
        NeedsPassphrase, WrongPassphrase: when it is encrypted.
        Damaged: when not even the list of tables can be read; then only a backup helps.
    """
    if os.path.lexists(target):
        raise CannotWrite(f"{target} is there already and was left as it is.", "Choose another name.")
    passphrase = _key(path, passphrase)
    part = paths.part_file(target)
    done = Salvaged()
    try:
        with _read_from_a_copy(path, paths.other_copy(target), passphrase) as damaged:
            columns = _columns(damaged, path)
            with contextlib.closing(Journal.begin(part, passphrase=passphrase)) as journal:
                _take_over(damaged, journal, columns, done)
        give_name(part, target)
    except Damaged:
        raise _too_little(path) from None
    except OSError as error:
        raise CannotWrite(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from None
    finally:
        part.unlink(missing_ok=True)
    return done


@contextlib.contextmanager
def _read_from_a_copy(path: Path, copy: Path, passphrase: Passphrase | None) -> Iterator["_Damaged"]:
    """A connection to a copy of the damaged file in which what cannot be read stops nothing else."""
    private_copies.make_room(copy)
    try:
        private_copies.make(path, passphrase, copy)
        # SQLCipher cannot read part of a page, and refuses everything once it tried.
        os.truncate(copy, copy.stat().st_size // opening.PAGE * opening.PAGE)
        with contextlib.closing(_Damaged(copy, passphrase)) as damaged:
            yield damaged
    finally:
        private_copies.remove(copy)


class _Damaged:
    """A damaged file, opened anew after a read that failed: from then on SQLCipher refuses also what is whole."""

    def __init__(self, path: Path, passphrase: Passphrase | None) -> None:
        self._path = path
        self._connection = self._opened(passphrase)
        self._key = opening.derived(self._connection, passphrase) if passphrase else None

    def _opened(self, key: Passphrase | None) -> Connection:
        connection = opening.connect(self._path, key, damaged=True)
        connection.text_factory = _text
        return connection

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; raises one of `DRIVER_ERRORS` where they cannot be read."""
        try:
            return list(self._connection.execute(sql, values))
        except DRIVER_ERRORS:
            if self._key:
                self._connection.close()
                self._connection = self._opened(self._key)
            raise

    def close(self) -> None:
        """Close it."""
        self._connection.close()


def _text(raw: bytes) -> str:
    """A text as far as it is one: what a flipped bit or an empty page made of the rest is one strange sign."""
    return re.sub("\0+", "\ufffd", raw.decode(errors="replace"))


def _key(path: Path, passphrase: Passphrase | None) -> Passphrase | None:
    """What opens the file; where it does not even look like a journal any more, what was given is tried."""
    try:
        return opening.key_for(path, passphrase)
    except NotAJournal as error:
        if passphrase is None or isinstance(error, EmptyFile):
            raise
        return passphrase


def _columns(damaged: _Damaged, path: Path) -> dict[str, list[str]]:
    """The tables that are there, each with its columns."""
    with calm(path):
        found = {table: [row[1] for row in damaged.execute(f"PRAGMA table_info({table})")] for table in TABLES}
    if not found["entries"]:
        raise _too_little(path)
    return found


def _too_little(path: Path) -> Damaged:
    return Damaged(
        f"So little of {path} can be read that there is nothing to put into a new file. It was left as it is.",
        "The command backups lists the copies that can be restored.",
    )


def _take_over(damaged: _Damaged, journal: Journal, columns: dict[str, list[str]], done: Salvaged) -> None:
    with calm(journal.path):
        journal.connection.execute("PRAGMA foreign_keys = OFF")
        with journal.writing():
            for table, there in columns.items():
                known = {row["name"] for row in journal.select(f"PRAGMA table_info({table})")}
                names = [name for name in there if name in known | _EARLIER.get(table, frozenset())]
                if table == "answers" and there:
                    names, rows = _answers(damaged, journal, names, done)
                else:
                    rows = _readable(damaged, table, names, done)
                if table == "drafts" and "writer" not in names:
                    # The first version had one draft of an entry, nobody's in particular.
                    names, rows = [*names, "writer"], [(*row, "") for row in rows]
                for row in rows:
                    values = ", ".join("?" * len(names))
                    # The questions are in the new file from its beginning, but not which of them are asked.
                    either = "INSERT OR REPLACE" if table == "questions" else "INSERT"
                    sql = f"{either} INTO {table} ({', '.join(names)}) VALUES ({values})"
                    try:
                        journal.connection.execute(sql, row)
                        done.read[table] += 1
                    except DRIVER_ERRORS:
                        # What the damage made of it fits no column any more.
                        done.lost[table] += 1
            _let_go_of_what_is_nowhere(journal.connection)
            # The damaged file may be of a version before the questions were reworded.
            rewording.reword(journal.connection)
            digests.renew_all(journal.connection)
            told.renew_all(journal.connection)
            words.rebuild(journal.connection)


def _readable(damaged: _Damaged, table: str, names: list[str], done: Salvaged) -> list[tuple[Any, ...]]:
    """Every row of a table that can be read, halving whatever cannot be read as a whole."""
    if not names:
        return []
    sql = f"SELECT {', '.join(names)} FROM {table} NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    found: list[tuple[Any, ...]] = []
    end = _last(damaged, table)
    # The lowest first: where the end of a table is gone, nobody knows how far it went, and all of it is in vain.
    spans = [(1, end)]
    in_vain = lost = 0
    while spans:
        first, last = spans.pop()
        try:
            rows = damaged.execute(sql, (first, last))
        except DRIVER_ERRORS:
            in_vain += 1
            if first < last and in_vain < MOST_TRIES:
                middle = (first + last) // 2
                spans += [(middle + 1, last), (first, middle)]
                continue
            # Rows beside each other are one place.
            done.lost[table] += not lost or lost < first - 1
            lost = first
            if in_vain == MOST_TRIES:
                spans, in_vain = _beyond(damaged, sql, lost, end), 0
                lost = spans[-1][0] - 1 if spans else lost
        else:
            found += rows
            in_vain = 0 if rows else in_vain
    return found


def _beyond(damaged: _Damaged, sql: str, lost: int, end: int) -> list[tuple[int, int]]:
    """What is left to read behind a long stretch that is lost, found by longer and longer steps."""
    step = 1
    while lost < end:
        there = min(lost + step, end)
        with contextlib.suppress(*DRIVER_ERRORS):
            damaged.execute(sql, (there, there))
            # What the last step went over may hold some, too.
            return [(there, end), *([(lost + 1, there - 1)] if step > 1 else [])]
        lost, step = there, max(step + 1, step * 9 // 8)
    return []


def _answers(
    damaged: _Damaged, journal: Journal, names: list[str], done: Salvaged
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The answers of every entry that could be read, by the numbers that these have in the new file.

    Whose they are stands in the first column of each version: the entry's number, or its id before the sixth step.
    """
    entries = journal.select("SELECT id, number FROM entries ORDER BY id")
    numbers = {row["number" if names[0] == "number" else "id"]: row["number"] for row in entries}
    if "asked_as" in names:
        names = [name for name in names if name != "asked_as"]
        rows = _answers_in_full(damaged, journal, names, done)
        names.append("wording")
    else:
        rows = _answers_by_entry(damaged, journal, names, list(numbers), done)
    return ["number", *names[1:]], [(numbers[row[0]], *row[1:]) for row in rows if row[0] in numbers]


def _answers_in_full(
    damaged: _Damaged, journal: Journal, names: list[str], done: Salvaged
) -> list[tuple[Any, ...]]:
    """The answers of a file from before the fifth step, where each says how it was asked; that is kept once now."""
    rows = _readable(damaged, "answers", [*names, "asked_as"], done)
    wordings: dict[str, int] = {}
    for *_, asked_as in rows:
        if isinstance(asked_as, str) and asked_as and asked_as not in wordings:
            wordings[asked_as] = len(wordings) + 1
    journal.insert_rows("wordings", [{"id": id_, "text": text} for text, id_ in wordings.items()])
    return [(*row, wordings.get(asked_as)) for *row, asked_as in rows]


def _answers_by_entry(
    damaged: _Damaged, journal: Journal, names: list[str], entries: list[object], done: Salvaged
) -> list[tuple[Any, ...]]:
    """The answers of these entries, one after the other: they have no numbers of their own to look for.

    Where those of one entry cannot be read together, each is looked for alone, by every question that is known or
    was answered elsewhere.
    """
    sql = f"SELECT {', '.join(names)} FROM answers WHERE {names[0]} = ?"
    found: list[tuple[Any, ...]] = []
    in_parts = []
    for entry in entries:
        try:
            found += damaged.execute(sql, (entry,))
        except DRIVER_ERRORS:
            done.lost["answers"] += 1
            in_parts.append(entry)
    at = names.index("question_id")
    questions = dict.fromkeys([question.id for question in journal.questions()] + [row[at] for row in found])
    for entry, question in product(in_parts, questions):
        with contextlib.suppress(*DRIVER_ERRORS):
            found += damaged.execute(f"{sql} AND question_id = ?", (entry, question))
    return found


def _last(damaged: _Damaged, table: str) -> int:
    try:
        return int(damaged.execute(f"SELECT coalesce(max(rowid), 1) FROM {table} NOT INDEXED")[0][0])
    except DRIVER_ERRORS:
        return FURTHEST


def _let_go_of_what_is_nowhere(connection: Connection) -> None:
    """What points at something that could not be read points at nothing, or goes along with it."""
    links.let_go(connection)
    for table in ("entry_tags", "tensions", "versions"):
        connection.execute(f"DELETE FROM {table} WHERE entry_id NOT IN (SELECT id FROM entries)")
    connection.execute("DELETE FROM goal_marks WHERE goal_id NOT IN (SELECT id FROM goals)")
    connection.execute("UPDATE answers SET wording = NULL WHERE wording NOT IN (SELECT id FROM wordings)")
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
