"""Repository of the choices for the page to bring: its items and their order."""

from collections.abc import Sequence

from alliance_journal.domain.models import PageChoice
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database


class BriefChoices:
    """Repository of the choices for each therapist's page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def included(self, therapist_id: str | None = None) -> dict[str, bool]:
        """Return the choices by hand for a therapist's page, by the key of an offer: True if included."""
        found = self._choices_of(therapist_id)
        return {choice.key: choice.included for choice in found if choice.included is not None}

    def positions(self, therapist_id: str | None = None) -> dict[str, int]:
        """Return the positions, by the key of an offer, of the items moved by hand on a therapist's page."""
        found = self._choices_of(therapist_id)
        return {choice.key: choice.position for choice in found if choice.position is not None}

    def list(self) -> tuple[PageChoice, ...]:
        """Return the choices for the pages of all therapists."""
        return tuple(map(rows.page_choice, self._database.select("SELECT * FROM page_choices ORDER BY choice")))

    def _choices_of(self, therapist_id: str | None) -> Sequence[PageChoice]:
        prefix = rows.page_choice_key(therapist_id, "")
        found = self._database.select(
            "SELECT * FROM page_choices WHERE substr(choice, 1, ?) = ?", (len(prefix), prefix)
        )
        return list(map(rows.page_choice, found))

    def insert(self, choice: PageChoice) -> None:
        """Insert a choice as it is, replacing an earlier choice with the same key."""
        row = rows.page_choice_row(choice)
        with self._database.transaction():
            self._write(row)

    def remove(self, choice: PageChoice) -> None:
        """Delete a choice: the item follows the suggestion again, in its default place."""
        key = rows.page_choice_key(choice.therapist_id, choice.key)
        with self._database.transaction():
            self._database.changed("page_choices", key)
            self._database.delete("page_choices", "choice = ?", key)

    def set_included(self, key: str, included: bool, therapist_id: str | None = None) -> None:
        """Store that an item was put on a therapist's page, or left out, by hand; its position does not change."""
        with self._database.transaction():
            self._write({"choice": rows.page_choice_key(therapist_id, key), "included": included})

    def set_order(self, keys: Sequence[str], therapist_id: str | None = None) -> None:
        """Store the order of these items on a therapist's page, without changing whether they are included."""
        with self._database.transaction():
            for position, key in enumerate(keys, start=1):
                self._write({"choice": rows.page_choice_key(therapist_id, key), "position": position})

    def _write(self, row: query.Row) -> None:
        self._database.changed("page_choices", row["choice"])
        self._database.upsert("page_choices", ["choice"], row)
