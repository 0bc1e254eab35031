"""Private copy of another file, read in its place, so that the original stays identical to the last byte."""

import contextlib
from pathlib import Path

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import copy_private, is_abandoned
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.errors import (
    Busy,
    CannotOpen,
    CannotWrite,
    Damaged,
    NotAJournal,
    NotPossible,
    WrongPassphrase,
)
from alliance_journal.store.core.sqlite_driver import converted_errors, driver


def make_room(part: Path) -> None:
    """Delete a copy left by a run that ended suddenly, so that a new one can be made.

    Raises:
        NotPossible: if the copy may still be in use.
    """
    with contextlib.suppress(FileNotFoundError):
        if not is_abandoned(part.stat().st_mtime):
            raise NotPossible(
                f"This is going on already, or it ended suddenly a moment ago: {part} is there.",
                "Wait a minute and try again.",
            )
    remove(part)


def make(source: Path, key: Passphrase | None, part: Path, *, damaged: bool = False) -> None:
    """Copy a file while no other program writes to it, with the rollback journal or WAL file of a killed writer.

    Args:
        source: the file.
        key: passphrase or key that opens it; None for a plain file.
        part: path of the copy.
        damaged: copy the file even if its first page cannot be read.

    Raises:
        NotPossible: if another program is writing to the file at this moment.
        WrongPassphrase, NotAJournal: if the file cannot be opened.
        OSError: if the file cannot be read, or the copy cannot be written.
    """
    connection = None
    try:
        with converted_errors(source):
            connection = driver.connect(
                f"{source.as_uri()}?mode=ro", uri=True, timeout=opening.BUSY_SECONDS, isolation_level=None
            )
            unreadable = (Damaged, NotAJournal, WrongPassphrase) if damaged else ()
            with contextlib.suppress(CannotOpen, CannotWrite, *unreadable):
                # A file with a leftover rollback journal must be rolled back first: that is done in the copy.
                opening.prepare(connection, source, key, damaged=True)
                connection.execute("BEGIN")
                connection.execute("PRAGMA schema_version").fetchone()
        copy_private(source, part)
        for left in opening.left_beside(source):
            copy_private(left, part.with_name(part.name + left.name.removeprefix(source.name)))
    except Busy:
        raise NotPossible(
            f"Another program is writing to {source} at this moment. Nothing was changed.",
            "Wait a moment and try again.",
        ) from None
    finally:
        if connection is not None:
            connection.close()


def remove(part: Path) -> None:
    """Delete a copy, with its rollback journal and WAL file."""
    for one in (*opening.left_beside(part), part):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)
