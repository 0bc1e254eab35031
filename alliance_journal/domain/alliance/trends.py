"""What may be said about a client's answers, and the exact arithmetic behind it (design: reading.md).

Scores run from 0 (no) to 3 (fully). They are kept as whole sums and counts and become `Fraction`s only inside
the few sessions a rule looks at, so every comparison is exact and a long history stays cheap: it is not even read
further back than a rule looks. Nothing here is stored: every statement is worked out again from the answers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import combinations, islice, takewhile
from math import erfc, lcm, sqrt
from statistics import median, median_high, median_low
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.questions import ELEMENTS, QUESTIONS, Element, Question, questions_of
from alliance_journal.domain.alliance.session_history import Past, RatedSession, Session, Stretch, past_of
from alliance_journal.domain.journal import Entry, session_order

# The constants of reading.md, section 4. Design choices tuned by simulation; not settings.
YES: Final = 2
YES_TO_MOST: Final = 5
STILL_OPEN_TO_MOST: Final = 4
LATELY: Final = 5
LEVEL_NEEDS: Final = 3
DROP_NEEDS: Final = 3
DROP_LOOKS_BACK: Final = 5
ELEMENT_DROP: Final = Fraction(3, 2)
OVERALL_DROP: Final = Fraction(3, 4)
RECOVERY_LOOKS_AHEAD: Final = 3
DIRECTION_NEEDS: Final = 8
DIRECTION_LOOKS_BACK: Final = 12
DIRECTION_P: Final = 0.05
ELEMENT_CHANGE: Final = Fraction(1)
OVERALL_CHANGE: Final = Fraction(1, 2)
STEADY_WITHOUT_DROP: Final = 3
LOWEST_BY: Final = Fraction(1, 2)
OVERALL_NEEDS: Final = 5

LevelWord = Literal["too early", "mostly yes", "mixed", "often below a yes"]
DirectionWord = Literal[
    "too early", "same every time", "no clear direction", "lower than it was", "higher than it was"
]
YesWord = Literal["yes to most", "not yes to most this time", "not decided"]

LOWER: Final[DirectionWord] = "lower than it was"
HIGHER: Final[DirectionWord] = "higher than it was"
TOO_EARLY_AFTER: Final = "too early to say"
STAYED_LOWER: Final = "has stayed lower since"


class Point(NamedTuple):
    """A valid score of one session: `total` over `answered` scored questions."""

    session: str
    x: int
    day: date
    total: int
    answered: int
    partial: bool

    @property
    def value(self) -> Fraction:
        """The score, 0 to 3."""
        return Fraction(self.total, self.answered)

    @property
    def below_yes(self) -> bool:
        """Whether the score is below "mostly"."""
        return self.total < YES * self.answered

    @property
    def level(self) -> int:
        """The level as a step for colours and words: 1 no, 2 partly, 3 mostly, 4 fully."""
        return self.total // self.answered + 1


class YesToMost(NamedTuple):
    """R0, for one session or call: how many of the nine article questions are a yes, and how many are open."""

    word: YesWord
    yes: int
    open: int
    day: date
    open_questions: tuple[Question, ...] = ()


class Level(NamedTuple):
    """R1: how an element feels lately. Numbers are None while it is too early."""

    word: LevelWord
    low: int | None = None
    of: int | None = None
    below_since: date | None = None


class Direction(NamedTuple):
    """R4: whether a series goes anywhere. Slope is per session; change is over the whole window."""

    word: DirectionWord
    n: int
    s: int | None = None
    v: Fraction | None = None
    z: float | None = None
    p: float | None = None
    slope: Fraction | None = None
    change: Fraction | None = None


class Drop(NamedTuple):
    """R2 and R3: a session clearly lower than the client's own usual, and what came after.

    `after` is R3's word on the next three valid sessions; `came_back_later` says that it is not so any more.
    """

    session: str
    x: int
    day: date
    size: Fraction
    after: str
    still_yes: bool = False
    came_back_later: bool = False


class Series:
    """The valid scores of some questions within one stretch.

    They are worked out from the newest backwards and no further than somebody asks, so that what is said of
    today costs the same after five sessions and after five thousand.
    """

    def __init__(self, stretch: Stretch, questions: Sequence[Question], needs: int) -> None:
        self._stretch = stretch
        self._ids = [question.id for question in questions]
        self._needs = needs
        self._seen = 0
        self._points: list[Point] = []
        self._sessions: list[RatedSession] = []

    def newest(self, since: date = date.min) -> Iterator[Point]:
        """The points, newest first, without those before a day."""
        at = 0
        while (at < len(self._points) or self._go_back(since)) and self._points[at].day >= since:
            yield self._points[at]
            at += 1

    def latest(self, count: int) -> list[Point]:
        """The last points, up to `count`, oldest first."""
        return list(islice(self.newest(), count))[::-1]

    def _go_back(self, since: date = date.min) -> bool:
        """Work out one point more; False at the beginning of the stretch, or where the sessions are older."""
        ids, needs = self._ids, self._needs
        while (session := self._stretch.at(self._seen)) is not None and session.day >= since:
            self._seen += 1
            found = session.scores
            scores = [found[i] for i in ids if i in found]
            if len(scores) >= needs:
                partial = len(scores) < len(ids)
                self._points.append(Point(session.id, session.x, session.day, sum(scores), len(scores), partial))
                self._sessions.append(session)
                return True
        return False

    def drops(
        self, least: Fraction, *, may_still_be_yes: bool, among: int | None = None, since: date = date.min
    ) -> Iterator[Drop]:
        """R2 with R3, newest first; among the last so many valid sessions, or those since a day, where given."""
        for at, point in enumerate(islice(self.newest(since), among)):
            if point.below_yes or may_still_be_yes:
                size = self._usual_minus(at)
                if size is not None and size >= least:
                    still_yes = all(score >= YES for score in self._sessions[at].scores.values())
                    after = self._after(at, size)
                    later = after == STAYED_LOWER and self._came_back_later(at, size)
                    yield Drop(point.session, point.x, point.day, size, after, still_yes, later)

    def _usual_minus(self, at: int) -> Fraction | None:
        """How far a session lies below each one it can be compared with: the median, or None.

        None when there are too few to compare with, or when one of them was not higher.
        """
        here = self._sessions[at].scores
        differences: list[Fraction] = []
        earlier_at = at + 1
        while len(differences) < DROP_LOOKS_BACK and (earlier_at < len(self._points) or self._go_back()):
            earlier = self._sessions[earlier_at].scores
            earlier_at += 1
            shared = [earlier[i] - here[i] for i in self._ids if i in here and i in earlier]
            if len(shared) < self._needs:
                continue
            if sum(shared) <= 0:
                return None
            differences.append(Fraction(sum(shared), len(shared)))
        return median(differences) if len(differences) >= DROP_NEEDS else None

    def _came_back_later(self, at: int, size: Fraction) -> bool:
        """Whether a drop that stayed lower for R3's sessions was made up for in a later one of the stretch."""
        halfway = self._points[at].value + size / 2
        return any(point.value >= halfway for point in self._points[: max(0, at - RECOVERY_LOOKS_AHEAD)])

    def _after(self, at: int, size: Fraction) -> str:
        """R3: what came after the drop of `size`, within the stretch."""
        halfway = self._points[at].value + size / 2
        following = self._points[max(0, at - RECOVERY_LOOKS_AHEAD) : at][::-1]
        for count, point in enumerate(following, start=1):
            if point.value >= halfway:
                return "came back the next session" if count == 1 else f"came back after {count} sessions"
        return STAYED_LOWER if len(following) == RECOVERY_LOOKS_AHEAD else TOO_EARLY_AFTER


