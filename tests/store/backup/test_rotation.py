"""Rotation of backups: daily, weekly, monthly and newest ones are kept, here and in the second folder."""

import contextlib
import datetime as dt
import shutil
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.backup.backups import Backup
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import daily
from tests.conftest import Clock, mode, snapshot
from tests.store.staging import DAY, NEW, OLD, begin, everything, opened

pytestmark = pytest.mark.usefixtures("quick_keys")

NOON: Final = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def made(days: int, every: int = 1, until: dt.datetime = NOON) -> list[Backup]:
    """A backup every so many days, up to now."""
    return [
        Backup(Path(f"{number}.db"), until - dt.timedelta(days=number), "", 1, False)
        for number in range(0, days, every)
    ]


def test_two_years_of_days() -> None:
    found = made(730)
    staying = backups.kept(found)
    assert 19 <= len(staying) <= 24
    assert set(found[:7]) <= staying
    months = {(backup.at.year, backup.at.month) for backup in staying}
    assert len(months) == 12


def test_150_weeks() -> None:
    found = made(150 * 7, 7)
    staying = backups.kept(found)
    assert 14 <= len(staying) <= 18
    assert set(found[:5]) <= staying


def test_many_on_one_day_are_one_day() -> None:
    minutes = [Backup(Path(f"{n}"), NOON - dt.timedelta(minutes=n), "", 1, False) for n in range(300)]
    assert backups.kept(minutes) == set(minutes[:3])


@pytest.mark.parametrize("number", range(4))
def test_few_all_stay(number: int) -> None:
    found = made(number * 400, 400)
    assert backups.kept(found) == set(found)


def test_what_stays_once_was_kept_before() -> None:
    """Thinned day by day, there is never fewer than thinning all at once would leave of the latest days."""
    there: list[Backup] = []
    for backup in reversed(made(400)):
        there = sorted(backups.kept([*there, backup]), key=lambda one: one.at, reverse=True)
        assert there[0] is backup
    assert 19 <= len(there) <= 24
    assert {one.at.date() for one in there} >= {(NOON - dt.timedelta(days=n)).date() for n in range(7)}
    assert there[-1].at < NOON - dt.timedelta(days=300)


def a_year(path: Path, clock: Clock, days: int, second: Path | None = None) -> None:
    """Somebody who writes each day."""
    with contextlib.closing(Journal.open(path, clock)) as journal:
        if second:
            journal.file_settings.set_second_folder(str(second))
        for _ in range(days):
            clock.now += dt.timedelta(days=1)
            today = clock.now.date()
            journal.entries.add("between", today, body=today.isoformat())
            assert daily.is_due(journal, today)
            done = daily.do(journal, today)
            assert done.backup
            assert done.trouble == ""
            assert not daily.is_due(journal, today)
            assert backups.listed(path)[0].path == done.backup


@pytest.mark.parametrize(
    ("days", "stay", "oldest"),
    [(45, range(11, 16), 25), pytest.param(365, range(18, 25), 300, marks=pytest.mark.slow)],
)
def test_many_days_in_real_files(
    days: int, stay: range, oldest: int, journal: Journal, clock: Clock, tmp_path: Path
) -> None:
    assert journal.path
    second = tmp_path / "stick"
    second.mkdir()
    a_year(journal.path, clock, days, second)
    found = backups.listed(journal.path)
    assert len(found) in stay
    (own,) = second.iterdir()
    again = backups.listed(journal.path, own)
    assert [backup.path.name for backup in again] == [backup.path.name for backup in found]
    assert {path.name for path in own.iterdir()} == {backup.path.name for backup in found}
    assert (mode(own), {mode(backup.path) for backup in again}) == (0o700, {0o600})
    for backup in (found[0], found[-1], again[-1]):
        with opened(backup.path) as one:
            assert one.entries.list()[-1].body == backup.at.date().isoformat()
    assert found[-1].at < found[0].at - dt.timedelta(days=oldest)


def test_files_that_are_no_backups_stay(journal: Journal, clock: Clock) -> None:
    assert journal.path
    a_year(journal.path, clock, 5)
    folder = paths.backups_folder(journal.path)
    strange = [
        "notes.txt",
        "journal-20200101-000000000.db.part",
        "other-20200101-000000000.db",
        "journal-20200101.db",
        "journal-20209901-000000000-before-import.txt",
    ]
    for name in strange:
        (folder / name).write_text("mine")
    (folder / "journal-20200101-000000001.db").mkdir()
    a_year(journal.path, clock, 20)
    for name in strange:
        assert (folder / name).read_text() == "mine"
    assert (folder / "journal-20200101-000000001.db").is_dir()


def test_a_clock_that_was_wrong_once(journal: Journal, clock: Clock) -> None:
    """A backup that claims to be of the future does not push out those of today."""
    assert journal.path
    right = clock.now
    clock.now += dt.timedelta(days=4_000)
    journal.entries.add("between", DAY, body="later")
    daily.back_up(journal)
    clock.now = right
    for number in range(5):
        journal.entries.add("between", DAY, body=str(number))
        done = daily.back_up(journal)
        assert done.backup
        assert done.backup.exists()


