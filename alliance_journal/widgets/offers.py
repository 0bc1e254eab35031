"""The list of what could go along to the next session."""

from dataclasses import dataclass

from alliance_journal.domain.page import Offer
from alliance_journal.widgets.drawing import Part, fit
from alliance_journal.widgets.rows import RowList, RowStyles


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer, or the heading of a group, or air."""

    offer: Offer | None = None
    heading: str = ""


class OfferList(RowList[OfferRow]):
    """Groups of offers, each with a tick when it is on the page."""

    def key_of(self, row: OfferRow) -> str | None:
        """The offer's key; headings cannot be chosen."""
        return row.offer.key if row.offer else None

    def draw(self, row: OfferRow, width: int, style: RowStyles) -> list[list[Part]]:
        """A tick or a dot, and the short form."""
        if row.offer is None:
            return [[(fit(row.heading, width), style.heading)]]
        if row.offer.included:
            return [[("✓ ", style.accent), (fit(row.offer.short, width - 2), style.base)]]
        return [[("· ", style.quiet), (fit(row.offer.short, width - 2), style.quiet)]]
