"""Days and times as other programs write them: which order a file uses is decided from all of its dates.

`10/11/2026` is two days. One date of the file that can only be read one way decides for all of them; where
none does, the person is asked, and nothing is guessed.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from alliance_journal.domain.dates.parse import FIRST_YEAR, LAST_YEAR, UnclearDate, parse_day, say_full
from alliance_journal.exchange.limits import LONGEST_DATE
from alliance_journal.exchange.located_value import WhichDates

if TYPE_CHECKING:
    from alliance_journal.exchange.registry import Dates

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
    """What stands there is no day that can be kept; the message says why, without repeating it."""


NOT_A_DAY: Final = "there is no day here that can be read"


class Moment(NamedTuple):
    """A day, and a time where one was written."""

    day: dt.date
    time: dt.time | None = None


class DayReader(NamedTuple):
    """Reads the dates of one file, all in the same order.

    Attributes:
        day_first: how `10/11/2026` is meant.
        today: the client's own day.
        decided: whether the order mattered in this file.
    """

    day_first: bool
    today: dt.date
    decided: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """How the dates were read, where that could have been otherwise."""
        if not self.decided:
            return ()
        return (f"Dates were read with the {'day' if self.day_first else 'month'} first.",)

    def read(self, text: str) -> Moment:
        """A day with its time.

        Raises:
            NoDay: when it is none, or none that can be kept.
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


def reader_for(texts: Iterable[str], dates: "Dates | None", today: dt.date) -> DayReader:
    """How the dates of a file are to be read.

    Args:
        texts: the dates of the file, as they stand there.
        dates: what the person said about their order, if they were asked.
        today: the client's own day.

    Raises:
        WhichDates: when nothing in the file decides which of two readings is meant.
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
    """The two readings."""
    if not text:
        return "Some dates in this file have the day first and some the month."
    one, other = (DayReader(day_first, today).read(text).day for day_first in (True, False))
    return (
        f"Dates in this file can be read in two ways: its first such date is {say_full(one)} or {say_full(other)}."
    )


def has_zone(text: str) -> bool:
    """Whether this is an instant that names its zone."""
    return len(text) <= LONGEST_DATE and bool(_ZONED.match(text.strip()))


def looks_like_a_day(text: str) -> bool:
    """Whether this has the form of a date, even of one that cannot be kept."""
    text = text.strip()
    if _NUMERIC.match(text) or _ZONED.match(text):
        return True
    try:
        DayReader(True, dt.date(2000, 1, 1)).read(text)
    except NoDay:
        return False
    return True


def day_of(year: int, month: int, day: int) -> dt.date:
    """A day that can be kept.

    Raises:
        NoDay: when it is none, or too far away.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoDay(f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NoDay("there is no such day") from None


def clock(hour: str | None, minute: str | None, second: str | None, half: str | None) -> dt.time | None:
    """A time of day from its parts; None where there is none.

    Raises:
        NoDay: when there is no such time.
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
    """An instant with its zone, as the day and time it was on this computer.

    Raises:
        NoDay: when it is none, or none that can be kept.
    """
    try:
        at = instant(text).astimezone()
    except (OverflowError, OSError):
        raise NoDay(NOT_A_DAY) from None
    return Moment(day_of(at.year, at.month, at.day), at.time().replace(microsecond=0))


def instant(text: str) -> dt.datetime:
    """An instant that names its zone, in UTC: the same on every computer.

    Raises:
        NoDay: when it is none.
    """
    try:
        return dt.datetime.fromisoformat(text.strip().replace(" ", "T", 1).replace(" ", "")).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise NoDay(NOT_A_DAY) from None


def stamp(moment: Moment) -> str:
    """The instant of a day and time on this computer, as it is stored; empty where the time is not known."""
    if moment.time is None:
        return ""
    try:
        at = dt.datetime.combine(moment.day, moment.time).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return at.isoformat(timespec="milliseconds")
