"""Entries that are not what was saved, in either copy of a merge: none takes the place of a whole one.

A flipped bit is no edit, though it looks like one that has no mark (safety.md 1.4).
"""

from collections.abc import Set

from alliance_journal.store.changes import entry_checksums, revisions
from alliance_journal.store.changes.revisions import Marks
from alliance_journal.store.core.database import Opened
from alliance_journal.store.merge import combine, record_rows
from alliance_journal.store.merge.combine import State, Thing


def found_in(copy: Opened) -> Set[str]:
    """The ids of the entries of a copy that something else changed; an encrypted file would not have opened."""
    return frozenset() if copy.passphrase else frozenset(entry_checksums.differing(copy.connection))


def beside(other: Opened, entry_id: str, mine: State, kept: Marks) -> Thing | None:
    """What is kept of a damaged entry of the other copy: another version where this journal never had it.

    Args:
        other: the other copy.
        entry_id: which entry.
        mine: the state here.
        kept: the marks the other copy keeps of it.
    """
    was_deleted_here = bool(mine.marks) and (not kept or revisions.latest(kept) in mine.marks)
    if mine.said or was_deleted_here:
        return None
    found = combine.another_version(record_rows.read(other, "entries", entry_id))
    return found if record_rows.is_readable(found) else None


def stays(theirs: State, kept: Marks) -> bool:
    """Whether a damaged entry stays as it is here: the other copy lacks it, or only has what it was long before.

    What was written since is only in what is there.

    Args:
        theirs: the state in the other copy.
        kept: the marks this journal keeps of it.
    """
    return theirs.said is None or (theirs.now in kept and theirs.now != revisions.latest(kept))


def second(mine: Thing, whole: Thing) -> Thing | None:
    """A damaged entry of this journal as another version of the whole one; None where it cannot be shown."""
    found = combine.another_version(mine)
    row, right = found["entries"][0], whole["entries"][0]
    # A day that is none would stop every list; what is raw on either side is raw.
    row.update({column: right[column] for column in ("date", "time", "medium")})
    row["private"] = row["private"] or right["private"]
    return found if record_rows.is_readable(found) else None


def marks_after(theirs: State, kept: Marks) -> Marks:
    """The marks once a whole entry of the other copy took the place of the one here."""
    assert theirs.said
    marks = combine.united(kept, theirs.marks)
    latest = revisions.latest(marks)
    if latest == theirs.now:
        return marks
    return {**marks, revisions.joined_mark([latest, theirs.now], theirs.said): revisions.after(marks[latest])}
