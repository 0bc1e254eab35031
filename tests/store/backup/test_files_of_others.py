"""Only what this program made is cleaned, deleted or made private; files and folders of others stay as they are."""

import contextlib
import os
import shutil
import time
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.store.backup import backups
from alliance_journal.store.core import connection, sqlite_driver
from alliance_journal.store.core.errors import CannotWrite
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check, daily, encryption
from tests.conftest import BEGINNING, Clock, Program, mode, snapshot
from tests.store.staging import NEW, begin, opened

pytestmark = pytest.mark.usefixtures("quick_keys")

NOBODY: Final = 65534
OF_OTHERS: Final = (
    "film.mkv.part",
    "journal.part",
    "journal-notes.db.part",
    "journal-20260101.db.part",
    "my-journal-20260101-120000000.db.part",
    "journal-20260101-120000000.db.part.part",
    "journal-20260101-120000000.db.party",
    "journal-before-the-move.txt",
    "journal-before-restore.db",
    "journal-before-restore-20260101-120000.db.txt",
)
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")


@pytest.fixture
def path(tmp_path: Path, clock: Clock) -> Path:
    return begin(tmp_path / "journal" / "journal.db", None, clock)


def put(folder: Path) -> list[Path]:
    """Files of others with names much like ours, written long ago."""
    found = []
    for name in OF_OTHERS:
        (folder / name).write_bytes(b"SQLite format 3\0 of somebody else")
        os.utime(folder / name, (time.time() - 1e6, time.time() - 1e6))
        found.append(folder / name)
    return found


def test_files_of_others_stay(path: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened(path) as journal:
        journal.file_settings.set_second_folder(str(stick))
        assert not daily.back_up(journal).trouble
        own = backups.second_folder(database_of(journal))
    assert own
    theirs = [*put(paths.backups_folder(path)), *put(path.parent), *put(own)]
    before = {one: one.read_bytes() for one in theirs}
    with opened(path) as journal:
        for _ in range(5):
            assert not daily.back_up(journal).trouble
        assert not daily.start_backups_anew(journal).trouble
    assert not set(encryption.opened_without_passphrase(path, own)) & set(theirs)
    assert {one: one.read_bytes() for one in theirs} == before
    assert not any(str(one) in finding.sentence for one in theirs for finding in check.look(path, None, BEGINNING))


@pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")
def test_a_new_passphrase_deletes_no_file_of_others(path: Path) -> None:
    with opened(path) as journal:
        daily.back_up(journal)
    theirs = [*put(paths.backups_folder(path)), *put(path.parent)]
    sealed = encryption.set_passphrase(path, None, NEW)
    assert sealed.backup
    assert backups.delete_old(sealed.old, sealed.backup, NEW) == []
    assert all(one.exists() for one in theirs)


def test_what_a_killed_run_left_is_cleaned_in_both_folders(path: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened(path) as journal:
        journal.file_settings.set_second_folder(str(stick))
        daily.back_up(journal)
        own = backups.second_folder(database_of(journal))
        assert own
        left = [
            folder / name
            for folder in (paths.backups_folder(path), own)
            for name in (
                "journal-20260101-120000000.db.part",
                "journal-20260101-120000000-0007-before-import.db.part",
            )
        ]
        for one in left:
            one.write_bytes(b"half")
            os.utime(one, (time.time() - 100, time.time() - 100))
        assert all(one in backups.leftovers(path, one.parent) for one in left)
        daily.back_up(journal)
    assert not any(one.exists() for one in left)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("through", ["a folder", "a link"])
def test_a_folder_that_was_there_keeps_its_permissions(path: Path, tmp_path: Path, through: str) -> None:
    theirs = tmp_path / "shared"
    theirs.mkdir()
    (theirs / "film.mkv").write_text("theirs")
    folder = paths.backups_folder(path)
    if through == "a link":
        folder.symlink_to(theirs)
    else:
        theirs = theirs.rename(folder)
    theirs.chmod(0o755)
    assert not connection.make_private(path)
    with opened(path) as journal:
        done = daily.back_up(journal)
    connection.make_private(path)
    assert done.backup
    assert (mode(theirs), mode(done.backup)) == (0o755, 0o600)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_folder_of_the_journal_through_a_link(program: Program, tmp_path: Path) -> None:
    theirs = tmp_path / "documents"
    theirs.mkdir()
    theirs.chmod(0o755)
    program.data.parent.mkdir(parents=True)
    program.data.symlink_to(theirs)
    assert program("add", "a note").code == 0
    for command in ("list", "backup", "check", "list"):
        program(command)
    assert mode(theirs) == 0o755
    assert mode(theirs / "journal.db") == 0o600


@as_root
def test_a_folder_of_another_account(path: Path, program: Program) -> None:
    folder = paths.backups_folder(path)
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    with opened(path) as journal, pytest.raises(CannotWrite, match="belongs to another account"):
        backups.make(database_of(journal))
    assert list(folder.iterdir()) == []
    program.file = path
    ran = program("backup")
    assert ran.code == 1
    assert f"The folder {folder} belongs to another account" in ran.sentence()
    assert f"{folder} belongs to another account. Rename that folder" in program("check").out
    # Where all of it belongs to that account, it is theirs, as on a stick.
    os.chown(path, NOBODY, NOBODY)
    with opened(path) as journal:
        assert backups.make(database_of(journal))


@as_root
def test_a_second_folder_of_another_account(path: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened(path) as journal:
        journal.file_settings.set_second_folder(str(stick))
        own = backups.second_folder(database_of(journal))
        assert own
        own.mkdir()
        os.chown(own, NOBODY, NOBODY)
        done = daily.back_up(journal)
        assert f"The folder {own} belongs to another account" in done.trouble
        assert done.backup
        assert done.second is None
        assert list(own.iterdir()) == []
        said = [one.sentence for one in check.look(path, None, BEGINNING)]
        assert f"{own} belongs to another account, so no backup is put there." in said
        shutil.rmtree(own)
        assert daily.back_up(journal).second


def test_a_link_that_has_the_name_of_a_backup(path: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.db"
    with contextlib.closing(Journal.begin(theirs)):
        pass
    with opened(path) as journal:
        backups.make(database_of(journal))
    link = paths.backups_folder(path) / "journal-20200101-000000000.db"
    link.symlink_to(theirs)
    before = snapshot(tmp_path / "journal")[f"backups/{link.name}"]
    with opened(path) as journal:
        daily.start_backups_anew(journal)
    assert snapshot(tmp_path / "journal")[f"backups/{link.name}"] == before
