"""Prepare page: offers for the page to bring on the left, and on the right exactly what is exported."""

from functools import partial
from typing import ClassVar, Final, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.brief.model import Page, Variant, say_left_out
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.domain.brief.page_layout import fit
from alliance_journal.domain.models import Excerpt
from alliance_journal.domain.text import count
from alliance_journal.exchange.brief.render import as_text
from alliance_journal.paths import shown
from alliance_journal.store.queries.brief import page_for
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.dialogs.excerpt_form import excerpt_added_notice, new_excerpt_form
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.prepare import offer_actions
from alliance_journal.ui.prepare.brief_preview import BriefPreview
from alliance_journal.ui.prepare.export import (
    ExportWish,
    copy_to_clipboard,
    export_form,
    keeps_paper,
)
from alliance_journal.ui.prepare.line_card import NewKind, Values, done_with, line_card, new_card
from alliance_journal.ui.prepare.offer_list import OfferList, rows_of
from alliance_journal.ui.prepare.undo_kinds import undo_kinds
from alliance_journal.ui.undo import UndoHistory
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.line_list import LineList

NOTHING_CHOSEN: Final = (
    "Nothing to talk about yet. <prepare.new> adds something; <writing.bring> in a note brings a line."
)
FOR_ME: Final = (
    "Your own page: it may hold what only you read. <prepare.quote> adds to it; <prepare.for_whom> goes back to "
    "the page for your therapist."
)
FOR_THERAPIST: Final = "The page for your therapist."
TOPICS_ONLY: Final = "Only something to talk about can be put in front."
CANNOT_CLOSE: Final = "Enter opens this line. Space takes it off the page."
COPIED: Final = "Copied, as far as I can tell. If pasting stays empty, press <prepare.export> to export."
NAMED_HERE: Final = 2
"""Most items that do not fit and are named under the list; the export form names more."""
TITLES: Final[dict[Variant, str]] = {"therapist": "The page", "me": "Only for you"}