class EverySeries:
    """The valid scores of some questions in all stretches, the earlier ones only once somebody asks for them."""

    def __init__(self, past: Past, questions: Sequence[Question], needs: int) -> None:
        self._past, self._questions, self._needs = past, questions, needs
        self._series = {0: Series(Stretch(past), questions, needs)}

    @property
    def present(self) -> Series:
        """Those of the present stretch."""
        return self._series[0]

    def newest(self, since: date = date.min) -> Iterator[Series]:
        """Those of each stretch, newest first, without the stretches that ended before a day."""
        for stretch in self._past.stretches(since):
            if stretch.number not in self._series:
                self._series[stretch.number] = Series(stretch, self._questions, self._needs)
            yield self._series[stretch.number]


@dataclass(frozen=True)
class ElementReading:
    """Everything that may be said of one element with one therapist.

    Level, direction and steadiness look at the last sessions of the present stretch; points and drops are worked
    out, and the sessions read, as far back as they are asked for.
    """

    element: Element
    level: Level
    direction: Direction
    steady: bool
    series: EverySeries = field(repr=False, compare=False)

    @property
    def points(self) -> tuple[Point, ...]:
        """All valid scores, oldest first."""
        return self.points_since(date.min)

    def points_since(self, day: date) -> tuple[Point, ...]:
        """The valid scores from a day on, oldest first."""
        return tuple(self._newest_points(day))[::-1]

    def latest_points(self, count: int) -> tuple[Point, ...]:
        """The last valid scores, up to `count`, oldest first."""
        return tuple(islice(self._newest_points(), count))[::-1]

    def _newest_points(self, since: date = date.min) -> Iterator[Point]:
        return (point for series in self.series.newest(since) for point in series.newest(since))

    @cached_property
    def drop(self) -> Drop | None:
        """The latest drop of the present stretch."""
        return next(self.series.present.drops(ELEMENT_DROP, may_still_be_yes=False), None)

    @property
    def drops(self) -> tuple[Drop, ...]:
        """Every drop of the history, oldest first."""
        return self.drops_since(date.min)

    def drops_since(self, day: date) -> tuple[Drop, ...]:
        """Every drop from a day on, oldest first."""
        found = (
            series.drops(ELEMENT_DROP, may_still_be_yes=False, since=day) for series in self.series.newest(day)
        )
        return tuple(drop for drops in found for drop in drops)[::-1]

    @cached_property
    def lately(self) -> Fraction | None:
        """The middle of the scores the level speaks of; None while it is too early."""
        if self.level.of is None:
            return None
        return median([point.value for point in self.series.present.latest(self.level.of)])


