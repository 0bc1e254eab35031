"""Repository of the text being typed in forms, until the form is saved."""

from alliance_journal.domain.text import usable
from alliance_journal.store.core import draft_owner
from alliance_journal.store.core.database import Database


class UnfinishedForms:
    """Repository of unsaved text in forms for short records; each run of the program has its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, form: str, words: str, begun_with: str | None = None) -> None:
        """Save the text being typed in a form, until the form is saved.

        Args:
            form: name of the form.
            words: the text.
            begun_with: text of an ended run that the form was opened with, which this text replaces.
        """
        row = {
            "card": form,
            "writer": draft_owner.mine(),
            "words": usable(words),
            "saved_at": self._database.stamp(),
        }
        with self._database.short_wait(), self._database.transaction():
            self._database.upsert("unfinished", ["card", "writer"], row)
            self._delete_of_ended_run(form, begun_with)

    def get(self, form: str) -> str | None:
        """Return the latest text of a form that was left without saving; None if there is none.

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

    def delete(self, form: str, begun_with: str | None = None) -> None:
        """Delete the unsaved text of a form that was saved, or from which all text was deleted.

        Other text of ended runs is kept and offered next time; so is the text of other running windows.

        Args:
            form: name of the form.
            begun_with: text of an ended run that the form was opened with, which is deleted, too.
        """
        with self._database.short_wait(), self._database.transaction():
            self._database.delete("unfinished", "card = ? AND writer = ?", form, draft_owner.mine())
            self._delete_of_ended_run(form, begun_with)

    def _delete_of_ended_run(self, form: str, words: str | None) -> None:
        """Delete text of this form that an ended run left."""
        found = self._database.select("SELECT writer FROM unfinished WHERE card = ? AND words = ?", (form, words))
        for row in found:
            writer = row["writer"]
            if writer != draft_owner.mine() and not draft_owner.is_another_that_runs(writer):
                self._database.delete("unfinished", "card = ? AND writer = ?", form, writer)
