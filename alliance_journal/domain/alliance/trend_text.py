"""The reading in words. Every place that speaks about the alliance takes its words from here (reading.md, 4)."""

from datetime import date
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.trends import (
    DIRECTION_NEEDS,
    HIGHER,
    LEVEL_NEEDS,
    LOWER,
    RECOVERY_LOOKS_AHEAD,
    TOO_EARLY_AFTER,
    Drop,
    ElementReading,
    Level,
    MarkedTension,
    Reading,
    YesToMost,
    scored,
    yes_to_most,
)
from alliance_journal.domain.dates import say_day
from alliance_journal.domain.journal import Entry

Tone = Literal["good", "middle", "low", "none"]

FULL: Final = "●"
HALF: Final = "◑"
OPEN: Final = "○"


class Verdict(NamedTuple):
    """The two short lines beside an element's bars, each with the sign before it."""

    sign: str
    level: str
    tone: Tone
    arrow: str
    going: str


NO_VERDICT: Final = Verdict(" ", "", "none", " ", "")


class Headline(NamedTuple):
    """What is steady or better first, and at most one thing that is lower."""

    good: str
    lower: str = ""
    hint: str = ""

    @property
    def text(self) -> str:
        """Both statements on one line, without the hint."""
        return " ".join(part for part in (self.good, self.lower) if part)


def verdict(reading: ElementReading, today: date) -> Verdict:
    """The two lines beside an element: level or since when, and direction."""
    sign, level, tone = _level_line(reading.level, today)
    if reading.direction.word == LOWER:
        return Verdict(sign, level, tone, "↘", LOWER)
    if reading.direction.word == HIGHER:
        return Verdict(sign, level, tone, "↗", HIGHER)
    if reading.steady:
        return Verdict(sign, level, tone, "→", "steady")
    if reading.direction.word == "too early":
        return Verdict(sign, level, tone, " ", "too early for a direction" if reading.level.of else "")
    return Verdict(sign, level, tone, " ", reading.direction.word)


def _level_line(level: Level, today: date) -> tuple[str, str, Tone]:
    match level.word:
        case "too early":
            return " ", "too early to say", "none"
        case "mostly yes":
            return FULL, "mostly yes", "good"
        case "mixed":
            return HALF, "mixed", "middle"
        case "often below a yes":
            if level.below_since is None:
                return OPEN, "often below a yes", "low"
            return OPEN, f"below a yes since {say_day(level.below_since, today)}", "low"


def count_line(level: Level) -> str:
    """The level's count: "below a yes in 3 of the last 5"; empty while it is too early."""
    if level.of is None:
        return ""
    if not level.low:
        return f"not below a yes in any of the last {level.of}"
    return f"below a yes in {level.low} of the last {level.of}"


def since_line(level: Level, today: date) -> str:
    """`since 9 April`, or `lately` where the last answers are a yes again."""
    return f"since {say_day(level.below_since, today, long=True)}" if level.below_since else "lately"


def element_sentence(reading: ElementReading, today: date, tension: MarkedTension | None = None) -> str:
    """One plain line for one element, for screen readers, scripts and the command line."""
    level, label = reading.level, reading.element.label
    if level.of is None:
        count = len(reading.points)
        answered = {0: "no answers yet", 1: "answered once so far"}.get(count, f"answered {count} times so far")
        return f"{label}: too early to say, {answered}."
    said = f"{label}: {level.word}, {count_line(level)}"
    if level.below_since:
        said += f", below a yes since {say_day(level.below_since, today, long=True)}"
    going = verdict(reading, today).going
    said += f"; {going}." if going else "."
    dropped = drop_sentence(reading, today, tension)
    return f"{said} {dropped}" if dropped else said


def drop_sentence(reading: ElementReading, today: date, tension: MarkedTension | None = None) -> str:
    """The latest drop of the stretch and what came after; empty where there was none.

    Where the client marked tension at that session, the dip is told as what it was part of.
    """
    if reading.drop is None:
        return ""
    day = say_day(reading.drop.day, today, long=True)
    after = f"it {_after(reading.drop)}."
    if tension is None:
        return f"On {day} it was lower than your usual; {after}"
    said = f"On {day} there was tension, and it was lower than your usual; {after}"
    if tension.through_day:
        said += f" You talked it through on {say_day(tension.through_day, today, long=True)}."
    return said


def _after(drop: Drop) -> str:
    if drop.after == TOO_EARLY_AFTER:
        return "is too early to say what came after"
    if drop.came_back_later:
        return f"stayed lower for the next {RECOVERY_LOOKS_AHEAD} sessions, and came back later"
    return drop.after


def tension_sentence(tension: MarkedTension, today: date) -> str:
    """A marked tension in a line, and whether it was talked through. The client's own words stay in the note."""
    said = f"Tension on {say_day(tension.day, today, long=True)}"
    if tension.through_day:
        return f"{said}, talked through on {say_day(tension.through_day, today, long=True)}."
    return f"{said}."


def yes_sentence(yes: YesToMost, today: date) -> str:
    """R0 as a sentence with its count."""
    day = say_day(yes.day, today, long=True)
    counted = f"{yes.yes} of the nine first questions {'is' if yes.yes == 1 else 'are'} a yes"
    match yes.word:
        case "yes to most":
            return f"On {day}: yes to most, {counted}."
        case "not yes to most this time":
            return f"On {day}: not yes to most this time, {counted}."
        case "not decided":
            return f"On {day}: not decided, {counted} and {yes.open} {'is' if yes.open == 1 else 'are'} open."


