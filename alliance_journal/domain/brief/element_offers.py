"""Elements of the alliance, tensions and questions as items for the page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from alliance_journal.domain.alliance.conversation_starters import SUGGESTIONS, Suggestion
from alliance_journal.domain.alliance.questions import questions_of
from alliance_journal.domain.alliance.rules.direction import HIGHER
from alliance_journal.domain.alliance.rules.last_session import AtSession
from alliance_journal.domain.alliance.trends.choose_statements import (
    MOST_GOOD,
    is_mostly_low,
    session_before,
    shared_since,
)
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.statement_text import later_sessions
from alliance_journal.domain.brief.model import STRIP_LENGTH, Group, Strip, strip_of
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.text import one_line

SUGGESTED_ELEMENTS: Final = 2
"""Number of elements that could be better and are included by default."""
WAS_HARDER: Final = "{session} harder for me than the ones before. I would like to talk about it."
NOT_RIGHT: Final = "Much of this has not felt right for me {since}. I would like to talk about it."
OFFERED_QUESTIONS: Final = 2


def good_offers(reading: Reading, chosen: Mapping[str, bool]) -> Iterable[Offer]:
    """Yield the elements that may be called good; the first ones are included by default."""
    for place, element in enumerate(reading.good):
        yield _element_offer(reading, element, "good", _good_words(element), chosen, ticked=place < MOST_GOOD)


def below_offers(reading: Reading, chosen: Mapping[str, bool], today: date) -> Iterable[Offer]:
    """Yield the elements that could be better.

    After a session that was lower as a whole, and while most is low, one sentence stands for all elements and is
    included by default. The elements follow: those that dropped in the last session, then those that are low.
    """
    lines = _below_lines(reading, today)
    for key, text in lines:
        yield Offer(key, "below", text, chosen.get(key, True), text)
    dropped = [element for element in reading.elements if element.last == "drop"]
    low = [element for element in reading.low if element not in dropped]
    for place, element in enumerate((*dropped, *low)):
        words = _below_words(reading, element, today)
        ticked = not lines and place < SUGGESTED_ELEMENTS
        yield _element_offer(reading, element, "below", words, chosen, ticked=ticked)


def _below_lines(reading: Reading, today: date) -> list[tuple[str, str]]:
    """Return the sentences that stand for all elements, each with the key of its choice."""
    lines = []
    if reading.last and reading.last.broad:
        key = f"below:last:{reading.last.session.day.isoformat()}"
        lines.append((key, WAS_HARDER.format(session=_harder_session(reading, reading.last, today))))
    if is_mostly_low(reading):
        since = shared_since(reading)
        words = f"since {say_day(since, today, long=True)}" if since else "lately"
        lines.append(("below:most", NOT_RIGHT.format(since=words)))
    return lines


def _harder_session(reading: Reading, last: AtSession, today: date) -> str:
    """Return the last rated session as the subject of a sentence; in the plural after several broad ones."""
    if later_sessions(reading):
        return f"Our session on {say_day(last.session.day, today, long=True)} was"
    before = session_before(reading, last.session)
    return "Our last sessions were" if before and before.broad else "Our last session was"


def _element_offer(
    reading: Reading, element: ElementReading, group: Group, words: str, chosen: Mapping[str, bool], *, ticked: bool
) -> Offer:
    """Return an element as an offer, with its last sessions and the last answers to its questions."""
    key = f"{group}:{element.element.id}"
    label = element.element.label
    strip = Strip(label, words, strip_of(reading, element), _last_answers(reading, element))
    short = label if group == "good" else f"{label}, {words}"
    return Offer(key, group, short, chosen.get(key, ticked), strip=strip)


def _last_answers(reading: Reading, element: ElementReading) -> str:
    """Return the last answer to each question of an element, since the last long break."""
    stretch = reading.history.present
    sessions = reading.history.sessions[stretch[0].x - 1 :] if stretch else ()
    answers = []
    for question in questions_of(element.element.id):
        given = next((s.answers[question.id] for s in reversed(sessions) if question.id in s.answers), None)
        if given is not None:
            answers.append(f"{question.label}: {given.value}")
    return " · ".join(answers)


def _good_words(element: ElementReading) -> str:
    words = "a yes each time" if element.level.word == "yes each time" else "mostly a yes"
    if element.direction.word == HIGHER:
        return f"{words}, {HIGHER}"
    return f"{words}, steady" if element.steady == "steady" else words


def _below_words(reading: Reading, element: ElementReading, today: date) -> str:
    if element.last == "drop" and reading.last:
        later = later_sessions(reading)
        return f"lower on {say_day(reading.last.session.day, today, long=True)}" if later else "lower last session"
    since = element.level.below_since
    return f"since {say_day(since, today, long=True)}" if since else "often lately"


def suggestions(below: Sequence[ElementReading]) -> list[Suggestion]:
    """Return the questions about the first elements that could be better, or about plan and goals."""
    about = [element.element.id for element in below[:OFFERED_QUESTIONS]] or ["plan", "understanding"]
    return [suggestion for id_ in about for suggestion in SUGGESTIONS if suggestion.element == id_]


def tension_offers(reading: Reading, chosen: Mapping[str, bool], today: date) -> Iterable[Offer]:
    """Yield the tensions of the last sessions, each step as a separate line, none of them included by default."""
    for tension in reading.tensions:
        if tension.x <= reading.sessions - STRIP_LENGTH:
            continue
        day = say_day(tension.day, today, long=True)
        steps = [("was", f"There was tension on {day}", tension.words)]
        if tension.through_day:
            through = say_day(tension.through_day, today, long=True)
            steps.append(("through", f"We talked it through on {through}", ""))
        if tension.outcome.strip():
            steps.append(("outcome", f"What came of the tension on {day}", tension.outcome))
        for step, sentence, words in steps:
            key = f"tension:{tension.session}:{step}"
            text = f"{sentence}: {words}" if words.strip() else f"{sentence}."
            yield Offer(key, "excerpts", one_line(text), chosen.get(key, False), text)
