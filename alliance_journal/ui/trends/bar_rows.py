"""Rows of the Trends page, from the reading of the sessions and from the goals."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from alliance_journal.domain.alliance.rule_constants import LEVEL_NEEDS
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.element_text import NO_VERDICT, verdict
from alliance_journal.domain.brief.model import STRIP_LENGTH
from alliance_journal.domain.models import HIGHEST_MARK, Goal
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.ui.trends.bar_window import BarRow, Tensions
from alliance_journal.ui.trends.goal_rows import GoalRow


def ordered_elements(reading: Reading, *, lowest_first: bool) -> tuple[ElementReading, ...]:
    """Return the elements in their fixed order, or those with the lowest latest value first."""
    if not lowest_first:
        return reading.elements
    return tuple(sorted(reading.elements, key=lambda element: (element.lately is None, element.lately or 0)))


def element_rows(reading: Reading, days: Sequence[date], today: date, *, lowest_first: bool) -> list[BarRow]:
    """Return a row for each element.

    Args:
        reading: the reading of the sessions.
        days: days of the last sessions, oldest first.
        today: the client's own day.
        lowest_first: True for the lowest element first.
    """
    since = days[0] if days else date.max
    # With one or two sessions there are bars, but no verdict yet.
    has_verdict = reading.history.answered >= LEVEL_NEEDS
    return [
        BarRow(
            element.element.id,
            element.element.label,
            {point.x: point for point in element.points_since(since)},
            verdict(element, reading, today) if has_verdict else NO_VERDICT,
            frozenset(drop.x for drop in element.drops_since(since)),
        )
        for element in ordered_elements(reading, lowest_first=lowest_first)
    ]


def tensions_of(reading: Reading) -> Tensions:
    """Return the sessions with a tension, and those in which one was talked through."""
    return Tensions(
        frozenset(tension.x for tension in reading.tensions),
        frozenset(tension.through_x for tension in reading.tensions if tension.through_x),
    )


class MarkedSessions(NamedTuple):
    """Sessions in whose columns marks of goals can stand.

    Attributes:
        therapist_id: the therapist of the sessions; None for sessions without one.
        days: days of the last sessions, oldest first.
        total: number of all sessions.
    """

    therapist_id: str | None
    days: Sequence[date]
    total: int


def goal_rows(journal: Journal, goals: Sequence[Goal], sessions: MarkedSessions) -> list[GoalRow]:
    """Return a row for each goal that is shown.

    Raises:
        JournalError: when the journal cannot be read.
    """
    rows = (_goal_row(journal, goal, sessions) for goal in goals if goal.state != "let go")
    return [row for row in rows if row]


def _goal_row(journal: Journal, goal: Goal, sessions: MarkedSessions) -> GoalRow | None:
    """Return the row of a goal with marks at these sessions, or that was reached and was marked lately."""
    days, total = sessions.days, sessions.total
    given = {mark.date: mark.mark for mark in goal.marks}
    marked = next((day for day in reversed(days) if day in given), None)
    if marked is None and len(days) < total:
        marked = journal.sessions.latest_day(sessions.therapist_id, given)
    if marked is None or (goal.state == "reached" and marked not in days[-STRIP_LENGTH:]):
        return None
    first = total - len(days) + 1
    marks = {x: given[day] for x, day in enumerate(days, start=first) if day in given}
    latest = f"{given[marked]} of {HIGHEST_MARK}"
    return GoalRow(one_line(goal.text), marks, latest if goal.state == "open" else f"{latest}, {goal.state}")
