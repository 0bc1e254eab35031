"""Open the journal's file: detect its kind, apply its key, set the pragmas, check its permissions.

The live file is never opened with Python's `open` while a connection of this process exists: closing it again
would drop SQLite's lock.
"""

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.search.matching import plain
from alliance_journal.files import make_folder
from alliance_journal.store.core.errors import (
    CannotOpen,
    EmptyFile,
    NeedsPassphrase,
    NoEncryption,
    NoJournal,
    NotAJournal,
    WrongPassphrase,
)
from alliance_journal.store.core.sqlite_driver import (
    DRIVER_ERRORS,
    HAS_ENCRYPTION,
    Connection,
    converted_errors,
    driver,
    in_words,
    primary_code,
    whole_text,
)

HEADER: Final = b"SQLite format 3\0"
ALL_FORMATS: Final = b"SQLite format"
OTHER_KINDS: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"%PDF-", b"PK\x03\x04", b"GIF8", b"\x7fELF")
"""First bytes of other file types, each long enough that no encrypted journal begins with them by chance."""
PAGE: Final = 4096
KEY: Final = 32
"""Length of an encrypted file's key, in bytes."""
LOOKED_AT: Final = 1024
DIFFERENT_BYTES: Final = 200
"""Number of distinct byte values above which the first bytes of a file count as encrypted.

1,024 encrypted bytes have about 251 distinct values; text, tables and zeros have far fewer.
"""
BUSY_SECONDS: Final = 0.5
"""Time to wait for another program that is using the file, in seconds."""
HURRIED_SECONDS: Final = 0.05
"""Time to wait for another program while the user is typing, in seconds."""


class Kind(Enum):
    """Kind of a journal file, as far as it can be detected without the key."""

    PLAIN = "plain"
    ENCRYPTED = "encrypted"


def create(path: Path) -> None:
    """Create a new, private, empty file for a journal, and its folder if that is the default one.

    Raises:
        CannotOpen: if the folder does not exist or cannot be written.
        FileExistsError: if the file exists already.
    """
    with _calm_files(path):
        if paths.is_default_place(path):
            make_folder(path.parent)
        _need_folder(path)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def left_beside(path: Path) -> list[Path]:
    """Return the rollback journal and WAL file of a database whose writer was killed, where they exist.

    SQLite would write their content into any file of that name.
    """
    there = (paths.journal_journal(path), path.with_name(path.name + "-wal"))
    return [left for left in there if os.path.lexists(left)]


def key_for(path: Path, passphrase: Passphrase | None) -> Passphrase | None:
    """Inspect the file and return the passphrase to open it with; None for a plain file, which needs none.

    Raises:
        NeedsPassphrase: if the file is encrypted and no passphrase is given.
        JournalError: if the file cannot be opened, as far as that is known without connecting to it.
    """
    if look_before(path) is Kind.PLAIN:
        return None
    if not HAS_ENCRYPTION:
        raise NoEncryption
    if passphrase is None:
        raise NeedsPassphrase(path)
    return passphrase