@dataclass(frozen=True)
class OverallReading:
    """R2, R4 and R5 over all answers of a session together. Its score is never shown as a number."""

    direction: Direction
    steady: bool
    series: Series = field(repr=False, compare=False)

    @cached_property
    def drop(self) -> Drop | None:
        """The latest drop of the present stretch."""
        return next(self.series.drops(OVERALL_DROP, may_still_be_yes=True), None)


class MarkedTension(NamedTuple):
    """A session the client marked as tense, and the session where it was talked through, if it was."""

    session: str
    x: int
    day: date
    words: str = ""
    through_x: int | None = None
    through_day: date | None = None
    outcome: str = ""


class Reading(NamedTuple):
    """The reading of one therapist's sessions."""

    past: Past
    yes_to_most: YesToMost | None
    overall: OverallReading
    elements: tuple[ElementReading, ...]
    lowest: str | None
    tensions: tuple[MarkedTension, ...] = ()

    @property
    def sessions(self) -> int:
        """How many sessions there are, with answers or without."""
        return self.past.sessions

    def tension_at(self, session: str) -> MarkedTension | None:
        """The tension marked at a session."""
        return next((tension for tension in self.tensions if tension.session == session), None)

    def of(self, element: str) -> ElementReading:
        """The reading of one element.

        Raises:
            KeyError: when the element is not shown (room to disagree, while it is off).
        """
        for found in self.elements:
            if found.element.id == element:
                return found
        raise KeyError(element)


def read(entries: Iterable[Entry], *, with_tension: bool = False) -> Reading:
    """Read the sessions of one therapist, all of them at hand; `read_past` says more.

    Args:
        entries: this therapist's entries; anything but sessions is left out.
        with_tension: whether the optional element "room to disagree" is on.
    """
    sessions = sorted((e for e in entries if e.kind == "session"), key=session_order)
    past = past_of([Session(entry.id, entry.date, scored(entry)) for entry in sessions])
    return read_past(past, marked_tensions(sessions), with_tension=with_tension)


def read_past(past: Past, tensions: tuple[MarkedTension, ...] = (), *, with_tension: bool = False) -> Reading:
    """Read the sessions of one therapist (reading.md, sections 3 and 4), no further back than a rule looks.

    Args:
        past: this therapist's sessions.
        tensions: the tensions marked at them, oldest first.
        with_tension: whether the optional element "room to disagree" is on.
    """
    shown = [element for element in ELEMENTS if with_tension or element.id != "tension"]
    elements = tuple(_read_element(element, past) for element in shown)
    latest = past.rated_at(0)
    return Reading(
        past,
        yes_to_most=yes_of(latest.scores, latest.day) if latest else None,
        overall=_read_overall(past),
        elements=elements,
        lowest=lowest_lately(elements),
        tensions=tensions,
    )


def marked_tensions(sessions: Sequence[Entry]) -> tuple[MarkedTension, ...]:
    """The tensions marked in these sessions, which are in their order."""
    places = {entry.id: (x, entry.date) for x, entry in enumerate(sessions, start=1)}
    found = []
    for entry in sessions:
        if entry.tension:
            x, day = places[entry.id]
            through = places.get(entry.tension.talked_through_in or "", (None, None))
            found.append(
                MarkedTension(entry.id, x, day, entry.tension.words, *through)._replace(
                    outcome=entry.tension.outcome
                )
            )
    return tuple(found)


def scored(entry: Entry) -> dict[str, int]:
    """The scored answers of an entry, by question id."""
    return {given.question: score for given in entry.answers if (score := given.answer.score) is not None}


def yes_to_most(entry: Entry) -> YesToMost:
    """R0 of one session or consultation call."""
    return yes_of(scored(entry), entry.date)


