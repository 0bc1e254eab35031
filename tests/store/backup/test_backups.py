"""Verified copies: whole, private, never over another one, and nothing left behind when one cannot be made."""

import contextlib
import datetime as dt
import os
from pathlib import Path

import pytest

from alliance_journal import paths
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import CannotWrite, Damaged, DiskFull, JournalError
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import BEGINNING, Clock, mode, snapshot

DAY = dt.date(2026, 5, 28)


def test_copy_is_the_journal(journal: Journal) -> None:
    import_into(journal, sample(DAY))
    trashed = journal.entries.list()[0].id
    journal.trash.put(trashed)
    assert journal.path
    before = snapshot(journal.path.parent)
    copy = backups.make(database_of(journal))
    assert copy
    assert copy.parent == paths.backups_folder(journal.path)
    assert copy.name.startswith("journal-20260528-")
    assert (mode(copy.parent), mode(copy)) == (0o700, 0o600)
    after = snapshot(journal.path.parent)
    assert {name: after[name] for name in before} == before
    assert sorted(set(after) - set(before)) == ["backups", f"backups/{copy.name}"]
    with contextlib.closing(Journal.open(copy)) as again:
        assert whole(again) == whole(journal)
        assert again.trash.count() == 1
        assert database_of(again).connection.execute("PRAGMA application_id").fetchone() == (0x416C4A6F,)


def test_copies_stand_side_by_side(journal: Journal) -> None:
    journal.entries.add("between", DAY, body="one")
    first = backups.make(database_of(journal))
    journal.entries.add("between", DAY, body="two")
    second = backups.make(database_of(journal))
    assert first
    assert second
    assert first != second
    with contextlib.closing(Journal.open(first)) as one, contextlib.closing(Journal.open(second)) as two:
        assert (len(one.entries.list()), len(two.entries.list())) == (1, 2)


def test_a_copy_never_takes_the_place_of_another(journal: Journal) -> None:
    """Also where the clock stands still: then the number in the name is another one."""
    database_of(journal)._clock = lambda: BEGINNING
    journal.entries.add("between", DAY, body="the only copy of this")
    first = backups.make(database_of(journal))
    second = backups.make(database_of(journal))
    assert first
    assert second
    assert first != second
    before = snapshot(first.parent)
    with pytest.raises(CannotWrite, match="No backup could be made"):
        backups.copy_to(database_of(journal), first)
    assert snapshot(first.parent) == before


def test_journal_in_memory_has_none() -> None:
    with contextlib.closing(Journal.in_memory()) as journal:
        assert backups.make(database_of(journal)) is None


def test_no_folder_can_be_made(journal: Journal) -> None:
    assert journal.path
    paths.backups_folder(journal.path).write_text("in the way")
    before = snapshot(journal.path.parent)
    with pytest.raises(CannotWrite, match="No backup could be made"):
        backups.make(database_of(journal))
    assert snapshot(journal.path.parent) == before


def test_what_an_older_try_left_is_not_touched(journal: Journal, clock: Clock) -> None:
    assert journal.path
    folder = paths.backups_folder(journal.path)
    folder.mkdir()
    clock.now = BEGINNING
    stamp = "20260528-170001000"
    part = paths.part_file(folder / f"journal-{stamp}-0001.db")
    part.write_bytes(b"half a copy")
    with pytest.raises(CannotWrite):
        backups.make(database_of(journal))
    assert part.read_bytes() == b"half a copy"
    assert backups.make(database_of(journal))


def test_a_damaged_journal_gives_no_backup(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path, clock)) as journal:
        for _ in range(40):
            journal.entries.add("between", DAY, body="words " * 2_000)
    data = path.read_bytes()
    path.write_bytes(data[: 60 * 4096] + bytes(2 * 4096) + data[62 * 4096 :])
    with contextlib.closing(Journal.open(path, clock)) as journal:
        with pytest.raises(Damaged):
            backups.make(database_of(journal))
        assert list(paths.backups_folder(path).iterdir()) == []


def test_broken_links_give_no_backup(journal: Journal) -> None:
    database_of(journal).connection.execute("PRAGMA foreign_keys = OFF")
    database_of(journal).connection.execute("INSERT INTO tensions (entry_id, words) VALUES ('nowhere', '')")
    with pytest.raises(Damaged, match="not whole"):
        backups.make(database_of(journal))
    assert journal.path
    assert list(paths.backups_folder(journal.path).iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="the limit of a file's size is a POSIX one")
def test_no_room_for_a_copy(journal: Journal) -> None:
    import resource
    import signal

    journal.entries.add("between", DAY, body="words " * 50_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises((CannotWrite, DiskFull)) as caught:
            backups.make(database_of(journal))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert isinstance(caught.value, JournalError)
    assert journal.path
    assert list(paths.backups_folder(journal.path).iterdir()) == []
    assert backups.make(database_of(journal))
