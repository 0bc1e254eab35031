"""Sessions, stretches and values of the plain second implementation of the rules: slow and obvious on purpose."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.questions import ELEMENTS, QUESTIONS, questions_of

SCORES: Final = {"no": 0, "partly": 1, "mostly": 2, "fully": 3}
NOT_SURE: Final = "not sure"
YES: Final = Fraction(2)
BREAK_DAYS: Final = 90

KNOWN: Final = [question.id for question in QUESTIONS]
ARTICLE: Final = [question.id for question in QUESTIONS if question.source == "article"]


@dataclass(frozen=True)
class PlainSession:
    """One session with one therapist: question id to answer word, and whether tension was marked."""

    id: str
    date: date
    created: str
    answers: dict[str, str] = field(default_factory=dict)
    tension: bool = False

    @cached_property
    def given(self) -> dict[str, str]:
        """The answers given to questions of the table, scored or not."""
        # Reading: answers to questions that are not in the table count nowhere: not as answered, not as rated, not
        # in O. An empty word is a skipped question; a word outside the table of answers is an unscored answer.
        return {question: self.answers[question] for question in KNOWN if self.answers.get(question)}

    @cached_property
    def scores(self) -> dict[str, int]:
        """The scored answers among those."""
        return {question: SCORES[word] for question, word in self.given.items() if word in SCORES}

    @cached_property
    def values(self) -> dict[str, Fraction | None]:
        """Name of a measure to its value here, for those asked for so far; `value` fills it."""
        return {}


class Place(NamedTuple):
    """A session and x, its place in the therapist's list, counted from 1."""

    x: int
    session: PlainSession


class Measure(NamedTuple):
    """A value that a session can have: that of one element, or that of all answers taken together."""

    name: str
    questions: list[str]
    enough: int
    """How many scored answers make the value valid, and how many must be shared by two sessions to compare them."""
    drop: Fraction
    drop_is_below_a_yes: bool
    change: Fraction
    spread: Fraction
    still: Fraction


@cache
def element_measure(element: str) -> Measure:
    """The measure of one element; the half of its questions is rounded up."""
    ids = [question.id for question in questions_of(element)]
    return Measure(
        element, ids, (len(ids) + 1) // 2, Fraction(3, 2), True, Fraction(1), Fraction(1), Fraction(1, 2)
    )


# Reading: "mean of all scored answers of a session" takes in `disagree`, which is in the table, also where
# `tension` is not (yet) shown as an element.
OVERALL: Final = Measure("overall", KNOWN, 5, Fraction(3, 4), False, Fraction(1, 2), Fraction(1, 2), Fraction(1, 4))


def in_order(sessions: list[PlainSession]) -> list[Place]:
    """Every session with its place, by date, then by creation."""
    # Reading: the page names no third key. The id decides between two sessions of one day and one moment of
    # creation, so that the order of import changes nothing.
    ordered = sorted(sessions, key=lambda session: (session.date, session.created, session.id))
    return [Place(number, session) for number, session in enumerate(ordered, start=1)]


def scored(session: PlainSession, questions: list[str]) -> dict[str, int]:
    """The scored answers among some questions."""
    scores = session.scores
    return {question: scores[question] for question in questions if question in scores}


def is_answered(session: PlainSession) -> bool:
    return len(session.given) > 0


def is_rated(session: PlainSession) -> bool:
    return len(scored(session, KNOWN)) > 0


def value(session: PlainSession, measure: Measure) -> Fraction | None:
    """E or O of a session; None where it is not valid. Each is computed once."""
    if measure.name not in session.values:
        session.values[measure.name] = computed(session, measure)
    return session.values[measure.name]


def computed(session: PlainSession, measure: Measure) -> Fraction | None:
    """E or O of a session from its answers; None where it is not valid."""
    answers = scored(session, measure.questions)
    if len(answers) < measure.enough:
        return None
    return Fraction(sum(answers.values()), len(answers))


def is_partial(session: PlainSession, measure: Measure) -> bool:
    return len(scored(session, measure.questions)) < len(measure.questions)


def stretches(places: list[Place]) -> list[list[Place]]:
    """The rated sessions, cut where two that follow one another lie 90 days or more apart."""
    # Only rated sessions stand in a stretch: no rule about stretches can use another one.
    found: list[list[Place]] = []
    for place in places:
        if not is_rated(place.session):
            continue
        if found and (place.session.date - found[-1][-1].session.date).days < BREAK_DAYS:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def elements_of(sessions: list[PlainSession], with_tension: bool | None = None) -> list[str]:
    """The elements that count, in the order of the table.

    Args:
        sessions: All sessions with the therapist.
        with_tension: True or False decides about `tension`; None leaves it to the rule of the page.
    """
    # Reading: "once `disagree` was answered" means with any answer, "not sure" and "did not come up" too, in any
    # session with this therapist, of any stretch. A call does not count: calls get R0 only.
    if with_tension is None:
        with_tension = any("disagree" in session.given for session in sessions)
    return [element.id for element in ELEMENTS if element.id != "tension" or with_tension]


def median(values: Sequence[Fraction | int]) -> Fraction:
    """The middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)
