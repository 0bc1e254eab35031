"""Searching on the Journal page, and the card of tags."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from textual.widgets import Input

from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal
from alliance_journal.ui.journal.screen import JournalScreen
from tests.benchmarks.journals import make
from tests.hostile import HOSTILE
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, instant


def page(driven: Driven) -> JournalScreen:
    assert isinstance(driven.app.screen, JournalScreen)
    return driven.app.screen


def found_style(driven: Driven, words: str) -> bool:
    """Whether words on the screen are drawn in the style of what was looked for."""
    style = page(driven).entries.get_component_rich_style("line-list--found")
    strips = driven.app.screen._compositor.render_strips()
    return any(
        segment.text.strip() == words
        and segment.style
        and segment.style.color == style.color
        and segment.style.bold
        for strip in strips
        for segment in strip
    )


@pytest.fixture
def kept(tmp_path: Path) -> Journal:
    journal = new_journal(tmp_path / "journal.db", instant)
    long_ago = TODAY - dt.timedelta(days=30)
    journal.entries.add(
        "between", long_ago, title="By tram", body="## Then\n" + "word " * 90 + "\nÜber die Gleise #work"
    )
    dear = f"Dear tram {HOSTILE[0]} 我李在这里"
    journal.entries.add("letter", TODAY - dt.timedelta(days=2), body=dear, tags=("home life",))
    journal.entries.add("between", TODAY - dt.timedelta(days=1), body="TRAM secret #work", private=True)
    journal.entries.add("session", TODAY, body="nothing of it")
    return journal


async def test_finding(kept: Journal) -> None:
    with contextlib.closing(kept):
        async with driving(kept, (80, 24)) as driven:
            await driven.press("slash")
            await driven.type("tram")
            assert [line.title for line in page(driven).entries.rows[:3]] == [
                "a raw note",
                "Dear tram we [/felt] 我李在这里",
                "By tram",
            ]
            assert "3 found" in driven.seen()
            assert "secret" not in driven.seen()
            assert found_style(driven, "tram")
            await driven.type(" uber")
            assert "…" in driven.seen()
            assert found_style(driven, "Über")
            # The place stands far down in its text, and is in sight.
            await driven.press("enter")
            await driven.until_seen("Über die Gleise")
            await driven.press("slash", *["backspace"] * 9)
            await driven.type("李")
            assert found_style(driven, "李")
            await driven.press(*["backspace"] * 1)
            await driven.type("since:10/11")
            assert "since: no day yet" in driven.seen()
            assert len(page(driven).entries.rows) == 4
            await driven.press("enter")
            assert any("“since:” is left out." in notice for notice in driven.notices())
            await driven.press("slash", "escape")
            assert "found" not in driven.seen()
            assert page(driven).entries.row_height == 1


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_nothing_is_shown_that_is_discreet(kept: Journal, size: tuple[int, int]) -> None:
    with contextlib.closing(kept):
        async with driving(kept, size, Settings(discreet=True, theme="light")) as driven:
            await driven.press("slash")
            await driven.type("tram")
            left = "\n".join(line[:40] for line in driven.lines()[8:])
            assert "Dear" not in left
            assert "tram" not in left.casefold()
            assert len(page(driven).entries.rows) == 3


async def test_tags_are_found_and_renamed(kept: Journal) -> None:
    with contextlib.closing(kept):
        async with driving(kept, (80, 24)) as driven:
            await driven.press("number_sign")
            assert "#home life" in driven.seen()
            assert "#work" in driven.seen()
            await driven.press("end", "r", "end", *["backspace"] * 4)
            await driven.type("a b\n")
            await driven.until_seen("one word of letters")
            await driven.press("end", *["backspace"] * 3)
            await driven.type("job\n")
            await driven.until_seen("2 entries change: 2 in the text.")
            assert "#job" not in "".join(entry.body for entry in kept.entries.list())
            await driven.press("down", "enter")
            await driven.until_seen("Renamed in 2 entries.")
            assert sum("#job" in entry.body for entry in kept.entries.list()) == 2
            assert "#job" in driven.seen()
            await driven.press("home", "enter")
            assert page(driven).query_one("#search", Input).value == 'tag:"home life"'
            assert len(page(driven).entries.rows) == 1


async def test_the_note_has_the_new_name_of_its_tag_once_the_tags_are_closed(kept: Journal) -> None:
    with contextlib.closing(kept):
        # Of another day than all the others, so that its place in the list is known.
        tagged = kept.entries.add("session", TODAY - dt.timedelta(days=4_000), body="A note with #work in it.")
        async with driving(kept, (80, 24)) as driven:
            await driven.press("end")
            await driven.until_seen("with #work in it")
            await driven.press("number_sign", "end", "r", "end", *["backspace"] * 4)
            await driven.type("job\n")
            await driven.press("down", "enter")
            assert "#job" in kept.entries.get(tagged.id).body
            await driven.press("escape")
            await driven.until_seen("with #job in it")


async def test_far_down_and_back_in_a_long_list(tmp_path: Path) -> None:
    with contextlib.closing(new_journal(tmp_path / "journal.db", instant)) as journal:
        with journal.transaction():
            for number in range(330):
                journal.entries.add("between", TODAY - dt.timedelta(days=number), title=f"note {number}", body="x")
        async with driving(journal, (80, 24)) as driven:
            await driven.press("end")
            assert "note 329" in driven.seen()
            await driven.press("k", "pageup", "pageup", "j")
            here = page(driven).entries.current
            assert here is not None
            # Read anew, the cursor stays on its entry, though others came before it.
            journal.entries.add("between", TODAY, title="new", body="x")
            page(driven).reload()
            await driven.drawn()
            assert page(driven).entries.current == here
            await driven.press("home")
            assert "new" in driven.seen()
            # What another window took away is no line, and no end.
            with contextlib.closing(Journal.open(tmp_path / "journal.db")) as other:
                for line in list(other.entries.lines())[-150:]:
                    other.trash.put(line.id)
            await driven.press("end", "up", "pageup", "home")
            assert "note 0" in driven.seen()


async def test_keys_that_come_faster_than_anything_is_drawn(tmp_path: Path) -> None:
    """What comes after the last letter is about the note that was found, drawn already or not."""
    made = tmp_path / "journal.db"
    make(made, 40)
    journal = Journal.open(made)
    found = journal.entries.lines("text000024")[0].id
    async with driving(journal) as driven:
        await driven.press("slash")
        driven.press_at_once(*"text000024", "f3")
        await driven.until(lambda: driven.app.current_mode == "checklist")
        assert driven.app.opened is not None
        assert driven.app.opened.entry_id == found
        await driven.press("f2")
        await driven.until_seen("text000024")
        assert page(driven).note_pane.editor.text == journal.entries.get(found).body
        assert page(driven).note_pane.editor.finder is not None
    journal.close()
