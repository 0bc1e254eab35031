"""The command line (design: formats.md). Thin: read the options, call, print. Nothing here needs Textual."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

import click

from alliance_journal import __version__, paths

if TYPE_CHECKING:
    from alliance_journal.domain.journal import Entry, EntryKind, Therapist
    from alliance_journal.exchange.brief import Format
    from alliance_journal.exchange.lossless import Loaded
    from alliance_journal.exchange.trends import TherapistTrends
    from alliance_journal.store.documents import TakenIn
    from alliance_journal.store.journal import Journal

Command = TypeVar("Command", bound=Callable[..., Any])

KINDS = ("between", "session", "consultation", "letter")
NO_TERMINAL = (
    "The app needs a terminal to draw on. For scripts there are commands: alliance-journal --help lists them."
)


@dataclass(frozen=True, slots=True)
class Options:
    """The options that stand before the command."""

    file: str | None
    plain: bool

    def journal_file(self) -> Path:
        """The journal's file."""
        return paths.journal_file(self.file)


class Stop(click.ClickException):
    """Something is wrong: a sentence on standard error, exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, err=True)


class WrongUse(Stop):
    """The call's words cannot be used: a sentence on standard error, exit code 2."""

    exit_code = 2


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turn what can go wrong into one sentence with a next step."""
    from alliance_journal.domain.dates import UnclearDate
    from alliance_journal.domain.text import UnusableText
    from alliance_journal.store.errors import JournalError

    try:
        yield
    except (JournalError, paths.NoHome) as error:
        raise Stop(str(error)) from None
    except (UnclearDate, UnusableText) as error:
        raise WrongUse(str(error)) from None


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help"], "max_content_width": 100},
)
@click.option("--file", metavar="PATH", help="The journal's file, instead of the usual one.")
@click.option("--plain", is_flag=True, help="Digits and letters instead of bars and signs.")
@click.option("--demo", is_flag=True, help="Look around with example notes; nothing is kept.")
@click.version_option(__version__, message="alliance-journal %(version)s")
@click.pass_context
def cli(context: click.Context, file: str | None, plain: bool, demo: bool) -> None:
    """A private companion for people in therapy. Without a command, it opens the app.

    Everything stays in one file on this computer.
    """
    if file is not None and ("\0" in file or not file):
        raise WrongUse("This file name cannot be used. Name another one with --file PATH.")
    context.obj = Options(file, plain)
    if context.invoked_subcommand is not None:
        if demo:
            raise WrongUse("--demo opens the app; it goes with no command.")
        return
    if not (_is_terminal(sys.stdout) and _is_terminal(sys.stdin)):
        raise WrongUse(NO_TERMINAL)
    with in_sentences():
        from alliance_journal.start import run

        context.exit(run(None if demo else context.obj.journal_file(), plain=plain))


@cli.command()
@click.argument("text", required=False)
@click.option("--date", "day", metavar="D", default="today", help="The day: 28 May, yesterday, 2026-05-28 …")
@click.option("--with", "name", metavar="NAME", help="The therapist; a new name is added.")
@click.option("--kind", type=click.Choice(KINDS), default="between", show_default=True)
@click.option("--title", default="", help="A title; else the first words stand for it.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given more than once.")
@click.pass_obj
def add(
    options: Options, text: str | None, day: str, name: str | None, kind: str, title: str, tags: tuple[str, ...]
) -> None:
    """Write a note: TEXT, or standard input when TEXT is - or absent."""
    from alliance_journal.domain.dates import When, parse_day, parse_when, say_echo
    from alliance_journal.domain.text import one_line, tags_from, usable

    with in_sentences():
        # A session has an hour; a note between sessions has only its day.
        timed = kind in ("session", "consultation")
        when = parse_when(day, _today()) if timed else When(parse_day(day, _today()))
        for given in (title, name or "", *tags):
            usable(given)
        body = usable(_text_to_add(text))
        with _journal(options, begin=True) as journal:
            therapist = _therapist_for_entry(journal, name, kind)
            entry = journal.add_entry(
                cast("EntryKind", kind),
                when.day,
                clock=when.time,
                therapist_id=therapist.id if therapist else None,
                title=title,
                body=body,
                tags=tuple(tag for given in tags for tag in tags_from(given + ",")),
            )
    click.echo(f"saved · {say_echo(entry.date)} · {one_line(entry.shown_title)} · {entry.id}")


def _text_to_add(text: str | None) -> str:
    if text is None and _is_terminal(sys.stdin):
        text = click.prompt(
            "Your note (it is not shown)", hide_input=True, default="", show_default=False, err=True
        )
    elif text in (None, "-"):
        try:
            text = sys.stdin.buffer.read().decode() if sys.stdin else ""
        except UnicodeDecodeError:
            raise WrongUse("The text is not UTF-8, so nothing was saved. Convert it and try again.") from None
    if not text or not text.strip():
        raise WrongUse("There was no text, so nothing was saved. Write it after the command, or pipe it in.")
    return text


def _therapist_for_entry(journal: "Journal", name: str | None, kind: str) -> "Therapist | None":
    """The therapist named, added where the name is new; for a session without a name, the current one."""
    from alliance_journal.domain.text import one_line

    if name and name.strip():
        found = journal.therapist_named(name)
        if found is None:
            found = journal.add_therapist(name, "considering" if kind == "consultation" else "current")
            click.echo(f"{one_line(found.name)} is new and was added as a therapist.", err=True)
        return found
    if kind == "session":
        return next((t for t in journal.therapists() if t.status == "current"), None)
    return None


@cli.command("list")
@click.option("--since", metavar="D", help="From this day on.")
@click.option("--until", metavar="D", help="Up to this day.")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option("--with", "name", metavar="NAME", help="Only with this therapist.")
@click.option("--tag", metavar="T", help="Only with this tag.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with texts and answers.")
@click.pass_obj
def list_(
    options: Options,
    since: str | None,
    until: str | None,
    kind: str | None,
    name: str | None,
    tag: str | None,
    as_json: bool,
) -> None:
    """The entries, newest first, one a line."""
    from alliance_journal.domain.dates import parse_day
    from alliance_journal.domain.journal import number_sessions

    with in_sentences():
        first = parse_day(since, _today()) if since else date.min
        last = parse_day(until, _today()) if until else date.max
        with _journal(options) as journal:
            therapists = {t.id: t for t in journal.therapists()}
            wanted = _therapist_named(journal, name).id if name else None
            entries = journal.entries()
    places = number_sessions(entries)
    chosen = [
        entry
        for entry in reversed(entries)
        if first <= entry.date <= last
        and kind in (None, entry.kind)
        and wanted in (None, entry.therapist_id)
        and (tag is None or tag.lstrip("#").casefold() in (t.casefold() for t in entry.tags))
    ]
    if as_json:
        from alliance_journal.exchange.lossless import entry_json

        _hand_over_json([entry_json(entry) for entry in chosen])
        return
    for entry in chosen:
        therapist = therapists.get(entry.therapist_id or "")
        click.echo(_entry_line(entry, places.get(entry.id), therapist))


def _entry_line(entry: "Entry", place: int | None, therapist: "Therapist | None") -> str:
    from alliance_journal.domain.dates import say_echo
    from alliance_journal.domain.journal import KIND_NAMES
    from alliance_journal.domain.text import one_line

    kind = KIND_NAMES[entry.kind].lower() + (f" {place}" if place else "")
    answers = f"{len(entry.answers)} answers" if entry.answers else ""
    parts = (say_echo(entry.date), kind, therapist and therapist.name, entry.shown_title, answers, entry.id)
    return " · ".join(one_line(part) for part in parts if part)


@cli.command()
@click.option("--with", "name", metavar="NAME", help="Only with this therapist.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the numbers behind the words.")
@click.pass_obj
def trends(options: Options, name: str | None, as_json: bool) -> None:
    """What your answers say, in plain sentences: one line an element."""
    with in_sentences(), _journal(options) as journal:
        found = _trends(journal, name)
    if as_json:
        from alliance_journal.exchange import trends as document

        _hand_over_json(document.as_json(found, _today()))
        return
    from alliance_journal.domain.sentences import call_lines, lines
    from alliance_journal.domain.text import one_line

    names = [one_line(one.therapist.name) or "your therapist" for one in found]
    blocks = [lines(name, o.reading, _today()) for name, o in zip(names, found, strict=True) if o.reading.sessions]
    blocks += [call_lines(name, call, _today()) for name, o in zip(names, found, strict=True) for call in o.calls]
    if not blocks:
        click.echo("There are no sessions yet, so there is nothing to say.")
        return
    click.echo("\n\n".join("\n".join(block) for block in blocks))


def _trends(journal: "Journal", name: str | None) -> "list[TherapistTrends]":
    """The reading of each therapist's sessions, and of those that name nobody."""
    from alliance_journal.domain.journal import Therapist
    from alliance_journal.domain.reading import read
    from alliance_journal.exchange.trends import TherapistTrends

    therapists = [_therapist_named(journal, name)] if name else list(journal.therapists())
    if not name and journal.sessions(None):
        therapists.append(Therapist("", ""))
    with_tension = journal.questions_asked()["disagree"]
    found = []
    for therapist in therapists:
        entries = journal.sessions(therapist.id or None)
        calls = tuple(entry for entry in entries if entry.kind == "consultation" and entry.answers)
        found.append(TherapistTrends(therapist, read(entries, with_tension=with_tension), calls))
    return found


