"""The palette: every command of every page, and notes, people, guide and manual by their names."""

import datetime as dt
from dataclasses import replace

import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from alliance_journal.settings import Settings
from alliance_journal.ui.commands import COMMANDS, PLACE_NAMES
from alliance_journal.ui.help.guide_dialog import MarkdownPage
from alliance_journal.ui.help.guide_dialog import pages as guide_pages
from alliance_journal.ui.journal.screen import JournalScreen
from alliance_journal.ui.palette.palette_item import PaletteItem
from alliance_journal.ui.people.screen import PeopleScreen
from alliance_journal.ui.trends.screen import TrendsScreen
from tests.hostile import TOGETHER
from tests.pages.driving import TODAY, Driven, driving, each_size, example
from tests.test_counted import statements


async def search(driven: Driven, words: str) -> list[str]:
    """Open the palette, type words, and return the first lines of what it finds."""
    await driven.press("ctrl+p")
    await driven.paste(words)
    return await offered(driven, words)


async def offered(driven: Driven, words: str) -> list[str]:
    """Return the first line of each option once the palette has searched for these words."""
    options = driven.app.screen.query_one(OptionList)
    before: list[str] = []
    for _ in range(200):
        await driven.pilot.pause(0.02)
        seen = [str(option.prompt).partition("\n")[0] for option in options.options]
        if seen == before and seen and driven.app.screen.query_one(Input).value == words:
            return seen
        before = seen
    raise AssertionError(driven.seen())


async def choose(driven: Driven, words: str) -> None:
    """Run the first thing that the palette finds."""
    await search(driven, words)
    await driven.press("enter")
    await driven.until(lambda: not isinstance(driven.app.screen, CommandPalette))


@each_size
async def test_all_commands_in_groups_with_their_keys(size: tuple[int, int]) -> None:
    async with driving(example(), size, keys=("f4", "ctrl+p")) as driven:
        found = await offered(driven, "")
        expected = [one for one in COMMANDS if one.action != "command_palette"]
        assert len(found) == len(expected)
        groups = list(dict.fromkeys(line.partition(" · ")[0] for line in found))
        assert groups[:3] == ["Trends", "Everywhere", "More"]
        assert set(groups) == set(PLACE_NAMES.values())
        for one in expected:
            line = f"{PLACE_NAMES[one.place]} · {one.label}"
            assert (f"{line}  {one.shown}" if one.shown else line) in found
        assert "Trends · " in driven.lines()[6]
        # None of Textual's own, of which one writes the screen to a file.
        assert not any("Screenshot" in line or "Maximize" in line for line in found)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("password", "Passphrase"),
        ("encrypt", "Passphrase"),
        ("quit", "Close"),
        ("exit", "Close"),
        ("print", "Export"),
        ("pdf", "Export"),
        ("theme", "Light or dark"),
        ("dark", "Light or dark"),
        ("settings", "Settings"),
        ("preferences", "Settings"),
        ("delete", "Delete"),
        ("remove", "Remove"),
        ("lock", "Lock"),
        ("search", "Search"),
        ("find", "Search"),
        ("undo", "Undo"),
        ("help", "Help"),
        ("emergency", "Help now"),
        ("keys", "Keys"),
        ("go people", "Go to People"),
    ],
)
def test_other_words_find_a_command(typed: str, first: str) -> None:
    items = [PaletteItem(one.place, one.label, lambda: None, "", one.about, one.synonyms) for one in COMMANDS]
    assert max(items, key=lambda item: item.score(typed)).name == first


def test_nothing_is_found_for_other_words() -> None:
    item = PaletteItem("Prepare", "Export", lambda: None, "e", "write the page to a file", "print pdf")
    assert [item.score(typed) > 0 for typed in ("exp", "PRINT exp", "the file", "prepare", "xport")] == [True] * 5
    assert [item.score(typed) for typed in ("", " ", "?", "word", "print word", "rt")] == [0.0] * 6
    assert 1 >= item.score("export") > item.score("exp") > item.score("print") > item.score("file") > 0


