"""Reading other programs' files: their bytes, and their text whatever it was written in."""

import codecs
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.exchange.limits import MOST_BYTES
from alliance_journal.exchange.located_value import CannotRead

SAID_OTHER: Final = "The text is not UTF-8; it was read as Western European (Windows 1252)."
_BEGINNING: Final = 200
"""Bytes that show whether a text is UTF-16."""
_PIECE: Final = 1 << 20


def bytes_of(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        CannotRead: when it is longer than anything that is taken in.
        OSError: when it cannot be read.
    """
    _must_be_short_enough(path)
    return path.read_bytes()


def beginning_of(path: Path, length: int) -> bytes:
    """The first bytes of a file."""
    _must_be_a_file(path)
    with path.open("rb") as file:
        return file.read(length)


def _must_be_short_enough(path: Path) -> None:
    _must_be_a_file(path)
    if path.stat().st_size > MOST_BYTES:
        raise CannotRead(
            "This file is longer than 1 GiB, which is more than is taken in at once.",
            "export a part of it at a time",
        )


def _must_be_a_file(path: Path) -> None:
    """A pipe or a device has no end that can be seen before."""
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise CannotRead("This is no file. Save what comes from it to a file first.", "")


def name_of(path: Path) -> str:
    """A file's name, or that of a path within a folder, as text that can be kept.

    Some systems allow any bytes in a name; those that are not UTF-8 stand in it as their numbers.
    """
    return path.as_posix().encode("utf-8", "backslashreplace").decode()


def text_in(data: bytes, name: str = "This file") -> tuple[str, bool]:
    """The text of a file, and whether its encoding had to be supposed.

    UTF-8, UTF-16 as Excel writes it, and else the Western European encoding of Windows.

    Raises:
        CannotRead: when it is no text.
    """
    encoding = _utf_16(data[:_BEGINNING])
    supposed = False
    try:
        if encoding:
            text = data.decode(encoding)
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text, supposed = data.decode("cp1252"), True
    except UnicodeDecodeError:
        raise _no_text(name) from None
    if "\0" in text:
        raise _holds_nul(name)
    return text, supposed


def _utf_16(beginning: bytes) -> str | None:
    """Which kind of UTF-16 a file is; None where it is none."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if beginning.count(b"\0") * 3 > len(beginning):
        return "utf-16-be" if beginning[:1] == b"\0" else "utf-16-le"
    return None


def _no_text(name: str) -> CannotRead:
    return CannotRead(f"{name} is not text that can be read.")


def _holds_nul(name: str) -> CannotRead:
    return CannotRead(f"{name} is not text: it holds NUL characters.")


class TextFile(NamedTuple):
    """A text file that is read line by line.

    Attributes:
        path: its place.
        encoding: what it was written in.
        supposed: whether that had to be supposed.
    """

    path: Path
    encoding: str
    supposed: bool

    def lines(self) -> Iterator[str]:
        """Its lines, each with its line feed; a carriage return before that is left out."""
        with self.path.open(encoding=self.encoding, newline="\n") as file:
            for line in file:
                yield f"{line[:-2]}\n" if line.endswith("\r\n") else line


def text_file(path: Path, name: str = "This file") -> TextFile:
    """A text file whose encoding was looked for, as `text_in` does it, without holding all of it at once.

    Raises:
        CannotRead: when it is no text, or longer than anything that is taken in.
        OSError: when it cannot be read.
    """
    _must_be_short_enough(path)
    utf_16 = _utf_16(beginning_of(path, _BEGINNING))
    for encoding in (utf_16,) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="\n") as file:
                while piece := file.read(_PIECE):
                    if "\0" in piece:
                        raise _holds_nul(name)
        except UnicodeDecodeError:
            continue
        return TextFile(path, encoding, encoding == "cp1252")
    raise _no_text(name)
