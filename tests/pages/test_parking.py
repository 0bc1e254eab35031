"""Straight after a session, and the session after a date that was set."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from alliance_journal.domain.models import Appointment
from alliance_journal.domain.writing_prompts import new_session_text
from alliance_journal.store.journal import Journal
from alliance_journal.ui.journal.straight_after_form import StraightAfterForm
from alliance_journal.ui.widgets.text_field import TextField
from tests.hostile import TOGETHER
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size

AGO = TODAY - timedelta(days=2)


def noon() -> datetime:
    """The middle of the day, wherever the tests are run."""
    return datetime.combine(TODAY, time(12)).astimezone()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    # With the day of the app: what is still to come today is told by the journal's clock.
    found = new_journal(tmp_path / "journal.db", noon)
    found.therapists.add("Zoë")
    return found


def words(driven: Driven) -> str:
    """What is on the screen, without lines and frames."""
    return " ".join("".join(" " if "─" <= c <= "▟" else c for c in driven.seen()).split())


@each_size
async def test_three_short_fields_make_a_session_and_a_raw_note(size: tuple[int, int], journal: Journal) -> None:
    async with driving(journal, size) as driven:
        await driven.press("s")
        await driven.type("She waited.")
        await driven.press("tab")
        await driven.type("I laughed.")
        await driven.press("tab")
        await driven.type("SECRET")
        assert "tab next field" in driven.seen()
        assert "Keep" in driven.seen()
        await driven.press("enter")
        assert "SECRET" not in driven.seen()
    note, session = sorted(journal.entries.list(), key=lambda entry: entry.kind)
    assert session.body == "## What stayed with me\nShe waited.\n\n## What surprised me\nI laughed."
    assert (session.kind, session.date, session.private) == ("session", TODAY, False)
    assert (note.kind, note.title, note.body) == ("between", "What I did not say", "SECRET")
    assert (note.private, note.date, note.therapist_id) == (True, TODAY, session.therapist_id)
    assert session.therapist_id == journal.therapists.list()[0].id
    assert journal.unfinished.get("straight after") is None


async def test_todays_session_is_gone_on_with(journal: Journal) -> None:
    therapist = journal.therapists.list()[0]
    text = new_session_text().replace("stayed with me\n", "stayed with me\nA pause.\n")
    session = journal.entries.add("session", TODAY, therapist_id=therapist.id, body=text)
    async with driving(journal) as driven:
        await driven.press("enter", "x", "escape", "s")
        await driven.type("one")
        await driven.press("tab")
        await driven.type("two")
        await driven.press("enter")
    (kept,) = journal.entries.list()
    assert kept.id == session.id
    assert kept.body.startswith("## What stayed with me\nA pause.\none\n")
    assert kept.body.endswith("x\n\n## What surprised me\ntwo")
    assert kept.body.replace("one\n", "").removesuffix("\n## What surprised me\ntwo") == f"{text}x\n"


async def test_an_empty_card_makes_nothing(journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.press("s", "enter")
        assert not isinstance(driven.app.screen, StraightAfterForm)
        await driven.press("s", "x", "escape")
    assert journal.entries.list() == ()


async def test_only_what_was_not_said_makes_no_session(journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.press("s", "tab", "tab")
        await driven.type("this")
        await driven.press("enter")
    assert [(entry.kind, entry.private) for entry in journal.entries.list()] == [("between", True)]


async def test_what_is_typed_is_on_the_disk_before_it_is_kept(journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.press("s", "tab")
        await driven.type("half a word")
        await driven.until(lambda: "half a word" in (journal.unfinished.get("straight after") or ""))
    async with driving(journal) as driven:
        await driven.press("s")
        assert "half a word" in driven.seen()
        assert "What you had typed here is back." in words(driven)
        await driven.press("enter")
    assert journal.entries.list()[0].body == "## What surprised me\nhalf a word"


async def test_words_changed_elsewhere_stay(tmp_path: Path, journal: Journal) -> None:
    therapist = journal.therapists.list()[0]
    session = journal.entries.add("session", TODAY, therapist_id=therapist.id, body="first")
    other = Journal.open(tmp_path / "journal.db")
    async with driving(journal) as driven:
        await driven.press("s")
        await driven.type("new")
        other.entries.save_text(session.id, "first, and elsewhere", "first")
        await driven.press("enter")
    assert other.entries.get(session.id).body == "first, and elsewhere\n\n## What stayed with me\nnew"
    other.close()


async def test_a_text_left_in_the_session_goes_along(journal: Journal) -> None:
    therapist = journal.therapists.list()[0]
    session = journal.entries.add("session", TODAY, therapist_id=therapist.id, body="first")
    journal.drafts.save(session.id, "first, and typed", "first")
    async with driving(journal) as driven:
        await driven.press("escape", "s")
        await driven.type("new")
        await driven.press("enter")
    (entry,) = journal.entries.list()
    assert entry.body == "first, and typed\n\n## What stayed with me\nnew"


async def test_hostile_words_are_kept(journal: Journal) -> None:
    async with driving(journal) as driven:
        for text in TOGETHER:
            line = " ".join(text.split("\n"))
            await driven.press("s")
            for field in driven.app.screen.query(TextField):
                field.text = line
            await driven.press("enter")
    bodies = [entry.body for entry in journal.entries.list() if entry.private]
    # The text area shows every kind of line end as its own.
    assert len(bodies) == len(TOGETHER)
    as_kept = {" ".join(" ".join(body.splitlines()).split()) for body in bodies}
    assert {" ".join(" ".join(text.splitlines()).split()) for text in TOGETHER} == as_kept


# After a date that was set


@each_size
async def test_a_session_is_offered_for_a_date_nothing_is_written_about(
    size: tuple[int, int], journal: Journal
) -> None:
    therapist = journal.therapists.list()[0]
    journal.entries.add("session", AGO - timedelta(days=7), therapist_id=therapist.id, medium="video")
    journal.appointments.set_next(Appointment(AGO, time(17, 30), therapist.id), AGO)
    async with driving(journal, size) as driven:
        assert "After your session on Thursday 28 May? n begins it." in words(driven)
        await driven.press("n")
        assert "New session" in driven.seen()
        assert "Thursday 28 May 2026, 17:30" in driven.seen()
        await driven.press("enter", "escape")
        assert "After your session" not in words(driven)
    session = journal.entries.list()[-1]
    assert (session.date, session.time, session.medium) == (AGO, time(17, 30), "video")
    assert session.therapist_id == therapist.id


async def test_it_is_offered_with_the_therapist_of_that_date(journal: Journal) -> None:
    other = journal.therapists.add("Ana")
    journal.appointments.set_next(Appointment(AGO, None, other.id), AGO)
    async with driving(journal) as driven:
        await driven.press("n", "enter")
    assert journal.entries.list()[-1].therapist_id == other.id


async def test_it_is_put_off_with_escape(journal: Journal) -> None:
    journal.appointments.set_next(Appointment(AGO), AGO)
    async with driving(journal) as driven:
        await driven.press("slash", "escape")
        assert "After your session" in words(driven)
        await driven.press("escape")
        assert "After your session" not in words(driven)
        await driven.press("f3", "f2", "n")
        assert "After your session" not in words(driven)
        assert "Saturday 30 May 2026" in driven.seen()


async def test_a_time_that_may_still_come_is_not_asked_about(journal: Journal) -> None:
    journal.appointments.set_next(Appointment(TODAY, time(17, 30)), TODAY)
    async with driving(journal) as driven:
        assert "After your session" not in words(driven)


async def test_it_goes_away_by_itself(journal: Journal) -> None:
    journal.appointments.set_next(Appointment(TODAY - timedelta(days=30)), TODAY - timedelta(days=30))
    async with driving(journal) as driven:
        assert "After your session" not in words(driven)