def yes_of(scores: Mapping[str, int], day: date) -> YesToMost:
    """R0 of the scored answers of one session or call."""
    article = [question for question in QUESTIONS if question.from_article]
    yes = sum(scores.get(question.id, 0) >= YES for question in article)
    open_questions = tuple(question for question in article if question.id not in scores)
    word: YesWord
    if yes >= YES_TO_MOST:
        word = "yes to most"
    elif yes + len(open_questions) <= STILL_OPEN_TO_MOST:
        word = "not yes to most this time"
    else:
        word = "not decided"
    return YesToMost(word, yes, len(open_questions), day, open_questions)


def half_of(questions: Sequence[Question]) -> int:
    """How many of an element's questions must be scored: half of them, rounded up."""
    return (len(questions) + 1) // 2


def level(series: Series) -> Level:
    """R1."""
    lately = series.latest(LATELY)
    if len(lately) < LEVEL_NEEDS:
        return Level("too early")
    low = sum(point.below_yes for point in lately)
    word: LevelWord
    if 2 * low > len(lately):
        word = "often below a yes"
    elif low >= 2:
        word = "mixed"
    else:
        word = "mostly yes"
    since = None
    for point in takewhile(lambda point: point.below_yes, series.newest()):
        since = point.day
    return Level(word, low, len(lately), since)


def direction(series: Series, least_change: Fraction) -> Direction:
    """R4: Mann–Kendall for the sign, Theil–Sen for the size."""
    window = series.latest(DIRECTION_LOOKS_BACK)
    if len(window) < DIRECTION_NEEDS:
        return Direction("too early", len(window))
    return direction_of([p.x for p in window], [p.value for p in window], least_change)


def direction_of(xs: Sequence[int], ys: Sequence[Fraction], least_change: Fraction) -> Direction:
    """The arithmetic of R4 on bare numbers, without its minimum and its window."""
    n = len(ys)
    # Whole numbers of a common part of them are as exact as fractions, and many times as quick.
    parts = lcm(*(y.denominator for y in ys))
    points = [(x, y.numerator * (parts // y.denominator)) for x, y in zip(xs, ys, strict=True)]
    pairs = list(combinations(points, 2))
    s = sum((later > earlier) - (later < earlier) for (_, earlier), (_, later) in pairs)
    counts = Counter(y for _, y in points)
    v = Fraction(n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in counts.values()), 18)
    steps = lcm(*{b - a for (a, _), (b, _) in pairs})
    slopes = [(later - earlier) * (steps // (b - a)) for (a, earlier), (b, later) in pairs]
    slope = Fraction(median_low(slopes) + median_high(slopes), 2 * steps * parts)
    change = slope * (xs[-1] - xs[0])
    if v == 0:
        return Direction("same every time", n, s, v, None, None, slope, change)
    z = (s - (s > 0) + (s < 0)) / sqrt(v)
    p = erfc(abs(z) / sqrt(2))
    word: DirectionWord = "no clear direction"
    if p < DIRECTION_P and abs(change) >= least_change:
        word = LOWER if change < 0 else HIGHER
    return Direction(word, n, s, v, z, p, slope, change)


def is_steady(series: Series, going: Direction, least_drop: Fraction, spread: Fraction, *, overall: bool) -> bool:
    """R5: enough answers, little spread, no recent drop and no direction."""
    values = [point.value for point in series.latest(DIRECTION_LOOKS_BACK)]
    if len(values) < DIRECTION_NEEDS or going.word in (LOWER, HIGHER) or max(values) - min(values) > spread:
        return False
    return not any(series.drops(least_drop, may_still_be_yes=overall, among=STEADY_WITHOUT_DROP))


def lowest_lately(elements: Iterable[ElementReading]) -> str | None:
    """R6: the one element that stands out below the others, or None.

    Only elements that R1 speaks of take part; where two share the lowest place, none stands alone.
    """
    medians = {reading.element.id: reading.lately for reading in elements if reading.lately is not None}
    for element, value in medians.items():
        others = [other for id_, other in medians.items() if id_ != element]
        if others and value < min(others) and median(others) - value >= LOWEST_BY:
            return element
    return None


def _read_element(element: Element, past: Past) -> ElementReading:
    questions = questions_of(element.id)
    series = EverySeries(past, questions, half_of(questions))
    going = direction(series.present, ELEMENT_CHANGE)
    steady = is_steady(series.present, going, ELEMENT_DROP, ELEMENT_CHANGE, overall=False)
    return ElementReading(element, level(series.present), going, steady, series)


def _read_overall(past: Past) -> OverallReading:
    series = Series(Stretch(past), QUESTIONS, OVERALL_NEEDS)
    going = direction(series, OVERALL_CHANGE)
    steady = is_steady(series, going, OVERALL_DROP, OVERALL_CHANGE, overall=True)
    return OverallReading(going, steady, series)
