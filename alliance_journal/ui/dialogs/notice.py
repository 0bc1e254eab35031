"""Short notices at the edge of the screen, and errors that are shown as one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from textual.screen import Screen

from alliance_journal.domain.dates.parse import UnclearDate
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError

TROUBLE: Final = (JournalError, UnusableText, UnclearDate)
"""Errors whose text is a sentence for the client."""


def show_notice(screen: Screen[Any], sentence: str) -> None:
    """Show a sentence for a few seconds, in place of the notice before it.

    Args:
        screen: the screen it is about.
        sentence: plain text, without markup.
    """
    screen.app.clear_notifications()
    screen.notify(sentence, markup=False, timeout=6 if len(sentence) > 60 else 4)


@contextmanager
def reported(screen: Screen[Any]) -> Iterator[None]:
    """Show an error of `TROUBLE` that is raised inside as a notice, and go on after the block."""
    try:
        yield
    except TROUBLE as error:
        show_notice(screen, str(error))
