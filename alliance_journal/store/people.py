"""Whom one sees, when next, and whom one can call."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from alliance_journal.domain import rhythm
from alliance_journal.domain.dates import When, say_full
from alliance_journal.domain.journal import THERAPIST_STATUSES, Appointment, EntryKind, Therapist, TherapistStatus
from alliance_journal.domain.text import usable
from alliance_journal.store import rows
from alliance_journal.store.errors import NotFound, NotPossible
from alliance_journal.store.opened import Opened, new_id

LONGEST_AGO_DAYS = 10
"""An appointment of longer ago is not asked about any more."""


class People(Opened):
    """Therapists, appointments, and numbers to call."""

    def therapists(self) -> tuple[Therapist, ...]:
        """All therapists: current ones first, then in the order they were added."""
        found = map(rows.therapist, self.select("SELECT * FROM therapists ORDER BY position, id"))
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

    def therapist_for(self, name: str, kind: EntryKind) -> Therapist:
        """The therapist with this name; somebody new is added: as one who is considered where it is a call."""
        return self.therapist_named(name) or self.add_therapist(
            name, "considering" if kind == "consultation" else "current"
        )

    def insert_therapist(self, therapist: Therapist) -> None:
        """Add a therapist as it is, within a transaction."""
        self.touch(therapist.id, "therapists")
        self.tables.table("therapists").insert(rows.therapist_row(therapist, self.next_place("therapists")))

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
        """
        found: list[Appointment] = []
        kept = self.select(
            "SELECT appointments.* FROM appointments LEFT JOIN therapists ON therapists.id = therapist_id "
            "WHERE therapist_id = ? OR coalesce(status, '') <> 'past' "
            "ORDER BY at, therapist_id, repeats, appointments.id",
            (therapist_id,),
        )
        for appointment in map(rows.appointment, kept):
            if therapist_id in (None, appointment.therapist_id):
                dates = rhythm.occurrences(appointment, today)
                found += [date for date, _ in zip(dates, range(most), strict=False)]
        return sorted(found, key=lambda one: one.at)[:most]

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
        """Set the next appointment, or the rhythm, with a therapist; what was set before gives way.

        Raises:
            NotPossible: when somebody else is met at that very time.
        """
        with self.writing():
            self._must_be_free(appointment, today)
            self._touch_appointments(appointment.therapist_id)
            self.connection.execute(
                "DELETE FROM appointments WHERE therapist_id IS ? AND (at >= ? OR repeats IS NOT NULL)"
                if appointment.repeats
                else "DELETE FROM appointments WHERE therapist_id IS ? AND at >= ? AND repeats IS NULL",
                (appointment.therapist_id, today.isoformat()),
            )
            self.insert_appointment(appointment)

    def _must_be_free(self, appointment: Appointment, today: dt.date) -> None:
        first = next(rhythm.occurrences(appointment, min(today, appointment.date)), appointment)
        if first.time is None:
            return
        for other in self.coming(first.date):
            if other.at == first.at and other.therapist_id != appointment.therapist_id:
                names = {therapist.id: therapist.name for therapist in self.therapists()}
                who = names.get(other.therapist_id or "", "somebody else")
                raise NotPossible(
                    f"At that time on {say_full(first.date)} you meet {who}.",
                    "Choose another time, or move that one.",
                )

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
            number, whole = self._holding(date)
            self._touch_appointments(date.therapist_id)
            if whole.repeats and to:
                whole = rhythm.moved(whole, date, to)
            elif whole.repeats:
                whole = rhythm.without(whole, date)
            elif to:
                whole = replace(whole, date=to.day, time=to.time or whole.time)
            else:
                self.connection.execute("DELETE FROM appointments WHERE id = ?", (number,))
                return
            self.connection.execute(
                "UPDATE appointments SET at = ?, repeats = ? WHERE id = ?", (whole.at, whole.repeats, number)
            )

    def _holding(self, date: Appointment) -> tuple[int, Appointment]:
        """The appointment a single date belongs to, and its number."""
        for row in self.select("SELECT * FROM appointments ORDER BY repeats IS NOT NULL, at, id"):
            whole = rows.appointment(row)
            first = next(rhythm.occurrences(whole, date.date), None)
            if whole.therapist_id == date.therapist_id and first is not None and first.date == date.date:
                return row["id"], whole
        raise NotFound("appointment")

    def end_rhythm(self, therapist_id: str | None, last: dt.date) -> None:
        """Let the rhythm with a therapist end with a day; its dates up to then stay, and so do single ones."""
        with self.writing():
            self._touch_appointments(therapist_id)
            for row in self.select(
                "SELECT * FROM appointments WHERE therapist_id IS ? AND repeats IS NOT NULL", (therapist_id,)
            ):
                if left := rhythm.ended(rows.appointment(row), last):
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
