"""Progress bar of a long import or export on a terminal."""

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from alliance_journal.cli.base import is_terminal

if TYPE_CHECKING:
    from alliance_journal.domain.import_report import Progress

SHOWN_FROM: Final = 1_000
"""Number of entries from which on progress is shown."""


@contextlib.contextmanager
def shown(label: str) -> "Iterator[Progress]":
    """Show a progress bar on standard error if it is a terminal and there are at least SHOWN_FROM entries."""
    bar: Any = None

    def progress(done: int, of: int) -> None:
        nonlocal bar
        if of < SHOWN_FROM or not is_terminal(sys.stderr):
            return
        if bar is None:
            bar = click.progressbar(length=of, label=label, file=sys.stderr, show_eta=False)
            bar.render_progress()
        bar.update(done - bar.pos)

    try:
        yield progress
    finally:
        if bar is not None:
            bar.render_finish()
