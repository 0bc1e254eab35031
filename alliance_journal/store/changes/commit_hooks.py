"""Renewal of checksums, revisions and search text of the records that a transaction changed, at its commit."""

from alliance_journal.store.changes import entry_checksums, entry_content, revisions
from alliance_journal.store.changes.revisions import Digest
from alliance_journal.store.core.database import Database
from alliance_journal.store.search import indexed_text


class DerivedData:
    """Commit hook that renews everything derived from records; each changed entry is loaded once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._before: dict[tuple[str, str], Digest | None] = {}
        self._entries: dict[str, None] = {}

    def on_begin(self) -> None:
        """Forget what was registered: a transaction begins."""
        self._before.clear()
        self._entries.clear()

    def on_change(self, kind: str, record_id: str, *, revision: bool) -> None:
        """Register a record that may change, with the digest of its content before the change."""
        if revision and (kind, record_id) not in self._before:
            self._before[kind, record_id] = revisions.digest(self._database.connection, kind, record_id)
        if kind == "entries":
            self._entries[record_id] = None

    def on_commit(self) -> None:
        """Renew what is derived from the registered records, within the transaction."""
        connection, there = self._database.connection, set()
        for entry_id, content in entry_content.load(connection, self._entries):
            there.add(entry_id)
            self._revise("entries", entry_id, content.digest())
            entry_checksums.write(connection, content.number, content.checksum())
            now = indexed_text.of_text(content.search_text(), content.body)
            deleted = indexed_text.renew(connection, entry_id, content.number, content.indexed, now)
            self._database.text_deleted |= deleted
        for kind, record_id in self._before:
            if kind != "entries":
                self._revise(kind, record_id, revisions.digest(connection, kind, record_id))
            elif record_id not in there:
                self._revise(kind, record_id, None)

    def _revise(self, kind: str, record_id: str, now: Digest | None) -> None:
        if (kind, record_id) in self._before:
            before = self._before[kind, record_id]
            revisions.record_change(self._database.connection, kind, record_id, before, now, self._database.stamp)
