"""The Settings dialog, by keys and by mouse, where there is little room."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from alliance_journal.settings import ROWS, Settings
from alliance_journal.settings_store import FoundSettings, load, read
from alliance_journal.store.journal import Journal
from alliance_journal.ui.settings.keys_dialog import KeyList
from alliance_journal.ui.settings.screen import SettingsDialog
from tests.new_journal import new_journal
from tests.pages.driving import Driven, driving, each_size, example


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Journal]:
    journal = new_journal(tmp_path / "journal.db")
    yield journal
    journal.close()


@each_size
async def test_every_setting_is_changed_by_key(kept: Journal, file: Path, size: tuple[int, int]) -> None:
    async with driving(kept, size, settings_file=file, keys=("f8",)) as driven:
        for one in ROWS:
            assert one.label in driven.seen()
            assert " ".join(one.help.split()[:3]) in driven.seen()
            await driven.press("right")
            value = one.step(one.default, 1)
            assert getattr(load(file), one.name) == value
            assert one.say(value) in driven.seen()
            await driven.press("down")
        await driven.press("home", "left")
        assert load(file).theme == "dark"
        await driven.press("escape")
        assert "On this computer" not in driven.seen()
        assert driven.app.opened
        assert driven.app.opened.settings == load(file)


@each_size
async def test_by_mouse_only(kept: Journal, file: Path, size: tuple[int, int]) -> None:
    async with driving(kept, size, settings_file=file, keys=("f8",)) as driven:
        await driven.click("after 5 minutes")
        assert load(file) == Settings(lock_minutes=10)
        assert "after 10 minutes" in driven.seen()
        # A click on the name shows the help; another one changes the value.
        await driven.click("Word count")
        assert load(file).word_count
        assert "The number of words" in driven.seen()
        await driven.click("Word count")
        assert not load(file).word_count
        await driven.click("On this computer")
        assert load(file) == Settings(lock_minutes=10, word_count=False)
        await driven.click("Close")
        assert not isinstance(driven.app.screen, SettingsDialog)


async def test_a_click_beside_it_closes_it(kept: Journal) -> None:
    async with driving(kept, keys=("f8",)) as driven:
        await driven.pilot.click(offset=(1, 12))
        await driven.drawn()
        assert not isinstance(driven.app.screen, SettingsDialog)


@each_size
async def test_the_places_of_the_files_are_seen(kept: Journal, size: tuple[int, int], tmp_path: Path) -> None:
    async with driving(kept, size, settings_file=tmp_path / "settings.toml", keys=("f8",)) as driven:
        seen = "".join(part.strip() for line in driven.lines() for part in line.split("│"))
        assert f"Journal: {kept.path}".replace(" ", "") in seen.replace(" ", "")
        assert f"Settings file: {tmp_path}/settings.toml".replace(" ", "") in seen.replace(" ", "")
        assert "Close" in driven.seen()


async def test_it_opens_from_the_palette_and_in_a_text_and_only_once(kept: Journal, file: Path) -> None:
    async with driving(kept, settings_file=file, keys=("ctrl+p",)) as driven:
        await driven.type("settings")
        await driven.press("enter")
        await driven.until_seen("On this computer")
        await driven.press("f8", "escape")
        assert not isinstance(driven.app.screen, SettingsDialog)
        await driven.press("n", "enter", "enter")
        await driven.type("words")
        await driven.press("f8")
        assert isinstance(driven.app.screen, SettingsDialog)
        await driven.press("escape")
        await driven.type(" go on")
        assert "words go on" in driven.seen()


async def test_the_theme_changes_at_once(kept: Journal, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORFGBG", "15;0")
    async with driving(kept, settings_file=file, keys=("f8", "right")) as driven:
        assert driven.app.theme == "paper"
        await driven.press("right")
        assert load(file).theme == "terminal"
        assert driven.app.theme == "hearth"
        await driven.press("escape")
        await driven.app.run_action("palette('other_theme')")
        assert driven.app.theme == "paper"
        assert load(file).theme == "light"


async def test_the_terminal_decides_at_the_start(kept: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    async with driving(kept, settings=Settings(theme="terminal")) as driven:
        assert driven.app.theme == "paper"


async def test_what_belongs_to_the_journal_is_kept_there(kept: Journal, file: Path) -> None:
    async with driving(kept, settings_file=file, keys=("f8", "end", "up", "enter")) as driven:
        assert kept.questions.asked()["disagree"]
        assert not file.exists()
        await driven.press("down")
        assert "leads to the backups" in driven.seen()
        await driven.press("enter")
        await driven.until_seen("A second folder")
        assert not isinstance(driven.app.screen, SettingsDialog)


async def test_the_example_keeps_nothing(file: Path) -> None:
    async with driving(example(), settings_file=file, keys=("f8", "down", "right")) as driven:
        assert "for this run only" in driven.seen()
        assert driven.app.opened
        assert driven.app.opened.settings.plain_glyphs
        assert not file.exists()
        await driven.press("end", "enter")
        assert driven.notices() == ["These are example notes: there is nothing to keep safe."]


@each_size
async def test_what_the_file_has_and_is_not_used_is_said(kept: Journal, file: Path, size: tuple[int, int]) -> None:
    note = 'theme in the settings file has to be "dark", "light" or "terminal"; "dark" is used.'
    async with driving(kept, size, settings_file=file) as driven:
        driven.app.settings_commands.use_file(FoundSettings(Settings(), (note,)))
        driven.app.settings_commands.show_notes()
        await driven.press("f8")
        assert driven.notices() == [note]
        await driven.until_seen("has to be")
        assert "Close" in driven.seen()


async def test_a_file_that_is_not_toml_stays_and_the_change_applies(kept: Journal, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("my words\n")
    async with driving(kept, settings_file=file, keys=("f8", "down", "right")) as driven:
        assert driven.app.opened
        assert driven.app.opened.settings.plain_glyphs
        (notice,) = driven.notices()
        assert notice.startswith("This could not be kept for next time. In line 1 of the settings file")
    assert file.read_text() == "my words\n"


async def test_what_another_program_or_hand_wrote_meanwhile_stays(kept: Journal, file: Path) -> None:
    async with driving(kept, settings_file=file, keys=("f8", "down", "right")) as driven:
        file.write_text(file.read_text() + "# mine\ndiscreet = true\n")
        await driven.press("down", "right")
    assert "# mine" in file.read_text()
    assert tomllib.loads(file.read_text()) == {"plain_glyphs": True, "discreet": True, "word_count": False}


# Keys


async def to_command(driven: Driven, id_: str) -> None:
    """Move the cursor of the list of keys to a command."""
    keys = driven.app.screen.query_one(KeyList)
    while not (keys.current and keys.current.command and keys.current.command.id == id_):
        await driven.press("down")
    assert id_ in driven.seen()


@each_size
async def test_a_command_gets_another_key_in_the_app(kept: Journal, file: Path, size: tuple[int, int]) -> None:
    async with driving(kept, size, settings_file=file, keys=("f8", *["down"] * len(ROWS), "enter")) as driven:
        await to_command(driven, "journal.search")
        await driven.press("enter", "backspace", "f", "9", "enter")
        await driven.until_seen("would have the same key, f9.")
        assert not file.exists()
        await driven.press("backspace", "backspace", "z", "enter")
        assert tomllib.loads(file.read_text()) == {"keys": {"journal.search": "z"}}
        await to_command(driven, "checklist.answer")
        await driven.until_seen("stay.")
        await driven.press("enter", "escape")
        assert "z Search" in driven.lines()[-1]
        assert "/ Search" not in driven.lines()[-1]
        await driven.press("z")
        assert isinstance(driven.app.focused, Input)
        await driven.type("z/")
        assert driven.app.focused.value == "z/"
        await driven.press("escape", "escape", "f8", *["down"] * len(ROWS))
        assert "1 changed" in driven.seen()


async def test_keys_of_the_file_are_in_force_and_named_where_they_cannot_be(kept: Journal, file: Path) -> None:
    file.parent.mkdir()
    file.write_text(
        "[keys]\njournal.search = 'z'\n'everywhere.help' = ['!', 'f1']\n'everywhere.go_to_trends' = 'f7'\n"
        "'everywhere.settings' = 'f12'\n'nobody.knows' = 'x'\n"
    )
    async with driving(kept, (120, 130), settings_file=file) as driven:
        driven.app.settings_commands.use_file(read(file))
        await driven.press("f7")
        assert driven.app.current_mode == "trends"
        assert "! Help" in driven.lines()[-1]
        # Its own letter is not its key any more, and is not shown as one.
        assert "f7 Trends" in driven.lines()[1]
        await driven.press("J", "T")
        assert driven.app.current_mode == "journal"
        await driven.press("!")
        assert "! f1  these keys" in driven.seen()
        assert "f7  go to Trends" in driven.seen()
        await driven.press("!", "f8")
        await driven.until_seen("everywhere.settings and everywhere.help_now would have the same key, f12.")
        assert "“nobody.knows” is not a command" in " ".join(driven.app.settings_commands.notes)
