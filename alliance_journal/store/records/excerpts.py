"""Repository of excerpts: words copied from a text by hand for the page to bring."""

from alliance_journal.domain.models import Excerpt, TopicState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database, new_id
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.records.brief_choices import BriefChoices


class Excerpts:
    """Repository of excerpts."""

    def __init__(self, database: Database, brief_choices: BriefChoices) -> None:
        self._database, self._brief_choices = database, brief_choices

    def list(self) -> tuple[Excerpt, ...]:
        """Return all excerpts, in the order they were made."""
        return tuple(map(rows.excerpt, self._database.select("SELECT * FROM excerpts ORDER BY position, id")))

    def list_for(self, therapist_id: str | None) -> tuple[Excerpt, ...]:
        """Return the excerpts that may go to this therapist: from entries with them, or with no therapist."""
        found = self._database.select(
            "SELECT excerpts.* FROM excerpts LEFT JOIN entries ON entries.id = from_entry "
            "WHERE entries.therapist_id IS NULL OR entries.therapist_id IS ? "
            "ORDER BY excerpts.position, excerpts.id",
            (therapist_id,),
        )
        return tuple(map(rows.excerpt, found))

    def add(
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
        with self._database.transaction():
            place = self._database.next_position("excerpts")
            excerpt = Excerpt(new_id(), usable(text.strip()), from_entry, for_me=for_me, position=place)
            self.insert(excerpt)
            self._brief_choices.set_included(f"excerpt:{excerpt.id}", True, on_page_of)
        return excerpt

    def insert(self, excerpt: Excerpt) -> None:
        """Insert an excerpt as it is."""
        with self._database.transaction():
            self._database.changed("excerpts", excerpt.id)
            self._database.insert("excerpts", rows.excerpt_row(excerpt))

    def change(self, excerpt_id: str, text: str, *, for_me: bool) -> None:
        """Change an excerpt's words, and whether it is for the client only. The source entry does not change."""
        self._change(excerpt_id, {"text": usable(text.strip()), "for_me": for_me})

    def remove(self, excerpt_id: str) -> None:
        """Delete an excerpt for good."""
        with self._database.transaction():
            self._database.changed("excerpts", excerpt_id)
            self._database.delete("excerpts", "id = ?", excerpt_id)

    def set_state(self, excerpt_id: str, state: TopicState) -> None:
        """Set the state of an excerpt: brought, let go (closed without bringing it), or open again."""
        self._change(excerpt_id, {"state": state})

    def _change(self, excerpt_id: str, change: query.Row) -> None:
        with self._database.transaction():
            self._database.changed("excerpts", excerpt_id)
            if not self._database.update("excerpts", change, "id = ?", excerpt_id):
                raise NotFound("excerpt")
