"""Import of jrnl's text files.

An entry begins with its date in square brackets at the beginning of a line.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.domain.dates.parse import say_full
from alliance_journal.domain.import_report import Loaded, Refused
from alliance_journal.domain.models import Document, Entry
from alliance_journal.domain.text import UnusableText, count, usable
from alliance_journal.exchange.base import STARRED, CannotRead, ReadOptions
from alliance_journal.exchange.decode import ENCODING_GUESSED, text_file
from alliance_journal.exchange.derived_ids import made_id
from alliance_journal.exchange.file_dates import DayReader, Moment, NoDay, looks_like_a_day, reader_for, stamp
from alliance_journal.exchange.jrnl.text_writer import key, tags_of
from alliance_journal.exchange.limits import check_entries

_HEAD: Final = re.compile(r"^\[([^\]\n]{7,60})\](?: |$)", re.MULTILINE)


def is_jrnl(text: str) -> bool:
    """Return True if a text, or the beginning of one, is a journal of jrnl."""
    found = _HEAD.search(text)
    return bool(found and not text[: found.start()].strip() and looks_like_a_day(found[1]))


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read a text file of jrnl.

    Raises:
        CannotRead: if no entry is found in it.
        WhichDates: if its dates can be read in two ways.
    """
    file = text_file(path)
    heads = [head[1] for line in file.lines() if (head := _head(line))]
    if not heads:
        raise CannotRead(
            "No entry of jrnl is in this file: none of its lines begins with a date like [2026-11-20 10:30]."
        )
    check_entries(len(heads), path.stat().st_size)
    days = reader_for(heads, options.dates, options.today)
    gathered = Gathered()
    for number, block in enumerate(_blocks(file.lines())):
        if number % 500 == 0:
            options.progress(min(number, len(heads)), len(heads))
        if block.date:
            gathered.add(f"line {block.line}", block.date, block.text, days)
        elif words := len(block.text.split()):
            gathered.refused.append(
                Refused("line 1", f"{count(words, 'word stands', 'words stand')} before the first entry")
            )
    options.progress(len(heads), len(heads))
    return gathered.loaded(days, (ENCODING_GUESSED,) if file.supposed else ())


def _head(line: str) -> re.Match[str] | None:
    """Return the match of an entry's first characters, or None if the line does not begin an entry."""
    found = _HEAD.match(line)
    return found if found and looks_like_a_day(found[1]) else None


class _Block(NamedTuple):
    """An entry as written in the file.

    Attributes:
        line: number of its first line.
        date: text in its brackets; empty for the text before the first entry.
        text: everything after the brackets.
    """

    line: int
    date: str
    text: str


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    """Yield the text before the first entry, then the entries of a file, one at a time."""
    begins, date, text = 1, "", list[str]()
    for number, line in enumerate(lines, start=1):
        if head := _head(line):
            yield _Block(begins, date, "".join(text))
            begins, date, text = number, head[1], [line[head.end() :]]
        else:
            text.append(line)
    yield _Block(begins, date, "".join(text))


class Gathered:
    """Collector for the entries of one jrnl journal, each stored once."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.refused: list[Refused] = []
        self.places: dict[str, str] = {}
        self.first = ""
        self.twice = 0
        self.stars = 0

    def add(self, place: str, date: str, text: str, days: DayReader) -> None:
        """Add an entry in the notation of a text file."""
        try:
            moment = days.read(date)
            title, body, starred = split(usable(text))
        except (NoDay, UnusableText) as error:
            self.refused.append(Refused(place, str(error).removesuffix(".")))
            return
        self.first = self.first or date
        self.add_entry(place, moment, title, body, tags_of(text), starred)

    def add_entry(
        self, place: str, moment: Moment, title: str, body: str, tags: tuple[str, ...], starred: bool
    ) -> None:
        """Add an entry from its separate parts."""
        created = stamp(moment)
        entry = Entry(
            "",
            "between",
            moment.day,
            moment.time,
            title=title,
            body=body,
            tags=tuple(dict.fromkeys((*tags, STARRED) if starred else tags)),
            created_at=created,
            updated_at=created,
        )
        entry = entry._replace(id=made_id("jrnl", key(entry)))
        if entry.id in self.entries:
            self.twice += 1
            return
        self.stars += starred
        self.entries[entry.id] = entry
        self.places[entry.id] = place

    def loaded(self, days: DayReader, said: tuple[str, ...] = ()) -> Loaded:
        """Return the entries read, with sentences about the decisions made while reading."""
        said += (_order_said(self.first, days),) if self.first else ()
        if self.stars:
            said += (f"{count(self.stars, 'star', 'stars')} became the tag “{STARRED}”.",)
        if self.twice:
            said += (f"{count(self.twice, 'entry stands', 'entries stand')} in the file twice, and counts once.",)
        document = Document(entries=tuple(self.entries.values()))
        return Loaded(document, (), tuple(self.refused), said, self.places, key)


def _order_said(first: str, days: DayReader) -> str:
    """Return a sentence about the order of dates, with the first readable one as an example."""
    moment = days.read(first)
    clock = f", {moment.time:%H:%M}" if moment.time else ""
    return f"Dates were read like this: {first.strip()} is {say_full(moment.day)}{clock}."


def split(text: str) -> tuple[str, str, bool]:
    """Return title, body and True if starred, separated at the first line end as jrnl does."""
    text = text.strip()
    line, _, rest = text.partition("\n")
    line = line.strip()
    starred = line.endswith(" *") or line == "*"
    if starred:
        line = line[:-1].rstrip()
    return line, rest.strip("\n"), starred
