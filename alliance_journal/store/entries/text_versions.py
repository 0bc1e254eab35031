"""Earlier versions of a text, kept when it is changed on a later day than it was written, or by a merge."""

import datetime as dt
from typing import TYPE_CHECKING

from alliance_journal.domain.models import first_words
from alliance_journal.store.core.database import Opened
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.core.sqlite_driver import Connection

if TYPE_CHECKING:
    from alliance_journal.domain.earlier_versions import Version


class History(Opened):
    """Repository of the earlier versions of entry texts."""

    def versions(self, entry_id: str) -> "tuple[Version, ...]":
        """Return the earlier versions of an entry that differ from its present text, newest first."""
        # Imported here, because the pages of everyday use do not need it.
        from alliance_journal.domain.earlier_versions import Version

        found = self.select(
            "SELECT versions.* FROM versions JOIN entries ON entries.id = entry_id WHERE entry_id = ? "
            "AND NOT (versions.title = entries.title AND versions.body = entries.body) "
            "ORDER BY written_at DESC, kept_at DESC, revision",
            (entry_id,),
        )
        return tuple(
            Version(row["entry_id"], row["revision"], row["written_at"], row["title"], row["body"]) for row in found
        )

    def keep_version(self, entry_id: str, *, also_of_today: bool = False) -> None:
        """Store the present text of an entry as a version, within a transaction that is about to change it.

        Args:
            entry_id: the entry.
            also_of_today: store it also if it was written today; otherwise there is one version for each day of
                changes.
        """
        found = self.connection.execute(
            "SELECT title, body, updated_at FROM entries WHERE id = ?", (entry_id,)
        ).fetchone()
        if found is None:
            return
        title, body, written_at = found
        stamp = self.stamp()
        if also_of_today or _day(written_at) != _day(stamp):
            # A text that was once deleted as a version and was written again can be a version again.
            self.connection.execute(
                "DELETE FROM revisions WHERE what = 'versions' AND id = ? AND revision = ?",
                (entry_id, _name(title, body)),
            )
            remember(self.connection, entry_id, title, body, written_at, stamp)

    def bring_back(self, version: "Version") -> None:
        """Restore an earlier version of an entry's text; the present text is kept as a version.

        Raises:
            NotFound: if the entry or the version does not exist any more.
        """
        with self.writing():
            entry_id = version.entry_id
            there = self.connection.execute(
                "SELECT 1 FROM versions JOIN entries ON entries.id = entry_id "
                "WHERE entry_id = ? AND revision = ? AND deleted_at IS NULL",
                (entry_id, version.revision),
            ).fetchone()
            if there is None:
                raise NotFound("version")
            self.touch(entry_id)
            self.keep_version(entry_id, also_of_today=True)
            self.connection.execute(
                "UPDATE entries SET title = ?, body = ?, updated_at = ? WHERE id = ?",
                (version.title, version.body, self.stamp(), entry_id),
            )

    def drop_version(self, version: "Version") -> None:
        """Delete an earlier version permanently; a merge does not restore it."""
        with self.writing():
            key = (version.entry_id, version.revision)
            self.connection.execute("DELETE FROM versions WHERE entry_id = ? AND revision = ?", key)
            self.connection.execute(
                "INSERT OR REPLACE INTO revisions (what, id, revision, at, state) "
                "VALUES ('versions', ?, ?, ?, 'gone')",
                (*key, self.stamp()),
            )


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
