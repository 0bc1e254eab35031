"""A passphrase set, changed or removed beside the open app, and a journal that is moved: no typed word is lost."""

import contextlib
import datetime as dt
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.journal import Journal
from tests.conftest import Program
from tests.leaking import OLD, WORDS, files_of, nowhere_but
from tests.new_journal import new_journal
from tests.terminal import Terminal

pytestmark = pytest.mark.usefixtures("quick_keys")

TITLE: Final = "First one"
PRESENT: Final = Passphrase("four quiet words here")
NEW: Final = Passphrase("five other words for it")
BEFORE: Final = " Lighthouse."
AFTER: Final = " Windmill."


def begin(program: Program, passphrase: Passphrase | None) -> Path:
    """A journal in the usual place, with one session in it."""
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    with contextlib.closing(new_journal(path, passphrase=passphrase)) as journal:
        therapist = journal.therapists.add("Ada")
        journal.entries.add("session", dt.date.today(), therapist_id=therapist.id, title=TITLE, body=OLD)
    return path


def texts(path: Path, passphrase: Passphrase | None) -> list[str]:
    """The texts of all entries."""
    with contextlib.closing(Journal.open(path, passphrase=passphrase)) as journal:
        return sorted(entry.body for entry in journal.entries.list())


def file_with(program: Program, name: str, passphrase: Passphrase | None) -> Path:
    """A passphrase file."""
    file = program.home / name
    file.write_text(f"{passphrase.reveal() if passphrase else ''}\n")
    file.chmod(0o600)
    return file


def seal(program: Program, present: Passphrase | None, new: Passphrase | None) -> None:
    """Set, change or remove the passphrase with the command, as in another terminal."""
    verb = "remove" if new is None else "change" if present else "set"
    given: list[str | Path] = ["--passphrase-file", file_with(program, "present.txt", present)] if present else []
    chosen: list[str | Path] = ["--new-passphrase-file", file_with(program, "new.txt", new)] if new else []
    ran = program(*given, "passphrase", verb, *chosen)
    assert ran.code == 0, ran.err


def seal_while_typing(
    terminal: Terminal, program: Program, present: Passphrase | None, new: Passphrase | None
) -> str:
    """Do the same while somebody goes on typing in the app; what was typed."""
    typed = ""
    with ThreadPoolExecutor(1) as pool:
        sealing = pool.submit(seal, program, present, new)
        while not sealing.done():
            typed += "x"
            terminal.press("x")
            terminal.settle(0.3)
        sealing.result()
    return typed


def unlock(terminal: Terminal, passphrase: Passphrase) -> None:
    """Type the passphrase on the lock."""
    terminal.wait_for("passphrase")
    terminal.press(passphrase.reveal(), "enter")


def start(program: Program, passphrase: Passphrase | None) -> Terminal:
    """The app, open in the note."""
    terminal = Terminal(program)
    if passphrase:
        unlock(terminal, passphrase)
    terminal.wait_for(TITLE)
    terminal.press("enter")
    terminal.wait_for("Done writing")
    return terminal


def type_on(terminal: Terminal, text: str) -> None:
    """Type, and wait until the last word is on the screen."""
    terminal.press(text)
    terminal.wait_for(text.split()[-1])


def go_on_with_left_text(terminal: Terminal) -> None:
    """Answer the question about a text that was being written: go on with it."""
    terminal.wait_for("something was still being written in it")
    terminal.settle()
    terminal.press("enter")
    terminal.wait_for("Done writing")


SEALS: Final = pytest.mark.parametrize(
    ("present", "new"),
    [(None, NEW), (PRESENT, NEW), (PRESENT, None)],
    ids=["set", "change", "remove"],
)


