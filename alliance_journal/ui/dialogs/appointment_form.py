"""Forms for appointments: a day, a repeating date, and another day for one of its dates."""

from collections.abc import Callable
from datetime import date
from typing import Final, Generic

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.dates import recurrence, recurrence_parser
from alliance_journal.domain.dates.parse import When, clock_text, parse_when, say_full
from alliance_journal.domain.models import Appointment, Therapist
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.ui.dialogs.date_field import DateField, say_when
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import Filled, FormDialog
from alliance_journal.ui.open_journal import OpenJournal

ONCE_MORE: Final = "Press ⏎ once more to keep it so, or write another time."


class AppointmentField(DateField):
    """Field for a day or a repeating date in words. The line under it says how it is read."""

    def meeting(self) -> Appointment:
        """Return the appointment that was typed, without a therapist.

        Raises:
            UnclearDate: when it cannot be read.
        """
        typed = self.query_one(Input).value
        if recurrence_parser.sounds_like_one(typed):
            found = recurrence_parser.parse_rhythm(typed, self.today)
            return Appointment(found.first.day, found.first.time, repeats=found.rule)
        when = parse_when(typed, self.today, self.lean)
        return Appointment(when.day, when.time)

    def say(self) -> str:
        """Return the appointment in words."""
        found = self.meeting()
        first = say_when(When(found.date, found.time))
        return f"{recurrence.say_rhythm(found)}; first {first}" if found.repeats else first


class ConfirmedSave(Generic[Filled]):
    """Callable that saves an appointment; one at the time of another only when it is submitted a second time."""

    def __init__(self, save: Callable[[Filled], None], conflict: Callable[[Filled], str]) -> None:
        """Wrap a callable that saves.

        Args:
            save: saves what was filled in.
            conflict: returns a sentence about another appointment at that time; empty for none.
        """
        self._save, self._conflict = save, conflict
        self._named: Filled | None = None

    def __call__(self, filled: Filled) -> None:
        """Save it.

        Raises:
            UnusableText: when there is another appointment at that time, the first time.
            JournalError: when it cannot be saved.
        """
        if filled != self._named and (sentence := self._conflict(filled)):
            self._named = filled
            raise UnusableText(f"{sentence} {ONCE_MORE}")
        self._save(filled)


class AppointmentForm(FormDialog[Appointment]):
    """Form for the next appointment, a single or a repeating one."""

    TITLE_SHOWN = "When do you meet?"

    def __init__(self, today: date, keep: Callable[[Appointment], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.today = today

    def compose_fields(self) -> ComposeResult:
        """Yield the field, and examples."""
        hint = "Thu 17:30, in 2 weeks, every Thursday 17:30"
        yield AppointmentField("A day, or a rhythm", "", self.today, "future", hint)
        yield Static("first Tuesday of the month, fortnightly Monday until 20 December …", classes="quiet")

    def filled(self) -> Appointment:
        """Return the appointment, without a therapist; of a repeating one, the first date."""
        return self.query_one(AppointmentField).meeting()


class MoveAppointmentForm(FormDialog[When]):
    """Form for another day of one date. A repeating appointment stays as it is otherwise."""

    TITLE_SHOWN = "Another day, this time"
    KEEP = "Move"

    def __init__(self, moved: Appointment, today: date, keep: Callable[[When], None]) -> None:
        super().__init__(keep)
        self.moved, self.today = moved, today

    def compose_fields(self) -> ComposeResult:
        """Yield the date that is moved, and the field for the new day."""
        yield Static(Content(f"Instead of {say_full(self.moved.date)}:"))
        yield DateField("Day, and time if it is another", "", self.today, "future", "Fri 9:00, 11 December")

    def filled(self) -> When:
        """Return the new day, with a time if one was typed."""
        return self.query_one(DateField).read()


def next_appointment_form(opened: OpenJournal, therapist: Therapist | None) -> AppointmentForm:
    """Create the form that sets the next appointment with a therapist.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal, today = opened.journal, opened.today()

    def with_therapist(filled: Appointment) -> Appointment:
        return filled._replace(therapist_id=therapist.id if therapist else None)

    save = ConfirmedSave[Appointment](
        lambda filled: journal.appointments.set_next(with_therapist(filled), today),
        lambda filled: conflict_sentence(opened, with_therapist(filled)),
    )
    return AppointmentForm(today, save, DialogDraft(journal, "meet"))


def move_appointment_form(opened: OpenJournal, appointment: Appointment) -> MoveAppointmentForm:
    """Create the form that moves one date to another day."""

    def on_other_day(when: When) -> Appointment:
        return appointment._replace(date=when.day, time=when.time or appointment.time)

    save = ConfirmedSave[When](
        lambda when: opened.journal.appointments.move(appointment, when),
        lambda when: conflict_sentence(opened, on_other_day(when), instead_of=appointment),
    )
    return MoveAppointmentForm(appointment, opened.today(), save)


def conflict_sentence(opened: OpenJournal, appointment: Appointment, instead_of: Appointment | None = None) -> str:
    """Return a sentence about another appointment at the same time; empty if there is none.

    Args:
        opened: the journal.
        appointment: the new appointment.
        instead_of: an appointment that the new one replaces.

    Raises:
        JournalError: when the journal cannot be read.
    """
    other = opened.journal.appointments.at_same_time(appointment, opened.today(), instead_of)
    if other is None:
        return ""
    names = {therapist.id: one_line(therapist.name) for therapist in opened.journal.therapists.list()}
    who = names.get(other.therapist_id or "", "somebody")
    when = f"On {say_full(other.date)}, {clock_text(other.time)}"
    if other.therapist_id == appointment.therapist_id:
        return f"{when}, you meet {who} already; the two would become one."
    return f"{when}, you also meet {who.removesuffix('.')}."
