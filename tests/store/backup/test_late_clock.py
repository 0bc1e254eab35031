"""A computer whose clock is behind: backups stay in the order in which they were made, and none is lost by it."""

import contextlib
import datetime as dt
import os
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.store.backup import backups
from alliance_journal.store.core import sqlite_driver, temp_copy
from alliance_journal.store.core.errors import CannotWrite
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check, clock_check, daily, encryption, permanent_deletion
from tests.conftest import BEGINNING, Clock
from tests.store.staging import DAY, NEW, begin, everything, opened

pytestmark = pytest.mark.usefixtures("quick_keys")

LATE: Final = pytest.mark.parametrize(
    "late", [dt.timedelta(hours=2), dt.timedelta(days=730)], ids=["two hours", "two years"]
)


def earlier_ones(path: Path, clock: Clock, number: int, *, with_number: bool = True) -> list[Path]:
    """Backups made one minute apart, while the clock was right; newest last."""
    made = []
    with contextlib.closing(Journal.open(path, clock)) as journal:
        for _ in range(number):
            clock.now += dt.timedelta(minutes=1)
            copy = backups.make(database_of(journal))
            assert copy
            if not with_number:
                stem, day, time, _ = copy.stem.split("-")
                copy = copy.rename(copy.with_name(f"{stem}-{day}-{time}{copy.suffix}"))
            made.append(copy)
    return made


@pytest.fixture
def path(tmp_path: Path, clock: Clock) -> Path:
    return begin(tmp_path / "journal" / "journal.db", None, clock)


@LATE
@pytest.mark.parametrize("with_number", [True, False], ids=["of this version", "of an earlier version"])
def test_a_backup_is_there_when_it_is_named(
    path: Path, clock: Clock, late: dt.timedelta, with_number: bool
) -> None:
    earlier_ones(path, clock, 5, with_number=with_number)
    clock.now -= late
    with contextlib.closing(Journal.open(path, clock)) as journal:
        for _ in range(4):
            done = daily.back_up(journal)
            assert done.backup
            assert done.backup.exists()
            assert backups.listed(path)[0].path == done.backup
            assert everything(done.backup, None)[0] == everything(path, None)[0]


@LATE
def test_several_copies_of_one_run_all_stay(path: Path, clock: Clock, late: dt.timedelta) -> None:
    earlier_ones(path, clock, 5)
    clock.now -= late
    with contextlib.closing(Journal.open(path, clock)) as journal:
        made = [daily.back_up(journal, why).backup for why in ("before-import", "before-merge", "")]
    assert all(copy and copy.exists() for copy in made)


