"""Wording of the statements about one therapist's sessions.

Sentences are literal and short, and can be read by somebody who is hurt, and by the therapist they are about.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from alliance_journal.domain.alliance.questions import ELEMENT
from alliance_journal.domain.alliance.rules.direction import HIGHER, LOWER
from alliance_journal.domain.alliance.rules.yes_to_most import YesToMost
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.statement import Kind, Statement
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.dates.parse import say_day

NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
ARTICLE: Final = (
    "The article this checklist comes from says: a yes to most of nine questions is a good sign early on."
)
EARLY: Final = (
    "It is early. Feeling comfortable can take a few sessions, and you do not have to wait: what you notice can be "
    "said now."
)
NOT_SURE: Final = "Not being sure is an answer too, and something one can ask about."


def statement_text(statement: Statement, reading: Reading, today: date, *, at_end: bool = False) -> str:
    """Return one statement in words.

    Args:
        statement: one of the statements about `reading`.
        reading: the reading of the sessions it is about.
        today: the client's own day; dates in other years are given with their year.
        at_end: True for the end of the Checklist of the session that was just answered.
    """
    say: dict[Kind, Callable[[], str]] = {
        "last": partial(_last, statement, reading, today, at_end=at_end),
        "after": partial(_after, statement, today),
        "unsure": partial(_unsure, statement),
        "low": partial(_low, statement, reading, today),
        "overall": partial(_overall, statement),
        "mixed": partial(_mixed, statement),
        "yes": partial(_yes, statement),
        "early": lambda: EARLY,
        "break": partial(_break, statement),
        "good": partial(_good, statement, reading),
        "none": lambda: "No element stands out lately.",
    }
    return say[statement.kind]()


def _last(statement: Statement, reading: Reading, today: date, *, at_end: bool) -> str:
    begin, subject = _session_named(statement, reading, today, at_end=at_end)
    text = _about_last(statement, reading)
    if statement.form == "tension":
        return f"{begin} {text}."
    if statement.form in ("closer", "together"):
        text = f"{begin} there was tension, and it {text}" if statement.tension else f"{subject} {text}"
    else:
        text = f"{begin} there was tension, and {text}" if statement.tension else f"{begin} {text}"
    return f"{text}. Every answer is still a yes." if statement.all_yes else f"{text}."


def _session_named(statement: Statement, reading: Reading, today: date, *, at_end: bool) -> tuple[str, str]:
    """Return the session as the beginning of a sentence, and as its subject."""
    if at_end:
        return "This session,", "This session"
    assert statement.day is not None
    day = say_day(statement.day, today, long=True)
    words = later_sessions(reading)
    if not words:
        return f"Last session, on {day},", f"Last session, on {day},"
    return f"On {day}, the last session {words},", f"The last session {words}, on {day},"


def later_sessions(reading: Reading) -> str:
    """Return words that distinguish the last rated session from later ones; empty if it is the latest of all."""
    latest = reading.history.latest
    later = reading.history.sessions[latest.x :] if latest else ()
    if not later:
        return ""
    return "with clear answers" if any(session.answers for session in later) else "you answered"


def _about_last(statement: Statement, reading: Reading) -> str:
    counted, of = statement.counted, statement.out_of
    match statement.form:
        case "all lower":
            which = "" if of == len(reading.elements) else " you answered"
            return f"{_all_of(of)}{which} were lower than your usual"
        case "closer":
            return "was still lower than your usual, and closer to it than the one before"
        case "some lower":
            return f"{counted} of the {of} elements you answered were lower than your usual"
        case "dropped":
            return f"{_names(statement.elements)} {_were(counted)} lower than your usual"
        case "together":
            return "was lower than your usual, taken together"
        case "yes counted":
            return f"{counted or 'none'} of your {of} answers {'was' if counted < 2 else 'were'} a yes"
        case _:
            last = reading.last
            usual = last is not None and last.seen and not last.lower
            return "there was tension; your answers were as usual" if usual else "there was tension"


def _after(statement: Statement, today: date) -> str:
    assert statement.day is not None
    day = say_day(statement.day, today, long=True)
    if statement.counted == statement.out_of:
        return f"Everything that was lower on {day} is a yes again."
    verb = "is" if statement.counted == 1 else "are"
    return f"Of the {statement.out_of} elements that were lower on {day}, {statement.counted} {verb} a yes again."


def _unsure(statement: Statement) -> str:
    counted = f"{statement.counted} of {statement.out_of} answers in your last {statement.span} sessions"
    return f"You were not sure most of the time ({counted}). {NOT_SURE}"


def _low(statement: Statement, reading: Reading, today: date) -> str:
    which = "" if statement.out_of == len(reading.elements) else " with enough answers"
    everything = f"{_all_of(statement.out_of).capitalize()}{which}"
    match statement.form:
        case "since":
            assert statement.day is not None
            return f"{everything} have been below a yes since {say_day(statement.day, today, long=True)}."
        case "each time":
            times = f"each of the last {statement.span} times" if statement.span else "each of the last times"
            return f"{everything} were below a yes {times} you answered."
        case "often":
            return f"{everything} are often below a yes."
        case "many":
            counted = f"{statement.counted} of {statement.out_of} elements"
            return f"{counted} are often below a yes: {_names(statement.elements)}."
        case "few":
            return _few_low([reading.of(element) for element in statement.elements], today)
        case _:
            return _falling([reading.of(element) for element in statement.elements], len(reading.elements))


def _few_low(elements: Sequence[ElementReading], today: date) -> str:
    """Return the sentence about one or two low elements, each with its date and its direction."""
    since = {element.level.below_since for element in elements}
    going = {_going(element) for element in elements}
    if len(elements) == 1 or len(since) == len(going) == 1:
        more = _and_going(elements)
        return f"{_names([e.element.id for e in elements])} {_been_low(elements, today)}{more}."
    first, second = elements
    if len(going) == 1 and None not in since:
        assert second.level.below_since is not None
        day = say_day(second.level.below_since, today, long=True)
        more = _and_going(elements)
        return f"{first.element.label} {_been_low([first], today)}, and {second.element.label} since {day}{more}."
    clauses = [f"{e.element.label} {_been_low([e], today)}{_and_going([e])}" for e in elements]
    return f"{'; '.join(clauses)}."


def _been_low(elements: Sequence[ElementReading], today: date) -> str:
    since, several = elements[0].level.below_since, len(elements) > 1
    if since is None:
        return f"{'are' if several else 'is'} often below a yes lately"
    return f"{'have' if several else 'has'} been below a yes since {say_day(since, today, long=True)}"


def _and_going(elements: Sequence[ElementReading]) -> str:
    word = _going(elements[0])
    if not word:
        return ""
    if len(elements) == 1:
        return f", and is {word} than it was"
    return f", and both are {word} than they were"


def _going(element: ElementReading) -> str:
    return {LOWER: "lower", HIGHER: "higher"}.get(element.direction.word, "")


def _falling(elements: Sequence[ElementReading], of: int) -> str:
    if len(elements) > 2:
        return f"{len(elements)} of {of} elements are lower than they were."
    spans = [element.direction.window for element in elements]
    if len(set(spans)) == 1:
        are = "is lower than it was" if len(elements) == 1 else "are lower than they were"
        return f"{_names([e.element.id for e in elements])} {are}, over the last {spans[0]} sessions."
    first, second = (element.element.label for element in elements)
    return (
        f"{first} is lower than it was, over the last {spans[0]} sessions, and {second} over the last {spans[1]}."
    )


def _overall(statement: Statement) -> str:
    word = "lower" if statement.form == "falling" else "higher"
    return f"Taken together, your answers have become {word} over the last {statement.span} sessions."


def _mixed(statement: Statement) -> str:
    counted = f"{statement.counted} of {statement.out_of} elements"
    return f"It has been up and down: {counted} were below a yes in some of the last {statement.span} sessions."


def _yes(statement: Statement) -> str:
    still_open = f", {statement.out_of} still open" if statement.out_of else ""
    return f"{ARTICLE} So far: {statement.counted} yes{still_open}."


def _break(statement: Statement) -> str:
    sessions = count_in_words(statement.counted, "session", "sessions").capitalize()
    text = (
        f"{sessions} since a break of {statement.span // 7} weeks. "
        "From the third on, you can read here how it feels lately."
    )
    if statement.elements:
        number = len(statement.elements)
        names = _all_of(number) if statement.form == "each time" else _names(statement.elements)
        text += f" Before the break, {names} {_were(number)} a yes each time."
    return text


def _good(statement: Statement, reading: Reading) -> str:
    if statement.form in ("each time", "all still"):
        which = "" if statement.counted == len(reading.elements) else " with enough answers"
        were = "were still a yes" if statement.form == "all still" else "were a yes each time lately"
        return f"{_all_of(statement.counted).capitalize()}{which} {were}."
    names, were = _names(statement.elements), _were(statement.counted)
    if statement.form == "still":
        return f"{names} {were} still a yes."
    each_time = [reading.of(element).level.word == "yes each time" for element in statement.elements]
    if all(each_time):
        return f"{names} {were} a yes each time."
    if not any(each_time):
        return f"{names} {were} mostly a yes."
    first, second = (ELEMENT[element].label for element in statement.elements)
    return f"{first} was a yes each time, {second} mostly."


def count_in_words(number: int, one: str, many: str) -> str:
    """Return a small number as a word, with its noun."""
    return f"{NUMBERS[number]} {one if number == 1 else many}"


def _all_of(elements: int) -> str:
    return f"all {NUMBERS[elements]} elements"


def _were(elements: int) -> str:
    return "was" if elements == 1 else "were"


def _names(elements: Sequence[str]) -> str:
    """Return the labels of elements: "Trust", "Trust and Warmth", "Trust, Warmth and Words"."""
    labels = [ELEMENT[element].label for element in elements]
    return " and ".join(part for part in (", ".join(labels[:-1]), labels[-1]) if part)


def yes_sentence(yes: YesToMost) -> str:
    """Return R0 of a call as a sentence with its count and an explanation."""
    statement = Statement("yes", counted=yes.yes, out_of=yes.open)
    return f"{_yes(statement)} {EARLY}" if yes.word == "not yes to most" else _yes(statement)
