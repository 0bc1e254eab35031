"""A SHA-256 of what each entry says, so that `check` notices a text that changed by itself (safety.md 1.4).

An encrypted file notices by itself; in a plain one, a flipped bit in a text leaves SQLite content.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from alliance_journal.store.core.rows import by_entry, some_at_once
from alliance_journal.store.core.sqlite_driver import Connection

_PARTS: Final = (
    "SELECT id, kind, date, time, medium, title, body, private, created_at FROM entries WHERE id IN ({0})",
    "SELECT entry_id, tag FROM entry_tags WHERE entry_id IN ({0}) ORDER BY position, tag",
    "SELECT entry_id, question_id, answer, words, asked_as, answered_at FROM answers_asked WHERE entry_id IN ({0}) "
    "ORDER BY question_id",
    # The outcome is a row of its own, so that the digest of a tension without one is the same as before there was
    # such a column.
    "SELECT entry_id, words FROM (SELECT entry_id, 1 AS part, words FROM tensions WHERE entry_id IN ({0}) "
    "UNION ALL SELECT entry_id, 2, outcome FROM tensions WHERE entry_id IN ({0}) AND outcome <> '') ORDER BY part",
)
"""What an entry says, part by part; before each row, whose it is."""


class Tables(NamedTuple):
    """How a digest is made from the tables of a version, and put into them.

    Attributes:
        parts: what an entry says.
        put: the digest of an id.
    """

    parts: tuple[str, ...]
    put: str


_PRESENT: Final = Tables(
    _PARTS, "INSERT OR REPLACE INTO digests (number, sha256) SELECT number, ?2 FROM entries WHERE id = ?1"
)
FIRST: Final = Tables(
    (
        *(sql.replace("answers_asked", "answers") for sql in _PARTS[:-1]),
        "SELECT entry_id, words FROM tensions WHERE entry_id IN ({0})",
    ),
    "INSERT OR REPLACE INTO digests (entry_id, sha256) VALUES (?1, ?2)",
)
"""Those of a file on its way from a version in which each answer held how it was asked (m005).

A tension had no outcome then (m007).
"""


def renew(connection: Connection, entry_ids: Iterable[str], tables: Tables = _PRESENT) -> None:
    """Make the digests of these entries anew, within a transaction."""
    connection.executemany(tables.put, _digests(connection, entry_ids, tables.parts))


def renew_all(connection: Connection, tables: Tables = _PRESENT) -> None:
    """Make all digests anew, within a transaction."""
    renew(connection, [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")], tables)


def differing(connection: Connection) -> Iterator[str]:
    """The entries that are not what this program wrote last: their ids."""
    kept = dict(
        connection.execute(
            "SELECT id, sha256 FROM entries LEFT JOIN digests USING (number) ORDER BY date, created_at"
        ).fetchall()
    )
    for entry_id, digest in _digests(connection, kept, _PARTS):
        if kept[entry_id] != digest:
            yield entry_id


def _digests(connection: Connection, entry_ids: Iterable[str], parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The digest of each of these entries that is there."""
    import hashlib
    import json

    for some in some_at_once(entry_ids):
        entries, *others = (by_entry(connection, sql, some) for sql in parts)
        for entry_id in some:
            if entry_id in entries:
                said = [entries[entry_id], *(other.get(entry_id, []) for other in others)]
                yield entry_id, hashlib.sha256(json.dumps(said).encode()).hexdigest()
