"""Dates and times in files of other programs.

A date such as `10/11/2026` has two readings, so the order (day or month first) is decided once for the whole
file, from all of its dates. One date that can only be read one way decides for all; if none does, the caller
has to ask the user, and nothing is guessed.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from alliance_journal.domain.dates.parse import FIRST_YEAR, LAST_YEAR, say_full
from alliance_journal.exchange.base import DateOrder, WhichDates
from alliance_journal.exchange.limits import LONGEST_DATE
from alliance_journal.exchange.shared.written_dates import Written, written, written_first

_ZONED: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[Zz]|(?:UTC|GMT)|[+-]\d{2}:?\d{2})$"
)
_UTC: Final = re.compile(r"(?:[Zz]|UTC|GMT|[+-]00:?00)$")


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
        year_first: True if `26-11-10` means 2026.
    """

    day_first: bool
    today: dt.date
    decided: bool = False
    year_first: bool = False

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
        if found := written(text):
            return self.moment(found)
        raise NoDay(NOT_A_DAY)

    def first(self, text: str) -> tuple[Moment, str] | None:
        """Return the day and time that a text begins with, and the text after it; None if it begins with none."""
        found = written_first(text[:LONGEST_DATE])
        if not found:
            return None
        try:
            return self.moment(found), text[found.end :]
        except NoDay:
            return None

    def moment(self, found: Written) -> Moment:
        """Return the day and time of a date as it is written.

        Raises:
            NoDay: if it is no day that can be stored.
        """
        return Moment(self._day(found), clock(*found.clock) if found.clock else None)

    def _day(self, found: Written) -> dt.date:
        year, month, day = _in_order(found, day_first=self.day_first, year_first=self.year_first)
        if found.short_year:
            # Of two centuries, the one that is not to come.
            year += 2000 if 2000 + year <= self.today.year + 1 else 1900
        return day_of(year, month, day)


def _in_order(found: Written, *, day_first: bool, year_first: bool = False) -> tuple[int, int, int]:
    """Return the year, month and day that three numbers are."""
    first, second, third = found.numbers
    if found.order == "ymd" or (found.order == "short" and year_first):
        return first, second, third
    return (third, second, first) if day_first else (third, first, second)


def reader_for(texts: Iterable[str], dates: DateOrder | None, today: dt.date) -> DayReader:
    """Return the reader for the dates of a file.

    Args:
        texts: the dates of the file, as written, in its order.
        dates: the user's answer about their order, if they were asked.
        today: the client's own day.

    Raises:
        WhichDates: if nothing in the file decides between the two orders.
    """
    found = (written(text) for text in texts if len(text) <= LONGEST_DATE)
    return reader_of((one for one in found if one and one.order != "ymd"), dates, today)


def reader_of(dates_met: Iterable[Written], dates: DateOrder | None, today: dt.date) -> DayReader:
    """Return the reader for dates that were found in a file already; else as `reader_for`.

    Raises:
        WhichDates: if nothing in the file decides between the two orders.
    """
    doubtful: Written | None = None
    votes: set[bool] = set()
    short: list[Written] = []
    for one in dates_met:
        if one.order == "short":
            short.append(one)
        first, second = one.numbers[:2]
        if one.order == "ymd":
            continue
        if first > 12 >= second:
            votes.add(True)
        elif second > 12 >= first:
            votes.add(False)
        elif first != second and not doubtful:
            doubtful = one
    if dates is not None:
        return DayReader(dates == "day-first", today, bool(votes or doubtful))
    if short and _year_is_first(short, today):
        return DayReader(True, today, False, True)
    if len(votes) == 1:
        return DayReader(votes.pop(), today, True)
    if doubtful or votes:
        raise WhichDates(_both(doubtful, today))
    return DayReader(True, today)


def _year_is_first(short: list[Written], today: dt.date) -> bool:
    """Return True if dates of three short numbers make sense with the year first alone.

    A journal is written up to today, and its entries stand in order; so a reading with days to come, or out of
    order, is none if another one has neither.
    """
    return _makes_sense(short, today, day_first=True, year_first=True) and not any(
        _makes_sense(short, today, day_first=day_first) for day_first in (True, False)
    )


def _makes_sense(short: list[Written], today: dt.date, *, day_first: bool, year_first: bool = False) -> bool:
    days = []
    for one in short:
        year, month, day = _in_order(one, day_first=day_first, year_first=year_first)
        try:
            days.append(day_of(2000 + year, month, day))
        except NoDay:
            return False
    return max(days) <= today and (days == sorted(days) or days == sorted(days, reverse=True))


def _both(doubtful: Written | None, today: dt.date) -> str:
    """Return the question to the user, with both readings of the first ambiguous date."""
    if not doubtful:
        return "Some dates in this file have the day first and some the month."
    one, other = (DayReader(day_first, today).moment(doubtful).day for day_first in (True, False))
    return (
        f"Dates in this file can be read in two ways: its first such date is {say_full(one)} or {say_full(other)}."
    )


def has_zone(text: str) -> bool:
    """Return True if `text` is an instant with a time zone."""
    return len(text) <= LONGEST_DATE and bool(_ZONED.match(text.strip()))


def looks_like_a_day(text: str) -> bool:
    """Return True if `text` has the form of a date, even of one that cannot be stored."""
    text = text.strip()
    return len(text) <= LONGEST_DATE and bool(_ZONED.match(text) or written(text))


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
    """Return the day and time of an instant where it was written.

    A time with an offset, such as `2026-05-28T23:30:00+02:00`, is the clock of that place and stays as it is. An
    instant in UTC says nothing of the place, so it becomes the day and time in this computer's zone.

    Raises:
        NoDay: if it is no instant, or none that can be stored.
    """
    try:
        at = _parsed(text)
        at = at.astimezone() if in_utc(text) else at
    except (ValueError, OverflowError, OSError):
        raise NoDay(NOT_A_DAY) from None
    return Moment(day_of(at.year, at.month, at.day), at.time().replace(microsecond=0))


def in_utc(text: str) -> bool:
    """Return True if an instant with a time zone is written in UTC."""
    return bool(_UTC.search(text.strip()))


def instant(text: str) -> dt.datetime:
    """Return an instant with a time zone in UTC, so that the result is the same on every computer.

    Raises:
        NoDay: if it is no instant.
    """
    try:
        return _parsed(text).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise NoDay(NOT_A_DAY) from None


def _parsed(text: str) -> dt.datetime:
    plain = re.sub(r"(?:UTC|GMT)$", "Z", text.strip()).replace("z", "Z")
    return dt.datetime.fromisoformat(plain.replace(" ", "T", 1).replace(" ", ""))


def stamp(moment: Moment) -> str:
    """Return a local day and time as an ISO 8601 instant in UTC (milliseconds); empty without a time."""
    if moment.time is None:
        return ""
    try:
        at = dt.datetime.combine(moment.day, moment.time).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return at.isoformat(timespec="milliseconds")
