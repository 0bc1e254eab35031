"""Backups, encryption and a look at everything, on the command line: by programs, and by somebody who types."""

import contextlib
import datetime as dt
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from alliance_journal import paths
from alliance_journal.cli.base import TRIES
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.core import sqlite_driver
from alliance_journal.store.core.errors import NeedsPassphrase
from alliance_journal.store.journal import Journal, database_of
from tests.conftest import Clock, Program, Ran, mode, snapshot
from tests.leaking import nowhere_but
from tests.store.staging import NEW, OLD, begin, everything, opened
from tests.terminal import Terminal

pytestmark = [
    pytest.mark.usefixtures("quick_keys"),
    pytest.mark.skipif(not sqlite_driver.HAS_ENCRYPTION, reason="sqlcipher3 is not on this computer"),
]

OTHER: Final = Passphrase("something else entirely")


@pytest.fixture
def plain(program: Program, clock: Clock) -> Program:
    """The program on a journal that is not encrypted."""
    program.file = begin(program.home / "kept" / "journal.db", None, clock)
    return program


@pytest.fixture
def sealed(program: Program, clock: Clock) -> Program:
    """The program on an encrypted journal."""
    program.file = begin(program.home / "kept" / "journal.db", OLD, clock)
    return program


def place(program: Program) -> Path:
    assert program.file
    return program.file


def file_with(program: Program, key: Passphrase, end: str = "\n", name: str = "key") -> Path:
    there = program.home / f"{name}-{abs(hash(key))}.txt"
    there.write_bytes((key.reveal() + end).encode())
    there.chmod(0o600)
    return there


def done(ran: Ran) -> str:
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def opens(program: Program, key: Passphrase | None) -> bool:
    with opened(place(program), key) as journal:
        return bool(journal.passphrase == key)


# Backups


def test_backup(plain: Program) -> None:
    out = done(plain("backup"))
    (copy,) = backups.listed(place(plain))
    assert out == f"A checked copy is in {copy.path}. It is not encrypted.\n"
    assert everything(copy.path, None)[0] == everything(place(plain), None)[0]
    assert mode(copy.path) == 0o600
    done(plain("backup"))
    assert len(backups.listed(place(plain))) == 2


def test_backup_of_an_encrypted_journal(sealed: Program) -> None:
    key = file_with(sealed, OLD)
    out = done(sealed("--passphrase-file", key, "backup"))
    (copy,) = backups.listed(place(sealed))
    assert out == f"A checked copy is in {copy.path}. It opens with your passphrase.\n"
    assert everything(copy.path, OLD)[0] == everything(place(sealed), OLD)[0]


def test_backup_to_a_place_of_ones_own(plain: Program) -> None:
    target, folder = plain.home / "copy.db", plain.home / "stick"
    folder.mkdir()
    assert f"A checked copy is in {target}." in done(plain("backup", target))
    assert f"A checked copy is in {folder / 'journal.db'}." in done(plain("backup", folder))
    for copy in (target, folder / "journal.db"):
        assert mode(copy) == 0o600
        assert everything(copy, None)[0] == everything(place(plain), None)[0]
    assert backups.listed(place(plain)) == []
    before = snapshot(plain.home)
    for again in (target, folder, place(plain), plain.home / "nowhere" / "x.db"):
        ran = plain("backup", again)
        assert ran.code == 1
        assert "No backup could be made" in ran.sentence()
    assert snapshot(plain.home) == before


def test_a_second_folder(plain: Program) -> None:
    stick = plain.home / "stick"
    ran = plain("backup", "--second-folder", stick)
    assert (ran.code, ran.sentence()) == (
        1,
        f"{stick} is not a folder. Make it first, or name another one.",
    )
    stick.mkdir()
    ran = plain("backup", "--second-folder", "stick")
    assert ran.code == 0
    assert "whoever can open that folder can read its copies" in ran.err
    done(plain("backup"))
    (own,) = stick.iterdir()
    assert len(list(own.iterdir())) == 2
    shutil.rmtree(stick)
    ran = plain("backup")
    assert ran.code == 1
    assert "A checked copy is in" in ran.out
    assert f"The second folder for backups, {stick}, could not be used" in ran.err
    assert "Traceback" not in ran.err
    done(plain("backup", "--second-folder", "-"))
    assert len(backups.listed(place(plain))) == backups.NEWEST


