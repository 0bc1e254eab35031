"""Monthly review: the client's own words and what was completed, by month. It has no counts and no statistics.

Changes of the elements are left out: a single month has too few answers for a statement about them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.dates.parse import say_full
from alliance_journal.domain.headings import lines_under
from alliance_journal.domain.models import Entry, Goal, Topic

HELPED: Final = "What helped"
"""Heading of a text under which the lines are shown."""

Kind = Literal["helped", "talked through", "brought"]
KIND_LABELS: Final[dict[Kind, str]] = {
    "helped": "What helped",
    "talked through": "Talked through",
    "brought": "Noted, and brought up since",
}


class Moment(NamedTuple):
    """One line of a month, in the client's own words or about a tension."""

    day: dt.date
    kind: Kind
    words: str


class Month(NamedTuple):
    """A month with its moments: what helped comes first, each kind in order of date."""

    year: int
    month: int
    moments: tuple[Moment, ...]


class LookingBack(NamedTuple):
    """The months, newest first, and the goals that were reached, whose dates are not stored."""

    months: tuple[Month, ...] = ()
    reached: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to show."""
        return not (self.months or self.reached)


def look_back(
    entries: Iterable[Entry], topics: Iterable[Topic], goals: Iterable[Goal], today: dt.date
) -> LookingBack:
    """Return the review up to today.

    Private entries and letters are left out, and so is everything that came from them.
    """
    seen = {e.id: e for e in entries if not e.private and e.kind != "letter" and e.date <= today}
    moments = [*_helped(seen.values()), *_talked_through(seen), *_brought(seen, topics)]
    months: dict[tuple[int, int], list[Moment]] = {}
    for moment in moments:
        months.setdefault((moment.day.year, moment.day.month), []).append(moment)
    order = list(KIND_LABELS)
    return LookingBack(
        tuple(
            Month(*month, tuple(sorted(found, key=lambda one: (order.index(one.kind), one.day))))
            for month, found in sorted(months.items(), reverse=True)
        ),
        tuple(goal.text for goal in goals if goal.state == "reached"),
    )


def _helped(entries: Iterable[Entry]) -> Iterator[Moment]:
    for entry in entries:
        for line in lines_under(entry.body, HELPED):
            yield Moment(entry.date, "helped", line)


def _talked_through(seen: dict[str, Entry]) -> Iterator[Moment]:
    """Yield tensions in the month in which they were talked through, without the client's words about them."""
    for entry in seen.values():
        then = seen.get(entry.tension.talked_through_in or "") if entry.tension else None
        if then:
            yield Moment(then.date, "talked through", f"The tension of {say_full(entry.date)}.")


def _brought(seen: dict[str, Entry], topics: Iterable[Topic]) -> Iterator[Moment]:
    """Yield brought topics in the month of the entry they were noted with; the day of bringing is not stored."""
    for topic in topics:
        source = seen.get(topic.from_entry or "")
        if source and topic.state == "brought":
            yield Moment(source.date, "brought", topic.text)
