"""posting and harlequin beside the bare app: no goal is met or not here, it is told where the others are."""

from collections.abc import Mapping
from typing import Final

from tests.benchmarks.bench import NARROW, WIDE, Bench, Found
from tests.benchmarks.editing import LETTERS
from tests.benchmarks.goals import Line, compared, nothing_yet, percentile
from tests.benchmarks.starting import BARE_APP, Program, Starts, start_once
from tests.benchmarks.watched import NotSeen, Watched, anything_drawn

LEAVE: Final = {"posting": b"\x03", "harlequin": b"\x11"}
RESTS: Final = 20.0
"""Seconds."""
RESIZES: Final = 4


def others(bench: Bench) -> Found:
    """Each of them against the bare app."""
    for name, leave in LEAVE.items():
        if not bench.peers.command(name):
            continue
        try:
            yield from _starts(bench, name, leave)
            yield from _kept_open(bench, name, leave)
        except (NotSeen, TimeoutError) as error:
            bench.peers.missing[name] = str(error)


def _starts(bench: Bench, name: str, leave: bytes) -> Found:
    """Both begin in a field, where the first letter is seen."""
    theirs = Program(bench.peers.command(name), LETTERS[0].encode(), LETTERS[0].encode(), leave=leave)
    programs = {"bare": BARE_APP, name: theirs}
    found = Starts()
    for number in range(-1, bench.few):
        for who, program in programs.items():
            start_once(bench, who, program, NARROW, found if number >= 0 else Starts())
    for number_of, what, times, unit in (
        (1, "start → first paint", found.paint, "ms"),
        (2, "start → first key has effect", found.ready, "ms"),
        (19, "memory", found.memory, "MiB"),
        (21, "quit → shell", found.leaving, "ms"),
    ):
        yield compared(number_of, f"{name}: {what}", times, name, "bare", None, unit=unit)


def _kept_open(bench: Bench, name: str, leave: bytes) -> Found:
    """Keys, resizing and rest."""
    typed, slowest, resized = nothing_yet(), nothing_yet(), nothing_yet()
    with (
        bench.anchor("editor", "") as bare,
        bench.start(bench.peers.command(name)) as theirs,
    ):
        theirs.wait(anything_drawn)
        theirs.settled(0.4)
        both: Mapping[str, Watched] = {"bare editor": bare, name: theirs}
        for who, app in both.items():
            took = [app.press(letter.encode(), letter.encode()) for letter in LETTERS[:20]]
            typed[who].append(percentile(took, 0.5))
            slowest[who].append(percentile(took))
        yield compared(6, f"{name}: key → screen", typed, name, "bare editor", None)
        yield compared(6, f"{name}: p95 of key → screen", slowest, name, "bare editor", None)
        for number in range(RESIZES):
            for who, app in both.items():
                resized[who].append(app.resize(*(WIDE if number % 2 == 0 else NARROW))[0])
                app.settled(0.4)
        yield compared(16, f"{name}: resize", resized, name, "bare editor", None)
        before = theirs.processor_seconds()
        sent = theirs.rest(RESTS) / RESTS
        percent = 100 * (theirs.processor_seconds() - before) / RESTS
        yield Line(20, f"{name}: processor at rest", "–", [percent], None, "%", f"{RESTS:.0f} s")
        yield Line(20, f"{name}: bytes at rest", "–", [sent], None, "B/s", f"{RESTS:.0f} s")
        theirs.quit(leave)
