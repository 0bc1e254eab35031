"""What text the journal takes: anything, byte for byte, but for what no file or screen can carry."""

import unicodedata
from typing import Final

NUL_SENTENCE: Final = "This text holds a NUL character, which no journal can keep. Take it out and try again."
BROKEN_SENTENCE: Final = "This text holds a broken character, which cannot be kept. Take it out and try again."
LONGEST_LINE: Final = 20_000
"""Characters in one line that can still be wrapped anew at each key without making the writer wait."""


class UnusableText(ValueError):
    """Text that cannot be kept as it is; the message says why and what to do."""


def usable(text: str) -> str:
    """The text itself, unchanged.

    Raises:
        UnusableText: when it holds a NUL character or half a surrogate pair.
    """
    if "\0" in text:
        raise UnusableText(NUL_SENTENCE)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnusableText(BROKEN_SENTENCE) from None
    return text


def has_too_long_a_line(text: str) -> bool:
    """Whether a line of the text is too long to be written in."""
    return len(text) > LONGEST_LINE and any(len(line) > LONGEST_LINE for line in text.splitlines())


def one_line(text: str) -> str:
    """The text as a line of a list: line ends and tabs as spaces, signs that cannot be seen left out."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """The text without what steers a terminal or turns the direction of writing, every space a plain one.

    Joined emoji stay joined, and signs newer than this Python or of somebody's own font stay.
    """
    if text.isprintable():
        return text
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or _can_be_seen(c))


def _can_be_seen(sign: str) -> bool:
    return sign.isprintable() or sign in _JOINERS or unicodedata.category(sign) in ("Cn", "Co")


_JOINERS: Final = "\u200c\u200d"


def tags_from(text: str) -> tuple[str, ...]:
    """Tags as typed in one field: words, or phrases between commas, with or without `#`, each once."""
    parts = text.split(",") if "," in text else text.split()
    cleaned = (" ".join(part.split()).lstrip("#") for part in parts)
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))


def count(number: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{number} {one if number == 1 else many}"
