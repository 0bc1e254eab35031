"""Trends page, by key and by mouse: the same words as on the command line."""

import datetime as dt
from pathlib import Path

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.domain.alliance.wording.element_text import verdict
from alliance_journal.domain.alliance.wording.trend_text import headline
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.brief import reading_with
from alliance_journal.ui.trends.element_dialogs import NOT_ABOUT_FIT, AnswersDialog
from alliance_journal.ui.trends.goal_rows import GoalRows
from alliance_journal.ui.trends.screen import TrendsScreen
from tests.benchmarks.journals import make, therapists
from tests.domain.making import read_entries
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size, example
from tests.whole import main_reading, sessions_with


def page(driven: Driven) -> TrendsScreen:
    assert isinstance(driven.app.screen, TrendsScreen)
    return driven.app.screen


@each_size
async def test_every_element_its_level_and_direction(size: tuple[int, int]) -> None:
    journal = example()
    reading = main_reading(journal)
    async with driving(journal, size, keys=("f4",)) as driven:
        seen = driven.seen()
        for element in reading.elements[: 5 if size[1] < 24 else 7]:
            told = verdict(element, reading, TODAY)
            assert element.element.label in seen
            assert told.level in seen
            assert told.going in seen
        flat = " ".join(seen.split())
        assert headline(reading, TODAY) in flat


async def test_nothing_is_said_without_answers(tmp_path: Path) -> None:
    async with driving(new_journal(tmp_path / "journal.db"), keys=("f4",)) as driven:
        assert "This fills as you answer." in driven.seen()
        flat = " ".join(driven.seen().split())
        assert "After 3 sessions it says how it feels lately, after 8 whether it changes." in flat
        await driven.press("enter", "escape", "z", "left", "right", "o", "down")


