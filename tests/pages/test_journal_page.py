"""Journal, by key and by mouse, over a real file."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import Appointment, EntryKind
from alliance_journal.domain.writing_prompts import PROMPTS_FOR, Occasion, new_session_text
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.ui.journal import note_editor
from alliance_journal.ui.journal.note_editor import NoteEditor
from alliance_journal.ui.journal.screen import JournalScreen
from tests.hostile import HOSTILE, MEGABYTE, TOGETHER
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size, with_sample


def page(driven: Driven) -> JournalScreen:
    assert isinstance(driven.app.screen, JournalScreen)
    return driven.app.screen


@pytest.fixture
def filled(tmp_path: Path) -> Journal:
    return with_sample(tmp_path / "journal.db")


@pytest.fixture
def empty(tmp_path: Path) -> Journal:
    return new_journal(tmp_path / "journal.db")


@each_size
async def test_a_session_is_written_and_kept(size: tuple[int, int], empty: Journal) -> None:
    empty.therapists.add("Zoë")
    async with driving(empty, size) as driven:
        assert "Nothing here yet." in driven.seen()
        await driven.press("n")
        assert "Saturday 30 May 2026" in driven.seen()
        await driven.press("ctrl+a", "ctrl+k")
        await driven.type("last Thursday")
        assert "Thursday 28 May 2026" in driven.seen()
        await driven.press("enter")
        await driven.type("A long pause.")
        assert "A long pause." in driven.seen()
        await driven.press("escape")
    (entry,) = empty.entries.list()
    assert entry.body == new_session_text().replace("\n", "\nA long pause.", 1)
    assert (entry.kind, entry.date.isoformat(), entry.shown_title) == ("session", "2026-05-28", "A long pause.")
    assert empty.drafts.list() == ()


async def test_the_card_takes_what_is_known_about_a_session(empty: Journal) -> None:
    async with driving(empty) as driven:
        await driven.press("n", "ctrl+a", "ctrl+k")
        await driven.type("28 May 17:30")
        await driven.press("down")
        await driven.type("Zoë")
        await driven.press("down", "right", "right", "down")
        await driven.type("The pause")
        await driven.press("down")
        await driven.type("work sleep")
        await driven.press("enter")
    (entry,) = empty.entries.list()
    (therapist,) = empty.therapists.list()
    assert therapist.name == "Zoë"
    assert entry.therapist_id == therapist.id
    assert (entry.medium, entry.title, entry.tags) == ("video", "The pause", ("work", "sleep"))
    assert entry.time is not None
    assert entry.time.isoformat("minutes") == "17:30"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("10/11/2026", "2026-10-11 or 2026-11-10"), ("31 Feb", "has no day 31"), ("soon", "cannot be read as a day")],
)
async def test_an_unclear_day_is_refused_and_stays(typed: str, said: str, empty: Journal) -> None:
    async with driving(empty) as driven:
        await driven.press("n", "ctrl+a", "ctrl+k")
        await driven.type(typed)
        await driven.press("enter")
        assert said in " ".join(driven.seen().split()).replace("│ ", "")
        assert typed in driven.seen()
        assert empty.entries.list() == ()


async def test_the_number_of_a_session_is_counted_by_itself(filled: Journal) -> None:
    async with driving(filled, (120, 40)) as driven:
        assert "session 42, Thursday 28 May" in driven.seen()
        await driven.press("down")
        assert "session 41, Thursday 21 May" in driven.seen()


async def test_a_note_between_sessions(empty: Journal) -> None:
    async with driving(empty) as driven:
        await driven.press("a", "enter")
        await driven.type("On the train.")
        await driven.press("f3", "f2")
    (entry,) = empty.entries.list()
    assert (entry.kind, entry.body, entry.therapist_id) == ("between", "On the train.", None)


async def test_search_finds_while_typing_and_escape_shows_all_again(filled: Journal) -> None:
    async with driving(filled, (120, 40)) as driven:
        await driven.press("slash")
        await driven.type("PRIYA")
        shown = [line.title for line in page(driven).entries.rows]
        assert shown
        assert len(shown) < len(filled.entries.lines())
        await driven.type("zzz")
        assert "No note has these words." in driven.seen()
        await driven.press("escape")
        assert len(page(driven).entries.rows) == len(filled.entries.lines())
        assert page(driven).entries.has_focus


async def test_filters_go_round(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.press("f")
        assert "─ To bring ─" in driven.seen()
        assert [line.to_bring > 0 for line in page(driven).entries.rows] == [True]
        await driven.press("f", "f")
        assert all(line.answered == 0 for line in page(driven).entries.rows)
        await driven.press("f")
        assert len(page(driven).entries.rows) == len(filled.entries.lines())


async def test_keys_stay_with_the_list_when_it_becomes_empty(empty: Journal) -> None:
    entry = empty.entries.add("session", TODAY, body="the only one")
    async with driving(empty) as driven:
        await driven.press("d", "u")
        assert [line.id for line in empty.entries.lines()] == [entry.id]
        await driven.press("f", "f", "f", "f")
        assert page(driven).list_pane.entry_filter == "all"
        assert page(driven).query_one("#search", Input).value == ""


async def test_what_is_done_while_leafing_is_done_with_the_entry_leafed_to(filled: Journal) -> None:
    """Its text comes a little later than its row."""
    async with driving(filled, keys=["pagedown"]) as driven:
        first = page(driven).entries.current
        driven.press_at_once("pagedown", "enter", *"zzz")
        await driven.drawn()
        leafed_to = page(driven).entries.current
        assert first is not None
        assert leafed_to is not None
        await driven.press("escape")
        assert [line.id for line in filled.entries.lines() if "zzz" in filled.entries.get(line.id).body] == [
            leafed_to.id
        ]
        driven.press_at_once("pageup", "pageup", "pagedown", "pagedown", "f3", "f2")
        await driven.drawn()
        assert driven.app.opened is not None
        assert driven.app.opened.entry_id == leafed_to.id
        assert page(driven).note_pane.editor.text == filled.entries.get(leafed_to.id).body
        driven.press_at_once("pageup", "f3")
        await driven.drawn()
        assert driven.app.opened.entry_id == first.id


async def test_delete_and_undo(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.press("d")
        assert "The pause" not in driven.seen()
        await driven.press("d", "u")
        assert "Planning" in driven.seen()
        await driven.press("u")
        assert "The pause" in driven.seen()
        await driven.press("u")
        assert driven.notices() == ["Nothing was deleted since the app was opened."]
    assert len(filled.entries.list()) == 50


async def test_details_are_changed_and_the_text_is_not(filled: Journal) -> None:
    before = filled.entries.lines()[0]
    body = filled.entries.get(before.id).body
    async with driving(filled) as driven:
        await driven.press("e", "down", "down", "down", "ctrl+a", "ctrl+k")
        await driven.type("Another name")
        await driven.press("enter")
        assert "Another name" in driven.seen()
    after = filled.entries.get(before.id)
    assert (after.title, after.body, after.date) == ("Another name", body, before.date)


async def test_a_line_is_brought_and_stays_in_the_note(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.press("enter", "ctrl+b")
        assert str(page(driven).query_one("#note-pane").border_subtitle).startswith("→ 4 to bring")
        await driven.press("ctrl+b")
        assert driven.notices() == ["That is on your list already."]
        await driven.press("up", "up", "ctrl+b")
        assert driven.notices() == ["This line is empty. Go to the line you would like to bring."]
    assert filled.topics.list()[-1].text == "One honest sentence to Priya about Friday's meeting."


async def test_only_what_is_selected_is_brought(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.press("enter", *["shift+left"] * 8, "ctrl+b")
    assert filled.topics.list()[-1].text == "meeting."


async def test_a_prompt_is_put_in_once(empty: Journal) -> None:
    async with driving(empty) as driven:
        await driven.press("n", "enter")
        await driven.press("ctrl+t")
        await driven.type("No rush.")
        await driven.press("escape")
    (entry,) = empty.entries.list()
    assert "## What felt easy, and what did not\nNo rush." in entry.body


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        ("between", 1, "before"),
        ("between", 2, "between"),
        ("letter", 0, "between"),
        ("consultation", 0, "consultation"),
    ],
)
async def test_prompts_fit_the_occasion(kind: EntryKind, days: int, expected: Occasion, empty: Journal) -> None:
    empty.appointments.set_next(Appointment(TODAY + timedelta(days=days)), TODAY)
    empty.entries.add(kind, TODAY)
    async with driving(empty) as driven:
        await driven.press("enter", *["ctrl+t"] * len(PROMPTS_FOR[expected]))
        assert driven.notices() == []
        await driven.press("ctrl+t")
        assert driven.notices() == ["All prompts are in this note already."]
        await driven.press("escape")
    (entry,) = empty.entries.list()
    headings = [line for line in entry.body.split("\n") if line]
    assert sorted(headings) == sorted(f"## {prompt}" for prompt in PROMPTS_FOR[expected])


async def test_later_sessions_have_other_prompts_than_the_first(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.press("enter", "ctrl+t", "escape")
    assert "## What was hard to say" in filled.entries.list()[-1].body


async def test_a_line_is_moved_to_next_time_and_can_be_put_back(filled: Journal) -> None:
    line = "One honest sentence to Priya about Friday's meeting."
    body = filled.entries.list()[-1].body
    assert body.endswith(f"\n{line}")
    async with driving(filled) as driven:
        await driven.press("enter", "ctrl+n", "escape")
        assert filled.topics.list()[-1].text == line
        assert filled.topics.list()[-1].from_entry == filled.entries.list()[-1].id
        assert filled.entries.list()[-1].body == body.removesuffix(f"\n{line}")
        await driven.press("enter", "x", "ctrl+z", "ctrl+z", "escape")
    assert filled.topics.list()[-1].text == line


async def test_a_moved_line_comes_back_with_undo(empty: Journal) -> None:
    empty.entries.add("session", TODAY, body="first\nsecond\nthird")
    async with driving(empty) as driven:
        await driven.press("enter", "up", "ctrl+n")
        assert page(driven).note_pane.editor.text == "first\nthird"
        await driven.press("ctrl+z")
        assert page(driven).note_pane.editor.text == "first\nsecond\nthird"
        await driven.press("ctrl+n", "up", "up", "ctrl+n", "ctrl+n", "escape")
    assert [topic.text for topic in empty.topics.list()] == ["second", "first", "third"]
    assert empty.entries.list()[0].body == ""


async def test_what_cannot_be_kept_on_the_list_stays_in_the_text(empty: Journal) -> None:
    empty.entries.add("session", TODAY, body="## A heading\n\nwords")
    async with driving(empty) as driven:
        await driven.press("enter", "up", "ctrl+n", "up", "ctrl+n")
        assert driven.notices() == ["This line is empty. Go to the line you would like to move."]
        database_of(empty).connection.execute("DROP TABLE topics")
        await driven.press("down", "down", "ctrl+n")
        assert page(driven).note_pane.editor.text == "## A heading\n\nwords"


@each_size
async def test_a_letter_is_not_sent_and_stays_here(size: tuple[int, int], empty: Journal) -> None:
    empty.therapists.add("Zoë")
    async with driving(empty, size) as driven:
        await driven.press("w")
        assert "A letter that is not sent" in driven.seen()
        assert "With" not in driven.seen().replace("──", "")
        await driven.press("down")
        await driven.type("To my younger self")
        await driven.press("enter")
        await driven.type("You were right to be angry.")
        await driven.press("escape", "f5", "v")
        assert "angry" not in driven.seen()
        assert "younger" not in driven.seen()
    (entry,) = empty.entries.list()
    assert (entry.kind, entry.title, entry.body) == ("letter", "To my younger self", "You were right to be angry.")
    assert (entry.therapist_id, entry.private) == (None, False)


@each_size
async def test_a_session_points_at_a_goal(size: tuple[int, int], empty: Journal) -> None:
    therapist = empty.therapists.add("Zoë")
    goals = [empty.goals.add(text) for text in ("Say what I want", HOSTILE[0], "Sleep")]
    entry = empty.entries.add("session", TODAY, therapist_id=therapist.id)
    async with driving(empty, size) as driven:
        await driven.press("e", *["down"] * 5, "right", "enter")
        assert empty.entries.get(entry.id).goal_id == goals[0].id
        empty.goals.set_state(goals[0].id, "reached")
        await driven.press("e")
        assert "Say" in driven.seen()
        await driven.press("enter")
        assert empty.entries.get(entry.id).goal_id == goals[0].id
        await driven.press("e", *["down"] * 5, "left", "enter")
    assert empty.entries.get(entry.id).goal_id is None


async def test_without_goals_there_is_nothing_to_point_at(filled: Journal) -> None:
    for goal in filled.goals.list():
        filled.goals.set_state(goal.id, "let go")
    async with driving(filled) as driven:
        await driven.press("e")
        assert "Goal" not in driven.seen()


async def test_the_state_is_said_in_words(filled: Journal) -> None:
    async with driving(filled) as driven:
        assert "saved" in driven.lines()[22]
        await driven.press("enter", "space", "x")
        seen = set()
        while not filled.drafts.list() or "67 words · saved" not in driven.lines()[22]:
            seen.add(str(page(driven).query_one("#note-pane").border_subtitle).rpartition(" · ")[2])
            await driven.pilot.pause(0.02)
        assert seen <= {"saving…", "saved"}
        assert filled.drafts.list()[0].body.endswith("meeting. x")
        await driven.press("escape")
        assert filled.drafts.list() == ()
        assert filled.entries.list()[-1].body.endswith("meeting. x")


async def test_going_to_another_page_keeps_the_text(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.press("enter", "x", "f5")
        assert filled.entries.list()[-1].body.endswith("meeting.x")


async def test_quitting_keeps_the_text(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.press("enter", "x", "ctrl+q")
    assert filled.entries.list()[-1].body.endswith("meeting.x")


async def test_a_note_follows_the_width_also_where_it_takes_as_many_lines(empty: Journal) -> None:
    empty.entries.add("between", TODAY, title="Wide", body="word " * 16)
    async with driving(empty) as driven:
        assert "word " * 12 not in driven.seen()
        await driven.pilot.resize_terminal(99, 24)
        await driven.drawn()
        assert "word " * 12 in driven.seen()


async def test_the_cursor_comes_to_rest_while_one_thinks(filled: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can be seen then, and goes on blinking with the next key."""
    monkeypatch.setattr(note_editor, "BLINK_SECONDS", 0.2)
    async with driving(filled, keys=("enter",)) as driven:
        editor = driven.app.screen.query_one(NoteEditor)
        await driven.until(lambda: not editor.cursor_blink)
        blinking: list[bool] = []
        editor.watch(editor, "cursor_blink", lambda blinks: blinking.append(blinks), init=False)
        await driven.press("x")
        await driven.until(lambda: not editor.cursor_blink)
        assert blinking == [True, False]