def test_a_second_folder_of_an_encrypted_journal_needs_no_warning(sealed: Program) -> None:
    stick = sealed.home / "stick"
    stick.mkdir()
    done(sealed("--passphrase-file", file_with(sealed, OLD), "backup", "--second-folder", stick))
    (own,) = stick.iterdir()
    (copy,) = own.iterdir()
    assert everything(copy, OLD)[0] == everything(place(sealed), OLD)[0]


def test_where_asks_for_the_passphrase_of_what_only_the_journal_knows(sealed: Program) -> None:
    stick = sealed.home / "stick"
    stick.mkdir()
    given = ["--passphrase-file", str(file_with(sealed, OLD))]
    done(sealed(*given, "backup", "--second-folder", stick))
    assert f"{stick}/" in done(sealed(*given, "where"))
    ran = sealed("where")
    assert ran.code == 0
    assert str(stick) not in ran.out
    assert "With --passphrase-file it is named too." in ran.err
    assert "does not open" in refused(sealed, "--passphrase-file", file_with(sealed, NEW), "where")


def test_the_list_of_backups(plain: Program) -> None:
    assert done(plain("backups")) == "There is no backup yet. The command backup makes one.\n"
    done(plain("backup"))
    key = file_with(plain, NEW)
    assert plain("passphrase", "set", "--new-passphrase-file", key).code == 0
    lines = done(plain("backups")).splitlines()
    assert len(lines) == 3
    for line, backup in zip(lines, backups.listed(place(plain)), strict=True):
        day, size, kind, *why, path = line.split(" · ")
        assert re.fullmatch(r"\w{3} \d{1,2} \w{3} \d{4} \d\d:\d\d", day)
        assert re.fullmatch(r"[\d,]+ KiB", size)
        assert kind == ("encrypted" if backup.encrypted else "not encrypted")
        assert why == (["before the passphrase was changed"] if backup.why else [])
        assert path == str(backup.path)
    assert "not encrypted" not in lines[0]


# A clock that is behind


def made_ahead(program: Program, ahead: dt.timedelta) -> list[Path]:
    """Three backups of an hour when the clock of this computer said another time."""
    clock = Clock(dt.datetime.now(dt.UTC) + ahead)
    made = []
    for _ in range(3):
        clock.now += dt.timedelta(minutes=1)
        with contextlib.closing(Journal.open(place(program), clock)) as journal:
            copy = backups.make(database_of(journal))
        assert copy
        # As an earlier version named it.
        made.append(copy.rename(copy.with_name(re.sub(r"-0\d{3}\.db$", ".db", copy.name))))
    return made


@pytest.mark.parametrize("ahead", [dt.timedelta(hours=2), dt.timedelta(days=730)], ids=["two hours", "two years"])
def test_with_a_clock_that_is_behind(plain: Program, ahead: dt.timedelta) -> None:
    made_ahead(plain, ahead)
    named = re.search(r"A checked copy is in (.*\.db)\.", done(plain("backup")))
    assert named
    assert Path(named[1]).exists()
    document = {"format": "alliance-journal", "version": 1, "therapists": [{"name": "Zoë"}]}
    (plain.home / "in.json").write_text(json.dumps(document))
    before = re.search(r"A backup was made before: (.*\.db)", done(plain("import", plain.home / "in.json")))
    assert before
    assert Path(before[1]).exists()
    ran = plain("check")
    assert "The clock of this computer seems to be behind: " in ran.out
    assert ran.code == 0
    ran = plain("passphrase", "set", "--new-passphrase-file", file_with(plain, NEW), "--delete-old")
    assert "They were deleted." in done(ran)
    (left,) = backups.listed(place(plain))
    assert everything(left.path, NEW)[0] == everything(place(plain), NEW)[0]


# Restore