@SEALS
def test_words_typed_before_and_after_are_saved(
    program: Program, present: Passphrase | None, new: Passphrase | None
) -> None:
    path = begin(program, present)
    with start(program, present) as terminal:
        type_on(terminal, BEFORE)
        typed = seal_while_typing(terminal, program, present, new)
        type_on(terminal, AFTER)
        if new:
            terminal.wait_for("has another passphrase now")
            terminal.wait_for("Type the new one")
            unlock(terminal, new)
        terminal.wait_for("Windmill.")
        type_on(terminal, " Umbrella.")
        terminal.press("escape", "ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
    assert texts(path, new) == [f"{OLD}{BEFORE}{typed}{AFTER} Umbrella."]
    assert list(path.parent.glob("*unsaved*")) == []


@SEALS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_words_are_offered_at_the_next_start_when_the_app_was_ended(
    program: Program, present: Passphrase | None, new: Passphrase | None, number: signal.Signals
) -> None:
    path = begin(program, present)
    with start(program, present) as terminal:
        type_on(terminal, BEFORE)
        typed = seal_while_typing(terminal, program, present, new)
        type_on(terminal, AFTER)
        terminal.kill(number)
        terminal.wait()
    if present or new:
        kept = files_of(path) if new is None or present is None else ()
        nowhere_but(program, WORDS[3:], [one for one in kept if new is None or "backups" in one.parts])
    with Terminal(program) as terminal:
        if new:
            unlock(terminal, new)
        terminal.wait_for(TITLE)
        terminal.settle()
        if new or "something was still being written in it" in terminal.words:
            # Without a passphrase, the app may have noticed the other file before it ended.
            go_on_with_left_text(terminal)
        terminal.press("escape", "ctrl+q")
        assert terminal.wait() == 0
    assert texts(path, new) == [f"{OLD}{BEFORE}{typed}{AFTER}"]
    assert list(path.parent.glob("*unsaved*")) == []


def test_locked_with_unsaved_words_a_kill_loses_none_of_them(program: Program) -> None:
    path = begin(program, PRESENT)
    with start(program, PRESENT) as terminal:
        typed = seal_while_typing(terminal, program, PRESENT, NEW)
        type_on(terminal, AFTER)
        terminal.wait_for("Type the new one")
        terminal.kill(signal.SIGKILL)
        terminal.wait()
    with Terminal(program) as terminal:
        unlock(terminal, NEW)
        go_on_with_left_text(terminal)
        terminal.press("escape", "ctrl+q")
        assert terminal.wait() == 0
    assert texts(path, NEW) == [f"{OLD}{typed}{AFTER}"]


def test_words_in_a_card_are_kept_as_well(program: Program) -> None:
    path = begin(program, PRESENT)
    with Terminal(program) as terminal:
        unlock(terminal, PRESENT)
        terminal.wait_for(TITLE)
        terminal.press("f5")
        terminal.wait_for("Nothing to talk about yet")
        terminal.press("n")
        terminal.wait_for("In your own words.")
        typed = seal_while_typing(terminal, program, PRESENT, NEW)
        type_on(terminal, "Umbrella")
        terminal.wait_for("Type the new one")
        unlock(terminal, NEW)
        terminal.wait_for("⏎ keep")
        terminal.press("enter")
        terminal.wait_for("Umbrella")
        terminal.wait_while("⏎ keep")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    with contextlib.closing(Journal.open(path, passphrase=NEW)) as journal:
        assert [topic.text for topic in journal.topics.list()] == [f"{typed}Umbrella"]


def away(path: Path) -> Callable[[], object]:
    """Move the file; what is returned moves it back."""
    elsewhere = path.rename(path.with_name("elsewhere.db"))
    return lambda: elsewhere.rename(path)


@pytest.mark.parametrize("present", [None, PRESENT], ids=["plain", "encrypted"])
def test_a_moved_journal_that_comes_back_gets_the_words(program: Program, present: Passphrase | None) -> None:
    path = begin(program, present)
    with start(program, present) as terminal:
        back = away(path)
        type_on(terminal, AFTER)
        terminal.wait_for("Not saved yet")
        back()
        type_on(terminal, " Umbrella.")
        terminal.wait_while("Not saved yet")
        terminal.press("escape", "ctrl+q")
        assert terminal.wait() == 0
    assert texts(path, present) == [f"{OLD}{AFTER} Umbrella."]


@pytest.mark.parametrize("by_key", [False, True], ids=["SIGTERM", "ctrl+q"])
@pytest.mark.parametrize("present", [None, PRESENT], ids=["plain", "encrypted"])
def test_words_typed_while_it_is_away_wait_for_it_when_the_app_was_ended(
    program: Program, present: Passphrase | None, by_key: bool
) -> None:
    path = begin(program, present)
    with start(program, present) as terminal:
        back = away(path)
        type_on(terminal, AFTER)
        if by_key:
            terminal.press("escape", "ctrl+q")
        else:
            terminal.kill(signal.SIGTERM)
        terminal.wait()
    (aside,) = path.parent.glob("*unsaved*")
    assert aside.stat().st_mode & 0o777 == 0o600
    assert aside.stat().st_uid == os.getuid()
    assert (b"Windmill" in aside.read_bytes()) is (present is None)
    back()
    with Terminal(program) as terminal:
        if present:
            unlock(terminal, present)
        go_on_with_left_text(terminal)
        terminal.press("escape", "ctrl+q")
        assert terminal.wait() == 0
    assert texts(path, present) == [f"{OLD}{AFTER}"]
    assert not aside.exists()
