"""Reading what can still be read of a damaged journal into a new file; the damaged one is never changed."""

import contextlib
import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final

from alliance_journal import paths
from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import give_name
from alliance_journal.store import (
    backups,
    digests,
    links,
    migrations,
    page_scan,
    private_copies,
    schema,
    shapes,
    told,
)
from alliance_journal.store import connection as opening
from alliance_journal.store import words as index
from alliance_journal.store.bounded import Limit
from alliance_journal.store.driver import DRIVER_ERRORS, Connection, calm, driver
from alliance_journal.store.errors import (
    CannotWrite,
    Damaged,
    EmptyFile,
    JournalError,
    NotAJournal,
    WrongPassphrase,
)
from alliance_journal.store.journal import Journal
from alliance_journal.store.page_scan import text_as_far_as_it_is_one
from alliance_journal.store.shapes import Found

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


NO_DAY: Final = "1970-01-01"
"""The day of an entry of which no day can be read."""
_NOT_WRITTEN: Final = ("questions",)
"""What every new journal has; a file of which nothing else can be read holds no words."""


@dataclass(slots=True)
class Salvaged:
    """How many rows of each table could be read, and in how many places rows could not.

    Attributes:
        by_pages: whether the file's list of tables was damaged, so that rows were found page by page.
    """

    read: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    by_pages: bool = False


