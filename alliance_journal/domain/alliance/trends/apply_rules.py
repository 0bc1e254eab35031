"""Application of the rules R0 to R10 to one therapist's sessions."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from alliance_journal.domain.alliance.questions import ELEMENTS, QUESTIONS, Element, questions_of
from alliance_journal.domain.alliance.rule_constants import EARLY_SESSIONS, LOWEST_BY, UNSURE_WINDOW
from alliance_journal.domain.alliance.rules.direction import LOWER, direction, long_direction
from alliance_journal.domain.alliance.rules.last_session import AtSession, at_session
from alliance_journal.domain.alliance.rules.not_sure import count_not_sure, is_mostly_not_sure
from alliance_journal.domain.alliance.rules.series import (
    Level,
    Measure,
    Series,
    element_measure,
    level_of,
    overall_series_of,
    series_of,
)
from alliance_journal.domain.alliance.rules.steady import is_steady
from alliance_journal.domain.alliance.rules.yes_to_most import yes_of
from alliance_journal.domain.alliance.session_history import Session, SessionHistory
from alliance_journal.domain.alliance.trends.element_reading import ElementReading, OverallReading, SteadyWord
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension, Reading


def apply_rules(history: SessionHistory, tensions: Sequence[MarkedTension] = ()) -> Reading:
    """Return the results of the rules, still without the statements about them.

    Args:
        history: the sessions.
        tensions: tensions noted at them, oldest first.
    """
    every = {
        element: _every_series(history, element_measure(questions_of(element.id)))
        for element in _elements_shown(history)
    }
    return _results(history, every, overall_series_of(history.present), tensions)


def before_the_break(reading: Reading) -> Reading | None:
    """Return the results as they were before the last long break, or None without one."""
    history = reading.history
    if len(history.stretches) < 2:
        return None
    sessions = history.sessions[: history.stretches[-2][-1].x]
    before = SessionHistory(sessions, history.stretches[:-1])
    # The values of that time are in the reading already.
    every = {element.element: element.earlier for element in reading.elements}
    return _results(before, every, overall_series_of(before.present), reading.tensions)


def _results(
    history: SessionHistory,
    every: Mapping[Element, tuple[Series, ...]],
    overall_series: Series,
    tensions: Sequence[MarkedTension],
) -> Reading:
    """Return the results of the rules for values that are computed already.

    Args:
        history: the sessions.
        every: the values of each element shown, a series for each stretch.
        overall_series: the values of all answers together in the present stretch.
        tensions: tensions noted at these sessions, oldest first.
    """
    latest = history.latest
    present = {element.id: series[-1] for element, series in every.items()}
    last = at_session(present, overall_series, latest) if latest else None
    overall = _read_overall(overall_series, last)
    looked_at = history.latest_answered(UNSURE_WINDOW)
    elements = tuple(_read_element(element, series, overall, last, looked_at) for element, series in every.items())
    return Reading(
        history,
        yes_of(latest.scores, latest.day) if latest and history.rated <= EARLY_SESSIONS else None,
        last,
        overall,
        elements,
        count_not_sure(looked_at, QUESTIONS),
        _lowest(elements),
        tuple(tensions),
    )


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
    unsure = count_not_sure(looked_at, questions)
    mostly_not_sure = is_mostly_not_sure(unsure, looked_at, series.measure)
    level = Level("mostly not sure") if mostly_not_sure else level_of(series)
    going = direction(series)
    word = last.word(element.id) if last else None
    steady: SteadyWord | None = None
    if not mostly_not_sure and word != "fell" and is_steady(series, going):
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
    steady: SteadyWord | None = "steady" if is_steady(series, going) else None
    return OverallReading(going, span, steady, last.overall if last else None, series)


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
