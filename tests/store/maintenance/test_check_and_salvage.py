"""Findings of `check`, each caused on a real file, and salvage of readable rows."""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import GivenAnswer, Unsaved
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.core.errors import (
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
from alliance_journal.store.maintenance import check, daily, salvage, unsaved_words
from alliance_journal.store.maintenance import encryption as sealing
from alliance_journal.store.maintenance.check import Finding
from alliance_journal.store.search import fts_index
from alliance_journal.store.transfer.import_document import whole
from tests.conftest import Clock, mode, snapshot
from tests.store.fixtures.later import EVERY
from tests.store.staging import DAY, NEW, OLD, begin, everything, opened

pytestmark = pytest.mark.usefixtures("quick_keys")

FIRST_VERSION: Final = Path(__file__).parents[1] / "fixtures" / "m001.db"
LEAF: Final = 13
"""How a page of rows begins."""
encryption = pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")
each_kind = pytest.mark.parametrize("key", [None, pytest.param(OLD, marks=encryption)], ids=["plain", "encrypted"])


def good(folder: Path, clock: Clock, key: Passphrase | None = None) -> Path:
    """A journal about which there is nothing to say."""
    path = begin(folder / "journal.db", key, clock)
    with opened(path, key) as journal:
        assert backups.make(database_of(journal))
    return path


@pytest.fixture
def path(tmp_path: Path, clock: Clock) -> Path:
    return good(tmp_path / "journal", clock)


def looked(path: Path, key: Passphrase | None = None, now: dt.datetime | None = None) -> list[Finding]:
    return check.look(path, key, now or dt.datetime.now(dt.UTC))


def the_only(path: Path, key: Passphrase | None = None, now: dt.datetime | None = None) -> Finding:
    (found,) = looked(path, key, now)
    assert found.next_step
    return found


def by_another_program(path: Path, *statements: str) -> None:
    """Change the file as the sqlite3 shell does."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


# Nothing to say, nothing changed


@each_kind
def test_a_good_journal(tmp_path: Path, clock: Clock, key: Passphrase | None) -> None:
    path = good(tmp_path / "journal", clock, key)
    before = snapshot(path.parent)
    assert looked(path, key) == []
    assert snapshot(path.parent) == before


def test_while_the_app_is_open(path: Path) -> None:
    with opened(path) as journal:
        assert looked(path) == []
        journal.entries.add("between", DAY, body="goes on")
        assert looked(path) == []


def test_nothing_to_look_into(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NoJournal):
        looked(tmp_path / "nowhere.db")
    other = tmp_path / "other.db"
    by_another_program(other, "CREATE TABLE songs (title)")
    with pytest.raises(NotAJournal):
        looked(other)
    by_another_program(
        path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('alliance-journal', 'm999', '')",
    )
    before = snapshot(path.parent)
    with pytest.raises(MadeByNewer):
        looked(path)
    assert snapshot(path.parent) == before


@encryption
def test_the_wrong_passphrase(tmp_path: Path, clock: Clock) -> None:
    path = good(tmp_path / "journal", clock, OLD)
    before = snapshot(path.parent)
    with pytest.raises(NeedsPassphrase):
        looked(path)
    with pytest.raises(WrongPassphrase):
        looked(path, NEW)
    assert snapshot(path.parent) == before


# The content


def test_a_damaged_page(path: Path) -> None:
    data = path.read_bytes()
    page = data.index(b"leading and trailing") // 4096 * 4096
    path.write_bytes(data[:page] + bytes(4096) + data[page + 4096 :])
    before = snapshot(path.parent)
    found = the_only(path)
    assert found.sentence == "Part of the file is damaged."
    assert "check --salvage" in found.next_step
    assert found.grave
    assert snapshot(path.parent) == before


@encryption
def test_one_flipped_bit_in_an_encrypted_file(tmp_path: Path, clock: Clock) -> None:
    path = good(tmp_path / "journal", clock, OLD)
    data = bytearray(path.read_bytes())
    # In the middle of the sixth page, which holds no part of the schema.
    data[5 * 4096 + 2048] ^= 1
    path.write_bytes(data)
    found = the_only(path, OLD)
    assert "Part of the" in found.sentence
    assert found.grave


def test_a_text_that_a_bit_changed(path: Path) -> None:
    data = path.read_bytes()
    assert b"leading and trailing" in data
    path.write_bytes(data.replace(b"leading and trailing", b"leading and trailinG"))
    with opened(path) as journal:
        entry = next(entry for entry in journal.entries.list() if "trailinG" in entry.body)
    found = the_only(path)
    assert entry.id in found.sentence
    assert "28 May 2026" in found.sentence
    assert "is not what was saved last" in found.sentence
    assert "trailin" not in found.sentence
    assert found.grave


CHANGED: Final = {
    "text": "UPDATE entries SET body = 'changed' WHERE id = '{id}'",
    "title": "UPDATE entries SET title = 'changed' WHERE id = '{id}'",
    "day": "UPDATE entries SET date = '2001-01-01' WHERE id = '{id}'",
    "tag": "INSERT INTO entry_tags (entry_id, position, tag) VALUES ('{id}', 99, 'changed')",
    "answer": "UPDATE answers SET answer = 'no' WHERE number = {number} AND question_id = 'warmth'",
    "words": "UPDATE answers SET words = 'changed' WHERE number = {number}",
    "tension": "INSERT INTO tensions (entry_id, words) VALUES ('{id}', 'changed')",
    "a digest": "DELETE FROM digests WHERE number = {number}",
}


@pytest.mark.parametrize("statement", CHANGED.values(), ids=CHANGED.keys())
def test_what_another_program_changed_until_it_is_written_in_again(path: Path, statement: str) -> None:
    with opened(path) as journal:
        entry = journal.entries.add("session", DAY, title="A title", body="A text", tags=("one",))
        journal.answers.set(entry.id, "warmth", Answer.FULLY)
    assert looked(path) == []
    number = f"(SELECT number FROM entries WHERE id = '{entry.id}')"
    by_another_program(path, statement.format(id=entry.id, number=number))
    found = the_only(path)
    assert entry.id in found.sentence
    assert "write in it once" in found.next_step
    with opened(path) as journal:
        now = journal.entries.get(entry.id)
        journal.entries.save_text(entry.id, now.body + " written in", now.body)
    assert looked(path) == []


def test_an_outcome_that_another_program_changed(path: Path) -> None:
    with opened(path) as journal:
        entry = journal.entries.add("session", DAY)
        journal.tensions.set(entry.id, "cold")
        journal.tensions.set_outcome(entry.id, "closer")
    assert looked(path) == []
    by_another_program(path, f"UPDATE tensions SET outcome = 'further' WHERE entry_id = '{entry.id}'")
    assert entry.id in the_only(path).sentence


def test_an_entry_that_another_program_added(path: Path) -> None:
    by_another_program(
        path,
        "INSERT INTO entries (id, kind, date, body, created_at, updated_at) "
        "VALUES ('new', 'between', 'some day', 'words', '', '')",
    )
    assert "The entry of some day (new)" in the_only(path).sentence


def test_what_points_at_nothing(path: Path) -> None:
    by_another_program(path, "PRAGMA foreign_keys = OFF", "INSERT INTO tensions (entry_id) VALUES ('nowhere')")
    assert the_only(path).sentence == "Something in the file points at what is not there."


def test_answers_another_program_left_behind_are_not_those_of_the_next_entry(path: Path) -> None:
    with opened(path) as journal:
        entry = journal.entries.add("session", DAY)
        journal.answers.set(entry.id, "warmth", Answer.NO)
    number = "SELECT number FROM entries WHERE id = ?"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        before = other.execute(number, (entry.id,)).fetchone()
        other.execute("DELETE FROM entries WHERE id = ?", (entry.id,))
    assert the_only(path).sentence == "Something in the file points at what is not there."
    with opened(path) as journal:
        following = journal.entries.add("session", DAY)
        assert database_of(journal).connection.execute(number, (following.id,)).fetchone() == before
        assert journal.entries.get(following.id).answers == ()
    assert looked(path) == []


def test_a_file_in_another_way_of_writing(path: Path) -> None:
    by_another_program(path, "PRAGMA journal_mode = WAL")
    found = the_only(path)
    assert "Another program changed how the file is written" in found.sentence
    with opened(path):
        pass
    assert looked(path) == []


def test_an_older_version(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    shutil.copy(FIRST_VERSION, path)
    path.chmod(0o600)
    before = path.read_bytes()
    found = looked(path)
    assert [one.sentence for one in found] == [
        "The journal was made by an older version.",
        "There is no backup yet.",
    ]
    assert not any(one.grave for one in found)
    assert path.read_bytes() == before


# The index of words


def searched(journal: Journal, word: str) -> int:
    return int(
        database_of(journal)
        .connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (word,))
        .fetchone()[0]
    )


@pytest.mark.parametrize("gone", ["words_of_new", "words_of_gone", "words_of_changed", "all"])
def test_triggers_that_are_gone(path: Path, gone: str) -> None:
    names = ["words_of_new", "words_of_gone", "words_of_changed"] if gone == "all" else [gone]
    by_another_program(path, *(f"DROP TRIGGER {name}" for name in names))
    found = the_only(path)
    assert "The index that search goes by is not whole; your texts are." in found.sentence
    assert not found.grave
    with opened(path) as journal:
        assert fts_index.missing_triggers(database_of(journal).connection) == []
        entry = journal.entries.add("between", DAY, body="walrus")
        assert searched(journal, "walrus") == 1
        journal.entries.save_text(entry.id, "heron", "walrus")
        assert (searched(journal, "walrus"), searched(journal, "heron")) == (0, 1)
    assert looked(path) == []


def test_what_was_added_meanwhile_is_found_after_opening(path: Path) -> None:
    by_another_program(
        path,
        "DROP TRIGGER words_of_new",
        "INSERT INTO entries (id, kind, date, body, created_at, updated_at) "
        "VALUES ('new', 'between', '2026-05-28', 'walrus', '', '')",
    )
    with opened(path) as journal:
        assert searched(journal, "walrus") == 1


def test_an_index_that_says_something_else(path: Path) -> None:
    by_another_program(path, "INSERT INTO words (words) VALUES ('delete-all')")
    assert "The index that search goes by is not whole" in the_only(path).sentence
    with opened(path) as journal:
        daily.do(journal, DAY)
    assert looked(path) == []


def test_search_through_every_verb(journal: Journal) -> None:
    one = journal.entries.add("between", DAY, title="Zoë", body="the walrus said", tags=("tag",))
    assert searched(journal, "walrus") == searched(journal, "zoe") == searched(journal, "walr*") == 1
    journal.entries.save_text(one.id, "the heron said", one.body)
    assert (searched(journal, "walrus"), searched(journal, "heron")) == (0, 1)
    journal.trash.put(one.id)
    journal.trash.restore(one.id)
    assert fts_index.are_whole(database_of(journal).connection)
    assert list(entry_checksums.differing(database_of(journal).connection)) == []


# Who can read it, and where it lies


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("what", ["the journal", "a backup", "the backups", "its own folder"])
def test_others_may_read(
    path: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    if what == "its own folder":
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        path = paths.journal_file()
        path.parent.mkdir(parents=True)
        good(path.parent, clock)
    one = {
        "the journal": path,
        "a backup": backups.listed(path)[0].path,
        "the backups": paths.backups_folder(path),
        "its own folder": path.parent,
    }[what]
    one.chmod(0o755 if one.is_dir() else 0o644)
    found = the_only(path)
    assert found.sentence == f"Other accounts on this computer may read {one}."
    assert found.next_step == f"Take that away: chmod go= '{one}'"
    assert found.grave
    subprocess.run(["chmod", "go=", one], check=True)
    assert looked(path) == []
    assert not mode(one) & 0o077


SYNC_FOLDERS: Final = {
    "Dropbox": "Dropbox",
    "Dropbox (Personal)": "Dropbox",
    "OneDrive - Company": "OneDrive",
    "Google Drive": "Google Drive",
    "GoogleDrive-someone@example.org": "Google Drive",
    "Nextcloud": "Nextcloud",
    "Nextcloud2": "Nextcloud",
    "ownCloud": "ownCloud",
    "Mobile Documents": "iCloud",
    "Syncthing": "Syncthing",
    "MEGAsync": "MEGA",
}


@pytest.mark.parametrize(("name", "tool"), SYNC_FOLDERS.items(), ids=SYNC_FOLDERS.keys())
@each_kind
def test_in_a_folder_that_is_synced(
    tmp_path: Path, clock: Clock, name: str, tool: str, key: Passphrase | None
) -> None:
    folder = tmp_path / name / "deeper"
    folder.mkdir(parents=True)
    found = the_only(good(folder, clock, key), key)
    assert f"a folder that {tool} copies" in found.sentence
    assert found.grave is (key is None)
    assert ("passphrase set" in found.next_step) is (key is None)


@pytest.mark.parametrize("mark", check.SYNC_MARKS)
def test_in_a_folder_with_a_sync_tools_mark(tmp_path: Path, clock: Clock, mark: str) -> None:
    path = good(tmp_path / "journal", clock)
    (tmp_path / mark).mkdir()
    assert "a folder that a sync tool copies" in the_only(path).sentence


@pytest.mark.parametrize("name", ["megan", "Megaphone", "omega", "my dropbox", "onedriver", "syncthings"])
def test_folders_that_only_sound_so(tmp_path: Path, clock: Clock, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert looked(good(folder, clock)) == []


@pytest.mark.parametrize(
    "name",
    [
        "journal (conflicted copy 2026-05-28).db",
        "journal.sync-conflict-20260528-170000-ABCDEFG.db",
        "Journal (Ada's conflicted copy).db",
    ],
)
def test_a_second_version_that_a_sync_tool_made(path: Path, name: str) -> None:
    sibling = path.with_name(name)
    shutil.copy(path, sibling)
    found = the_only(path)
    assert found.sentence == f"{sibling} looks like a second version that a sync tool made."
    assert found.grave


def test_what_ended_half_way(path: Path) -> None:
    folder = paths.backups_folder(path)
    for left in (
        paths.part_file(path),
        paths.journal_journal(paths.part_file(path)),
        paths.part_file(folder / "journal-20260528-170000000.db"),
    ):
        left.write_bytes(b"half")
        found = the_only(path)
        assert found.sentence == f"{left} was left by something that ended half-way."
        assert not found.grave
        left.unlink()


@encryption
def test_after_a_killed_change_of_passphrase_the_backup_has_the_earlier_one(tmp_path: Path, clock: Clock) -> None:
    path = begin(tmp_path / "journal" / "journal.db", OLD, clock)
    sealing.set_passphrase(path, OLD, NEW, clock)
    made = backups.listed(path)
    (before,) = (backup for backup in made if backup.why == "before-passphrase")
    for backup in made:
        if backup.at > before.at:
            backup.path.unlink()
    (found,) = looked(path, NEW, clock())
    assert found == Finding(
        f"The newest backup, {before.path}, has the earlier passphrase: it was made before that was changed.",
        "The command backup makes one that opens with the present passphrase.",
        grave=False,
    )


def test_words_that_wait_beside_the_journal(path: Path) -> None:
    waiting = unsaved_words.put_aside(path, None, [Unsaved("Lighthouse", card="topic/new")])
    (found,) = looked(path)
    assert found.sentence == f"{waiting} holds words that could not be saved when the app ended."


def test_a_journal_from_before_a_restore(path: Path) -> None:
    aside = paths.aside(path, "before-restore", "20260528-170000")
    shutil.copy(path, aside)
    found = the_only(path)
    assert found.sentence == f"{aside} is the journal as it was before a restore."
    assert not found.grave


# Backups


def test_no_backup_yet(path: Path) -> None:
    shutil.rmtree(paths.backups_folder(path))
    found = the_only(path)
    assert found == Finding("There is no backup yet.", "The command backup makes one.", grave=False)


def test_an_old_backup(path: Path) -> None:
    (newest,) = backups.listed(path)
    days = dt.timedelta(days=check.BACKUP_DAYS)
    assert looked(path, now=newest.at + days) == []
    found = the_only(path, now=newest.at + days + dt.timedelta(seconds=1))
    assert found.sentence.startswith("The newest backup is of ")
    assert str(newest.at.year) in found.sentence
    assert not found.grave


@pytest.mark.parametrize("what", ["damaged", "empty", "cut short"])
def test_a_backup_that_is_not_whole(path: Path, what: str) -> None:
    (newest,) = backups.listed(path)
    data = newest.path.read_bytes()
    middle = len(data) // 8192 * 4096
    newest.path.write_bytes(
        {"damaged": data[:middle] + bytes(4096) + data[middle + 4096 :], "empty": b"", "cut short": data[:5000]}[
            what
        ]
    )
    found = the_only(path)
    assert found.sentence == f"The newest backup, {newest.path}, does not open or is not whole."
    assert found.grave


@encryption
@pytest.mark.parametrize("number", [1, 2])
def test_backups_that_are_not_encrypted(tmp_path: Path, clock: Clock, number: int) -> None:
    path = good(tmp_path / "journal", clock, OLD)
    plain = begin(tmp_path / "plain" / "journal.db", None, clock)
    folder = paths.backups_folder(path)
    for place in range(number):
        copy = folder / f"journal-2026010{place + 1}-170000000.db"
        shutil.copy(plain, copy)
        copy.chmod(0o600)
    found = the_only(path, OLD)
    assert f"{number} of its backups {'is' if number == 1 else 'are'} not." in found.sentence
    assert str(folder) in found.next_step
    assert found.grave
    # A stick keeps them, too.
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened(path, OLD) as journal:
        journal.file_settings.set_second_folder(str(stick))
        second = backups.second_folder(database_of(journal))
    assert second
    second.mkdir()
    shutil.copy(plain, second / "journal-20260101-170000000.db")
    ours, theirs = looked(path, OLD)
    assert str(folder) in ours.next_step
    assert "1 of its backups is not." in theirs.sentence
    assert str(second) in theirs.next_step


@encryption
def test_a_newest_backup_with_an_earlier_passphrase(tmp_path: Path, clock: Clock) -> None:
    path = good(tmp_path / "journal", clock, OLD)
    other = begin(tmp_path / "other" / "journal.db", NEW, clock)
    shutil.copy(other, path)
    found = the_only(path, NEW)
    assert "does not open with the present passphrase: it has an earlier one, or is damaged" in found.sentence
    assert found.grave


@encryption
def test_empty_space_that_was_changed_is_said_calmly(tmp_path: Path, clock: Clock) -> None:
    """A power cut can leave it so, and a check that read every word is no reason to fear for one."""
    path = good(tmp_path / "journal", clock, OLD)
    with opened(path, OLD) as journal:
        entry = journal.entries.add("between", DAY, body="gone " * 10_000)
        journal.trash.put(entry.id)
        database_of(journal).connection.execute("DELETE FROM entries WHERE id = ?", (entry.id,))
        assert database_of(journal).connection.execute("PRAGMA freelist_count").fetchone()[0] > 5
    before, _ = everything(path, OLD)
    data = path.read_bytes()
    calm = 0
    for at in range(2000, len(data), 3 * 4096):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with contextlib.suppress(JournalError):
            if check.EMPTY_PAGES in looked(path, OLD):
                calm += 1
                assert everything(path, OLD)[0] == before
    assert calm > 1


# Salvage


def long_one(folder: Path, clock: Clock, key: Passphrase | None) -> Path:
    """A journal with much in it, so that a page is a small part."""
    path = begin(folder / "journal.db", key, clock)
    with opened(path, key) as journal, journal.transaction():
        for number in range(300):
            entry = journal.entries.add("between", DAY, title=f"Number {number}", body=f"{number} words " * 60)
            journal.answers.set(entry.id, "warmth", Answer.MOSTLY)
    return path


@each_kind
def test_salvage_of_a_whole_journal_is_the_journal(tmp_path: Path, clock: Clock, key: Passphrase | None) -> None:
    path = good(tmp_path / "journal", clock, key)
    before = snapshot(path.parent)
    target = tmp_path / "salvaged.db"
    done = salvage.salvage(path, target, key)
    assert not done.lost
    with opened(path, key) as one, opened(target, key) as other:
        assert whole(other) == whole(one)
        assert other.trash.count() == one.trash.count() == 1
        assert other.unfinished.get("topic") == "half a topic"
        assert [d.body for d in other.drafts.list()] == [d.body for d in one.drafts.list()]
        assert other.brief_choices.included() == one.brief_choices.included()
        assert done.read["entries"] == len(one.entries.list()) + 1
    assert mode(target) == 0o600
    assert snapshot(path.parent) == before
    assert sorted(found.name for found in tmp_path.iterdir()) == ["journal", "salvaged.db"]


DAMAGE: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "zeros": lambda data, at: data[:at] + bytes(4096) + data[at + 4096 :],
    "noise": lambda data, at: data[:at] + os.urandom(4096) + data[at + 4096 :],
    "cut short": lambda data, at: data[: len(data) * 3 // 4 // 4096 * 4096],
}


def leaf(path: Path, key: Passphrase | None) -> int:
    """Return where a page begins that holds the text of an entry or a few.

    Of an encrypted file nobody sees from outside which one does, so it is tried, from the middle on.
    """
    data = path.read_bytes()
    if key is None:
        return data.find(b"150 words 150 words ") // 4096 * 4096
    with opened(path, key) as journal:
        ids = [entry.id for entry in journal.entries.list()]
    for at in range(len(data) // 2 // 4096 * 4096, len(data), 4096):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with opened(path, key) as journal:
            lost = sum(is_lost(journal, entry_id) for entry_id in ids)
        path.write_bytes(data)
        if 1 <= lost <= 5:
            return at
    raise AssertionError("no page holds a few")


def is_lost(journal: Journal, entry_id: str) -> bool:
    try:
        journal.entries.get(entry_id)
    except JournalError:
        return True
    return False


@each_kind
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_salvage_loses_only_what_was_there(
    tmp_path: Path, clock: Clock, key: Passphrase | None, damage: Callable[[bytes, int], bytes]
) -> None:
    path = long_one(tmp_path / "journal", clock, key)
    before, _ = everything(path, key)
    at = leaf(path, key)
    path.write_bytes(damage(path.read_bytes(), at))
    spoiled = path.read_bytes()
    target = tmp_path / "salvaged.db"
    done = salvage.salvage(path, target, key)
    assert path.read_bytes() == spoiled
    assert [found.name for found in path.parent.iterdir()] == ["journal.db"]
    texts = {entry.id: entry.body for entry in before.entries}
    with opened(target, key) as journal:
        entries = journal.entries.list()
        assert database_of(journal).connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database_of(journal).connection.execute("PRAGMA foreign_key_check").fetchone() is None
        assert fts_index.are_whole(database_of(journal).connection)
        assert list(entry_checksums.differing(database_of(journal).connection)) == []
        assert journal.therapists.list() == before.therapists
    found_again = [entry for entry in entries if entry.title == "Found again"]
    assert all(texts[entry.id] == entry.body for entry in entries if entry not in found_again)
    assert len(entries) > len(texts) * 0.6
    assert sum(len(entry.answers) for entry in entries) > len(texts) * 0.6
    if not key:
        assert done.lost["entries"] >= 1


@each_kind
@pytest.mark.parametrize("missing", [100, 4096, 4096 + 100], ids=["part of a page", "a page", "more than a page"])
def test_where_the_list_of_tables_is_not_whole(
    tmp_path: Path, clock: Clock, key: Passphrase | None, missing: int
) -> None:
    """Its last part lies at the end of a young file; the tables that the rest of it names are read all the same."""
    path = good(tmp_path / "journal", clock, key)
    before, _ = everything(path, key)
    path.write_bytes(path.read_bytes()[:-missing])
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, key)
    with opened(target, key) as journal:
        assert [entry.body for entry in journal.entries.list()] == [entry.body for entry in before.entries]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["journal", "salvaged.db"]


def test_a_name_of_a_table_that_is_no_text_any_more(path: Path) -> None:
    """SQLite's error message is then invalid UTF-8, too."""
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE therapists", b"CREATE TABLE \xa0herapists"))
    with pytest.raises(Damaged):
        Journal.open(path)
    with pytest.raises(Damaged):
        looked(path)


def test_a_letter_that_is_none_any_more(path: Path, tmp_path: Path) -> None:
    """One flipped bit can make a text unreadable as a text; it is lost itself, and nothing around it."""
    with opened(path) as journal:
        entry = journal.entries.add("between", DAY, body="We spoke about the harbour.")
    data = path.read_bytes()
    assert data.count(b"the harbour") >= 1
    path.write_bytes(data.replace(b"the harbour", b"the \xe8arbour"))
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, None)
    with opened(target) as journal:
        assert journal.entries.get(entry.id).body == "We spoke about the \ufffdarbour."


