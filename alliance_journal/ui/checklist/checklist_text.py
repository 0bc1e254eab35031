"""Text above and below the questions of the checklist, and the questions of a session or call."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from textual.content import Content

from alliance_journal.domain.alliance.questions import ELEMENT, QUESTIONS, Question, origin
from alliance_journal.domain.alliance.rule_constants import YES
from alliance_journal.domain.alliance.rules.yes_to_most import scored
from alliance_journal.domain.alliance.wording.checklist_end import ChecklistEnd
from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.models import Entry
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal

SKIP: Final = "skip what doesn't fit"
LAST_TIME: Final = "last time in slanted words"


def questions_about(entry: Entry, asked: Mapping[str, bool]) -> tuple[Question, ...]:
    """Return the questions about a session; about a call, the nine of the article.

    Args:
        entry: the session or call.
        asked: by id, True for each question that the client is asked.
    """
    if entry.kind == "consultation":
        return tuple(question for question in QUESTIONS if question.from_article)
    return tuple(question for question in QUESTIONS if asked.get(question.id))


def lowest_element(entry: Entry, questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the element of the lowest answer below a yes, of several the one asked first; empty for none."""
    scores = scored(entry)
    low = [question for question in questions if scores.get(question.id, YES) < YES]
    return tuple(question.element for question in sorted(low, key=lambda question: scores[question.id])[:1])


def heading(
    journal: Journal, entry: Entry, questions: Sequence[Question], today: date, *, shows_last: bool
) -> Content:
    """Return the line above the questions: the session or call, and the number of answers.

    Raises:
        JournalError: when the journal cannot be read.
    """
    given = entry.answers_by_question
    number = sum(question.id in given for question in questions)
    about = f"How did {_call_with(journal, entry)}{say_long(entry.date, today)} feel?"
    hint = f"   {number} of {len(questions)}  ·  {LAST_TIME if shows_last else SKIP}"
    return Content.styled(about, "bold") + Content.styled(hint, "$quiet")


def _call_with(journal: Journal, entry: Entry) -> str:
    """Return whom a call was with, since there can be several on one day; empty for a session."""
    if entry.kind != "consultation":
        return ""
    names = {therapist.id: therapist.name for therapist in journal.therapists.list()}
    name = one_line(names.get(entry.therapist_id or "", ""))
    return f"the call with {name} on " if name else "the call on "


def about_question(entry: Entry, question: Question) -> Content:
    """Return the text below the questions: the full question, the client's words, its element and its origin."""
    lines = [Content.styled(question.text, "bold")]
    given = entry.answers_by_question.get(question.id)
    if given and given.words:
        lines.append(Content(f"“{one_line(given.words)}”"))
    lines.append(Content.styled(f"{ELEMENT[question.element].label} · {origin(question)}", "$quiet"))
    return Content("\n").join(lines)


def thanks(end: ChecklistEnd, *, can_bring: bool) -> Content:
    """Return the text below the questions after the last answer.

    Args:
        end: the findings about the session.
        can_bring: True if there is an element to bring up next time.
    """
    sentence = f" {end.sentence}" if end.sentence else ""
    text = Content.styled("Saved, thank you.", "bold") + Content(sentence)
    if can_bring:
        return text + Content.styled(
            "\nPress <checklist.bring_dip> to bring it along, or leave it for now.", "$quiet"
        )
    return text
