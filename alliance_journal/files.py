"""Writing a file whole or not at all, for nobody else to read."""

import contextlib
import os
from pathlib import Path

from alliance_journal.paths import part_file


def write_private(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write a file with permissions 0600: beside its place first, under its name only when it is on the disk.

    Raises:
        FileExistsError: when there is a file already and it may not be overwritten.
        OSError: when it cannot be written; nothing is left behind then.
    """
    if not overwrite and path.exists():
        raise FileExistsError(path)
    part = part_file(path)
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    try:
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
