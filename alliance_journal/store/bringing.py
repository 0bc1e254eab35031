"""The page to bring, put together from the journal: the same for the Prepare screen and the command line."""

from datetime import date

from alliance_journal.domain.journal import Task, Therapist
from alliance_journal.domain.page import Offer, Page, make_page, offers
from alliance_journal.domain.reading import Reading, read
from alliance_journal.store.journal import Journal


def reading_of(journal: Journal, therapist: Therapist | None) -> Reading:
    """The reading of a therapist's sessions, or of the sessions that name nobody."""
    return reading_with(journal, therapist.id if therapist else None)


def reading_with(journal: Journal, therapist_id: str | None) -> Reading:
    """The same, by the therapist's id."""
    return read(journal.sessions(therapist_id), with_tension=journal.questions_asked()["disagree"])


def tasks_for(journal: Journal, therapist_id: str | None) -> tuple[Task, ...]:
    """The homework that may go to this therapist: what was agreed in their sessions, or in no therapist's."""
    found = journal.select(
        "SELECT tasks.id FROM tasks LEFT JOIN entries ON entries.id = agreed_in "
        "WHERE entries.therapist_id IS NULL OR entries.therapist_id IS ?",
        (therapist_id,),
    )
    theirs = {row["id"] for row in found}
    return tuple(task for task in journal.tasks() if task.id in theirs)


def page_for(journal: Journal, therapist: Therapist | None, today: date) -> tuple[tuple[Offer, ...], Page]:
    """What may go along to the next session with this therapist, and the page with what was chosen."""
    reading = reading_of(journal, therapist)
    whose = therapist.id if therapist else None
    sessions = journal.sessions(whose)
    offered = offers(
        reading,
        journal.topics_for(whose),
        tasks_for(journal, whose),
        journal.page_choices(whose),
        today,
        goals=journal.goals(),
        latest_session=sessions[-1].id if sessions else "",
    )
    appointment = journal.next_appointment(today, whose)
    name = therapist.name if therapist else ""
    return offered, make_page(offered, reading, name, appointment, today, example=journal.is_example)
