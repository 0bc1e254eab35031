"""Merge of another copy of the journal into this one, without losing a word typed in either.

Each record that differs is merged separately (`kind_merge`), by the revision ids that both copies store for it
(`revisions`). Everything happens in one transaction; the other copy is only read. The journal is backed up before
the transaction is committed, and only if it adds, changes or deletes a record.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.domain.merge_report import Merged
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.changes import revisions
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.core.sqlite_driver import converted_errors
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import daily
from alliance_journal.store.merge import corrupted, other_copy, side_tables
from alliance_journal.store.merge.kind_merge import NONE, KindMerge


class MergeResult(NamedTuple):
    """Result of a merge with another file.

    Attributes:
        done: the changes that were made, or with a dry run would be made.
        backup: the backup that was made before; None if nothing was changed.
        trouble: an error with the copy of the backup in the second folder, as a sentence; empty if there was none.
    """

    done: Merged
    backup: Path | None = None
    trouble: str = ""


def merge_file(
    journal: Journal, path: Path, passphrase: Passphrase | None, *, dry_run: bool = False
) -> MergeResult:
    """Merge another file into the journal, after a backup.

    Args:
        journal: the open journal.
        path: the other file, which is only read.
        passphrase: the passphrase of the other file; None for a plain one.
        dry_run: only report what would be changed.

    Raises:
        NeedsPassphrase, WrongPassphrase: if the other file is encrypted.
        JournalError: if the merge fails; nothing was changed then.
    """
    assert journal.path
    database, backup = database_of(journal), None
    with (
        other_copy.opened(journal.path, path, passphrase) as other,
        _writes_held_back(database),
        database.transaction(dry_run=dry_run),
    ):
        done = _merge(database, other)
        # Otherwise at most revision ids, list positions and earlier versions were merged.
        if not (dry_run or done.is_nothing):
            backup = _back_up_unchanged_file(database, journal.path)
    after = daily.after_backup(journal, backup) if backup else daily.Done()
    return MergeResult(done, backup, after.trouble)


@contextlib.contextmanager
def _writes_held_back(database: Database) -> Iterator[None]:
    """Keep the changes of a transaction in memory until its commit, so that others can read the file meanwhile."""
    with converted_errors(database.path):
        database.connection.execute("PRAGMA cache_spill = OFF")
    try:
        yield
    finally:
        # An error in the transaction can have replaced the connection.
        with contextlib.suppress(JournalError), converted_errors(database.path):
            database.connection.execute("PRAGMA cache_spill = ON")


def _back_up_unchanged_file(database: Database, path: Path) -> Path | None:
    """Back up the file as it was before the present transaction, of which nothing is written to it yet.

    A second connection reads the file: SQLite allows that until the transaction is committed.

    Raises:
        JournalError: if no backup could be made; the transaction is to be rolled back then.
    """
    key = database.passphrase
    with contextlib.closing(opening.connect(path, key, only_read=True)) as connection:
        before = Database(connection, path, database.now, passphrase=key, read_only=True)
        return backups.make(before, "before-merge")


def merge(journal: Journal, other: Database, *, dry_run: bool = False) -> Merged:
    """Merge the other copy into the journal, in one transaction; with `dry_run` it is rolled back at the end.

    Returns:
        The changes that were made, or with `dry_run` would be made.

    Raises:
        JournalError: if the merge fails; nothing was changed then.
    """
    database = database_of(journal)
    with database.transaction(dry_run=dry_run):
        return _merge(database, other)


def _merge(database: Database, other: Database) -> Merged:
    """Merge the other copy into the journal, within a transaction."""
    # A row may refer to one that is inserted later, so foreign keys are checked at the end.
    database.connection.execute("PRAGMA defer_foreign_keys = ON")
    done = Merged()
    changed = (corrupted.found_in(database), corrupted.found_in(other))
    done.damaged = len(changed[1])
    kinds: list[KindMerge] = []
    for kind in revisions.KINDS:
        kinds.append(KindMerge(database, other, kind, done, changed if kind == "entries" else NONE))
        kinds[-1].merge()
    done.unrelated = _are_unrelated(kinds)
    side_tables.places(database, other)
    side_tables.versions(database, other)
    done.unsaved = side_tables.drafts(database, other) + side_tables.cards(database, other)
    side_tables.clear_dangling_links(database)
    side_tables.restore_links(database, other, {one.kind: one.cleared_links for one in kinds})
    return done


_OF_EVERY_JOURNAL: Final = frozenset(("therapists", "questions", "own_numbers", "page_choices", "appointments"))
"""Kinds of records that can have the same ids in journals that are no copies of each other."""


def _are_unrelated(kinds: Iterable[KindMerge]) -> bool:
    """Return True if both journals have entries, and no record of them is in both."""
    own = [one for one in kinds if one.kind not in _OF_EVERY_JOURNAL]
    return any(one.in_both for one in own if one.kind == "entries") and not any(one.in_common for one in own)