async def test_a_command_of_another_page_goes_there_first() -> None:
    async with driving(example()) as driven:
        assert (await search(driven, "lowest first"))[0] == "Trends · Order  o"
        await driven.press("enter")
        await driven.until(lambda: isinstance(driven.app.screen, TrendsScreen) and driven.app.screen.lowest_first)
        # One that a widget handles is shown where it works, with its keys.
        await choose(driven, "not sure")
        await driven.until(lambda: driven.app.current_mode == "checklist")
        assert driven.notices() == ["5: not sure."]
        # One for the line with the cursor opens the note, and says how it is done there.
        before = driven.journal.topics.list()
        await choose(driven, "bring this line")
        await driven.until(lambda: bool(driven.notices()))
        assert isinstance(driven.app.screen, JournalScreen)
        assert driven.app.screen.browser.is_writing
        assert driven.notices() == ["^b in the note: bring this line next time."]
        assert driven.journal.topics.list() == before
        # In the note it is done; and what belongs to the list is done there.
        await choose(driven, "bring this line")
        await driven.until(lambda: driven.journal.topics.list() != before)
        entries = len(driven.journal.entries.list())
        await choose(driven, "delete")
        await driven.until(lambda: len(driven.journal.entries.list()) == entries - 1)


async def test_notes_people_guide_and_manual_by_name() -> None:
    async with driving(example()) as driven:
        assert await search(driven, "pause cried") == ["Journal · The pause after I cried"]
        await driven.press("escape", "f3", "f2", "end", "enter")
        await driven.type("WORDS")
        await choose(driven, "pause cried")
        page = driven.app.screen
        assert isinstance(page, JournalScreen)
        await driven.until(lambda: page.entries.current and page.entries.current.title == "The pause after I cried")
        await driven.until(lambda: "The pause after I cried ─" in driven.seen())
        assert any("WORDS" in entry.body for entry in driven.journal.entries.list())
        person = driven.journal.therapists.list()[-1]
        await driven.press("f4")
        await choose(driven, f"people {person.name}")
        await driven.until(lambda: driven.app.current_mode == "people")
        people = driven.app.screen
        assert isinstance(people, PeopleScreen)
        await driven.until(lambda: people.current == person)
        for words in ([*guide_pages()][-1][1], "manual how it is worked out"):
            await choose(driven, words)
            assert isinstance(driven.app.screen, MarkdownPage)
            await driven.press("escape")


async def test_nothing_that_is_hidden_is_found() -> None:
    async with driving(example()) as driven:
        journal, palette = driven.journal, driven.app.palette
        journal.entries.add("between", TODAY, title="Planted lighthouse")
        hidden = journal.entries.add("between", TODAY, title="Planted harbour", private=True)
        name = journal.therapists.list()[0].name
        assert [item.name for item in palette.found("planted")] == ["Planted lighthouse"]
        assert name in [item.name for item in palette.found(name)]
        assert await search(driven, "planted") == ["Journal · Planted lighthouse"]
        await driven.press("escape")
        journal.entries.change_details(hidden._replace(private=False))
        assert len([*palette.found("planted")]) == 2
        assert driven.app.opened
        driven.app.opened.settings = replace(driven.app.opened.settings, discreet=True)
        assert [*palette.found("planted"), *palette.found(name)] == []
        await driven.press("ctrl+p")
        assert "Search commands, guide and manual" in driven.seen()
        await driven.press("escape")
        driven.app.opened.settings = Settings()
        # Hidden while the palette is open: the screen behind the cover finds nothing any more.
        await driven.press("ctrl+p", "ctrl+g")
        assert [*palette.found("planted"), *palette.found(name)] == []


async def test_hostile_titles_and_names_are_shown_as_they_are() -> None:
    async with driving(example()) as driven:
        for text in TOGETHER:
            driven.journal.entries.add("between", dt.date(2026, 5, 29), title=f"planted {text}")
            driven.journal.therapists.add(f"planted {text}")
        found = await search(driven, "planted")
        assert len(found) == 2 * len(TOGETHER)
        assert any("we [/felt]" in line for line in found)


async def test_typing_asks_little_of_the_journal() -> None:
    """A letter alone nothing, further ones a few statements, whatever there is to find."""
    async with driving(example(), keys=("ctrl+p",)) as driven:
        with statements(driven.journal) as asked:
            await driven.type("t")
            await offered(driven, "t")
        assert asked == []
        with statements(driven.journal) as asked:
            await driven.type("h")
            await offered(driven, "th")
        # Those beginning otherwise are SQLite's own, of its index.
        assert sum(sql.startswith(("SELECT entries.", "SELECT *", "\nSELECT")) for sql in asked) <= 5
