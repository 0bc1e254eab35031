"""Text at the end of the Checklist of a session or call, and the elements to bring up."""

from datetime import date
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.alliance.trends.choose_statements import is_all_low
from alliance_journal.domain.alliance.trends.read_trends import read
from alliance_journal.domain.alliance.trends.statement import Form, Kind
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.statement_text import statement_text, yes_sentence
from alliance_journal.domain.alliance.wording.trend_text import where_to_read
from alliance_journal.domain.models import Entry

SAID_AT_END: Final[frozenset[Kind]] = frozenset({"last", "after", "unsure", "low", "yes", "early", "break"})
"""Kinds of statements shown at the Checklist's end; "good" only in the forms STILL, after one on the session."""
STILL: Final[frozenset[Form]] = frozenset({"still", "all still"})
"""Forms about what was still a yes at the last session."""


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
        text = yes_sentence(yes) + (f" To ask next call: {ask}." if ask else "")
        return ChecklistEnd(text if entry.answers else "", ())
    history = reading.history.until(entry.id)
    then = reading if history is reading.history else read(history, reading.tensions)
    is_latest = then.last is not None and then.last.session.id == entry.id
    found = then.statements
    # If every answer is still a yes, no further statement about that is needed.
    still = frozenset() if any(one.all_yes for one in found) else STILL
    text = " ".join(
        statement_text(one, then, today, at_end=True)
        for one in found
        if one.kind == "unsure" or (is_latest and (one.kind in SAID_AT_END or one.form in still))
    )
    if not is_latest or then.last is None:
        return ChecklistEnd(text if entry.answers else "", ())
    text = f"{text} {where_to_read(keys=True)}" if is_all_low(then) else text
    return ChecklistEnd(text, then.last.lower or tuple(element.element.id for element in then.low))
