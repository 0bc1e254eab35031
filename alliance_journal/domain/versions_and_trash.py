"""Earlier versions of texts, and entries in the trash."""

import datetime as dt
from typing import NamedTuple

from alliance_journal.domain.models import EntryKind


class Version(NamedTuple):
    """An earlier text of an entry.

    Attributes:
        revision: its revision id, unique within the entry.
        written_at: time of the last change to it: ISO 8601, UTC.
    """

    entry_id: str
    revision: str
    written_at: str
    title: str
    body: str


class Trashed(NamedTuple):
    """An entry in the trash, as a list shows it; the title of a private one is only RAW_TITLE.

    Attributes:
        goes_on: the day on which it is deleted permanently.
    """

    id: str
    kind: EntryKind
    date: dt.date
    title: str
    goes_on: dt.date
