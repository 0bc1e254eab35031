"""Counts of "not sure" in the last answered sessions, and elements that are mostly not sure (R10)."""

from collections.abc import Sequence
from typing import NamedTuple

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import Question
from alliance_journal.domain.alliance.rule_constants import UNSURE_NEEDS
from alliance_journal.domain.alliance.rules.series import Measure
from alliance_journal.domain.alliance.session_history import Session


class Unsure(NamedTuple):
    """R10: "not sure" answers among all answers to some questions, in the last answered sessions."""

    not_sure: int
    """Answers that are "not sure"."""
    given: int
    """All answers to these questions."""
    sessions: int
    """Answered sessions that were looked at."""


def count_not_sure(looked_at: Sequence[Session], questions: Sequence[Question]) -> Unsure:
    """Count the answers to these questions that are "not sure"."""
    given = [
        session.answers[question.id]
        for session in looked_at
        for question in questions
        if question.id in session.answers
    ]
    return Unsure(given.count(Answer.NOT_SURE), len(given), len(looked_at))


def is_mostly_not_sure(unsure: Unsure, looked_at: Sequence[Session], measure: Measure) -> bool:
    """Return R10 for one element, over the last answered sessions."""
    if len(looked_at) < UNSURE_NEEDS or 2 * unsure.not_sure <= unsure.given:
        return False
    valid = 0
    for session in looked_at:
        answers = (session.answers.get(question) for question in measure.question_ids)
        valid += sum(answer is not None and answer.score is not None for answer in answers) >= measure.needs
    return valid < UNSURE_NEEDS