def connect(
    path: Path, key: Passphrase | None = None, *, only_read: bool = False, damaged: bool = False
) -> Connection:
    """Open an existing file and set all pragmas except those of `make_durable`.

    May be called on any thread, and the connection passed to another one: deriving the key takes a moment.

    Args:
        path: the file. An empty one becomes encrypted if there is a key, else plain.
        key: passphrase or raw key (`x'…'`); None for a plain file.
        only_read: open the file read-only.
        damaged: open the file even if it was truncated; it must only be read then.

    Raises:
        JournalError: if the file cannot be opened, for whatever reason. Nothing is written then.
    """
    if key and not HAS_ENCRYPTION:
        raise NoEncryption
    with _calm_files(path):
        path = Path(os.path.realpath(path))
    try:
        connection = driver.connect(
            f"{path.as_uri()}?mode={'ro' if only_read else 'rw'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
    except DRIVER_ERRORS as error:
        raise in_words(error, path) from None
    try:
        prepare(connection, path, key, damaged=damaged)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_memory() -> Connection:
    """Open a database in memory, for example notes: nothing is saved."""
    connection = driver.connect(":memory:", isolation_level=None, check_same_thread=False)
    prepare(connection, None, None)
    return connection


def prepare(connection: Connection, path: Path | None, key: Passphrase | None, *, damaged: bool = False) -> None:
    """Apply the key, and the pragmas that change nothing in the file.

    The first read derives the key and shows whether the file is a database at all.

    Args:
        connection: a new connection.
        path: its file; None in memory.
        key: passphrase or raw key (`x'…'`); None for a plain file.
        damaged: accept a truncated file, and allow only reading.

    Raises:
        WrongPassphrase: if the key does not open the file.
        JournalError: for every other error of the driver.
    """
    with converted_errors(path):
        if HAS_ENCRYPTION:
            # Otherwise SQLCipher reports a wrong passphrase on standard error, which overwrites the screen.
            connection.execute("PRAGMA cipher_log_level = NONE")
        if key:
            connection.set_key(key.reveal())
            connection.text_factory = whole_text
        if damaged:
            # Otherwise SQLite refuses every read from a file that is shorter than its header says.
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("PRAGMA query_only = ON")
        # Of a damaged file only the first page is read: that is enough for the tables that can still be found.
        first = "PRAGMA schema_version" if damaged else "SELECT count(*) FROM sqlite_master"
        try:
            connection.execute(first).fetchone()
        except DRIVER_ERRORS as error:
            if key and path and primary_code(error) == driver.SQLITE_NOTADB:
                folder = paths.backups_folder(path)
                raise WrongPassphrase(path, folder if folder.is_dir() else None) from None
            raise
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        # With Python's own driver, trusted_schema = OFF disables the full-text index. A damaged file is only read
        # and does not need the index.
        if HAS_ENCRYPTION or damaged:
            connection.execute("PRAGMA trusted_schema = OFF")
        connection.create_function("folded", 1, _folded, deterministic=True)


def broken_seals(connection: Connection) -> int:
    """Count the pages of an encrypted file whose checksum (HMAC) does not match, including unused pages.

    SQLite does not roll back what an interrupted transaction wrote into unused pages before a power cut.
    """
    return len(connection.execute("PRAGMA cipher_integrity_check").fetchall())


def make_durable(connection: Connection, path: Path | None) -> None:
    """Set the pragmas that make a commit survive a power cut.

    Only for a file that is known to be a journal: these pragmas can write to it.
    """
    with converted_errors(path):
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync = ON")


def _folded(text: str | None) -> str:
    return plain(text or "")


def look_before(path: Path) -> Kind:
    """Detect the kind of a file without connecting to it, and raise every error that can be detected so.

    Raises:
        NoJournal, CannotOpen, EmptyFile, NotAJournal: with the reason and a next step.
    """
    with _calm_files(path):
        path = Path(os.path.realpath(path))
        if not path.exists():
            _need_folder(path)
            raise NoJournal(path)
        if not path.is_file():
            raise CannotOpen(f"{path} is not a file.", "Name the journal's file with --file PATH.")
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(LOOKED_AT)
    if size == 0:
        raise EmptyFile(path)
    if beginning.startswith(HEADER):
        return Kind.PLAIN
    # An encrypted file has no header; all of it looks like noise. A power cut can leave part of a page at its end,
    # together with the rollback journal that removes it.
    is_noise = (size % PAGE == 0 or left_beside(path)) and len(set(beginning)) > DIFFERENT_BYTES
    if is_noise and not beginning.startswith((ALL_FORMATS, *OTHER_KINDS)):
        return Kind.ENCRYPTED
    raise NotAJournal(
        f"The file {path} ({size:,} bytes) is not a journal, or it is damaged. It was left as it is.",
        f"Name another file with --file PATH{_or_backup(path)}.",
    )


def need_something_in(path: Path) -> None:
    """Check that a file known to be a journal still exists and is not empty, without opening it.

    Raises:
        CannotOpen: if the file does not exist any more.
        EmptyFile: if its size is 0.
    """
    with _calm_files(path):
        if path.stat().st_size == 0:
            raise EmptyFile(path)


def is_encrypted(path: Path) -> bool:
    """Return True if a file needs a passphrase. Not for a file that is open in this process.

    Raises:
        OSError: if the file cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(HEADER)) != HEADER


def _or_backup(path: Path) -> str:
    return ", or restore a backup: the command backups lists them" if paths.backups_folder(path).is_dir() else ""


def _need_folder(path: Path) -> None:
    if not (path.parent.is_dir() or paths.is_default_place(path)):
        raise CannotOpen(f"The folder {path.parent} is not there.", "Make the folder first, or name another file.")


def can_only_be_read(path: Path) -> bool:
    """Return True if this account cannot write the file, or the folder that holds SQLite's rollback journal."""
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def make_private(path: Path) -> bool:
    """Remove the permissions of other accounts on the journal's file, and on its folder if this program made it.

    The folder of backups is not changed: one that this program made is private from the beginning, and any other
    belongs to the user. The backups in it are private in any case.

    Returns:
        True if permissions of the file were removed.
    """
    if folder := paths.made_folder(path):
        _take_from_others(folder, 0o700)
    return _take_from_others(path, 0o600)


def _take_from_others(path: Path, mode: int) -> bool:
    with contextlib.suppress(OSError):
        about = path.lstat()
        if os.name == "posix" and not stat.S_ISLNK(about.st_mode) and stat.S_IMODE(about.st_mode) & 0o077:
            path.chmod(mode)
            return True
    return False


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
