"""Repository of the answers to the questions of the checklist."""

from collections.abc import Sequence

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.models import GivenAnswer
from alliance_journal.domain.text import usable
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.column_values import answer_of
from alliance_journal.store.core.database import Database, Lookup
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.entries import entry_rows


class Answers:
    """Repository of answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, entry_id: str, question: str, answer: Answer) -> None:
        """Insert or update an answer; its comment is kept, and the question's wording is stored with it.

        Raises:
            NotFound: if the entry does not exist or is in the trash, or the question is not part of the checklist.
        """
        if question not in QUESTION:
            raise NotFound("question")
        wording = QUESTION[question].text
        with self._database.transaction():
            entry_rows.declare_change(self._database, entry_id)
            self._database.upsert("wordings", ["text"], {"text": wording})
            self._database.upsert(
                "answers",
                ["number", "question_id"],
                {
                    "number": Lookup("SELECT number FROM entries WHERE id = ?", entry_id),
                    "question_id": question,
                    "answer": answer.value,
                    "wording": Lookup("SELECT id FROM wordings WHERE text = ?", wording),
                    "answered_at": self._database.stamp(),
                },
            )

    def set_comment(self, entry_id: str, question: str, words: str) -> None:
        """Set the client's comment on an existing answer.

        Raises:
            NotFound: if the entry or the answer does not exist any more.
        """
        with self._database.transaction():
            entry_rows.declare_change(self._database, entry_id)
            self._database.text_deleted = True
            where = f"{query.OF_ENTRY} AND question_id = ?"
            if not self._database.update("answers", {"words": usable(words)}, where, entry_id, question):
                raise NotFound("answer")

    def clear(self, entry_id: str, question: str) -> GivenAnswer | None:
        """Delete an answer.

        Returns:
            The deleted answer, for `restore`; None if there was none.
        """
        with self._database.transaction():
            entry_rows.declare_change(self._database, entry_id)
            self._database.text_deleted = True
            given = entry_rows.given_answer(self._database, entry_id, question)
            self._database.delete("answers", f"{query.OF_ENTRY} AND question_id = ?", entry_id, question)
        return given

    def restore(self, entry_id: str, given: GivenAnswer) -> None:
        """Restore a deleted answer as it was."""
        with self._database.transaction():
            entry_rows.declare_change(self._database, entry_id)
            entry_rows.write_answers(self._database, [rows.answer_row(entry_id, given)])

    def given(self, entry_ids: Sequence[str]) -> dict[str, dict[str, Answer]]:
        """Return the answers of a few entries, with or without a numeric value, by entry id and question id."""
        placeholders = ", ".join("?" for _ in entry_ids)
        given: dict[str, dict[str, Answer]] = {id_: {} for id_ in entry_ids}
        for row in self._database.select(
            f"SELECT id, question_id, answer FROM entries JOIN answers USING (number) WHERE id IN ({placeholders})",
            tuple(entry_ids),
        ):
            given[row["id"]][row["question_id"]] = answer_of(row["answer"])
        return given