@LATE
def test_daily_maintenance(path: Path, clock: Clock, late: dt.timedelta, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    with opened(path) as journal:
        journal.file_settings.set_second_folder(str(second))
    earlier_ones(path, clock, 5)
    clock.now -= late
    with contextlib.closing(Journal.open(path, clock)) as journal:
        for _ in range(6):
            clock.now += dt.timedelta(days=1)
            journal.entries.add("between", DAY, body=clock.now.isoformat())
            done = daily.do(journal, clock.now.date())
            assert done.backup
            assert not done.trouble
            own = backups.second_folder(database_of(journal))
            assert own
            for copy in (done.backup, own / done.backup.name):
                assert everything(copy, None)[0] == everything(path, None)[0]


@pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")
@LATE
def test_the_copies_of_a_new_passphrase_stay(path: Path, clock: Clock, late: dt.timedelta) -> None:
    earlier_ones(path, clock, 4)
    clock.now -= late
    sealed = encryption.set_passphrase(path, None, NEW, clock)
    assert sealed.before.exists()
    assert sealed.backup
    assert sealed.backup not in sealed.old
    backups.delete_old(sealed.old, sealed.backup, NEW)
    (left,) = backups.listed(path)
    assert left.path == sealed.backup
    assert everything(left.path, NEW)[0] == everything(path, NEW)[0]


def test_nothing_old_is_deleted_while_the_new_one_does_not_open(path: Path, clock: Clock) -> None:
    copies = earlier_ones(path, clock, 3)
    new = copies.pop()
    new.write_bytes(new.read_bytes()[:5000])
    with pytest.raises(CannotWrite, match="no older copy was deleted"):
        backups.delete_old(copies, new, None)
    assert all(copy.exists() for copy in copies)


@LATE
def test_the_trash_is_emptied_from_the_backups_too(path: Path, clock: Clock, late: dt.timedelta) -> None:
    earlier_ones(path, clock, 4)
    clock.now -= late
    with contextlib.closing(Journal.open(path, clock)) as journal:
        done = daily.start_backups_anew(journal)
    (left,) = backups.listed(path)
    assert left.path == done.backup


def test_copies_in_a_second_folder_that_took_no_new_one_stay(path: Path, clock: Clock, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    with contextlib.closing(Journal.open(path, clock)) as journal:
        journal.file_settings.set_second_folder(str(second))
        daily.back_up(journal)
        own = backups.second_folder(database_of(journal))
        assert own
        (there,) = own.iterdir()
        # A folder of the name that the next copy would have, so that it cannot be put there.
        clock.now = dt.datetime(2026, 5, 29, 12, tzinfo=dt.UTC)
        (own / "journal-20260529-120001000-0002.db").mkdir()
        done = daily.start_backups_anew(journal)
        assert "could not be used" in done.trouble
        assert there.exists()


def test_numbers_go_on_where_the_second_folder_is(path: Path, clock: Clock, tmp_path: Path) -> None:
    """Somebody deleted the folder beside the journal."""
    second = tmp_path / "stick"
    second.mkdir()
    with contextlib.closing(Journal.open(path, clock)) as journal:
        journal.file_settings.set_second_folder(str(second))
        for _ in range(6):
            daily.back_up(journal)
        for copy in paths.backups_folder(path).iterdir():
            copy.unlink()
        clock.now -= dt.timedelta(days=30)
        done = daily.back_up(journal)
        own = backups.second_folder(database_of(journal))
        assert own
        assert done.backup
        assert backups.listed(path, own)[0].path.name == done.backup.name


def test_names_that_are_no_day_are_no_backups(path: Path, clock: Clock) -> None:
    earlier_ones(path, clock, 1)
    folder = paths.backups_folder(path)
    strange = [
        "journal-20209901-000000000.db",
        "journal-00010101-000000000-0007.db",
        "journal-99991231-235959999.db",
    ]
    for name in strange:
        (folder / name).write_text("mine")
    os.mkfifo(folder / "journal-20200101-000000000.db")
    with contextlib.closing(Journal.open(path, clock)) as journal:
        for _ in range(5):
            assert daily.back_up(journal).backup
    assert [(folder / name).read_text() for name in strange] == ["mine"] * 3


def test_work_that_a_killed_run_left_in_the_future(path: Path, clock: Clock) -> None:
    """A file dated tomorrow by the clock is not being written now."""
    with opened(path) as journal:
        copy = backups.make(database_of(journal))
    assert copy
    other = paths.other_copy(path)
    left = [other, paths.part_file(copy), paths.part_file(path.with_name("new.db"))]
    for one in left:
        one.write_bytes(b"half")
        os.utime(one, (BEGINNING.timestamp() + 9e8, BEGINNING.timestamp() + 9e8))
    temp_copy.make_room(other)
    with opened(path) as journal:
        backups.make(database_of(journal))
    Journal.begin(path.with_name("new.db")).close()
    assert not any(one.exists() for one in left)


# The clock is said to be behind


@LATE
def test_check_says_it(path: Path, clock: Clock, late: dt.timedelta) -> None:
    earlier_ones(path, clock, 1)
    assert not [one for one in check.look(path, None, clock.now) if "clock" in one.sentence]
    (found,) = [one for one in check.look(path, None, clock.now - late) if "clock" in one.sentence]
    assert found.sentence.startswith("The clock of this computer seems to be behind: ")
    assert not found.grave


def test_an_entry_alone_tells(path: Path, clock: Clock) -> None:
    clock.now += dt.timedelta(days=3)
    with contextlib.closing(Journal.open(path, clock)) as journal:
        journal.entries.add("between", DAY, body="later than all")
        newest = clock.now
        assert clock_check.say_behind(journal) == ""
        clock.now -= dt.timedelta(minutes=5)
        assert clock_check.say_behind(journal) == ""
        clock.now -= dt.timedelta(hours=1)
        assert "the newest entry was begun on" in clock_check.say_behind(journal)
    (found,) = [one for one in check.look(path, None, newest - dt.timedelta(hours=2)) if "clock" in one.sentence]
    assert "entry" in found.sentence


def test_the_trash_does_not_go_early_because_the_clock_was_behind(path: Path, clock: Clock) -> None:
    with contextlib.closing(Journal.open(path, clock)) as journal:
        entry = journal.entries.add("between", DAY, body="deleted while the clock was behind")
        right = clock.now
        clock.now -= dt.timedelta(days=730)
        journal.trash.put(entry.id)
        clock.now = right + dt.timedelta(days=29)
        assert permanent_deletion.delete_old(journal) == 0
        assert entry.id in [one.id for one in permanent_deletion.listed(journal)]
        clock.now = right + dt.timedelta(days=31)
        assert permanent_deletion.delete_old(journal) == 2
