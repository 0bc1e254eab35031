"""The command line (design: formats.md). Thin: read the options, call, print. Nothing here needs Textual."""

import gc
import io
import os
import sys

from alliance_journal.cli import own_memory


def main() -> None:
    """Run the program: private from its first moment, and calm when something unforeseen happens."""
    os.umask(0o077)
    own_memory.close_to_others()
    # A start makes no garbage worth looking for. The app collects once it is seen, a command from its start.
    gc.disable()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A sign the terminal does not have is no reason to stop.
        sys.stdout.reconfigure(errors="replace")
    try:
        if len(sys.argv) == 1 and _is_terminal():
            sys.exit(_open_the_app())
        from alliance_journal.cli.command_group import cli

        cli.main(prog_name="alliance-journal")
    except Exception as error:
        from alliance_journal.calm import unforeseen

        print(unforeseen(error), file=sys.stderr)
        sys.exit(1)


def _is_terminal() -> bool:
    # A stream that was closed before the start is None.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _open_the_app() -> int:
    """As the group of commands does where there are no options: without loading what reads them."""
    from alliance_journal import paths
    from alliance_journal.start import run

    try:
        return run(paths.journal_file(), plain=False)
    except paths.NoHome as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    return 1