async def test_another_note_is_shown_from_its_beginning(empty: Journal) -> None:
    for number in (1, 2):
        day = TODAY - timedelta(number)
        empty.entries.add(
            "between", day, title=f"Note {number}", body=f"Beginning {number}." + "\nA line." * 50 + "\nEnd."
        )
    async with driving(empty) as driven:
        await driven.press("enter", "ctrl+end")
        assert "End." in driven.seen()
        await driven.press("escape", "down")
        assert "Beginning 2." in driven.seen()
        await driven.press("up")
        assert "Beginning 1." in driven.seen()


async def test_looking_at_a_note_writes_nothing(filled: Journal) -> None:
    before = filled.entries.list()
    async with driving(filled) as driven:
        version = database_of(filled).connection.total_changes
        await driven.press("down", "down", "enter", "escape", "up", "f3", "f2")
    assert filled.entries.list() == before
    assert database_of(filled).connection.total_changes == version


async def test_a_draft_left_over_is_offered_and_gone_on_with(filled: Journal) -> None:
    line = filled.entries.lines()[3]
    body = filled.entries.get(line.id).body
    filled.drafts.save(line.id, body + "\nmore", body)
    async with driving(filled) as driven:
        assert "Text that was being written" in driven.seen()
        await driven.press("enter")
        await driven.pilot.pause()
        assert "more" in driven.seen()
        await driven.press("escape")
    assert filled.entries.get(line.id).body == body + "\nmore"


