"""The page to bring, put together from the journal: the same for the Prepare screen and the command line."""

from datetime import date

from alliance_journal.domain.journal import Therapist
from alliance_journal.domain.page import Offer, Page, make_page, offers
from alliance_journal.domain.reading import Reading, read
from alliance_journal.store.journal import Journal


def reading_of(journal: Journal, therapist: Therapist | None) -> Reading:
    """The reading of a therapist's sessions, or of the sessions that name nobody."""
    return reading_with(journal, therapist.id if therapist else None)


def reading_with(journal: Journal, therapist_id: str | None) -> Reading:
    """The same, by the therapist's id."""
    return read(journal.sessions(therapist_id), with_tension=journal.questions_asked()["disagree"])


def page_for(journal: Journal, therapist: Therapist | None, today: date) -> tuple[tuple[Offer, ...], Page]:
    """What may go along to the next session with this therapist, and the page with what was chosen."""
    reading = reading_of(journal, therapist)
    whose = therapist.id if therapist else None
    offered = offers(reading, journal.topics_for(whose), journal.tasks(), journal.page_choices(whose), today)
    appointment = journal.next_appointment(today, whose)
    name = therapist.name if therapist else ""
    return offered, make_page(offered, reading, name, appointment, today, example=journal.is_example)
