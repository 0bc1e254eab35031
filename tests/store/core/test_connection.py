"""Opening a file: pragmas, permissions, and each kind of file that cannot be opened."""

import contextlib
import datetime as dt
import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal import paths
from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import Entry
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.store.backup import backups
from alliance_journal.store.core import connection, sqlite_driver
from alliance_journal.store.core.errors import (
    Busy,
    CannotOpen,
    CannotWrite,
    Damaged,
    DiskFull,
    EmptyFile,
    JournalError,
    MadeByNewer,
    NoJournal,
    NotAJournal,
)
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import WITHOUT_SQLCIPHER, Program, mode, snapshot
from tests.whole import number_sessions

DAY = dt.date(2026, 5, 28)
NOBODY = 65534


def value(journal: Journal, pragma: str) -> Any:
    return database_of(journal).connection.execute(f"PRAGMA {pragma}").fetchone()[0]


# The recipe


@pytest.mark.parametrize(
    ("pragma", "wanted"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("temp_store", 2),
        ("cell_size_check", 1),
        ("application_id", 0x416C4A6F),
    ],
)
def test_recipe(journal: Journal, pragma: str, wanted: object) -> None:
    assert value(journal, pragma) == wanted
    assert journal.path
    with contextlib.closing(Journal.open(journal.path)) as again:
        assert value(again, pragma) == wanted


@pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="the schema is only distrusted with sqlcipher3")
def test_schema_is_not_trusted(journal: Journal) -> None:
    assert value(journal, "trusted_schema") == 0


def test_exclusive_lock_of_the_migration_is_given_back(journal: Journal) -> None:
    assert value(journal, "locking_mode") == "normal"


def test_tables_are_strict(journal: Journal) -> None:
    tables = {
        name: strict
        for _, name, kind, _, _, strict in database_of(journal).connection.execute("PRAGMA table_list")
        if kind == "table" and not name.startswith(("sqlite_", "_sqlite_"))
    }
    assert len(tables) == 23
    assert set(tables.values()) == {1}


def test_wal_file_is_brought_back(journal: Journal) -> None:
    assert journal.path
    journal.entries.add("between", DAY, body="kept")
    journal.close()
    with contextlib.closing(sqlite3.connect(journal.path)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    with contextlib.closing(Journal.open(journal.path)) as again:
        assert value(again, "journal_mode") == "delete"
        assert [entry.body for entry in again.entries.list()] == ["kept"]


# Permissions


@pytest.mark.usefixtures("open_umask")
def test_private_whatever_the_umask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", paths.FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    path = paths.journal_file()
    with contextlib.closing(Journal.begin(path)) as journal:
        assert mode(path) == 0o600
        assert mode(path.parent) == 0o700
        assert not paths.part_file(path).exists()
        with journal.transaction():
            database_of(journal).insert("therapists", {"id": "x", "name": "x"})
            assert mode(paths.journal_journal(path)) == 0o600
        copy = backups.make(database_of(journal))
        assert copy
        assert mode(copy) == 0o600
        assert mode(copy.parent) == 0o700


def test_permissions_of_others_are_taken_away(journal: Journal) -> None:
    assert journal.path
    journal.path.chmod(0o644)
    assert connection.make_private(journal.path)
    assert mode(journal.path) == 0o600
    assert not connection.make_private(journal.path)
    assert not connection.make_private(journal.path.with_name("nowhere"))


# Bad files


def a_journal(path: Path) -> None:
    with contextlib.closing(Journal.begin(path)) as journal, journal.transaction():
        for place in range(40):
            journal.entries.insert(Entry(f"e{place}", "between", DAY, body=f"{place} " * 2_000))


def zeroed_header(path: Path) -> None:
    a_journal(path)
    data = path.read_bytes()
    path.write_bytes(bytes(100) + data[100:])


def damaged_header(path: Path) -> None:
    a_journal(path)
    data = path.read_bytes()
    path.write_bytes(data[:5] + b"\xff" + data[6:])


def newer_format(path: Path) -> None:
    a_journal(path)
    data = bytearray(path.read_bytes())
    data[18:20] = b"\x09\x09"
    path.write_bytes(data)


def short_of_a_page(path: Path) -> None:
    a_journal(path)
    path.write_bytes(path.read_bytes()[:300])


def zeroed_first_page(path: Path) -> None:
    a_journal(path)
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes(3996) + data[4096:])


