"""Drops below the client's own usual (R2), the sessions after them (R3), and the drop that is shown (R8)."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.rule_constants import (
    DROP_NEEDS,
    DROP_WINDOW,
    RECOVERY_WINDOW,
    SHOWN_DROP_WINDOW,
    YES,
)
from alliance_journal.domain.alliance.rules.series import Point, Series

Recovery = Literal[
    "came back the next session",
    "came back after 2 sessions",
    "came back after 3 sessions",
    "came back later",
    "came part of the way back",
    "has stayed lower since",
    "too early to say",
]
_CAME_BACK: Final[tuple[Recovery, ...]] = (
    "came back the next session",
    "came back after 2 sessions",
    "came back after 3 sessions",
)


class Drop(NamedTuple):
    """A session clearly lower than the client's own usual, and the recovery after it."""

    session: str
    """Identifier of the session's entry."""
    x: int
    """Place of the session, from 1."""
    day: date
    """Date of the session."""
    size: Fraction
    """Median of the differences to the sessions before (D)."""
    after: Recovery
    """Recovery after it, by R3."""


def drop_size(series: Series, index: int) -> Fraction | None:
    """Return the distance of the session at `index` below the client's usual, or None if it is no drop (R2)."""
    measure, point = series.measure, series.points[index]
    if not (point.below_yes or measure.may_still_be_yes):
        return None
    here = point.rated.scores
    differences: list[Fraction] = []
    for earlier_index in range(index - 1, -1, -1):
        earlier = series.points[earlier_index].rated.scores
        shared = [earlier[i] - here[i] for i in measure.question_ids if i in here and i in earlier]
        if len(shared) < measure.needs:
            continue
        if sum(shared) <= 0:
            return None
        differences.append(Fraction(sum(shared), len(shared)))
        if len(differences) == DROP_WINDOW:
            break
    if len(differences) < DROP_NEEDS:
        return None
    size = median(differences)
    return size if size >= measure.drop else None


def recovery(series: Series, index: int, size: Fraction) -> Recovery:
    """Return the recovery after the drop of `size` at `index`, within the stretch (R3)."""
    halfway = series.points[index].value + size / 2
    back = max(halfway, Fraction(YES))
    part = min(halfway, Fraction(YES))
    later = series.points[index + 1 :]
    following = later[:RECOVERY_WINDOW]
    for word, point in zip(_CAME_BACK, following, strict=False):
        if _reaches(point, back):
            return word
    if any(_reaches(point, back) for point in later[RECOVERY_WINDOW:]):
        return "came back later"
    if any(_reaches(point, part) for point in (*following, *later[-1:])):
        return "came part of the way back"
    return "has stayed lower since" if len(following) == RECOVERY_WINDOW else "too early to say"


def _reaches(point: Point, value: Fraction) -> bool:
    """Return True if the point's value is at least `value`; in integers, which are faster for long runs."""
    return point.total * value.denominator >= value.numerator * point.answered


def drop_at(series: Series, index: int) -> Drop | None:
    """Return the drop at `index`, or None if there is none."""
    size = drop_size(series, index)
    if size is None:
        return None
    point = series.points[index]
    return Drop(point.session, point.x, point.day, size, recovery(series, index, size))


def had_drop(series: Series, last: int) -> bool:
    """Return True if one of the last valid sessions was a drop."""
    count = len(series.points)
    return any(drop_size(series, index) is not None for index in range(max(0, count - last), count))


def drops_since(series: Series, day: date) -> Iterator[Drop]:
    """Yield every drop from a day on, oldest first."""
    for index, point in enumerate(series.points):
        if point.day >= day and (found := drop_at(series, index)):
            yield found


def shown_drop(series: Series) -> Drop | None:
    """Return the drop that is shown (R8).

    While the last value is below a yes, this is the earliest drop of the present run below a yes; else the latest
    drop among the last valid sessions.
    """
    count = len(series.points)
    begin = series.run_below_yes()
    latest_first = range(count - 1, max(-1, count - 1 - SHOWN_DROP_WINDOW), -1)
    places = range(begin, count) if begin < count else latest_first
    return next((found for index in places if (found := drop_at(series, index))), None)
