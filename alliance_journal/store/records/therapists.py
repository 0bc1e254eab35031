"""Repository of therapists."""

from collections.abc import Collection

from alliance_journal.domain.models import THERAPIST_STATUSES, EntryKind, Therapist, TherapistStatus
from alliance_journal.domain.text import usable
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database, new_id
from alliance_journal.store.core.errors import NotFound


def _by_status(row: query.Row) -> int:
    return THERAPIST_STATUSES.index(row["status"])


class Therapists:
    """Repository of therapists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Therapist, ...]:
        """Return all therapists by status, current ones first, then in the order they were added."""
        found = self._database.select("SELECT * FROM therapists ORDER BY position, id")
        return tuple(rows.therapist(row) for row in sorted(found, key=_by_status))

    def named(self, name: str) -> Therapist | None:
        """Return the therapist with this name, ignoring case; None if there is none."""
        wanted = name.strip().casefold()
        return next((t for t in self.list() if t.name.strip().casefold() == wanted), None)

    def main(self) -> Therapist | None:
        """Return the therapist the next session is most likely with: the current one with the latest session.

        If no therapist is current, all are considered; None if there is no therapist.
        """
        # A subquery for each therapist finds the latest day in the index; a join would read every session.
        found = self._database.select(
            "SELECT *, (SELECT max(date) FROM entries WHERE therapist_id = therapists.id AND kind = 'session' "
            "AND deleted_at IS NULL) AS last_session FROM therapists ORDER BY position, id"
        )
        found.sort(key=_by_status)
        current = [row for row in found if row["status"] == "current"] or found
        latest = max(current, key=lambda row: row["last_session"] or "", default=None)
        return rows.therapist(latest) if latest else None

    def add(self, name: str, status: TherapistStatus = "current") -> Therapist:
        """Add a therapist."""
        therapist = Therapist(new_id(), usable(name.strip()), status)
        self.insert(therapist)
        return therapist

    def get_or_add(self, name: str, kind: EntryKind) -> Therapist:
        """Return the therapist with this name, and add them if they are new.

        Args:
            name: the therapist's name.
            kind: the kind of the entry that names them; with a call a new therapist has the status "considering".
        """
        return self.named(name) or self.add(name, "considering" if kind == "consultation" else "current")

    def insert(self, therapist: Therapist, position: int = 0) -> None:
        """Insert a therapist as it is, at this position or (0) after the last one."""
        with self._database.transaction():
            self._database.changed("therapists", therapist.id)
            position = position or self._database.next_position("therapists")
            self._database.insert("therapists", rows.therapist_row(therapist, position))

    def change(self, therapist: Therapist) -> None:
        """Update a therapist's details.

        Raises:
            NotFound: if they do not exist any more.
        """
        row = rows.therapist_row(therapist, 0)
        del row["position"], row["id"]
        row = {column: usable(str(value)) for column, value in row.items()}
        with self._database.transaction():
            self._change(therapist.id, row)

    def choose(self, therapist_id: str, among: Collection[str] = ()) -> None:
        """Set a therapist's status to current, and that of the others considered to past; nothing is deleted.

        Args:
            therapist_id: the therapist to continue with.
            among: ids of the therapists who were compared; those with the status "considering" become "past".

        Raises:
            NotFound: if the therapist does not exist any more.
        """
        with self._database.transaction():
            self._change(therapist_id, {"status": "current"})
            for other in among:
                if other != therapist_id:
                    self._database.changed("therapists", other)
                    where = "id = ? AND status = 'considering'"
                    self._database.update("therapists", {"status": "past"}, where, other)

    def remove(self, therapist_id: str) -> bool:
        """Delete a therapist without entries; one with entries gets the status "past" instead.

        Returns:
            True if the therapist was deleted.
        """
        with self._database.transaction():
            if self._database.select("SELECT 1 FROM entries WHERE therapist_id = ? LIMIT 1", (therapist_id,)):
                self._database.changed("therapists", therapist_id)
                self._database.update("therapists", {"status": "past"}, "id = ?", therapist_id)
                return False
            self._database.changed("therapists", therapist_id)
            self._database.changed("appointments", therapist_id)
            self._database.delete("appointments", "therapist_id = ?", therapist_id)
            self._database.delete("therapists", "id = ?", therapist_id)
        return True

    def _change(self, therapist_id: str, change: query.Row) -> None:
        self._database.changed("therapists", therapist_id)
        if not self._database.update("therapists", change, "id = ?", therapist_id):
            raise NotFound("therapist")
