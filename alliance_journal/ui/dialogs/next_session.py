"""Adding topics to the list for the next session."""

from typing import Any, Final

from textual.screen import Screen

from alliance_journal.ui.dialogs.notice import show_notice
from alliance_journal.ui.open_journal import OpenJournal

ALREADY_THERE: Final = "That is on your list already."
ADDED: Final = "On your list for next time. You can reword it on Prepare."


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
