"""One therapist's sessions in order, divided into stretches by long breaks.

All rules use this history. A session has a place x = 1, 2, 3 … in the list of all sessions with this therapist;
sessions without answers count, so that gaps stay gaps.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.alliance.rule_constants import GAP


class Session(NamedTuple):
    """A session as it is read from the journal."""

    id: str
    """Identifier of its entry."""
    day: date
    """Date of the session."""
    answers: Mapping[str, Answer]
    """Answers by question id; empty without any answer."""


class RatedSession(NamedTuple):
    """A session with at least one scored answer to a question of the checklist."""

    id: str
    """Identifier of its entry."""
    x: int
    """Place in the list of all sessions with this therapist, from 1."""
    day: date
    """Date of the session."""
    scores: Mapping[str, int]
    """Scores from 0 (no) to 3 (fully) by question id."""


Stretch = tuple[RatedSession, ...]
"""Rated sessions without a long break between two of them, oldest first."""


class SessionHistory(NamedTuple):
    """All sessions with one therapist."""

    sessions: tuple[Session, ...] = ()
    """All of them, oldest first."""
    stretches: tuple[Stretch, ...] = ()
    """The rated ones, oldest stretch first; the last one is the present stretch."""

    @property
    def present(self) -> Stretch:
        """Rated sessions since the last long break; empty without rated sessions."""
        return self.stretches[-1] if self.stretches else ()

    @property
    def latest(self) -> RatedSession | None:
        """Latest rated session, or None."""
        return self.stretches[-1][-1] if self.stretches else None

    @property
    def rated(self) -> int:
        """Number of rated sessions."""
        return sum(map(len, self.stretches))

    @property
    def answered(self) -> int:
        """Number of sessions with any answer, "not sure" included."""
        return sum(bool(session.answers) for session in self.sessions)

    def latest_answered(self, count: int) -> tuple[Session, ...]:
        """Return the last answered sessions, up to `count`, oldest first."""
        found: list[Session] = []
        for session in reversed(self.sessions):
            if len(found) == count:
                break
            if session.answers:
                found.append(session)
        return tuple(reversed(found))

    def days(self, count: int) -> Sequence[date]:
        """Return the dates of the last sessions, up to `count`, oldest first."""
        return [session.day for session in self.sessions[-count:]] if count > 0 else []

    def until(self, session_id: str) -> "SessionHistory":
        """Return the history as it was when this session was the latest; all of it for an unknown id."""
        ids = [session.id for session in self.sessions]
        if session_id not in ids[:-1]:
            return self
        return history_of(self.sessions[: ids.index(session_id) + 1])


def history_of(sessions: Iterable[Session]) -> SessionHistory:
    """Return the history of one therapist's sessions.

    Args:
        sessions: ordered by date, then by creation. Answers to questions that are not in the checklist's table are
            left out, because their meaning is unknown.
    """
    ordered = _with_known_questions(tuple(sessions))
    stretches: list[list[RatedSession]] = []
    for x, session in enumerate(ordered, start=1):
        scores = {
            question: score for question, answer in session.answers.items() if (score := answer.score) is not None
        }
        if not scores:
            continue
        if not stretches or session.day - stretches[-1][-1].day >= GAP:
            stretches.append([])
        stretches[-1].append(RatedSession(session.id, x, session.day, scores))
    return SessionHistory(ordered, tuple(map(tuple, stretches)))


def _with_known_questions(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """Return the sessions without answers to questions that are not in the checklist's table."""
    if set[str]().union(*(session.answers for session in sessions)) <= QUESTION.keys():
        return sessions
    return tuple(
        session._replace(answers={q: answer for q, answer in session.answers.items() if q in QUESTION})
        for session in sessions
    )
