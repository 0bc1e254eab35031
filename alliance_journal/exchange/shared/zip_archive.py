"""Untrusted zip files: checked before anything is decompressed, and never unpacked to disk."""

import contextlib
import errno
import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from alliance_journal.exchange.base import CannotRead
from alliance_journal.exchange.limits import MOST_BYTES, MOST_FILES, MOST_NESTED, UNPACKED_TIMES, unpacked_limit

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
_NESTED_TOO_LONG: Final = (
    "An archive inside this archive is longer than 256 MiB. Unpack the outer one, and take over those inside one "
    "after the other."
)
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
"""Flags of a member: encrypted, strongly encrypted, encrypted header."""
_SAYS_UTF_8: Final = 0x800
_PIECE: Final = 1 << 20


@dataclass(slots=True)
class Budget:
    """Bytes that an archive, with the archives inside it, may still unpack to."""

    left: int


@contextlib.contextmanager
def opened(path: Path) -> Iterator["Archive"]:
    """Open a zip file and check that its members are safe to read.

    Raises:
        CannotRead: if it is damaged, protected, too long, or has a path that leads outside of it.
        OSError: if it cannot be read from disk.
    """
    with contextlib.ExitStack() as stack:
        with _in_sentences():
            archive = Archive(stack.enter_context(zipfile.ZipFile(path)), path.stat().st_size)
            archive.check()
        yield archive


@contextlib.contextmanager
def _in_sentences() -> Iterator[None]:
    """Convert the exceptions of a damaged or unsupported archive into CannotRead.

    Each compression method has its own exceptions, in modules that may be missing, and damaged bytes can raise any
    built-in exception, so all exceptions are caught, around nothing but the reading of the archive.
    """
    try:
        yield
    except CannotRead:
        raise
    except RuntimeError:
        # Compressed or encrypted in a way the standard library does not support; includes NotImplementedError.
        raise CannotRead(_PACKED_OTHERWISE, "") from None
    except Exception as error:
        # EINVAL: a damaged archive makes zipfile seek before the beginning of the file. bzip2 sets no errno.
        if isinstance(error, OSError) and error.errno not in (errno.EINVAL, None):
            raise
        raise CannotRead(_NOT_WHOLE, "") from None


class Archive:
    """Members of a zip file, read one at a time and never beyond the limit for the whole archive.

    Attributes:
        size: length of the zip file itself, in bytes.
    """

    def __init__(self, file: zipfile.ZipFile, size: int, budget: Budget | None = None) -> None:
        self._file = file
        self.size = size
        self._budget = budget or Budget(unpacked_limit(size))

    def check(self) -> None:
        """Check the archive's table of contents.

        Raises:
            CannotRead: if one of its members is not safe, or there is too much of it.
        """
        members = self._file.infolist()
        length = sum(member.file_size for member in members)
        if len(members) > MOST_FILES or length > MOST_BYTES:
            raise CannotRead(_TOO_LONG, "export a part of it at a time")
        if length > self._budget.left:
            raise CannotRead(_BOMB)
        for number, member in enumerate(members, start=1):
            name = member.orig_filename
            if _climbs(name):
                raise CannotRead(f"Member {number} of this archive names a place outside of it.")
            if stat.S_ISLNK(member.external_attr >> 16):
                raise CannotRead(f"Member {number} of this archive is a link to another place.")
            if member.flag_bits & _ENCRYPTED:
                raise CannotRead(_PROTECTED, "")

    def members(self) -> list[zipfile.ZipInfo]:
        """Return the files in it, without those that an operating system adds by itself."""
        return [
            member
            for member in self._file.infolist()
            if not member.is_dir()
            and not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(member.filename).parts)
        ]

    def read(self, member: zipfile.ZipInfo, most: int | None = None) -> bytes:
        """Return the content of one member, without trusting its declared length.

        Args:
            member: one of `members`.
            most: number of bytes at its beginning that are wanted; None for all.

        Raises:
            CannotRead: if everything read so far exceeds the limit, or the archive is damaged.
        """
        pieces: list[bytes] = []
        wanted = MOST_BYTES + 1 if most is None else most
        with _in_sentences(), self._file.open(member) as file:
            while wanted and (piece := file.read(min(_PIECE, wanted))):
                wanted -= len(piece)
                self._budget.left -= len(piece)
                if self._budget.left < 0:
                    raise CannotRead(_BOMB)
                pieces.append(piece)
        return b"".join(pieces)

    @contextlib.contextmanager
    def inside(self, member: zipfile.ZipInfo) -> "Iterator[Archive]":
        """Open an archive inside this one; both together may unpack to what this one may.

        Raises:
            CannotRead: if it is too long to be held in memory, or not safe.
        """
        if member.file_size > MOST_NESTED:
            raise CannotRead(_NESTED_TOO_LONG, "")
        data = self.read(member)
        with contextlib.ExitStack() as stack:
            with _in_sentences():
                archive = Archive(stack.enter_context(zipfile.ZipFile(io.BytesIO(data))), len(data), self._budget)
                archive.check()
            yield archive


def name_in(member: zipfile.ZipInfo) -> PurePosixPath:
    """Return the path of a member. Names that are UTF-8 without saying so are read as such."""
    name = member.filename
    if not member.flag_bits & _SAYS_UTF_8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return PurePosixPath(name)


def _climbs(name: str) -> bool:
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    return (
        posix.is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in posix.parts
        or ".." in windows.parts
        or "\0" in name
    )
