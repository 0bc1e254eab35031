"""What to bring next time."""

from collections.abc import Mapping

from alliance_journal.domain.models import Topic, TopicState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Opened, new_id
from alliance_journal.store.core.errors import NotFound


class Topics(Opened):
    """Topics."""

    def topics(self) -> tuple[Topic, ...]:
        """All topics, in the order they were added."""
        return tuple(map(rows.topic, self.select("SELECT * FROM topics ORDER BY position, id")))

    def open_topics_from(self, entry_id: str) -> tuple[Topic, ...]:
        """The topics that were brought from an entry and are still open, in the order they were added."""
        found = self.select(
            "SELECT * FROM topics WHERE from_entry = ? AND state = 'open' ORDER BY position, id", (entry_id,)
        )
        return tuple(map(rows.topic, found))

    def open_topics_for(self, therapist_id: str | None) -> tuple[Topic, ...]:
        """The open topics that may go to this therapist: from notes of their sessions, or from no therapist's."""
        found = self.select(
            "SELECT topics.* FROM topics LEFT JOIN entries ON entries.id = from_entry "
            "WHERE topics.state = 'open' AND (entries.therapist_id IS NULL OR entries.therapist_id IS ?) "
            "ORDER BY topics.position, topics.id",
            (therapist_id,),
        )
        return tuple(map(rows.topic, found))

    def add_topic(self, text: str, from_entry: str | None = None) -> Topic:
        """Copy words to the list of what to bring next time, at its end."""
        with self.writing():
            topic = Topic(new_id(), usable(text.strip()), from_entry, position=self.next_place("topics"))
            self.insert_topic(topic)
        return topic

    def insert_topic(self, topic: Topic) -> None:
        """Add a topic as it is, within a transaction."""
        self.touch(topic.id, "topics")
        self.tables.table("topics").insert(rows.topic_row(topic))

    def reword_topic(self, topic_id: str, text: str) -> None:
        """Change a topic's words. The note it came from is not touched."""
        self._change_topic(topic_id, {"text": usable(text.strip())})

    def include_topic(self, topic_id: str, included: bool) -> None:
        """Put a topic on the page or leave it out."""
        self._change_topic(topic_id, {"included": included})

    def set_topic_state(self, topic_id: str, state: TopicState) -> None:
        """Mark a topic as brought or let go, or open it again."""
        self._change_topic(topic_id, {"state": state})

    def point_topic_at(self, topic_id: str, goal_id: str | None) -> None:
        """Say which goal a topic belongs to; None where it belongs to none."""
        self._change_topic(topic_id, {"goal_id": goal_id})

    def _change_topic(self, topic_id: str, change: Mapping[str, object]) -> None:
        with self.writing():
            if not self.tables.table("topics").count_where("id = ?", [topic_id]):
                raise NotFound("topic")
            self.touch(topic_id, "topics")
            self.tables.table("topics").update(topic_id, change)
