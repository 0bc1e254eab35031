"""The trash: thirty days, or deleted for good on purpose; and then no trace of it."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest

from alliance_journal import paths
from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import RAW_TITLE, GivenAnswer
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import Busy, JournalError
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import daily, permanent_deletion
from alliance_journal.store.search import fts_index
from tests.conftest import Clock
from tests.store.maintenance.test_traces import FILLER, PLANTED, WORDS, filled, traces
from tests.store.staging import DAY, OLD, another_window, many_words, no_file_longer_than

pytestmark = pytest.mark.usefixtures("quick_keys")


def plant(journal: Journal, clock: Clock) -> str:
    """An entry in the trash with the planted words everywhere an entry can have words; its id."""
    entry = journal.entries.add("session", DAY, title=PLANTED, body=f"{FILLER} {PLANTED}", tags=(PLANTED,))
    # As an import may bring it: also the question in other words.
    journal.answers.restore(entry.id, GivenAnswer("warmth", Answer.NO, PLANTED, "", f"{PLANTED}?"))
    journal.tensions.set(entry.id, PLANTED)
    journal.tensions.set_outcome(entry.id, PLANTED)
    clock.now += dt.timedelta(days=1)
    entry = journal.entries.save_text(entry.id, f"{PLANTED} #walruses", entry.body).entry
    assert len(journal.versions.list(entry.id)) == 1
    journal.drafts.save(entry.id, f"{PLANTED}, and more", entry.body)
    journal.unfinished.save(f"entry/{entry.id}", PLANTED)
    journal.unfinished.save(f"outcome/{entry.id}", PLANTED)
    journal.trash.put(entry.id)
    return entry.id


def test_what_is_in_it(journal: Journal) -> None:
    seen = journal.entries.add("between", DAY, title="A title")
    raw = journal.entries.add("between", DAY, body="nobody reads this", private=True)
    for entry in (seen, raw):
        journal.trash.put(entry.id)
    found = permanent_deletion.listed(journal)
    assert [(one.id, one.title) for one in found] == [(raw.id, RAW_TITLE), (seen.id, "A title")]
    assert all(one.goes_on == DAY + dt.timedelta(days=30) for one in found)


@pytest.mark.parametrize("on_purpose", [True, False], ids=["on purpose", "after thirty days"])
def test_no_trace_of_what_was_deleted_for_good(tmp_path: Path, clock: Clock, on_purpose: bool) -> None:
    path = filled(tmp_path / "journal", clock)
    with contextlib.closing(Journal.open(path, clock)) as journal:
        planted = plant(journal, clock)
        assert set(traces(path)) == set(WORDS)
        if on_purpose:
            assert permanent_deletion.delete_for_good(journal, [planted]) == ""
        else:
            clock.now += dt.timedelta(days=29, hours=23)
            daily.do(journal, DAY)
            assert journal.trash.count() == 1
            clock.now += dt.timedelta(days=1)
            assert daily.do(journal, DAY).backup is None, "yesterday's has it"
            done = daily.do(journal, DAY)
            assert done.backup
            assert traces(done.backup) == []
        assert journal.trash.count() == 0
        left = database_of(journal).select("SELECT what, id, state FROM revisions")
        assert {(row["what"], row["state"]) for row in left if row["id"] == planted} == {("entries", "gone")}
        assert database_of(journal).connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert traces(path) == []


def test_old_trash_stays_until_a_backup_holds_it(journal: Journal, clock: Clock) -> None:
    assert journal.path
    plant(journal, clock)
    clock.now += dt.timedelta(days=permanent_deletion.DAYS + 1)
    paths.backups_folder(journal.path).write_text("in the way")
    assert "No backup could be made" in daily.do(journal, DAY).trouble
    assert journal.trash.count() == 1
    paths.backups_folder(journal.path).unlink()
    assert daily.do(journal, DAY).backup
    assert journal.trash.count() == 0


def test_also_from_the_backups(tmp_path: Path, clock: Clock) -> None:
    """Every older copy goes, on the stick and beside the journal, once a new one is there."""
    path = filled(tmp_path / "journal", clock)
    stick = tmp_path / "stick"
    stick.mkdir()
    aside = paths.aside(path, "before-restore", "20260101-120000")
    with contextlib.closing(Journal.open(path, clock)) as journal:
        planted = plant(journal, clock)
        journal.file_settings.set_second_folder(str(stick))
        first = daily.back_up(journal).backup
        assert first
        aside.write_bytes(first.read_bytes())
        permanent_deletion.delete_for_good(journal, [planted])
        # Where none can be made, all of them stay.
        with no_file_longer_than(4096), pytest.raises(JournalError):
            daily.start_backups_anew(journal)
        assert len(list(stick.rglob("*.db"))) == 1
        assert first.exists()
        done = daily.start_backups_anew(journal)
        assert (done.trouble, backups.listed(path)[0].path) == ("", done.backup)
    there = [found for found in tmp_path.rglob("*.db") if found != path]
    assert sorted(found.parent.name for found in there) == ["backups", backups_on(stick)]
    assert all(traces(found) == [] for found in there)


def backups_on(stick: Path) -> str:
    (folder,) = stick.iterdir()
    return folder.name


def test_also_from_the_backups_while_the_stick_is_away(tmp_path: Path, clock: Clock) -> None:
    path = filled(tmp_path / "journal", clock)
    with contextlib.closing(Journal.open(path, clock)) as journal:
        daily.back_up(journal)
        journal.file_settings.set_second_folder(str(tmp_path / "nowhere"))
        done = daily.start_backups_anew(journal)
    assert "could not be used" in done.trouble
    assert done.trouble.endswith("The copies there were left as they are.")
    assert [backup.path for backup in backups.listed(path)] == [done.backup]


def test_only_what_is_in_the_trash(journal: Journal) -> None:
    kept = journal.entries.add("between", DAY, body="kept")
    permanent_deletion.delete_for_good(journal, [kept.id, "nowhere"])
    assert [entry.body for entry in journal.entries.list()] == ["kept"]


def test_a_topic_of_a_deleted_session_goes_on_nobodys_page(journal: Journal) -> None:
    ada, ben = journal.therapists.add("Ada"), journal.therapists.add("Ben")
    session = journal.entries.add("session", DAY, therapist_id=ada.id)
    topic = journal.topics.add("about Ben", session.id)
    assert journal.topics.open_for(ben.id) == ()
    journal.trash.put(session.id)
    permanent_deletion.delete_for_good(journal, [session.id])
    assert journal.topics.open_for(ben.id) == (topic._replace(from_entry=None, included=False),)


@pytest.mark.parametrize("key", [None, OLD], ids=["plain", "encrypted"])
def test_what_cannot_be_cleaned_today_is_cleaned_tomorrow(
    tmp_path: Path, clock: Clock, key: Passphrase | None
) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path, clock, passphrase=key)) as journal:
        planted = plant(journal, clock)
        for _ in range(20):
            journal.entries.add("between", DAY, body=FILLER * 50)
        with another_window(path, key), pytest.raises(Busy):
            permanent_deletion.delete_for_good(journal, [planted])
        assert journal.trash.count() == 1
        # To write the file anew takes as much room again.
        with no_file_longer_than(path.stat().st_size):
            assert "tried again tomorrow" in permanent_deletion.delete_for_good(journal, [planted])
            assert journal.trash.count() == 0
            daily.do(journal, DAY)
            assert journal.file_settings.needs_cleaning()
        daily.do(journal, DAY)
        assert not journal.file_settings.needs_cleaning()
    if key is None:
        assert traces(path) == []


def test_nothing_stays_of_a_small_note_beside_a_large_one(tmp_path: Path, clock: Clock) -> None:
    """The index was cleaned before, and more than half of it is deleted then."""
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path, clock)) as journal:
        small, large, _ = (
            journal.entries.add("between", DAY, body=text) for text in (PLANTED, many_words(800), "stays")
        )
        fts_index.forget(database_of(journal).connection)
        for entry in (large, small):
            journal.trash.put(entry.id)
            assert permanent_deletion.delete_for_good(journal, [entry.id]) == ""
    assert traces(path) == []