@pytest.mark.parametrize("bare", [False, True], ids=["by its path", "by its bare name"])
def test_restore(plain: Program, bare: bool) -> None:
    before = everything(place(plain), None)[0]
    done(plain("backup"))
    (copy,) = backups.listed(place(plain))
    done(plain("add", "written afterwards"))
    out = done(plain("restore", copy.path.name if bare else copy.path))
    first, second = out.splitlines()
    assert first.startswith(f"The journal is now as it was in {copy.path}.")
    (aside,) = paths.put_aside(place(plain))
    assert second == f"As it was just now, it is kept in {aside}. Delete that when you miss nothing."
    assert everything(place(plain), None)[0] == before
    assert everything(copy.path, None)[0] == before
    with opened(aside) as journal:
        assert journal.entries.list()[-1].body == "written afterwards"


def test_restore_where_nothing_is_any_more(program: Program, clock: Clock) -> None:
    """A stolen computer, a new one, and the stick with the backups."""
    copy = begin(program.home / "stick" / "journal.db", None, clock)
    out = done(program("restore", copy))
    assert out == f"The journal is now as it was in {copy}. It is not encrypted.\n"
    assert everything(program.data / "journal.db", None) == everything(copy, None)
    assert mode(program.data) == 0o700


def test_restore_that_is_refused(plain: Program) -> None:
    done(plain("backup"))
    (copy,) = backups.listed(place(plain))
    text = plain.home / "notes.txt"
    text.write_text("words " * 2_000)
    other = plain.home / "songs.db"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE songs (title)")
    data = copy.path.read_bytes()
    copy.path.write_bytes(data[: 40 * 4096] + bytes(4096) + data[41 * 4096 :])
    before = snapshot(plain.home)
    for wrong in (copy.path, text, other, plain.home / "nowhere.db", plain.home):
        ran = plain("restore", wrong)
        assert ran.code == 1
        assert ran.sentence()
    after = snapshot(plain.home)
    # The copy was looked at beside the journal, and taken away again: only that folder's own time tells.
    assert after.pop("kept")[0] == before.pop("kept")[0]
    assert after == before


def test_restore_of_an_encrypted_journal(sealed: Program) -> None:
    key, wrong = file_with(sealed, OLD), file_with(sealed, OTHER)
    done(sealed("--passphrase-file", key, "backup"))
    (copy,) = backups.listed(place(sealed))
    before = everything(copy.path, OLD)[0]
    done(sealed("--passphrase-file", key, "add", "An umbrella"))
    files = snapshot(sealed.home)
    ran = sealed("restore", copy.path)
    assert ran.code == 1
    assert ran.sentence() == str(NeedsPassphrase(copy.path))
    ran = sealed("--passphrase-file", wrong, "restore", copy.path)
    assert ran.code == 1
    assert "This passphrase does not open" in ran.sentence()
    assert snapshot(sealed.home) == files
    done(sealed("--passphrase-file", key, "restore", copy.path))
    assert everything(place(sealed), OLD)[0] == before
    nowhere_but(sealed, ("umbrella", "half a sentence", "half a topic"))


def test_restoring_what_is_not_encrypted_says_so(plain: Program) -> None:
    done(plain("backup"))
    (copy,) = backups.listed(place(plain))
    key = file_with(plain, NEW)
    assert plain("passphrase", "set", "--new-passphrase-file", key).code == 0
    ran = plain("--passphrase-file", key, "restore", copy.path)
    assert ran.code == 0
    assert "It is not encrypted." in ran.out
    assert opens(plain, None)


# Passphrases from files


@pytest.mark.parametrize(
    "end",
    ["\r\n", *(pytest.param(end, marks=pytest.mark.slow) for end in ("\n", "", "\nsecond line\n"))],
    ids=ascii,
)
def test_set_change_remove(plain: Program, end: str) -> None:
    content = everything(place(plain), None)[0]
    old, new = file_with(plain, OLD, end), file_with(plain, NEW, end)
    out = done(plain("passphrase", "set", "--new-passphrase-file", old))
    assert "The journal is encrypted now" in out
    assert "if it is lost, the journal is lost" in out
    assert "not encrypted:" in out
    assert "They were left where they are." in out
    assert everything(place(plain), OLD)[0] == content
    out = done(plain("--passphrase-file", old, "passphrase", "change", "--new-passphrase-file", new))
    assert "The journal opens with the new passphrase from now on" in out
    assert everything(place(plain), NEW)[0] == content
    out = done(plain("--passphrase-file", new, "passphrase", "remove"))
    assert "The journal is not encrypted any more." in out
    assert everything(place(plain), None)[0] == content
    assert len(backups.listed(place(plain))) == 3


