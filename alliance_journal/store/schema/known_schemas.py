"""Schemas of all versions of a journal, built in memory by the migrations, and the foreign parts of a file.

Nothing here is a list written by hand: an added migration needs no change here.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from alliance_journal.store.core.connection import connect_memory
from alliance_journal.store.core.sqlite_driver import Connection, sqlite_utils_on
from alliance_journal.store.schema import migrations

READ: Final = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"


_OF_SQLITE: Final = ("sqlite_sequence", "sqlite_stat1", "sqlite_stat3", "sqlite_stat4")


class Part(NamedTuple):
    """One table, index, view or trigger of a schema.

    Attributes:
        kind: type in `sqlite_master`: table, index, view or trigger.
        name: its name.
        table: the table it belongs to.
        sql: the statement that created it; empty for an index that SQLite creates by itself.
    """

    kind: str
    name: str
    table: str
    sql: str

    @property
    def is_virtual(self) -> bool:
        """True for a virtual table, whose content comes from a module of SQLite."""
        return self.kind == "table" and self.sql.upper().startswith("CREATE VIRTUAL")


class Column(NamedTuple):
    """One column of a known table.

    Attributes:
        name: its name.
        type: its declared type, in capitals.
        can_be_null: True if it has no NOT NULL constraint.
        is_row_number: True for an INTEGER PRIMARY KEY, an alias of the rowid.
    """

    name: str
    type: str
    can_be_null: bool
    is_row_number: bool


Schema = tuple[Part, ...]


class Version(NamedTuple):
    """One version of the schema.

    Attributes:
        steps: names of the migrations that lead to it, in order.
        schema: all its parts.
        columns: the columns of each ordinary table by its name, in the order of a row.
    """

    steps: tuple[str, ...]
    schema: Schema
    columns: dict[str, tuple[Column, ...]]

    def named(self, name: str) -> Part | None:
        """Return the part with this name; None if there is none."""
        return next((part for part in self.schema if part.name == name), None)

    @property
    def tables(self) -> tuple[Part, ...]:
        """The ordinary tables that hold the journal's data, without the shadow tables of virtual tables."""
        hidden = tuple(f"{part.name}_" for part in self.schema if part.is_virtual)
        return tuple(
            part
            for part in self.schema
            if part.kind == "table" and not part.is_virtual and not part.name.startswith(hidden)
        )


@functools.cache
def versions() -> tuple[Version, ...]:
    """Return the schema after each migration, oldest first."""
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
    """Return the version that exactly these migrations, in this order, lead to; None if there is none."""
    return next((version for version in versions() if version.steps == tuple(steps)), None)


def read(connection: Connection) -> Schema:
    """Return all parts of a file's schema, in the order of `sqlite_master`."""
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
    """Return the parts of a schema that are not in a version's schema, or whose statement was changed.

    SQLite's own statistics tables and the indexes that it creates for keys are not counted.

    Args:
        there: the schema of a file.
        version: the version of the file.
    """
    ours = {(part.kind, part.name): _plain(part.sql) for part in version.schema}
    return [
        part for part in there if not _is_of_sqlite(part) and ours.get((part.kind, part.name)) != _plain(part.sql)
    ]


def _is_of_sqlite(part: Part) -> bool:
    return part.name in _OF_SQLITE if part.kind == "table" else part.kind == "index" and not part.sql


def _plain(sql: str) -> str:
    """Return a statement without blanks and quotes around names, which versions of SQLite write differently."""
    return re.sub(r"\s+|[\"`\[\]]", "", sql)


def say(parts: Iterable[Part]) -> str:
    """Return foreign parts as text: `the trigger “x”, the changes in the table “entries”`."""
    names = []
    for part in parts:
        kind = "virtual table" if part.is_virtual else part.kind
        # The rows of a changed table of ours are copied, so only its changes are named.
        ours = versions()[-1].named(part.name)
        changes = "the changes in " if kind == "table" and ours and ours.kind == "table" else ""
        names.append(f"{changes}the {kind} “{_shown(part.name)}”")
    return ", ".join(names)


def _shown(name: str) -> str:
    return re.sub(r"[^\w .-]", "�", str(name))[:40]
