"""Goal 4: the first start after an installation as the README says it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import QUIT, ROOT, Bench, Found
from tests.benchmarks.goals import compared, nothing_yet
from tests.benchmarks.watched import anything_drawn

SECONDS_OF_PIP: Final = 900
ROUNDS: Final = 5
"""Each puts all that was installed back as it was before anything was started."""


def first_start(bench: Bench) -> Found:
    """The first start against the second one; both have their files in the disk's cache."""
    home = bench.folder / "installed"
    command = installed(home)
    library, untouched = home / "lib", bench.folder / "untouched"
    shutil.copytree(library, untouched, symlinks=True)
    times = nothing_yet()
    for _ in range(ROUNDS):
        shutil.rmtree(library)
        shutil.copytree(untouched, library, symlinks=True)
        times["the first"].append(_start(bench, command))
        times["the second"].append(_start(bench, command))
    yield compared(4, "first start after `pip install .`", times, "the first", "the second", 1.25)


def installed(home: Path) -> list[str]:
    """Install this copy into an environment of its own, by the README's own commands: what starts the program."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    python = str(home / "bin/python")
    for command in ([sys.executable, "-m", "venv", str(home)], [python, "-m", "pip", "install", "-q", str(ROOT)]):
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS_OF_PIP, env=surroundings)
    return [str(home / "bin/alliance-journal")]


def _start(bench: Bench, command: list[str]) -> float:
    with bench.start(command, journal=bench.journal(bench.small)) as app:
        took = 1000 * (app.wait(anything_drawn) - app.began)
        app.settled()
        app.quit(QUIT)
    return took