def test_the_option_for_the_new_one_may_stand_before_the_command(plain: Program) -> None:
    assert plain("--new-passphrase-file", file_with(plain, OLD), "passphrase", "set").code == 0
    assert opens(plain, OLD)


def test_delete_old(plain: Program) -> None:
    done(plain("backup"))
    old, new = file_with(plain, OLD), file_with(plain, NEW)
    out = done(plain("passphrase", "set", "--new-passphrase-file", old, "--delete-old"))
    assert "2 older copies are not encrypted:" in out
    assert "They were deleted. A disk or a snapshot can still hold remains of them." in out
    (left,) = backups.listed(place(plain))
    assert left.encrypted
    out = done(
        plain("--passphrase-file", old, "passphrase", "change", "--new-passphrase-file", new, "--delete-old")
    )
    assert "2 older copies are still opened by the passphrase they were made with:" in out
    (left,) = backups.listed(place(plain))
    assert everything(left.path, NEW)[0] == everything(place(plain), NEW)[0]


def test_a_short_passphrase_is_taken_with_a_word(plain: Program) -> None:
    ran = plain("passphrase", "set", "--new-passphrase-file", file_with(plain, Passphrase("kiwi")))
    assert ran.code == 0
    assert "This passphrase is short." in ran.err
    assert "kiwi" not in ran.out + ran.err
    assert opens(plain, Passphrase("kiwi"))


def refused(program: Program, *arguments: str | Path, code: int = 1) -> str:
    """Return what is said; nothing was changed."""
    before = snapshot(program.home)
    ran = program(*arguments)
    assert ran.code == code
    assert snapshot(program.home) == before
    return ran.sentence()


def test_passphrases_that_are_refused(plain: Program) -> None:
    empty, broken = plain.home / "empty.txt", plain.home / "broken.txt"
    empty.write_text("\nsecond")
    broken.write_bytes(b"\xff\xfe\n")
    change = ("passphrase", "set", "--new-passphrase-file")
    assert "An empty passphrase protects nothing" in refused(plain, *change, empty, code=2)
    assert "is not UTF-8" in refused(plain, *change, broken)
    assert "cannot be read from" in refused(plain, *change, plain.home / "nowhere.txt")
    assert "cannot be read from" in refused(plain, *change, plain.home)
    assert "--new-passphrase-file F" in refused(plain, "passphrase", "set", code=2)
    good = file_with(plain, NEW)
    for command in ("change", "remove"):
        words = ["passphrase", command, *(["--new-passphrase-file", str(good)] if command == "change" else [])]
        assert refused(plain, *words) == "The journal is not encrypted yet. Use passphrase set."


def test_passphrases_of_an_encrypted_journal_that_are_refused(sealed: Program) -> None:
    new, wrong = file_with(sealed, NEW), file_with(sealed, OTHER)
    assert "encrypted already" in refused(sealed, "passphrase", "set", "--new-passphrase-file", new)
    for words in (["passphrase", "change", "--new-passphrase-file", str(new)], ["passphrase", "remove"]):
        assert refused(sealed, *words) == str(NeedsPassphrase(place(sealed)))
        assert "A damaged file looks the same" in refused(sealed, "--passphrase-file", wrong, *words)


def test_no_journal_to_encrypt(program: Program) -> None:
    new = file_with(program, NEW)
    assert "There is no journal at" in refused(program, "passphrase", "set", "--new-passphrase-file", new)


# Every other command with an encrypted journal


COMMANDS: Final[dict[str, list[str]]] = {
    "list": ["list"],
    "list as JSON": ["list", "--json"],
    "trends": ["trends"],
    "trends as JSON": ["trends", "--json"],
    "brief": ["brief"],
    "brief as a file": ["brief", "--output", "page.txt"],
    "export": ["export", "-"],
    "export as a file": ["export", "all.json"],
    "add": ["add", "new words"],
    "add from a pipe": ["add", "-"],
    "import": ["import", "in.json"],
    "import, only to look": ["import", "--dry-run", "in.json"],
    "backup": ["backup"],
    "backup as a file": ["backup", "copy.db"],
    "check": ["check"],
    "salvage": ["check", "--salvage", "salvaged.db"],
}


