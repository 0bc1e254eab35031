"""The rules R0 to R10, one plain function each, on the rated sessions of one stretch."""

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Final

from tests.domain.alliance.plain_sessions import (
    ARTICLE,
    NOT_SURE,
    OVERALL,
    YES,
    Measure,
    Place,
    PlainSession,
    element_measure,
    is_answered,
    median,
    scored,
    value,
)

LOW_WORDS: Final = ("below a yes each time", "often below a yes")
GOOD_WORDS: Final = ("yes each time", "mostly yes")
NO_LEVEL: Final = ("too early", "mostly not sure")
LOWER: Final = "lower than it was"
HIGHER: Final = "higher than it was"
NO_DIRECTION: Final = "no clear direction"
SAME: Final = "same every time"
TOO_EARLY: Final = "too early"


def yes_to_most(answers: dict[str, str]) -> dict[str, Any]:
    """R0 of the answers of one session or of one call."""
    # Reading: "U = unscored of the nine" counts "not sure", "did not come up" and skipped ones, as the table of
    # answers calls all three unscored.
    points = scored(PlainSession("", date.min, "", answers), ARTICLE)
    yes = len([score for score in points.values() if score >= YES])
    unscored = len(ARTICLE) - len(points)
    if yes >= 5:
        word = "yes to most"
    elif yes + unscored <= 4:
        word = "not yes to most"
    else:
        word = "open"
    return {"word": word, "yes": yes, "open": unscored}


def valid(stretch: list[Place], measure: Measure) -> list[tuple[int, Fraction]]:
    """The valid values of a stretch, oldest first, each with the index of its session in the stretch."""
    found = []
    for index, place in enumerate(stretch):
        here = value(place.session, measure)
        if here is not None:
            found.append((index, here))
    return found


def present_run(stretch: list[Place], measure: Measure) -> list[int]:
    """Indexes of the present unbroken run of valid values below a yes, oldest first; empty after a yes."""
    run: list[int] = []
    for index, here in reversed(valid(stretch, measure)):
        if here >= YES:
            break
        run.insert(0, index)
    return run


def level(stretch: list[Place], measure: Measure) -> dict[str, Any]:
    """R1, without R10."""
    window = [here for _, here in valid(stretch, measure)][-5:]
    if len(window) < 3:
        # Reading: "Numbers that a rule does not reach (n too small) are null", so the counts are null here.
        return {"word": TOO_EARLY, "low": None, "of": None, "below_since": None}
    low = len([here for here in window if here < YES])
    if low == len(window):
        word = "below a yes each time"
    elif 2 * low > len(window):
        word = "often below a yes"
    elif low >= 2:
        word = "mixed"
    elif low == 1:
        word = "mostly yes"
    else:
        word = "yes each time"
    run = present_run(stretch, measure)
    since = None
    # Reading: a run of one session has a date when the element is low, exactly as the sentence says it.
    if run and (word in LOW_WORDS or len(run) >= 2):
        since = stretch[run[0]].session.date
    return {"word": word, "low": low, "of": len(window), "below_since": since}


def unsure_window(places: list[Place]) -> list[PlainSession]:
    """The sessions R10 looks at: the last up to 5 answered ones, whatever the stretch; none under 3."""
    window = [place.session for place in places if is_answered(place.session)][-5:]
    return window if len(window) >= 3 else []


def mostly_not_sure(places: list[Place], element: str) -> bool:
    """R10 of one element."""
    measure = element_measure(element)
    answers = []
    valid_ones = 0
    for session in unsure_window(places):
        # Reading: "answers given" are all but the skipped ones, so "did not come up" counts as one of them.
        answers += [word for question, word in session.given.items() if question in measure.questions]
        if value(session, measure) is not None:
            valid_ones += 1
    return 2 * answers.count(NOT_SURE) > len(answers) and valid_ones < 3


def differences(stretch: list[Place], index: int, measure: Measure) -> list[Fraction]:
    """The d_p of R2, newest session first; fewer than 3 are too few."""
    now = scored(stretch[index].session, measure.questions)
    found: list[Fraction] = []
    for place in reversed(stretch[:index]):
        before = scored(place.session, measure.questions)
        shared = [question for question in now if question in before]
        # Reading: the last 5 sessions among those that share enough, however far back in the stretch they lie.
        if len(shared) >= measure.enough:
            found.append(Fraction(sum(before[q] - now[q] for q in shared), len(shared)))
        if len(found) == 5:
            break
    return found


