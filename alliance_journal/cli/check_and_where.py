"""The commands check and where: the state of the journal, and every file the program writes."""

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alliance_journal import paths
from alliance_journal.cli.base import (
    Options,
    can_ask,
    count,
    in_sentences,
    say,
    with_passphrase,
)
from alliance_journal.cli.command_group import cli

if TYPE_CHECKING:
    from alliance_journal.domain.passphrase import Passphrase

UNKNOWN = "Whether there is a second folder for backups is not known: it is stored in the journal itself."


@cli.command()
@click.option("--salvage", metavar="PATH", help="Read what can still be read into a new file.")
@click.pass_obj
def check(options: Options, salvage: str | None) -> None:
    """Look whether the journal is whole, private, backed up, and in a good place."""
    from alliance_journal.store.maintenance import check as checking

    with in_sentences():
        path = options.journal_file()
        if salvage is not None:
            _salvage(options, path, Path(salvage).expanduser())
            return
        now = dt.datetime.now(dt.UTC)
        found = with_passphrase(lambda key: checking.look(path, key, now), options.passphrase())
    for finding in found:
        say(f"{finding.sentence} {finding.next_step}")
    if any(finding.grave for finding in found):
        raise click.exceptions.Exit(1)
    if not found:
        say(f"{path} is whole, and only you can read it.")


def _salvage(options: Options, path: Path, target: Path) -> None:
    from alliance_journal.store.core.errors import NeedsPassphrase, NotAJournal
    from alliance_journal.store.maintenance.salvage import salvage

    def read(key: "Passphrase | None") -> None:
        done = salvage(path, target, key)
        say(f"What could be read is in {target}: {count(done.read['entries'], 'entry', 'entries')}.")
        if done.by_pages:
            click.echo("The file's list of tables was not whole, so rows were looked for page by page.")
        if done.lost:
            lost = ", ".join(f"{table} ({number})" for table, number in sorted(done.lost.items()))
            click.echo(f"Could not be read, by table and number of places: {lost}.")
        say(f"{path} was left as it is. Read the new file with --file before you go on with it.")

    def read_encrypted(key: "Passphrase | None") -> None:
        if key is None:
            raise NeedsPassphrase(path)
        read(key)

    try:
        with_passphrase(read, options.passphrase())
    except NotAJournal:
        # A damaged file can look like an encrypted one, and an encrypted one like nothing at all.
        if options.passphrase_file or not can_ask():
            raise
        with_passphrase(read_encrypted, None)


@cli.command()
@click.pass_obj
def where(options: Options) -> None:
    """Every file and folder this program ever writes by itself, one a line."""
    with in_sentences():
        journal = options.journal_file()
        settings = paths.settings_file()
        second, note = _second_folder(options, journal)
    part = paths.part_file(journal)
    others = (paths.other_copy(journal), paths.rewritten_copy(journal))
    copies = [name for copy in others for name in (copy, paths.journal_journal(copy))]
    for path, what in (
        (journal, "the journal"),
        (paths.journal_journal(journal), "only while something is being saved"),
        (part, "only while a new journal is being made or put in place"),
        (paths.journal_journal(part), "only while a new journal is being made"),
        *((copy, "only while another copy is being merged, or a backup is put in place") for copy in copies),
        (paths.backups_folder(journal), "checked copies: daily, and before an import or a change of passphrase"),
        (paths.aside(journal, "before-restore", "*"), "the journal as it was before a restore"),
        (paths.unsaved(journal, "*"), "words that could not be saved when the app ended, until its next start"),
        *([(second, "the second folder for backups that you chose")] if second else []),
        (settings, "looks and habits, nothing you wrote"),
        (paths.part_file(Path(os.path.realpath(settings))), "only while settings are being saved"),
    ):
        click.echo(f"{paths.shown(path)}\t{what}")
    if note:
        say(note, err=True)


def _second_folder(options: Options, path: Path) -> tuple[Path | None, str]:
    """The second folder for backups, which the journal alone knows; a word about it where that cannot be asked."""
    from alliance_journal.cli.passphrase_file import in_either_reading
    from alliance_journal.store.backup import backups
    from alliance_journal.store.core.errors import JournalError, NeedsPassphrase, NoJournal, WrongPassphrase

    try:
        given = options.passphrase()
        return in_either_reading(lambda key: backups.second_folder_at(path, key), given), ""
    except NoJournal:
        return None, ""
    except WrongPassphrase:
        raise
    except NeedsPassphrase:
        return None, f"{UNKNOWN} With --passphrase-file it is named too."
    except JournalError as error:
        return None, f"{UNKNOWN} {error}"
