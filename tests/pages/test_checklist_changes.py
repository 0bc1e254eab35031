"""Changes on Checklist: moving answers, taking everything back step by step, and earlier sessions."""

import datetime as dt
import random
from pathlib import Path

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS
from alliance_journal.domain.models import Entry, GoalMark
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.ui.checklist.answer_grid import AnswerGrid
from alliance_journal.ui.checklist.marks_form import MarksForm
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, PromptDialog
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size
from tests.store.staging import opened

WEEK = dt.timedelta(weeks=1)
NOTHING = "Nothing was changed here since the journal was opened."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def fresh(path: Path) -> Journal:
    """Return a journal with three sessions: the first with answers and words, the others without."""
    journal = new_journal(path)
    therapist = journal.therapists.add("Zoë")
    for weeks in (2, 1, 0):
        journal.entries.add("session", TODAY - weeks * WEEK, therapist_id=therapist.id)
    for question in DEFAULT_QUESTIONS:
        journal.answers.set(session(journal, 0).id, question.id, Answer.MOSTLY)
    journal.answers.set_comment(session(journal, 0).id, "share", "a little")
    return journal


def session(journal: Journal, number: int = -1) -> Entry:
    return journal.entries.list()[number]


def said(journal: Journal, number: int = -1) -> dict[str, str]:
    return {given.question: given.answer.value for given in session(journal, number).answers}


def row(driven: Driven) -> str:
    """The question with the cursor."""
    current = driven.app.screen.query_one(AnswerGrid).current
    assert current
    return current.id


# Moving answers


@each_size
async def test_arrows_move_an_answer_and_only_highlight_where_there_is_none(
    size: tuple[int, int], fresh: Journal
) -> None:
    async with driving(fresh, size, keys=("f3",)) as driven:
        await driven.press("space")
        assert driven.notices() == ["Choose with ← or →, then space answers; a digit answers at once."]
        await driven.press("right", "right", "right")
        assert "‹mostly›" in driven.seen()
        assert "Not answered yet: space answers “mostly”." in driven.seen()
        assert said(fresh) == {}
        # Another row ends it.
        await driven.press("down", "up")
        assert "‹" not in driven.seen()
        # Another session, too.
        await driven.press("right", "[", "]")
        assert "‹" not in driven.seen()
        await driven.press("left", "left")
        assert "‹not sure›" in driven.seen()
        await driven.press("space")
        assert (said(fresh), row(driven)) == ({"share": "not sure"}, "heard")
        # The answer that is there moves, is saved at once, and stays under the cursor.
        await driven.press("up", "left", "left")
        assert (said(fresh), row(driven)) == ({"share": "mostly"}, "share")
        await driven.press("right", "right", "right", "right", "right")
        assert said(fresh) == {"share": "did not come up"}
        await driven.press(*["left"] * 7)
        assert said(fresh) == {"share": "no"}
        assert "1 of 12" in driven.seen()


