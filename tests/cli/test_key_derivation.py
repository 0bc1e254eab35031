"""The program derives keys in SQLCipher's 256,000 rounds, whatever the other tests do to be quick."""

import contextlib
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.store.core.sqlite_driver import DRIVER_ERRORS, HAS_ENCRYPTION, driver
from alliance_journal.store.journal import Journal
from tests.conftest import Program
from tests.quick_keys import FULL, QUICK

pytestmark = pytest.mark.skipif(not HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")

WORDS: Final = "four quiet words here"


def opens_in(path: Path, rounds: int) -> bool:
    """Return whether the key derived in so many rounds opens the file."""
    with contextlib.closing(driver.connect(str(path))) as connection:
        connection.execute(f"PRAGMA key = '{WORDS}'")
        connection.execute(f"PRAGMA kdf_iter = {rounds}")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except DRIVER_ERRORS:
            return False
    return True


def encrypted_by(program: Program) -> Path:
    """A journal that the program encrypted."""
    path = program.file = program.home / "journal.db"
    Journal.begin(path).close()
    key = program.home / "key.txt"
    key.write_text(WORDS)
    key.chmod(0o600)
    ran = program("passphrase", "set", "--new-passphrase-file", key)
    assert (ran.code, ran.err) == (0, "")
    return path


def test_the_program_uses_all_rounds(program: Program) -> None:
    path = encrypted_by(program)
    assert opens_in(path, FULL)
    assert not opens_in(path, QUICK)


@pytest.mark.usefixtures("quick_keys")
def test_fewer_rounds_would_be_noticed(program: Program) -> None:
    path = encrypted_by(program)
    assert opens_in(path, QUICK)
    assert not opens_in(path, FULL)
