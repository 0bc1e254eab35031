"""Open database file: connection, transactions, change tracking, and the verbs that write rows.

Rows are written by three verbs of our own, `insert`, `update` and `delete`, and `upsert` where a row may exist
already. They are ours because a program that counts on one statement a verb can promise what a key press costs
(sqlite-utils' `update` runs three), and because a write belongs to a transaction that tracks changes: checksums,
revisions and search text are renewed at its commit. sqlite-utils is used by the migrations and for the set-up of
full-text search only. Statements outside these verbs are exceptions that give their reason where they stand: merge
and salvage, which copy rows of other files and repair links in whole tables, backups, which copy rows into a file
that is not open as a journal, and the tables that the commit hooks derive.

The hooks are registered by the code that composes a journal; this module knows none of them.
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core import query
from alliance_journal.store.core.connection import BUSY_SECONDS, HURRIED_SECONDS, connect
from alliance_journal.store.core.errors import CannotWrite, Damaged, JournalError, NotAJournal, WrongPassphrase
from alliance_journal.store.core.sqlite_driver import Connection, converted_errors, undone_on_error

Clock = Callable[[], dt.datetime]
CACHE_KIB: Final = 2_000
"""Page cache of a long-lived connection, in KiB: SQLite's default. SQLCipher's default is four times as much."""


def utc_now() -> dt.datetime:
    """Return the current time in UTC."""
    return dt.datetime.now(dt.UTC)


def new_id() -> str:
    """Return a random UUID (version 4) for a new record."""
    return str(uuid.uuid4())


class Lookup(NamedTuple):
    """Value of a column that the database finds by a scalar subquery, for `insert` and `upsert`.

    Attributes:
        sql: a query with one parameter, one column and at most one row.
        value: its parameter.
    """

    sql: str
    value: object


class CommitHook(Protocol):
    """Data derived from records, renewed at the end of each transaction that changed any."""

    def on_begin(self) -> None:
        """Forget what was registered: a transaction begins."""

    def on_change(self, kind: str, record_id: str, *, revision: bool) -> None:
        """Register, before its first write, a record that may change.

        Args:
            kind: the kind of record.
            record_id: its id.
            revision: False if the caller writes the record's revisions itself.
        """

    def on_commit(self) -> None:
        """Renew what is derived from the registered records, within the transaction."""


BulkInsert = Callable[[Connection], Callable[[], None]]
"""Prepares a transaction for many new rows; returns the step that runs just before its commit."""


class Database:
    """Open database file.

    Attributes:
        connection: the connection; used by one thread at a time.
        path: the file; None in memory.
        passphrase: passphrase or key that opens the file again; None for a plain file.
        read_only: True if nothing can be written to the file.
        text_deleted: True if text was deleted from the file since it was opened, so that the full-text index has
            to be cleaned.
        dropped_triggers: names of triggers of other programs that were dropped when the file was opened.
        commit_hooks: what is renewed at each commit, in this order.
    """

    def __init__(
        self,
        connection: Connection,
        path: Path | None,
        clock: Clock = utc_now,
        *,
        passphrase: Passphrase | None = None,
        read_only: bool = False,
    ) -> None:
        self.connection = connection
        self.path = path
        self.passphrase = passphrase
        self.read_only = read_only
        self.text_deleted = False
        self.dropped_triggers: tuple[str, ...] = ()
        self.commit_hooks: list[CommitHook] = []
        self._passphrase_changed = False
        self._clock = clock

    # Time

    def now(self) -> dt.datetime:
        """Return the current time in UTC, from the clock this object was created with."""
        return self._clock().astimezone(dt.UTC)

    def stamp(self) -> str:
        """Return the current time as it is stored: ISO 8601, UTC, in milliseconds."""
        return self.now().isoformat(timespec="milliseconds")

    # Transactions

    @contextlib.contextmanager
    def transaction(self, *, dry_run: bool = False, bulk_insert: BulkInsert | None = None) -> Iterator[None]:
        """Run one transaction that holds the write lock from its beginning.

        Inside another `transaction` block it does nothing: the outer block commits.

        Args:
            dry_run: roll back at the end, for a preview of the changes.
            bulk_insert: prepares for many new rows, for example by holding off the full-text index. The
                transaction must only add records then.
        """
        if self.connection.in_transaction:
            yield
            return
        with self.translated_errors(), undone_on_error(self.connection):
            for hook in self.commit_hooks:
                hook.on_begin()
            before = self.connection.total_changes
            finish = bulk_insert(self.connection) if bulk_insert else None
            yield
            changed = self.connection.total_changes != before
            if changed and not dry_run:
                for hook in self.commit_hooks:
                    hook.on_commit()
                self.connection.execute("UPDATE upkeep SET value = value + 1 WHERE what = 'changes'")
                if finish:
                    finish()
            # If nothing was added, the rollback keeps the file identical to the last byte: the preparation of a
            # bulk insert wrote to it.
            undo = dry_run or (finish is not None and not changed)
            self.connection.execute("ROLLBACK" if undo else "COMMIT")

    def changed(self, kind: str, record_id: str, *, revision: bool = True) -> None:
        """Declare that a record may change in this transaction; call it before the first write.

        Content is compared at the end of the transaction, so declaring a record that stays unchanged is harmless.

        Args:
            kind: the kind of record, one of `revisions.KINDS`.
            record_id: its id.
            revision: False if the caller (a merge) writes the record's revisions itself.
        """
        for hook in self.commit_hooks:
            hook.on_change(kind, record_id, revision=revision)

    # Rows

    def select(self, sql: str, values: Any = ()) -> list[query.Row]:
        """Return the rows of a query as dictionaries."""
        with self.translated_errors():
            return list(query.select(self.connection, sql, values))

    def insert(self, table: str, *new: Mapping[str, object]) -> None:
        """Insert rows that all have the same columns, within a transaction."""
        if new:
            columns, values = _values(new[0])
            self._write(f"INSERT INTO {table} ({columns}) VALUES ({values})", new)

    def upsert(self, table: str, key: Sequence[str], *new: Mapping[str, object]) -> None:
        """Insert rows that all have the same columns, or update the rows with the same key, within a transaction.

        Args:
            table: the table.
            key: the columns of a primary key or a unique constraint.
            new: the rows. Columns that are not given keep their value in a row that exists.
        """
        if new:
            columns, values = _values(new[0])
            change = ", ".join(f"{column} = excluded.{column}" for column in new[0] if column not in key)
            otherwise = f"UPDATE SET {change}" if change else "NOTHING"
            self._write(
                f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({', '.join(key)}) DO {otherwise}",
                new,
            )

    def update(self, table: str, change: Mapping[str, object], where: str, *values: object) -> int:
        """Update columns of the rows for which a condition holds, within a transaction.

        Args:
            table: the table.
            change: the new values by column.
            where: an SQL condition with positional parameters.
            values: the parameters of the condition.

        Returns:
            The number of rows.
        """
        columns = ", ".join(f"{column} = ?" for column in change)
        done = self.connection.execute(f"UPDATE {table} SET {columns} WHERE {where}", (*change.values(), *values))
        return int(done.rowcount)

    def delete(self, table: str, where: str, *values: object) -> int:
        """Delete the rows for which an SQL condition holds, within a transaction; return their number."""
        return int(self.connection.execute(f"DELETE FROM {table} WHERE {where}", values).rowcount)

    def _write(self, sql: str, new: Sequence[Mapping[str, object]]) -> None:
        values = ([row[column] for column in new[0]] for row in new)
        flat = [[value.value if isinstance(value, Lookup) else value for value in row] for row in values]
        self.connection.executemany(sql, flat)

    def next_position(self, table: str) -> int:
        """Return the position after the last one in a table with a column `position`."""
        return int(self.connection.execute(f"SELECT coalesce(max(position), 0) + 1 FROM {table}").fetchone()[0])

    # Connection

    @contextlib.contextmanager
    def short_wait(self) -> Iterator[None]:
        """Wait for another program only so briefly that a user who is typing does not notice.

        For work that can soon be tried again.
        """
        self.set_busy_timeout(HURRIED_SECONDS)
        try:
            yield
        finally:
            self.set_busy_timeout(BUSY_SECONDS)

    def set_busy_timeout(self, seconds: float) -> None:
        """Set the time to wait for another program that is using the file, in seconds."""
        with converted_errors(self.path):
            self.connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")

    def limit_cache(self) -> None:
        """Limit the page cache to `CACHE_KIB`: for a connection open for hours, not for work on the whole file.

        If another program is using the file at this moment, the cache stays unchanged.
        """
        with contextlib.suppress(JournalError), self.translated_errors():
            self.connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")

    def data_version(self) -> int:
        """Return a number that changes when another program changed the file."""
        return int(self.select("PRAGMA data_version")[0]["data_version"])

    def state_token(self) -> tuple[object, int, int]:
        """Return a token that changes on every write to the file, by this program or another one.

        SQLite counts both kinds of changes, and neither number ever decreases: changes that were rolled back are
        counted too.
        """
        return self.connection, self.data_version(), self.connection.total_changes

    @contextlib.contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Convert the driver's errors to `JournalError`, and reconnect to an encrypted file after a damaged page.

        SQLCipher refuses everything on that connection from then on, including intact pages.

        Raises:
            WrongPassphrase: if the passphrase of the file was changed while it was open here.
            JournalError: for every other error of the driver.
        """
        try:
            with converted_errors(self.path):
                yield
        except (Damaged, CannotWrite, NotAJournal):
            self._reconnect()
            raise

    def _reconnect(self) -> None:
        """Open an encrypted file again with the same passphrase.

        Any other failure is ignored: a file that does not exist now may exist at the next attempt.

        Raises:
            WrongPassphrase: if the passphrase was changed meanwhile.
        """
        if self.path is None or self.passphrase is None or self.connection.in_transaction:
            return
        if self._passphrase_changed:
            # Another attempt takes long, and delays the program that changes the passphrase.
            raise WrongPassphrase(self.path, None)
        try:
            connection = connect(self.path, self.passphrase)
        except WrongPassphrase:
            self._passphrase_changed = True
            raise
        except JournalError:
            return
        self._use(connection)

    def _use(self, connection: Connection) -> None:
        """Close the present connection and replace it with another one."""
        self.connection.close()
        self.connection = connection

    def take_connection_of(self, other: "Database") -> None:
        """Use the connection and passphrase of another object; that object must not be used afterwards.

        For a file that was replaced, or whose passphrase was changed, while it was open here: whoever holds this
        object continues with the present file.

        Args:
            other: the same path, opened again.
        """
        self._use(other.connection)
        self._passphrase_changed = False
        self.passphrase, self.read_only = other.passphrase, other.read_only


def _values(row: Mapping[str, object]) -> tuple[str, str]:
    """Return the columns of a row, and the expressions for their values, as SQL lists."""
    values = (f"({value.sql})" if isinstance(value, Lookup) else "?" for value in row.values())
    return ", ".join(row), ", ".join(values)
