"""The page of results."""

import datetime as dt
import sys
from collections.abc import Sequence

from tests.benchmarks import explained
from tests.benchmarks.bench import Bench
from tests.benchmarks.goals import HEAD, NUMBERS, Line
from tests.benchmarks.peers import machine


def report(bench: Bench, lines: Sequence[Line], *, whole: bool) -> str:
    """Return what was found, as Markdown.

    Args:
        bench: the run.
        lines: all that was measured so far.
        whole: whether every measure was asked for, so that each goal has to have a line.
    """
    in_order = sorted(lines, key=lambda line: line.number or 99)
    told = [line.met for line in lines if line.met is not None]
    others = ", ".join(f"{name} {version}" for name, version in bench.peers.versions.items()) or "none"
    return "\n".join(
        [
            "# How fast it is",
            "",
            f"Made by `{' '.join(['python -m tests.benchmarks', *sys.argv[1:]])}` on {dt.date.today():%d %B %Y}.",
            "",
            f"- {machine()}",
            f"- Other programs: {others}",
            f"- {bench.rounds} rounds, fewer of what takes long; every ratio is the median of the rounds' own, "
            "the programs run in turn.",
            f"- Goals met: {told.count(True)} of {len(told)} lines.",
            "",
            HEAD,
            *(line.row() for line in in_order),
            "",
            *explained.section(line.number for line in lines if line.met is False),
            "## Notes",
            "",
            *(f"- {note}" for note in _notes(bench, lines, whole=whole)),
            "",
        ]
    )


def _notes(bench: Bench, lines: Sequence[Line], *, whole: bool) -> list[str]:
    skipped = [f"{name} was skipped: {why}" for name, why in bench.peers.missing.items()]
    having = {line.number for line in lines}
    without = [str(number) for number in NUMBERS if number not in having]
    if whole and without:
        skipped.append(f"Without any line: goal {', '.join(without)}.")
    return [*bench.notes, *skipped]
