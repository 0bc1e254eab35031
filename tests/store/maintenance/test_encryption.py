"""Encryption on, off, and with another passphrase: everything stays, nothing is half of both, no word is left."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.backup import backups
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.core import connection, sqlite_driver
from alliance_journal.store.core.errors import (
    Busy,
    CannotWrite,
    DiskFull,
    JournalError,
    NeedsPassphrase,
    NoEncryption,
    WrongPassphrase,
)
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import encryption
from alliance_journal.store.search import fts_index
from alliance_journal.store.transfer.import_document import whole
from tests import quick_keys
from tests.conftest import WITHOUT_SQLCIPHER, Clock, Program, mode, snapshot
from tests.hostile import SHORT, TOGETHER, UNUSABLE
from tests.leaking import nowhere_but, words_in
from tests.store.staging import DAY, NEW, OLD, another_window, begin, everything, no_file_longer_than, opened

pytestmark = [
    pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer"),
    pytest.mark.usefixtures("quick_keys"),
]

PLANTED: Final = "Quizzical walruses whispered beneath Copenhagen"

CHANGES: Final = {
    "set": (None, NEW),
    "change": (OLD, NEW),
    "remove": (OLD, None),
    "the same again": (OLD, OLD),
}
every_change = pytest.mark.parametrize(("present", "new"), CHANGES.values(), ids=CHANGES.keys())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


# Everything stays


@every_change
def test_everything_stays(folder: Path, clock: Clock, present: Passphrase | None, new: Passphrase | None) -> None:
    path = begin(folder / "journal.db", present, clock)
    before = everything(path, present)
    with opened(path, present) as journal:
        schema = (
            database_of(journal)
            .connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
            .fetchall()
        )
        database_of(journal).connection.execute("PRAGMA user_version = 7")
    copy = encryption.set_passphrase(path, present, new, clock).before
    assert everything(path, new) == before
    with opened(path, new) as journal:
        ask = database_of(journal).connection.execute
        assert ask("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall() == schema
        assert ask("PRAGMA application_id").fetchone() == (0x416C4A6F,)
        assert ask("PRAGMA user_version").fetchone() == (7,)
        assert ask("PRAGMA integrity_check").fetchone() == ("ok",)
        assert ask("PRAGMA foreign_key_check").fetchone() is None
        assert ask("PRAGMA journal_mode").fetchone() == ("delete",)
        assert list(entry_checksums.differing(database_of(journal).connection)) == []
        assert fts_index.missing_triggers(database_of(journal).connection) == []
        assert fts_index.are_whole(database_of(journal).connection)
        journal.entries.add("between", DAY, body=PLANTED)
        assert ask("SELECT count(*) FROM words WHERE words MATCH 'walrus*'").fetchone() == (1,)
    assert mode(path) == 0o600
    assert (path.read_bytes()[:16] == connection.HEADER) is (new is None)
    assert everything(copy, present) == before
    assert sorted(found.name for found in folder.iterdir()) == ["backups", "journal.db"]


@every_change
def test_backups_of_both_ways(
    folder: Path, clock: Clock, present: Passphrase | None, new: Passphrase | None
) -> None:
    path = begin(folder / "journal.db", present, clock)
    before = encryption.set_passphrase(path, present, new, clock).before
    after, first = backups.listed(path)
    assert (first.path, first.why, first.encrypted) == (before, "before-passphrase", present is not None)
    assert (after.why, after.encrypted) == ("", new is not None)
    assert {mode(first.path), mode(after.path)} == {0o600}
    with opened(first.path, present) as one, opened(after.path, new) as other:
        assert whole(one) == whole(other)
    if present and present != new:
        with pytest.raises(WrongPassphrase if new else NeedsPassphrase):
            Journal.open(first.path, passphrase=new)
    if new and present != new:
        with pytest.raises(WrongPassphrase if present else NeedsPassphrase):
            Journal.open(after.path, passphrase=present)


def test_what_is_still_there_unencrypted(folder: Path, clock: Clock) -> None:
    path = begin(folder / "journal.db", None, clock)
    with opened(path) as journal:
        daily = backups.make(database_of(journal))
    aside = paths.aside(path, "before-restore", "20260528-170000")
    shutil.copy(path, aside)
    assert set(encryption.opened_without_passphrase(path)) == {daily, aside}
    before = encryption.set_passphrase(path, None, NEW, clock).before
    assert set(encryption.opened_without_passphrase(path)) == {daily, aside, before}
    for found in encryption.opened_without_passphrase(path):
        found.unlink()
    assert encryption.opened_without_passphrase(path) == []
    assert [backup.encrypted for backup in backups.listed(path)] == [True]


# Passphrases


@every_change
def test_the_wrong_one_changes_nothing(
    folder: Path, clock: Clock, present: Passphrase | None, new: Passphrase | None
) -> None:
    if present is None:
        pytest.skip("a plain file is opened by anything")
    path = begin(folder / "journal.db", present, clock)
    before = snapshot(folder)
    with pytest.raises(WrongPassphrase, match="A damaged file looks the same"):
        encryption.set_passphrase(path, Passphrase("another"), new, clock)
    with pytest.raises(NeedsPassphrase):
        encryption.set_passphrase(path, None, new, clock)
    assert snapshot(folder) == before


def test_an_empty_one_is_refused() -> None:
    with pytest.raises(UnusableText, match="protects nothing"):
        Passphrase("")
    for text in UNUSABLE:
        with pytest.raises(UnusableText):
            Passphrase(text)


def test_the_present_one_is_not_needed_for_a_plain_file(folder: Path, clock: Clock) -> None:
    path = begin(folder / "journal.db", None, clock)
    encryption.set_passphrase(path, OLD, NEW, clock)
    with opened(path, NEW) as journal:
        assert journal.passphrase == NEW
    with pytest.raises(WrongPassphrase):
        Journal.open(path, passphrase=OLD)


@pytest.mark.parametrize(
    "text",
    [
        *("é" * 12, "Å ngström ﬁ", TOGETHER[0], "x'" + "ab" * 32 + "'", " "),
        *(pytest.param(text, marks=pytest.mark.slow) for text in (*SHORT, *TOGETHER[1:], "'; --")),
    ],
)
def test_any_text_in_either_spelling(tmp_path: Path, clock: Clock, text: str) -> None:
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path, clock, passphrase=Passphrase(apart))) as journal:
        journal.entries.add("between", DAY, body="kept")
    for spelling in {composed, apart, text}:
        with opened(path, Passphrase(spelling)) as journal:
            assert [entry.body for entry in journal.entries.list()] == ["kept"]
    encryption.set_passphrase(path, Passphrase(composed), NEW, clock)
    encryption.set_passphrase(path, NEW, Passphrase(apart), clock)
    with opened(path, Passphrase(composed)) as journal:
        assert [entry.body for entry in journal.entries.list()] == ["kept"]
    with pytest.raises(WrongPassphrase):
        Journal.open(path, passphrase=Passphrase(text + "x"))


def test_it_is_never_shown() -> None:
    assert "horse" not in f"{OLD!r} {OLD} {[OLD]} {WrongPassphrase(Path('x'), None)}"
    with pytest.raises(AttributeError):
        OLD.other = 1  # type: ignore[attr-defined]


# No plain word


def planted(path: Path, key: Passphrase | None, clock: Clock) -> Path:
    path.parent.mkdir(exist_ok=True)
    with contextlib.closing(Journal.begin(path, clock, passphrase=key)) as journal:
        therapist = journal.therapists.add(PLANTED)
        entry = journal.entries.add(
            "session", DAY, therapist_id=therapist.id, title=PLANTED, body=PLANTED * 2_000, tags=(PLANTED,)
        )
        journal.answers.set(entry.id, "warmth", Answer.FULLY)
        journal.answers.set_comment(entry.id, "warmth", PLANTED)
        journal.tensions.set(entry.id, PLANTED)
        journal.topics.add(PLANTED)
        journal.drafts.save(entry.id, PLANTED, "")
        journal.unfinished.save("card", PLANTED)
    return path


def test_the_search_for_plain_words_can_see(folder: Path, clock: Clock) -> None:
    path = planted(folder / "journal.db", None, clock)
    assert words_in(path.read_bytes(), PLANTED.split()) == PLANTED.split()


def test_no_plain_word_in_any_file(folder: Path, clock: Clock) -> None:
    path = planted(folder / "journal.db", OLD, clock)
    encryption.set_passphrase(path, OLD, NEW, clock)
    files = [found for found in folder.rglob("*") if found.is_file()]
    assert len(files) == 3
    for found in files:
        data = found.read_bytes()
        assert words_in(data, PLANTED.split()) == []
        assert b"SQLite" not in data
        assert b"CREATE TABLE" not in data


def test_the_digests_stand_in_the_encrypted_file_too(folder: Path, clock: Clock) -> None:
    path = planted(folder / "journal.db", OLD, clock)
    with opened(path, OLD) as journal:
        kept = [value for (value,) in database_of(journal).connection.execute("SELECT sha256 FROM digests")]
    assert kept
    assert all(value.encode() not in path.read_bytes() for value in kept)


def test_no_plain_word_beside_it_while_writing(folder: Path, clock: Clock) -> None:
    path = planted(folder / "journal.db", OLD, clock)
    with opened(path, OLD) as journal:
        database_of(journal).connection.execute("PRAGMA cache_size = 1")
        with journal.transaction():
            database_of(journal).connection.execute(
                "UPDATE entries SET body = body || ?, title = ?", (PLANTED * 500, PLANTED)
            )
            beside = paths.journal_journal(path)
            # Read by another process: opening the live file here would drop SQLite's lock.
            seen = subprocess.run(
                [sys.executable, "-c", READ, str(folder)], capture_output=True, check=True, timeout=60
            ).stdout
            assert beside.stat().st_size > 4096
            assert mode(beside) == 0o600
        assert len(seen) > 2 * 4096
        assert words_in(seen, PLANTED.split()) == []


READ: Final = """
import pathlib, sys
for path in pathlib.Path(sys.argv[1]).rglob("*"):
    if path.is_file():
        sys.stdout.buffer.write(path.read_bytes())
