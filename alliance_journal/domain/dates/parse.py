"""Parse dates that users type, and format dates for display.

`today` is always an argument. Callers echo a parsed date with its weekday, so that the user sees how it was
understood; an ambiguous date is refused with both readings.

Patterns are strings, here and in other modules of the first page, because compiling them all at import would
delay the start: `re` compiles each one on first use.
"""

import re
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Final, Literal, NamedTuple

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
EXAMPLES: Final = "Write for example 28 May, last Tuesday, in 2 weeks or 2026-05-28."

Lean = Literal["past", "future"]
"""Direction in which a date without a year, or a bare weekday, is looked for: a past or a future session."""


class UnclearDate(ValueError):
    """A date that cannot be parsed, or that is ambiguous; the message says so and what to write instead."""


class When(NamedTuple):
    """A day, with a time of day if one was typed."""

    day: date
    time: clock_time | None = None


def parse_day(text: str, today: date, lean: Lean = "past") -> date:
    """Parse a day.

    Raises:
        UnclearDate: if it cannot be parsed, is ambiguous, or comes with a time of day.
    """
    when = parse_when(text, today, lean)
    if when.time is not None:
        raise UnclearDate(f"“{_quote(text)}” has a time of day; here only the day is asked. {EXAMPLES}")
    return when.day


def parse_when(text: str, today: date, lean: Lean = "past") -> When:
    """Parse a day with an optional time of day.

    Raises:
        UnclearDate: if it cannot be parsed or is ambiguous.
    """
    words = " ".join(text.replace(",", " ").split()).casefold()
    if not words:
        raise UnclearDate(f"No day was given. {EXAMPLES}")
    words, clock = _split_time(words, text)
    for rule in (_relative, _numeric, _named):
        day = rule(words, text, today, lean)
        if day is not None:
            return When(day, clock)
    raise _unreadable(text)


_TIME: Final = r"(?:^|\s)(?:at )?(\d{1,2})(?:[:h](\d{2}))?\s?(am|pm|a\.m\.|p\.m\.)?$"


def _split_time(words: str, text: str) -> tuple[str, clock_time | None]:
    found = re.search(_TIME, words)
    if found is None or (found[2] is None and found[3] is None):
        return words, None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half and not 1 <= hour <= 12:
        raise _unreadable(text)
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        clock = clock_time(hour, minute)
    except ValueError:
        raise _unreadable(text) from None
    return words[: found.start()].strip() or "today", clock


_NUMBER_WORDS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_SHIFT: Final = r"(in )?(\d{1,3}|[a-z]+) (day|week|month|year)s?( ago)?$"
_WEEKDAY: Final = r"(?:(last|this|next|on) )?([a-z]+)\.?$"


def _relative(words: str, text: str, today: date, lean: Lean) -> date | None:
    near = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}.get(words)
    if near is not None:
        return _days_from(today, near, text)
    if found := re.match(_SHIFT, words):
        return _shift(found, text, today)
    if (found := re.match(_WEEKDAY, words)) and (weekday := _weekday(found[2])) is not None:
        ahead = (weekday - today.weekday()) % 7
        match found[1]:
            case "last":
                away = -((today.weekday() - weekday - 1) % 7 + 1)
            case "next":
                away = (weekday - today.weekday() - 1) % 7 + 1
            case "this":
                away = weekday - today.weekday()
            case _:
                away = ahead if lean == "future" or ahead == 0 else ahead - 7
        return _days_from(today, away, text)
    return None


def _days_from(today: date, days: int, text: str) -> date:
    """Return the day `days` after today; a computer's clock may be near the last possible year."""
    try:
        return today + timedelta(days=days)
    except OverflowError:
        raise _unreadable(text) from None


