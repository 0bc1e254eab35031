"""The day of a note: its own, else the one in its name, else that of its making, else that of its file."""

import datetime as dt
from collections.abc import Callable
from typing import Literal, NamedTuple

from alliance_journal.exchange.base import CannotRead, ReadOptions
from alliance_journal.exchange.file_dates import (
    DayReader,
    Moment,
    NoDay,
    day_of,
    has_zone,
    in_utc,
    instant,
    local,
    reader_for,
    reader_of,
)
from alliance_journal.exchange.markdown.fields import CREATED, DAY, Fields
from alliance_journal.exchange.shared.dated_names import Named

How = Literal["own", "instant", "name", "file"]


class Found(NamedTuple):
    """The date of a note.

    Attributes:
        moment: its day and time.
        how: its source: the note's own date, an instant in UTC, the file's name, or the file's date.
        lasting: the part that is the same in every copy of the note, on every computer.
        misread: True if the note has a date of its own that cannot be read.
    """

    moment: Moment
    how: How
    lasting: str
    misread: bool = False


class NoteDays(NamedTuple):
    """Finder of the days of the notes of one import.

    Attributes:
        options: the arguments of the import.
        names: reader for the days in file names, whose order all names decide; None if they cannot decide it.
    """

    options: ReadOptions
    names: DayReader | None

    def find(self, fields: Fields, name: Named, place: str, changed: Callable[[], dt.datetime | None]) -> Found:
        """Return the day of a note.

        Args:
            fields: its front matter.
            name: what its file name says.
            place: its place in the import, the same in every copy of it.
            changed: returns when the file was last changed.

        Raises:
            NoDay: if its dates cannot be read, and its name has none.
            WhichDates: if its only date is ambiguous.
        """
        trouble: NoDay | CannotRead | None = None
        stated = made = None
        if own := fields.own("local_date"):
            stated, trouble = _tried(lambda: self._own(f"{own} {fields.own('local_time')}"))
        elif given := fields.date(*DAY):
            stated, trouble = _tried(lambda: self._given(given, fields.date("time")))
        if stated and stated.how != "instant":
            return stated
        if given := fields.date(*CREATED):
            made, why = _tried(lambda: self._given(given, fields.date("time") if not stated else ""))
            trouble = trouble or why
        named, why = _tried(lambda: self._named(name))
        if named:
            return _best_of(named, stated or made, fields.date("time"))._replace(misread=trouble is not None)
        if found := stated or made:
            return found._replace(misread=trouble is not None)
        if trouble := trouble or (why if isinstance(why, CannotRead) else None):
            raise trouble
        return _of_file(changed(), place)

    def _own(self, text: str) -> Found:
        moment = DayReader(True, self.options.today).read(text.strip())
        return Found(moment, "own", moment.day.isoformat())

    def _given(self, text: str, clock: str) -> Found:
        """Return the date of a field. An ambiguous one is refused: one note cannot decide for the others."""
        if has_zone(text):
            at = instant(text).isoformat()
            return Found(local(text), "instant" if in_utc(text) else "own", at)
        moment = reader_for([text], self.options.dates, self.options.today).read(text)
        if clock and moment.time is None:
            with_clock, _ = _tried(lambda: self._own(f"{moment.day.isoformat()} {clock}"))
            moment = with_clock.moment if with_clock else moment
        return Found(moment, "own", moment.day.isoformat())

    def _named(self, name: Named) -> Found | None:
        if not name.date:
            return None
        reader = self.names or reader_of([name.date], self.options.dates, self.options.today)
        moment = reader.moment(name.date)
        return Found(moment, "name", moment.day.isoformat())


def _tried(find: "Callable[[], Found | None]") -> "tuple[Found | None, NoDay | CannotRead | None]":
    """Return the date, or the reason why there is none."""
    try:
        return find(), None
    except (NoDay, CannotRead) as error:
        return None, error


def _best_of(named: Found, other: Found | None, clock: str) -> Found:
    """Return the day in the name, with the time of the other date if that is on the same day.

    A note that was made in the evening can be on the next day in UTC, and one can be made days after its day.
    """
    if not other:
        return named
    time = named.moment.time
    if other.moment.day == named.moment.day:
        time = time or other.moment.time
    return named._replace(moment=Moment(named.moment.day, time), lasting=other.lasting)


def _of_file(changed: dt.datetime | None, place: str) -> Found:
    if changed is None:
        raise NoDay("it names no day, and was last changed on one that cannot be kept")
    return Found(Moment(day_of(changed.year, changed.month, changed.day)), "file", place)
