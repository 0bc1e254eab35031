"""The trash: what is in it, and what is deleted for good, after thirty days or on purpose."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from alliance_journal.domain.earlier_versions import Trashed
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.core.sqlite_driver import calm
from alliance_journal.store.journal import Journal
from alliance_journal.store.search import fts_index

DAYS: Final = 30
"""So long an entry stays in the trash."""
TO_CLEAN: Final = "to clean"
"""What the upkeep keeps while the file still has to be cleaned of what was deleted."""


# Nothing was deleted before it was written: where it says so, the clock was behind when it was deleted.
_SINCE: Final = "max(deleted_at, created_at, updated_at)"


def listed(journal: Journal) -> list[Trashed]:
    """What is in the trash, the latest first."""
    found = journal.read_entries("deleted_at IS NOT NULL")
    when = {
        row["id"]: row["since"]
        for row in journal.select(f"SELECT id, {_SINCE} AS since FROM entries WHERE deleted_at IS NOT NULL")
    }
    newest = sorted(found, key=lambda entry: (when[entry.id], entry.id), reverse=True)
    return [
        Trashed(entry.id, entry.kind, entry.date, entry.shown_title, _goes_on(when[entry.id])) for entry in newest
    ]


def _goes_on(deleted_at: str) -> dt.date:
    return dt.datetime.fromisoformat(deleted_at).astimezone().date() + dt.timedelta(days=DAYS)


def delete_for_good(journal: Journal, entry_ids: Collection[str]) -> str:
    """Delete entries that are in the trash, with everything that belongs to them, and clean the file of them.

    What remains of one is a mark that it is gone, so that no merge brings it back. Backups still hold it.

    Returns:
        Why the file could not be cleaned at once, in a sentence; the upkeep does it then. Empty where it was.

    Raises:
        JournalError: when nothing could be deleted.
    """
    with journal.writing():
        for entry_id in entry_ids:
            _delete(journal, entry_id)
        journal.set_upkeep(TO_CLEAN, 1)
    try:
        clean(journal)
    except JournalError:
        return "The free space in the file could not be cleaned yet; that is tried again tomorrow."
    return ""


def delete_old(journal: Journal) -> int:
    """Delete for good what has been in the trash for thirty days; the file is to be cleaned afterwards.

    Returns:
        How many entries that were.
    """
    since = (journal.now() - dt.timedelta(days=DAYS)).isoformat(timespec="milliseconds")
    old = journal.select(f"SELECT id FROM entries WHERE {_SINCE} < ?", (since,))
    if old:
        with journal.writing():
            for row in old:
                _delete(journal, row["id"])
            journal.set_upkeep(TO_CLEAN, 1)
    return len(old)


def clean(journal: Journal) -> None:
    """Let no trace of deleted words stay in the file.

    Raises:
        JournalError: when there is no room for it now, or another window is using the file.
    """
    with calm(journal.path):
        fts_index.forget_wordings(journal.connection)
        fts_index.rebuild(journal.connection)
        journal.connection.execute("VACUUM")
    journal.set_upkeep(TO_CLEAN, 0)


def _delete(journal: Journal, entry_id: str) -> None:
    """Delete one entry from the trash, within a transaction."""
    there = journal.select("SELECT therapist_id FROM entries WHERE id = ? AND deleted_at IS NOT NULL", (entry_id,))
    if not there:
        return
    journal.touch(entry_id)
    if there[0]["therapist_id"]:
        let_go_of_topics(journal, "from_entry = ?", (entry_id,))
    journal.connection.execute("DELETE FROM unfinished WHERE instr(card, ?)", (entry_id,))
    journal.connection.execute("DELETE FROM revisions WHERE what = 'versions' AND id = ?", (entry_id,))
    journal.connection.execute("DELETE FROM entries WHERE id = ?", (entry_id,))


def let_go_of_topics(journal: Journal, where: str, values: tuple[object, ...] = ()) -> None:
    """Topics whose entry goes away, within a transaction: they go on nobody's page by themselves any more.

    Whose page they were for is known from their entry alone.
    """
    for row in journal.select(f"SELECT id FROM topics WHERE {where}", values):
        journal.touch(row["id"], "topics")
    journal.connection.execute(f"UPDATE topics SET included = 0, from_entry = NULL WHERE {where}", values)
