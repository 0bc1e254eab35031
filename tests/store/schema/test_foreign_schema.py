"""Files that somebody made to do harm: triggers, views, columns and tables that are not ours are not taken over."""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups, restore, row_copy
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.core.errors import CannotWrite, DiskFull, JournalError, NotAJournal
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check, salvage
from alliance_journal.store.merge import merge_journals
from alliance_journal.store.schema import foreign_triggers, known_schemas
from alliance_journal.store.search import fts_index
from tests.conftest import WITHOUT_SQLCIPHER, Clock, Program, snapshot
from tests.store.staging import DAY, OLD, begin, everything, no_file_longer_than, opened

pytestmark = pytest.mark.usefixtures("quick_keys")

NOW: Final = dt.datetime(2026, 5, 28, 18, tzinfo=dt.UTC)
FIXTURES: Final = sorted((Path(__file__).parents[1] / "fixtures").glob("m*.db"))
encryption = pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")
each_kind = pytest.mark.parametrize("key", [None, pytest.param(OLD, marks=encryption)], ids=["plain", "encrypted"])

FOREIGN: Final = {
    "a trigger": "CREATE TRIGGER evil AFTER INSERT ON entries BEGIN DELETE FROM topics; END",
    "a trigger on updates": "CREATE TRIGGER evil AFTER UPDATE ON upkeep BEGIN DELETE FROM entries; END",
    "a trigger of our name": "DROP TRIGGER words_of_changed; "
    "CREATE TRIGGER words_of_changed AFTER UPDATE ON entries BEGIN DELETE FROM topics; END",
    "a trigger with a strange name": 'CREATE TRIGGER "a""; [b" AFTER INSERT ON entries '
    "BEGIN DELETE FROM topics; END",
    "a view": "CREATE VIEW mine AS SELECT body FROM entries",
    "a view of our name": "DROP VIEW answers_asked; CREATE VIEW answers_asked AS SELECT 'x' AS entry_id, "
    "question_id, answer, words, '' AS asked_as, answered_at FROM answers",
    "a generated column": "ALTER TABLE entries ADD COLUMN extra TEXT AS (upper(body)) VIRTUAL",
    "a column": "ALTER TABLE entries ADD COLUMN extra TEXT",
    "an index of an expression": "CREATE INDEX evil ON entries (abs(length(body)))",
    "a table": "CREATE TABLE theirs (x REFERENCES entries (number))",
    "a virtual table": "CREATE VIRTUAL TABLE theirs USING fts5 (x)",
}


@pytest.fixture
def path(tmp_path: Path, clock: Clock) -> Path:
    return begin(tmp_path / "journal" / "journal.db", None, clock)


def with_foreign(source: Path, copy: Path, sql: str, key: Passphrase | None = None) -> Path:
    """Somebody else's file: a journal with something in its schema that is not ours."""
    shutil.copyfile(source, copy)
    with contextlib.closing(opening.connect(copy, key)) as connection:
        for statement in sql.split("; CREATE"):
            ready = statement if statement.startswith(("CREATE", "DROP", "ALTER")) else f"CREATE{statement}"
            connection.execute(ready)
    return copy


def is_ours(path: Path, key: Passphrase | None = None) -> bool:
    return row_copy.foreign_parts(path, key) == []


def test_every_version_knows_itself() -> None:
    for fixture in FIXTURES:
        assert is_ours(fixture)
    with contextlib.closing(Journal.in_memory()) as journal:
        assert (
            known_schemas.foreign(known_schemas.read(database_of(journal).connection), known_schemas.versions()[-1])
            == []
        )


def test_the_triggers_that_are_known_at_once_are_those_of_the_newest_version() -> None:
    triggers = {part.name: part.sql for part in known_schemas.versions()[-1].schema if part.kind == "trigger"}
    assert fts_index.are_known(triggers)


