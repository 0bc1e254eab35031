"""A new journal file, made from schema.sql, is the same as an earlier file brought up to date by the migrations."""

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.store.backup import row_copy
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.core.connection import connect
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.schema import migrations, new_file
from alliance_journal.store.search import fts_index
from tests.store.fixtures.later import EVERY

SCHEMA: Final = (Path(new_file.__file__).with_name("schema.sql")).read_text(encoding="utf-8")
DIFFERENT_IN_EVERY_FILE: Final = {"_sqlite_migrations": "id, migration_set, name", "upkeep": "what"}
"""The columns that are compared, where not all of them: a time, and a random name."""
Objects = dict[tuple[str, str], tuple[Any, ...]]


def new(path: Path) -> Path:
    """A new journal."""
    Journal.begin(path).close()
    return path


def migrated_from_nothing(path: Path) -> Path:
    """A file in which every migration ran, from the first one on."""
    path.touch(mode=0o600)
    with contextlib.closing(connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        migrations.apply_steps(sqlite_driver.sqlite_utils_on(connection), len(migrations.KNOWN))
    Journal.open(path).close()
    with contextlib.closing(Journal.open(path)) as journal:
        journal.file_settings.unsaved_text_key()
    return path


def migrated(fixture: Path, folder: Path) -> Path:
    """A file that an earlier version wrote, as it is after it was opened."""
    path = folder / "old.db"
    shutil.copyfile(fixture, path)
    path.chmod(0o600)
    Journal.open(path).close()
    return path


def objects(path: Path) -> Objects:
    """Everything that a schema consists of, by kind and name, as SQLite itself reports it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:

        def rows(pragma: str, name: str) -> tuple[Any, ...]:
            return tuple(connection.execute(f'PRAGMA {pragma}("{name}")').fetchall())

        found: Objects = {}
        for kind, name, table, sql in connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"):
            about: tuple[Any, ...] = (table, definition(sql))
            if kind == "index":
                about += rows("index_xinfo", name)
            if kind in ("table", "view"):
                # Columns with types, NOT NULL, defaults and keys; the foreign keys; kind and options of the table.
                about += (rows("table_xinfo", name), rows("foreign_key_list", name))
                about += tuple(sorted(row[1:] for row in rows("index_list", name)))
                about += tuple(row[2:] for row in rows("table_list", name))
            found[kind, name] = about
        return found


def definition(sql: str | None) -> str:
    """A definition without its blanks, and without the quotes that SQLite puts around the name of a renamed table.

    A column that a migration added stands on the last line.
    """
    return re.sub(r'[\s"]+', "", sql or "")


def first_rows(path: Path) -> dict[str, list[Any]]:
    """The rows of every table but the search index, which is compared with the entries instead."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not name.startswith("words")
        ]
        return {
            name: connection.execute(
                f"SELECT {DIFFERENT_IN_EVERY_FILE.get(name, '*')} FROM {name} ORDER BY 1"
            ).fetchall()
            for name in names
        }


def test_a_new_file_is_what_the_migrations_make(tmp_path: Path) -> None:
    made, old = new(tmp_path / "new.db"), migrated_from_nothing(tmp_path / "old.db")
    assert objects(made) == objects(old)
    assert first_rows(made) == first_rows(old)
    for path in (made, old):
        assert row_copy.foreign_parts(path, None) == []
        with contextlib.closing(Journal.open(path)) as journal:
            assert migrations.applied(database_of(journal).connection, path) == migrations.KNOWN
            assert fts_index.are_whole(database_of(journal).connection)
            assert database_of(journal).connection.execute("PRAGMA application_id").fetchone() == (0x416C4A6F,)


@pytest.mark.parametrize("fixture", EVERY, ids=lambda file: file.stem)
def test_a_file_of_an_earlier_version_becomes_what_a_new_file_is(tmp_path: Path, fixture: Path) -> None:
    made, old = first_rows(new(tmp_path / "new.db")), first_rows(migrated(fixture, tmp_path))
    assert objects(tmp_path / "old.db") == objects(tmp_path / "new.db")
    assert made["_sqlite_migrations"] == old["_sqlite_migrations"]
    assert {("changes",), ("mark",)} <= set(old["upkeep"])
    assert [row[:2] + row[3:5] for row in made["questions"]] == [row[:2] + row[3:5] for row in old["questions"]]


def test_the_definitions_in_a_file_have_no_comments(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(new(tmp_path / "new.db"))) as connection:
        found = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    assert not [sql for sql in found if "--" in sql]


def test_the_triggers_of_a_new_file_are_recognised_without_building_a_schema(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(new(tmp_path / "new.db"))) as connection:
        triggers = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    assert len(triggers) == 7
    assert fts_index.are_known(triggers)


def test_every_table_and_view_says_what_it_holds() -> None:
    lines = SCHEMA.splitlines()
    described = {
        name[1]: lines[at - 1].startswith("-- ")
        for at, line in enumerate(lines)
        if (name := re.match(r'CREATE (?:VIRTUAL TABLE|TABLE|VIEW) "?(\w+)', line))
    }
    assert all(described.values()), described
    assert len(described) == len(re.findall("^CREATE [A-Z ]*(?:TABLE|VIEW)", SCHEMA, re.MULTILINE))


def test_a_file_that_could_not_be_made_completely_stays_empty(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.touch(mode=0o600)
    with contextlib.closing(connect(path)) as connection:
        connection.execute("PRAGMA max_page_count = 40")
        with pytest.raises(Exception, match="disk is full"):
            migrations.bring_up_to_date(connection, path)
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        connection.execute("PRAGMA max_page_count = 1000")
        migrations.bring_up_to_date(connection, path)
        assert migrations.applied(connection, path) == migrations.KNOWN
