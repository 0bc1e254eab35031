"""Text about the selected element: findings, questions, latest answers, a way to say it, earlier dips."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from textual.content import Content

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import QUESTION, origin, questions_of
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.element_text import (
    count_line,
    direction_line,
    drop_sentence,
    earlier_dips,
)
from alliance_journal.domain.alliance.wording.trend_text import after_calls, hint, sentences
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import Entry
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.session_reading import Answered

LATELY_SHOWN: Final = 6
"""Most sessions whose answers are shown, and most earlier dips."""


def headline(reading: Reading, calls: Sequence[Entry], today: date) -> Content:
    """Return the statements about the sessions and the next step; without sessions, those about the latest call."""
    if calls and not reading.history.answered:
        return Content(after_calls(calls[-1], today))
    statements = sentences(reading, today)
    next_step = hint(reading, keys=True)
    if not statements:
        return Content.styled(next_step, "bold")
    parts = [
        Content.styled(statements[0], "bold"),
        *map(Content, statements[1:]),
        Content.styled(next_step, "$quiet"),
    ]
    return Content(" ").join(part for part in parts if part.plain)


def findings(element: ElementReading, reading: Reading, today: date) -> str:
    """Return the level's count, the direction and the latest drop of an element, in sentences."""
    parts = [part for part in (count_line(element.level), direction_line(element)) if part]
    text = " ".join(f"{part[0].upper()}{part[1:]}." for part in parts)
    if element.drop:
        tension = reading.tension_at(element.drop.session)
        text = f"{text} {drop_sentence(element.drop, today, tension)}".strip()
    return text


def detail(journal: Journal, reading: Reading, element: ElementReading, today: date) -> Content:
    """Return the text of the pane about an element.

    Raises:
        JournalError: when the journal cannot be read.
    """
    return Content("\n").join(_detail_lines(journal, reading, element, today))


def _detail_lines(journal: Journal, reading: Reading, element: ElementReading, today: date) -> Iterator[Content]:
    questions = questions_of(element.element.id)
    yield Content(element.element.meaning)
    yield from _section("Questions behind it")
    for question in questions:
        yield Content.styled(f"  {question.label}", "$quiet")
    if lately := element.points[-LATELY_SHOWN:]:
        yield from _section("Lately")
        given = journal.answers.given([point.session for point in lately])
        for point in reversed(lately):
            day = f"  {say_day(point.day, today):<8}"
            yield Content.styled(day, "$quiet") + _answers(given[point.session], element, point.level)
    if text := findings(element, reading, today):
        yield Content("")
        yield Content(text)
    yield from _section("A way to say it")
    yield Content.styled(f"“{STARTERS[element.element.id][0]}”", "italic")
    yield Content("")
    yield Content.styled("Press <trends.bring_up> to bring it up, <trends.how> for other ways.", "$quiet")
    if dips := earlier_dips(element, reading, today):
        yield from _section("Earlier dips")
        yield from map(Content, dips[:LATELY_SHOWN])
    yield from _section("Where the questions come from")
    for question in questions:
        yield Content.styled(f"{question.label}: {origin(question)}", "$quiet")


def _section(title: str) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(title, "bold $accent")


def _answers(given: Mapping[str, Answer], element: ElementReading, level: int) -> Content:
    """Return the answers about an element in one session, as words in the colour of its level."""
    words = [given[question.id].value for question in questions_of(element.element.id) if question.id in given]
    return Content.styled(" · ".join(words), f"$l{level}")


def answers_text(sessions: Sequence[Answered], today: date) -> Content:
    """Return the answers of some sessions, each on a line of its own, with the client's words under it."""
    return Content("\n").join(line for answered in sessions for line in _answer_lines(answered, today))


def _answer_lines(answered: Answered, today: date) -> Iterator[Content]:
    yield Content.styled(say_day(answered.day, today, long=True), "bold $accent")
    for given in answered.answers:
        yield Content(f"  {QUESTION[given.question].label}: ") + Content.styled(given.answer.value, "bold")
        if given.words:
            yield Content.styled(f"    “{one_line(given.words)}”", "italic $quiet")


def dips_text(element: ElementReading, reading: Reading, today: date) -> Content | None:
    """Return the earlier dips of an element, with a title; None if there are none."""
    dips = earlier_dips(element, reading, today)[:LATELY_SHOWN]
    if not dips:
        return None
    return Content.styled("Earlier dips\n", "bold $accent") + Content("\n").join(map(Content, dips))
