"""Command that merges another copy of the journal."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alliance_journal.cli.base import Options, Stop, in_sentences, opened, passphrase_in, say, with_passphrase
from alliance_journal.cli.command_group import cli

if TYPE_CHECKING:
    from alliance_journal.domain.passphrase import Passphrase
    from alliance_journal.store.merge.merge_journals import MergeResult


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--other-passphrase-file", metavar="F", help="The first line of F opens the other copy.")
@click.pass_obj
def merge(options: Options, path: Path, dry_run: bool, other_passphrase_file: str | None) -> None:
    """Take over what another copy of this journal has: another computer's, or an old backup.

    What was changed in both copies is kept in both versions. The other copy stays as it is.
    """
    from alliance_journal.domain.merge_report import say_merged
    from alliance_journal.store.backup import backups
    from alliance_journal.store.core.errors import CannotWrite, NeedsPassphrase, WrongPassphrase
    from alliance_journal.store.merge.merge_journals import merge_file

    path = path.expanduser()
    with in_sentences(), opened(options) as journal:
        if journal.read_only:
            raise CannotWrite.only_read(journal.path)
        given = passphrase_in(other_passphrase_file)

        def take(key: "Passphrase | None") -> "MergeResult":
            if key or journal.passphrase is None:
                return merge_file(journal, path, key, dry_run=dry_run)
            try:
                # Two copies of one journal usually have the same passphrase.
                return merge_file(journal, path, journal.passphrase, dry_run=dry_run)
            except WrongPassphrase:
                raise NeedsPassphrase(path) from None

        try:
            taken = with_passphrase(take, given, " of the other copy")
        except NeedsPassphrase:
            raise Stop(
                f"{path} is encrypted. Its passphrase is asked for on a terminal, or read from a file with "
                "--other-passphrase-file F."
            ) from None
    for line in say_merged(taken.done, dry_run=dry_run):
        say(line)
    if taken.backup:
        say(backups.made_before(taken.backup))
    if taken.trouble:
        say(taken.trouble, err=True)
