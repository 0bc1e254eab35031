"""The lock in a real terminal: what it receives, what stays open, and how the program ends."""

import contextlib
import datetime as dt
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.settings_store import change
from alliance_journal.store.backup import backups
from alliance_journal.store.core.connection import is_encrypted
from alliance_journal.store.journal import Journal, database_of
from tests.conftest import Program, mode, snapshot
from tests.leaking import files_of, nowhere_but
from tests.new_journal import new_journal
from tests.terminal import COVER, RESTORED, Terminal

pytestmark = pytest.mark.usefixtures("quick_keys")

WORDS: Final = "umbrella lighthouse windmill"
KEY: Final = Passphrase(WORDS)
PLANTED: Final = "PLANTED"
TYPED: Final = "raincoat"
BLANK: Final = b"\x1b[0m\x1b[2J"
HARMLESS: Final = frozenset({b"]22"})
LATER: Final = (
    "-c",
    "import pathlib, time\n"
    "from alliance_journal.ui.controllers.lock import LockController\n"
    "def wall():\n"
    "    later = pathlib.Path('later')\n"
    "    return time.time() + (float(later.read_text() or 0) if later.exists() else 0)\n"
    "LockController.wall = staticmethod(wall)\n"
    "from alliance_journal.cli import main\n"
    "main()\n",
)
"""Starts the program with a clock on the wall that a file called `later` puts forward by so many seconds."""


def begin(program: Program, key: Passphrase | None) -> Path:
    """A journal with one session in it."""
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    with contextlib.closing(new_journal(path, passphrase=key)) as journal:
        therapist = journal.therapists.add("Ada")
        journal.entries.add("session", dt.date.today(), therapist_id=therapist.id, body=f"{PLANTED} sentence.")
    return path


@pytest.fixture
def sealed(program: Program) -> Iterator[Path]:
    yield begin(program, KEY)
    nowhere_but(program, (PLANTED, TYPED, *WORDS.split()))


@pytest.fixture
def plain(program: Program) -> Iterator[Path]:
    path = begin(program, None)
    yield path
    nowhere_but(program, (PLANTED, TYPED), files_of(path))


def texts(path: Path) -> list[str]:
    """The texts of all entries."""
    with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
        return [entry.body for entry in journal.entries.list()]


def unlock(terminal: Terminal) -> None:
    """Type the passphrase."""
    terminal.wait_for("⏎ open")
    terminal.settle()
    terminal.press(WORDS, "enter")
    terminal.wait_for(PLANTED)


def write(terminal: Terminal) -> None:
    """Write in the note."""
    terminal.press("enter")
    terminal.wait_for("Done writing")
    terminal.press(f" {TYPED}")
    terminal.wait_for(TYPED)


OPEN_TO_TESTS: Final = (
    "-c",
    "from alliance_journal.cli import main, own_memory\nown_memory.close_to_others = lambda: None\nmain()\n",
)
"""Starts the program without what keeps other processes from seeing which files it has open."""


