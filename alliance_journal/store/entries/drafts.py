"""Repository of drafts: texts of entries while they are typed, until the writing pauses."""

from alliance_journal.domain.models import Draft
from alliance_journal.domain.text import usable
from alliance_journal.store.core import draft_owner, rows
from alliance_journal.store.core.database import Database


class Drafts:
    """Repository of drafts.

    Each run of the program has its own draft of a note, so two windows never overwrite each other's text.
    `Entries.save_text` stores a draft's text and deletes the draft.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, entry_id: str, body: str, base: str) -> None:
        """Save the text being typed as a draft of its entry.

        Args:
            entry_id: the entry.
            body: the text as typed so far.
            base: the text of the entry when the writing began.
        """
        with self._database.short_wait(), self._database.transaction():
            self._database.upsert(
                "drafts",
                ["entry_id", "writer"],
                {
                    "entry_id": entry_id,
                    "writer": draft_owner.mine(),
                    "body": usable(body),
                    "base": base,
                    "saved_at": self._database.stamp(),
                },
            )

    def list(self, *, also_of_others: bool = False) -> tuple[Draft, ...]:
        """Return the drafts whose text is not yet part of their entry, latest first.

        Drafts that another running window is writing are included only with `also_of_others`.
        """
        found = self._database.select(
            "SELECT drafts.* FROM drafts JOIN entries ON entries.id = entry_id "
            "WHERE deleted_at IS NULL ORDER BY saved_at DESC"
        )
        return tuple(
            rows.draft(row)
            for row in found
            if also_of_others or not draft_owner.is_another_that_runs(row["writer"])
        )

    def take_over(self, draft: Draft) -> None:
        """Make this run the owner of a draft that another run left; if this run has its own, nothing changes."""
        with self._database.transaction():
            if self._is_of(draft.entry_id, draft_owner.mine()):
                return
            self._database.update(
                "drafts",
                {"writer": draft_owner.mine()},
                "entry_id = ? AND writer = ?",
                draft.entry_id,
                draft.writer,
            )

    def _is_of(self, entry_id: str, writer: str) -> bool:
        return bool(
            self._database.select("SELECT 1 FROM drafts WHERE entry_id = ? AND writer = ?", (entry_id, writer))
        )

    def delete(self, draft: Draft) -> None:
        """Delete a draft permanently; its entry does not change."""
        with self._database.transaction():
            self._database.delete("drafts", "entry_id = ? AND writer = ?", draft.entry_id, draft.writer)
