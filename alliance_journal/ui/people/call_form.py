"""Form for a consultation call with somebody the client considers as a therapist."""

from typing import Final

from alliance_journal.domain.dates.parse import When
from alliance_journal.domain.models import Therapist
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.entry_form import EntryDetails, EntryForm
from alliance_journal.ui.open_journal import OpenJournal

NEEDS_NAME: Final = "Write under “With” whom the call was with; a nickname or an initial is plenty."


def call_form(opened: OpenJournal, therapist: Therapist | None) -> EntryForm:
    """Create the form for a call. What it saves becomes the selected entry.

    Args:
        opened: the journal that the call is added to.
        therapist: the therapist whose name is proposed; None for none.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal, today = opened.journal, opened.today()
    return EntryForm(
        "consultation",
        EntryDetails(When(today), therapist.name if therapist else "", "phone"),
        "today",
        today,
        tuple(one_line(known.name) for known in journal.therapists.list()),
        lambda filled: _add_call(opened, therapist, filled),
        DialogDraft(journal, "entry/new/consultation"),
    )


def _add_call(opened: OpenJournal, proposed: Therapist | None, filled: EntryDetails) -> None:
    if not filled.therapist:
        raise UnusableText(NEEDS_NAME)
    journal = opened.journal
    with journal.transaction():
        if proposed and filled.therapist == proposed.name.strip():
            therapist = proposed
        else:
            therapist = journal.therapists.get_or_add(filled.therapist, "consultation")
        entry = journal.entries.add(
            "consultation",
            filled.when.day,
            clock=filled.when.time,
            therapist_id=therapist.id,
            medium=filled.medium,
            title=filled.title,
            tags=filled.tags,
        )
    opened.entry_id = entry.id
