"""Form for appointments: the next date or a rhythm, another day for one date, leaving it out, and stopping."""

from collections.abc import Callable
from datetime import date
from typing import Final, Literal, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.dates import recurrence, recurrence_parser
from alliance_journal.domain.dates.parse import When, clock_text, parse_when, say_full
from alliance_journal.domain.models import Appointment, Therapist
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.ui.dialogs.date_field import DateField, say_when
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.form_rows import ActionList

ChangeKind = Literal["set", "move", "skip", "end"]

ONCE_MORE: Final = "Press ⏎ once more to keep it so, or write another time."
STOP_ONCE_MORE: Final = "No more dates after today; dates you already had stay. Press it once more to stop."
NO_RHYTHM_FOR_A_DAY: Final = "This is a rhythm, and no single day. For a rhythm, choose “next date or rhythm”."
STILL_TYPED: Final = "There is a day in the field still. Save it first, or take it out."
KINDS: Final = (("set", "next date or rhythm"), ("move", "another day, this once"))


class Coming(NamedTuple):
    """The next date with a therapist, and the repeating appointment that goes on; None for none."""

    date: Appointment | None = None
    rhythm: Appointment | None = None

    def say(self) -> str:
        """Return both in words; empty for none."""
        when = say_when(When(self.date.date, self.date.time)) if self.date else ""
        rhythm = recurrence.say_rhythm(self.rhythm) if self.rhythm else ""
        return " · ".join(part for part in (when, rhythm) if part)


class AppointmentChange(NamedTuple):
    """A change of the appointments with a therapist.

    Attributes:
        kind: `set` for the next date or a rhythm, `move` for another day of the next date, `skip` to leave it out,
            `end` to stop repeating.
        appointment: the new appointment; for `skip` and `end` the one that is left out or stopped.
    """

    kind: ChangeKind
    appointment: Appointment

    def say(self) -> str:
        """Return a sentence about it for the client."""
        day = say_full(self.appointment.date)
        if self.kind == "skip":
            return f"{day} is left out."
        return "It does not repeat any more. Dates you already had stay." if self.kind == "end" else f"Next: {day}."


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


class ConfirmedSave:
    """Callable that saves a change; one about which something has to be said, only when it is asked again."""

    def __init__(
        self, save: Callable[[AppointmentChange], None], question: Callable[[AppointmentChange], str]
    ) -> None:
        """Wrap a callable that saves.

        Args:
            save: saves the change.
            question: returns what is to be said first; empty for nothing.
        """
        self._save, self._question = save, question
        self._asked: AppointmentChange | None = None

    def __call__(self, change: AppointmentChange) -> None:
        """Save it.

        Raises:
            UnusableText: when there is something to say, the first time.
            JournalError: when it cannot be saved.
        """
        if change != self._asked and (sentence := self._question(change)):
            self._asked = change
            raise UnusableText(sentence)
        self._save(change)


