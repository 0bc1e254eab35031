"""List of therapists in groups: current, considered, past."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from alliance_journal.domain.models import THERAPIST_STATUSES, Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.ui.people.person_pane import STATUS_NAMES
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit


class TherapistRow(NamedTuple):
    """Row of the list: a therapist, the heading of a group, or an empty row."""

    therapist: Therapist | None = None
    heading: str = ""
    marked: bool = False


class TherapistList(LineList[TherapistRow]):
    """Therapists in groups, each with a sign if marked for the comparison."""

    def key_of(self, row: TherapistRow) -> str | None:
        """Return the therapist's id; None for a row that cannot be selected."""
        return row.therapist.id if row.therapist else None

    def draw(self, row: TherapistRow, width: int, style: LineStyles) -> list[list[Part]]:
        """Return a row: sign and name, or a heading."""
        if row.therapist is None:
            return [[(fit(row.heading, width), style.heading)]]
        sign = ("◆ ", style.accent) if row.marked else ("  ", style.base)
        return [[sign, (fit(one_line(row.therapist.name) or "nameless", width - 2), style.base)]]


def rows_of(therapists: Sequence[Therapist], marked: Collection[str]) -> list[TherapistRow]:
    """Return rows for therapists, each group with a heading and an empty row after it.

    Args:
        therapists: the therapists, in the order of the list.
        marked: ids of those that are marked for the comparison.
    """
    rows: list[TherapistRow] = []
    by_status = {status: [one for one in therapists if one.status == status] for status in THERAPIST_STATUSES}
    for status, group in by_status.items():
        if group:
            rows.append(TherapistRow(heading=STATUS_NAMES[status]))
            rows += (TherapistRow(therapist, marked=therapist.id in marked) for therapist in group)
            rows.append(TherapistRow())
    return rows
