"""Homework, goals, their marks, and ways to say it: by key, with a journal file."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from textual.widgets import Button

from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.domain.models import Goal, Task
from alliance_journal.exchange.brief.render import as_text
from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal
from alliance_journal.ui.checklist.marks_form import MarksForm
from alliance_journal.ui.prepare.line_card import LineCard
from alliance_journal.ui.prepare.screen import PrepareScreen
from tests.hostile import MEGABYTE, TOGETHER, steers
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size, example
from tests.whole import sessions_with

LAST = dt.date(2026, 5, 28)


@pytest.fixture
def fresh(tmp_path: Path) -> Journal:
    """Return a journal with two sessions without a therapist."""
    journal = new_journal(tmp_path / "journal.db")
    journal.entries.add("session", LAST - dt.timedelta(days=7))
    journal.entries.add("session", LAST)
    return journal


def sheet(driven: Driven) -> str:
    assert isinstance(driven.app.screen, PrepareScreen)
    assert driven.app.screen.page is not None
    return as_text(driven.app.screen.page)


def key(driven: Driven) -> str:
    assert isinstance(driven.app.screen, PrepareScreen)
    row = driven.app.screen.offers.current
    return row.offer.key if row and row.offer else ""


async def to(driven: Driven, wanted: str) -> None:
    """Move the cursor down the list to a row."""
    await driven.press("home")
    for _ in range(40):
        if key(driven) == wanted:
            return
        await driven.press("down")
    raise AssertionError(f"{wanted} is not in the list:\n{driven.seen()}")


HOMEWORK = ("n", "up", "right", "right", "down")
GOAL = ("n", "up", "left", "down")
"""Keys that open the card for a new line and choose its kind."""


# Homework


@each_size
async def test_homework_is_written_down_and_gets_its_outcome(size: tuple[int, int], fresh: Journal) -> None:
    async with driving(fresh, size, keys=("f5", *HOMEWORK)) as driven:
        await driven.type("A walk")
        await driven.press("down")
        await driven.type("to sleep")
        await driven.press("down", "right", "enter")
        (task,) = fresh.homework.list()
        latest = sessions_with(fresh, None)[-1].id
        assert task == Task(task.id, "A walk", "to sleep", latest, by_next=False)
        assert key(driven) == f"homework:{task.id}"
        assert "Homework" in driven.seen()
        assert "A walk" not in sheet(driven)
        await driven.press("space")
        assert "Homework\n- A walk\n" in sheet(driven)
        assert "to sleep" not in sheet(driven)
        await driven.press("enter", "right", "right", "down")
        await driven.type("twice")
        await driven.press("enter")
        assert fresh.homework.list() == (
            Task(task.id, "A walk", "to sleep", latest, "tried", "twice", by_next=False),
        )
        assert "Since last time\n- A walk: tried, twice\n" in sheet(driven)


async def test_did_not_has_a_field_for_what_got_in_the_way(fresh: Journal) -> None:
    task = fresh.homework.add("A walk", agreed_in=sessions_with(fresh, None)[0].id)
    async with driving(fresh, keys=("f5",)) as driven:
        await to(driven, f"homework:{task.id}")
        await driven.press("enter", "right", "right")
        assert "What got in the way" not in driven.seen()
        await driven.press("right")
        assert "What got in the way" in driven.seen()
        await driven.press("enter")
        assert fresh.topics.list() == ()
        assert fresh.homework.list()[0].state == "did not"
        await to(driven, f"task:{task.id}")
        await driven.press("enter", "down", "down")
        await driven.type("the rain")
        # Words in a field that is hidden now are not dropped.
        await driven.press("up", "up", "left", "enter")
        await driven.until_seen("Under “What got in the way” there are words that have no place here.")
        await driven.press("right", "enter")
        (topic,) = fresh.topics.list()
        assert (topic.text, topic.from_entry) == ("the rain", fresh.homework.list()[0].agreed_in)
        await driven.press("u", "u")
        assert (fresh.topics.list(), fresh.homework.list()) == ((), (task,))


async def test_done_not_useful_and_undone_keep_the_words(fresh: Journal) -> None:
    task = fresh.homework.add("A walk")
    fresh.homework.set_state(task.id, "open", "my words")
    async with driving(fresh, keys=("f5",)) as driven:
        await to(driven, f"homework:{task.id}")
        await driven.press("ctrl+p", *"brought up", "enter")
        assert (fresh.homework.list()[0].state, fresh.homework.list()[0].note) == ("did", "my words")
        assert driven.notices() == ["Done. Press u to undo it."]
        await to(driven, f"task:{task.id}")
        await driven.press("enter", "left", "left", "enter")
        assert (fresh.homework.list()[0].state, fresh.homework.list()[0].note) == ("not useful", "my words")
        await driven.press("u")
        assert fresh.homework.list()[0].state == "did"
        await driven.press("u")
        assert (fresh.homework.list()[0].state, fresh.homework.list()[0].note) == ("open", "my words")
        assert key(driven)


async def test_homework_needs_words_and_keeps_what_was_typed(fresh: Journal) -> None:
    async with driving(fresh, keys=("f5", *HOMEWORK, "down")) as driven:
        await driven.type("a reason")
        await driven.press("enter")
        assert "A few words are needed" in driven.seen()
        assert "a reason" in driven.seen()
        assert fresh.homework.list() == ()
        await driven.press("escape")
        assert fresh.homework.list() == ()


async def test_what_is_typed_comes_back_after_a_sudden_end(fresh: Journal) -> None:
    assert fresh.path is not None
    fresh.unfinished.save("task/new", '{"text": "half a w", "why": "", "by_next": "no"}')
    async with driving(fresh, keys=("f5", "n")) as driven:
        assert "What you had typed here is back." in driven.seen()
        assert "half a w" in driven.seen()
        await driven.press("enter")
    assert [(task.text, task.by_next) for task in fresh.homework.list()] == [("half a w", False)]


async def test_what_another_window_wrote_meanwhile_stays(fresh: Journal) -> None:
    assert fresh.path is not None
    task = fresh.homework.add("A walk")
    async with driving(fresh, keys=("f5",)) as driven:
        await to(driven, f"homework:{task.id}")
        await driven.press("enter", "right")
        with contextlib.closing(Journal.open(fresh.path)) as other:
            other.homework.set_state(task.id, "open", "from elsewhere")
        await driven.press("enter")
    assert (fresh.homework.list()[0].state, fresh.homework.list()[0].note) == ("did", "from elsewhere")


async def test_a_text_that_is_not_edited_keeps_its_lines(fresh: Journal) -> None:
    task = fresh.homework.add("one\ntwo", "three\n four")
    goal = fresh.goals.add("five\nsix", "seven\t eight")
    async with driving(fresh, keys=("f5",)) as driven:
        await to(driven, f"homework:{task.id}")
        await driven.press("enter", "right", "enter")
        await to(driven, f"goal:{goal.id}")
        await driven.press("enter", "enter")
    assert (fresh.homework.list()[0].text, fresh.homework.list()[0].why) == ("one\ntwo", "three\n four")
    assert fresh.goals.list() == (goal,)


async def test_homework_of_one_therapist_never_goes_to_another(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    nora, sam = journal.therapists.add("Nora"), journal.therapists.add("Sam")
    journal.entries.add("session", TODAY, therapist_id=nora.id)
    with_sam = journal.entries.add("session", TODAY, therapist_id=sam.id)
    journal.homework.add("Tell nobody", agreed_in=with_sam.id)
    async with driving(journal, (120, 40), keys=("f5",)) as driven:
        for _ in range(2):
            assert driven.app.opened is not None
            here = driven.app.opened.therapist()
            assert here is not None
            assert ("Tell nobody" in driven.seen()) == (here.name == "Sam")
            await driven.app.run_action("palette('other_therapist')")
            await driven.drawn()


# Goals


@each_size
async def test_goals_are_set_changed_and_go_along_when_wished(size: tuple[int, int], fresh: Journal) -> None:
    async with driving(fresh, size, keys=("f5", *GOAL)) as driven:
        await driven.type("Sleep")
        await driven.press("down")
        await driven.type("no lists")
        await driven.press("enter")
        (goal,) = fresh.goals.list()
        assert goal == Goal(goal.id, "Sleep", "no lists")
        assert key(driven) == f"goal:{goal.id}"
        assert "Sleep" not in sheet(driven)
        await driven.press("space")
        assert "Goals\n- Sleep\n  How we will notice: no lists\n" in sheet(driven)
        await driven.press("enter", "end")
        await driven.type(" well")
        await driven.press("down", "down", "right", "enter")
        assert fresh.goals.list() == (Goal(goal.id, "Sleep well", "no lists", "reached"),)
        assert "Sleep well: reached" in driven.seen()


async def test_a_fourth_open_goal_gets_a_sentence_and_its_words_stay(fresh: Journal) -> None:
    for number in range(3):
        fresh.goals.add(f"goal {number}")
    async with driving(fresh, keys=("f5", *GOAL)) as driven:
        await driven.type("one more")
        await driven.press("enter")
        assert isinstance(driven.app.screen, LineCard)
        await driven.until_seen("3 goals are open already, and more are hard to keep in sight.")
        assert "one more" in driven.seen()
        await driven.press("escape")
        done = fresh.goals.list()[0]
        fresh.goals.set_state(done.id, "reached")
        fresh.goals.add("one more")
        await driven.press("f2", "f5")
        await to(driven, f"goal:{done.id}")
        await driven.press("enter", "down", "down", "left", "enter")
        await driven.until_seen("3 goals are open already")
    assert fresh.goals.list()[0].state == "reached"


async def test_a_topic_belongs_to_a_goal_and_the_page_does_not_say_so(fresh: Journal) -> None:
    fresh.topics.add("the lists")
    async with driving(fresh, keys=("f5", "enter")) as driven:
        assert "Goal" not in driven.seen().split("I want to talk about")[-1], "without a goal there is no choice"
        await driven.press("escape")
        first, second = fresh.goals.add("Sleep"), fresh.goals.add("Eat")
        await driven.press("enter", "down", "down", "down", "right", "enter")
        assert fresh.topics.list()[0].goal_id == first.id
        assert "the lists → Sleep" in driven.seen()
        assert "Sleep" not in sheet(driven)
        await driven.press("ctrl+p", *"for a goal", "enter")
        await driven.press("right", "enter")
        assert fresh.topics.list()[0].goal_id == second.id
        await driven.press("ctrl+p", *"for a goal", "enter")
        await driven.press("right", "enter")
        assert fresh.topics.list()[0].goal_id is None


async def test_other_lines_are_no_topics(fresh: Journal) -> None:
    goal = fresh.goals.add("Sleep")
    async with driving(fresh, keys=("f5",)) as driven:
        await to(driven, f"goal:{goal.id}")
        await driven.press("ctrl+p", *"remove", "enter")
        assert driven.notices()[0].startswith("Enter opens this line.")
        await driven.press("ctrl+p", *"to the front", "enter")
        assert driven.notices() == ["Only something to talk about can be put in front."]
    assert fresh.goals.list() == (goal,)


# To the front


async def test_three_topics_go_to_the_front(fresh: Journal) -> None:
    topics = [fresh.topics.add(f"topic {number}") for number in range(5)]
    in_front = ("enter", "down", "down", "right", "enter")
    async with driving(fresh, keys=("f5", "end")) as driven:
        for topic in reversed(topics[2:]):
            await to(driven, f"topic:{topic.id}")
            await driven.press(*in_front)
        assert "▲ topic 2" in driven.seen()
        assert "1. topic 2\n2. topic 3\n3. topic 4\n4. topic 0\n5. topic 1\n" in sheet(driven)
        await to(driven, f"topic:{topics[0].id}")
        await driven.press(*in_front)
        await driven.until_seen("3 are in front already. Put one of them back with the others first.")
        await driven.press("escape", "shift+up")
        assert "4. topic 0\n5. topic 1" in sheet(driven), "each part is moved within itself"
        await to(driven, f"topic:{topics[2].id}")
        await driven.press("shift+down", *in_front)
        assert "1. topic 3\n2. topic 4\n3. topic 0\n4. topic 1\n5. topic 2" in sheet(driven)


async def test_what_was_open_stays_after_the_next_session(fresh: Journal) -> None:
    fresh.topics.add("still open", sessions_with(fresh, None)[-1].id)
    fresh.entries.add("session", TODAY)
    async with driving(fresh, keys=("f5",)) as driven:
        assert "1. still open" in sheet(driven)


# Marks


@each_size
async def test_marks_are_given_changed_and_taken_away(size: tuple[int, int], fresh: Journal) -> None:
    first, second = fresh.goals.add("Sleep"), fresh.goals.add("Eat")
    async with driving(fresh, size, keys=("f3", "g")) as driven:
        await driven.press("7", "down", "1", "0", "enter")
        assert [[(m.date, m.mark) for m in goal.marks] for goal in fresh.goals.list()] == [
            [(LAST, 7)],
            [(LAST, 10)],
        ]
        await driven.press("[", "g")
        await driven.until_seen("This is the session of 21 May, not the latest. Change it?")
        await driven.press("down", "enter", "3", "enter", "]", "g")
        assert isinstance(driven.app.screen, MarksForm)
        assert [driven.app.screen.field(f"mark-{n}").value for n in (0, 1)] == ["7", "10"]
        await driven.press("ctrl+a", "ctrl+k", "enter")
    before = LAST - dt.timedelta(days=7)
    assert [[(m.date, m.mark) for m in goal.marks] for goal in fresh.goals.list()] == [[(before, 3)], [(LAST, 10)]]
    assert {first.id, second.id} == {goal.id for goal in fresh.goals.list()}


async def test_another_mark_gets_a_sentence_and_nothing_is_lost(fresh: Journal) -> None:
    fresh.goals.add("Sleep")
    fresh.goals.add("Eat")
    sentence = "A mark is a whole number from 0 to 10."
    empty = ("ctrl+a", "ctrl+k")
    async with driving(fresh, keys=("f3",)) as driven:
        for typed in ("11", "x", "-1", "7.5", "100000000000000000000", "1 0", "²"):
            await driven.press("g", *empty, "4", "down", *empty)
            await driven.paste(typed)
            assert sentence not in driven.seen()
            await driven.press("enter")
            await driven.until_seen(sentence)
            assert isinstance(driven.app.screen, MarksForm)
            assert driven.app.screen.field("mark-1").value == typed
            assert all(not goal.marks for goal in fresh.goals.list())
            await driven.press("escape")
        await driven.press("g", *empty, "4", "down", *empty)
        await driven.paste("11")
        await driven.press("enter", "ctrl+a", "ctrl+k", "5", "enter")
    assert [goal.marks[0].mark for goal in fresh.goals.list()] == [4, 5]


async def test_marks_without_a_goal_or_a_session(fresh: Journal, tmp_path: Path) -> None:
    async with driving(fresh, keys=("f3", "g")) as driven:
        assert driven.notices() == ["No goal is open. On Prepare, n writes one down."]
    async with driving(new_journal(tmp_path / "other.db"), keys=("f3", "g")) as driven:
        assert not isinstance(driven.app.screen, MarksForm)


@pytest.mark.parametrize("plain", [False, True])
@each_size
async def test_marks_stand_under_the_elements(size: tuple[int, int], plain: bool) -> None:
    journal = example()
    (open_one,) = [goal for goal in journal.goals.list() if goal.state == "open"]
    journal.goals.set_mark(open_one.id, LAST, 10)
    journal.goals.set_mark(open_one.id, TODAY, 0)
    async with driving(journal, size, Settings(plain_glyphs=plain), keys=("f4", *["down"] * 6)) as driven:
        seen = driven.seen()
        assert "Goals, in your own marks" in seen
        (row,) = [line for line in driven.lines() if "Say what I th" in line]
        assert "10 of 10" in row, "a day without a session has no column"
        assert ("10" in row.partition("10 of 10")[0]) == plain
        if not plain:
            assert "█" in row
        headline = " ".join(driven.lines()[1:3])
        assert "Say what" not in headline


async def test_a_goal_without_marks_or_let_go_has_no_row(fresh: Journal) -> None:
    goal = fresh.goals.add("Sleep")
    async with driving(fresh, (120, 40), keys=("f4",)) as driven:
        assert "Goals" not in driven.seen()
        fresh.goals.set_mark(goal.id, LAST, 3)
        await driven.press("f2", "f4")
        assert "3 of 10" in driven.seen()
        fresh.goals.set_state(goal.id, "let go")
        await driven.press("f2", "f4")
        assert "3 of 10" not in driven.seen()


# Ways to say it, and the guide


@each_size
async def test_every_way_to_say_it_can_be_reworded(size: tuple[int, int]) -> None:
    journal = example()
    async with driving(journal, size, keys=("f4", "down", "down", "down", "i")) as driven:
        labels = [str(button.label) for button in driven.app.screen.query(Button)]
        assert labels == [f"“{way}”" for way in STARTERS["plan"]]
        assert all(way.split(" ")[0] in driven.seen() for way in STARTERS["plan"])
        assert "Writing it and handing" in driven.seen()
        await driven.press("down", "enter", "ctrl+end")
        await driven.type(" Please.")
        await driven.press("enter")
    assert journal.topics.list()[-1].text == f"{STARTERS['plan'][1]} Please."


async def test_a_closed_dialog_adds_no_way_to_the_list() -> None:
    journal = example()
    before = journal.topics.list()
    async with driving(journal, keys=("f4", "i", "escape", "i", "enter", "escape")):
        pass
    assert journal.topics.list() == before


def test_two_to_four_ways_for_every_element() -> None:
    assert all(2 <= len(ways) <= 4 for ways in STARTERS.values())
    for ways in STARTERS.values():
        assert all(way[-1] in ".?" and "you never" not in way and "you always" not in way for way in ways)


SECTIONS = (
    "Writing it and handing",
    "The elements, one by one",
    "Every sentence is worked out from your own answers",
    "Boundaries: what is never about fit",
)


@each_size
async def test_all_help_about_an_element_is_in_one_card(size: tuple[int, int]) -> None:
    async with driving(example(), size, keys=("f4", "down", "i")) as driven:
        for words in SECTIONS:
            await driven.until_seen(words)
            assert "─ Warmth ─" in driven.seen(), "the element that was selected"
            await driven.press("down", "right")
        await driven.until_seen(SECTIONS[0])
        await driven.press("left")
        await driven.until_seen(SECTIONS[-1])
        await driven.click("Elements")
        await driven.until_seen(SECTIONS[1])
        await driven.press("up", "escape")
        await driven.press("enter", "end", "i")
        await driven.until_seen(SECTIONS[-1])
        await driven.press("escape")
        await driven.click("Something that should not happen")
        await driven.until_seen(SECTIONS[-1])
        # A way to say it that is chosen from there can be reworded as usual.
        await driven.press("right", "enter")
        assert "A way to say it: Warmth" in driven.seen()


async def test_the_line_under_the_answers_is_always_the_same(fresh: Journal) -> None:
    for journal, elements in ((fresh, ELEMENTS[:1]), (example(), ELEMENTS)):
        async with driving(journal, (60, 20), keys=("f4",)) as driven:
            for _ in elements:
                await driven.press("enter", "end")
                assert "Something that should not happen in therapy?" in driven.seen()
                await driven.press("escape", "down")


# Whatever was typed


async def test_hostile_words_are_shown_as_words(fresh: Journal) -> None:
    first, second, third, fourth = TOGETHER
    task, goal = fresh.homework.add(first, second), fresh.goals.add(third, fourth)
    fresh.homework.set_state(task.id, "open", third)
    fresh.topics.set_goal(fresh.topics.add(fourth).id, goal.id)
    fresh.goals.set_mark(goal.id, LAST, 5)
    async with driving(fresh, (60, 20), keys=("f5",)) as driven:
        screens = [driven.seen()]
        for row in (f"homework:{task.id}", f"goal:{goal.id}"):
            await to(driven, row)
            await driven.press("space", "enter")
            screens.append(driven.seen())
            await driven.press("enter")
            screens.append(driven.seen())
        for keys in (("v",), ("f3", "g"), ("escape", "f4", *["down"] * 6)):
            await driven.press(*keys)
            screens.append(driven.seen())
    assert [steers(seen) for seen in screens] == [[]] * len(screens)
    (kept,) = fresh.homework.list()
    assert (kept.text, kept.why, kept.note) == (first.strip(), second.strip(), third)
    assert (fresh.goals.list()[0].text, fresh.goals.list()[0].how_we_notice) == (third.strip(), fourth.strip())


async def test_a_very_long_text_is_not_changed(fresh: Journal) -> None:
    task = fresh.homework.add(MEGABYTE)
    async with driving(fresh, keys=("f5",)) as driven:
        await to(driven, f"homework:{task.id}")
        await driven.press("enter")
        assert not isinstance(driven.app.screen, LineCard)
        assert driven.notices()[0].startswith("These words are too long")
    assert fresh.homework.list()[0].text == MEGABYTE
