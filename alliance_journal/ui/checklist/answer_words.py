"""Asking for the client's own words about an answer, and keeping those that leave their answer."""

from collections.abc import Callable
from functools import partial
from typing import Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import Question
from alliance_journal.domain.models import AnswerChange, GivenAnswer
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.dialog import ConfirmDialog

THEY_STAY: Final = "Your own words. They stay in the journal."


def ask_for_words(
    page: BasePage,
    entry_id: str,
    question: Question,
    given: GivenAnswer | None,
    changed: Callable[[AnswerChange], None],
) -> None:
    """Ask for words about an answer; where there is none yet, for the answer first.

    A dialog asks for it, so that the next key is not read as a command.

    Args:
        page: the page.
        entry_id: id of the session or call.
        question: the question.
        given: the answer; None if there is none.
        changed: called with each change that was saved.
    """
    if given is None:
        answers = [(answer.value, answer.value) for answer in Answer]
        dialog = ConfirmDialog("Your answer first", question.text, answers)
        page.app.push_screen(dialog, partial(_answer_first, page, entry_id, question, changed))
        return
    shown = one_line(given.words)

    def save(words: str) -> None:
        if words != shown:
            changed(page.opened.journal.answers.set_comment(entry_id, question.id, words.strip()))

    page.ask_for_text(question.label, shown, THEY_STAY, words_draft(entry_id, question.id), save)


def _answer_first(
    page: BasePage, entry_id: str, question: Question, changed: Callable[[AnswerChange], None], word: str | None
) -> None:
    if word is None:
        return
    with page.report_errors():
        change = page.opened.journal.answers.set(entry_id, question.id, Answer(word))
        changed(change)
        ask_for_words(page, entry_id, question, change.after, changed)


def clear_answer(journal: Journal, entry_id: str, question: str) -> AnswerChange | None:
    """Clear an answer; its words become a draft, so that they are not gone even when the app is closed.

    Returns:
        The change; None if there was no answer.
    """
    with journal.transaction():
        change = journal.answers.clear(entry_id, question)
        if change and change.before and change.before.words:
            keep_words(journal, entry_id, question, change.before.words)
    return change


def words_draft(entry_id: str, question: str) -> str:
    """Return the name of the draft of the words about an answer."""
    return f"words/{entry_id}/{question}"


def keep_words(journal: Journal, entry_id: str, question: str, words: str) -> None:
    """Make words that leave an answer a draft, behind the words that are in it already."""
    name = words_draft(entry_id, question)
    waiting = journal.unfinished.get(name) or ""
    if words not in waiting:
        journal.unfinished.save(name, f"{waiting} {words}".strip())


def forget_words(journal: Journal, entry_id: str, question: str, words: str) -> None:
    """Delete the draft of words that are back with their answer, unless it holds other words, too."""
    name = words_draft(entry_id, question)
    if journal.unfinished.get(name) == words:
        journal.unfinished.delete(name, words)
