"""Adding an entry and changing its details: the forms, and the changes that they make in an open journal."""

from alliance_journal.domain.dates.parse import When, clock_text
from alliance_journal.domain.models import Appointment, Entry, EntryKind, Goal, Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.domain.writing_prompts import new_session_text
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.entry_form import WITH_SOMEBODY, EntryDetails, EntryForm
from alliance_journal.ui.open_journal import OpenJournal

NOW_RAW = "A raw note now: it is shown only when you open it with ⏎."
NOT_RAW = "Shown like every other note again."


def new_entry_form(
    opened: OpenJournal, kind: EntryKind, appointment: Appointment | None = None, heading: str = ""
) -> EntryForm:
    """Return the form for a new entry, which adds and selects it.

    A session is with the therapist of its appointment, else with the one whose sessions are shown, and takes place
    where the last one with that therapist did.

    Args:
        opened: the open journal.
        kind: kind of the entry.
        appointment: the appointment that a session belongs to; without one, the entry is of today.
        heading: title of the form; empty for the kind.

    Raises:
        JournalError: if the journal cannot be read.
    """
    journal, today = opened.journal, opened.today()
    therapist = _therapist_for(opened, appointment) if kind == "session" else None
    name = therapist.name if therapist else ""
    latest = journal.sessions.latest_with(therapist.id, 1) if therapist else ()
    medium = next((journal.entries.get(entry_id).medium for entry_id in latest), None)
    day = "today"
    if appointment:
        day = f"{appointment.date.isoformat()} {clock_text(appointment.time) or ''}".strip()
        heading = heading or "New session"
    return EntryForm(
        kind,
        EntryDetails(When(today), name, medium),
        day,
        today,
        _names(journal),
        lambda filled: add_entry(opened, kind, filled, therapist),
        DialogDraft(journal, f"entry/new/{kind}"),
        heading=heading,
    )


def add_entry(opened: OpenJournal, kind: EntryKind, details: EntryDetails, proposed: Therapist | None) -> None:
    """Add an entry and select it; a therapist with a new name is added, too.

    Args:
        opened: the open journal.
        kind: kind of the entry.
        details: details from the form.
        proposed: the therapist that the form began with, who may share the name with another one.

    Raises:
        JournalError: if it cannot be saved.
    """
    journal = opened.journal
    with journal.transaction():
        is_proposed = proposed is not None and details.therapist == proposed.name.strip()
        therapist = proposed if is_proposed else _therapist_named(journal, details.therapist, kind)
        entry = journal.entries.add(
            kind,
            details.when.day,
            clock=details.when.time,
            therapist_id=therapist.id if therapist else None,
            medium=details.medium,
            title=details.title,
            body=new_session_text() if kind == "session" else "",
            tags=details.tags,
        )
    opened.entry_id = entry.id


def details_form(opened: OpenJournal, entry: Entry) -> EntryForm:
    """Return the form for the details of an entry: title, day, therapist, medium, tags and goal.

    Raises:
        JournalError: if the journal cannot be read.
    """
    journal = opened.journal
    names = {therapist.id: therapist.name for therapist in journal.therapists.list()}
    details = EntryDetails(
        When(entry.date),
        names.get(entry.therapist_id or "", ""),
        entry.medium,
        entry.title,
        entry.tags,
        entry.goal_id,
    )
    return EntryForm(
        entry.kind,
        details,
        entry.date.isoformat() + (f" {entry.time:%H:%M}" if entry.time else ""),
        opened.today(),
        _names(journal),
        lambda filled: change_details(journal, entry, details, filled),
        DialogDraft(journal, f"entry/{entry.id}"),
        _goals_for(journal, entry),
    )


def change_details(journal: Journal, entry: Entry, before: EntryDetails, after: EntryDetails) -> None:
    """Save changed details of an entry.

    Args:
        journal: the journal.
        entry: the entry.
        before: the details that the form began with.
        after: the details from the form.

    Raises:
        JournalError: if they cannot be saved.
    """
    changed = entry._replace(
        date=after.when.day,
        time=after.when.time,
        title=after.title,
        tags=after.tags,
        goal_id=after.goal_id,
    )
    with journal.transaction():
        if entry.kind in WITH_SOMEBODY:
            # The form of a note has no therapist, and a name that was not changed still means the same person.
            changed = changed._replace(medium=after.medium)
            if after.therapist != before.therapist:
                therapist = _therapist_named(journal, after.therapist, entry.kind)
                changed = changed._replace(therapist_id=therapist.id if therapist else None)
        journal.entries.change_details(changed)


def toggle_private(journal: Journal, entry_id: str) -> str:
    """Make an entry private (a raw note), or no longer private; return a sentence about it.

    Raises:
        JournalError: if it cannot be saved.
    """
    entry = journal.entries.get(entry_id)
    journal.entries.change_details(entry._replace(private=not entry.private))
    return NOT_RAW if entry.private else NOW_RAW


def _therapist_for(opened: OpenJournal, appointment: Appointment | None) -> Therapist | None:
    """Return the therapist of an appointment; without one, the therapist whose sessions are shown."""
    wanted = appointment.therapist_id if appointment else None
    found = next((one for one in opened.journal.therapists.list() if one.id == wanted), None)
    return found or opened.therapist()


def _therapist_named(journal: Journal, name: str, kind: EntryKind) -> Therapist | None:
    """Return the therapist of this name, added if it is new; None for an empty name."""
    return journal.therapists.get_or_add(name, kind) if name else None


def _names(journal: Journal) -> tuple[str, ...]:
    return tuple(one_line(therapist.name) for therapist in journal.therapists.list())


def _goals_for(journal: Journal, entry: Entry) -> tuple[Goal, ...]:
    """Return the goals that a session can have: the open ones, and the one that it has."""
    if entry.kind != "session":
        return ()
    return tuple(goal for goal in journal.goals.list() if goal.state == "open" or goal.id == entry.goal_id)