IN_SHORT: Final = ("list", "brief", "export as a file", "add from a pipe", "import", "check")
"""One of each kind; the others are much the same, and a passphrase takes its time."""


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(command, id=name, marks=() if name in IN_SHORT else pytest.mark.slow)
        for name, command in COMMANDS.items()
    ],
)
def test_every_command(sealed: Program, command: list[str]) -> None:
    document = {"format": "alliance-journal", "version": 1, "therapists": [{"name": "Zoë"}]}
    (sealed.home / "in.json").write_text(json.dumps(document))
    key, wrong = file_with(sealed, OLD), file_with(sealed, OTHER)
    before = snapshot(sealed.home)
    ran = sealed(*command, stdin=b"piped words")
    assert ran.code == 1
    assert ran.sentence() == str(NeedsPassphrase(place(sealed)))
    ran = sealed("--passphrase-file", wrong, *command, stdin=b"piped words")
    assert ran.code == 1
    assert "This passphrase does not open" in ran.sentence()
    assert snapshot(sealed.home) == before
    ran = sealed("--passphrase-file", key, *command, stdin=b"piped words")
    assert (ran.code, ran.err) in (
        (0, ""),
        (0, ran.err if "in the trash" in ran.err or "written" in ran.err else ""),
    )
    assert OLD.reveal() not in ran.out + ran.err
    assert opens(sealed, OLD)


def test_a_plain_journal_says_that_it_needs_no_passphrase(plain: Program) -> None:
    ran = plain("--passphrase-file", file_with(plain, OLD), "list")
    assert ran.code == 0
    assert ran.err == "This journal is not encrypted; the passphrase was not needed.\n"
    assert opens(plain, None)


@pytest.mark.parametrize("command", [["where"], ["backups"]], ids=" ".join)
def test_what_needs_no_passphrase(sealed: Program, command: list[str]) -> None:
    before = snapshot(sealed.home)
    ran = sealed(*command)
    assert (ran.code, bool(ran.out)) == (0, True)
    assert snapshot(sealed.home) == before


# Check


def test_check(plain: Program) -> None:
    ran = plain("check")
    assert ran.code == 0
    assert "There is no backup yet. The command backup makes one." in ran.out
    done(plain("backup"))
    before = snapshot(plain.home)
    assert done(plain("check")) == f"{place(plain)} is whole, and only you can read it.\n"
    assert snapshot(plain.home) == before


def test_check_that_finds_something(plain: Program) -> None:
    done(plain("backup"))
    place(plain).chmod(0o644)
    with contextlib.closing(sqlite3.connect(place(plain), isolation_level=None)) as connection:
        connection.execute("UPDATE entries SET body = 'changed by another program' WHERE kind = 'letter'")
    ran = plain("check")
    assert (ran.code, ran.err) == (1, "")
    assert "is not what was saved last" in ran.out
    assert "Other accounts on this computer may read" in ran.out
    assert "changed by another" not in ran.out
    assert "is whole" not in ran.out
    assert mode(place(plain)) == 0o644


def test_check_of_what_cannot_be_opened(plain: Program, program: Program) -> None:
    place(plain).write_bytes(b"")
    assert "is empty" in refused(plain, "check")
    place(plain).write_bytes(b"words " * 1000)
    assert "is not a journal" in refused(plain, "check")
    place(plain).unlink()
    assert "There is no journal at" in refused(plain, "check")


