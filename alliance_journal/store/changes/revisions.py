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
from typing import Final, NamedTuple

from alliance_journal.store.core.sqlite_driver import Connection

Marks = dict[str, str]
"""Revisions of one record: id to time (ISO 8601, UTC). The time is empty for an id computed from the content."""

GONE: Final = "-gone"
"""End of the revision id of a permanently deleted record."""
SHORT: Final = 16
"""Number of hex digits of a SHA-256 in a revision id."""
EARLIEST: Final = "1970-01-01T00:00:00.000+00:00"

_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "therapists": ("SELECT name, status, note, setting, fee, first_free, to_ask FROM therapists WHERE id = ?",),
    "questions": ("SELECT text, element, source, asked FROM questions WHERE id = ?",),
    "goals": (
        "SELECT text, how_we_notice, state FROM goals WHERE id = ?",
        "SELECT date, mark FROM goal_marks WHERE goal_id = ? ORDER BY date, mark",
    ),
    "entries": (
        "SELECT kind, date, time, therapist_id, medium, title, body, private, deleted_at IS NOT NULL "
        "FROM entries WHERE id = ?",
        "SELECT tag FROM entry_tags WHERE entry_id = ? ORDER BY position, tag",
        "SELECT question_id, answer, words FROM answers_asked WHERE entry_id = ? ORDER BY question_id",
        # The outcome is a separate row, so that the content of a tension without an outcome is the same as before
        # that column existed.
        "SELECT words FROM (SELECT 1 AS part, words FROM tensions WHERE entry_id = ?1 "
        "UNION ALL SELECT 2, outcome FROM tensions WHERE entry_id = ?1 AND outcome <> '') ORDER BY part",
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
"""Queries for the content of each kind of record; if the first returns no row, the record does not exist.

All appointments with a therapist ('' for none) count as one record, and so do all numbers to call. Not included:
positions in a list, timestamps, and foreign keys, which are cleared when their target is gone.
"""
KINDS: Final = tuple(_SAID)
"""Every kind of record that has revisions; kinds that foreign keys of others refer to come first."""

_LINKS: Final[Mapping[str, str]] = {
    "entries": "SELECT goal_id, version_of, (SELECT talked_through_in FROM tensions WHERE entry_id = entries.id) "
    "FROM entries WHERE id = ?",
    "topics": "SELECT from_entry, goal_id FROM topics WHERE id = ?",
    "tasks": "SELECT agreed_in FROM tasks WHERE id = ?",
    "excerpts": "SELECT from_entry FROM excerpts WHERE id = ?",
}


class Digest(NamedTuple):
    """SHA-256 of a record's content.

    Attributes:
        said: hex digest of the content without foreign keys.
        whole: hex digest of the content and its foreign keys.
    """

    said: str
    whole: str


def digest(connection: Connection, what: str, thing_id: str) -> Digest | None:
    """Compute the digests of a record's present content; None if the record does not exist.

    Args:
        connection: the connection.
        what: kind of the record, one of `KINDS`.
        thing_id: id of the record.
    """
    import hashlib
    import json

    found = []
    for sql in _SAID[what]:
        found.append(connection.execute(sql, (thing_id,)).fetchall())
        if not found[0]:
            return None
    said = hashlib.sha256(json.dumps(found).encode())
    whole = said.copy()
    if what in _LINKS:
        whole.update(json.dumps(connection.execute(_LINKS[what], (thing_id,)).fetchall()).encode())
    return Digest(said.hexdigest(), whole.hexdigest())


def first_mark(said: str) -> str:
    """Return the revision id of a record that was never changed, computed from the digest of its content."""
    return "0" * SHORT + said[:SHORT]


def new_mark(said: str | None) -> str:
    """Return a random revision id for a new state.

    Args:
        said: digest of the content; None for a permanently deleted record.
    """
    return os.urandom(SHORT // 2).hex() + (said[:SHORT] if said else GONE)


def joined_mark(marks: Iterable[str], said: str) -> str:
    """Return the revision id of a merged state: the same in both copies.

    Args:
        marks: revision ids of the two states.
        said: digest of the merged content.
    """
    import hashlib

    both = hashlib.sha256(" ".join(sorted(marks)).encode()).hexdigest()
    return both[:SHORT] + said[:SHORT]


def fits(mark: str, said: str) -> bool:
    """Return True if a revision id ends in the first digits of this digest."""
    return mark.endswith(said[:SHORT])


def latest(marks: Marks) -> str:
    """Return the revision id of the present state: the latest by time, then by id."""
    return max(marks, key=lambda mark: (marks[mark], mark))


def after(time: str) -> str:
    """Return the time one millisecond later, as ISO 8601; an empty time counts as `EARLIEST`."""
    then = dt.datetime.fromisoformat(time or EARLIEST) + dt.timedelta(milliseconds=1)
    return then.isoformat(timespec="milliseconds")


def kept(connection: Connection, what: str, thing_id: str) -> Marks:
    """Return the stored revisions of a record; empty if it was never changed."""
    found = connection.execute("SELECT revision, at FROM revisions WHERE what = ? AND id = ?", (what, thing_id))
    return dict(found.fetchall())


def all_kept(connection: Connection, what: str) -> dict[str, Marks]:
    """Return the stored revisions of every changed record of a kind, by its id."""
    found: dict[str, Marks] = {}
    for thing_id, mark, at in connection.execute("SELECT id, revision, at FROM revisions WHERE what = ?", (what,)):
        found.setdefault(thing_id, {})[mark] = at
    return found


def keep(connection: Connection, what: str, thing_id: str, marks: Marks, *, there: bool = True) -> None:
    """Store the revisions of a record, within a transaction.

    Args:
        connection: the connection.
        what: kind of the record.
        thing_id: id of the record.
        marks: its revisions, at least one.
        there: True if the record exists: the latest revision gets the state `now`, the others `past`. If False,
            all get `gone`.
    """
    now = latest(marks)
    connection.executemany(
        "INSERT OR REPLACE INTO revisions (what, id, revision, at, state) VALUES (?, ?, ?, ?, ?)",
        [
            (what, thing_id, mark, at, ("now" if mark == now else "past") if there else "gone")
            for mark, at in marks.items()
        ],
    )


def renew(
    connection: Connection, touched: Mapping[tuple[str, str], Digest | None], stamp: Callable[[], str]
) -> None:
    """Add a new revision to each changed record, within a transaction.

    Args:
        connection: the connection.
        touched: digests before the transaction, by kind and id of the record; None if it did not exist.
        stamp: returns the current time, ISO 8601, UTC, in milliseconds.
    """
    for (what, thing_id), before in touched.items():
        marks = kept(connection, what, thing_id)
        if before is None and not marks:
            # A new record has no stored revision: its id is computed from its content.
            continue
        now = digest(connection, what, thing_id)
        if now == before:
            continue
        if before and not any(fits(mark, before.said) for mark in marks):
            marks[first_mark(before.said)] = after(marks[latest(marks)]) if marks else ""
        at = max(stamp(), after(marks[latest(marks)]))
        marks[new_mark(now.said if now else None)] = at
        keep(connection, what, thing_id, marks, there=now is not None)
