"""Entries with a wrong checksum in either copy of a merge, which never replace an intact entry.

A flipped bit looks like an edit without a revision id, but is none.
"""

from collections.abc import Set

from alliance_journal.store.changes import entry_checksums, revisions
from alliance_journal.store.changes.revisions import Revisions
from alliance_journal.store.core.database import Database
from alliance_journal.store.merge import combine, record_rows
from alliance_journal.store.merge.combine import RecordRows, State


def found_in(copy: Database) -> Set[str]:
    """Return the ids of entries with a wrong checksum; an encrypted file with one would not have opened."""
    return frozenset() if copy.passphrase else frozenset(entry_checksums.differing(copy.connection))


def as_other_version(other: Database, entry_id: str, mine: State, kept: Revisions) -> RecordRows | None:
    """Return the rows to keep of a damaged entry in the other copy.

    Args:
        other: the other copy.
        entry_id: the entry.
        mine: its state in this journal.
        kept: its revision ids stored in the other copy.

    Returns:
        The entry as another version, if this journal never had it and it is readable; else None.
    """
    was_deleted_here = bool(mine.revisions) and (not kept or revisions.latest(kept) in mine.revisions)
    if mine.content_hash or was_deleted_here:
        return None
    found = combine.another_version(record_rows.read(other, "entries", entry_id))
    return found if record_rows.is_readable(found) else None


def is_kept(theirs: State, kept: Revisions) -> bool:
    """Return whether a damaged entry of this journal is left as it is.

    It is if the other copy does not have the entry, or has only an older state: later words are only in the
    damaged entry.

    Args:
        theirs: the state in the other copy.
        kept: its revision ids stored in this journal.
    """
    return theirs.content_hash is None or (theirs.now in kept and theirs.now != revisions.latest(kept))


def second_version(mine: RecordRows, whole: RecordRows) -> RecordRows | None:
    """Return a damaged entry of this journal as another version of the intact one; None if it is not readable."""
    found = combine.another_version(mine)
    row, right = found["entries"][0], whole["entries"][0]
    # An invalid day would break every list. An entry that is private in either copy stays private.
    row.update({column: right[column] for column in ("date", "time", "medium")})
    row["private"] = row["private"] or right["private"]
    return found if record_rows.is_readable(found) else None


def revisions_after(theirs: State, kept: Revisions) -> Revisions:
    """Return the revision ids after an intact entry of the other copy replaced the damaged one here."""
    assert theirs.content_hash
    known = combine.united(kept, theirs.revisions)
    latest = revisions.latest(known)
    if latest == theirs.now:
        return known
    joined = revisions.joined_revision([latest, theirs.now], theirs.content_hash)
    return {**known, joined: revisions.after(known[latest])}
