"""Conversion of table cells into values; each function raises `Refusal` for a cell without a valid value."""

from collections.abc import Mapping
from typing import TypeVar

from alliance_journal.domain.text import usable

T = TypeVar("T")
Cells = Mapping[str, str]
"""Cells of a row, by the names of their columns."""


_MOST_DIGITS = 20


class Refusal(ValueError):
    """A row cannot be imported; the message gives the reason, without repeating the row."""


def filled(cells: Cells) -> str:
    """Return the text of a record, which must not be blank."""
    text = usable(cells.get("text", ""))
    if not text.strip():
        raise Refusal("it holds no words")
    return text


def one_of(word: str, words: tuple[T, ...], default: T, name: str) -> T:
    """Return one of these words; `default` for an empty cell, if there is one."""
    if not word and default:
        return default
    if word not in words:
        raise Refusal(f"{name} is none of {', '.join(map(str, words))}")
    return words[words.index(word)]


def truth(cell: str, *, default: bool) -> bool:
    """Return a Boolean, also in the notations of spreadsheets."""
    word = cell.strip().casefold()
    if word in ("1", "true", "yes", "wahr"):
        return True
    if word in ("0", "false", "no", "falsch"):
        return False
    if word:
        raise Refusal("1 or 0 was expected")
    return default


def number(cell: str, lowest: int, highest: int) -> int:
    """Return an integer; the lowest allowed one for an empty cell."""
    if not cell.strip():
        return lowest
    cell = cell.strip()
    # Python refuses to convert numbers with thousands of digits.
    if not cell.isdecimal() or len(cell) > _MOST_DIGITS or not lowest <= int(cell) <= highest:
        raise Refusal(f"a whole number from {lowest} to {highest} was expected")
    return int(cell)
