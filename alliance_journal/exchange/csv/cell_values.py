"""Cells of a table as what they mean; each of these raises `Refusal` where one means nothing."""

from collections.abc import Mapping
from typing import TypeVar

from alliance_journal.domain.text import usable

T = TypeVar("T")
Cells = Mapping[str, str]
"""The cells of a row, by the names of their columns."""


_MOST_DIGITS = 20


class Refusal(ValueError):
    """A row cannot be taken over; the message says why, without repeating it."""


def filled(cells: Cells) -> str:
    """The words of a thing that must have some."""
    text = usable(cells.get("text", ""))
    if not text.strip():
        raise Refusal("it holds no words")
    return text


def one_of(word: str, words: tuple[T, ...], default: T, name: str) -> T:
    """One of these words; the default for none, where there is one."""
    if not word and default:
        return default
    if word not in words:
        raise Refusal(f"{name} is none of {', '.join(map(str, words))}")
    return words[words.index(word)]


def truth(cell: str, *, default: bool) -> bool:
    """A true or false, as spreadsheets write them, too."""
    word = cell.strip().casefold()
    if word in ("1", "true", "yes", "wahr"):
        return True
    if word in ("0", "false", "no", "falsch"):
        return False
    if word:
        raise Refusal("1 or 0 was expected")
    return default


def number(cell: str, lowest: int, highest: int) -> int:
    """A whole number; the lowest where none stands there."""
    if not cell.strip():
        return lowest
    cell = cell.strip()
    # Python refuses to read a number of thousands of digits.
    if not cell.isdecimal() or len(cell) > _MOST_DIGITS or not lowest <= int(cell) <= highest:
        raise Refusal(f"a whole number from {lowest} to {highest} was expected")
    return int(cell)
