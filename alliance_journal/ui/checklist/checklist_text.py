"""Text above and below the questions of the checklist, and the questions of a session or call."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import ELEMENT, QUESTIONS, Question, origin
from alliance_journal.domain.alliance.rule_constants import YES
from alliance_journal.domain.alliance.rules.yes_to_most import scored
from alliance_journal.domain.alliance.wording.checklist_end import ChecklistEnd
from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.models import Entry, Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.ui.open_journal import OpenJournal

SKIP: Final = "skip what doesn't fit"
LAST_TIME: Final = "last time in slanted words"
GAP: Final = "   "


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


def no_session(therapist: Therapist | None) -> str:
    """Return a sentence for a journal without a session with the therapist that the pages are about."""
    with_whom = f" with {one_line(therapist.name)}" if therapist else ""
    return (
        f"There is no session{with_whom} yet. Press <journal.new_session> on Journal to write the first one down."
    )


def which_session(opened: OpenJournal, entry: Entry, shown: Therapist | None) -> str:
    """Return the day of a session or call as it is named in the heading.

    Whom it was with is said of a call, since there can be several on one day, and of a session with somebody else
    than the therapist that the pages are about (`shown`).

    Raises:
        JournalError: when the journal cannot be read.
    """
    day = say_long(entry.date, opened.today())
    is_call = entry.kind == "consultation"
    with_whom = ""
    if entry.therapist_id and (is_call or shown is None or shown.id != entry.therapist_id):
        names = {therapist.id: one_line(therapist.name) for therapist in opened.journal.therapists.list()}
        with_whom = f" with {names[entry.therapist_id]}" if names.get(entry.therapist_id) else ""
    return f"the call{with_whom} on {day}" if is_call else f"{day}{with_whom}"


def heading(session: str, entry: Entry, questions: Sequence[Question], width: int, *, shows_last: bool) -> Content:
    """Return the lines above the questions: the session, the number of answers, and the keys to other sessions.

    Args:
        session: the day of the session or call, from `which_session`.
        entry: the session or call.
        questions: the questions about it.
        width: number of cells in a line.
        shows_last: True if the answers of the session before are shown.
    """
    given = entry.answers_by_question
    number = f"{sum(question.id in given for question in questions)} of {len(questions)}"
    about = f"How did {session} feel?"
    counts = (f"{GAP}{number} questions answered", f"{GAP}{number} answered", f"  {number} answered")
    count = next((text for text in counts if cell_len(about) + len(text) <= width), counts[-1])
    return Content.assemble(
        (about, "bold"),
        (f"{count}\n", "$quiet"),
        _key("[", " Earlier", "screen.older"),
        "  ",
        _key("]", " Later", "screen.newer"),
        (f"  ·  {LAST_TIME if shows_last else SKIP}", "$quiet"),
    )


def _key(key: str, word: str, action: str) -> Content:
    """Return a key and its word, which a click runs, too."""
    text = Content.assemble((key, "$accent"), (word, "$quiet"))
    return text.stylize(Style.from_meta({"@click": action}))


def about_question(entry: Entry, question: Question, highlighted: Answer | None) -> Content:
    """Return the text below the questions: the full question, the client's words, its element and its origin.

    Args:
        entry: the session or call.
        question: the question with the cursor.
        highlighted: the answer that Space would give; None for none.
    """
    lines = [Content.styled(question.text, "bold")]
    given = entry.answers_by_question.get(question.id)
    if given and given.words:
        lines.append(Content(f"“{one_line(given.words)}”"))
    if highlighted:
        lines.append(Content.styled(f"Not answered yet: space answers “{highlighted.value}”.", "$accent"))
    else:
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
            "\nPress <checklist.bring_dip> to bring it up next time, or leave it for now.", "$quiet"
        )
    return text
