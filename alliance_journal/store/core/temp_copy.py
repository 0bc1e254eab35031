"""A private copy of another file, read in its stead: that one stays as it is to the last byte."""

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
from alliance_journal.store.core.sqlite_driver import calm, driver


def make_room(part: Path) -> None:
    """Delete a copy that a sudden end left.

    Raises:
        NotPossible: when it may still be in use.
    """
    with contextlib.suppress(FileNotFoundError):
        if not is_abandoned(part.stat().st_mtime):
            raise NotPossible(
                f"This is going on already, or it ended suddenly a moment ago: {part} is there.",
                "Wait a minute and try again.",
            )
    remove(part)


def make(source: Path, key: Passphrase | None, part: Path, *, damaged: bool = False) -> None:
    """Copy a file while nobody writes to it, with what a writer that was killed left beside it.

    Args:
        source: the file.
        key: what opens it.
        part: the copy.
        damaged: whether it is copied also where its first page cannot be read.

    Raises:
        NotPossible: when somebody writes to it at this moment.
        WrongPassphrase, NotAJournal: when it does not open.
        OSError: when it cannot be read, or the copy not be written.
    """
    connection = None
    try:
        with calm(source):
            connection = driver.connect(
                f"{source.as_uri()}?mode=ro", uri=True, timeout=opening.BUSY_SECONDS, isolation_level=None
            )
            unreadable = (Damaged, NotAJournal, WrongPassphrase) if damaged else ()
            with contextlib.suppress(CannotOpen, CannotWrite, *unreadable):
                # Where something is left beside it, it has to be mended first: that is done in the copy.
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
    """Delete a copy, with what SQLite left beside it."""
    for one in (*opening.left_beside(part), part):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)
