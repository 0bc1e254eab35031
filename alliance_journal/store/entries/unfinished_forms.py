"""Repository of the text being typed in forms, until the form is saved or closed."""

from alliance_journal.domain.text import usable
from alliance_journal.store.core import draft_owner
from alliance_journal.store.core.database import Database


class UnfinishedForms:
    """Repository of unsaved text in forms for short records; each run of the program has its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, form: str, words: str) -> None:
        """Save the text being typed in a form, until the form is saved or closed."""
        row = {
            "card": form,
            "writer": draft_owner.mine(),
            "words": usable(words),
            "saved_at": self._database.stamp(),
        }
        with self._database.short_wait(), self._database.transaction():
            self._database.upsert("unfinished", ["card", "writer"], row)

    def get(self, form: str) -> str | None:
        """Return the latest unsaved text of a form after a sudden end of the program; None if there is none.

        Text that another running window is typing is not included.
        """
        found = self._database.select("SELECT * FROM unfinished WHERE card = ? ORDER BY saved_at DESC", (form,))
        return next(
            (str(row["words"]) for row in found if not draft_owner.is_another_that_runs(row["writer"])), None
        )

    def names(self, beginning: str) -> tuple[str, ...]:
        """Return the forms whose name begins so and for which `get` finds text, the latest first."""
        found = self._database.select(
            "SELECT card, writer FROM unfinished WHERE substr(card, 1, ?) = ? ORDER BY saved_at DESC",
            (len(beginning), beginning),
        )
        return tuple(
            dict.fromkeys(str(row["card"]) for row in found if not draft_owner.is_another_that_runs(row["writer"]))
        )

    def delete(self, form: str) -> None:
        """Delete the unsaved text of a form that was saved or closed on purpose, and the text it was opened with.

        The form was opened with the latest text that an ended run had left. Earlier text of ended runs is kept and
        offered next time; so is the text of other running windows.
        """
        with self._database.transaction():
            found = self._database.select(
                "SELECT writer FROM unfinished WHERE card = ? ORDER BY saved_at DESC", (form,)
            )
            left = [row["writer"] for row in found if not draft_owner.is_another_that_runs(row["writer"])]
            begun_with = [writer for writer in left if writer != draft_owner.mine()][:1]
            for writer in (draft_owner.mine(), *begun_with):
                self._database.delete("unfinished", "card = ? AND writer = ?", form, writer)
