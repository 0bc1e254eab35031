"""Repository of entries (sessions, calls, notes and letters): the list, single entries, and their texts."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.models import Entry, EntryKind, EntryLine, Medium
from alliance_journal.domain.search.query import Query, parse, words_alone
from alliance_journal.domain.text import usable
from alliance_journal.store.core import draft_owner, query, rows
from alliance_journal.store.core.database import Database, new_id
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.entries import entry_rows, text_versions
from alliance_journal.store.entries.entry_list import Lines, titled
from alliance_journal.store.search.query_sql import conditions

EntryFilter = Literal["all", "to bring", "below a yes", "without checklist"]
ENTRY_FILTERS: Final[tuple[EntryFilter, ...]] = ("all", "to bring", "below a yes", "without checklist")


class SavedText(NamedTuple):
    """Result of storing a text.

    Attributes:
        entry: the entry that contains the text now.
        is_new_entry: True if that is a second version, in an entry of its own beside the original.
    """

    entry: Entry
    is_new_entry: bool = False


class Entries:
    """Repository of entries, without those in the trash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(
        self,
        search: str | Query = "",
        show: EntryFilter = "all",
        *,
        kinds: Iterable[EntryKind] = (),
        therapist_id: str | None = None,
    ) -> Lines:
        """Return the list, newest first, of the entries that match a search; `Lines` reads it page by page.

        Args:
            search: a search text or a parsed query; empty for all entries.
            show: a further filter.
            kinds: the kinds of entries to list; empty for all.
            therapist_id: the therapist of the entries; None for any.
        """
        if isinstance(search, str):
            search = parse(search, self._database.now().astimezone().date()) if search else Query()
        with self._database.translated_errors():
            wanted = conditions(self._database.connection, search, kinds, therapist_id)
        if show != "all":
            wanted.add(_SHOWS[show])
        return Lines(self._database.select, wanted, search)

    def titled(self, typed: str, most: int) -> tuple[EntryLine, ...]:
        """Return the lines of entries whose titles have all words that are typed, without hidden entries.

        Args:
            typed: words, each of which may be the beginning of one.
            most: number of lines, at most.
        """
        query = words_alone(typed)
        if not query:
            return ()
        with self._database.translated_errors():
            wanted = conditions(self._database.connection, query)
        return tuple(titled(self._database.select, wanted, [term.text for term in query.terms], most))

    def get(self, entry_id: str) -> Entry:
        """Return an entry with everything that belongs to it.

        Raises:
            NotFound: if it does not exist or is in the trash.
        """
        found = entry_rows.read(self._database, "entries.id = ? AND deleted_at IS NULL", (entry_id,))
        if not found:
            raise NotFound("note")
        return found[0]

    def list(self) -> tuple[Entry, ...]:
        """Return all entries that are not in the trash, oldest first."""
        return entry_rows.read(self._database, "deleted_at IS NULL")

    def get_many(self, ids: Sequence[str]) -> Iterator[Entry]:
        """Yield these entries, complete, in this order, without those that are deleted or in the trash."""
        for chosen in query.some_at_once(ids):
            placeholders = ", ".join("?" for _ in chosen)
            found = entry_rows.read(self._database, f"id IN ({placeholders}) AND deleted_at IS NULL", tuple(chosen))
            by_id = {entry.id: entry for entry in found}
            yield from (by_id[id_] for id_ in chosen if id_ in by_id)

    def add(
        self,
        kind: EntryKind,
        day: dt.date,
        *,
        clock: dt.time | None = None,
        therapist_id: str | None = None,
        medium: Medium | None = None,
        title: str = "",
        body: str = "",
        tags: tuple[str, ...] = (),
        private: bool = False,
    ) -> Entry:
        """Add an entry; its text is stored byte for byte.

        Raises:
            UnusableText: if a text cannot be stored.
        """
        stamp = self._database.stamp()
        entry = Entry(
            id=new_id(),
            kind=kind,
            date=day,
            time=clock,
            therapist_id=therapist_id,
            medium=medium,
            title=usable(title),
            body=usable(body),
            tags=tuple(dict.fromkeys(usable(tag) for tag in tags)),
            private=private,
            created_at=stamp,
            updated_at=stamp,
        )
        self.insert(entry)
        return entry

    def insert(self, entry: Entry) -> None:
        """Insert an entry as it is, with its answers, tags and tension."""
        with self._database.transaction():
            entry_rows.insert(self._database, entry)

    def change_details(self, entry: Entry) -> None:
        """Update an entry's details: day, title, tags and everything else but its text and answers.

        Raises:
            NotFound: if the entry does not exist any more.
            UnusableText: if a text cannot be stored.
        """
        details = rows.entry_row(entry._replace(title=usable(entry.title), updated_at=self._database.stamp()))
        for kept in ("id", "body", "created_at"):
            del details[kept]
        with self._database.transaction():
            entry_rows.declare_change(self._database, entry.id)
            text_versions.keep_present(self._database, entry.id)
            self._database.text_deleted = True
            entry_rows.update(self._database, entry.id, details)
            entry_rows.set_tags(self._database, entry.id, tuple(usable(tag) for tag in entry.tags))

    # Texts

    def save_text(self, entry_id: str, body: str, base: str) -> SavedText:
        """Store typed text as the entry's text, and delete this run's draft of it, in one transaction.

        If the entry's text is no longer `base`, it was changed elsewhere in the meantime. Then both texts are
        kept: the typed one becomes a new entry that refers to the original. The same happens if the entry is in
        the trash.

        Raises:
            NotFound: if the entry does not exist any more.
            UnusableText: if the text cannot be stored.
        """
        stamp = self._database.stamp()
        usable(body)
        with self._database.transaction():
            found = entry_rows.read(self._database, "entries.id = ?", (entry_id,))
            if not found:
                raise NotFound("note")
            entry = found[0]
            is_separate = self._is_in_trash(entry_id) or entry.body not in (base, body)
            if is_separate:
                entry = _another_version(entry, body, stamp)
                entry_rows.insert(self._database, entry)
            elif entry.body != body:
                self._database.changed("entries", entry_id)
                text_versions.keep_present(self._database, entry_id)
                self._database.text_deleted |= entry.body not in body
                entry_rows.update(self._database, entry_id, {"body": body, "updated_at": stamp})
                entry = entry._replace(body=body, updated_at=stamp)
            self._database.delete("drafts", "entry_id = ? AND writer = ?", entry_id, draft_owner.mine())
        return SavedText(entry, is_separate)

    def _is_in_trash(self, entry_id: str) -> bool:
        return bool(
            self._database.select("SELECT 1 FROM entries WHERE id = ? AND deleted_at IS NOT NULL", (entry_id,))
        )

    def add_separately(self, entry: Entry, body: str) -> SavedText:
        """Add the text of an entry that is missing in this file as a new entry.

        Args:
            entry: the entry as it was before.
            body: its text.

        Raises:
            UnusableText: if the text cannot be stored.
        """
        stamp = self._database.stamp()
        new = Entry(
            new_id(),
            "letter" if entry.kind == "letter" else "between",
            entry.date,
            title=entry.title,
            body=usable(body),
            private=entry.private,
            created_at=stamp,
            updated_at=stamp,
        )
        self.insert(new)
        return SavedText(new, is_new_entry=True)


def _another_version(entry: Entry, body: str, stamp: str) -> Entry:
    """Return a new entry with this text, which refers to the original; no statistic counts it."""
    return entry._replace(
        id=new_id(),
        kind="letter" if entry.kind == "letter" else "between",
        title=entry.full_title,
        version_of=entry.id,
        body=body,
        answers=(),
        tension=None,
        created_at=stamp,
        updated_at=stamp,
    )


_SHOWS: Final[Mapping[EntryFilter, str]] = {
    "to bring": "entries.id IN (SELECT from_entry FROM topics WHERE state = 'open')",
    "below a yes": "EXISTS (SELECT 1 FROM answers "
    "WHERE answers.number = entries.number AND answer IN ('no', 'partly'))",
    "without checklist": "entries.kind IN ('session', 'consultation') "
    "AND NOT EXISTS (SELECT 1 FROM answers WHERE answers.number = entries.number)",
}