@cli.command()
@click.option("--format", "form", type=click.Choice(("txt", "md", "html")), default="txt", show_default=True)
@click.option("--output", metavar="PATH", default="-", help="Where to write it; - is standard output.")
@click.option("--with", "name", metavar="NAME", help="For the session with this therapist.")
@click.pass_obj
def brief(options: Options, form: str, output: str, name: str | None) -> None:
    """The page to bring to the next session, as chosen on the Prepare page."""
    from alliance_journal.exchange.brief import render
    from alliance_journal.store.bringing import page_for

    with in_sentences(), _journal(options) as journal:
        therapist = _therapist_named(journal, name) if name else journal.main_therapist()
        _, page = page_for(journal, therapist, _today())
    text = render(page, cast("Format", form))
    if output == "-":
        _hand_over(text)
        return
    _write_new(Path(output), text)
    click.echo(f"Written to {output}. It can be read by anyone who can open the file.")


@cli.command()
@click.argument("path")
@click.option("--format", "form", type=click.Choice(("json",)), default="json", show_default=True)
@click.pass_obj
def export(options: Options, path: str, form: str) -> None:
    """Everything in the journal, private things included, into a file."""
    from alliance_journal.exchange.lossless import dump
    from alliance_journal.store.documents import whole

    with in_sentences(), _journal(options) as journal:
        document = whole(journal)
        trash, drafts = journal.in_trash(), len(journal.drafts())
    text = dump(document, datetime.now(UTC))
    if path == "-":
        _hand_over(text)
    else:
        _write_new(Path(path), text)
        entries = _count(len(document.entries), "entry", "entries")
        click.echo(
            f"Everything is in {path}: {entries}, private things included. "
            "The file is not encrypted; keep it where only you can read it."
        )
    if drafts:
        click.echo(
            f"{_count(drafts, 'entry has', 'entries have')} text that is still being written and is not in it. "
            "Open the app once, then export again.",
            err=True,
        )
    if trash:
        click.echo(f"{_count(trash, 'entry', 'entries')} in the trash left out.", err=True)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


