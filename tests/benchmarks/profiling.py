"""Profiles of operations: `python -m tests.benchmarks.profiling [KEYS]`, with KEYS as f4, or f3,f4.

Our app is started over 5,000 entries under cProfile, until its list is on the screen; then the keys are pressed,
and it is closed. Printed are the imports that took longest, the functions that took longest themselves, and those
that took longest with all they called; of functions, those of the main thread.
"""

import argparse
import os
import pstats
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import OURS, QUIT, Bench
from tests.benchmarks.journals import Journals, title
from tests.benchmarks.pages import F2, F3, F4, F5
from tests.benchmarks.peers import Peers
from tests.benchmarks.starting import IMPORTED

COUNT: Final = 5_000
SHOWN: Final = 30
KEYS: Final = {"f2": F2, "f3": F3, "f4": F4, "f5": F5, "enter": b"\r", "slash": b"/"}


def imports(bench: Bench) -> None:
    """Print the imports that took longest, in microseconds: alone, and with what they imported."""
    command = [sys.executable, "-X", "importtime", "-c", f"import gc; gc.disable(); import {IMPORTED['ours']}"]
    environment = os.environ | bench.environment(command)
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stderr
    rows = re.findall(r"import time: +(\d+) \| +(\d+) \| (.+)", told)
    for alone, together, name in sorted(rows, key=lambda row: -int(row[0]))[:SHOWN]:
        print(f"{int(alone):>8} {int(together):>8} {name}")


def run(bench: Bench, keys: list[str]) -> None:
    """Print what the app did from its start, through these keys, to its end."""
    file = bench.folder / "profile"
    profiled = [sys.executable, "-m", "cProfile", "-o", os.fspath(file), *OURS[1:]]
    with bench.start(profiled, journal=bench.journal(COUNT)) as app:
        app.wait(title(COUNT - 1).encode())
        app.settled()
        for key in keys:
            app.tap(KEYS[key])
            app.settled(1.0)
        app.quit(QUIT)
    for order in ("tottime", "cumulative"):
        pstats.Stats(os.fspath(file)).sort_stats(order).print_stats(SHOWN)


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.profiling", description=__doc__)
    parser.add_argument("keys", nargs="?", default="", help=f"of these, apart by commas: {', '.join(KEYS)}")
    keys = [key for key in parser.parse_args().keys.split(",") if key]
    if unknown := [key for key in keys if key not in KEYS]:
        parser.error(f"There is no key called {', '.join(unknown)} here.")
    kept = Path(tempfile.gettempdir()) / "alliance-journal-benchmarks"
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), Journals(kept / "journals"), Peers(kept / "peers"), (COUNT,))
        imports(bench)
        run(bench, keys)


if __name__ == "__main__":
    main()