@pytest.mark.parametrize("key", [None, OLD], ids=["plain", "encrypted"])
def test_salvage(program: Program, clock: Clock, key: Passphrase | None) -> None:
    program.file = begin(program.home / "kept" / "journal.db", key, clock)
    given = ["--passphrase-file", str(file_with(program, OLD))] if key else []
    data = program.file.read_bytes()
    program.file.write_bytes(data[: len(data) * 3 // 4 // 4096 * 4096])
    spoiled = program.file.read_bytes()
    target = program.home / "salvaged.db"
    ran = program(*given, "check", "--salvage", target)
    assert (ran.code, ran.err) == (0, "")
    assert re.search(rf"What could be read is in {re.escape(str(target))}: \d+ (entry|entries)\.", ran.out)
    assert "Could not be read, by table and number of places: " in ran.out
    assert program.file.read_bytes() == spoiled
    with opened(target, key) as journal:
        assert journal.entries.list()
    before = snapshot(program.home)
    ran = program(*given, "check", "--salvage", target)
    assert ran.code == 1
    assert ran.sentence() == f"{target} is there already and was left as it is. Choose another name."
    assert snapshot(program.home) == before


def test_where(plain: Program) -> None:
    done(plain("backup"))
    done(plain("restore", backups.listed(place(plain))[0].path))
    lines = [line.split("\t") for line in done(plain("where")).splitlines()]
    named = [Path(path) for path, _ in lines]
    assert all(what for _, what in lines)
    for found in place(plain).parent.iterdir():
        assert any(found.match(str(one)) for one in named), found


# Somebody who types


@pytest.fixture
def listening(program: Program) -> Iterator[list[bytes]]:
    """Every byte that was on a screen; no passphrase is ever among them."""
    seen: list[bytes] = []
    yield seen
    for raw in seen:
        for key in (OLD, NEW, OTHER):
            for word in (key.reveal(), key.reveal()[:6], key.reveal()[-6:]):
                assert word.encode() not in raw


def _echoes(terminal: Terminal, wanted: bool) -> bool:
    return terminal.echoes is wanted


def typed(
    program: Program, listening: list[bytes], *arguments: str | Path, answers: list[tuple[str, str]]
) -> tuple[int, str]:
    """Run a command in a terminal, and answer what it asks; passphrases are asked for without echo."""
    with Terminal(program, "--file", place(program), *arguments, size=(200, 50)) as terminal:
        for question, answer in answers:
            terminal.wait_for(question)
            hidden = "assphrase" in question or "Once more" in question or "not shown" in question
            terminal.wait_for(partial(_echoes, terminal, not hidden))
            running = Path(f"/proc/{terminal.process.pid}") if hidden else None
            terminal.press(answer, "enter")
            if running:
                for what in ("cmdline", "environ"):
                    with contextlib.suppress(OSError):
                        kept = (running / what).read_bytes()
                        assert not answer or answer.encode() not in kept
            terminal.settle()
        code = terminal.wait()
        listening.append(terminal.raw)
        assert terminal.attributes() == terminal.attributes_before
        return code, terminal.raw.decode(errors="replace").replace("\r\n", "\n")


def test_setting_it_by_hand(plain: Program, listening: list[bytes]) -> None:
    content = everything(place(plain), None)[0]
    code, said = typed(
        plain,
        listening,
        "passphrase",
        "set",
        answers=[("New passphrase", OLD.reveal()), ("Once more", OLD.reveal()), ("Delete them for good?", "y")],
    )
    assert code == 0
    assert "They were deleted." in said
    assert everything(place(plain), OLD)[0] == content
    assert [backup.encrypted for backup in backups.listed(place(plain))] == [True]


def test_leaving_the_old_copies(plain: Program, listening: list[bytes]) -> None:
    code, said = typed(
        plain,
        listening,
        "passphrase",
        "set",
        answers=[("New passphrase", OLD.reveal()), ("Once more", OLD.reveal()), ("Delete them for good?", "")],
    )
    assert code == 0
    assert "They were left where they are." in said
    assert len(backups.listed(place(plain))) == 2


def test_two_that_are_not_the_same(plain: Program, listening: list[bytes]) -> None:
    before = snapshot(place(plain).parent)
    code, said = typed(
        plain,
        listening,
        "passphrase",
        "set",
        answers=[("New passphrase", OLD.reveal()), ("Once more", NEW.reveal())],
    )
    assert code == 1
    assert "The two were not the same, and nothing was changed." in said
    assert snapshot(place(plain).parent) == before


def test_an_empty_one_typed(plain: Program, listening: list[bytes]) -> None:
    before = snapshot(place(plain).parent)
    code, said = typed(plain, listening, "passphrase", "set", answers=[("New passphrase", "")])
    assert code == 2
    assert "An empty passphrase protects nothing." in said
    assert snapshot(place(plain).parent) == before


def test_changing_it_by_hand(sealed: Program, listening: list[bytes]) -> None:
    code, said = typed(
        sealed,
        listening,
        "passphrase",
        "change",
        answers=[
            ("Passphrase now", OTHER.reveal()),
            ("Passphrase now", OLD.reveal()),
            ("New passphrase", NEW.reveal()),
            ("Once more", NEW.reveal()),
            ("Delete them for good?", "n"),
        ],
    )
    assert code == 0
    assert said.count("This passphrase does not open") == 1
    assert opens(sealed, NEW)


@pytest.mark.parametrize(("word", "code"), [("remove", 0), (" REMOVE ", 0), ("yes", 1), ("no", 1)])
def test_removing_it_by_hand(sealed: Program, listening: list[bytes], word: str, code: int) -> None:
    before = snapshot(place(sealed).parent)
    found, said = typed(
        sealed,
        listening,
        "passphrase",
        "remove",
        answers=[("Passphrase now", OLD.reveal()), ("Type remove", word)],
    )
    assert found == code
    if code:
        assert "Nothing was changed." in said
        assert snapshot(place(sealed).parent) == before
    else:
        assert opens(sealed, None)


def test_the_wrong_one_three_times(sealed: Program, listening: list[bytes]) -> None:
    before = snapshot(place(sealed).parent)
    code, said = typed(
        sealed,
        listening,
        "list",
        answers=[("Passphrase", OTHER.reveal()), ("Passphrase", ""), ("Passphrase", NEW.reveal())],
    )
    assert code == 1
    assert said.count("This passphrase does not open") == 2
    assert "An empty passphrase protects nothing." in said
    assert TRIES == 3
    assert snapshot(place(sealed).parent) == before


def test_it_is_asked_for_before_the_note(sealed: Program, listening: list[bytes]) -> None:
    code, said = typed(
        sealed,
        listening,
        "add",
        answers=[("Passphrase", OLD.reveal()), ("Your note (it is not shown)", "typed in silence")],
    )
    assert code == 0
    assert "saved · " in said
    with opened(place(sealed), OLD) as journal:
        assert "typed in silence" in [entry.body for entry in journal.entries.list()]


def test_restoring_by_hand_with_an_earlier_passphrase(sealed: Program, listening: list[bytes]) -> None:
    done(sealed("--passphrase-file", file_with(sealed, OLD), "backup"))
    (copy,) = backups.listed(place(sealed))
    new = file_with(sealed, NEW)
    done(sealed("--passphrase-file", file_with(sealed, OLD), "passphrase", "change", "--new-passphrase-file", new))
    code, said = typed(
        sealed,
        listening,
        "--passphrase-file",
        new,
        "restore",
        copy.path,
        answers=[("Passphrase of the backup", OLD.reveal())],
    )
    assert code == 0
    assert "The journal is now as it was in" in said
    assert opens(sealed, OLD)
    (aside,) = paths.put_aside(place(sealed))
    assert everything(aside, NEW)[0] == everything(place(sealed), OLD)[0]


def test_salvage_by_hand(sealed: Program, listening: list[bytes]) -> None:
    target = sealed.home / "salvaged.db"
    code, said = typed(sealed, listening, "check", "--salvage", target, answers=[("Passphrase", OLD.reveal())])
    assert code == 0
    assert "What could be read is in" in said
    assert everything(target, OLD)[0] == everything(place(sealed), OLD)[0]


@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_second_folder_of_a_backup_is_asked_for(plain: Program, listening: list[bytes], answer: str) -> None:
    theirs = plain.home / "theirs"
    theirs.mkdir()
    copy = plain.home / "copy.db"
    shutil.copy(place(plain), copy)
    with opened(copy) as journal:
        journal.file_settings.set_second_folder(str(theirs))
    code, _ = typed(plain, listening, "restore", copy, answers=[("Go on with that?", answer)])
    assert code == 0
    with opened(place(plain)) as journal:
        assert (backups.second_folder(database_of(journal)) is not None) == (answer == "y")
