"""Putting a backup in the place of the journal: the backup whole, what was there kept, nothing half-way."""

import datetime as dt
import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups, restore
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.core.database import utc_now
from alliance_journal.store.core.errors import (
    Busy,
    CannotWrite,
    Damaged,
    JournalError,
    MadeByNewer,
    NeedsPassphrase,
    NoJournal,
    NotAJournal,
    WrongPassphrase,
)
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check
from tests import quick_keys
from tests.conftest import Clock, mode, snapshot
from tests.store.staging import DAY, NEW, OLD, another_window, begin, everything, no_file_longer_than, opened

pytestmark = pytest.mark.usefixtures("quick_keys")

FIRST_VERSION: Final = Path(__file__).parents[1] / "fixtures" / "m001.db"
LATER: Final = "Written after the backup was made."

encryption = pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")
each_kind = pytest.mark.parametrize("key", [None, pytest.param(OLD, marks=encryption)], ids=["plain", "encrypted"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def backed_up(folder: Path, key: Passphrase | None, clock: Clock) -> tuple[Path, Path]:
    """A journal with a backup, and something that was written afterwards."""
    path = begin(folder / "journal.db", key, clock)
    with opened(path, key) as journal:
        copy = backups.make(database_of(journal))
        journal.entries.add("between", DAY, body=LATER)
    assert copy
    return path, copy


def bodies(path: Path, key: Passphrase | None) -> list[str]:
    with opened(path, key) as journal:
        return [entry.body for entry in journal.entries.list()]


def restored(
    path: Path,
    backup: Path,
    key: Passphrase | None = None,
    present: Passphrase | None = None,
    clock: Callable[[], dt.datetime] = utc_now,
) -> Path | None:
    """Restore a backup that has nothing foreign in it; where the file that was there is now."""
    done = restore.restore(path, backup, key, present, clock)
    assert (done.foreign, done.dropped) == ((), "")
    return done.aside


@each_kind
def test_the_backup_is_the_journal(folder: Path, clock: Clock, key: Passphrase | None) -> None:
    path, copy = backed_up(folder, key, clock)
    before, backup = everything(path, key), copy.read_bytes()
    aside = restored(path, copy, key, key, clock)
    assert aside
    assert aside.parent == folder
    assert aside.name.startswith("journal-before-restore-20260528-")
    assert everything(aside, key) == before
    assert everything(path, key) == everything(copy, key)
    assert LATER in bodies(aside, key)
    assert LATER not in bodies(path, key)
    assert copy.read_bytes() == backup
    assert (mode(path), mode(aside)) == (0o600, 0o600)
    assert path.stat().st_ino != copy.stat().st_ino
    assert sorted(found.name for found in folder.iterdir()) == sorted(["backups", "journal.db", aside.name])
    with opened(path, key) as journal:
        journal.entries.add("between", DAY, body="goes on")
    assert "goes on" not in bodies(aside, key)


def test_twice_in_one_second_keeps_all_that_was_there(folder: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, None, clock)
    kept = []
    for number in range(3):
        with opened(path) as journal:
            journal.entries.add("between", DAY, body=f"number {number}")
        kept.append(restored(path, copy, clock=lambda: clock.now))
    assert len(set(kept)) == 3
    for number, aside in enumerate(kept):
        assert aside
        assert f"number {number}" in bodies(aside, None)


@each_kind
def test_no_journal_there(folder: Path, clock: Clock, key: Passphrase | None) -> None:
    path, copy = backed_up(folder, key, clock)
    path.unlink()
    assert restored(path, copy, key, clock=clock) is None
    assert everything(path, key) == everything(copy, key)
    assert sorted(found.name for found in folder.iterdir()) == ["backups", "journal.db"]


def test_on_a_new_computer(folder: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of journals is not there either."""
    _, copy = backed_up(folder, None, clock)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    path = paths.journal_file()
    assert not path.parent.exists()
    assert restored(path, copy, clock=clock) is None
    assert everything(path, None) == everything(copy, None)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)


@each_kind
@pytest.mark.parametrize("what", ["first page", "in the middle", "cut short", "empty", "text"])
def test_a_damaged_journal_is_kept_as_it_is(folder: Path, clock: Clock, key: Passphrase | None, what: str) -> None:
    path, copy = backed_up(folder, key, clock)
    data = path.read_bytes()
    middle = len(data) // 8192 * 4096
    damaged = {
        "first page": bytes(4096) + data[4096:],
        "in the middle": data[:middle] + os.urandom(4096) + data[middle + 4096 :],
        "cut short": data[: middle + 100],
        "empty": b"",
        "text": b"words " * 1_000,
    }[what]
    path.write_bytes(damaged)
    aside = restored(path, copy, key, key, clock)
    assert aside
    assert aside.read_bytes() == damaged
    assert everything(path, key) == everything(copy, key)


@encryption
@pytest.mark.parametrize("present", [None, NEW, Passphrase("forgotten")], ids=["none", "right", "wrong"])
def test_a_backup_with_an_earlier_passphrase(folder: Path, clock: Clock, present: Passphrase | None) -> None:
    path, copy = backed_up(folder, OLD, clock)
    there = begin(folder.parent / "other" / "journal.db", NEW, clock)
    shutil.copy(there, path)
    aside = restored(path, copy, OLD, present, clock)
    assert aside
    assert aside.read_bytes() == there.read_bytes()
    assert everything(aside, NEW) == everything(there, NEW)
    assert everything(path, OLD) == everything(copy, OLD)


@encryption
def test_from_plain_to_encrypted_and_back(folder: Path, clock: Clock) -> None:
    path, plain = backed_up(folder, None, clock)
    sealed = begin(folder.parent / "other" / "journal.db", NEW, clock)
    first = restored(path, sealed, NEW, clock=clock)
    assert everything(path, NEW) == everything(sealed, NEW)
    second = restored(path, plain, None, NEW, clock)
    assert everything(path, None) == everything(plain, None)
    assert first
    assert second
    assert LATER in bodies(first, None)
    assert everything(second, NEW) == everything(sealed, NEW)


def test_a_backup_of_the_first_version(folder: Path, clock: Clock) -> None:
    path, _ = backed_up(folder, None, clock)
    restored(path, FIRST_VERSION, clock=clock)
    assert path.read_bytes() == FIRST_VERSION.read_bytes()
    with opened(path) as journal:
        assert journal.entries.list()


# What is refused


def spoiled(copy: Path, what: str) -> None:
    data = copy.read_bytes()
    middle = len(data) // 8192 * 4096
    copy.write_bytes(
        {
            "damaged": data[:middle] + os.urandom(2 * 4096) + data[middle + 2 * 4096 :],
            "cut short": data[:-4096],
            "empty": b"",
            "text": b"words " * 1_000,
        }[what]
    )


@each_kind
@pytest.mark.parametrize("what", ["damaged", "cut short", "empty", "text"])
def test_a_backup_that_is_not_whole(folder: Path, clock: Clock, key: Passphrase | None, what: str) -> None:
    path, copy = backed_up(folder, key, clock)
    spoiled(copy, what)
    before = snapshot(folder)
    with pytest.raises((Damaged, NotAJournal)):
        restored(path, copy, key, key, clock)
    assert snapshot(folder) == before
    assert LATER in bodies(path, key)


def test_a_text_that_changed_by_itself_in_a_plain_backup_is_no_reason_to_refuse_it(
    folder: Path, clock: Clock
) -> None:
    """It may be the only one there is; `check` says which entry it is."""
    path, copy = backed_up(folder, None, clock)
    data = copy.read_bytes()
    assert b"leading and trailing" in data
    copy.write_bytes(data.replace(b"leading and trailing", b"leading and trailinG"))
    restored(path, copy, clock=clock)
    assert [finding.grave for finding in check.look(path, None, clock.now) if "is not what was" in finding.sentence]


def test_a_backup_of_something_else(folder: Path, clock: Clock) -> None:
    path, _ = backed_up(folder, None, clock)
    other = folder / "songs.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE entries (title)")
    connection.commit()
    connection.close()
    before = snapshot(folder)
    with pytest.raises(NotAJournal, match="is a database, but not a journal"):
        restored(path, other, clock=clock)
    assert snapshot(folder) == before


def test_a_backup_of_a_newer_version(folder: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, None, clock)
    connection = sqlite3.connect(copy)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('alliance-journal', 'm999', '')"
    )
    connection.commit()
    connection.close()
    before = snapshot(folder)
    with pytest.raises(MadeByNewer):
        restored(path, copy, clock=clock)
    assert snapshot(folder) == before


@encryption
def test_the_wrong_passphrase_or_none(folder: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, OLD, clock)
    before = snapshot(folder)
    with pytest.raises(WrongPassphrase):
        restored(path, copy, NEW, OLD, clock)
    with pytest.raises(NeedsPassphrase):
        restored(path, copy, None, OLD, clock)
    assert snapshot(folder) == before


def test_no_backup_there(folder: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, None, clock)
    before = snapshot(folder)
    with pytest.raises(NoJournal):
        restored(path, copy.with_name("nowhere.db"), clock=clock)
    with pytest.raises(JournalError):
        restored(path, copy.parent, clock=clock)
    assert snapshot(folder) == before


@each_kind
def test_no_room(folder: Path, clock: Clock, key: Passphrase | None) -> None:
    path, copy = backed_up(folder, key, clock)
    before = snapshot(folder)
    with no_file_longer_than(100_000), pytest.raises(CannotWrite, match="The journal is as it was"):
        restored(path, copy, key, key, clock)
    assert snapshot(folder) == before


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
@each_kind
def test_another_window_that_writes(folder: Path, clock: Clock, key: Passphrase | None, statement: str) -> None:
    path, copy = backed_up(folder, key, clock)
    with another_window(path, key, statement):
        before = snapshot(folder)
        with pytest.raises(Busy):
            restored(path, copy, key, key, clock)
        assert snapshot(folder) == before
    assert LATER in bodies(path, key)


@each_kind
def test_another_window_that_is_only_open_cannot_write_to_the_old_file(
    folder: Path, clock: Clock, key: Passphrase | None
) -> None:
    path, copy = backed_up(folder, key, clock)
    with opened(path, key) as other:
        number = len(other.entries.list())
        aside = restored(path, copy, key, key, clock)
        with pytest.raises(CannotWrite, match="moved or replaced"):
            other.entries.add("between", DAY, body="to nowhere")
    assert aside
    assert len(bodies(aside, key)) == number
    assert everything(path, key) == everything(copy, key)


# What SQLite leaves beside it


HALF_WAY: Final = """
import sys
from collections.abc import Callable
from pathlib import Path
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.journal import Journal, database_of
key = Passphrase(sys.argv[2]) if sys.argv[2] else None
journal = Journal.open(Path(sys.argv[1]), passphrase=key)
database_of(journal).connection.execute("PRAGMA cache_size = 1")
database_of(journal).connection.execute("BEGIN IMMEDIATE")
database_of(journal).connection.execute("UPDATE entries SET body = 'half of it ' || body || body, title = 'half'")
print("half-way", flush=True)
sys.stdin.read()
"""


def killed_half_way(path: Path, key: Passphrase | None) -> None:
    """A writer that is killed in the middle of a transaction, with some of it in the file already."""
    before = path.read_bytes()
    words = [str(path), key.reveal() if key else "", str(quick_keys.rounds())]
    process = subprocess.Popen(
        [sys.executable, "-c", quick_keys.FOR_A_CHILD + HALF_WAY, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline() == b"half-way\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert paths.journal_journal(path).stat().st_size > 0
    assert path.read_bytes() != before


@each_kind
def test_after_a_writer_was_killed(folder: Path, clock: Clock, key: Passphrase | None) -> None:
    path, copy = backed_up(folder, key, clock)
    content = everything(path, key)
    killed_half_way(path, key)
    aside = restored(path, copy, key, key, clock)
    assert aside
    assert everything(path, key) == everything(copy, key)
    assert everything(aside, key) == content
    assert sorted(found.name for found in folder.iterdir()) == sorted(["backups", "journal.db", aside.name])


@each_kind
def test_after_a_power_cut_in_the_middle_of_a_page(folder: Path, clock: Clock, key: Passphrase | None) -> None:
    """The file was growing: its last page is there in part, and what takes it back lies beside it."""
    path, _ = backed_up(folder, key, clock)
    content = everything(path, key)
    killed_half_way(path, key)
    with path.open("ab") as file:
        file.write(os.urandom(1536))
    assert everything(path, key) == content


@encryption
def test_after_a_writer_was_killed_and_with_the_passphrase_forgotten(folder: Path, clock: Clock) -> None:
    """A rollback journal that cannot be applied now moves with the file, and is applied when the file is opened."""
    path, copy = backed_up(folder, NEW, clock)
    content = everything(path, NEW)
    killed_half_way(path, NEW)
    other = begin(folder.parent / "other" / "journal.db", OLD, clock)
    aside = restored(path, other, OLD, None, clock)
    assert aside
    assert everything(path, OLD) == everything(other, OLD)
    assert not paths.journal_journal(path).exists()
    assert paths.journal_journal(aside).exists()
    assert set(paths.put_aside(path)) == {aside, paths.journal_journal(aside)}
    assert everything(aside, NEW) == content
    assert copy.exists()


def test_a_leftover_beside_a_journal_that_is_gone_undoes_nothing(folder: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, None, clock)
    killed_half_way(path, None)
    left = paths.journal_journal(path).read_bytes()
    path.unlink()
    assert restored(path, copy, clock=clock) is None
    assert everything(path, None) == everything(copy, None)
    (kept,) = paths.put_aside(path)
    assert kept.read_bytes() == left


def test_a_file_that_another_program_left_in_another_way_of_writing(folder: Path, clock: Clock) -> None:
    """With a write-ahead log beside it, the latest words are in there alone."""
    path, copy = backed_up(folder, None, clock)
    writing = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA journal_mode = WAL')\n"
        "connection.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "connection.execute(\"UPDATE entries SET title = 'in the log'\")\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", writing, str(path)], check=True, timeout=60)
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size > 0
    aside = restored(path, copy, clock=clock)
    assert aside
    assert not log.exists()
    assert everything(path, None) == everything(copy, None)
    with opened(aside) as journal:
        assert {entry.title for entry in journal.entries.list()} == {"in the log"}


@each_kind
def test_where_there_are_no_hard_links(
    folder: Path, clock: Clock, key: Passphrase | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copy = backed_up(folder, key, clock)
    before = everything(path, key)

    def link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    aside = restored(path, copy, key, key, clock)
    assert aside
    assert everything(aside, key) == before
    assert everything(path, key) == everything(copy, key)
    assert mode(aside) == 0o600


def test_what_an_earlier_try_left_is_in_nobodys_way(folder: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, None, clock)
    paths.part_file(path).write_bytes(b"half of something")
    restored(path, copy, clock=clock)
    assert everything(path, None) == everything(copy, None)
    assert not paths.part_file(path).exists()


def test_what_an_earlier_try_left_beside_its_part_undoes_nothing(folder: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, None, clock)
    other = begin(folder.parent / "other" / "journal.db", None, clock)
    killed_half_way(other, None)
    shutil.copy(paths.journal_journal(other), paths.journal_journal(paths.part_file(path)))
    aside = restored(path, copy, clock=clock)
    assert aside
    assert everything(path, None) == everything(copy, None)
    assert sorted(found.name for found in folder.iterdir()) == sorted(["backups", "journal.db", aside.name])


@each_kind
def test_a_new_journal_is_not_begun_where_a_leftover_would_damage_it(
    folder: Path, clock: Clock, key: Passphrase | None
) -> None:
    path = begin(folder / "journal.db", key, clock)
    killed_half_way(path, key)
    path.unlink()
    before = snapshot(folder)
    with pytest.raises(CannotWrite, match="without the journal it belongs to"):
        Journal.begin(path, clock, passphrase=key)
    assert snapshot(folder) == before
    paths.journal_journal(path).unlink()
    Journal.begin(path, clock, passphrase=key).close()
    assert bodies(path, key) == []


def test_through_a_link(folder: Path, tmp_path: Path, clock: Clock) -> None:
    path, copy = backed_up(folder, None, clock)
    link = tmp_path / "link.db"
    link.symlink_to(path)
    aside = restored(link, copy, clock=clock)
    assert aside
    assert aside.parent == folder
    assert link.is_symlink()
    assert everything(path, None) == everything(copy, None)
