"""The app in a terminal, typed into word by word; each word is known to be kept once somebody else sees it."""

import contextlib
from functools import partial
from pathlib import Path
from typing import Final

from alliance_journal.store.core.errors import Busy
from alliance_journal.store.journal import Journal, database_of
from tests.terminal import Terminal
from tests.torture.child import DAY
from tests.torture.killing import Progress, is_whole
from tests.torture.kinds import Place

TYPED: Final = ("harbour", "lantern", "window", "quarrel", "morning", "silence")
TITLE: Final = "A note"


def begin_note(path: Path) -> None:
    """Put the note there that is written in."""
    with contextlib.closing(Journal.open(path)) as journal:
        journal.entries.add("between", DAY, title=TITLE, body="")


def open_note(terminal: Terminal) -> None:
    """Go to the note, to write in it."""
    terminal.wait_for(TITLE)
    terminal.press("enter")
    terminal.wait_for("Done writing")


def type_and_see(terminal: Terminal, path: Path, number: int) -> None:
    """Type the word with this number, and wait until it is in the file."""
    terminal.press(f"{TYPED[number]} ")
    terminal.wait_for(partial(is_kept, path, " ".join(TYPED[: number + 1])))


def is_kept(path: Path, text: str) -> bool:
    """Return whether somebody else who opens the file finds this in the note."""
    return text in text_in(path)


def text_in(path: Path) -> str:
    """The note, as far as it is kept: what is typed, else its text; empty while the app is writing."""
    with contextlib.suppress(Busy), contextlib.closing(Journal.open(path)) as journal:
        (entry,) = journal.entries.list()
        rows = database_of(journal).select("SELECT body FROM drafts")
        return str(rows[0]["body"]) if rows else entry.body
    return ""


def is_typed(place: Place, progress: Progress) -> int:
    is_whole(place.path, None)
    text = text_in(place.path)
    assert "".join(f"{word} " for word in TYPED).startswith(text)
    kept = text.split()
    assert len(kept) >= progress.done
    return progress.done
