"""Once a day: a look at the whole file, the index of words made clean, and a backup if anything changed."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest

from alliance_journal import paths
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import daily
from alliance_journal.store.search import fts_index
from tests.benchmarks.journals import make
from tests.conftest import Clock, snapshot
from tests.store.maintenance.test_traces import PLANTED, WORDS
from tests.store.staging import DAY, another_window, many_words, opened

NEXT = DAY + dt.timedelta(1)


def test_once_a_day(journal: Journal) -> None:
    assert journal.path
    assert daily.is_due(journal, DAY)
    assert daily.do(journal, DAY).backup
    assert not daily.is_due(journal, DAY)
    with opened(journal.path) as again:
        assert not daily.is_due(again, DAY)
        assert daily.is_due(again, NEXT)
    # A clock that was set back.
    assert daily.is_due(journal, DAY - dt.timedelta(1))


def test_a_backup_only_when_something_changed(journal: Journal) -> None:
    assert journal.path
    first = daily.do(journal, DAY)
    assert first.backup
    assert daily.do(journal, NEXT) == daily.Done()
    entry = journal.entries.add("between", DAY, body="words")
    assert daily.do(journal, NEXT).backup
    assert daily.do(journal, NEXT) == daily.Done()
    for change in (
        lambda: journal.drafts.save(entry.id, "typed", "words"),
        lambda: journal.unfinished.save("card", "typed"),
        lambda: journal.topics.add("topic"),
        lambda: journal.therapists.add("Ada"),
        lambda: journal.brief_choices.set_included("key", True),
    ):
        change()
        assert daily.do(journal, NEXT).backup
    assert daily.do(journal, NEXT) == daily.Done()
    for backup in backups.listed(journal.path):
        backup.path.unlink()
    assert daily.do(journal, NEXT).backup


def test_what_another_window_wrote_counts(journal: Journal, clock: Clock) -> None:
    assert journal.path
    daily.do(journal, DAY)
    with opened(journal.path) as other:
        other.entries.add("between", DAY, body="from the other window")
    done = daily.do(journal, DAY)
    assert done.backup
    with opened(done.backup) as copy:
        assert [entry.body for entry in copy.entries.list()] == ["from the other window"]


def test_a_backup_by_hand_or_before_an_import_counts(journal: Journal) -> None:
    journal.entries.add("between", DAY, body="words")
    assert daily.back_up(journal, "before-import").backup
    assert daily.do(journal, DAY) == daily.Done()


def test_a_journal_in_memory_has_none() -> None:
    with contextlib.closing(Journal.in_memory()) as journal:
        assert not daily.is_due(journal, DAY)
        assert daily.back_up(journal) == daily.Done()


def test_a_damaged_file_is_said_each_time_and_left(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path, clock)) as journal:
        for _ in range(40):
            journal.entries.add("between", DAY, body="words " * 2_000)
        first = daily.do(journal, DAY)
    assert first.backup
    data = path.read_bytes()
    damaged = data[: 60 * 4096] + bytes(2 * 4096) + data[62 * 4096 :]
    path.write_bytes(damaged)
    for _ in range(2):
        with opened(path) as journal:
            assert daily.is_due(journal, NEXT)
            done = daily.do(journal, NEXT)
        assert done.backup is None
        assert "is damaged" in done.trouble
        assert "backups" in done.trouble
        assert "check --salvage" in done.trouble
    assert path.read_bytes() == damaged
    assert [backup.path for backup in backups.listed(path)] == [first.backup]


def test_the_index_of_words_is_mended(journal: Journal) -> None:
    entry = journal.entries.add("between", DAY, body="walrus")
    # As another program does that knows nothing of the index.
    database_of(journal).connection.execute("DROP TRIGGER words_of_changed")
    database_of(journal).connection.execute("UPDATE entries SET body = 'heron' WHERE id = ?", (entry.id,))
    assert not fts_index.are_whole(database_of(journal).connection)
    assert daily.do(journal, DAY).trouble == ""
    assert fts_index.are_whole(database_of(journal).connection)
    found = (
        database_of(journal).connection.execute("SELECT count(*) FROM words WHERE words MATCH 'heron'").fetchone()
    )
    assert found == (1,)


def test_cleaning_the_index_leaves_hardly_any_room_unused(tmp_path: Path) -> None:
    """And it is one piece afterwards; cleaned once more, the file stays as it is to the last byte."""
    path = tmp_path / "journal.db"
    make(path, 1_000)
    with opened(path) as journal:
        pieces = "SELECT count(DISTINCT segid) FROM words_idx"
        journal.entries.add("between", DAY, body="heron walrus lighthouse")
        assert database_of(journal).connection.execute(pieces).fetchone() == (2,)
        fts_index.forget(database_of(journal).connection)
        assert database_of(journal).connection.execute(pieces).fetchone() == (1,)
        assert fts_index.are_whole(database_of(journal).connection)
        used, unused = (
            database_of(journal).connection.execute(f"PRAGMA {what}").fetchone()[0]
            for what in ("page_count", "freelist_count")
        )
        before = path.read_bytes()
        fts_index.forget(database_of(journal).connection)
        assert path.read_bytes() == before
    assert unused < used / 50


@pytest.mark.parametrize("large", [0, 50, 800, 3_000])
def test_the_index_forgets_what_was_deleted(journal: Journal, large: int) -> None:
    """However much of it there was beside what is deleted, and however often it was cleaned before."""
    kept = ("stays", many_words(large), PLANTED)
    *_, big, small = [journal.entries.add("between", DAY, body=text).id for text in kept]
    fts_index.forget(database_of(journal).connection)
    for entry_id in (big, small):
        database_of(journal).connection.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
        fts_index.forget(database_of(journal).connection)
    index = b"".join(block for (block,) in database_of(journal).connection.execute("SELECT block FROM words_data"))
    assert [word for word in WORDS if word.replace("ä", "a")[3:].encode() in index] == []
    assert fts_index.are_whole(database_of(journal).connection)


def test_somebody_else_writes_at_this_moment(journal: Journal) -> None:
    assert journal.path
    journal.entries.add("between", DAY, body="words")
    with another_window(journal.path, None):
        done = daily.do(journal, DAY)
    assert done.backup is None
    assert "Another program is using the journal" in done.trouble
    assert daily.is_due(journal, DAY)
    assert daily.do(journal, DAY).backup


def test_no_folder_for_backups(journal: Journal) -> None:
    assert journal.path
    journal.entries.add("between", DAY, body="words")
    paths.backups_folder(journal.path).write_text("in the way")
    done = daily.do(journal, DAY)
    assert done.backup is None
    assert "No backup could be made" in done.trouble
    with pytest.raises(JournalError):
        daily.back_up(journal)
    assert daily.changed_since_backup(journal)
    paths.backups_folder(journal.path).unlink()
    assert daily.do(journal, NEXT).backup


def test_looking_changes_no_entry(journal: Journal) -> None:
    journal.entries.add("between", DAY, body="words")
    before = journal.entries.list()
    daily.do(journal, DAY)
    assert journal.path
    files = snapshot(journal.path.parent)
    assert daily.is_due(journal, NEXT)
    assert journal.entries.list() == before
    assert snapshot(journal.path.parent) == files