def salvage(path: Path, target: Path, passphrase: Passphrase | None) -> Salvaged:
    """Read what can be read of the file at `path` into a new journal, encrypted with the same passphrase.

    It takes at the most a few minutes (`bounded.SECONDS`), whatever the file is made of.

    Raises:
        CannotWrite: when there is something at the target, or the new file cannot be written.
        NeedsPassphrase, WrongPassphrase: when it is encrypted.
        Damaged: when nothing of it can be read; then only a backup helps.
    """
    if os.path.lexists(target):
        raise CannotWrite(f"{target} is there already and was left as it is.", "Choose another name.")
    passphrase = _key(path, passphrase)
    part = paths.part_file(target)
    done = Salvaged()
    try:
        with (
            _read_from_a_copy(path, paths.other_copy(target), passphrase) as damaged,
            contextlib.closing(Journal.begin(part, passphrase=passphrase)) as journal,
        ):
            _take_over(damaged, journal, done)
        if not done.read.keys() - _NOT_WRITTEN:
            raise _too_little(path)
        give_name(part, target)
    except OSError as error:
        raise CannotWrite(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from None
    finally:
        part.unlink(missing_ok=True)
    return done


@contextlib.contextmanager
def _read_from_a_copy(path: Path, copy: Path, passphrase: Passphrase | None) -> Iterator["_Damaged"]:
    """A connection to a copy of the damaged file in which what cannot be read stops nothing else."""
    private_copies.make_room(copy)
    work = paths.part_file(copy)
    private_copies.make_room(work)
    try:
        private_copies.make(path, passphrase, copy, damaged=True)
        # SQLCipher cannot read part of a page, and refuses everything once it tried.
        os.truncate(copy, copy.stat().st_size // opening.PAGE * opening.PAGE)
        with contextlib.closing(_Damaged(path, copy, work, passphrase)) as damaged:
            yield damaged
    finally:
        private_copies.remove(copy)
        private_copies.remove(work)


class _Damaged:
    """A copy of a damaged file, opened anew after a read that failed: else SQLCipher refuses what is whole, too."""

    def __init__(self, path: Path, copy: Path, work: Path, passphrase: Passphrase | None) -> None:
        self._copy, self._work = copy, work
        self._limit = Limit()
        self._key = _raw_key(path, copy, passphrase) if passphrase else None
        self._connection: Connection | None = None
        # Where not even the first page can be read, pages alone are left.
        with contextlib.suppress(JournalError):
            self._connection = self._opened()

    def _opened(self) -> Connection:
        connection = opening.connect(self._copy, self._key, damaged=True)
        connection.text_factory = text_as_far_as_it_is_one
        self._limit.put_on(connection)
        return connection

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; raises one of `DRIVER_ERRORS` where they cannot be read, or the time is over."""
        if self._connection is None or self._limit.is_over:
            raise driver.OperationalError("not now")
        try:
            return list(self._connection.execute(sql, values))
        except DRIVER_ERRORS:
            if self._key:
                self._connection.close()
                self._connection = None
                with contextlib.suppress(JournalError):
                    self._connection = self._opened()
            raise

    def steps(self) -> tuple[str, ...] | None:
        """The steps that the file has seen; None where that cannot be read."""
        sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid"
        with contextlib.suppress(*DRIVER_ERRORS):
            return tuple(name for (name,) in self.execute(sql, (migrations.SET,)))
        return None

    def columns(self) -> dict[str, list[str]]:
        """The tables of ours that the list of tables names, each with its columns."""
        named: set[str] = set()
        with contextlib.suppress(*DRIVER_ERRORS):
            # A view or a virtual table of such a name is not ours, and would be run instead of read.
            sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            named = {name for (name,) in self.execute(sql)}
        found = {}
        for table in TABLES:
            with contextlib.suppress(*DRIVER_ERRORS):
                if named and table not in named:
                    continue
                if columns := [row[1] for row in self.execute(f"PRAGMA table_info({table})")]:
                    found[table] = columns
        return found

    def by_pages(self) -> dict[str, Found]:
        """Every row that a page of the file holds, by tables; what is not recognised is not there."""
        limit = Limit()
        pages = page_scan.read(self._copy, self._work, self._key, limit)
        with calm(self._copy):
            return shapes.sort_out(pages, self.steps())

    def close(self) -> None:
        """Close it."""
        if self._connection is not None:
            self._connection.close()


def _raw_key(path: Path, copy: Path, passphrase: Passphrase) -> Passphrase:
    """The key itself. Where the first page is damaged, so may be the salt; backups have the same one.

    Raises:
        WrongPassphrase: when no page is as it was written with any of these keys.
    """
    salts = []
    for one in (copy, *(backup.path for backup in backups.listed(path) if backup.encrypted)):
        with contextlib.suppress(OSError), one.open("rb") as file:
            salts.append(file.read(16))
    for salt in dict.fromkeys(salts):
        key = page_scan.raw_key(passphrase, salt)
        if len(salt) == 16 and (page_scan.Seals(key.reveal()).fits_any(copy) or _opens(copy, key)):
            return key
    raise WrongPassphrase(path, None)


def has_pages(path: Path, passphrase: Passphrase | None) -> bool:
    """Tell whether a file whose first page cannot be read has others that this passphrase opens."""
    if page_scan.looks_plain(path):
        return True
    try:
        return passphrase is not None and bool(_raw_key(path, path, passphrase))
    except WrongPassphrase:
        return False


def _opens(copy: Path, key: Passphrase) -> bool:
    try:
        opening.connect(copy, key, damaged=True).close()
    except JournalError:
        return False
    return True


def _key(path: Path, passphrase: Passphrase | None) -> Passphrase | None:
    """What opens the file; where it does not even look like a journal any more, what was given is tried."""
    try:
        if opening.look_before(path) is not opening.Kind.PLAIN and page_scan.looks_plain(path):
            # Only its first page does not look like one.
            return None
        return opening.key_for(path, passphrase)
    except NotAJournal as error:
        if isinstance(error, EmptyFile):
            raise
        if page_scan.looks_plain(path):
            return None
        if passphrase is None:
            raise
        return passphrase


def _too_little(path: Path) -> Damaged:
    return Damaged(
        f"So little of {path} can be read that there is nothing to put into a new file. It was left as it is.",
        "The command backups lists the copies that can be restored.",
    )


def _take_over(damaged: _Damaged, journal: Journal, done: Salvaged) -> None:
    there = damaged.columns()
    with calm(journal.path):
        journal.connection.execute("PRAGMA foreign_keys = OFF")
        with journal.writing():
            for table, columns in there.items():
                names, rows = _read(damaged, journal, table, columns, done)
                # The questions are in the new file from its beginning, but not which of them are asked.
                _put(journal, table, names, rows, "OR REPLACE" if table == "questions" else "", done)
            if wanted := _to_look_for(damaged, there, done):
                _take_over_pages(damaged, journal, wanted, done)
            _let_go_of_what_is_nowhere(journal.connection)
            _mend_days(journal.connection)
            digests.renew_all(journal.connection)
            told.renew_all(journal.connection)
            index.rebuild(journal.connection)


def _to_look_for(damaged: _Damaged, there: dict[str, list[str]], done: Salvaged) -> set[str]:
    """The tables of which rows may lie in pages that the list of tables does not lead to."""
    version = schema.version_of(damaged.steps() or ())
    if version is None:
        # A version yet to come has steps that are not known here; it names its tables itself.
        return set() if "entries" in there and not done.lost else set(TABLES)
    names = {part.name for part in version.tables} & set(TABLES)
    changed = {
        table
        for table in names & there.keys()
        if not {column.name for column in version.columns[table]} <= set(there[table])
    }
    return (names - there.keys()) | changed | (names & done.lost.keys())


def _take_over_pages(damaged: _Damaged, journal: Journal, wanted: set[str], done: Salvaged) -> None:
    """Take over rows of these tables that are found in pages; those that were read already stay as they are."""
    try:
        found = damaged.by_pages()
    except JournalError:
        # A build of SQLite that keeps its schema from everybody: what was read by tables is all there is.
        return
    for table in TABLES:
        if table in wanted and table in found:
            names, rows = found[table]
            known = {row["name"] for row in journal.select(f"PRAGMA table_info({table})")}
            keep = [name for name in names if name in known | _EARLIER.get(table, frozenset())]
            rows = [tuple(row[names.index(name)] for name in keep) for row in rows]
            names, rows = _as_now(journal, table, keep, rows)
            is_first = table == "questions" and not done.read[table]
            _put(journal, table, names, rows, "OR REPLACE" if is_first else "OR IGNORE", done)
            done.by_pages = True


def _read(
    damaged: _Damaged, journal: Journal, table: str, there: list[str], done: Salvaged
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Every row of a table that its own pages lead to, in today's columns."""
    known = {row["name"] for row in journal.select(f"PRAGMA table_info({table})")}
    names = [name for name in there if name in known | _EARLIER.get(table, frozenset())]
    if table != "answers" or "asked_as" in names:
        rows = _readable(damaged, table, names, done)
    else:
        entries = journal.select("SELECT id, number FROM entries ORDER BY id")
        whose = "number" if names[:1] == ["number"] else "id"
        rows = _answers_by_entry(damaged, journal, names, [row[whose] for row in entries], done)
    return _as_now(journal, table, names, rows)


def _as_now(
    journal: Journal, table: str, names: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Rows of any version in the columns of today's."""
    if table == "answers" and names:
        return _answers(journal, names, rows)
    if table == "drafts" and names and "writer" not in names:
        # The first version had one draft of an entry, nobody's in particular.
        return [*names, "writer"], [(*row, "") for row in rows]
    return names, rows


def _put(
    journal: Journal, table: str, names: list[str], rows: list[tuple[Any, ...]], either: str, done: Salvaged
) -> None:
    values = ", ".join("?" * len(names))
    sql = f"INSERT {either} INTO {table} ({', '.join(names)}) VALUES ({values})"
    for row in rows:
        try:
            done.read[table] += journal.connection.execute(sql, row).rowcount
        except DRIVER_ERRORS:
            # What the damage made of it fits no column any more.
            done.lost[table] += 1
    done.read += Counter()


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
