"""The command line, as other programs and scripts run it: real processes with a home of their own."""

import contextlib
import datetime as dt
import json
import os
import pty
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal import __version__
from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.dates.parse import say_echo
from alliance_journal.domain.models import Document, Entry, GivenAnswer, Tension, Therapist, Topic
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import BEGINNING, MODULE, Program, Ran, mode, snapshot
from tests.hostile import MEGABYTE, SHORT, steers
from tests.new_journal import new_journal
from tests.terminal import Terminal
from tests.whole import dump

DAY = dt.date(2026, 5, 28)
NOBODY = 65534


def fill(program: Program, document: Document) -> None:
    program.file = program.home / "journal.db"
    with contextlib.closing(new_journal(program.file)) as journal:
        import_into(journal, document)


@pytest.fixture
def filled(program: Program) -> Program:
    """The program on the journal of the example year."""
    fill(program, sample(dt.date.today()))
    return program


def opened(program: Program) -> Any:
    return contextlib.closing(Journal.open(program.file or program.data / "journal.db"))


def done(ran: Ran) -> str:
    assert (ran.code, ran.err) == (0, "")
    return ran.out


# Help and wrong use


def test_version_and_help(program: Program) -> None:
    assert done(program("--version")) == f"alliance-journal {__version__}\n"
    out = done(program("--help"))
    for command in ("add", "brief", "export", "import", "list", "trends", "where"):
        assert re.search(rf"^  {command} ", out, re.MULTILINE)
        assert command in done(program(command, "--help"))
    assert list(program.home.iterdir()) == []


@pytest.mark.parametrize("streams", ["both", "out", "in"])
def test_the_app_needs_a_terminal(program: Program, streams: str) -> None:
    ours, theirs = pty.openpty()
    ran = subprocess.run(
        [sys.executable, *MODULE],
        stdin=subprocess.DEVNULL if streams != "out" else theirs,
        stdout=subprocess.PIPE if streams != "in" else theirs,
        stderr=subprocess.PIPE,
        env=program.surroundings(),
        timeout=30,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert ran.returncode == 2
    assert ran.stderr.decode() == (
        "The app needs a terminal to draw on. For scripts there are commands: alliance-journal --help lists them.\n"
    )
    assert not ran.stdout
    assert list(program.home.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["add", "--kind", "dream", "x"],
        ["brief", "--format", "docx"],
        ["import"],
        ["export", "x", "--format", "docx"],
        ["export", "-", "--format", "csv"],
        ["export", "x", "--raw"],
        ["import", "x", "--from", "docx"],
        ["--demo", "where"],
        ["--file", "", "list"],
        ["--demo"],
        ["add", "--date", "10/11/2026", "x"],
        ["add", "--date", "31 Feb", "x"],
        ["add", "--date", "today at 17:30", "x"],
        ["list", "--since", "whenever"],
        ["list", "--limit", "0"],
        ["list", "-n", "few"],
        ["add", ""],
        ["add", " \n "],
    ],
    ids=" ".join,
)
def test_wrong_use(program: Program, arguments: list[str]) -> None:
    ran = program(*arguments)
    assert ran.code == 2
    assert ran.sentence()
    assert list(program.home.iterdir()) == []


def test_an_ambiguous_day_is_said_both_ways(program: Program) -> None:
    said = program("add", "--date", "10/11/2026", "x").sentence()
    assert "Sunday 11 October 2026" in said
    assert "Tuesday 10 November 2026" in said
    assert "2026-10-11" in said
    assert "2026-11-10" in said


# Where the journal is


def test_which_file(program: Program) -> None:
    def first(*arguments: str, variable: str | None = None) -> str:
        surroundings = {} if variable is None else {"ALLIANCE_JOURNAL_FILE": variable}
        return done(program(*arguments, "where", environment=surroundings)).partition("\t")[0]

    home = program.home
    usual = str(program.data / "journal.db")
    (home / "folder").mkdir()
    assert first() == first(variable="") == usual
    assert first(variable="variable.db") == f"{home}/variable.db"
    assert first(variable="~/variable.db") == f"{home}/variable.db"
    assert first("--file", "named.db", variable="variable.db") == f"{home}/named.db"
    assert first("--file", f"{home}/folder/../folder/./x.db") == f"{home}/folder/x.db"


def test_the_file_named_is_the_one_written(program: Program) -> None:
    surroundings = {"ALLIANCE_JOURNAL_FILE": "~/variable.db"}
    done(program("--file", "~/named.db", "add", "named", environment=surroundings))
    done(program("add", "variable", environment=surroundings))
    done(program("add", "usual"))
    for file, words in (("named.db", "named"), ("variable.db", "variable"), (program.data / "journal.db", "usual")):
        with contextlib.closing(Journal.open(program.home / file)) as journal:
            assert [entry.body for entry in journal.entries.list()] == [words]


