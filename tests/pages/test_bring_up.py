"""Bringing up what was lower after a session: one list, ticked and changed in place."""

import datetime as dt
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS, ELEMENT
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.ui.checklist.bring_up_dialog import BringUpDialog, WayField
from alliance_journal.ui.checklist.screen import ChecklistScreen
from alliance_journal.ui.dialogs.draft import BACK
from alliance_journal.ui.widgets.tick import Tick
from tests.hostile import TOGETHER
from tests.new_journal import new_journal
from tests.pages.driving import SIZES, TODAY, Driven, driving
from tests.store.staging import opened

ELEMENTS: Final = ("trust", "warmth", "understanding", "plan", "words", "listening", "body")
LOWER: Final = ("f3", *"1" * 12)
"""Keys that answer every question of a session with "no"."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Journal:
    """Return a journal with five good sessions, and one without answers."""
    found = new_journal(path)
    therapist = found.therapists.add("Zoë")
    for weeks in range(5, -1, -1):
        entry = found.entries.add("session", TODAY - dt.timedelta(weeks=weeks), therapist_id=therapist.id)
        for question in DEFAULT_QUESTIONS if weeks else ():
            found.answers.set(entry.id, question.id, Answer.FULLY)
    return found


def dialog(driven: Driven) -> BringUpDialog:
    assert isinstance(driven.app.screen, BringUpDialog)
    return driven.app.screen


def rows(driven: Driven) -> dict[str, bool]:
    return {way.element: way.is_ticked for way in dialog(driven).shown_ways()}


def listed(journal: Journal) -> list[str]:
    return [topic.text for topic in journal.topics.list() if topic.state == "open"]


@pytest.mark.parametrize("size", SIZES)
async def test_one_list_for_all_that_was_lower(size: tuple[int, int], journal: Journal) -> None:
    async with driving(journal, size, keys=(*LOWER, "b")) as driven:
        assert rows(driven) == dict.fromkeys(ELEMENTS, True)
        assert "Say it your way. What is ticked goes on your list." in driven.seen()
        assert "[✓] Trust" in driven.seen()
        # Down to the last one, which is brought into sight with its words, and up again.
        await driven.press(*["down"] * 6, "space")
        assert "[ ] Body language" in driven.seen()
        await driven.press("up", "space", "tab")
        await driven.type(" Please")
        assert "Please" in driven.seen()
        # From the words, too: to the next box, and back to their own.
        await driven.press("down", "up", "space", *["up"] * 5)
        assert "Say it your way." in driven.seen()
        await driven.press("enter")
        assert isinstance(driven.app.screen, ChecklistScreen)
        assert driven.notices() == ["6 lines are on your list for next time. You can reword them on Prepare."]
        expected = [STARTERS[element][0] for element in ELEMENTS[:-1]]
        expected[-1] += " Please"
        assert listed(journal) == expected
        session = journal.entries.list()[-1]
        assert {topic.from_entry for topic in journal.topics.list()} == {session.id}
        # What is on the list already is not ticked again.
        await driven.press("b")
        assert rows(driven) == {**dict.fromkeys(ELEMENTS[:5], False), "listening": True, "body": True}
        await driven.press("escape", "u")
        assert listed(journal) == []
        assert driven.notices() == ["Taken off your list for next time."]
        assert {topic.state for topic in journal.topics.list()} == {"let go"}
        # The answers are taken back only after that.
        assert len(journal.entries.list()[-1].answers) == 12


async def test_by_mouse(journal: Journal) -> None:
    async with driving(journal, (120, 40), keys=LOWER) as driven:
        await driven.click("b Bring up")
        for label in ("[✓] Trust", "[✓] Words"):
            await driven.click(label)
        await driven.click("The silences")
        assert isinstance(driven.app.focused, WayField)
        await driven.click("esc close")
        assert isinstance(driven.app.screen, ChecklistScreen)
        await driven.click("b Bring up")
        assert rows(driven) == {element: element not in ("trust", "words") for element in ELEMENTS}
        await driven.click(" Save ")
    assert len(listed(journal)) == 5


async def test_closing_it_loses_nothing(journal: Journal, path: Path) -> None:
    unfinished = "SELECT card, words FROM unfinished"
    async with driving(journal, keys=(*LOWER, "b")) as driven:
        changes = database_of(journal).connection.total_changes
        await driven.press("escape")
        # Looking into it writes nothing.
        assert database_of(journal).connection.total_changes == changes
        await driven.press("b", "space", "down", "tab", "ctrl+u")
        await driven.type("umbrella")
        await driven.press("escape")
        assert listed(journal) == []
        await driven.press("b")
        assert BACK in driven.seen()
        assert "umbrella" in driven.seen()
        assert rows(driven) == {element: element != "trust" for element in ELEMENTS}
        await driven.press("escape")
    with opened(path) as again:
        async with driving(again, keys=("f3", "enter", "b")) as driven:
            assert "umbrella" in driven.seen()
            # Without its tick it is not added, and offered again.
            await driven.press("down", "space", "enter")
            assert len(listed(again)) == 5
            assert "umbrella" not in listed(again)
            # Also for one question alone, which is about another element.
            await driven.press("down", "b")
            assert list(rows(driven)) == ["listening", "warmth"]
            assert "umbrella" in driven.seen()
            await driven.press("down", "space", "enter")
            assert listed(again)[-1] == "umbrella"
        assert database_of(again).select(unfinished) == []


async def test_all_of_it_is_added_or_none(journal: Journal, path: Path) -> None:
    async with driving(journal, keys=(*LOWER, "b")) as driven:
        with opened(path) as other:
            with other.transaction():
                other.topics.add("said elsewhere")
                await driven.press("enter")
                await driven.until_seen("Another program is using the journal")
                # It says so, and closes the next time all the same.
                await driven.press("space", "escape")
                await driven.until_seen("Not saved yet")
                assert dialog(driven)
            assert listed(journal) == ["said elsewhere"]
            await driven.press("enter")
        assert len(listed(journal)) == 7
        await driven.press("f5")
        assert "said elsewhere" in driven.seen()


async def test_hostile_words_and_nothing_ticked(journal: Journal) -> None:
    async with driving(journal, keys=("f3", "1", "up", "b")) as driven:
        assert rows(driven) == {"trust": True}
        await driven.press("tab", "ctrl+u")
        await driven.paste(TOGETHER[0])
        await driven.press("enter")
        (text,) = listed(journal)
        assert text == " ".join(TOGETHER[0].splitlines()).strip()
        await driven.press("b", "enter")
        assert isinstance(driven.app.screen, ChecklistScreen)
        assert listed(journal) == [text, STARTERS["trust"][0]]
        # Nothing ticked, nothing said.
        driven.app.clear_notifications()
        await driven.press("b")
        assert not driven.app.screen.query_one(Tick).is_ticked
        await driven.press("enter")
        assert (listed(journal), driven.notices()) == ([text, STARTERS["trust"][0]], [])
        assert ELEMENT["trust"].label not in driven.seen().split("Comfortable")[0]


async def test_a_list_that_cannot_be_kept_closes_in_the_end(journal: Journal) -> None:
    assert journal.path
    with opened(journal.path) as other:
        async with driving(journal, keys=(*LOWER, "b", "space")) as driven:
            with other.transaction():
                await driven.press("escape")
                await driven.until_seen("Not saved yet")
                await driven.press("escape")
                assert isinstance(driven.app.screen, ChecklistScreen)
    assert listed(journal) == []
