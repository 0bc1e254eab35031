"""The whole reading of one therapist's sessions: a second implementation, written from the rules alone.

Nothing here is shared with the application but its table of questions and elements. It is slow on purpose.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from alliance_journal.domain.alliance.questions import ELEMENT
from tests.domain.alliance.plain_arithmetic import (
    GOOD_WORDS,
    LOW_WORDS,
    LOWER,
    NO_LEVEL,
    AtSession,
    at_session,
    direction,
    dropped_lately,
    is_still,
    level,
    mostly_not_sure,
    told_drop,
    valid,
    yes_to_most,
)
from tests.domain.alliance.plain_sessions import (
    OVERALL,
    YES,
    Place,
    PlainSession,
    element_measure,
    elements_of,
    in_order,
    is_answered,
    is_partial,
    is_rated,
    median,
    stretches,
    value,
)
from tests.domain.alliance.plain_statements import Facts, Statement, statements, yes_and_early

__all__ = ["PlainSession", "read", "read_call"]

GAP = Fraction(1, 2)


def points(places: list[Place], element: str) -> list[dict[str, Any]]:
    """Every valid value of an element."""
    # Reading: of the whole list of sessions, not only of the present stretch.
    measure = element_measure(element)
    found = []
    for place in places:
        here = value(place.session, measure)
        if here is not None:
            partial = is_partial(place.session, measure)
            found.append({"x": place.x, "date": place.session.date, "score": here, "partial": partial})
    return found


def steady(stretch: list[Place], element: str, found: dict[str, Any], overall: str) -> str | None:
    """R5 of one element; `overall` is the word of the overall direction."""
    word = found["level"]["word"]
    if word in NO_LEVEL or found["last"] == "fell":
        return None
    if not is_still(stretch, element_measure(element), found["direction"]["word"]):
        return None
    if word in LOW_WORDS:
        return "about the same"
    return None if overall == LOWER else "steady"


def read_element(
    places: list[Place], stretch: list[Place], element: str, at: AtSession | None, overall: str
) -> dict[str, Any]:
    """One element, as in the JSON; `overall` is the word of the overall direction."""
    measure = element_measure(element)
    here = level(stretch, measure)
    if mostly_not_sure(places, element):
        # Reading: R1's counts do not go with this word, so they are null. Direction, drop, `last` and `usual`
        # stay what the rules say of the stretch.
        here = {"word": "mostly not sure", "low": None, "of": None, "below_since": None}
    found = {
        "id": element,
        "label": ELEMENT[element].label,
        "points": points(places, element),
        "level": here,
        "last": at.words.get(element) if at else None,
        "usual": at.usual.get(element) if at else None,
        "direction": direction(stretch, measure),
        "drop": told_drop(stretch, measure),
    }
    return found | {"steady": steady(stretch, element, found, overall)}


def good_order(stretch: list[Place], elements: list[str], found: dict[str, dict[str, Any]]) -> list[str]:
    """Elements in R9's order; they are given in that of the table."""

    def place(element: str) -> tuple[bool, bool, Fraction]:
        window = [here for _, here in valid(stretch, element_measure(element))][-5:]
        return (
            found[element]["level"]["word"] != "yes each time",
            found[element]["steady"] != "steady",
            -Fraction(sum(window), len(window)),
        )

    return sorted(elements, key=place)


def good_elements(stretch: list[Place], elements: list[str], found: dict[str, dict[str, Any]]) -> list[str]:
    """R9, in its order."""
    names = []
    for element in elements:
        measure = element_measure(element)
        is_good = (
            found[element]["level"]["word"] in GOOD_WORDS
            and valid(stretch, measure)[-1][1] >= YES
            and not dropped_lately(stretch, measure)
            and found[element]["direction"]["word"] != LOWER
        )
        if is_good:
            names.append(element)
    return good_order(stretch, names, found)


def good_before(before: list[Place], elements: list[str]) -> list[str]:
    """The elements that were a yes each time at the end of the stretch before a break, in R9's order."""
    # Reading: R10 looks at the present only and is left out here. Saying "a yes each time" calls an element good,
    # so R9's direction counts; a drop cannot be among five values that are a yes.
    if not before:
        return []
    at = at_session(before, len(before) - 1, elements)
    together = direction(before, OVERALL)["word"]
    found = {element: read_element([], before, element, at, together) for element in elements}
    kept = [
        element
        for element in elements
        if found[element]["level"]["word"] == "yes each time" and found[element]["direction"]["word"] != LOWER
    ]
    return good_order(before, kept, found)