async def test_keys_in_one_burst_do_what_they_do_one_by_one(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3",)) as driven:
        driven.press_at_once(*"433334322310")
        await driven.until_seen("Saved, thank you.")
        words = ["fully", *["mostly"] * 4, "fully", "mostly", "partly", "partly", "mostly", "no", "did not come up"]
        assert list(said(fresh).values()) == words
        driven.press_at_once("home", "left", "left", "2", "u", "right", "down", "backspace", "u", "u", "1")
        await driven.until(lambda: said(fresh)["share"] == "no")
        assert list(said(fresh).values()) == ["no", *words[1:]]
        assert row(driven) == "heard"


async def test_moving_the_last_answer_shows_no_thanks(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3", *"3" * 12)) as driven:
        assert "Saved, thank you." in driven.seen()
        await driven.press("left")
        assert "Saved, thank you." not in driven.seen()
        assert said(fresh)["body"] == "partly"


# Taking back


async def test_a_whole_checklist_is_taken_back_step_by_step(fresh: Journal, path: Path) -> None:
    """Once the app was closed there is nothing to take back, and nothing is gone."""
    before = session(fresh)
    async with driving(fresh, keys=("f3",)) as driven:
        states = [session(fresh)]
        for key in "433334322310":
            await driven.press(key)
            states.append(session(fresh))
        await driven.press("home", "2", "up", "right", "down", "backspace")
        assert said(fresh) | {"share": "mostly"} == said(fresh)
        assert "heard" not in said(fresh)
        # Both keys: the cleared answer, the moved one, and the digit typed by mistake.
        await driven.press("u", "ctrl+z", "u")
        for state in reversed(states):
            assert session(fresh).answers == state.answers
            await driven.press("u")
        assert driven.notices() == [NOTHING]
        assert session(fresh) == before
        await driven.press(*"4321")
        assert len(said(fresh)) == 4
        # One of them half way.
        await driven.press("u")
    half = session(fresh)
    assert list(said(fresh).values()) == ["fully", "mostly", "partly"]
    with opened(path) as again:
        async with driving(again, keys=("f3", "u")) as driven:
            assert driven.notices() == [NOTHING]
            assert session(again) == half
            # The cursor is where it goes on.
            assert row(driven) == "language"
            await driven.press("1", "u")
        assert session(again) == half


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 25), *(pytest.param(n, 80, marks=pytest.mark.slow) for n in range(2, 8))]
)
async def test_any_keys_are_taken_back(seed: int, count: int, fresh: Journal) -> None:
    """Whatever was pressed, the session is in the end as it was, and every word is in a draft."""
    chosen = random.Random(seed)
    steps = (*"123450", "space", "left", "right", "up", "down", "home", "end", "backspace", "u", "enter", "p", "w")
    fresh.answers.set(session(fresh).id, "warmth", Answer.FULLY)
    fresh.answers.set_comment(session(fresh).id, "warmth", "said before")
    before, typed = session(fresh), []
    async with driving(fresh, keys=("f3",)) as driven:
        for number in range(count):
            driven.press_at_once(chosen.choice(steps))
            await driven.drawn()
            if isinstance(driven.app.screen, ConfirmDialog):
                await driven.press("enter")
            if isinstance(driven.app.screen, PromptDialog):
                await driven.press("end")
                await driven.type(f"x{number}")
                await driven.press("enter")
                typed.append(f"x{number}")
        for _ in range(100):
            await driven.press("u")
            if driven.notices() == [NOTHING]:
                break
        assert session(fresh) == before
    kept = " ".join(row["words"] for row in database_of(fresh).select("SELECT words FROM unfinished"))
    assert [word for word in typed if word not in kept] == []


async def test_a_word_is_taken_back_and_never_gone(fresh: Journal, path: Path) -> None:
    async with driving(fresh, keys=("f3", "2", "up", "w")) as driven:
        await driven.type("not yet")
        await driven.press("enter", "w")
        await driven.type(" at all")
        await driven.press("enter")
        assert session(fresh).answers[0].words == "not yet at all"
        await driven.press("u")
        assert session(fresh).answers[0].words == "not yet"
        assert driven.notices() == ["Your words are taken back. w offers them again."]
        await driven.press("w")
        assert "not yet at all" in driven.seen()
        await driven.press("enter", "u", "u")
        assert session(fresh).answers[0].words == ""
        await driven.press("u")
        assert said(fresh) == {}
    with opened(path) as again:
        async with driving(again, keys=("f3", "2", "up", "w")) as driven:
            assert "not yet at all" in driven.seen()
            await driven.press("enter")
        assert session(again).answers[0].words == "not yet at all"


async def test_a_cleared_word_is_offered_again_after_closing(fresh: Journal, path: Path) -> None:
    async with driving(fresh, keys=("f3", "2", "up", "w")) as driven:
        await driven.type("not yet")
        await driven.press("enter", "backspace")
        assert driven.notices() == ["Cleared, with its words. Press u to put them back."]
        await driven.press("u", "w")
        assert isinstance(driven.app.screen, PromptDialog)
        # With their answer they are no draft any more.
        assert "is back" not in driven.seen()
        await driven.press("escape", "backspace")
    with opened(path) as again:
        async with driving(again, keys=("f3", "3", "up", "w")) as driven:
            assert "not yet" in driven.seen()
            await driven.press("enter")
        assert session(again).answers[0].words == "not yet"


async def test_marks_are_taken_back_together(fresh: Journal) -> None:
    goals = [fresh.goals.add("Sleep"), fresh.goals.add("Eat")]
    fresh.goals.set_mark(goals[0].id, TODAY, 4)
    async with driving(fresh, keys=("f3", "g")) as driven:
        assert isinstance(driven.app.screen, MarksForm)
        await driven.press("ctrl+a", "ctrl+k", "7", "down", "2", "enter")
        assert [goal.marks for goal in fresh.goals.list()] == [(GoalMark(TODAY, 7),), (GoalMark(TODAY, 2),)]
        # A form in which nothing was changed is no change.
        await driven.press("g", "enter", "u")
        assert [goal.marks for goal in fresh.goals.list()] == [(GoalMark(TODAY, 4),), ()]
        assert driven.notices() == ["The marks for your goals are as they were."]


