"""Readings of one therapist's sessions as numbers and fixed words (rules R0 to R10).

The rules are pure functions over the sessions. Nothing computed is stored: every statement is computed again
from the answers. The sentences are made in `trend_text`, from the statements of `findings`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Literal, NamedTuple

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.direction import LOWER, Direction, direction, long_direction
from alliance_journal.domain.alliance.drops import Drop, drop_size, drops_since, had_drop, told_drop
from alliance_journal.domain.alliance.questions import ELEMENTS, QUESTIONS, Element, Question, questions_of
from alliance_journal.domain.alliance.rule_constants import (
    BROAD_FROM,
    DIRECTION_NEEDS,
    DIRECTION_WINDOW,
    EARLY_SESSIONS,
    GOOD_WITHOUT_DROP,
    LEVEL_NEEDS,
    LEVEL_WINDOW,
    LOWEST_BY,
    STEADY_WITHOUT_DROP,
    STILL_OPEN_TO_MOST,
    UNSURE_NEEDS,
    UNSURE_WINDOW,
    YES,
    YES_TO_MOST,
)
from alliance_journal.domain.alliance.series import (
    OVERALL,
    YES_WORDS,
    Level,
    Measure,
    Point,
    Series,
    element_measure,
    level_of,
    series_of,
)
from alliance_journal.domain.alliance.session_history import (
    RatedSession,
    Session,
    SessionHistory,
)
from alliance_journal.domain.models import Entry

YesWord = Literal["yes to most", "not yes to most", "open"]
LastWord = Literal["drop", "fell", "as usual"]
SteadyWord = Literal["steady", "about the same"]


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


class Unsure(NamedTuple):
    """R10: "not sure" answers among all answers to some questions, in the last answered sessions."""

    not_sure: int
    """Answers that are "not sure"."""
    given: int
    """All answers to these questions."""
    sessions: int
    """Answered sessions that were looked at."""


class AtSession(NamedTuple):
    """R7: one session compared with the client's usual values in its stretch."""

    session: RatedSession
    """The session."""
    answered: tuple[str, ...]
    """Elements with a valid value there."""
    seen: tuple[str, ...]
    """Answered elements with enough valid values before this session."""
    dropped: tuple[str, ...]
    """Elements in `seen` that are a drop."""
    lower: tuple[str, ...]
    """Elements in `seen` that are a drop, or fell below a yes from a usual that is a yes."""
    usual: Mapping[str, Fraction]
    """Usual value of each element seen."""
    overall: LastWord | None
    """All answers together: "drop" or "as usual"; None with too few values."""
    overall_value: Fraction | None
    """Mean of all scored answers; None if it is not valid."""

    @property
    def broad(self) -> bool:
        """True if so many elements were lower that statements are about the session as a whole."""
        lower, seen = len(self.lower), len(self.seen)
        if not seen:
            return False
        return lower >= max(BROAD_FROM, (seen + 1) // 2) or (self.overall == "drop" and 2 * lower >= seen)

    def word(self, element: str) -> LastWord | None:
        """Return the word for an element at this session; None if it is not seen."""
        if element not in self.seen:
            return None
        if element in self.dropped:
            return "drop"
        return "fell" if element in self.lower else "as usual"


@dataclass(frozen=True)
class ElementReading:
    """Reading of one element with one therapist."""

    element: Element
    """The element."""
    level: Level
    """R1, or R10's "mostly not sure"."""
    direction: Direction
    """R4 or R4L."""
    steady: SteadyWord | None
    """R5."""
    last: LastWord | None
    """R7 at the latest rated session."""
    usual: Fraction | None
    """R7's usual value before the latest rated session; None if the element is not seen there."""
    unsure: Unsure
    """R10's counts."""
    series: Series = field(repr=False, compare=False)
    """Values of the present stretch."""
    earlier: tuple[Series, ...] = field(repr=False, compare=False)
    """Values of the stretches before, oldest first."""

    @property
    def points(self) -> tuple[Point, ...]:
        """All valid values, oldest first."""
        return tuple(point for series in (*self.earlier, self.series) for point in series.points)

    def points_since(self, day: date) -> tuple[Point, ...]:
        """Return the valid values from a day on, oldest first."""
        return tuple(point for point in self.points if point.day >= day)

    def drops_since(self, day: date) -> tuple[Drop, ...]:
        """Return every drop from a day on, in any stretch, oldest first."""
        return tuple(drop for series in (*self.earlier, self.series) for drop in drops_since(series, day))

    @cached_property
    def drop(self) -> Drop | None:
        """The drop that is shown (R8)."""
        return told_drop(self.series)

    @cached_property
    def lately(self) -> Fraction | None:
        """Median of the values the level is computed from; None without a level."""
        if self.level.of is None:
            return None
        return median(point.value for point in self.series.points[-self.level.of :])

    @property
    def has_level(self) -> bool:
        """True if the level is neither "too early" nor "mostly not sure"."""
        return self.level.of is not None

    @property
    def is_low(self) -> bool:
        """True if the level is low."""
        return self.level.is_low

    @property
    def may_be_good(self) -> bool:
        """True if the element may be called good (R9)."""
        return (
            self.level.word in YES_WORDS
            and not self.series.points[-1].below_yes
            and self.direction.word != LOWER
            and not had_drop(self.series, GOOD_WITHOUT_DROP)
        )

    @property
    def _rank_among_good(self) -> tuple[bool, bool, Fraction]:
        """Sort key of R9: "yes each time" first, then steady ones, then the highest mean."""
        window = self.series.points[-LEVEL_WINDOW:]
        mean = sum((point.value for point in window), Fraction(0)) / len(window)
        return self.level.word != "yes each time", self.steady is None, -mean


@dataclass(frozen=True)
class OverallReading:
    """R2, R4, R5 and R7 over all answers of a session together. The value is never shown as a number."""

    direction: Direction
    """R4 or R4L."""
    span: int
    """Values the direction covers: R4L's window if both windows give the same direction."""
    steady: SteadyWord | None
    """R5: "steady" or None."""
    last: LastWord | None
    """R7 at the latest rated session: "drop", "as usual" or None."""
    series: Series = field(repr=False, compare=False)
    """Values of the present stretch."""

    @cached_property
    def drop(self) -> Drop | None:
        """The drop that is shown (R8)."""
        return told_drop(self.series)


class MarkedTension(NamedTuple):
    """A session with tension, and the session where it was talked through, if it was."""

    session: str
    """Identifier of the session's entry."""
    x: int
    """Place of the session, from 1."""
    day: date
    """Date of the session."""
    words: str = ""
    """The client's own words about it."""
    through_x: int | None = None
    """Place of the session where it was talked through."""
    through_day: date | None = None
    """Date of that session."""
    outcome: str = ""
    """The client's own words about what came of it."""


class Reading(NamedTuple):
    """Reading of one therapist's sessions: the results of all rules."""

    history: SessionHistory
    """The sessions."""
    yes_to_most: YesToMost | None
    """R0 of the latest rated session, while it is one of the first two."""
    last: AtSession | None
    """R7 at the latest rated session; None without one."""
    overall: OverallReading
    """All answers together."""
    elements: tuple[ElementReading, ...]
    """The elements, in the order of the table."""
    unsure: Unsure
    """R10's counts over all questions."""
    lowest: str | None
    """R6: the element that stands out as lowest."""
    tensions: tuple[MarkedTension, ...] = ()
    """Sessions with tension, oldest first."""

    @property
    def sessions(self) -> int:
        """Number of sessions, with answers or without."""
        return len(self.history.sessions)

    @property
    def good(self) -> tuple[ElementReading, ...]:
        """Elements that may be called good, the first to be named first (R9)."""
        return tuple(sorted((e for e in self.elements if e.may_be_good), key=lambda e: e._rank_among_good))

    @property
    def low(self) -> tuple[ElementReading, ...]:
        """Elements that are low, in the order of the table."""
        return tuple(element for element in self.elements if element.is_low)

    @property
    def with_level(self) -> tuple[ElementReading, ...]:
        """Elements with a level, in the order of the table."""
        return tuple(element for element in self.elements if element.has_level)

    def tension_at(self, session: str) -> MarkedTension | None:
        """Return the tension marked at a session, or None."""
        return next((tension for tension in self.tensions if tension.session == session), None)

    def of(self, element: str) -> ElementReading:
        """Return the reading of one element.

        Raises:
            KeyError: if the element is not shown ("room to disagree", before it was answered).
        """
        for found in self.elements:
            if found.element.id == element:
                return found
        raise KeyError(element)

    def at(self, session: RatedSession) -> AtSession:
        """Return the comparison for a session of the present stretch, as if it were the latest."""
        return at_session({e.element.id: e.series for e in self.elements}, self.overall.series, session)

    def before_the_break(self) -> "Reading | None":
        """Return the reading as it was before the last long break, or None without one."""
        if len(self.history.stretches) < 2:
            return None
        return read(self.history.until(self.history.stretches[-2][-1].id))


def read(history: SessionHistory, tensions: Sequence[MarkedTension] = ()) -> Reading:
    """Return the reading of one therapist's sessions.

    Args:
        history: the sessions.
        tensions: tensions noted at them, oldest first.
    """
    shown = _elements_shown(history)
    every = {element.id: _every_series(history, element_measure(questions_of(element.id))) for element in shown}
    overall_series = series_of(history.present, OVERALL)
    present = {element: series[-1] for element, series in every.items()}
    last = at_session(present, overall_series, history.latest) if history.latest else None
    overall = _read_overall(overall_series, last)
    looked_at = history.latest_answered(UNSURE_WINDOW)
    elements = tuple(_read_element(element, every[element.id], overall, last, looked_at) for element in shown)
    return Reading(
        history,
        yes_of(history.latest.scores, history.latest.day)
        if history.latest and history.rated <= EARLY_SESSIONS
        else None,
        last,
        overall,
        elements,
        _unsure(looked_at, QUESTIONS),
        _lowest(elements),
        tuple(tensions),
    )


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


def at_session(series: Mapping[str, Series], overall: Series, session: RatedSession) -> AtSession:
    """Return R7 at a session of the stretch.

    Args:
        series: values of each element in the stretch, by element id, in the order of the table.
        overall: values of all answers together.
        session: the session that is compared with those before it.
    """
    answered: list[str] = []
    dropped: list[str] = []
    lower: list[str] = []
    usual: dict[str, Fraction] = {}
    for element, values in series.items():
        index = values.index_at(session)
        if index is None:
            continue
        answered.append(element)
        if index < LEVEL_NEEDS:
            continue
        usual[element] = median(point.value for point in values.points[max(0, index - LEVEL_WINDOW) : index])
        if drop_size(values, index) is not None:
            dropped.append(element)
            lower.append(element)
        elif values.points[index].below_yes and usual[element] >= YES:
            lower.append(element)
    index = overall.index_at(session)
    word: LastWord | None = None
    if index is not None and index >= LEVEL_NEEDS:
        word = "as usual" if drop_size(overall, index) is None else "drop"
    value = None if index is None else overall.points[index].value
    return AtSession(session, tuple(answered), tuple(usual), tuple(dropped), tuple(lower), usual, word, value)


def _elements_shown(history: SessionHistory) -> list[Element]:
    """Return all elements; "room to disagree" only once its question was answered."""
    optional = {question.id for question in questions_of("tension")}
    answered = any(not optional.isdisjoint(session.answers) for session in history.sessions)
    return [element for element in ELEMENTS if answered or element.id != "tension"]


def _every_series(history: SessionHistory, measure: Measure) -> tuple[Series, ...]:
    """Return the series of each stretch, oldest first; a single empty one without rated sessions."""
    return tuple(series_of(stretch, measure) for stretch in history.stretches or ((),))


def _read_element(
    element: Element,
    every: tuple[Series, ...],
    overall: OverallReading,
    last: AtSession | None,
    looked_at: Sequence[Session],
) -> ElementReading:
    series, questions = every[-1], questions_of(element.id)
    unsure = _unsure(looked_at, questions)
    mostly_not_sure = _is_mostly_not_sure(unsure, looked_at, series.measure)
    level = Level("mostly not sure") if mostly_not_sure else level_of(series)
    going = direction(series)
    word = last.word(element.id) if last else None
    steady: SteadyWord | None = None
    if not mostly_not_sure and word != "fell" and _is_steady(series, going):
        if level.is_low:
            steady = "about the same"
        elif overall.direction.word != LOWER:
            steady = "steady"
    usual = last.usual.get(element.id) if last else None
    return ElementReading(element, level, going, steady, word, usual, unsure, series, every[:-1])


def _read_overall(series: Series, last: AtSession | None) -> OverallReading:
    going = direction(series)
    long = long_direction(series) if going.is_named else None
    span = long.window if long and long.word == going.word else going.window
    steady: SteadyWord | None = "steady" if _is_steady(series, going) else None
    return OverallReading(going, span, steady, last.overall if last else None, series)


def _is_steady(series: Series, going: Direction) -> bool:
    """Return True if the values alone are steady by R5: little spread, no direction and no recent drop."""
    values = [point.value for point in series.points[-DIRECTION_WINDOW:]]
    if len(values) < DIRECTION_NEEDS or going.is_named or going.change is None:
        return False
    measure = series.measure
    return (
        max(values) - min(values) <= measure.change
        and abs(going.change) < measure.steady_change
        and not had_drop(series, STEADY_WITHOUT_DROP)
    )


def _unsure(looked_at: Sequence[Session], questions: Sequence[Question]) -> Unsure:
    """Count the answers to these questions that are "not sure"."""
    given = [
        session.answers[question.id]
        for session in looked_at
        for question in questions
        if question.id in session.answers
    ]
    return Unsure(given.count(Answer.NOT_SURE), len(given), len(looked_at))


def _is_mostly_not_sure(unsure: Unsure, looked_at: Sequence[Session], measure: Measure) -> bool:
    """Return R10 for one element, over the last answered sessions."""
    if len(looked_at) < UNSURE_NEEDS or 2 * unsure.not_sure <= unsure.given:
        return False
    valid = 0
    for session in looked_at:
        answers = (session.answers.get(question) for question in measure.question_ids)
        valid += sum(answer is not None and answer.score is not None for answer in answers) >= measure.needs
    return valid < UNSURE_NEEDS


def _lowest(elements: Iterable[ElementReading]) -> str | None:
    """Return the one element that stands out below the others, or None (R6).

    Only elements with a level are compared; if two share the lowest value, neither stands out.
    """
    medians = {reading.element.id: reading.lately for reading in elements if reading.lately is not None}
    for element, value in medians.items():
        others = [other for id_, other in medians.items() if id_ != element]
        if others and value < min(others) and median(others) - value >= LOWEST_BY:
            return element
    return None
