"""A SHA-256 of what each entry says, so that `check` notices a text that changed by itself (safety.md 1.4).

An encrypted file notices by itself; in a plain one, a flipped bit in a text leaves SQLite content.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from alliance_journal.store.driver import Connection

_PARTS = (
    "SELECT kind, date, time, medium, title, body, private, created_at FROM entries WHERE id = ?",
    "SELECT tag FROM entry_tags WHERE entry_id = ? ORDER BY position, tag",
    "SELECT question_id, answer, words, asked_as, answered_at FROM answers WHERE entry_id = ? ORDER BY question_id",
    "SELECT words FROM tensions WHERE entry_id = ?",
)


def renew(connection: Connection, entry_ids: Iterable[str]) -> None:
    """Make the digests of these entries anew, within a transaction."""
    connection.executemany(
        "INSERT OR REPLACE INTO digests (entry_id, sha256) SELECT id, ? FROM entries WHERE id = ?",
        [(_digest(connection, entry_id), entry_id) for entry_id in entry_ids],
    )


def renew_all(connection: Connection) -> None:
    """Make all digests anew, within a transaction."""
    renew(connection, [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")])


def differing(connection: Connection) -> Iterator[str]:
    """The entries that are not what this program wrote last: their ids."""
    for entry_id, kept in connection.execute(
        "SELECT id, sha256 FROM entries LEFT JOIN digests ON entry_id = id ORDER BY date, created_at"
    ).fetchall():
        if kept != _digest(connection, entry_id):
            yield entry_id


def _digest(connection: Connection, entry_id: str) -> str:
    parts = [connection.execute(sql, (entry_id,)).fetchall() for sql in _PARTS]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
