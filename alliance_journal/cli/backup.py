"""The commands backup, backups and restore."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alliance_journal import paths
from alliance_journal.cli.base import (
    Options,
    Stop,
    asked,
    can_ask,
    in_sentences,
    opened,
    say,
    with_passphrase,
)
from alliance_journal.cli.command_group import cli

if TYPE_CHECKING:
    from alliance_journal.domain.passphrase import Passphrase
    from alliance_journal.store.backup.backups import Backup
    from alliance_journal.store.journal import Journal

WHY = {
    "before-import": "before an import",
    "before-merge": "before a merge",
    "before-passphrase": "before the passphrase was changed",
    "before-restore": "before a restore",
    "before-update": "before an update",
}


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--second-folder", metavar="FOLDER", help="From now on, put each backup here too; - for nowhere.")
@click.pass_obj
def backup(options: Options, path: Path | None, second_folder: str | None) -> None:
    """Make a verified copy now: in the folder of backups, or as PATH."""
    from alliance_journal.store.maintenance import daily

    with in_sentences(), opened(options) as journal:
        if second_folder is not None:
            _choose_second_folder(journal, second_folder)
        if path is None:
            done = daily.back_up(journal)
            made, trouble = done.backup, done.trouble
        else:
            made, trouble = _own_name(path, journal.path), ""
            journal.copy_to(made)
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
    journal.file_settings.set_second_folder(place)
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
