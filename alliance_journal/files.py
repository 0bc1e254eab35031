"""Writing a file whole or not at all, for nobody else to read."""

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
    """Write a file with permissions 0600: beside its place first, under its name only when it is on the disk.

    Raises:
        FileExistsError: when there is a file already and it may not be overwritten.
        OSError: when it cannot be written; nothing is left behind then.
    """
    with new_file(path, overwrite=overwrite) as file:
        file.write(data)


_A_WHILE: Final = 60
"""Seconds after which nobody writes on at what is not done."""
_UNFINISHED: Final = ".unfinished"
"""Stands in a folder until all of it is written, so that what was left of it is known to be ours."""


@contextlib.contextmanager
def new_file(path: Path, *, overwrite: bool = False, begins: bytes = b"") -> Iterator[BinaryIO]:
    """A file to write into bit by bit, as `write_private` does: it gets its name at the end, or is gone.

    Args:
        path: its place.
        overwrite: whether it may take the place of another file.
        begins: how it begins, where that is enough to know what a killed run of ours left of such a file.

    Raises:
        FileExistsError: when there is a file already and it may not be overwritten.
        OSError: when it cannot be written; nothing is left behind then.
    """
    if not overwrite:
        _must_be_free(path)
    part = part_file(path)
    if overwrite:
        # Only what a killed run of ours left; beside an export, a file of that name may be somebody else's.
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
    """A new file to write into, which nobody else may read at any moment.

    Raises:
        FileExistsError: when something has that name already.
        OSError: when it cannot be made.
    """
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A private folder to write files into: it gets its name when all of them are on the disk, or is gone.

    Raises:
        FileExistsError: when something has that name already.
        OSError: when it cannot be written; nothing is left behind then.
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
        # An empty folder would be replaced without a word.
        _must_be_free(path)
        part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    sync_folder(path.parent)


def _is_our_leftover(part: Path, kind: int) -> bool:
    """Whether this is as a killed run of ours leaves it: private, this person's, not written to for a while."""
    try:
        found = part.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and found.st_mode == kind and is_abandoned(_written_to(part, found))


def is_abandoned(written: float) -> bool:
    """Tell whether nobody writes on at a file or folder that is not done.

    A time in the future is no sign of work either: the computer's clock was ahead then, or is behind now.

    Args:
        written: when it was last written to, in seconds since 1970.
    """
    return abs(time.time() - written) > _A_WHILE


def belongs_to_another(folder: Path, beside: Path) -> bool:
    """Tell whether a folder is of another account, and not of the one that also owns what it lies beside.

    On a stick or in a share, everything can belong to one other account; that is no sign of a stranger.

    Raises:
        OSError: when the folder cannot be looked at.
    """
    if not hasattr(os, "geteuid"):
        return False
    owner = folder.stat().st_uid
    return owner != os.geteuid() and owner != beside.stat().st_uid


def _written_to(part: Path, found: os.stat_result) -> float:
    """When a file was last written to; a folder, or any of the files in it."""
    within = part.iterdir() if stat.S_ISDIR(found.st_mode) else ()
    return max([found.st_mtime, *(one.lstat().st_mtime for one in within)])


def _holds_nothing_else(part: Path, begins: bytes) -> bool:
    """Whether a file is empty, or begins in a way that only ours do."""
    with part.open("rb") as file:
        beginning = file.read(len(begins) or 1)
    return not beginning or (bool(begins) and beginning == begins)


def _must_be_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _sync_within(folder: Path) -> None:
    """Wait until every file of a folder is on the disk: all at once where the system can."""
    if hasattr(os, "sync"):
        os.sync()
    else:
        for file in folder.iterdir():
            sync_file(file)
    sync_folder(folder)


def copy_private(source: Path, target: Path) -> None:
    """Copy a file's bytes into a new one that nobody else may read at any moment, and wait for the disk.

    Raises:
        FileExistsError: when something has that name already.
        OSError: when it cannot be read or written.
    """
    with open_private(target) as file, source.open("rb") as read:
        shutil.copyfileobj(read, file)
        file.flush()
        os.fsync(file.fileno())


def give_name(part: Path, path: Path) -> None:
    """Give a file that is whole its name, never in the place of another.

    Raises:
        FileExistsError: when something has that name already.
        OSError: when it cannot be named.
    """
    try:
        os.link(part, path)
    except OSError as error:
        if isinstance(error, FileExistsError) or os.path.lexists(path):
            # The name that is taken, which is not the one that the system names first.
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        # A stick or a phone may have no links.
        part.rename(path)
    else:
        part.unlink()


def sync_file(path: Path) -> None:
    """Wait until what was written to a file is on the disk.

    Raises:
        OSError: when it cannot be.
    """
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a private folder, with those above it, so that none of them vanishes in a power cut.

    Raises:
        OSError: when it cannot be made.
    """
    missing = [one for one in (folder, *folder.parents) if not one.is_dir()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        sync_folder(one.parent)


def sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
