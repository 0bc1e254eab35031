"""The real program in a real terminal: first start, sudden ends, crashes, full disks, and what must not leak."""

import contextlib
import datetime as dt
import json
import os
import resource
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.connection import is_encrypted
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal
from tests.conftest import Program, mode, snapshot
from tests.leaking import OLD, WORDS, files_of, nowhere_but
from tests.new_journal import new_journal
from tests.terminal import RESTORED, Terminal

pytestmark = pytest.mark.usefixtures("quick_keys")

KEY: Final = Passphrase("a kind and patient lamp")
SECRET: Final = "SECRET words"
HARMLESS: Final = frozenset({b"]22"})
"""The only one of the terminal's own commands that Textual uses: the shape of the mouse's arrow."""
PLANTED: Final = "PLANTED sentence"
TITLE: Final = "First one"


@pytest.fixture
def begun(program: Program, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A journal with one session in it, whose words are looked for everywhere else in the end."""
    key: Passphrase | None = getattr(request, "param", None)
    if key and not HAS_ENCRYPTION:
        pytest.skip("sqlcipher3 has no wheel for this computer")
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True, mode=0o700)
    with contextlib.closing(new_journal(path, passphrase=key)) as journal:
        therapist = journal.therapists.add("Ada")
        journal.entries.add("session", dt.date.today(), therapist_id=therapist.id, title=TITLE, body=OLD)
    yield path
    nowhere_but(program, WORDS, () if key else files_of(path))


encrypted = pytest.mark.parametrize("begun", [KEY], indirect=True, ids=["encrypted"])


def open_it(program: Program, path: Path, **options: Any) -> Terminal:
    """The program on a journal that a passphrase may open."""
    if not is_encrypted(path):
        return Terminal(program, **options)
    key = program.home / "key"
    key.write_text(KEY.reveal())
    return Terminal(program, "--passphrase-file", key, **options)


def entries(path: Path) -> list[str]:
    """The texts of all entries."""
    with beside(path) as journal:
        return [entry.body for entry in journal.entries.list()]


def drafts(path: Path) -> list[str]:
    """Return what is typed and not yet part of an entry."""
    with beside(path) as journal:
        return drafts_in(journal)


def drafts_in(journal: Journal) -> list[str]:
    """The same, where the journal stays open: a passphrase takes its time."""
    return [draft.body for draft in journal.drafts.list(also_of_others=True)]


def beside(path: Path) -> contextlib.closing[Journal]:
    """The journal as another program finds it."""
    return contextlib.closing(Journal.open(path, passphrase=KEY))


def write(terminal: Terminal) -> None:
    """Open the note with the cursor, to write in it."""
    terminal.wait_for(TITLE)
    terminal.press("enter")
    terminal.wait_for("Done writing")


def type_on(terminal: Terminal, text: str) -> None:
    """Type, and wait until the last word is on the screen."""
    terminal.press(text)
    terminal.wait_for(text.split()[-1])


# The first time

LISTENING: Final = """
import json, os, socket, sys
heard = os.open(os.environ["HEARD"], os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
beyond = {
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.getnameinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request", "http.client.connect", "smtplib.connect",
    "ftplib.connect", "webbrowser.open", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
    "os.fork", "os.forkpty",
}
def hear(event, values):
    if event in beyond or event == "socket.__new__" and values[1] != socket.AF_UNIX:
        os.write(heard, json.dumps([event, str(values)]).encode() + b"\\n")
sys.addaudithook(hear)
"""
RUN: Final = "from alliance_journal.cli import main\nmain()\n"


def the_first_time(terminal: Terminal) -> None:
    """From the first card to a page on the disk, as a person does it."""
    terminal.wait_for("What would you like to call your therapist?")
    type_on(terminal, "Ada")
    terminal.press("enter")
    terminal.settle()
    terminal.press("in 2 weeks")
    day = dt.date.today() + dt.timedelta(weeks=2)
    terminal.wait_for(f"{day:%A} {day.day} {day:%B}")
    # On to the question about encryption, and there to "no".
    terminal.press("enter")
    terminal.wait_for("Encrypt this journal?")
    terminal.settle()
    terminal.press("left", "enter")
    terminal.settle()
    terminal.press("enter")
    terminal.wait_for("Nothing here yet")
    terminal.press("n")
    terminal.wait_for("When was it?")
    terminal.settle()
    terminal.press("enter")
    terminal.wait_for("Done writing")
    type_on(terminal, "We laughed about the umbrella.")
    terminal.press("f3")
    terminal.wait_for("0 of 12")
    terminal.press(*"443434344344")
    terminal.wait_for("Saved, thank you.")
    terminal.wait_for("12 of 12")
    terminal.press("f4")
    terminal.wait_for("Shared plan")
    terminal.press("f5")
    terminal.wait_for("The page")
    terminal.press("e")
    terminal.wait_for("Write the page to a file")
    terminal.settle()
    terminal.press("enter")
    terminal.wait_for("Written to")


def test_the_first_time(program: Program, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    with Terminal(program, launcher=("-c", LISTENING + RUN), environment={"HEARD": str(heard)}) as terminal:
        the_first_time(terminal)
        terminal.press("f4")
        terminal.wait_for("Shared plan")
        assert any(bar in terminal.seen for bar in "▂▃▄▅▆▇█")
        terminal.wait_for("yes to most")
        terminal.press("f12")
        terminal.wait_for("Nobody reads this app.")
        terminal.press("escape")
        terminal.wait_while("Nobody reads this app.")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
        assert terminal.said_before == terminal.said_after == ""
    # Nothing went beyond this program: no network, no other program, no browser.
    assert heard.read_text() == ""
    (page,) = program.home.glob("*.html")
    assert mode(page) == 0o600
    assert "Ada" in page.read_text()
    path = program.data / "journal.db"
    assert entries(path)[0].startswith("## What stayed with me\nWe laughed about the umbrella.\n")
    assert drafts(path) == []
    with contextlib.closing(Journal.open(path)) as journal:
        assert len(journal.entries.list()[0].answers) == 12
        appointment = journal.appointments.next(dt.date.today())
        assert appointment
        assert appointment.date == dt.date.today() + dt.timedelta(weeks=2)
    named = {Path(line.partition("\t")[0]) for line in program("where").out.splitlines()}
    there = [found for found in program.home.rglob("*") if not found.is_dir()]
    assert set(there) <= named | {page}
    assert {mode(found) for found in there} == {0o600}
    assert {mode(found) for found in program.home.rglob("*") if found.is_dir()} == {0o700}


def test_keys_typed_impatiently_are_not_echoed(program: Program) -> None:
    with Terminal(program) as terminal:
        assert terminal.echoes
        terminal.wait_for(lambda: not terminal.echoes)
        assert not terminal.drawn
        terminal.press("Adalind")
        terminal.wait_for("Adalind")
        assert terminal.drawn
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.said_before == terminal.said_after == ""
        terminal.restored()
    assert list(program.home.iterdir()) == []


def test_demo_keeps_nothing(program: Program) -> None:
    with Terminal(program, "--demo") as terminal:
        terminal.wait_for("example notes")
        terminal.press("enter")
        terminal.wait_for("Done writing")
        type_on(terminal, "Umbrella.")
        terminal.press("f3")
        terminal.wait_for("skip what doesn't fit")
        terminal.press("4")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
    assert list(program.home.iterdir()) == []


# Sudden ends


def test_kill_9_loses_at_most_the_last_moment(program: Program, begun: Path) -> None:
    seen: list[tuple[float, str]] = []
    typed = OLD
    # Large enough for all of it on a quick computer: what Textual scrolls to can stay unseen until the next key.
    with Terminal(program, size=(120, 40)) as terminal:
        write(terminal)
        beginning = time.monotonic()
        while time.monotonic() < beginning + 2.2:
            word = f" umbrella{len(seen):03d}"
            typed += word
            type_on(terminal, word)
            seen.append((time.monotonic(), typed))
        end = time.monotonic()
        terminal.kill(signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
        # What `restored` is worth: a killed program leaves all of it behind.
        assert terminal.modes()["alternate screen"]
        assert terminal.modes() != RESTORED
        assert terminal.attributes() != terminal.attributes_before
    assert entries(begun) == [OLD]
    (draft,) = drafts(begun)
    # The promise is half a second; the margin is for a computer that is busy with other things.
    safe = [text for moment, text in seen if moment < end - 1.4]
    assert len(safe) > 5
    assert draft.startswith(safe[-1])
    assert typed.startswith(draft)

    with Terminal(program) as terminal:
        terminal.wait_for("Text that was being written")
        assert entries(begun) == [OLD]
        terminal.press("enter")
        terminal.wait_for("Done writing")
        terminal.wait_for(draft.split()[-1])
        type_on(terminal, " And on.")
        terminal.press("escape")
        terminal.wait_for(lambda: entries(begun) == [draft + " And on."])
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert drafts(begun) == []


def killed_with_a_draft(program: Program, path: Path, keys: str, draft: str) -> None:
    with beside(path) as journal, open_it(program, path) as terminal:
        write(terminal)
        terminal.press(keys)
        terminal.wait_for(lambda: drafts_in(journal) == [draft])
        terminal.kill(signal.SIGKILL)
        terminal.wait()


@encrypted
def test_leaving_a_draft_for_later_keeps_it(program: Program, begun: Path) -> None:
    draft = OLD + " Umbrella."
    killed_with_a_draft(program, begun, " Umbrella.", draft)
    with open_it(program, begun) as terminal:
        terminal.wait_for("Leave it for later")
        terminal.settle()
        terminal.press("down", "enter")
        terminal.wait_while("Leave it for later")
        terminal.wait_for("Umbrella.")
        # Looking at it, or going to another page, decides nothing either.
        terminal.press("f3")
        terminal.wait_for("0 of 12")
        terminal.press("f2")
        terminal.wait_for("Umbrella.")
        assert (entries(begun), drafts(begun)) == ([OLD], [draft])
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert (entries(begun), drafts(begun)) == ([OLD], [draft])
    with beside(begun) as journal, open_it(program, begun) as terminal:
        terminal.wait_for("Leave it for later")
        terminal.settle()
        terminal.press("escape")
        terminal.wait_while("Leave it for later")
        terminal.press("enter")
        terminal.wait_for("Done writing")
        terminal.wait_for("Umbrella.")
        terminal.press("escape")
        terminal.wait_for(lambda: (journal.entries.list()[0].body, drafts_in(journal)) == (draft, []))


def test_a_draft_that_says_nothing_new_is_not_offered(program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        write(terminal)
        terminal.press("x")
        terminal.wait_for(lambda: drafts(begun) == [OLD + "x"])
        terminal.press("backspace")
        terminal.wait_for(lambda: drafts(begun) == [OLD])
        terminal.kill(signal.SIGKILL)
        terminal.wait()
    with contextlib.closing(Journal.open(begun)) as journal:
        # Another note is on top, so that the one with the draft is not the first that is looked at.
        journal.entries.add("between", dt.date.today(), title="On top")
    with Terminal(program) as terminal:
        terminal.wait_for("On top")
        terminal.press("f1")
        terminal.wait_for("how Trends is worked out")
        assert "being written" not in terminal.words
        terminal.press("escape")
        terminal.wait_while("how Trends is worked out")
        # Looking at the note, and going on from it, is enough to be done with such a draft.
        terminal.press("down")
        terminal.wait_for(OLD)
        terminal.press("up")
        terminal.wait_while(OLD)
        assert drafts(begun) == []
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert sorted(entries(begun)) == ["", OLD]


@pytest.mark.parametrize(
    ("number", "code", "begun"),
    [
        (signal.SIGTERM, 143, None),
        (signal.SIGTERM, 143, KEY),
        (signal.SIGHUP, 129, KEY),
        (signal.SIGINT, 130, None),
    ],
    indirect=["begun"],
    ids=["SIGTERM", "SIGTERM, encrypted", "SIGHUP, encrypted", "SIGINT"],
)
def test_being_told_to_stop_loses_nothing(program: Program, begun: Path, number: signal.Signals, code: int) -> None:
    typed = OLD
    with open_it(program, begun) as terminal:
        write(terminal)
        for word in (" umbrella", " raincoat", " lighthouse", " windmill"):
            typed += word
            type_on(terminal, word)
        terminal.kill(number)
        assert terminal.wait() == code
        terminal.restored()
        assert terminal.said_after == ""
    assert (entries(begun), drafts(begun)) == ([typed], [])


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "while it starts"])
def test_what_is_typed_impatiently_arrives(at_once: bool, program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        terminal.wait_for(lambda: at_once or not terminal.echoes)
        assert not terminal.drawn
        terminal.press("down", "up", "enter", " Typed at once.")
        terminal.wait_for(lambda: terminal.drawn and "Typed at once." in terminal.seen)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert entries(begun) == [f"{OLD} Typed at once."]


def test_closing_the_window_loses_nothing(program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        write(terminal)
        type_on(terminal, " Umbrella.")
        terminal.close()
        assert terminal.wait() == 129
    assert (entries(begun), drafts(begun)) == ([OLD + " Umbrella."], [])


def test_closing_a_window_that_shows_nothing_more_ends_the_program(program: Program, begun: Path) -> None:
    """A lost connection: nobody reads what is drawn any more, until at last the terminal is gone."""
    with Terminal(program) as terminal:
        write(terminal)
        type_on(terminal, " One.")
        terminal.wait_for(lambda: drafts(begun) == [OLD + " One."])
        terminal.stop_reading()
        terminal.close()
        terminal.wait()
    (text,) = [*drafts(begun), *(text for text in entries(begun) if text != OLD)]
    assert text.startswith(OLD + " One.")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["SIGTERM", "SIGHUP"]
)
def test_being_told_to_stop_while_starting(program: Program, number: signal.Signals, code: int) -> None:
    with Terminal(program) as terminal:
        terminal.wait_for(lambda: not terminal.echoes)
        assert not terminal.drawn
        terminal.kill(number)
        assert terminal.wait() == code
        terminal.restored()
        assert terminal.said_before == terminal.said_after == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("between", [" ", "\n"], ids=["words", "lines"])
def test_being_told_to_stop_while_a_paste_arrives_as_keys(
    program: Program, begun: Path, number: signal.Signals, between: str
) -> None:
    """In a terminal without bracketed paste, a paste arrives as keys; all of them were read already."""
    pasted = f"quick words{between}" * 60
    with Terminal(program) as terminal:
        write(terminal)
        terminal.press(pasted.replace("\n", "\r"))
        terminal.wait_for("quick")
        terminal.kill(number)
        terminal.wait()
    assert OLD + pasted.strip() in [text.strip() for text in (*drafts(begun), *entries(begun))]


def test_being_stopped_and_brought_back(program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        write(terminal)
        type_on(terminal, " Before.")
        terminal.kill(signal.SIGTSTP)
        terminal.wait_for(terminal.is_stopped)
        # It wrote all of it before it stopped; a part can still wait to be read.
        terminal.wait_for(lambda: terminal.modes() == RESTORED)
        assert terminal.attributes() == terminal.attributes_before
        terminal.kill(signal.SIGCONT)
        terminal.wait_for("Hidden.")
        terminal.settle()
        terminal.press("enter")
        terminal.wait_for("Before.")
        terminal.press("enter")
        terminal.wait_for("Done writing")
        type_on(terminal, " After.")
        # In the note ctrl+z takes back what was typed; it never stops the program.
        terminal.press("ctrl+z")
        terminal.wait_while("After.")
        terminal.press("ctrl+y")
        terminal.wait_for("After.")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
    assert entries(begun) == [OLD + " Before. After."]


def test_resizing_keeps_text_and_cursor(program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        write(terminal)
        type_on(terminal, " Umbrella.")
        terminal.press(*["left"] * len("rella."))
        terminal.settle()
        for size, letter in (((20, 8), "1"), ((120, 40), "2"), ((80, 24), "3")):
            terminal.resize(*size)
            terminal.settle()
            terminal.press(letter)
            terminal.settle()
        terminal.wait_for("Umb123rella.")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
    assert entries(begun) == [OLD + " Umb123rella."]


def test_bytes_that_are_no_text_end_nothing(program: Program, begun: Path) -> None:
    """From a paste in another encoding, or a line that garbles."""
    with Terminal(program) as terminal:
        write(terminal)
        type_on(terminal, " Before.")
        terminal.send(b"caf\xe9 \xff\xfe")
        type_on(terminal, " After.")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
    (text,) = entries(begun)
    assert text.startswith(OLD + " Before.caf")
    assert text.endswith(" After.")


# Crashes

BREAK: Final = {
    "in a command": "def broken(page):\n    planted = 'PLANTED sentence'\n    raise ValueError('SECRET words')\n",
    "with a rich text of its own": (
        "class Odd(Exception):\n"
        "    def __rich__(self):\n"
        "        return 'SECRET words'\n"
        "def broken(page):\n"
        "    planted = 'PLANTED sentence'\n"
        "    raise Odd('SECRET words')\n"
    ),
    "in a timer": (
        "def late():\n"
        "    planted = 'PLANTED sentence'\n"
        "    raise ValueError('SECRET words')\n"
        "def broken(page):\n"
        "    page.set_timer(0.01, late)\n"
    ),
    "in a worker": (
        "async def late():\n"
        "    planted = 'PLANTED sentence'\n"
        "    raise ValueError('SECRET words')\n"
        "def broken(page):\n"
        "    page.run_worker(late())\n"
    ),
    "while drawing": (
        "def render_line(editor, y):\n"
        "    planted = 'PLANTED sentence'\n"
        "    raise ValueError('SECRET words')\n"
        "def broken(page):\n"
        "    type(page.note_pane.editor).render_line = render_line\n"
        "    page.note_pane.editor.refresh()\n"
    ),
    "in Textual itself": (
        "def broken(page):\n"
        "    planted = 'PLANTED sentence'\n"
        "    page.app.call_later(page.app.panic, 'SECRET words')\n"
    ),
    "twice": (
        "def broken(page):\n"
        "    planted = 'PLANTED sentence'\n"
        "    page.call_later(broken, page)\n"
        "    page.app.call_later(broken, page)\n"
        "    raise ValueError('SECRET words')\n"
    ),
}


def breaking(code: str) -> tuple[str, str]:
    """Starts the program with ctrl+t broken."""
    return (
        "-c",
        f"{code}"
        "from alliance_journal.ui.journal.screen import JournalScreen\n"
        "JournalScreen.action_prompt = broken\n"
        "from alliance_journal.cli import main\n"
        "main()\n",
    )


@pytest.mark.parametrize("code", BREAK.values(), ids=BREAK)
def test_crash(program: Program, begun: Path, code: str) -> None:
    with Terminal(program, launcher=breaking(code)) as terminal:
        write(terminal)
        type_on(terminal, " Umbrella.")
        terminal.press("ctrl+t")
        assert terminal.wait() == 1
        terminal.restored()
        assert terminal.said_before == ""
        said = terminal.said_after
        assert said.startswith("Something unforeseen happened: ")
        assert said.count("unforeseen") == 1
        assert said.endswith("What you wrote is saved; open the journal again to go on.")
        assert len(said) < 160
        for leak in (SECRET, PLANTED, "Traceback", "planted", "locals", "Umbrella", OLD):
            assert leak not in said
    assert (entries(begun), drafts(begun)) == ([OLD + " Umbrella."], [])


def test_crash_while_nothing_can_be_saved_does_not_say_it_was(program: Program, begun: Path) -> None:
    with Terminal(program, launcher=breaking(BREAK["in a command"])) as terminal:
        write(terminal)
        limit_files(terminal, 4096)
        type_on(terminal, " Umbrella.")
        terminal.press("ctrl+t")
        assert terminal.wait() == 1
        assert "is saved" not in terminal.said_after
        assert "could not be saved" in terminal.said_after
        assert "Umbrella" not in terminal.said_after
    assert entries(begun) == [OLD]


# Files that cannot be opened


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def newer(path: Path) -> None:
    new_journal(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            ("alliance-journal", "m999_tomorrow", "2030-01-01"),
        )
        connection.commit()


def unreadable(path: Path) -> None:
    new_journal(path).close()
    path.chmod(0)


def without_privileges() -> None:
    """Even root may not read what nobody may read."""
    import ctypes

    drop_from_bounding_set, overrides = 24, (1, 2)
    if os.geteuid() == 0:
        for capability in overrides:
            ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (noise, "is not a journal"),
        (newer, "newer version"),
        (unreadable, "You may not open"),
        (Path.touch, "empty"),
    ],
    ids=["noise", "newer", "unreadable", "empty"],
)
def test_a_file_that_cannot_be_opened_is_left_alone(
    program: Program, make: Callable[[Path], None], words: str
) -> None:
    path = program.home / "mine.db"
    make(path)
    before = snapshot(program.home)
    with Terminal(program, "--file", path, before=without_privileges) as terminal:
        terminal.wait_for(words)
        terminal.wait_for("Try again")
        terminal.settle()
        assert ("Begin a new journal here" in terminal.seen) == (words == "empty")
        assert "Restore" not in terminal.seen
        terminal.press("ctrl+q")
        assert terminal.wait() == 1
        terminal.restored()
        assert terminal.said_before == terminal.said_after == ""
    assert snapshot(program.home) == before


def test_a_locked_file_is_left_alone(program: Program, begun: Path) -> None:
    before = snapshot(program.home)
    with contextlib.closing(sqlite3.connect(begun, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with Terminal(program) as terminal:
            terminal.wait_for("Another program is using the journal")
            terminal.settle()
            # Once more, and then not.
            terminal.press("enter")
            terminal.settle()
            terminal.wait_for("Another program is using the journal")
            terminal.press("down", "enter")
            assert terminal.wait() == 1
            terminal.restored()
            assert terminal.said_after == ""
    assert snapshot(program.home) == before


# Two programs at once


def test_what_another_program_adds_is_seen(program: Program, begun: Path) -> None:
    with Terminal(program) as terminal:
        terminal.wait_for(TITLE)
        assert program("add", "Lighthouse").code == 0
        terminal.wait_for("Lighthouse")
        # The cursor stays on the note that was looked at.
        write(terminal)
        type_on(terminal, " Umbrella.")
        assert program("add", "Windmill").code == 0
        terminal.wait_for("Windmill")
        terminal.wait_for("Umbrella.")
        assert "Done writing" in terminal.seen
        type_on(terminal, " Raincoat.")
        with contextlib.closing(Journal.open(begun)) as journal:
            (entry,) = [entry for entry in journal.entries.list() if entry.title == TITLE]
            journal.entries.save_text(entry.id, "Changed elsewhere.", OLD)
        terminal.press("escape")
        terminal.wait_for("Both versions are kept")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert set(entries(begun)) == {"Lighthouse", "Windmill", "Changed elsewhere.", OLD + " Umbrella. Raincoat."}
    assert drafts(begun) == []


# A disk that is full


def limit_files(terminal: Terminal, size: int) -> None:
    """No file of this program may grow beyond this."""
    resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


FULL: Final = (
    "-c",
    "import contextlib, pathlib\n"
    "from alliance_journal.store.core.database import Database\n"
    "transaction = Database.transaction\n"
    "@contextlib.contextmanager\n"
    "def on_a_small_disk(database, **options):\n"
    "    full = pathlib.Path('full').exists()\n"
    "    database.connection.execute(f'PRAGMA max_page_count = {1 if full else 1000000}')\n"
    "    with transaction(database, **options):\n"
    "        yield\n"
    "Database.transaction = on_a_small_disk\n"
    "from alliance_journal.ui.dialogs import save_error as saving\n"
    "saving.TICKS_AFTER_TROUBLE = 1\n"
    "from alliance_journal.cli import main\n"
    "main()\n",
)
"""Starts the program on a disk that is full as long as there is a file called `full`; it tries again sooner."""


def test_a_full_disk_loses_nothing(program: Program, begun: Path) -> None:
    long = " ".join(f"w{number:04d}" for number in range(3000))
    typed = f"{OLD} Umbrella. {long} Raincoat."
    with Terminal(program, launcher=FULL) as terminal:
        write(terminal)
        type_on(terminal, " Umbrella.")
        (program.home / "full").touch()
        terminal.paste(f" {long}")
        terminal.wait_for("not saved: the disk is full")
        terminal.wait_for("w2999")
        type_on(terminal, " Raincoat.")
        terminal.press("ctrl+q")
        terminal.wait_for("Not everything is saved")
        terminal.settle()
        terminal.press("enter")
        terminal.wait_while("Not everything is saved")
        assert entries(begun) == [OLD]
        (program.home / "full").unlink()
        # By itself, after a while.
        terminal.wait_for(lambda: drafts(begun) == [typed])
        terminal.wait_while("not saved")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
    assert (entries(begun), drafts(begun)) == ([typed], [])


@encrypted
def test_a_disk_that_takes_nothing_can_be_left_on_purpose(program: Program, begun: Path) -> None:
    with open_it(program, begun) as terminal:
        write(terminal)
        limit_files(terminal, 4096)
        type_on(terminal, " Umbrella.")
        terminal.wait_for("Not saved yet: the journal cannot be written")
        terminal.press("ctrl+q")
        terminal.wait_for("Not everything is saved")
        terminal.settle()
        terminal.press("escape")
        terminal.wait_while("Not everything is saved")
        terminal.press("ctrl+q")
        terminal.wait_for("Close without them")
        terminal.settle()
        terminal.press("down", "enter")
        assert terminal.wait() == 0
        terminal.restored()
        assert terminal.said_after == ""
    assert (entries(begun), drafts(begun)) == ([OLD], [])


# What must not leak


def test_surroundings_and_clipboard(program: Program, begun: Path, tmp_path: Path) -> None:
    traps = tmp_path / "traps"
    traps.mkdir()
    begun.chmod(0o644)
    environment = {
        "TEXTUAL": "devtools,debug,headless",
        "TEXTUAL_LOG": str(traps / "log"),
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(traps),
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_DRIVER": "nowhere:Driver",
        "TEXTUAL_SHOW_RETURN": "1",
        "TEXTUAL_DEBUG": "1",
    }
    with Terminal(program, environment=environment, before=lambda: os.umask(0o022)) as terminal:
        write(terminal)
        type_on(terminal, " Umbrella")
        terminal.press(*["shift+left"] * 8)
        terminal.settle()
        terminal.press("ctrl+c", "end", "ctrl+v")
        terminal.wait_for("UmbrellaUmbrella")
        terminal.press(*["shift+left"] * 8)
        terminal.settle()
        terminal.press("ctrl+x")
        terminal.wait_while("UmbrellaUmbrella")
        terminal.press("ctrl+v")
        terminal.wait_for("UmbrellaUmbrella")
        # No clipboard, no title, nothing else that goes beyond the screen.
        assert terminal.commands() <= HARMLESS
        terminal.press("f5")
        terminal.wait_for("The page")
        terminal.press("y")
        terminal.wait_for("Copied")
        # The check above can see a copy: this one is asked for.
        assert terminal.commands() - HARMLESS == {b"]52"}
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.said_before == terminal.said_after == ""
        terminal.restored()
    assert list(traps.iterdir()) == []
    there = [found for found in program.home.rglob("*") if found.is_file()]
    assert {found.parent for found in there if found != begun} == {begun.parent / "backups"}
    assert {mode(found) for found in there} == {0o600}


def test_stored_text_never_steers_the_terminal(program: Program) -> None:
    path = program.data / "journal.db"
    path.parent.mkdir(parents=True)
    title = "\x1b]0;stolen\x07"
    steering = (
        f"{title}\x1b]52;c;c3RvbGVu\x07\x1b[2J\x9b2J\x1bPq\x1b\\ \x1b[?1049l \x08\x7f\u202e\u2066\u2028\r\nUmbrella"
    )
    with contextlib.closing(new_journal(path)) as journal:
        therapist = journal.therapists.add(f"Ada{title}")
        entry = journal.entries.add(
            "session", dt.date.today(), therapist_id=therapist.id, title=TITLE + title, body=steering
        )
        journal.topics.add(f"{title} Lighthouse")
    with Terminal(program) as terminal:
        write(terminal)
        terminal.wait_for("Umbrella")
        type_on(terminal, " Raincoat.")
        for page, words in (("f3", "0 of 12"), ("f4", "Shared plan"), ("f5", "Lighthouse"), ("f2", "Raincoat.")):
            terminal.press(page)
            terminal.wait_for(words)
        assert terminal.commands() <= HARMLESS
        for sign in (b"\x1b[2J", b"\x1b[?1049l", b"\x08", b"\x7f", *("\x9b\u202e\u2066\u2028".encode().split())):
            assert sign not in terminal.raw
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    with contextlib.closing(Journal.open(path)) as journal:
        assert journal.entries.get(entry.id).body.endswith("Umbrella Raincoat.")


REACHING_OUT: Final = """
import contextlib
from alliance_journal.ui.journal.screen import JournalScreen
def broken(page):
    import subprocess, webbrowser
    with contextlib.suppress(Exception):
        with socket.socket() as reaching:
            reaching.settimeout(1)
            reaching.connect(("127.0.0.1", 9))
    with contextlib.suppress(Exception):
        socket.getaddrinfo("localhost", 9)
    with contextlib.suppress(Exception):
        subprocess.run(["true"])
    os.system("true")
    webbrowser.open("about:blank")
JournalScreen.action_prompt = broken
"""


def test_reaching_out_would_be_heard(program: Program, begun: Path, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    launcher = ("-c", LISTENING + REACHING_OUT + RUN)
    with Terminal(program, launcher=launcher, environment={"HEARD": str(heard), "BROWSER": "true"}) as terminal:
        write(terminal)
        terminal.press("ctrl+t")
        type_on(terminal, " Umbrella.")
        terminal.press("ctrl+q")
        terminal.wait()
    found = {json.loads(line)[0] for line in heard.read_text().splitlines()}
    assert found >= {
        "socket.__new__",
        "socket.connect",
        "socket.getaddrinfo",
        "subprocess.Popen",
        "os.system",
        "webbrowser.open",
    }
