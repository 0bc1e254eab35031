"""Daily maintenance: an integrity check, a backup if anything changed, and deletion of old trash."""

import contextlib
import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from alliance_journal import paths
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import WHAT_HELPS, Busy, Damaged, JournalError
from alliance_journal.store.core.sqlite_driver import converted_errors
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.search import fts_index


class Done(NamedTuple):
    """Result of the daily maintenance.

    Attributes:
        backup: the backup that was made; None if nothing had changed since the last one.
        trouble: the errors, in sentences for the client; empty if there were none.
        is_for_later: whether the only error is that another program was using the file.
        second: the same backup in the second folder; None if there is none.
    """

    backup: Path | None = None
    trouble: str = ""
    is_for_later: bool = False
    second: Path | None = None


def is_due(journal: Journal, today: dt.date) -> bool:
    """Return whether the daily maintenance has not run today; never for an example or a read-only journal."""
    if journal.is_example or journal.read_only:
        return False
    return journal.file_settings.maintained_on() != today.isoformat()


def do(journal: Journal, today: dt.date) -> Done:
    """Check the whole file, back it up if anything changed since the last backup, and delete old trash.

    Entries are deleted permanently only once they are in a backup: if none can be made, they stay.

    Call it in a separate thread with its own connection to the journal, since it takes a moment with thousands of
    entries.
    """
    # Imported here, because every start imports this module to call `is_due`.
    from alliance_journal.store.maintenance import permanent_deletion

    try:
        connection = database_of(journal).connection
        with converted_errors(journal.path):
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise _damaged(journal)
            if not fts_index.are_whole(connection):
                # The texts passed the check, and the index is derived from them.
                with journal.transaction():
                    fts_index.rebuild(connection)
            fts_index.forget(connection)
        done = _back_up_where_changed(journal, today)
        permanent_deletion.delete_old(journal)
        with converted_errors(journal.path):
            fts_index.forget_wordings(connection)
        if journal.file_settings.needs_cleaning():
            # If it fails today, for example for lack of disk space, the next run tries again.
            with contextlib.suppress(JournalError):
                permanent_deletion.clean(journal)
        return done
    except JournalError as error:
        return not_done(error)


def _back_up_where_changed(journal: Journal, today: dt.date) -> Done:
    """Back up if anything changed, and store that the maintenance ran today.

    The run counts also if no backup could be made, which is reported; it does not count if another program was
    using the file, so that it is tried again.
    """
    try:
        done = back_up(journal) if changed_since_backup(journal) else Done()
    except JournalError as error:
        if not isinstance(error, Busy):
            journal.file_settings.set_maintained_on(today.isoformat())
        raise
    journal.file_settings.set_maintained_on(today.isoformat())
    return done


def not_done(why: JournalError) -> Done:
    """Return the result of a daily maintenance run that failed."""
    return Done(trouble=str(why), is_for_later=isinstance(why, Busy))


def back_up(journal: Journal, why: backups.Why = "", made: Collection[Path] = ()) -> Done:
    """Make a backup, copy it to the second folder, and thin out the old ones.

    Args:
        journal: the open journal.
        why: the operation the backup precedes; empty for a regular backup.
        made: backups made in the same operation, which are not thinned out.

    Raises:
        JournalError: if no backup could be made. A failure of the second folder is only reported in `trouble`.
    """
    database, changes = database_of(journal), journal.file_settings.changes()
    copy = backups.make(database, why)
    if copy is None:
        return Done()
    if not journal.read_only:
        journal.file_settings.set_backed_up_changes(changes)
    return after_backup(journal, copy, made)


def after_backup(journal: Journal, copy: Path, made: Collection[Path] = ()) -> Done:
    """Thin out the old backups, and copy a new one to the second folder.

    Args:
        journal: the open journal.
        copy: the new backup.
        made: backups made in the same operation, which are not thinned out.

    Returns:
        The backup; a failure of the second folder is reported in `trouble`.
    """
    assert journal.path
    backups.thin_out(journal.path, {copy, *made})
    try:
        second = backups.put_into_second_folder(database_of(journal), copy)
    except JournalError as error:
        return Done(copy, str(error))
    return Done(copy, second=second)


def start_backups_anew(journal: Journal) -> Done:
    """Make a backup of the present state, then delete every older copy, so that none contains deleted words.

    This applies to the backups in both folders, and to each journal that a restore put aside. In a folder where
    the new backup could not be written, the older ones stay.

    Raises:
        JournalError: if no backup could be made; then all older copies stay.
    """
    done = back_up(journal)
    if journal.path is None or done.backup is None:
        return done
    trouble = [f"{done.trouble} The copies there were left as they are."] if done.trouble else []
    own = [backup.path for backup in backups.listed(journal.path)]
    trouble += backups.delete_old([*own, *paths.put_aside(journal.path)], done.backup, journal.passphrase)
    if done.second:
        there = [backup.path for backup in backups.listed(journal.path, done.second.parent)]
        trouble += backups.delete_old(there, done.second, journal.passphrase)
    return done._replace(trouble=" ".join(trouble))


def changed_since_backup(journal: Journal) -> bool:
    """Return whether anything was written since the newest backup, or there is no backup."""
    assert journal.path
    settings = journal.file_settings
    return settings.changes() != settings.backed_up_changes() or not backups.listed(journal.path)


def _damaged(journal: Journal) -> Damaged:
    return Damaged(
        f"Part of the journal at {journal.path} is damaged; today's look at the whole file found it.",
        WHAT_HELPS,
    )