def test_no_journal_yet(program: Program) -> None:
    for command in (["list"], ["trends"], ["brief"], ["export", "-"]):
        ran = program(*command)
        assert ran.code == 1
        assert ran.sentence() == (
            f"There is no journal at {program.data / 'journal.db'} yet. "
            "Open the app to begin one, or name another file with --file PATH."
        )
    assert list(program.home.iterdir()) == []


def without_home(*arguments: str) -> Ran:
    """As somebody that the computer knows nothing of, without HOME."""
    if os.geteuid() != 0:
        pytest.skip("only root can run a process as somebody who is nowhere known")
    script = (
        # Somebody else may not read this Python's folder: what is needed is imported before.
        "import os, sys\n"
        "import alliance_journal.cli, alliance_journal.store.journal\n"
        "import alliance_journal.store.transfer.import_document\n"
        "import alliance_journal.exchange.brief.render, alliance_journal.domain.brief.page_layout\n"
        "import platformdirs, platformdirs.unix, pwd, encodings.idna\n"
        "from alliance_journal.cli.command_group import cli; cli.list_commands(None)\n"
        "import sqlite_utils, sqlite_utils.migrations, dateutil.parser\n"
        "os.setgid(4242); os.setuid(4242)\n"
        "alliance_journal.cli.main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        timeout=30,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr.decode())


@pytest.mark.parametrize("arguments", [["where"], ["add", "x"], ["--file", "~/x.db", "list"]], ids=" ".join)
def test_home_that_cannot_be_found(arguments: list[str]) -> None:
    ran = without_home(*arguments)
    assert ran.code == 1
    assert (
        ran.sentence()
        == "Your home folder cannot be found. Set HOME, or name a file with --file PATH, and try again."
    )


def test_somebody_elses_home_that_is_nowhere(program: Program) -> None:
    ran = program("--file", "~nobody-knows/x.db", "list")
    assert ran.code == 1
    assert "home folder cannot be found" in ran.sentence()
    done(program("add", "x"))
    ran = program("brief", "--output", "~nobody-knows/x.txt")
    assert ran.code == 1
    assert "cannot be written" in ran.sentence()


# add


def test_add(program: Program) -> None:
    today = dt.date.today()
    out = done(program("add", "What a day, and more words than a title holds"))
    with opened(program) as journal:
        entry = journal.entries.list()[0]
    assert out == f"saved · {say_echo(today)} · What a day, and more words… · {entry.id}\n"
    assert (entry.kind, entry.date, entry.therapist_id) == ("between", today, None)
    assert mode(program.data) == 0o700
    assert mode(program.data / "journal.db") == 0o600


def test_a_file_that_others_may_read_is_made_private(filled: Program) -> None:
    path = filled.home / "journal.db"
    path.chmod(0o644)
    ran = filled("list", "--kind", "letter")
    assert (ran.code, ran.err) == (0, "Others could read the journal's file; from now on only you can.\n")
    assert mode(path) == 0o600
    done(filled("list", "--kind", "letter"))


def test_add_with_everything(program: Program) -> None:
    ran = program(
        "add", "--date", "28 May 2026", "--with", "Zoë [b]\x1b[31m", "--kind", "session", "--title", "a\nb",
        "--tag", "work, mum", "--tag", "two words", "--tag", "#hash", "in two weeks it is 10/11/2026",
    )  # fmt: skip
    assert ran.code == 0
    assert ran.err == "Zoë [b][31m is new and was added as a therapist.\n"
    assert ran.out.startswith("saved · Thu 28 May 2026 · a b · ")
    with opened(program) as journal:
        entry, zoe = journal.entries.list()[0], journal.therapists.list()[0]
    assert (entry.kind, entry.date, entry.title, entry.therapist_id) == ("session", DAY, "a\nb", zoe.id)
    assert entry.tags == ("work", "mum", "two words", "hash")
    assert entry.body == "in two weeks it is 10/11/2026"
    assert (zoe.name, zoe.status) == ("Zoë [b]\x1b[31m", "current")


def test_whom_an_entry_is_with(program: Program) -> None:
    assert program("add", "--kind", "consultation", "--with", "R.", "a call").code == 0
    done(program("add", "--kind", "session", "R. is only considered"))
    assert program("add", "--kind", "letter", "--with", "Zoë", "a letter").code == 0
    done(program("add", "--kind", "session", "with Zoë"))
    done(program("add", "--with", " zoë ", "the same Zoë"))
    with opened(program) as journal:
        names = {t.id: t.name for t in journal.therapists.list()}
        assert {e.body: names.get(e.therapist_id or "") for e in journal.entries.list()} == {
            "a call": "R.",
            "R. is only considered": None,
            "a letter": "Zoë",
            "with Zoë": "Zoë",
            "the same Zoë": "Zoë",
        }
        assert {t.name: t.status for t in journal.therapists.list()} == {"Zoë": "current", "R.": "considering"}


@pytest.mark.parametrize("arguments", [["add"], ["add", "-"]])
def test_standard_input_byte_for_byte(program: Program, arguments: list[str]) -> None:
    text = "".join(SHORT) + "\r\nline\r\n\nno end" + MEGABYTE
    done(program(*arguments, stdin=text.encode()))
    done(program(*arguments, stdin=b"  \xef\xbb\xbfmark, and an end\r\n"))
    with opened(program) as journal:
        assert [entry.body for entry in journal.entries.list()] == [text, "  \ufeffmark, and an end\r\n"]


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        (b" \n\t\r\n", "There was no text"),
        (b"caf\xe9", "not UTF-8"),
        (b"\xff\xfeh\x00i\x00", "not UTF-8"),
        (b"\xed\xa0\xbd", "not UTF-8"),
        (b"a\x00b", "NUL"),
    ],
)
def test_standard_input_that_cannot_be_kept(program: Program, stdin: bytes, said: str) -> None:
    ran = program("add", stdin=stdin)
    assert ran.code == 2
    assert said in ran.sentence()
    assert list(program.home.iterdir()) == []


