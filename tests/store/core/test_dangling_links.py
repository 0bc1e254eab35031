"""Links to rows that do not exist any more."""

import contextlib
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.store.core import dangling_links, sqlite_driver
from alliance_journal.store.journal import Journal, database_of
from tests.conftest import Clock
from tests.store.staging import begin, opened

OPTIONAL: Final = {
    ("answers", "wording"),
    ("appointments", "therapist_id"),
    ("entries", "goal_id"),
    ("entries", "therapist_id"),
    ("entries", "version_of"),
    ("excerpts", "from_entry"),
    ("tasks", "agreed_in"),
    ("tensions", "talked_through_in"),
    ("topics", "from_entry"),
    ("topics", "goal_id"),
}
"""Table and column of every link that a row can do without."""


def dangling(journal: Journal) -> set[tuple[str, str]]:
    """Table and column of every link that leads to no row, as SQLite itself finds them."""
    found = set()
    for table, _, _, number in database_of(journal).connection.execute("PRAGMA foreign_key_check").fetchall():
        columns = {
            row[0]: row[3] for row in database_of(journal).connection.execute(f"PRAGMA foreign_key_list({table})")
        }
        found.add((table, columns[number]))
    return found


def test_every_link_that_a_row_can_do_without_is_known(journal: Journal) -> None:
    assert {
        (link.table, link.column) for link in dangling_links.optional(database_of(journal).connection)
    } == OPTIONAL


def test_a_link_that_a_row_needs_is_left_as_it_is() -> None:
    with contextlib.closing(sqlite_driver.driver.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE targets (id TEXT PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE rows (id TEXT PRIMARY KEY, needed TEXT NOT NULL REFERENCES targets (id), "
            "other TEXT REFERENCES targets (id))"
        )
        connection.execute("INSERT INTO rows VALUES ('one', 'nowhere', 'nowhere')")
        dangling_links.clear(connection)
        assert connection.execute("SELECT needed, other FROM rows").fetchall() == [("nowhere", None)]


@pytest.mark.parametrize(("table", "column"), sorted(OPTIONAL))
def test_a_link_to_nothing_is_cleared_and_its_row_stays(
    tmp_path: Path, clock: Clock, table: str, column: str
) -> None:
    with opened(begin(tmp_path / "a" / "journal.db", None, clock)) as journal:
        journal.excerpts.add("words to take along")
        connection = database_of(journal).connection
        connection.execute("PRAGMA foreign_keys = OFF")
        rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        nowhere = -1 if column == "wording" else "nowhere"
        connection.execute(f"UPDATE {table} SET {column} = ?", (nowhere,))
        assert dangling(journal) == {(table, column)}
        dangling_links.clear(connection)
        assert dangling(journal) == set()
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == rows
        assert connection.execute(f"SELECT count({column}) FROM {table}").fetchone() == (0,)


def test_links_that_lead_somewhere_stay(tmp_path: Path, clock: Clock) -> None:
    with opened(begin(tmp_path / "a" / "journal.db", None, clock)) as journal:
        sql = [f"SELECT {column} FROM {table} ORDER BY 1" for table, column in sorted(OPTIONAL)]
        before = [database_of(journal).connection.execute(one).fetchall() for one in sql]
        assert any(value for rows in before for (value,) in rows)
        dangling_links.clear(database_of(journal).connection)
        assert [database_of(journal).connection.execute(one).fetchall() for one in sql] == before
