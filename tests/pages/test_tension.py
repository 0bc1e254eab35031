"""Tension: marked at a session, talked through at another, told with the dip it was part of."""

from pathlib import Path

from alliance_journal.domain.alliance.trend_help import HOW_IT_IS_WORKED_OUT
from alliance_journal.domain.alliance.trend_text import lines
from alliance_journal.domain.journal import Tension
from alliance_journal.store.bringing import reading_with
from tests.pages.driving import TODAY, driving, example, with_sample


async def test_marked_reworded_talked_through_and_taken_away(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    newest, before = journal.lines()[0].id, journal.lines()[1].id
    async with driving(journal, keys=("down", "t", "enter")) as driven:
        await driven.type("too fast")
        await driven.press("enter")
        assert journal.entry(before).tension == Tension("too fast")
        await driven.press("t", "enter", "end")
        await driven.type(" for me")
        await driven.press("enter")
        assert journal.entry(before).tension == Tension("too fast for me")
        await driven.press("up", "t")
        assert "We talked through the tension of 21 May" in driven.seen()
        await driven.press("down", "enter")
        assert journal.entry(before).tension == Tension("too fast for me", newest)
        await driven.press("f4")
        assert "≈" in driven.seen()
        assert "◡" in driven.seen()
        await driven.press("f2", "down", "t", "down", "enter")
        assert journal.entry(before).tension == Tension("too fast for me")
        await driven.press("t", "down", "enter")
        assert journal.entry(before).tension is None


async def test_a_note_has_no_tension_and_escape_marks_nothing() -> None:
    journal = example()
    note = next(line.id for line in journal.lines() if line.kind == "between")
    async with driving(journal) as driven:
        await driven.press("t", "escape", "t", "enter", "escape")
        assert all(entry.tension is None for entry in journal.entries()[-10:])
        assert driven.app.desk is not None
        driven.app.desk.entry_id = note
        await driven.press("f4", "f2", "t")
        assert driven.notices() == ["Tension is marked at a session."]


def test_a_marked_dip_is_told_as_tension_with_its_recovery() -> None:
    journal = example()
    zoe = next(therapist for therapist in journal.therapists() if therapist.name == "Zoë")
    said = lines("Zoë", reading_with(journal, zoe.id), TODAY)
    (warmth,) = [line for line in said if line.startswith("Warmth:")]
    assert warmth.endswith(
        "On 13 November 2025 there was tension, and it was lower than your usual; it came back the next session. "
        "You talked it through on 20 November 2025."
    )
    assert said[-1] == "Tension on 13 November 2025, talked through on 20 November 2025."


async def test_drops_are_marked_on_their_row() -> None:
    async with driving(example(), keys=("f4",)) as driven:
        marked = [line.split()[0] for line in driven.lines() if "▾" in line]
        assert marked == ["Shared", "Listening", "Feb"]
        assert "▾ dip" in driven.seen()


async def test_how_this_is_worked_out_from_trends_and_from_help() -> None:
    async with driving(example(), (120, 60), keys=("f4", "i")) as driven:
        assert "─ How this is worked out ─" in driven.seen()
        assert "It is not a test." in driven.seen()
        await driven.press("escape", "f1", "i")
        assert "─ How this is worked out ─" in driven.seen()
        await driven.press("escape")
        assert driven.app.current_mode == "trends"


def test_the_rules_are_told_with_their_own_numbers() -> None:
    told = " ".join(text for name, parts in HOW_IT_IS_WORKED_OUT for text in (name, *parts))
    for words in (
        "not validated",
        "not for comparing people",
        "After 90 days",
        "5 or more are a yes",
        "from 3 sessions on",
        "Of the last 5 sessions",
        "from 4 sessions on",
        "from 8 sessions on",
        "The last 12 sessions",
        "It can miss slow changes.",
    ):
        assert words in told
