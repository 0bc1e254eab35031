"""The search for planted words is tested itself: it sees them in each place where a run can leave them."""

from typing import Final

import pytest

from tests.conftest import Program
from tests.leaking import OLD, WORDS, files_of, nowhere_but
from tests.terminal import Terminal

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
LEAKS: Final = {
    "in the home": "pathlib.Path('.cache').write_text(said)",
    "in a temporary file": "pathlib.Path(tempfile.gettempdir(), 'note').write_text(said)",
    "in a backup of it": "pathlib.Path('backups').mkdir(); pathlib.Path('backups/one.db').write_text(said)",
    "before it takes the screen": f"print(said, '{ENTER}')",
    "after it gave the screen back": f"print('{ENTER} {LEAVE}', said)",
    "between, while it was stopped": f"print('{ENTER} {LEAVE}', said, '{ENTER} {LEAVE}')",
    "in the title": rf"print('{ENTER}\x1b]0;' + said + '\x07{LEAVE}')",
    "in a complaint": "print(said, file=sys.stderr)",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_a_leak_is_seen(program: Program, leak: str) -> None:
    code = f"import pathlib, sys, tempfile\nsaid = 'Somebody said: {OLD.upper()}'\n{leak}\n"
    with Terminal(program, launcher=("-c", code)) as terminal:
        assert terminal.wait() == 0
    with pytest.raises(AssertionError, match="walruses"):
        nowhere_but(program, WORDS)


def test_a_complaint_of_a_command_is_seen(program: Program) -> None:
    program(launcher=("-c", f"import sys; sys.exit('{OLD}')"))
    with pytest.raises(AssertionError, match="walruses"):
        nowhere_but(program, WORDS)


def test_what_was_on_the_whole_screen_alone_is_not_left(program: Program) -> None:
    """Also when it was killed there; and a journal that is not encrypted may hold its own words."""
    path = program.home / "journal.db"
    code = f"import os, pathlib; pathlib.Path('journal.db').write_text('{OLD}'); print('{ENTER} {OLD}', flush=True)"
    for end in (f"print('{OLD} {LEAVE}')", "os.abort()"):
        with Terminal(program, launcher=("-c", f"{code}; {end}")) as terminal:
            terminal.wait()
    nowhere_but(program, WORDS, files_of(path))
