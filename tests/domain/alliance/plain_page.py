"""The two lines beside an element's bars, the hint, and what the page to bring offers, from the plain reading."""

from datetime import date
from typing import Any

from tests.domain.alliance.plain_arithmetic import HIGHER, LOW_WORDS, LOWER, present_run
from tests.domain.alliance.plain_rules import facts_of
from tests.domain.alliance.plain_sessions import PlainSession, element_measure
from tests.domain.alliance.plain_statements import Facts, day, statements

HARDER = "Our last session was harder for me than the ones before. I would like to talk about it."


def element_lines(facts: Facts, element: str) -> tuple[str, str]:
    """The two short lines of an element; an empty second one says nothing."""
    found = facts.found[element]
    level, direction = found["level"], found["direction"]
    if found["last"] == "drop":
        first = "○ lower last session"
    elif found["last"] == "fell":
        first = "◑ not a yes last session"
    elif level["word"] in LOW_WORDS and level["below_since"] is not None:
        first = f"below a yes since {day(level['below_since'])}"
    elif level["of"] is not None:
        first = f"{level['word']}, {level['low']} of {level['of']}"
        # Reading: an element that is "mixed" or "mostly yes" keeps that word before its date.
        if level["below_since"] is not None:
            first += f", below a yes since {day(level['below_since'])}"
    else:
        first = str(level["word"])
    second = found["steady"] or ""
    if direction["word"] == HIGHER or (direction["word"] == LOWER and found["last"] not in ("drop", "fell")):
        second = f"{direction['word']}, over the last {direction['window']} sessions"
    # Reading: "same every time" is not a direction that is told; "steady" or "about the same" may stand there.
    return first, second


def hint(facts: Facts) -> list[str]:
    """The parts of the hint that follows the headline: "sentence", "guide"."""
    kinds = [one["kind"] for one in statements(facts)]
    parts = ["sentence"] if "last" in kinds or "low" in kinds else []
    levels = [facts.found[element]["level"] for element in facts.levelled]
    # Reading: "all" are all with a level, and "each of the last 5" needs 5 values of each.
    if levels and all(level["word"] == "below a yes each time" and level["of"] == 5 for level in levels):
        parts.append("guide")
    return parts


def page(sessions: list[PlainSession], with_tension: bool | None = None) -> dict[str, Any]:
    """Return what the page offers and ticks."""
    return page_from(facts_of(sessions, with_tension))


def page_from(facts: Facts) -> dict[str, Any]:
    """Return what the page offers and ticks, from the facts of the sessions."""
    at = facts.at_last
    dropped = at.dropped if at else []
    lines = [HARDER] if at and at.broad else []
    low = facts.low
    # Reading: at least half of the m elements with a level.
    if low and 2 * len(low) >= len(facts.levelled):
        lines.append(f"Much of this has not felt right for me{since_words(facts)}. I would like to talk about it.")
    return {
        "feels_good": facts.good,
        "ticked_good": facts.good[:2],
        "could_be_better": dropped + [element for element in low if element not in dropped],
        "ticked_lines": lines,
    }


def since_words(facts: Facts) -> str:
    """The date of "Much of this", where all low elements share one."""
    # Reading: as in the headline, a run of one session gives no date, nor do different dates.
    dates: set[date | None] = {facts.since(element) for element in facts.low}
    runs = [len(present_run(facts.stretch, element_measure(element))) for element in facts.low]
    if len(dates) != 1 or min(runs) < 2:
        return ""
    when = dates.pop()
    return f" since {day(when)}" if when is not None else ""
