"""Goals 1, 2, 3, 19, 21: from the command to the first key, what it costs in memory, and back to the shell."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import BARE, NARROW, OURS, QUIT, WIDE, Bench, Found
from tests.benchmarks.goals import Line, compared, flat, nothing_yet
from tests.benchmarks.journals import first_word
from tests.benchmarks.watched import Seen, anything_drawn

ENCRYPTED: Final = "encrypted"
DOWN: Final = b"\x1b[B"
IMPORTED: Final = {
    "bare": "textual.app, textual.widgets._static",
    "ours": "alliance_journal.cli, alliance_journal.ui.run, alliance_journal.store.journal, "
    "alliance_journal.ui.app, alliance_journal.ui.journal.screen, textual.widgets._static, textual.widgets._input",
}


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is started in turn with others.

    Attributes:
        key: the first key that is pressed; none where only the first paint is of interest.
        effect: what shows that it was answered.
        leave: the keys that close it; none where it is ended.
    """

    command: Sequence[str]
    key: bytes = b""
    effect: Seen = None
    journal: Path | None = None
    leave: bytes = QUIT


BARE_APP: Final = Program(BARE, b"x", b"pressed")


class Starts:
    """Results of each program, one of each round: milliseconds, and MiB."""

    def __init__(self) -> None:
        self.paint, self.ready, self.memory, self.leaving = (nothing_yet() for _ in range(4))


def start_once(bench: Bench, name: str, program: Program, size: tuple[int, int], found: Starts) -> None:
    """One start, and its end."""
    with bench.start(program.command, size, journal=program.journal) as app:
        found.paint[name].append(1000 * (app.wait(anything_drawn) - app.began))
        if program.key:
            found.ready[name].append(1000 * (app.insist(program.key, program.effect) - app.began))
        app.settled()
        found.memory[name].append(app.memory())
        if program.leave:
            found.leaving[name].append(app.quit(program.leave))


def starts(bench: Bench) -> Found:
    """Goals 1, 2, 3, 19 and 21, in both sizes of the terminal."""
    for size, goal_paint in ((NARROW, 1.5), (WIDE, 1.5)):
        found = _rounds(bench, size)
        at = f"at {size[0]}x{size[1]}"
        ours = str(bench.small)
        yield compared(1, f"start → first paint {at}", found.paint, ours, "bare", goal_paint)
        locked = f"start → first paint {at}, passphrase asked"
        yield compared(1, locked, found.paint, ENCRYPTED, "bare", goal_paint)
        yield compared(2, f"start → first key has effect {at}", found.ready, ours, "bare", 1.6)
        memory = f"memory at the home screen {at}"
        yield compared(19, memory, found.memory, ours, "bare", 1.65, unit="MiB")
        yield compared(21, f"quit → shell {at}", found.leaving, ours, "bare", 0.3)
        yield from _growth(bench, found, at)


def _rounds(bench: Bench, size: tuple[int, int]) -> Starts:
    programs = {"bare": BARE_APP}
    for count in sorted({bench.small, bench.large}):
        # The cursor goes down, and the text of the second newest is shown.
        shown = first_word(count - 2).encode()
        programs[str(count)] = Program(OURS, DOWN, shown, bench.journal(count))
    programs[ENCRYPTED] = Program(OURS, journal=bench.journal(bench.small, encrypted=True))
    found = Starts()
    for number in range(-1, bench.rounds):
        for name, program in programs.items():
            # The first round only fills the caches of the disk.
            start_once(bench, name, program, size, found if number >= 0 else Starts())
    return found


def _growth(bench: Bench, found: Starts, at: str) -> Found:
    """Return what the largest journal costs more than the smallest one."""
    small, large = bench.small, bench.large
    for what, times in (("first paint", found.paint), ("first key has effect", found.ready)):
        yield from flat(3, f"start → {what} {at}", {n: times[str(n)] for n in (small, large)}, 1.1)
    if large != small:
        more = [a - b for a, b in zip(found.memory[str(large)], found.memory[str(small)], strict=True)]
        yield Line(19, f"memory {at}, {large:,} entries", f"{small:,} entries", more, 5.0, "MiB more")


def imports(bench: Bench) -> Found:
    """Measure the imports before the first page is drawn, by `-X importtime`, against the bare app."""
    counts, times = nothing_yet(), nothing_yet()
    for _ in range(bench.rounds):
        for name, modules in IMPORTED.items():
            command = [sys.executable, "-X", "importtime", "-c", f"import gc; gc.disable(); import {modules}"]
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, env=os.environ | bench.environment(command)
            )
            found = re.findall(r"import time: +(\d+) \|", done.stderr)
            counts[name].append(len(found))
            times[name].append(sum(map(int, found)) / 1000)
    yield compared(0, "imports before the first page", times, "ours", "bare", None)
    more = [a - b for a, b in zip(counts["ours"], counts["bare"], strict=True)]
    yield Line(0, "modules imported before the first page", "bare", more, None, "more")