@cli.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--from", "form", type=click.Choice(("json",)), default="json", show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.pass_obj
def import_(options: Options, path: Path, form: str, dry_run: bool) -> None:
    """Add what a file has and the journal lacks; what is already there stays as it is."""
    from alliance_journal.store import backups
    from alliance_journal.store.documents import take_in

    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}. Check its name, then try again.") from None
    loaded = _load(options, path, data)
    with in_sentences():
        there = options.journal_file().exists()
    with in_sentences(), _journal(options, begin=not dry_run, or_memory=dry_run) as journal:
        copy = backups.make(journal) if there and not dry_run else None
        done = take_in(journal, loaded.document, keep=not dry_run)
    for line in _summary(done, loaded.left_out, dry_run):
        click.echo(line)
    if copy:
        click.echo(f"A backup was made before: {copy}")


def _load(options: Options, path: Path, data: bytes) -> "Loaded":
    """The document, read before a journal is begun for it."""
    from alliance_journal.exchange.lossless import load
    from alliance_journal.exchange.places import CannotRead

    with in_sentences(), _journal(options, or_memory=True) as journal:
        known = {t.name.casefold(): t.id for t in journal.therapists()}
    try:
        return load(data, known)
    except CannotRead as error:
        raise Stop(f"{error} Nothing was taken over from {path}; mend this place and try again.") from None


