"""Zip files from outside: looked at before anything is unpacked, and never unpacked to a disk."""

import contextlib
import errno
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from alliance_journal.exchange.limits import MOST_BYTES, MOST_FILES, UNPACKED_TIMES, unpacked_limit
from alliance_journal.exchange.located_value import CannotRead

_TOO_LONG: Final = "This archive unpacks to more than 1 GiB, so it was not opened."
_BOMB: Final = (
    f"This archive unpacks to more than {UNPACKED_TIMES} times its own length, as no journal does, "
    "so it was not taken in."
)
_NOT_WHOLE: Final = "This archive is not whole: it may have been cut off on its way. Export or copy it once more."
_PACKED_OTHERWISE: Final = (
    "This archive is packed in a way that cannot be read here. Unpack it and pack it again as an ordinary zip file."
)
_PROTECTED: Final = "This archive is protected with a password. Export it again without one."
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
"""Flags of a member: encrypted, encrypted strongly, its header hidden."""
_PIECE: Final = 1 << 20


@contextlib.contextmanager
def opened(path: Path) -> Iterator["Archive"]:
    """A zip file whose members are harmless.

    Raises:
        CannotRead: when it is not whole, protected, too long, or names a place outside of itself.
        OSError: when it cannot be read from its disk.
    """
    with contextlib.ExitStack() as stack:
        with _in_sentences():
            archive = Archive(stack.enter_context(zipfile.ZipFile(path)), path.stat().st_size)
            archive.check()
        yield archive


@contextlib.contextmanager
def _in_sentences() -> Iterator[None]:
    """Turn what a damaged or foreign archive raises into one sentence.

    Each way of packing has errors of its own, in modules that need not be there, and damaged bytes lead to any
    built-in error, too; so all of them are caught, around nothing but the reading of the archive.
    """
    try:
        yield
    except CannotRead:
        raise
    except RuntimeError:
        # Packed or encrypted in a way that the standard library does not know; NotImplementedError is one of these.
        raise CannotRead(_PACKED_OTHERWISE, "") from None
    except Exception as error:
        # A place before the beginning of the file is asked for by a damaged archive alone, and bzip2 has no number.
        if isinstance(error, OSError) and error.errno not in (errno.EINVAL, None):
            raise
        raise CannotRead(_NOT_WHOLE, "") from None


class Archive:
    """The members of a zip file, read one at a time and never further than was promised.

    Attributes:
        size: the length of the zip file itself, in bytes.
    """

    def __init__(self, file: zipfile.ZipFile, size: int) -> None:
        self._file = file
        self.size = size
        self._left = unpacked_limit(size)

    def check(self) -> None:
        """Look at what the archive says of itself.

        Raises:
            CannotRead: when one of its members is not harmless.
        """
        members = self._file.infolist()
        length = sum(member.file_size for member in members)
        if len(members) > MOST_FILES or length > MOST_BYTES:
            raise CannotRead(_TOO_LONG, "export a part of it at a time")
        if length > self._left:
            raise CannotRead(_BOMB)
        for number, member in enumerate(members, start=1):
            name = member.orig_filename
            if _climbs(name):
                raise CannotRead(f"Member {number} of this archive names a place outside of it.")
            if stat.S_ISLNK(member.external_attr >> 16):
                raise CannotRead(f"Member {number} of this archive is a link to another place.")
            if member.flag_bits & _ENCRYPTED:
                raise CannotRead(_PROTECTED, "")

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
        with _in_sentences(), self._file.open(name) as member:
            while piece := member.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise CannotRead(_BOMB)
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
