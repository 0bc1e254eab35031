"""Salvage of the readable rows of a damaged journal into a new file; the damaged one is never changed."""

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import give_name
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.core.errors import CannotWrite, Damaged, JournalError
from alliance_journal.store.core.file_settings import UNSAVED_KEY
from alliance_journal.store.core.sqlite_driver import DRIVER_ERRORS, converted_errors
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance.damaged_file import TABLES, DamagedFile, key_for, read_from_a_copy
from alliance_journal.store.maintenance.salvaged_rows import as_now, put_in_order
from alliance_journal.store.schema import known_schemas, question_rewording
from alliance_journal.store.search import fts_index as index
from alliance_journal.store.search import indexed_text

_EARLIER: Final = {"answers": frozenset({"entry_id", "asked_as"})}
"""Columns of earlier schema versions, whose content is stored in other columns now."""
FURTHEST: Final = 1 << 24
"""The highest row number that is searched if the file's own highest number cannot be read."""
MOST_IN_PARTS: Final = 20
"""Largest number of entries whose answers are read one by one."""
MOST_TRIES: Final = 1000
"""Consecutive reads without a row, after which the search continues further on."""


_NOT_WRITTEN: Final = ("questions",)
"""Tables with rows in every new journal; if nothing else can be read, no words can be salvaged."""


@dataclass(slots=True)
class Salvaged:
    """Result of a salvage, counted by table.

    Attributes:
        read: rows that could be read.
        lost: places where rows could not be read.
        by_pages: whether rows were found page by page, because tables or their list were damaged.
    """

    read: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    by_pages: bool = False


def salvage(path: Path, target: Path, passphrase: Passphrase | None) -> Salvaged:
    """Copy everything readable in the file at `path` to a new journal, encrypted with the same passphrase.

    It takes a few minutes at most, whatever the file contains (`time_limit.SECONDS`).

    Args:
        path: the damaged file.
        target: the path of the new file.
        passphrase: the passphrase of the damaged file; None for a plain one.

    Raises:
        CannotWrite: if the target exists, or the new file cannot be written.
        NeedsPassphrase, WrongPassphrase: if the file is encrypted.
        Damaged: if nothing in it can be read; then only a backup helps.
    """
    if os.path.lexists(target):
        raise CannotWrite(f"{target} is there already and was left as it is.", "Choose another name.")
    passphrase = key_for(path, passphrase)
    part = paths.part_file(target)
    done = Salvaged()
    try:
        # Whoever reads from this copy is the only one that writes the new file.
        with read_from_a_copy(path, paths.other_copy(target), passphrase) as damaged:
            try:
                with contextlib.closing(Journal.begin(part, passphrase=passphrase)) as journal:
                    _take_over(damaged, journal, done)
                if not done.read.keys() - _NOT_WRITTEN:
                    raise _too_little(path)
                give_name(part, target)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from None
    return done


def _too_little(path: Path) -> Damaged:
    return Damaged(
        f"So little of {path} can be read that there is nothing to put into a new file. It was left as it is.",
        "The command backups lists the copies that can be restored.",
    )


def _take_over(damaged: DamagedFile, journal: Journal, done: Salvaged) -> None:
    there = damaged.columns()
    connection = database_of(journal).connection
    with converted_errors(journal.path):
        connection.execute("PRAGMA foreign_keys = OFF")
        with journal.transaction():
            for table, columns in there.items():
                names, rows = _read(damaged, journal, table, columns, done)
                # The questions are in every new file, but not the client's choice of which are asked.
                _put(journal, table, names, rows, "OR REPLACE" if table == "questions" else "", done)
            _keep_unsaved_key(journal, _kept_about_itself(damaged))
            if wanted := _to_look_for(damaged, there, done):
                _take_over_pages(damaged, journal, wanted, done)
            put_in_order(connection)
            # The damaged file may have a schema version from before the questions were reworded.
            question_rewording.reword(connection)
            entry_checksums.renew_all(connection)
            indexed_text.renew_all(connection)
            index.rebuild(connection)


def _kept_about_itself(damaged: DamagedFile) -> list[tuple[Any, ...]]:
    with contextlib.suppress(*DRIVER_ERRORS):
        return damaged.execute("SELECT what, value FROM upkeep NOT INDEXED")
    return []


def _keep_unsaved_key(journal: Journal, rows: Iterable[tuple[Any, ...]]) -> None:
    """Copy the key of the files with unsaved words from the maintenance values, and none of the others."""
    for what, value in rows:
        if what == UNSAVED_KEY and re.fullmatch("[0-9a-f]{64}", str(value)):
            journal.file_settings.set_unsaved_text_key(value)


def _to_look_for(damaged: DamagedFile, there: dict[str, list[str]], done: Salvaged) -> set[str]:
    """Return the tables whose rows may be in pages that the schema of the file does not lead to."""
    steps = damaged.steps()
    if steps is None:
        # The table of the migrations itself is lost; its rows may be in a page that can be read.
        return set(TABLES)
    version = known_schemas.version_of(steps)
    if version is None:
        # A file made by a newer version has migrations that are not known here; only its own schema helps.
        return set() if "entries" in there and not done.lost else set(TABLES)
    names = {part.name for part in version.tables} & set(TABLES)
    changed = {
        table
        for table in names & there.keys()
        if not {column.name for column in version.columns[table]} <= set(there[table])
    }
    wanted = (names - there.keys()) | changed | (names & done.lost.keys())
    # Answers are read by their entries, so with further entries there may be further answers.
    return wanted | ({"answers"} if "entries" in wanted else set())