def files_open(terminal: Terminal) -> list[str]:
    """Return what the program has open of any journal."""
    found = []
    for number in Path(f"/proc/{terminal.process.pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(number.readlink()))
    return [name for name in found if "journal.db" in name]


def shows_nothing_of_it(terminal: Terminal, since: int) -> None:
    """Since it was made blank, nothing that was written has been sent to the terminal."""
    _, blank, sent = terminal.raw[since:].partition(BLANK)
    assert blank
    for secret in (PLANTED, TYPED, *WORDS.split()):
        assert secret.encode() not in sent
        assert secret not in terminal.seen


def test_what_is_typed_impatiently_arrives(program: Program, sealed: Path) -> None:
    """While the program starts, and while the journal is opened: the passphrase, and words behind it."""
    with Terminal(program) as terminal:
        terminal.wait_for(lambda: not terminal.echoes)
        assert not terminal.drawn
        terminal.press(WORDS, "enter", "enter", f" {TYPED}")
        terminal.wait_for(TYPED)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
    assert texts(sealed) == [f"{PLANTED} sentence. {TYPED}"]


def test_locked_by_key(program: Program, sealed: Path) -> None:
    with Terminal(program, launcher=OPEN_TO_TESTS) as terminal:
        unlock(terminal)
        write(terminal)
        assert files_open(terminal)
        terminal.settle()
        since = len(terminal.raw)
        terminal.press("ctrl+l")
        terminal.wait_for("Your journal is locked.")
        terminal.wait_for(lambda: files_open(terminal) == [])
        terminal.settle()
        shows_nothing_of_it(terminal, since)
        # The words are in the journal, and the journal can be used by other programs.
        assert texts(sealed) == [f"{PLANTED} sentence. {TYPED}"]
        unlock(terminal)
        terminal.wait_for(TYPED)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
        assert terminal.said_before == terminal.said_after == ""
        assert terminal.commands() <= HARMLESS


@pytest.mark.parametrize("key", [b"\x07", b"\x1b[20~"], ids=["ctrl+g", "f9"])
def test_hidden_before_anything_else_happens(program: Program, sealed: Path, key: bytes) -> None:
    with Terminal(program, launcher=OPEN_TO_TESTS) as terminal:
        unlock(terminal)
        write(terminal)
        terminal.settle()
        since = len(terminal.raw)
        terminal.send(key)
        terminal.wait_for(lambda: terminal.words == COVER)
        terminal.wait_for(lambda: files_open(terminal) == [])
        terminal.settle()
        shows_nothing_of_it(terminal, since)
        terminal.press("x")
        terminal.wait_for("Your journal is locked.")
        shows_nothing_of_it(terminal, since)
        unlock(terminal)
        terminal.wait_for(TYPED)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_hidden_while_another_program_holds_the_journal(program: Program, sealed: Path) -> None:
    """Typed text that cannot be saved at this moment is hidden all the same, and not lost."""
    with (
        Terminal(program, launcher=OPEN_TO_TESTS) as terminal,
        contextlib.closing(Journal.open(sealed, passphrase=KEY)) as other,
    ):
        unlock(terminal)
        database_of(other).connection.execute("BEGIN IMMEDIATE")
        write(terminal)
        terminal.settle()
        since = len(terminal.raw)
        terminal.press("ctrl+g")
        terminal.wait_for(lambda: terminal.words == COVER)
        terminal.press("x")
        terminal.wait_for("Your last words are not saved yet")
        shows_nothing_of_it(terminal, since)
        database_of(other).connection.execute("ROLLBACK")
        terminal.wait_for(lambda: texts(sealed) == [f"{PLANTED} sentence. {TYPED}"])
        terminal.wait_for(lambda: files_open(terminal) == [])
        unlock(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_stopped_and_brought_back_it_is_locked(program: Program, sealed: Path) -> None:
    with Terminal(program) as terminal:
        unlock(terminal)
        write(terminal)
        terminal.settle()
        since = len(terminal.raw)
        terminal.kill(signal.SIGTSTP)
        terminal.wait_for(terminal.is_stopped)
        terminal.settle()
        assert terminal.modes() == RESTORED
        terminal.kill(signal.SIGCONT)
        terminal.wait_for("Your journal is locked.")
        terminal.settle()
        shows_nothing_of_it(terminal, since)
        unlock(terminal)
        terminal.wait_for(TYPED)
        terminal.kill(signal.SIGTSTP)
        terminal.wait_for(terminal.is_stopped)
        terminal.kill(signal.SIGCONT)
        terminal.wait_for("Your journal is locked.")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()


def test_after_a_sleep_the_first_key_finds_the_lock(program: Program, sealed: Path) -> None:
    with Terminal(program, launcher=LATER) as terminal:
        unlock(terminal)
        terminal.settle()
        since = len(terminal.raw)
        (program.home / "later").write_text("60")
        terminal.press("enter")
        terminal.wait_for("Your journal is locked.")
        terminal.settle()
        shows_nothing_of_it(terminal, since)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


@pytest.mark.parametrize("key", [KEY, None], ids=["locked", "hidden"])
def test_locked_for_long_the_program_ends(program: Program, key: Passphrase | None) -> None:
    path = begin(program, key)
    with Terminal(program, launcher=LATER) as terminal:
        if key:
            unlock(terminal)
        terminal.wait_for(PLANTED)
        write(terminal)
        terminal.press("ctrl+l")
        terminal.wait_for("Your journal is locked." if key else "Hidden.")
        (program.home / "later").write_text(str(30 * 60))
        assert terminal.wait() == 0
        terminal.restored()
        assert terminal.said_after == ""
    assert texts(path) == [f"{PLANTED} sentence. {TYPED}"]
    nowhere_but(program, (PLANTED, TYPED), () if key else files_of(path))


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda terminal: terminal.press("ctrl+q"), 0),
        (lambda terminal: terminal.kill(signal.SIGTERM), 143),
        (lambda terminal: terminal.close(), 129),
    ],
    ids=["ctrl+q", "SIGTERM", "closed"],
)
def test_leaving_from_the_lock(program: Program, sealed: Path, end: Callable[[Terminal], None], code: int) -> None:
    before = snapshot(program.home)
    with Terminal(program) as terminal:
        terminal.wait_for("This journal is encrypted.")
        terminal.press("half a passphrase")
        terminal.wait_for("•••••")
        end(terminal)
        assert terminal.wait() == code
        assert b"half" not in terminal.raw
    assert snapshot(program.home) == before


