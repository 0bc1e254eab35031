"""The optional question "room to disagree", which is offered once, with the first tension that is marked."""

from typing import Final

from alliance_journal.store.journal import Journal

DISAGREE: Final = "disagree"
"""The id of the question."""
_OFFERED: Final = "disagree offered"
"""What the file keeps about itself once the question was offered."""


def offers_question(journal: Journal) -> bool:
    """Return whether to offer the question with the next tension that is marked.

    Not where it is asked already, was offered before, or tension was marked before at any entry.
    """
    if journal.upkeep(_OFFERED) or journal.questions_asked().get(DISAGREE, True):
        return False
    return not journal.select("SELECT 1 FROM tensions LIMIT 1")


def note_offered(journal: Journal) -> None:
    """Keep in the journal that the question was offered, whatever the answer will be."""
    journal.set_upkeep(_OFFERED, 1)