"""

SPYING: Final = """
import os, pathlib, sys
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store import journal
from alliance_journal.store.backup import backups, restore
from alliance_journal.store.maintenance import encryption

folder, copies, what = (pathlib.Path(word) for word in sys.argv[1:4])
path = folder / "journal.db"

busy = []

def keep(event, values):
    # Just before a file is renamed, linked or deleted it holds all that was ever written to it. It is linked, not
    # opened: opening the live file would drop SQLite's lock.
    if not busy and event in ("os.rename", "os.link", "os.remove"):
        busy.append(1)
        for found in [*folder.iterdir(), *(folder / "backups").glob("*")]:
            there = copies / f"{found.stat().st_ino}-{found.name}"
            if found.is_file() and not there.exists():
                os.link(found, there)
        busy.clear()

sys.addaudithook(keep)
old = Passphrase("correct horse battery staple")
if what.name == "change":
    encryption.set_passphrase(path, old, Passphrase("another one"))
elif what.name in ("backup", "restore"):
    with journal.contextlib.closing(journal.Journal.open(path, passphrase=old)) as one:
        copy = backups.make(journal.database_of(one))
    if what.name == "restore":
        restore.restore(path, copy, old, old)
else:
    journal.Journal.begin(path, passphrase=old).close()
"""


@pytest.mark.parametrize("what", ["begin", "backup", "change", "restore"])
def test_no_part_file_ever_held_a_plain_word(tmp_path: Path, clock: Clock, what: str) -> None:
    folder, copies = tmp_path / "journal", tmp_path / "copies"
    copies.mkdir()
    folder.mkdir()
    if what != "begin":
        planted(folder / "journal.db", OLD, clock)
    words = [str(folder), str(copies), what, str(quick_keys.rounds())]
    subprocess.run([sys.executable, "-c", quick_keys.FOR_A_CHILD + SPYING, *words], check=True, timeout=60)
    kept = list(copies.iterdir())
    assert any(found.name.endswith(".part") for found in kept)
    for found in kept:
        data = found.read_bytes()
        assert words_in(data, PLANTED.split()) == []
        assert b"SQLite format" not in data


# Somebody else writes


@every_change
def test_another_window_that_writes(
    folder: Path, clock: Clock, present: Passphrase | None, new: Passphrase | None
) -> None:
    path = begin(folder / "journal.db", present, clock)
    before = everything(path, present)
    with another_window(path, present):
        files = snapshot(folder)
        with pytest.raises(Busy):
            encryption.set_passphrase(path, present, new, clock)
        seen = snapshot(folder)
    assert {name: seen[name] for name in files} == files
    assert set(seen) - set(files) <= {"backups"}
    assert everything(path, present) == before
    encryption.set_passphrase(path, present, new, clock)
    assert everything(path, new) == before


@every_change
def test_another_window_that_is_only_open_writes_nothing_into_a_file_that_is_gone(
    folder: Path, clock: Clock, present: Passphrase | None, new: Passphrase | None
) -> None:
    path = begin(folder / "journal.db", present, clock)
    with opened(path, present) as other:
        number = len(other.entries.list())
        encryption.set_passphrase(path, present, new, clock)
        if present != new:
            with pytest.raises(JournalError):
                other.entries.add("between", DAY, body="to nowhere")
    with opened(path, new) as journal:
        assert len(journal.entries.list()) == number


# No room


@every_change
def test_no_room_for_the_backup(
    folder: Path, clock: Clock, present: Passphrase | None, new: Passphrase | None
) -> None:
    path = begin(folder / "journal.db", present, clock)
    content = everything(path, present)
    before = snapshot(folder)
    with no_file_longer_than(100_000), pytest.raises((CannotWrite, DiskFull)):
        encryption.set_passphrase(path, present, new, clock)
    after = snapshot(folder)
    after.pop("backups")
    assert after == before
    assert everything(path, present) == content


def with_much_that_was_deleted(path: Path, key: Passphrase | None) -> int:
    """Make the file much longer than a copy of it; returns the length of such a copy."""
    with opened(path, key) as journal:
        # An encrypted page holds a little less, so an encrypted file with this in it is a few pages longer.
        journal.entries.add("between", DAY, body="words " * 200_000)
        gone = [journal.entries.add("between", DAY, body="words " * 40_000).id for _ in range(8)]
        database_of(journal).connection.executemany("DELETE FROM entries WHERE id = ?", [(one,) for one in gone])
        fts_index.forget(database_of(journal).connection)
        copy = backups.make(database_of(journal))
    assert copy
    length = copy.stat().st_size
    copy.unlink()
    assert path.stat().st_size > length + 500_000
    return length


@pytest.mark.parametrize("change", ["set", "change", "the same again"])
def test_no_room_after_the_backup(folder: Path, clock: Clock, change: str) -> None:
    """Room for the backup, and for nothing that is longer: the new file, or what SQLite puts beside the old one."""
    present, new = CHANGES[change]
    path = begin(folder / "journal.db", present, clock)
    length = with_much_that_was_deleted(path, present)
    content = everything(path, present)
    before = path.read_bytes()
    with no_file_longer_than(length), pytest.raises((CannotWrite, DiskFull)):
        encryption.set_passphrase(path, present, new, clock)
    assert path.read_bytes() == before
    assert sorted(found.name for found in folder.iterdir()) == ["backups", "journal.db"]
    assert [backup.why for backup in backups.listed(path)] == ["before-passphrase"]
    assert list(paths.backups_folder(path).glob("*.part*")) == []
    assert everything(path, present) == content
    encryption.set_passphrase(path, present, new, clock)
    assert everything(path, new) == content


@pytest.mark.parametrize("change", ["set", "remove"])
def test_a_new_file_that_cannot_be_made(folder: Path, clock: Clock, change: str) -> None:
    present, new = CHANGES[change]
    path = begin(folder / "journal.db", present, clock)
    paths.part_file(path).mkdir()
    before = snapshot(folder)
    with pytest.raises(CannotWrite, match="Nothing was changed"):
        encryption.set_passphrase(path, present, new, clock)
    after = snapshot(folder)
    assert {name: after[name] for name in before} == before
    assert [backup.why for backup in backups.listed(path)] == ["before-passphrase"]


@every_change
def test_a_folder_where_nothing_can_be_made(
    folder: Path, clock: Clock, present: Passphrase | None, new: Passphrase | None
) -> None:
    path = begin(folder / "journal.db", present, clock)
    paths.backups_folder(path).write_text("in the way")
    before = snapshot(folder)
    with pytest.raises(CannotWrite, match="No backup could be made"):
        encryption.set_passphrase(path, present, new, clock)
    assert snapshot(folder) == before


def test_what_an_earlier_try_left_is_in_nobodys_way(folder: Path, clock: Clock) -> None:
    path = begin(folder / "journal.db", None, clock)
    content = everything(path, None)
    left = paths.part_file(path)
    left.write_bytes(b"half of something")
    shutil.copy(path, paths.journal_journal(left))
    encryption.set_passphrase(path, None, NEW, clock)
    assert everything(path, NEW) == content
    assert sorted(found.name for found in folder.iterdir()) == ["backups", "journal.db"]


def test_through_a_link(folder: Path, clock: Clock, tmp_path: Path) -> None:
    path = begin(folder / "journal.db", None, clock)
    link = tmp_path / "link.db"
    link.symlink_to(path)
    encryption.set_passphrase(link, None, NEW, clock)
    assert link.is_symlink()
    with opened(path, NEW) as journal:
        assert journal.entries.list()


# Without sqlcipher3


def passphrase_file(program: Program, key: Passphrase = OLD) -> Path:
    there = program.home / "passphrase.txt"
    there.write_text(key.reveal() + "\n", encoding="utf-8")
    there.chmod(0o600)
    return there


COMMANDS: Final[dict[str, Callable[[Path], list[str]]]] = {
    "list": lambda home: ["list"],
    "add": lambda home: ["add", "words"],
    "trends": lambda home: ["trends"],
    "brief": lambda home: ["brief"],
    "export": lambda home: ["export", str(home / "all.json")],
    "backup": lambda home: ["backup"],
    "check": lambda home: ["check"],
    "change": lambda home: ["passphrase", "change", "--new-passphrase-file", str(home / "passphrase.txt")],
    "remove": lambda home: ["passphrase", "remove"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_encrypted_file_without_sqlcipher(
    program: Program, clock: Clock, command: Callable[[Path], list[str]]
) -> None:
    program.file = begin(program.home / "journal.db", OLD, clock)
    key = passphrase_file(program)
    before = snapshot(program.home)
    for given in ([], ["--passphrase-file", str(key)]):
        ran = program(*given, *command(program.home), launcher=WITHOUT_SQLCIPHER)
        assert ran.code == 1
        assert ran.sentence() == str(NoEncryption())
    assert snapshot(program.home) == before


def test_setting_a_passphrase_without_sqlcipher(program: Program, clock: Clock) -> None:
    program.file = begin(program.home / "journal.db", None, clock)
    key = passphrase_file(program)
    before = snapshot(program.home)
    ran = program("passphrase", "set", "--new-passphrase-file", key, launcher=WITHOUT_SQLCIPHER)
    assert (ran.code, ran.sentence()) == (1, str(NoEncryption()))
    assert snapshot(program.home) == before


@pytest.mark.parametrize("command", ["add", "import"])
def test_a_new_journal_with_a_passphrase_is_never_plain(program: Program, clock: Clock, command: str) -> None:
    program.file = program.home / "journal.db"
    key = passphrase_file(program)
    words: list[str] = ["add", PLANTED]
    if command == "import":
        document = program.home / "in.json"
        document.write_text('{"format": "alliance-journal", "version": 1, "therapists": [{"name": "Zoë"}]}')
        words = ["import", str(document)]
    before = snapshot(program.home)
    ran = program("--passphrase-file", key, *words, launcher=WITHOUT_SQLCIPHER)
    assert (ran.code, ran.sentence()) == (1, str(NoEncryption()))
    assert snapshot(program.home) == before
    assert program("--passphrase-file", key, *words).code == 0
    nowhere_but(program, PLANTED.split())
    with pytest.raises(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(program.file)) as plain:
        plain.execute("SELECT * FROM entries")
    with opened(program.file, OLD) as journal:
        assert journal.entries.list() or journal.therapists.list()
    assert not list(program.home.glob("*.part"))


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write everywhere")
def test_a_journal_that_can_only_be_read(folder: Path, clock: Clock) -> None:
    path = begin(folder / "journal.db", OLD, clock)
    path.chmod(0o400)
    before = snapshot(folder)
    with pytest.raises(CannotWrite, match="can only be read"):
        encryption.set_passphrase(path, OLD, NEW, clock)
    assert snapshot(folder) == before
