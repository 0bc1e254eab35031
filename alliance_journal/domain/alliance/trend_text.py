"""Wording of the statements about the answers: the only module that turns findings into sentences.

Sentences are literal and short, and can be read by somebody who is hurt, and by the therapist they are about.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.direction import HIGHER, LOWER
from alliance_journal.domain.alliance.drops import Drop
from alliance_journal.domain.alliance.findings import (
    Form,
    Kind,
    Statement,
    is_all_low,
    statements,
)
from alliance_journal.domain.alliance.questions import ELEMENT
from alliance_journal.domain.alliance.rule_constants import DIRECTION_NEEDS, LEVEL_NEEDS
from alliance_journal.domain.alliance.series import Level
from alliance_journal.domain.alliance.trends import (
    ElementReading,
    MarkedTension,
    Reading,
    YesToMost,
    read,
    yes_to_most,
)
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import Entry
from alliance_journal.domain.text import count
from alliance_journal.domain.writing_prompts import ASK_ABOUT

Tone = Literal["good", "middle", "low", "none"]

FULL: Final = "●"
HALF: Final = "◑"
OPEN: Final = "○"
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
SAID_AT_END: Final[frozenset[Kind]] = frozenset({"last", "after", "unsure", "low", "yes", "early", "break"})
"""Kinds of statements shown at the Checklist's end; "good" only in the forms STILL, after one on the session."""
STILL: Final[frozenset[Form]] = frozenset({"still", "all still"})
"""Forms about what was still a yes at the last session."""
ARTICLE: Final = (
    "The article this checklist comes from says: a yes to most of nine questions is a good sign early on."
)
EARLY: Final = (
    "It is early. Feeling comfortable can take a few sessions, and you do not have to wait: what you notice can be "
    "said now."
)
WHAT_CAN_HELP: Final = "What can help when it does not feel right"
"""Title of the guide's page 5."""
CHANGING_OR_STOPPING: Final = "Changing or stopping"
"""Title of the guide's page 7."""
NOT_SURE: Final = "Not being sure is an answer too, and something one can ask about."


class Verdict(NamedTuple):
    """The two short lines next to an element's bars, each with the sign before it."""

    sign: str
    level: str
    tone: Tone
    arrow: str
    going: str


NO_VERDICT: Final = Verdict(" ", "", "none", " ", "")


def sentences(reading: Reading, today: date) -> tuple[str, ...]:
    """Return the text of each statement about these sessions, in order."""
    return tuple(statement_text(one, reading, today) for one in statements(reading))


def headline(reading: Reading, today: date) -> str:
    """Return all statements in one text; empty without statements."""
    return " ".join(sentences(reading, today))


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
    said = _about_last(statement, reading)
    if statement.form == "tension":
        return f"{begin} {said}."
    if statement.form in ("closer", "together"):
        said = f"{begin} there was tension, and it {said}" if statement.tension else f"{subject} {said}"
    else:
        said = f"{begin} there was tension, and {said}" if statement.tension else f"{begin} {said}"
    return f"{said}. Every answer is still a yes." if statement.all_yes else f"{said}."


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
    said = (
        f"{sessions} since a break of {statement.span // 7} weeks. "
        "From the third on, you can read here how it feels lately."
    )
    if statement.elements:
        number = len(statement.elements)
        names = _all_of(number) if statement.form == "each time" else _names(statement.elements)
        said += f" Before the break, {names} {_were(number)} a yes each time."
    return said


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


def hint(reading: Reading, *, keys: bool) -> str:
    """Return the one next step that is offered under the headline; empty if there is none.

    Args:
        reading: the reading of the sessions.
        keys: True if the keys of the Trends page can be named.
    """
    if not reading.history.rated and not reading.history.answered:
        return (
            f"This fills as you answer. After {LEVEL_NEEDS} sessions it says how it feels lately, "
            f"after {DIRECTION_NEEDS} whether it changes."
        )
    kinds = {statement.kind for statement in statements(reading)}
    if not kinds & {"last", "low"}:
        if reading.with_level or kinds & {"unsure", "break"}:
            return ""
        return f"After {LEVEL_NEEDS} sessions with a no, partly, mostly or fully this says how it feels lately."
    put = "b puts a way to say it on your list." if keys else "Prepare in the app has ways to say it."
    if not is_all_low(reading):
        return put
    return f"{put} {where_to_read(keys=keys)}"


def where_to_read(*, keys: bool) -> str:
    """Return the pages of the guide that help if everything is low, with the keys that open them."""
    if keys:
        return f"F1, g, 5 opens “{WHAT_CAN_HELP}” in the guide, and 7 “{CHANGING_OR_STOPPING}”."
    return f"The guide in the app has “{WHAT_CAN_HELP}” and “{CHANGING_OR_STOPPING}”."


def after_calls(call: Entry, today: date) -> str:
    """Return the text of Trends after consultation calls alone, about the latest one."""
    day = say_day(call.date, today, long=True)
    return f"Consultation call on {day}. {yes_sentence(yes_to_most(call))} Prepare has what you can ask next."


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
    """Return the direction with its span, for the detail of an element; empty while it is too early."""
    going = element.direction
    if going.word == "too early":
        return ""
    if element.steady:
        return f"{element.steady} over the last {going.window} sessions"
    return f"{going.word}, over the last {going.window} sessions"


