"""A SHA-256 of what each entry says, so that `check` notices a text that changed by itself (safety.md 1.4).

An encrypted file notices by itself; in a plain one, a flipped bit in a text leaves SQLite content.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from alliance_journal.store.driver import Connection
from alliance_journal.store.rows import by_entry, some_at_once

_PARTS: Final = (
    "SELECT id, kind, date, time, medium, title, body, private, created_at FROM entries WHERE id IN ({0})",
    "SELECT entry_id, tag FROM entry_tags WHERE entry_id IN ({0}) ORDER BY position, tag",
    "SELECT entry_id, question_id, answer, words, asked_as, answered_at FROM answers_asked WHERE entry_id IN ({0}) "
    "ORDER BY question_id",
    "SELECT entry_id, words FROM tensions WHERE entry_id IN ({0})",
)
"""What an entry says, part by part; before each row, whose it is."""


_BEFORE_WORDINGS: Final = tuple(sql.replace("answers_asked", "answers") for sql in _PARTS)
"""The same in a file on its way from a version in which each answer held how it was asked (m005)."""


def renew(connection: Connection, entry_ids: Iterable[str], parts: tuple[str, ...] = _PARTS) -> None:
    """Make the digests of these entries anew, within a transaction."""
    connection.executemany(
        "INSERT OR REPLACE INTO digests (entry_id, sha256) VALUES (?, ?)", _digests(connection, entry_ids, parts)
    )


def renew_all(connection: Connection) -> None:
    """Make all digests anew, within a transaction; also in a file that has not seen every step yet."""
    entry_ids = [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")]
    renew(connection, entry_ids, _parts_in(connection))


def differing(connection: Connection) -> Iterator[str]:
    """The entries that are not what this program wrote last: their ids; as `renew_all`, in any file."""
    kept = dict(
        connection.execute(
            "SELECT id, sha256 FROM entries LEFT JOIN digests ON entry_id = id ORDER BY date, created_at"
        ).fetchall()
    )
    for entry_id, digest in _digests(connection, kept, _parts_in(connection)):
        if kept[entry_id] != digest:
            yield entry_id


def _parts_in(connection: Connection) -> tuple[str, ...]:
    has_wordings = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'wordings'").fetchone()
    return _PARTS if has_wordings else _BEFORE_WORDINGS


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
