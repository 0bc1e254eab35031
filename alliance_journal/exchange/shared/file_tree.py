"""The files of a folder, of a zip file with the zip files in it, or one file alone, read in the same way."""

import contextlib
import datetime as dt
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple, Protocol

from alliance_journal.exchange.base import CannotRead
from alliance_journal.exchange.decode import beginning_of, bytes_of, name_of
from alliance_journal.exchange.limits import MOST_FILES
from alliance_journal.exchange.shared import zip_archive

ZIP: Final = b"PK"
"""First bytes of every zip file."""
_NO_DAY: Final = (1980, 1, 1)
"""Day of a file in a zip file that does not keep one."""


class Member(NamedTuple):
    """A file of a tree.

    Attributes:
        path: its path within the tree.
        source: what the tree reads it from.
    """

    path: PurePosixPath
    source: "Path | tuple[zip_archive.Archive, zipfile.ZipInfo]"

    @property
    def name(self) -> str:
        """The path as text that can be stored, for messages."""
        return name_of(Path(self.path))

    @property
    def suffix(self) -> str:
        """The end of its name in lower case, with its dot."""
        return self.path.suffix.casefold()


class FileTree(Protocol):
    """Files that are read one at a time.

    Attributes:
        size: length of the zip file, in bytes; None for files on the disk.
        is_one_file: True for one file that is neither a folder nor a zip file.
        links: names of the links that were met and not followed.
    """

    size: int | None
    is_one_file: bool
    links: list[str]

    def members(self) -> Iterator[Member]:
        """Yield all files, without hidden ones.

        Raises:
            CannotRead: if there are too many, or an archive is damaged.
        """

    def read(self, member: Member, most: int | None = None) -> bytes:
        """Return the content of a file, or at most its first bytes.

        Raises:
            CannotRead: if it is too long, or the archive is damaged.
            OSError: if it cannot be read.
        """

    def changed(self, member: Member) -> dt.datetime | None:
        """Return when a file was last changed, in local time; None if that is not known."""


@contextlib.contextmanager
def open_tree(path: Path) -> "Iterator[FileTree]":
    """Open a folder, a zip file, or one file.

    Raises:
        CannotRead: if it is a zip file that is damaged or not safe.
        OSError: if it cannot be read.
    """
    if not path.is_dir() and beginning_of(path, len(ZIP)) == ZIP:
        with zip_archive.opened(path) as archive, contextlib.ExitStack() as stack:
            yield _Zip(path, archive, stack)
    else:
        yield _Folder(path)


class _Folder:
    """A folder with its subfolders, or one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size: int | None = None
        self.is_one_file = not path.is_dir()
        self.links: list[str] = []

    def members(self) -> Iterator[Member]:
        if self.is_one_file:
            yield Member(PurePosixPath(self._path.name), self._path)
            return
        met = 0
        for root, folders, names in os.walk(self._path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in (*folders, *sorted(names)):
                path = Path(root, name)
                within = PurePosixPath(path.relative_to(self._path))
                met += 1
                if met > MOST_FILES:
                    raise CannotRead(
                        "There are more files in this folder than are taken in at once.",
                        "take over one of its folders after the other",
                    )
                if path.is_symlink():
                    self.links.append(name_of(Path(within)))
                elif name not in folders and not name.startswith("."):
                    yield Member(within, path)

    def read(self, member: Member, most: int | None = None) -> bytes:
        assert isinstance(member.source, Path)
        return bytes_of(member.source) if most is None else beginning_of(member.source, most)

    def changed(self, member: Member) -> dt.datetime | None:
        assert isinstance(member.source, Path)
        return _changed(member.source)


class _Zip:
    """A zip file, with the zip files that are in it."""

    def __init__(self, path: Path, archive: zip_archive.Archive, stack: contextlib.ExitStack) -> None:
        self._path = path
        self._archive = archive
        self._stack = stack
        self.size: int | None = archive.size
        self.is_one_file = False
        self.links: list[str] = []
        self._members: list[Member] | None = None

    def members(self) -> Iterator[Member]:
        if self._members is None:
            self._members = list(self._all())
        yield from self._members

    def _all(self) -> Iterator[Member]:
        for info in self._archive.members():
            if info.filename.casefold().endswith(".zip"):
                inner = self._stack.enter_context(self._archive.inside(info))
                yield from (Member(zip_archive.name_in(one), (inner, one)) for one in inner.members())
            else:
                yield Member(zip_archive.name_in(info), (self._archive, info))

    def read(self, member: Member, most: int | None = None) -> bytes:
        assert not isinstance(member.source, Path)
        archive, info = member.source
        return archive.read(info, most)

    def changed(self, member: Member) -> dt.datetime | None:
        assert not isinstance(member.source, Path)
        moment = member.source[1].date_time
        if moment[:3] != _NO_DAY:
            with contextlib.suppress(ValueError):
                return dt.datetime(*moment)
        return _changed(self._path)


def _changed(path: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime)
    except (ValueError, OverflowError):
        return None