class AppointmentForm(FormDialog[AppointmentChange]):
    """Form for the appointments with one therapist."""

    TITLE_SHOWN = "When do you meet?"

    def __init__(
        self,
        coming: Coming,
        today: date,
        keep: Callable[[AppointmentChange], None],
        unfinished: DialogDraft,
        begin: ChangeKind = "set",
    ) -> None:
        """Show the form.

        Args:
            coming: the next date, and the rhythm.
            today: the client's own day.
            keep: saves a change; if it raises, the form stays open and shows the error.
            unfinished: draft of what is typed.
            begin: the change that is chosen at first, if it applies.
        """
        super().__init__(keep, unfinished)
        self.coming, self.today, self.begin = coming, today, begin
        self.chosen: str = ""

    def compose_fields(self) -> ComposeResult:
        """Yield what is coming, the field, examples, and what the field is for."""
        if words := self.coming.say():
            yield Static(Content(f"Next: {words}"), id="coming")
        hint = "Thu 17:30, in 2 weeks, every Thursday 17:30"
        yield AppointmentField("A day, or a rhythm", "", self.today, "future", hint)
        yield Static("first Tuesday of the month, fortnightly Monday until 20 December …", classes="quiet")
        if self.coming.date:
            yield Choice(KINDS, self.begin, id="kind")

    def on_mount(self) -> None:
        """Add the buttons for the present date and rhythm, and give the first field or one of them the focus."""
        actions = [("skip", "Leave this date out")] if self.coming.date else []
        actions += [("end", "Stop repeating")] if self.coming.rhythm else []
        self.query_one(".card").mount(ActionList(actions))
        self.call_after_refresh(self._focus_begin)

    def _focus_begin(self) -> None:
        for button in self.query("ActionList Button"):
            if button.name == self.begin:
                button.focus()

    def on_action_list_chosen(self, message: ActionList.Chosen) -> None:
        """Leave the date out, or stop repeating."""
        self.chosen = message.name
        self.action_save_dialog()
        self.chosen = ""

    def filled(self) -> AppointmentChange:
        """Return the change, without a therapist.

        Raises:
            UnclearDate, UnusableText: when what is typed cannot be read, or does not belong to the change.
        """
        typed = self.query_one("#day", Input).value.strip()
        if self.chosen and typed:
            raise UnusableText(STILL_TYPED)
        if self.chosen == "skip" and self.coming.date:
            return AppointmentChange("skip", self.coming.date)
        if self.chosen == "end" and self.coming.rhythm:
            return AppointmentChange("end", self.coming.rhythm)
        meeting = self.query_one(AppointmentField).meeting()
        if self.coming.date is None or self.query_one("#kind", Choice).value == "set":
            return AppointmentChange("set", meeting)
        if meeting.repeats:
            raise UnusableText(NO_RHYTHM_FOR_A_DAY)
        return AppointmentChange("move", meeting)


def appointment_form(
    opened: OpenJournal, therapist: Therapist | None, begin: ChangeKind = "set"
) -> AppointmentForm:
    """Create the form for the appointments with a therapist.

    Args:
        opened: the journal.
        therapist: the therapist; None for sessions without one.
        begin: the change that is chosen at first, if it applies.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal, today, whose = opened.journal, opened.today(), therapist.id if therapist else None
    coming = coming_with(opened, whose)

    def save(change: AppointmentChange) -> None:
        appointments, found = journal.appointments, change.appointment
        match change.kind:
            case "set":
                appointments.set_next(found._replace(therapist_id=whose), today)
            case "move":
                assert coming.date
                appointments.move(coming.date, When(found.date, found.time))
            case "skip":
                appointments.skip(found)
            case "end":
                appointments.end_recurrence(whose, today)

    def question(change: AppointmentChange) -> str:
        found = change.appointment._replace(therapist_id=whose)
        if change.kind == "end":
            rhythm = recurrence.say_rhythm(found)
            return f"{rhythm[0].upper()}{rhythm[1:]}. {STOP_ONCE_MORE}"
        if change.kind == "skip":
            return ""
        moved = coming.date if change.kind == "move" else None
        if moved:
            found = found._replace(time=found.time or moved.time)
        other = conflict_sentence(opened, found, instead_of=moved)
        return f"{other} {ONCE_MORE}" if other else ""

    # A draft of an earlier version belongs to whoever comes first.
    name = "meet" if journal.unfinished.get("meet") is not None else f"meet/{whose or ''}"
    return AppointmentForm(coming, today, ConfirmedSave(save, question), DialogDraft(journal, name), begin)


def coming_with(opened: OpenJournal, therapist_id: str | None) -> Coming:
    """Return the next date with a therapist, and the rhythm.

    Raises:
        JournalError: when the journal cannot be read.
    """
    appointments, today = opened.journal.appointments, opened.today()
    own = [one for one in appointments.list() if one.therapist_id == therapist_id]
    going_on = (one for one in own if one.repeats and not recurrence.has_ended(one, today))
    return Coming(appointments.next(today, therapist_id), next(going_on, None))


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