def test_the_passphrase_goes_nowhere(program: Program, sealed: Path) -> None:
    with Terminal(program) as terminal:
        terminal.wait_for("⏎ open")
        terminal.settle()
        # What is pasted arrives whole, also where its bytes are no text.
        terminal.paste(WORDS)
        terminal.wait_for("•" * len(WORDS))
        terminal.press("home", *["\x1b[1;2F"], "ctrl+c", "ctrl+x")
        terminal.settle()
        terminal.press("enter")
        terminal.wait_for(PLANTED)
        terminal.press("ctrl+l")
        terminal.wait_for("⏎ open")
        terminal.settle()
        terminal.send(b"\x1b[200~caf\xe9 \xff\x1b[201~\r")
        terminal.wait_for("This passphrase does not open")
        unlock(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.commands() <= HARMLESS
        for word in WORDS.split():
            assert word.encode() not in terminal.raw
        assert b"ERROR CORE" not in terminal.raw


def test_a_journal_that_is_not_encrypted_is_hidden(program: Program, plain: Path) -> None:
    with Terminal(program, launcher=OPEN_TO_TESTS) as terminal:
        terminal.wait_for(PLANTED)
        write(terminal)
        terminal.settle()
        since = len(terminal.raw)
        terminal.press("ctrl+l")
        terminal.wait_for("This journal is not encrypted: it is only hidden.")
        terminal.wait_for(lambda: files_open(terminal) == [])
        shows_nothing_of_it(terminal, since)
        terminal.press("enter")
        terminal.wait_for(TYPED)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_hidden_when_the_terminal_is_no_longer_looked_at(program: Program, sealed: Path) -> None:
    change(program.home / ".config/alliance-journal/settings.toml", hide_on_blur=True)
    with Terminal(program) as terminal:
        unlock(terminal)
        terminal.settle()
        since = len(terminal.raw)
        terminal.send(b"\x1b[O")
        terminal.wait_for(lambda: terminal.words == COVER)
        terminal.send(b"\x1b[I")
        terminal.settle()
        shows_nothing_of_it(terminal, since)
        terminal.press("x")
        unlock(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_the_first_start_makes_an_encrypted_journal(program: Program) -> None:
    path = program.data / "journal.db"
    with Terminal(program) as terminal:
        terminal.wait_for("What would you like to call your therapist?")
        terminal.settle()
        for keys in ("Ada", "", "right", WORDS, WORDS):
            terminal.press(keys, "enter")
            terminal.settle()
        terminal.wait_for("Nothing here yet")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        for word in WORDS.split():
            assert word.encode() not in terminal.raw
    assert is_encrypted(path)
    assert mode(path) == 0o600
    with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
        assert [therapist.name for therapist in journal.therapists.list()] == ["Ada"]


def test_restoring_a_backup_in_the_app(program: Program, sealed: Path) -> None:
    with contextlib.closing(Journal.open(sealed, passphrase=KEY)) as journal:
        backups.make(database_of(journal))
    sealed.write_bytes(b"broken" * 1000)
    with Terminal(program) as terminal:
        terminal.wait_for("Restore a backup")
        terminal.wait_for("(6,000 bytes) is not a journal")
        terminal.settle()
        terminal.press("enter")
        terminal.wait_for("Which one?")
        terminal.settle()
        terminal.press("enter")
        terminal.wait_for("Restore this one")
        terminal.settle()
        terminal.press("down", "enter")
        terminal.wait_for("The passphrase of this backup")
        terminal.settle()
        terminal.press(WORDS, "enter")
        terminal.wait_for(PLANTED)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert texts(sealed) == [f"{PLANTED} sentence."]


def test_once_a_day_it_is_backed_up_also_when_it_is_left_at_once(program: Program, sealed: Path) -> None:
    with Terminal(program) as terminal:
        unlock(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
        assert terminal.said_after == ""
    (backup,) = backups.listed(sealed)
    assert backup.encrypted
    assert mode(backup.path) == 0o600
    backups.verify(backup.path, KEY)


def test_a_passphrase_from_a_file_opens_it_at_once(program: Program, sealed: Path, tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(WORDS + "\n")
    wrong.write_text("another\n")
    for file in (right, wrong):
        file.chmod(0o600)
    for file in (right, wrong):
        file.chmod(0o600)
    with Terminal(program, "--passphrase-file", wrong) as terminal:
        assert terminal.wait() == 1
        assert not terminal.drawn
        assert "This passphrase does not open" in terminal.said_before
    with Terminal(program, "--passphrase-file", right) as terminal:
        terminal.wait_for(PLANTED)
        terminal.press("ctrl+l")
        unlock(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
