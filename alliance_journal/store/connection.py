"""Opening the file: the driver, the recipe of safety.md 1.5, permissions, and errors in plain sentences.

The only module that knows which driver is in use. The live file is never opened with Python's `open` while a
connection exists: closing it again would drop SQLite's lock.
"""

import contextlib
import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from alliance_journal import paths
from alliance_journal.store.errors import (
    Busy,
    CannotOpen,
    CannotWrite,
    Damaged,
    DiskFull,
    JournalError,
    NoJournal,
    NotAJournal,
)

try:
    from sqlcipher3 import dbapi2 as driver
except ImportError:  # no wheel for this computer: plain files only
    driver = sqlite3

Connection = Any
"""A connection of either driver; they have no common base class."""

HAS_ENCRYPTION: Final = driver is not sqlite3
DRIVER_ERRORS: Final = (driver.Error, sqlite3.Error)
HEADER: Final = b"SQLite format 3\0"
BUSY_SECONDS: Final = 0.5


def create(path: Path) -> None:
    """Make a new, private, empty file for a journal, with its folder where that is our own.

    Raises:
        CannotOpen: when the folder is not there or cannot be written.
        FileExistsError: when there is already a file.
    """
    with _calm_files(path):
        if paths.is_default_place(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _need_folder(path)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def connect(path: Path, *, fresh: bool = False) -> Connection:
    """Open an existing file by the recipe, but for `make_durable`; a `fresh` one was made empty just now.

    Raises:
        JournalError: in plain words, whatever is wrong with the file. Nothing is written then.
    """
    with _calm_files(path):
        path = Path(os.path.realpath(path))
    if not fresh:
        look_before(path)
    try:
        connection = driver.connect(
            f"{path.as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
    except DRIVER_ERRORS as error:
        raise in_words(error, path) from None
    try:
        prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_memory() -> Connection:
    """A journal in memory, for example notes: nothing is kept."""
    connection = driver.connect(":memory:", isolation_level=None)
    prepare(connection, None)
    return connection


def prepare(connection: Connection, path: Path | None) -> None:
    """The pragmas that change nothing in the file; the first read shows whether this is a database at all."""
    with calm(path):
        if HAS_ENCRYPTION:
            connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        if HAS_ENCRYPTION:
            connection.execute("PRAGMA trusted_schema = OFF")
        connection.create_function("folded", 1, _folded, deterministic=True)


def make_durable(connection: Connection, path: Path | None) -> None:
    """The pragmas that make a save survive a power cut. Only for a file known to be ours: they can write to it."""
    with calm(path):
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync = ON")


def _folded(text: str | None) -> str:
    return (text or "").casefold()


def look_before(path: Path) -> None:
    """Everything that can be said about a file without connecting to it.

    Raises:
        NoJournal, CannotOpen, NotAJournal: with the reason and a next step.
    """
    with _calm_files(path):
        if not path.exists():
            _need_folder(path)
            raise NoJournal(path)
        if not path.is_file():
            raise CannotOpen(f"{path} is not a file.", "Name the journal's file with --file PATH.")
        size = path.stat().st_size
        with path.open("rb") as file:
            header = file.read(len(HEADER))
    if size == 0:
        raise NotAJournal(
            f"The file {path} is empty (0 bytes), and it was left as it is.",
            "If it should hold your journal, put a backup in its place; else delete it or name another file.",
        )
    if header != HEADER:
        raise NotAJournal(
            f"The file {path} ({size:,} bytes) is not a journal, or it is damaged or encrypted. "
            "It was left as it is.",
            f"Name another file with --file PATH{_or_backup(path)}.",
        )


def _or_backup(path: Path) -> str:
    folder = paths.backups_folder(path)
    return f", or look for a backup in {folder}" if folder.is_dir() else ""


def _need_folder(path: Path) -> None:
    if not (path.parent.is_dir() or paths.is_default_place(path)):
        raise CannotOpen(f"The folder {path.parent} is not there.", "Make the folder first, or name another file.")


def make_private(path: Path) -> bool:
    """Take away the permissions of others on the file.

    Returns:
        Whether there was something to take away.
    """
    with contextlib.suppress(OSError):
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
            return True
    return False


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


def in_words(error: Exception, path: Path | None) -> JournalError:
    """A driver's error as a sentence with a next step."""
    place = path or "in memory"
    match getattr(error, "sqlite_errorcode", None) or 0:
        case code if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Busy()
        case code if code & 0xFF == sqlite3.SQLITE_FULL:
            return DiskFull()
        case code if code & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            return CannotWrite(
                f"The journal at {place} cannot be written: the file or its folder is read-only, "
                "or it was moved or replaced while it was open.",
                "Check the file and its folder; what you typed stays here.",
            )
        case code if code & 0xFF == sqlite3.SQLITE_IOERR:
            return CannotWrite(
                f"The disk did not take what was to be written to {place}.",
                "Check the disk and its free space; what you typed stays here.",
            )
        case code if code & 0xFF == sqlite3.SQLITE_NOTADB:
            return NotAJournal(
                f"The file {place} is not a journal, or it is damaged or encrypted. It was left as it is.",
                "Name another file with --file PATH, or look for a backup.",
            )
        case code if code & 0xFF == sqlite3.SQLITE_CORRUPT:
            return Damaged(
                f"The journal at {place} is damaged. It was left as it is.",
                "Make a copy of the file, then look for a backup in the folder beside it.",
            )
        case code if code & 0xFF == sqlite3.SQLITE_CANTOPEN:
            return CannotOpen(
                f"The journal at {place} cannot be opened.",
                "Check that you may read and write the file and its folder.",
            )
        case _:
            return JournalError(
                f"The journal at {place} could not do this ({type(error).__name__}). Nothing was changed.",
                "Try again; if it stays, open the file with another copy of the program.",
            )


@contextlib.contextmanager
def _calm_files(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except PermissionError:
        raise CannotOpen(
            f"You may not open {path} or its folder.", "Check their permissions, or name another file."
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name cannot be used"
        raise CannotOpen(f"{path} cannot be opened: {reason}.", "Name another file with --file PATH.") from None
