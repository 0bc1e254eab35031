"""Damage to the pages of SQLite's schema: the entries are found in their own pages, and check says damaged."""

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core import sqlite_driver, time_limit
from alliance_journal.store.core.errors import Damaged, JournalError, WrongPassphrase
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check, salvage
from alliance_journal.store.search import fts_index
from tests.conftest import WITHOUT_SQLCIPHER, Clock, Program, snapshot
from tests.store.staging import DAY, NEW, OLD, begin, everything, opened

pytestmark = pytest.mark.usefixtures("quick_keys")

PAGE: Final = 4096
NOW: Final = dt.datetime(2026, 5, 28, 18, tzinfo=dt.UTC)
encryption = pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer")
each_kind = pytest.mark.parametrize("key", [None, pytest.param(OLD, marks=encryption)], ids=["plain", "encrypted"])


def flipped(page: bytes) -> bytes:
    at = len(page) // 2
    return page[:at] + bytes([page[at] ^ 0x10]) + page[at + 1 :]


DAMAGE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "zeros": lambda page: bytes(len(page)),
    "noise": lambda page: os.urandom(len(page)),
    "a bit": flipped,
}
each_damage = pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())


@pytest.fixture
def path(tmp_path: Path, clock: Clock, key: Passphrase | None) -> Path:
    """A journal with own numbers and appointments, too."""
    found = begin(tmp_path / "journal" / "journal.db", key, clock)
    with opened(found, key) as journal, journal.transaction():
        for number in range(20):
            journal.entries.add("between", DAY, title=f"Number {number}", body=f"{number} words " * 200)
        database_of(journal).connection.execute("INSERT INTO own_numbers VALUES (1, 'a friend')")
    return found


def damaged_at(path: Path, page: int, damage: Callable[[bytes], bytes], first: int = 0) -> None:
    """Damage one page, or all of it but its first bytes."""
    data = path.read_bytes()
    at = (page - 1) * PAGE
    path.write_bytes(data[: at + first] + damage(data[at + first : at + PAGE]) + data[at + PAGE :])


def pages_of_the_schema(path: Path, key: Passphrase | None) -> Iterator[int]:
    """Every page but the first without which the list of tables is not whole."""
    data = path.read_bytes()
    for page in range(2, len(data) // PAGE + 1):
        damaged_at(path, page, DAMAGE["zeros"])
        try:
            with contextlib.closing(opening.connect(path, key)) as connection:
                connection.execute("SELECT * FROM sqlite_master").fetchall()
        except (JournalError, *sqlite_driver.DRIVER_ERRORS):
            yield page
        path.write_bytes(data)


def is_all_there(path: Path, target: Path, key: Passphrase | None) -> None:
    before, rows = everything(path, key)
    after, found = everything(target, key)
    assert after.entries == before.entries
    for table in (
        "answers",
        "drafts",
        "unfinished",
        "own_numbers",
        "wordings",
        "topics",
        "appointments",
        "questions",
    ):
        assert found[table] == rows[table], table
    with opened(target, key) as journal:
        assert database_of(journal).connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database_of(journal).connection.execute("PRAGMA foreign_key_check").fetchone() is None
        assert fts_index.are_whole(database_of(journal).connection)


def is_said_to_be_damaged(path: Path, key: Passphrase | None) -> None:
    try:
        said = [(one.sentence, one.next_step) for one in check.look(path, key, NOW) if one.grave]
    except Damaged as error:
        said = [(error.sentence, error.next_step)]
    (found,) = said
    assert "damaged" in found[0] or "was changed by something else" in found[0]
    assert "check --salvage" in found[1]


@each_kind
@each_damage
def test_the_first_page(
    path: Path, tmp_path: Path, key: Passphrase | None, damage: Callable[[bytes], bytes]
) -> None:
    whole = path.read_bytes()
    # Of an encrypted file the first 16 bytes are the salt, without which there is no key.
    damaged_at(path, 1, damage, first=16 if key else 0)
    spoiled = snapshot(path.parent)
    if damage(b"abc") != flipped(b"abc") or key:
        is_said_to_be_damaged(path, key)
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, key)
    assert snapshot(path.parent) == spoiled
    assert sorted(found.name for found in tmp_path.iterdir()) == ["journal", "salvaged.db"]
    path.write_bytes(whole)
    is_all_there(path, target, key)


@each_kind
def test_each_other_page_of_the_schema(path: Path, tmp_path: Path, key: Passphrase | None) -> None:
    """Each of them, in each kind of file."""
    whole = path.read_bytes()
    pages = list(pages_of_the_schema(path, key))
    assert pages
    for number, page in enumerate(pages):
        damaged_at(path, page, list(DAMAGE.values())[number % 2])
        is_said_to_be_damaged(path, key)
        target = tmp_path / f"salvaged-{page}.db"
        salvage.salvage(path, target, key)
        path.write_bytes(whole)
        is_all_there(path, target, key)


