"""Zip files from outside: looked at before anything is unpacked, and never unpacked to a disk."""

import contextlib
import errno
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from alliance_journal.exchange.places import CannotRead
from alliance_journal.exchange.reading import MOST_BYTES

_TOO_LONG: Final = "This archive unpacks to more than 1 GiB, so it was not opened."
_NOT_WHOLE: Final = "This archive is not whole: it may have been cut off on its way. Export or copy it once more."
_MOST_MEMBERS: Final = 200_000
_PIECE: Final = 1 << 20


@contextlib.contextmanager
def opened(path: Path) -> Iterator["Archive"]:
    """A zip file whose members are harmless.

    Raises:
        CannotRead: when it is not whole, protected, too long, or names a place outside of itself.
    """
    try:
        with zipfile.ZipFile(path) as file:
            archive = Archive(file)
            archive.check()
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, CannotRead):
            raise
        raise CannotRead(_NOT_WHOLE, "") from None
    except OSError as error:
        # A place before the beginning of the file, which only a damaged archive asks for.
        if error.errno != errno.EINVAL:
            raise
        raise CannotRead(_NOT_WHOLE, "") from None


class Archive:
    """The members of a zip file, read one at a time and never further than was promised."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._left = MOST_BYTES

    def check(self) -> None:
        """Look at what the archive says of itself.

        Raises:
            CannotRead: when one of its members is not harmless.
        """
        members = self._file.infolist()
        if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
            raise CannotRead(_TOO_LONG, "export a part of it at a time")
        for number, member in enumerate(members, start=1):
            name = member.orig_filename
            if _climbs(name):
                raise CannotRead(f"Member {number} of this archive names a place outside of it.")
            if stat.S_ISLNK(member.external_attr >> 16):
                raise CannotRead(f"Member {number} of this archive is a link to another place.")
            if member.flag_bits & 1:
                raise CannotRead("This archive is protected with a password. Export it again without one.", "")

    def names(self, ending: str) -> list[str]:
        """The members with this ending, but for what a system adds by itself."""
        return [
            member.filename
            for member in self._file.infolist()
            if member.filename.casefold().endswith(ending)
            and not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(member.filename).parts)
        ]

    def read(self, name: str) -> bytes:
        """One member; what it says about its length is not trusted.

        Raises:
            CannotRead: when all that was read is more than is taken in.
        """
        pieces = []
        with self._file.open(name) as member:
            while piece := member.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise CannotRead(_TOO_LONG, "export a part of it at a time")
                pieces.append(piece)
        return b"".join(pieces)


def _climbs(name: str) -> bool:
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    return (
        posix.is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in posix.parts
        or ".." in windows.parts
        or "\0" in name
    )
