"""The command group of the program; without a command it opens the app."""

import contextlib
import gc
import importlib
import sys
from collections.abc import Iterator
from typing import Any, Final

import click

from alliance_journal import __version__
from alliance_journal.cli.base import Options, WrongUse, in_sentences, is_terminal
from alliance_journal.paths import printed

NO_TERMINAL = (
    "The app needs a terminal to draw on. For scripts there are commands: alliance-journal --help lists them."
)

COMMANDS: Final = (
    "backup",
    "check_and_where",
    "entries",
    "import_export",
    "merge",
    "passphrase",
    "trends_and_brief",
)
"""Modules of this package that define commands."""


class Commands(click.Group):
    """Command group that imports its commands on demand, because opening the app needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name, or None."""
        self._load()
        return super().get_command(ctx, cmd_name)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse the options before the command."""
        with _wrong_use_in_plain_signs():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, which parses its own options."""
        with _wrong_use_in_plain_signs():
            return super().invoke(ctx)

    def _load(self) -> None:
        for name in COMMANDS:
            importlib.import_module(f"alliance_journal.cli.{name}")


@contextlib.contextmanager
def _wrong_use_in_plain_signs() -> Iterator[None]:
    """Remove control characters from click's messages, where a shell's `*` may put file names with them."""
    try:
        yield
    except click.UsageError as error:
        raise click.UsageError(printed(error.format_message()), error.ctx) from None


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help"], "max_content_width": 100},
)
@click.option("--file", metavar="PATH", help="The journal's file, instead of the usual one.")
@click.option("--passphrase-file", metavar="F", help="The first line of F opens an encrypted journal.")
@click.option("--new-passphrase-file", metavar="F", hidden=True)
@click.option("--plain", is_flag=True, help="Digits and letters instead of bars and signs.")
@click.option("--demo", is_flag=True, help="Look around with example notes; nothing is kept.")
@click.version_option(__version__, message="alliance-journal %(version)s")
@click.pass_context
def cli(
    context: click.Context,
    file: str | None,
    passphrase_file: str | None,
    new_passphrase_file: str | None,
    plain: bool,
    demo: bool,
) -> None:
    """A private companion for people in therapy. Without a command, it opens the app.

    Everything stays in one file on this computer.
    """
    if file is not None and ("\0" in file or not file):
        raise WrongUse("This file name cannot be used. Name another one with --file PATH.")
    options = context.obj = Options(file, plain, passphrase_file, new_passphrase_file)
    if context.invoked_subcommand is not None:
        gc.enable()
        if demo:
            raise WrongUse("--demo opens the app; it goes with no command.")
        return
    if not (is_terminal(sys.stdout) and is_terminal(sys.stdin)):
        raise WrongUse(NO_TERMINAL)
    with in_sentences():
        from alliance_journal.ui.run import run

        path, given = (None, None) if demo else (options.journal_file(), options.passphrase())
        if given is None:
            context.exit(run(path, plain=plain))
        from alliance_journal.cli.passphrase_file import in_either_reading

        context.exit(in_either_reading(lambda key: run(path, plain=plain, passphrase=key), given))
