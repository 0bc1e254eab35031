"""Schemas of all versions of a journal, as our own migrations make them in memory, and what a file has beside them.

Nothing here is a list written by hand: a migration that is added is known by itself.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from alliance_journal.store import migrations
from alliance_journal.store.connection import connect_memory
from alliance_journal.store.driver import Connection, sqlite_utils_on

READ: Final = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"


_OF_SQLITE: Final = ("sqlite_sequence", "sqlite_stat1", "sqlite_stat3", "sqlite_stat4")


class Part(NamedTuple):
    """One table, index, view or trigger of a schema.

    Attributes:
        kind: as SQLite calls it: table, index, view, trigger.
        table: the table it belongs to.
        sql: the statement that made it; empty for what SQLite makes by itself.
    """

    kind: str
    name: str
    table: str
    sql: str

    @property
    def is_virtual(self) -> bool:
        """Whether it is a virtual table, which a module of SQLite answers for."""
        return self.kind == "table" and self.sql.upper().startswith("CREATE VIRTUAL")


class Column(NamedTuple):
    """One column of a known table."""

    name: str
    type: str
    can_be_null: bool
    is_row_number: bool


Schema = tuple[Part, ...]


class Version(NamedTuple):
    """The schema after so many steps, and the columns of its ordinary tables in the order of a row."""

    steps: tuple[str, ...]
    schema: Schema
    columns: dict[str, tuple[Column, ...]]

    def named(self, name: str) -> Part | None:
        """The part of this name."""
        return next((part for part in self.schema if part.name == name), None)

    @property
    def tables(self) -> tuple[Part, ...]:
        """Ordinary tables that hold what was written, without those that a virtual table keeps for itself."""
        hidden = tuple(f"{part.name}_" for part in self.schema if part.is_virtual)
        return tuple(
            part
            for part in self.schema
            if part.kind == "table" and not part.is_virtual and not part.name.startswith(hidden)
        )


@functools.cache
def versions() -> tuple[Version, ...]:
    """Every version that a migration has produced, the first one first."""
    found = []
    connection = connect_memory()
    try:
        database = sqlite_utils_on(connection)
        for number in range(1, len(migrations.KNOWN) + 1):
            migrations.apply_steps(database, number)
            schema = read(connection)
            columns = {
                part.name: _columns(connection, part.name)
                for part in schema
                if part.kind == "table" and not part.is_virtual
            }
            found.append(Version(migrations.KNOWN[:number], schema, columns))
    finally:
        connection.close()
    return tuple(found)


def version_of(steps: Sequence[str]) -> Version | None:
    """The version that exactly these steps lead to; None where no order of ours leads there."""
    return next((version for version in versions() if version.steps == tuple(steps)), None)


def read(connection: Connection) -> Schema:
    """Everything that a file's schema has, in the order in which it was made."""
    return tuple(Part(*row) for row in connection.execute(READ))


def _columns(connection: Connection, table: str) -> tuple[Column, ...]:
    rows = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [row for row in rows if row[5]]
    return tuple(
        Column(
            name,
            kind.upper(),
            not not_null,
            len(keys) == 1 and bool(place) and kind.upper() == "INTEGER",
        )
        for _, name, kind, not_null, _, place in rows
    )


def foreign(there: Schema, version: Version) -> list[Part]:
    """Everything in a schema that no version of this program has made so, with what of ours was changed.

    What SQLite keeps for itself (its statistics, and the indexes that keys need) is not counted.
    """
    ours = {(part.kind, part.name): _plain(part.sql) for part in version.schema}
    return [
        part for part in there if not _is_of_sqlite(part) and ours.get((part.kind, part.name)) != _plain(part.sql)
    ]


def _is_of_sqlite(part: Part) -> bool:
    return part.name in _OF_SQLITE if part.kind == "table" else part.kind == "index" and not part.sql


def _plain(sql: str) -> str:
    """A statement without what versions of SQLite write in different ways: blanks and quotes around names."""
    return re.sub(r"\s+|[\"`\[\]]", "", sql)


def say(parts: Iterable[Part]) -> str:
    """What is foreign, in words: `the trigger "x", the changes in the table "entries"`."""
    said = []
    for part in parts:
        kind = "virtual table" if part.is_virtual else part.kind
        # Of a changed table of ours the rows are taken over.
        ours = versions()[-1].named(part.name)
        changes = "the changes in " if kind == "table" and ours and ours.kind == "table" else ""
        said.append(f"{changes}the {kind} “{_shown(part.name)}”")
    return ", ".join(said)


def _shown(name: str) -> str:
    return re.sub(r"[^\w .-]", "�", str(name))[:40]
