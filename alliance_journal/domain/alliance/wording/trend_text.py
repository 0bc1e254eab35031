"""Text of Trends about one therapist: headline, next step, and all of it as plain lines."""

from datetime import date
from typing import Final

from alliance_journal.domain.alliance.conversation_starters import ASK_ABOUT
from alliance_journal.domain.alliance.rule_constants import DIRECTION_NEEDS, LEVEL_NEEDS
from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.alliance.trends.choose_statements import is_all_low
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension, Reading
from alliance_journal.domain.alliance.wording.element_text import element_sentence
from alliance_journal.domain.alliance.wording.statement_text import statement_text, yes_sentence
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import Entry
from alliance_journal.domain.text import count

WHAT_CAN_HELP: Final = "What can help when it does not feel right"
"""Title of the guide's page 5."""
CHANGING_OR_STOPPING: Final = "Changing or stopping"
"""Title of the guide's page 7."""


def sentences(reading: Reading, today: date) -> tuple[str, ...]:
    """Return the text of each statement about these sessions, in order."""
    return tuple(statement_text(one, reading, today) for one in reading.statements)


def headline(reading: Reading, today: date) -> str:
    """Return all statements in one text; empty without statements."""
    return " ".join(sentences(reading, today))


def hint(reading: Reading, *, keys: bool) -> str:
    """Return the one next step that is offered under the headline; empty if there is none.

    Args:
        reading: the reading of the sessions.
        keys: True in the app, which puts keys in the place of commands such as `<trends.bring_up>`.
    """
    if not reading.history.rated and not reading.history.answered:
        return (
            f"This fills as you answer. After {LEVEL_NEEDS} sessions it says how it feels lately, "
            f"after {DIRECTION_NEEDS} whether it changes."
        )
    kinds = {statement.kind for statement in reading.statements}
    if not kinds & {"last", "low"}:
        if reading.with_level or kinds & {"unsure", "break"}:
            return ""
        return f"After {LEVEL_NEEDS} sessions with a no, partly, mostly or fully this says how it feels lately."
    put = (
        "<trends.bring_up> puts a way to say it on your list." if keys else "Prepare in the app has ways to say it."
    )
    if not is_all_low(reading):
        return put
    return f"{put} {where_to_read(keys=keys)}"


def where_to_read(*, keys: bool) -> str:
    """Return the pages of the guide that help if everything is low, in the app with the keys that open them."""
    if keys:
        return f"<everywhere.help>, g, 5 opens “{WHAT_CAN_HELP}” in the guide, and 7 “{CHANGING_OR_STOPPING}”."
    return f"The guide in the app has “{WHAT_CAN_HELP}” and “{CHANGING_OR_STOPPING}”."


def after_calls(call: Entry, today: date) -> str:
    """Return the text of Trends after consultation calls alone, about the latest one."""
    day = say_day(call.date, today, long=True)
    return f"Consultation call on {day}. {yes_sentence(yes_to_most(call))} Prepare has what you can ask next."


def tension_sentence(tension: MarkedTension, today: date) -> str:
    """Return a session's tension in a line, without the client's own words about it."""
    text = f"Tension on {say_day(tension.day, today, long=True)}"
    if tension.through_day:
        return f"{text}, talked through on {say_day(tension.through_day, today, long=True)}."
    return f"{text}."


def lines(name: str, reading: Reading, today: date) -> tuple[str, ...]:
    """Return the whole reading of one therapist as plain lines: a heading, the headline, a line an element."""
    answered = "none" if reading.sessions and not reading.history.answered else reading.history.answered
    found = [f"With {name}: {count(reading.sessions, 'session', 'sessions')}, {answered} answered."]
    found += [part for part in (headline(reading, today), hint(reading, keys=False)) if part]
    if reading.history.answered:
        found += [element_sentence(element, reading, today) for element in reading.elements]
        found += [tension_sentence(tension, today) for tension in reading.tensions]
    return tuple(found)


def call_lines(name: str, call: Entry, today: date) -> tuple[str, ...]:
    """Return a consultation call in plain lines: R0, and the questions still open to ask next call."""
    yes = yes_to_most(call)
    day = say_day(call.date, today, long=True)
    found = [f"Consultation call with {name.removesuffix('.')} on {day}.", yes_sentence(yes)]
    if yes.open_questions:
        found.append("To ask next call:")
        found += [f"- {ASK_ABOUT[question.id]}" for question in yes.open_questions]
    return tuple(found)
