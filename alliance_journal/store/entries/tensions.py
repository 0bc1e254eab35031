"""Repository of tension marked at sessions, with the offer of the optional question "room to disagree"."""

from typing import Final

from alliance_journal.domain.models import Tension
from alliance_journal.domain.text import usable
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.core.file_settings import FileSettings
from alliance_journal.store.entries import entry_rows

DISAGREE: Final = "disagree"
"""Id of the question that is offered once, with the first tension that is marked."""


class Tensions:
    """Repository of tension in sessions."""

    def __init__(self, database: Database, file_settings: FileSettings) -> None:
        self._database, self._file_settings = database, file_settings

    def set(self, entry_id: str, words: str) -> None:
        """Mark tension in a session, with a comment; the session that talked it through does not change."""
        with self._database.transaction():
            self._declare_change(entry_id)
            self._database.upsert("tensions", ["entry_id"], {"entry_id": entry_id, "words": usable(words)})

    def set_outcome(self, entry_id: str, words: str) -> None:
        """Set the comment on the outcome of the tension marked at a session; an empty text clears it.

        Raises:
            NotFound: if the entry does not exist any more, or no tension is marked at it.
            UnusableText: if the text cannot be stored.
        """
        with self._database.transaction():
            self._declare_change(entry_id)
            if not self._database.update("tensions", {"outcome": usable(words)}, "entry_id = ?", entry_id):
                raise NotFound("tension")

    def set_talked_through(self, entry_id: str, in_entry: str | None) -> None:
        """Set the session in which a marked tension was talked through; None if it was not talked through."""
        with self._database.transaction():
            entry_rows.declare_change(self._database, entry_id)
            if in_entry is not None:
                entry_rows.declare_change(self._database, in_entry)
            self._database.update("tensions", {"talked_through_in": in_entry}, "entry_id = ?", entry_id)

    def clear(self, entry_id: str) -> None:
        """Delete the tension marked at a session, with its comment and its outcome."""
        with self._database.transaction():
            self._declare_change(entry_id)
            self._database.delete("tensions", "entry_id = ?", entry_id)

    def insert(self, entry_id: str, tension: Tension) -> None:
        """Insert the tension of an entry as it is; the entry it was talked through in must exist."""
        with self._database.transaction():
            entry_rows.insert_tension(self._database, entry_id, tension)

    def _declare_change(self, entry_id: str) -> None:
        entry_rows.declare_change(self._database, entry_id)
        self._database.text_deleted = True

    def offers_question(self) -> bool:
        """Return whether to offer the question "room to disagree" with the next tension that is marked.

        It is not offered if it is asked already, was offered before, or tension is marked at any entry.
        """
        if self._file_settings.disagree_question_offered():
            return False
        asked = self._database.select("SELECT asked FROM questions WHERE id = ?", (DISAGREE,))
        if not asked or asked[0]["asked"]:
            return False
        return not self._database.select("SELECT 1 FROM tensions LIMIT 1")

    def set_question_offered(self) -> None:
        """Store in the journal that the question was offered, whatever the answer will be."""
        self._file_settings.set_disagree_question_offered()
