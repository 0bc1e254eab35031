"""Which copy of a thing knows more: marks of the states it went through, without any of its words.

Every change of a thing makes a new mark, once, at the end of its transaction. A thing that was never changed has no
row: its only mark is made of its content, so that two copies that took in the same document agree. The latest mark
of a thing (by time, which never runs backwards within one thing, then by name) is that of its present state; two
copies differ where neither knows the other's. A mark ends in a few letters of the content it stands for: where they
do not fit, something else than this program changed the thing, and nothing is taken for seen.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from alliance_journal.store.core.sqlite_driver import Connection

Marks = dict[str, str]
"""The marks of one thing, each with its time: ISO 8601, UTC; empty for one that was made of the content."""

GONE: Final = "-gone"
"""How the mark of something deleted for good ends."""
SHORT: Final = 16
"""Letters of a digest that are kept in a mark."""
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
        # A row of its own, so that a tension without an outcome says what it said before there was such a column.
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
"""What each kind of thing says; where the first finds nothing, the thing is not there.

Appointments go together by therapist ('' for none), numbers to call are one thing. Not in it: places in a list,
when it was written, and links, which are let go where they lead nowhere.
"""
KINDS: Final = tuple(_SAID)
"""Every kind of thing that has marks, those that others point at first."""

_LINKS: Final[Mapping[str, str]] = {
    "entries": "SELECT goal_id, version_of, (SELECT talked_through_in FROM tensions WHERE entry_id = entries.id) "
    "FROM entries WHERE id = ?",
    "topics": "SELECT from_entry, goal_id FROM topics WHERE id = ?",
    "tasks": "SELECT agreed_in FROM tasks WHERE id = ?",
    "excerpts": "SELECT from_entry FROM excerpts WHERE id = ?",
}


class Digest(NamedTuple):
    """What a thing is, as SHA-256: what it says, and that with its links."""

    said: str
    whole: str


def digest(connection: Connection, what: str, thing_id: str) -> Digest | None:
    """What a thing is now; None where it is not there."""
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
    """The mark of something that was never changed."""
    return "0" * SHORT + said[:SHORT]


def new_mark(said: str | None) -> str:
    """A mark nobody knows yet; without content, of something deleted for good."""
    return os.urandom(SHORT // 2).hex() + (said[:SHORT] if said else GONE)


def joined_mark(marks: Iterable[str], said: str) -> str:
    """The mark of what came of two states, the same on both sides."""
    import hashlib

    both = hashlib.sha256(" ".join(sorted(marks)).encode()).hexdigest()
    return both[:SHORT] + said[:SHORT]


def fits(mark: str, said: str) -> bool:
    """Whether a mark stands for this content."""
    return mark.endswith(said[:SHORT])


def latest(marks: Marks) -> str:
    """The mark of the present state."""
    return max(marks, key=lambda mark: (marks[mark], mark))


def after(time: str) -> str:
    """The next instant."""
    then = dt.datetime.fromisoformat(time or EARLIEST) + dt.timedelta(milliseconds=1)
    return then.isoformat(timespec="milliseconds")


def kept(connection: Connection, what: str, thing_id: str) -> Marks:
    """The marks of a thing that was changed; none for another."""
    found = connection.execute("SELECT revision, at FROM revisions WHERE what = ? AND id = ?", (what, thing_id))
    return dict(found.fetchall())


def all_kept(connection: Connection, what: str) -> dict[str, Marks]:
    """The marks of every thing of a kind that was changed, by its id."""
    found: dict[str, Marks] = {}
    for thing_id, mark, at in connection.execute("SELECT id, revision, at FROM revisions WHERE what = ?", (what,)):
        found.setdefault(thing_id, {})[mark] = at
    return found


def keep(connection: Connection, what: str, thing_id: str, marks: Marks, *, there: bool = True) -> None:
    """Keep the marks of a thing, within a transaction: the latest is `now`; all are `gone` where it is not."""
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
    """Give new marks to things that were changed, within a transaction.

    Args:
        connection: the file.
        touched: kind and id of each, with what it was before; None where it was not there.
        stamp: says the present instant.
    """
    for (what, thing_id), before in touched.items():
        marks = kept(connection, what, thing_id)
        if before is None and not marks:
            # It is new: its mark is made of its content.
            continue
        now = digest(connection, what, thing_id)
        if now == before:
            continue
        if before and not any(fits(mark, before.said) for mark in marks):
            marks[first_mark(before.said)] = after(marks[latest(marks)]) if marks else ""
        at = max(stamp(), after(marks[latest(marks)]))
        marks[new_mark(now.said if now else None)] = at
        keep(connection, what, thing_id, marks, there=now is not None)
