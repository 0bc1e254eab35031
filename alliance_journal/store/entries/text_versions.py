"""Repository of earlier versions of texts, kept when a text is changed on a later day, and by a merge."""

import datetime as dt
from typing import TYPE_CHECKING

from alliance_journal.domain.models import first_words
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.core.sqlite_driver import Connection

if TYPE_CHECKING:
    from alliance_journal.domain.versions_and_trash import Version


class TextVersions:
    """Repository of the earlier versions of entry texts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, entry_id: str) -> "tuple[Version, ...]":
        """Return the earlier versions of an entry that differ from its present text, newest first."""
        # Imported here, because the pages of everyday use do not need it.
        from alliance_journal.domain.versions_and_trash import Version

        found = self._database.select(
            "SELECT versions.* FROM versions JOIN entries ON entries.id = entry_id WHERE entry_id = ? "
            "AND NOT (versions.title = entries.title AND versions.body = entries.body) "
            "ORDER BY written_at DESC, kept_at DESC, revision",
            (entry_id,),
        )
        return tuple(
            Version(row["entry_id"], row["revision"], row["written_at"], row["title"], row["body"]) for row in found
        )

    def restore(self, version: "Version") -> None:
        """Restore an earlier version of an entry's text; the present text is kept as a version.

        Raises:
            NotFound: if the entry or the version does not exist any more.
        """
        with self._database.transaction():
            entry_id = version.entry_id
            there = self._database.connection.execute(
                "SELECT 1 FROM versions JOIN entries ON entries.id = entry_id "
                "WHERE entry_id = ? AND revision = ? AND deleted_at IS NULL",
                (entry_id, version.revision),
            ).fetchone()
            if there is None:
                raise NotFound("version")
            self._database.changed("entries", entry_id)
            keep_present(self._database, entry_id, also_of_today=True)
            change = {"title": version.title, "body": version.body, "updated_at": self._database.stamp()}
            self._database.update("entries", change, "id = ?", entry_id)

    def delete(self, version: "Version") -> None:
        """Delete an earlier version permanently; a merge does not restore it."""
        with self._database.transaction():
            key = (version.entry_id, version.revision)
            self._database.delete("versions", "entry_id = ? AND revision = ?", *key)
            self._database.upsert(
                "revisions",
                ["what", "id", "revision"],
                {
                    "what": "versions",
                    "id": version.entry_id,
                    "revision": version.revision,
                    "at": self._database.stamp(),
                    "state": "gone",
                },
            )


def keep_present(database: Database, entry_id: str, *, also_of_today: bool = False) -> None:
    """Store the present text of an entry as a version, within a transaction that is about to change it.

    Args:
        database: the journal's database.
        entry_id: the entry.
        also_of_today: store it also if it was written today; otherwise there is one version for each day of
            changes.
    """
    found = database.connection.execute(
        "SELECT title, body, updated_at FROM entries WHERE id = ?", (entry_id,)
    ).fetchone()
    if found is None:
        return
    title, body, written_at = found
    stamp = database.stamp()
    if also_of_today or _day(written_at) != _day(stamp):
        # A text that was once deleted as a version and was written again can be a version again.
        database.delete("revisions", "what = 'versions' AND id = ? AND revision = ?", entry_id, _name(title, body))
        remember(database.connection, entry_id, title, body, written_at, stamp)


def remember(connection: Connection, entry_id: str, title: str, body: str, written_at: str, kept_at: str) -> None:
    """Store a text as an earlier version, within a transaction, unless it is blank or was deleted as a version.

    Args:
        connection: a connection inside a transaction.
        entry_id: the entry.
        title: the title of the version.
        body: the text of the version.
        written_at: the instant the text was written (ISO 8601).
        kept_at: the instant it was replaced (ISO 8601).
    """
    if not (title.strip() or first_words(body)):
        return
    revision = _name(title, body)
    # A statement of its own: it inserts a version on one condition, and changes one on another.
    connection.execute(
        "INSERT INTO versions (entry_id, revision, written_at, title, body, kept_at) "
        "SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS "
        "(SELECT 1 FROM revisions WHERE what = 'versions' AND id = ? AND revision = ?) "
        "ON CONFLICT (entry_id, revision) DO UPDATE SET written_at = excluded.written_at, "
        "kept_at = excluded.kept_at WHERE excluded.written_at > written_at",
        (entry_id, revision, written_at, title, body, kept_at, entry_id, revision),
    )


def _name(title: str, body: str) -> str:
    """Return the id of a version, a hash of its content: the same text is one version, however often written."""
    import hashlib
    import json

    return hashlib.sha256(json.dumps([title, body]).encode()).hexdigest()[:32]


def _day(instant: str) -> dt.date | None:
    """Return the local day of an instant; None if the text is not a valid instant."""
    try:
        return dt.datetime.fromisoformat(instant).astimezone().date()
    except (ValueError, OverflowError, OSError):
        return None