def of_another_program(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
        other.execute("INSERT INTO bookmarks VALUES ('x')")
        other.commit()


def of_another_program_in_wal(path: Path) -> None:
    of_another_program(path)
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")


def of_another_program_with_migrations(path: Path) -> None:
    of_another_program(path)
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE _sqlite_migrations (migration_set TEXT, name TEXT, applied_at TEXT)")
        other.execute("INSERT INTO _sqlite_migrations VALUES ('bookmarks', 'm001_first', '')")
        other.commit()


def made_by_newer(path: Path) -> None:
    a_journal(path)
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            ("alliance-journal", "m999_tomorrow", "2030-01-01"),
        )
        newer.commit()


def made_by_newer_in_wal(path: Path) -> None:
    made_by_newer(path)
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA journal_mode = WAL")


def in_a_missing_folder(path: Path) -> None:
    path.parent.rmdir()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)

BAD_FILES: list[tuple[Callable[[Path], object], type[JournalError], str]] = [
    (lambda path: path.write_bytes(b""), NotAJournal, "empty"),
    (lambda path: path.write_bytes(random.Random(1).randbytes(9000)), NotAJournal, "random"),
    (lambda path: path.write_text("Dear diary,\n" * 40), NotAJournal, "text"),
    (lambda path: path.write_bytes(PNG), NotAJournal, "png"),
    (lambda path: path.write_bytes(b"SQLite format 3"), NotAJournal, "half a header"),
    (zeroed_header, NotAJournal, "zeroed header"),
    (damaged_header, NotAJournal, "damaged header"),
    (newer_format, NotAJournal, "header of a newer format"),
    (short_of_a_page, JournalError, "short of a page"),
    (zeroed_first_page, Damaged, "zeroed first page"),
    (of_another_program, NotAJournal, "another program's"),
    (of_another_program_in_wal, NotAJournal, "another program's in WAL"),
    (of_another_program_with_migrations, NotAJournal, "another program's with migrations"),
    (made_by_newer, MadeByNewer, "made by newer"),
    (made_by_newer_in_wal, MadeByNewer, "made by newer in WAL"),
    (lambda path: path.mkdir(), CannotOpen, "directory"),
    (os.mkfifo, CannotOpen, "fifo"),
    (in_a_missing_folder, CannotOpen, "missing folder"),
]