def drop_at(stretch: list[Place], index: int, measure: Measure) -> Fraction | None:
    """R2: the size D of the drop at a session of the stretch, or None where there is none."""
    found = differences(stretch, index, measure)
    if len(found) < 3:
        return None
    size = median(found)
    if size < measure.drop or min(found) <= 0:
        return None
    if measure.drop_is_below_a_yes:
        # Reading: E_s is the mean of all scored answers at s, also of those that no earlier session shares.
        here = value(stretch[index].session, measure)
        if here is None or here >= YES:
            return None
    return size


def recovery(stretch: list[Place], index: int, size: Fraction, measure: Measure) -> str:
    """R3: what came after the drop at a session of the stretch."""
    start = value(stretch[index].session, measure)
    assert start is not None
    halfway = start + size / 2
    later = [here for at, here in valid(stretch, measure) if at > index]
    back = [here >= halfway and here >= YES for here in later]
    for number, is_back in enumerate(back[:3], start=1):
        if is_back:
            return "came back the next session" if number == 1 else f"came back after {number} sessions"
    if any(back):
        return "came back later"
    # Reading: taken as written for O too, where "a yes, but not both" holds of an O that was a yes at the drop
    # itself and did not move since.
    if any((here >= halfway) != (here >= YES) for here in later[:3] + later[-1:]):
        return "came part of the way back"
    return "has stayed lower since" if len(later) >= 3 else "too early to say"


def told_drop(stretch: list[Place], measure: Measure) -> dict[str, Any] | None:
    """R8: the one drop that is told, with R3's word."""
    points = valid(stretch, measure)
    if not points:
        return None
    chosen = None
    if points[-1][1] < YES:
        for index in reversed(present_run(stretch, measure)):
            if drop_at(stretch, index, measure) is not None:
                chosen = index
    else:
        for index, _ in points[-12:]:
            if drop_at(stretch, index, measure) is not None:
                chosen = index
    if chosen is None:
        return None
    size = drop_at(stretch, chosen, measure)
    assert size is not None
    return {
        "date": stretch[chosen].session.date,
        "size": size,
        "after": recovery(stretch, chosen, size, measure),
    }


def dropped_lately(stretch: list[Place], measure: Measure) -> bool:
    """Return whether one of the last 3 valid sessions was a drop."""
    return any(drop_at(stretch, index, measure) is not None for index, _ in valid(stretch, measure)[-3:])


def sign(number: Fraction | int) -> int:
    return (number > 0) - (number < 0)


