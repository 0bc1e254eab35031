"""Values of a foreign document that know where they stand, so that a refusal can name the place."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from alliance_journal.domain.dates.parse import FIRST_YEAR, LAST_YEAR, clock_text
from alliance_journal.domain.text import UnusableText, one_line, usable

T = TypeVar("T")

_INDEX: Final = re.compile(r"\[\d+\]")


MEND: Final = "mend this place and try again"


class CannotRead(ValueError):
    """The document is refused; the message names the place in it. Nothing was taken over.

    Attributes:
        then: what to do next; empty where the message says it.
    """

    def __init__(self, message: str, then: str = "choose another file or folder") -> None:
        super().__init__(message)
        self.then = then


class WhichDates(CannotRead):
    """Days of the document can be read in two ways, and the person has to say in which."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "say which with --dates day-first or --dates month-first")


class Doubled(dict[str, Any]):
    """An object of a document in which a field stands twice, so that one of its values would be lost.

    Attributes:
        name: the field.
    """

    def __init__(self, values: Mapping[str, Any], name: str) -> None:
        super().__init__(values)
        self.name = name


@dataclass(slots=True)
class Place:
    """A value in the document that knows where it stands."""

    path: str
    value: Any
    left_out: dict[str, None]
    seen: set[str] = field(default_factory=set)

    def wrong(self, wanted: str) -> CannotRead:
        """The refusal, with the place."""
        return CannotRead(f"{self.path or 'the file'}: {wanted}.", MEND)

    def at(self, name: str) -> "Place":
        """A field of this object; its value is None where it is absent."""
        value = self.value_of(name)
        return Place(f"{self.path}.{name}" if self.path else name, value, self.left_out)

    def items(self, name: str) -> Iterator["Place"]:
        """The objects of a list, each checked for unknown fields when it was read."""
        here = self.at(name)
        if here.value is None:
            return
        if not isinstance(here.value, list):
            raise here.wrong("a list was expected")
        for index, value in enumerate(here.value):
            item = Place(f"{here.path}[{index}]", value, self.left_out)
            if not isinstance(value, dict):
                raise item.wrong("an object was expected")
            yield item
            item.finish()

    def finish(self) -> None:
        """Name the fields that were not asked for."""
        for name in self.value:
            if name not in self.seen:
                general = _INDEX.sub("[]", self.path)
                self.left_out[f"{general}.{name}" if general else name] = None

    def value_of(self, name: str) -> Any:
        """The value of a field of this object, None where it is absent: quicker than `at` for very many."""
        if type(self.value) is not dict:
            raise self._no_object()
        self.seen.add(name)
        return self.value.get(name)

    def _no_object(self) -> CannotRead:
        """The refusal of a value that is no object, or one in which a field stands twice."""
        if isinstance(self.value, Doubled):
            return self.wrong(f"the field {one_line(self.value.name)} stands here twice, and only one can be kept")
        return self.wrong("an object was expected")

    def text(self, name: str, default: str | None = None) -> str:
        """A text field; without a default it must be there."""
        value = self.value_of(name)
        if value is None:
            if default is None:
                raise self.at(name).wrong("this field is needed")
            return default
        return _text(value, lambda: self.at(name))

    def as_text(self) -> str:
        """This value itself, which must be a text that can be kept."""
        return _text(self.value, lambda: self)

    def maybe(self, name: str) -> str | None:
        """A text field, or None where it is absent."""
        return None if self.value_of(name) is None else self.text(name)

    def filled(self, name: str) -> str:
        """A text field that must hold something."""
        text = self.text(name)
        if not text.strip():
            raise self.at(name).wrong("this must not be empty")
        return text

    def one_of(self, name: str, words: tuple[T, ...], default: T | None = None) -> T:
        """One of these words; without a default it must be there."""
        value = self.value_of(name)
        if value is None and default is not None:
            return default
        if value not in words or not isinstance(value, str):
            shown = ", ".join(str(word) for word in words)
            wanted = f"one of {shown} was expected" if value is not None else "this field is needed"
            raise self.at(name).wrong(wanted)
        return words[words.index(value)]

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        here = self.at(name)
        if here.value is None:
            return []
        if not isinstance(here.value, list):
            raise here.wrong("a list of texts was expected")
        return [
            Place(f"{here.path}[{index}]", text, self.left_out).as_text() for index, text in enumerate(here.value)
        ]

    def truth(self, name: str, default: bool) -> bool:
        """A true or false."""
        value = self.value_of(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.at(name).wrong("true or false was expected")
        return value

    def number(self, name: str, default: int | None, lowest: int, highest: int) -> int:
        """A whole number; without a default it must be there."""
        here = self.at(name)
        if here.value is None and default is not None:
            return default
        if type(here.value) is not int or not lowest <= here.value <= highest:
            raise here.wrong(f"a whole number from {lowest} to {highest} was expected")
        return here.value

    def day(self, name: str) -> dt.date:
        """A day in ISO 8601, which must be there."""
        day = _plain_day(self.text(name))
        if day is None:
            raise self.at(name).wrong("a day like 2026-05-28 was expected")
        return self.at(name).within_reach(day)

    def within_reach(self, day: dt.date) -> dt.date:
        """The day that this value is, which must be in a year that is kept."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise self.wrong(f"the year {day.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        return day

    def clock(self, name: str) -> dt.time | None:
        """A time of day, or None."""
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
        """A day, or a day and a time joined by `T`."""
        here = self.at(name)
        before, _, after = self.text(name).partition("T")
        day = _plain_day(before)
        try:
            clock = Place(here.path, {"clock": after or None}, self.left_out).clock("clock")
        except CannotRead:
            day = None
        if day is None:
            raise here.wrong("a moment like 2026-06-04T17:30 was expected")
        return here.within_reach(day), clock

    def instant(self, name: str) -> str:
        """An instant in ISO 8601, or nothing."""
        text = self.text(name, "")
        try:
            if text:
                dt.datetime.fromisoformat(text)
        except ValueError:
            raise self.at(name).wrong("an instant like 2026-05-28T19:10:00+00:00 was expected") from None
        return text


def _text(value: object, place: Callable[[], Place]) -> str:
    """A value that must be a text that can be kept; its place is only asked for where it is not."""
    if not isinstance(value, str):
        raise place().wrong("a text was expected")
    try:
        return usable(value)
    except UnusableText as error:
        raise place().wrong(str(error).removesuffix(".")) from None


def _plain_day(text: str) -> dt.date | None:
    """A day written as 2026-05-28, and in no other way."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
