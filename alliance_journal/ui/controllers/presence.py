"""Idle time, by the wall clock: the monotonic one may stand still while the computer sleeps."""

from collections.abc import Callable
from typing import Final

SLEPT_SECONDS: Final = 10
"""Difference of the two clocks from which on the computer slept, or somebody set the clock."""


class Presence:
    """Time of the last key or mouse event."""

    def __init__(self, wall: Callable[[], float], monotonic: Callable[[], float]) -> None:
        """Begin with an event now.

        Args:
            wall: seconds since the epoch, which pass while the computer sleeps.
            monotonic: seconds that do not pass then.
        """
        self._wall, self._monotonic = wall, monotonic
        self.seen()

    def seen(self) -> None:
        """Remember an event now."""
        self._last = self._wall()
        self._apart = self._last - self._monotonic()

    def seconds(self) -> float:
        """Return the seconds since the last event."""
        return self._wall() - self._last

    def slept(self) -> bool:
        """Return True if the computer slept since the last event."""
        return abs(self._wall() - self._monotonic() - self._apart) >= SLEPT_SECONDS
