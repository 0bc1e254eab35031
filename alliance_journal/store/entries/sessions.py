"""Repository of sessions: queries by therapist, most of which do not read their texts."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from alliance_journal.domain.models import Entry
from alliance_journal.store.core.column_values import day_of
from alliance_journal.store.core.database import Database
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.entries.session_numbers import SESSIONS

DAYS_AT_ONCE: Final = 500
"""Largest number of days in one query."""
WITH: Final = "therapist_id IS ? AND kind IN ('session', 'consultation') AND deleted_at IS NULL"
"""SQL condition for sessions and calls with one therapist, or without one."""
WITH_CHECKLIST: Final = "deleted_at IS NULL AND kind IN ('session', 'consultation')"
"""SQL condition for sessions and calls, the kinds of entries with a checklist."""
NEWEST_FIRST: Final = "ORDER BY date DESC, created_at DESC, id DESC"


class Sessions:
    """Repository of sessions; every therapist id can be None, for the sessions without a therapist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_checklist(self, entry_id: str) -> bool:
        """Return whether an entry is a session or call, the kinds with a checklist, and not in the trash."""
        return bool(self._database.select(f"SELECT 1 FROM entries WHERE id = ? AND {WITH_CHECKLIST}", (entry_id,)))

    def adjacent(self, entry_id: str, *, earlier: bool) -> str | None:
        """Return the id of the session or call with the same therapist before an entry, or after it; or None."""
        sign, order = ("<", "DESC") if earlier else (">", "ASC")
        found = self._database.select(
            f"SELECT id FROM entries WHERE {WITH_CHECKLIST} "
            "AND therapist_id IS (SELECT therapist_id FROM entries WHERE id = ?) "
            f"AND (date, created_at, id) {sign} (SELECT date, created_at, id FROM entries WHERE id = ?) "
            f"ORDER BY date {order}, created_at {order}, id {order} LIMIT 1",
            (entry_id, entry_id),
        )
        return found[0]["id"] if found else None

    def count(self, therapist_id: str | None) -> int:
        """Return the number of sessions, with or without answers."""
        return int(self._database.select(f"SELECT count(*) AS n {SESSIONS}", (therapist_id,))[0]["n"])

    def latest_with(self, therapist_id: str | None, most: int) -> tuple[str, ...]:
        """Return the ids of the latest sessions and calls, at most `most`, oldest first."""
        sessions = self._database.select(f"SELECT id, date {SESSIONS} {NEWEST_FIRST} LIMIT ?", (therapist_id, most))
        # Calls are few and have no index: the search for them goes back only as far as those sessions.
        since = sessions[-1]["date"] if len(sessions) == most else ""
        found = self._database.select(
            f"SELECT id FROM entries WHERE {WITH} AND date >= ? {NEWEST_FIRST} LIMIT ?",
            (therapist_id, since, most),
        )
        return tuple(row["id"] for row in found)[::-1]

    def on_day(self, therapist_id: str | None, day: dt.date) -> Entry | None:
        """Return the session of a day, the last one if there are several; None if there is none."""
        found = self._database.select(
            f"SELECT id {SESSIONS} AND date = ? {NEWEST_FIRST} LIMIT 1", (therapist_id, day.isoformat())
        )
        return self._entry(found[0]["id"]) if found else None

    def answered_before(self, entry: Entry) -> Entry | None:
        """Return the latest session or call before this one with the same therapist and with answers, if any."""
        found = self._database.select(
            f"SELECT id FROM entries WHERE {WITH} AND (date, created_at) < (?, ?) "
            f"AND EXISTS (SELECT 1 FROM answers WHERE answers.number = entries.number) {NEWEST_FIRST} LIMIT 1",
            (entry.therapist_id, entry.date.isoformat(), entry.created_at),
        )
        return self._entry(found[0]["id"]) if found else None

    def with_open_tension(self, therapist_id: str | None, until: dt.date) -> tuple[Entry, ...]:
        """Return the sessions and calls up to a day with tension not yet talked through, oldest first, no texts."""
        return entry_rows.read(
            self._database,
            f"{WITH} AND date <= ? "
            "AND id IN (SELECT entry_id FROM tensions WHERE coalesce(talked_through_in, '') = '')",
            (therapist_id, until.isoformat()),
            body="''",
        )

    def talked_through_in(self, entry_id: str) -> tuple[Entry, ...]:
        """Return the sessions whose tension was talked through in this entry, oldest first, without texts."""
        return entry_rows.read(
            self._database,
            "deleted_at IS NULL AND id IN (SELECT entry_id FROM tensions WHERE talked_through_in = ?)",
            (entry_id,),
            body="''",
        )

    def calls(self, therapist_id: str | None) -> tuple[Entry, ...]:
        """Return a therapist's calls with their answers, oldest first, without their texts."""
        return entry_rows.read(
            self._database,
            "deleted_at IS NULL AND therapist_id IS ? AND kind = 'consultation'",
            (therapist_id,),
            body="''",
        )

    def has_people(self, most: int) -> bool:
        """Return True if there is more than one therapist, or a call among the first or the last entries.

        Calls have no index; those before the first session, and those with somebody new, are found there.

        Args:
            most: number of entries at each end of the journal that are looked at.
        """
        ends = " UNION ALL ".join(
            f"SELECT * FROM (SELECT kind FROM entries WHERE deleted_at IS NULL {order} LIMIT {most})"
            for order in ("ORDER BY date, created_at, id", NEWEST_FIRST)
        )
        found = self._database.select(
            "SELECT (SELECT count(*) FROM therapists) > 1 "
            f"OR EXISTS (SELECT 1 FROM ({ends}) WHERE kind = 'consultation') AS has_people"
        )
        return bool(found[0]["has_people"])

    def latest_day(self, therapist_id: str | None, days: Iterable[dt.date]) -> dt.date | None:
        """Return the latest of these days on which there was a session; None if there was none."""
        left = sorted({day.isoformat() for day in days}, reverse=True)
        for start in range(0, len(left), DAYS_AT_ONCE):
            chosen = left[start : start + DAYS_AT_ONCE]
            placeholders = ", ".join("?" for _ in chosen)
            found = self._database.select(
                f"SELECT max(date) AS day {SESSIONS} AND date IN ({placeholders})", (therapist_id, *chosen)
            )
            if found[0]["day"]:
                return day_of(found[0]["day"])
        return None

    def _entry(self, entry_id: str) -> Entry | None:
        """Return an entry; None if it was removed meanwhile."""
        return next(iter(entry_rows.read(self._database, "id = ? AND deleted_at IS NULL", (entry_id,))), None)
