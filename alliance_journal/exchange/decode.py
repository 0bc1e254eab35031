"""Reading files of other programs: their bytes, and their text in several encodings."""

import codecs
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.exchange.base import CannotRead
from alliance_journal.exchange.limits import MOST_BYTES

ENCODING_GUESSED: Final = "The text is not UTF-8; it was read as Western European (Windows 1252)"
_SAMPLE_BEFORE: Final = 15
_SAMPLE: Final = 45
"""Characters of the sample that shows how a text was read, and of those before its first special character."""
_BEGINNING: Final = 200
"""Bytes from which UTF-16 is detected."""
_PIECE: Final = 1 << 20


def bytes_of(path: Path) -> bytes:
    """Return a file's content.

    Raises:
        CannotRead: if it is longer than MOST_BYTES, or not a regular file.
        OSError: if it cannot be read.
    """
    _must_be_short_enough(path)
    return path.read_bytes()


def beginning_of(path: Path, length: int) -> bytes:
    """Return the first `length` bytes of a file."""
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
    """Refuse pipes and devices, whose length is not known beforehand."""
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise CannotRead("This is no file. Save what comes from it to a file first.", "")


def name_of(path: Path) -> str:
    """Return the name of a file, or of a path within a folder, as text that can be stored.

    Some systems allow any bytes in a name; those that are not UTF-8 are written as escape sequences.
    """
    return path.as_posix().encode("utf-8", "backslashreplace").decode()


class Text(NamedTuple):
    """The text of a file, and True if its encoding was guessed."""

    text: str
    supposed: bool


def text_in(data: bytes, name: str = "This file", encoding: str | None = None) -> Text:
    """Return the text of a file.

    UTF-8 and UTF-16 (as Excel writes it) are detected; anything else is taken for Windows 1252 (Western European).

    Args:
        data: its bytes.
        name: what to call it in an error.
        encoding: its encoding, if the user gave it.

    Raises:
        CannotRead: if it is not text.
    """
    supposed = False
    try:
        if known := encoding or _utf_16(data[:_BEGINNING]):
            text = data.decode(known).removeprefix("\ufeff")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text, supposed = data.decode("cp1252"), True
    except UnicodeError:
        raise _no_text(name, encoding) from None
    if "\0" in text:
        raise _holds_nul(name)
    return Text(text, supposed)


def guessed(lines: Iterable[str], notes: str = "") -> str:
    """Return the sentence about a guessed encoding, with some of the text as it was read.

    Args:
        lines: the text.
        notes: how many notes it is about, where that is not all of the import.
    """
    shown = ""
    for line in lines:
        place = next((place for place, character in enumerate(line) if not character.isascii()), None)
        if place is not None:
            start = max(0, place - _SAMPLE_BEFORE)
            part = line[start : start + _SAMPLE].strip()
            shown = f": “{part}”"
            break
    about = f" ({notes})" if notes else ""
    return f"{ENCODING_GUESSED}{about}{shown}. If that looks wrong, give the encoding with --encoding."


def _utf_16(beginning: bytes) -> str | None:
    """Return the kind of UTF-16 of a file, or None if it is another encoding."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if beginning.count(b"\0") * 3 > len(beginning):
        return "utf-16-be" if beginning[:1] == b"\0" else "utf-16-le"
    return None


def _no_text(name: str, encoding: str | None = None) -> CannotRead:
    if encoding:
        return CannotRead(f"{name} is not text in the encoding {encoding}.", "try again with another one")
    return CannotRead(f"{name} is not text that can be read.")


def _holds_nul(name: str) -> CannotRead:
    return CannotRead(f"{name} is not text: it holds NUL characters.")


class TextFile(NamedTuple):
    """A text file that is read line by line.

    Attributes:
        path: its path.
        encoding: its encoding.
        supposed: True if the encoding was guessed.
    """

    path: Path
    encoding: str
    supposed: bool

    def lines(self) -> Iterator[str]:
        """Yield its lines, each with its line feed; a carriage return before the line feed is removed."""
        with self.path.open(encoding=self.encoding, newline="\n") as file:
            for number, line in enumerate(file):
                line = line if number else line.removeprefix("\ufeff")
                yield f"{line[:-2]}\n" if line.endswith("\r\n") else line


def text_file(path: Path, name: str = "This file", encoding: str | None = None) -> TextFile:
    """Open a text file, detecting its encoding as `text_in` does, without holding all of it in memory.

    Raises:
        CannotRead: if it is not text, or longer than MOST_BYTES.
        OSError: if it cannot be read.
    """
    _must_be_short_enough(path)
    known = encoding or _utf_16(beginning_of(path, _BEGINNING))
    for tried in (known,) if known else ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=tried, newline="\n") as file:
                while piece := file.read(_PIECE):
                    if "\0" in piece:
                        raise _holds_nul(name)
        except UnicodeError:
            continue
        return TextFile(path, tried, tried == "cp1252" and not encoding)
    raise _no_text(name, encoding)
