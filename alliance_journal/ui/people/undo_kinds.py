"""Records that People changes and can put back: therapists, and the appointments with each."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from alliance_journal.domain.models import Appointment, Therapist
from alliance_journal.store.journal import Journal
from alliance_journal.ui.people.person_card import NEW_FORM, draft_words
from alliance_journal.ui.undo import Draft, RecordKind


class _Appointments(NamedTuple):
    """All appointments with one therapist."""

    therapist_id: str | None
    appointments: tuple[Appointment, ...]


def undo_kinds(journal: Journal) -> tuple[RecordKind[Any], ...]:
    """Return the kinds of records that People changes."""

    def appointments() -> Iterator[_Appointments]:
        every = journal.appointments.list()
        for therapist_id in dict.fromkeys(one.therapist_id for one in every):
            yield _Appointments(therapist_id, tuple(one for one in every if one.therapist_id == therapist_id))

    def put_back(wanted: _Appointments) -> None:
        journal.appointments.replace(wanted.therapist_id, wanted.appointments)

    return (
        # The first is undone last: whoever an appointment is with has to be there.
        RecordKind(
            appointments,
            lambda one: one.therapist_id,
            lambda wanted, present: put_back(wanted),
            put_back,
            lambda added: journal.appointments.replace(added.therapist_id, ()),
        ),
        RecordKind(
            journal.therapists.list,
            lambda therapist: therapist.id,
            lambda therapist, present: journal.therapists.change(therapist),
            journal.therapists.insert,
            lambda therapist: _remove(journal, therapist),
            _drafts,
        ),
    )


def _remove(journal: Journal, therapist: Therapist) -> None:
    journal.therapists.remove(therapist.id)


def _drafts(before: Therapist | None, after: Therapist) -> Sequence[Draft]:
    """Return what keeps the words about a person: in the draft of their card, or of the card for somebody new."""
    words = draft_words(after, before)
    if not words:
        return ()
    anew = Draft(f"{NEW_FORM}/{uuid.uuid4()}", words)
    return (anew,) if before is None else (Draft(f"person/{after.id}", words), anew)
