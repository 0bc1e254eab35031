"""Optional links between rows: which there are, and clearing those that lead to no row."""

from typing import Final, NamedTuple

from alliance_journal.store.core.sqlite_driver import Connection


class Link(NamedTuple):
    """A foreign key that a row can do without.

    Attributes:
        table: the table that holds the link.
        column: its column there, which can be null.
        target: the table that it leads to.
        key: the column of that table that it names.
    """

    table: str
    column: str
    target: str
    key: str


def optional(connection: Connection) -> tuple[Link, ...]:
    """Return every link whose column can be null, as the schema of a journal declares them.

    A primary key is not among them, although SQLite does not call it "not null" where it is the number of a row:
    such rows belong to what they name.
    """
    return tuple(Link(*row) for row in connection.execute(_OPTIONAL))


_OPTIONAL: Final = """
SELECT tables.name, keys."from", keys."table", keys."to"
FROM sqlite_master AS tables
JOIN pragma_foreign_key_list(tables.name) AS keys
JOIN pragma_table_info(tables.name) AS columns ON columns.name = keys."from"
WHERE tables.type = 'table' AND columns."notnull" = 0 AND columns.pk = 0
ORDER BY tables.name, keys."from"
"""


def clear(connection: Connection) -> None:
    """Clear every optional link that leads to no row, within a transaction."""
    for table, column, target, key in optional(connection):
        connection.execute(
            f"UPDATE {table} SET {column} = NULL "
            f"WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {target})"
        )
