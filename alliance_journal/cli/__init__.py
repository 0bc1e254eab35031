"""The command line: a thin layer that reads options, calls functions and prints. It does not use Textual."""

import gc
import io
import os
import sys

from alliance_journal.cli import own_memory


def main() -> None:
    """Run the program: set privacy measures first, and report an unexpected error without a traceback."""
    os.umask(0o077)
    own_memory.close_to_others()
    # The start creates little garbage. The app turns collection on after its first frame, a command at its start.
    gc.disable()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A character that the terminal's encoding lacks must not stop the program.
        sys.stdout.reconfigure(errors="replace")
    try:
        if len(sys.argv) == 1 and _is_terminal():
            sys.exit(_open_the_app())
        from alliance_journal.cli.command_group import cli

        cli.main(prog_name="alliance-journal")
    except Exception as error:
        from alliance_journal.crash_message import crash_message

        print(crash_message(error), file=sys.stderr)
        sys.exit(1)


def _is_terminal() -> bool:
    # A stream that was closed before the start is None.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _open_the_app() -> int:
    """Open the app without options, as the command group does, but without importing click."""
    from alliance_journal import paths
    from alliance_journal.ui.run import run

    try:
        return run(paths.journal_file(), plain=False)
    except paths.NoHome as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    return 1
