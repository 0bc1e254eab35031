"""The frame: pages, cards, palette, looks, the first card."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from textual import events
from textual.color import Color
from textual.geometry import Size
from textual.widgets import Input

from alliance_journal import settings_store
from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal
from alliance_journal.ui import commands
from alliance_journal.ui.dialogs.dialog import Dialog, TextDialog
from alliance_journal.ui.key_map import KeyMap
from alliance_journal.ui.theme import THEMES
from alliance_journal.ui.widgets.footer import fitting
from alliance_journal.ui.widgets.nav_bar import NavBar
from tests.new_journal import new_journal
from tests.pages.driving import SIZES, TODAY, driving, each_size, example


@each_size
async def test_pages_by_key(size: tuple[int, int]) -> None:
    async with driving(example(), size) as driven:
        for key, name in (("f3", "checklist"), ("f4", "trends"), ("f5", "prepare"), ("f2", "journal")):
            await driven.press(key)
            assert driven.app.current_mode == name
            assert "? Help f12 Help now ^p More" in driven.lines()[-1]


@each_size
async def test_pages_by_letter_and_help_but_not_in_a_text(size: tuple[int, int]) -> None:
    async with driving(example(), size) as driven:
        bar = driven.app.screen.query_one(NavBar)
        for letter, name in zip("CTPOJ", ("checklist", "trends", "prepare", "people", "journal"), strict=True):
            assert letter in underlined(bar)
            await driven.press(letter)
            assert driven.app.current_mode == name
        await driven.press("?")
        assert "─ Help ─" in driven.seen()
        await driven.press("?", "enter")
        assert underlined(bar) == ""
        assert "f1 Help f12 Help now ^p More" in driven.lines()[-1]
        await driven.type("CTPOJ?")
        assert driven.app.current_mode == "journal"
        assert "CTPOJ?" in driven.seen()
        await driven.press("escape", "slash")
        await driven.type("J?")
        assert driven.app.screen.query_one(Input).value == "J?"


def underlined(bar: NavBar) -> str:
    """The letters that are underlined in the navigation bar."""
    strips = [bar.render_line(y) for y in range(bar.size.height)]
    return "".join(part.text for strip in strips for part in strip if part.style and part.style.underline)


async def test_people_are_in_the_navigation_only_if_there_are_several_or_a_call(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    journal.therapists.add("Zoë")
    async with driving(journal) as driven:
        assert "PeOple" not in driven.lines()[0]
        await driven.press("O")
        assert driven.app.current_mode == "people"
        assert "PeOple" in driven.lines()[0]
        await driven.press("f2")
        assert "PeOple" not in driven.lines()[0]
        call = journal.entries.add("consultation", TODAY)
        await driven.press("f4")
        assert "PeOple" in driven.lines()[0]
        journal.trash.put(call.id)
        await driven.press("f2")
        assert "PeOple" not in driven.lines()[0]
        journal.therapists.add("Ann")
        await driven.press("f4")
        await driven.click("PeOple")
        assert driven.app.current_mode == "people"


@each_size
async def test_the_next_session_is_set_by_a_click(tmp_path: Path, size: tuple[int, int]) -> None:
    async with driving(new_journal(tmp_path / "journal.db"), size) as driven:
        for shown, typed in (("set a date", "Thu 17:30"), ("Thu 4 Jun", "Fri 12 June")):
            await driven.click(shown)
            assert "When do you meet?" in driven.seen()
            await driven.type(f"{typed}\n")
        assert "Fri 12 Jun" in driven.lines()[1 if size == (120, 40) else 0]
    async with driving(example(), size) as driven:
        await driven.click("example")
        assert "When do you meet?" not in driven.seen()


async def test_the_footer_shows_what_is_most_wanted_and_as_much_as_there_is_room_for(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    journal.entries.add("between", TODAY - dt.timedelta(days=1))
    session = journal.entries.add("session", TODAY)
    async with driving(journal, (60, 20)) as driven:
        assert driven.lines()[-1].startswith(" c Answer ⏎ Write ")
        await driven.press("down")
        assert "c Answer" not in driven.lines()[-1]
        # From the note back to the list, and from the checklist, where there is an answer by then.
        await driven.press("up", "enter", "escape")
        assert driven.lines()[-1].startswith(" c Answer ")
        await driven.click("c Answer")
        assert driven.app.current_mode == "checklist"
        await driven.press("3", "f2")
        assert journal.entries.get(session.id).answers
        assert driven.lines()[-1].startswith(" ⏎ Write ")
        # Where there is one pane, the way to the other one comes first.
        await driven.press("enter")
        assert driven.lines()[-1].startswith(" esc ")
        await driven.press("f5")
        assert driven.lines()[-1].startswith(" v Page ")
        await driven.click("Help now")
        assert "Nobody reads this app." in driven.seen()
        await driven.press("escape")
        await driven.click("? Help")
        assert "─ Help ─" in driven.seen()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160, 300])
def test_every_command_in_the_footer_is_whole(width: int) -> None:
    for place in (one for one in commands.PLACE_NAMES if any(command.page for command in commands.of(one))):
        shown = [f"{keys} {command.label}" for keys, command in fitting(place, (), width, KeyMap().shown)]
        assert shown[-3:] == ["? f1 Help", "f12 Help now", "^p More"]
        assert sum(len(one) + 1 for one in shown) <= width
        assert len(set(shown)) == len(shown)
        if width == 300:
            assert set(shown) >= {f"{one.shown} {one.label}" for one in commands.of(place) if one.shown}


@each_size
async def test_pages_by_mouse(size: tuple[int, int]) -> None:
    async with driving(example(), size) as driven:
        for name in ("Checklist", "Trends", "Prepare", "PeOple", "Journal"):
            # At 120 columns the name of the app stands before the pages.
            await driven.click(name, nth=1 if name == "Journal" and size[0] > 100 else 0)
            assert driven.app.current_mode == name.lower()


@pytest.mark.parametrize("key", ["f2", "f4", "f1", "ctrl+g"])
async def test_sizes_that_wait_for_something_busy_end_with_the_last(key: str) -> None:
    """A page, a card or the cover that has no time while the window is dragged: it has its last size, and lives."""
    async with driving(example(), keys=(key,)) as driven:
        app, ready = driven.app, asyncio.Event()
        screen = app.screen
        screen.call_later(ready.wait)
        for size in ((90, 30), (100, 40), (110, 35)):
            app.post_message(events.Resize(Size(*size), Size(*size)))
            while app.size != Size(*size):
                await asyncio.sleep(0)
            # As its clock does, a moment later.
            app._check_resize()
        ready.set()
        await driven.until(lambda: screen.size == app.size == Size(110, 35))
        await driven.press("f1")
        assert app.screen is not screen or key == "f1"


@pytest.mark.parametrize("key", ["f2", "f3", "f4", "f5"])
async def test_help_and_help_now_on_every_page(key: str) -> None:
    async with driving(example(), keys=(key, "f1")) as driven:
        assert "─ Help ─" in driven.seen()
        await driven.press("escape", "f12")
        assert "Nobody reads this app." in driven.seen()
        await driven.press("escape")
        assert not isinstance(driven.app.screen, TextDialog)


async def test_help_now_over_a_card_and_while_writing() -> None:
    async with driving(example(), keys=("n", "f12")) as driven:
        assert "Nobody reads this app." in driven.seen()
        await driven.press("escape", "escape", "enter", "f12")
        assert "Nobody reads this app." in driven.seen()


async def test_help_now_on_the_first_card() -> None:
    async with driving(None, keys=("f12",)) as driven:
        assert "Nobody reads this app." in driven.seen()


async def test_every_command_with_a_key_is_in_the_help() -> None:
    async with driving(example(), (120, 130), keys=("f1",)) as driven:
        for command in commands.COMMANDS:
            if command.keys:
                assert command.help in driven.seen()


async def test_a_command_from_the_palette_is_done() -> None:
    async with driving(example(), keys=("f4", "ctrl+p")) as driven:
        await driven.type("light or")
        await driven.press("enter")
        await driven.pilot.pause()
        assert driven.app.theme == "paper"


async def test_a_changed_look_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings" / "settings.toml"
    journal = new_journal(tmp_path / "journal.db")
    async with driving(journal, settings_file=file) as driven:
        await driven.app.run_action("palette('other_theme')")
        await driven.app.run_action("palette('word_count')")
    assert settings_store.load(file) == Settings(theme="light", word_count=False)


@pytest.mark.parametrize(("size", "theme"), list(zip(SIZES, ("dark", "light", "dark"), strict=True)))
async def test_without_colour(theme: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(example(), size, Settings(theme=theme)) as driven:
        for keys in (("f2", "enter", "escape"), ("f3",), ("f4", "z", "enter", "escape"), ("f5", "f1", "escape")):
            await driven.press(*keys)
            assert driven.app.export_screenshot()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_text_can_be_read(theme: object) -> None:
    from textual.theme import Theme

    assert isinstance(theme, Theme)
    values = {**theme.variables, "text": theme.foreground, "primary": theme.primary, "accent": theme.accent}
    for name in ("text", "quiet", "primary", "accent", "l1", "l2", "l3", "l4"):
        for under in (theme.background, theme.variables["raised"], theme.surface):
            assert contrast(str(values[name]), str(under)) >= 4.5, (name, under)
    for name in ("l1", "l2", "l3", "l4", "quiet", "primary"):
        assert contrast(theme.variables["on-chip"], str(values[name])) >= 4.5, name
    for name in ("paper-text", "paper-quiet", "paper-accent", "paper-primary"):
        assert contrast(theme.variables[name], theme.variables["paper"]) >= 4.5, name


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [c / 255 for c in Color.parse(colour).rgb]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


async def test_next_appointment(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    async with driving(journal, (120, 40)) as driven:
        await driven.app.run_action("palette('meet_next')")
        await driven.pilot.pause()
        await driven.type("next Thursday 17:30")
        await driven.press("enter")
        assert "next: Thu 4 Jun 17:30" in driven.seen()
    (appointment,) = journal.appointments.list()
    assert (appointment.date, appointment.time) == (dt.date(2026, 6, 4), dt.time(17, 30))


async def test_copying_in_a_note_stays_in_the_app() -> None:
    async with driving(example(), keys=("enter", "ctrl+a", "shift+end", "ctrl+c")) as driven:
        assert driven.app.clipboard


async def test_a_change_by_another_program_is_seen(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    other = Journal.open(tmp_path / "journal.db")
    async with driving(journal, (120, 40)) as driven:
        other.entries.add("between", TODAY, body="From elsewhere")
        while "From elsewhere" not in driven.seen():
            await driven.pilot.pause(0.2)
    other.close()


async def test_closing_waits_for_a_card_that_is_being_filled_in(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    async with driving(journal, keys=("f5", "n")) as driven:
        await driven.type("half a thought")
        await driven.press("ctrl+q")
        assert driven.notices() == ["This card is still open. ⏎ keeps it, esc leaves it."]
        await driven.press("enter", "ctrl+q")
    assert [topic.text for topic in journal.topics.list()] == ["half a thought"]


@pytest.mark.parametrize("been_there", [False, True], ids=["for the first time", "again"])
async def test_what_is_typed_right_behind_a_page_key_is_for_that_page(been_there: bool) -> None:
    """Fast hands, or a terminal that hands over several keys at once: none of them goes into the note."""
    async with driving(example(), (80, 24)) as driven:
        if been_there:
            await driven.press("f3", "f2")
        await driven.press("enter")
        before = driven.journal.entries.list()
        driven.press_at_once("f3", "w")
        await driven.until(lambda: isinstance(driven.app.screen, Dialog))
        assert driven.app.current_mode == "checklist"
        assert driven.journal.entries.list() == before