def headline(reading: Reading, today: date) -> Headline:
    """The sentence above the bars: what is good or better first, and at most one lower statement."""
    past = reading.past
    if not past.has_rated(1):
        return Headline(
            "This fills as you answer.",
            hint=f"After {LEVEL_NEEDS} sessions it says how it feels lately, "
            f"after {DIRECTION_NEEDS} whether it changes.",
        )
    if all(element.level.of is None for element in reading.elements):
        yes = yes_sentence(reading.yes_to_most, today) if reading.yes_to_most else ""
        since = " since the break" if past.has_rated(LEVEL_NEEDS) else ""
        return Headline(yes, hint=f"After {LEVEL_NEEDS} sessions{since} this says how it feels lately.")
    good, lower = _good(reading), _lower(reading)
    if not good and not lower:
        if reading.lowest is None:
            good = "No element stands out."
        else:
            lower = f"{reading.of(reading.lowest).element.label} is lowest lately."
    return Headline(good, lower, "It can be worth a sentence next time." if lower else "")


def best_elements(reading: Reading) -> list[ElementReading]:
    """Up to two elements to name first: one that is mostly yes, then one that is higher than it was."""
    higher = [e for e in reading.elements if e.direction.word == HIGHER]
    yes = [e for e in reading.elements if e.level.word == "mostly yes" and e.direction.word not in (LOWER, HIGHER)]
    # The steady ones before the others, then the fullest lately; the fixed order of the elements breaks ties.
    yes.sort(key=lambda e: (not e.steady, -(e.lately or 0)))
    higher.sort(key=lambda e: e.level.word != "mostly yes")
    return [*yes[:1], *higher[:1]]


def _good(reading: Reading) -> str:
    parts = [
        f"{e.element.label} is {HIGHER if e.direction.word == HIGHER else 'mostly yes'}"
        for e in best_elements(reading)
    ]
    return f"{', and '.join(parts)}." if parts else ""


def _lower(reading: Reading) -> str:
    """The one lower statement: a direction before a level, an element that stands out before others."""
    falling = [e for e in reading.elements if e.direction.word == LOWER]
    often = [e for e in reading.elements if e.level.word == "often below a yes"]
    both = [e for e in falling if e in often]
    for candidates, words in ((both or falling, LOWER), (often, "often below a yes lately")):
        if candidates:
            chosen = next((e for e in candidates if e.element.id == reading.lowest), candidates[0])
            return f"{chosen.element.label} is {words}."
    return ""


def after_checklist(reading: Reading, entry: Entry, today: date) -> tuple[str, tuple[str, ...]]:
    """The one sentence after the last answer, and the elements it names (R2; R0 while it is too early).

    Returns:
        The sentence, and the ids of the elements that were lower than the client's usual.
    """
    dropped = [e for e in reading.elements if any(drop.session == entry.id for drop in e.drops_since(entry.date))]
    if dropped:
        names = ", ".join(e.element.label for e in dropped)
        return (
            f"Lower than your usual: {names}. A dip is often a good thing to talk about.",
            tuple(e.element.id for e in dropped),
        )
    overall = reading.overall.drop
    if overall and overall.session == entry.id:
        if overall.still_yes:
            return "A little lower than your usual overall, and every answer is still a yes.", ()
        return "Overall lower than your usual. A dip is often a good thing to talk about.", ()
    yes = yes_to_most(entry)
    if scored(entry) and entry.kind == "consultation":
        ask = ", ".join(question.label for question in yes.open_questions)
        return yes_sentence(yes, today) + (f" To ask next call: {ask}." if ask else ""), ()
    if scored(entry) and not reading.past.has_rated(LEVEL_NEEDS):
        return yes_sentence(yes, today), ()
    return "", ()


def lines(name: str, reading: Reading, today: date) -> tuple[str, ...]:
    """The whole reading of one therapist as plain lines: a heading, the headline, R0, a line an element."""
    sessions = f"{reading.sessions} session" + ("" if reading.sessions == 1 else "s")
    said = [f"With {name}: {sessions}, {reading.past.rated_sessions} with answers."]
    top = headline(reading, today)
    said += [part for part in (top.text, top.hint) if part]
    yes = yes_sentence(reading.yes_to_most, today) if reading.yes_to_most else ""
    if yes and top.good != yes:
        said.append(yes)
    if reading.past.has_rated(1):
        for element in reading.elements:
            tension = reading.tension_at(element.drop.session) if element.drop else None
            said.append(element_sentence(element, today, tension))
        said += [tension_sentence(tension, today) for tension in reading.tensions]
    return tuple(said)


def call_lines(name: str, call: Entry, today: date) -> tuple[str, ...]:
    """A consultation call in plain lines: R0, and the questions still open to ask next call."""
    yes = yes_to_most(call)
    said = [f"Consultation call with {name.removesuffix('.')}.", yes_sentence(yes, today)]
    if yes.open_questions:
        said.append("To ask next call:")
        said += [f"- {question.text}" for question in yes.open_questions]
    return tuple(said)
