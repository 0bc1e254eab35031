"""Validation and display of text. Any text is accepted unchanged, except what no file or screen can hold."""

import unicodedata
from typing import Final

NUL_SENTENCE: Final = "This text holds a NUL character, which no journal can keep. Take it out and try again."
BROKEN_SENTENCE: Final = "This text holds a broken character, which cannot be kept. Take it out and try again."
LONGEST_LINE: Final = 20_000
"""Maximum length of a line, in characters, that can be wrapped at each key press without a noticeable delay."""


class UnusableText(ValueError):
    """Text that cannot be stored as it is; the message gives the reason and the next step."""


def usable(text: str) -> str:
    """Return the text unchanged.

    Raises:
        UnusableText: if it holds a NUL character or an unpaired surrogate.
    """
    if "\0" in text:
        raise UnusableText(NUL_SENTENCE)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnusableText(BROKEN_SENTENCE) from None
    return text


def has_too_long_a_line(text: str) -> bool:
    """Return True if a line of the text is too long to be edited."""
    return len(text) > LONGEST_LINE and any(len(line) > LONGEST_LINE for line in text.splitlines())


def one_line(text: str) -> str:
    """Return the text on one line: line ends and tabs become spaces, invisible characters are removed."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """Return the text without control and bidirectional formatting characters, every space a plain one.

    Joined emoji stay joined, and characters newer than this Python or of private use are kept.
    """
    if text.isprintable():
        return text
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or _can_be_seen(c))


def _can_be_seen(sign: str) -> bool:
    return sign.isprintable() or sign in _JOINERS or unicodedata.category(sign) in ("Cn", "Co")


_JOINERS: Final = "\u200c\u200d"


def tags_from(text: str) -> tuple[str, ...]:
    """Return the tags typed in one field: words, or phrases between commas, with or without `#`, each once."""
    parts = text.split(",") if "," in text else text.split()
    cleaned = (" ".join(part.split()).lstrip("#") for part in parts)
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))


def count(number: int, one: str, many: str) -> str:
    """Return a number and its noun, in the singular or plural."""
    return f"{number} {one if number == 1 else many}"
