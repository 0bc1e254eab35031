"""Intervals at which typed text is saved, and the sentences about errors of saving."""

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
"""Seconds between two saves while typing; a throttle, so that typing without a pause is saved as well."""
TICKS_AFTER_TROUBLE = 20
"""Number of those intervals until saving is tried again after an error."""
TICKS_WHILE_BUSY = 1
"""The same while another program uses the file."""

NEW_ONE = "The new one is asked for when you stop typing for a moment."


class SaveError(NamedTuple):
    """Reason why typed text is not on the disk yet.

    Attributes:
        reason: a few words for the middle of a sentence.
        way: the next step, as a sentence.
        ticks: number of intervals until saving is tried again.
    """

    reason: str
    way: str
    ticks: int

    @property
    def sentence(self) -> str:
        """Text for the banner above the page."""
        return f"Not saved yet: {self.reason}. {self.way}"


def trouble_of(error: Exception) -> SaveError:
    """Return what an error of the journal means to a client who goes on writing."""
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
        return SaveError(reason, "<palette.save_copy> to go on writing.", TICKS_AFTER_TROUBLE)
    return SaveError(reason, by_itself, TICKS_AFTER_TROUBLE)
