"""Time limit for reading a file that is not the open journal: such a file can be crafted to keep SQLite busy."""

import time
from typing import Final

from alliance_journal.store.core.sqlite_driver import Connection

SECONDS: Final = 120.0
"""Maximum time for reading one damaged file, or one file from somebody else, in seconds."""
STEPS: Final = 10_000
"""Virtual machine instructions of SQLite between two checks of the limit: a few checks a millisecond."""


class Limit:
    """A deadline, `seconds` after its creation."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """True if the deadline has passed."""
        return time.monotonic() > self._end

    def put_on(self, connection: Connection) -> None:
        """Make every statement of a connection fail once the deadline has passed."""
        connection.set_progress_handler(lambda: self.is_over, STEPS)