async def test_one_session_shows_bars_and_no_verdict(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    entry = journal.entries.add("session", TODAY)
    journal.answers.set(entry.id, "warmth", Answer.FULLY)
    async with driving(journal, keys=("f4",)) as driven:
        seen = driven.seen()
        assert "▅" in seen
        for word in ("mostly yes", "mixed", "since", "too early", "direction"):
            assert word not in seen.replace("Amount of direction", "")


async def test_the_detail_follows_the_element() -> None:
    async with driving(example(), (120, 40), keys=("f4", "down", "down", "down")) as driven:
        seen = driven.seen()
        assert "─ Shared plan ─" in seen
        assert "Amount of direction" in seen
        assert "We know how we'll tell" in seen
        assert "Below a yes in 5 of the last 5." in " ".join(seen.split()).replace("│ ", "")


async def test_earlier_sessions_and_all_of_them() -> None:
    async with driving(example(), keys=("f4",)) as driven:
        latest = page(driven).bars.window()
        for earlier, later in (("left", "right"), ("left_square_bracket", "right_square_bracket")):
            await driven.press(earlier)
            assert page(driven).bars.window().last < latest.last
            await driven.press(later, later)
            assert page(driven).bars.window() == latest
        await driven.press("z")
        every = page(driven).bars.window()
        assert (every.columns[-1][-1], every.columns[0][0]) == (42, 1)
        assert f"one bar = {every.together} sessions" in driven.seen() or every.together == 1
        await driven.press("z")
        assert page(driven).bars.window() == latest


@pytest.mark.parametrize("size", [(80, 24), (110, 24), (120, 40), (200, 50)])
async def test_as_many_sessions_at_every_width_with_a_legend_for_all_answers(size: tuple[int, int]) -> None:
    async with driving(example(), size, keys=("f4",)) as driven:
        assert len(page(driven).bars.window().columns) == 12
        assert "▂ no  ▄ partly  ▆ mostly  █ fully   ▾ dip   12 of 42 sessions" in driven.seen()
        await driven.press("z")
        assert len({*page(driven).bars.window().columns}) > 12
        assert "▂ no  ▄ partly  ▆ mostly  █ fully" in driven.seen()


async def test_fewer_sessions_have_their_reason_on_the_screen() -> None:
    async with driving(example(), (60, 20), keys=("f4",)) as driven:
        shown = len(page(driven).bars.window().columns)
        assert f"{shown} of 42 fit" in driven.seen()
        await driven.press("z")
        assert f"one bar = {page(driven).bars.window().together} sessions" in driven.seen()
    plain = Settings(plain_glyphs=True)
    async with driving(example(), settings=plain, keys=("f4",)) as driven:
        assert "1 no  2 partly  3 mostly  4 fully   v dip" in driven.seen()


async def test_nothing_is_said_about_a_direction_that_is_not_clear(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    for week in range(10):
        entry = journal.entries.add("session", TODAY - dt.timedelta(weeks=week))
        journal.answers.set(entry.id, "warmth", Answer.FULLY if week % 2 else Answer.NO)
    assert reading_with(journal, None).of("warmth").direction.word == "no clear direction"
    async with driving(journal, (120, 40), keys=("f4", "down")) as driven:
        assert "─ Warmth ─" in driven.seen()
        assert "direction" not in driven.seen().replace("Amount of direction", "")


async def test_lowest_first_and_the_usual_order_again() -> None:
    usual = [element.id for element in ELEMENTS if element.id != "tension"]
    async with driving(example(), keys=("f4",)) as driven:
        assert [row.id for row in page(driven).bars.rows] == usual
        await driven.press("o")
        assert page(driven).bars.rows[0].id == "plan"
        await driven.press("o")
        assert [row.id for row in page(driven).bars.rows] == usual


async def test_the_answers_behind_an_element_with_their_words() -> None:
    async with driving(example(), (120, 40), keys=("f4", "end", *["down"] * 5, "enter")) as driven:
        seen = driven.seen()
        assert "Silences feel comfortable: partly" in seen
        assert "“I joked to fill it”" in seen
        await driven.press("escape")
        assert isinstance(driven.app.screen, TrendsScreen)


async def test_a_way_to_say_it_goes_on_the_list_as_it_is_reworded() -> None:
    journal = example()
    async with driving(journal, keys=("f4", "down", "b")) as driven:
        assert "Bring up: Warmth" in driven.seen()
        await driven.press("ctrl+a", "ctrl+k")
        await driven.type("A bit warmer")
        await driven.press("enter")
    assert journal.topics.list()[-1].text == "A bit warmer"


async def test_a_closed_dialog_adds_nothing_to_the_list() -> None:
    journal = example()
    before = journal.topics.list()
    async with driving(journal, keys=("f4", "b", "escape")):
        pass
    assert journal.topics.list() == before


async def test_digits_in_the_place_of_bars() -> None:
    async with driving(example(), settings=Settings(plain_glyphs=True), keys=("f4",)) as driven:
        seen = driven.seen()
        # The last cells are the scrollbar's, as in every pane.
        assert not set("▁▂▃▅▆▇█●◑○↘↗") & {sign for line in driven.lines() for sign in line[:-5]}
        assert "- below a yes since 9 Apr" in seen


async def test_by_mouse() -> None:
    async with driving(example(), (100, 30), keys=("f4",)) as driven:
        await driven.click("Body language")
        row = page(driven).bars.current
        assert row is not None
        assert row.id == "body"
        await driven.click("z All sessions")
        assert page(driven).bars.every
        await driven.click("b Bring up")
        assert "Bring up: Body language" in driven.seen()


async def test_back_to_the_first_session_and_its_answers_window_by_window(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    make(path, 300)
    journal = Journal.open(path)
    sessions = sessions_with(journal, therapists()[0].id)
    with_answers = [entry for entry in sessions if entry.answers_by_question.keys() & {"share", "able"}]
    goal = journal.goals.add("Say no once a week")
    journal.goals.set_mark(goal.id, sessions[0].date, 3)
    async with driving(journal, keys=("f4",)) as driven:
        bars = page(driven).bars
        # The mark of the first session is known before anybody goes there.
        assert [row.latest for row in driven.app.screen.query_one(GoalRows).rows] == ["3 of 10"]
        while bars.window().columns[0][0] > 1:
            before = bars.window().last
            await driven.press("left")
            assert bars.window().last < before
            assert len(bars.window().columns) == bars.window().count
        assert bars.rows[0].points.keys() == {p.x for p in read_entries(sessions).of("trust").points}
        await driven.press("z", "z", "enter")
        card = driven.app.screen
        assert isinstance(card, AnswersDialog)
        first = say_day(with_answers[0].date, TODAY, long=True)
        assert first not in driven.seen()
        for _ in range(len(sessions) // 50 + 1):
            await driven.press("end")
        assert first in driven.seen()
        assert NOT_ABOUT_FIT in driven.seen()
    journal.close()


async def test_marks_of_goals_stand_under_the_bars_also_after_a_resize() -> None:
    journal = example()
    goal = journal.goals.add("Say no once a week")
    for session in sessions_with(journal, journal.therapists.main().id)[-6:]:  # type: ignore[union-attr]
        journal.goals.set_mark(goal.id, session.date, 5)
    rows = []
    for size in ((120, 60), (120, 34)):
        async with driving(journal, size, keys=("f4",)) as driven:
            await driven.pilot.resize_terminal(120, 34)
            await driven.drawn()
            rows.append([line for line in driven.lines() if "Say no" in line])
    assert rows[0] == rows[1]
    assert rows[0]


async def test_all_answers_are_reached_where_many_fit(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    make(path, 80)
    async with driving(Journal.open(path), (100, 200), keys=("f4", "enter")) as driven:
        assert isinstance(driven.app.screen, AnswersDialog)
        await driven.press("end")
        first = min(entry.date for entry in sessions_with(driven.journal, therapists()[0].id))
        await driven.press("end")
        assert say_day(first, TODAY) in driven.seen()
