"""Shared parts of all commands: global options, error messages, opening the journal, input and output."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from alliance_journal import paths
from alliance_journal.domain.text import count as count

if TYPE_CHECKING:
    from alliance_journal.domain.models import Therapist
    from alliance_journal.domain.passphrase import Passphrase
    from alliance_journal.store.journal import Journal

T = TypeVar("T")

KINDS: Final = ("between", "session", "consultation", "letter")
TRIES: Final = 3
LINES_AT_ONCE: Final = 200


class Options(NamedTuple):
    """Options that are given before the command."""

    file: str | None
    plain: bool
    passphrase_file: str | None = None
    new_passphrase_file: str | None = None

    def journal_file(self) -> Path:
        """Return the path of the journal."""
        return paths.journal_file(self.file)

    def passphrase(self) -> "Passphrase | None":
        """Return the passphrase from --passphrase-file; None if the option was not given.

        Raises:
            Stop, UnusableText: if it cannot be read or used.
        """
        return passphrase_in(self.passphrase_file)


class Stop(click.ClickException):
    """Error with a sentence on standard error and exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print only the sentence."""
        say(self.message, err=True)


class WrongUse(Stop):
    """Error in the arguments: a sentence on standard error and exit code 2."""

    exit_code = 2


def say(line: str, *, err: bool = False) -> None:
    """Print one line without control characters, which a file name in it could hold."""
    click.echo(paths.printed(line), err=err)


@contextlib.contextmanager
def in_sentences() -> Iterator[None]:
    """Convert expected errors into one sentence with a next step."""
    from alliance_journal.domain.dates.parse import UnclearDate
    from alliance_journal.domain.text import UnusableText
    from alliance_journal.store.core.errors import JournalError

    try:
        yield
    except (JournalError, paths.NoHome) as error:
        raise Stop(str(error)) from None
    except (UnclearDate, UnusableText) as error:
        raise WrongUse(str(error)) from None


# The journal


@contextlib.contextmanager
def opened(options: Options, *, begin: bool = False, or_memory: bool = False) -> "Iterator[Journal]":
    """Open the journal, and close it afterwards.

    Args:
        options: the options before the command.
        begin: True to create the journal if there is none.
        or_memory: True to use an empty journal in memory if there is none.
    """
    from alliance_journal.store.core.connection import make_private
    from alliance_journal.store.core.errors import NoJournal
    from alliance_journal.store.journal import Journal

    path, given = options.journal_file(), options.passphrase()
    try:
        journal = with_passphrase(lambda key: Journal.open(path, passphrase=key), given)
    except NoJournal:
        if not (begin or or_memory):
            raise
        journal = _begun(path, given) if begin else Journal.in_memory()
    if options.passphrase_file and journal.path and journal.passphrase is None:
        click.echo("This journal is not encrypted; the passphrase was not needed.", err=True)
    if taken_away := journal.dropped_triggers_notice():
        click.echo(taken_away, err=True)
    if journal.path and make_private(journal.path):
        click.echo("Others could read the journal's file; from now on only you can.", err=True)
    try:
        yield journal
    finally:
        journal.close()


def _begun(path: Path, key: "Passphrase | None") -> "Journal":
    from alliance_journal.store.journal import Journal

    journal = Journal.begin(path, passphrase=key)
    if key is None and is_terminal(sys.stderr):
        say(f"A new journal was begun at {path}. It is not encrypted; passphrase set does that.", err=True)
    return journal


def therapist_named(journal: "Journal", name: str) -> "Therapist":
    """Return the therapist with this name.

    Raises:
        WrongUse: if there is none.
    """
    from alliance_journal.domain.text import one_line

    found = journal.therapists.named(name)
    if found is None:
        names = ", ".join(one_line(t.name) for t in journal.therapists.list())
        known = f"There is: {names.removesuffix('.')}." if names else "There is no therapist yet."
        raise WrongUse(f"There is no therapist called {name!r} here. {known}")
    return found


# Passphrases


def passphrase_in(file: str | None, *, new: bool = False) -> "Passphrase | None":
    """Return the passphrase in a file; None if no file is given.

    Args:
        file: its path as typed.
        new: True if a journal is to be encrypted with it.

    Raises:
        Stop, UnusableText: if it cannot be read or used.
    """
    if file is None:
        return None
    from alliance_journal.cli import passphrase_file

    try:
        return passphrase_file.read(file, new=new)
    except passphrase_file.NotUsable as error:
        raise Stop(str(error)) from None


def with_passphrase(use: "Callable[[Passphrase | None], T]", given: "Passphrase | None", what: str = "") -> T:
    """Call `use` with the given passphrase, or without one; if it needs one, ask on the terminal.

    Args:
        use: function that may need a passphrase.
        given: passphrase from a file.
        what: text that follows "Passphrase" in the prompt.

    Raises:
        JournalError: NeedsPassphrase if there is none and no terminal; WrongPassphrase after three tries.
    """
    from alliance_journal.domain.text import UnusableText
    from alliance_journal.store.core.errors import NeedsPassphrase, WrongPassphrase

    try:
        if given is None:
            return use(None)
        from alliance_journal.cli.passphrase_file import in_either_reading

        return in_either_reading(use, given)
    except NeedsPassphrase:
        if not can_ask():
            raise
    for left in reversed(range(TRIES)):
        try:
            return use(asked(f"Passphrase{what}"))
        except (WrongPassphrase, UnusableText) as error:
            if not left:
                raise
            say(str(error), err=True)
    raise AssertionError("the last try returns or raises")


def asked(label: str) -> "Passphrase":
    """Ask for a passphrase on the terminal, without showing it."""
    from alliance_journal.domain.passphrase import Passphrase

    return Passphrase(click.prompt(label, hide_input=True, default="", show_default=False, err=True))


def can_ask() -> bool:
    """Return True if the user can be asked on a terminal, even while other data is piped in."""
    if not is_terminal(sys.stderr):
        return False
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return is_terminal(sys.stdin)
    return True


# Input and output


def is_terminal(stream: IO[str] | None) -> bool:
    """Return True if a stream is a terminal; a stream that was closed before the start is None."""
    return stream is not None and stream.isatty()


def echo_lines(lines: Iterable[str]) -> None:
    """Print lines in batches, because each `click.echo` flushes its output.

    If the iterator raises an error, the lines before it are printed.
    """
    waiting: list[str] = []
    try:
        for line in lines:
            waiting.append(line)
            if len(waiting) == LINES_AT_ONCE:
                # Cleared first, so that lines that cannot be written are not written a second time.
                some, waiting = waiting, []
                click.echo("\n".join(some))
    finally:
        if waiting:
            click.echo("\n".join(waiting))


def hand_over(data: str | bytes) -> None:
    """Write data to standard output: UTF-8 and byte for byte, unless it is a terminal."""
    raw = data.encode() if isinstance(data, str) else data
    click.echo(raw.decode() if is_terminal(sys.stdout) else raw, nl=False)


def hand_over_json(value: object) -> None:
    """Write a value as JSON to standard output; on a terminal, control characters in it are escaped."""
    data = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    hand_over(escaped_json(data) if is_terminal(sys.stdout) else data)


def escaped_json(data: str) -> str:
    """Return an equivalent JSON text with control characters and invisible characters escaped."""
    from alliance_journal.domain.text import printable

    return "".join(sign if sign == "\n" or printable(sign) == sign else json.dumps(sign)[1:-1] for sign in data)


def write_new(path: Path, data: str | bytes, *, replace: bool = False) -> None:
    """Write a private file.

    Args:
        path: the file.
        data: its content.
        replace: True to replace an existing file.

    Raises:
        Stop: if it cannot be written.
    """
    from alliance_journal.files import write_private

    raw = data.encode() if isinstance(data, str) else data
    with in_writing(path):
        write_private(path.expanduser(), raw, overwrite=replace)


@contextlib.contextmanager
def in_writing(path: Path | str) -> Iterator[None]:
    """Convert errors of writing a file or folder into one sentence with a next step."""
    try:
        yield
    except FileExistsError as error:
        if str(error.filename) == str(paths.part_file(Path(path).expanduser())):
            raise Stop(
                f"{error.filename} is in the way. If an export that was cut off left it, it may be deleted; else "
                "choose another name."
            ) from None
        raise Stop(f"{error.filename} is there already and was left as it is. Choose another name.") from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise Stop(f"{path} cannot be written: {reason}. Choose another place.") from None


def today() -> date:
    """Return the client's own day."""
    return date.today()
