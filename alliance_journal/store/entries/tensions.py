"""Offer of the optional question "room to disagree", made once, with the first tension that is marked."""

from typing import Final

from alliance_journal.store.journal import Journal

DISAGREE: Final = "disagree"
"""Id of the question."""
_OFFERED: Final = "disagree offered"
"""Key of the maintenance value that is set once the question was offered."""


def offers_question(journal: Journal) -> bool:
    """Return whether to offer the question with the next tension that is marked.

    It is not offered if it is asked already, was offered before, or tension is marked at any entry.
    """
    if journal.upkeep(_OFFERED) or journal.questions_asked().get(DISAGREE, True):
        return False
    return not journal.select("SELECT 1 FROM tensions LIMIT 1")


def note_offered(journal: Journal) -> None:
    """Store in the journal that the question was offered, whatever the answer will be."""
    journal.set_upkeep(_OFFERED, 1)
