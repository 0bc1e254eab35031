"""Trash: its contents, and permanent deletion after thirty days or on request."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from alliance_journal.domain.versions_and_trash import Trashed
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.core.sqlite_driver import converted_errors
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.search import fts_index

DAYS: Final = 30
"""Days that an entry stays in the trash."""


# An entry cannot be deleted before it was written; if it says so, the clock was behind at the deletion.
_SINCE: Final = "max(deleted_at, created_at, updated_at)"


def listed(journal: Journal) -> list[Trashed]:
    """Return the entries in the trash, the latest deletion first."""
    database = database_of(journal)
    found = entry_rows.read(database, "deleted_at IS NOT NULL")
    times = database.select(f"SELECT id, {_SINCE} AS since FROM entries WHERE deleted_at IS NOT NULL")
    when = {row["id"]: row["since"] for row in times}
    newest = sorted(found, key=lambda entry: (when[entry.id], entry.id), reverse=True)
    return [
        Trashed(entry.id, entry.kind, entry.date, entry.shown_title, _goes_on(when[entry.id])) for entry in newest
    ]


def _goes_on(deleted_at: str) -> dt.date:
    return dt.datetime.fromisoformat(deleted_at).astimezone().date() + dt.timedelta(days=DAYS)


def delete_for_good(journal: Journal, entry_ids: Collection[str]) -> str:
    """Permanently delete entries in the trash with everything that belongs to them, and clean the file of them.

    Only a revision id that records the deletion remains, so that no merge restores the entry. Backups still
    contain it.

    Returns:
        A sentence if the file could not be cleaned at once, which the daily maintenance then does; else empty.

    Raises:
        JournalError: if nothing could be deleted.
    """
    with journal.transaction():
        for entry_id in entry_ids:
            _delete(journal, entry_id)
        journal.file_settings.set_needs_cleaning(True)
    try:
        clean(journal)
    except JournalError:
        return "The free space in the file could not be cleaned yet; that is tried again tomorrow."
    return ""


def delete_old(journal: Journal) -> int:
    """Permanently delete entries that have been in the trash for thirty days; call `clean` afterwards.

    Returns:
        The number of deleted entries.
    """
    since = (journal.now() - dt.timedelta(days=DAYS)).isoformat(timespec="milliseconds")
    old = database_of(journal).select(f"SELECT id FROM entries WHERE {_SINCE} < ?", (since,))
    if old:
        with journal.transaction():
            for row in old:
                _delete(journal, row["id"])
            journal.file_settings.set_needs_cleaning(True)
    return len(old)


def clean(journal: Journal) -> None:
    """Remove all traces of deleted words from the file, by rebuilding the search index and VACUUM.

    Raises:
        JournalError: if there is not enough space for it now, or another window is using the file.
    """
    connection = database_of(journal).connection
    with converted_errors(journal.path):
        fts_index.forget_wordings(connection)
        fts_index.rebuild(connection)
        connection.execute("VACUUM")
    journal.file_settings.set_needs_cleaning(False)


def _delete(journal: Journal, entry_id: str) -> None:
    """Delete one entry from the trash, within a transaction."""
    database = database_of(journal)
    there = database.select("SELECT therapist_id FROM entries WHERE id = ? AND deleted_at IS NOT NULL", (entry_id,))
    if not there:
        return
    database.changed("entries", entry_id)
    if there[0]["therapist_id"]:
        clear_topics(database, "from_entry = ?", entry_id)
    database.delete("unfinished", "instr(card, ?)", entry_id)
    database.delete("revisions", "what = 'versions' AND id = ?", entry_id)
    database.delete("entries", "id = ?", entry_id)


def clear_topics(database: Database, where: str, *values: object) -> None:
    """Clear the links of topics to deleted entries, and exclude them from every page, within a transaction.

    The therapist whose page a topic is for is known only by its entry.
    """
    for row in database.select(f"SELECT id FROM topics WHERE {where}", values):
        database.changed("topics", row["id"])
    database.update("topics", {"included": False, "from_entry": None}, where, *values)