def test_what_a_killed_writer_left_is_mended_in_the_copy_alone(path: Path, tmp_path: Path) -> None:
    before, _ = everything(path, None)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE entries SET body = 'half of a save'")
    connection.execute("UPDATE answers SET words = 'half of a save'")
    there = path.parent / "killed"
    there.mkdir()
    for one in path.parent.glob("journal.db*"):
        shutil.copyfile(one, there / one.name)
    connection.close()
    killed = snapshot(there)
    assert len(killed) == 2, "the writer left its own journal"
    target = tmp_path / "salvaged.db"
    salvage.salvage(there / path.name, target, None)
    assert snapshot(there) == killed
    with opened(target) as journal:
        assert [entry.body for entry in journal.entries.list()] == [entry.body for entry in before.entries]


@encryption
def test_a_damaged_page_stops_nothing_else(tmp_path: Path, clock: Clock) -> None:
    """SQLCipher refuses everything after it met one: the file is opened anew, and what is typed is kept."""
    path = long_one(tmp_path / "journal", clock, OLD)
    with opened(path, OLD) as journal:
        ids = [entry.id for entry in journal.entries.list()]
    data = bytearray(path.read_bytes())
    data[leaf(path, OLD) + 500] ^= 1
    path.write_bytes(data)
    with opened(path, OLD) as journal:
        whole = [entry_id for entry_id in ids if not is_lost(journal, entry_id)]
        assert 0 < len(ids) - len(whole) <= 5
        entry = journal.entries.get(whole[-1])
        journal.drafts.save(entry.id, "Typed meanwhile.", entry.body)
        assert journal.topics.add("Typed meanwhile.")
    with opened(path, OLD) as journal:
        assert "Typed meanwhile." in [draft.body for draft in journal.drafts.list()]


