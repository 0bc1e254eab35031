"""Everything out, and everything in, from the command line."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alliance_journal.cli.base import Options, Stop, count, hand_over, in_sentences, opened, write_new
from alliance_journal.cli.group import cli

if TYPE_CHECKING:
    from alliance_journal.exchange.lossless import Loaded
    from alliance_journal.store.documents import TakenIn


@cli.command()
@click.argument("path")
@click.option("--format", "form", type=click.Choice(("json",)), default="json", show_default=True)
@click.pass_obj
def export(options: Options, path: str, form: str) -> None:
    """Everything in the journal, private things included, into a file."""
    from alliance_journal.exchange.lossless import dump
    from alliance_journal.store.documents import whole

    with in_sentences(), opened(options) as journal:
        document = whole(journal)
        trash, drafts = journal.in_trash(), len(journal.drafts(also_of_others=True))
    text = dump(document, datetime.now(UTC))
    if path == "-":
        hand_over(text)
    else:
        write_new(Path(path), text)
        entries = count(len(document.entries), "entry", "entries")
        click.echo(
            f"Everything is in {path}: {entries}, private things included. "
            "The file is not encrypted; keep it where only you can read it."
        )
    if drafts:
        click.echo(
            f"{count(drafts, 'entry has', 'entries have')} text that is still being written and is not in it. "
            "Open the app once, then export again.",
            err=True,
        )
    if trash:
        click.echo(f"{count(trash, 'entry', 'entries')} in the trash left out.", err=True)


@cli.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--from", "form", type=click.Choice(("json",)), default="json", show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.pass_obj
def import_(options: Options, path: Path, form: str, dry_run: bool) -> None:
    """Add what a file has and the journal lacks; what is already there stays as it is."""
    from alliance_journal.store import upkeep
    from alliance_journal.store.documents import take_in

    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}. Check its name, then try again.") from None
    loaded = _load(options, path, data)
    with in_sentences():
        there = os.path.exists(options.journal_file())  # noqa: PTH110 - a name that is too long is not there
    with in_sentences(), opened(options, begin=not dry_run, or_memory=dry_run) as journal:
        copy = upkeep.back_up(journal, "before-import") if there and not dry_run else None
        done = take_in(journal, loaded.document, keep=not dry_run)
    for line in _summary(done, loaded.left_out, dry_run):
        click.echo(line)
    if copy:
        click.echo(f"A backup was made before: {copy.backup}")
        if copy.trouble:
            click.echo(copy.trouble, err=True)


def _load(options: Options, path: Path, data: bytes) -> "Loaded":
    """The document, read before a journal is begun for it."""
    from alliance_journal.exchange.lossless import load
    from alliance_journal.exchange.places import CannotRead

    with in_sentences(), opened(options, or_memory=True) as journal:
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
        return ", ".join(count(things[kind], one, kind) for kind, one in _ONE.items() if things[kind])

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
