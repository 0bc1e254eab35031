"""From the command line into the app: nothing of the surroundings may leak what is written.

Nothing is loaded here but what the terminal needs: it has to be quiet before the rest takes its time.
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

from alliance_journal import paths, settings

if TYPE_CHECKING:
    from alliance_journal.domain.passphrase import Passphrase
    from alliance_journal.screens.welcome import Beginning
    from alliance_journal.store.core.errors import JournalError
    from alliance_journal.store.journal import Journal

HARMLESS: Final = frozenset({"TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FPS"})
"""What may stay of Textual's variables. Others log every key, write the screen to a file or load foreign code."""

GIVES_WAY_SECONDS: Final = 0.0005
"""After so long, work in another thread gives way to a key; Python's own is ten times as much."""


def run(path: Path | None, *, plain: bool, passphrase: "Passphrase | None" = None) -> int:
    """Open the app and stay until it is closed.

    Args:
        path: the journal's file; None for example notes that are gone at the end.
        plain: digits and letters instead of bars and signs, for this run.
        passphrase: what opens an encrypted journal, where it was given on the command line.

    Returns:
        The exit code.

    Raises:
        WrongPassphrase: when the one given does not open the file; the screen is not touched then. What else can be
            wrong with the file is said in the app.
    """
    clear_surroundings()
    with _quiet_terminal() as before:
        first = example(date.today()) if path is None else _open(path, passphrase)
        # Imported here: only now a screen is needed, and the variables above are gone.
        from alliance_journal.ui.app import JournalApp

        file = paths.settings_file()
        kept = settings.load(file)
        looks = kept._replace(plain_glyphs=plain or kept.plain_glyphs)
        # What is loaded by now stays for the whole run: the collector, which the app turns on, never looks at it.
        gc.freeze()
        app = JournalApp(first, partial(begin, path), date.today, looks, file, path)
        app.shell_modes = before
        sys.setswitchinterval(GIVES_WAY_SECONDS)
        try:
            app.run()
        finally:
            app.close_journal()
    if app.crash_message:
        print(app.crash_message, file=sys.stderr)
    return app.return_code or 0


def example(today: date) -> "Journal":
    """A journal in memory with the invented year."""
    from alliance_journal.domain.sample.example_year import sample
    from alliance_journal.store.journal import Journal
    from alliance_journal.store.transfer import import_document

    journal = Journal.in_memory()
    import_document.take_in(journal, sample(today))
    return journal


def _open(path: Path, passphrase: "Passphrase | None") -> "Journal | JournalError":
    """The journal; else why it is not open."""
    from alliance_journal.store.core.errors import JournalError, WrongPassphrase
    from alliance_journal.store.journal import Journal

    try:
        return Journal.open(path, passphrase=passphrase)
    except WrongPassphrase:
        raise
    except JournalError as error:
        return error


def begin(path: Path | None, beginning: "Beginning") -> "Journal":
    """Make what the first card asks for; may be called on any thread.

    Raises:
        JournalError: when there is something at this place already, or it cannot be made.
    """
    if beginning.example or path is None:
        return example(date.today())
    from alliance_journal.store.journal import Journal

    journal = Journal.begin(path, passphrase=beginning.passphrase)
    therapist = journal.add_therapist(beginning.therapist) if beginning.therapist else None
    if beginning.next:
        appointment = beginning.next._replace(therapist_id=therapist.id if therapist else None)
        journal.meet_next(appointment, date.today())
    return journal


def clear_surroundings() -> None:
    """Take away what would let Textual log, screenshot or connect, before it is imported."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in HARMLESS]:
        del os.environ[name]


@contextlib.contextmanager
def _quiet_terminal() -> Iterator[list[Any] | None]:
    """Keys typed while the app starts wait for it, and are not echoed onto the normal screen.

    However it ends, the terminal is as before then; what it was like is handed out, where there is one.
    """
    try:
        import termios

        before = termios.tcgetattr(sys.stdin)
    except (ImportError, OSError, ValueError, termios.error):
        yield None
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Until the app itself listens.
        signal.signal(number, _leave)
    quiet = [*before]
    # Enter stays Enter, ^q and ^z a key, and Backspace one, too; Ctrl-C still ends the start.
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
    """The terminal was closed: what is still to be said is said to nobody, and is no further error."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
