"""Bringing a file up to date, step by step, and refusing what is not ours or is newer than this program.

The steps' names are known without importing sqlite-utils, so that opening a journal that is up to date stays
quick; the steps themselves are sqlite-utils migrations.
"""

from pathlib import Path
from typing import Any, Final

from alliance_journal.store.core.connection import make_durable
from alliance_journal.store.core.errors import CannotWrite, Damaged, MadeByNewer, NotAJournal
from alliance_journal.store.core.sqlite_driver import Connection, calm, sqlite_utils_on
from alliance_journal.store.schema.steps.registry import STEPS

SET: Final = "alliance-journal"
KNOWN: Final = tuple(STEPS)


def applied(connection: Connection, path: Path | None) -> tuple[str, ...]:
    """The names of the steps this file has seen; none for a new file.

    Raises:
        NotAJournal: when it is a database of something else.
        MadeByNewer: when it has seen a step this program does not know.
    """
    with calm(path):
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
    """Whether the file holds a journal that lacks a step this program knows."""
    return applied(connection, path) not in ((), KNOWN)


def bring_up_to_date(connection: Connection, path: Path | None, *, only_read: bool = False) -> None:
    """Make the file durable, once it is known to be ours, and apply the steps that are missing.

    They are applied alone on the file, all or none of each.

    Raises:
        CannotWrite: when steps are missing and the file can only be read.
    """
    found = applied(connection, path)
    if only_read:
        if found != KNOWN:
            raise CannotWrite.only_read(path)
        return
    make_durable(connection, path)
    if found == KNOWN:
        return
    with calm(path):
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # A table that others point at is made anew; that they still point at something is looked at below.
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            apply_steps(sqlite_utils_on(connection), len(KNOWN))
        finally:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA locking_mode = NORMAL")
            # The exclusive lock is only given back by the next read.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Damaged(
                f"Something in the journal at {path} points at what is not there.",
                "The command check says more; the command backups lists the copies that can be restored.",
            )


def apply_steps(database: Any, number: int) -> None:
    """Apply the first steps to a file, where they are missing.

    Args:
        database: sqlite-utils over the connection.
        number: how many steps the file has seen afterwards.
    """
    from sqlite_utils.migrations import Migrations

    steps = Migrations(SET)
    for name in KNOWN[:number]:
        steps(name=name)(STEPS[name])
    steps.apply(database)
