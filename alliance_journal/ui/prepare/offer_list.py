"""The list of what could go along to the next session."""

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import Binding, BindingType

from alliance_journal.domain.brief.offer import Offer
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit

TOWARDS_PART = 3
"""What part of a row the goal's words take at most."""


class OfferRow(NamedTuple):
    """An offer, or the heading of a group, or air."""

    offer: Offer | None = None
    heading: str = ""


class OfferList(LineList[OfferRow]):
    """Groups of offers, each with a tick when it is on the page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # In the other lists it goes to the first row; here it is the key of the page.
        Binding("g", "screen.goal", show=False),
    ]

    plain: bool = False

    def key_of(self, row: OfferRow) -> str | None:
        """The offer's key; headings cannot be chosen."""
        return row.offer.key if row.offer else None

    def draw(self, row: OfferRow, width: int, style: LineStyles) -> list[list[Part]]:
        """A tick or a dot, whether it is in front, the short form, and behind it the goal it belongs to."""
        offer = row.offer
        if offer is None:
            return [[(fit(row.heading, width), style.heading)]]
        tick = ("✓ ", style.accent) if offer.included else ("· ", style.quiet)
        front = ("^ " if self.plain else "▲ ") if offer.in_front else ""
        arrow = " > " if self.plain else " → "
        room = width - 2 - len(front)
        towards = f"{arrow}{fit(offer.towards, room // TOWARDS_PART)}" if offer.towards else ""
        short = fit(offer.short, room - cell_len(towards))
        return [
            [
                tick,
                (front, style.accent),
                (short, style.base if offer.included else style.quiet),
                (towards, style.quiet),
            ]
        ]
