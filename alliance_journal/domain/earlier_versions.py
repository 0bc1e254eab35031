"""What was there before: earlier versions of a text, and what is in the trash."""

import datetime as dt
from typing import NamedTuple

from alliance_journal.domain.models import EntryKind


class Version(NamedTuple):
    """An earlier text of an entry.

    Attributes:
        revision: its name among the versions of its entry.
        written_at: when it was written last: ISO 8601, UTC.
    """

    entry_id: str
    revision: str
    written_at: str
    title: str
    body: str


class Trashed(NamedTuple):
    """An entry in the trash, as a list shows it; of a raw one, `title` says nothing more than that.

    Attributes:
        goes_on: the day on which it is deleted for good.
    """

    id: str
    kind: EntryKind
    date: dt.date
    title: str
    goes_on: dt.date
