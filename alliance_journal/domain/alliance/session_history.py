"""One therapist's sessions from the newest backwards, read no further than a rule looks (reading.md 3, speed.md).

What is said of today costs the same after five sessions and after five thousand: the sessions come in windows, and
the next window is only asked for where a rule has not found yet what it looks for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

GAP: Final = timedelta(days=90)
"""So long between two rated sessions begins a new stretch, and no rule looks across it."""
FIRST_WINDOW: Final = 64
"""Sessions that are read at first: what most rules need, and what the widest screens show."""
LARGEST_WINDOW: Final = 512
"""Each window is twice as large as the one before, up to this: none takes longer than a frame."""


class Session(NamedTuple):
    """A session as it is handed over: its id, its day, and its scored answers by question id, perhaps none."""

    id: str
    day: date
    scores: Mapping[str, int]


Further = Callable[[int], Sequence[Session]]
"""Hands over so many sessions that come next, newest first; fewer only where there are no more.

Where it raises, nothing is handed over, and the next time it is asked for the same ones.
"""


class RatedSession(NamedTuple):
    """A session as the reading sees it: its place, its day and the scored answers by question id."""

    id: str
    x: int
    day: date
    scores: Mapping[str, int]


class Past:
    """All sessions with one therapist, `sessions` in number; every question reads as far back as it must.

    Two are equal where all their sessions are. What `further` raises is passed on, and nothing is lost by it.
    """

    def __init__(self, sessions: int, further: Further, count_rated: Callable[[], int]) -> None:
        self.sessions = sessions
        self._further, self._count_rated = further, count_rated
        self._window = FIRST_WINDOW
        self._days: list[date] = []
        self._rated: list[RatedSession] = []
        # Which stretch each rated session belongs to; the newest one is 0.
        self._stretch_of: list[int] = []
        self._is_whole = not sessions

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Past):
            return NotImplemented
        return (self.sessions, self.rated, self.days(self.sessions)) == (
            other.sessions,
            other.rated,
            other.days(other.sessions),
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def rated(self) -> tuple[RatedSession, ...]:
        """All sessions with a scored answer, oldest first; reads everything."""
        while self._read_on():
            pass
        return tuple(reversed(self._rated))

    @property
    def rated_sessions(self) -> int:
        """How many sessions have a scored answer; counted, not read."""
        return len(self._rated) if self._is_whole else self._count_rated()

    def has_rated(self, count: int) -> bool:
        """Whether so many sessions have a scored answer."""
        return self.rated_at(count - 1) is not None

    def rated_at(self, place: int) -> RatedSession | None:
        """The rated session so many places before the newest, which is 0; None where there is none."""
        while place >= len(self._rated):
            if not self._read_on():
                return None
        return self._rated[place]

    def latest_rated(self, count: int) -> list[RatedSession]:
        """The last rated sessions, up to `count`, newest first."""
        self.rated_at(count - 1)
        return self._rated[:count]

    def days(self, count: int) -> list[date]:
        """The days of the last sessions, up to `count`, rated or not, oldest first."""
        while len(self._days) < count and self._read_on():
            pass
        return self._days[:count][::-1]

    def belongs(self, place: int, stretch: int) -> bool:
        """Whether the rated session there is one of this stretch; it was read already."""
        return self._stretch_of[place] == stretch

    def stretches(self, since: date = date.min) -> Iterator["Stretch"]:
        """The stretches, newest first, without those that ended before a day."""
        at = 0
        while (session := self.rated_at(at)) is not None and session.day >= since:
            stretch = Stretch(self, self._stretch_of[at], at)
            yield stretch
            while (session := stretch.at(at - stretch.begin)) is not None and session.day >= since:
                at += 1

    def _read_on(self) -> bool:
        """Read the next window; False where there is no more."""
        if self._is_whole:
            return False
        found = self._further(self._window)
        for session in found[: self.sessions - len(self._days)]:
            x = self.sessions - len(self._days)
            self._days.append(session.day)
            if session.scores:
                self._take(RatedSession(session.id, x, session.day, session.scores))
        self._is_whole = len(found) < self._window or len(self._days) >= self.sessions
        self._window = min(LARGEST_WINDOW, 2 * self._window)
        return True

    def _take(self, session: RatedSession) -> None:
        """One rated session more, which belongs to the stretch of the one after it, or to an earlier one."""
        if not self._rated:
            self._stretch_of.append(0)
        else:
            apart = self._rated[-1].day - session.day >= GAP
            self._stretch_of.append(self._stretch_of[-1] + apart)
        self._rated.append(session)


class Stretch(NamedTuple):
    """The rated sessions between two long gaps; `begin` is the place of its newest one."""

    past: Past
    number: int = 0
    begin: int = 0

    def at(self, place: int) -> RatedSession | None:
        """The session so many places before the newest of the stretch; None before its beginning."""
        session = self.past.rated_at(self.begin + place)
        return session if session and self.past.belongs(self.begin + place, self.number) else None


def past_of(sessions: Sequence[Session]) -> Past:
    """The past of sessions that are all at hand, oldest first."""
    left = list(sessions)

    def further(size: int) -> Sequence[Session]:
        found = left[: -size - 1 : -1]
        del left[-size:]
        return found

    return Past(len(sessions), further, lambda: sum(bool(session.scores) for session in sessions))
