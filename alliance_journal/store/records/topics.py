"""Repository of topics to bring to the next session."""

from alliance_journal.domain.models import Topic, TopicState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database, new_id
from alliance_journal.store.core.errors import NotFound


class Topics:
    """Repository of topics."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Topic, ...]:
        """Return all topics, in the order they were added."""
        return tuple(map(rows.topic, self._database.select("SELECT * FROM topics ORDER BY position, id")))

    def open_from(self, entry_id: str) -> tuple[Topic, ...]:
        """Return the open topics that were copied from an entry, in the order they were added."""
        found = self._database.select(
            "SELECT * FROM topics WHERE from_entry = ? AND state = 'open' ORDER BY position, id", (entry_id,)
        )
        return tuple(map(rows.topic, found))

    def open_for(self, therapist_id: str | None) -> tuple[Topic, ...]:
        """Return the open topics that may go to this therapist: from entries with them, or with no therapist."""
        found = self._database.select(
            "SELECT topics.* FROM topics LEFT JOIN entries ON entries.id = from_entry "
            "WHERE topics.state = 'open' AND (entries.therapist_id IS NULL OR entries.therapist_id IS ?) "
            "ORDER BY topics.position, topics.id",
            (therapist_id,),
        )
        return tuple(map(rows.topic, found))

    def add(self, text: str, from_entry: str | None = None) -> Topic:
        """Add words to the end of the list of topics; `from_entry` is the id of the entry they come from."""
        with self._database.transaction():
            topic = Topic(
                new_id(), usable(text.strip()), from_entry, position=self._database.next_position("topics")
            )
            self.insert(topic)
        return topic

    def insert(self, topic: Topic) -> None:
        """Insert a topic as it is."""
        with self._database.transaction():
            self._database.changed("topics", topic.id)
            self._database.insert("topics", rows.topic_row(topic))

    def change(self, topic: Topic) -> None:
        """Update a topic's words, state and goal, and whether it is on the page.

        Raises:
            NotFound: if it does not exist any more.
        """
        self._change(
            topic.id,
            {
                "text": usable(topic.text),
                "state": topic.state,
                "included": topic.included,
                "goal_id": topic.goal_id,
            },
        )

    def remove(self, topic_id: str) -> None:
        """Delete a topic for good."""
        with self._database.transaction():
            self._database.changed("topics", topic_id)
            self._database.delete("topics", "id = ?", topic_id)

    def change_text(self, topic_id: str, text: str) -> None:
        """Change a topic's words. The entry they came from does not change."""
        self._change(topic_id, {"text": usable(text.strip())})

    def set_included(self, topic_id: str, included: bool) -> None:
        """Put a topic on the page or leave it out."""
        self._change(topic_id, {"included": included})

    def set_state(self, topic_id: str, state: TopicState) -> None:
        """Set the state of a topic: brought, let go (closed without bringing it), or open again."""
        self._change(topic_id, {"state": state})

    def set_goal(self, topic_id: str, goal_id: str | None) -> None:
        """Set the goal a topic belongs to; None if it belongs to none."""
        self._change(topic_id, {"goal_id": goal_id})

    def _change(self, topic_id: str, change: query.Row) -> None:
        with self._database.transaction():
            self._database.changed("topics", topic_id)
            if not self._database.update("topics", change, "id = ?", topic_id):
                raise NotFound("topic")
