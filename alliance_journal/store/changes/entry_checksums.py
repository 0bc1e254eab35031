"""SHA-256 checksum of each entry's content, so that `check` detects a text that this program did not change.

An encrypted file detects that by itself; in a plain one, SQLite does not notice a flipped bit in a text.
"""

from collections.abc import Iterator
from typing import Final

from alliance_journal.store.changes import entry_content
from alliance_journal.store.core.query import by_entry, some_at_once
from alliance_journal.store.core.sqlite_driver import Connection

_WRITE: Final = "INSERT OR REPLACE INTO digests (number, sha256) VALUES (?, ?)"

_FIRST_PARTS: Final = (
    "SELECT id, kind, date, time, medium, title, body, private, created_at FROM entries WHERE id IN ({0})",
    "SELECT entry_id, tag FROM entry_tags WHERE entry_id IN ({0}) ORDER BY position, tag",
    "SELECT entry_id, question_id, answer, words, asked_as, answered_at FROM answers WHERE entry_id IN ({0}) "
    "ORDER BY question_id",
    "SELECT entry_id, words FROM tensions WHERE entry_id IN ({0})",
)
"""Queries for the parts of an entry's content in a file before migration m005; their first column is its id."""


def write(connection: Connection, number: int, checksum: str) -> None:
    """Store the checksum of the entry with this row number, within a transaction."""
    connection.execute(_WRITE, (number, checksum))


def renew_all(connection: Connection) -> None:
    """Recompute all checksums, within a transaction."""
    ids = [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")]
    for _, content in entry_content.load(connection, ids):
        write(connection, content.number, content.checksum())


def renew_all_first(connection: Connection) -> None:
    """Recompute all checksums of a file before migration m005, in which each answer contained its wording.

    A tension had no outcome then (added by m007).
    """
    import hashlib
    import json

    for some in some_at_once([entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")]):
        entries, *others = (by_entry(connection, sql, some) for sql in _FIRST_PARTS)
        for entry_id in some:
            text = json.dumps([entries[entry_id], *(other.get(entry_id, []) for other in others)])
            connection.execute(
                "INSERT OR REPLACE INTO digests (entry_id, sha256) VALUES (?, ?)",
                (entry_id, hashlib.sha256(text.encode()).hexdigest()),
            )


def differing(connection: Connection) -> Iterator[str]:
    """Yield the ids of entries whose content does not match their checksum, or that have none, by date."""
    stored = dict(
        connection.execute(
            "SELECT id, sha256 FROM entries LEFT JOIN digests USING (number) ORDER BY date, created_at"
        ).fetchall()
    )
    for entry_id, content in entry_content.load(connection, stored):
        if stored[entry_id] != content.checksum():
            yield entry_id
