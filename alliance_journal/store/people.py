"""Whom one sees, and when next."""

import datetime as dt

from alliance_journal.domain.journal import THERAPIST_STATUSES, Appointment, Therapist, TherapistStatus
from alliance_journal.domain.text import usable
from alliance_journal.store import rows
from alliance_journal.store.opened import Opened, new_id


class People(Opened):
    """Therapists and appointments."""

    def therapists(self) -> tuple[Therapist, ...]:
        """All therapists: current ones first, then in the order they were added."""
        found = map(rows.therapist, self.select("SELECT * FROM therapists ORDER BY position, rowid"))
        return tuple(sorted(found, key=lambda therapist: THERAPIST_STATUSES.index(therapist.status)))

    def therapist_named(self, name: str) -> Therapist | None:
        """The therapist with this name, case aside; None when there is none."""
        wanted = name.strip().casefold()
        return next((t for t in self.therapists() if t.name.strip().casefold() == wanted), None)

    def main_therapist(self) -> Therapist | None:
        """The therapist the next session is most likely with: the current one whose last session is latest."""
        last = {
            row["therapist_id"]: row["day"]
            for row in self.select(
                "SELECT therapist_id, max(date) AS day FROM entries "
                "WHERE kind = 'session' AND deleted_at IS NULL GROUP BY therapist_id"
            )
        }
        therapists = self.therapists()
        current = [therapist for therapist in therapists if therapist.status == "current"] or therapists
        return max(current, key=lambda therapist: last.get(therapist.id, ""), default=None)

    def add_therapist(self, name: str, status: TherapistStatus = "current") -> Therapist:
        """Add a therapist."""
        therapist = Therapist(new_id(), usable(name.strip()), status)
        with self.writing():
            self.insert_therapist(therapist)
        return therapist

    def insert_therapist(self, therapist: Therapist) -> None:
        """Add a therapist as it is, within a transaction."""
        self.tables.table("therapists").insert(rows.therapist_row(therapist, self.next_place("therapists")))

    def appointments(self) -> tuple[Appointment, ...]:
        """All appointments, by date."""
        return tuple(map(rows.appointment, self.select("SELECT * FROM appointments ORDER BY at, id")))

    def next_appointment(self, today: dt.date, therapist_id: str | None = None) -> Appointment | None:
        """The first appointment from today on, with this therapist where one is named."""
        for appointment in self.appointments():
            if appointment.date >= today and therapist_id in (None, appointment.therapist_id):
                return appointment
        return None

    def meet_next(self, appointment: Appointment, today: dt.date) -> None:
        """Set the next appointment with a therapist; a later one that was set before gives way."""
        with self.writing():
            self.connection.execute(
                "DELETE FROM appointments WHERE at >= ? AND therapist_id IS ? AND repeats IS NULL",
                (today.isoformat(), appointment.therapist_id),
            )
            self.insert_appointment(appointment)

    def insert_appointment(self, appointment: Appointment) -> None:
        """Add an appointment as it is, within a transaction."""
        self.tables.table("appointments").insert(rows.appointment_row(appointment))
