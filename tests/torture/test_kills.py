"""Kills in the middle of each kind of work: nothing is lost and nothing is half written.

A few kills while notes are saved, imported and migrated by default; more than 200, of every kind, with
`python -m pytest tests/torture -m slow`.
"""

import contextlib
import datetime as dt
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.store.journal import Journal
from tests.conftest import MODULE, Program
from tests.terminal import Terminal
from tests.torture import child
from tests.torture.app import TYPED, begin_note, is_typed, open_note, type_and_see
from tests.torture.killing import Progress, Working
from tests.torture.kinds import KINDS, Place, begin, cases, is_added, is_taken_in, nothing_unverified
from tests.whole import dump

SEED: Final = 20260528
SOME_MORE: Final = 12
"""Pieces of work that may be done while the one to be killed is waited for."""
SAVED_AFTER: Final = 0.7
"""Seconds in which what was typed is put on the disk, and a little more."""


def torture(tmp_path: Path, name: str, kills: int, *, encrypted: bool) -> None:
    """Kill the work so often, each time going on with what was left; in the end it goes on as ever."""
    kind = KINDS[name]
    place = begin(tmp_path, name, encrypted=encrypted, work=2 + kills * (kind.most + SOME_MORE))
    chance = random.Random(f"{SEED} {name} {encrypted}")
    number, inside = 0, 0
    for _ in range(kills):
        after, within = chance.randint(0, kind.most), chance.randrange(10) < kind.within
        progress = Working(name, place.path, number).kill_inside(chance, after, within=within)
        inside += progress.begun
        before = place.key
        number = kind.check(place, progress)
        nothing_unverified(place, before)
    # Whatever the last one left behind is not in the way.
    progress = Working(name, place.path, number, number + 2).to_its_end()
    assert kind.check(place, progress) == number + 2
    print(f"{name}: {kills} kills, {inside} inside an operation, {number + 2} operations")
    assert inside


FEW: Final = [
    ("save", 2, False),
    ("save", 1, True),
    ("import", 2, False),
    ("migrate", 1, False),
]
MANY: Final = [
    *((name, 15, False) for name in ("save", "import", "backup", "migrate", "restore", "vacuum")),
    *((name, 15, True) for name in ("save", "import", "backup", "migrate", "restore", "vacuum")),
    ("rekey", 20, True),
    ("seal", 20, False),
]


@pytest.mark.parametrize(
    ("name", "kills", "encrypted"),
    cases(FEW),
)
def test_killed(tmp_path: Path, name: str, kills: int, encrypted: bool) -> None:
    torture(tmp_path, name, kills, encrypted=encrypted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kills", "encrypted"),
    cases(MANY),
)
def test_killed_again_and_again(tmp_path: Path, name: str, kills: int, encrypted: bool) -> None:
    torture(tmp_path, name, kills, encrypted=encrypted)


# The program itself, as it is started from a shell


def start(program: Program, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *MODULE, "--file", str(program.file), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=program.surroundings(),
        cwd=program.home,
    )


def killed_somewhere(program: Program, chance: random.Random, usual: float, *arguments: str) -> bool:
    """Start it, and kill it some time later, mostly towards its end; whether it had come to its end."""
    process = start(program, *arguments)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(usual * chance.uniform(0.5, 1.05))
    process.kill()
    return process.wait() == 0


def kill_the_program(program: Program, command: str, kills: int) -> None:
    program.file = path = program.home / "journal.db"
    Journal.begin(path).close()
    chance = random.Random(f"{SEED} {command}")
    place = Place(path, None)

    def arguments(number: int) -> tuple[str, str]:
        if command == "add":
            return "add", child.text(number)
        document = program.home.with_name(f"{number}.json")
        if not document.exists():
            document.write_text(dump(child.arriving(number), dt.datetime(2026, 5, 28, tzinfo=dt.UTC)))
        return "import", str(document)

    begun = time.monotonic()
    assert start(program, *arguments(0)).wait() == 0
    usual = time.monotonic() - begun
    number = 1
    for _ in range(kills):
        ended = killed_somewhere(program, chance, usual, *arguments(number))
        possible = Progress(number, number + ended, begun=not ended)
        number = is_added(place, possible) if command == "add" else is_taken_in(place, possible)
        nothing_unverified(place, None)
    assert start(program, *arguments(number)).wait() == 0


@pytest.mark.parametrize("command", ["add", "import"])
def test_the_program_is_killed(program: Program, command: str) -> None:
    kill_the_program(program, command, 2)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["add", "import"])
def test_the_program_is_killed_again_and_again(program: Program, command: str) -> None:
    kill_the_program(program, command, 20)


def kill_the_app(program: Program, number: int, chance: random.Random) -> None:
    """Type some words, and kill it while the next one is typed, drawn or saved."""
    program.file = path = program.home / f"{number}.db"
    Journal.begin(path).close()
    begin_note(path)
    seen = chance.randrange(len(TYPED) - 1)
    with Terminal(program, "--file", path) as terminal:
        open_note(terminal)
        for word in range(seen):
            type_and_see(terminal, path, word)
        terminal.press(f"{TYPED[seen]} ")
        select.select([], [], [], chance.random() * SAVED_AFTER)
        terminal.kill(signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
    place = Place(path, None)
    is_typed(place, Progress(0, seen))
    nothing_unverified(place, None)


def test_the_app_is_killed(program: Program) -> None:
    kill_the_app(program, 0, random.Random(SEED))


@pytest.mark.slow
def test_the_app_is_killed_again_and_again(program: Program) -> None:
    chance = random.Random(SEED)
    for number in range(10):
        kill_the_app(program, number, chance)
