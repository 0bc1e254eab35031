"""When one meets: a day, a rhythm, and one date of it on another day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Input, Static

from alliance_journal.domain.dates import recurrence, recurrence_parser
from alliance_journal.domain.dates.parse import When, clock_text, parse_when, say_full
from alliance_journal.domain.models import Appointment, Therapist
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.date_field import DateField, say_when
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import Filled, FormDialog
from alliance_journal.ui.open_journal import OpenJournal


class AppointmentField(DateField):
    """A day or a rhythm as people say them, and under it how it was understood."""

    def meeting(self) -> Appointment:
        """What was typed, with nobody named.

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
        """How it is read."""
        found = self.meeting()
        first = say_when(When(found.date, found.time))
        return f"{recurrence.say_rhythm(found)}; first {first}" if found.repeats else first


ONCE_MORE: Final = "Press ⏎ once more to keep it so, or write another time."


class AppointmentFormBase(FormDialog[Filled]):
    """A form that says once when two would be met at one time, and then keeps what is kept once more."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("people.tcss")]

    def __init__(
        self,
        keep: Callable[[Filled], None],
        also_met: Callable[[Filled], str],
        unfinished: DialogDraft | None = None,
    ) -> None:
        """Ask for it.

        Args:
            keep: puts what was filled in where it belongs.
            also_met: says whom one meets at that time already; nothing where it is free.
            unfinished: keeps what is typed until then.
        """
        super().__init__(self._keep_once_said, unfinished)
        self._keep_it, self._also_met = keep, also_met
        self._said_of: Filled | None = None

    def _keep_once_said(self, filled: Filled) -> None:
        if filled != self._said_of and (words := self._also_met(filled)):
            self._said_of = filled
            raise UnusableText(f"{words} {ONCE_MORE}")
        self._keep_it(filled)


class AppointmentForm(AppointmentFormBase[Appointment]):
    """When client and therapist meet next, once or again and again."""

    TITLE_SHOWN = "When do you meet?"

    def __init__(
        self,
        today: date,
        keep: Callable[[Appointment], None],
        also_met: Callable[[Appointment], str],
        unfinished: DialogDraft,
    ) -> None:
        super().__init__(keep, also_met, unfinished)
        self.today = today

    def compose_fields(self) -> ComposeResult:
        """The day or the rhythm, with a time where it is known."""
        hint = "Thu 17:30, in 2 weeks, every Thursday 17:30"
        yield AppointmentField("A day, or a rhythm", "", self.today, "future", hint)
        yield Static("first Tuesday of the month, fortnightly Monday until 20 December …", classes="quiet")

    def filled(self) -> Appointment:
        """The day, or the rhythm with its first day."""
        return self.query_one(AppointmentField).meeting()


class MoveAppointmentForm(AppointmentFormBase[When]):
    """One date on another day; a rhythm goes on as it was."""

    TITLE_SHOWN = "Another day, this time"
    KEEP = "Move"

    def __init__(
        self, moved: Appointment, today: date, keep: Callable[[When], None], also_met: Callable[[When], str]
    ) -> None:
        super().__init__(keep, also_met)
        self.moved, self.today = moved, today

    def compose_fields(self) -> ComposeResult:
        """Which date, and to when."""
        yield Static(Content(f"Instead of {say_full(self.moved.date)}:"))
        yield DateField("Day, and time if it is another", "", self.today, "future", "Fri 9:00, 11 December")

    def filled(self) -> When:
        """The other day."""
        return self.query_one(DateField).read()


def ask_when(opened: OpenJournal, therapist: Therapist | None) -> AppointmentForm:
    """Return a form that asks for the next appointment, and saves it.

    Args:
        opened: the open journal.
        therapist: whom the appointment is with; None for nobody named.

    Raises:
        JournalError: when the draft of the form cannot be read.
    """
    journal, today = opened.journal, opened.today()

    def with_therapist(found: Appointment) -> Appointment:
        return found._replace(therapist_id=therapist.id if therapist else None)

    return AppointmentForm(
        today,
        lambda found: journal.appointments.set_next(with_therapist(found), today),
        lambda found: say_conflict(opened, with_therapist(found)),
        DialogDraft(journal, "meet"),
    )


def say_conflict(opened: OpenJournal, appointment: Appointment, instead_of: Appointment | None = None) -> str:
    """Return a sentence about another appointment at the same time; empty if there is none.

    Args:
        opened: the open journal.
        appointment: the new appointment.
        instead_of: an appointment that it replaces.
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