def test_what_lies_behind_a_long_stretch_that_is_lost(path: Path, tmp_path: Path) -> None:
    """Many rows side by side are given up, not the many behind them."""
    row = "INSERT INTO tasks (id, text) VALUES (?, ?)"
    with opened(path) as journal, journal.transaction():
        for number in range(3000):
            database_of(journal).connection.execute(row, (f"task {number:04}", f"homework {number:04} " * 5))
    data = bytearray(path.read_bytes())
    for at in range(0, len(data), 4096):
        page = data[at : at + 4096]
        if page[0] == LEAF and any(b"homework %04d" % number in page for number in range(800, 2000)):
            data[at : at + 4096] = bytes(4096)
    path.write_bytes(data)
    target = tmp_path / "salvaged.db"
    done = salvage.salvage(path, target, None)
    with opened(target) as journal:
        read = {int(task.text[9:13]) for task in journal.homework.list() if task.text.startswith("homework")}
    assert {*range(750), *range(2050, 3000)} <= read
    assert 1500 not in read
    assert done.lost["tasks"] == 1


def test_a_draft_whose_entry_is_lost_is_found_again(tmp_path: Path, clock: Clock) -> None:
    path = long_one(tmp_path / "journal", clock, None)
    with opened(path) as journal:
        for entry in journal.entries.list():
            journal.drafts.save(entry.id, f"typed at {entry.id}", entry.body)
    path.write_bytes(DAMAGE["zeros"](path.read_bytes(), leaf(path, None)))
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, None)
    with opened(target) as journal:
        again = [entry for entry in journal.entries.list() if entry.title == "Found again"]
        assert again
        assert all(entry.body == f"typed at {entry.id}" for entry in again)
        assert journal.entries.lines()


