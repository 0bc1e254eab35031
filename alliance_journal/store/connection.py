"""Opening the file: the recipe of safety.md 1.5, its kind, its key and its permissions.

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
from alliance_journal.domain.marking import plain
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import make_folder
from alliance_journal.store.driver import (
    DRIVER_ERRORS,
    HAS_ENCRYPTION,
    Connection,
    calm,
    driver,
    in_words,
    primary_code,
    whole_text,
)
from alliance_journal.store.errors import (
    CannotOpen,
    EmptyFile,
    NeedsPassphrase,
    NoEncryption,
    NoJournal,
    NotAJournal,
    WrongPassphrase,
)

HEADER: Final = b"SQLite format 3\0"
ALL_FORMATS: Final = b"SQLite format"
OTHER_KINDS: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"%PDF-", b"PK\x03\x04", b"GIF8", b"\x7fELF")
"""How other files begin. All are long enough that no encrypted journal begins so by chance."""
PAGE: Final = 4096
KEY: Final = 32
"""Bytes of an encrypted file's key."""
LOOKED_AT: Final = 1024
DIFFERENT_BYTES: Final = 200
"""Of 1,024 encrypted bytes about 251 are different ones; text, tables and zeros have far fewer."""
BUSY_SECONDS: Final = 0.5
"""So long another program is waited for that is using the file."""
HURRIED_SECONDS: Final = 0.05
"""The same while somebody is typing."""


class Kind(Enum):
    """What a file can be, as far as can be told without its key."""

    PLAIN = "plain"
    ENCRYPTED = "encrypted"


def create(path: Path) -> None:
    """Make a new, private, empty file for a journal, with its folder where that is our own.

    Raises:
        CannotOpen: when the folder is not there or cannot be written.
        FileExistsError: when there is already a file.
    """
    with _calm_files(path):
        if paths.is_default_place(path):
            make_folder(path.parent)
        _need_folder(path)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def left_beside(path: Path) -> list[Path]:
    """What SQLite left beside a file when its writer was killed. It would be written into any file of that name."""
    there = (paths.journal_journal(path), path.with_name(path.name + "-wal"))
    return [left for left in there if os.path.lexists(left)]


def key_for(path: Path, passphrase: Passphrase | None) -> Passphrase | None:
    """What opens the file there, after a look at it: the passphrase; None for a plain file, which needs none.

    Raises:
        NeedsPassphrase: when it is encrypted and there is none.
        JournalError: when it can be seen from outside that it cannot be opened.
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
    """Open an existing file by the recipe, but for `make_durable`. An empty file becomes what the key says.

    A `damaged` one is opened also where it was cut short; it must only be read then.

    May be called on any thread, and the connection handed to another one: deriving the key takes a moment.

    Raises:
        JournalError: in plain words, whatever is wrong with the file. Nothing is written then.
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
    """A journal in memory, for example notes: nothing is kept."""
    connection = driver.connect(":memory:", isolation_level=None, check_same_thread=False)
    prepare(connection, None, None)
    return connection


def prepare(connection: Connection, path: Path | None, key: Passphrase | None, *, damaged: bool = False) -> None:
    """The key, and the pragmas that change nothing in the file.

    The first read derives the key and shows whether this is a database at all.
    """
    with calm(path):
        if HAS_ENCRYPTION:
            # Else a wrong passphrase writes to standard error, right through the screen.
            connection.execute("PRAGMA cipher_log_level = NONE")
        if key:
            connection.set_key(key.reveal())
            connection.text_factory = whole_text
        if damaged:
            # Else SQLite refuses all of a file that is shorter than it says.
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("PRAGMA query_only = ON")
        # Of a damaged one only the first page is asked for: the tables that can still be found are known then.
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
        # Python's own driver has no index of words without it; what is only read can do without.
        if HAS_ENCRYPTION or damaged:
            connection.execute("PRAGMA trusted_schema = OFF")
        connection.create_function("folded", 1, _folded, deterministic=True)


def broken_seals(connection: Connection) -> int:
    """How many pages of an encrypted file are not as they were written, also of those that hold nothing now.

    SQLite does not take back what a save was about to write into empty ones when the power went.
    """
    return len(connection.execute("PRAGMA cipher_integrity_check").fetchall())


def make_durable(connection: Connection, path: Path | None) -> None:
    """The pragmas that make a save survive a power cut. Only for a file known to be ours: they can write to it."""
    with calm(path):
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync = ON")


def _folded(text: str | None) -> str:
    return plain(text or "")


def look_before(path: Path) -> Kind:
    """What the file is, and everything that can be said about it without connecting to it.

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
    # Nothing in an encrypted file says what it is; all of it looks like noise. A power cut can leave part of a page
    # at its end, with what takes that back.
    is_noise = (size % PAGE == 0 or left_beside(path)) and len(set(beginning)) > DIFFERENT_BYTES
    if is_noise and not beginning.startswith((ALL_FORMATS, *OTHER_KINDS)):
        return Kind.ENCRYPTED
    raise NotAJournal(
        f"The file {path} ({size:,} bytes) is not a journal, or it is damaged. It was left as it is.",
        f"Name another file with --file PATH{_or_backup(path)}.",
    )


def need_something_in(path: Path) -> None:
    """Look whether a file that was seen to be a journal was emptied since; without opening it.

    Raises:
        CannotOpen, EmptyFile: when it is not there any more, or nothing is in it.
    """
    with _calm_files(path):
        if path.stat().st_size == 0:
            raise EmptyFile(path)


def is_encrypted(path: Path) -> bool:
    """Whether a file needs a passphrase; not for one that is open in this process.

    Raises:
        OSError: when it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(HEADER)) != HEADER


def _or_backup(path: Path) -> str:
    return ", or restore a backup: the command backups lists them" if paths.backups_folder(path).is_dir() else ""


def _need_folder(path: Path) -> None:
    if not (path.parent.is_dir() or paths.is_default_place(path)):
        raise CannotOpen(f"The folder {path.parent} is not there.", "Make the folder first, or name another file.")


def can_only_be_read(path: Path) -> bool:
    """Whether the file, or the folder where SQLite puts its own journal, cannot be written by this account."""
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def make_private(path: Path) -> bool:
    """Take away the permissions of others on the journal's file, and on its folder where this program made that.

    A folder of backups that this program made is private from its beginning; one that is not is somebody's own. The
    backups in it are private in any case.

    Returns:
        Whether there was something to take away from the file.
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