@pytest.mark.parametrize(("make", "error", "name"), BAD_FILES, ids=[name for *_, name in BAD_FILES])
def test_bad_file(
    make: Callable[[Path], object], error: type[JournalError], name: str, tmp_path: Path, program: Program
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    path = folder / "journal.db"
    make(path)
    before = snapshot(folder)
    with pytest.raises(error) as caught:
        Journal.open(path)
    said = caught.value
    assert str(path.parent) in said.sentence
    assert said.title
    assert said.sentence.endswith(".")
    assert said.next_step.endswith(".")
    program.file = path
    ran = program("add", "my words")
    assert ran.code == 1
    assert ran.sentence() == str(said)
    assert snapshot(folder) == before


def test_missing_file(tmp_path: Path, program: Program) -> None:
    path = tmp_path / "journal.db"
    with pytest.raises(NoJournal, match="There is no journal at"):
        Journal.open(path)
    program.file = path
    for command in (["list"], ["trends"], ["brief"], ["export", "out.json"]):
        ran = program(*command)
        assert ran.code == 1
        assert str(path) in ran.sentence()
    assert not path.exists()
    assert list(program.home.iterdir()) == []


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_truncated_file(keep: float, tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    a_journal(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    before = snapshot(tmp_path)
    with pytest.raises(Damaged, match="damaged"), contextlib.closing(Journal.open(path)) as journal:
        journal.entries.list()
    assert snapshot(tmp_path) == before


def test_name_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="cannot be used"):
        Journal.open(tmp_path / "a\0b.db")
    with pytest.raises(CannotOpen, match="cannot be used"):
        Journal.begin(tmp_path / "a\0b.db")


def test_name_that_is_too_long(tmp_path: Path, program: Program) -> None:
    path = tmp_path / ("x" * 300)
    with pytest.raises(JournalError):
        Journal.open(path)
    with pytest.raises(CannotOpen):
        Journal.begin(path)
    program.file = path
    assert program("add", "x").sentence()


@contextlib.contextmanager
def as_somebody(*theirs: Path) -> Iterator[None]:
    """As somebody whom permissions bind; root may do everything."""
    if os.geteuid() != 0:
        yield
        return
    for path in theirs:
        # So that somebody else may come as far as the file at all.
        for above in path.parents:
            enter = stat.S_IXGRP | stat.S_IXOTH
            if above.stat().st_uid == 0 and mode(above) & enter != enter:
                above.chmod(mode(above) | enter)
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_file_nobody_may_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    a_journal(path)
    path.chmod(0)
    with as_somebody(tmp_path), pytest.raises(CannotOpen, match="You may not open"):
        Journal.open(path)
    with as_somebody(path), pytest.raises(CannotOpen, match="You may not open"):
        Journal.open(path)
    assert mode(path) == 0


def test_folder_nobody_may_enter(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    path = folder / "journal.db"
    a_journal(path)
    folder.chmod(0)
    with as_somebody(), pytest.raises(CannotOpen, match="You may not open"):
        Journal.open(path)
    folder.chmod(0o700)


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o700), (0o600, 0o500)])
def test_read_only(file_mode: int, folder_mode: int, tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    path = folder / "journal.db"
    a_journal(path)
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    with as_somebody(folder, path), contextlib.closing(Journal.open(path)) as journal:
        assert len(journal.entries.list()) == 40
        with pytest.raises((CannotWrite, CannotOpen)) as caught:
            journal.entries.add("between", DAY, body="x")
        assert str(path) in str(caught.value)
        assert len(journal.entries.list()) == 40
    folder.chmod(0o700)


@contextlib.contextmanager
def locked_elsewhere(path: Path) -> Iterator[None]:
    """Another process holds the file."""
    held = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1]); other.execute('BEGIN EXCLUSIVE'); "
        "print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        try:
            yield
        finally:
            other.communicate(b"\n")


def test_locked_by_another_program(tmp_path: Path, program: Program) -> None:
    path = tmp_path / "journal.db"
    a_journal(path)
    program.file = path
    with contextlib.closing(Journal.open(path)) as journal:
        with locked_elsewhere(path):
            with pytest.raises(Busy, match="Another program is using the journal"):
                journal.entries.add("between", DAY, body="not lost")
            ran = program("add", "not lost")
            assert ran.code == 1
            assert "Wait a moment and try again." in ran.sentence()
        journal.entries.add("between", DAY, body="not lost")
        assert len(journal.entries.list()) == 41


def test_symlink(tmp_path: Path, program: Program) -> None:
    real = tmp_path / "real"
    real.mkdir()
    a_journal(real / "journal.db")
    link = tmp_path / "link.db"
    link.symlink_to(real / "journal.db")
    program.file = link
    assert program("add", "through the link").code == 0
    with contextlib.closing(Journal.open(link)) as journal, journal.transaction():
        assert len(journal.entries.list()) == 41
        database_of(journal).insert("therapists", {"id": "x", "name": "x"})
        assert sorted(path.name for path in real.iterdir()) == ["backups", "journal.db", "journal.db-journal"]
    assert link.is_symlink()
    named = {line.split("\t")[0] for line in program("where").out.splitlines()}
    assert {str(real / "journal.db"), str(real / "journal.db-journal"), str(real / "backups")} <= named


def test_dangling_symlink(tmp_path: Path, program: Program) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere.db")
    with pytest.raises(NoJournal):
        Journal.open(link)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "link.db"]
    program.file = link
    assert program("add", "new").code == 0
    assert link.is_symlink()
    assert (tmp_path / "nowhere.db").is_file()


def test_symlink_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(JournalError):
        Journal.open(tmp_path / "a")
    with pytest.raises(JournalError):
        Journal.begin(tmp_path / "a")


