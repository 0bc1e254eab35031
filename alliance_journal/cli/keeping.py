"""Keeping the journal safe, from the command line: backups, encryption, a look at everything, where it all is."""

import contextlib
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alliance_journal import paths
from alliance_journal.cli.base import (
    Options,
    Stop,
    WrongUse,
    asked,
    can_ask,
    count,
    in_sentences,
    opened,
    passphrase_in,
    say,
    with_passphrase,
)
from alliance_journal.cli.command_group import cli

if TYPE_CHECKING:
    from alliance_journal.domain.passphrase import Passphrase
    from alliance_journal.store.backup.backups import Backup
    from alliance_journal.store.journal import Journal
    from alliance_journal.store.maintenance.encryption import Sealed

UNKNOWN = "Whether there is a second folder for backups cannot be told: only the journal itself knows."
WHY = {
    "before-import": "before an import",
    "before-merge": "before a merge",
    "before-passphrase": "before the passphrase was changed",
    "before-restore": "before a restore",
    "before-update": "before an update",
}


# Backups


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--second-folder", metavar="FOLDER", help="From now on, put each backup here too; - for nowhere.")
@click.pass_obj
def backup(options: Options, path: Path | None, second_folder: str | None) -> None:
    """Make a verified copy now: in the folder of backups, or as PATH."""
    from alliance_journal.store.backup import backups
    from alliance_journal.store.maintenance import daily

    with in_sentences(), opened(options) as journal:
        if second_folder is not None:
            _choose_second_folder(journal, second_folder)
        if path is None:
            done = daily.back_up(journal)
            made, trouble = done.backup, done.trouble
        else:
            made, trouble = _own_name(path, journal.path), ""
            backups.copy_to(journal, made)
        encrypted = journal.passphrase is not None
    assert made
    kind = "It opens with your passphrase." if encrypted else "It is not encrypted."
    say(f"A checked copy is in {made}. {kind}")
    if trouble:
        raise Stop(trouble)


def _own_name(path: Path, journal: Path | None) -> Path:
    """The copy's own name: in a folder, that of the journal."""
    path = path.expanduser()
    return path / journal.name if journal and path.is_dir() else path


def _choose_second_folder(journal: "Journal", folder: str) -> None:
    place = "" if folder == "-" else str(Path(folder).expanduser().resolve())
    if place and not Path(place).is_dir():
        raise Stop(f"{place} is not a folder. Make it first, or name another one.")
    journal.set_upkeep("second folder", place)
    if place and journal.passphrase is None:
        click.echo("The journal is not encrypted, so whoever can open that folder can read its copies.", err=True)


@cli.command("backups")
@click.pass_obj
def backups_(options: Options) -> None:
    """The backups, newest first: day, size, kind, file."""
    from alliance_journal.store.backup import backups

    with in_sentences():
        found = backups.listed(options.journal_file())
    if not found:
        click.echo("There is no backup yet. The command backup makes one.")
    for one in found:
        say(_backup_line(one))


def _backup_line(one: "Backup") -> str:
    from alliance_journal.domain.dates.parse import say_echo

    at = one.at.astimezone()
    kind = "encrypted" if one.encrypted else "not encrypted"
    parts = (
        f"{say_echo(at.date())} {at:%H:%M}",
        f"{one.size / 1024:,.0f} KiB",
        kind,
        WHY.get(one.why, ""),
        one.path,
    )
    return " · ".join(str(part) for part in parts if part)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--keep-second-folder", is_flag=True, help="Go on putting each backup into the second folder that PATH names."
)
@click.pass_obj
def restore(options: Options, path: Path, keep_second_folder: bool) -> None:
    """Put a backup in the place of the journal; the present file is kept beside it."""
    from alliance_journal.store.backup import restore as restoring
    from alliance_journal.store.core.connection import is_encrypted
    from alliance_journal.store.core.errors import WrongPassphrase

    def put_back(key: "Passphrase | None", present: "Passphrase | None") -> restoring.Restored:
        folder = restoring.second_folder_in(chosen, key)
        may_stay = _may_stay(folder, journal, present, keep_second_folder)
        return restoring.restore(journal, chosen, key, present, second_folder=folder if may_stay else "")

    with in_sentences():
        journal = options.journal_file()
        chosen = _chosen_backup(path, journal)
        given = options.passphrase()
        try:
            done = with_passphrase(lambda key: put_back(key, given or key), given, " of the backup")
        except WrongPassphrase:
            # The backup may be from before the passphrase was changed.
            if given is None or not can_ask():
                raise
            done = put_back(asked("Passphrase of the backup"), given)
    plain = "" if is_encrypted(journal) else " It is not encrypted."
    say(f"The journal is now as it was in {chosen}.{plain}")
    if done.aside:
        say(f"As it was just now, it is kept in {done.aside}. Delete that when you miss nothing.")
    if done.foreign:
        click.echo(done.said(), err=True)
    if done.dropped:
        click.echo(
            f"The backup names a second folder for backups, {paths.shown(done.dropped)}. It was not taken over. "
            "The command backup --second-folder FOLDER chooses one.",
            err=True,
        )


