"""Repository of appointments, single and recurring."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import Final

from alliance_journal.domain.dates import recurrence
from alliance_journal.domain.dates.parse import When
from alliance_journal.domain.models import Appointment
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import NotFound

LONGEST_AGO_DAYS: Final = 10
"""Days after which an appointment without a session is not asked about any more."""
LOOKED_AHEAD: Final = dt.timedelta(days=366)
"""Time span that is searched for two appointments at the same time."""


def _dates(appointment: Appointment, since: dt.date, last: dt.date) -> Iterator[Appointment]:
    return takewhile(lambda one: one.date <= last, recurrence.occurrences(appointment, since))


class Appointments:
    """Repository of appointments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Appointment, ...]:
        """Return all appointments as they are stored, recurring ones as one each, by their first date."""
        found = self._database.select("SELECT * FROM appointments ORDER BY at, therapist_id, repeats, id")
        return tuple(map(rows.appointment, found))

    def upcoming(self, today: dt.date, therapist_id: str | None = None, most: int = 10) -> Sequence[Appointment]:
        """Return the next single dates from today on, in order, recurring appointments expanded.

        A date of a recurring appointment that was also set as a single one counts once.

        Args:
            today: the first day that counts.
            therapist_id: the therapist; None for all but those with the status "past", whose appointments are kept
                but not shown.
            most: the largest number of dates to return.
        """
        found: list[Appointment] = []
        for appointment in self._met(therapist_id):
            found += islice(recurrence.occurrences(appointment, today), most)
        with_hour = {(one.therapist_id, one.date) for one in found if one.time}
        dates = {one for one in found if one.time or (one.therapist_id, one.date) not in with_hour}
        return sorted(dates, key=lambda one: (one.at, one.therapist_id or ""))[:most]

    def _met(self, therapist_id: str | None = None) -> Sequence[Appointment]:
        """Return the appointments with this therapist, or (None) with all whose status is not "past"."""
        kept = self._database.select(
            "SELECT appointments.* FROM appointments LEFT JOIN therapists ON therapists.id = therapist_id "
            "WHERE therapist_id = :id OR (:id IS NULL AND coalesce(status, '') <> 'past')",
            {"id": therapist_id},
        )
        return [rows.appointment(row) for row in kept]

    def at_same_time(
        self, appointment: Appointment, today: dt.date, instead_of: Appointment | None = None
    ) -> Appointment | None:
        """Return the first other date at exactly the same time as an appointment; None if there is none.

        Args:
            appointment: the appointment about to be set; of a recurring one the dates of the next 366 days count.
            today: the present day.
            instead_of: the date that is moved to `appointment`; None for a new appointment. A new appointment
                replaces earlier ones with the same therapist, so only other therapists count; a moved one can also
                coincide with another date with the same therapist.
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

    def next(self, today: dt.date, therapist_id: str | None = None) -> Appointment | None:
        """Return the first date from today on, with this therapist or (None) with any; None if there is none."""
        return next(iter(self.upcoming(today, therapist_id, 1)), None)

    def without_session(self, today: dt.date) -> Appointment | None:
        """Return the latest appointment up to today if no session was written since then.

        Returns:
            The date; None if there is a session or call on that day or later, or the last appointment was more
            than `LONGEST_AGO_DAYS` days ago.
        """
        since = today - dt.timedelta(days=LONGEST_AGO_DAYS)
        dates = [date for date in self.upcoming(since, None, 2 * LONGEST_AGO_DAYS) if date.date <= today]
        for date in reversed(dates):
            written = self._database.select(
                "SELECT 1 FROM entries WHERE kind IN ('session', 'consultation') AND deleted_at IS NULL "
                "AND date >= ? AND (therapist_id IS ? OR ? IS NULL) LIMIT 1",
                (date.date.isoformat(), date.therapist_id, date.therapist_id),
            )
            return None if written else date
        return None

    def set_next(self, appointment: Appointment, today: dt.date) -> None:
        """Set the next appointment, single or recurring, with a therapist, replacing those set before.

        A single appointment replaces the single ones from today on; a recurring one replaces all recurring ones,
        too.
        """
        with self._database.transaction():
            self._declare_change(appointment.therapist_id)
            replaced = "at >= ? OR repeats IS NOT NULL" if appointment.repeats else "at >= ? AND repeats IS NULL"
            self._database.delete(
                "appointments", f"therapist_id IS ? AND ({replaced})", appointment.therapist_id, today.isoformat()
            )
            self.insert(appointment)

    def insert(self, appointment: Appointment) -> None:
        """Insert an appointment as it is."""
        with self._database.transaction():
            self._declare_change(appointment.therapist_id)
            self._database.insert("appointments", rows.appointment_row(appointment))

    def replace(self, therapist_id: str | None, appointments: Iterable[Appointment]) -> None:
        """Replace all appointments with a therapist by these."""
        with self._database.transaction():
            self._declare_change(therapist_id)
            self._database.delete("appointments", "therapist_id IS ?", therapist_id)
            for appointment in appointments:
                self.insert(appointment)

    def _declare_change(self, therapist_id: str | None) -> None:
        """Register a change of the appointments with a therapist.

        All of them share one record for revision ids, since a merge cannot distinguish a moved appointment from
        another one.
        """
        self._database.changed("appointments", therapist_id or "")

    def skip(self, date: Appointment) -> None:
        """Cancel one date: an exception in a recurring appointment; a single appointment is deleted."""
        self._change_date(date, None)

    def move(self, date: Appointment, to: When) -> None:
        """Move one date to another day; the other dates of a recurring appointment stay."""
        self._change_date(date, to)

    def _change_date(self, date: Appointment, to: When | None) -> None:
        with self._database.transaction():
            containing = self._containing(date)
            if not containing:
                raise NotFound("appointment")
            self._declare_change(date.therapist_id)
            for number, whole, its_own in containing:
                if whole.repeats and to:
                    changed = recurrence.moved(whole, its_own, to)
                elif whole.repeats:
                    changed = recurrence.without(whole, its_own)
                elif to:
                    changed = whole._replace(date=to.day, time=to.time or date.time)
                else:
                    self._database.delete("appointments", "id = ?", number)
                    continue
                change = {"at": changed.at, "repeats": changed.repeats}
                self._database.update("appointments", change, "id = ?", number)
                # A date stored twice is moved once, and only deleted in the second appointment.
                to = None

    def _containing(self, date: Appointment) -> Sequence[tuple[int, Appointment, Appointment]]:
        """Return the appointments that contain a date: row id, appointment, and the date as it has it."""
        found = []
        for row in self._database.select(
            "SELECT * FROM appointments WHERE therapist_id IS ?", (date.therapist_id,)
        ):
            whole = rows.appointment(row)
            found += [
                (row["id"], whole, one)
                for one in _dates(whole, date.date, date.date)
                if one.time in (None, date.time)
            ]
        return found

    def end_recurrence(self, therapist_id: str | None, last: dt.date) -> None:
        """End the recurring appointments with a therapist after a day; earlier and single dates stay."""
        with self._database.transaction():
            self._declare_change(therapist_id)
            for row in self._database.select(
                "SELECT * FROM appointments WHERE therapist_id IS ? AND repeats IS NOT NULL", (therapist_id,)
            ):
                if left := recurrence.ended(rows.appointment(row), last):
                    self._database.update("appointments", {"repeats": left.repeats}, "id = ?", row["id"])
                else:
                    self._database.delete("appointments", "id = ?", row["id"])
