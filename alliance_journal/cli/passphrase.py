"""The commands that encrypt the journal, change its passphrase, or take the encryption away."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alliance_journal.cli.base import (
    Options,
    Stop,
    WrongUse,
    asked,
    can_ask,
    count,
    in_sentences,
    passphrase_in,
    say,
    with_passphrase,
)
from alliance_journal.cli.command_group import cli

if TYPE_CHECKING:
    from alliance_journal.domain.passphrase import Passphrase
    from alliance_journal.store.maintenance.encryption import Sealed


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
    """Return the passphrase that opens the journal now.

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
