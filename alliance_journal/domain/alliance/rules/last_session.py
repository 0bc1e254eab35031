"""One session compared with the client's usual values, as if it were the latest (R7)."""

from collections.abc import Mapping
from fractions import Fraction
from statistics import median
from typing import Literal, NamedTuple

from alliance_journal.domain.alliance.rule_constants import BROAD_FROM, LEVEL_NEEDS, LEVEL_WINDOW, YES
from alliance_journal.domain.alliance.rules.drops import drop_size
from alliance_journal.domain.alliance.rules.series import Series
from alliance_journal.domain.alliance.session_history import RatedSession

LastWord = Literal["drop", "fell", "as usual"]


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
