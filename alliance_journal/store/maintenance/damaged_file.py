"""Reader for a damaged journal, by its tables or page by page, in a private copy; the file is never changed."""

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
from alliance_journal.store.core.sqlite_driver import DRIVER_ERRORS, Connection, converted_errors, driver
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
"""Tables that are read, those that others refer to first."""


@contextlib.contextmanager
def read_from_a_copy(path: Path, copy: Path, passphrase: Passphrase | None) -> Iterator["DamagedFile"]:
    """Open a copy of a damaged file, in which an unreadable part does not prevent reading the rest.

    Args:
        path: the damaged file.
        copy: the path of the copy, which is deleted at the end.
        passphrase: the passphrase of the file; None for a plain one.
    """
    temp_copy.make_room(copy)
    work = paths.part_file(copy)
    temp_copy.make_room(work)
    try:
        temp_copy.make(path, passphrase, copy, damaged=True)
        # SQLCipher cannot read an incomplete page, and refuses every read after it tried.
        os.truncate(copy, copy.stat().st_size // opening.PAGE * opening.PAGE)
        with contextlib.closing(DamagedFile(path, copy, work, passphrase)) as damaged:
            yield damaged
    finally:
        temp_copy.remove(copy)
        temp_copy.remove(work)


class DamagedFile:
    """A copy of a damaged file, reopened after a failed read, since SQLCipher then refuses intact pages, too.

    Attributes:
        can_read_tables: False if no row can be read through its table. Each connection reads the list of tables
            first; if a page of that list in an encrypted file is damaged, SQLCipher refuses every read after it.
    """

    def __init__(self, path: Path, copy: Path, work: Path, passphrase: Passphrase | None) -> None:
        self._copy, self._work = copy, work
        self._limit = Limit()
        self._key = _raw_key(path, copy, passphrase) if passphrase else None
        self._connection: Connection | None = None
        self.can_read_tables = True
        # If not even the first page can be read, the file can only be read page by page.
        with contextlib.suppress(JournalError):
            self._connection = self._opened()

    def _opened(self) -> Connection:
        connection = opening.connect(self._copy, self._key, damaged=True)
        connection.text_factory = text_as_far_as_it_is_one
        self._limit.put_on(connection)
        return connection

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query.

        Raises:
            DRIVER_ERRORS: one of these if the rows cannot be read, or the time limit is over.
        """
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
        """Return the migrations that were applied to the file; None if they cannot be read."""
        sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid"
        with contextlib.suppress(*DRIVER_ERRORS):
            return tuple(name for (name,) in self.execute(sql, (migrations.SET,)))
        return None

    def columns(self) -> dict[str, list[str]]:
        """Return the columns of each of our tables that the schema of the file names."""
        named: set[str] = set()
        try:
            # A view or a virtual table with such a name is not ours, and reading it would run its code.
            sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            named = {name for (name,) in self.execute(sql)}
        except DRIVER_ERRORS:
            self.can_read_tables = self._key is None
        found = {}
        for table in TABLES:
            with contextlib.suppress(*DRIVER_ERRORS):
                if named and table not in named:
                    continue
                if columns := [row[1] for row in self.execute(f"PRAGMA table_info({table})")]:
                    found[table] = columns
        return found

    def by_pages(self) -> dict[str, Found]:
        """Return the rows found in the pages of the file, by table, without those that are not recognised."""
        limit = Limit()
        pages = page_scan.read(self._copy, self._work, self._key, limit)
        with converted_errors(self._copy):
            return table_shapes.sort_out(pages, self.steps())

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


def _raw_key(path: Path, copy: Path, passphrase: Passphrase) -> Passphrase:
    """Return the raw key of the file.

    If the first page is damaged, the salt in it may be, too; the salts of the backups are tried as well, which are
    the same.

    Raises:
        WrongPassphrase: if no page can be verified with any of these keys.
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
    """Return whether a file with an unreadable first page has other pages that this passphrase opens."""
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
    """Return the passphrase that opens the file; None for a plain one.

    If the file does not look like a journal any more, the given passphrase is returned, to be tried.

    Raises:
        NotAJournal: if the file is empty, or looks like no journal and no passphrase is given.
    """
    try:
        if opening.look_before(path) is not opening.Kind.PLAIN and page_scan.looks_plain(path):
            # Only the first page does not look like that of a plain file.
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
