"""Import of the made-up format."""

import datetime as dt
from pathlib import Path

from alliance_journal.domain.import_report import Loaded, Refused
from alliance_journal.domain.models import Document, Entry
from alliance_journal.exchange.base import ReadOptions
from alliance_journal.exchange.decode import bytes_of, text_in
from alliance_journal.exchange.derived_ids import made_id


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read a notebook; a line without a date is refused."""
    entries, refused = [], []
    lines = text_in(bytes_of(path))[0].splitlines()[1:]
    for number, line in enumerate(lines, start=2):
        day, _, title = line.partition(" ")
        try:
            entries.append(Entry(made_id("made-up", line), "between", dt.date.fromisoformat(day), title=title))
        except ValueError:
            refused.append(Refused(f"line {number}", "it begins with no date"))
    options.progress(len(lines), len(lines))
    return Loaded(Document(entries=tuple(entries)), refused=tuple(refused))
