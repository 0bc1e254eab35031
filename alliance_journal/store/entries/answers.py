"""Repository of the answers to the questions of the checklist."""

from collections.abc import Sequence
from typing import Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.models import AnswerChange, GivenAnswer
from alliance_journal.domain.text import usable
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.column_values import answer_of
from alliance_journal.store.core.database import Database, Lookup
from alliance_journal.store.core.errors import NotFound, NotPossible
from alliance_journal.store.entries import entry_rows

CHANGED_SINCE: Final = "This answer was changed somewhere else since then, and stays as it is."


class Answers:
    """Repository of answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, entry_id: str, question: str, answer: Answer) -> AnswerChange:
        """Insert or update an answer; its comment is kept, and the question's wording is stored with it.

        Returns:
            The change, for `take_back`.

        Raises:
            NotFound: if the entry does not exist or is in the trash, or the question is not part of the checklist.
        """
        if question not in QUESTION:
            raise NotFound("question")
        wording, now = QUESTION[question].text, self._database.stamp()
        with self._database.transaction():
            before = entry_rows.declare_answer_change(self._database, entry_id, question)
            self._database.upsert("wordings", ["text"], {"text": wording})
            self._database.upsert(
                "answers",
                ["number", "question_id"],
                {
                    "number": Lookup("SELECT number FROM entries WHERE id = ?", entry_id),
                    "question_id": question,
                    "answer": answer.value,
                    "wording": Lookup("SELECT id FROM wordings WHERE text = ?", wording),
                    "answered_at": now,
                },
            )
        after = GivenAnswer(question, answer, before.words if before else "", now, wording)
        return AnswerChange(entry_id, question, before, after)

    def set_comment(self, entry_id: str, question: str, words: str) -> AnswerChange:
        """Set the client's comment on an existing answer.

        Returns:
            The change, for `take_back`.

        Raises:
            NotFound: if the entry or the answer does not exist any more.
        """
        words = usable(words)
        with self._database.transaction():
            before = entry_rows.declare_answer_change(self._database, entry_id, question)
            if before is None:
                raise NotFound("answer")
            self._database.text_deleted = True
            self._database.update("answers", {"words": words}, _OF_QUESTION, entry_id, question)
        return AnswerChange(entry_id, question, before, before._replace(words=words))

    def clear(self, entry_id: str, question: str) -> AnswerChange | None:
        """Delete an answer with its comment.

        Returns:
            The change, for `take_back`; None if there was no answer.
        """
        with self._database.transaction():
            before = entry_rows.declare_answer_change(self._database, entry_id, question)
            self._delete(entry_id, question)
        return AnswerChange(entry_id, question, before, None) if before else None

    def take_back(self, change: AnswerChange) -> None:
        """Make an answer, with its comment, what it was before a change.

        Raises:
            NotFound: if the entry does not exist or is in the trash.
            NotPossible: if the answer was changed again since then, in another window for example.
        """
        with self._database.transaction():
            now = entry_rows.declare_answer_change(self._database, change.entry_id, change.question)
            if _said(now) != _said(change.after):
                raise NotPossible(CHANGED_SINCE, "Look at it again.")
            if change.before:
                self._database.text_deleted |= change.before.words != (now.words if now else "")
                self.restore(change.entry_id, change.before)
            else:
                self._delete(change.entry_id, change.question)

    def _delete(self, entry_id: str, question: str) -> None:
        self._database.text_deleted = True
        self._database.delete("answers", _OF_QUESTION, entry_id, question)

    def restore(self, entry_id: str, given: GivenAnswer) -> None:
        """Write an answer as it is, with its comment, its time and the wording of its question."""
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


_OF_QUESTION: Final = f"{query.OF_ENTRY} AND question_id = ?"


def _said(given: GivenAnswer | None) -> tuple[Answer, str] | None:
    """Return what the client said with an answer; its time and the wording of its question do not count."""
    return (given.answer, given.words) if given else None
