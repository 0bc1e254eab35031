"""Tension: marked at a session, talked through at another, told with the dip it was part of."""

import datetime as dt
from pathlib import Path

import pytest

from alliance_journal.domain.alliance.wording.element_text import earlier_dips
from alliance_journal.domain.alliance.wording.trend_help import HOW_IT_IS_WORKED_OUT
from alliance_journal.domain.alliance.wording.trend_text import lines
from alliance_journal.domain.models import EntryKind, Tension
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.brief import reading_with
from alliance_journal.ui.widgets.rendering import fit
from tests.hostile import SHORT
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, driving, each_size, example, with_sample


async def test_marked_reworded_talked_through_and_taken_away(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    newest, before = journal.entries.lines()[0].id, journal.entries.lines()[1].id
    async with driving(journal, keys=("down", "t", "enter")) as driven:
        await driven.type("too fast")
        await driven.press("enter")
        assert journal.entries.get(before).tension == Tension("too fast")
        await driven.press("t", "enter", "end")
        await driven.type(" for me")
        await driven.press("enter")
        assert journal.entries.get(before).tension == Tension("too fast for me")
        await driven.press("up", "t")
        assert "We talked through the tension of 21 May" in driven.seen()
        await driven.press("down", "enter")
        assert journal.entries.get(before).tension == Tension("too fast for me", newest)
        assert "─ What came of it ─" in driven.seen()
        await driven.type("slower")
        await driven.press("enter")
        assert journal.entries.get(before).tension == Tension("too fast for me", newest, "slower")
        await driven.press("f4")
        assert "≈" in driven.seen()
        assert "◡" in driven.seen()
        await driven.press("f2", "down", "t", "down", "down", "enter")
        assert journal.entries.get(before).tension == Tension("too fast for me", None, "slower")
        # Its words are deleted only when that is said twice.
        await driven.press("t", "down", "down", "down", "enter")
        assert "This deletes your words about it:" in driven.seen()
        await driven.press("enter")
        assert journal.entries.get(before).tension == Tension("too fast for me", None, "slower")
        await driven.press("t", "down", "down", "down", "enter", "down", "enter")
        assert journal.entries.get(before).tension is None


@each_size
async def test_three_steps_from_either_session(tmp_path: Path, size: tuple[int, int]) -> None:
    journal = with_sample(tmp_path / "journal.db")
    newest, before = journal.entries.lines()[0].id, journal.entries.lines()[1].id
    journal.tensions.set(before, "too fast")
    async with driving(journal, size, keys=("t",)) as driven:
        # What came of it may be left open.
        await driven.press("down", "enter", "escape")
        assert journal.entries.get(before).tension == Tension("too fast", newest)
        await driven.press("t")
        assert "What came of the tension of 21 May" in driven.seen()
        await driven.press("down", "enter")
        await driven.type("slower")
        await driven.press("enter")
        assert journal.entries.get(before).tension == Tension("too fast", newest, "slower")
        await driven.press("down", "t")
        for step in (
            "1  There was tension: “too fast”",
            "2  Talked through on 28 May",
            "3  What came of it: “slower”",
            "Change what it was about",
            "Change what came of it",
            "It is not talked through, after all",
            "There was no tension, after all",
        ):
            assert step in driven.seen()
        await driven.press("down", "enter", "end")
        await driven.type(" since")
        await driven.press("enter")
        assert journal.entries.get(before).tension == Tension("too fast", newest, "slower since")
        # Where the session it was talked through in was deleted, that is still known.
        journal.trash.put(newest)
        await driven.press("f4", "f2", "t")
        assert "2  Talked through" in driven.seen()


async def test_talked_through_in_the_same_session(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    newest = journal.entries.lines()[0].id
    async with driving(journal, (60, 20), keys=("t", "enter")) as driven:
        await driven.press("enter", "t")
        assert "2  Not talked through yet" in driven.seen()
        assert "3  What came of it: nothing noted yet" in driven.seen()
        await driven.press("down")
        assert "We talked it through in this session" in driven.seen()
        await driven.press("enter")
        await driven.type("closer")
        await driven.press("enter")
        assert journal.entries.get(newest).tension == Tension("", newest, "closer")


async def test_any_words_are_shown_as_words() -> None:
    journal = Journal.in_memory()
    for days, words in enumerate(SHORT):
        entry = journal.entries.add("session", TODAY - dt.timedelta(days=days))
        journal.tensions.set(entry.id, words)
        journal.tensions.set_outcome(entry.id, words)
    async with driving(journal, (60, 20)) as driven:
        for words in SHORT:
            await driven.press("t")
            shown = fit(one_line(words), 60).split()
            assert " ".join(shown[:3]) in " ".join(driven.seen().replace("│", " ").split())
            assert "There was no tension, after all" in driven.seen()
            await driven.press("escape", "down")


async def test_what_came_of_it_is_back_after_a_sudden_end(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    newest = journal.entries.lines()[0].id
    journal.tensions.set(newest, "")
    journal.tensions.set_talked_through(newest, newest)
    async with driving(journal, keys=("t", "down", "enter")) as driven:
        await driven.type("umbrella")
        assert driven.app.save_all()
        # And the app ends, as if it had been killed.
    assert journal.entries.get(newest).tension == Tension("", newest)
    async with driving(journal, keys=("t", "down", "enter")) as driven:
        assert "What you had typed here is back." in driven.seen()
        await driven.press("enter")
        assert journal.entries.get(newest).tension == Tension("", newest, "umbrella")


# The question that is offered once

OFFER = "Does this therapist leave room for me to disagree?"


def with_two_sessions(path: Path) -> Journal:
    journal = new_journal(path)
    zoe = journal.therapists.add("Zoë").id
    for day in (TODAY, TODAY - dt.timedelta(days=7)):
        journal.entries.add("session", day, therapist_id=zoe)
    return journal


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((60, 20), ("enter",), id="no"),
        pytest.param((80, 24), ("escape",), id="left"),
        pytest.param((60, 20), ("down", "enter"), id="yes"),
    ],
)
async def test_the_first_tension_offers_the_optional_question_once(
    tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    journal = with_two_sessions(tmp_path / "journal.db")
    async with driving(journal, size, keys=("t", "enter", "escape")) as driven:
        # The card was left: nothing was noted, and nothing is offered.
        assert "─ Room to disagree ─" not in driven.seen()
        await driven.press("t", "enter", "enter")
        assert "─ Room to disagree ─" in driven.seen()
        await driven.until_seen(OFFER)
        await driven.press(*keys)
        assert journal.questions.asked()["disagree"] is (keys == ("down", "enter"))
        journal.questions.set_asked("disagree", False)
        # Taken away and noted again, and noted at another session: it is not offered again.
        await driven.press("t", "down", "down", "enter")
        assert all(entry.tension is None for entry in journal.entries.list())
        await driven.press("t", "enter", "enter")
        assert "─ Room to disagree ─" not in driven.seen()
    journal.close()
    again = Journal.open(tmp_path / "journal.db")
    async with driving(again, size, keys=("down", "t", "enter", "enter")) as driven:
        assert "─ Room to disagree ─" not in driven.seen()
        assert sum(entry.tension is not None for entry in again.entries.list()) == 2


async def test_the_question_is_not_offered_where_it_is_asked_or_tension_was_noted_before(tmp_path: Path) -> None:
    journal = with_two_sessions(tmp_path / "journal.db")
    journal.questions.set_asked("disagree", True)
    async with driving(journal, keys=("t", "enter", "enter")) as driven:
        assert "─ Room to disagree ─" not in driven.seen()
        journal.questions.set_asked("disagree", False)
        await driven.press("down", "t", "enter", "enter")
        assert "─ Room to disagree ─" not in driven.seen()


@pytest.mark.parametrize("kind", ["consultation", "between", "letter"])
async def test_on_anything_but_a_session_it_is_said_where_tension_belongs(tmp_path: Path, kind: EntryKind) -> None:
    journal = new_journal(tmp_path / "journal.db")
    entry = journal.entries.add(kind, TODAY, title="Something else")
    async with driving(journal, keys=("t",)) as driven:
        assert driven.notices() == ["Tension belongs to a session. Choose a session in the list, then press t."]
        assert journal.entries.get(entry.id).tension is None


async def test_a_note_has_no_tension_and_escape_marks_nothing() -> None:
    journal = example()
    note = next(line.id for line in journal.entries.lines() if line.kind == "between")
    async with driving(journal) as driven:
        await driven.press("t", "escape", "t", "enter", "escape")
        assert all(entry.tension is None for entry in journal.entries.list()[-10:])
        assert driven.app.opened is not None
        driven.app.opened.entry_id = note
        await driven.press("f4", "f2", "t")
        assert driven.notices() == ["Tension belongs to a session. Choose a session in the list, then press t."]


def test_a_marked_dip_is_told_as_tension_with_its_recovery() -> None:
    journal = example()
    zoe = next(therapist for therapist in journal.therapists.list() if therapist.name == "Zoë")
    reading = reading_with(journal, zoe.id)
    said = lines("Zoë", reading, TODAY)
    (warmth,) = [line for line in said if line.startswith("Warmth:")]
    # The dip is long ago: the line speaks of today, and the detail of the element tells it.
    assert warmth == "Warmth: yes each time, in all of the last 5; steady."
    assert earlier_dips(reading.of("warmth"), reading, TODAY) == (
        "On 13 November 2025 there was tension, and it was lower than your usual; it came back the next session. "
        "You talked it through on 20 November 2025.",
    )
    assert said[-1] == "Tension on 13 November 2025, talked through on 20 November 2025."


async def test_drops_are_marked_on_their_row() -> None:
    async with driving(example(), keys=("f4",)) as driven:
        marked = [line.split()[0] for line in driven.lines() if "▾" in line]
        assert marked == ["Shared", "Listening", "▂"]
        assert "▾ dip" in driven.seen()


async def test_how_this_is_worked_out_from_trends_and_from_help() -> None:
    async with driving(example(), (120, 60), keys=("f4", "i", "right", "right")) as driven:
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
        "It can miss a slow or small change.",
    ):
        assert words in told
