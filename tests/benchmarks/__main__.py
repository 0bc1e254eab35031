"""Measure everything that is promised about speed, and write it down: `python -m tests.benchmarks`.

Not a test: nothing fails. The machine should do nothing else meanwhile; all of it takes about three quarters of an
hour. Other programs are installed from the package index at the first run, and kept with the journals that were
made, in the folder for temporary files. Where the time goes: `python -m tests.benchmarks.profiling`.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from tests.benchmarks import (
    against_jrnl,
    earlier,
    editing,
    explained,
    held,
    installing,
    others,
    pages,
    resting,
    shell,
    starting,
)
from tests.benchmarks.bench import Bench
from tests.benchmarks.goals import Line
from tests.benchmarks.journals import Journals
from tests.benchmarks.peers import Peers
from tests.benchmarks.report import report

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
MEASURES: Final[dict[str, Callable[[Bench], Iterable[Line]]]] = {
    "start": starting.starts,
    "imports": starting.imports,
    "first": installing.first_start,
    "unlock": held.unlocking,
    "typing": editing.typing,
    "saving": editing.while_saving,
    "exporting": editing.while_exporting,
    "stopping": held.exporting,
    "reading": held.trends,
    "resize": editing.resizing,
    "rest": resting.resting,
    "hours": resting.eight_hours,
    "pages": pages.pages,
    "entries": pages.entries,
    "search": pages.searching,
    "store": shell.saving,
    "out": shell.in_and_out,
    "size": shell.size,
    "others": others.others,
    "jrnl": against_jrnl.commands,
}
OTHER_PROGRAMS: Final = ("others", "jrnl")


def options(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, help="how often everything is done in turn (10)")
    parser.add_argument("--only", default="", help=f"of these, apart by commas: {', '.join(MEASURES)}")
    parser.add_argument("--sizes", help="numbers of entries, apart by commas (500,5000,50000)")
    parser.add_argument("--quick", action="store_true", help="2 rounds, 500 and 5,000 entries, no other programs")
    parser.add_argument("--long", action="store_true", help="also ten minutes of rest and eight hours of writing")
    parser.add_argument("--explain", action="store_true", help="measure nothing; explain anew what is not met")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the table is written")
    found = parser.parse_args(arguments)
    found.rounds = found.rounds or (2 if found.quick else 10)
    found.sizes = found.sizes or ("500,5000" if found.quick else "500,5000,50000")
    everything = [name for name in MEASURES if not (found.quick and name in OTHER_PROGRAMS)]
    found.only = [name for name in found.only.split(",") if name] or everything
    if unknown := [name for name in found.only if name not in MEASURES]:
        parser.error(f"There is no measure called {', '.join(unknown)}.")
    return found


def main() -> None:
    """Measure, print and write."""
    asked = options(sys.argv[1:])
    if asked.explain:
        asked.results.write_text(explained.renewed(asked.results.read_text(encoding="utf-8")), encoding="utf-8")
        return
    for trap in ("PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES"):
        os.environ.pop(trap, None)
    kept = Path(tempfile.gettempdir()) / "alliance-journal-benchmarks"
    before = asked.results.read_text(encoding="utf-8") if asked.results.exists() else ""
    peers = Peers(kept / "peers")
    sizes = tuple(int(size) for size in asked.sizes.split(","))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), Journals(kept / "journals"), peers, sizes, asked.rounds, asked.long)
        began = time.monotonic()
        rows: list[Line] = []
        for name in asked.only:
            rows += measured(bench, name)
            # Written after each, so that a long run that is ended early leaves what it found.
            asked.results.write_text(report(bench, rows, whole=False), encoding="utf-8")
        bench.notes.append(f"It took {(time.monotonic() - began) / 60:.0f} minutes.")
        text = report(bench, rows, whole=asked.only == list(MEASURES))
        text += earlier.beside(before, text)
    asked.results.write_text(text, encoding="utf-8")
    print(text)


def measured(bench: Bench, name: str) -> list[Line]:
    """The lines of one measure; that it could not be taken is told among the notes."""
    print(f"{time.strftime('%H:%M:%S')} {name}", file=sys.stderr)
    found: list[Line] = []
    try:
        for line in MEASURES[name](bench):
            found.append(line)
    except Exception as error:
        traceback.print_exc()
        bench.notes.append(f"{name} could not be measured: {type(error).__name__}: {str(error)[:300]}")
    return found


if __name__ == "__main__":
    main()
