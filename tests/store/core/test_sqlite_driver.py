"""sqlite-utils on the driver in use: operations that fail if sqlite-utils catches the errors of another driver."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import alliance_journal
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.core.errors import Busy, Damaged, DiskFull, JournalError, NotAJournal


@pytest.fixture(params=["plain", "encrypted"])
def tables(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """sqlite-utils over a new file, opened as a journal is."""
    key = Passphrase("a kind and patient lamp") if request.param == "encrypted" else None
    if key and not sqlite_driver.HAS_ENCRYPTION:
        pytest.skip("sqlcipher3 has no wheel for this computer")
    path = tmp_path / "file.db"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.closing(opening.connect(path, key)) as connection:
        found = sqlite_driver.sqlite_utils_on(connection)
        found.table("notes").insert_all([{"id": 1, "text": "one"}, {"id": 2, "text": "don't [/b]"}], pk="id")
        yield found


def texts(tables: Any) -> list[str]:
    return [row["text"] for row in tables.table("notes").rows_where(order_by="id")]


def test_insert_with_a_column_more(tables: Any) -> None:
    tables.table("notes").insert({"id": 3, "text": "three", "mood": "calm"}, alter=True)
    assert tables.table("notes").get(3) == {"id": 3, "text": "three", "mood": "calm"}
    assert texts(tables) == ["one", "don't [/b]", "three"]


def test_update_with_a_column_more(tables: Any) -> None:
    tables.table("notes").update(1, {"mood": "calm"}, alter=True)
    assert tables.table("notes").get(1) == {"id": 1, "text": "one", "mood": "calm"}


def test_drop_what_is_not_there(tables: Any) -> None:
    tables.table("nowhere").drop(ignore=True)
    with pytest.raises(sqlite_driver.driver.OperationalError):
        tables.table("nowhere").drop()


def test_counts_that_are_kept(tables: Any) -> None:
    assert tables.cached_counts() == {}
    tables.enable_counts()
    assert tables.cached_counts() == {"notes": 2}


def test_index_that_finds_itself_a_name(tables: Any) -> None:
    notes = tables.table("notes")
    notes.create_index(["text"])
    notes.create_index(["text"], find_unique_name=True)
    assert sorted(index.name for index in notes.indexes) == ["idx_notes_text", "idx_notes_text_2"]


def test_rows_that_a_write_returns(tables: Any) -> None:
    returned = list(tables.query("INSERT INTO notes (id, text) VALUES (3, 'three') RETURNING id, text"))
    assert returned == [{"id": 3, "text": "three"}]
    assert not tables.conn.in_transaction
    assert texts(tables)[2:] == ["three"]


def test_a_write_that_is_refused_is_one_error(tables: Any) -> None:
    with pytest.raises(sqlite_driver.driver.IntegrityError):
        tables.table("notes").insert({"id": 1, "text": "again"})
    assert not tables.conn.in_transaction
    assert texts(tables) == ["one", "don't [/b]"]


def test_rows_as_sql_are_not_relied_on(tables: Any) -> None:
    """`iterdump` is what sqlcipher3 has not; nothing of ours may ask for it."""
    assert hasattr(tables.conn, "iterdump") is (sqlite_driver.driver is sqlite3)
    asking = [
        path.name
        for path in Path(alliance_journal.__file__).parent.rglob("*.py")
        if "iterdump" in path.read_text(encoding="utf-8")
    ]
    assert asking == []


# What the driver's errors mean


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (sqlite3.SQLITE_BUSY, Busy),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Busy),
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_CORRUPT, Damaged),
        (sqlite3.SQLITE_CORRUPT_INDEX, Damaged),
        (sqlite3.SQLITE_NOTADB, NotAJournal),
        (None, JournalError),
    ],
)
def test_an_error_in_words(code: int | None, wanted: type[JournalError]) -> None:
    """The driver's own message can hold the client's words, so it is never passed on."""
    error = sqlite_driver.driver.DatabaseError('no such column: "my words"')
    if code is not None:
        error.sqlite_errorcode = code
    with pytest.raises(wanted) as caught, sqlite_driver.converted_errors(Path("journal.db")):
        raise error
    assert type(caught.value) is wanted
    assert "my words" not in str(caught.value)
    assert caught.value.__cause__ is None
