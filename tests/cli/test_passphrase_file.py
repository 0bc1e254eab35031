"""Files that a passphrase is read from: byte order marks, line ends, permissions, and what is not such a file."""

import contextlib
import os
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.journal import Journal
from tests.conftest import Program, Ran
from tests.new_journal import new_journal

pytestmark = [
    pytest.mark.usefixtures("quick_keys"),
    pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer"),
]

MARK: Final = b"\xef\xbb\xbf"
WORDS: Final = Passphrase("four quiet words here")
NEW: Final = Passphrase("five other words for it")


@pytest.fixture
def path(program: Program) -> Path:
    """The place of the journal."""
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    return path


def written(program: Program, data: bytes, mode: int = 0o600) -> Path:
    """A passphrase file with these bytes."""
    file = program.home / "words.txt"
    file.write_bytes(data)
    file.chmod(mode)
    return file


def begin(path: Path, passphrase: Passphrase) -> None:
    with contextlib.closing(new_journal(path, passphrase=passphrase)) as journal:
        journal.therapists.add("Ada")


@pytest.mark.parametrize("before", [b"", MARK], ids=["", "mark"])
@pytest.mark.parametrize("after", [b"", b"\n", b"\r\n", b"\r\n\r\nsecond line\r\n"])
def test_a_mark_and_line_ends_are_no_part_of_it(program: Program, path: Path, before: bytes, after: bytes) -> None:
    begin(path, WORDS)
    ran = program("--passphrase-file", written(program, before + WORDS.reveal().encode() + after), "list")
    assert (ran.code, ran.err) == (0, "")


def test_a_new_passphrase_is_taken_without_them(program: Program, path: Path) -> None:
    with contextlib.closing(new_journal(path)):
        pass
    file = written(program, MARK + WORDS.reveal().encode() + b"\r\n")
    assert program("passphrase", "set", "--new-passphrase-file", file).code == 0
    Journal.open(path, passphrase=WORDS).close()


def with_the_mark(program: Program, path: Path) -> Path:
    """A journal that an earlier version encrypted with the mark as part of the passphrase; its passphrase file."""
    begin(path, Passphrase("\ufeff" + WORDS.reveal()))
    return written(program, MARK + WORDS.reveal().encode() + b"\r\n")


COMMANDS: Final = (
    ("list",),
    ("check",),
    ("where",),
    ("add", "A walk"),
    ("backup",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_journal_whose_passphrase_has_the_mark_still_opens(
    program: Program, path: Path, command: tuple[str, ...]
) -> None:
    file = with_the_mark(program, path)
    assert program("--passphrase-file", file, "backup").code == 0
    ran = program("--passphrase-file", file, *command)
    assert ran.code == 0
    assert "byte order mark" in ran.err
    assert "passphrase change" in ran.err


def test_changing_it_leaves_the_mark_behind(program: Program, path: Path) -> None:
    file = with_the_mark(program, path)
    ran = program("--passphrase-file", file, "passphrase", "change", "--new-passphrase-file", file)
    assert ran.code == 0
    Journal.open(path, passphrase=WORDS).close()


def test_restoring_a_backup_that_has_the_mark(program: Program, path: Path) -> None:
    file = with_the_mark(program, path)
    assert program("--passphrase-file", file, "backup").code == 0
    (copy,) = (path.parent / "backups").iterdir()
    assert program("--passphrase-file", file, "restore", copy).code == 0


@pytest.mark.skipif(os.name != "posix", reason="there are no such permissions here")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_used_with_a_warning(program: Program, path: Path, mode: int) -> None:
    begin(path, WORDS)
    file = written(program, WORDS.reveal().encode(), mode)
    ran = program("--passphrase-file", file, "list")
    assert ran.code == 0
    assert ran.err == f"Other accounts on this computer may read {file}. Take that away: chmod go= '{file}'\n"


def refused(ran: Ran) -> str:
    assert ran.code == 1
    return ran.sentence()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_what_is_no_file_is_refused_at_once(program: Program, path: Path) -> None:
    """A run that hangs ends the test by the timeout of the process."""
    begin(path, WORDS)
    fifo = program.home / "fifo"
    os.mkfifo(fifo)
    for there in (fifo, program.home, Path("/dev/zero"), Path("/dev/null"), Path("/dev/tty")):
        said = refused(program("--passphrase-file", there, "list"))
        assert str(there) in said
        assert "Name another file." in said


def test_a_huge_file_is_refused_without_being_read(program: Program, path: Path) -> None:
    begin(path, WORDS)
    huge = program.home / "huge"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    assert "too large" in refused(program("--passphrase-file", huge, "list"))


def test_a_file_with_nothing_but_the_mark_holds_no_passphrase(program: Program, path: Path) -> None:
    with contextlib.closing(new_journal(path)):
        pass
    ran = program("passphrase", "set", "--new-passphrase-file", written(program, MARK + b"\r\n"))
    assert ran.code == 2
    assert "An empty passphrase protects nothing" in ran.sentence()
