"""One text with many days in it, such as a diary in one file, split at the lines that name a day."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from alliance_journal.exchange.base import DateOrder
from alliance_journal.exchange.file_dates import Moment, NoDay, reader_of
from alliance_journal.exchange.limits import LONGEST_DATE
from alliance_journal.exchange.shared.month_names import month_of
from alliance_journal.exchange.shared.written_dates import Written, written_first

_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(\S.*)$")
_FENCE: Final = re.compile(r"[ \t]{0,3}(```|~~~)")
_AROUND: Final = "*_[] \t"
"""Marks of a link or of emphasis around a date."""
_SEPARATOR: Final = " \t:–—-|*_[]"


class Part(NamedTuple):
    """The text of one day, or of one moment of it.

    Attributes:
        line: number of the line that names the day.
        moment: the day and time.
        title: the words of that line after the date.
        body: the lines below it.
    """

    line: int
    moment: Moment
    title: str
    body: str


class Head(NamedTuple):
    """A line that names a day.

    Attributes:
        line: its number.
        date: the date in it.
        rest: the words after the date.
        level: what lines of the same kind have in common.
    """

    line: int
    date: Written
    rest: str
    level: str


def by_headings(text: str) -> list[Head]:
    """Return the headings of a Markdown text that begin with a date, of the level that has most of them."""
    heads: dict[str, list[Head]] = {}
    for number, line in _outside_code(text):
        found = _HEADING.match(line)
        if not found:
            continue
        words = found[2].lstrip(_AROUND)
        if date := written_first(words[:LONGEST_DATE]):
            rest = words[date.end :].strip(_SEPARATOR)
            heads.setdefault(found[1], []).append(Head(number, date, rest, found[1]))
    return max(heads.values(), key=len, default=[])


def _outside_code(text: str) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        elif not fence:
            yield number, line


def split(text: str, heads: list[Head], dates: DateOrder | None, today: dt.date) -> list[Part]:
    """Return the parts of a text.

    Args:
        text: the text.
        heads: its lines that name a day.
        dates: the order of day and month, if the user gave it.
        today: the client's own day.

    Raises:
        WhichDates: if the order of day and month is not clear.
        NoDay: if a line names a day that cannot be stored.
    """
    lines = text.split("\n")
    reader = reader_of((head.date for head in heads), dates, today)
    parts = []
    before = _without_periods(lines[: heads[0].line - 1], heads[0].level)
    for head, after in zip(heads, (*heads[1:], None), strict=True):
        below = _without_periods(lines[head.line : after.line - 1 if after else None], head.level)
        if before:
            # Words above the first day stay, at the beginning of its text.
            below, before = [*before, "", *below], []
        try:
            moment = reader.moment(head.date)
        except NoDay as error:
            raise NoDay(f"line {head.line}: {error}") from None
        parts.append(Part(head.line, moment, head.rest, "\n".join(below)))
    return parts


def _without_periods(lines: list[str], level: str) -> list[str]:
    """Return lines without blank ones, and headings of a year or a month above days of this level, around them."""
    start, end = 0, len(lines)
    while end and (not lines[end - 1].strip() or _is_period(lines[end - 1], level)):
        end -= 1
    while start < end and (not lines[start].strip() or _is_period(lines[start], level)):
        start += 1
    return lines[start:end]


def _is_period(line: str, level: str) -> bool:
    found = _HEADING.match(line)
    if not found or len(found[1]) >= len(level):
        return False
    words = found[2].split()
    return len(words) < 3 and all(re.fullmatch(r"\d{4}", word) or month_of(word) for word in words)
