"""Import of the JSON that jrnl exports."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alliance_journal.domain.import_report import Loaded, Refused
from alliance_journal.exchange.base import CannotRead, ReadOptions
from alliance_journal.exchange.bounded_json import json_of
from alliance_journal.exchange.decode import bytes_of
from alliance_journal.exchange.file_dates import DayReader, Moment, NoDay, reader_for
from alliance_journal.exchange.jrnl.text_reader import Gathered
from alliance_journal.exchange.limits import check_entries
from alliance_journal.exchange.located_value import LocatedValue

_OTHERS = ("creator", "uuid")
"""Keys of old versions of jrnl about the program itself, which are ignored."""


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read a JSON export of jrnl.

    Raises:
        CannotRead: if it is none, or a value in it has an unexpected type.
    """
    left_out: dict[str, None] = {}
    data = bytes_of(path)
    top = LocatedValue("", json_of(data), left_out)
    if not isinstance(top.value, dict) or not isinstance(top.value.get("entries"), list):
        raise CannotRead('This is no JSON export of jrnl: it has no list called "entries".')
    top.at("tags")
    number = len(top.value["entries"])
    check_entries(number, len(data))
    days = reader_for(_dates(top.value["entries"]), options.dates, options.today)
    gathered = Gathered()
    for index, item in enumerate(top.items("entries")):
        if index % 500 == 0:
            options.progress(index, number)
        _add(gathered, item, days)
    options.progress(number, number)
    top.finish()
    loaded = gathered.loaded(days)
    return Loaded(
        loaded.document, tuple(left_out), loaded.refused, (*days.said, *loaded.said), loaded.places, loaded.same
    )


def _dates(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("date"), str):
            yield entry["date"]


def _add(gathered: Gathered, item: LocatedValue, days: DayReader) -> None:
    for name in _OTHERS:
        item.at(name)
    title, body = item.text("title", ""), item.text("body", "")
    date, clock = item.text("date"), item.text("time", "")
    tags = tuple(dict.fromkeys(tag.lstrip("@#") for tag in item.texts("tags")))
    starred = item.truth("starred", default=False)
    try:
        moment: Moment = days.read(f"{date} {clock}".strip())
    except NoDay as error:
        gathered.refused.append(Refused(item.path, str(error)))
        return
    gathered.add_entry(item.path, moment, title, body, tuple(filter(None, tags)), starred)
