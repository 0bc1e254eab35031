"""The command line (design: formats.md). Thin: read the options, call, print. Nothing here needs Textual."""

import io
import os
import sys

import click

from alliance_journal.cli import keeping, notes, outside, reading
from alliance_journal.cli.group import cli

__all__ = ["cli", "keeping", "main", "notes", "outside", "reading"]


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
