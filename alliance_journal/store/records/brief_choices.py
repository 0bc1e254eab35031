"""Choices for the page to bring: its items, their order, and excerpts copied from a text by hand."""

from collections.abc import Sequence

from alliance_journal.domain.models import Excerpt, PageChoice, TopicState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Opened, new_id
from alliance_journal.store.core.errors import NotFound


class Choices(Opened):
    """Repository of the choices for each therapist's page, and of excerpts."""

    def page_choices(self, therapist_id: str | None = None) -> dict[str, bool]:
        """Return the choices by hand for a therapist's page, by the key of an offer: True if included."""
        found = self._choices_of(therapist_id)
        return {choice.key: choice.included for choice in found if choice.included is not None}

    def page_places(self, therapist_id: str | None = None) -> dict[str, int]:
        """Return the positions, by the key of an offer, of the items moved by hand on a therapist's page."""
        found = self._choices_of(therapist_id)
        return {choice.key: choice.position for choice in found if choice.position is not None}

    def every_page_choice(self) -> tuple[PageChoice, ...]:
        """Return the choices for the pages of all therapists."""
        return tuple(map(rows.page_choice, self.select("SELECT * FROM page_choices ORDER BY choice")))

    def _choices_of(self, therapist_id: str | None) -> list[PageChoice]:
        mark = rows.page_choice_key(therapist_id, "")
        found = self.select("SELECT * FROM page_choices WHERE substr(choice, 1, ?) = ?", (len(mark), mark))
        return list(map(rows.page_choice, found))

    def insert_page_choice(self, choice: PageChoice) -> None:
        """Insert a choice as it is, replacing an earlier choice with the same key, within a transaction."""
        row = rows.page_choice_row(choice)
        self.touch(row["choice"], "page_choices")
        self.replace_row("page_choices", row)

    def choose(self, key: str, included: bool, therapist_id: str | None = None) -> None:
        """Store that an item was put on a therapist's page, or left out, by hand; its position does not change."""
        choice = rows.page_choice_key(therapist_id, key)
        with self.writing():
            self.touch(choice, "page_choices")
            self.connection.execute(
                "INSERT INTO page_choices (choice, included) VALUES (?, ?) "
                "ON CONFLICT (choice) DO UPDATE SET included = excluded.included",
                (choice, included),
            )

    def arrange(self, keys: Sequence[str], therapist_id: str | None = None) -> None:
        """Store the order of these items on a therapist's page, without changing whether they are included."""
        placed = [(rows.page_choice_key(therapist_id, key), place) for place, key in enumerate(keys, start=1)]
        with self.writing():
            for choice, _ in placed:
                self.touch(choice, "page_choices")
            self.connection.executemany(
                "INSERT INTO page_choices (choice, position) VALUES (?, ?) "
                "ON CONFLICT (choice) DO UPDATE SET position = excluded.position",
                placed,
            )

    # Excerpts

    def excerpts(self) -> tuple[Excerpt, ...]:
        """Return all excerpts, in the order they were made."""
        return tuple(map(rows.excerpt, self.select("SELECT * FROM excerpts ORDER BY position, id")))

    def excerpts_for(self, therapist_id: str | None) -> tuple[Excerpt, ...]:
        """Return the excerpts that may go to this therapist: from entries with them, or with no therapist."""
        found = self.select(
            "SELECT excerpts.* FROM excerpts LEFT JOIN entries ON entries.id = from_entry "
            "WHERE entries.therapist_id IS NULL OR entries.therapist_id IS ? "
            "ORDER BY excerpts.position, excerpts.id",
            (therapist_id,),
        )
        return tuple(map(rows.excerpt, found))

    def add_excerpt(
        self, text: str, from_entry: str | None = None, *, for_me: bool = False, on_page_of: str | None = None
    ) -> Excerpt:
        """Store a copy of the words as an excerpt, and put it on the page it was chosen for.

        Args:
            text: the words; white space at both ends is removed.
            from_entry: id of the entry the words come from.
            for_me: whether the excerpt is for the client's own page only.
            on_page_of: id of the therapist whose page includes the excerpt; on the pages of others it is only
                offered.
        """
        with self.writing():
            place = self.next_place("excerpts")
            excerpt = Excerpt(new_id(), usable(text.strip()), from_entry, for_me=for_me, position=place)
            self.insert_excerpt(excerpt)
            self.choose(f"excerpt:{excerpt.id}", True, on_page_of)
        return excerpt

    def insert_excerpt(self, excerpt: Excerpt) -> None:
        """Insert an excerpt as it is, within a transaction."""
        self.touch(excerpt.id, "excerpts")
        self.tables.table("excerpts").insert(rows.excerpt_row(excerpt))

    def change_excerpt(self, excerpt_id: str, text: str, *, for_me: bool) -> None:
        """Change an excerpt's words, and whether it is for the client only. The source entry does not change."""
        self._change("text = ?, for_me = ?", (usable(text.strip()), for_me), excerpt_id)

    def set_excerpt_state(self, excerpt_id: str, state: TopicState) -> None:
        """Set the state of an excerpt: brought, let go (closed without bringing it), or open again."""
        self._change("state = ?", (state,), excerpt_id)

    def _change(self, what: str, values: tuple[object, ...], excerpt_id: str) -> None:
        with self.writing():
            self.touch(excerpt_id, "excerpts")
            changed = self.connection.execute(f"UPDATE excerpts SET {what} WHERE id = ?", (*values, excerpt_id))
            if not changed.rowcount:
                raise NotFound("excerpt")
