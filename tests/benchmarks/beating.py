"""Our app with a heart that beats in its event loop: `python -m tests.benchmarks.beating FILE`.

A beat that comes late tells that nothing could be drawn and no key answered meanwhile. Each of them is written to
the file as it comes: when it should have come, and when it did, by the clock of `time.perf_counter`.
"""

import asyncio
import sys
import time
from asyncio import AbstractEventLoop
from pathlib import Path
from typing import Final, TextIO

from alliance_journal.cli import main

EVERY: Final = 0.005
LATE: Final = 0.010
"""Seconds that a busy machine makes any beat late."""


def beat(loop: AbstractEventLoop, due: float, file: TextIO) -> None:
    """One beat, and the next one."""
    now = time.perf_counter()
    if now - due > LATE:
        file.write(f"{due} {now}\n")
    loop.call_later(EVERY, beat, loop, time.perf_counter() + EVERY, file)


def late_beats(path: Path, began: float, ended: float) -> list[float]:
    """For how many milliseconds the loop was held, each time that it was, within these moments."""
    pairs = [tuple(map(float, line.split())) for line in path.read_text().splitlines()]
    return [1000 * (came - due) for due, came in pairs if due < ended and came > began]


def run() -> None:
    """Start the app as its command does; its loop has the heart from the beginning."""
    make = asyncio.events.new_event_loop
    # Each line is on the disk when it is written.
    file = Path(sys.argv.pop()).open("w", buffering=1)  # noqa: SIM115

    def with_a_heart() -> AbstractEventLoop:
        loop = make()
        loop.call_soon(beat, loop, time.perf_counter(), file)
        return loop

    asyncio.events.new_event_loop = with_a_heart
    main()


if __name__ == "__main__":
    run()
