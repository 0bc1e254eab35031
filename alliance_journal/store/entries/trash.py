"""Repository of the trash: moving entries there and back. `maintenance.permanent_deletion` empties it."""

from alliance_journal.store.core.database import Database
from alliance_journal.store.entries import entry_rows


class Trash:
    """Repository of the entries in the trash; no list and no trend includes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, entry_id: str) -> None:
        """Put an entry in the trash. `restore` undoes this.

        Raises:
            NotFound: if it does not exist or is in the trash.
        """
        with self._database.transaction():
            entry_rows.declare_change(self._database, entry_id)
            entry_rows.update(self._database, entry_id, {"deleted_at": self._database.stamp()})

    def restore(self, entry_id: str) -> None:
        """Restore an entry from the trash, as it was."""
        with self._database.transaction():
            self._database.changed("entries", entry_id)
            entry_rows.update(self._database, entry_id, {"deleted_at": None})

    def count(self) -> int:
        """Return the number of entries in the trash."""
        found = self._database.select("SELECT count(*) AS n FROM entries WHERE deleted_at IS NOT NULL")
        return int(found[0]["n"])