def test_path_with_odd_signs(tmp_path: Path, program: Program) -> None:
    folder = tmp_path / "a b#c?d%41e ünï 悲 'q' \"d\" &mode=ro"
    folder.mkdir()
    program.file = folder / "jour nal#?%20.db"
    assert program("add", "kept").code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["jour nal#?%20.db"]
    assert "kept" in program("list").out
    with contextlib.closing(Journal.open(program.file)) as journal:
        assert journal.entries.list()[0].body == "kept"
        assert backups.make(database_of(journal))


def test_file_that_vanishes_while_it_is_open(journal: Journal) -> None:
    assert journal.path
    journal.path.rename(journal.path.with_name("elsewhere.db"))
    with pytest.raises(CannotWrite, match="moved or replaced"):
        journal.entries.add("between", DAY, body="x")
    assert not journal.path.exists()


def test_file_that_is_replaced_while_it_is_open(journal: Journal) -> None:
    assert journal.path
    other = journal.path.with_name("other.db")
    shutil.copy(journal.path, other)
    other.replace(journal.path)
    with pytest.raises(CannotWrite, match="moved or replaced"):
        journal.entries.add("between", DAY, body="x")


def test_full_disk(journal: Journal) -> None:
    before = journal.entries.add("between", DAY, body="before")
    database_of(journal).connection.execute(f"PRAGMA max_page_count = {value(journal, 'page_count') + 1}")
    with pytest.raises(DiskFull, match="The disk is full"):
        journal.entries.add("between", DAY, body="words " * 20_000)
    assert not database_of(journal).connection.in_transaction
    assert [entry.id for entry in journal.entries.list()] == [before.id]
    database_of(journal).connection.execute("PRAGMA max_page_count = 100000")
    journal.entries.add("between", DAY, body="words " * 20_000)
    assert len(journal.entries.list()) == 2


def test_errors_do_not_carry_words(journal: Journal) -> None:
    with pytest.raises(JournalError) as caught:
        journal.entries.add("between", DAY, therapist_id="secret-name", body="secret-words")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    with pytest.raises(JournalError) as caught:
        database_of(journal).select("SELECT 'secret-words' FROM secret_table")
    assert "secret" not in str(caught.value)


# Beginning


def test_begin_does_not_touch_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_text("a recipe")
    before = snapshot(tmp_path)
    with pytest.raises(JournalError):
        Journal.begin(path)
    assert snapshot(tmp_path) == before


