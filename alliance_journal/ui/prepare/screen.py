"""Prepare page: offers for the page to bring on the left, and on the right exactly what is exported."""

from functools import partial
from typing import ClassVar, Final, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.brief.model import Group, Page, Variant, say_left_out
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.domain.brief.page_layout import fit
from alliance_journal.domain.models import Excerpt, Task, Topic
from alliance_journal.domain.text import count
from alliance_journal.exchange.brief.render import as_text
from alliance_journal.paths import shown
from alliance_journal.store.queries.brief import page_for
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.dialogs.excerpt_form import change_excerpt_form, excerpt_added_notice, new_excerpt_form
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.prepare import offer_actions
from alliance_journal.ui.prepare.brief_preview import BriefPreview
from alliance_journal.ui.prepare.export import (
    ExportWish,
    copy_to_clipboard,
    export_form,
    keeps_paper,
)
from alliance_journal.ui.prepare.goal_forms import change_goal_form, new_goal_form
from alliance_journal.ui.prepare.homework_forms import change_homework_form, new_homework_form
from alliance_journal.ui.prepare.offer_list import OfferList, rows_of
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.line_list import LineList

NOTHING_CHOSEN: Final = "Nothing to talk about yet. <writing.bring> in a note brings a line."
FOR_ME: Final = (
    "Your own page: it may hold what only you read. <prepare.quote> adds to it; <prepare.for_whom> goes back to "
    "the page for your therapist."
)
FOR_THERAPIST: Final = "The page for your therapist."
NOT_YOURS: Final = "Only your own words can be changed. Press <prepare.add> to add something to talk about."
IN_THE_WAY: Final = "It goes on your list for next time, in your words. Left empty, nothing does."
COPIED: Final = "Copied, as far as I can tell. If pasting stays empty, press <prepare.export> to export."
NAMED_HERE: Final = 2
"""Most items that do not fit and are named under the list; the export form names more."""
TITLES: Final[dict[Variant, str]] = {"therapist": "What goes with you", "me": "Only for you"}


