"""An open database file: connection, transactions, change tracking, and the row operations of all repositories."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import one_line
from alliance_journal.store.changes import entry_checksums, revisions
from alliance_journal.store.core import rows
from alliance_journal.store.core.connection import BUSY_SECONDS, HURRIED_SECONDS, connect
from alliance_journal.store.core.errors import CannotWrite, Damaged, JournalError, NotAJournal, WrongPassphrase
from alliance_journal.store.core.sqlite_driver import Connection, calm, sqlite_utils_on, undone_on_error
from alliance_journal.store.search import fts_index, indexed_text

Clock = Callable[[], dt.datetime]
HELD_KIB: Final = 2_000
"""Page cache of a long-lived connection, in KiB: SQLite's default. SQLCipher's default is four times as much."""


def utc_now() -> dt.datetime:
    """Return the current time in UTC."""
    return dt.datetime.now(dt.UTC)


def new_id() -> str:
    """Return a random UUID (version 4) for a new record."""
    return str(uuid.uuid4())


class Opened:
    """An open database file.

    Attributes:
        connection: the connection; used by one thread at a time.
        path: the file; None in memory.
        passphrase: passphrase or key that opens the file again; None for a plain file.
        only_read: True if nothing can be written to the file.
        took_words_away: True if text was deleted from the file since it was opened, so that the full-text index
            has to be cleaned.
        taken_away: names of triggers of other programs that were dropped when the file was opened.
    """

    def __init__(
        self,
        connection: Connection,
        path: Path | None,
        clock: Clock = utc_now,
        *,
        passphrase: Passphrase | None = None,
        only_read: bool = False,
    ) -> None:
        self.connection = connection
        self.path = path
        self.passphrase = passphrase
        self.only_read = only_read
        self.took_words_away = False
        self._shut_out = False
        self.taken_away: tuple[str, ...] = ()
        self._clock = clock
        self._touched: dict[tuple[str, str], revisions.Digest | None] = {}
        self._entries_touched: set[str] = set()

    @property
    def is_example(self) -> bool:
        """True for a database in memory, where nothing is saved."""
        return self.path is None

    @cached_property
    def tables(self) -> Any:
        """The sqlite-utils database of the connection; sqlite-utils is loaded at the first write."""
        return sqlite_utils_on(self.connection)

    def say_taken_away(self) -> str:
        """Return a sentence about the triggers that were dropped when the file was opened; empty if none were."""
        if not self.taken_away:
            return ""
        names = ", ".join(f"“{one_line(name)[:40]}”" for name in self.taken_away)
        return (
            f"The journal had triggers that this program did not make ({names}). They could change what you write, "
            "so they were taken out; a backup from before still has them."
        )

    def now(self) -> dt.datetime:
        """Return the current time in UTC, from the clock this object was created with."""
        return self._clock().astimezone(dt.UTC)

    def stamp(self) -> str:
        """Return the current time as it is stored: ISO 8601, UTC, in milliseconds."""
        return self.now().isoformat(timespec="milliseconds")

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True, only_adds: bool = False) -> Iterator[None]:
        """Run one transaction that holds the write lock from its beginning.

        Inside another `writing` block it does nothing: the outer block commits. Calls of sqlite-utils nest too.

        Args:
            keep: commit at the end. If False, roll back, for a preview of the changes.
            only_adds: True if the transaction changes no text of an existing entry and deletes nothing that it
                adds: then all new entries are added to the full-text index at once.
        """
        if self.connection.in_transaction:
            yield
            return
        with self._calm(), undone_on_error(self.connection):
            self._touched.clear()
            self._entries_touched.clear()
            before = self.connection.total_changes
            indexed = fts_index.hold_off(self.connection) if only_adds else None
            yield
            changed = self.connection.total_changes != before
            if keep and changed:
                self._renew()
                if indexed is not None:
                    fts_index.catch_up(self.connection, indexed)
            # If nothing was added, the rollback keeps the file identical to the last byte: `hold_off` wrote to it.
            undo = not keep or (only_adds and not changed)
            self.connection.execute("ROLLBACK" if undo else "COMMIT")

    def _renew(self) -> None:
        """Update revisions, checksums and search text of every record touched in the transaction."""
        revisions.renew(self.connection, self._touched, self.stamp)
        entry_checksums.renew(self.connection, self._entries_touched)
        self.took_words_away |= indexed_text.renew(self.connection, self._entries_touched)
        self.connection.execute("UPDATE upkeep SET value = value + 1 WHERE what = 'changes'")

    @contextlib.contextmanager
    def hurrying(self) -> Iterator[None]:
        """Wait for another program only so briefly that a user who is typing does not notice.

        For work that can soon be tried again.
        """
        self.wait_for_others(HURRIED_SECONDS)
        try:
            yield
        finally:
            self.wait_for_others(BUSY_SECONDS)

    def wait_for_others(self, seconds: float) -> None:
        """Set the time to wait for another program that is using the file, in seconds."""
        with calm(self.path):
            self.connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")

    @contextlib.contextmanager
    def _calm(self) -> Iterator[None]:
        """Convert the driver's errors to `JournalError`, and reconnect to an encrypted file after a damaged page.

        SQLCipher refuses everything on that connection from then on, including intact pages.

        Raises:
            WrongPassphrase: if the passphrase of the file was changed while it was open here.
            JournalError: for every other error of the driver.
        """
        try:
            with calm(self.path):
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
        if self._shut_out:
            # Another attempt takes long, and delays the program that changes the passphrase.
            raise WrongPassphrase(self.path, None)
        try:
            connection = connect(self.path, self.passphrase)
        except WrongPassphrase:
            self._shut_out = True
            raise
        except JournalError:
            return
        self._use(connection)

    def _use(self, connection: Connection) -> None:
        """Close the present connection and replace it with another one."""
        self.connection.close()
        self.connection = connection
        self.__dict__.pop("tables", None)

    def go_on_in(self, other: "Opened") -> None:
        """Use the connection and passphrase of another object; that object must not be used afterwards.

        For a file that was replaced, or whose passphrase was changed, while it was open here: pages and dialogs
        that hold this object continue with the present file.

        Args:
            other: the same path, opened again.
        """
        self._use(other.connection)
        self._shut_out = False
        self.passphrase, self.only_read = other.passphrase, other.only_read

    def select(self, sql: str, values: Any = ()) -> list[rows.Row]:
        """Return the rows of a query as dictionaries."""
        with self._calm():
            return list(rows.select(self.connection, sql, values))

    def hold_little(self) -> None:
        """Limit the page cache to `HELD_KIB`: for a connection open for hours, not for work on the whole file.

        If another program is using the file at this moment, the cache stays unchanged.
        """
        with contextlib.suppress(JournalError), self._calm():
            self.connection.execute(f"PRAGMA cache_size = -{HELD_KIB}")

    def data_version(self) -> int:
        """Return a number that changes when another program changed the file."""
        return int(self.select("PRAGMA data_version")[0]["data_version"])

    def state(self) -> tuple[Connection, int, int]:
        """Return a token that changes on every write to the file, by this program or another one.

        SQLite counts both kinds of changes, and neither number ever decreases: changes that were rolled back are
        counted too.
        """
        return self.connection, self.data_version(), self.connection.total_changes

    def touch(self, thing_id: str, what: str = "entries") -> None:
        """Declare that a record may change in this transaction: it gets a new revision, an entry also a checksum.

        Content is compared at the end of the transaction, so touching a record that stays unchanged is harmless.

        Args:
            thing_id: id of the record.
            what: its kind, one of `revisions.KINDS`.
        """
        if (what, thing_id) not in self._touched:
            self._touched[what, thing_id] = revisions.digest(self.connection, what, thing_id)
        if what == "entries":
            self.touch_digest(thing_id)

    def touch_digest(self, entry_id: str) -> None:
        """Declare that an entry's checksum must be updated, where the caller (a merge) writes its revisions."""
        self._entries_touched.add(entry_id)

    def replace_row(self, table: str, row: Mapping[str, object]) -> None:
        """Insert a row, replacing the row with the same key if there is one, within a transaction.

        Does not use sqlite-utils' upsert: that creates a table first, to find out which SQL SQLite supports. If a
        full disk stops it there, it falls back to an older way that saves nothing and raises nothing.
        """
        values = ", ".join(f":{column}" for column in row)
        self.connection.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({values})", dict(row))

    def insert_rows(self, table: str, new: Iterable[Mapping[str, object]]) -> None:
        """Insert rows that all have the same columns, within a transaction; faster than sqlite-utils for many."""
        found = list(new)
        if found:
            columns, values = ", ".join(found[0]), ", ".join(f":{column}" for column in found[0])
            self.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", found)

    def put_answers(self, answers: Iterable[Mapping[str, object]]) -> None:
        """Insert answers, replacing those to the same questions, within a transaction; store each wording once.

        Args:
            answers: rows with entry_id, question_id, answer, words, asked_as and answered_at.
        """
        found = list(answers)
        asked = dict.fromkeys((row["asked_as"],) for row in found if row["asked_as"])
        self.connection.executemany("INSERT OR IGNORE INTO wordings (text) VALUES (?)", list(asked))
        self.connection.executemany(
            "INSERT OR REPLACE INTO answers (number, question_id, answer, words, wording, answered_at) VALUES "
            "((SELECT number FROM entries WHERE id = :entry_id), :question_id, :answer, :words, "
            "(SELECT id FROM wordings WHERE text = :asked_as), :answered_at)",
            found,
        )

    def next_place(self, table: str) -> int:
        """Return the position after the last one in a table with a column `position`."""
        return int(self.connection.execute(f"SELECT coalesce(max(position), 0) + 1 FROM {table}").fetchone()[0])
