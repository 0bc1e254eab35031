"""Revisions: ids of the states each record went through, without any of its text.

A merge compares them to find out which copy of a record is newer.

Every change of a record creates a new revision id, once, at the end of its transaction. A record that was never
changed has no row in `revisions`: its only revision id is computed from its content, so that two copies that
imported the same document agree. The latest revision of a record (by time, which never decreases within one
record, then by id) is that of its present state; two copies conflict if neither knows the latest revision of the
other. A revision id ends in the first hex digits of its content's SHA-256: if they do not match the present
content, another program changed the record, and its present state counts as unknown to every other copy.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from alliance_journal.store.changes import entry_content
from alliance_journal.store.changes.entry_content import Digest as Digest
from alliance_journal.store.core.sqlite_driver import Connection

Revisions = dict[str, str]
"""Revisions of one record: id to time (ISO 8601, UTC). The time is empty for an id computed from the content."""

GONE: Final = "-gone"
"""End of the revision id of a permanently deleted record."""
SHORT: Final = 16
"""Number of hex digits of a SHA-256 in a revision id."""
EARLIEST: Final = "1970-01-01T00:00:00.000+00:00"

_CONTENT: Final[Mapping[str, tuple[str, ...]]] = {
    "therapists": ("SELECT name, status, note, setting, fee, first_free, to_ask FROM therapists WHERE id = ?",),
    "questions": ("SELECT text, element, source, asked FROM questions WHERE id = ?",),
    "goals": (
        "SELECT text, how_we_notice, state FROM goals WHERE id = ?",
        "SELECT date, mark FROM goal_marks WHERE goal_id = ? ORDER BY date, mark",
    ),
    "topics": ("SELECT text, state, included FROM topics WHERE id = ?",),
    "tasks": ("SELECT text, why, state, note, by_next FROM tasks WHERE id = ?",),
    "excerpts": ("SELECT text, state, for_me FROM excerpts WHERE id = ?",),
    "appointments": (
        "SELECT at, repeats FROM appointments WHERE coalesce(therapist_id, '') = ? ORDER BY at, repeats",
    ),
    "own_numbers": ("SELECT text FROM own_numbers WHERE '' = ? ORDER BY position",),
    "page_choices": ("SELECT included, position FROM page_choices WHERE choice = ?",),
}
"""Queries for the content of each kind of record but entries (`entry_content`).

If the first returns no row, the record does not exist.

