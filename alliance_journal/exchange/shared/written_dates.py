"""Dates as people and programs write them: the numbers they name, and whether the order of the numbers is known."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from alliance_journal.exchange.shared.month_names import WEEKDAYS, month_of

Order = Literal["ymd", "either", "short"]
"""Order of three numbers: year, month, day; day and month in either order, then the year; or two digits each, of
which the first or the last are the year."""


class Clock(NamedTuple):
    """A time of day as it is written: digits, and "a" or "p" of am and pm."""

    hour: str
    minute: str | None = None
    second: str | None = None
    half: str | None = None


class Written(NamedTuple):
    """A date as it is written, before it is known to be a real day.

    Attributes:
        numbers: its three numbers as `order` says.
        order: what the three numbers are.
        clock: the time of day beside it, if there is one.
        end: place in the text after the date.
        short_year: True if the year is written with two digits.
    """

    numbers: tuple[int, int, int]
    order: Order
    clock: Clock | None
    end: int
    short_year: bool = False


_WORD: Final = r"[^\W\d_]{3,14}"
_GAP: Final = r"[\s./_-]{0,3}"
_HALF: Final = r"\s?([AaPp])\.?\s?[Mm]\b\.?"
_TIME: Final = rf"(\d{{1,2}})[:.hH](\d{{2}})(?:[:.](\d{{2}})(?:[.,]\d{{1,9}})?)?(?!\d)(?:{_HALF})?"
_WORDS: Final = re.compile(r"(?<![^\W_])[^\W_]")
_WEEKDAY: Final = re.compile(r"[^\W\d_]{2,20}\.?,?\s+")
_YEAR_FIRST: Final = re.compile(r"(\d{4})(\s?[-/._]\s?|\s)(\d{1,2})\2(\d{1,2})(?!\d)")
_EIGHT: Final = re.compile(r"(\d{8})(?:T?(\d{2})(\d{2})(\d{2})?)?(?!\d|[-:.]\d)")
_SIX: Final = re.compile(r"(\d{2})(\d{2})(\d{2})(?!\d)")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})(\s?[-/._]\s?|\s)(\d{1,2})\2(\d{4}(?!\d)|\d{2}(?!\d|:\d))")
_DAY_NAME_YEAR: Final = re.compile(
    rf"(?:the\s)?(\d{{1,2}})(?:st|nd|rd|th|er|[.ºª])?{_GAP}(?:(?:of|de|del|di|d[’'])\s?)?({_WORD})\.?,?{_GAP}"
    r"(?:del?\s)?(\d{4}(?!\d)|[’']?\d{2}(?!\d|:\d))"
)
_NAME_DAY_YEAR: Final = re.compile(
    rf"({_WORD})\.?{_GAP}(\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s?,\s?|[\s./_-]{{1,2}})(\d{{4}}|[’']?\d{{2}})(?!\d|[:.h]\d)"
)
_YEAR_NAME_DAY: Final = re.compile(rf"(\d{{4}}),?{_GAP}({_WORD})\.?{_GAP}(\d{{1,2}})(?!\d)")
_YEAR_AT_THE_END: Final = re.compile(
    rf"({_WORD})\.?\s{{1,2}}(\d{{1,2}})\s{_TIME}\s(?:[A-Z]{{2,5}}\s)?(\d{{4}})(?!\d)"
)
_DAY_OF_YEAR: Final = re.compile(r"(\d{4})[-.]?(\d{3})(?!\d)")
_WEEK: Final = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])(?!\d)")
_EASTERN: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})(?!\d)\s?[日일]?")
_CLOCK_AFTER: Final = re.compile(
    r"(?:\.?,?\s{1,2}|\s?[,;|@–—-]\s?|[T_:])(?:(?:at|um|à|a las|alle|om|kl\.?|klo|@)\s)?"
    rf"(?:{_TIME}|(\d{{1,2}}){_HALF})"
)
# Of the words after a time that begins a line, none may be taken for a zone.
_ZONE_AFTER: Final = re.compile(r"\s\(?(?:Uhr|Z|[A-Z]{3,5})(?:[+-]\d{1,2}(?::?\d{2})?)?\)?")
_DIGITS_AFTER: Final = re.compile(r"(?:[ T_]|\s-\s)(\d{2})[-_]?(\d{2})(?:[-_]?(\d{2}))?(?!\d)")
_CLOCK_BEFORE: Final = re.compile(rf"{_TIME}\s?[,|–—-]?\s")
_WEEKDAY_AFTER: Final = re.compile(r",?\s?\(?([^\W\d_]{2,13})\.?\)?")
# A word that begins like a weekday, as in "2024-01-05 Sat on a bench", belongs to the text.
_AFTER_A_DATE: Final = re.compile(r"\s?(?:$|[:,;|–—-])", re.MULTILINE)
_LAST: Final = re.compile(r"\s*[.,:]?\s*$")


def written(text: str) -> Written | None:
    """Return the date and time that all of a text is, or None. Any one word may stand before the date."""
    text = text.strip()
    if before := _CLOCK_BEFORE.match(text):
        found = _date(text, before.end(), strict=False)
        if found and _LAST.match(text, found.end):
            return found._replace(clock=Clock(*before.group(1, 2, 3, 4)))
    found = _date(text, 0, strict=False)
    if not found:
        return None
    if _LAST.match(text, found.end):
        return found
    found = _with_clock(text, found, whole=True)
    return found if _LAST.match(text, found.end) else None


def written_first(text: str) -> Written | None:
    """Return the date, and time if one follows, that a text begins with, or None. The rest may be any words."""
    found = _date(text, 0, strict=True)
    if not found:
        return None
    found = _with_clock(text, found, whole=False)
    return None if text[found.end : found.end + 1].isalnum() else found


def written_within(text: str) -> tuple[Written, int] | None:
    """Return the first date with a full year within a name, and its place; None if there is none.

    A time of day belongs to it only in one number with the day, as in `202401051430`.
    """
    for word in _WORDS.finditer(text):
        for form in (_eastern, _year_first, _year_last, _digits, _named):
            found = form(text, word.start())
            if found and not found.short_year and found.numbers[1]:
                return found, word.start()
    return None


def _date(text: str, start: int, *, strict: bool) -> Written | None:
    """Return the date at a place of a text, after at most two words; `strict` if they can only be a weekday."""
    place = start
    for _ in range(3):
        for found in _forms(text, place):
            if found:
                return found
        word = _WEEKDAY.match(text, place)
        if not word or (strict and word[0].strip(" .,\t\xa0").casefold() not in WEEKDAYS):
            return None
        place = word.end()
    return None


def _forms(text: str, place: int) -> Iterator[Written | None]:
    if text[place : place + 1].isdigit():
        yield from (form(text, place) for form in (_eastern, _week, _year_first, _year_last, _digits, _day_of_year))
    yield from (form(text, place) for form in (_named, _year_at_the_end))


def _year_first(text: str, place: int) -> Written | None:
    found = _YEAR_FIRST.match(text, place)
    return _known(found[1], found[3], found[4], found.end()) if found else None


def _eastern(text: str, place: int) -> Written | None:
    found = _EASTERN.match(text, place)
    return _known(found[1], found[2], found[3], found.end()) if found else None


def _year_last(text: str, place: int) -> Written | None:
    found = _YEAR_LAST.match(text, place)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), found[4]
    if "." in found[2]:
        return Written((int(year), second, first), "ymd", None, found.end(), len(year) == 2)
    if len(found[1]) == len(found[3]) == len(year) == 2:
        return Written((first, second, int(year)), "short", None, found.end(), True)
    return Written((first, second, int(year)), "either", None, found.end(), len(year) == 2)


def _digits(text: str, place: int) -> Written | None:
    if found := _EIGHT.match(text, place):
        digits = found[1]
        clock = Clock(found[2], found[3], found[4]) if found[2] else None
        if 1900 <= int(digits[:4]) < 2200 and 1 <= int(digits[4:6]) <= 12:
            return _known(digits[:4], digits[4:6], digits[6:], found.end())._replace(clock=clock)
        return Written((int(digits[:2]), int(digits[2:4]), int(digits[4:])), "either", clock, found.end())
    if found := _SIX.match(text, place):
        return Written((int(found[1]), int(found[2]), int(found[3])), "short", None, found.end(), True)
    return None


def _day_of_year(text: str, place: int) -> Written | None:
    found = _DAY_OF_YEAR.match(text, place)
    if not found:
        return None
    year, number = int(found[1]), int(found[2])
    try:
        day = dt.date(year, 1, 1) + dt.timedelta(number - 1)
    except (ValueError, OverflowError):
        return _no_day(year, found.end())
    return _of(day, found.end()) if number and day.year == year else _no_day(year, found.end())


def _week(text: str, place: int) -> Written | None:
    found = _WEEK.match(text, place)
    if not found:
        return None
    try:
        return _of(dt.date.fromisocalendar(int(found[1]), int(found[2]), int(found[3])), found.end())
    except ValueError:
        return _no_day(int(found[1]), found.end())


def _of(day: dt.date, end: int) -> Written:
    return Written((day.year, day.month, day.day), "ymd", None, end)


def _no_day(year: int, end: int) -> Written:
    """Return the form of a date that is none, which the reader refuses."""
    return Written((year, 0, 0), "ymd", None, end)


def _named(text: str, place: int) -> Written | None:
    for pattern, day, name, year in (
        (_DAY_NAME_YEAR, 1, 2, 3),
        (_NAME_DAY_YEAR, 2, 1, 3),
        (_YEAR_NAME_DAY, 3, 2, 1),
    ):
        found = pattern.match(text, place)
        if found and (month := month_of(found[name])):
            digits = found[year].lstrip("’'")
            return Written((int(digits), month, int(found[day])), "ymd", None, found.end(), len(digits) == 2)
    return None


def _year_at_the_end(text: str, place: int) -> Written | None:
    found = _YEAR_AT_THE_END.match(text, place)
    if not found or not (month := month_of(found[1])):
        return None
    return Written((int(found[7]), month, int(found[2])), "ymd", Clock(*found.group(3, 4, 5, 6)), found.end())


def _known(year: str, month: str, day: str, end: int) -> Written:
    return Written((int(year), int(month), int(day)), "ymd", None, end)


def _with_clock(text: str, found: Written, *, whole: bool) -> Written:
    """Return the date with the weekday and the time of day that follow.

    Args:
        text: the text that the date is in.
        found: the date.
        whole: True if nothing else follows, so that a time may stand there without a colon.
    """
    if found.clock:
        return found
    end = found.end
    word = _WEEKDAY_AFTER.match(text, end)
    if word and word[1].casefold() in WEEKDAYS:
        end = word.end()
    after = _CLOCK_AFTER.match(text, end)
    if after:
        clock = Clock(*after.group(1, 2, 3, 4)) if after[1] else Clock(after[5], half=after[6])
        zone = _ZONE_AFTER.match(text, after.end()) if whole else None
        return found._replace(clock=clock, end=zone.end() if zone else after.end())
    if end != found.end and (whole or _AFTER_A_DATE.match(text, end)):
        found = found._replace(end=end)
    if whole and (after := _DIGITS_AFTER.match(text, found.end)):
        return found._replace(clock=Clock(after[1], after[2], after[3]), end=after.end())
    return found
