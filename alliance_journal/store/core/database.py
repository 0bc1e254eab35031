"""An open file: its transactions, and what every verb of the journal is made of."""

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
"""What SQLite itself proposes; SQLCipher comes with four times as much."""


def utc_now() -> dt.datetime:
    """The present instant."""
    return dt.datetime.now(dt.UTC)


def new_id() -> str:
    """An id for anything new."""
    return str(uuid.uuid4())


class Opened:
    """An open file.

    Attributes:
        connection: used by one thread at a time.
        path: where it is; None in memory.
        passphrase: what opens it again; None for a plain file.
        only_read: whether nothing can be written to it.
        took_words_away: whether words were taken out of a text since it was opened.
        taken_away: the names of triggers of other programs that were taken out of the file when it was opened.
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
        """Whether nothing is kept."""
        return self.path is None

    @cached_property
    def tables(self) -> Any:
        """sqlite-utils over the connection, loaded at the first write."""
        return sqlite_utils_on(self.connection)

    def say_taken_away(self) -> str:
        """A sentence about triggers that were taken out of the file when it was opened; empty where none were."""
        if not self.taken_away:
            return ""
        names = ", ".join(f"“{one_line(name)[:40]}”" for name in self.taken_away)
        return (
            f"The journal had triggers that this program did not make ({names}). They could change what you write, "
            "so they were taken out; a backup from before still has them."
        )

    def now(self) -> dt.datetime:
        """The present instant."""
        return self._clock().astimezone(dt.UTC)

    def stamp(self) -> str:
        """The present instant as it is stored: ISO 8601, UTC, to the millisecond."""
        return self.now().isoformat(timespec="milliseconds")

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True, only_adds: bool = False) -> Iterator[None]:
        """One transaction, with the write lock from its beginning; verbs and sqlite-utils nest inside.

        Args:
            keep: else all is undone at the end, for looking at what would happen.
            only_adds: whether no word of an entry that is there already changes in it, and what is added comes to
                stay: then the index of words is made of all that is new at once.
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
            # Where nothing was added, the file stays as it is to the last byte.
            undo = not keep or (only_adds and not changed)
            self.connection.execute("ROLLBACK" if undo else "COMMIT")

    def _renew(self) -> None:
        """What is made anew of everything that was touched in a transaction."""
        revisions.renew(self.connection, self._touched, self.stamp)
        entry_checksums.renew(self.connection, self._entries_touched)
        self.took_words_away |= indexed_text.renew(self.connection, self._entries_touched)
        self.connection.execute("UPDATE upkeep SET value = value + 1 WHERE what = 'changes'")

    @contextlib.contextmanager
    def hurrying(self) -> Iterator[None]:
        """Wait for another program no longer than somebody notices who is typing; it can be tried again soon."""
        self.wait_for_others(HURRIED_SECONDS)
        try:
            yield
        finally:
            self.wait_for_others(BUSY_SECONDS)

    def wait_for_others(self, seconds: float) -> None:
        """Wait up to so many seconds for another program that is using the file."""
        with calm(self.path):
            self.connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")

    @contextlib.contextmanager
    def _calm(self) -> Iterator[None]:
        """Turn the driver's errors into sentences, and reconnect to an encrypted file after a damaged page.

        SQLCipher refuses everything on that connection from then on, including pages that are whole.

        Raises:
            WrongPassphrase: when the file got another passphrase while it was open here.
            JournalError: for every other error of the driver.
        """
        try:
            with calm(self.path):
                yield
        except (Damaged, CannotWrite, NotAJournal):
            self._reconnect()
            raise

    def _reconnect(self) -> None:
        """Open an encrypted file again with the same passphrase; a file that is away may be there the next time.

        Raises:
            WrongPassphrase: when it got another passphrase meanwhile.
        """
        if self.path is None or self.passphrase is None or self.connection.in_transaction:
            return
        if self._shut_out:
            # Trying again takes long, and holds up the program that changes the passphrase.
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
        """Close the present connection and use another one from now on."""
        self.connection.close()
        self.connection = connection
        self.__dict__.pop("tables", None)

    def go_on_in(self, other: "Opened") -> None:
        """Use the connection and passphrase of another object; that object must not be used afterwards.

        For a file that was replaced, or got another passphrase, while it was open here: pages and cards that hold
        this object go on in the file as it is now.

        Args:
            other: the same place, opened again.
        """
        self._use(other.connection)
        self._shut_out = False
        self.passphrase, self.only_read = other.passphrase, other.only_read

    def select(self, sql: str, values: Any = ()) -> list[rows.Row]:
        """The rows of a query."""
        with self._calm():
            return list(rows.select(self.connection, sql, values))

    def hold_little(self) -> None:
        """Have only a small part of the file in memory: for who stays for hours, not for work on all of it.

        Where another program holds the file just now, it stays as it is.
        """
        with contextlib.suppress(JournalError), self._calm():
            self.connection.execute(f"PRAGMA cache_size = -{HELD_KIB}")

    def data_version(self) -> int:
        """A number that changes when another program changed the file."""
        return int(self.select("PRAGMA data_version")[0]["data_version"])

    def state(self) -> tuple[Connection, int, int]:
        """What is another one as soon as this program or another one changed anything in the file.

        SQLite counts both, and none of its numbers comes back: also what was undone is counted.
        """
        return self.connection, self.data_version(), self.connection.total_changes

    def touch(self, thing_id: str, what: str = "entries") -> None:
        """Say that a thing is about to be changed in this transaction: it gets a new mark, an entry a new digest.

        What becomes of it is looked at in the end, so saying it of what stays as it is does no harm.
        """
        if (what, thing_id) not in self._touched:
            self._touched[what, thing_id] = revisions.digest(self.connection, what, thing_id)
        if what == "entries":
            self.touch_digest(thing_id)

    def touch_digest(self, entry_id: str) -> None:
        """Say that an entry's digest is to be made anew, where its marks are seen to by somebody else: a merge."""
        self._entries_touched.add(entry_id)

    def replace_row(self, table: str, row: Mapping[str, object]) -> None:
        """Put a row in the place of the one with the same key, if there is one, within a transaction.

        Not by sqlite-utils' upsert: that tries first, by making a table, what SQLite can do. Where a full disk
        stops it there, it goes on in an older way that keeps nothing and raises nothing.
        """
        values = ", ".join(f":{column}" for column in row)
        self.connection.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({values})", dict(row))

    def insert_rows(self, table: str, new: Iterable[Mapping[str, object]]) -> None:
        """Add rows that all have the same columns, within a transaction; for many, quicker than by sqlite-utils."""
        found = list(new)
        if found:
            columns, values = ", ".join(found[0]), ", ".join(f":{column}" for column in found[0])
            self.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", found)

    def put_answers(self, answers: Iterable[Mapping[str, object]]) -> None:
        """Put answers in the place of those to the same questions, within a transaction; each wording once."""
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
        """The place after the last one of a table that keeps an order."""
        return int(self.connection.execute(f"SELECT coalesce(max(position), 0) + 1 FROM {table}").fetchone()[0])
