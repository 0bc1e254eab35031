"""Entries (sessions, calls, notes and letters): the list, single entries, and the trash."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from alliance_journal.domain.models import Entry, EntryKind, Medium, Tension
from alliance_journal.domain.search.query import Query, parse
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import new_id
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.entries.entry_list import Lines
from alliance_journal.store.entries.text_versions import History
from alliance_journal.store.search.query_sql import conditions

EntryFilter = Literal["all", "to bring", "below a yes", "without checklist"]
ENTRY_FILTERS: Final[tuple[EntryFilter, ...]] = ("all", "to bring", "below a yes", "without checklist")


class Entries(History):
    """Repository of entries with their tags."""

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
            search = parse(search, self.now().astimezone().date()) if search else Query()
        with self._calm():
            wanted = conditions(self.connection, search, kinds, therapist_id)
        if show != "all":
            wanted.add(_SHOWS[show])
        return Lines(self.select, wanted, search)

    def entry(self, entry_id: str) -> Entry:
        """Return an entry with everything that belongs to it.

        Raises:
            NotFound: if it does not exist or is in the trash.
        """
        found = self.read_entries("entries.id = ? AND deleted_at IS NULL", (entry_id,))
        if not found:
            raise NotFound("note")
        return found[0]

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries that are not in the trash, oldest first."""
        return self.read_entries("deleted_at IS NULL")

    def entries_of(self, ids: Sequence[str]) -> Iterator[Entry]:
        """Yield these entries, complete, in this order, without those that are deleted or in the trash."""
        for chosen in rows.some_at_once(ids):
            marks = ", ".join("?" for _ in chosen)
            found = self.read_entries(f"id IN ({marks}) AND deleted_at IS NULL", tuple(chosen))
            by_id = {entry.id: entry for entry in found}
            yield from (by_id[id_] for id_ in chosen if id_ in by_id)

    def is_to_answer(self, entry_id: str) -> bool:
        """Return whether an entry is a session or call, the kinds with a checklist, and not in the trash."""
        return bool(self.select(f"SELECT 1 FROM entries WHERE id = ? AND {_TO_ANSWER}", (entry_id,)))

    def latest_to_answer(self) -> str | None:
        """Return the id of the latest session or call; None if there is none."""
        found = self.select(
            f"SELECT id FROM entries WHERE {_TO_ANSWER} ORDER BY date DESC, created_at DESC, id DESC LIMIT 1"
        )
        return found[0]["id"] if found else None

    def to_answer_beside(self, entry_id: str, *, earlier: bool) -> str | None:
        """Return the id of the session or call before this entry, or after it; None if there is none."""
        sign, order = ("<", "DESC") if earlier else (">", "ASC")
        found = self.select(
            f"SELECT id FROM entries WHERE {_TO_ANSWER} AND (date, created_at, id) {sign} "
            "(SELECT date, created_at, id FROM entries WHERE id = ?) "
            f"ORDER BY date {order}, created_at {order}, id {order} LIMIT 1",
            (entry_id,),
        )
        return found[0]["id"] if found else None

    def read_entries(self, where: str, values: tuple[object, ...] = (), body: str = "body") -> tuple[Entry, ...]:
        """Return the entries for which a condition holds, oldest first, with answers, tags and tension.

        Args:
            where: an SQL condition on the table of entries.
            values: the parameters of the condition.
            body: an SQL expression for the text; "''" leaves texts unread.
        """
        chosen = f"SELECT id FROM entries WHERE {where}"
        with self._calm():
            answers = rows.given_answers(
                self.connection.execute(
                    "SELECT entry_id, question_id, answer, words, answered_at, asked_as "
                    "FROM answers_asked JOIN questions ON questions.id = question_id "
                    f"WHERE entry_id IN ({chosen}) ORDER BY questions.position, question_id",
                    values,
                ).fetchall()
            )
        tags: dict[str, list[str]] = {}
        for row in self.select(f"SELECT * FROM entry_tags WHERE entry_id IN ({chosen}) ORDER BY position", values):
            tags.setdefault(row["entry_id"], []).append(row["tag"])
        tense = {
            row["entry_id"]: rows.tension(row)
            for row in self.select(f"SELECT * FROM tensions WHERE entry_id IN ({chosen})", values)
        }
        columns = (
            f"id, kind, date, time, therapist_id, medium, title, {body} AS body, private, created_at, updated_at, "
            "goal_id, version_of"
        )
        found = self.select(f"SELECT {columns} FROM entries WHERE {where} ORDER BY date, created_at, id", values)
        return tuple(
            rows.entry(row, answers.get(row["id"], ()), tags.get(row["id"], ()), tense.get(row["id"]))
            for row in found
        )

    def add_entry(
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
        stamp = self.stamp()
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
        with self.writing():
            self.insert_entry(entry)
        return entry

    def insert_entry(self, entry: Entry) -> None:
        """Insert an entry as it is, with its answers, tags and tension, within a transaction."""
        self.touch(entry.id)
        self.insert_rows("entries", [rows.entry_row(entry)])
        self.put_answers([rows.answer_row(entry.id, given) for given in entry.answers])
        self._insert_tags(entry.id, entry.tags)
        if entry.tension:
            self.insert_tension(entry.id, entry.tension)

    def insert_tension(self, entry_id: str, tension: Tension) -> None:
        """Insert the tension of an entry, within a transaction; the entry it was talked through in must exist."""
        self.touch(entry_id)
        self.tables.table("tensions").insert(rows.tension_row(entry_id, tension))

    def _set_tags(self, entry_id: str, tags: tuple[str, ...]) -> None:
        self.connection.execute("DELETE FROM entry_tags WHERE entry_id = ?", (entry_id,))
        self._insert_tags(entry_id, tags)

    def _insert_tags(self, entry_id: str, tags: tuple[str, ...]) -> None:
        self.insert_rows(
            "entry_tags",
            [
                {"entry_id": entry_id, "position": position, "tag": tag}
                for position, tag in enumerate(dict.fromkeys(tags), start=1)
            ],
        )

    def change_details(self, entry: Entry) -> None:
        """Update an entry's details: day, title, tags and everything else but its text and answers.

        Raises:
            NotFound: if the entry does not exist any more.
            UnusableText: if a text cannot be stored.
        """
        details = rows.entry_row(entry._replace(title=usable(entry.title), updated_at=self.stamp()))
        for kept in ("id", "body", "created_at"):
            del details[kept]
        with self.writing():
            self.change(entry.id)
            self.keep_version(entry.id)
            self.took_words_away = True
            self.update_entry(entry.id, details)
            self._set_tags(entry.id, tuple(usable(tag) for tag in entry.tags))

    def change(self, entry_id: str) -> None:
        """Register, within a transaction, that an entry is about to change.

        Raises:
            NotFound: if it does not exist or is in the trash.
        """
        if not self.connection.execute(
            "SELECT 1 FROM entries WHERE id = ? AND deleted_at IS NULL", (entry_id,)
        ).fetchone():
            raise NotFound("note")
        self.touch(entry_id)

    def update_entry(self, entry_id: str, change: Mapping[str, object]) -> None:
        """Update columns of an entry, within a transaction."""
        columns = ", ".join(f"{column} = :{column}" for column in change)
        self.connection.execute(
            f"UPDATE entries SET {columns} WHERE id = :entry_id", {**change, "entry_id": entry_id}
        )

    def put_in_trash(self, entry_id: str) -> None:
        """Put an entry in the trash: no list and no trend includes it. `take_back` undoes this."""
        with self.writing():
            self.change(entry_id)
            self.update_entry(entry_id, {"deleted_at": self.stamp()})

    def take_back(self, entry_id: str) -> None:
        """Restore an entry from the trash, as it was."""
        with self.writing():
            self.touch(entry_id)
            self.connection.execute("UPDATE entries SET deleted_at = NULL WHERE id = ?", (entry_id,))

    def in_trash(self) -> int:
        """Return the number of entries in the trash."""
        return int(self.select("SELECT count(*) AS n FROM entries WHERE deleted_at IS NOT NULL")[0]["n"])


_TO_ANSWER: Final = "deleted_at IS NULL AND kind IN ('session', 'consultation')"

_SHOWS: Final[Mapping[EntryFilter, str]] = {
    "to bring": "entries.id IN (SELECT from_entry FROM topics WHERE state = 'open')",
    "below a yes": "EXISTS (SELECT 1 FROM answers "
    "WHERE answers.number = entries.number AND answer IN ('no', 'partly'))",
    "without checklist": "entries.kind IN ('session', 'consultation') "
    "AND NOT EXISTS (SELECT 1 FROM answers WHERE answers.number = entries.number)",
}
