"""Goals 1, 2, 3, 4, 19, 21: from the command to the first key, what it costs in memory, and back to the shell."""

import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import BARE, NARROW, OURS, QUIT, WIDE, Bench, Lines
from tests.benchmarks.goals import Line, Times, compared
from tests.benchmarks.journals import first_word
from tests.benchmarks.watched import NotSeen, Seen, anything_at_all, anything_drawn

SECONDS_OF_PIP: Final = 900
_IMPORTED: Final = {
    "bare": "textual.app, textual.widgets._static",
    "ours": "alliance_journal.cli, alliance_journal.start, alliance_journal.store.journal, alliance_journal.app, "
    "alliance_journal.screens.journal, textual.widgets._static, textual.widgets._input",
}
_DOWN: Final = b"\x1b[B"


def starts(bench: Bench) -> Lines:
    """Goals 1, 2, 3, 19 and 21, in both sizes of the terminal."""
    lines: Lines = []
    for size, goal_paint in ((NARROW, 1.15), (WIDE, 1.25)):
        paint, ready, memory, leaving = _rounds(bench, size)
        at = f" at {size[0]}x{size[1]}"
        small, large = f"{bench.small:,}", f"{bench.large:,}"
        lines.append(compared(1, f"start → first paint{at}", paint, small, "bare", goal_paint))
        lines.append(compared(2, f"start → first key has effect{at}", ready, small, "bare", 1.25))
        for peer in ("posting", "harlequin"):
            if len(paint[peer]) == bench.rounds:
                lines.append(compared(1, f"{peer}: start → first paint{at}", paint, peer, "bare", None))
                lines.append(compared(19, f"{peer}: memory{at}", memory, peer, "bare", None))
        if bench.large != bench.small:
            for what, times in (("first paint", paint), ("first key has effect", ready)):
                operation = f"start → {what}{at}, {large} entries"
                lines.append(compared(3, operation, times, large, small, 1.1, name=f"{small} entries"))
        lines.append(compared(19, f"memory at the home screen{at}, MiB", memory, small, "bare", 1.35))
        if bench.large == bench.small:
            lines.append(compared(21, f"quit → shell{at}", leaving, small, "bare", 0.3))
            continue
        more = [a - b for a, b in zip(memory[large], memory[small], strict=True)]
        lines.append(Line(19, f"memory with {large} entries{at}", f"{small} entries", more, 5.0, "MiB more"))
        lines.append(compared(21, f"quit → shell{at}", leaving, small, "bare", 0.3))
    return lines


def _rounds(bench: Bench, size: tuple[int, int]) -> tuple[Times, Times, Times, Times]:
    paint: dict[str, list[float]] = defaultdict(list)
    ready: dict[str, list[float]] = defaultdict(list)
    memory: dict[str, list[float]] = defaultdict(list)
    leaving: dict[str, list[float]] = defaultdict(list)
    for number in range(-1, bench.rounds):
        # The first round only fills the caches of the disk.
        for name, (command, key, effect) in _programs(bench).items():
            if name in bench.peers.missing:
                continue
            try:
                journal = bench.journal(int(name.replace(",", ""))) if name[0].isdigit() else None
                first, answered, used, left = _one(bench, command, size, key, effect, journal)
            except NotSeen as error:
                if name not in bench.peers.commands:
                    raise
                bench.peers.missing[name] = str(error)
                continue
            if number >= 0:
                paint[name].append(first)
                ready[name].append(answered)
                memory[name].append(used)
                leaving[name].append(left)
    return paint, ready, memory, leaving


def _one(
    bench: Bench, command: list[str], size: tuple[int, int], key: bytes, effect: Seen, journal: Path | None
) -> tuple[float, float, float, float]:
    """One start: milliseconds to the first paint and to the first key's effect, MiB, milliseconds to the shell."""
    with bench.start(command, size, journal=journal) as app:
        first = 1000 * (app.wait(anything_drawn) - app.began)
        answered = 1000 * (app.insist(key, effect) - app.began) if key else 0.0
        app.settled()
        used = app.memory()
        # The others ask before they go.
        return first, answered, used, app.quit(QUIT) if key else 0.0


def _programs(bench: Bench) -> dict[str, tuple[list[str], bytes, Seen]]:
    """What is run in turn: the command, the first key, and what shows its effect."""
    programs: dict[str, tuple[list[str], bytes, Seen]] = {"bare": ([*BARE], b"x", b"pressed")}
    for count in (bench.small, bench.large):
        # The cursor goes down, and the text of the second newest is shown.
        shown = first_word(count - 2).encode()
        programs[f"{count:,}"] = ([*OURS], _DOWN, shown)
    for peer in ("posting", "harlequin"):
        if peer in bench.peers.commands:
            programs[peer] = ([*bench.peers.commands[peer]], b"", None)
    return programs


def imports(bench: Bench) -> Lines:
    """What has to be imported before the first page can be drawn, by `-X importtime`, against the bare app."""
    counts: dict[str, list[float]] = defaultdict(list)
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(bench.rounds):
        for name, modules in _IMPORTED.items():
            command = [sys.executable, "-X", "importtime", "-c", f"import gc; gc.disable(); import {modules}"]
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, env=os.environ | bench.environment(command)
            )
            found = re.findall(r"import time: +(\d+) \|", done.stderr)
            counts[name].append(len(found))
            times[name].append(sum(map(int, found)) / 1000)
    bench.notes.append(
        "Before imports were put off, it was 166 modules more than the bare app, and the CSS read 3 times."
    )
    lines = [compared(0, "imports before the first page", times, "ours", "bare", None)]
    more = [a - b for a, b in zip(counts["ours"], counts["bare"], strict=True)]
    return [*lines, Line(0, "modules imported before the first page", "bare", more, None, "more")]


def first_start(bench: Bench) -> Lines:
    """Goal 4: the first start after an installation as the README says it, against the second one."""
    home = bench.folder / "installed"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
    root = Path(__file__).parents[2]
    surroundings = {"PATH": "/usr/bin:/bin", "HOME": str(bench.folder)}
    subprocess.run(
        [str(home / "bin/python"), "-m", "pip", "install", "--quiet", str(root)],
        check=True,
        capture_output=True,
        timeout=SECONDS_OF_PIP,
        env=surroundings,
    )
    command = [str(home / "bin/alliance-journal")]
    took = []
    for _ in range(4):
        began = time.perf_counter()
        with bench.start(command, journal=bench.journal(bench.small)) as app:
            took.append(1000 * (app.wait(anything_drawn) - began))
            app.settled()
            app.quit(QUIT)
    again = min(took[1:])
    return [
        Line(
            4, "first start after pip install .", "the next ones", [took[0] / again], 1.25, here=f"{took[0]:.0f} ms"
        )
    ]


def unlocking(bench: Bench) -> Lines:
    """Goal 5: from Enter after the passphrase to the list, against deriving the key alone."""
    from alliance_journal.store import connection
    from tests.benchmarks.journals import PASSPHRASE, title

    path = bench.journal(bench.small, encrypted=True)
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(bench.rounds):
        began = time.perf_counter()
        connection.connect(path, PASSPHRASE).close()
        times["KDF alone"].append(1000 * (time.perf_counter() - began))
        with bench.start(OURS, journal=path) as app:
            app.wait(anything_drawn)
            app.settled()
            app.press(PASSPHRASE.reveal().encode(), anything_at_all)
            app.settled()
            times["ours"].append(app.press(b"\r", title(bench.small - 1).encode()))
            app.quit(QUIT)
    return [compared(5, "passphrase → list on the screen", times, "ours", "KDF alone", 1.2)]
