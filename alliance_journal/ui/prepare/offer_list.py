"""List of offers: everything that can be on the page for the next session."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from rich.cells import cell_len

from alliance_journal.domain.brief.model import GROUP_NAMES
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit

GOAL_SHARE: Final = 3
"""The text of a goal takes at most one part in this many of a row."""


class OfferRow(NamedTuple):
    """Row of the list: an offer, the heading of a group, or an empty row."""

    offer: Offer | None = None
    heading: str = ""


class OfferList(LineList[OfferRow]):
    """Offers in groups; those on the page have a tick."""

    plain: bool = False

    def key_of(self, row: OfferRow) -> str | None:
        """Return the key of the offer; None for a row that cannot be selected."""
        return row.offer.key if row.offer else None

    def draw(self, row: OfferRow, width: int, style: LineStyles) -> list[list[Part]]:
        """Return a row: tick or dot, a sign for a topic in front, the short text, and the goal of a topic."""
        offer = row.offer
        if offer is None:
            return [[(fit(row.heading, width), style.heading)]]
        tick = ("✓ ", style.accent) if offer.included else ("· ", style.quiet)
        front = ("^ " if self.plain else "▲ ") if offer.in_front else ""
        arrow = " > " if self.plain else " → "
        free = width - 2 - len(front)
        goal = f"{arrow}{fit(offer.towards, free // GOAL_SHARE)}" if offer.towards else ""
        short = fit(offer.short, free - cell_len(goal))
        return [
            [
                tick,
                (front, style.accent),
                (short, style.base if offer.included else style.quiet),
                (goal, style.quiet),
            ]
        ]


def rows_of(offered: Iterable[Offer]) -> list[OfferRow]:
    """Return rows for offers, with a heading before each group and an empty row between groups."""
    rows: list[OfferRow] = []
    group = None
    for offer in offered:
        if offer.group != group:
            if rows:
                rows.append(OfferRow())
            rows.append(OfferRow(heading=GROUP_NAMES[offer.group]))
            group = offer.group
        rows.append(OfferRow(offer=offer))
    return rows