def _may_stay(folder: str, journal: Path, present: "Passphrase | None", keep: bool) -> bool:
    """Tell whether a second folder that a backup names stays: it is the present one, or somebody says so."""
    from alliance_journal.store.backup import restore as restoring
    from alliance_journal.store.core.errors import JournalError

    if not folder or keep:
        return True
    with contextlib.suppress(JournalError):
        if restoring.second_folder_in(journal, present) == folder:
            return True
    asks = f"This backup also puts each copy of the journal into {paths.shown(folder)}. Go on with that?"
    return can_ask() and click.confirm(asks, default=False, err=True)


def _chosen_backup(path: Path, journal: Path) -> Path:
    """A backup by its path, or by its bare name in the folder of backups."""
    path = path.expanduser()
    inside = paths.backups_folder(journal) / path
    return inside if not path.exists() and path.name == str(path) and inside.exists() else path


# Encryption


@cli.group()
def passphrase() -> None:
    """Encrypt the journal, change its passphrase, or take the encryption away."""


_new_file = click.option("--new-passphrase-file", metavar="F", help="The first line of F is the new passphrase.")
_delete = click.option("--delete-old", is_flag=True, help="Delete the copies that the old way still opens.")


@passphrase.command("set")
@_new_file
@_delete
@click.pass_obj
def set_(options: Options, new_passphrase_file: str | None, delete_old: bool) -> None:
    """Encrypt the journal."""
    _change(options, new_passphrase_file, delete_old, encrypted=False)


@passphrase.command()
@_new_file
@_delete
@click.pass_obj
def change(options: Options, new_passphrase_file: str | None, delete_old: bool) -> None:
    """Give an encrypted journal another passphrase."""
    _change(options, new_passphrase_file, delete_old, encrypted=True)


@passphrase.command()
@click.pass_obj
def remove(options: Options) -> None:
    """Take the encryption away."""
    from alliance_journal.domain.passphrase import REMOVE_WORD
    from alliance_journal.store.maintenance.encryption import set_passphrase

    with in_sentences():
        path = options.journal_file()
        present = _present(options, path, encrypted=True)
        if can_ask():
            typed = click.prompt(f"Afterwards whoever can open the file can read it. Type {REMOVE_WORD}", err=True)
            if typed.strip().casefold() != REMOVE_WORD:
                raise Stop("Nothing was changed.")
        trouble = set_passphrase(path, present, None).trouble
    click.echo("The journal is not encrypted any more.")
    click.echo("Backups from before open only with the passphrase they were made with.")
    if trouble:
        raise Stop(trouble)


def _change(options: Options, new_file: str | None, delete_old: bool, *, encrypted: bool) -> None:
    from alliance_journal.domain.passphrase import SUGGESTED
    from alliance_journal.store.maintenance.encryption import set_passphrase

    with in_sentences():
        path = options.journal_file()
        present = _present(options, path, encrypted=encrypted)
        new = passphrase_in(new_file or options.new_passphrase_file, new=True) or _asked_twice()
        if new.is_short:
            click.echo(f"This passphrase is short. {SUGGESTED}", err=True)
        sealed = set_passphrase(path, present, new)
    if encrypted:
        click.echo("The journal opens with the new passphrase from now on.")
        what = "still opened by the passphrase they were made with"
    else:
        click.echo("The journal is encrypted now.")
        click.echo("Keep the passphrase: if it is lost, the journal is lost. Nothing else opens it.")
        what = "not encrypted"
    if sealed.trouble:
        raise Stop(sealed.trouble)
    click.echo("There is a new backup that opens with it, too.")
    _offer_to_delete(sealed, new, what, delete_old)


def _present(options: Options, path: Path, *, encrypted: bool) -> "Passphrase | None":
    """What opens the journal now.

    Raises:
        Stop: when it is encrypted already, or not yet.
    """
    from alliance_journal.store.core.connection import Kind, connect, key_for, look_before

    if (look_before(path) is Kind.ENCRYPTED) is not encrypted:
        raise Stop(
            "The journal is not encrypted yet. Use passphrase set."
            if encrypted
            else "The journal is encrypted already. Use passphrase change, or passphrase remove."
        )

    def opens(key: "Passphrase | None") -> "Passphrase | None":
        key = key_for(path, key)
        connect(path, key).close()
        return key

    return with_passphrase(opens, options.passphrase(), " now")


def _asked_twice() -> "Passphrase":
    if not can_ask():
        raise WrongUse("There is no new passphrase. Put it into a file and name that: --new-passphrase-file F.")
    new = asked("New passphrase")
    if asked("Once more") != new:
        raise Stop("The two were not the same, and nothing was changed. Try again.")
    return new


def _offer_to_delete(sealed: "Sealed", key: "Passphrase", what: str, delete: bool) -> None:
    from alliance_journal.store.backup import backups

    there = [copy for copy in sealed.old if copy.exists()]
    if not there or sealed.backup is None:
        return
    click.echo(f"{count(len(there), 'older copy is', 'older copies are')} {what}:")
    for copy in there:
        say(f"  {copy}")
    if not delete and can_ask():
        delete = click.confirm("Delete them for good?", default=False, err=True)
    if not delete:
        click.echo("They were left where they are.")
        return
    with in_sentences():
        trouble = backups.delete_old(there, sealed.backup, key)
    if trouble:
        raise Stop(" ".join(trouble))
    click.echo("They were deleted. A disk or a snapshot can still hold remains of them.")


# A look at everything


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
    others = (paths.other_copy(journal), paths.other_copy_anew(journal))
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
        (paths.part_file(settings), "only while settings are being saved"),
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
