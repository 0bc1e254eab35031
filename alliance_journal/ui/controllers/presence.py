"""Whether somebody is there: by the clock on the wall, since the other one stands still while a computer sleeps."""

from collections.abc import Callable
from typing import Final

SLEPT_SECONDS: Final = 10
"""By so much the clocks differ between two looks only when the computer slept, or somebody set the clock."""


class Presence:
    """When somebody last pressed a key or moved the mouse."""

    def __init__(self, wall: Callable[[], float], monotonic: Callable[[], float]) -> None:
        """Begin with somebody there.

        Args:
            wall: seconds since the epoch, also while the computer sleeps.
            monotonic: seconds that stand still meanwhile.
        """
        self._wall, self._monotonic = wall, monotonic
        self.seen()

    def seen(self) -> None:
        """Somebody is there now."""
        self._last = self._wall()
        self._apart = self._last - self._monotonic()

    def seconds(self) -> float:
        """For how long nobody was seen."""
        return self._wall() - self._last

    def slept(self) -> bool:
        """Whether the computer slept since somebody was last seen."""
        return abs(self._wall() - self._monotonic() - self._apart) >= SLEPT_SECONDS
