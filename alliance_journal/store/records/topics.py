"""Topics to bring to the next session."""

from collections.abc import Mapping

from alliance_journal.domain.models import Topic, TopicState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Opened, new_id
from alliance_journal.store.core.errors import NotFound


class Topics(Opened):
    """Repository of topics."""

    def topics(self) -> tuple[Topic, ...]:
        """Return all topics, in the order they were added."""
        return tuple(map(rows.topic, self.select("SELECT * FROM topics ORDER BY position, id")))

    def open_topics_from(self, entry_id: str) -> tuple[Topic, ...]:
        """Return the open topics that were copied from an entry, in the order they were added."""
        found = self.select(
            "SELECT * FROM topics WHERE from_entry = ? AND state = 'open' ORDER BY position, id", (entry_id,)
        )
        return tuple(map(rows.topic, found))

    def open_topics_for(self, therapist_id: str | None) -> tuple[Topic, ...]:
        """Return the open topics that may go to this therapist: from entries with them, or with no therapist."""
        found = self.select(
            "SELECT topics.* FROM topics LEFT JOIN entries ON entries.id = from_entry "
            "WHERE topics.state = 'open' AND (entries.therapist_id IS NULL OR entries.therapist_id IS ?) "
            "ORDER BY topics.position, topics.id",
            (therapist_id,),
        )
        return tuple(map(rows.topic, found))

    def add_topic(self, text: str, from_entry: str | None = None) -> Topic:
        """Add words to the end of the list of topics; `from_entry` is the id of the entry they come from."""
        with self.writing():
            topic = Topic(new_id(), usable(text.strip()), from_entry, position=self.next_place("topics"))
            self.insert_topic(topic)
        return topic

    def insert_topic(self, topic: Topic) -> None:
        """Insert a topic as it is, within a transaction."""
        self.touch(topic.id, "topics")
        self.tables.table("topics").insert(rows.topic_row(topic))

    def reword_topic(self, topic_id: str, text: str) -> None:
        """Change a topic's words. The entry they came from does not change."""
        self._change_topic(topic_id, {"text": usable(text.strip())})

    def include_topic(self, topic_id: str, included: bool) -> None:
        """Put a topic on the page or leave it out."""
        self._change_topic(topic_id, {"included": included})

    def set_topic_state(self, topic_id: str, state: TopicState) -> None:
        """Set the state of a topic: brought, let go (closed without bringing it), or open again."""
        self._change_topic(topic_id, {"state": state})

    def point_topic_at(self, topic_id: str, goal_id: str | None) -> None:
        """Set the goal a topic belongs to; None if it belongs to none."""
        self._change_topic(topic_id, {"goal_id": goal_id})

    def _change_topic(self, topic_id: str, change: Mapping[str, object]) -> None:
        with self.writing():
            if not self.tables.table("topics").count_where("id = ?", [topic_id]):
                raise NotFound("topic")
            self.touch(topic_id, "topics")
            self.tables.table("topics").update(topic_id, change)
