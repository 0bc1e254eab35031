"""A new format is a folder and a row of the registry: detection, the command line and the app know of it then."""

import contextlib
from pathlib import Path

import pytest

from alliance_journal.exchange.base import CannotRead
from alliance_journal.exchange.detect import detect_format
from alliance_journal.exchange.registry import FORMATS
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import whole
from tests.conftest import Program, Ran
from tests.exchange.files import refusal
from tests.exchange.made_up.row import MADE_UP
from tests.pages.driving import TODAY, driving
from tests.pages.test_exchanging import name, until, words
from tests.pages.test_keeping_page import choose

ROOT = Path(__file__).parents[2]
NOTEBOOK = "made-up notebook\n2026-05-28 The pause\n2026-05-29 A walk\n"
LAUNCHER = (
    "-c",
    f"import sys; sys.path.append({str(ROOT)!r})\n"
    "from alliance_journal.exchange.registry import FORMATS\n"
    "from tests.exchange.made_up.row import MADE_UP\n"
    "FORMATS[MADE_UP.name] = MADE_UP\n"
    "from alliance_journal.cli import main\n"
    "main()\n",
)


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the row for one test."""
    monkeypatch.setitem(FORMATS, MADE_UP.name, MADE_UP)


@pytest.mark.usefixtures("registered")
def test_it_is_detected(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(NOTEBOOK)
    assert detect_format(file) is MADE_UP
    file.write_text("any words")
    with pytest.raises(CannotRead, match=r"or a made-up notebook\.$"):
        detect_format(file)
    file.write_text("made-up notebook\nsoon The pause\n")
    assert refusal(file) == "line 2: it begins with no date."


def run(program: Program, *arguments: str | Path) -> Ran:
    """Run a command of a program whose registry has the new row."""
    return program(*arguments, launcher=LAUNCHER)


def test_the_command_line_imports_and_exports_it(program: Program) -> None:
    program.file = program.home / "journal.db"
    (program.home / "notes").write_text(NOTEBOOK)
    ran = run(program, "import", "notes")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Added: 2 entries.\nRead as a made-up notebook.\n"
    ran = run(program, "export", "out.notebook", "--format", "made-up")
    assert MADE_UP.lacks in ran.out
    assert (program.home / "out.notebook").read_text() == NOTEBOOK
    for command in ("import", "export"):
        assert "|made-up]" in "".join(run(program, command, "--help").out.split())


@pytest.mark.usefixtures("registered", "quick_keys")
async def test_the_app_lists_it(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.write_text(NOTEBOOK)
    async with driving(Journal.begin(tmp_path / "journal.db"), (100, 40)) as driven:
        await choose(driven, "import_all")
        await name(driven, file)
        await driven.press("enter")
        await until(driven, "read as a made-up notebook")
        await driven.press("right", "right", "enter")
        assert "A made-up notebook" in words(driven)
        await driven.press("escape", "left", "enter")
        await until(driven, "Added: 2 entries")
        await driven.press("escape")
        await choose(driven, "export_all")
        assert "JSON CSV Markdown jrnl Notebook" in words(driven)
        await driven.press("shift+tab", "left")
        await until(driven, MADE_UP.lacks)
        assert f"notes-all-{TODAY.isoformat()}.notebook" in words(driven)
        await driven.press("tab")
        await name(driven, tmp_path / "out.notebook")
        await driven.press("enter")
        await until(driven, "What you wrote is in")
    assert (tmp_path / "out.notebook").read_text() == NOTEBOOK
    with contextlib.closing(Journal.open(tmp_path / "journal.db")) as journal:
        assert {entry.title for entry in whole(journal).entries} == {"A walk", "The pause"}
