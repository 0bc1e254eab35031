"""Parser for recurrences in words: "Thursdays 17:30", "fortnightly Monday", "first Tuesday of the month".

Phrases with one certain meaning are accepted in any word order; ambiguous ones are refused. Everything that
`recurrence.say_rhythm` returns is parsed as the same recurrence again.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable
from typing import Final, NamedTuple

from alliance_journal.domain.dates.parse import DAYS, MONTHS, UnclearDate, When, parse_when, say_full
from alliance_journal.domain.dates.recurrence import PLACES, WEEKDAY_CODES, is_usable, occurrences
from alliance_journal.domain.models import Appointment

EXAMPLES: Final = "Write for example every Thursday 17:30, every second Monday, or first Tuesday of the month."


class Rhythm(NamedTuple):
    """A parsed recurrence: its RRULE, and its first day and time."""

    rule: str
    first: When


def sounds_like_one(text: str) -> bool:
    """Return True if the text is meant as a recurrence, and not as one day."""
    words = text.replace(",", " ").casefold().split()
    if any(word in _OFTEN or word in _PLURALS for word in words):
        return True
    return "month" in words and words[0] != "in"


def parse_rhythm(text: str, today: dt.date) -> Rhythm:
    """Parse a recurrence such as "every Thursday 17:30" or "first Tuesday of the month until 20 December".

    The first day is the next one that matches, today included, or counted from the day given with "from".

    Raises:
        UnclearDate: if it cannot be parsed, is ambiguous, or has ended already.
    """
    words = " ".join(text.replace(",", " ").split()).casefold()
    words, times = _times(words)
    words, *bounds = re.split(_BOUND, words)
    given = {_BOUNDS[mark]: after for mark, after in zip(bounds[::2], bounds[1::2], strict=True)}
    if len(given) < len(bounds) / 2 or (times and "until" in given):
        raise _unreadable(text)
    words, clock = _clock(words, text)
    beginning = _beginning(given["from"], today) if "from" in given else None
    last = _end(given["until"], today) if "until" in given else None
    clocks = {found for found in (clock, beginning and beginning.time, last and last.time) if found}
    start = beginning.day if beginning else today
    found = _rule(_plain(words), start, begins=beginning is not None)
    if found is None or len(clocks) > 1:
        raise _unreadable(text)
    rule, start = found
    clock = next(iter(clocks), None)
    until = f";UNTIL={last.day:%Y%m%d}T235959" if last else ""
    # Without the interval: "every second Monday" begins on the next Monday.
    every = Appointment(start, clock, repeats=re.sub(r";INTERVAL=\d+", "", rule) + until)
    if not is_usable(every):
        raise _unreadable(text)
    first = next(occurrences(every, start), None)
    if first is None:
        assert last
        raise UnclearDate(
            f"This rhythm ends on {say_full(last.day)}, before it begins. "
            "Write another end with its year, or leave out “until”."
        )
    return Rhythm(rule + until + times, When(first.date, clock))


def _unreadable(text: str) -> UnclearDate:
    return UnclearDate(f"This rhythm cannot be read: “{text.strip()[:60]}”. {EXAMPLES}")


_TIMES: Final = r"\s(?:once|([1-9]\d{0,3}) times)(?=\s|$)"


def _times(words: str) -> tuple[str, str]:
    """Return the words without the number of times, and that number as a COUNT part, or an empty string."""
    found = re.search(_TIMES, words)
    if found is None:
        return words, ""
    return words[: found.start()] + words[found.end() :], f";COUNT={found[1] or 1}"


_BOUND: Final = r"\s(from(?! the end)|starting|until|till)\s"
_BOUNDS: Final = {"from": "from", "starting": "from", "until": "until", "till": "until"}
_WHOLE_MONTH: Final = r"((?:the )?end of )?([a-z]{3,9})\.?(?: (\d{4}))?$"


def _beginning(words: str, today: dt.date) -> When:
    """Return the first day: a date, or the first day of a month, but not before today."""
    month = _whole_month(words, today)
    return When(max(month[0], today)) if month else parse_when(words, today, "future")


def _end(words: str, today: dt.date) -> When:
    """Return the last day: a date, or the last day of a month.

    Raises:
        UnclearDate: if it is ambiguous, as "until June" may include June or not.
    """
    month = _whole_month(words, today)
    if month is None:
        return parse_when(words, today, "future")
    first, last = month
    before = first - dt.timedelta(days=1)
    if "end of " in words or before < today:
        return When(last)
    raise UnclearDate(
        f"Until {MONTHS[first.month - 1]} can be until {say_full(before)} or until {say_full(last)}. "
        f"Write until {before.isoformat()} or until {last.isoformat()}."
    )


def _whole_month(words: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a month that is named without a day, or None."""
    found = re.match(_WHOLE_MONTH, words)
    if found is None or not any(found[2] in (name.casefold(), name[:3].casefold()) for name in MONTHS):
        return None
    first = parse_when(f"1 {found[2]} {found[3] or today.year}", today).day
    if not found[3] and first.month < today.month:
        first = first.replace(year=first.year + 1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


_CLOCK: Final = r"(?:^|\s)(?:at )?(\d{1,2}(?:(?:[:.h]\d{2})?\s?[ap]\.?m\.?|[:.h]\d{2}))(?=\s|$)"


def _clock(words: str, text: str) -> tuple[str, dt.time | None]:
    found = re.search(_CLOCK, words)
    if found is None:
        return words, None
    clock = re.sub(r"(\d)\.(\d)", r"\1:\2", found[1])
    try:
        return words[: found.start()] + words[found.end() :], parse_when(f"today {clock}", dt.date.min).time
    except UnclearDate:
        raise _unreadable(text) from None


_PLURALS: Final = tuple(f"{name.casefold()}s" for name in DAYS)
_FILLERS: Final = ("the", "on", "at", "and")
_OFTEN: Final = {
    "every": "every",
    "each": "every",
    "daily": "every day",
    "weekly": "every week",
    "fortnightly": "every two week",
    "biweekly": "every bi week",
    "bi-weekly": "every bi week",
    "monthly": "every month",
    "yearly": "every year",
}
_SAME: Final = _OFTEN | {"of": "every", "in": "every"}
"""Synonyms of frequency words: "of the month" is "every month"."""
_STEPS: Final = {"second": 2, "other": 2, "third": 3, "fourth": 4, "bi": 2, "two": 2, "three": 3, "four": 4}
_STEP: Final = rf"(?:({'|'.join(_STEPS)}|\d{{1,4}}(?:st|nd|rd|th)?) )?"
_UNIT: Final = rf"every {_STEP}(day|week|month|year)s?"


def _plain(words: str) -> str:
    """Return the significant words, with each synonym replaced by one word."""
    # Before "and" is dropped: "the second and the last" is not "the second last".
    words = re.sub(r"\b(second|third|fourth|fifth) last\b", r"\1-last", words)
    kept = [word for word in re.split(r"[\s/&]+", words) if word and word not in _FILLERS]
    return " ".join(_SAME.get(word, word) for word in kept).replace("every every ", "every ")


def _rule(words: str, start: dt.date, *, begins: bool) -> tuple[str, dt.date] | None:
    """Return the rule and its start day; None if the words are no recurrence, or are ambiguous.

    Args:
        words: frequency and days.
        start: earliest day.
        begins: True if that day was given explicitly, so that it can also determine the weekday.
    """
    step, unit, days = _taken_apart(words)
    number = _step(step)
    if unit == "week" and not days and begins:
        days = DAYS[start.weekday()].casefold()
    if not number or bool(days) == (unit == "day"):
        return None
    if unit == "day":
        return _stepped("DAILY", number), start
    if unit == "year":
        return _stepped("YEARLY", number), parse_when(days, start, "future").day
    by = _in_month(days) if unit == "month" else _in_week(days, step)
    return (_stepped(f"{unit.upper()}LY", number) + by, start) if by else None


def _taken_apart(words: str) -> tuple[str | None, str, str]:
    """Return step, unit and days of a recurrence, in whichever order they were given."""
    if found := re.match(rf"{_UNIT}(?: (.+))?$", words):
        return found[1], found[2], found[3] or ""
    if found := re.match(rf"(.+) {_UNIT}$", words):
        return found[2], found[3], found[1]
    if found := re.match(rf"every {_STEP}(.+)$", words):
        return found[1], "week", found[2]
    # A weekday alone means a recurrence only in the plural, such as "Thursdays".
    return ("1" if any(word in _PLURALS for word in words.split()) else "0"), "week", words


def _step(word: str | None) -> int:
    if word is None:
        return 1
    return _STEPS.get(word) or int(re.sub(r"\D", "", word) or 0)


def _stepped(frequency: str, step: int) -> str:
    return f"FREQ={frequency}" + (f";INTERVAL={step}" if step > 1 else "")


def _in_week(days: str, step: str | None) -> str | None:
    codes = [_weekday(word) for word in days.split()]
    if not all(codes) or (step == "bi" and len(codes) > 1):
        # "Biweekly" on two days may also mean twice a week.
        return None
    return _by("BYDAY", (code for code in codes if code))


_NUMBER: Final = r" (?:(last) day|day (\d{1,2})( from end)?|(\d{1,2})(?:st|nd|rd|th))"


def _in_month(days: str) -> str | None:
    """Return the BYMONTHDAY or BYDAY part: day numbers, or weekdays with a position or after "every"."""
    if re.fullmatch(f"(?:{_NUMBER})+", f" {days}"):
        found = re.findall(_NUMBER, f" {days}")
        return _by(
            "BYMONTHDAY", ("-1" if last else f"{'-' * bool(back)}{day}{nth}" for last, day, back, nth in found)
        )
    codes: list[str] = []
    places: list[int] = []
    for word in days.removeprefix("every ").split():
        if place := _place(word):
            places.append(place)
        elif code := _weekday(word):
            codes += [f"{place}{code}" for place in places] or [code]
            places = []
        else:
            return None
    alone = not days.startswith("every ") and any(code in WEEKDAY_CODES for code in codes)
    return None if places or alone else _by("BYDAY", codes)


def _by(name: str, values: Iterable[str]) -> str:
    return f";{name}=" + ",".join(dict.fromkeys(values))


def _place(word: str) -> int | None:
    """Return the position of a weekday in its month for a word such as first, 1st or last; None if it is none."""
    found = re.match(r"([1-5])(?:st|nd|rd|th)$", word)
    return int(found[1]) if found else PLACES.get(word)


def _weekday(word: str) -> str | None:
    word = word.rstrip("s.")
    for name, code in zip(DAYS, WEEKDAY_CODES, strict=True):
        if len(word) >= 2 and name.casefold().startswith(word):
            return code
    return None
