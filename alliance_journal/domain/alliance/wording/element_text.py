"""Wording of one element: the two lines beside its bars, its sentence, its drops."""

from datetime import date
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.rules.direction import HIGHER, LOWER
from alliance_journal.domain.alliance.rules.drops import Drop
from alliance_journal.domain.alliance.rules.series import Level
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension, Reading
from alliance_journal.domain.alliance.wording.statement_text import later_sessions
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.text import count

Tone = Literal["good", "middle", "low", "none"]
FULL: Final = "●"
HALF: Final = "◑"
OPEN: Final = "○"


class Verdict(NamedTuple):
    """The two short lines next to an element's bars, each with the sign before it."""

    sign: str
    level: str
    tone: Tone
    arrow: str
    going: str


NO_VERDICT: Final = Verdict(" ", "", "none", " ", "")


def verdict(element: ElementReading, reading: Reading, today: date) -> Verdict:
    """Return the two lines next to an element: its state last session or lately, and its direction."""
    sign, level, tone = _first_line(element, reading, today)
    # The state at the last session is shown first, and takes precedence over a lower direction.
    if element.direction.word == LOWER and element.last not in ("drop", "fell"):
        return Verdict(sign, level, tone, "↘", LOWER)
    if element.direction.word == HIGHER:
        return Verdict(sign, level, tone, "↗", HIGHER)
    if element.steady:
        return Verdict(sign, level, tone, "→", element.steady)
    return Verdict(sign, level, tone, " ", "")


def _first_line(element: ElementReading, reading: Reading, today: date) -> tuple[str, str, Tone]:
    later = bool(later_sessions(reading))
    if element.last == "drop":
        return OPEN, "lower when last answered" if later else "lower last session", "low"
    if element.last == "fell":
        return HALF, "no yes when last answered" if later else "not a yes last session", "middle"
    level = element.level
    if level.is_low:
        if level.below_since is None:
            return OPEN, level.word, "low"
        return OPEN, f"below a yes since {say_day(level.below_since, today)}", "low"
    match level.word:
        case "too early":
            return " ", "too early to say", "none"
        case "mixed":
            return HALF, level.word, "middle"
        case "mostly not sure":
            return " ", level.word, "none"
        case _ if element.series.points[-1].below_yes:
            return HALF, level.word, "middle"
        case _:
            return FULL, level.word, "good"


def count_line(level: Level) -> str:
    """Return the level's count: "below a yes in 3 of the last 5"; empty without a level."""
    if level.of is None:
        return ""
    if not level.low:
        return f"a yes in each of the last {level.of}"
    return f"below a yes in {level.low} of the last {level.of}"


def direction_line(element: ElementReading) -> str:
    """Return the direction with its span, for the detail of an element; empty if it is too early or not clear."""
    going = element.direction
    if going.word == "too early" or (going.word == "no clear direction" and not element.steady):
        return ""
    if element.steady:
        return f"{element.steady} over the last {going.window} sessions"
    return f"{going.word}, over the last {going.window} sessions"


def element_sentence(element: ElementReading, reading: Reading, today: date) -> str:
    """Return one plain line for one element, for screen readers, scripts and the command line."""
    text = f"{element.element.label}: {_level_words(element, reading, today)}"
    if element.last in ("drop", "fell"):
        # The last session comes first, and an element that fell is not called a yes.
        level = _level_words(element, reading, today) if element.is_low else count_line(element.level)
        text = f"{element.element.label}: {_first_line(element, reading, today)[1]}; {level}"
    going = verdict(element, reading, today).going
    text += f"; {going}." if going else "."
    shown = element.drop
    if shown is None or element.last == "drop" or shown.day in _days_in_headline(reading):
        return text
    return f"{text} {drop_sentence(shown, today, reading.tension_at(shown.session))}"


def _level_words(element: ElementReading, reading: Reading, today: date) -> str:
    level = element.level
    match level.word:
        case "mostly not sure":
            unsure = element.unsure
            return f"mostly not sure, {unsure.not_sure} of {count(unsure.given, 'answer', 'answers')}"
        case "too early":
            after = "since the break" if len(reading.history.stretches) > 1 else "so far"
            points = len(element.series.points)
            unclear = "only “not sure” or “did not come up”" if element.unsure.given else "no answers"
            answered = {0: unclear, 1: "answered once"}.get(points, f"answered {points} times")
            return f"too early to say, {answered} {after}"
        case "below a yes each time" | "often below a yes":
            text = f"{level.word}, in {level.low} of the last {level.of}"
        case "yes each time":
            return f"{level.word}, in all of the last {level.of}"
        case _:
            text = f"{level.word}, {count_line(level)}"
    if level.below_since is None:
        return text
    since = f"since {say_day(level.below_since, today, long=True)}"
    return f"{text}, {since}" if level.is_low else f"{text}, and {since}"


def _days_in_headline(reading: Reading) -> set[date | None]:
    """Return the dates of headline statements about many elements at once, which element lines do not repeat."""
    return {one.day for one in reading.statements if one.kind in ("last", "after") or one.form == "since"}


def drop_sentence(drop: Drop, today: date, tension: MarkedTension | None = None) -> str:
    """Return the sentence about a drop and the recovery after it.

    If the client noted tension at that session, the sentence mentions both together.
    """
    day = say_day(drop.day, today, long=True)
    after = "is too early to say what came after" if drop.after == "too early to say" else drop.after
    if tension is None:
        return f"On {day} it was lower than your usual; it {after}."
    text = f"On {day} there was tension, and it was lower than your usual; it {after}."
    if tension.through_day:
        text += f" You talked it through on {say_day(tension.through_day, today, long=True)}."
    return text


def earlier_dips(element: ElementReading, reading: Reading, today: date) -> tuple[str, ...]:
    """Return a sentence for each drop of an element that its line does not mention, newest first."""
    shown = element.drop.session if element.drop else None
    return tuple(
        drop_sentence(drop, today, reading.tension_at(drop.session))
        for drop in reversed(element.drops_since(date.min))
        if drop.session != shown
    )
