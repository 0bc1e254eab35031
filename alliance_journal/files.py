"""Write private files completely or not at all."""

import contextlib
import errno
import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from alliance_journal.paths import part_file


def write_private(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write a file with permissions 0600: first under a temporary name, renamed when it is on the disk.

    Raises:
        FileExistsError: if the file exists and may not be overwritten.
        OSError: if it cannot be written; no partial file is left then.
    """
    with new_file(path, overwrite=overwrite) as file:
        file.write(data)


STALE_PART_SECONDS: Final = 60
"""Age in seconds after which an unfinished file counts as abandoned by its writer."""
_UNFINISHED: Final = ".unfinished"
"""Marker file in a folder until it is complete; it identifies leftovers of this program."""


@contextlib.contextmanager
def new_file(path: Path, *, overwrite: bool = False, begins: bytes = b"") -> Iterator[BinaryIO]:
    """Open a new file for writing, as `write_private` does: it is renamed at the end, or deleted after an error.

    Args:
        path: its final path.
        overwrite: True if it may replace another file.
        begins: first bytes by which the leftover of a killed run of this program can be recognised.

    Raises:
        FileExistsError: if the file exists and may not be overwritten.
        OSError: if it cannot be written; no partial file is left then.
    """
    if not overwrite:
        _must_be_free(path)
    part = part_file(path)
    if overwrite:
        # A leftover of a killed run. Next to an export, the name may belong to the user, hence the check below.
        part.unlink(missing_ok=True)
    elif _is_our_leftover(part, stat.S_IFREG | 0o600) and _holds_nothing_else(part, begins):
        part.unlink()
    opened = open_private(part)
    try:
        with opened as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            part.replace(path)
        else:
            give_name(part, path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    sync_folder(path.parent)


def open_private(path: Path) -> BinaryIO:
    """Create a file for writing that is private from the moment of its creation.

    Raises:
        FileExistsError: if the name is taken.
        OSError: if it cannot be created.
    """
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Create a private folder for writing: renamed when all its files are on the disk, or deleted on an error.

    Raises:
        FileExistsError: if the name is taken.
        OSError: if it cannot be written; nothing is left then.
    """
    _must_be_free(path)
    part = part_file(path)
    if _is_our_leftover(part, stat.S_IFDIR | 0o700) and os.path.lexists(part / _UNFINISHED):
        shutil.rmtree(part)
    part.mkdir(mode=0o700)
    try:
        open_private(part / _UNFINISHED).close()
        yield part
        (part / _UNFINISHED).unlink()
        _sync_within(part)
        # Checked again, because rename() silently replaces an empty folder.
        _must_be_free(path)
        part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    sync_folder(path.parent)


def _is_our_leftover(part: Path, kind: int) -> bool:
    """Return True if this looks like the leftover of a killed run: private, this user's, and abandoned."""
    try:
        found = part.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and found.st_mode == kind and is_abandoned(_written_to(part, found))


def is_abandoned(written: float) -> bool:
    """Return True if an unfinished file or folder has no writer any more.

    A time in the future does not count as activity either: the computer's clock was ahead then, or is behind now.

    Args:
        written: time of its last modification, in seconds since 1970.
    """
    return abs(time.time() - written) > STALE_PART_SECONDS


def belongs_to_another(folder: Path, beside: Path) -> bool:
    """Return True if a folder belongs to another account that does not also own the path `beside`.

    On a USB stick or a network share, everything can belong to one other account, which is no reason for distrust.

    Raises:
        OSError: if the owner cannot be determined.
    """
    if not hasattr(os, "geteuid"):
        return False
    owner = folder.stat().st_uid
    return owner != os.geteuid() and owner != beside.stat().st_uid


def _written_to(part: Path, found: os.stat_result) -> float:
    """Return the time of the last modification of a file, or of a folder and any of its files."""
    within = part.iterdir() if stat.S_ISDIR(found.st_mode) else ()
    return max([found.st_mtime, *(one.lstat().st_mtime for one in within)])


def _holds_nothing_else(part: Path, begins: bytes) -> bool:
    """Return True if a file is empty, or begins with bytes that only this program writes."""
    with part.open("rb") as file:
        beginning = file.read(len(begins) or 1)
    return not beginning or (bool(begins) and beginning == begins)


def _must_be_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _sync_within(folder: Path) -> None:
    """Wait until every file of a folder is on the disk, with a single call if the system has one."""
    if hasattr(os, "sync"):
        os.sync()
    else:
        for file in folder.iterdir():
            sync_file(file)
    sync_folder(folder)


def copy_private(source: Path, target: Path) -> None:
    """Copy a file into a new one that is private from its creation, and wait until it is on the disk.

    Raises:
        FileExistsError: if the name is taken.
        OSError: if it cannot be read or written.
    """
    with open_private(target) as file, source.open("rb") as read:
        shutil.copyfileobj(read, file)
        file.flush()
        os.fsync(file.fileno())


def give_name(part: Path, path: Path) -> None:
    """Rename a complete file without ever replacing another one.

    Raises:
        FileExistsError: if the name is taken.
        OSError: if it cannot be renamed.
    """
    try:
        os.link(part, path)
    except OSError as error:
        if isinstance(error, FileExistsError) or os.path.lexists(path):
            # Report the taken name: the system's own error names `part` first.
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        # File systems such as FAT have no hard links.
        part.rename(path)
    else:
        part.unlink()


def sync_file(path: Path) -> None:
    """Wait until a file's content is on the disk.

    Raises:
        OSError: if it cannot be synchronised.
    """
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Create a private folder with its parents, each synchronised so that it survives a power failure.

    Raises:
        OSError: if it cannot be created.
    """
    missing = [one for one in (folder, *folder.parents) if not one.is_dir()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        sync_folder(one.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name survive a power failure, on systems where a folder can be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