async def test_a_draft_can_wait(filled: Journal) -> None:
    line = filled.entries.lines()[3]
    body = filled.entries.get(line.id).body
    filled.drafts.save(line.id, body + "\nmore", body)
    async with driving(filled) as driven:
        await driven.press("escape", "f3", "f2")
        assert filled.entries.get(line.id).body == body
        assert [draft.body for draft in filled.drafts.list()] == [body + "\nmore"]


async def test_a_note_changed_elsewhere_keeps_both(tmp_path: Path) -> None:
    filled = with_sample(tmp_path / "journal.db")
    other = Journal.open(tmp_path / "journal.db")
    line = filled.entries.lines()[0]
    async with driving(filled) as driven:
        await driven.press("enter", "x")
        body = other.entries.get(line.id).body
        other.entries.save_text(line.id, "written elsewhere", body)
        await driven.press("escape")
        assert "Both versions are kept" in driven.notices()[0]
    assert other.entries.get(line.id).body == "written elsewhere"
    (second,) = [entry for entry in other.entries.list() if entry.version_of]
    assert second.body == body + "x"
    other.close()


async def test_by_mouse(filled: Journal) -> None:
    async with driving(filled) as driven:
        await driven.click("Lost track")
        assert "Lost track of the plan" in driven.seen()
        await driven.click("What stayed with me")
        assert page(driven).note_pane.is_writing
        await driven.click("esc Done")
        assert not page(driven).note_pane.is_writing
        await driven.click("Trends")
        assert driven.app.current_mode == "trends"
        await driven.click("Journal")
        await driven.click("n New session")
        assert "New session" in driven.seen()
        await driven.click("video")
        await driven.click("Keep")
    assert filled.entries.lines()[0].date.isoformat() == "2026-05-30"
    assert filled.entries.list()[-1].medium == "video"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    """Every hostile text in every field."""
    journal = new_journal(tmp_path_factory.mktemp("hostile") / "journal.db")
    for text in (*TOGETHER, MEGABYTE):
        short = text[:200]
        therapist = journal.therapists.add(short)
        entry = journal.entries.add(
            "session", TODAY, therapist_id=therapist.id, title=short, body=text, tags=(short,)
        )
        for question in ("warmth", "heard"):
            journal.answers.set(entry.id, question, Answer.PARTLY)
            journal.answers.set_comment(entry.id, question, short)
        journal.topics.add(text, entry.id)
    return journal


