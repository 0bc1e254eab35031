"""Nothing typed is ever lost, in real terminals: killed programs, two windows, files that cannot be written."""

import contextlib
import datetime as dt
import signal
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.journal import Journal, database_of
from tests.conftest import Program
from tests.leaking import OLD, WORDS, files_of, nowhere_but
from tests.new_journal import new_journal
from tests.terminal import Terminal
from tests.test_terminal import without_privileges

pytestmark = pytest.mark.usefixtures("quick_keys")

TITLE: Final = "First one"
PASSPHRASE: Final = Passphrase("four quiet words here")


@pytest.fixture
def begun(program: Program) -> Iterator[Path]:
    """A journal with one session in it; what is typed is in a journal and nowhere else in the end."""
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    with contextlib.closing(new_journal(path)) as journal:
        therapist = journal.therapists.add("Ada")
        journal.entries.add("session", dt.date.today(), therapist_id=therapist.id, title=TITLE, body=OLD)
    yield path
    # Where it could not be written, the client went on in a copy.
    journals = [found for found in (path, *program.home.rglob("*.db")) if "backups" not in found.parts]
    nowhere_but(program, WORDS, [file for found in journals for file in files_of(found)])


def texts(path: Path, passphrase: Passphrase | None = None) -> list[str]:
    """The texts of all entries."""
    with contextlib.closing(Journal.open(path, passphrase=passphrase)) as journal:
        return sorted(entry.body for entry in journal.entries.list())


def drafts(path: Path) -> list[str]:
    """Return what is being typed in any window, or was left."""
    with contextlib.closing(Journal.open(path)) as journal:
        return sorted(draft.body for draft in journal.drafts.list(also_of_others=True))


def unfinished(path: Path, card: str) -> str:
    """Return what is typed in a card."""
    with contextlib.closing(Journal.open(path)) as journal:
        found = database_of(journal).select("SELECT words FROM unfinished WHERE card = ?", (card,))
        return str(found[0]["words"]) if found else ""


def write(terminal: Terminal) -> None:
    """Open the note with the cursor, to write in it."""
    terminal.wait_for(TITLE)
    terminal.press("enter")
    terminal.wait_for("Done writing")


def type_on(terminal: Terminal, text: str) -> None:
    """Type, and wait until the last word is on the screen."""
    terminal.press(text)
    terminal.wait_for(text.split()[-1])


def leave(terminal: Terminal) -> None:
    """Close the program in order."""
    terminal.press("ctrl+q")
    assert terminal.wait() == 0
    terminal.restored()


# Two windows


def test_of_two_windows_in_one_note_the_killed_one_loses_nothing(program: Program, begun: Path) -> None:
    with Terminal(program) as staying:
        with Terminal(program) as killed:
            write(staying)
            write(killed)
            type_on(staying, " Lighthouse.")
            type_on(killed, " Windmill.")
            staying.wait_for(lambda: drafts(begun) == [f"{OLD} Lighthouse.", f"{OLD} Windmill."])
            killed.kill(signal.SIGKILL)
            killed.wait()
        type_on(staying, " Umbrella.")
        staying.press("escape")
        staying.wait_for(lambda: texts(begun) == [f"{OLD} Lighthouse. Umbrella."])
        assert "Windmill" not in staying.seen
        leave(staying)
    assert drafts(begun) == [f"{OLD} Windmill."]
    with Terminal(program) as terminal:
        terminal.wait_for("“First one” of")
        terminal.wait_for("both versions will be kept")
        terminal.settle()
        terminal.press("enter")
        terminal.wait_for("Windmill.")
        terminal.wait_for("Done writing")
        terminal.press("escape")
        terminal.wait_for("Both versions are kept")
        leave(terminal)
    assert texts(begun) == [f"{OLD} Lighthouse. Umbrella.", f"{OLD} Windmill."]
    assert drafts(begun) == []


def test_a_note_changed_in_two_windows_keeps_both_versions(program: Program, begun: Path) -> None:
    with Terminal(program) as one, Terminal(program) as two:
        write(one)
        write(two)
        type_on(one, " Lighthouse.")
        type_on(two, " Windmill.")
        one.press("escape")
        one.wait_for(lambda: texts(begun) == [f"{OLD} Lighthouse."])
        # The other window goes on undisturbed.
        type_on(two, " Umbrella.")
        assert "Done writing" in two.seen
        two.press("escape")
        two.wait_for("Both versions are kept")
        one.wait_for("Another versio")
        leave(one)
        leave(two)
    assert texts(begun) == [f"{OLD} Lighthouse.", f"{OLD} Windmill. Umbrella."]
    assert drafts(begun) == []


