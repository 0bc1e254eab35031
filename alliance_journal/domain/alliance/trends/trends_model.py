"""Results of all rules for one therapist's sessions."""

from datetime import date
from typing import NamedTuple

from alliance_journal.domain.alliance.rules.last_session import AtSession, at_session
from alliance_journal.domain.alliance.rules.not_sure import Unsure
from alliance_journal.domain.alliance.rules.yes_to_most import YesToMost
from alliance_journal.domain.alliance.session_history import RatedSession, SessionHistory
from alliance_journal.domain.alliance.trends.element_reading import ElementReading, OverallReading
from alliance_journal.domain.alliance.trends.statement import Statement


class MarkedTension(NamedTuple):
    """A session with tension, and the session where it was talked through, if it was."""

    session: str
    """Identifier of the session's entry."""
    x: int
    """Place of the session, from 1."""
    day: date
    """Date of the session."""
    words: str = ""
    """The client's own words about it."""
    through_x: int | None = None
    """Place of the session where it was talked through."""
    through_day: date | None = None
    """Date of that session."""
    outcome: str = ""
    """The client's own words about what came of it."""


class Reading(NamedTuple):
    """Reading of one therapist's sessions: the results of all rules."""

    history: SessionHistory
    """The sessions."""
    yes_to_most: YesToMost | None
    """R0 of the latest rated session, while it is one of the first two."""
    last: AtSession | None
    """R7 at the latest rated session; None without one."""
    overall: OverallReading
    """All answers together."""
    elements: tuple[ElementReading, ...]
    """The elements, in the order of the table."""
    unsure: Unsure
    """R10's counts over all questions."""
    lowest: str | None
    """R6: the element that stands out as lowest."""
    tensions: tuple[MarkedTension, ...] = ()
    """Sessions with tension, oldest first."""
    statements: tuple[Statement, ...] = ()
    """Statements about all of it, in the order in which they are shown, at most three."""

    @property
    def sessions(self) -> int:
        """Number of sessions, with answers or without."""
        return len(self.history.sessions)

    @property
    def good(self) -> tuple[ElementReading, ...]:
        """Elements that may be called good, the first to be named first (R9)."""
        return tuple(sorted((e for e in self.elements if e.may_be_good), key=lambda e: e._rank_among_good))

    @property
    def low(self) -> tuple[ElementReading, ...]:
        """Elements that are low, in the order of the table."""
        return tuple(element for element in self.elements if element.is_low)

    @property
    def with_level(self) -> tuple[ElementReading, ...]:
        """Elements with a level, in the order of the table."""
        return tuple(element for element in self.elements if element.has_level)

    def tension_at(self, session: str) -> MarkedTension | None:
        """Return the tension marked at a session, or None."""
        return next((tension for tension in self.tensions if tension.session == session), None)

    def of(self, element: str) -> ElementReading:
        """Return the reading of one element.

        Raises:
            KeyError: if the element is not shown ("room to disagree", before it was answered).
        """
        for found in self.elements:
            if found.element.id == element:
                return found
        raise KeyError(element)

    def at(self, session: RatedSession) -> AtSession:
        """Return the comparison for a session of the present stretch, as if it were the latest."""
        return at_session({e.element.id: e.series for e in self.elements}, self.overall.series, session)
