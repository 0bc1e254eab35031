"""Repository of the questions of the checklist, and of which are asked."""

from alliance_journal.domain.models import AskedQuestion
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import NotFound


class AskedQuestions:
    """Repository of questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[AskedQuestion, ...]:
        """Return the questions stored in this journal, in their order."""
        found = self._database.select("SELECT * FROM questions ORDER BY position, id")
        return tuple(map(rows.asked_question, found))

    def asked(self) -> dict[str, bool]:
        """Return whether each question is asked, by question id, in the order of the questions."""
        return {question.id: question.asked for question in self.list()}

    def set_asked(self, question: str, asked: bool) -> None:
        """Turn a question on or off; earlier answers to it are kept.

        Raises:
            NotFound: if there is no such question.
        """
        with self._database.transaction():
            self._database.changed("questions", question)
            if not self._database.update("questions", {"asked": asked}, "id = ?", question):
                raise NotFound("question")
