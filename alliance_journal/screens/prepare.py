"""Prepare: choose on the left; the sheet on the right is exactly what leaves."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal, cast

from textual import work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from alliance_journal import commands
from alliance_journal.domain import page as pages
from alliance_journal.domain.journal import Task, TaskState, Topic, TopicState
from alliance_journal.domain.text import one_line
from alliance_journal.exchange.brief import as_text, render
from alliance_journal.exchange.clipboard import copy_with_tool
from alliance_journal.files import write_private
from alliance_journal.paths import backups_folder, journal_journal, part_file
from alliance_journal.screens.everywhere import Page
from alliance_journal.screens.forms import ExportForm, ExportWish
from alliance_journal.screens.place import bindings
from alliance_journal.screens.work import (
    add_goal,
    add_homework,
    next_goal,
    open_goal,
    open_homework,
    set_outcome,
)
from alliance_journal.store.bringing import page_for
from alliance_journal.widgets.offers import OfferList, OfferRow
from alliance_journal.widgets.rows import RowList
from alliance_journal.widgets.sheet import Sheet

NOTHING_CHOSEN = "Nothing chosen yet. ctrl+b in a note brings a line here."
FULL_FRONT = f"{pages.MOST_IN_FRONT} are in front already. Press f on one of them first."
TOPICS_ONLY = "Only what you want to talk about can be moved to the front, or belong to a goal."
CHOOSE_FIRST = "Choose something you want to talk about, or homework, first. Enter opens a goal."
COPIED = "Copied, as far as I can tell. If pasting stays empty, press e to export."


class PrepareScreen(Page):
    """The page for the next session."""

    PLACE: ClassVar[commands.Place] = "prepare"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("prepare"))

    offered: tuple[pages.Offer, ...] = ()
    page: pages.Page | None = None
    put_away: tuple[Callable[[], None], ...] = ()
    """How each thing put away since the app was opened is taken back, the latest one last."""

    def compose_page(self) -> ComposeResult:
        """What could go along, and the sheet."""
        with Horizontal(id="panes"):
            with Vertical(id="choose-pane", classes="pane"):
                yield Static(NOTHING_CHOSEN, id="nothing", classes="quiet")
                yield OfferList(id="offers")
            with VerticalScroll(id="sheet-pane"):
                yield Sheet(id="sheet")

    @property
    def offers(self) -> OfferList:
        """What could go along."""
        return self.query_one(OfferList)

    def on_mount(self) -> None:
        """Begin with choosing."""
        self.query_one("#choose-pane").border_title = "Choose"
        self.query_one("#sheet-pane").border_title = "What goes with you"
        self.offers.focus()

    def reread(self) -> None:
        """What may go along now, and the page with what is chosen."""
        self.offered, self.page = page_for(self.desk.journal, self.desk.therapist(), self.desk.today())
        self.offers.plain = self.desk.settings.plain_glyphs
        self.offers.show_rows(list(_rows(self.offered)), self._key())
        self.query_one("#nothing").display = not any(offer.group == "topics" for offer in self.offered)
        self._draw()

    def _draw(self) -> None:
        if self.page is None:
            return
        self.query_one(Sheet).show(self.page, plain=self.desk.settings.plain_glyphs)
        crowded = [
            f"{pages.GROUP_NAMES[group].lower()}: {pages.MOST[group]} fit well" for group in self.page.crowded
        ]
        pane = self.query_one("#sheet-pane")
        pane.border_subtitle = f"may be more than one page · {', '.join(crowded)}" if crowded else None

    def _key(self) -> str | None:
        row = self.offers.current
        return row.offer.key if row and row.offer else None

    def _current(self) -> pages.Offer | None:
        row = self.offers.current
        return row.offer if row else None

    def on_row_list_clicked(self, message: RowList.Clicked) -> None:
        """A second click puts it on the page or takes it off."""
        message.stop()
        self.action_include()

    def action_include(self) -> None:
        """Put on the page, or leave out."""
        offer = self._current()
        if offer is None:
            return
        with self.calmly():
            if offer.topic:
                self.desk.journal.include_topic(offer.topic.id, not offer.included)
            else:
                therapist = self.desk.therapist()
                self.desk.journal.choose(offer.key, not offer.included, therapist.id if therapist else None)
            self.reread()

    def action_add(self) -> None:
        """Something to talk about."""
        hint = "In your own words. You can reword and move it later."
        self.ask_for_words("I want to talk about", "", hint, "topic/new", self._add)

    def _add(self, text: str) -> None:
        if text.strip():
            topic = self.desk.journal.add_topic(text, self.desk.latest_session())
            self.reread()
            self.offers.show_rows(self.offers.rows, f"topic:{topic.id}")

    def action_homework(self) -> None:
        """Write down homework that was agreed."""
        add_homework(self, partial(self._go_to_last, "homework"))

    def action_goal(self) -> None:
        """Write down a goal."""
        add_goal(self, partial(self._go_to_last, "goals"))

    def _go_to_last(self, group: pages.Group) -> None:
        """What was just added is under the cursor."""
        with self.calmly():
            self.reread()
            keys = [offer.key for offer in self.offered if offer.group == group and not _is_closed(offer)]
            self.offers.show_rows(self.offers.rows, keys[-1] if keys else None)

    def action_reword(self) -> None:
        """Say a topic differently; open the card of homework or of a goal."""
        offer = self._current()
        if offer is None:
            return
        if offer.topic:
            self._reword(offer.topic)
        elif offer.task:
            open_homework(self, offer.task)
        elif offer.goal:
            open_goal(self, offer.goal)
        else:
            self.say("Only your own words can be changed. Press a to add something to talk about.")

    def _reword(self, topic: Topic) -> None:
        """The note it came from stays as it is."""
        shown = " ".join(topic.text.split())
        hint = "The note it came from stays as it is."
        if "\n" in topic.text:
            hint = f"It has several lines; reworded, they become one. {hint}"

        def keep(text: str) -> None:
            if text.strip() and text != shown:
                self.desk.journal.reword_topic(topic.id, text)

        self.ask_for_words("Say it your way", shown, hint, f"topic/{topic.id}", keep)

    def action_move(self, by: Literal[-1, 1]) -> None:
        """Move a topic up or down."""
        offer = self._current()
        if offer is None or offer.topic is None:
            return
        with self.calmly():
            among = {o.topic.id for o in self.offered if o.topic and o.in_front == offer.in_front}
            self.desk.journal.move_topic(offer.topic.id, by, among)
            self.reread()

    def action_front(self) -> None:
        """Put a topic in front of the others, or back among them."""
        offer = self._current()
        if offer is None or offer.topic is None:
            self.say(TOPICS_ONLY)
            return
        if not offer.in_front and sum(other.in_front for other in self.offered) >= pages.MOST_IN_FRONT:
            self.say(FULL_FRONT)
            return
        with self.calmly():
            therapist = self.desk.therapist()
            key = pages.front_key(offer.topic.id)
            self.desk.journal.choose(key, not offer.in_front, therapist.id if therapist else None)
            self.reread()

    def action_towards(self) -> None:
        """Let a topic belong to the next open goal, or to none."""
        offer = self._current()
        if offer is None or offer.topic is None:
            self.say(TOPICS_ONLY)
            return
        with self.calmly():
            goals = self.desk.journal.goals()
            goal = next_goal(goals, offer.topic.goal_id)
            if goal is None and offer.topic.goal_id is None:
                self.say("No goal is open. Press g to write one down.")
                return
            self.desk.journal.point_topic_at(offer.topic.id, goal.id if goal else None)
            self.reread()
            self.say(f"It belongs to: {one_line(goal.text)[:60]}" if goal else "It belongs to no goal.")

    def action_brought(self) -> None:
        """After the session: it was brought up; of homework, that it was done."""
        self._put_away("brought", "did", "Brought.", "Done.")

    def action_let_go(self) -> None:
        """Let it go; of homework, that it was not useful."""
        self._put_away("let go", "not useful", "Let go.", "Not useful, then.")

    def _put_away(self, topic_state: TopicState, task_state: TaskState, of_topic: str, of_task: str) -> None:
        offer = self._current()
        if offer is None or not (offer.topic or offer.task):
            self.say(CHOOSE_FIRST)
            return
        with self.calmly():
            if offer.topic:
                self.desk.journal.set_topic_state(offer.topic.id, topic_state)
                back = partial(self.desk.journal.set_topic_state, offer.topic.id, "open")
            else:
                task = cast("Task", offer.task)
                set_outcome(self, task, task_state)
                back = partial(set_outcome, self, task, task.state)
            self.put_away = (*self.put_away, back)
            self.reread()
            self.say(f"{of_topic if offer.topic else of_task} Press u to open it again.")

    def action_undo(self) -> None:
        """Open the last one again that was brought or let go, or what was said of homework."""
        if not self.put_away:
            self.say("Nothing was put away since the app was opened.")
            return
        with self.calmly():
            *rest, take_back = self.put_away
            take_back()
            self.put_away = tuple(rest)
            self.reread()

    def action_show_page(self) -> None:
        """To the sheet, or back to choosing."""
        to_sheet = not self.query_one("#panes").has_class("-paper")
        self.query_one("#panes").set_class(to_sheet, "-paper")
        (self.query_one("#sheet-pane") if to_sheet else self.offers).focus()

    def action_export(self) -> None:
        """Write the page to a file."""
        with self.calmly():
            therapist, today = self.desk.therapist(), self.desk.today()
            appointment = self.desk.journal.next_appointment(today, therapist.id if therapist else None)
            self.app.push_screen(
                ExportForm(
                    _home(), pages.file_name(appointment, today, example=self.desk.journal.is_example), self._write
                ),
                self._written,
            )

    def _write(self, wish: ExportWish) -> None:
        assert self.page is not None
        if self._is_our_own(wish.path):
            raise OSError(0, "this place belongs to the journal itself")
        write_private(wish.path, render(self.page, wish.form).encode(), overwrite=wish.overwrite)

    def _is_our_own(self, path: Path) -> bool:
        """Whether a page written there would replace the journal, or lie among its backups."""
        journal = self.desk.journal.path
        if journal is None:
            return False
        own, asked = Path(os.path.realpath(journal)), Path(os.path.realpath(path))
        kept = (own, journal_journal(own), part_file(own))
        return asked in kept or backups_folder(own) in asked.parents

    def _written(self, wish: ExportWish | None) -> None:
        if wish:
            self.say(f"Written to {wish.path}")

    def action_copy(self) -> None:
        """Copy the page as plain text."""
        if self.page is not None:
            self._copy(as_text(self.page))

    @work(thread=True, exit_on_error=False)
    def _copy(self, text: str) -> None:
        """With the computer's own tool where there is one; through the terminal where there is none."""
        if not copy_with_tool(text):
            # The app's own copying stays inside the app; this one is asked for, so it goes to the terminal.
            self.app.call_from_thread(App.copy_to_clipboard, self.app, text)
        self.app.call_from_thread(self.say, COPIED)


def _rows(offered: tuple[pages.Offer, ...]) -> "list[OfferRow]":
    """The offers with a heading before each group and air between them."""
    rows: list[OfferRow] = []
    group = None
    for offer in offered:
        if offer.group != group:
            if rows:
                rows.append(OfferRow())
            rows.append(OfferRow(heading=pages.GROUP_NAMES[offer.group]))
            group = offer.group
        rows.append(OfferRow(offer=offer))
    return rows


def _is_closed(offer: pages.Offer) -> bool:
    return offer.goal is not None and offer.goal.state != "open"


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path.cwd()