class PrepareScreen(BasePage):
    """Page on which the client prepares the next session.

    Attributes:
        page: the page to bring; None before it was read.
        offered: everything that can be on it, in the order of the list.
        variant: for whom the page is.
        closed: offers closed since the app was opened.
    """

    CSS_PATH = "prepare.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "prepare"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("prepare"))

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(opened)
        self.page: Page | None = None
        self.offered: tuple[Offer, ...] = ()
        self.variant: Variant = "therapist"
        self.closed = offer_actions.ClosedOffers(opened)

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

    # Adding

    def action_add(self) -> None:
        """Ask for a topic to talk about."""
        hint = "In your own words. You can reword and move it later."
        self.ask_for_text("I want to talk about", "", hint, "topic/new", self._add_topic)

    def _add_topic(self, text: str) -> None:
        if text.strip():
            topic = self.opened.journal.topics.add(text, self.opened.latest_session())
            self.load()
            self.offers.show_rows(self.offers.rows, f"topic:{topic.id}")

    def action_quote(self) -> None:
        """Ask for an excerpt, which is proposed for the page that is shown."""
        with self.report_errors():
            form = new_excerpt_form(self.opened, "", None, for_me=self.variant == "me")
            self.app.push_screen(form, self._excerpt_added)

    def _excerpt_added(self, excerpt: Excerpt | None) -> None:
        if excerpt:
            self.reload()
            self.say(excerpt_added_notice(excerpt))

    def action_homework(self) -> None:
        """Ask for homework that was agreed."""
        with self.report_errors():
            self.app.push_screen(new_homework_form(self.opened), partial(self._select_last, "homework"))

    def action_goal(self) -> None:
        """Ask for a goal."""
        with self.report_errors():
            self.app.push_screen(new_goal_form(self.opened), partial(self._select_last, "goals"))

    def _select_last(self, group: Group, added: object) -> None:
        """After something was added: move the cursor to the last offer of its group that is not a closed goal."""
        if added is None:
            return
        with self.report_errors():
            self.load()
            keys = [
                offer.key
                for offer in self.offered
                if offer.group == group and not (offer.goal and offer.goal.state != "open")
            ]
            self.offers.show_rows(self.offers.rows, keys[-1] if keys else None)

    # Changing

    def action_reword(self) -> None:
        """Ask for other words for a topic or an excerpt, or show the form of homework or of a goal."""
        offer = self.selected
        if offer is None:
            return
        with self.report_errors():
            if offer.topic:
                self._reword_topic(offer.topic)
            elif offer.excerpt:
                self.app.push_screen(change_excerpt_form(self.opened, offer.excerpt), self._reload_after)
            elif offer.task:
                form = change_homework_form(self.opened, offer.task)
                self.app.push_screen(form, partial(self._homework_changed, offer.task))
            elif offer.goal:
                self.app.push_screen(change_goal_form(self.opened, offer.goal), self._reload_after)
            else:
                self.say(NOT_YOURS)

    def _reload_after(self, changed: object) -> None:
        if changed is not None:
            self.reload()

    def _reword_topic(self, topic: Topic) -> None:
        """Ask for other words for a topic; the note that it came from stays as it is."""
        text = " ".join(topic.text.split())
        hint = "The note it came from stays as it is."
        if "\n" in topic.text:
            hint = f"It has several lines; reworded, they become one. {hint}"

        def change(typed: str) -> None:
            if typed.strip() and typed != text:
                self.opened.journal.topics.change_text(topic.id, typed)

        self.ask_for_text("Say it your way", text, hint, f"topic/{topic.id}", change)

    def _homework_changed(self, before: Task, filled: Task | None) -> None:
        """When homework was noted as not done: ask for the reason, as a topic for the next session."""
        if filled and filled.state == "did not" and before.state != "did not":
            self.ask_for_text(
                "What got in the way?",
                "",
                IN_THE_WAY,
                f"task/{before.id}/way",
                lambda words: self.add_topic(words, before.agreed_in),
            )

    # On the page, and in which order

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """Put the offer on the page, or take it off, at the second click."""
        message.stop()
        self.action_include()

    def action_include(self) -> None:
        """Put the offer on the page, or leave it out."""
        if offer := self.selected:
            with self.report_errors():
                offer_actions.toggle_included(self.opened, offer)
                self.load()

    def action_move(self, by: Literal[-1, 1]) -> None:
        """Move the offer up or down within its group."""
        if offer := self.selected:
            with self.report_errors():
                offer_actions.move(self.opened, self.offered, offer, by)
                self.load()

    def action_front(self) -> None:
        """Put a topic before the others, or back among them."""
        offer = self.selected
        if offer is None or offer.topic is None:
            self.say(offer_actions.TOPICS_ONLY)
            return
        with self.report_errors():
            if reason := offer_actions.toggle_in_front(self.opened, self.offered, offer.topic):
                self.say(reason)
            else:
                self.load()

    def action_towards(self) -> None:
        """Assign a topic to the next open goal, or to none."""
        offer = self.selected
        if offer is None or offer.topic is None:
            self.say(offer_actions.TOPICS_ONLY)
            return
        with self.report_errors():
            sentence = offer_actions.assign_next_goal(self.opened, offer.topic)
            self.load()
            self.say(sentence)

    # After the session

    def action_brought(self) -> None:
        """Close the offer: it was brought up; homework was done."""
        self._close("brought")

    def action_let_go(self) -> None:
        """Close the offer: it is not needed any more; homework was not useful."""
        self._close("let go")

    def _close(self, closing: offer_actions.Closing) -> None:
        with self.report_errors():
            sentence = self.closed.close(self.selected, closing)
            self.load()
            self.say(sentence)

    def action_undo(self) -> None:
        """Reopen the offer that was closed last."""
        with self.report_errors():
            if sentence := self.closed.reopen_latest():
                self.say(sentence)
            else:
                self.load()

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
