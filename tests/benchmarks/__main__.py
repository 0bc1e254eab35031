"""Measure everything that is promised about speed, and write it down: `python -m tests.benchmarks`.

Not a test: nothing fails. The machine should do nothing else meanwhile; all of it takes about an hour, and most of
that is jrnl with 50,000 entries. Other programs are installed from the package index at the first run.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.benchmarks import editing, pages, shell, starting
from tests.benchmarks.bench import Bench, Lines
from tests.benchmarks.goals import HEAD
from tests.benchmarks.journals import Journals
from tests.benchmarks.peers import NAMES, Peers, machine

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
MEASURES: Final[dict[str, Callable[[Bench], Lines]]] = {
    "start": starting.starts,
    "imports": starting.imports,
    "first": starting.first_start,
    "unlock": starting.unlocking,
    "typing": editing.typing,
    "saving": editing.while_saving,
    "resize": editing.resizing,
    "rest": editing.resting,
    "hours": editing.eight_hours,
    "pages": pages.pages,
    "entries": pages.entries,
    "search": pages.searching,
    "store": shell.saving,
    "out": shell.in_and_out,
    "size": shell.size,
    "shell": shell.commands,
}


def options(arguments: list[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, help="how often everything is done in turn (10)")
    parser.add_argument("--only", default="", help=f"of these, apart by commas: {', '.join(MEASURES)}")
    parser.add_argument("--sizes", help="numbers of entries, apart by commas (500,5000,50000)")
    parser.add_argument("--quick", action="store_true", help="2 rounds, 500 and 5,000 entries, no other programs")
    parser.add_argument("--long", action="store_true", help="also ten minutes of rest and eight hours of writing")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the table is written")
    found = parser.parse_args(arguments)
    found.rounds = found.rounds or (2 if found.quick else 10)
    found.sizes = found.sizes or ("500,5000" if found.quick else "500,5000,50000")
    found.only = [name for name in found.only.split(",") if name] or list(MEASURES)
    if unknown := [name for name in found.only if name not in MEASURES]:
        parser.error(f"There is no measure called {', '.join(unknown)}.")
    return found


def main() -> None:
    """Measure, print and write."""
    asked = options(sys.argv[1:])
    for trap in ("PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES"):
        os.environ.pop(trap, None)
    kept = Path(tempfile.gettempdir()) / "alliance-journal-benchmarks"
    peers = Peers(kept / "peers")
    if not asked.quick:
        for name in NAMES:
            peers.get(name)
    sizes = tuple(int(size) for size in asked.sizes.split(","))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), Journals(kept / "journals"), peers, sizes, asked.rounds, asked.long)
        began = time.monotonic()
        rows: Lines = []
        for name in asked.only:
            rows += measured(bench, name)
            # Written after each, so that a long run that is ended early leaves what it found.
            asked.results.write_text(report(bench, rows, asked), encoding="utf-8")
        bench.notes.append(f"It took {(time.monotonic() - began) / 60:.0f} minutes.")
        text = report(bench, rows, asked)
    asked.results.write_text(text, encoding="utf-8")
    print(text)


def measured(bench: Bench, name: str) -> Lines:
    """The lines of one measure; that it could not be taken is told among the notes."""
    print(f"{time.strftime('%H:%M:%S')} {name}", file=sys.stderr)
    try:
        return MEASURES[name](bench)
    except Exception as error:
        traceback.print_exc()
        bench.notes.append(f"{name} could not be measured: {type(error).__name__}: {str(error)[:300]}")
        return []


def report(bench: Bench, lines: Lines, asked: argparse.Namespace) -> str:
    """The page of results."""
    lines = sorted(lines, key=lambda line: line.number or 99)
    told = [line.met for line in lines if line.met is not None]
    others = ", ".join(f"{name} {version}" for name, version in bench.peers.versions.items()) or "none"
    notes = [*bench.notes, *(f"{name} was skipped: {why}" for name, why in bench.peers.missing.items())]
    return "\n".join(
        [
            "# How fast it is",
            "",
            f"Made by `python -m tests.benchmarks {' '.join(sys.argv[1:])}`".strip()
            + f" on {dt.date.today():%d %B %Y}.",
            "",
            f"- {machine()}",
            f"- Other programs: {others}",
            f"- {asked.rounds} rounds; every ratio is the median of the rounds' own, the programs run in turn.",
            f"- Goals met: {told.count(True)} of {len(told)} lines.",
            "",
            HEAD,
            *(line.row() for line in lines),
            "",
            "## Notes",
            "",
            *(f"- {note}" for note in notes),
            "",
        ]
    )


if __name__ == "__main__":
    main()
