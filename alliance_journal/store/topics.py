"""What to bring next time, and what else is chosen for the page."""

from collections.abc import Collection, Mapping
from typing import Literal

from alliance_journal.domain.journal import Topic, TopicState
from alliance_journal.domain.text import usable
from alliance_journal.store import rows
from alliance_journal.store.errors import NotFound
from alliance_journal.store.opened import Opened, new_id


class Topics(Opened):
    """Topics, and choices for the page."""

    def topics(self) -> tuple[Topic, ...]:
        """All topics, in the client's order."""
        return tuple(map(rows.topic, self.select("SELECT * FROM topics ORDER BY position, rowid")))

    def topics_for(self, therapist_id: str | None) -> tuple[Topic, ...]:
        """The topics that may go to this therapist: those from notes of their sessions, or from no therapist's."""
        found = self.select(
            "SELECT topics.* FROM topics LEFT JOIN entries ON entries.id = from_entry "
            "WHERE entries.therapist_id IS NULL OR entries.therapist_id IS ? "
            "ORDER BY topics.position, topics.rowid",
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
            self.tables.table("topics").update(topic_id, change)

    def move_topic(self, topic_id: str, by: Literal[-1, 1], among: Collection[str] | None = None) -> None:
        """Move an open topic one place up (-1) or down (1) among the open ones; at the end nothing moves.

        With `among`, only these are looked at: those on the page of one therapist.
        """
        with self.writing():
            topics = list(self.topics())
            places = [
                place
                for place, topic in enumerate(topics)
                if topic.state == "open" and (among is None or topic.id in among)
            ]
            at = next((at for at, place in enumerate(places) if topics[place].id == topic_id), None)
            if at is None:
                raise NotFound("topic")
            if 0 <= at + by < len(places):
                here, there = places[at], places[at + by]
                topics[here], topics[there] = topics[there], topics[here]
            # All are numbered anew: topics from an import can share a place.
            for place, topic in enumerate(topics, start=1):
                if topic.position != place:
                    self.tables.table("topics").update(topic.id, {"position": place})

    def page_choices(self, therapist_id: str | None = None) -> dict[str, bool]:
        """What was put on a therapist's page or left out by hand, by the offer's key."""
        mark = _choice(therapist_id, "")
        found = self.select("SELECT * FROM page_choices WHERE substr(choice, 1, ?) = ?", (len(mark), mark))
        return {row["choice"].removeprefix(mark): bool(row["included"]) for row in found}

    def choose(self, key: str, included: bool, therapist_id: str | None = None) -> None:
        """Remember that something was put on a therapist's page, or left out, by hand."""
        with self.writing():
            self.replace_row("page_choices", {"choice": _choice(therapist_id, key), "included": included})


def _choice(therapist_id: str | None, key: str) -> str:
    return f"{therapist_id or ''}/{key}"
