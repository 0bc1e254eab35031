"""What is done once a day: a look at the whole file, a backup if anything changed, old trash (safety.md 4)."""

import contextlib
import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from alliance_journal import paths
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import WHAT_HELPS, Busy, Damaged, JournalError
from alliance_journal.store.core.sqlite_driver import calm
from alliance_journal.store.journal import Journal
from alliance_journal.store.search import fts_index


class Done(NamedTuple):
    """What the daily upkeep did.

    Attributes:
        backup: the copy it made; None where nothing had changed since the last one.
        trouble: what went wrong, in sentences for the client; empty where nothing did.
        is_for_later: whether all of that is only that another program was using the file.
        second: the same copy in the second folder; None where there is none.
    """

    backup: Path | None = None
    trouble: str = ""
    is_for_later: bool = False
    second: Path | None = None


def is_due(journal: Journal, today: dt.date) -> bool:
    """Whether it was not done today yet."""
    return not (journal.is_example or journal.only_read) and journal.upkeep("looked at") != today.isoformat()


def do(journal: Journal, today: dt.date) -> Done:
    """Look at the whole file, back it up where anything changed since the last backup, and empty old trash.

    What goes for good is in a backup: where none can be made, it stays.

    For a thread of its own with a journal of its own: it takes a moment with thousands of entries.
    """
    # Imported here: whether it is due is asked at every start.
    from alliance_journal.store.maintenance import trash

    try:
        with calm(journal.path):
            if journal.connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise _damaged(journal)
            if not fts_index.are_whole(journal.connection):
                # The texts are whole, and the index is made of them.
                with journal.writing():
                    fts_index.rebuild(journal.connection)
            fts_index.forget(journal.connection)
        done = _back_up_where_changed(journal, today)
        trash.delete_old(journal)
        with calm(journal.path):
            fts_index.forget_wordings(journal.connection)
        if journal.upkeep(trash.TO_CLEAN):
            # Where there is no room for it today, there may be tomorrow.
            with contextlib.suppress(JournalError):
                trash.clean(journal)
        return done
    except JournalError as error:
        return not_done(error)


def _back_up_where_changed(journal: Journal, today: dt.date) -> Done:
    """It is enough for today, also where no backup could be made, which is said; but not where it has to wait."""
    try:
        done = back_up(journal) if changed_since_backup(journal) else Done()
    except JournalError as error:
        if not isinstance(error, Busy):
            journal.set_upkeep("looked at", today.isoformat())
        raise
    journal.set_upkeep("looked at", today.isoformat())
    return done


def not_done(why: JournalError) -> Done:
    """That it could not be done."""
    return Done(trouble=str(why), is_for_later=isinstance(why, Busy))


def back_up(journal: Journal, why: backups.Why = "", made: Collection[Path] = ()) -> Done:
    """Make a backup, put it into the second folder too, and thin out the old ones.

    Args:
        journal: the open journal.
        why: what the backup is made before.
        made: copies that were made in the same piece of work; they are not thinned out.

    Raises:
        JournalError: when no backup could be made. That the second folder is away is only said.
    """
    changes = journal.upkeep("changes")
    copy = backups.make(journal, why)
    if copy is None or journal.path is None:
        return Done()
    if not journal.only_read:
        journal.set_upkeep("backed up", changes)
    backups.thin_out(journal.path, {copy, *made})
    try:
        second = backups.put_into_second_folder(journal, copy)
    except JournalError as error:
        return Done(copy, str(error))
    return Done(copy, second=second)


def start_backups_anew(journal: Journal) -> Done:
    """Make a backup of what is there now, and only then delete every older copy: none shall hold what is gone.

    That is each one in both folders, and each journal that a restore put aside. In a folder that took no new copy,
    the older ones stay.

    Raises:
        JournalError: when no backup could be made; then all of them stay.
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
    """Whether anything was written since the newest backup; or there is none."""
    assert journal.path
    return journal.upkeep("changes") != journal.upkeep("backed up") or not backups.listed(journal.path)


def _damaged(journal: Journal) -> Damaged:
    return Damaged(
        f"Part of the journal at {journal.path} is damaged; today's look at the whole file found it.",
        WHAT_HELPS,
    )
