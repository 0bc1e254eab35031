"""Reading, importing and exporting files in tests, in the steps that the command line takes."""

import datetime as dt
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.domain.import_report import ImportResult, Loaded, summary
from alliance_journal.domain.models import Entry
from alliance_journal.exchange import export_file
from alliance_journal.exchange.base import CannotRead, DateOrder, ReadOptions, WriteOptions
from alliance_journal.exchange.detect import detect_format
from alliance_journal.exchange.import_file import read_file
from alliance_journal.exchange.registry import FORMATS
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.export_source import outgoing
from alliance_journal.store.transfer.import_document import import_into, known_therapists

TODAY: Final = dt.date(2026, 11, 22)
NOBODY: Final[Mapping[str, str]] = {}
NOW: Final = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


def read(
    path: Path, form: str | None = None, dates: DateOrder | None = None, known: Mapping[str, str] = NOBODY
) -> Loaded:
    """Read a file in the format of this name, or in the detected one."""
    chosen = FORMATS[form] if form else detect_format(path)
    return read_file(path, chosen, ReadOptions(known, TODAY, dates))


def refusal(path: Path, form: str | None = None) -> str:
    """Return the error message for a file of which nothing can be imported."""
    with pytest.raises(CannotRead) as caught:
        read(path, form)
    return str(caught.value)


def bring(journal: Journal, path: Path, dates: DateOrder | None = None) -> tuple[ImportResult, list[str]]:
    """Import a file; return what was done, and its summary."""
    loaded = read(path, dates=dates, known=known_therapists(journal))
    done = import_into(journal, loaded)
    return done, summary(done, loaded)


def give(journal: Journal, path: Path, form: str, *, raw: bool = False) -> Path:
    """Write the journal to a file or folder."""
    with outgoing(journal) as source:
        export_file.write(source, path, FORMATS[form], WriteOptions(NOW, raw))
    return path


def plain(entry: Entry) -> tuple[dt.date, dt.time | None, str, str, tuple[str, ...]]:
    """Return the fields of an entry that every format carries."""
    return entry.date, entry.time, entry.title, entry.body, entry.tags


def day_one(path: Path, *entries: dict[str, Any], name: str = "Journal") -> Path:
    """Write a zip file of Day One with one journal."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{name}.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
    return path
