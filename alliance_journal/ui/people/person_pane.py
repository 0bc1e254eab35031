"""Text of the pane about one therapist: status, appointments, facts, notes, sessions and calls."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.dates import recurrence
from alliance_journal.domain.dates.parse import clock_text, say_full, say_long
from alliance_journal.domain.models import Appointment, Entry, Therapist, TherapistStatus
from alliance_journal.domain.text import count
from alliance_journal.ui.open_journal import OpenJournal

STATUS_NAMES: Final[dict[TherapistStatus, str]] = {
    "current": "Current",
    "considering": "Considering",
    "past": "Past",
}
DATES_SHOWN: Final = 3
"""Most coming dates that are shown."""


def person_text(opened: OpenJournal, therapist: Therapist) -> Content:
    """Return the text of the pane.

    Raises:
        JournalError: when the journal cannot be read.
    """
    lines = [
        Content.styled(STATUS_NAMES[therapist.status], "$quiet"),
        *_appointment_lines(opened, therapist),
        *_fact_lines(therapist),
        *_session_lines(opened, therapist),
    ]
    return Content("\n").join(lines)


def _appointment_lines(opened: OpenJournal, therapist: Therapist) -> Iterator[Content]:
    appointments, today = opened.journal.appointments, opened.today()
    for appointment in appointments.list():
        if appointment.therapist_id == therapist.id and appointment.repeats:
            ended = " (it has ended)" if recurrence.has_ended(appointment, today) else ""
            yield Content.styled("Rhythm  ", "$quiet") + Content(recurrence.say_rhythm(appointment) + ended)
    for date in appointments.upcoming(today, therapist.id, DATES_SHOWN):
        yield Content.styled("Next    ", "$quiet") + Content(_say_date(date))


def _say_date(date: Appointment) -> str:
    return say_full(date.date) + (f", {clock_text(date.time)}" if date.time else "")


def _fact_lines(therapist: Therapist) -> Iterator[Content]:
    for name, text in (
        ("Setting", therapist.setting),
        ("Fee", therapist.fee),
        ("First free date", therapist.first_free),
        ("To ask", therapist.to_ask),
        ("Notes", therapist.note),
    ):
        if text.strip():
            yield Content("")
            yield Content.styled(name, "bold")
            yield Content(text)


def _session_lines(opened: OpenJournal, therapist: Therapist) -> Iterator[Content]:
    sessions = opened.journal.sessions
    if number := sessions.count(therapist.id):
        yield Content("")
        yield Content(f"{count(number, 'session', 'sessions')} in this journal.")
    if calls := sessions.calls(therapist.id):
        yield Content("")
        yield Content.styled("Calls", "bold")
        for call in calls:
            yield Content(f"{say_long(call.date, opened.today())}: {_call_summary(call)}")


def _call_summary(call: Entry) -> str:
    """Return how many of the nine questions about a call have a yes, and how many are open."""
    if not call.answers:
        return "no answers yet; F3 asks the nine questions"
    found = yes_to_most(call)
    still_open = f", {found.open} still open" if found.open else ""
    return f"{found.yes} of the nine questions a yes{still_open}"
