"""The list of tags."""

from rich.cells import cell_len

from alliance_journal.domain.tags import TagUse
from alliance_journal.domain.text import one_line
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, pad


class TagList(LineList[TagUse]):
    """One line a tag: its name, and how many entries have it."""

    def key_of(self, row: TagUse) -> str:
        """The tag's name."""
        return row.name

    def draw(self, row: TagUse, width: int, style: LineStyles) -> list[list[Part]]:
        """Its name at the left, the number at the right."""
        number = f" {row.entries:,} "
        return [[(pad(f"#{one_line(row.name)}", width - cell_len(number)), style.base), (number, style.quiet)]]
