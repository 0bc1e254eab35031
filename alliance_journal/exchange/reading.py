"""Reading other programs' files: their bytes, and their text whatever it was written in."""

import codecs
import json
import stat
from pathlib import Path
from typing import Any, Final

from alliance_journal.exchange.places import MEND, CannotRead

MOST_BYTES: Final = 1 << 30
"""A file, or what an archive unpacks to, may be so long: 1 GiB."""
SAID_OTHER: Final = "The text is not UTF-8; it was read as Western European (Windows 1252)."


def bytes_of(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        CannotRead: when it is longer than anything that is taken in.
        OSError: when it cannot be read.
    """
    _must_be_a_file(path)
    if path.stat().st_size > MOST_BYTES:
        raise CannotRead(
            "This file is longer than 1 GiB, which is more than is taken in at once.",
            "export a part of it at a time",
        )
    return path.read_bytes()


def beginning_of(path: Path, length: int) -> bytes:
    """The first bytes of a file."""
    _must_be_a_file(path)
    with path.open("rb") as file:
        return file.read(length)


def _must_be_a_file(path: Path) -> None:
    """A pipe or a device has no end that can be seen before."""
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise CannotRead("This is no file. Save what comes from it to a file first.", "")


def text_in(data: bytes, name: str = "This file") -> tuple[str, bool]:
    """The text of a file, and whether its encoding had to be supposed.

    UTF-8, UTF-16 as Excel writes it, and else the Western European encoding of Windows.

    Raises:
        CannotRead: when it is no text.
    """
    supposed = False
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        elif data[:200].count(b"\0") * 3 > len(data[:200]):
            text = data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text, supposed = data.decode("cp1252"), True
    except UnicodeDecodeError:
        raise CannotRead(f"{name} is not text that can be read.") from None
    if "\0" in text:
        raise CannotRead(f"{name} is not text: it holds NUL characters.")
    return text, supposed


def json_of(data: bytes) -> Any:
    """The value of a JSON file.

    Raises:
        CannotRead: when it is none.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise CannotRead(f"This file is not UTF-8 text (byte {error.start}).", MEND) from None
    except json.JSONDecodeError as error:
        raise CannotRead(f"This file is not JSON: line {error.lineno}, column {error.colno}.", MEND) from None
    except (RecursionError, ValueError):
        raise CannotRead("This file is not JSON that can be read.") from None


def _no_constant(name: str) -> None:
    raise ValueError(name)
