"""Values of single columns: days, times of day and answers, which another program or the disk may have changed."""

import datetime as dt
from typing import Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.store.core.errors import Damaged


def day_of(text: str) -> dt.date:
    """Parse an ISO 8601 date.

    Raises:
        Damaged: if the text is not a date.
    """
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise _damaged() from None


def time_of(text: str | None) -> dt.time | None:
    """Parse an ISO 8601 time of day; an empty value is no time.

    Raises:
        Damaged: if the text is not a time.
    """
    try:
        return dt.time.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise _damaged() from None


def answer_of(text: str) -> Answer:
    """Return the answer that a stored word stands for.

    Raises:
        Damaged: if the word is not an answer.
    """
    try:
        return _ANSWERS[text]
    except KeyError:
        raise _damaged() from None


# A dictionary, for speed: many thousands of answers are read at once.
_ANSWERS: Final = {answer.value: answer for answer in Answer}


def _damaged() -> Damaged:
    """Return the error for an invalid date or answer, written by another program or changed by the disk.

    It does not contain the invalid value.
    """
    return Damaged(
        "Something in the journal is not what was saved there.",
        "The command check says which entry; the command backups lists the copies that can be restored.",
    )
