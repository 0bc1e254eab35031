"""The power goes while the program itself is used: the command line, and the app in a terminal.

As in test_power_loss.py; all of the disks with `python -m pytest tests/torture -m slow`.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import MODULE, Program
from tests.terminal import Terminal
from tests.torture import child
from tests.torture.app import TYPED, begin_note, is_typed, open_note, type_and_see
from tests.torture.disks import content_of
from tests.torture.killing import Progress
from tests.torture.kinds import begin, is_added
from tests.torture.power import Run, needs_tracing, try_all, understood
from tests.torture.trace import Call, command, read, run

pytestmark = needs_tracing


def add_three(program: Program, folder: Path) -> Run:
    """The command line, three times; each says that it kept the words, and that is believed."""
    assert program.file
    root = program.file.parent
    before = content_of(root)
    calls: list[Call] = []
    progress: list[Progress] = []
    for number in range(3):
        what = [sys.executable, *MODULE, "--file", str(program.file), "add", child.text(number)]
        said = False
        for call in run(folder / "trace", what, program.home, program.surroundings()):
            said |= call.name == "write" and call.handle(0)[0] == 1
            calls.append(call)
            progress.append(Progress(0, number + said, begun=not said))
    return understood(root, before, calls, progress)


@pytest.fixture
def placed(program: Program) -> Program:
    """The program with a journal in a folder of its own."""
    place = begin(program.home, "add", encrypted=False, work=0)
    program.file = place.path
    return program


def test_power_goes_while_adding(placed: Program, tmp_path: Path) -> None:
    told = try_all(tmp_path, add_three(placed, tmp_path).some_moments(30), None, is_added)
    assert told.examples == []


@pytest.mark.slow
def test_power_goes_at_any_moment_while_adding(placed: Program, tmp_path: Path) -> None:
    told = try_all(tmp_path, add_three(placed, tmp_path).moments(), None, is_added)
    print(f"add: {told.disks} disks, {dict(told.became)}")
    assert told.examples == []


TRACED: Final = ("-c", "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])")
_STEERING: Final = re.compile(rb"\x1b(?:\[[0-9;?<>=$ ]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\))")


def type_in_the_app(program: Program, folder: Path) -> Run:
    """The app in a terminal: each word is typed when the one before was seen in the file, from outside.

    So as soon as a word is drawn, the ones before it are known to be kept.
    """
    assert program.file
    root = program.file.parent
    begin_note(program.file)
    before = content_of(root)
    written = folder / "trace"
    app = command(written, [sys.executable, *MODULE, "--file", str(program.file)])
    with Terminal(program, *app, launcher=TRACED) as terminal:
        open_note(terminal)
        for number in range(len(TYPED)):
            type_and_see(terminal, program.file, number)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    calls = list(read(written))
    return understood(root, before, calls, list(drawn(calls)))


def drawn(calls: Iterable[Call]) -> Iterator[Progress]:
    """Yield how many words are known to be kept: those before the latest that was drawn."""
    latest = -1
    for call in calls:
        if call.name == "write" and "/pts/" in call.handle(0)[1]:
            on_screen = _STEERING.sub(b"", call.text(1))
            latest = max([latest, *(place for place, word in enumerate(TYPED) if word.encode() in on_screen)])
        yield Progress(0, max(latest, 0))


def test_power_goes_while_typing(placed: Program, tmp_path: Path) -> None:
    found = type_in_the_app(placed, tmp_path)
    assert {now.done for now in found.progress} == set(range(len(TYPED)))
    assert try_all(tmp_path, found.some_moments(30), None, is_typed).examples == []


@pytest.mark.slow
def test_power_goes_at_any_moment_while_typing(placed: Program, tmp_path: Path) -> None:
    told = try_all(tmp_path, type_in_the_app(placed, tmp_path).moments(), None, is_typed)
    print(f"app: {told.disks} disks, {dict(told.became)}")
    assert told.examples == []