def test_what_another_program_adds_shows_while_something_is_typed(program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        write(terminal)
        type_on(terminal, " Umbrella.")
        terminal.press(*["left"] * len("rella."))
        terminal.settle()
        assert program("add", "Lighthouse").code == 0
        terminal.wait_for("Lighthouse")
        # The cursor is where it was, in the middle of a word.
        terminal.press("-")
        terminal.wait_for("Umb-rella.")
        leave(terminal)
    assert texts(begun) == ["Lighthouse", f"{OLD} Umb-rella."]


# Cards


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_words_in_a_card_survive_a_sudden_end(program: Program, begun: Path, number: signal.Signals) -> None:
    with Terminal(program) as terminal:
        terminal.wait_for(TITLE)
        terminal.press("f5")
        terminal.wait_for("Nothing to talk about yet")
        terminal.press("n")
        terminal.wait_for("In your own words.")
        type_on(terminal, "The silences and the umbrella")
        if number is signal.SIGKILL:
            terminal.wait_for(lambda: "The silences and the umbrella" in unfinished(begun, "prepare/new"))
        terminal.kill(number)
        terminal.wait()
    assert "The silences and the umbrella" in unfinished(begun, "prepare/new")
    with Terminal(program) as terminal:
        terminal.wait_for(TITLE)
        terminal.press("f5")
        terminal.wait_for("Nothing to talk about yet")
        terminal.press("n")
        terminal.wait_for("What you had typed here is back.")
        terminal.wait_for("The silences and the umbrella")
        terminal.press("enter")
        terminal.wait_while("is back")
        leave(terminal)
    with contextlib.closing(Journal.open(begun)) as journal:
        assert [topic.text for topic in journal.topics.list()] == ["The silences and the umbrella"]
        assert journal.unfinished.get("topic/new") is None


# Files that cannot be written


def test_a_file_another_program_holds_loses_nothing(program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        write(terminal)
        with contextlib.closing(sqlite3.connect(begun, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            type_on(terminal, " Umbrella.")
            terminal.wait_for("Not saved yet: the journal is busy. It is tried again by itself.")
            type_on(terminal, " Raincoat.")
        terminal.wait_for(lambda: drafts(begun) == [f"{OLD} Umbrella. Raincoat."])
        terminal.wait_while("Not saved yet")
        leave(terminal)
    assert texts(begun) == [f"{OLD} Umbrella. Raincoat."]


@pytest.fixture
def only_read(begun: Path) -> Iterator[Path]:
    """A journal in a folder where nothing can be written."""
    for file in (begun, begun.parent):
        file.chmod(file.stat().st_mode & ~stat.S_IWUSR)
    yield begun
    for file in (begun, begun.parent):
        file.chmod(file.stat().st_mode | stat.S_IWUSR)


def save_a_copy(terminal: Terminal, *, from_a_card: bool = False) -> None:
    """By the palette, or at once where a card cannot keep its words; where it is proposed."""
    terminal.press("ctrl+p")
    if not from_a_card:
        terminal.wait_for("Search commands")
        terminal.press("Save a copy")
        terminal.wait_for("a checked copy")
        terminal.settle()
        terminal.press("enter")
    terminal.wait_for("You go on in the")
    terminal.settle()
    terminal.press("enter")


def test_a_journal_that_can_only_be_read_is_gone_on_with_in_a_copy(program: Program, only_read: Path) -> None:
    before = only_read.read_bytes()
    with Terminal(program, before=without_privileges) as terminal:
        terminal.wait_for("This journal can only be read. ^p Save a copy to go on writing.")
        for page, words in (("f3", "How did"), ("f4", "This fills"), ("f5", "The page"), ("f2", TITLE)):
            terminal.press(page)
            terminal.wait_for(words)
            terminal.wait_for("This journal can only be read.")
        write(terminal)
        type_on(terminal, " Umbrella.")
        terminal.wait_for("not saved: the journal cannot be written")
        save_a_copy(terminal)
        terminal.wait_for("You go on in the copy at")
        terminal.settle()
        terminal.press("escape")
        terminal.wait_while("You go on in the copy at")
        terminal.wait_for("Umbrella.")
        assert "can only be read" not in terminal.seen
        write(terminal)
        type_on(terminal, " Raincoat.")
        leave(terminal)
    assert only_read.read_bytes() == before
    assert texts(program.home / "journal-copy.db") == [f"{OLD} Umbrella. Raincoat."]


def renamed(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def deleted(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("gone", [pytest.param(renamed, marks=pytest.mark.slow), deleted])
def test_a_file_that_went_away_is_gone_on_with_in_a_copy(
    program: Program, begun: Path, gone: Callable[[Path], None]
) -> None:
    with Terminal(program) as terminal:
        write(terminal)
        type_on(terminal, " Umbrella.")
        terminal.wait_for(lambda: drafts(begun) == [f"{OLD} Umbrella."])
        gone(begun)
        type_on(terminal, " Raincoat.")
        terminal.wait_for("Not saved yet")
        save_a_copy(terminal)
        terminal.wait_for("You go on in the copy at")
        terminal.settle()
        terminal.press("escape")
        terminal.wait_for("Raincoat.")
        leave(terminal)
    assert texts(begun.with_name("journal-copy.db")) == [f"{OLD} Umbrella. Raincoat."]


def test_words_in_a_card_go_into_the_copy_as_well(program: Program, only_read: Path) -> None:
    with Terminal(program, before=without_privileges) as terminal:
        terminal.wait_for("This journal can only be read.")
        terminal.press("f5")
        terminal.wait_for("Nothing to talk about yet")
        terminal.press("n")
        terminal.wait_for("In your own words.")
        type_on(terminal, "Umbrella")
        terminal.wait_for("Not saved yet")
        save_a_copy(terminal, from_a_card=True)
        terminal.wait_for("You go on in the copy at")
        leave(terminal)
    assert "Umbrella" in unfinished(program.home / "journal-copy.db", "prepare/new")


def test_the_copy_of_an_encrypted_journal_is_encrypted(program: Program) -> None:
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    with contextlib.closing(new_journal(path, passphrase=PASSPHRASE)) as journal:
        journal.entries.add("session", dt.date.today(), title=TITLE, body=OLD)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    with Terminal(program, before=without_privileges) as terminal:
        terminal.wait_for("This journal is encrypted.")
        terminal.settle()
        terminal.press(PASSPHRASE.reveal(), "enter")
        write(terminal)
        type_on(terminal, " Umbrella.")
        terminal.wait_for("not saved")
        save_a_copy(terminal)
        terminal.wait_for("You go on in the copy at")
        leave(terminal)
    path.parent.chmod(0o700)
    copy = program.home / "journal-copy.db"
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    assert texts(copy, PASSPHRASE) == [f"{OLD} Umbrella."]
    nowhere_but(program, WORDS)
