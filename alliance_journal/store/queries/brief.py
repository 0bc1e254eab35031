"""Page to bring, built from the journal in the same way for the Prepare screen and the command line."""

from datetime import date

from alliance_journal.domain.alliance.trends.read_trends import read
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.brief.candidates import RECENT, Material, offers
from alliance_journal.domain.brief.make_page import make_page
from alliance_journal.domain.brief.model import Page, Variant
from alliance_journal.domain.brief.offer import Choices, Offer
from alliance_journal.domain.models import Therapist
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.session_reading import history_with, tensions_with


def reading_with(journal: Journal, therapist_id: str | None) -> Reading:
    """Return the trends in a therapist's sessions, or (None) in the sessions without a therapist."""
    return read(history_with(journal, therapist_id), tensions_with(journal, therapist_id))


def page_for(
    journal: Journal, therapist: Therapist | None, today: date, variant: Variant = "therapist"
) -> tuple[tuple[Offer, ...], Page]:
    """Return the items offered for the next session with a therapist, and the page with the chosen ones.

    Args:
        journal: the open journal.
        therapist: the therapist; None for the sessions without one.
        today: the present day.
        variant: the page for the therapist, or the client's own ("me"), which also uses the texts of sessions.
    """
    whose = therapist.id if therapist else None
    reading, latest = reading_with(journal, whose), journal.sessions.latest_with(whose, RECENT)
    material = Material(
        reading,
        journal.topics.open_for(whose),
        journal.homework.list_for(whose),
        journal.goals.list(),
        journal.excerpts.list_for(whose),
        latest[-1] if latest else "",
        [journal.entries.get(session) for session in latest] if variant == "me" else (),
        () if reading.history.answered else journal.sessions.calls(whose),
    )
    choices = Choices(journal.brief_choices.included(whose), journal.brief_choices.positions(whose))
    offered = offers(material, choices, today, variant)
    appointment = journal.appointments.next(today, whose)
    name = therapist.name if therapist else ""
    page = make_page(offered, reading, name, appointment, today, variant=variant, example=journal.is_example)
    return offered, page
