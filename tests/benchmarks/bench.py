"""Shared parts of all measurements: the journals, the programs, and starting them in turn."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.benchmarks.goals import Line
from tests.benchmarks.journals import Journals, title
from tests.benchmarks.peers import Peers
from tests.benchmarks.watched import Watched, anything_drawn

ROOT: Final = Path(__file__).parents[2]
OURS: Final = (sys.executable, "-m", "alliance_journal")
BARE: Final = (sys.executable, str(Path(__file__).with_name("bare.py")))
BEATING: Final = (sys.executable, "-m", "tests.benchmarks.beating")
ANCHORS: Final = (sys.executable, str(Path(__file__).with_name("anchors.py")))
NARROW, WIDE = (80, 24), (120, 40)
QUIT: Final = b"\x11"
SECONDS_OF_A_COMMAND: Final = 600


@dataclass(slots=True)
class Bench:
    """One run of the suite.

    Attributes:
        folder: where everything is made; gone afterwards but for what `journals` and `peers` keep.
        sizes: the numbers of entries that are tried.
        rounds: how often everything is done in turn.
        long: whether the runs of minutes and hours are done, too.
        notes: what has to be said with the results.
    """

    folder: Path
    journals: Journals
    peers: Peers
    sizes: tuple[int, ...] = (500, 5_000, 50_000)
    rounds: int = 10
    long: bool = False
    notes: list[str] = field(default_factory=list)

    def environment(self, command: Sequence[str]) -> dict[str, str]:
        """Return what a program needs to know; in this Python, where this copy of ours is.

        It runs as if installed alone: sqlite-utils would load numpy, which the tests brought.
        """
        if command[0] != sys.executable:
            return {}
        hiding = self.folder / "as_installed"
        if not hiding.exists():
            hiding.mkdir(parents=True)
            (hiding / "numpy.py").write_text("raise ImportError('not installed with the program')\n")
        return {"PYTHONPATH": os.pathsep.join([str(hiding), str(ROOT)])}

    @property
    def small(self) -> int:
        """The smallest journal."""
        return min(self.sizes)

    @property
    def few(self) -> int:
        """Return how often in turn is done what takes long."""
        return max(2, self.rounds // 2)

    @property
    def large(self) -> int:
        """The largest journal."""
        return max(self.sizes)

    def journal(self, count: int, *, encrypted: bool = False, fresh: bool = False) -> Path:
        """A journal of this size; a `fresh` one is as it was made."""
        path = self.folder / "journals" / f"{count}{'-encrypted' if encrypted else ''}" / "journal.db"
        if fresh or not path.exists():
            self.journals.copy(count, path, encrypted=encrypted)
        return path

    def home(self) -> Path:
        """Return where the programs are at home."""
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        return home

    def start(
        self, command: Sequence[str], size: tuple[int, int] = NARROW, *, journal: Path | None = None
    ) -> Watched:
        """Start a program in a terminal, in a home of its own; ours over this journal, without any option."""
        home = self.home()
        named = {"ALLIANCE_JOURNAL_FILE": os.fspath(journal)} if journal else {}
        return Watched(command, home, size=size, environment=self.environment(command) | named)

    @contextlib.contextmanager
    def app(
        self,
        count: int,
        size: tuple[int, int] = NARROW,
        *,
        path: Path | None = None,
        command: Sequence[str] = OURS,
    ) -> Iterator[Watched]:
        """Our app over a journal of this size, when its list is on the screen and all is quiet."""
        file = path or self.journal(count)
        with self.start(command, size, journal=file) as app:
            app.wait(title(count - 1).encode())
            app.settled()
            yield app
            app.quit(QUIT)

    @contextlib.contextmanager
    def anchor(self, kind: str, text: str = "", size: tuple[int, int] = NARROW) -> Iterator[Watched]:
        """A bare app, when it is on the screen and all is quiet."""
        file = self.folder / f"{kind}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        with self.start([*ANCHORS, kind, os.fspath(file)], size) as app:
            app.wait(anything_drawn)
            app.settled()
            yield app
            app.quit(QUIT)

    def seconds(
        self, command: Sequence[str], *, stdin: bytes = b"", environment: dict[str, str] | None = None
    ) -> float:
        """Return how long a command of the shell takes, in seconds; it has to end well.

        Raises:
            RuntimeError, subprocess.TimeoutExpired: when it does not.
        """
        home = self.home()
        surroundings = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        began = time.perf_counter()
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            cwd=home,
            env=surroundings | self.environment(command) | (environment or {}),
            check=False,
            timeout=SECONDS_OF_A_COMMAND,
        )
        took = time.perf_counter() - began
        if done.returncode:
            raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()[-300:]}")
        return took


Lines = list[Line]
Found = Iterator[Line]
"""Line by line: what a measure found before it could not go on is kept."""
