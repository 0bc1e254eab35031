"""What goes on the page: put on it or left out, added, reworded, moved, put away after the session."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from alliance_journal.domain.brief.model import Group, Variant
from alliance_journal.domain.brief.offer import MOST_IN_FRONT, Offer, front_key, moved
from alliance_journal.domain.models import Task, TaskState, Topic, TopicState
from alliance_journal.domain.text import one_line
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.prepare.excerpt_form import ask_for_excerpt, change_excerpt
from alliance_journal.ui.prepare.homework_and_goal_forms import (
    add_goal,
    add_homework,
    next_goal,
    open_goal,
    open_homework,
    set_outcome,
)
from alliance_journal.ui.prepare.offer_list import OfferList
from alliance_journal.ui.widgets.line_list import LineList

FULL_FRONT = f"{MOST_IN_FRONT} are in front already. Press f on one of them first."
TOPICS_ONLY = "Only what you want to talk about can be moved to the front, or belong to a goal."
CHOOSE_FIRST = "Choose something you want to talk about, or homework, first. Enter opens a goal."
NOT_YOURS = "Only your own words can be changed. Press a to add something to talk about."


class OfferPage(BasePage):
    """A page with the list of what could go along.

    Attributes:
        offered: everything that could.
        variant: for whom the page is.
        put_away: how each thing put away since the app was opened is taken back, the latest one last.
    """

    offered: tuple[Offer, ...] = ()
    variant: Variant = "therapist"
    put_away: tuple[Callable[[], None], ...] = ()

    @property
    def offers(self) -> OfferList:
        """What could go along."""
        return self.query_one(OfferList)

    def _key(self) -> str | None:
        offer = self._current()
        return offer.key if offer else None

    def _current(self) -> Offer | None:
        row = self.offers.current
        return row.offer if row else None

    @property
    def _whose(self) -> str | None:
        therapist = self.opened.therapist()
        return therapist.id if therapist else None

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """A second click puts it on the page or takes it off."""
        message.stop()
        self.action_include()

    def action_include(self) -> None:
        """Put on the page, or leave out."""
        offer = self._current()
        if offer is None:
            return
        with self.report_errors():
            if offer.topic:
                self.opened.journal.topics.set_included(offer.topic.id, not offer.included)
            else:
                self.opened.journal.brief_choices.set_included(offer.key, not offer.included, self._whose)
            self.load()

    # Adding and rewording

    def action_add(self) -> None:
        """Something to talk about."""
        hint = "In your own words. You can reword and move it later."
        self.ask_for_words("I want to talk about", "", hint, "topic/new", self._add)

    def _add(self, text: str) -> None:
        if text.strip():
            topic = self.opened.journal.topics.add(text, self.opened.latest_session())
            self.load()
            self.offers.show_rows(self.offers.rows, f"topic:{topic.id}")

    def action_quote(self) -> None:
        """Words of one's own for the page; while one's own page is shown, for that one."""
        with self.report_errors():
            ask_for_excerpt(self, "", None, for_me=self.variant == "me")

    def action_homework(self) -> None:
        """Write down homework that was agreed."""
        add_homework(self, partial(self._go_to_last, "homework"))

    def action_goal(self) -> None:
        """Write down a goal."""
        add_goal(self, partial(self._go_to_last, "goals"))

    def _go_to_last(self, group: Group) -> None:
        """What was just added is under the cursor."""
        with self.report_errors():
            self.load()
            keys = [offer.key for offer in self.offered if offer.group == group and not _is_closed(offer)]
            self.offers.show_rows(self.offers.rows, keys[-1] if keys else None)

    def action_reword(self) -> None:
        """Say a topic or an excerpt differently; open the card of homework or of a goal."""
        offer = self._current()
        if offer is None:
            return
        if offer.topic:
            self._reword(offer.topic)
        elif offer.excerpt:
            change_excerpt(self, offer.excerpt)
        elif offer.task:
            open_homework(self, offer.task)
        elif offer.goal:
            open_goal(self, offer.goal)
        else:
            self.say(NOT_YOURS)

    def _reword(self, topic: Topic) -> None:
        """The note it came from stays as it is."""
        shown = " ".join(topic.text.split())
        hint = "The note it came from stays as it is."
        if "\n" in topic.text:
            hint = f"It has several lines; reworded, they become one. {hint}"

        def keep(text: str) -> None:
            if text.strip() and text != shown:
                self.opened.journal.topics.change_text(topic.id, text)

        self.ask_for_words("Say it your way", shown, hint, f"topic/{topic.id}", keep)

    # The order

    def action_move(self, by: Literal[-1, 1]) -> None:
        """Move what is under the cursor up or down among its like."""
        offer = self._current()
        if offer is None:
            return
        with self.report_errors():
            if keys := moved(self.offered, offer.key, by):
                self.opened.journal.brief_choices.set_order(keys, self._whose)
                self.load()

    def action_front(self) -> None:
        """Put a topic in front of the others, or back among them."""
        offer = self._current()
        if offer is None or offer.topic is None:
            self.say(TOPICS_ONLY)
            return
        if not offer.in_front and sum(other.in_front for other in self.offered) >= MOST_IN_FRONT:
            self.say(FULL_FRONT)
            return
        with self.report_errors():
            self.opened.journal.brief_choices.set_included(
                front_key(offer.topic.id), not offer.in_front, self._whose
            )
            self.load()

    def action_towards(self) -> None:
        """Let a topic belong to the next open goal, or to none."""
        offer = self._current()
        if offer is None or offer.topic is None:
            self.say(TOPICS_ONLY)
            return
        with self.report_errors():
            goals = self.opened.journal.goals.list()
            goal = next_goal(goals, offer.topic.goal_id)
            if goal is None and offer.topic.goal_id is None:
                self.say("No goal is open. Press g to write one down.")
                return
            self.opened.journal.topics.set_goal(offer.topic.id, goal.id if goal else None)
            self.load()
            self.say(f"It belongs to: {one_line(goal.text)[:60]}" if goal else "It belongs to no goal.")

    # After the session

    def action_brought(self) -> None:
        """After the session: it was brought up; of homework, that it was done."""
        self._put_away("brought", "did", "Brought.", "Done.")

    def action_let_go(self) -> None:
        """Let it go; of homework, that it was not useful."""
        self._put_away("let go", "not useful", "Let go.", "Not useful, then.")

    def _put_away(self, state: TopicState, task_state: TaskState, of_words: str, of_task: str) -> None:
        offer, journal = self._current(), self.opened.journal
        with self.report_errors():
            if offer and offer.topic:
                journal.topics.set_state(offer.topic.id, state)
                self._is_away(of_words, partial(journal.topics.set_state, offer.topic.id, "open"))
            elif offer and offer.excerpt:
                journal.excerpts.set_state(offer.excerpt.id, state)
                self._is_away(of_words, partial(journal.excerpts.set_state, offer.excerpt.id, "open"))
            elif offer and offer.task:
                before: Task = offer.task
                set_outcome(self, before, task_state)
                self._is_away(of_task, partial(set_outcome, self, before, before.state))
            else:
                self.say(CHOOSE_FIRST)

    def _is_away(self, said: str, back: Callable[[], None]) -> None:
        self.put_away = (*self.put_away, back)
        self.load()
        self.say(f"{said} Press u to open it again.")

    def action_undo(self) -> None:
        """Open the last one again that was brought or let go, or what was said of homework."""
        if not self.put_away:
            self.say("Nothing was put away since the app was opened.")
            return
        with self.report_errors():
            *rest, take_back = self.put_away
            take_back()
            self.put_away = tuple(rest)
            self.load()


def _is_closed(offer: Offer) -> bool:
    return offer.goal is not None and offer.goal.state != "open"
