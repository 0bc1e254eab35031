"""The lines of the list as the page hands them down: read while they are drawn, and calm where that cannot be."""

from collections.abc import Callable, Sequence
from typing import overload

from alliance_journal.domain.models import EntryLine
from alliance_journal.store.entries.entry_list import Lines
from alliance_journal.ui.base_page import TROUBLE


class EntryLines(Sequence[EntryLine]):
    """Lines for a widget, which knows no journal: what cannot be read is not there, and it is said once why.

    Drawing goes on then without asking again; the next time the page reads the journal, it is asked anew.
    """

    def __init__(self, lines: Lines, say: Callable[[str], None]) -> None:
        self.lines, self._say = lines, say
        self._is_in_trouble = False

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> EntryLine: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[EntryLine]: ...
    def __getitem__(self, index: int | slice) -> EntryLine | Sequence[EntryLine]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if self._is_in_trouble and not self.lines.is_read(index):
            raise IndexError(index)
        try:
            return self.lines[index]
        except TROUBLE as error:
            self._is_in_trouble = True
            self._say(str(error))
            raise IndexError(index) from None

    def place_of(self, entry_id: str) -> int | None:
        """Where the entry is in the list; None where it is not in it.

        Raises:
            JournalError: when the journal cannot be read.
        """
        return self.lines.place_of(entry_id)
