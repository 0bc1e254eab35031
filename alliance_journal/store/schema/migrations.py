"""Migration of a file to the current schema. Files of other programs or of newer versions are refused.

A new file is made from `schema.sql` (`new_file`) and recorded to have all migrations. The names of the migrations
are known without importing sqlite-utils, so that opening an up-to-date journal stays fast; the migrations
themselves are sqlite-utils migrations.
"""

from pathlib import Path
from typing import Any, Final

from alliance_journal.store.core.connection import make_durable
from alliance_journal.store.core.errors import CannotWrite, Damaged, MadeByNewer, NotAJournal
from alliance_journal.store.core.sqlite_driver import Connection, converted_errors, sqlite_utils_on, undone_on_error
from alliance_journal.store.schema import new_file
from alliance_journal.store.schema.steps.step_list import STEPS

SET: Final = "alliance-journal"
KNOWN: Final = tuple(STEPS)


def applied(connection: Connection, path: Path | None) -> tuple[str, ...]:
    """Return the names of the migrations applied to this file; none for a new file.

    Raises:
        NotAJournal: if the file is a database of another program.
        MadeByNewer: if a migration that this program does not know was applied to it.
    """
    with converted_errors(path):
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            return ()
        mine: tuple[str, ...] = ()
        if "_sqlite_migrations" in tables:
            found = connection.execute(
                "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid", (SET,)
            )
            mine = tuple(name for (name,) in found)
    if not mine:
        raise NotAJournal(
            f"The file {path} is a database, but not a journal. It was left as it is.",
            "Name another file with --file PATH.",
        )
    if not set(mine) <= set(KNOWN):
        assert path is not None
        raise MadeByNewer(path)
    return mine


def is_older(connection: Connection, path: Path | None) -> bool:
    """Return True if the file holds a journal that lacks a migration."""
    return applied(connection, path) not in ((), KNOWN)


def bring_up_to_date(connection: Connection, path: Path | None, *, only_read: bool = False) -> None:
    """Make the file durable, once it is known to be a journal, and apply the missing migrations.

    They are applied under an exclusive lock, each of them completely or not at all. An empty file becomes a new
    journal, in one transaction.

    Raises:
        NotAJournal, MadeByNewer: if the file is not a journal, or one of a newer version.
        CannotWrite: if migrations are missing and the file can only be read.
        Damaged: if a foreign key refers to a missing row afterwards.
    """
    found = applied(connection, path)
    if only_read:
        if found != KNOWN:
            raise CannotWrite.only_read(path)
        return
    make_durable(connection, path)
    if found == KNOWN:
        return
    if not found:
        _create(connection, path)
        return
    with converted_errors(path):
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # A table that foreign keys refer to is dropped and recreated; the foreign keys are checked below.
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            apply_steps(sqlite_utils_on(connection), len(KNOWN))
        finally:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA locking_mode = NORMAL")
            # SQLite releases the exclusive lock only at the next read.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Damaged(
                f"Something in the journal at {path} points at what is not there.",
                "The command check says more; the command backups lists the copies that can be restored.",
            )


def _create(connection: Connection, path: Path | None) -> None:
    with converted_errors(path), undone_on_error(connection):
        # Another process may have created the journal since the caller looked.
        if not applied(connection, path):
            new_file.create(connection, SET, KNOWN)
        connection.execute("COMMIT")


def apply_steps(database: Any, number: int) -> None:
    """Apply the first migrations to a file, as far as they are missing.

    Args:
        database: the sqlite-utils database of the connection.
        number: number of migrations that are applied afterwards.
    """
    from sqlite_utils.migrations import Migrations

    steps = Migrations(SET)
    for name in KNOWN[:number]:
        steps(name=name)(STEPS[name])
    steps.apply(database)
