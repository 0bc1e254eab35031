"""Checklist page, by key and by mouse, with a journal file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS, QUESTION, origin
from alliance_journal.store.journal import Journal
from alliance_journal.ui.checklist.answer_grid import AnswerGrid
from alliance_journal.ui.checklist.screen import ChecklistScreen
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size, example, with_sample


@pytest.fixture
def fresh(tmp_path: Path) -> Journal:
    """Return a journal with one session without answers."""
    journal = new_journal(tmp_path / "journal.db")
    journal.entries.add("session", TODAY)
    return journal


def answers(journal: Journal) -> dict[str, str]:
    return {given.question: given.answer.value for given in journal.entries.list()[-1].answers}


@each_size
async def test_twelve_keys_answer_twelve_questions(size: tuple[int, int], fresh: Journal) -> None:
    async with driving(fresh, size, keys=("f3",)) as driven:
        assert "How did Saturday 30 May feel?" in driven.seen()
        await driven.press(*"433334322310")
        assert "Saved, thank you." in driven.seen()
    words = ["fully", "mostly", "mostly", "mostly", "mostly", "fully", "mostly", "partly", "partly", "mostly", "no"]
    assert answers(fresh) == dict(
        zip([question.id for question in DEFAULT_QUESTIONS], [*words, "did not come up"], strict=True)
    )
    asked_as = {given.question: given.asked_as for given in fresh.entries.list()[-1].answers}
    assert asked_as == {question.id: question.text for question in DEFAULT_QUESTIONS}


@pytest.mark.parametrize("size", [(80, 16), (80, 12), (60, 14)])
async def test_the_selected_question_is_visible_in_a_low_terminal(size: tuple[int, int], fresh: Journal) -> None:
    """The last one too, with all of the text below it."""
    *others, last = DEFAULT_QUESTIONS
    (session,) = fresh.entries.list()
    for question in others:
        fresh.answers.set(session.id, question.id, Answer.MOSTLY)
    async with driving(fresh, size) as driven:
        await driven.press("f3")
        await driven.until_seen(f"▌ {last.label}")
        assert last.text.split()[-1] in driven.seen()
        for key in ("up", "up", "home", "down", "end", "up"):
            await driven.press(key)
            current = driven.app.screen.query_one(AnswerGrid).current
            assert current
            assert f"▌ {current.label}" in driven.seen(), key
        await driven.press("home")
        assert "How did" in driven.seen()
        await driven.press("enter")
        assert "Saved, thank you." in driven.seen()


async def test_each_answer_is_saved_at_once(fresh: Journal) -> None:
    assert fresh.path is not None
    other = Journal.open(fresh.path)
    async with driving(fresh, keys=("f3",)) as driven:
        await driven.press("5")
        assert answers(other) == {"share": "not sure"}
        await driven.press("up", "2")
        assert answers(other) == {"share": "partly"}
    other.close()


async def test_a_mark_is_seen_first_and_is_on_the_disk_by_then(
    fresh: Journal, tell_pictures: Callable[[Callable[[str], object]], None]
) -> None:
    assert fresh.path is not None
    other = Journal.open(fresh.path)
    seen: list[tuple[str, dict[str, str]]] = []
    async with driving(fresh, keys=("f3",)) as driven:
        tell_pictures(lambda picture: seen.append((picture, answers(other))))
        await driven.press("5")
        (first, kept), *_, (last, _) = seen
        # A chip has room on both sides; above the columns, and for the keys, there is none.
        assert first.count(" not sure ") == 2
        assert kept == {"share": "not sure"}
        assert ("1 of 12" in first, "1 of 12" in last) == (False, True)
    other.close()


async def test_undo_restores_a_cleared_answer_and_its_words(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3",)) as driven:
        await driven.press("2", "up", "w")
        await driven.type("not yet")
        await driven.press("enter")
        assert "“not yet”" in driven.seen()
        await driven.press("backspace")
        assert answers(fresh) == {}
        await driven.press("u")
        (given,) = fresh.entries.list()[-1].answers
        assert (given.answer.value, given.words) == ("partly", "not yet")
        # The words themselves, the answer, and nothing before it.
        await driven.press("u")
        (given,) = fresh.entries.list()[-1].answers
        assert (given.answer.value, given.words) == ("partly", "")
        assert driven.notices() == ["Your words are taken back. w offers them again."]
        await driven.press("u")
        assert answers(fresh) == {}
        await driven.press("u")
        assert driven.notices() == ["Nothing was changed here since the journal was opened."]


async def test_words_ask_for_their_answer_first(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3", "w")) as driven:
        assert "─ Your answer first ─" in driven.seen()
        await driven.press("b", "1", "down", "enter")
        await driven.type("not yet")
        await driven.press("enter")
    (given,) = fresh.entries.list()[-1].answers
    assert (given.question, given.answer.value, given.words) == ("share", "partly", "not yet")
    assert fresh.topics.list() == ()


@each_size
async def test_the_full_question_and_where_it_comes_from_stand_in_the_foot(
    fresh: Journal, size: tuple[int, int]
) -> None:
    async with driving(fresh, size, keys=("f3",)) as driven:

        def foot() -> str:
            return " ".join(" ".join(line.strip(" ▌") for line in driven.lines()).split())

        assert QUESTION["share"].text in foot()
        assert "Trust · Question 1 of" in foot()
        assert "Added by this app" not in foot()
        await driven.press("end")
        assert f"{QUESTION['body'].text} Body language · {origin(QUESTION['body'])}" in foot()
        await driven.press("up")
        assert f"{QUESTION['measure'].text} Shared plan · {origin(QUESTION['measure'])}" in foot()
        await driven.press("home", *["down"] * 9)
        assert f"{QUESTION['own_goals'].text} Understanding · {origin(QUESTION['own_goals'])}" in foot()
        # The client's own words stand there, too.
        await driven.press("end")
        await driven.press("1", "w")
        await driven.type("stiff")
        await driven.press("enter", "end")
        assert "“stiff”" in foot()
        assert f"Body language · {origin(QUESTION['body'])}" in foot()


async def test_earlier_answers_are_hidden_until_they_are_asked_for() -> None:
    journal = example()
    journal.entries.add("session", TODAY, therapist_id=journal.therapists.list()[0].id)
    async with driving(journal, (120, 40), keys=("f3",)) as driven:

        def answers_seen() -> str:
            return driven.seen().split("At ease")[0].split("Comfortable sharing")[1]

        assert "fully" not in answers_seen()
        await driven.press("p")
        assert "last time in slanted words" in driven.seen()
        assert "fully" in answers_seen()
        await driven.press("f2", "f3")
        assert "fully" not in answers_seen()


@each_size
async def test_last_time_is_seen_at_every_size(size: tuple[int, int]) -> None:
    journal = example()
    journal.entries.add("session", TODAY, therapist_id=journal.therapists.list()[0].id)
    async with driving(journal, size, keys=("f3", "p")) as driven:
        assert "partly" in driven.seen().split("Silences feel")[1].split("My goals")[0]


async def test_the_keys_are_shown_if_the_columns_do_not_fit(fresh: Journal) -> None:
    async with driving(fresh, (60, 20), keys=("f3",)) as driven:
        assert "1 no 2 partly 3 mostly 4 fully 5 not sure 0 not come up" in driven.seen()
        # A click on one of them answers, as its key does.
        await driven.click("5 not sure")
        await driven.click("0 not come up", offset=12)
    assert answers(fresh) == {"share": "not sure", "heard": "did not come up"}


async def test_the_sentence_names_a_dip_and_b_brings_it_along() -> None:
    journal = example()
    therapist = journal.therapists.list()[0]
    entry = journal.entries.add("session", TODAY, therapist_id=therapist.id)
    async with driving(journal, (120, 40), keys=("f3",)) as driven:
        await driven.press(*"444441444444")
        assert "This session, Warmth was lower than your usual." in driven.seen()
        await driven.press("b")
        assert "─ Bring up next time ─" in driven.seen()
        assert "[✓] Warmth" in driven.seen()
        await driven.press("enter")
    topic = journal.topics.list()[-1]
    assert topic.text == "I think I do better when you are a bit warmer with me. May I say how?"
    assert topic.from_entry == entry.id


async def test_a_checklist_can_stay_incomplete(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3", "4", "enter")) as driven:
        assert "Saved, thank you." in driven.seen()
        await driven.press("down")
        assert "Saved, thank you." not in driven.seen()
        await driven.press("f2", "f3")
        assert "1 of 12" in driven.seen()


async def test_other_sessions_and_the_calls_nine_questions() -> None:
    journal = example()
    async with driving(journal, keys=("f3", "[")) as driven:
        assert "How did Thursday 21 May feel?" in driven.seen()
        await driven.press("pageup")
        assert "How did Thursday 14 May feel?" in driven.seen()
        await driven.press("pagedown", "]")
        assert "How did Thursday 28 May feel?" in driven.seen()
        await driven.press("]")
        assert driven.notices() == ["This is the latest session."]
        await driven.click("[ Earlier")
        assert "How did Thursday 21 May feel?" in driven.seen()
        await driven.click("Later")
        assert "How did Thursday 28 May feel?" in driven.seen()
        await driven.press("f2", "end")
        assert driven.app.opened
        call = journal.entries.get(driven.app.opened.entry_id or "")
        assert call.kind == "consultation"
        await driven.press("c")
        assert "How did the call with" in driven.seen()
        assert "of 9" in driven.seen()
        assert "At ease with body language" not in driven.seen()


async def test_the_thirteenth_question_is_asked_when_it_is_turned_on(fresh: Journal) -> None:
    async with driving(fresh, (120, 40), keys=("f3",)) as driven:
        await driven.app.run_action("palette('ask_disagree')")
        await driven.pilot.pause()
        assert "0 of 13" in driven.seen()
        assert "Room to disagree" in driven.seen()
        await driven.press("f4")
        assert "Room to disagree" not in driven.seen()
        await driven.press("f3", "end", "3", "f4")
        assert "Room to disagree" in driven.seen()


async def test_by_mouse(fresh: Journal) -> None:
    async with driving(fresh, keys=("f3",)) as driven:
        column = next(line for line in driven.lines() if "not come up" in line).index("mostly")
        row = next(y for y, line in enumerate(driven.lines()) if "Level of warmth" in line)
        await driven.pilot.click(offset=(column + 2, row))
        await driven.pilot.pause()
        assert answers(fresh) == {"warmth": "mostly"}
        await driven.click("Clear answers")
        assert QUESTION["clear"].text in driven.seen()
        await driven.click("⏎ Done")
        assert "Saved, thank you." in driven.seen()


async def test_without_a_session_it_says_what_to_do(tmp_path: Path) -> None:
    async with driving(new_journal(tmp_path / "journal.db"), keys=("f3",)) as driven:
        assert "There is no session yet. Press n on Journal" in driven.seen()
        await driven.press("4", "w", "b", "p", "backspace", "u", "left", "right", "space", "[", "]", "g", "enter")
        assert isinstance(driven.app.screen, ChecklistScreen)


async def test_answers_survive_on_the_sample(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    before = journal.entries.list()
    async with driving(journal, keys=("f3", "down", "down", "up", "enter", "p", "p")) as driven:
        assert isinstance(driven, Driven)
    assert journal.entries.list() == before


@pytest.mark.parametrize("is_kept", [False, True], ids=["not kept yet", "kept"])
async def test_an_answer_stays_with_the_session_it_was_given_to(is_kept: bool) -> None:
    """Even if another session is selected before the page was updated, as on a slow disk."""
    journal = example()
    newest, before = [line.id for line in journal.entries.lines() if line.kind == "session"][:2]
    older = journal.entries.get(before).answers_by_question
    async with driving(journal, keys=("f3", "home")) as driven:
        page, grid = driven.app.screen, driven.app.screen.query_one(AnswerGrid)
        assert isinstance(page, ChecklistScreen)
        if is_kept:
            page.on_answer_grid_answered(grid.Answered(newest, QUESTION["share"], Answer.NO))
        else:
            grid.action_answer("1")
        page.action_older()
        await driven.drawn()
        assert (page.entry and page.entry.id, grid.answers) == (before, older)
    assert journal.entries.get(newest).answers_by_question["share"].answer.value == "no"
    assert journal.entries.get(before).answers_by_question == older


async def test_no_thanks_are_shown_if_another_page_was_opened_with_the_last_answer() -> None:
    journal = example()
    async with driving(journal, keys=("f3", "end")) as driven:
        page, grid = driven.app.screen, driven.app.screen.query_one(AnswerGrid)
        assert isinstance(page, ChecklistScreen)
        # It leaves first, with the answer behind it.
        driven.app.switch_mode("trends")
        grid.action_answer("1")
        await driven.drawn()
        await driven.press("f3")
        assert "Saved, thank you." not in driven.seen()
        assert page.entry
        assert (page.entry.answers_by_question["body"].answer, grid.answers) == (
            Answer.NO,
            page.entry.answers_by_question,
        )
