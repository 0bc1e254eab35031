"""Sessions, calls, notes and letters: the list, each one whole, and the trash."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

from alliance_journal.domain.journal import Entry, EntryKind, EntryLine, GivenAnswer, Medium, Tension
from alliance_journal.domain.text import usable
from alliance_journal.store import rows
from alliance_journal.store.errors import NotFound
from alliance_journal.store.opened import Opened, new_id

EntryFilter = Literal["all", "to bring", "below a yes", "without checklist"]
ENTRY_FILTERS: Final[tuple[EntryFilter, ...]] = ("all", "to bring", "below a yes", "without checklist")
TITLE_FROM: Final = 400
"""How much of a text is read to make a title from its first words."""


class Entries(Opened):
    """Entries with their tags."""

    def lines(self, search: str = "", show: EntryFilter = "all") -> list[EntryLine]:
        """The list, newest first: entries whose title, text or tags hold `search`, case aside."""
        where = ["entries.deleted_at IS NULL"]
        if search:
            where.append(_HOLDS)
        if show != "all":
            where.append(_SHOWS[show])
        sql = (
            f"{_LINES} WHERE {' AND '.join(where)} "
            "ORDER BY entries.date DESC, entries.created_at DESC, entries.id DESC"
        )
        needle = {"needle": usable(search).casefold()} if search else {}
        return [rows.entry_line(row) for row in self.select(sql, needle)]

    def entry(self, entry_id: str) -> Entry:
        """One entry, whole.

        Raises:
            NotFound: when it is not there or in the trash.
        """
        found = self.read_entries("entries.id = ? AND deleted_at IS NULL", (entry_id,))
        if not found:
            raise NotFound("note")
        return found[0]

    def entries(self) -> tuple[Entry, ...]:
        """All entries that are not in the trash, oldest first."""
        return self.read_entries("deleted_at IS NULL")

    def sessions(self, therapist_id: str | None) -> tuple[Entry, ...]:
        """A therapist's sessions and calls with their answers, oldest first, without their texts."""
        return self.read_entries(
            "deleted_at IS NULL AND therapist_id IS ? AND kind IN ('session', 'consultation')",
            (therapist_id,),
            body="''",
        )

    def read_entries(self, where: str, values: tuple[object, ...] = (), body: str = "body") -> tuple[Entry, ...]:
        """The entries for which a condition in SQL holds, oldest first, with all that belongs to them."""
        chosen = f"SELECT id FROM entries WHERE {where}"
        answers: dict[str, list[GivenAnswer]] = {}
        for row in self.select(
            "SELECT answers.* FROM answers JOIN questions ON questions.id = question_id "
            f"WHERE entry_id IN ({chosen}) ORDER BY questions.position",
            values,
        ):
            answers.setdefault(row["entry_id"], []).append(rows.given_answer(row))
        tags: dict[str, list[str]] = {}
        for row in self.select(f"SELECT * FROM entry_tags WHERE entry_id IN ({chosen}) ORDER BY position", values):
            tags.setdefault(row["entry_id"], []).append(row["tag"])
        tense = {
            row["entry_id"]: Tension(row["words"], row["talked_through_in"])
            for row in self.select(f"SELECT * FROM tensions WHERE entry_id IN ({chosen})", values)
        }
        columns = (
            f"id, kind, date, time, therapist_id, medium, title, {body} AS body, private, created_at, updated_at, "
            "goal_id"
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
        """Add an entry, text byte for byte.

        Raises:
            UnusableText: when a text cannot be kept.
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
        """Add an entry as it is, with its answers, tags and tension, within a transaction."""
        self.touch(entry.id)
        self.tables.table("entries").insert(rows.entry_row(entry))
        self.tables.table("answers").insert_all(rows.answer_row(entry.id, given) for given in entry.answers)
        self._set_tags(entry.id, entry.tags)
        if entry.tension:
            self.insert_tension(entry.id, entry.tension)

    def insert_tension(self, entry_id: str, tension: Tension) -> None:
        """Mark an entry as tense, within a transaction; the entry it was talked through in must be there."""
        self.touch(entry_id)
        self.tables.table("tensions").insert(rows.tension_row(entry_id, tension))

    def _set_tags(self, entry_id: str, tags: tuple[str, ...]) -> None:
        self.connection.execute("DELETE FROM entry_tags WHERE entry_id = ?", (entry_id,))
        self.tables.table("entry_tags").insert_all(
            {"entry_id": entry_id, "position": position, "tag": tag}
            for position, tag in enumerate(dict.fromkeys(tags), start=1)
        )

    def change_details(self, entry: Entry) -> None:
        """Take over what is known about an entry besides its text and answers: day, title, tags and so on.

        Raises:
            NotFound: when the entry is not there any more.
            UnusableText: when a text cannot be kept.
        """
        details = rows.entry_row(replace(entry, title=usable(entry.title), updated_at=self.stamp()))
        for kept in ("id", "body", "created_at"):
            del details[kept]
        with self.writing():
            self.change(entry.id)
            self.took_words_away = True
            self.update_entry(entry.id, details)
            self._set_tags(entry.id, tuple(usable(tag) for tag in entry.tags))

    def change(self, entry_id: str) -> None:
        """Say, within a transaction, that an entry is about to be changed.

        Raises:
            NotFound: when it is not there any more.
        """
        if not self.connection.execute(
            "SELECT 1 FROM entries WHERE id = ? AND deleted_at IS NULL", (entry_id,)
        ).fetchone():
            raise NotFound("note")
        self.touch(entry_id)

    def update_entry(self, entry_id: str, change: Mapping[str, object]) -> None:
        """Put other values into an entry's columns, within a transaction."""
        columns = ", ".join(f"{column} = :{column}" for column in change)
        self.connection.execute(
            f"UPDATE entries SET {columns} WHERE id = :entry_id", {**change, "entry_id": entry_id}
        )

    def put_in_trash(self, entry_id: str) -> None:
        """Take an entry out of every list and reading; `take_back` undoes it."""
        with self.writing():
            self.change(entry_id)
            self.update_entry(entry_id, {"deleted_at": self.stamp()})

    def take_back(self, entry_id: str) -> None:
        """Take an entry out of the trash, as it was."""
        with self.writing():
            self.connection.execute("UPDATE entries SET deleted_at = NULL WHERE id = ?", (entry_id,))

    def in_trash(self) -> int:
        """How many entries are in the trash."""
        return int(self.select("SELECT count(*) AS n FROM entries WHERE deleted_at IS NOT NULL")[0]["n"])


_LINES: Final = f"""
SELECT entries.id, entries.kind, entries.date, entries.private,
       CASE WHEN entries.private THEN '' ELSE entries.title END AS title,
       CASE WHEN entries.private THEN '' ELSE substr(entries.body, 1, {TITLE_FROM}) END AS beginning,
       therapists.name AS therapist, places.place AS session,
       (SELECT count(*) FROM answers WHERE entry_id = entries.id) AS answered,
       (SELECT count(*) FROM answers WHERE entry_id = entries.id AND answer IN ('no', 'partly')) AS below_yes,
       (SELECT count(*) FROM topics WHERE from_entry = entries.id AND state = 'open') AS to_bring
FROM entries
LEFT JOIN therapists ON therapists.id = entries.therapist_id
LEFT JOIN (
    SELECT id, row_number() OVER (PARTITION BY therapist_id ORDER BY date, created_at, id) AS place
    FROM entries WHERE kind = 'session' AND deleted_at IS NULL
) AS places ON places.id = entries.id
"""

_HOLDS: Final = """(
    instr(folded(entries.title), :needle) OR instr(folded(entries.body), :needle)
    OR EXISTS (SELECT 1 FROM entry_tags WHERE entry_id = entries.id AND instr(folded(tag), :needle))
)"""

_SHOWS: Final[Mapping[EntryFilter, str]] = {
    "to bring": "EXISTS (SELECT 1 FROM topics WHERE from_entry = entries.id AND state = 'open')",
    "below a yes": "EXISTS (SELECT 1 FROM answers WHERE entry_id = entries.id AND answer IN ('no', 'partly'))",
    "without checklist": "entries.kind IN ('session', 'consultation') "
    "AND NOT EXISTS (SELECT 1 FROM answers WHERE entry_id = entries.id)",
}