def lowest(stretch: list[Place], elements: list[str], found: dict[str, dict[str, Any]]) -> str | None:
    """R6."""
    # Reading: among the elements with a level (so with 3 valid values of the stretch, and not "mostly not sure").
    # Of several that may be named, the lowest; where several share the lowest place, none stands out alone.
    medians: dict[str, Fraction] = {}
    for element in elements:
        if found[element]["level"]["word"] not in NO_LEVEL:
            window = [here for _, here in valid(stretch, element_measure(element))][-5:]
            medians[element] = median(window)
    chosen = None
    for element, middle in medians.items():
        others = [other for name, other in medians.items() if name != element]
        may_be_named = bool(others) and middle <= median(others) - GAP
        if may_be_named and middle < min(others):
            chosen = element
    return chosen


def read_overall(stretch: list[Place], at: AtSession | None) -> dict[str, Any]:
    """All answers taken together, as in the JSON."""
    told = direction(stretch, OVERALL)
    return {
        "direction": told,
        "drop": told_drop(stretch, OVERALL),
        "steady": "steady" if is_still(stretch, OVERALL, told["word"]) else None,
        "last": at.overall if at else None,
    }


def read_last(stretch: list[Place], at: AtSession | None) -> dict[str, Any] | None:
    """The last session, as in the JSON."""
    if at is None or not at.words:
        return None
    return {
        "date": stretch[-1].session.date,
        "seen": list(at.words),
        "dropped": at.dropped,
        "fell": at.lower,
        "broad": at.broad,
    }


def facts_of(sessions: list[PlainSession], with_tension: bool | None = None) -> Facts:
    """Everything that is read from the sessions, before it is put into words."""
    places = in_order(sessions)
    elements = elements_of(sessions, with_tension)
    cut = stretches(places)
    stretch = cut[-1] if cut else []
    before = cut[-2] if len(cut) >= 2 else []
    at = at_session(stretch, len(stretch) - 1, elements) if stretch else None
    overall = read_overall(stretch, at)
    together = overall["direction"]["word"]
    found = {element: read_element(places, stretch, element, at, together) for element in elements}
    return Facts(
        places,
        stretch,
        before,
        elements,
        found,
        overall,
        good_elements(stretch, elements, found),
        good_before(before, elements),
    )


def read(sessions: list[PlainSession], with_tension: bool | None = None) -> dict[str, Any]:
    """Return what is read from the sessions of one therapist.

    Args:
        sessions: The sessions, in any order.
        with_tension: True or False decides whether `tension` counts as an element; None: once it was answered.

    Returns:
        One element of "therapists" of `trends --json`, without id and name: dates in ISO form, fractions as
        floats. Statements have the further keys of their kind.
    """
    return read_from(facts_of(sessions, with_tension))


def read_from(facts: Facts) -> dict[str, Any]:
    """Return what is read from the sessions of one therapist, from the facts of these."""
    sessions = [place.session for place in facts.places]
    rated = [session for session in sessions if is_rated(session)]
    at = facts.at_last
    said = statements(facts)
    whole = {
        "sessions": len(sessions),
        "answered_sessions": len([session for session in sessions if is_answered(session)]),
        "rated_sessions": len(rated),
        # Reading: R0 of the latest rated session; null before the first one.
        "yes_to_most": yes_to_most(rated[-1].answers) if 1 <= len(rated) <= 2 else None,
        "last": read_last(facts.stretch, at),
        "low": facts.low,
        "good": facts.good,
        "overall": facts.overall,
        "elements": [facts.found[element] for element in facts.elements],
        "lowest": lowest(facts.stretch, facts.elements, facts.found),
        "statements": said,
        "headline": " ".join(str(one["text"]) for one in said),
    }
    plain: dict[str, Any] = as_json(whole)
    return plain


def read_call(answers: dict[str, str]) -> dict[str, Any]:
    """R0 of one consultation call, and its statements."""
    said: list[Statement] = yes_and_early(answers)
    return {
        "yes_to_most": yes_to_most(answers),
        "statements": said,
        "headline": " ".join(str(one["text"]) for one in said),
    }


def as_json(found: Any) -> Any:
    """The same with ISO dates and floats."""
    if isinstance(found, dict):
        return {key: as_json(inner) for key, inner in found.items()}
    if isinstance(found, list):
        return [as_json(inner) for inner in found]
    if isinstance(found, Fraction):
        return float(found)
    if isinstance(found, date):
        return found.isoformat()
    return found