@encryption
@pytest.mark.parametrize("key", [OLD], ids=["encrypted"])
def test_a_damaged_list_of_tables_is_not_read_again_for_every_row(
    path: Path, tmp_path: Path, key: Passphrase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLCipher refuses every read after that of the damaged page, however often the file is opened again."""
    connect, connections = sqlite_driver.driver.connect, []

    def counted(*args: Any, **options: Any) -> Any:
        connections.append(args)
        return connect(*args, **options)

    for page in list(pages_of_the_schema(path, key))[1:]:
        damaged_at(path, page, DAMAGE["a bit"])
        with monkeypatch.context() as patch:
            patch.setattr(sqlite_driver.driver, "connect", counted)
            salvage.salvage(path, tmp_path / f"salvaged-{page}.db", key)
        assert 0 < len(connections) < 300
        connections.clear()


@pytest.mark.parametrize("key", [None], ids=["plain"])
def test_the_table_of_the_migrations_is_lost_with_others(path: Path, tmp_path: Path) -> None:
    """Nobody knows then which tables there were, and their rows are looked for in all pages."""
    whole = path.read_bytes()
    with contextlib.closing(opening.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "DELETE FROM sqlite_master WHERE tbl_name IN ('_sqlite_migrations', 'topics', 'answers')"
        )
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, None)
    path.write_bytes(whole)
    is_all_there(path, target, None)


@encryption
@pytest.mark.parametrize("key", [OLD], ids=["encrypted"])
def test_the_salt_is_in_every_backup(path: Path, tmp_path: Path, key: Passphrase) -> None:
    with opened(path, key) as journal:
        backups.make(database_of(journal))
    whole = path.read_bytes()
    damaged_at(path, 1, DAMAGE["zeros"])
    is_said_to_be_damaged(path, key)
    target = tmp_path / "salvaged.db"
    with pytest.raises(WrongPassphrase):
        salvage.salvage(path, target, NEW)
    salvage.salvage(path, target, key)
    path.write_bytes(whole)
    is_all_there(path, target, key)


@each_kind
def test_a_root_that_leads_elsewhere(path: Path, key: Passphrase | None, tmp_path: Path) -> None:
    """The list of tables can be read, but leads to wrong pages, and in a circle."""
    with contextlib.closing(opening.connect(path, key)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 1 WHERE name = 'entries'")
        connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name IN ('answers', 'topics')")
    is_said_to_be_damaged(path, key)
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, key)
    with opened(target, key) as journal:
        assert len(journal.entries.list()) > 20


@each_kind
@pytest.mark.parametrize("table", ["entries", "answers"])
def test_the_first_page_of_a_table(path: Path, key: Passphrase | None, tmp_path: Path, table: str) -> None:
    """Pages that it refers to are found without it."""
    whole = path.read_bytes()
    with contextlib.closing(opening.connect(path, key)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    damaged_at(path, root, DAMAGE["noise"])
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, key)
    path.write_bytes(whole)
    before, _ = everything(path, key)
    after, _ = everything(target, key)
    assert [entry._replace(answers=()) for entry in after.entries] == [
        entry._replace(answers=()) for entry in before.entries
    ]
    given = sum(len(entry.answers) for entry in before.entries)
    # Some answers stand in that page itself.
    assert sum(len(entry.answers) for entry in after.entries) >= (given if table == "entries" else given - 60)


@pytest.mark.parametrize("key", [None], ids=["plain"])
@pytest.mark.parametrize("what", ["a text", "a name of a function", "a digest"])
def test_letters_that_are_none_any_more(path: Path, what: str, key: None) -> None:
    data = path.read_bytes()
    before, after = {
        "a text": (b"7 words 7 words", b"7 w\xe8rds 7 words"),
        "a name of a function": (b"coalesce(wordings", b"co\xe1lesce(wordings"),
        "a digest": (b"\x80", b"\x80"),
    }[what]
    if what == "a digest":
        with opened(path) as journal:
            (digest,) = database_of(journal).connection.execute("SELECT sha256 FROM digests").fetchone()
        before, after = digest.encode(), b"\xe8" + digest.encode()[1:]
    path.write_bytes(data.replace(before, after))
    assert path.read_bytes() != data
    is_said_to_be_damaged(path, None)


@pytest.mark.parametrize("key", [None], ids=["plain"])
def test_a_day_that_is_none_any_more(path: Path, tmp_path: Path, key: None) -> None:
    with opened(path) as journal:
        entry = journal.entries.add("between", dt.date(2019, 11, 7), body="of that day")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"2019-11-07", b"2019-91-07"))
    target = tmp_path / "salvaged.db"
    salvage.salvage(path, target, None)
    with opened(target) as journal:
        assert journal.entries.get(entry.id).body == "of that day"
        assert journal.entries.get(entry.id).date == dt.date.fromisoformat(entry.created_at[:10])


@pytest.mark.parametrize("key", [None], ids=["plain"])
def test_a_query_that_never_ends_is_ended(path: Path, key: None) -> None:
    with contextlib.closing(opening.connect(path, key)) as connection:
        time_limit.Limit(0).put_on(connection)
        with pytest.raises(sqlite_driver.driver.OperationalError):
            connection.execute(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n"
            ).fetchall()


@pytest.mark.parametrize("key", [None], ids=["plain"])
def test_nothing_found_is_said_by_the_exit_code(path: Path, program: Program, tmp_path: Path, key: None) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:PAGE] + bytes(len(data) - PAGE))
    program.file = path
    target = tmp_path / "salvaged.db"
    ran = program("check", "--salvage", target)
    assert ran.code == 1
    assert "can be read that there is nothing to put into a new file" in ran.sentence()
    assert not target.exists()
    assert "is damaged" in program("check").sentence()
    with contextlib.closing(Journal.begin(tmp_path / "empty.db")):
        pass
    program.file = tmp_path / "empty.db"
    assert program("check", "--salvage", target).code == 1
    assert not target.exists()


@pytest.mark.parametrize("key", [None], ids=["plain"])
def test_without_sqlcipher(path: Path, program: Program, tmp_path: Path, key: None) -> None:
    whole = path.read_bytes()
    damaged_at(path, 1, DAMAGE["zeros"])
    program.file = path
    target = tmp_path / "salvaged.db"
    ran = program("check", "--salvage", target, launcher=WITHOUT_SQLCIPHER)
    assert (ran.code, ran.err) == (0, "")
    assert "rows were looked for page by page" in ran.out
    path.write_bytes(whole)
    is_all_there(path, target, None)
