"""Trends as a JSON document for other programs, version 2."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from alliance_journal.domain.alliance.rules.direction import Direction
from alliance_journal.domain.alliance.rules.drops import Drop
from alliance_journal.domain.alliance.rules.last_session import AtSession
from alliance_journal.domain.alliance.rules.series import Level
from alliance_journal.domain.alliance.rules.yes_to_most import YesToMost, yes_to_most
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.statement_text import statement_text
from alliance_journal.domain.alliance.wording.trend_text import headline
from alliance_journal.domain.models import Entry, Therapist

FORMAT: Final = "alliance-journal/trends"
VERSION: Final = 2


class TherapistTrends(NamedTuple):
    """A therapist, the reading of the sessions, and the consultation calls, which are read one by one."""

    therapist: Therapist
    """The therapist; without id and name for the sessions without a therapist."""
    reading: Reading
    """The reading of the sessions."""
    calls: tuple[Entry, ...]
    """The calls with answers, oldest first."""


def as_json(trends: Iterable[TherapistTrends], today: date) -> dict[str, Any]:
    """Return the document as plain JSON values; numbers that a rule does not compute are null.

    Args:
        trends: the therapists, in the order of the document.
        today: the client's own day; sentences give the year of dates in other years.
    """
    trends = list(trends)
    return {
        "format": FORMAT,
        "version": VERSION,
        "therapists": [_therapist(one, today) for one in trends],
        "consultations": [
            {
                "therapist": one.therapist.name,
                "date": call.date.isoformat(),
                "yes_to_most": _yes(yes_to_most(call)),
            }
            for one in trends
            for call in one.calls
        ],
    }


def _therapist(one: TherapistTrends, today: date) -> dict[str, Any]:
    reading = one.reading
    return {
        "id": one.therapist.id,
        "name": one.therapist.name,
        "sessions": reading.sessions,
        "answered_sessions": reading.history.answered,
        "rated_sessions": reading.history.rated,
        "yes_to_most": reading.yes_to_most and _yes(reading.yes_to_most),
        "last": _last(reading.last) if reading.last and reading.last.seen else None,
        "low": [element.element.id for element in reading.low],
        "good": [element.element.id for element in reading.good],
        "overall": {
            "direction": _direction(reading.overall.direction),
            "drop": _drop(reading.overall.drop),
            "steady": reading.overall.steady,
            "last": reading.overall.last,
        },
        "elements": [_element(element) for element in reading.elements],
        "lowest": reading.lowest,
        "statements": [
            {
                "kind": statement.kind,
                "elements": list(statement.elements),
                "date": statement.day and statement.day.isoformat(),
                "text": statement_text(statement, reading, today),
            }
            for statement in reading.statements
        ],
        "headline": headline(reading, today),
    }


def _yes(yes: YesToMost) -> dict[str, Any]:
    return {"word": yes.word, "yes": yes.yes, "open": yes.open, "date": yes.day.isoformat()}


def _last(last: AtSession) -> dict[str, Any]:
    return {
        "date": last.session.day.isoformat(),
        "seen": list(last.seen),
        "dropped": list(last.dropped),
        "fell": list(last.lower),
        "broad": last.broad,
    }


def _element(reading: ElementReading) -> dict[str, Any]:
    return {
        "id": reading.element.id,
        "label": reading.element.label,
        "points": [
            {"x": p.x, "date": p.day.isoformat(), "score": float(p.value), "partial": p.partial}
            for p in reading.points
        ],
        "level": _level(reading.level),
        "last": reading.last,
        "usual": _number(reading.usual),
        "direction": _direction(reading.direction),
        "drop": _drop(reading.drop),
        "steady": reading.steady,
    }


def _level(level: Level) -> dict[str, Any]:
    return {
        "word": level.word,
        "low": level.low,
        "of": level.of,
        "below_since": level.below_since and level.below_since.isoformat(),
    }


def _direction(direction: Direction) -> dict[str, Any]:
    return {
        "word": direction.word,
        "window": direction.window,
        "s": direction.s,
        "z": direction.z,
        "p": direction.p,
        "slope": _number(direction.slope),
        "change": _number(direction.change),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _drop(drop: Drop | None) -> dict[str, Any] | None:
    if drop is None:
        return None
    return {"date": drop.day.isoformat(), "size": float(drop.size), "after": drop.after}
