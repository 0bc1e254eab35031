"""Files as other programs write them, read and taken in as the command line does it."""

import datetime as dt
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.domain.import_report import Loaded, TakenIn, summary
from alliance_journal.domain.models import Entry
from alliance_journal.exchange import registry
from alliance_journal.exchange.located_value import CannotRead
from alliance_journal.exchange.registry import Dates, Form, OutForm
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.export_source import outgoing
from alliance_journal.store.transfer.import_document import import_into, known_therapists

TODAY: Final = dt.date(2026, 11, 22)
NOBODY: Final[Mapping[str, str]] = {}
NOW: Final = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


def read(
    path: Path, form: Form | None = None, dates: Dates | None = None, known: Mapping[str, str] = NOBODY
) -> Loaded:
    """A file as it is read without being told what it is."""
    return registry.load(path, form or registry.sniff(path).form, known=known, today=TODAY, dates=dates)


def refusal(path: Path, form: Form | None = None) -> str:
    """The sentence for a file of which nothing can be taken over."""
    with pytest.raises(CannotRead) as caught:
        read(path, form)
    return str(caught.value)


def bring(journal: Journal, path: Path, dates: Dates | None = None) -> tuple[TakenIn, list[str]]:
    """Take a file over; what was done, and its summary."""
    loaded = read(path, dates=dates, known=known_therapists(journal))
    done = import_into(journal, loaded)
    return done, summary(done, loaded)


def give(journal: Journal, path: Path, form: OutForm, *, raw: bool = False) -> Path:
    """Write the journal to a file or folder."""
    with outgoing(journal) as source:
        registry.write(source, path, form, NOW, raw=raw)
    return path


def plain(entry: Entry) -> tuple[dt.date, dt.time | None, str, str, tuple[str, ...]]:
    """What every format carries of an entry."""
    return entry.date, entry.time, entry.title, entry.body, entry.tags


def day_one(path: Path, *entries: dict[str, Any], name: str = "Journal") -> Path:
    """A zip of Day One with one journal."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{name}.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
    return path
