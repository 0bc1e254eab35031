"""Launch of the app from the command line.

Only what the terminal needs is imported at the top: echo has to be off before the slow imports begin.
"""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alliance_journal import paths

if TYPE_CHECKING:
    from alliance_journal.domain.passphrase import Passphrase
    from alliance_journal.store.core.errors import JournalError
    from alliance_journal.store.journal import Journal
    from alliance_journal.ui.setup.welcome_screen import Beginning

SAFE_VARIABLES: Final = frozenset({"TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FPS"})
"""Textual's environment variables that stay set. Others log every key, write the screen to a file or load code."""

SWITCH_SECONDS: Final = 0.0005
"""Thread switch interval: work in another thread delays a key by at most this; Python's default is 0.005."""


def run(path: Path | None, *, plain: bool, passphrase: "Passphrase | None" = None) -> int:
    """Run the app until it is closed.

    Args:
        path: the journal's file; None for example notes, which are not kept.
        plain: True for digits and letters instead of bars and signs, in this run.
        passphrase: the journal's passphrase, if it was given on the command line.

    Returns:
        The exit code.

    Raises:
        WrongPassphrase: when the given one does not open the file; the screen is not touched then. Any other error
            of the file is shown in the app.
    """
    clear_surroundings()
    with _quiet_terminal() as before:
        first = example(date.today()) if path is None else _open(path, passphrase)
        # Imported here: Textual reads its variables when it is imported, and the terminal is quiet by now.
        from dataclasses import replace

        from alliance_journal import settings_store
        from alliance_journal.ui.app import JournalApp

        file = paths.settings_file()
        settings_store.take_over_old_file(file)
        found = settings_store.read(file)
        in_force = replace(found.settings, plain_glyphs=plain or found.settings.plain_glyphs)
        # Everything loaded so far lives until the end: the collector, which the app turns on, need not scan it.
        gc.freeze()
        app = JournalApp(first, partial(create, path), date.today, in_force, file, path)
        app.shell_modes = before
        app.settings_commands.use_file(found)
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            app.run()
        finally:
            app.close_journal()
    if app.crash_message:
        print(app.crash_message, file=sys.stderr)
    return app.return_code or 0


def example(today: date) -> "Journal":
    """Return a journal in memory with the example year."""
    from alliance_journal.domain.sample.example_year import sample
    from alliance_journal.store.journal import Journal
    from alliance_journal.store.transfer import import_document

    journal = Journal.in_memory()
    import_document.import_into(journal, sample(today))
    return journal


def _open(path: Path, passphrase: "Passphrase | None") -> "Journal | JournalError":
    """Return the open journal, or the reason why it cannot be opened."""
    from alliance_journal.store.core.errors import JournalError, WrongPassphrase
    from alliance_journal.store.journal import Journal

    try:
        return Journal.open(path, passphrase=passphrase)
    except WrongPassphrase:
        raise
    except JournalError as error:
        return error


def create(path: Path | None, beginning: "Beginning") -> "Journal":
    """Create the journal that the welcome screen asks for; may be called in any thread.

    Args:
        path: where the journal is created; None for example notes.
        beginning: what the welcome screen was filled in with.

    Raises:
        JournalError: when there is a file already, or it cannot be created.
    """
    if beginning.example or path is None:
        return example(date.today())
    from alliance_journal.store.journal import Journal

    journal = Journal.begin(path, passphrase=beginning.passphrase)
    therapist = journal.therapists.add(beginning.therapist) if beginning.therapist else None
    if beginning.next:
        appointment = beginning.next._replace(therapist_id=therapist.id if therapist else None)
        journal.appointments.set_next(appointment, date.today())
    return journal


def clear_surroundings() -> None:
    """Remove variables that let Textual log, take screenshots or connect, before it is imported."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in SAFE_VARIABLES]:
        del os.environ[name]


@contextlib.contextmanager
def _quiet_terminal() -> Iterator[list[Any] | None]:
    """Let keys typed while the app starts wait for it, without echo on the normal screen.

    Yields:
        The terminal's modes from before, which are restored at the end; None without a terminal.
    """
    try:
        import termios
    except ImportError:
        # Windows.
        yield None
        return
    try:
        before = termios.tcgetattr(sys.stdin)
    except (OSError, ValueError, termios.error):
        yield None
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Until the app handles them.
        signal.signal(number, _leave)
    quiet = [*before]
    # Enter, ^q, ^z and Backspace stay plain keys; Ctrl-C still ends the start.
    quiet[0] &= ~(termios.ICRNL | termios.IXON)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    quiet[6] = [*before[6]]
    quiet[6][termios.VSUSP] = bytes([os.fpathconf(sys.stdin.fileno(), "PC_VDISABLE")])
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield before
    finally:
        try:
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
        except termios.error:
            _without_terminal()


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _without_terminal() -> None:
    """Send further output nowhere: the terminal was closed, and writing to it would be another error."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
