"""SHA-256 checksum of each entry's content, so that `check` detects a text that this program did not change.

An encrypted file detects that by itself; in a plain one, SQLite does not notice a flipped bit in a text.
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
    # The outcome is a separate row, so that the checksum of a tension without an outcome is the same as before
    # that column existed.
    "SELECT entry_id, words FROM (SELECT entry_id, 1 AS part, words FROM tensions WHERE entry_id IN ({0}) "
    "UNION ALL SELECT entry_id, 2, outcome FROM tensions WHERE entry_id IN ({0}) AND outcome <> '') ORDER BY part",
)
"""Queries for the parts of an entry's content; the first column of each is the entry's id."""


class Tables(NamedTuple):
    """SQL to read the content of entries and to write checksums in one version of the schema.

    Attributes:
        parts: queries for the parts of an entry's content.
        put: statement that writes a checksum; its parameters are the entry's id and the checksum.
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
"""SQL for a file before migration m005, in which each answer contained its question's wording.

A tension had no outcome then (added by m007).
"""


def renew(connection: Connection, entry_ids: Iterable[str], tables: Tables = _PRESENT) -> None:
    """Recompute the checksums of these entries, within a transaction."""
    connection.executemany(tables.put, _digests(connection, entry_ids, tables.parts))


def renew_all(connection: Connection, tables: Tables = _PRESENT) -> None:
    """Recompute all checksums, within a transaction."""
    renew(connection, [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")], tables)


def differing(connection: Connection) -> Iterator[str]:
    """Yield the ids of entries whose content does not match their checksum, or that have none, by date."""
    kept = dict(
        connection.execute(
            "SELECT id, sha256 FROM entries LEFT JOIN digests USING (number) ORDER BY date, created_at"
        ).fetchall()
    )
    for entry_id, digest in _digests(connection, kept, _PARTS):
        if kept[entry_id] != digest:
            yield entry_id


def _digests(connection: Connection, entry_ids: Iterable[str], parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield id and checksum of each of these entries that exists."""
    import hashlib
    import json

    for some in some_at_once(entry_ids):
        entries, *others = (by_entry(connection, sql, some) for sql in parts)
        for entry_id in some:
            if entry_id in entries:
                said = [entries[entry_id], *(other.get(entry_id, []) for other in others)]
                yield entry_id, hashlib.sha256(json.dumps(said).encode()).hexdigest()
