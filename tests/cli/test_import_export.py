"""Everything out and everything in, by the program itself: each form, the summary, and what stops it."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import Program, mode, snapshot
from tests.exchange.files import day_one
from tests.hostile import SHORT, steers
from tests.new_journal import new_journal
from tests.store.staging import no_file_longer_than
from tests.store.transfer.test_documents import everything
from tests.terminal import Terminal

TABLE = "date,text,Mood\n2026-05-28,one,7\n0001-01-01,two,\n2026-05-29,three,\n"


@pytest.fixture
def filled(program: Program) -> Program:
    program.file = program.home / "journal.db"
    with contextlib.closing(new_journal(program.file)) as journal:
        import_into(journal, everything(24))
    return program


@contextlib.contextmanager
def opened(program: Program) -> Iterator[Journal]:
    assert program.file
    with contextlib.closing(Journal.open(program.file)) as journal:
        yield journal


def out(program: Program, *arguments: str) -> str:
    ran = program(*arguments)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_every_form_goes_out_and_comes_back_as_known(filled: Program) -> None:
    for form, name in (("json", "JSON"), ("csv", "CSV"), ("markdown", "Markdown"), ("jrnl", "jrnl")):
        said = out(filled, "export", f"out.{form}", "--format", form)
        assert "24 entries, private things included (raw notes and letters too)" in said
        assert "not encrypted" in said
        target = filled.home / f"out.{form}"
        assert mode(target) == (0o700 if target.is_dir() else 0o600)
        before = snapshot(target)
        ran = filled("export", f"out.{form}", "--format", form)
        assert ran.sentence() == f"out.{form} is there already and was left as it is. Choose another name."
        assert snapshot(target) == before
        said = out(filled, "import", f"out.{form}", "--dry-run")
        assert said.startswith("Would be added: nothing.\nAlready there: ")
        assert "differ" not in said
        assert name in said.splitlines()[-1]
        assert steers(said) == []
    assert not [path for path in filled.home.iterdir() if path.name.endswith(".part")]


def test_to_standard_output(filled: Program) -> None:
    assert len(json.loads(out(filled, "export", "-"))["entries"]) == 24
    raw = filled("export", "-", "--format", "jrnl").raw.decode()
    assert raw.startswith("[2026-05-30 00:00] ")
    # A terminal is not steered by a text that is shown on it.
    with Terminal(filled, "--file", "journal.db", "export", "-", "--format", "jrnl", size=(120, 50)) as terminal:
        terminal.wait_for(lambda: terminal.process.poll() is not None)
        terminal.settle()
        shown = terminal.raw.decode()
    assert any("\x1b" in text for text in SHORT)
    assert steers(shown.replace("\r\n", "\n")) == []


def test_summary_and_dry_run(program: Program) -> None:
    program.file = program.home / "journal.db"
    (program.home / "t.csv").write_text(TABLE)
    before = snapshot(program.home)
    said = out(program, "import", "t.csv", "--dry-run").splitlines()
    assert said == [
        "Would be added: 2 entries.",
        "Not taken over: 1.",
        "  t.csv, line 3: the year 1 is not between 1900 and 2199",
        "Not known here, and left out: Mood.",
        "Read as CSV tables.",
    ]
    assert snapshot(program.home) == before
    assert out(program, "import", "t.csv").startswith("Added: 2 entries.\n")
    said = out(program, "import", "t.csv").splitlines()
    assert said[:2] == ["Added: nothing.", "Already there: 2 entries."]
    assert said[-1].startswith("A backup was made before: ")


def test_what_is_asked_when_in_doubt(program: Program) -> None:
    program.file = program.home / "journal.db"
    (program.home / "j.txt").write_text("[10/11/2026 10:30] One\nwords\n")
    said = program("import", "j.txt").sentence()
    assert (
        "Tuesday 10 November 2026 or Sunday 11 October 2026. Nothing was taken over from j.txt; say which" in said
    )
    assert not program.file.exists()
    said = out(program, "import", "j.txt", "--dates", "day-first")
    assert "10/11/2026 10:30 is Tuesday 10 November 2026, 10:30." in said


def test_what_cannot_be_read(program: Program) -> None:
    """One sentence with a next step for each; nothing is begun for it."""
    program.file = program.home / "journal.db"
    (program.home / "x.bin").write_bytes(bytes(range(256)) * 100)
    (program.home / "cut.zip").write_bytes(day_one(program.home / "d.zip").read_bytes()[:-20])
    (program.home / "new.json").write_text('{"format": "alliance-journal", "version": 2}')
    before = snapshot(program.home)
    for arguments, said in (
        (["x.bin"], "This is none of the files that can be read here"),
        (["x.bin", "--from", "dayone"], "x.bin: This file is not UTF-8 text (byte 128)."),
        (["x.bin", "--from", "jrnl"], "This file is not text"),
        (["x.bin", "--from", "csv"], "x.bin is not text"),
        (["x.bin", "--from", "markdown"], "x.bin: it is not text"),
        (["cut.zip"], "This archive is not whole"),
        (["new.json"], "version: this program reads version 1 of the format."),
        (["~nobody-knows/x"], "~nobody-knows/x cannot be read"),
    ):
        ran = program("import", *arguments)
        assert ran.sentence().startswith(said)
        assert re.search("again|once more|choose another|use a newer", ran.sentence())
    assert snapshot(program.home) == before


def test_a_full_disk_leaves_nothing(filled: Program) -> None:
    before = {name for name in snapshot(filled.home)}
    with no_file_longer_than(2000):
        for form in ("json", "csv", "jrnl"):
            ran = filled("export", "out", "--format", form)
            assert ran.sentence() == "out cannot be written: File too large. Choose another place."
    assert {name for name in snapshot(filled.home)} == before


def test_a_long_one_shows_how_far_it_is_and_can_be_stopped(program: Program, tmp_path: Path) -> None:
    program.file = program.home / "journal.db"
    lines = "".join(f"2026-05-{n % 28 + 1:02},note {n},{'word ' * 50}\n" for n in range(20_000))
    (program.home / "t.csv").write_text(f"date,title,text\n{lines}")
    with Terminal(program, "--file", "journal.db", "import", "t.csv") as terminal:
        terminal.wait_for("Taking over")
        terminal.press("ctrl+c")
        terminal.wait_for("It was stopped. Nothing was taken over.")
        terminal.wait_for(lambda: terminal.process.poll() is not None)
        assert "Traceback" not in terminal.seen
    with opened(program) as journal:
        assert whole(journal).entries == ()
