"""The day that a file's name or its folders name, and the words of the name."""

import re
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from alliance_journal.exchange.decode import name_of
from alliance_journal.exchange.shared.month_names import WEEKDAYS, month_of
from alliance_journal.exchange.shared.written_dates import Written, written_within

_GENERAL: Final = frozenset(("index", "content", "text", "note", "entry", "untitled", "readme"))
"""Names of files that are named after what they are, so that their folder names what they are about."""
NOTION_ID: Final = re.compile(r"[ _-][0-9a-f]{32}$")
"""End of the names of files that Notion exports."""
_YEAR: Final = re.compile(r"\d{4}$")
_MONTH: Final = re.compile(r"(?:\d{4}[-_. ]?)?(\d{1,2})(?!\d)|([^\W\d_]+)")
_DAY: Final = re.compile(r"(\d{1,2})(?=$|[ _-])")
_MONTH_AND_DAY: Final = re.compile(r"(\d{2})[-_.](\d{2})(?!\d)")


class Named(NamedTuple):
    """What a file's name says.

    Attributes:
        date: the day in it, if there is one.
        words: the name without that day and without what programs append to it.
    """

    date: Written | None
    words: str


def named(path: PurePosixPath) -> Named:
    """Return the day and the words in the name of a file, or else the day in the names of its folders."""
    parts = [*path.parts[:-1], NOTION_ID.sub("", path.stem)]
    if len(parts) > 1 and parts[-1].casefold() in _GENERAL:
        parts = parts[:-1]
        parts[-1] = parts[-1].removesuffix(".textbundle")
    name = parts[-1]
    if found := written_within(name):
        date, start = found
        return Named(date, _without_weekday(_words(name[:start] + name[date.end :])))
    if day := _in_folders(parts):
        return Named(day, _words(name[day.end :]))
    return Named(None, _words(name))


def _in_folders(parts: list[str]) -> Written | None:
    """Return the day of a path such as `2024/01/05`; `end` is the place after its part in the last name."""
    name = parts[-1]
    if len(parts) > 1 and _YEAR.match(parts[-2]) and (found := _MONTH_AND_DAY.match(name)):
        return Written((int(parts[-2]), int(found[1]), int(found[2])), "ymd", None, found.end())
    day = _DAY.match(name)
    if len(parts) > 2 and _YEAR.match(parts[-3]) and day and (month := _month(parts[-2])):
        return Written((int(parts[-3]), month, int(day[1])), "ymd", None, day.end())
    if len(parts) > 3 and _YEAR.match(parts[-4]) and _DAY.fullmatch(parts[-2]) and (month := _month(parts[-3])):
        return Written((int(parts[-4]), month, int(parts[-2])), "ymd", None, 0)
    return None


def _month(name: str) -> int | None:
    found = _MONTH.match(name)
    if not found:
        return None
    return int(found[1]) if found[1] else month_of(found[2])


def _without_weekday(words: str) -> str:
    return "" if words.strip("()").casefold() in WEEKDAYS else words


def _words(name: str) -> str:
    words = name_of(Path(name)).strip(" -_.,") if name else ""
    return "" if words.casefold() in _GENERAL else words
