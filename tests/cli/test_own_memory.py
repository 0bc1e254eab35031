"""The program's memory and environment stay closed to other processes of the same account, on Linux."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import Program
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this")

CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON = 19, 21, 38
FILES: Final = ("environ", "mem", "maps")


def as_any_account() -> None:
    """Give up what lets root look into every process."""
    drop_from_bounding_set = 24
    if os.geteuid() == 0:
        for capability in (CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON):
            ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


def can_open(path: Path) -> bool:
    """Return whether another process of the same account can open the file and read from it."""
    code = "import sys; open(sys.argv[1], 'rb', buffering=0).read(int(sys.argv[2]))"
    # There is nothing at the first address of a process, so its memory is only opened.
    length = "0" if path.name == "mem" else "1"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), length],
        capture_output=True,
        timeout=60,
        preexec_fn=as_any_account,
        check=False,
    )
    assert done.returncode == 0 or b"PermissionError" in done.stderr, done.stderr
    return done.returncode == 0


@pytest.fixture
def others_are_open() -> None:
    """Skip where no process can look into another one of its account anyway."""
    with subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=as_any_account,
    ) as other:
        assert other.stdout
        other.stdout.readline()
        found = [file for file in FILES if can_open(Path(f"/proc/{other.pid}/{file}"))]
        other.kill()
    if len(found) != len(FILES):
        pytest.skip(f"on this computer another process can read only {found} of a process of its account")


@pytest.mark.usefixtures("others_are_open")
@pytest.mark.parametrize(
    ("command", "shown"), [((), "A quiet place"), (("add",), "Your note")], ids=["app", "command"]
)
def test_another_process_of_the_account_cannot_look_into_it(
    program: Program, command: tuple[str, ...], shown: str
) -> None:
    with Terminal(program, *command, before=as_any_account) as terminal:
        terminal.wait_for(shown)
        opened = [file for file in FILES if can_open(Path(f"/proc/{terminal.process.pid}/{file}"))]
    assert opened == []