@pytest.mark.parametrize("option", ["--with", "text"])
def test_arguments_that_are_not_utf8(program: Program, option: str) -> None:
    broken = os.fsdecode(b"caf\xe9")
    ran = program("add", *([broken] if option == "text" else [option, broken, "text"]))
    assert ran.code == 2
    assert "broken character" in ran.sentence()
    assert list(program.home.iterdir()) == []


def closed(*descriptors: int) -> Callable[[], None]:
    def close() -> None:
        for descriptor in descriptors:
            os.close(descriptor)

    return close


def test_streams_that_are_closed(filled: Program) -> None:
    assert filled("add", before=closed(0)).code == 2
    assert "There was no text" in filled("add", before=closed(0)).sentence()
    assert filled(before=closed(0, 1)).code == 2
    assert filled("add", "kept", before=closed(0, 1, 2)).code == 0
    with opened(filled) as journal:
        assert journal.entries.lines("kept")


def test_a_prompt_does_not_show_the_note(program: Program) -> None:
    """On a terminal, without a text: asked for, and not echoed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, *MODULE, "add"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=program.surroundings() | {"TERM": "dumb"},
        start_new_session=True,
        # So that the terminal is theirs, and the prompt has somewhere to go.
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    ) as process:
        os.close(theirs)
        seen = b""
        while b"not shown" not in seen:
            seen += os.read(ours, 1000)
        os.write(ours, "my secret 悲\n".encode())
        with contextlib.suppress(OSError):
            while part := os.read(ours, 1000):
                seen += part
        assert process.wait(30) == 0
    os.close(ours)
    assert b"saved" in seen
    assert seen.count(b"secret") == 1
    with opened(program) as journal:
        assert journal.entries.list()[0].body == "my secret 悲"


def test_add_while_the_journal_is_open_elsewhere(filled: Program) -> None:
    with opened(filled) as journal:
        seen = journal.data_version()
        done(filled("add", "from another terminal"))
        assert journal.data_version() != seen
        assert journal.entries.lines("from another terminal")
        with journal.transaction():
            journal.therapists.insert(Therapist("x", "x"))
            ran = filled("add", "not now")
            assert ran.code == 1
            assert "Another program is using the journal" in ran.sentence()
            assert "from another terminal" in filled("list").out


def test_no_room(filled: Program) -> None:
    size = (filled.home / "journal.db").stat().st_size
    before = snapshot(filled.home)
    ran = filled(
        "add",
        stdin=b"word " * 100_000,
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + 9000,) * 2),
    )
    assert ran.code == 1
    assert "The disk did not take" in ran.sentence()
    assert "what you typed stays here" not in ran.sentence()
    assert IT_IS_WHERE_IT_CAME_FROM in ran.sentence()
    with opened(filled) as journal:
        assert len(journal.entries.list()) == len(sample(dt.date.today()).entries)
        assert database_of(journal).connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert list(snapshot(filled.home)) == list(before)


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
    "from alliance_journal.cli import main\n"
    "main()\n",
)
"""Starts the program on a disk that is full as long as there is a file called `full`."""
IT_IS_WHERE_IT_CAME_FROM: Final = "Your text was not saved; it is only where it was piped from."


def test_a_full_disk_promises_nothing_and_says_where_the_text_is(filled: Program) -> None:
    (filled.home / "full").touch()
    said = filled("add", "-", stdin=b"word " * 10_000, launcher=FULL).sentence()
    assert said == (
        "The disk is full, so this could not be saved. Nothing that was saved before is lost. "
        f"{IT_IS_WHERE_IT_CAME_FROM} Free some space, then try again."
    )
    said = filled("add", "word " * 10_000, launcher=FULL).sentence()
    assert "by itself" not in said
    assert "Your text was not saved; it is only in the command you typed. Free some space, then try again." in said


def _wait_for_hidden_prompt(terminal: Terminal, words: str, times: int) -> None:
    """Wait until a prompt is on the screen for the n-th time and reads: what is typed earlier is discarded."""
    terminal.wait_for(lambda: terminal.seen.count(words) == times and not terminal.echoes)


def test_a_full_disk_lets_what_was_asked_for_be_saved_later(filled: Program) -> None:
    (filled.home / "full").touch()
    with Terminal(filled, "--file", "journal.db", "add", launcher=FULL) as terminal:
        _wait_for_hidden_prompt(terminal, "Your note", 1)
        terminal.press("word " * 600, "enter")
        _wait_for_hidden_prompt(terminal, "Your text is still here.", 1)
        terminal.press("enter")
        _wait_for_hidden_prompt(terminal, "Your text is still here.", 2)
        assert terminal.seen.count("The disk is full") == 2
        (filled.home / "full").unlink()
        terminal.press("enter")
        assert terminal.wait() == 0
    with opened(filled) as journal:
        assert ("word " * 600).strip() in [entry.body.strip() for entry in journal.entries.list()]


# list


def test_list(filled: Program) -> None:
    lines = done(filled("list")).splitlines()
    with opened(filled) as journal:
        entries = list(reversed(journal.entries.list()))
    assert [line.rpartition(" · ")[2] for line in lines] == [entry.id for entry in entries]
    assert lines[0].startswith(say_echo(entries[0].date))
    session = next(line for line in lines if "The pause after I cried" in line)
    assert re.fullmatch(
        r"\w{3} \d+ \w{3} \d{4} · session 42 · Zoë · The pause after I cried · 12 answers · \S+", session
    )


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5_000, "1" * 16])
def test_a_number_of_entries_that_is_none(filled: Program, number: str) -> None:
    ran = filled("list", "-n", number)
    assert ran.code == 2
    assert ran.sentence().endswith("is no number of entries. Give one from 1 on, as in: list -n 20")
    assert len(ran.sentence()) < 100


def test_list_filters(filled: Program) -> None:
    with opened(filled) as journal:
        entries = journal.entries.list()
        zoe = journal.therapists.list()[0].id

    def ids(*options: str) -> set[str]:
        return {line.rpartition(" · ")[2] for line in done(filled("list", *options)).splitlines()}

    middle = entries[len(entries) // 2].date
    day = middle.isoformat()
    assert ids("--since", day, "--with", "zoë") == {
        e.id for e in entries if e.date >= middle and e.therapist_id == zoe
    }
    assert ids("--until", day, "--kind", "letter") == {
        e.id for e in entries if e.date <= middle and e.kind == "letter"
    }
    assert ids("--since", day, "--until", day) == {e.id for e in entries if e.date == middle}
    assert ids("--tag", "#Work", "--kind", "session") == {
        e.id for e in entries if "work" in e.tags and e.kind == "session"
    }
    assert ids("--tag", "nowhere") == set()
    newest = [e.id for e in reversed(entries) if e.therapist_id == zoe]
    assert ids("-n", "3", "--with", "Zoë") == set(newest[:3])
    assert ids("--limit", "9999", "--with", "Zoë") == set(newest)
    assert [found["id"] for found in json.loads(done(filled("list", "-n2", "--json")))] == [
        e.id for e in entries[:-3:-1]
    ]
    ran = filled("list", "--with", "Nobody")
    assert ran.code == 2
    assert ran.sentence() == "There is no therapist called 'Nobody' here. There is: Zoë, R."


def test_list_as_json(filled: Program) -> None:
    found = json.loads(done(filled("list", "--json")))
    with opened(filled) as journal:
        out = json.loads(dump(whole(journal), BEGINNING))
    # A raw one is only opened on purpose, or exported.
    assert found == [
        {key: entry[key] for key in ("id", "kind", "date", "private")} if entry["private"] else entry
        for entry in out["entries"][::-1]
    ]


# trends


def test_trends(filled: Program) -> None:
    out = done(filled("trends"))
    assert out.startswith("With Zoë: 42 sessions, 39 answered.\n")
    assert "\nWarmth: yes each time, " in out
    assert "\n\nConsultation call with R on " in out
    assert "With R" not in done(filled("trends", "--with", "Zoë"))
    assert filled("trends", "--with", "Nobody").code == 2


def test_trends_as_json(filled: Program) -> None:
    found = json.loads(done(filled("trends", "--json")))
    assert [one["name"] for one in found["therapists"]] == ["Zoë", "R."]
    assert found["therapists"][0]["headline"] in done(filled("trends"))


def test_trends_of_sessions_with_nobody_named(program: Program) -> None:
    """The first card lets a person leave the name out."""
    answers = (GivenAnswer("warmth", Answer.FULLY),)
    fill(program, Document(entries=tuple(Entry(f"e{n}", "session", DAY, answers=answers) for n in range(3))))
    out = done(program("trends"))
    assert out.startswith("With your therapist: 3 sessions, 3 answered.\n")
    assert "Warmth: yes each time" in out
    assert json.loads(done(program("trends", "--json")))["therapists"][0]["sessions"] == 3
    assert "from 3 sessions" in " ".join(done(program("brief")).split())


def test_trends_of_nothing(program: Program) -> None:
    done(program("add", "a note"))
    assert done(program("trends")) == "There are no sessions yet, so there is nothing to say.\n"
    assert json.loads(done(program("trends", "--json")))["therapists"] == []


# brief


@pytest.mark.parametrize("form", ["txt", "html"])
def test_brief(filled: Program, form: str) -> None:
    out = done(filled("brief", "--format", form))
    ran = filled("brief", "--format", form, "--output", "page")
    assert (ran.code, ran.out) == (0, "Written to page. It can be read by anyone who can open the file.\n")
    assert ran.err.startswith("For your therapist: 3 things to talk about, 1 question")
    assert (filled.home / "page").read_text() == out
    assert mode(filled.home / "page") == 0o600
    before = snapshot(filled.home)
    ran = filled("brief", "--format", form, "--output", "page")
    assert ran.code == 1
    assert ran.sentence() == "page is there already and was left as it is. Choose another name."
    assert snapshot(filled.home) == before


def test_brief_is_the_page_as_it_was_chosen(filled: Program) -> None:
    with opened(filled) as journal:
        zoe = journal.therapists.named("Zoë")
        assert zoe is not None
        journal.brief_choices.set_included("good:warmth", included=False, therapist_id=zoe.id)
        journal.topics.set_included(journal.topics.list()[0].id, included=False)
    out = done(filled("brief"))
    assert "1. The long silences lately" in out
    assert "Warmth:" not in out
    assert "Notes to bring to my session with R.\n" in done(filled("brief", "--with", "r."))


@pytest.mark.parametrize(
    ("output", "said"),
    [("nowhere/page", "No such file"), ("folder/" + "x" * 300, "too long")],
)
def test_brief_that_cannot_be_written(filled: Program, output: str, said: str) -> None:
    (filled.home / "folder").mkdir()
    ran = filled("brief", "--output", output)
    assert ran.code == 1
    assert said in ran.sentence()
    assert list((filled.home / "folder").iterdir()) == []


# export and import


def test_a_session_may_have_its_hour(program: Program) -> None:
    assert program("add", "x", "--kind", "session", "--date", "28 May 2026 17:30").code == 0
    (entry,) = json.loads(program("list", "--json").out)
    assert (entry["date"], entry["time"]) == ("2026-05-28", "17:30")


def test_export_wipe_import_export(filled: Program) -> None:
    said = done(filled("export", "out.json"))
    assert "private things included" in said
    assert "The file is not encrypted" in said
    assert mode(filled.home / "out.json") == 0o600
    assert filled("export", "out.json").code == 1
    first = json.loads((filled.home / "out.json").read_text())
    (filled.home / "journal.db").unlink()
    said = done(filled("import", "out.json"))
    assert said.startswith(f"Added: 2 therapists, {len(first['entries'])} entries, ")
    assert "backup" not in said
    second = json.loads(done(filled("export", "-")))
    assert first | {"exported_at": ""} == second | {"exported_at": ""}
    said = done(filled("import", "out.json"))
    assert said.startswith("Added: nothing.\nAlready there: ")
    copy = Path(said.splitlines()[-1].removeprefix("A backup was made before: "))
    assert mode(copy) == 0o600
    with contextlib.closing(Journal.open(copy)) as journal:
        assert len(journal.entries.list()) == len(first["entries"])


def test_export_names_what_is_not_in_it(filled: Program) -> None:
    with opened(filled) as journal:
        one, two, *_ = journal.entries.list()
        journal.drafts.save(one.id, "typed", one.body)
        journal.trash.put(two.id)
    ran = filled("export", "-")
    assert ran.code == 0
    assert ran.err == (
        "1 entry has text that is still being written and is not in it. Open the app once, then export again.\n"
        "1 entry in the trash left out.\n"
    )
    assert two.id not in {entry["id"] for entry in json.loads(ran.out)["entries"]}


def test_dry_run_changes_nothing(filled: Program) -> None:
    done(filled("export", "out.json"))
    whole_year = json.loads((filled.home / "out.json").read_text())
    whole_year["entries"].append({"kind": "letter", "date": "2026-05-28", "mood": 1})
    whole_year["entries"][0]["title"] = "another"
    (filled.home / "in.json").write_text(json.dumps(whole_year))
    before = snapshot(filled.home)
    out = done(filled("import", "in.json", "--dry-run"))
    assert out.startswith("Would be added: 1 entry.\nAlready there: ")
    assert "1 of those differ from what is here; what is here was left as it is" in out
    assert "Not known here, and left out: entries[].mood." in out
    assert snapshot(filled.home) == before
    new = replace(filled, file=filled.home / "new.db")
    assert done(new("import", "in.json", "--dry-run")).startswith("Would be added: 2 therapists")
    assert snapshot(filled.home) == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is not JSON: line 1, column 1."),
        (b"caf\xe9", "This file is not UTF-8 text (byte 3)."),
        (b"[" * 100_000, "This file is not JSON that can be read: its lists lie too deep in each other."),
        (b"{}", '"format" is not "alliance-journal"'),
        (
            b'{"format": "alliance-journal", "version": 1, "entries": [{"kind": "letter", "date": "2026-05-28"},'
            b'{"kind": "session", "date": "2026-05-28", "answers": [{"question": "warmth", "answer": "yes"}]}]}',
            "entries[1].answers[0].answer: one of no, partly, mostly, fully, not sure, did not come up was",
        ),
    ],
)
def test_import_refused(filled: Program, data: bytes, said: str) -> None:
    (filled.home / "in.json").write_bytes(data)
    before = snapshot(filled.home)
    ran = filled("import", "in.json")
    assert ran.code == 1
    assert said in ran.sentence()
    then = "choose another file or folder" if data == b"[" * 100_000 else "mend this place and try again"
    if data == b"{}":
        assert ran.sentence().endswith(
            "free converter jimmy, which knows many other programs, and take over the folder that it makes."
        )
    else:
        assert ran.sentence().endswith(f"Nothing was taken over from in.json; {then}.")
    assert snapshot(filled.home) == before
    if data == b"{}":
        # Nor is a journal begun for it.
        new = replace(filled, file=filled.home / "new.db")
        assert new("import", "in.json").sentence() == ran.sentence()
        assert snapshot(filled.home) == before


def test_import_of_what_is_not_there(filled: Program) -> None:
    before = snapshot(filled.home)
    for arguments, said in (
        (
            ["nowhere.json"],
            "nowhere.json cannot be read: No such file or directory. Check its name, then try again.",
        ),
        ([".", "--from", "json"], ". cannot be read: Is a directory. Check its name, then try again."),
        (["."], "This folder holds no tables with an entries.csv, no Markdown files and no journals of Day One."),
    ):
        ran = filled("import", *arguments)
        assert ran.code == 1
        assert ran.sentence().startswith(said)
    assert snapshot(filled.home) == before


# Nothing that was written steers the terminal


@pytest.fixture
def hostile(program: Program) -> Program:
    texts = list(enumerate(SHORT))
    fill(
        program,
        Document(
            therapists=tuple(Therapist(f"t{n}", f"{text}{n}", "current", text) for n, text in texts),
            entries=(
                *(
                    Entry(
                        f"e{n}",
                        "session",
                        DAY,
                        therapist_id=f"t{n}",
                        title=text if n % 2 else "",
                        body=text,
                        tags=(text,),
                        tension=Tension(text),
                        answers=(GivenAnswer("warmth", Answer.NO, text, "", text),),
                    )
                    for n, text in texts
                ),
                *(
                    Entry(
                        f"c{n}",
                        "consultation",
                        DAY,
                        therapist_id=f"t{n}",
                        answers=(GivenAnswer("share", Answer.NO),),
                    )
                    for n, text in texts
                ),
            ),
            topics=tuple(Topic(f"p{n}", f"{text}{n}") for n, text in texts),
        ),
    )
    return program


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["trends"],
        ["brief"],
        ["brief", "--format", "md"],
        ["brief", "--format", "html"],
        ["list", "--with", "\x1b[31mnobody"],
        ["list", "--since", "\x1b]52;c;xx\x07"],
    ],
    ids=" ".join,
)
def test_nothing_steers_the_terminal(hostile: Program, command: list[str]) -> None:
    ran = hostile(*command)
    assert steers(ran.out) == []
    assert steers(ran.err) == []
    assert ran.out or ran.code == 2
    if command == ["list"]:
        assert len(ran.out.splitlines()) == 2 * len(SHORT)


@pytest.mark.parametrize("command", [["list", "--json"], ["trends", "--json"], ["export", "-"]], ids=" ".join)
def test_data_is_whole_and_without_escapes(hostile: Program, command: list[str]) -> None:
    out = done(hostile(*command))
    assert "\x1b" not in out
    found = json.loads(out)
    if command[0] != "trends":
        entries = found if isinstance(found, list) else found["entries"]
        assert {entry["body"] for entry in entries} == {*SHORT, ""}


@pytest.mark.parametrize("command", [["list", "--json"], ["trends", "--json"], ["export", "-"]], ids=" ".join)
def test_data_on_a_terminal_does_not_steer_it(hostile: Program, command: list[str]) -> None:
    """Control characters are escaped, so that the data shown equals the data given to another program."""
    with Terminal(hostile, "--file", str(hostile.file), *command, size=(250, 50)) as terminal:
        terminal.wait_for(lambda: terminal.process.poll() is not None)
        terminal.settle()
        shown = terminal.raw.decode().replace("\r\n", "\n")
    assert steers(shown) == []
    there, given = json.loads(shown), json.loads(hostile(*command).raw.decode())
    if command[0] == "export":
        del there["exported_at"], given["exported_at"]
    assert there == given


STEERING = "a\x1b[31m b\u202ec\x9b31m\nd"
"""A name of a file that turns a terminal red, begins a line, and turns the direction of writing."""


@pytest.fixture
def oddly_named(program: Program) -> Program:
    program.file = program.home / STEERING / f"{STEERING}.db"
    program.file.parent.mkdir()
    (program.home / "in.json").write_text('{"entries": [{"kind": "letter", "date": "2026-05-28"}]}')
    (program.home / f"{STEERING}.md").write_text("# words")
    (program.home / f"{STEERING}.csv").write_text("words")
    (program.home / STEERING / "key").write_text("a long passphrase\n")
    return program


def test_no_path_steers_the_terminal(oddly_named: Program) -> None:
    program, name = oddly_named, STEERING
    new = ["--new-passphrase-file", f"{name}/key"]
    for command in (
        ["list"],
        ["add", "x"],
        ["where"],
        ["check"],
        ["backup"],
        ["backup", f"{name}-copy"],
        ["backup", f"{name}-copy"],
        ["backup", "--second-folder", f"{name}-nowhere"],
        ["backups"],
        ["import", "in.json"],
        ["import", f"{name}.md"],
        ["import", f"{name}.csv"],
        ["import", f"{name}-nowhere"],
        ["export", f"{name}-out"],
        ["export", f"{name}-out"],
        ["export", f"{name}/nowhere/out"],
        ["brief", "--output", f"{name}-page"],
        ["brief", "--output", f"{name}-page"],
        ["brief", "--output", f"{name}/{name}.db"],
        ["merge", f"{name}-copy"],
        ["merge", f"{name}-nowhere"],
        ["merge", f"{name}.md"],
        ["restore", f"{name}-copy"],
        ["restore", f"{name}.md"],
        ["check", "--salvage", f"{name}-saved"],
        ["check", "--salvage", f"{name}-saved"],
        ["passphrase", "set", *new],
        ["list"],
        ["passphrase", "change", "--new-passphrase-file", f"{name}-nowhere"],
        # As a shell puts them there for a star.
        ["import", "in.json", f"{name}.md", f"{name}.csv"],
        ["list", f"-{name}"],
        ["passphrase", "set", name],
        [name],
    ):
        ran = program(*command)
        lines = ran.out.replace("\t", " ") if command == ["where"] else ran.out
        assert steers(lines) == [], command
        assert steers(ran.err) == [], command
        assert not any(line.startswith("d") for line in (ran.out + ran.err).splitlines()), command


def test_unknown_fields_do_not_steer_the_terminal(program: Program) -> None:
    entry = {"kind": "letter", "date": "2026-05-28", "\x1b]52;c;xx\x07mood\n": 1}
    (program.home / "in.json").write_text(
        json.dumps({"format": "alliance-journal", "version": 1, "entries": [entry]})
    )
    out = done(program("import", "in.json"))
    assert steers(out) == []
    assert "left out: entries[].]52;c;xxmood." in out


def test_a_terminal_without_the_signs(program: Program) -> None:
    """A sign that cannot be shown is no reason to stop; data is UTF-8 wherever it goes."""
    program.environment["PYTHONIOENCODING"] = "cp1252:strict"
    ran = program("add", "悲 and \U0001f642")
    assert (ran.code, ran.err) == (0, "")
    assert "? and ? ·" in ran.raw.decode("cp1252")
    with opened(program) as journal:
        journal.topics.add("悲 and \U0001f642")
    for command in (["list", "--json"], ["export", "-"], ["brief"]):
        assert "悲 and \U0001f642" in program(*command).raw.decode()


def test_paths_that_are_not_utf8(program: Program) -> None:
    odd = os.fsdecode(b"caf\xe9")
    surroundings = {"PYTHONIOENCODING": "utf-8:strict"}
    program.file = program.home / f"{odd}.db"
    assert program("add", "x", environment=surroundings).code == 0
    for command in (["where"], ["export", odd], ["brief", "--output", odd + "2"], ["import", odd]):
        ran = program(*command, environment=surroundings)
        # What leaves with the page is said beside it.
        assert (ran.code, ran.err) == (
            0,
            "For your therapist: 1 question. Nothing else.\n" * ("brief" in command),
        ), command
    assert program("export", odd, environment=surroundings).sentence().endswith("Choose another name.")


# What is written, and what is loaded


def test_where_names_everything_that_is_written(program: Program) -> None:
    """Every command, and what an interrupted one leaves; then the whole home is walked."""
    done(program("add", "a note"))
    done(program("brief"))
    out = done(program("export", "-"))
    (program.home / "in.json").write_text(out)
    done(program("import", "in.json"))
    (program.home / "in.json").unlink()
    lines = [line.split("\t") for line in done(program("where")).splitlines()]
    assert all(len(line) == 2 and line[1] for line in lines)
    named = {Path(line[0]) for line in lines}
    assert all(path.is_absolute() for path in named)
    found = {path for path in program.home.rglob("*") if path.is_file()}
    assert {program.data / "journal.db"} < found
    assert [path for path in found if path not in named and path.parent not in named] == []
    folders = {path for path in program.home.rglob("*") if path.is_dir()}
    assert [path for path in folders if not any(n == path or n.is_relative_to(path) for n in named)] == []


def test_where_names_what_exists_only_for_a_moment(program: Program) -> None:
    """Every file that is made at any time, as the system sees it."""
    strace = "/usr/bin/strace"
    if not os.access(strace, os.X_OK):
        pytest.skip("strace is not here")
    done(program("add", "before"))
    (program.home / "in.json").write_text(done(program("export", "-")))
    for file, command in ((None, ["import", "in.json"]), ("new.db", ["add", "first"])):
        placed = [] if file is None else ["--file", file]
        log = program.home.parent / "log"
        traced = "trace=/^(open|openat|creat|mkdir|mkdirat|rename.*|link|linkat)$"
        ran = subprocess.run(
            [
                *(strace, "-f", "--seccomp-bpf", "-qq", "-e", traced, "-s", "4000", "-o", str(log)),
                *(sys.executable, "-B", *MODULE, *placed, *command),
            ],
            env=program.surroundings(),
            cwd=program.home,
            capture_output=True,
            timeout=60,
            check=False,
        )
        if ran.returncode and b"ptrace" in ran.stderr:
            pytest.skip("strace may not trace here")
        assert ran.returncode == 0, ran.stderr
        named = {Path(line.split("\t")[0]) for line in done(program(*placed, "where")).splitlines()}
        made = set()
        for line in log.read_text().splitlines():
            if "= -1 " in line or not re.search(r"O_CREAT|mkdir|rename|link", line):
                continue
            made |= {Path(path) for path in re.findall(r'"([^"]*)"', line)}
        made = {program.home / path for path in made}
        made -= {program.home / "in.json", Path("/dev/null")}
        assert made
        above = {folder for path in named for folder in path.parents}
        assert [path for path in made if path not in named | above and path.parent not in named] == []


COMMANDS = [
    ["--help"],
    ["add", "a note"],
    ["list", "--json"],
    ["trends"],
    ["brief", "--format", "html"],
    ["export", "-"],
    ["import", "in.json"],
    ["where"],
    [],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_loads_textual(program: Program, command: list[str]) -> None:
    (program.home / "in.json").write_text('{"format": "alliance-journal", "version": 1}')
    fill(program, Document(entries=(Entry("e", "session", DAY),)))
    loaded = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=open('loaded', 'w')))\n"
    ran = program(*command, launcher=("-c", f"{loaded}from alliance_journal.cli import main; main()"))
    assert ran.code == (0 if command else 2), ran.err
    modules = (program.home / "loaded").read_text().split()
    assert "alliance_journal.cli" in modules
    assert [name for name in modules if name.partition(".")[0] in ("textual", "rich", "asyncio", "urllib3")] == []
    if command in ([], ["--version"], ["--help"]):
        assert [name for name in modules if "sqlite" in name or "sqlcipher" in name] == []


@pytest.mark.parametrize("arguments", [["--version"], ["--demo", "list"]])
def test_no_command_leaves_its_memory_behind(program: Program, arguments: list[str]) -> None:
    code = (
        "import atexit, resource, sys\n"
        "atexit.register(lambda: print(resource.getrlimit(resource.RLIMIT_CORE), file=sys.stderr))\n"
        "from alliance_journal.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=program.surroundings(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr.splitlines()[-1] == "(0, 0)"