class PrepareScreen(BasePage):
    """Page on which the client prepares the next session.

    Attributes:
        page: the page to bring; None before it was read.
        offered: everything that can be on it, in the order of the list.
        variant: for whom the page is.
        history: changes of this page since the journal was opened.
    """

    CSS_PATH = "prepare.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "prepare"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("prepare"))

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(opened)
        self.page: Page | None = None
        self.offered: tuple[Offer, ...] = ()
        self.variant: Variant = "therapist"
        self.history = UndoHistory(opened.journal, undo_kinds(opened.journal))

    def compose_page(self) -> ComposeResult:
        """Yield the list of offers and the preview."""
        with Horizontal(id="panes"):
            with Vertical(id="choose-pane", classes="pane"):
                yield Static(content_with_keys(self, NOTHING_CHOSEN), id="nothing", classes="quiet")
                yield OfferList(id="offers")
                yield Static(id="left-out")
            with VerticalScroll(id="sheet-pane"):
                yield BriefPreview(id="sheet")

    @property
    def offers(self) -> OfferList:
        """The list of offers."""
        return self.query_one(OfferList)

    @property
    def selected(self) -> Offer | None:
        """The offer with the cursor."""
        row = self.offers.current
        return row.offer if row else None

    def on_mount(self) -> None:
        """Give the list the focus."""
        self.query_one("#choose-pane").border_title = "Choose"
        self.offers.focus()

    def load(self) -> None:
        """Read the offers and show the page with those that are included."""
        opened, selected = self.opened, self.selected
        self.offered, self.page = page_for(opened.journal, opened.therapist(), opened.today(), self.variant)
        self.offers.plain = opened.settings.plain_glyphs
        self.offers.show_rows(rows_of(self.offered), selected.key if selected else None)
        self.query_one("#nothing").display = not any(offer.group == "topics" for offer in self.offered)
        printed = fit(self.page)
        self.query_one(BriefPreview).show(printed, plain=opened.settings.plain_glyphs)
        self._show_titles(printed)

    def _show_titles(self, printed: Page) -> None:
        """Show for whom the page is, and what does not fit on the printed sheet."""
        pane, line = self.query_one("#sheet-pane"), self.query_one("#left-out", Static)
        pane.border_title = TITLES[self.variant]
        left_out = printed.left_out
        line.display = bool(left_out)
        pane.border_subtitle = f"{count(len(left_out), 'thing does', 'things do')} not fit" if left_out else None
        if left_out:
            line.update(Content(say_left_out(printed, NAMED_HERE)))

    def action_for_whom(self) -> None:
        """Show the client's own page, or the page for the therapist again."""
        self.variant = "me" if self.variant == "therapist" else "therapist"
        with self.report_errors():
            self.load()
            self.say(FOR_ME if self.variant == "me" else FOR_THERAPIST)

    def action_show_page(self) -> None:
        """Give the preview the focus, or the list again; a narrow terminal shows one of them."""
        to_sheet = not self.query_one("#panes").has_class("-paper")
        self.query_one("#panes").set_class(to_sheet, "-paper")
        (self.query_one("#sheet-pane") if to_sheet else self.offers).focus()

    # New lines

    def action_new(self, kind: NewKind = "topic") -> None:
        """Ask for a new line.

        Args:
            kind: the kind of line that is chosen at first.
        """
        with self.report_errors():
            save = self.history.recording("added", partial(offer_actions.add_line, self.opened))
            self.app.push_screen(new_card(self.opened, kind, save), self._select_new)

    def action_quote(self) -> None:
        """Ask for an excerpt, which is proposed for the page that is shown."""
        with self.report_errors():
            form = new_excerpt_form(self.opened, "", None, for_me=self.variant == "me")
            form.keep = self.history.recording("added", form.keep)
            self.app.push_screen(form, self._excerpt_added)

    def _excerpt_added(self, excerpt: Excerpt | None) -> None:
        if excerpt:
            self._select_new(excerpt)
            self.say(excerpt_added_notice(excerpt))

    def _select_new(self, added: object) -> None:
        """After something was added: move the cursor there."""
        if added is None:
            return
        before = {offer.key for offer in self.offered}
        with self.report_errors():
            self.load()
            new = next((offer.key for offer in self.offered if offer.key not in before), None)
            self.offers.show_rows(self.offers.rows, new)

    # The line's card

    def action_line(self, focus: str = "") -> None:
        """Show the card of the line: its words, and what can be done with it.

        Args:
            focus: the row that gets the focus; empty for the first.
        """
        if offer := self.selected:
            with self.report_errors():
                card = line_card(self.opened, offer, partial(self._save_line, offer), focus)
                self.app.push_screen(card, partial(self._line_saved, offer))

    def _save_line(self, offer: Offer, values: Values) -> None:
        with self.history.recorded(done_with(offer, values)):
            offer_actions.save_line(self.opened, self.offered, offer, values)

    def _line_saved(self, offer: Offer, values: Values | None) -> None:
        if values is not None:
            self.reload()
            if not offer.task and not offer.goal and values.get("state", "open") != "open":
                self._say_closed(done_with(offer, values))

    def _say_closed(self, done: str) -> None:
        self.say(f"{done[0].upper()}{done[1:]}. Press <prepare.undo> to undo it.")

    # On the page, and in which order

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """Put the offer on the page, or take it off, at the second click."""
        message.stop()
        self.action_include()

    def action_include(self) -> None:
        """Put the line on the page, or leave it out."""
        if offer := self.selected:
            done = "left out of the page" if offer.included else "put on the page"
            with self.report_errors():
                with self.history.recorded(done):
                    offer_actions.toggle_included(self.opened, offer)
                self.load()

    def action_move(self, by: Literal[-1, 1]) -> None:
        """Move the line up or down within its group."""
        if offer := self.selected:
            with self.report_errors():
                with self.history.recorded("moved"):
                    offer_actions.move(self.opened, self.offered, offer, by)
                self.load()

    def action_front(self) -> None:
        """Put a topic before the others, or back among them."""
        offer = self.selected
        if offer is None or offer.topic is None or offer.group != "topics":
            self.say(TOPICS_ONLY)
            return
        done = "put back with the others" if offer.in_front else "put in front"
        with self.report_errors():
            with self.history.recorded(done):
                offer_actions.set_in_front(self.opened, self.offered, offer.topic, in_front=not offer.in_front)
            self.load()

    # After the session

    def action_brought(self) -> None:
        """Close the line: it was brought up; homework was done."""
        self._close("brought")

    def action_let_go(self) -> None:
        """Remove the line: it is not needed any more; homework was not useful."""
        self._close("let go")

    def _close(self, closing: offer_actions.Closing) -> None:
        if offer := self.selected:
            outcome = {"brought": "did", "let go": "not useful"}[closing] if offer.task else closing
            done = done_with(offer, {"state": outcome})
            with self.report_errors():
                with self.history.recorded(done):
                    is_closed = offer_actions.close(self.opened, offer, closing)
                self.load()
                if is_closed:
                    self._say_closed(done)
                else:
                    self.say(CANNOT_CLOSE)

    def action_undo(self) -> None:
        """Undo the latest change of this page."""
        with self.report_errors():
            sentence = self.history.undo()
            self.load()
            self.say(sentence)

    # Export

    def action_export(self) -> None:
        """Show the form that writes the page to a file."""
        if self.page is not None:
            with self.report_errors():
                self.app.push_screen(export_form(self.opened, self.page), self._exported)

    def _exported(self, wish: ExportWish | None) -> None:
        if wish is None:
            return
        if keeps_paper(self.opened, wish):
            self.change_settings(paper=wish.paper)
        self.say(f"Written to {shown(wish.path)}")

    def action_copy(self) -> None:
        """Copy the page to the clipboard as plain text."""
        if self.page is not None:
            self.run_worker(partial(self._copy, as_text(self.page)), thread=True, exit_on_error=False)

    def _copy(self, text: str) -> None:
        """Copy text and say so; runs in a thread."""
        copy_to_clipboard(self.app, text)
        self.app.call_from_thread(self.say, COPIED)