def element_sentence(element: ElementReading, reading: Reading, today: date) -> str:
    """Return one plain line for one element, for screen readers, scripts and the command line."""
    said = f"{element.element.label}: {_level_words(element, reading, today)}"
    if element.last in ("drop", "fell"):
        # The last session comes first, and an element that fell is not called a yes.
        level = _level_words(element, reading, today) if element.is_low else count_line(element.level)
        said = f"{element.element.label}: {_first_line(element, reading, today)[1]}; {level}"
    going = verdict(element, reading, today).going
    said += f"; {going}." if going else "."
    told = element.drop
    if told is None or element.last == "drop" or told.day in _days_told(reading):
        return said
    return f"{said} {drop_sentence(told, today, reading.tension_at(told.session))}"


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
            said = f"{level.word}, in {level.low} of the last {level.of}"
        case "yes each time":
            return f"{level.word}, in all of the last {level.of}"
        case _:
            said = f"{level.word}, {count_line(level)}"
    if level.below_since is None:
        return said
    since = f"since {say_day(level.below_since, today, long=True)}"
    return f"{said}, {since}" if level.is_low else f"{said}, and {since}"


def _days_told(reading: Reading) -> set[date | None]:
    """Return the dates of headline statements about many elements at once, which element lines do not repeat."""
    return {one.day for one in statements(reading) if one.kind in ("last", "after") or one.form == "since"}


def drop_sentence(drop: Drop, today: date, tension: MarkedTension | None = None) -> str:
    """Return the sentence about a drop and the recovery after it.

    If the client noted tension at that session, the sentence mentions both together.
    """
    day = say_day(drop.day, today, long=True)
    after = "is too early to say what came after" if drop.after == "too early to say" else drop.after
    if tension is None:
        return f"On {day} it was lower than your usual; it {after}."
    said = f"On {day} there was tension, and it was lower than your usual; it {after}."
    if tension.through_day:
        said += f" You talked it through on {say_day(tension.through_day, today, long=True)}."
    return said


def earlier_dips(element: ElementReading, reading: Reading, today: date) -> tuple[str, ...]:
    """Return a sentence for each drop of an element that its line does not mention, newest first."""
    told = element.drop.session if element.drop else None
    return tuple(
        drop_sentence(drop, today, reading.tension_at(drop.session))
        for drop in reversed(element.drops_since(date.min))
        if drop.session != told
    )


def tension_sentence(tension: MarkedTension, today: date) -> str:
    """Return a session's tension in a line, without the client's own words about it."""
    said = f"Tension on {say_day(tension.day, today, long=True)}"
    if tension.through_day:
        return f"{said}, talked through on {say_day(tension.through_day, today, long=True)}."
    return f"{said}."


def yes_sentence(yes: YesToMost) -> str:
    """Return R0 of a call as a sentence with its count and an explanation."""
    statement = Statement("yes", counted=yes.yes, out_of=yes.open)
    return f"{_yes(statement)} {EARLY}" if yes.word == "not yes to most" else _yes(statement)


class ChecklistEnd(NamedTuple):
    """The end of the Checklist of a session or call."""

    sentence: str
    """The statements about this session; empty if there is nothing new."""
    lower: tuple[str, ...]
    """Elements to bring up: lower than usual or fallen below a yes at this session; without these, low lately."""


def checklist_end(reading: Reading, entry: Entry, today: date) -> ChecklistEnd:
    """Return the texts at the end of the Checklist of an entry, as if it were the latest session."""
    if entry.kind == "consultation":
        yes = yes_to_most(entry)
        ask = ", ".join(question.label for question in yes.open_questions)
        said = yes_sentence(yes) + (f" To ask next call: {ask}." if ask else "")
        return ChecklistEnd(said if entry.answers else "", ())
    then = read(reading.history.until(entry.id), reading.tensions)
    is_latest = then.last is not None and then.last.session.id == entry.id
    found = statements(then)
    # If every answer is still a yes, no further statement about that is needed.
    still = frozenset() if any(one.all_yes for one in found) else STILL
    said = " ".join(
        statement_text(one, then, today, at_end=True)
        for one in found
        if one.kind == "unsure" or (is_latest and (one.kind in SAID_AT_END or one.form in still))
    )
    if not is_latest or then.last is None:
        return ChecklistEnd(said if entry.answers else "", ())
    said = f"{said} {where_to_read(keys=True)}" if is_all_low(then) else said
    return ChecklistEnd(said, then.last.lower or tuple(element.element.id for element in then.low))


def lines(name: str, reading: Reading, today: date) -> tuple[str, ...]:
    """Return the whole reading of one therapist as plain lines: a heading, the headline, a line an element."""
    answered = "none" if reading.sessions and not reading.history.answered else reading.history.answered
    said = [f"With {name}: {count(reading.sessions, 'session', 'sessions')}, {answered} answered."]
    said += [part for part in (headline(reading, today), hint(reading, keys=False)) if part]
    if reading.history.answered:
        said += [element_sentence(element, reading, today) for element in reading.elements]
        said += [tension_sentence(tension, today) for tension in reading.tensions]
    return tuple(said)


def call_lines(name: str, call: Entry, today: date) -> tuple[str, ...]:
    """Return a consultation call in plain lines: R0, and the questions still open to ask next call."""
    yes = yes_to_most(call)
    day = say_day(call.date, today, long=True)
    said = [f"Consultation call with {name.removesuffix('.')} on {day}.", yes_sentence(yes)]
    if yes.open_questions:
        said.append("To ask next call:")
        said += [f"- {ASK_ABOUT[question.id]}" for question in yes.open_questions]
    return tuple(said)
