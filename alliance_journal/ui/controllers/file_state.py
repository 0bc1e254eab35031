"""State of the journal's file on the disk, and opening the file once more."""

from pathlib import Path
from typing import NamedTuple

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.errors import Busy, JournalError
from alliance_journal.store.journal import Journal


class FileState(NamedTuple):
    """Identity, size and last write of the file at a path."""

    device: int
    number: int
    size: int
    written: int

    def is_same_file(self, other: "FileState | None") -> bool:
        """Return True if both are the same file, even with other contents."""
        return other is not None and self[:2] == other[:2]


def state_of(path: Path) -> FileState | None:
    """Return the state of the file at a path; None if it does not exist."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileState(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def open_again(path: Path, passphrase: Passphrase | None, *, is_same: bool) -> Journal:
    """Open the journal's file once more.

    Args:
        path: the file.
        passphrase: the passphrase that opened it before.
        is_same: True if it is the file that is open already. It is then not read directly as long as that
            connection may still be of use.

    Raises:
        JournalError: when it cannot be opened.
    """
    if is_same and passphrase is None:
        try:
            return Journal.open_beside(path, None)
        except Busy:
            raise
        except JournalError:
            # The connection that is open cannot read it either.
            pass
    return Journal.open(path, passphrase=passphrase)
