"""The questions that are asked, the answers that were given, and tension in a session."""

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.models import AskedQuestion, GivenAnswer
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.records.sessions import Sessions


class Checklists(Sessions):
    """Questions, answers, and tension in a session."""

    def questions_asked(self) -> dict[str, bool]:
        """Whether each question is asked, by question id, in their order."""
        return {question.id: question.asked for question in self.questions()}

    def ask(self, question: str, asked: bool) -> None:
        """Turn a question on or off. Answers given before stay.

        Raises:
            NotFound: when there is no such question.
        """
        with self.writing():
            self.touch(question, "questions")
            found = self.connection.execute("UPDATE questions SET asked = ? WHERE id = ?", (asked, question))
            if not found.rowcount:
                raise NotFound("question")

    def questions(self) -> tuple[AskedQuestion, ...]:
        """The questions as this journal keeps them."""
        return tuple(map(rows.asked_question, self.select("SELECT * FROM questions ORDER BY position, id")))

    # Answers

    def answer(self, entry_id: str, question: str, answer: Answer) -> None:
        """Give or change an answer; the words with it stay, and the wording asked is kept.

        Raises:
            NotFound: when the entry is not there any more, or the question is none of the checklist's.
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
        """Put a few words of the client's own to an answer that was given.

        Raises:
            NotFound: when the entry or the answer is not there any more.
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
        """Take an answer away again.

        Returns:
            The answer that was there, so that it can be given back whole.
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
        """Put an answer back as it was."""
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
        """Mark that there was tension in a session, with a few words; where it was talked through stays."""
        with self.writing():
            self.change(entry_id)
            self.took_words_away = True
            self.connection.execute(
                "INSERT INTO tensions (entry_id, words) VALUES (?, ?) "
                "ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words",
                (entry_id, usable(words)),
            )

    def say_outcome(self, entry_id: str, words: str) -> None:
        """Keep a few words about what came of the tension marked at a session; empty words take them away.

        Raises:
            NotFound: when the entry is not there any more, or no tension is marked at it.
            UnusableText: when the words cannot be kept.
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
        """Say in which session a marked tension was talked through; None where it was not, after all."""
        with self.writing():
            self.change(entry_id)
            if in_entry is not None:
                self.change(in_entry)
            self.connection.execute(
                "UPDATE tensions SET talked_through_in = ? WHERE entry_id = ?", (in_entry, entry_id)
            )

    def unmark_tension(self, entry_id: str) -> None:
        """Take the mark away again, and with it its words and what came of it."""
        with self.writing():
            self.change(entry_id)
            self.took_words_away = True
            self.connection.execute("DELETE FROM tensions WHERE entry_id = ?", (entry_id,))
