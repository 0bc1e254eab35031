"""Therapists, appointments, and the client's own numbers to call."""

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
"""Days after which an appointment without a session is not asked about any more."""
LOOKED_AHEAD: Final = dt.timedelta(days=366)
"""Time span that is searched for two appointments at the same time."""


def _by_status(row: rows.Row) -> int:
    return THERAPIST_STATUSES.index(row["status"])


def _dates(appointment: Appointment, since: dt.date, last: dt.date) -> Iterator[Appointment]:
    return takewhile(lambda one: one.date <= last, recurrence.occurrences(appointment, since))


class People(Opened):
    """Repository of therapists, appointments, and numbers to call."""

    def therapists(self) -> tuple[Therapist, ...]:
        """Return all therapists by status, current ones first, then in the order they were added."""
        found = self.select("SELECT * FROM therapists ORDER BY position, id")
        return tuple(rows.therapist(row) for row in sorted(found, key=_by_status))

    def therapist_named(self, name: str) -> Therapist | None:
        """Return the therapist with this name, ignoring case; None if there is none."""
        wanted = name.strip().casefold()
        return next((t for t in self.therapists() if t.name.strip().casefold() == wanted), None)

    def main_therapist(self) -> Therapist | None:
        """Return the therapist the next session is most likely with: the current one with the latest session.

        If no therapist is current, all are considered; None if there is no therapist.
        """
        # A subquery for each therapist finds the latest day in the index; a join would read every session.
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
        """Return the therapist with this name, and add them if they are new.

        Args:
            name: the therapist's name.
            kind: the kind of the entry that names them; with a call a new therapist has the status "considering".
        """
        return self.therapist_named(name) or self.add_therapist(
            name, "considering" if kind == "consultation" else "current"
        )

    def insert_therapist(self, therapist: Therapist, place: int = 0) -> None:
        """Insert a therapist as it is, within a transaction, at this position or (0) after the last one."""
        self.touch(therapist.id, "therapists")
        place = place or self.next_place("therapists")
        self.tables.table("therapists").insert(rows.therapist_row(therapist, place))

    def change_therapist(self, therapist: Therapist) -> None:
        """Update a therapist's details.

        Raises:
            NotFound: if they do not exist any more.
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
        """Set a therapist's status to current, and that of the others considered to past; nothing is deleted.

        Args:
            therapist_id: the therapist to continue with.
            among: ids of the therapists who were compared; those with the status "considering" become "past".

        Raises:
            NotFound: if the therapist does not exist any more.
        """
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
        """Delete a therapist without entries; one with entries gets the status "past" instead.

        Returns:
            True if the therapist was deleted.
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
        """Return all appointments as they are stored, recurring ones as one each, by their first date."""
        found = self.select("SELECT * FROM appointments ORDER BY at, therapist_id, repeats, id")
        return tuple(map(rows.appointment, found))

    def coming(self, today: dt.date, therapist_id: str | None = None, most: int = 10) -> list[Appointment]:
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

    def _met(self, therapist_id: str | None = None) -> list[Appointment]:
        """Return the appointments with this therapist, or (None) with all whose status is not "past"."""
        kept = self.select(
            "SELECT appointments.* FROM appointments LEFT JOIN therapists ON therapists.id = therapist_id "
            "WHERE therapist_id = :id OR (:id IS NULL AND coalesce(status, '') <> 'past')",
            {"id": therapist_id},
        )
        return [rows.appointment(row) for row in kept]

    def also_met(
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

    def next_appointment(self, today: dt.date, therapist_id: str | None = None) -> Appointment | None:
        """Return the first date from today on, with this therapist or (None) with any; None if there is none."""
        return next(iter(self.coming(today, therapist_id, 1)), None)

    def not_written_about(self, today: dt.date) -> Appointment | None:
        """Return the latest appointment up to today if no session was written since then.

        Returns:
            The date; None if there is a session or call on that day or later, or the last appointment was more
            than `LONGEST_AGO_DAYS` days ago.
        """
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
        """Set the next appointment, single or recurring, with a therapist, replacing those set before.

        A single appointment replaces the single ones from today on; a recurring one replaces all recurring ones,
        too.
        """
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
        """Insert an appointment as it is, within a transaction."""
        self._touch_appointments(appointment.therapist_id)
        self.tables.table("appointments").insert(rows.appointment_row(appointment))

    def _touch_appointments(self, therapist_id: str | None) -> None:
        """Register a change of the appointments with a therapist.

        All of them share one record for revision ids, since a merge cannot distinguish a moved appointment from
        another one.
        """
        self.touch(therapist_id or "", "appointments")

    def skip(self, date: Appointment) -> None:
        """Cancel one date: an exception in a recurring appointment; a single appointment is deleted."""
        self._change_date(date, None)

    def move(self, date: Appointment, to: When) -> None:
        """Move one date to another day; the other dates of a recurring appointment stay."""
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
                # A date stored twice is moved once, and only deleted in the second appointment.
                to = None

    def _holding(self, date: Appointment) -> list[tuple[int, Appointment, Appointment]]:
        """Return the appointments that contain a date: row id, appointment, and the date as it has it."""
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
        """End the recurring appointments with a therapist after a day; earlier and single dates stay."""
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
        """Return the client's own numbers to call, in their words and order."""
        return tuple(row["text"] for row in self.select("SELECT text FROM own_numbers ORDER BY position"))

    def set_own_numbers(self, numbers: Iterable[str]) -> None:
        """Replace the numbers to call."""
        with self.writing():
            self.touch("", "own_numbers")
            self.connection.execute("DELETE FROM own_numbers")
            self.connection.executemany(
                "INSERT INTO own_numbers (position, text) VALUES (?, ?)",
                [(place, usable(number)) for place, number in enumerate(numbers, start=1)],
            )
