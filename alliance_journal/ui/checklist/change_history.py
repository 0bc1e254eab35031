"""Changes made on Checklist, to take them back one by one while the journal is open."""

import datetime as dt
from typing import Final, NamedTuple

from alliance_journal.domain.models import AnswerChange, GivenAnswer, Topic
from alliance_journal.store.core.errors import NotFound, NotPossible
from alliance_journal.store.journal import Journal
from alliance_journal.ui.checklist.answer_words import forget_words, keep_words

WORDS_TAKEN_BACK: Final = "Your words are taken back. w offers them again."
MARKS_TAKEN_BACK: Final = "The marks for your goals are as they were."
TOPICS_TAKEN_BACK: Final = "Taken off your list for next time."
MARKS_CHANGED_SINCE: Final = "These marks were changed somewhere else since then, and stay as they are."


class MarkChange(NamedTuple):
    """A changed mark of one goal; None is no mark."""

    goal_id: str
    before: int | None
    after: int | None


class MarksChange(NamedTuple):
    """Marks of goals that were changed together, on the day of a session or call."""

    entry_id: str
    day: dt.date
    marks: tuple[MarkChange, ...]


class TopicsChange(NamedTuple):
    """Topics that were added together, after a session or call."""

    entry_id: str
    topics: tuple[Topic, ...]


Change = AnswerChange | MarksChange | TopicsChange


class TakenBack(NamedTuple):
    """A change that was taken back.

    Attributes:
        entry_id: id of the session or call that it was made at.
        question: id of the question; empty if it was no answer.
        sentence: a sentence about what cannot be seen on the page; empty for nothing.
    """

    entry_id: str
    question: str
    sentence: str


class ChangeHistory:
    """The changes of this run, the latest last. Taking one back is a change of the journal like any other."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._changes: list[Change] = []

    def add(self, change: Change) -> None:
        """Add a change that was made, unless everything stayed what it was."""
        if isinstance(change, AnswerChange):
            is_one = _said(change.before) != _said(change.after)
        else:
            is_one = bool(change.marks if isinstance(change, MarksChange) else change.topics)
        if is_one:
            self._changes.append(change)

    def take_back(self) -> TakenBack | None:
        """Take back the latest change; None if there is none.

        Raises:
            NotFound, NotPossible: if it cannot be taken back any more; the next call is about the change before.
            JournalError: if the journal cannot be written now; the change can be taken back later.
        """
        if not self._changes:
            return None
        change = self._changes[-1]
        try:
            sentence = _take_back(self._journal, change)
        except (NotFound, NotPossible):
            self._changes.pop()
            raise
        self._changes.pop()
        question = change.question if isinstance(change, AnswerChange) else ""
        return TakenBack(change.entry_id, question, sentence)


def _said(given: GivenAnswer | None) -> tuple[object, str]:
    return (given.answer, given.words) if given else (None, "")


def _take_back(journal: Journal, change: Change) -> str:
    """Take a change back in one transaction, and return the sentence about it."""
    with journal.transaction():
        if isinstance(change, AnswerChange):
            return _take_answer_back(journal, change)
        if isinstance(change, MarksChange):
            return _take_marks_back(journal, change)
        added = {topic.id: topic.text for topic in change.topics}
        for topic in journal.topics.list():
            # One that was reworded or brought since then stays as it is.
            if topic.state == "open" and added.get(topic.id) == topic.text:
                journal.topics.set_state(topic.id, "let go")
        return TOPICS_TAKEN_BACK


def _take_answer_back(journal: Journal, change: AnswerChange) -> str:
    journal.answers.take_back(change)
    (_, back), (_, gone) = _said(change.before), _said(change.after)
    if gone and gone != back:
        keep_words(journal, change.entry_id, change.question, gone)
        return WORDS_TAKEN_BACK
    if back and back != gone:
        forget_words(journal, change.entry_id, change.question, back)
    return ""


def _take_marks_back(journal: Journal, change: MarksChange) -> str:
    now = {
        goal.id: next((given.mark for given in goal.marks if given.date == change.day), None)
        for goal in journal.goals.list()
    }
    same = [mark for mark in change.marks if mark.goal_id in now and now[mark.goal_id] == mark.after]
    if not same:
        raise NotPossible(MARKS_CHANGED_SINCE, "Look at them again.")
    for mark in same:
        journal.goals.set_mark(mark.goal_id, change.day, mark.before)
    return MARKS_TAKEN_BACK
