"""SQLite driver in use, and conversion of its errors. No other module knows which driver it is."""

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
"""Errors that a call of the driver can raise because of the file.

sqlcipher3 decodes its own error message as UTF-8, and the message of a damaged file need not be valid UTF-8.
"""


def sqlite_utils_on(connection: Connection) -> Any:
    """Return a sqlite-utils database over our connection, with our driver's error classes set in sqlite-utils.

    sqlite-utils catches the errors of its own driver only. It is imported here because the import takes longer
    than that of the rest of the store together, and the first screen does not need it.
    """
    import sqlite_utils.db
    import sqlite_utils.utils

    for module in (sqlite_utils.db, sqlite_utils.utils):
        module.sqlite3 = driver  # type: ignore[attr-defined]
        module.OperationalError = driver.OperationalError  # type: ignore[attr-defined]
    return sqlite_utils.db.Database(connection, execute_plugins=False)


@contextlib.contextmanager
def converted_errors(path: Path | None) -> Iterator[None]:
    """Convert the driver's errors to `JournalError`.

    The driver's messages can contain the client's text, so none of them is passed on.
    """
    try:
        yield
    except DRIVER_ERRORS as error:
        raise in_words(error, path) from None


@contextlib.contextmanager
def undone_on_error(connection: Connection) -> Iterator[None]:
    """Begin a transaction with the write lock, and roll it back on an error. Otherwise the caller must end it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # Some errors end the transaction by themselves.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def whole_text(raw: bytes) -> str:
    """Decode a text of an encrypted file; used as the driver's `text_factory`.

    SQLCipher returns a page of a long text that something else changed as zero bytes, and reports an error only at
    the next page. No text of a journal contains zero bytes.

    Raises:
        UnicodeDecodeError: if there are zero bytes; the error does not contain the text itself.
    """
    if b"\0" in raw:
        raise UnicodeDecodeError("utf-8", b"", 0, 0, "a part of it is gone")
    return raw.decode()


def primary_code(error: BaseException) -> int:
    """Return the primary error code of a driver's error; 0 if it has none.

    Only the standard library's driver has extended codes.
    """
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def _is_no_text(error: Exception) -> bool:
    """Return True if the error means that a text in the file is not valid UTF-8."""
    return isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode to UTF-8")


def in_words(error: Exception, path: Path | None) -> JournalError:
    """Convert a driver's error to a `JournalError` with a sentence and a next step."""
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
