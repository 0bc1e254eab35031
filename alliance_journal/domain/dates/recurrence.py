"""Recurring appointments: computing, changing and describing them; `recurrence_parser` parses them.

A recurrence is stored as RRULE text, with EXDATE for a cancelled date and RDATE for the new date of a moved one;
python-dateutil's rrule computes the dates. All times are local: half past five stays half past five when the
clocks change.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from alliance_journal.domain.dates.parse import DAYS, MONTHS, When, clock_text
from alliance_journal.domain.models import Appointment

if TYPE_CHECKING:
    from dateutil.rrule import rrule, rruleset

WEEKDAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PLACES: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1} | {
    f"{word}-last": -number for number, word in enumerate(("second", "third", "fourth", "fifth"), start=2)
}
"""Positions of a weekday in a month, from its beginning (positive) or from its end (negative)."""
UNREADABLE: Final = "one that cannot be read here"
MOST: Final = 5_000
"""Maximum number of dates computed for a recurrence: daily for thirteen years."""
_Parts = Mapping[str, str]


def occurrences(appointment: Appointment, since: dt.date) -> Iterator[Appointment]:
    """Yield the single dates of an appointment from a day on, in order, without cancelled dates.

    Of a recurrence in the file that is not usable (see `is_usable`) and might never end, only the first date is
    yielded.
    """
    if not (appointment.repeats and is_usable(appointment)):
        if appointment.date >= since:
            yield appointment._replace(repeats=None)
        return
    for at in islice(_set(appointment), MOST):
        if at.date() >= since:
            yield appointment._replace(date=at.date(), time=at.time() if appointment.time else None, repeats=None)


def without(appointment: Appointment, date: Appointment) -> Appointment:
    """Return the recurrence with one of its dates cancelled."""
    return appointment._replace(repeats=f"{_text(appointment)}\nEXDATE:{_stamp(date)}")


def moved(appointment: Appointment, date: Appointment, to: When) -> Appointment:
    """Return the recurrence with one of its dates, and no other, moved to another day."""
    there = _stamp(date._replace(date=to.day, time=to.time or date.time))
    rule, *changed = (without(appointment, date).repeats or "").split()
    # An EXDATE may exist for the new day, if this or another date was moved away from it or cancelled.
    changed = [line for line in changed if line != f"EXDATE:{there}"]
    return appointment._replace(repeats="\n".join([rule, *changed, f"RDATE:{there}"]))


def _stamp(date: Appointment) -> str:
    return f"{dt.datetime.combine(date.date, date.time or dt.time()):%Y%m%dT%H%M%S}"


def ended(appointment: Appointment, last: dt.date) -> Appointment | None:
    """Return the recurrence without its dates after `last`; None if it has no date up to then."""
    if next(takewhile(lambda one: one.date <= last, occurrences(appointment, dt.date.min)), None) is None:
        return None
    if not is_usable(appointment):
        return appointment._replace(repeats=None)
    parts, changed = _taken_apart(appointment)
    if "COUNT" in parts:
        # A count, not a last day, limits the rule: a moved date can be later than all others.
        all_of_it = occurrences(appointment._replace(repeats=_joined(parts, [])), dt.date.min)
        parts["COUNT"] = str(sum(1 for _ in takewhile(lambda one: one.date <= last, all_of_it)))
    if parts.get("COUNT", "0") == "0" and parts.get("UNTIL", "9") > f"{last:%Y%m%d}T235959":
        parts.pop("COUNT", None)
        parts["UNTIL"] = f"{last:%Y%m%d}T235959"
    stays = [line for line in changed if line.startswith("EXDATE") or line[6:14] <= f"{last:%Y%m%d}"]
    return appointment._replace(repeats=_joined(parts, stays))


def _joined(parts: _Parts, changed: Sequence[str]) -> str:
    return "\n".join(["RRULE:" + ";".join(f"{name}={value}" for name, value in parts.items()), *changed])


def has_ended(appointment: Appointment, today: dt.date) -> bool:
    """Return True if a recurrence has no date from today on."""
    return appointment.repeats is not None and next(occurrences(appointment, today), None) is None


def say_rhythm(appointment: Appointment) -> str:
    """Return a recurrence in words, such as "every second Monday, 17:30"."""
    if not is_usable(appointment):
        return UNREADABLE
    parts, _ = _taken_apart(appointment)
    text = _SAY.get(parts["FREQ"], _say_yearly)(parts, int(parts.get("INTERVAL", "1")), appointment.date)
    if appointment.time:
        text += f", {clock_text(appointment.time)}"
    if until := parts.get("UNTIL"):
        text += f" until {_say_day(dt.datetime.strptime(until[:8], '%Y%m%d').date())}"
    if times := parts.get("COUNT"):
        text += ", once" if times == "1" else f", {times} times"
    return text


def _say_daily(parts: _Parts, step: int, first: dt.date) -> str:
    return "every day" if step == 1 else f"every {step} days"


def _say_weekly(parts: _Parts, step: int, first: dt.date) -> str:
    days = _and([_say_weekday(code) for code in parts.get("BYDAY", "").split(",") if code]) or DAYS[first.weekday()]
    return {1: f"every {days}", 2: f"every second {days}"}.get(step, f"every {step} weeks on {days}")


def _say_monthly(parts: _Parts, step: int, first: dt.date) -> str:
    if "BYDAY" in parts:
        days = _and([_say_weekday(code) for code in parts["BYDAY"].split(",")])
        numbered = parts["BYDAY"][0] in "-+1234567890"
        if step == 1:
            return f"{days} of the month" if numbered else f"every {days}"
        days = days if numbered else f"every {days}"
    else:
        numbers = [int(number) for number in parts.get("BYMONTHDAY", str(first.day)).split(",")]
        days = _and([_say_number(number) for number in numbers])
    return f"every {'month' if step == 1 else f'{step} months'} on {days}"


def _say_yearly(parts: _Parts, step: int, first: dt.date) -> str:
    return f"every {'year' if step == 1 else f'{step} years'} on {first.day} {MONTHS[first.month - 1]}"


_SAY_PLACE: Final = {number: word.replace("-", " ") for word, number in PLACES.items()}
_SAY: Final = {"DAILY": _say_daily, "WEEKLY": _say_weekly, "MONTHLY": _say_monthly}


def _say_weekday(code: str) -> str:
    number, day = int(code[:-2] or 0), DAYS[WEEKDAY_CODES.index(code[-2:])]
    return f"{_SAY_PLACE[number]} {day}" if number else day


def _say_number(number: int) -> str:
    """Return a day of the month in words; negative numbers count from the end of the month."""
    if number > 0:
        return f"day {number}"
    return "the last day" if number == -1 else f"day {-number} from the end"


def _say_day(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(words))


_ALWAYS: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
_PARTS: Final = {
    "DAILY": _ALWAYS,
    "WEEKLY": _ALWAYS | {"BYDAY"},
    "MONTHLY": _ALWAYS | {"BYDAY", "BYMONTHDAY"},
    "YEARLY": _ALWAYS,
}
_DAY: Final = rf"({'|'.join(WEEKDAY_CODES)})"
_NUMBERED: Final = rf"[-+]?[1-5]{_DAY}"
_BY_NUMBER: Final = r"-?(0?[1-9]|[12]\d|3[01])"
_VALUES: Final = {
    "INTERVAL": r"[1-9]\d{0,3}$",
    "COUNT": r"[1-9]\d{0,3}$",
    "UNTIL": r"\d{8}(T\d{6}Z?)?$",
    # Either all with a number, as in the first Monday of a month, or none.
    "BYDAY": rf"({_DAY}(,{_DAY})*|{_NUMBERED}(,{_NUMBERED})*)$",
    "BYMONTHDAY": rf"{_BY_NUMBER}(,{_BY_NUMBER})*$",
}
_CHANGED: Final = r"(EXDATE|RDATE):\d{8}T\d{6}Z?$"


def is_usable(appointment: Appointment) -> bool:
    """Return True if a recurrence from a file is readable and one that an appointment can have, daily at most.

    This is checked before any date is computed: "every second" or "every 30 February" would never finish.
    """
    parts, changed = _taken_apart(appointment)
    return (
        parts.keys() <= _PARTS.get(parts.get("FREQ", ""), frozenset())
        and not parts.keys() >= {"BYDAY", "BYMONTHDAY"}
        and not (parts["FREQ"] == "WEEKLY" and re.search(r"\d", parts.get("BYDAY", "")))
        and all(re.match(value, parts[name]) for name, value in _VALUES.items() if name in parts)
        and all(re.match(_CHANGED, line) for line in changed)
        and _is_readable(appointment)
    )


def _is_readable(appointment: Appointment) -> bool:
    try:
        next(iter(_set(appointment)), None)
    except (ValueError, TypeError, LookupError, OverflowError):
        return False
    return True


def _text(appointment: Appointment) -> str:
    """Return the text passed to rrule; an end date without a time includes the whole day."""
    text = re.sub(r"(UNTIL=\d{8})(?![\dT])", r"\1T235959", (appointment.repeats or "").upper())
    return text if ":" in text.partition("\n")[0] else f"RRULE:{text}"


def _taken_apart(appointment: Appointment) -> tuple[dict[str, str], list[str]]:
    """Return the parts of the rule by name, and the lines with cancelled or moved dates."""
    rule, *changed = _text(appointment).split() or [""]
    return dict(part.partition("=")[::2] for part in rule.removeprefix("RRULE:").split(";")), changed


def _set(appointment: Appointment) -> "rrule | rruleset":
    # Imported here: most journals have no recurrence, and the first screen does not need it.
    from dateutil.rrule import rrulestr

    start = dt.datetime.combine(appointment.date, appointment.time or dt.time())
    return rrulestr(_text(appointment), dtstart=start, ignoretz=True)
