"""New journals as copies of one that is made once: making one waits for the disk several times."""

import functools
import tempfile
from pathlib import Path

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.database import Clock, utc_now
from alliance_journal.store.journal import Journal
from tests import quick_keys


def new_journal(path: Path, clock: Clock = utc_now, *, passphrase: Passphrase | None = None) -> Journal:
    """Return a new, open journal as `Journal.begin` makes it.

    All of them have the same random mark inside, so tests that merge two journals make each with `Journal.begin`.
    """
    path.touch(0o600, exist_ok=False)
    path.write_bytes(_content(passphrase, quick_keys.rounds()))
    return Journal.open(path, clock, passphrase=passphrase)


@functools.cache
def _content(passphrase: Passphrase | None, rounds: int) -> bytes:
    """The file of a new journal, whose key is derived in so many rounds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        Journal.begin(path, passphrase=passphrase).close()
        return path.read_bytes()
