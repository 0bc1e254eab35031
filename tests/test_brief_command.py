"""The command `brief`: the page that Prepare shows, byte for byte, on standard output or in a private file."""

import datetime as dt
from pathlib import Path
from typing import Final, get_args

from alliance_journal.domain.page import Variant
from alliance_journal.exchange.brief import TextFormat, made
from alliance_journal.store.bringing import page_for
from alliance_journal.store.journal import Journal
from tests.conftest import Program, mode, snapshot

WITHOUT_PDF: Final = (
    "-c",
    "import sys\n"
    "sys.modules['fpdf'] = sys.modules['uharfbuzz'] = sys.modules['fontTools'] = None\n"
    "from alliance_journal.cli import main\n"
    "main()",
)
"""Starts the program where the part for PDFs is not installed."""


def filled(program: Program) -> Journal:
    """A journal with something for each of the two pages, and with more than fits."""
    program.file = program.home / "journal.db"
    journal = Journal.begin(program.file)
    zoe = journal.add_therapist("Zoë")
    note = journal.add_entry("session", dt.date.today(), therapist_id=zoe.id, body="planted sentence")
    journal.add_topic("The pause", note.id)
    journal.add_excerpt("one\ntwo", note.id, on_page_of=zoe.id)
    journal.add_excerpt("be brave", note.id, for_me=True, on_page_of=zoe.id)
    return journal


def test_it_is_what_prepare_shows_and_writes(program: Program) -> None:
    journal = filled(program)
    for variant in get_args(Variant):
        _, page = page_for(journal, journal.main_therapist(), dt.date.today(), variant)
        for form in get_args(TextFormat):
            ran = program("brief", "--format", form, "--for", variant)
            assert (ran.code, ran.err) == (0, "")
            assert ran.raw == made(page, form)
            assert ("be brave" in ran.out) == (variant == "me")
            assert "planted" not in ran.out
    assert program("brief").out == program("brief", "--for", "therapist", "--format", "txt").out
    journal.close()


def test_a_file_is_private_neutral_and_says_what_leaves(program: Program) -> None:
    journal = filled(program)
    journal.add_topic("endless " * 5_000)
    journal.close()
    folder = program.home / "out"
    folder.mkdir()
    name = f"notes-{dt.date.today()}.md"
    ran = program("brief", "--format", "md", "--output", folder)
    assert ran.code == 0
    assert ran.out == f"Written to {folder / name}. It can be read by anyone who can open the file.\n"
    left_out, leaves = ran.err.splitlines()
    assert left_out.startswith("Does not fit on one page: “endless endless")
    assert leaves == "For your therapist: 1 thing to talk about, 1 excerpt, 1 question, the name Zoë. Nothing else."
    assert mode(folder / name) == 0o600
    before = snapshot(program.home)
    again = program("brief", "--format", "md", "--output", folder)
    assert "is there already and was left as it is" in again.err
    assert program.file is not None
    own = program("brief", "--output", program.file)
    assert "belongs to the journal itself" in own.err
    assert (again.code, own.code) == (1, 1)
    assert snapshot(program.home) == before


def test_a_pdf_in_a_file_and_in_a_pipe(program: Program) -> None:
    journal = filled(program)
    _, page = page_for(journal, journal.main_therapist(), dt.date.today())
    journal.close()
    target = program.home / "x.pdf"
    ran = program("brief", "--format", "pdf", "--output", target, "--paper", "letter")
    assert (ran.code, mode(target)) == (0, 0o600)
    assert target.read_bytes() == made(page, "pdf", "Letter")
    piped = program("brief", "--format", "pdf", environment={"LANG": "de_DE.UTF-8"})
    assert (piped.code, piped.raw) == (0, made(page, "pdf", "A4"))


def test_without_the_part_for_pdfs_everything_else_is_there(program: Program) -> None:
    filled(program).close()
    target = Path(program.home / "x.pdf")
    ran = program("brief", "--format", "pdf", "--output", target, launcher=WITHOUT_PDF)
    assert ran.sentence().startswith(
        "A PDF needs a part that is not installed. pip install 'alliance-journal[pdf]'"
    )
    assert not target.exists()
    assert program("brief", "--format", "html", launcher=WITHOUT_PDF).code == 0
