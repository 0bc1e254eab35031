"""Changes to lines of Prepare: new ones, what their cards save, on the page or not, order, and closing them."""

from collections.abc import Sequence
from typing import Final, Literal, TypeVar, cast

from alliance_journal.domain.brief.offer import MOST_IN_FRONT, Offer, front_key, moved, question_key
from alliance_journal.domain.brief.work_offers import outcome_noted_key
from alliance_journal.domain.models import Excerpt, Goal, GoalState, Task, TaskState, Topic, TopicState
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import NotFound
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.prepare.line_card import Values

FULL_FRONT: Final = f"{MOST_IN_FRONT} are in front already. Put one of them back with the others first."

Record = TypeVar("Record", Topic, Excerpt, Task, Goal)

Closing = Literal["brought", "let go"]
"""State of a topic or an excerpt that is closed; for homework these are the outcomes "did" and "not useful"."""


def therapist_id(opened: OpenJournal) -> str | None:
    """Return the id of the therapist whose page is shown."""
    therapist = opened.therapist()
    return therapist.id if therapist else None


def add_line(opened: OpenJournal, values: Values) -> None:
    """Add what the card for a new line holds: a topic, a question to ask, homework or a goal.

    Raises:
        JournalError, UnusableText: when it cannot be saved.
    """
    journal, text, latest = opened.journal, values["text"], opened.latest_session()
    with journal.transaction():
        match values["kind"]:
            case "homework":
                journal.homework.add(text, values["why"], latest, by_next=values["by_next"] == "yes")
            case "goal":
                journal.goals.add(text, values["how_we_notice"])
            case kind:
                topic = journal.topics.add(text, latest)
                if kind == "question":
                    journal.brief_choices.set_included(question_key(topic.id), True, therapist_id(opened))


def save_line(opened: OpenJournal, offered: Sequence[Offer], offer: Offer, values: Values) -> None:
    """Save what was edited in the card of a line, and nothing else: another window may have changed the rest.

    Args:
        opened: the journal.
        offered: all lines.
        offer: the line as the card showed it.
        values: the values of the card.

    Raises:
        JournalError, UnusableText: when it cannot be saved.
    """
    with opened.journal.transaction():
        if offer.topic:
            _save_topic(opened, offered, offer.topic, values)
        elif offer.excerpt:
            _save_excerpt(opened, offer.excerpt, values)
        elif offer.task:
            _save_task(opened, offer.task, values)
        elif offer.goal:
            _save_goal(opened, offer.goal, values)
        if (values["included"] == "yes") != offer.included:
            toggle_included(opened, offer)


def _save_topic(opened: OpenJournal, offered: Sequence[Offer], shown: Topic, values: Values) -> None:
    goal_id = values.get("goal", shown.goal_id or "") or None
    filled = shown._replace(text=values["text"], state=cast("TopicState", values["state"]), goal_id=goal_id)
    stored = _stored(shown, opened.journal.topics.list(), "topic")
    opened.journal.topics.change(_with_changes(stored, shown, filled))
    if "front" in values:
        set_in_front(opened, offered, shown, in_front=values["front"] == "yes")


def _save_excerpt(opened: OpenJournal, shown: Excerpt, values: Values) -> None:
    excerpts = opened.journal.excerpts
    state = cast("TopicState", values["state"])
    filled = shown._replace(text=values["text"], for_me=values["for_whom"] == "me", state=state)
    changed = _with_changes(_stored(shown, excerpts.list(), "excerpt"), shown, filled)
    excerpts.change(changed.id, changed.text, for_me=changed.for_me)
    excerpts.set_state(changed.id, changed.state)


def _save_task(opened: OpenJournal, shown: Task, values: Values) -> None:
    homework = opened.journal.homework
    filled = shown._replace(
        text=values["text"], why=values["why"], note=values["note"], by_next=values["by_next"] == "yes"
    )
    homework.change(_with_changes(_stored(shown, homework.list(), "homework"), shown, filled))
    if values["state"] != shown.state:
        set_outcome(opened, shown, cast("TaskState", values["state"]))
    if way := values["way"].strip():
        opened.journal.topics.add(way, shown.agreed_in or opened.latest_session())


def _save_goal(opened: OpenJournal, shown: Goal, values: Values) -> None:
    goals = opened.journal.goals
    filled = shown._replace(text=values["text"], how_we_notice=values["how_we_notice"])
    stored = _stored(shown, goals.list(), "goal")
    goals.change(_with_changes(stored, shown, filled))
    if values["state"] not in (shown.state, stored.state):
        goals.set_state(shown.id, cast("GoalState", values["state"]))


def _stored(shown: Record, records: Sequence[Record], name: str) -> Record:
    """Return a record as the journal has it now."""
    for record in records:
        if record.id == shown.id:
            return record
    raise NotFound(name)


def _with_changes(stored: Record, shown: Record, filled: Record) -> Record:
    """Return the stored record with the fields that differ between the record as shown and as filled in."""
    edited = {name: new for name, new in filled._asdict().items() if new != getattr(shown, name)}
    return stored._replace(**edited)


def set_outcome(opened: OpenJournal, task: Task, state: TaskState) -> None:
    """Set the outcome of homework and offer it for the page to bring; the note on the outcome stays.

    Raises:
        JournalError: when it cannot be saved.
    """
    journal = opened.journal
    with journal.transaction():
        journal.homework.set_state(task.id, state, _stored(task, journal.homework.list(), "homework").note)
        key = outcome_noted_key(task.id, opened.latest_session() or "")
        journal.brief_choices.set_included(key, True, therapist_id(opened))


def close(opened: OpenJournal, offer: Offer, closing: Closing) -> bool:
    """Close a topic or an excerpt, or set the outcome of homework; return False for any other line.

    Raises:
        JournalError: when it cannot be saved.
    """
    if offer.topic:
        opened.journal.topics.set_state(offer.topic.id, closing)
    elif offer.excerpt:
        opened.journal.excerpts.set_state(offer.excerpt.id, closing)
    elif offer.task:
        set_outcome(opened, offer.task, "did" if closing == "brought" else "not useful")
    else:
        return False
    return True


def toggle_included(opened: OpenJournal, offer: Offer) -> None:
    """Put a line on the page, or leave it out.

    Raises:
        JournalError: when it cannot be saved.
    """
    if offer.topic:
        opened.journal.topics.set_included(offer.topic.id, not offer.included)
    else:
        opened.journal.brief_choices.set_included(offer.key, not offer.included, therapist_id(opened))


def move(opened: OpenJournal, offered: Sequence[Offer], offer: Offer, by: Literal[-1, 1]) -> None:
    """Move a line up (-1) or down (1) within its group.

    Raises:
        JournalError: when the order cannot be saved.
    """
    if keys := moved(tuple(offered), offer.key, by):
        opened.journal.brief_choices.set_order(keys, therapist_id(opened))


def set_in_front(opened: OpenJournal, offered: Sequence[Offer], topic: Topic, *, in_front: bool) -> None:
    """Put a topic before the others, or back among them.

    Raises:
        JournalError: when it cannot be saved.
        UnusableText: when there are as many in front already as there can be.
    """
    others = [offer.topic.id for offer in offered if offer.topic and offer.in_front and offer.topic.id != topic.id]
    if in_front and len(others) >= MOST_IN_FRONT:
        raise UnusableText(FULL_FRONT)
    if in_front != any(offer.topic and offer.topic.id == topic.id and offer.in_front for offer in offered):
        opened.journal.brief_choices.set_included(front_key(topic.id), in_front, therapist_id(opened))