async def test_a_change_at_another_session_is_taken_back_there(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3", "down", "3", "[")) as driven:
        assert "How did Saturday 23 May feel?" in driven.seen()
        await driven.press("f4", "f3", "[", "u")
        assert "How did Saturday 30 May feel?" in driven.seen()
        assert row(driven) == "heard"
        assert said(fresh) == {}


async def test_what_was_changed_elsewhere_stays(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3", "3", "3")) as driven:
        fresh.answers.set_comment(session(fresh).id, "heard", "said elsewhere")
        await driven.press("u")
        assert "stays as it is" in driven.notices()[0]
        assert session(fresh).answers[1].words == "said elsewhere"
        await driven.press("u")
        assert said(fresh) == {"heard": "mostly"}
        await driven.press("u")
        assert driven.notices() == [NOTHING]


# Which session


async def test_f3_is_for_the_latest_session_and_c_for_the_selected_one(fresh: Journal) -> None:
    fresh.entries.add("between", TODAY)
    async with driving(fresh, keys=("end", "c")) as driven:
        assert "How did Saturday 16 May feel?" in driven.seen()
        await driven.press("f3")
        assert "How did Saturday 30 May feel?" in driven.seen()
        await driven.press("f2", "c")
        assert "How did Saturday 16 May feel?" in driven.seen()
        await driven.press("f2", "f3")
        assert "How did Saturday 30 May feel?" in driven.seen()
        # With the keys for other sessions, Journal goes along.
        await driven.press("[", "f2", "c")
        assert "How did Saturday 23 May feel?" in driven.seen()
        # For a note, c is for the latest session.
        await driven.press("f2", "home", "c")
        assert "How did Saturday 30 May feel?" in driven.seen()
        # It stays in sight although a later one is added somewhere else meanwhile.
        fresh.entries.add("session", TODAY + WEEK, therapist_id=session(fresh, 0).therapist_id)
        await driven.app.check()
        await driven.drawn()
        assert "How did Saturday 30 May feel?" in driven.seen()


async def test_the_latest_session_is_with_the_therapist_that_is_looked_at(fresh: Journal) -> None:
    ruth, noa = fresh.therapists.add("Ruth"), fresh.therapists.add("Noa")
    fresh.entries.add("session", TODAY - 3 * WEEK, therapist_id=ruth.id)
    async with driving(fresh, keys=("f3",)) as driven:
        assert driven.app.opened
        assert "How did Saturday 30 May feel?" in driven.seen()
        driven.app.opened.look_at(ruth)
        await driven.press("f3")
        assert "How did Saturday 9 May feel?" in driven.seen()
        await driven.press("]")
        assert driven.notices() == ["This is the latest session."]
        # Whom a session was with is said where the pages are about somebody else.
        await driven.press("f2", "home", "c")
        assert "How did Saturday 30 May with Zoë feel?" in driven.seen()
        driven.app.opened.look_at(noa)
        await driven.press("f3")
        assert "There is no session with Noa yet." in driven.seen()


async def test_the_first_change_to_an_earlier_session_asks_once(fresh: Journal) -> None:
    before = session(fresh, 0)
    question = "This is the session of 16 May, not the latest. Change it?"
    async with driving(fresh, keys=("end", "c", "down", "1")) as driven:
        await driven.until_seen(question)
        # What was typed behind it changes nothing, and Enter leaves it as it is.
        await driven.press(*"234", "enter")
        assert session(fresh, 0) == before
        assert row(driven) == "heard"
        for keys in (("left",), ("backspace",), ("w",), ("5",)):
            await driven.press(*keys)
            assert isinstance(driven.app.screen, ConfirmDialog), keys
            await driven.press("escape")
        assert session(fresh, 0) == before
        await driven.press("2", "down", "enter")
        assert (said(fresh, 0)["heard"], row(driven)) == ("partly", "able")
        # Once, also over a dialog.
        await driven.press("1", "w", "escape", "left")
        assert [said(fresh, 0)[name] for name in ("able", "language")] == ["no", "partly"]
        # Taking back does not ask, and the next visit does.
        await driven.press("f2", "c", "u", "u", "u")
        assert session(fresh, 0) == before
        await driven.press("3")
        await driven.until_seen(question)
        await driven.press("escape", "f3", "3")
        assert said(fresh) == {"share": "mostly"}
