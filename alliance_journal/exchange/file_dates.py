"""Dates and times in files of other programs.

A date such as `10/11/2026` has two readings, so the order (day or month first) is decided once for the whole
file, from all of its dates. One date that can only be read one way decides for all; if none does, the caller
has to ask the user, and nothing is guessed.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from alliance_journal.domain.dates.parse import FIRST_YEAR, LAST_YEAR, UnclearDate, parse_day, say_full
from alliance_journal.exchange.base import DateOrder, WhichDates
from alliance_journal.exchange.limits import LONGEST_DATE

_CLOCK: Final = r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
_HALF: Final = r"\s*([AaPp])\.?\s?[Mm]\.?"
_WEEKDAY: Final = r"(?:[^\W\d_]+\.?,?\s+)?"
_NUMERIC: Final = re.compile(
    rf"{_WEEKDAY}(\d{{1,4}})([-/.])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d{{1,2}})\.?(?:(?:,?\s+|T)(?:at\s+)?{_CLOCK}(?:{_HALF})?\s*)?$"
)
_NAMED: Final = re.compile(
    rf"((?=[^\n]*[^\W\d_]{{3}})(?=[^\n]*\b\d{{4}}\b)[^\n:]{{6,40}}?)(?:,?\s+(?:at\s+)?{_CLOCK}(?:{_HALF})?\s*)?$"
)
_ZONED: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})$")


class NoDay(ValueError):
    """The text is no date that can be stored; the message gives the reason without repeating the text."""


NOT_A_DAY: Final = "there is no day here that can be read"


class Moment(NamedTuple):
    """A day, with the time of day if the file gives one."""

    day: dt.date
    time: dt.time | None = None


class DayReader(NamedTuple):
    """Reader for the dates of one file, all in the same order.

    Attributes:
        day_first: True if `10/11/2026` means 10 November.
        today: the client's own day.
        decided: True if the file has dates for which the order matters.
    """

    day_first: bool
    today: dt.date
    decided: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """One sentence about the order in which dates were read, if another order was possible; else empty."""
        if not self.decided:
            return ()
        return (f"Dates were read with the {'day' if self.day_first else 'month'} first.",)

    def read(self, text: str) -> Moment:
        """Return the day and time that `text` names.

        Raises:
            NoDay: if it is no date, or no date that can be stored.
        """
        text = text.strip()
        if len(text) > LONGEST_DATE:
            raise NoDay(NOT_A_DAY)
        if _ZONED.match(text):
            return local(text)
        if found := _NUMERIC.match(text):
            first, _, second, third = found.group(1, 2, 3, 4)
            return Moment(self._day(first, found[2], second, third), clock(*found.group(5, 6, 7, 8)))
        if found := _NAMED.match(text):
            return Moment(self._named(found[1]), clock(*found.group(2, 3, 4, 5)))
        raise NoDay(NOT_A_DAY)

    def _day(self, first: str, mark: str, second: str, third: str) -> dt.date:
        if len(first) == 4:
            return day_of(int(first), int(second), int(third))
        if len(first) == 3:
            raise NoDay(NOT_A_DAY)
        year = int(third) if len(third) == 4 else 2000 + int(third)
        if mark == "." or self.day_first:
            return day_of(year, int(second), int(first))
        return day_of(year, int(first), int(second))

    def _named(self, text: str) -> dt.date:
        try:
            return parse_day(text, self.today)
        except UnclearDate:
            raise NoDay(NOT_A_DAY) from None


def reader_for(texts: Iterable[str], dates: DateOrder | None, today: dt.date) -> DayReader:
    """Return the reader for the dates of a file.

    Args:
        texts: the dates of the file, as written.
        dates: the user's answer about their order, if they were asked.
        today: the client's own day.

    Raises:
        WhichDates: if nothing in the file decides between the two orders.
    """
    doubtful = ""
    votes = set()
    for text in texts:
        found = _NUMERIC.match(text.strip()) if len(text) <= LONGEST_DATE else None
        if not found or found[2] == "." or len(found[1]) > 2:
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            votes.add(True)
        elif second > 12 >= first:
            votes.add(False)
        elif first != second and not doubtful:
            doubtful = text.strip()
    if dates is not None:
        return DayReader(dates == "day-first", today, bool(votes or doubtful))
    if len(votes) == 1:
        return DayReader(votes.pop(), today, True)
    if doubtful or votes:
        raise WhichDates(_both(doubtful, today))
    return DayReader(True, today)


def _both(text: str, today: dt.date) -> str:
    """Return the question to the user, with both readings of the first ambiguous date."""
    if not text:
        return "Some dates in this file have the day first and some the month."
    one, other = (DayReader(day_first, today).read(text).day for day_first in (True, False))
    return (
        f"Dates in this file can be read in two ways: its first such date is {say_full(one)} or {say_full(other)}."
    )


def has_zone(text: str) -> bool:
    """Return True if `text` is an instant with a time zone."""
    return len(text) <= LONGEST_DATE and bool(_ZONED.match(text.strip()))


def looks_like_a_day(text: str) -> bool:
    """Return True if `text` has the form of a date, even of one that cannot be stored."""
    text = text.strip()
    if _NUMERIC.match(text) or _ZONED.match(text):
        return True
    try:
        DayReader(True, dt.date(2000, 1, 1)).read(text)
    except NoDay:
        return False
    return True


def day_of(year: int, month: int, day: int) -> dt.date:
    """Return a day that can be stored.

    Raises:
        NoDay: if there is no such day, or its year is outside FIRST_YEAR to LAST_YEAR.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoDay(f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NoDay("there is no such day") from None


def clock(hour: str | None, minute: str | None, second: str | None, half: str | None) -> dt.time | None:
    """Return a time of day from its parts, or None without an hour.

    Args:
        hour: digits as written.
        minute: digits as written.
        second: digits as written.
        half: "a" or "p" (of am or pm) on a 12-hour clock; None on a 24-hour clock.

    Raises:
        NoDay: if there is no such time.
    """
    if hour is None:
        return None
    hours = int(hour)
    if half and not 1 <= hours <= 12:
        raise NoDay("there is no such time of day")
    if half:
        hours = hours % 12 + (12 if half in "Pp" else 0)
    try:
        return dt.time(hours, int(minute or 0), int(second or 0))
    except ValueError:
        raise NoDay("there is no such time of day") from None


def local(text: str) -> Moment:
    """Return an instant with a time zone as the day and time in this computer's zone.

    Raises:
        NoDay: if it is no instant, or none that can be stored.
    """
    try:
        at = instant(text).astimezone()
    except (OverflowError, OSError):
        raise NoDay(NOT_A_DAY) from None
    return Moment(day_of(at.year, at.month, at.day), at.time().replace(microsecond=0))


def instant(text: str) -> dt.datetime:
    """Return an instant with a time zone in UTC, so that the result is the same on every computer.

    Raises:
        NoDay: if it is no instant.
    """
    try:
        return dt.datetime.fromisoformat(text.strip().replace(" ", "T", 1).replace(" ", "")).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise NoDay(NOT_A_DAY) from None


def stamp(moment: Moment) -> str:
    """Return a local day and time as an ISO 8601 instant in UTC (milliseconds); empty without a time."""
    if moment.time is None:
        return ""
    try:
        at = dt.datetime.combine(moment.day, moment.time).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return at.isoformat(timespec="milliseconds")