def _take_over_pages(damaged: DamagedFile, journal: Journal, wanted: set[str], done: Salvaged) -> None:
    """Insert rows of these tables that are found in pages; rows that were read already are not replaced."""
    try:
        found = damaged.by_pages()
    except JournalError:
        # This build of SQLite forbids writing to its schema, so pages cannot be read one by one.
        return
    if "upkeep" in found:
        _keep_unsaved_key(journal, found["upkeep"].rows)
    for table in TABLES:
        if table in wanted and table in found:
            names, rows = found[table]
            known = {row["name"] for row in database_of(journal).select(f"PRAGMA table_info({table})")}
            keep = [name for name in names if name in known | _EARLIER.get(table, frozenset())]
            rows = [tuple(row[names.index(name)] for name in keep) for row in rows]
            names, rows = as_now(journal, table, keep, rows)
            is_first = table == "questions" and not done.read[table]
            _put(journal, table, names, rows, "OR REPLACE" if is_first else "OR IGNORE", done)
            done.by_pages = True


def _read(
    damaged: DamagedFile, journal: Journal, table: str, there: list[str], done: Salvaged
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the present columns of a table and every row that can be read through the table itself."""
    known = {row["name"] for row in database_of(journal).select(f"PRAGMA table_info({table})")}
    names = [name for name in there if name in known | _EARLIER.get(table, frozenset())]
    if table != "answers" or "asked_as" in names:
        rows = _readable(damaged, table, names, done)
    else:
        entries = database_of(journal).select("SELECT id, number FROM entries ORDER BY id")
        whose = "number" if names[:1] == ["number"] else "id"
        rows = _answers_by_entry(damaged, journal, names, [row[whose] for row in entries], done)
    return as_now(journal, table, names, rows)


def _put(
    journal: Journal, table: str, names: list[str], rows: list[tuple[Any, ...]], either: str, done: Salvaged
) -> None:
    values = ", ".join("?" * len(names))
    sql = f"INSERT {either} INTO {table} ({', '.join(names)}) VALUES ({values})"
    for row in rows:
        try:
            done.read[table] += database_of(journal).connection.execute(sql, row).rowcount
        except DRIVER_ERRORS:
            # The damaged values violate a constraint of the table.
            done.lost[table] += 1
    done.read += Counter()


def _readable(damaged: DamagedFile, table: str, names: list[str], done: Salvaged) -> list[tuple[Any, ...]]:
    """Return every readable row of a table, halving each range of row numbers that cannot be read as a whole."""
    if not names:
        return []
    if not damaged.can_read_tables:
        # The whole table is one place.
        done.lost[table] += 1
        return []
    sql = f"SELECT {', '.join(names)} FROM {table} NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    found: list[tuple[Any, ...]] = []
    end = _last(damaged, table)
    # Lowest numbers first: if the end of a table is lost, its highest number is unknown, and reads of the
    # whole range beyond it find nothing.
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
            # Adjacent rows count as one place.
            done.lost[table] += not lost or lost < first - 1
            lost = first
            if in_vain == MOST_TRIES:
                spans, in_vain = _beyond(damaged, sql, lost, end), 0
                lost = spans[-1][0] - 1 if spans else lost
        else:
            found += rows
            in_vain = 0 if rows else in_vain
    return found


def _beyond(damaged: DamagedFile, sql: str, lost: int, end: int) -> list[tuple[int, int]]:
    """Return the ranges left to read after a long unreadable one, found by steps of increasing length."""
    step = 1
    while lost < end:
        there = min(lost + step, end)
        with contextlib.suppress(*DRIVER_ERRORS):
            damaged.execute(sql, (there, there))
            # The rows skipped by the last step may be readable, too.
            return [(there, end), *([(lost + 1, there - 1)] if step > 1 else [])]
        lost, step = there, max(step + 1, step * 9 // 8)
    return []


def _answers_by_entry(
    damaged: DamagedFile, journal: Journal, names: list[str], entries: list[object], done: Salvaged
) -> list[tuple[Any, ...]]:
    """Return the answers of these entries, read entry by entry, since answers have no row numbers to search.

    If the answers of an entry cannot be read together, each is read separately, for every question that is known
    or was answered elsewhere.
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
            if len(in_parts) > MOST_IN_PARTS:
                # Much of the table is damaged: reading page by page finds the rest faster.
                break
    at = names.index("question_id")
    questions = dict.fromkeys([question.id for question in journal.questions.list()] + [row[at] for row in found])
    for entry, question in product(in_parts, questions):
        with contextlib.suppress(*DRIVER_ERRORS):
            found += damaged.execute(f"{sql} AND question_id = ?", (entry, question))
    return found


def _last(damaged: DamagedFile, table: str) -> int:
    try:
        return int(damaged.execute(f"SELECT coalesce(max(rowid), 1) FROM {table} NOT INDEXED")[0][0])
    except DRIVER_ERRORS:
        return FURTHEST
