"""Queries on a connection: rows as dictionaries, and rows of many entries in batches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from alliance_journal.store.core.sqlite_driver import Connection

Row = dict[str, Any]
"""A row by its column names."""


def select(connection: Connection, sql: str, values: Iterable[object] | Mapping[str, object] = ()) -> Iterator[Row]:
    """Yield the rows of a query as dictionaries, one at a time."""
    cursor = connection.execute(sql, values if isinstance(values, Mapping) else tuple(values))
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


OF_ENTRY: Final = "number = (SELECT number FROM entries WHERE id = ?)"
"""Condition for the rows of an entry, by its id, in a table whose foreign key is the entry's number."""
AT_ONCE: Final = 500
"""Number of entries read by one statement."""


def some_at_once(entry_ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield the ids in batches of at most `AT_ONCE`."""
    ids = iter(entry_ids)
    while some := list(islice(ids, AT_ONCE)):
        yield some


def by_entry(connection: Connection, sql: str, entry_ids: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Group the rows of a query by entry, in the order of the query.

    Args:
        connection: the connection.
        sql: a query whose first column is the entry's id, with `{0}` (once or more) in the place of the ids.
        entry_ids: ids of the entries, at most `AT_ONCE`.

    Returns:
        The rows of each entry by its id, without their first column. Entries without rows are not in it.
    """
    placeholders = ", ".join(f"?{place}" for place in range(1, len(entry_ids) + 1))
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in connection.execute(sql.format(placeholders), entry_ids):
        found.setdefault(row[0], []).append(row[1:])
    return found
