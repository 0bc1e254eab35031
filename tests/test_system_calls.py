"""A whole run as the system sees it: no network, no other program, no file that `where` does not name."""

import contextlib
import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal
from tests.conftest import MODULE, Program
from tests.leaking import files_of, nowhere_but
from tests.new_journal import new_journal
from tests.terminal import Terminal

pytestmark = pytest.mark.usefixtures("quick_keys")

STRACE: Final = "/usr/bin/strace"
PLANTED: Final = "Quizzical walruses whispered beneath lighthouses"
KEY: Final = "four words for tests"
TRACED: Final = "trace=network,execve,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink"
UNDER_STRACE: Final = (
    "import os, sys\n"
    "os.execv(sys.argv[1], [sys.argv[1], '-f', '-qq', '-e', sys.argv[2], '-s', '4000', '-o', sys.argv[3],"
    " sys.executable, '-B', *sys.argv[4:]])\n"
)


@pytest.fixture(scope="module")
def tracing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips, with the reason, where nothing may be traced."""
    if not os.access(STRACE, os.X_OK):
        pytest.skip("strace is not here")
    log = tmp_path_factory.mktemp("tracing") / "log"
    tried = subprocess.run([STRACE, "-f", "-o", str(log), "true"], capture_output=True, timeout=60, check=False)
    if tried.returncode:
        pytest.skip("strace may not trace here")


@pytest.fixture(params=["plain", "encrypted"])
def begun(request: pytest.FixtureRequest, program: Program) -> Path:
    """A journal with one session in it."""
    if request.param == "encrypted" and not HAS_ENCRYPTION:
        pytest.skip("sqlcipher3 is not here")
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    key = Passphrase(KEY) if request.param == "encrypted" else None
    with contextlib.closing(new_journal(path, passphrase=key)) as journal:
        therapist = journal.therapists.add("Ada")
        journal.entries.add("session", dt.date.today(), therapist_id=therapist.id, title="First one", body="Old.")
    return path


def a_visit(terminal: Terminal, encrypted: bool) -> None:
    """Open, write, answer, look, hide, come back, and close."""
    if encrypted:
        terminal.wait_for("passphrase")
        terminal.settle()
        terminal.press(KEY, "enter")
    terminal.wait_for("First one")
    terminal.press("enter")
    terminal.wait_for("Done writing")
    terminal.press(f" {PLANTED}.")
    terminal.wait_for("lighthouse")
    terminal.press("f3")
    terminal.wait_for("0 of 12")
    terminal.press(*"443434344344")
    terminal.wait_for("12 of 12")
    terminal.press("f4")
    terminal.wait_for("Shared plan")
    terminal.press("f5")
    terminal.wait_for("The page")
    terminal.press("f2")
    terminal.wait_for("lighthouse")
    terminal.press("ctrl+q")


def test_a_visit(program: Program, begun: Path, tracing: None) -> None:
    log = program.home.parent / "log"
    encrypted = begun.read_bytes()[:6] != b"SQLite"
    with Terminal(program, STRACE, TRACED, str(log), *MODULE, launcher=("-c", UNDER_STRACE)) as terminal:
        a_visit(terminal, encrypted)
        assert terminal.wait() == 0
        assert KEY not in terminal.seen
        assert KEY.encode() not in terminal.raw
    calls = log.read_text(errors="replace").splitlines()
    assert [call for call in calls if re.search(r"AF_INET|AF_NETLINK|AF_PACKET", call)] == []
    # asyncio wakes itself up through a pair of sockets, and asks for nothing else.
    asked = [call for call in calls if re.search(r" (connect|bind|listen|sendto|sendmsg)\(", call)]
    assert [call for call in asked if "sendto" not in call or "MSG_" in call.partition('"')[0]] == []
    started = [call for call in calls if " execve(" in call and "= 0" in call]
    assert len(started) == 1
    assert_named(program, calls)
    nowhere_but(program, PLANTED.split(), () if encrypted else files_of(begun))
    nowhere_but(program, [KEY])
    key = Passphrase(KEY) if encrypted else None
    with contextlib.closing(Journal.open(begun, passphrase=key)) as journal:
        assert journal.entries.list()[0].body == f"Old. {PLANTED}."


def assert_named(program: Program, calls: list[str]) -> None:
    """Every file made at any moment of the run is named by `where`."""
    named = {Path(line.split("\t")[0]) for line in program("where").out.splitlines()}
    made: set[Path] = set()
    for call in calls:
        if "= -1 " not in call and re.search(r"O_CREAT|mkdir|rename|link|creat\(", call):
            made |= {program.home / path for path in re.findall(r'"([^"]*)"', call)}
    above = {folder for path in named for folder in path.parents}
    allowed = named | above | {Path("/dev/null"), Path("/dev/tty")}
    assert [path for path in made if path not in allowed and path.parent not in named] == []


@pytest.mark.usefixtures("tracing")
def test_the_watch_sees(tmp_path: Path) -> None:
    """The test itself is tested: a socket, and a program that is started, stand in the trace."""
    log = tmp_path / "log"
    reaching = (
        "import socket, subprocess; subprocess.run(['true']); s = socket.socket(); s.settimeout(1);"
        " s.connect_ex(('127.0.0.1', 9)); open('made', 'w')"
    )
    subprocess.run(
        [STRACE, "-f", "-qq", "-e", TRACED, "-o", str(log), sys.executable, "-c", reaching],
        cwd=tmp_path,
        timeout=60,
        check=True,
    )
    seen = log.read_text()
    assert "AF_INET" in seen
    assert " connect(" in seen
    assert len(re.findall(r" execve\(.*= 0", seen)) >= 2
    assert '"made"' in seen
