"""The lists of what was there before: earlier versions of a text, and the trash."""

import datetime as dt
from datetime import date

from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.earlier_versions import Trashed, Version
from alliance_journal.domain.models import KIND_NAMES, first_words
from alliance_journal.domain.text import one_line
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit


class VersionList(LineList[Version]):
    """When a version was written, and how it begins."""

    today: date = date.min

    def key_of(self, row: Version) -> str:
        """Its name among the versions."""
        return row.revision

    def draw(self, row: Version, width: int, style: LineStyles) -> list[list[Part]]:
        """One line."""
        written = dt.datetime.fromisoformat(row.written_at).astimezone()
        said = f"{say_day(written.date(), self.today):>6} {written:%H:%M}  "
        begins = one_line(first_words(row.body) or row.title)
        return [[(said, style.quiet), (fit(begins, width - len(said)), style.base)]]


class TrashList(LineList[Trashed]):
    """What is in the trash, and when it goes."""

    today: date = date.min
    discreet: bool = False
    """Whether only day and kind are shown, and nothing that was written."""

    def key_of(self, row: Trashed) -> str:
        """The entry's id."""
        return row.id

    def draw(self, row: Trashed, width: int, style: LineStyles) -> list[list[Part]]:
        """One line: its day, what it is, and how long it stays."""
        said = f"{say_day(row.date, self.today):>6}  "
        days = max(0, (row.goes_on - self.today).days)
        left = f"  {days} day{'' if days == 1 else 's'} left"
        title = KIND_NAMES[row.kind] if self.discreet else one_line(row.title)
        room = width - len(said) - len(left)
        return [[(said, style.quiet), (f"{fit(title, room):<{max(0, room)}}", style.base), (left, style.quiet)]]
