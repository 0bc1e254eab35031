"""Earlier versions of a text: kept when it is changed on another day than it was written, or by a merge."""

import datetime as dt
from typing import TYPE_CHECKING

from alliance_journal.domain.models import first_words
from alliance_journal.store.core.database import Opened
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.core.sqlite_driver import Connection

if TYPE_CHECKING:
    from alliance_journal.domain.earlier_versions import Version


class History(Opened):
    """Earlier versions of the texts of entries."""

    def versions(self, entry_id: str) -> "tuple[Version, ...]":
        """The earlier versions of an entry that differ from what it says now, newest first."""
        # Imported here: no page of every day shows them.
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
        """Keep what an entry says, within a transaction that is about to change it, once a day of changes."""
        found = self.connection.execute(
            "SELECT title, body, updated_at FROM entries WHERE id = ?", (entry_id,)
        ).fetchone()
        if found is None:
            return
        title, body, written_at = found
        stamp = self.stamp()
        if also_of_today or _day(written_at) != _day(stamp):
            # What was deleted once and is written again is a version again.
            self.connection.execute(
                "DELETE FROM revisions WHERE what = 'versions' AND id = ? AND revision = ?",
                (entry_id, _name(title, body)),
            )
            remember(self.connection, entry_id, title, body, written_at, stamp)

    def bring_back(self, version: "Version") -> None:
        """Let an entry say again what it said; what it says now is kept as a version.

        Raises:
            NotFound: when the entry or the version is not there any more.
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
        """Delete one earlier version for good; a merge does not bring it back."""
        with self.writing():
            key = (version.entry_id, version.revision)
            self.connection.execute("DELETE FROM versions WHERE entry_id = ? AND revision = ?", key)
            self.connection.execute(
                "INSERT OR REPLACE INTO revisions (what, id, revision, at, state) "
                "VALUES ('versions', ?, ?, ?, 'gone')",
                (*key, self.stamp()),
            )


def remember(connection: Connection, entry_id: str, title: str, body: str, written_at: str, kept_at: str) -> None:
    """Keep a text as an earlier version, within a transaction, unless it says nothing or was deleted as one."""
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
    """A text is one version, however often it was written."""
    import hashlib
    import json

    return hashlib.sha256(json.dumps([title, body]).encode()).hexdigest()[:32]


def _day(instant: str) -> dt.date | None:
    """The client's own day of an instant; None where it is none."""
    try:
        return dt.datetime.fromisoformat(instant).astimezone().date()
    except (ValueError, OverflowError, OSError):
        return None
