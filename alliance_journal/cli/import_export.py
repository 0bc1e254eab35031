"""Commands that export and import journals."""

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from alliance_journal.cli.base import (
    Options,
    Stop,
    WrongUse,
    count,
    escaped_json,
    hand_over,
    in_sentences,
    in_writing,
    is_terminal,
    opened,
    say,
    today,
)
from alliance_journal.cli.command_group import cli
from alliance_journal.cli.progress import shown
from alliance_journal.exchange.base import CannotRead, DateOrder, Format, ReadOptions, WriteOptions
from alliance_journal.exchange.registry import FORMATS, export_formats, import_formats

if TYPE_CHECKING:
    from alliance_journal.domain.import_report import Loaded
    from alliance_journal.store.journal import Journal


def _names(formats: Iterable[Format]) -> tuple[str, ...]:
    return tuple(form.name for form in formats)


def _export_help() -> str:
    """Return the description of the command `export`, which names the formats that are folders."""
    folders = " and ".join(_names(form for form in export_formats() if form.is_folder))
    return f"Everything in the journal, private things included, into a file, or a folder for {folders}."


@cli.command(help=_export_help())
@click.argument("path")
@click.option(
    "--format",
    "name",
    type=click.Choice(_names(export_formats())),
    default=export_formats()[0].name,
    show_default=True,
)
@click.option("--raw", is_flag=True, help="CSV without the apostrophe before what a spreadsheet would run.")
@click.pass_obj
def export(options: Options, path: str, name: str, raw: bool) -> None:
    """Write an export to a new file or folder, or to standard output."""
    from alliance_journal.exchange import export_file
    from alliance_journal.store.transfer.export_source import outgoing

    form = FORMATS[name]
    if raw and not form.has_raw:
        names = _names(form for form in export_formats() if form.has_raw)
        raise WrongUse(f"--raw goes with --format {' or '.join(names)}.")
    if path == "-" and form.is_folder:
        raise WrongUse(f"As {name}, an export is a folder of files. Name the folder instead of -.")
    now, data = datetime.now(UTC), io.BytesIO()
    with in_sentences(), opened(options) as journal, outgoing(journal) as source:
        if path == "-":
            # Printed after the journal is closed, so that a slow reader does not block other writers.
            export_file.write_to(source, data, form, WriteOptions(now))
        else:
            with in_writing(path), _stoppable("Nothing was written."), shown("Writing") as progress:
                export_file.write(source, Path(path).expanduser(), form, WriteOptions(now, raw, progress))
    if path == "-":
        _to_standard_output(data.getvalue(), is_json=form.suffix == ".json")
    else:
        for line in export_file.report(source, path, form):
            say(line)
    if source.drafts:
        click.echo(
            f"{count(source.drafts, 'entry has', 'entries have')} text that is still being written and is not in "
            "it. Open the app once, then export again.",
            err=True,
        )
    if source.trash:
        click.echo(f"{count(source.trash, 'entry', 'entries')} in the trash left out.", err=True)
    if source.versions:
        versions = count(source.versions, "earlier version", "earlier versions")
        click.echo(f"{versions} of texts left out; a backup holds everything.", err=True)


def _to_standard_output(data: bytes, *, is_json: bool) -> None:
    """Write data unchanged to another program; on a terminal, without control characters."""
    from alliance_journal.domain.text import printable

    if is_terminal(sys.stdout) and is_json:
        data = escaped_json(data.decode()).encode()
    elif is_terminal(sys.stdout):
        data = "".join(f"{printable(line)}\n" for line in data.decode().split("\n")[:-1]).encode()
    hand_over(data)


@cli.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "name",
    type=click.Choice(_names(import_formats())),
    help="What the file is, where that cannot be seen.",
)
@click.option("--dates", type=click.Choice(("day-first", "month-first")), help="How 10/11/2026 is meant in it.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.pass_obj
def import_(options: Options, path: Path, name: str | None, dates: str | None, dry_run: bool) -> None:
    """Add what a file or folder has and the journal lacks; what is already there stays as it is."""
    from alliance_journal.store.transfer.import_document import known_therapists

    with _in_reading(path):
        path = path.expanduser()
    with in_sentences():
        there = os.path.exists(options.journal_file())  # noqa: PTH110 - a name that is too long is not there
    form = FORMATS[name] if name else _detected(path)
    order = cast("DateOrder | None", dates)
    if there:
        with in_sentences(), opened(options) as journal:
            loaded = _loaded(path, form, known_therapists(journal), order)
            _take_in(journal, loaded, form, dry_run=dry_run, back_up=True)
        return
    # A new journal is created only if the file can be read.
    loaded = _loaded(path, form, {}, order)
    with in_sentences(), opened(options, begin=not dry_run, or_memory=dry_run) as journal:
        _take_in(journal, loaded, form, dry_run=dry_run, back_up=False)


def _take_in(journal: "Journal", loaded: "Loaded", form: Format, *, dry_run: bool, back_up: bool) -> None:
    """Make a backup, import the records, and print the result."""
    from alliance_journal.domain.import_report import summary
    from alliance_journal.store.backup import backups
    from alliance_journal.store.maintenance import daily
    from alliance_journal.store.transfer.import_document import import_into

    copy = daily.back_up(journal, "before-import") if back_up and not dry_run else None
    with _stoppable("Nothing was taken over."), shown("Taking over") as progress:
        done = import_into(journal, loaded, dry_run=dry_run, progress=progress)
    for line in summary(done, loaded, dry_run=dry_run):
        say(line)
    click.echo(f"Read as {form.title}.")
    if copy and copy.backup:
        say(backups.made_before(copy.backup))
    if copy and copy.trouble:
        say(copy.trouble, err=True)


def _detected(path: Path) -> Format:
    from alliance_journal.exchange.detect import detect_format

    with _in_reading(path):
        return detect_format(path)


def _loaded(path: Path, form: Format, known: dict[str, str], dates: DateOrder | None) -> "Loaded":
    """Read the whole file, before anything of it is imported."""
    from alliance_journal.exchange.import_file import read_file

    with _in_reading(path), _stoppable("Nothing was taken over."), shown("Reading") as progress:
        return read_file(path, form, ReadOptions(known, today(), dates, progress))


@contextlib.contextmanager
def _in_reading(path: Path) -> Iterator[None]:
    from alliance_journal.domain.text import one_line
    from alliance_journal.exchange.import_file import error_sentence

    try:
        yield
    except CannotRead as error:
        raise Stop(one_line(error_sentence(error, str(path)))) from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise Stop(f"{path} cannot be read: {reason}. Check its name, then try again.") from None


@contextlib.contextmanager
def _stoppable(then: str) -> Iterator[None]:
    """Turn Ctrl-C into a sentence; the interrupted function cleans up after itself."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stop(f"It was stopped. {then}") from None
