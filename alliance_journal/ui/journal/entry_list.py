"""The list of sessions and notes."""

from collections.abc import Callable
from datetime import date
from typing import Protocol, runtime_checkable

from alliance_journal.domain.dates.parse import say_day, say_short
from alliance_journal.domain.models import KIND_NAMES, EntryLine
from alliance_journal.domain.search.matching import Marked
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit, fit_marked, pad

DATE_WIDTH = 6


@runtime_checkable
class Placed(Protocol):
    """Rows that are read when they are asked for, and that know where an entry is without reading them all."""

    def place_of(self, entry_id: str) -> int | None:
        """Where the entry is; None where it is not among them."""


class EntryList(LineList[EntryLine]):
    """One line an entry where there is little room; title, then day and signs, where there is more.

    Where something was looked for, a line of the entry's words around it stands under each.
    """

    today: date = date.min
    discreet: bool = False
    """Whether only day and kind are shown, and nothing that was written."""
    room: int = 1
    """Lines an entry takes where nothing is looked for."""
    searching: bool = False
    """Whether a line of what was found stands under each."""

    def key_of(self, row: EntryLine) -> str:
        """The entry's id."""
        return row.id

    def fit_rows(self) -> None:
        """Take as many lines an entry as there are now."""
        self.row_height = self.room + (1 if self.searching and not self.discreet else 0)

    def row_at(self, index: int) -> EntryLine | None:
        """The entry there; None for one that went meanwhile, or that cannot be read now."""
        try:
            return super().row_at(index)
        except IndexError:
            return None

    def _place_of(self, key: str) -> int | None:
        return self.rows.place_of(key) if isinstance(self.rows, Placed) else super()._place_of(key)

    def _choosable(self, start: int, step: int) -> int:
        # Every entry can be chosen: none has to be read to know that.
        return start if 0 <= start < len(self.rows) else -1

    def draw(self, row: EntryLine, width: int, style: LineStyles) -> list[list[Part]]:
        """Day and title; or the title, and under it the day, the checklist and what there is to bring."""
        if self.room == 1:
            lines = [self._day_and_title(row, width, style)]
        else:
            lines = self._title_and_signs(row, width, style)
        if self.searching and not self.discreet:
            lines.append(fit_marked(row.found or Marked(""), width, style.quiet, style.found))
        return lines

    def _day_and_title(self, row: EntryLine, width: int, style: LineStyles) -> list[Part]:
        day = say_day(row.date, self.today)
        shown = (
            f"{day:>{DATE_WIDTH}}" if row.date.year == self.today.year else day[:-5] + day[-5:].replace(" 20", " ’")
        )
        return [(f"{shown} ", style.quiet), *self._title(row, width - len(shown) - 1, style)]

    def _title_and_signs(self, row: EntryLine, width: int, style: LineStyles) -> list[list[Part]]:
        signs = say_short(row.date, self.today)
        if row.kind != "session" and not self.discreet:
            signs += f"  {KIND_NAMES[row.kind].lower()}"
        if row.private:
            title = self._kind(row) if self.discreet else row.title
            return [[(pad(title, width), style.quiet)], [(fit(signs, width), style.quiet)]]
        if row.answered:
            signs += "  ✓ checklist"
        second: list[Part] = [(fit(signs, width), style.quiet)]
        if row.to_bring:
            second.append((f"  → {row.to_bring}", style.accent))
        return [self._title(row, width, style, pad), second]

    def _title(
        self, row: EntryLine, width: int, style: LineStyles, fitted: Callable[[str, int], str] = fit
    ) -> list[Part]:
        if self.discreet or not row.title_marks:
            title = self._kind(row) if self.discreet else row.title or KIND_NAMES[row.kind]
            return [(fitted(title, width), style.base)]
        return fit_marked(Marked(row.title, row.title_marks), width, style.base, style.found, whole=True)

    @staticmethod
    def _kind(row: EntryLine) -> str:
        return KIND_NAMES[row.kind] + (f" {row.session}" if row.session else "")