# The second folder


@pytest.fixture
def second(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def use(path: Path, second: Path, key: Passphrase | None = None) -> None:
    with opened(path, key) as journal:
        journal.file_settings.set_second_folder(str(second))


def test_each_backup_arrives_there(journal: Journal, second: Path) -> None:
    assert journal.path
    assert backups.second_folder(database_of(journal)) is None
    daily.back_up(journal)
    journal.file_settings.set_second_folder(str(second))
    for why in ("", "before-import"):
        journal.entries.add("between", DAY, body=f"words {why}")
        done = daily.back_up(journal, why)
        assert done.backup
        assert done.trouble == ""
        own = backups.second_folder(database_of(journal))
        assert own
        assert (own / done.backup.name).read_bytes() == done.backup.read_bytes()
    assert len(backups.listed(journal.path, own)) == 2
    assert len(backups.listed(journal.path)) == 3
    journal.file_settings.set_second_folder("")
    daily.back_up(journal)
    assert len(backups.listed(journal.path, own)) == 2


def test_a_folder_that_is_away_is_said_and_nothing_is_lost(journal: Journal, second: Path) -> None:
    assert journal.path
    journal.file_settings.set_second_folder(str(second))
    second.rmdir()
    journal.entries.add("between", DAY, body="kept")
    done = daily.do(journal, DAY)
    assert done.backup
    assert done.backup.exists()
    assert f"The second folder for backups, {second}, could not be used" in done.trouble
    assert str(done.backup.parent) in done.trouble
    assert not second.exists()
    # Not said once more on this day, and tried again with the next backup.
    assert not daily.is_due(journal, DAY)
    second.mkdir()
    journal.entries.add("between", DAY, body="more")
    assert daily.do(journal, DAY + dt.timedelta(1)).trouble == ""
    own = backups.second_folder(database_of(journal))
    assert own
    with opened(backups.listed(journal.path, own)[0].path) as copy:
        assert {entry.body for entry in copy.entries.list()} == {"kept", "more"}


def test_what_a_pulled_stick_left_half_written(journal: Journal, second: Path, clock: Clock) -> None:
    journal.file_settings.set_second_folder(str(second))
    assert daily.back_up(journal).trouble == ""
    own = backups.second_folder(database_of(journal))
    assert own
    assert journal.path
    stamp = (clock.now + dt.timedelta(seconds=1)).strftime("%Y%m%d-%H%M%S000")
    left = own / f"journal-{stamp}.db.part"
    left.write_bytes(b"half")
    done = daily.back_up(journal)
    assert done.trouble == ""
    assert done.backup
    assert not list(own.glob("*.part")) or done.backup.name != f"journal-{stamp}.db"


def test_two_journals_of_one_name_do_not_touch_each_other(tmp_path: Path, clock: Clock, second: Path) -> None:
    first = begin(tmp_path / "one" / "journal.db", None, clock)
    other = tmp_path / "two" / "journal.db"
    other.parent.mkdir()
    with contextlib.closing(Journal.begin(other, clock)) as journal:
        journal.entries.add("between", DAY, body="of the other")
    for path in (first, other):
        use(path, second)
    a_year(first, clock, 10)
    (own,) = second.iterdir()
    before = snapshot(own)
    a_year(other, clock, 12)
    assert snapshot(own) == before
    assert len(list(second.iterdir())) == 2
    with opened(first) as one, opened(other) as two:
        folders = [backups.second_folder(database_of(one)), backups.second_folder(database_of(two))]
    assert len(set(folders)) == 2
    for path, folder in zip((first, other), folders, strict=True):
        assert everything(backups.listed(path, folder)[0].path, None)[0] == everything(path, None)[0]


def test_the_mark_stays_when_a_journal_moves(tmp_path: Path, clock: Clock, second: Path) -> None:
    path = begin(tmp_path / "one" / "journal.db", None, clock)
    use(path, second)
    a_year(path, clock, 2)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = elsewhere / "journal.db"
    shutil.move(path, moved)
    a_year(moved, clock, 2)
    (own,) = second.iterdir()
    assert len(backups.listed(moved, own)) == 4


@pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")
def test_encrypted_copies_of_an_encrypted_journal(tmp_path: Path, clock: Clock, second: Path) -> None:
    path = begin(tmp_path / "one" / "journal.db", OLD, clock)
    use(path, second, OLD)
    with opened(path, OLD) as journal:
        assert daily.back_up(journal).trouble == ""
        own = backups.second_folder(database_of(journal))
    (copy,) = backups.listed(path, own)
    assert copy.encrypted
    assert everything(copy.path, OLD)[0] == everything(path, OLD)[0]
    assert NEW != OLD
