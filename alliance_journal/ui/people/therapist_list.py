"""The list of therapists: current, considered, past."""

from typing import NamedTuple

from alliance_journal.domain.models import Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit


class TherapistRow(NamedTuple):
    """A therapist, or the heading of a group, or air."""

    therapist: Therapist | None = None
    heading: str = ""
    marked: bool = False


class TherapistList(LineList[TherapistRow]):
    """Groups of therapists, each with a sign when it is marked to be compared."""

    def key_of(self, row: TherapistRow) -> str | None:
        """The therapist's id; headings cannot be chosen."""
        return row.therapist.id if row.therapist else None

    def draw(self, row: TherapistRow, width: int, style: LineStyles) -> list[list[Part]]:
        """A sign, and the name."""
        if row.therapist is None:
            return [[(fit(row.heading, width), style.heading)]]
        sign = ("◆ ", style.accent) if row.marked else ("  ", style.base)
        return [[sign, (fit(one_line(row.therapist.name) or "nameless", width - 2), style.base)]]