_ONE = {
    "therapists": "therapist",
    "entries": "entry",
    "topics": "topic",
    "homework": "piece of homework",
    "goals": "goal",
    "appointments": "appointment",
}


def _summary(done: "TakenIn", left_out: tuple[str, ...], dry_run: bool) -> Iterator[str]:
    from alliance_journal.domain.text import one_line

    def counted(things: Mapping[str, int]) -> str:
        return ", ".join(_count(number, _ONE.get(kind, kind), kind) for kind, number in things.items())

    yield f"{'Would be added' if dry_run else 'Added'}: {counted(done.added) or 'nothing'}."
    if done.already_there:
        yield f"Already there: {counted(done.already_there)}."
    if done.different:
        yield (
            f"{len(done.different)} of those differ from what is here; what is here was left as it is "
            "and the file's version was not taken over."
        )
    if left_out:
        yield f"Not known here, and left out: {', '.join(map(one_line, left_out))}."


@cli.command()
@click.pass_obj
def where(options: Options) -> None:
    """Every file and folder this program ever writes by itself, one a line."""
    with in_sentences():
        journal = options.journal_file()
        settings = paths.settings_file()
    for path, what in (
        (journal, "the journal"),
        (paths.journal_journal(journal), "only while something is being saved"),
        (paths.part_file(journal), "only while a new journal is being made"),
        (paths.journal_journal(paths.part_file(journal)), "only while a new journal is being made"),
        (paths.backups_folder(journal), "copies made before an import"),
        (settings, "looks and habits, nothing you wrote"),
        (paths.part_file(settings), "only while settings are being saved"),
    ):
        click.echo(f"{path}\t{what}")


def _is_terminal(stream: IO[str] | None) -> bool:
    """Whether somebody sits there; a stream that was closed before the start is None."""
    return stream is not None and stream.isatty()


def _hand_over(text: str) -> None:
    """Data on standard output: UTF-8 and byte for byte, where it is another program that reads it."""
    click.echo(text if _is_terminal(sys.stdout) else text.encode(), nl=False)


def _hand_over_json(value: object) -> None:
    _hand_over(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _today() -> date:
    return date.today()


@contextmanager
def _journal(options: Options, *, begin: bool = False, or_memory: bool = False) -> Iterator["Journal"]:
    """The journal, open; a new one only where a command is there to write."""
    from alliance_journal.store.connection import make_private
    from alliance_journal.store.errors import NoJournal
    from alliance_journal.store.journal import Journal

    path = options.journal_file()
    try:
        journal = Journal.open(path)
    except NoJournal:
        if not (begin or or_memory):
            raise
        journal = Journal.begin(path) if begin else Journal.in_memory()
    if journal.path and make_private(journal.path):
        click.echo("Others could read the journal's file; from now on only you can.", err=True)
    try:
        yield journal
    finally:
        journal.close()


def _therapist_named(journal: "Journal", name: str) -> "Therapist":
    from alliance_journal.domain.text import one_line

    found = journal.therapist_named(name)
    if found is None:
        names = ", ".join(one_line(t.name) for t in journal.therapists())
        known = f"There is: {names.removesuffix('.')}." if names else "There is no therapist yet."
        raise WrongUse(f"There is no therapist called {name!r} here. {known}")
    return found


def _write_new(path: Path, text: str) -> None:
    from alliance_journal.files import write_private

    try:
        write_private(path.expanduser(), text.encode())
    except FileExistsError as error:
        raise Stop(f"{error.filename} is there already and was left as it is. Choose another name.") from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise Stop(f"{path} cannot be written: {reason}. Choose another place.") from None


def main() -> None:
    """Run the program: private from its first moment, and calm when something unforeseen happens."""
    os.umask(0o077)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A sign the terminal does not have is no reason to stop.
        sys.stdout.reconfigure(errors="replace")
    try:
        cli.main(prog_name="alliance-journal")
    except Exception as error:
        from alliance_journal.calm import unforeseen

        click.echo(unforeseen(error), err=True)
        sys.exit(1)
