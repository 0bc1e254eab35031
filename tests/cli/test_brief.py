"""The command `brief`: the page that Prepare shows, byte for byte, on standard output or in a private file."""

import datetime as dt
from pathlib import Path
from typing import Final, get_args

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS
from alliance_journal.domain.brief.model import Variant
from alliance_journal.exchange.brief.formats import BRIEF_FORMATS, made
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.brief import page_for
from tests.conftest import Program, mode, snapshot
from tests.new_journal import new_journal

TEXT_FORMATS: Final = [name for name, form in BRIEF_FORMATS.items() if form.make_text]
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
    journal = new_journal(program.file)
    zoe = journal.therapists.add("Zoë")
    note = journal.entries.add("session", dt.date.today(), therapist_id=zoe.id, body="planted sentence")
    journal.topics.add("The pause", note.id)
    journal.excerpts.add("one\ntwo", note.id, on_page_of=zoe.id)
    journal.excerpts.add("be brave", note.id, for_me=True, on_page_of=zoe.id)
    return journal


def test_it_is_what_prepare_shows_and_writes(program: Program) -> None:
    journal = filled(program)
    for variant in get_args(Variant):
        _, page = page_for(journal, journal.therapists.main(), dt.date.today(), variant)
        for form in TEXT_FORMATS:
            ran = program("brief", "--format", form, "--for", variant)
            assert (ran.code, ran.err) == (0, "")
            assert ran.raw == made(page, form)
            assert ("be brave" in ran.out) == (variant == "me")
            assert "planted" not in ran.out
    assert program("brief").out == program("brief", "--for", "therapist", "--format", "txt").out
    journal.close()


def test_a_file_is_private_neutral_and_says_what_leaves(program: Program) -> None:
    journal = filled(program)
    journal.close()
    folder = program.home / "out"
    folder.mkdir()
    name = f"notes-{dt.date.today()}.md"
    ran = program("brief", "--format", "md", "--output", folder)
    assert ran.code == 0
    assert ran.out == f"Written to {folder / name}. It can be read by anyone who can open the file.\n"
    (leaves,) = ran.err.splitlines()
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


def test_a_full_sheet_names_what_does_not_fit_and_the_texts_hold_everything(program: Program) -> None:
    journal = filled(program)
    topics = ["endless " * 5_000, *(f"topic number {n}" for n in range(90))]
    for topic in topics:
        journal.topics.add(topic)
    journal.close()
    for form in ("txt", "md"):
        ran = program("brief", "--format", form)
        assert (ran.code, ran.err) == (0, "")
        assert [topic for topic in topics[1:] if topic not in ran.out] == []
        assert ran.out.count("endless") == 5_000
    for form in ("html", "pdf"):
        target = program.home / f"page.{form}"
        ran = program("brief", "--format", form, "--output", target)
        left_out, leaves = ran.err.splitlines()
        assert (ran.code, mode(target)) == (0, 0o600)
        assert left_out.startswith("Does not fit on one printed page: “endless endless")
        assert "“topic number 8" in left_out or "more. " in left_out
        assert left_out.endswith("or write plain text or Markdown, which hold everything.")
        assert leaves.startswith("For your therapist: ")
        counted = int(leaves.removeprefix("For your therapist: ").split()[0])
        assert counted < len(topics)
    sheet = (program.home / "page.html").read_text()
    assert sheet.count("<li>topic number") + sheet.count("<li>The pause") == counted


def answered(program: Program, *answers: Answer) -> Journal:
    """A journal with a session a week, each with every question answered alike, and a comment beside each."""
    program.file = program.home / "journal.db"
    journal = new_journal(program.file)
    zoe = journal.therapists.add("Zoë")
    for place, answer in enumerate(reversed(answers)):
        session = journal.entries.add("session", dt.date.today() - dt.timedelta(weeks=place), therapist_id=zoe.id)
        for question in DEFAULT_QUESTIONS:
            journal.answers.set(session.id, question.id, answer)
            journal.answers.set_comment(session.id, question.id, "planted comment")
    return journal


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_after_a_session_that_was_lower_as_a_whole(program: Program, form: str) -> None:
    answered(program, *[Answer.FULLY] * 4, Answer.NO).close()
    out = program("brief", "--format", form).out
    one_line = " ".join(out.split())
    assert "Could be better for me" in out
    assert "Our last session was harder for me than the ones before. I would like to talk about it." in one_line
    assert "Feels good" not in out
    assert "planted" not in out


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_the_answers_stand_beside_what_feels_good(program: Program, form: str) -> None:
    answered(program, *[Answer.FULLY] * 4).close()
    out = program("brief", "--format", form).out
    one_line = " ".join(out.split())
    assert "Feels good" in out
    assert "Comfortable sharing more: fully · Knowledgeable, can help me: fully" in one_line
    assert "A yes is mostly or fully. My own impressions from 4 sessions, not a test result." in one_line
    assert "planted" not in out
    assert "Could be better" not in out


def test_after_a_call_only_the_page_has_the_questions_that_are_open(program: Program) -> None:
    program.file = program.home / "journal.db"
    journal = new_journal(program.file)
    therapist = journal.therapists.add("R.", status="considering")
    call = journal.entries.add("consultation", dt.date.today(), therapist_id=therapist.id)
    for question in DEFAULT_QUESTIONS[:7]:
        journal.answers.set(call.id, question.id, Answer.FULLY)
    journal.close()
    out = " ".join(program("brief").out.split())
    assert "Questions I could ask - How directive are you usually" in out
    assert "What happens in your sessions when nobody says anything?" in out
    assert out.count("?") == 2


def test_a_tension_is_on_the_page_only_where_it_was_put(program: Program) -> None:
    journal = answered(program, *[Answer.FULLY] * 3)
    zoe = journal.therapists.main()
    assert zoe
    session = journal.sessions.latest_with(zoe.id, 1)[0]
    journal.tensions.set(session, "a long silence")
    assert "tension" not in program("brief").out
    journal.brief_choices.set_included(f"tension:{session}:was", True, zoe.id)
    journal.close()
    assert ": a long silence" in program("brief").out


def test_a_pdf_in_a_file_and_in_a_pipe(program: Program) -> None:
    journal = filled(program)
    _, page = page_for(journal, journal.therapists.main(), dt.date.today())
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