@pytest.mark.parametrize("older", EVERY, ids=lambda file: file.stem)
def test_salvage_of_an_older_version(tmp_path: Path, older: Path) -> None:
    target = tmp_path / "salvaged.db"
    assert not salvage.salvage(older, target, None).lost
    path = tmp_path / "journal.db"
    shutil.copy(older, path)
    with opened(path) as one, opened(target) as other:
        assert whole(one) == whole(other)
        assert len(one.drafts.list()) == len(other.drafts.list()) > 0


def test_salvage_of_a_version_yet_to_come(path: Path, tmp_path: Path) -> None:
    """Columns that are not known here are left out; the rest of the row is salvaged."""
    by_another_program(
        path,
        *(f"ALTER TABLE {table} ADD COLUMN later TEXT NOT NULL DEFAULT 'words'" for table in ("answers", "topics")),
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('alliance-journal', 'm999', '')",
    )
    target = tmp_path / "salvaged.db"
    done = salvage.salvage(path, target, None)
    assert not done.lost
    with opened(target) as journal:
        (answers,) = database_of(journal).select("SELECT count(*) AS n FROM answers_asked")
        assert answers["n"] == done.read["answers"] > 0


def test_salvage_never_takes_the_place_of_anything(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.txt"
    target.write_text("mine")
    with pytest.raises(CannotWrite, match="is there already and was left as it is"):
        salvage.salvage(path, target, None)
    with pytest.raises(CannotWrite, match="is there already and was left as it is"):
        salvage.salvage(path, path, None)
    with pytest.raises(JournalError):
        salvage.salvage(path, tmp_path / "nowhere" / "x.db", None)
    assert target.read_text() == "mine"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["journal", "there.txt"]


@each_kind
def test_when_nothing_can_be_read(tmp_path: Path, clock: Clock, key: Passphrase | None) -> None:
    path = good(tmp_path / "journal", clock, key)
    data = path.read_bytes()
    path.write_bytes(data[:100] + os.urandom(len(data) - 100))
    with pytest.raises((Damaged, NotAJournal, WrongPassphrase)) as error:
        salvage.salvage(path, tmp_path / "salvaged.db", key)
    assert "--salvage" not in str(error.value), "it is what was just tried"
    path.write_bytes(data[:4096])
    with pytest.raises(Damaged, match=r"So little of .* can be read") as error:
        salvage.salvage(path, tmp_path / "salvaged.db", key)
    assert "--salvage" not in str(error.value)
    assert [found.name for found in tmp_path.iterdir()] == ["journal"]


@encryption
def test_salvage_with_the_wrong_passphrase(tmp_path: Path, clock: Clock) -> None:
    path = good(tmp_path / "journal", clock, OLD)
    target = tmp_path / "salvaged.db"
    with pytest.raises(WrongPassphrase):
        salvage.salvage(path, target, NEW)
    with pytest.raises(NeedsPassphrase):
        salvage.salvage(path, target, None)
    assert not target.exists()


def test_a_passphrase_is_no_reason_not_to_read_a_plain_file(path: Path, tmp_path: Path) -> None:
    """Whoever keeps `--passphrase-file` in an alias still gets a plain journal back."""
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, OLD)
    with opened(path) as one, opened(target, OLD) as other:
        assert whole(one) == whole(other)