@pytest.mark.parametrize("sql", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize(
    "key", [None, pytest.param(OLD, marks=[encryption, pytest.mark.slow])], ids=["plain", "encrypted"]
)
def test_restore_takes_over_rows_alone(tmp_path: Path, clock: Clock, sql: str, key: Passphrase | None) -> None:
    path = begin(tmp_path / "journal" / "journal.db", key, clock)
    backup = with_foreign(path, tmp_path / "backup.db", sql, key)
    before = everything(path, key)
    data = backup.read_bytes()
    assert not is_ours(backup, key)
    done = restore.restore(path, backup, key, key, clock)
    assert done.foreign
    assert "Not taken over, since this program did not make it: the" in done.said()
    assert is_ours(path, key)
    assert backup.read_bytes() == data
    assert everything(path, key)[0] == before[0]
    assert everything(path, key)[1] == before[1]
    with opened(path, key) as journal:
        assert database_of(journal).dropped_triggers == ()
        topics = len(journal.topics.list())
        journal.entries.add("between", DAY, body="a lighthouse")
        assert len(journal.topics.list()) == topics
        assert [line.title for line in journal.entries.lines("lighthouse")] == ["a lighthouse"]
        assert database_of(journal).connection.execute("PRAGMA application_id").fetchone() == (0x416C4A6F,)
    assert {found for found in path.parent.iterdir()} == {path, done.aside}


def test_a_table_of_ours_that_was_changed_is_not_said_to_be_left_out(tmp_path: Path, clock: Clock) -> None:
    path = begin(tmp_path / "journal" / "journal.db", None, clock)
    backup = with_foreign(path, tmp_path / "backup.db", "ALTER TABLE entries ADD COLUMN extra TEXT")
    done = restore.restore(path, backup, clock=clock)
    assert done.said() == (
        "Not taken over, since this program did not make it: the changes in the table “entries”."
    )


@pytest.mark.parametrize("older", FIXTURES, ids=lambda file: file.stem)
def test_an_older_version_is_restored_as_that_version(tmp_path: Path, older: Path) -> None:
    backup = with_foreign(older, tmp_path / "backup.db", FOREIGN["a view"])
    path = tmp_path / "journal" / "journal.db"
    path.parent.mkdir()
    assert restore.restore(path, backup).foreign
    assert is_ours(path)
    clean = tmp_path / "clean.db"
    shutil.copy(older, clean)
    assert everything(path, None)[0] == everything(clean, None)[0]


def test_a_backup_without_anything_foreign_is_taken_over_to_the_last_byte(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(path, backup)
    done = restore.restore(path, backup)
    assert (done.foreign, done.dropped) == ((), "")
    assert path.read_bytes() == backup.read_bytes()


def test_what_is_no_table_of_a_journal_is_refused(path: Path, tmp_path: Path, clock: Clock) -> None:
    """A view in the place of a table that never ends, and a table that holds other things."""
    endless = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n AS id FROM n"
    for number, statements in enumerate(
        (
            ("DROP TABLE excerpts", f"CREATE VIEW excerpts AS {endless}"),
            ("DROP TABLE excerpts", "CREATE TABLE excerpts (id)", "INSERT INTO excerpts VALUES (1)"),
            ("DROP TABLE _sqlite_migrations", f"CREATE VIEW _sqlite_migrations AS {endless}"),
        )
    ):
        backup = tmp_path / f"backup-{number}.db"
        shutil.copy(path, backup)
        with contextlib.closing(sqlite3.connect(backup, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
        before = snapshot(path.parent)
        with pytest.raises(JournalError):
            restore.restore(path, backup, clock=clock)
        assert snapshot(path.parent) == before


def test_steps_that_no_version_has(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(path, backup)
    with contextlib.closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm003_both_sides'")
    with pytest.raises(NotAJournal, match="not a journal of any version"):
        restore.restore(path, backup)


# A second folder


def test_a_second_folder_is_not_taken_over_unless_it_is_confirmed(path: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    backup = tmp_path / "backup.db"
    shutil.copy(path, backup)
    with opened(backup) as journal:
        journal.file_settings.set_second_folder(str(theirs))
    assert restore.second_folder_in(backup, None) == str(theirs)
    done = restore.restore(path, backup)
    assert done.dropped == str(theirs)
    with opened(path) as journal:
        assert backups.second_folder(database_of(journal)) is None
    done = restore.restore(path, backup, second_folder=str(theirs))
    assert done.dropped == ""
    with opened(path) as journal:
        assert backups.second_folder(database_of(journal))


@pytest.mark.parametrize("mark", ["../../outside", "/outside", "a/b"])
def test_a_mark_leads_to_no_other_folder(path: Path, tmp_path: Path, mark: str) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened(path) as journal:
        journal.file_settings.set_second_folder(str(stick))
        database_of(journal).upsert("upkeep", ["what"], {"what": "mark", "value": mark})
        own = backups.second_folder(database_of(journal))
        assert own
        assert own.parent == stick
        journal.file_settings.set_second_folder("stick")
        assert backups.second_folder(database_of(journal)) is None


def test_the_command_asks_for_a_flag(path: Path, tmp_path: Path, program: Program) -> None:
    program.file = path
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    backup = with_foreign(path, tmp_path / "backup.db", FOREIGN["a trigger"])
    with contextlib.closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.execute("INSERT OR REPLACE INTO upkeep VALUES ('second folder', ?)", (str(theirs),))
    ran = program("restore", backup)
    assert ran.code == 0
    assert f"The backup names a second folder for backups, {theirs}. It was not taken over." in ran.err
    assert "Not taken over, since this program did not make it: the trigger “evil”." in ran.err
    assert program("backup").code == 0
    assert list(theirs.iterdir()) == []
    assert program("restore", "--keep-second-folder", backup).code == 0
    assert program("backup").code == 0
    assert len(list(theirs.iterdir())) == 1
    # It is the present one now, so nothing has to be said.
    ran = program("restore", backup)
    assert "second folder" not in ran.err
    assert program("backup").code == 0


# Merge and salvage


@pytest.mark.parametrize("sql", FOREIGN.values(), ids=FOREIGN.keys())
def test_merge_only_reads(path: Path, tmp_path: Path, sql: str) -> None:
    shutil.copy(path, tmp_path / "other.db")
    with opened(tmp_path / "other.db") as journal:
        entry = journal.entries.add("between", DAY, body="Only in the other copy.")
    other = with_foreign(tmp_path / "other.db", tmp_path / "hostile.db", sql)
    data = other.read_bytes()
    with opened(path) as journal:
        topics = len(journal.topics.list())
        merge_journals.merge_file(journal, other, None)
        assert journal.entries.get(entry.id).body == "Only in the other copy."
        assert len(journal.topics.list()) == topics
    assert is_ours(path)
    assert other.read_bytes() == data
    assert sorted(found.name for found in path.parent.iterdir()) == ["backups", "journal.db"]


@pytest.mark.parametrize("older", FIXTURES[1:2], ids=lambda file: file.stem)
def test_triggers_do_not_run_while_the_other_copy_is_brought_up_to_date(tmp_path: Path, older: Path) -> None:
    sql = "CREATE TRIGGER evil AFTER DELETE ON upkeep BEGIN DELETE FROM entries; END"
    other = with_foreign(older, tmp_path / "other.db", sql)
    with contextlib.closing(Journal.begin(tmp_path / "mine.db")) as journal:
        merge_journals.merge_file(journal, other, None)
        assert journal.entries.list()


@pytest.mark.parametrize("sql", FOREIGN.values(), ids=FOREIGN.keys())
def test_salvage_reads_tables_alone(path: Path, tmp_path: Path, sql: str) -> None:
    hostile = with_foreign(path, tmp_path / "hostile.db", sql)
    target = tmp_path / "salvaged.db"
    salvage.salvage(hostile, target, None)
    assert is_ours(target)
    assert everything(target, None)[0] == everything(path, None)[0]


def test_salvage_of_views_in_the_place_of_tables(path: Path, tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n AS id, n AS text FROM n"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE excerpts")
        connection.execute(f"CREATE VIEW excerpts AS {endless}")
    target = tmp_path / "salvaged.db"
    assert salvage.salvage(path, target, None).read["entries"] > 20
    with opened(target) as journal:
        assert database_of(journal).connection.execute("SELECT count(*) FROM excerpts").fetchone() == (0,)


# The present journal


@pytest.mark.parametrize("what", [name for name in FOREIGN if "trigger" in name])
def test_triggers_in_the_present_journal_do_not_run(path: Path, what: str, program: Program) -> None:
    with_foreign(path, path.with_name("hostile.db"), FOREIGN[what]).replace(path)
    with opened(path) as journal:
        assert len(database_of(journal).dropped_triggers) == 1
        topics, entries = len(journal.topics.list()), len(journal.entries.list())
        entry = journal.entries.add("between", DAY, body="a lighthouse")
        journal.file_settings.set_maintained_on("2026-05-28")
        assert (len(journal.topics.list()), len(journal.entries.list())) == (topics, entries + 1)
        assert [line.id for line in journal.entries.lines("lighthouse")] == [entry.id]
        assert foreign_triggers.foreign_triggers(database_of(journal).connection, path) == []
    (before,) = backups.listed(path)
    assert before.why == "before-update"
    assert not is_ours(before.path)
    with opened(path) as journal:
        assert database_of(journal).dropped_triggers == ()
    assert len(backups.listed(path)) == 1
    program.file = with_foreign(path, path.with_name("again.db"), FOREIGN["a trigger"])
    assert "The journal had triggers that this program did not make (“evil”)." in program("list").err
    assert "triggers" not in program("list").err


@pytest.mark.parametrize("what", ["a view", "a column", "a table", "an index of an expression"])
def test_a_journal_with_something_of_ones_own_opens(path: Path, what: str) -> None:
    with_foreign(path, path.with_name("own.db"), FOREIGN[what]).replace(path)
    data = path.read_bytes()
    with opened(path) as journal:
        assert database_of(journal).dropped_triggers == ()
        journal.entries.list()
    assert path.read_bytes() == data
    with opened(path) as journal:
        journal.entries.add("between", DAY, body="goes on")
    assert not is_ours(path)


@pytest.mark.parametrize("what", FOREIGN)
def test_check_names_what_is_foreign(path: Path, what: str) -> None:
    with_foreign(path, path.with_name("own.db"), FOREIGN[what]).replace(path)
    data = path.read_bytes()
    found = [one for one in check.look(path, None, NOW) if "this program did not make" in one.sentence]
    assert len(found) == 1
    assert found[0].grave == (what != "a view")
    assert path.read_bytes() == data


def test_check_of_a_journal_of_ours_names_nothing(path: Path) -> None:
    assert not [one for one in check.look(path, None, NOW) if "did not make" in one.sentence]


def test_without_sqlcipher(path: Path, tmp_path: Path, program: Program) -> None:
    """Python's own driver trusts every schema, so what is foreign is taken out before anything is done with it."""
    program.file = path
    hostile = with_foreign(path, tmp_path / "hostile.db", FOREIGN["a trigger"])
    ran = program("restore", hostile, launcher=WITHOUT_SQLCIPHER)
    assert ran.code == 0
    assert is_ours(path)
    assert program("merge", hostile, launcher=WITHOUT_SQLCIPHER).code == 0
    shutil.copy(hostile, path)
    assert "The journal had triggers" in program("add", "a note", launcher=WITHOUT_SQLCIPHER).err
    assert is_ours(path)


def test_what_a_killed_run_left_is_in_nobodys_way(path: Path, tmp_path: Path) -> None:
    hostile = with_foreign(path, tmp_path / "hostile.db", FOREIGN["a trigger"])
    left = [paths.other_copy(path), paths.rewritten_copy(path), paths.part_file(path)]
    for command in ("merge", "restore"):
        for one in left:
            one.write_bytes(b"half")
            os.utime(one, (0, 0))
            assert one.name in " ".join(finding.sentence for finding in check.look(path, None, NOW))
        if command == "merge":
            with opened(path) as journal:
                merge_journals.merge_file(journal, hostile, None)
        else:
            restore.restore(path, hostile)
        assert not any(one.exists() for one in left[:1])
    assert not left[2].exists()


def test_no_room_for_rows_in_a_fresh_file(path: Path, tmp_path: Path) -> None:
    hostile = with_foreign(path, tmp_path / "hostile.db", FOREIGN["a trigger"])
    before = snapshot(path.parent)
    with no_file_longer_than(hostile.stat().st_size - 4096), pytest.raises((CannotWrite, DiskFull)):
        restore.restore(path, hostile)
    limit = no_file_longer_than(hostile.stat().st_size - 4096)
    with opened(path) as journal, limit, pytest.raises((CannotWrite, DiskFull)):
        merge_journals.merge_file(journal, hostile, None)
    assert snapshot(path.parent) == before