def _shift(found: re.Match[str], text: str, today: date) -> date:
    ahead, count, unit, back = found.groups()
    number = int(count) if count.isdigit() else _NUMBER_WORDS.get(count)
    if number is None or bool(ahead) == bool(back):
        raise _unreadable(text)
    # Imported here: the app's start does not need it, and the import takes about ten milliseconds.
    from dateutil.relativedelta import relativedelta

    step = relativedelta(**{f"{unit}s": number if ahead else -number})  # type: ignore[arg-type]
    try:
        return _in_range(today + step, text)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None


def _weekday(word: str) -> int | None:
    if len(word) < 3:
        return None
    known = [name.casefold() for name in DAYS]
    extra = {"tues": 1, "thur": 3, "thurs": 3}
    if word in extra:
        return extra[word]
    return next((i for i, name in enumerate(known) if word in (name, name[:3])), None)


_ISO: Final = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$"
_COMPACT: Final = r"(\d{4})(\d{2})(\d{2})$"
_THREE: Final = r"(\d{1,2})([/.\-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?$"


def _numeric(words: str, text: str, today: date, lean: Lean) -> date | None:
    if found := re.match(_ISO, words) or re.match(_COMPACT, words):
        year, month, day = (int(part) for part in found.groups())
        return _in_range(_real_day(year, month, day), text)
    if (found := re.match(_THREE, words)) is None:
        return None
    first, mark, second, year_text = int(found[1]), found[2], int(found[3]), found[4]
    year_typed = int(year_text) if year_text and len(year_text) == 4 else None
    if year_text and year_typed is None:
        year_typed = 2000 + int(year_text)
    # With dots the day comes first in all regions that use dots; with slashes or dashes both orders are common.
    orders = [(first, second)] if mark == "." else [(first, second), (second, first)]
    readings = sorted({d for day, month in orders if (d := _possible(year_typed, month, day, today, lean))})
    if len(readings) > 1:
        one, two = readings
        raise UnclearDate(
            f"“{_quote(text)}” can be {say_full(one)} or {say_full(two)}. "
            f"Write {one.isoformat()} or {two.isoformat()}."
        )
    if not readings:
        day, month = orders[0]
        raise _no_such_day(today.year if year_typed is None else year_typed, month, day, text)
    return _in_range(readings[0], text)


def _possible(year: int | None, month: int, day: int, today: date, lean: Lean) -> date | None:
    try:
        return _nearest_year(month, day, today, lean) if year is None else date(year, month, day)
    except ValueError:
        return None


_DAY_NUMBER: Final = r"\d{1,2}(?:st|nd|rd|th)?$"


def _named(words: str, text: str, today: date, lean: Lean) -> date | None:
    """Return a day with a month's name, in any order, parsed by dateutil."""
    parts = [part.strip(".") for part in words.split() if part not in ("of", "the", "on")]
    month = next((m for part in parts if (m := _month(part)) is not None), None)
    weekday = next((w for part in parts if (w := _weekday(part)) is not None), None)
    numbers = [int(re.sub(r"\D", "", part)) for part in parts if re.match(_DAY_NUMBER, part)]
    year = next((int(part) for part in parts if re.fullmatch(r"\d{4}", part)), None)
    if month is None or not numbers:
        return None
    number = numbers[0]
    if len(numbers) > 1:  # "28 May 00": one of them may be meant as a year, and nobody can tell which.
        raise _unreadable(text)
    plain = [part for part in parts if _weekday(part) is None]
    if year and len(plain) == 3 and _is_real(year, month, number):
        # Only month, day and year: parsed without dateutil, because a table can hold very many of these.
        return _on_weekday(_in_range(date(year, month, number), text), weekday)
    from dateutil.parser import ParserError, parse

    try:
        # A leap year as default accepts 29 February; unparsed parts would change one of the other fields.
        found = parse(" ".join(plain), default=datetime(2000, 1, 1))
    except (ParserError, OverflowError, ValueError):
        shown = today.year if year is None else year
        if number > _longest(month, year):
            raise _no_such_day(shown, month, number, text) from None
        raise _unreadable(text) from None
    if (found.month, found.day, found.hour, found.minute, found.second) != (month, number, 0, 0, 0):
        raise _unreadable(text)
    if year is not None:
        if found.year != year:
            raise _unreadable(text)
        day = _in_range(found.date(), text)
    else:
        if found.year != 2000:
            raise _unreadable(text)
        try:
            day = _nearest_year(month, number, today, lean)
        except ValueError:
            raise _unreadable(text) from None
    return _on_weekday(day, weekday)


