"""The list of sessions and notes."""

from datetime import date

from alliance_journal.domain.dates import say_day, say_short
from alliance_journal.domain.journal import KIND_NAMES, EntryLine
from alliance_journal.widgets.drawing import Part, fit, pad
from alliance_journal.widgets.rows import RowList, RowStyles

DATE_WIDTH = 6


class EntryList(RowList[EntryLine]):
    """One line an entry where there is little room; title, then day and signs, where there is more."""

    today: date = date.min
    discreet: bool = False
    """Whether only day and kind are shown, and nothing that was written."""

    def key_of(self, row: EntryLine) -> str:
        """The entry's id."""
        return row.id

    def draw(self, row: EntryLine, width: int, style: RowStyles) -> list[list[Part]]:
        """Day and title; or the title, and under it the day, the checklist and what there is to bring."""
        title = self._kind(row) if self.discreet else row.title or KIND_NAMES[row.kind]
        if self.row_height == 1:
            day = say_day(row.date, self.today)
            shown = (
                f"{day:>{DATE_WIDTH}}"
                if row.date.year == self.today.year
                else day[:-5] + day[-5:].replace(" 20", " ’")
            )
            return [[(f"{shown} ", style.quiet), (fit(title, width - len(shown) - 1), style.base)]]
        signs = say_short(row.date, self.today)
        if row.kind != "session" and not self.discreet:
            signs += f"  {KIND_NAMES[row.kind].lower()}"
        if row.private:
            return [[(pad(title, width), style.quiet)], [(fit(signs, width), style.quiet)]]
        if row.answered:
            signs += "  ✓ checklist"
        lines = [[(pad(title, width), style.base)]]
        second: list[Part] = [(fit(signs, width), style.quiet)]
        if row.to_bring:
            second.append((f"  → {row.to_bring}", style.accent))
        return [*lines, second]

    @staticmethod
    def _kind(row: EntryLine) -> str:
        return KIND_NAMES[row.kind] + (f" {row.session}" if row.session else "")
