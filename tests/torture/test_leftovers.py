"""Leftovers of killed runs can hold the whole journal: beside an encrypted one, they are reported."""

import contextlib
from pathlib import Path

import pytest

from alliance_journal import paths
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import check, encryption
from tests.torture.child import DAY, ONE
from tests.torture.kinds import needs_encryption
from tests.torture.test_flips import NOW


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A plain journal, with a folder of backups."""
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path)) as journal:
        journal.entries.add("between", DAY, body="what nobody else may read")
    paths.backups_folder(path).mkdir(0o700)
    return path


def left_by_a_kill(path: Path) -> Path:
    """A backup that was written and had no name yet."""
    part = paths.part_file(paths.backups_folder(path) / "journal-20260528-170001000.db")
    part.write_bytes(path.read_bytes())
    part.chmod(0o600)
    return part


@needs_encryption
def test_a_backup_that_was_left_half_made(plain: Path) -> None:
    part = left_by_a_kill(plain)
    encryption.set_passphrase(plain, None, ONE)
    assert not part.exists() or part in encryption.opened_without_passphrase(plain)


@needs_encryption
def test_a_check_names_it(plain: Path) -> None:
    part = left_by_a_kill(plain)
    encryption.set_passphrase(plain, None, ONE)
    assert not part.exists() or any(str(part) in found.sentence for found in check.look(plain, ONE, NOW))


@needs_encryption
def test_a_journal_that_was_left_half_written(plain: Path) -> None:
    """Killed while encryption was taken away: the plain file was whole, and had not taken the place yet."""
    part = paths.part_file(plain)
    data = plain.read_bytes()
    encryption.set_passphrase(plain, None, ONE)
    part.write_bytes(data)
    part.chmod(0o600)
    assert part in encryption.opened_without_passphrase(plain)