def _is_real(year: int, month: int, day: int) -> bool:
    return 1 <= day <= 28 or 1 <= day <= _longest(month, year)


def _on_weekday(day: date, weekday: int | None) -> date:
    """Return the day, after checking that it is on that weekday if one was given."""
    if weekday is not None and day.weekday() != weekday:
        raise UnclearDate(
            f"{_day_month(day)} {day.year} is a {DAYS[day.weekday()]}, not a {DAYS[weekday]}. "
            f"Write the day alone, or with the right weekday."
        )
    return day


def _longest(month: int, year: int | None = None) -> int:
    """Return the number of days of a month; 29 for February without a year."""
    # Imported here: impossible days are seldom typed.
    from calendar import monthrange

    return monthrange(2000 if year is None else year, month)[1]


def _month(word: str) -> int | None:
    if len(word) < 3:
        return None
    if word == "sept":
        return 9
    return next((i for i, name in enumerate(MONTHS, 1) if word in (name.casefold(), name[:3].casefold())), None)


def _nearest_year(month: int, day: int, today: date, lean: Lean) -> date:
    """Return the latest such day up to today, or the first from today on; 29 February may be up to 8 years away."""
    step = -1 if lean == "past" else 1
    for offset in range(9):
        try:
            candidate = date(today.year + step * offset, month, day)
        except ValueError:
            continue
        if (candidate <= today) if lean == "past" else (candidate >= today):
            return candidate
    raise ValueError("no such day")


def _real_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day(year, month, day, f"{year:04}-{month:02}-{day:02}") from None


def _in_range(day: date, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnclearDate(
            f"“{_quote(text)}” is in the year {day.year}; years from {FIRST_YEAR} to {LAST_YEAR} can be kept. "
            f"{EXAMPLES}"
        )
    return day


def _no_such_day(year: int, month: int, day: int, text: str) -> UnclearDate:
    if year and 1 <= month <= 12:
        return UnclearDate(f"{MONTHS[month - 1]} {year} has no day {day}. {EXAMPLES}")
    return _unreadable(text)


def _unreadable(text: str) -> UnclearDate:
    return UnclearDate(f"“{_quote(text)}” cannot be read as a day. {EXAMPLES}")


def _quote(text: str) -> str:
    """Return what was typed, short and on one line, for an error message."""
    shown = "".join(c if c.isprintable() else " " for c in text.strip())
    return shown if len(shown) <= 40 else shown[:39] + "…"


def _day_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def say_full(day: date) -> str:
    """Return weekday, day, month and year: `Thursday 28 May 2026`."""
    return f"{DAYS[day.weekday()]} {_day_month(day)} {day.year}"


def say_long(day: date, today: date) -> str:
    """Return `Thursday 28 May`, with the year if it is not today's."""
    return f"{DAYS[day.weekday()]} {say_day(day, today, long=True)}"


def say_short(day: date, today: date) -> str:
    """Return `Thu 28 May`, with the year if it is not today's."""
    return f"{DAYS[day.weekday()][:3]} {say_day(day, today)}"


def say_day(day: date, today: date, *, long: bool = False) -> str:
    """Return `28 May` (`long`: `9 April` instead of `9 Apr`), with the year if it is not today's."""
    month = MONTHS[day.month - 1]
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {month if long else month[:3]}{year}"


def say_echo(day: date) -> str:
    """Return a day as the command line echoes it: `Tue 10 Nov 2026`."""
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def clock_text(clock: clock_time | None) -> str | None:
    """Return a time of day as stored: `17:30`, with seconds only if they are not zero; None without a time."""
    return None if clock is None else clock.isoformat("seconds" if clock.second else "minutes")
