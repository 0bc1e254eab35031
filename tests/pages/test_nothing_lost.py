"""Nothing typed is ever lost: texts left by other runs, saving that has to wait, and cards that end suddenly."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.ui.files.copy_form import CopyForm
from alliance_journal.ui.journal.entry_buffer import EntryBuffer
from alliance_journal.ui.journal.screen import JournalScreen
from alliance_journal.ui.terminal.key_queue import TIMEOUT_SECONDS
from alliance_journal.ui.widgets.text_field import TextField
from tests.hostile import TOGETHER
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, example, with_sample
from tests.store.staging import another_window, opened

LEAVE = """
import sys
from pathlib import Path
from alliance_journal.store.journal import Journal
path, entry, body, base = sys.argv[1:]
Journal.open(Path(path)).drafts.save(entry, body, base)
"""
"""Another run of the program, which ends with a text half written."""


def leave_draft(path: Path, entry_id: str, body: str, base: str) -> None:
    subprocess.run([sys.executable, "-c", LEAVE, path, entry_id, body, base], check=True, timeout=60)


async def until(driven: Driven, holds: Callable[[], object]) -> None:
    """Wait for what happens by itself."""
    for _ in range(1500):
        if holds():
            return
        await driven.pilot.pause(0.02)
    raise AssertionError(f"Waited in vain. On the screen:\n{driven.seen()}")


def words(driven: Driven) -> str:
    """What is on the screen, without lines and frames."""
    return " ".join("".join(" " if "─" <= c <= "▟" else c for c in driven.seen()).split())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Journal:
    """One session, and a note between."""
    found = new_journal(path)
    therapist = found.therapists.add("Zoë")
    found.entries.add("between", TODAY.replace(day=1), title="The train", body="It was late.")
    found.entries.add("session", TODAY.replace(day=28), therapist_id=therapist.id, title="The pause", body="Long.")
    return found


def texts(journal: Journal) -> list[str]:
    return [entry.body for entry in journal.entries.list()]


# Fast hands


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+l", "f3", "f6"])
async def test_the_last_words_before_a_key_of_the_app_arrive(journal: Journal, path: Path, key: str) -> None:
    """A terminal that hands over many keys at once, or a computer that is busy: such a key is heard before them."""
    async with driving(journal, (80, 24)) as driven:
        await driven.press("enter")
        driven.press_at_once(*"x y z", key)
        await until(driven, lambda: driven.app.current_mode != "journal" or not driven.app.is_running)
    with opened(path) as again:
        assert texts(again) == ["It was late.", "Long.x y z"]


async def test_a_new_note_in_one_go(journal: Journal, path: Path) -> None:
    """The card of a new note, its Enter, and its first words: none of them is for the note that was in sight.

    Also where somebody looks at another window while the computer is still busy with them.
    """
    async with driving(journal, (80, 24)) as driven:
        driven.press_at_once("n", "enter", *"dear note")
        driven.app.post_message(events.AppBlur())
        await driven.until_seen("dear note")
        await driven.press("escape")
    with opened(path) as again:
        *before, new = texts(again)
        assert before == ["It was late.", "Long."]
        assert new.count("dear note") == 1


async def test_a_field_that_does_not_hear_keeps_nobody_from_leaving(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alliance_journal.ui.terminal.key_queue.TIMEOUT_SECONDS", 0.05)
    async with driving(journal, (80, 24)) as driven:
        await driven.press("enter")
        assert driven.app.focused
        busy = asyncio.Event()
        driven.app.focused.call_later(busy.wait)
        try:
            async with asyncio.timeout(20):
                await driven.app.keys.drain()
        finally:
            busy.set()


async def test_everything_is_hidden_at_once_whatever_hangs(journal: Journal) -> None:
    async with driving(journal, (80, 24)) as driven:
        await driven.press("enter")
        assert driven.app.focused
        busy = asyncio.Event()
        driven.app.focused.call_later(busy.wait)
        driven.press_at_once("escape", "x", "ctrl+g")
        try:
            # Not as `until` does it, which waits for every field.
            async with asyncio.timeout(TIMEOUT_SECONDS / 2):
                while not driven.app.lock.is_covered:
                    await asyncio.sleep(0)
        finally:
            busy.set()
        await driven.until(lambda: driven.app.opened is None)


async def test_letters_typed_before_hiding_never_run_as_commands(journal: Journal, path: Path) -> None:
    """They were meant for a note that had not opened yet when everything was hidden."""
    async with driving(journal, (80, 24)) as driven:
        driven.press_at_once("enter", *"add", "ctrl+g")
        await driven.until(lambda: driven.app.opened is None)
    with opened(path) as again:
        assert again.trash.count() == 0
        assert len(again.entries.list()) == 2


# Texts that were left


def test_after_trouble_that_is_over_words_are_saved_at_once_again(journal: Journal, path: Path) -> None:
    """However it came to an end: the wait that belonged to it is over as well."""
    entry, held = journal.entries.list()[0], ["It was late."]
    writing = EntryBuffer(journal, entry, None, lambda: held[0], lambda: None)
    writing.set_loaded()
    held[0] += " And cold."
    writing.mark_typed()
    with another_window(path, None):
        writing.save_draft_if_due()
        assert writing.save_error
    assert writing.save()
    held[0] += " And dark."
    writing.mark_typed()
    writing.save_draft_if_due()
    assert [draft.body for draft in journal.drafts.list()] == ["It was late. And cold. And dark."]


async def test_every_left_text_is_offered_with_its_note_and_none_of_its_words(path: Path, journal: Journal) -> None:
    train, pause = journal.entries.list()
    leave_draft(path, train.id, "It was late. PLANTED", train.body)
    leave_draft(path, pause.id, "Long. SECRET", pause.body)
    async with driving(journal) as driven:
        assert "“The pause” of Thursday 28 May 2026" in words(driven)
        await driven.press("down", "enter")
        assert "“The train” of Friday 1 May 2026" in words(driven)
        assert "PLANTED" not in driven.seen()
        await driven.press("enter")
        await driven.type(" And on.")
        await driven.press("escape")
        assert texts(journal) == ["It was late. PLANTED And on.", "Long."]
        assert [draft.body for draft in journal.drafts.list()] == ["Long. SECRET"]


async def test_going_on_with_several_puts_each_into_its_note(path: Path, journal: Journal) -> None:
    train, pause = journal.entries.list()
    leave_draft(path, train.id, "It was late. One", train.body)
    leave_draft(path, pause.id, "Long. Two", pause.body)
    async with driving(journal) as driven:
        await driven.press("enter", "enter")
        await driven.type(".")
        await driven.press("escape")
    assert texts(journal) == ["It was late. One.", "Long. Two"]
    assert journal.drafts.list() == ()


async def test_a_left_text_is_deleted_only_when_it_is_said_twice(path: Path, journal: Journal) -> None:
    _, pause = journal.entries.list()
    leave_draft(path, pause.id, "Long. SECRET", pause.body)
    async with driving(journal) as driven:
        await driven.press("up", "enter")
        assert "The note itself stays as it is." in words(driven)
        await driven.press("enter")
        assert len(journal.drafts.list()) == 1
    async with driving(journal) as driven:
        await driven.press("up", "enter", "down", "enter")
        assert journal.drafts.list() == ()
        assert "SECRET" not in driven.seen()
        assert "Long." in driven.seen()
        await driven.press("down", "up", "enter", "escape")
    assert texts(journal) == ["It was late.", "Long."]


async def test_a_text_left_in_a_note_that_was_changed_since_stays_beside_it(path: Path, journal: Journal) -> None:
    _, pause = journal.entries.list()
    leave_draft(path, pause.id, "Long. Left", pause.body)
    journal.entries.save_text(pause.id, "Changed.", pause.body)
    async with driving(journal) as driven:
        assert "both versions will be kept" in words(driven)
        await driven.press("escape")
        # What one looks for in the note is the newer text.
        assert "Changed." in driven.seen()
        assert "Left" not in driven.seen()
        await driven.press("enter", "x", "escape")
    assert texts(journal) == ["It was late.", "Changed.x"]
    assert [draft.body for draft in journal.drafts.list()] == ["Long. Left"]
    async with driving(journal) as driven:
        await driven.press("enter", "escape")
        assert "Both versions are kept" in driven.notices()[0]
    assert sorted(texts(journal)) == ["Changed.x", "It was late.", "Long. Left"]
    assert journal.drafts.list() == ()


async def test_two_texts_left_in_one_note_both_stay(path: Path, journal: Journal) -> None:
    _, pause = journal.entries.list()
    leave_draft(path, pause.id, "Long. First", pause.body)
    leave_draft(path, pause.id, "Long. Second", pause.body)
    async with driving(journal) as driven:
        await driven.press("enter", "enter", "escape")
    assert sorted(texts(journal)) == ["It was late.", "Long. First", "Long. Second"]
    assert journal.drafts.list() == ()


async def test_what_is_typed_takes_the_place_of_the_left_text(path: Path, journal: Journal) -> None:
    _, pause = journal.entries.list()
    leave_draft(path, pause.id, "Long. Left", pause.body)
    async with driving(journal) as driven:
        await driven.press("escape", "enter", "x")
        await until(driven, lambda: [draft.body for draft in journal.drafts.list()] == ["Long. Leftx"])
        # Only here it is a draft of this run's own: the run that left it has none any more.
        (draft,) = journal.drafts.list()
        assert f"-{os.getpid()}-" in draft.writer
        await driven.press("escape")
    assert texts(journal)[1] == "Long. Leftx"


async def test_a_discreet_card_says_only_day_and_kind(path: Path, journal: Journal) -> None:
    _, pause = journal.entries.list()
    leave_draft(path, pause.id, "Long. Left", pause.body)
    async with driving(journal, settings=Settings(discreet=True)) as driven:
        assert "The session of Thursday 28 May 2026" in words(driven)
        assert "The pause" not in driven.seen()


async def test_hostile_titles_are_named_in_the_card(path: Path) -> None:
    journal = new_journal(path)
    for text in TOGETHER:
        entry = journal.entries.add("between", TODAY, title=text)
        journal.drafts.save(entry.id, "left", "")
    async with driving(journal) as driven:
        for _ in TOGETHER:
            assert "something was still being written" in words(driven)
            await driven.press("enter")
        await driven.press("escape")
    assert texts(journal) == ["left"] * len(TOGETHER)


# Saving that has to wait


async def test_while_another_program_holds_the_file_the_text_waits(path: Path, journal: Journal) -> None:
    other = Journal.open(path)
    async with driving(journal) as driven:
        await driven.press("enter")
        with other.transaction():
            await driven.type(" Umbrella")
            await until(driven, lambda: "Not saved yet: the journal is busy." in words(driven))
            assert "It is tried again by itself." in words(driven)
            assert "not saved: the journal is busy" in driven.seen()
            await driven.type(" and rain")
        await until(driven, lambda: "Not saved yet" not in driven.seen())
        assert [draft.body for draft in journal.drafts.list()] == ["Long. Umbrella and rain"]
        await driven.press("escape")
    assert texts(journal)[1] == "Long. Umbrella and rain"
    other.close()


async def test_it_is_tried_again_in_the_list_as_well(path: Path, journal: Journal) -> None:
    other = Journal.open(path)
    async with driving(journal) as driven:
        await driven.press("enter")
        with other.transaction():
            await driven.type(" Umbrella")
            await driven.press("escape", "down")
            # The note stays in sight as long as its text is nowhere else.
            assert "Umbrella" in driven.seen()
            assert "Not saved yet" in driven.seen()
        await until(driven, lambda: texts(journal)[1] == "Long. Umbrella")
        await until(driven, lambda: "Not saved yet" not in driven.seen())
    assert journal.drafts.list() == ()
    other.close()


async def test_a_card_stays_until_it_could_be_kept(path: Path, journal: Journal) -> None:
    other = Journal.open(path)
    async with driving(journal) as driven:
        await driven.press("e", "down", "down", "down")
        await driven.type(" and the joke")
        with other.transaction():
            await driven.press("enter")
            assert "Another program is using the journal" in words(driven)
            assert "The pause and the joke" in driven.seen()
        await driven.press("enter")
    assert journal.entries.list()[1].title == "The pause and the joke"
    other.close()


async def test_details_changed_while_the_text_waits_lose_none_of_it(path: Path, journal: Journal) -> None:
    other = Journal.open(path)
    async with driving(journal) as driven:
        await driven.press("enter")
        with other.transaction():
            await driven.type(" Umbrella")
            await driven.press("escape")
            assert "Not saved yet" in driven.seen()
        await driven.press("e", "down", "down", "down")
        await driven.type(" again")
        await driven.press("enter")
        await until(driven, lambda: texts(journal)[1] == "Long. Umbrella")
    assert journal.entries.list()[1].title == "The pause again"
    other.close()


# Cards that end suddenly

CARDS = {
    "something to talk about": (("f5", "n"), "prepare/new"),
    "a topic": (("f5", "enter"), "topic/{topic}"),
    "words to an answer": (("f3", "home", "w"), "words/{session}/agreed"),
    "bringing up": (("f4", "b"), "bring/{element}"),
    "tension": (("t", "enter"), "tension/{session}"),
    "a new session": (("n", "down", "down", "down"), "entry/new/session"),
    "a new note": (("a", "down"), "entry/new/between"),
    "details": (("e", "down", "down", "down"), "entry/{session}"),
}


@pytest.mark.parametrize("keys", [keys for keys, _ in CARDS.values()], ids=CARDS)
@pytest.mark.parametrize("sudden", [pytest.param("in a moment", marks=pytest.mark.slow), "at once"])
async def test_what_is_typed_in_a_card_is_back_in_it(keys: tuple[str, ...], sudden: str, tmp_path: Path) -> None:
    """After a sudden end, until it is saved."""
    journal = with_sample(tmp_path / "journal.db")
    before = journal.entries.list(), journal.topics.list()
    unfinished = "SELECT words FROM unfinished"
    async with driving(journal, (120, 40)) as driven:
        await driven.press(*keys)
        assert "is back" not in driven.seen()
        await driven.type("umbrella")
        if sudden == "at once":
            assert driven.app.save_all()
        await until(
            driven, lambda: any("umbrella" in row["words"] for row in database_of(journal).select(unfinished))
        )
        # And the app ends, as if it had been killed.
    assert (journal.entries.list(), journal.topics.list()) == before
    async with driving(journal, (120, 40), keys=keys) as driven:
        assert "umbrella" in driven.seen()
        assert "What you had typed here is back." in words(driven)
        await driven.type(" and rain")
        assert "umbrella and rain" in driven.seen()
        await driven.press("enter")
        assert database_of(journal).select(unfinished) == []
    assert (journal.entries.list(), journal.topics.list()) != before
    assert database_of(journal).select(unfinished) == []


@pytest.mark.parametrize("keys", [keys for keys, _ in CARDS.values()], ids=CARDS)
async def test_a_card_that_is_closed_keeps_what_was_typed(keys: tuple[str, ...], tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    drafts = "SELECT words FROM unfinished"
    async with driving(journal, (120, 40), keys=keys) as driven:
        # In one go: the draft is not on the disk yet.
        driven.press_at_once(*"umbrella", "escape")
        await driven.until(lambda: len(driven.app.screen_stack) == 1)
        assert ["umbrella" in row["words"] for row in database_of(journal).select(drafts)] == [True]
        await driven.press("f2", *keys)
        assert "umbrella" in driven.seen()
        assert "What you had typed here is back." in words(driven)
        # Without words, it is a card like any other again.
        await driven.press("ctrl+a", "ctrl+k", "ctrl+u", "escape")
        assert database_of(journal).select(drafts) == []
        await driven.press("f2", *keys)
        assert "umbrella" not in driven.seen()
        assert "is back" not in driven.seen()


@pytest.mark.parametrize("keys", [keys for keys, _ in CARDS.values()], ids=CARDS)
async def test_looking_into_a_card_writes_nothing(keys: tuple[str, ...], tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    async with driving(journal, (120, 40)) as driven:
        before = database_of(journal).connection.total_changes
        await driven.press(*keys)
        assert driven.app.save_all()
        await driven.press("escape")
        assert database_of(journal).connection.total_changes == before


async def test_a_closed_card_waits_where_it_was_and_asks_nothing(journal: Journal, path: Path) -> None:
    async with driving(journal, (120, 40), keys=("n", "down", "down", "down")) as driven:
        await driven.type("umbrella")
        await driven.click("esc leave as it was")
        assert len(driven.app.screen_stack) == 1
    database_of(journal).connection.execute("UPDATE unfinished SET writer = 'an ended run'")
    with opened(path) as again:
        async with driving(again, (120, 40)) as driven:
            assert len(driven.app.screen_stack) == 1
            await driven.press("n")
            assert "umbrella" in driven.seen()
            await driven.press("down", "down", "down")
            await driven.type(" and rain")
            await driven.press("escape")
            # What an ended run left is gone on with, not kept beside it.
            assert len(database_of(again).select("SELECT * FROM unfinished")) == 1
            await driven.press("n")
            assert "umbrella and rain" in driven.seen()
            await driven.press("enter")
            assert database_of(again).select("SELECT * FROM unfinished") == []


async def test_words_of_another_window_stay(journal: Journal, path: Path) -> None:
    """Also if that window ended after this one had opened its card."""
    async with driving(journal, keys=("f5", "n")) as driven:
        await driven.type("umbrella")
        await driven.press("escape", "n")
        with opened(path) as other:
            database_of(other).connection.execute(
                "INSERT INTO unfinished "
                "SELECT card, 'an ended run', replace(words, 'umbrella', 'windmill'), saved_at FROM unfinished"
            )
        await driven.press("enter", "n")
        assert "windmill" in driven.seen()


async def test_a_card_that_cannot_be_kept_says_so_before_it_closes(path: Path, journal: Journal) -> None:
    async with driving(journal, (120, 40), keys=("f5", "n")) as driven:
        with opened(path) as other, other.transaction():
            await driven.type("umbrella")
            await driven.press("escape")
            assert "To close without these words: esc once more." in words(driven)
            assert "umbrella" in driven.seen()
            await driven.press("ctrl+s")
            assert driven.notices()[-1].startswith("Not saved yet: the journal is busy.")
        await driven.press("escape")
        assert "umbrella" in (journal.unfinished.get("prepare/new") or "")


async def test_saving_by_hand(path: Path, journal: Journal) -> None:
    """What is typed is on the disk when it is said."""
    async with driving(journal, keys=("ctrl+s",)) as driven:
        assert driven.notices() == ["Everything is saved."]
        await driven.press("enter")
        driven.press_at_once(*"x y", "ctrl+s")
        await driven.until(lambda: "x y" in texts(journal)[1])
        assert driven.notices() == ["Everything is saved."]
        await driven.press("escape", "f5", "n")
        driven.press_at_once(*"rain", "ctrl+s")
        await driven.until(lambda: "rain" in (journal.unfinished.get("prepare/new") or ""))
        assert driven.notices() == ["Everything is saved."]
        await driven.press("ctrl+l")
        driven.app.clear_notifications()
        await driven.press("ctrl+s")
        assert driven.notices() == []


async def test_a_whole_form_comes_back(journal: Journal) -> None:
    async with driving(journal, (120, 40), keys=("n", "ctrl+a", "ctrl+k")) as driven:
        await driven.type("last Thursday")
        await driven.press("down", "ctrl+a", "ctrl+k")
        await driven.type("Ada")
        await driven.press("down", "right", "down")
        await driven.type("A name")
        await driven.press("down")
        await driven.type("work sleep")
        assert driven.app.save_all()
    async with driving(journal, (120, 40), keys=("n",)) as driven:
        assert "Thursday 28 May 2026" in driven.seen()
        await driven.press("enter")
    entry = next(entry for entry in journal.entries.list() if entry.title == "A name")
    assert (entry.medium, entry.tags, entry.date.day) == ("in person", ("work", "sleep"), 28)
    assert journal.therapists.named("Ada") is not None


async def test_that_a_card_cannot_be_saved_now_is_said_in_it(path: Path, journal: Journal) -> None:
    other = Journal.open(path)
    async with driving(journal, keys=("f5", "n")) as driven:
        with other.transaction():
            await driven.type("umbrella")
            await until(driven, lambda: "Not saved yet: the journal is busy." in words(driven))
            assert not driven.app.save_all()
        await until(driven, lambda: "Not saved yet" not in words(driven))
        assert "umbrella" in (journal.unfinished.get("prepare/new") or "")
    other.close()


async def test_closing_waits_for_an_open_card(journal: Journal) -> None:
    async with driving(journal, keys=("f5", "n")) as driven:
        await driven.type("umbrella")
        await driven.press("ctrl+q")
        assert driven.notices() == ["This card is still open. ⏎ keeps it, esc leaves it."]
        assert "umbrella" in driven.seen()
        await driven.press("enter")
    assert [topic.text for topic in journal.topics.list()] == ["umbrella"]


# A few words


async def test_a_long_line_wraps_in_its_card_and_stays_one_line(journal: Journal) -> None:
    async with driving(journal, (60, 20), keys=("f4", "b")) as driven:
        await driven.press("ctrl+a", "ctrl+k")
        long = "I would like to say how it felt when we went over the plan and I did not follow"
        await driven.type(long)
        assert long in words(driven)
        assert driven.app.screen.query_one(TextField).size.height == 2
        await driven.press("home")
        await driven.type("Today: ")
        await driven.press("end")
        await driven.paste(" any more.\nAnd\r\nyet.")
        assert "any more. And yet." in words(driven)
        await driven.press("enter")
    assert [topic.text for topic in journal.topics.list()] == [f"Today: {long} any more. And yet."]


async def test_words_too_long_for_a_card_stay_whole(journal: Journal) -> None:
    topic = journal.topics.add("word " * 10_000)
    async with driving(journal, keys=("f5", "enter")) as driven:
        assert driven.notices() == [
            "These words are too long to be changed in here. They are kept whole, and an export holds them."
        ]
    assert journal.topics.list() == (topic,)


# Discreet lists


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_a_discreet_list_shows_day_and_kind_only(size: tuple[int, int]) -> None:
    journal = example()
    async with driving(journal, size) as driven:
        assert "The pause" in driven.seen()
        await driven.app.run_action("palette('discreet')")
        await driven.pilot.pause()
        titles = [line.title for line in journal.entries.lines()[:12]]
        left = "\n".join(driven.lines())
        for title in titles:
            assert title[:8] not in left.replace(journal.entries.list()[-1].body[:8], "")
        assert "Session 42" in driven.seen()
        assert "28 May" in driven.seen()
        await driven.app.run_action("palette('discreet')")
        await driven.pilot.pause()
        assert "The pause" in driven.seen()


# A copy


async def test_a_copy_of_a_journal_that_can_be_written_changes_nothing_here(path: Path, journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.app.run_action("palette('save_copy')")
        await driven.pilot.pause()
        assert isinstance(driven.app.screen, CopyForm)
        assert driven.app.screen.query_one("#path", Input).value == str(path.with_name("journal-copy.db"))
        await driven.press("enter")
        await driven.pilot.pause()
        (notice,) = driven.notices()
        assert notice == f"A copy is at {path.with_name('journal-copy.db')}. You go on in the journal itself."
        assert isinstance(driven.app.screen, JournalScreen)
    copy = Journal.open(path.with_name("journal-copy.db"))
    assert copy.entries.list() == journal.entries.list()
    copy.close()


async def test_a_copy_never_takes_the_place_of_a_file(path: Path, journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.app.run_action("palette('save_copy')")
        await driven.pilot.pause()
        await driven.press("ctrl+a", "ctrl+k")
        await driven.paste(str(path))
        await driven.press("enter")
        assert "there is a file of this name already" in words(driven)
        await driven.press("ctrl+a", "ctrl+k")
        await driven.paste(str(path.parent))
        await driven.press("enter")
        assert "That is a folder." in words(driven)
    assert journal.entries.list()


async def test_example_notes_have_no_copy() -> None:
    async with driving(example()) as driven:
        await driven.app.run_action("palette('save_copy')")
        await driven.pilot.pause()
        assert driven.notices() == ["The example notes are not kept, so there is nothing to copy."]
