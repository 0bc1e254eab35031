"""How often what is typed goes to the disk, and what is said while that cannot be done (safety.md 3)."""

from typing import NamedTuple

from alliance_journal.store.core.errors import (
    Busy,
    CannotOpen,
    CannotWrite,
    DiskFull,
    JournalError,
    WrongPassphrase,
)

DRAFT_SECONDS = 0.5
"""A throttle while typing, not a pause after it: typing without a pause is saved all the same."""
TICKS_AFTER_TROUBLE = 20
"""How many of those pass until it is tried again."""
TICKS_WHILE_BUSY = 1
"""The same where another program only holds the file for a moment."""

NEW_ONE = "The new one is asked for when you stop typing for a moment."


class SaveError(NamedTuple):
    """Why something typed is not on the disk yet.

    Attributes:
        reason: in a few words, in the middle of a sentence.
        way: what happens next, as a sentence.
        ticks: how many ticks pass until it is tried again.
    """

    reason: str
    way: str
    ticks: int

    @property
    def sentence(self) -> str:
        """What is said above the page."""
        return f"Not saved yet: {self.reason}. {self.way}"


def trouble_of(error: Exception) -> SaveError:
    """What an error of the journal means to somebody who goes on writing."""
    by_itself = "It is tried again by itself."
    if isinstance(error, DiskFull):
        return SaveError("the disk is full", by_itself, TICKS_AFTER_TROUBLE)
    if not isinstance(error, JournalError):
        return SaveError("a character cannot be kept", "Take it out to go on.", TICKS_AFTER_TROUBLE)
    reason = error.title[0].lower() + error.title[1:]
    if isinstance(error, WrongPassphrase):
        return SaveError("the journal has another passphrase now", NEW_ONE, TICKS_AFTER_TROUBLE)
    if isinstance(error, Busy):
        return SaveError(reason, by_itself, TICKS_WHILE_BUSY)
    if isinstance(error, CannotWrite | CannotOpen):
        return SaveError(reason, "^p Save a copy to go on writing.", TICKS_AFTER_TROUBLE)
    return SaveError(reason, by_itself, TICKS_AFTER_TROUBLE)
