"""Starting the process that works, killing it in the middle of something, and looking at what it left."""

import contextlib
import os
import random
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import tests
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.errors import NeedsPassphrase, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.store.schema import migrations
from alliance_journal.store.search import fts_index
from tests.torture.child import Key

ROOT: Final = Path(tests.__file__).parent.parent
GUESSED_SECONDS: Final = 0.3
"""How long a piece of work takes, while none was seen yet."""
UNTIL: Final = 1_000_000


@dataclass(slots=True)
class Progress:
    """Progress of the process before its end.

    Attributes:
        start: the number it began with.
        done: the number of the piece of work that comes next, all before being acknowledged.
        begun: whether that one had begun, and nobody knows how far it is.
        within: whether it had said, since, that it is where a kill is to come.
    """

    start: int
    done: int
    begun: bool = False
    within: bool = False
    seconds: list[float] = field(default_factory=list)

    @property
    def possible(self) -> tuple[int, ...]:
        """Return the possible numbers of finished pieces: the acknowledged ones, perhaps with one begun."""
        return (self.done, self.done + 1) if self.begun else (self.done,)


class Working:
    """A process that does one kind of work, and what it said so far."""

    def __init__(self, kind: str, path: Path, start: int, until: int = UNTIL) -> None:
        self.progress = Progress(start, start)
        self._said = b""
        self._since = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.child", kind, os.fspath(path), str(start), str(until)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=surroundings(),
        )

    def kill_inside(self, chance: random.Random, after: int, *, within: bool = False) -> Progress:
        """Kill it in the middle of a piece of work, some time after this many are done; or where it says so."""
        first = self.progress.done + after
        while True:
            self._hear(None)
            assert self.process.poll() is None, "it ended by itself"
            if self.progress.begun and self.progress.done >= first and self.progress.within >= within:
                usual = statistics.median(self.progress.seconds[-5:] or [GUESSED_SECONDS])
                if not self._hear(chance.random() * usual):
                    break
        self.process.kill()
        self._end()
        return self.progress

    def to_its_end(self) -> Progress:
        """Let it do all of its work."""
        self._end()
        assert self.process.returncode == 0
        assert not self.progress.begun
        return self.progress

    def _end(self) -> None:
        while self._hear(None):
            pass
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def _hear(self, seconds: float | None) -> bool:
        """Read what it says, for at most so long; whether there was something."""
        assert self.process.stdout
        pipe = self.process.stdout.fileno()
        if not select.select([pipe], [], [], seconds)[0]:
            return False
        heard = os.read(pipe, 1 << 16)
        *lines, self._said = (self._said + heard).split(b"\n")
        now = time.monotonic()
        for line in lines:
            word, _, number = line.partition(b" ")
            if word == b"begin":
                assert int(number) == self.progress.done
                self.progress.begun = True
            elif word == b"within":
                self.progress.within = True
            else:
                self.progress.begun = self.progress.within = False
                self.progress.done = int(number) + 1
                self.progress.seconds.append(now - self._since)
            self._since = now
        return bool(heard)


def surroundings() -> Mapping[str, str]:
    """The environment of a process that is nobody's in particular."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8"}


# What was left


def opens_with(path: Path, keys: Iterable[Key]) -> Key:
    """Return which of the passphrases opens a journal; one of them must."""
    for key in keys:
        with contextlib.suppress(NeedsPassphrase, WrongPassphrase):
            journal = Journal.open(path, passphrase=key)
            journal.close()
            return journal.passphrase
    raise AssertionError(f"{path} opens with neither the old nor the new passphrase")


def is_whole(path: Path, *keys: Key) -> None:
    """A file that one of the passphrases opens has nothing broken in it: pages, seals, links, digests, index."""
    for one in keys:
        with contextlib.suppress(WrongPassphrase, NeedsPassphrase):
            key = opening.key_for(path, one)
            with contextlib.closing(opening.connect(path, key)) as connection:
                _look_at(connection, path, sealed=key is not None)
            return
    raise AssertionError(f"{path} does not open")


def _look_at(connection: Any, path: Path, *, sealed: bool) -> None:
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "damaged"
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == [], "damaged"
    if sealed:
        # What a save was about to write into an empty page is not taken back: nobody reads it.
        empty = connection.execute("PRAGMA freelist_count").fetchone()[0]
        assert opening.broken_seals(connection) <= empty, "damaged"
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone():
        assert fts_index.are_whole(connection), "damaged"
    if not migrations.is_older(connection, path):
        # In a file on its way they stand otherwise; it is looked at again when it has come to its end.
        assert list(entry_checksums.differing(connection)) == [], "damaged"
