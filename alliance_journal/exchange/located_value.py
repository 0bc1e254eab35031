"""Values of a foreign document together with their place, so that an error message can name it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from alliance_journal.domain.dates.parse import FIRST_YEAR, LAST_YEAR, clock_text
from alliance_journal.domain.text import UnusableText, one_line, usable
from alliance_journal.exchange.base import MEND, CannotRead

T = TypeVar("T")

_INDEX: Final = re.compile(r"\[\d+\]")


class Doubled(dict[str, Any]):
    """An object of a document with a duplicate key, of which one value would be lost.

    Attributes:
        name: the key.
    """

    def __init__(self, values: Mapping[str, Any], name: str) -> None:
        super().__init__(values)
        self.name = name


@dataclass(slots=True)
class LocatedValue:
    """A value in the document with its path, for error messages."""

    path: str
    value: Any
    left_out: dict[str, None]
    seen: set[str] = field(default_factory=set)

    def wrong(self, wanted: str) -> CannotRead:
        """Return an error with the path of this value."""
        return CannotRead(f"{self.path or 'the file'}: {wanted}.", MEND)

    def at(self, name: str) -> "LocatedValue":
        """Return a field of this object; its value is None if it is absent."""
        value = self.value_of(name)
        return LocatedValue(f"{self.path}.{name}" if self.path else name, value, self.left_out)

    def items(self, name: str) -> Iterator["LocatedValue"]:
        """Yield the objects of a list, and record the unknown fields of each after the caller has read it."""
        here = self.at(name)
        if here.value is None:
            return
        if not isinstance(here.value, list):
            raise here.wrong("a list was expected")
        for index, value in enumerate(here.value):
            item = LocatedValue(f"{here.path}[{index}]", value, self.left_out)
            if not isinstance(value, dict):
                raise item.wrong("an object was expected")
            yield item
            item.finish()

    def finish(self) -> None:
        """Record the fields that were not read in `left_out`."""
        for name in self.value:
            if name not in self.seen:
                general = _INDEX.sub("[]", self.path)
                self.left_out[f"{general}.{name}" if general else name] = None

    def value_of(self, name: str) -> Any:
        """Return the value of a field of this object, None if it is absent; faster than `at` for many fields."""
        if type(self.value) is not dict:
            raise self._no_object()
        self.seen.add(name)
        return self.value.get(name)

    def _no_object(self) -> CannotRead:
        """Return the error for a value that is no object, or an object with a duplicate key."""
        if isinstance(self.value, Doubled):
            return self.wrong(f"the field {one_line(self.value.name)} stands here twice, and only one can be kept")
        return self.wrong("an object was expected")

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text field; without a default it is required."""
        value = self.value_of(name)
        if value is None:
            if default is None:
                raise self.at(name).wrong("this field is needed")
            return default
        return _text(value, lambda: self.at(name))

    def as_text(self) -> str:
        """Return this value itself, which must be a text that can be stored."""
        return _text(self.value, lambda: self)

    def maybe(self, name: str) -> str | None:
        """Return a text field, or None if it is absent."""
        return None if self.value_of(name) is None else self.text(name)

    def filled(self, name: str) -> str:
        """Return a text field that must not be blank."""
        text = self.text(name)
        if not text.strip():
            raise self.at(name).wrong("this must not be empty")
        return text

    def one_of(self, name: str, words: tuple[T, ...], default: T | None = None) -> T:
        """Return a field that must be one of these words; without a default it is required."""
        value = self.value_of(name)
        if value is None and default is not None:
            return default
        if value not in words or not isinstance(value, str):
            shown = ", ".join(str(word) for word in words)
            wanted = f"one of {shown} was expected" if value is not None else "this field is needed"
            raise self.at(name).wrong(wanted)
        return words[words.index(value)]

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; empty if the field is absent."""
        here = self.at(name)
        if here.value is None:
            return []
        if not isinstance(here.value, list):
            raise here.wrong("a list of texts was expected")
        return [
            LocatedValue(f"{here.path}[{index}]", text, self.left_out).as_text()
            for index, text in enumerate(here.value)
        ]

    def truth(self, name: str, default: bool) -> bool:
        """Return a Boolean field."""
        value = self.value_of(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.at(name).wrong("true or false was expected")
        return value

    def number(self, name: str, default: int | None, lowest: int, highest: int) -> int:
        """Return an integer field within these bounds; without a default it is required."""
        here = self.at(name)
        if here.value is None and default is not None:
            return default
        if type(here.value) is not int or not lowest <= here.value <= highest:
            raise here.wrong(f"a whole number from {lowest} to {highest} was expected")
        return here.value

    def day(self, name: str) -> dt.date:
        """Return a required date field in ISO 8601."""
        day = _plain_day(self.text(name))
        if day is None:
            raise self.at(name).wrong("a day like 2026-05-28 was expected")
        return self.at(name).within_reach(day)

    def within_reach(self, day: dt.date) -> dt.date:
        """Return the day, after checking that its year can be stored."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise self.wrong(f"the year {day.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        return day

    def clock(self, name: str) -> dt.time | None:
        """Return a time of day, or None if the field is absent or empty."""
        text = self.text(name, "")
        if not text:
            return None
        try:
            clock = dt.time.fromisoformat(text)
        except ValueError:
            clock = None
        if clock is None or clock.tzinfo or clock_text(clock) not in (text, text.removesuffix(":00")):
            raise self.at(name).wrong("a time like 17:30 was expected")
        return clock

    def day_and_clock(self, name: str) -> tuple[dt.date, dt.time | None]:
        """Return a day, and the time of day if one follows after a `T`."""
        here = self.at(name)
        before, _, after = self.text(name).partition("T")
        day = _plain_day(before)
        try:
            clock = LocatedValue(here.path, {"clock": after or None}, self.left_out).clock("clock")
        except CannotRead:
            day = None
        if day is None:
            raise here.wrong("a moment like 2026-06-04T17:30 was expected")
        return here.within_reach(day), clock

    def instant(self, name: str) -> str:
        """Return an instant in ISO 8601, or an empty string."""
        text = self.text(name, "")
        try:
            if text:
                dt.datetime.fromisoformat(text)
        except ValueError:
            raise self.at(name).wrong("an instant like 2026-05-28T19:10:00+00:00 was expected") from None
        return text


def _text(value: object, place: Callable[[], LocatedValue]) -> str:
    """Return a value that must be a text that can be stored; `place` is only called for an error message."""
    if not isinstance(value, str):
        raise place().wrong("a text was expected")
    try:
        return usable(value)
    except UnusableText as error:
        raise place().wrong(str(error).removesuffix(".")) from None


def _plain_day(text: str) -> dt.date | None:
    """Return the day of a text in the form 2026-05-28, or None for any other form."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
