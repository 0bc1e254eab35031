"""Changes to offers: on the page or not, order, goal, and closing them after the session."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal

from alliance_journal.domain.brief.offer import MOST_IN_FRONT, Offer, front_key, moved
from alliance_journal.domain.models import Topic
from alliance_journal.domain.text import one_line
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.prepare.goal_forms import next_goal
from alliance_journal.ui.prepare.homework_forms import set_outcome

FULL_FRONT: Final = f"{MOST_IN_FRONT} are in front already. Press <prepare.front> on one of them first."
TOPICS_ONLY: Final = "Only what you want to talk about can be moved to the front, or belong to a goal."
CHOOSE_FIRST: Final = "Choose something you want to talk about, or homework, first. Enter opens a goal."
NO_GOAL: Final = "No goal is open. Press <prepare.goal> to write one down."
NOTHING_CLOSED: Final = "Nothing was put away since the app was opened."

Closing = Literal["brought", "let go"]
"""State of a topic or an excerpt that is closed; for homework these are the outcomes "did" and "not useful"."""


def therapist_id(opened: OpenJournal) -> str | None:
    """Return the id of the therapist whose page is shown."""
    therapist = opened.therapist()
    return therapist.id if therapist else None


def toggle_included(opened: OpenJournal, offer: Offer) -> None:
    """Put an offer on the page, or leave it out.

    Raises:
        JournalError: when it cannot be saved.
    """
    if offer.topic:
        opened.journal.topics.set_included(offer.topic.id, not offer.included)
    else:
        opened.journal.brief_choices.set_included(offer.key, not offer.included, therapist_id(opened))


def move(opened: OpenJournal, offered: Sequence[Offer], offer: Offer, by: Literal[-1, 1]) -> None:
    """Move an offer up (-1) or down (1) within its group.

    Raises:
        JournalError: when the order cannot be saved.
    """
    if keys := moved(tuple(offered), offer.key, by):
        opened.journal.brief_choices.set_order(keys, therapist_id(opened))


def toggle_in_front(opened: OpenJournal, offered: Sequence[Offer], topic: Topic) -> str:
    """Put a topic before the others, or back among them.

    Returns:
        The reason why it was not put in front; empty if the topic was moved.

    Raises:
        JournalError: when it cannot be saved.
    """
    in_front = [offer.topic.id for offer in offered if offer.topic and offer.in_front]
    if topic.id not in in_front and len(in_front) >= MOST_IN_FRONT:
        return FULL_FRONT
    opened.journal.brief_choices.set_included(front_key(topic.id), topic.id not in in_front, therapist_id(opened))
    return ""


def assign_next_goal(opened: OpenJournal, topic: Topic) -> str:
    """Assign a topic to the open goal after its present one, after the last one to none.

    Returns:
        A sentence for the client about the topic's goal.

    Raises:
        JournalError: when it cannot be saved.
    """
    goal = next_goal(opened.journal.goals.list(), topic.goal_id)
    if goal is None and topic.goal_id is None:
        return NO_GOAL
    opened.journal.topics.set_goal(topic.id, goal.id if goal else None)
    return f"It belongs to: {one_line(goal.text)[:60]}" if goal else "It belongs to no goal."


class ClosedOffers:
    """Offers closed since the app was opened. They can be reopened, the latest one first."""

    def __init__(self, opened: OpenJournal) -> None:
        self._opened = opened
        self._reopen: list[Callable[[], None]] = []

    def close(self, offer: Offer | None, closing: Closing) -> str:
        """Close a topic or an excerpt, or set the outcome of homework.

        Returns:
            A sentence for the client about what was done.

        Raises:
            JournalError: when it cannot be saved.
        """
        journal = self._opened.journal
        brought = closing == "brought"
        if offer and offer.topic:
            journal.topics.set_state(offer.topic.id, closing)
            self._reopen.append(partial(journal.topics.set_state, offer.topic.id, "open"))
        elif offer and offer.excerpt:
            journal.excerpts.set_state(offer.excerpt.id, closing)
            self._reopen.append(partial(journal.excerpts.set_state, offer.excerpt.id, "open"))
        elif offer and offer.task:
            set_outcome(self._opened, offer.task, "did" if brought else "not useful")
            self._reopen.append(partial(set_outcome, self._opened, offer.task, offer.task.state))
            return f"{'Done.' if brought else 'Not useful, then.'} Press <prepare.undo> to open it again."
        else:
            return CHOOSE_FIRST
        return f"{'Brought.' if brought else 'Let go.'} Press <prepare.undo> to open it again."

    def reopen_latest(self) -> str:
        """Reopen the offer that was closed last.

        Returns:
            A sentence for the client if there is none; otherwise empty.

        Raises:
            JournalError: when it cannot be saved; the offer stays the next one to reopen.
        """
        if not self._reopen:
            return NOTHING_CLOSED
        self._reopen[-1]()
        self._reopen.pop()
        return ""
