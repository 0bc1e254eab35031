"""Prepare: choose on the left; the sheet on the right is exactly what leaves."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.brief.model import GROUP_NAMES, say_left_out
from alliance_journal.domain.brief.model import Page as PageToBring
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.domain.brief.page_layout import fit
from alliance_journal.domain.text import count
from alliance_journal.store.queries.brief import page_for
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import bindings
from alliance_journal.ui.prepare.brief_preview import BriefPreview
from alliance_journal.ui.prepare.export import ExportPage
from alliance_journal.ui.prepare.offer_actions import OfferPage
from alliance_journal.ui.prepare.offer_list import OfferList, OfferRow

NOTHING_CHOSEN = "Nothing to talk about yet. ^b in a note brings a line."
FOR_ME = "Your own page: it may hold what only you read. q adds to it; m goes back to the page for your therapist."
FOR_THERAPIST = "The page for your therapist."
NAMED_HERE = 2
"""So many of the things that do not fit are named under the list; the card before writing names more."""
TITLES = {"therapist": "What goes with you", "me": "Only for you"}


class PrepareScreen(OfferPage, ExportPage):
    """The page for the next session."""

    CSS_PATH = "prepare.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "prepare"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("prepare"))

    def compose_page(self) -> ComposeResult:
        """What could go along, and the sheet."""
        with Horizontal(id="panes"):
            with Vertical(id="choose-pane", classes="pane"):
                yield Static(NOTHING_CHOSEN, id="nothing", classes="quiet")
                yield OfferList(id="offers")
                yield Static(id="left-out")
            with VerticalScroll(id="sheet-pane"):
                yield BriefPreview(id="sheet")

    def on_mount(self) -> None:
        """Begin with choosing."""
        self.query_one("#choose-pane").border_title = "Choose"
        self.offers.focus()

    def load(self) -> None:
        """What may go along now, and the page with what is chosen."""
        opened = self.opened
        self.offered, self.page = page_for(opened.journal, opened.therapist(), opened.today(), self.variant)
        self.offers.plain = opened.settings.plain_glyphs
        self.offers.show_rows(list(_rows(self.offered)), self._key())
        self.query_one("#nothing").display = not any(offer.group == "topics" for offer in self.offered)
        printed = fit(self.page)
        self.query_one(BriefPreview).show(printed, plain=opened.settings.plain_glyphs)
        self._say_what_this_is(printed)

    def _say_what_this_is(self, printed: PageToBring) -> None:
        """Say for whom the page is, and what does not fit on the printed sheet."""
        pane, line = self.query_one("#sheet-pane"), self.query_one("#left-out", Static)
        pane.border_title = TITLES[self.variant]
        left_out = printed.left_out
        line.display = bool(left_out)
        pane.border_subtitle = f"{count(len(left_out), 'thing does', 'things do')} not fit" if left_out else None
        if left_out:
            line.update(Content(say_left_out(printed, NAMED_HERE)))

    def action_for_whom(self) -> None:
        """The page for the therapist, or the client's own."""
        self.variant = "me" if self.variant == "therapist" else "therapist"
        with self.report_errors():
            self.load()
            self.say(FOR_ME if self.variant == "me" else FOR_THERAPIST)

    def action_show_page(self) -> None:
        """To the sheet, or back to choosing."""
        to_sheet = not self.query_one("#panes").has_class("-paper")
        self.query_one("#panes").set_class(to_sheet, "-paper")
        (self.query_one("#sheet-pane") if to_sheet else self.offers).focus()


def _rows(offered: tuple[Offer, ...]) -> list[OfferRow]:
    """The offers with a heading before each group and air between them."""
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
