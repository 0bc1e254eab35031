"""The one module that knows which SQLite driver is in use, and what its errors mean (design: safety.md 1.2)."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from alliance_journal.store.core.errors import (
    WHAT_HELPS,
    Busy,
    CannotOpen,
    CannotWrite,
    Damaged,
    DiskFull,
    JournalError,
    NotAJournal,
)

driver: Any
try:
    from sqlcipher3 import dbapi2
except ImportError:  # no wheel for this computer: plain files only
    import sqlite3

    driver, HAS_ENCRYPTION = sqlite3, False
else:
    driver, HAS_ENCRYPTION = dbapi2, True

Connection = Any
"""A connection of either driver; they have no common base class."""

DRIVER_ERRORS: Final = (driver.Error, UnicodeDecodeError)
"""What a file can make of a call; sqlcipher3 reads its own complaint as UTF-8, which a damaged file need not be."""


def sqlite_utils_on(connection: Connection) -> Any:
    """sqlite-utils over our connection, with its error classes those of our driver (safety.md 1.2, shim B).

    Imported here: it costs more than the rest of the store together, and the first screen does not need it.
    """
    import sqlite_utils.db
    import sqlite_utils.utils

    for module in (sqlite_utils.db, sqlite_utils.utils):
        module.sqlite3 = driver  # type: ignore[attr-defined]
        module.OperationalError = driver.OperationalError  # type: ignore[attr-defined]
    return sqlite_utils.db.Database(connection, execute_plugins=False)


@contextlib.contextmanager
def calm(path: Path | None) -> Iterator[None]:
    """Turn the driver's errors into ours. Their messages can echo the client's words, so none is passed on."""
    try:
        yield
    except DRIVER_ERRORS as error:
        raise in_words(error, path) from None


@contextlib.contextmanager
def undone_on_error(connection: Connection) -> Iterator[None]:
    """A transaction with the write lock from its beginning; whoever began it ends it, but where something fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # Some errors have ended it already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def whole_text(raw: bytes) -> str:
    """A text of an encrypted file as the driver reads it.

    SQLCipher gives out a page of a long text that was changed by something else as zeros, and complains of it only
    at the next page. No text of a journal has any.

    Raises:
        UnicodeDecodeError: without the words themselves.
    """
    if b"\0" in raw:
        raise UnicodeDecodeError("utf-8", b"", 0, 0, "a part of it is gone")
    return raw.decode()


def primary_code(error: BaseException) -> int:
    """The primary error code of a driver's error; 0 where it has none. Only the stdlib's has extended ones."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def _is_no_text(error: Exception) -> bool:
    """Tell whether a text in the file is none: it holds bytes that no letter is written with."""
    return isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode to UTF-8")


def in_words(error: Exception, path: Path | None) -> JournalError:
    """A driver's error as a sentence with a next step."""
    place = path or "in memory"
    code = driver.SQLITE_CORRUPT if _is_no_text(error) else primary_code(error)
    match code:
        case driver.SQLITE_BUSY | driver.SQLITE_LOCKED:
            return Busy()
        case driver.SQLITE_FULL:
            return DiskFull()
        case driver.SQLITE_READONLY | driver.SQLITE_PERM:
            return CannotWrite(
                f"The journal at {place} cannot be written: the file or its folder is read-only, "
                "or it was moved or replaced while it was open.",
                "Check the file and its folder; what you typed stays here.",
            )
        case driver.SQLITE_IOERR:
            return CannotWrite(
                f"The disk did not take what was to be written to {place}.",
                "Check the disk and its free space; what you typed stays here.",
            )
        case driver.SQLITE_NOTADB:
            return NotAJournal(
                f"The file {place} is not a journal, or it is damaged. It was left as it is.",
                "Name another file with --file PATH, or look for a backup: the command backups lists them.",
            )
        case driver.SQLITE_CORRUPT:
            return Damaged(
                f"The journal at {place} is damaged. It was left as it is.",
                WHAT_HELPS,
            )
        case driver.SQLITE_CANTOPEN:
            return CannotOpen(
                f"The journal at {place} cannot be opened.",
                "Check that you may read and write the file and its folder.",
            )
        case _:
            return JournalError(
                f"The journal at {place} could not do this ({type(error).__name__}). Nothing was changed.",
                "Try again; if it stays, open the file with another copy of the program.",
            )