def mann_kendall(points: list[tuple[int, Fraction]]) -> dict[str, Any]:
    """S, V, Z, p, the Theil–Sen slope b and the change C of points (x, y)."""
    n = len(points)
    # Every y, and every slope between two points, is a whole number of these units: whole numbers are exact as
    # fractions are, and compared faster.
    unit = math.lcm(*(y.denominator for _, y in points))
    whole = [(x, int(y * unit)) for x, y in points]
    pairs = [(whole[i], whole[j]) for i in range(n) for j in range(i + 1, n)]
    slope_unit = math.lcm(*{second[0] - first[0] for first, second in pairs})
    s = sum(sign(second[1] - first[1]) for first, second in pairs)
    ties = [[y for _, y in whole].count(tied) for tied in {y for _, y in whole}]
    v = Fraction(n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties), 18)
    slopes = [(second[1] - first[1]) * (slope_unit // (second[0] - first[0])) for first, second in pairs]
    slope = median(slopes) / (unit * slope_unit)
    change = slope * (points[-1][0] - points[0][0])
    # Reading: Z and p are null where V = 0, as the dashes of the worked example say.
    z = None if v == 0 else (s - sign(s)) / math.sqrt(v)
    p = None if z is None else math.erfc(abs(z) / math.sqrt(2))
    return {"s": s, "v": v, "z": z, "p": p, "slope": slope, "change": change, "n": n}


@cache
def direction_over(points: tuple[tuple[int, Fraction], ...], below: float, change: Fraction) -> dict[str, Any]:
    """The word and the numbers of one window of points."""
    numbers = mann_kendall(list(points))
    if numbers["v"] == 0:
        word = SAME
    elif numbers["p"] < below and abs(numbers["change"]) >= change:
        word = LOWER if numbers["change"] < 0 else HIGHER
    else:
        word = NO_DIRECTION
    kept = {name: numbers[name] for name in ("s", "z", "p", "slope", "change")}
    return {"word": word, "window": numbers["n"], **kept}


def points_of(stretch: list[Place], measure: Measure) -> list[tuple[int, Fraction]]:
    """The valid points (x, y) of a stretch; x is the place in the whole list of sessions."""
    return [(stretch[index].x, here) for index, here in valid(stretch, measure)]


def short_direction(stretch: list[Place], measure: Measure) -> dict[str, Any]:
    """R4."""
    points = points_of(stretch, measure)
    if len(points) < 8:
        empty = {name: None for name in ("s", "z", "p", "slope", "change")}
        return {"word": TOO_EARLY, "window": len(points), **empty}
    return direction_over(tuple(points[-12:]), 0.05, measure.change)


def long_direction(stretch: list[Place], measure: Measure) -> dict[str, Any] | None:
    """R4L's arithmetic, whatever R4 says; None where it names no direction or has fewer than 16 points."""
    points = points_of(stretch, measure)
    if len(points) < 16:
        return None
    found = direction_over(tuple(points[-40:]), 0.01, measure.change)
    return found if found["word"] in (LOWER, HIGHER) else None


def direction(stretch: list[Place], measure: Measure) -> dict[str, Any]:
    """R4, or R4L where only that names a direction: the word and the numbers of one and the same window."""
    short = short_direction(stretch, measure)
    if short["word"] in (NO_DIRECTION, SAME):
        return long_direction(stretch, measure) or short
    return short


def overall_span(stretch: list[Place]) -> int:
    """The number of sessions in the sentence on all answers taken together."""
    # Reading: R4L's arithmetic is done for this sentence also where R4 names a direction. `window` in the JSON
    # stays R4's. The span is the number of valid points, not the distance in x.
    short = direction(stretch, OVERALL)
    long = long_direction(stretch, OVERALL)
    if long is not None and long["word"] == short["word"]:
        return int(long["window"])
    return int(short["window"])


def is_still(stretch: list[Place], measure: Measure, told: str) -> bool:
    """The part of R5 that elements and the overall value share; `told` is the word of R4 or R4L."""
    points = points_of(stretch, measure)[-12:]
    if len(points) < 8:
        return False
    if max(y for _, y in points) - min(y for _, y in points) > measure.spread:
        return False
    # Reading: "R4 and R4L name no direction" is asked of the word that is told; C is that of R4's window.
    if told in (LOWER, HIGHER) or dropped_lately(stretch, measure):
        return False
    return bool(abs(short_direction(stretch, measure)["change"]) < measure.still)


@dataclass(frozen=True)
class AtSession:
    """R7 at one session of a stretch."""

    words: dict[str, str]
    """Element to "drop", "fell" or "as usual", for each element that is seen there."""
    usual: dict[str, Fraction]
    answered: list[str]
    """Elements with a valid value there."""
    overall: str | None
    broad: bool

    @property
    def dropped(self) -> list[str]:
        return [element for element, word in self.words.items() if word == "drop"]

    @property
    def lower(self) -> list[str]:
        """Elements with "drop" or "fell"."""
        return [element for element, word in self.words.items() if word in ("drop", "fell")]


def at_session(stretch: list[Place], index: int, elements: list[str]) -> AtSession:
    """R7 as if a session of the stretch were the latest rated one."""
    words: dict[str, str] = {}
    usual: dict[str, Fraction] = {}
    answered: list[str] = []
    for element in elements:
        measure = element_measure(element)
        here = value(stretch[index].session, measure)
        before = [earlier for _, earlier in valid(stretch[:index], measure)]
        if here is None:
            continue
        answered.append(element)
        if len(before) < 3:
            continue
        usual[element] = median(before[-5:])
        if drop_at(stretch, index, measure) is not None:
            words[element] = "drop"
        elif here < YES and usual[element] >= YES:
            words[element] = "fell"
        else:
            words[element] = "as usual"
    overall = None
    overall_drop = drop_at(stretch, index, OVERALL) is not None
    if value(stretch[index].session, OVERALL) is not None and len(valid(stretch[:index], OVERALL)) >= 3:
        overall = "drop" if overall_drop else "as usual"
    lower = len([word for word in words.values() if word != "as usual"])
    many = lower >= max(3, (len(words) + 1) // 2)
    together = overall_drop and 2 * lower >= len(words)
    return AtSession(words, usual, answered, overall, bool(words) and (many or together))
