"""Questions of the checklist, their answers, and tension in a session."""

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.models import AskedQuestion, GivenAnswer
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.entries.sessions import Sessions


class Checklists(Sessions):
    """Repository of questions, answers, and tension in a session."""

    def questions_asked(self) -> dict[str, bool]:
        """Return whether each question is asked, by question id, in the order of the questions."""
        return {question.id: question.asked for question in self.questions()}

    def ask(self, question: str, asked: bool) -> None:
        """Turn a question on or off; earlier answers to it are kept.

        Raises:
            NotFound: if there is no such question.
        """
        with self.writing():
            self.touch(question, "questions")
            found = self.connection.execute("UPDATE questions SET asked = ? WHERE id = ?", (asked, question))
            if not found.rowcount:
                raise NotFound("question")

    def questions(self) -> tuple[AskedQuestion, ...]:
        """Return the questions stored in this journal, in their order."""
        return tuple(map(rows.asked_question, self.select("SELECT * FROM questions ORDER BY position, id")))

    # Answers

    def answer(self, entry_id: str, question: str, answer: Answer) -> None:
        """Insert or update an answer; its comment is kept, and the question's wording is stored with it.

        Raises:
            NotFound: if the entry does not exist or is in the trash, or the question is not part of the checklist.
        """
        if question not in QUESTION:
            raise NotFound("question")
        with self.writing():
            self.change(entry_id)
            found = self._given(entry_id, question)
            words = found.words if found else ""
            given = GivenAnswer(question, answer, words, self.stamp(), QUESTION[question].text)
            self.put_answers([rows.answer_row(entry_id, given)])

    def answer_words(self, entry_id: str, question: str, words: str) -> None:
        """Set the client's comment on an existing answer.

        Raises:
            NotFound: if the entry or the answer does not exist any more.
        """
        with self.writing():
            self.change(entry_id)
            self.took_words_away = True
            found = self.connection.execute(
                f"UPDATE answers SET words = ? WHERE {rows.OF_ENTRY} AND question_id = ?",
                (usable(words), entry_id, question),
            )
            if not found.rowcount:
                raise NotFound("answer")

    def clear_answer(self, entry_id: str, question: str) -> GivenAnswer | None:
        """Delete an answer.

        Returns:
            The deleted answer, for `give_back`; None if there was none.
        """
        with self.writing():
            self.change(entry_id)
            self.took_words_away = True
            given = self._given(entry_id, question)
            self.connection.execute(
                f"DELETE FROM answers WHERE {rows.OF_ENTRY} AND question_id = ?", (entry_id, question)
            )
        return given

    def give_back(self, entry_id: str, given: GivenAnswer) -> None:
        """Restore a deleted answer as it was."""
        with self.writing():
            self.change(entry_id)
            self.put_answers([rows.answer_row(entry_id, given)])

    def _given(self, entry_id: str, question: str) -> GivenAnswer | None:
        found = rows.select(
            self.connection,
            "SELECT * FROM answers_asked WHERE entry_id = ? AND question_id = ?",
            (entry_id, question),
        )
        return next(map(rows.given_answer, found), None)

    # Tension

    def mark_tension(self, entry_id: str, words: str) -> None:
        """Mark tension in a session, with a comment; the session that talked it through does not change."""
        with self.writing():
            self.change(entry_id)
            self.took_words_away = True
            self.connection.execute(
                "INSERT INTO tensions (entry_id, words) VALUES (?, ?) "
                "ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words",
                (entry_id, usable(words)),
            )

    def say_outcome(self, entry_id: str, words: str) -> None:
        """Set the comment on the outcome of the tension marked at a session; an empty text clears it.

        Raises:
            NotFound: if the entry does not exist any more, or no tension is marked at it.
            UnusableText: if the text cannot be stored.
        """
        with self.writing():
            self.change(entry_id)
            self.took_words_away = True
            found = self.connection.execute(
                "UPDATE tensions SET outcome = ? WHERE entry_id = ?", (usable(words), entry_id)
            )
            if not found.rowcount:
                raise NotFound("tension")

    def talked_through(self, entry_id: str, in_entry: str | None) -> None:
        """Set the session in which a marked tension was talked through; None if it was not talked through."""
        with self.writing():
            self.change(entry_id)
            if in_entry is not None:
                self.change(in_entry)
            self.connection.execute(
                "UPDATE tensions SET talked_through_in = ? WHERE entry_id = ?", (in_entry, entry_id)
            )

    def unmark_tension(self, entry_id: str) -> None:
        """Delete the tension marked at a session, with its comment and its outcome."""
        with self.writing():
            self.change(entry_id)
            self.took_words_away = True
            self.connection.execute("DELETE FROM tensions WHERE entry_id = ?", (entry_id,))
