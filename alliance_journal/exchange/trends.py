"""The reading as a JSON document for other programs (design: formats.md, `trends --json`)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from alliance_journal.domain.alliance.trend_text import headline
from alliance_journal.domain.alliance.trends import (
    Direction,
    Drop,
    ElementReading,
    Level,
    Reading,
    YesToMost,
    yes_to_most,
)
from alliance_journal.domain.journal import Entry, Therapist

FORMAT: Final = "alliance-journal/trends"
VERSION: Final = 1


class TherapistTrends(NamedTuple):
    """A therapist, the reading of the sessions, and the consultation calls, which are read one by one."""

    therapist: Therapist
    reading: Reading
    calls: tuple[Entry, ...]


def as_json(trends: Iterable[TherapistTrends], today: date) -> dict[str, Any]:
    """The document as plain JSON values; scores as numbers, what a rule does not reach as null."""
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
        "rated_sessions": reading.past.rated_sessions,
        "yes_to_most": reading.yes_to_most and _yes(reading.yes_to_most),
        "overall": {
            "direction": _direction(reading.overall.direction),
            "drop": _drop(reading.overall.drop),
            "steady": reading.overall.steady,
        },
        "elements": [_element(element) for element in reading.elements],
        "lowest": reading.lowest,
        "headline": headline(reading, today).text,
    }


def _yes(yes: YesToMost) -> dict[str, Any]:
    return {"word": yes.word, "yes": yes.yes, "open": yes.open, "date": yes.day.isoformat()}


def _element(reading: ElementReading) -> dict[str, Any]:
    return {
        "id": reading.element.id,
        "label": reading.element.label,
        "points": [
            {"x": p.x, "date": p.day.isoformat(), "score": float(p.value), "partial": p.partial}
            for p in reading.points
        ],
        "level": _level(reading.level),
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
        "n": direction.n,
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