@pytest.mark.parametrize(("size", "every"), [((80, 24), True), ((120, 40), False), ((60, 20), False)])
async def test_hostile_text_is_drawn_everywhere_and_kept(
    size: tuple[int, int], every: bool, hostile: Journal
) -> None:
    before, topics = hostile.entries.list(), hostile.topics.list()
    walk = len(hostile.entries.list()) if every else 3
    async with driving(hostile, size) as driven:
        await driven.press("enter", "escape", "e", "escape", *["down"] * walk)
        await driven.press("f3", "w", "escape", "p", *["["] * walk)
        await driven.press("f4", "enter", "escape")
        for _ in range(walk):
            await driven.app.run_action("palette('other_therapist')")
            await driven.pilot.pause()
        await driven.press("f5", "v", "v", "enter", "escape", *["down"] * walk)
    assert hostile.entries.list() == before
    assert hostile.topics.list() == topics


async def test_hostile_text_can_be_looked_for(hostile: Journal) -> None:
    async with driving(hostile) as driven:
        await driven.press("slash")
        for text in HOSTILE:
            driven.app.screen.query_one("#search", Input).value = text[:200]
            await driven.pilot.pause()
            # A word with a hyphen before it is one that must not be there.
            assert page(driven).entries.rows or not text.strip() or " -" in text


async def test_details_left_alone_stay_as_they_are(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    first, second = journal.therapists.add("Zoë"), journal.therapists.add("Zoë")
    session = journal.entries.add("session", TODAY, therapist_id=second.id, tags=("panic attack", "a,b", "#c"))
    note = journal.entries.add("between", TODAY, therapist_id=first.id, medium="phone")
    async with driving(journal) as driven:
        await driven.press("e", "enter", "down", "e", "enter")
    assert journal.entries.get(session.id).tags == session.tags
    assert journal.entries.get(session.id).therapist_id == second.id
    assert (journal.entries.get(note.id).therapist_id, journal.entries.get(note.id).medium) == (first.id, "phone")
