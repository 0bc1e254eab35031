"""Choice of the statements about one therapist's sessions, as data, in the order in which they are shown.

The last session comes first; what is low comes before what is good while most is low or the last session was
lower; nothing that just fell is called good. The end of the Checklist, Trends, the command line, Prepare and the
page to bring are all made from these statements. Their wording is in `statement_text`.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from alliance_journal.domain.alliance.rule_constants import (
    AFTER_WINDOW,
    CLOSER_BY,
    FEW_ANSWERS,
    LEVEL_NEEDS,
    LEVEL_WINDOW,
    STATEMENTS,
    YES,
)
from alliance_journal.domain.alliance.rules.direction import LOWER
from alliance_journal.domain.alliance.rules.last_session import AtSession
from alliance_journal.domain.alliance.session_history import RatedSession
from alliance_journal.domain.alliance.trends.apply_rules import before_the_break
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.statement import Form, Statement
from alliance_journal.domain.alliance.trends.trends_model import Reading

MOST_NAMED = 2
"""Number of elements that one statement names; more are counted."""
MOST_GOOD = 2
"""Number of good elements that a headline names, and that the page includes by default."""


def statements(reading: Reading) -> tuple[Statement, ...]:
    """Return the statements about the sessions with one therapist, in order, at most three."""
    found = list(_all(reading))
    if not found and reading.with_level:
        return (Statement("none"),)
    number, chosen = 0, list[Statement]()
    for statement in found:
        # The result of the article's nine questions and the remark that it is early are one statement.
        number += statement.kind != "early"
        if number <= STATEMENTS:
            chosen.append(statement)
    return tuple(chosen)


def _all(reading: Reading) -> Iterator[Statement]:
    first = [*_last(reading), *_after(reading), *_unsure(reading)]
    rest = [
        *_low(reading, first),
        *_overall(reading),
        *_mixed(reading),
        *_yes(reading),
        *_break(reading),
    ]
    good = _good(reading, after_last=any(one.kind == "last" for one in first))
    yield from first
    if not first and 2 * len(reading.low) < len(reading.with_level):
        yield from good
        yield from rest
    else:
        yield from rest
        yield from good


def _last(reading: Reading) -> Iterator[Statement]:
    """Yield a statement about the latest rated session, if there is something new to say."""
    last = reading.last
    if last is None:
        return
    day, tension = last.session.day, reading.tension_at(last.session.id) is not None
    about = Statement("last", day=day, tension=tension)
    count = len(last.lower)
    if last.broad:
        before = session_before(reading, last.session)
        if last.answered == last.lower:
            yield about._replace(form="all lower", elements=last.lower, counted=count, out_of=count)
        elif before is not None and before.broad and _rose(before, last):
            yield about._replace(form="closer", elements=last.lower, counted=count, out_of=len(last.answered))
        else:
            yield about._replace(form="some lower", elements=last.lower, counted=count, out_of=len(last.answered))
    elif last.dropped:
        form: Form = "dropped" if len(last.dropped) <= MOST_NAMED else "some lower"
        of = len(last.answered)
        yield about._replace(form=form, elements=last.dropped, counted=len(last.dropped), out_of=of)
    elif last.overall == "drop":
        given = reading.history.sessions[last.session.x - 1].answers.values()
        all_yes = all(answer.score is not None and answer.score >= YES for answer in given)
        yield about._replace(form="together", all_yes=all_yes)
    elif not last.seen and _mostly_below_yes(last.session):
        counted, out_of = _yes_count(last.session), len(last.session.scores)
        yield about._replace(form="yes counted", counted=counted, out_of=out_of)
    elif tension:
        yield about._replace(form="tension")


def _yes_count(session: RatedSession) -> int:
    """Return the number of scored answers that are a yes."""
    return sum(score >= YES for score in session.scores.values())


def _mostly_below_yes(session: RatedSession) -> bool:
    """Return True if there are enough answers and at most half of them are a yes."""
    return len(session.scores) >= FEW_ANSWERS and 2 * _yes_count(session) <= len(session.scores)


def _rose(before: AtSession, last: AtSession) -> bool:
    """Return True if all answers together rose clearly from one session to the next."""
    if before.overall_value is None or last.overall_value is None:
        return False
    return last.overall_value - before.overall_value >= CLOSER_BY


def session_before(reading: Reading, session: RatedSession) -> AtSession | None:
    """Return the reading at the rated session before `session`; None if it is the first of its stretch."""
    stretch = reading.history.present
    place = stretch.index(session)
    return reading.at(stretch[place - 1]) if place else None


def _after(reading: Reading) -> Iterator[Statement]:
    """Yield the elements of the latest broad session that are a yes again."""
    last = reading.last
    if last is None or last.broad:
        return
    then = latest_broad_before(reading, last.session)
    if then is None:
        return
    again = tuple(element for element in then.lower if _is_yes_at(reading.of(element), last.session))
    if again:
        yield Statement("after", elements=again, day=then.session.day, counted=len(again), out_of=len(then.lower))


def latest_broad_before(reading: Reading, session: RatedSession) -> AtSession | None:
    """Return the latest broad session among the few before `session`; of a run of them, the first of the run."""
    before = reading.history.present[: reading.history.present.index(session)]
    found: AtSession | None = None
    for steps, earlier in enumerate(reversed(before)):
        if found is None and steps >= AFTER_WINDOW:
            return None
        at = reading.at(earlier)
        if at.broad:
            found = at
        elif found is not None:
            break
    return found


def _is_yes_at(element: ElementReading, session: RatedSession) -> bool:
    index = element.series.index_at(session)
    return index is not None and not element.series.points[index].below_yes


def _unsure(reading: Reading) -> Iterator[Statement]:
    """Yield a statement if most answers lately are "not sure"."""
    unsure = tuple(e.element.id for e in reading.elements if e.level.word == "mostly not sure")
    if unsure and 2 * len(unsure) >= len(reading.elements):
        counts = reading.unsure
        yield Statement(
            "unsure", elements=unsure, counted=counts.not_sure, out_of=counts.given, span=counts.sessions
        )


def _low(reading: Reading, before: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the elements below a yes lately; if there are none, those that are lower than before."""
    low, of = reading.low, len(reading.with_level)
    named = {element for one in before if one.form == "dropped" for element in one.elements}
    ids = tuple(element.element.id for element in low)
    about = Statement("low", elements=ids, counted=len(low), out_of=of)
    if len(low) == of >= LEVEL_NEEDS:
        since = shared_since(reading)
        if since is not None:
            yield about._replace(form="since", day=since)
        elif all(element.level.word == "below a yes each time" for element in low):
            yield about._replace(form="each time", span=_shared_window(low))
        else:
            yield about._replace(form="often")
    elif len(low) > MOST_NAMED:
        yield about._replace(form="many")
    elif low:
        rest = tuple(element for element in low if element.element.id not in named)
        if rest:
            since = rest[0].level.below_since if len({e.level.below_since for e in rest}) == 1 else None
            ids = tuple(element.element.id for element in rest)
            yield about._replace(form="few", elements=ids, day=since, counted=len(rest))
    else:
        falling = tuple(e for e in reading.with_level if e.direction.word == LOWER and e.element.id not in named)
        if falling:
            ids = tuple(element.element.id for element in falling)
            yield about._replace(form="falling", elements=ids, counted=len(falling))


