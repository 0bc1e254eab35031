"""A limit of time for reading a file that is not the open journal: such a file can be made to keep SQLite busy."""

import time
from typing import Final

from alliance_journal.store.core.sqlite_driver import Connection

SECONDS: Final = 120.0
"""So long at the most is read from one damaged file, or from a file of somebody else."""
STEPS: Final = 10_000
"""After so many steps of its own SQLite asks whether to go on: a few times in a thousandth of a second."""


class Limit:
    """The moment at which reading ends."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self._end

    def put_on(self, connection: Connection) -> None:
        """Let every statement of a connection end with an error once the time is over."""
        connection.set_progress_handler(lambda: self.is_over, STEPS)
