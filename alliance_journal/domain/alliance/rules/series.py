"""Values of an element, or of all answers together, over the sessions of one stretch; and their level (R1)."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.questions import QUESTIONS, Question
from alliance_journal.domain.alliance.rule_constants import LEVEL_NEEDS, LEVEL_WINDOW, OVERALL_NEEDS, YES
from alliance_journal.domain.alliance.session_history import RatedSession, Stretch

LevelWord = Literal[
    "too early",
    "mostly not sure",
    "below a yes each time",
    "often below a yes",
    "mixed",
    "mostly yes",
    "yes each time",
]
LOW_WORDS: Final[frozenset[LevelWord]] = frozenset({"below a yes each time", "often below a yes"})
"""Levels of an element that is low."""
YES_WORDS: Final[frozenset[LevelWord]] = frozenset({"yes each time", "mostly yes"})
"""Levels of an element that may be good."""


class Measure(NamedTuple):
    """Questions that a series measures, and the sizes of a change that its rules ask for."""

    question_ids: tuple[str, ...]
    """Questions whose scores are averaged."""
    needs: int
    """Scored answers that make a session's value valid, and that two sessions must share to be compared."""
    drop: Fraction
    """R2: smallest drop."""
    may_still_be_yes: bool
    """R2: True if a session whose value is a yes can be a drop."""
    change: Fraction
    """R4: smallest change over the window; R5: largest spread of a steady series."""

    @property
    def steady_change(self) -> Fraction:
        """R5: a steady series changes by less than this over the window."""
        return self.change / 2


def element_measure(questions: Sequence[Question]) -> Measure:
    """Return the measure of an element with these questions."""
    ids = tuple(question.id for question in questions)
    return Measure(ids, (len(ids) + 1) // 2, Fraction(3, 2), may_still_be_yes=False, change=Fraction(1))


OVERALL: Final = Measure(
    tuple(question.id for question in QUESTIONS),
    OVERALL_NEEDS,
    Fraction(3, 4),
    may_still_be_yes=True,
    change=Fraction(1, 2),
)
"""Measure of all answers of a session together. Its value is never shown as a number."""


class Point(NamedTuple):
    """Valid value of one session: the mean of its scored answers, kept as a sum and a count to stay exact."""

    rated: RatedSession
    """The session."""
    total: int
    """Sum of the scores."""
    answered: int
    """Number of the scores."""
    partial: bool
    """True if fewer than all questions were scored."""

    @property
    def session(self) -> str:
        """Identifier of the session's entry."""
        return self.rated.id

    @property
    def x(self) -> int:
        """Place of the session in the list of all sessions with the therapist, from 1."""
        return self.rated.x

    @property
    def day(self) -> date:
        """Date of the session."""
        return self.rated.day

    @property
    def value(self) -> Fraction:
        """Mean of the scores, 0 to 3."""
        return Fraction(self.total, self.answered)

    @property
    def below_yes(self) -> bool:
        """True if the value is below "mostly"."""
        return self.total < YES * self.answered

    @property
    def level(self) -> int:
        """Step for colours and words: 1 no, 2 partly, 3 mostly, 4 fully."""
        return self.total // self.answered + 1


class Series(NamedTuple):
    """Valid values of a measure within one stretch, oldest first."""

    measure: Measure
    """The measure."""
    points: tuple[Point, ...]
    """The values, each with its session."""

    def index_at(self, session: RatedSession) -> int | None:
        """Return the index of the value at a session, or None if it is not valid there."""
        index = bisect_left(self.points, session.x, key=attrgetter("x"))
        return index if index < len(self.points) and self.points[index].x == session.x else None

    def run_below_yes(self) -> int:
        """Return the index where the present unbroken run below a yes begins; the length without such a run."""
        begin = len(self.points)
        while begin and self.points[begin - 1].below_yes:
            begin -= 1
        return begin


def series_of(stretch: Stretch, measure: Measure) -> Series:
    """Return the valid values of a measure within a stretch."""
    ids, needs, points = measure.question_ids, measure.needs, list[Point]()
    for session in stretch:
        total = answered = 0
        for question in ids:
            score = session.scores.get(question)
            if score is not None:
                total += score
                answered += 1
        if answered >= needs:
            points.append(Point(session, total, answered, answered < len(ids)))
    return Series(measure, tuple(points))


def overall_series_of(stretch: Stretch) -> Series:
    """Return the valid values of all answers together within a stretch."""
    of, needs = len(OVERALL.question_ids), OVERALL.needs
    points = (
        Point(session, sum(session.scores.values()), answered, answered < of)
        for session in stretch
        if (answered := len(session.scores)) >= needs
    )
    return Series(OVERALL, tuple(points))


class Level(NamedTuple):
    """R1 and R10: level of an element lately."""

    word: LevelWord
    """Level in words."""
    low: int | None = None
    """Number of values in the window below a yes; None while it is too early or mostly not sure."""
    of: int | None = None
    """Number of values in the window; None likewise."""
    below_since: date | None = None
    """First session of the present run below a yes, if it may be named."""

    @property
    def is_low(self) -> bool:
        """True if most of the values are below a yes."""
        return self.word in LOW_WORDS


def level_of(series: Series) -> Level:
    """Return the level of a series by R1."""
    window = series.points[-LEVEL_WINDOW:]
    if len(window) < LEVEL_NEEDS:
        return Level("too early")
    low, of = sum(point.below_yes for point in window), len(window)
    word = level_word(low, of)
    begin = series.run_below_yes()
    run = len(series.points) - begin
    named = run > 0 and (word in LOW_WORDS or run >= 2)
    return Level(word, low, of, series.points[begin].day if named else None)


def level_word(low: int, of: int) -> LevelWord:
    """Return R1's word for `low` values below a yes out of `of`."""
    if low == of:
        return "below a yes each time"
    if 2 * low > of:
        return "often below a yes"
    if low >= 2:
        return "mixed"
    return "mostly yes" if low else "yes each time"
