"""Adding topics to the list for the next session."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from textual.screen import Screen

from alliance_journal.domain.models import Entry, Topic
from alliance_journal.ui.dialogs.notice import show_notice
from alliance_journal.ui.open_journal import OpenJournal

ALREADY_THERE: Final = "That is on your list already."
ADDED: Final = "On your list for next time. You can reword it on Prepare."
SEVERAL_ADDED: Final = "{} lines are on your list for next time. You can reword them on Prepare."


def add_topic(screen: Screen[Any], opened: OpenJournal, text: str, from_entry: str | None = None) -> None:
    """Add a topic to the list for the next session, unless it is on it already, and show a notice.

    Args:
        screen: screen that shows the notice.
        opened: the open journal.
        text: the topic; an empty one is not added.
        from_entry: id of the entry that it comes from; None for the latest session.

    Raises:
        JournalError, UnusableText: when it cannot be saved.
    """
    if not text.strip():
        return
    therapist = opened.therapist()
    topics = opened.journal.topics
    if any(topic.text == text.strip() for topic in topics.open_for(therapist.id if therapist else None)):
        show_notice(screen, ALREADY_THERE)
        return
    topics.add(text, from_entry or opened.latest_session())
    show_notice(screen, ADDED)


def add_topics(opened: OpenJournal, texts: Iterable[str], entry: Entry) -> tuple[Topic, ...]:
    """Add topics that come from one entry to the list for the next session, all of them or none.

    Args:
        opened: the open journal.
        texts: the topics; an empty one, and one that is on the list already, is not added.
        entry: the entry that they come from.

    Raises:
        JournalError, UnusableText: when they cannot be saved.
    """
    topics = opened.journal.topics
    with opened.journal.transaction():
        listed = {topic.text for topic in topics.open_for(entry.therapist_id)}
        wanted = dict.fromkeys(text.strip() for text in texts)
        return tuple(topics.add(text, entry.id) for text in wanted if text and text not in listed)


def added(topics: Sequence[Topic]) -> str:
    """Return a sentence about topics that were added."""
    if not topics:
        return ALREADY_THERE
    return ADDED if len(topics) == 1 else SEVERAL_ADDED.format(len(topics))