All appointments with a therapist ('' for none) count as one record, and so do all numbers to call. Not included:
positions in a list, timestamps, and foreign keys, which are cleared when their target is gone.
"""
KINDS: Final = (
    "therapists",
    "questions",
    "goals",
    "entries",
    "topics",
    "tasks",
    "excerpts",
    "appointments",
    "own_numbers",
    "page_choices",
)
"""Every kind of record that has revisions; kinds that foreign keys of others refer to come first."""

_LINKS: Final[Mapping[str, str]] = {
    "topics": "SELECT from_entry, goal_id FROM topics WHERE id = ?",
    "tasks": "SELECT agreed_in FROM tasks WHERE id = ?",
    "excerpts": "SELECT from_entry FROM excerpts WHERE id = ?",
}


def digest(connection: Connection, kind: str, record_id: str) -> Digest | None:
    """Compute the digests of a record's present content; None if the record does not exist.

    Args:
        connection: the connection.
        kind: kind of the record, one of `KINDS`.
        record_id: id of the record.
    """
    import hashlib
    import json

    if kind == "entries":
        content = entry_content.load_one(connection, record_id)
        return content.digest() if content else None
    found = []
    for sql in _CONTENT[kind]:
        found.append(connection.execute(sql, (record_id,)).fetchall())
        if not found[0]:
            return None
    content_hash = hashlib.sha256(json.dumps(found).encode())
    whole = content_hash.copy()
    if kind in _LINKS:
        whole.update(json.dumps(connection.execute(_LINKS[kind], (record_id,)).fetchall()).encode())
    return Digest(content_hash.hexdigest(), whole.hexdigest())


def first_revision(content_hash: str) -> str:
    """Return the revision id of a record that was never changed, computed from the digest of its content."""
    return "0" * SHORT + content_hash[:SHORT]


def new_revision(content_hash: str | None) -> str:
    """Return a random revision id for a new state.

    Args:
        content_hash: digest of the content; None for a permanently deleted record.
    """
    return os.urandom(SHORT // 2).hex() + (content_hash[:SHORT] if content_hash else GONE)


def joined_revision(revisions: Iterable[str], content_hash: str) -> str:
    """Return the revision id of a merged state: the same in both copies.

    Args:
        revisions: revision ids of the two states.
        content_hash: digest of the merged content.
    """
    import hashlib

    both = hashlib.sha256(" ".join(sorted(revisions)).encode()).hexdigest()
    return both[:SHORT] + content_hash[:SHORT]


def fits(revision: str, content_hash: str) -> bool:
    """Return True if a revision id ends in the first digits of this digest."""
    return revision.endswith(content_hash[:SHORT])


def latest(revisions: Revisions) -> str:
    """Return the revision id of the present state: the latest by time, then by id."""
    return max(revisions, key=lambda revision: (revisions[revision], revision))


def after(time: str) -> str:
    """Return the time one millisecond later, as ISO 8601; an empty time counts as `EARLIEST`."""
    then = dt.datetime.fromisoformat(time or EARLIEST) + dt.timedelta(milliseconds=1)
    return then.isoformat(timespec="milliseconds")


def kept(connection: Connection, kind: str, record_id: str) -> Revisions:
    """Return the stored revisions of a record; empty if it was never changed."""
    found = connection.execute("SELECT revision, at FROM revisions WHERE what = ? AND id = ?", (kind, record_id))
    return dict(found.fetchall())


def all_kept(connection: Connection, kind: str) -> dict[str, Revisions]:
    """Return the stored revisions of every changed record of a kind, by its id."""
    found: dict[str, Revisions] = {}
    for record_id, revision, at in connection.execute(
        "SELECT id, revision, at FROM revisions WHERE what = ?", (kind,)
    ):
        found.setdefault(record_id, {})[revision] = at
    return found


def keep(connection: Connection, kind: str, record_id: str, revisions: Revisions, *, there: bool = True) -> None:
    """Store the revisions of a record, within a transaction; only rows that change are written.

    Args:
        connection: the connection.
        kind: kind of the record.
        record_id: id of the record.
        revisions: its revisions, at least one.
        there: True if the record exists: the latest revision gets the state `now`, the others `past`. If False,
            all get `gone`.
    """
    now = latest(revisions)
    states = {revision: ("now" if revision == now else "past") if there else "gone" for revision in revisions}
    stored = set(connection.execute(_STORED, (kind, record_id)).fetchall())
    changed = {(revision, at, states[revision]) for revision, at in revisions.items()} - stored
    connection.executemany(_WRITE, [(kind, record_id, *row) for row in sorted(changed)])


def record_change(
    connection: Connection,
    kind: str,
    record_id: str,
    before: Digest | None,
    now: Digest | None,
    stamp: Callable[[], str],
) -> None:
    """Add a new revision to a record if it changed, within a transaction.

    The number of statements does not depend on the number of its revisions.

    Args:
        connection: the connection.
        kind: kind of the record.
        record_id: id of the record.
        before: its digest before the transaction; None if it did not exist.
        now: its present digest; None if it does not exist.
        stamp: returns the current time, ISO 8601, UTC, in milliseconds.
    """
    if now == before:
        return
    newest = connection.execute(_NEWEST, (kind, record_id)).fetchone()
    if newest is None and before is None:
        # A new record has no stored revision: its id is computed from its content.
        return
    past, present = ("past", "now") if now else ("gone", "gone")
    time: str = newest[1] if newest else ""
    new = []
    if before and not _is_stored(connection, kind, record_id, newest, before):
        time = after(time) if newest else ""
        new.append((first_revision(before.content_hash), time, past))
    new.append((new_revision(now.content_hash if now else None), max(stamp(), after(time)), present))
    connection.execute(_OVER, {"kind": kind, "id": record_id, "state": past})
    # One statement, so that a first change costs as many as a later one.
    connection.execute(
        f"{_INSERT} {', '.join(['(?, ?, ?, ?, ?)'] * len(new))}",
        [value for row in new for value in (kind, record_id, *row)],
    )


_INSERT: Final = "INSERT INTO revisions (what, id, revision, at, state) VALUES"
_WRITE: Final = "INSERT OR REPLACE INTO revisions (what, id, revision, at, state) VALUES (?, ?, ?, ?, ?)"
_STORED: Final = "SELECT revision, at, state FROM revisions WHERE what = ? AND id = ?"
_NEWEST: Final = (
    "SELECT revision, at FROM revisions WHERE what = ? AND id = ? ORDER BY at DESC, revision DESC LIMIT 1"
)
_OVER: Final = "UPDATE revisions SET state = :state WHERE what = :kind AND id = :id AND state <> :state"


def _is_stored(
    connection: Connection, kind: str, record_id: str, newest: tuple[str, str] | None, content: Digest
) -> bool:
    """Return True if a stored revision of a record is one of this content: nearly always the newest, if any."""
    if newest is None or fits(newest[0], content.content_hash):
        return newest is not None
    sql = "SELECT 1 FROM revisions WHERE what = ? AND id = ? AND substr(revision, ?) = ? LIMIT 1"
    return bool(connection.execute(sql, (kind, record_id, -SHORT, content.content_hash[:SHORT])).fetchone())