def test_a_question_of_ones_own_is_not_lost(path: Path, tmp_path: Path) -> None:
    with opened(path) as journal:
        entry = next(entry for entry in journal.entries.list() if entry.kind == "session")
        journal.questions.set_asked("body", asked=False)
        database_of(journal).connection.execute(
            "INSERT INTO questions (id, position, text, element, source, asked) "
            "VALUES ('own', 99, 'Do I laugh?', 'warmth', 'added', 1)"
        )
        journal.answers.restore(entry.id, GivenAnswer("own", Answer.FULLY, "a lot", asked_as="Do I laugh?"))
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, None)
    with opened(path) as one, opened(target) as other:
        assert whole(other) == whole(one)
    # Also where the question itself is lost.
    by_another_program(path, "PRAGMA foreign_keys = OFF", "DELETE FROM questions WHERE id = 'own'")
    again = tmp_path / "again.db"
    salvage.salvage(path, again, None)
    with opened(again) as journal:
        given = next(one for one in journal.entries.get(entry.id).answers if one.question == "own")
        assert given.words == "a lot"
        assert journal.questions.list()[-1].text == "Do I laugh?"
        assert not journal.questions.list()[-1].asked


def test_answers_on_a_page_that_cannot_be_read(path: Path, tmp_path: Path) -> None:
    """Answers have no numbers of their own: those on other pages are found by their entries."""
    with opened(path) as journal:
        before = {entry.id: entry.answers for entry in journal.entries.list()}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answers'").fetchone()[0]
    data = path.read_bytes()
    at = (root - 1) * 4096
    assert data[at] == 2, "more answers than one page holds"
    (first,) = struct.unpack(">H", data[at + 12 : at + 14])
    (child,) = struct.unpack(">I", data[at + first : at + first + 4])
    path.write_bytes(data[: (child - 1) * 4096] + bytes(4096) + data[child * 4096 :])
    target = tmp_path / "salvaged.db"
    done = salvage.salvage(path, target, None)
    with opened(target) as journal:
        after = {entry.id: entry.answers for entry in journal.entries.list()}
    assert after.keys() == before.keys()
    assert done.lost["answers"] > 0
    there = [given for answers in after.values() for given in answers]
    assert 0 < len(there) < sum(map(len, before.values()))
    assert all(given in before[id_] for id_, answers in after.items() for given in answers)
    assert all(given.asked_as for given in there)


def test_how_questions_were_asked_is_lost(path: Path, tmp_path: Path) -> None:
    with opened(path) as one:
        before = [(given.question, given.answer) for entry in one.entries.list() for given in entry.answers]
    by_another_program(path, "PRAGMA foreign_keys = OFF", "DELETE FROM wordings")
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, None)
    with opened(target) as other:
        assert [
            (given.question, given.answer) for entry in other.entries.list() for given in entry.answers
        ] == before
        assert database_of(other).connection.execute("PRAGMA foreign_key_check").fetchall() == []