def shared_since(reading: Reading) -> date | None:
    """Return the date since when all low elements are below a yes, or None if it differs.

    A run that is only the last session is too short to be a state, so None is returned for it.
    """
    dates = {element.level.below_since for element in reading.low}
    since = dates.pop() if len(dates) == 1 else None
    is_state = since is not None and reading.last is not None and since < reading.last.session.day
    return since if is_state else None


def _shared_window(elements: Sequence[ElementReading]) -> int:
    """Return the number of values in the window of these levels, or 0 if it differs between them."""
    windows = {element.level.of or 0 for element in elements}
    return windows.pop() if len(windows) == 1 else 0


def _overall(reading: Reading) -> Iterator[Statement]:
    """Yield the direction of all answers together."""
    if reading.overall.direction.is_named:
        form: Form = "falling" if reading.overall.direction.word == LOWER else ""
        yield Statement("overall", form, span=reading.overall.span)


def _mixed(reading: Reading) -> Iterator[Statement]:
    """Yield a statement if many elements are a yes in some sessions and below it in others."""
    mixed = [element for element in reading.elements if element.level.word == "mixed"]
    of = len(reading.with_level)
    if len(mixed) >= LEVEL_NEEDS and 2 * len(mixed) >= of:
        ids = tuple(element.element.id for element in mixed)
        span = max(element.level.of or 0 for element in mixed)
        yield Statement("mixed", elements=ids, counted=len(mixed), out_of=of, span=span)


def _yes(reading: Reading) -> Iterator[Statement]:
    """Yield the early result of the article's nine questions, and the remark that it is early."""
    yes = reading.yes_to_most
    if yes is not None:
        yield Statement("yes", counted=yes.yes, out_of=yes.open)
        if yes.word == "not yes to most":
            yield Statement("early")


def _break(reading: Reading) -> Iterator[Statement]:
    """Yield a statement about a long break, and the state before it, while there are few sessions since."""
    stretches, last = reading.history.stretches, reading.last
    if len(stretches) < 2 or len(stretches[-1]) >= LEVEL_NEEDS or last is None:
        return
    about = Statement(
        "break",
        counted=len(stretches[-1]),
        span=(stretches[-1][0].day - stretches[-2][-1].day).days,
    )
    before = before_the_break(reading)
    if before and 2 * _yes_count(last.session) > len(last.session.scores):
        best = tuple(e.element.id for e in before.good if e.level.word == "yes each time")
        every = len(best) == len(before.with_level) >= LEVEL_NEEDS
        form: Form = "each time" if every else ""
        about = about._replace(form=form, elements=best if every else best[:MOST_GOOD])
    yield about


def _good(reading: Reading, *, after_last: bool) -> Iterator[Statement]:
    """Yield the elements that may be called good.

    Args:
        reading: the reading of one therapist's sessions.
        after_last: True after a statement on the last session; then only elements answered there are named.
    """
    good = reading.good
    if after_last and reading.last is not None:
        good = tuple(element for element in good if element.element.id in reading.last.answered)
    if not good:
        return
    ids = tuple(element.element.id for element in good)
    every = len(good) == len(reading.with_level) >= LEVEL_NEEDS
    about = Statement("good", "still" if after_last else "", ids[:MOST_GOOD])
    if every and after_last:
        about = about._replace(form="all still", elements=ids)
    elif every and all(element.level.word == "yes each time" for element in good):
        about = about._replace(form="each time", elements=ids)
    yield about._replace(counted=len(about.elements))


def is_all_low(reading: Reading) -> bool:
    """Return True if every element with a level was below a yes in each of the last five sessions."""
    elements = reading.with_level
    return len(elements) >= LEVEL_NEEDS and all(
        element.level.word == "below a yes each time" and element.level.of == LEVEL_WINDOW for element in elements
    )


def is_mostly_low(reading: Reading) -> bool:
    """Return True if at least half of the elements with a level are low, and there are enough of them."""
    return 2 * len(reading.low) >= len(reading.with_level) >= LEVEL_NEEDS
