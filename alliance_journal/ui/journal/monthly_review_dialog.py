"""Monthly review: what helped and what was talked about, by month, to read on demand."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from textual.content import Content

from alliance_journal.domain.dates.parse import MONTHS, say_day
from alliance_journal.domain.monthly_review import KIND_LABELS, LookingBack, Month, look_back
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.dialog import TextDialog

NOTHING: Final = "Nothing to look back on yet."
ABOUT: Final = (
    "Your own words, from under “What helped”, and what was talked about. Raw notes and letters are left out. "
    "How the elements moved stands on Trends."
)


def monthly_review_dialog(journal: Journal, today: dt.date) -> TextDialog:
    """Return the dialog with the review.

    Args:
        journal: the journal.
        today: the client's own day.

    Raises:
        JournalError: if the journal cannot be read.
    """
    found = look_back(journal.entries.list(), journal.topics.list(), journal.goals.list(), today)
    shown = Content(NOTHING) if found.is_empty else Content("\n").join(_lines(found, today))
    return TextDialog("Looking back", shown)


def _lines(found: LookingBack, today: dt.date) -> Iterator[Content]:
    yield Content.styled(ABOUT, "$quiet")
    if found.reached:
        yield Content("")
        yield Content.styled("Goals you reached", "bold $accent")
        yield from (Content(f"“{one_line(text)}”") for text in found.reached)
    for year, months in groupby(found.months, key=lambda month: month.year):
        yield Content("")
        yield Content.styled(str(year), "bold")
        for month in months:
            yield from _month(month, today)


def _month(month: Month, today: dt.date) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(MONTHS[month.month - 1], "bold $accent")
    for kind, moments in groupby(month.moments, key=lambda moment: moment.kind):
        yield Content.styled(KIND_LABELS[kind], "$quiet")
        for moment in moments:
            words = one_line(moment.words)
            said = words if kind == "talked through" else f"“{words}”"
            yield Content.styled(f"{say_day(moment.day, today)}  ", "$quiet") + Content(said)
