"""Keys typed faster than the program starts, opens a screen or checks a passphrase go where they were meant."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal
from tests.conftest import Program
from tests.terminal import COVER, Terminal

KEY: Final = Passphrase("gale")
each_interval: Final = pytest.mark.parametrize("interval", [0.0, 0.03, 0.08], ids=["0 ms", "30 ms", "80 ms"])
"""Seconds between two keys: as a program types, as a key that is held down repeats, and as fast hands type."""


@contextlib.contextmanager
def journal_of(program: Program, key: Passphrase | None) -> Iterator[Path]:
    """A journal with three sessions, the newest first in the list."""
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    with contextlib.closing(Journal.begin(path, passphrase=key)) as journal:
        therapist = journal.therapists.add("Ada")
        for number, word in enumerate(("Oak.", "Elm.", "Ash.")):
            day = dt.date.today() - dt.timedelta(days=7 * (3 - number))
            journal.entries.add("session", day, therapist_id=therapist.id, body=word)
    yield path


def texts(path: Path, key: Passphrase | None) -> list[str]:
    """Texts of all entries, the oldest first."""
    with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
        return [entry.body for entry in journal.entries.list()]


@each_interval
def test_passphrase_list_and_search_typed_ahead(program: Program, interval: float) -> None:
    """Passphrase, then two lines down and text; then a search, its only result, and text."""
    if not HAS_ENCRYPTION:
        pytest.skip("sqlcipher3 has no wheel for this computer")
    with journal_of(program, KEY) as path, Terminal(program) as terminal:
        terminal.type(KEY.reveal(), "enter", "down", "down", "enter", " One", interval=interval)
        terminal.wait_for("Oak. One")
        # In a terminal, escape and a letter right behind it are one key.
        terminal.press("escape")
        terminal.wait_for("New session")
        terminal.type("/", "elm", "enter", "enter", " Two", interval=interval)
        terminal.wait_for("Elm. Two")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert texts(path, KEY) == ["Oak. One", "Elm. Two", "Ash."]


@each_interval
def test_new_session_typed_ahead_from_the_start(program: Program, interval: float) -> None:
    """The form of a new session, two fields of it with Tab, and the text of the session."""
    with journal_of(program, None) as path, Terminal(program) as terminal:
        terminal.type("n", "tab", "tab", "tab", "Leaf", "tab", "wind", "enter", "Rain", interval=interval)
        terminal.wait_for("1 word · saved")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        with contextlib.closing(Journal.open(path)) as journal:
            *earlier, new = journal.entries.list()
            assert [entry.body for entry in earlier] == ["Oak.", "Elm.", "Ash."]
            assert (new.title, new.tags, new.body.count("Rain")) == ("Leaf", ("wind",), 1)


@each_interval
def test_hide_acts_at_once(program: Program, interval: float) -> None:
    """Hidden in the middle of typing: what was typed before is saved, and nothing of it is seen."""
    with journal_of(program, None) as path, Terminal(program) as terminal:
        terminal.type("enter", interval=interval)
        terminal.wait_for("Done writing")
        terminal.type(" Snow", "ctrl+g", interval=interval)
        terminal.wait_for(lambda: terminal.words == COVER)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert texts(path, None) == ["Oak.", "Elm.", "Ash. Snow"]
