"""Whom one sees, when next, and whom one can call."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, takewhile
from typing import Final

from alliance_journal.domain.dates import recurrence
from alliance_journal.domain.dates.parse import When
from alliance_journal.domain.models import THERAPIST_STATUSES, Appointment, EntryKind, Therapist, TherapistStatus
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Opened, new_id
from alliance_journal.store.core.errors import NotFound

LONGEST_AGO_DAYS: Final = 10
"""An appointment of longer ago is not asked about any more."""
LOOKED_AHEAD: Final = dt.timedelta(days=366)
"""So far ahead two at one time are looked for."""


def _by_status(row: rows.Row) -> int:
    return THERAPIST_STATUSES.index(row["status"])


def _dates(appointment: Appointment, since: dt.date, last: dt.date) -> Iterator[Appointment]:
    return takewhile(lambda one: one.date <= last, recurrence.occurrences(appointment, since))


class People(Opened):
    """Therapists, appointments, and numbers to call."""

    def therapists(self) -> tuple[Therapist, ...]:
        """All therapists: current ones first, then in the order they were added."""
        found = self.select("SELECT * FROM therapists ORDER BY position, id")
        return tuple(rows.therapist(row) for row in sorted(found, key=_by_status))

    def therapist_named(self, name: str) -> Therapist | None:
        """The therapist with this name, case aside; None when there is none."""
        wanted = name.strip().casefold()
        return next((t for t in self.therapists() if t.name.strip().casefold() == wanted), None)

    def main_therapist(self) -> Therapist | None:
        """The therapist the next session is most likely with: the current one whose last session is latest."""
        # Asked of each therapist, the latest day is found in the index; else every session would be gone through.
        found = self.select(
            "SELECT *, (SELECT max(date) FROM entries WHERE therapist_id = therapists.id AND kind = 'session' "
            "AND deleted_at IS NULL) AS last_session FROM therapists ORDER BY position, id"
        )
        found.sort(key=_by_status)
        current = [row for row in found if row["status"] == "current"] or found
        latest = max(current, key=lambda row: row["last_session"] or "", default=None)
        return rows.therapist(latest) if latest else None

    def add_therapist(self, name: str, status: TherapistStatus = "current") -> Therapist:
        """Add a therapist."""
        therapist = Therapist(new_id(), usable(name.strip()), status)
        with self.writing():
            self.insert_therapist(therapist)
        return therapist

    def therapist_for(self, name: str, kind: EntryKind) -> Therapist:
        """The therapist with this name; somebody new is added: as one who is considered where it is a call."""
        return self.therapist_named(name) or self.add_therapist(
            name, "considering" if kind == "consultation" else "current"
        )

    def insert_therapist(self, therapist: Therapist, place: int = 0) -> None:
        """Add a therapist as it is, within a transaction: at this place, or after the last one."""
        self.touch(therapist.id, "therapists")
        place = place or self.next_place("therapists")
        self.tables.table("therapists").insert(rows.therapist_row(therapist, place))

    def change_therapist(self, therapist: Therapist) -> None:
        """Take over what is known about a therapist.

        Raises:
            NotFound: when they are not there any more.
        """
        row = rows.therapist_row(therapist, 0)
        del row["position"], row["id"]
        columns = ", ".join(f"{column} = :{column}" for column in row)
        row = {column: usable(str(value)) for column, value in row.items()}
        with self.writing():
            self.touch(therapist.id, "therapists")
            changed = self.connection.execute(
                f"UPDATE therapists SET {columns} WHERE id = :id", {**row, "id": therapist.id}
            )
            if not changed.rowcount:
                raise NotFound("therapist")

    def continue_with(self, therapist_id: str, among: Collection[str] = ()) -> None:
        """Go on with one of those who were considered; the others are put away, and nothing is deleted."""
        with self.writing():
            for touched in (therapist_id, *among):
                self.touch(touched, "therapists")
            changed = self.connection.execute(
                "UPDATE therapists SET status = 'current' WHERE id = ?", (therapist_id,)
            )
            if not changed.rowcount:
                raise NotFound("therapist")
            self.connection.executemany(
                "UPDATE therapists SET status = 'past' WHERE id = ? AND status = 'considering'",
                [(other,) for other in among if other != therapist_id],
            )

    def remove_therapist(self, therapist_id: str) -> bool:
        """Delete a therapist nothing belongs to; one with sessions, calls or notes is put away instead.

        Returns:
            Whether they were deleted.
        """
        with self.writing():
            self.touch(therapist_id, "therapists")
            self._touch_appointments(therapist_id)
            has_entries = self.connection.execute(
                "SELECT 1 FROM entries WHERE therapist_id = ? LIMIT 1", (therapist_id,)
            ).fetchone()
            if has_entries:
                self.connection.execute("UPDATE therapists SET status = 'past' WHERE id = ?", (therapist_id,))
                return False
            self.connection.execute("DELETE FROM appointments WHERE therapist_id = ?", (therapist_id,))
            self.connection.execute("DELETE FROM therapists WHERE id = ?", (therapist_id,))
        return True

    # Appointments

    def appointments(self) -> tuple[Appointment, ...]:
        """All appointments as they were set, rhythms as rhythms, by their first date."""
        found = self.select("SELECT * FROM appointments ORDER BY at, therapist_id, repeats, id")
        return tuple(map(rows.appointment, found))

    def coming(self, today: dt.date, therapist_id: str | None = None, most: int = 10) -> list[Appointment]:
        """The next single dates from today on, with this therapist where one is named, in order.

        Where nobody is named, without the dates of a therapist who was put away: they are kept, but not met.
        What is a date of a rhythm, and was set for itself as well, is one date.
        """
        found: list[Appointment] = []
        for appointment in self._met(therapist_id):
            found += islice(recurrence.occurrences(appointment, today), most)
        with_hour = {(one.therapist_id, one.date) for one in found if one.time}
        dates = {one for one in found if one.time or (one.therapist_id, one.date) not in with_hour}
        return sorted(dates, key=lambda one: (one.at, one.therapist_id or ""))[:most]

    def _met(self, therapist_id: str | None = None) -> list[Appointment]:
        """The appointments with this therapist, or with all who were not put away."""
        kept = self.select(
            "SELECT appointments.* FROM appointments LEFT JOIN therapists ON therapists.id = therapist_id "
            "WHERE therapist_id = :id OR (:id IS NULL AND coalesce(status, '') <> 'past')",
            {"id": therapist_id},
        )
        return [rows.appointment(row) for row in kept]

    def also_met(
        self, appointment: Appointment, today: dt.date, instead_of: Appointment | None = None
    ) -> Appointment | None:
        """The first date at which two are met at the very same time; None where there is none.

        Args:
            appointment: what is about to be set. Of a rhythm the dates of a year are looked at.
            today: the day it is.
            instead_of: the date that is moved there. What is set anew takes the place of what was set with the
                same therapist; what is moved can also come upon another date with them.
        """
        last = max(today, appointment.date) + LOOKED_AHEAD
        times = {one.at for one in _dates(appointment, today, last) if one.time}
        others = (
            one
            for other in self._met()
            if instead_of or other.therapist_id != appointment.therapist_id
            for one in _dates(other, today, last)
            if one.at in times and one != instead_of
        )
        return min(others, key=lambda one: one.at, default=None)

    def next_appointment(self, today: dt.date, therapist_id: str | None = None) -> Appointment | None:
        """The first date from today on, with this therapist where one is named."""
        return next(iter(self.coming(today, therapist_id, 1)), None)

    def not_written_about(self, today: dt.date) -> Appointment | None:
        """The latest date up to today that there is no session of; None where there is none, or it is long ago."""
        since = today - dt.timedelta(days=LONGEST_AGO_DAYS)
        dates = [date for date in self.coming(since, None, 2 * LONGEST_AGO_DAYS) if date.date <= today]
        for date in reversed(dates):
            written = self.select(
                "SELECT 1 FROM entries WHERE kind IN ('session', 'consultation') AND deleted_at IS NULL "
                "AND date >= ? AND (therapist_id IS ? OR ? IS NULL) LIMIT 1",
                (date.date.isoformat(), date.therapist_id, date.therapist_id),
            )
            return None if written else date
        return None

    def meet_next(self, appointment: Appointment, today: dt.date) -> None:
        """Set the next appointment, or the rhythm, with a therapist; what was set before gives way."""
        with self.writing():
            self._touch_appointments(appointment.therapist_id)
            self.connection.execute(
                "DELETE FROM appointments WHERE therapist_id IS ? AND (at >= ? OR repeats IS NOT NULL)"
                if appointment.repeats
                else "DELETE FROM appointments WHERE therapist_id IS ? AND at >= ? AND repeats IS NULL",
                (appointment.therapist_id, today.isoformat()),
            )
            self.insert_appointment(appointment)

    def insert_appointment(self, appointment: Appointment) -> None:
        """Add an appointment as it is, within a transaction."""
        self._touch_appointments(appointment.therapist_id)
        self.tables.table("appointments").insert(rows.appointment_row(appointment))

    def _touch_appointments(self, therapist_id: str | None) -> None:
        """All appointments with a therapist are one thing: a merge cannot tell one that was moved from another."""
        self.touch(therapist_id or "", "appointments")

    def skip(self, date: Appointment) -> None:
        """Leave one date out: of a rhythm that day alone, else the appointment."""
        self._change_date(date, None)

    def move(self, date: Appointment, to: When) -> None:
        """Put one date on another day: of a rhythm that day alone."""
        self._change_date(date, to)

    def _change_date(self, date: Appointment, to: When | None) -> None:
        with self.writing():
            holding = self._holding(date)
            if not holding:
                raise NotFound("appointment")
            self._touch_appointments(date.therapist_id)
            for number, whole, its_own in holding:
                if whole.repeats and to:
                    changed = recurrence.moved(whole, its_own, to)
                elif whole.repeats:
                    changed = recurrence.without(whole, its_own)
                elif to:
                    changed = whole._replace(date=to.day, time=to.time or date.time)
                else:
                    self.connection.execute("DELETE FROM appointments WHERE id = ?", (number,))
                    continue
                self.connection.execute(
                    "UPDATE appointments SET at = ?, repeats = ? WHERE id = ?",
                    (changed.at, changed.repeats, number),
                )
                # One that was set twice is still one where it is moved to.
                to = None

    def _holding(self, date: Appointment) -> list[tuple[int, Appointment, Appointment]]:
        """The appointments a single date belongs to, each with its number and with that date as it has it."""
        found = []
        for row in self.select("SELECT * FROM appointments WHERE therapist_id IS ?", (date.therapist_id,)):
            whole = rows.appointment(row)
            found += [
                (row["id"], whole, one)
                for one in _dates(whole, date.date, date.date)
                if one.time in (None, date.time)
            ]
        return found

    def end_rhythm(self, therapist_id: str | None, last: dt.date) -> None:
        """Let the rhythm with a therapist end with a day; its dates up to then stay, and so do single ones."""
        with self.writing():
            self._touch_appointments(therapist_id)
            for row in self.select(
                "SELECT * FROM appointments WHERE therapist_id IS ? AND repeats IS NOT NULL", (therapist_id,)
            ):
                if left := recurrence.ended(rows.appointment(row), last):
                    self.connection.execute(
                        "UPDATE appointments SET repeats = ? WHERE id = ?", (left.repeats, row["id"])
                    )
                else:
                    self.connection.execute("DELETE FROM appointments WHERE id = ?", (row["id"],))

    # Numbers to call

    def own_numbers(self) -> tuple[str, ...]:
        """Whom the client would call, in their own words and order."""
        return tuple(row["text"] for row in self.select("SELECT text FROM own_numbers ORDER BY position"))

    def set_own_numbers(self, numbers: Iterable[str]) -> None:
        """Take over the numbers to call."""
        with self.writing():
            self.touch("", "own_numbers")
            self.connection.execute("DELETE FROM own_numbers")
            self.connection.executemany(
                "INSERT INTO own_numbers (position, text) VALUES (?, ?)",
                [(place, usable(number)) for place, number in enumerate(numbers, start=1)],
            )
