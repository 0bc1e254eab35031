"""Repository of the phone numbers that the client wants at hand: whom to call when it is hard."""

from collections.abc import Iterable

from alliance_journal.domain.text import usable
from alliance_journal.store.core.database import Database


class OwnPhoneNumbers:
    """Repository of numbers to call; all of them share one record for revision ids."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[str, ...]:
        """Return the client's own numbers to call, in their words and order."""
        return tuple(row["text"] for row in self._database.select("SELECT text FROM own_numbers ORDER BY position"))

    def set(self, numbers: Iterable[str]) -> None:
        """Replace the numbers to call."""
        with self._database.transaction():
            self._database.changed("own_numbers", "")
            self._database.delete("own_numbers", "1")
            numbered = enumerate(numbers, start=1)
            self._database.insert(
                "own_numbers", *({"position": position, "text": usable(number)} for position, number in numbered)
            )
