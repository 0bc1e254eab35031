"""Yes to most: the nine article questions of one session or call (R0)."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from alliance_journal.domain.alliance.questions import QUESTIONS, Question
from alliance_journal.domain.alliance.rule_constants import STILL_OPEN_TO_MOST, YES, YES_TO_MOST
from alliance_journal.domain.models import Entry

YesWord = Literal["yes to most", "not yes to most", "open"]


class YesToMost(NamedTuple):
    """R0, for one session or call: numbers of yes and of open answers to the nine article questions."""

    word: YesWord
    """The result in words."""
    yes: int
    """Answers of the nine that are a yes."""
    open: int
    """Questions of the nine without a scored answer."""
    day: date
    """Date of the session or call."""
    open_questions: tuple[Question, ...] = ()
    """The questions without a scored answer, in the order they are asked."""


def scored(entry: Entry) -> dict[str, int]:
    """Return the scored answers of an entry, by question id."""
    return {given.question: score for given in entry.answers if (score := given.answer.score) is not None}


def yes_to_most(entry: Entry) -> YesToMost:
    """Return R0 of one session or consultation call."""
    return yes_of(scored(entry), entry.date)


def yes_of(scores: Mapping[str, int], day: date) -> YesToMost:
    """Return R0 of the scored answers of one session or call."""
    article = [question for question in QUESTIONS if question.from_article]
    yes = sum(scores.get(question.id, 0) >= YES for question in article)
    open_questions = tuple(question for question in article if question.id not in scores)
    word: YesWord
    if yes >= YES_TO_MOST:
        word = "yes to most"
    elif yes + len(open_questions) <= STILL_OPEN_TO_MOST:
        word = "not yes to most"
    else:
        word = "open"
    return YesToMost(word, yes, len(open_questions), day, open_questions)
