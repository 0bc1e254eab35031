"""What text the journal takes: anything, byte for byte, but for what no file or screen can carry."""

from typing import Final

NUL_SENTENCE: Final = "This text holds a NUL character, which no journal can keep. Take it out and try again."
BROKEN_SENTENCE: Final = "This text holds a broken character, which cannot be kept. Take it out and try again."


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


def one_line(text: str) -> str:
    """The text as a line of a list: line ends and tabs as spaces, signs that cannot be seen left out."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """The text without what steers a terminal or turns the direction of writing; joined emoji stay joined."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c.isprintable() or c in _JOINERS)


_JOINERS: Final = "\u200c\u200d"


def tags_from(text: str) -> tuple[str, ...]:
    """Tags as typed in one field: words, or phrases between commas, with or without `#`, each once."""
    parts = text.split(",") if "," in text else text.split()
    cleaned = (" ".join(part.split()).lstrip("#") for part in parts)
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))
