"""A damaged journal, read from a private copy: by its tables, or page by page; it is never changed itself."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core import temp_copy
from alliance_journal.store.core.errors import EmptyFile, JournalError, NotAJournal, WrongPassphrase
from alliance_journal.store.core.sqlite_driver import DRIVER_ERRORS, Connection, calm, driver
from alliance_journal.store.core.time_limit import Limit
from alliance_journal.store.maintenance import page_scan, table_shapes
from alliance_journal.store.maintenance.page_scan import text_as_far_as_it_is_one
from alliance_journal.store.maintenance.table_shapes import Found
from alliance_journal.store.schema import migrations

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


@contextlib.contextmanager
def read_from_a_copy(path: Path, copy: Path, passphrase: Passphrase | None) -> Iterator["DamagedFile"]:
    """A connection to a copy of the damaged file in which what cannot be read stops nothing else."""
    temp_copy.make_room(copy)
    work = paths.part_file(copy)
    temp_copy.make_room(work)
    try:
        temp_copy.make(path, passphrase, copy, damaged=True)
        # SQLCipher cannot read part of a page, and refuses everything once it tried.
        os.truncate(copy, copy.stat().st_size // opening.PAGE * opening.PAGE)
        with contextlib.closing(DamagedFile(path, copy, work, passphrase)) as damaged:
            yield damaged
    finally:
        temp_copy.remove(copy)
        temp_copy.remove(work)


class DamagedFile:
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
            return table_shapes.sort_out(pages, self.steps())

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


def key_for(path: Path, passphrase: Passphrase | None) -> Passphrase | None:
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