def test_begin_over_a_leftover(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    part = paths.part_file(path)
    part.write_bytes(b"half")
    with pytest.raises(Busy):
        Journal.begin(path)
    assert part.read_bytes() == b"half"
    os.utime(part, (0, 0))
    Journal.begin(path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal.db"]


def test_begin_where_nothing_can_be_made(tmp_path: Path) -> None:
    folder = tmp_path / "read only"
    folder.mkdir()
    folder.chmod(0o555)
    with as_somebody(), pytest.raises(CannotOpen, match="You may not open"):
        Journal.begin(folder / "journal.db")
    assert list(folder.iterdir()) == []


def test_two_begin_at_once(tmp_path: Path, program: Program) -> None:
    program.file = tmp_path / "journal.db"
    command = [sys.executable, "-m", "alliance_journal", "--file", str(program.file), "add", "mine"]
    runs = [
        subprocess.Popen(command, env=program.surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    said = [(run.communicate()[1].decode(), run.returncode) for run in runs]
    saved = [code for _, code in said if code == 0]
    assert saved
    assert all(code == 0 or "Another program is using the journal" in words for words, code in said)
    with contextlib.closing(Journal.open(program.file)) as journal:
        assert len(journal.entries.list()) == len(saved)
    # A run that began after the file was there makes the day's backup of it.
    left = {path.name for path in tmp_path.iterdir() if path.name != "backups"}
    assert left == {"home", "journal.db"}
    assert not [path for path in tmp_path.rglob("*") if ".part" in path.name]


# Without sqlcipher3


def test_without_sqlcipher(program: Program) -> None:
    """The standard library's driver does everything a plain journal needs, and both read the other's file."""

    def plain(*arguments: str, stdin: bytes = b"") -> str:
        ran = program(*arguments, stdin=stdin, launcher=WITHOUT_SQLCIPHER)
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    probe = WITHOUT_SQLCIPHER[1].partition("from alliance_journal.cli")[0]
    check = "from alliance_journal.store.core import sqlite_driver as c; print(c.driver.__name__, c.HAS_ENCRYPTION)"
    ran = program(launcher=("-c", f"{probe}\n{check}"))
    assert ran.out == "sqlite3 False\n", ran.err

    plain("add", "-", stdin="plain 悲\r\n".encode())
    assert program("add", "other driver").code == 0
    assert plain("list") == program("list").out
    assert len(plain("list").splitlines()) == 2
    for run, name in ((plain, "plain.json"), (program, "other.json")):
        run("export", name)
    one, other = (json.loads((program.home / name).read_text()) for name in ("plain.json", "other.json"))
    assert one | {"exported_at": ""} == other | {"exported_at": ""}
    assert {entry["body"] for entry in one["entries"]} == {"plain 悲\r\n", "other driver"}
    assert plain("import", "other.json").startswith("Added: nothing.")
    plain("trends")
    plain("brief", "--format", "html")


@pytest.mark.parametrize("bad", [b"", b"no journal" * 20])
def test_bad_file_without_sqlcipher(bad: bytes, program: Program) -> None:
    program.file = program.home / "x.db"
    program.file.write_bytes(bad)
    ran = program("add", "x", launcher=WITHOUT_SQLCIPHER)
    assert ran.code == 1
    assert "was left as it is" in ran.sentence()


# What other programs see


def test_answers_by_session_in_any_sqlite(journal: Journal) -> None:
    """A plain journal opens in any SQLite, and one view of it says what was answered when."""
    import_into(journal, sample(dt.date(2026, 5, 30)))
    trashed = journal.entries.list()[-1].id
    journal.trash.put(trashed)
    document = whole(journal)
    names = {therapist.id: therapist.name for therapist in document.therapists}
    places = number_sessions(document.entries)
    wanted = [
        (
            entry.date.isoformat(),
            names[entry.therapist_id or ""],
            places.get(entry.id),
            entry.kind,
            given.question,
            given.answer.value,
            {Answer.NO: 0, Answer.PARTLY: 1, Answer.MOSTLY: 2, Answer.FULLY: 3}.get(given.answer),
            given.words,
        )
        for entry in document.entries
        for given in entry.answers
    ]
    journal.close()
    assert journal.path
    with contextlib.closing(sqlite3.connect(f"{journal.path.as_uri()}?mode=ro", uri=True)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = other.execute(
            "SELECT date, therapist, session, kind, question, answer, score, words FROM answers_by_session"
        ).fetchall()
        numbers = other.execute("SELECT count(DISTINCT entry_id), max(session) FROM answers_by_session").fetchone()
    assert rows == wanted
    assert len(rows) > 400
    assert numbers == (len({e.id for e in document.entries if e.answers}), max(places.values()))


HELD_BY_ANOTHER: Final = (
    "import sqlite3, sys\n"
    "other = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
    "try:\n"
    "    other.execute('BEGIN IMMEDIATE')\n"
    "except sqlite3.OperationalError as error:\n"
    "    print(error)\n"
)


def test_opening_it_once_more_drops_no_lock(tmp_path: Path) -> None:
    """In the middle of a save, nobody else may begin one."""
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path)) as journal, journal.transaction():
        Journal.open_beside(path, None).close()
        said = subprocess.run(
            [sys.executable, "-c", HELD_BY_ANOTHER, str(path)], capture_output=True, text=True, check=True
        ).stdout
    assert said == "database is locked\n"


def test_a_file_that_was_emptied_is_not_filled_again(tmp_path: Path) -> None:
    """By opening it once more: another program put an empty file in the place of the journal."""
    path = tmp_path / "journal.db"
    with contextlib.closing(Journal.begin(path)):
        path.with_name("empty").touch()
        path.with_name("empty").replace(path)
        with pytest.raises(EmptyFile):
            Journal.open_beside(path, None)
        assert path.stat().st_size == 0
