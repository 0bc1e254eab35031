"""The first card: whom it is about, and whether what is written is encrypted."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.settings import Settings
from alliance_journal.store.core.connection import is_encrypted
from alliance_journal.store.core.errors import NeedsPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.ui.app import JournalApp
from alliance_journal.ui.journal.screen import JournalScreen
from alliance_journal.ui.run import create
from alliance_journal.ui.setup import welcome_screen
from alliance_journal.ui.setup.welcome_screen import Beginning, WelcomeScreen
from alliance_journal.ui.widgets.passphrase_input import PassphraseInput
from tests.pages.driving import COVER, TODAY, Driven, driving, each_size, example

pytestmark = pytest.mark.usefixtures("quick_keys")

LONG: Final = "umbrella lighthouse windmill raincoat"
SHORT: Final = "lamp"


@contextlib.asynccontextmanager
async def first_start(path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
    """The first card as the program shows it, with a real file at the end."""
    app = JournalApp(None, lambda beginning: create(path, beginning), lambda: TODAY, Settings(), None, path)
    async with app.run_test(size=size, notifications=True) as pilot:
        driven = Driven(app, pilot)
        await driven.drawn()
        yield driven
    app.close_journal()


async def fill_in(driven: Driven, first: str, again: str) -> None:
    """Both passphrases, with Enter after each."""
    await driven.type(first)
    await driven.press("enter")
    await driven.type(again)
    await driven.press("enter")


async def pages_are_there(driven: Driven) -> None:
    await driven.until(lambda: isinstance(driven.app.screen, JournalScreen))


async def to_the_passphrase(driven: Driven) -> None:
    """From the first field to the first passphrase."""
    await driven.press("enter", "enter", "right", "enter")


@each_size
async def test_encryption_is_a_question_that_has_to_be_answered(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with first_start(path, size) as driven:
        assert "Go on" in driven.seen()
        await driven.type("Zoë")
        await driven.press("enter")
        await driven.type("10/11/2026")
        await driven.press("enter")
        # That is two days: it is said at once, and what was typed stays.
        await driven.until_seen("can be")
        assert "10/11/2026" in driven.seen()
        await driven.press("ctrl+a", "ctrl+k")
        assert "can be" not in driven.seen()
        await driven.type("in 2 weeks")
        assert "Saturday 13 June 2026" in driven.seen()
        await driven.press("enter")
        for words in ("Encrypt this journal?", "There is no way back", "can read it", "Begin", "Back"):
            await driven.until_seen(words)
        assert "Once more" not in driven.seen()
        for keys in (("enter",), ("tab", "enter")):
            await driven.press(*keys)
            await driven.until_seen("Choose yes or no")
            assert not path.exists()
        await driven.press("right")
        assert "Choose yes or no" not in driven.seen()
        for words in ("There is no way back", "A passphrase for your journal", "Once more", "Begin"):
            await driven.until_seen(words)
        await driven.press("escape")
        await driven.until_seen("in 2 weeks")
        await driven.press("enter", "enter", "enter")
        await fill_in(driven, LONG, LONG)
        await pages_are_there(driven)
        assert "13 Jun" in driven.seen()
    assert is_encrypted(path)
    with pytest.raises(NeedsPassphrase):
        Journal.open(path)
    with contextlib.closing(Journal.open(path, passphrase=Passphrase(LONG))) as journal:
        assert [therapist.name for therapist in journal.therapists.list()] == ["Zoë"]


async def test_a_day_that_cannot_be_read_is_said_when_its_field_is_left(tmp_path: Path) -> None:
    async with first_start(tmp_path / "journal.db") as driven:
        await driven.press("tab")
        await driven.type("someday")
        assert "cannot be read" not in driven.seen()
        await driven.press("shift+tab")
        await driven.until_seen("“someday” cannot be read as a day")
        await driven.click("Go on")
        assert "“someday” cannot be read as a day" in driven.seen()
        assert "Encrypt this journal?" not in driven.seen()
        await driven.press("ctrl+a", "ctrl+k", "enter")
        await driven.until_seen("Encrypt this journal?")
        await driven.click("Back")
        await driven.until_seen("What would you like to call your therapist?")


async def test_the_two_must_agree_and_not_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with first_start(path) as driven:
        await to_the_passphrase(driven)
        await driven.press("enter", "enter")
        await driven.until_seen("An empty passphrase protects nothing")
        await fill_in(driven, LONG, LONG + "x")
        await driven.until_seen("The two passphrases are different")
        assert {field.value for field in driven.app.screen.query(PassphraseInput)} == {""}
        await fill_in(driven, LONG, "")
        await driven.until_seen("The two passphrases are different")
        assert not path.exists()
        await fill_in(driven, LONG, LONG)
        await pages_are_there(driven)
    assert is_encrypted(path)


async def test_a_short_one_is_taken_once_it_is_said_that_it_is_short(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with first_start(path) as driven:
        await to_the_passphrase(driven)
        await fill_in(driven, SHORT, SHORT)
        await driven.until_seen("Four words that do not belong together are good")
        assert not path.exists()
        await driven.press("enter")
        await pages_are_there(driven)
    Journal.open(path, passphrase=Passphrase(SHORT)).close()


async def test_a_longer_one_after_a_short_one(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with first_start(path) as driven:
        await to_the_passphrase(driven)
        await fill_in(driven, SHORT, SHORT)
        await driven.until_seen("This one is short")
        await driven.press("shift+tab", "shift+tab")
        await fill_in(driven, LONG, LONG)
        await pages_are_there(driven)
    Journal.open(path, passphrase=Passphrase(LONG)).close()


@each_size
async def test_without_encryption_by_keyboard_alone(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with first_start(path, size) as driven:
        await driven.press("tab", "tab", "enter", "left")
        assert "whoever can open the file" in driven.seen()
        assert "Once more" not in driven.seen()
        await driven.press("tab")
        assert "Begin" in driven.seen()
        await driven.press("enter")
        await pages_are_there(driven)
    assert not is_encrypted(path)


async def test_a_passphrase_typed_by_another_program(tmp_path: Path) -> None:
    """All in one go, as a keeper of passphrases types it: no part of it is where it can be read."""
    path = tmp_path / "journal.db"
    async with first_start(path) as driven:
        driven.press_at_once(*"Zoe", "tab", "tab", "enter", "right", "tab", *LONG, "tab", *LONG[:-1], "enter")
        await driven.until_seen("The two passphrases are different")
        assert "umbrella" not in driven.seen()
        driven.press_at_once(*LONG, "tab", *LONG, "enter", "n", "enter", *"dear")
        await pages_are_there(driven)
        await driven.until_seen("dear")
        assert [one.name for one in driven.journal.therapists.list()] == ["Zoe"]
    Journal.open(path, passphrase=Passphrase(LONG)).close()


async def test_without_encryption_by_fast_hands(tmp_path: Path) -> None:
    """What a choice leaves out is gone before the next key: none goes into a passphrase that is not wanted."""
    path = tmp_path / "journal.db"
    async with first_start(path) as driven:
        driven.press_at_once("enter", "enter", "right", "right", "enter", "enter")
        await pages_are_there(driven)
    assert not is_encrypted(path)


async def test_where_nothing_can_be_encrypted_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welcome_screen, "HAS_ENCRYPTION", False)
    path = tmp_path / "journal.db"
    async with first_start(path) as driven:
        await driven.until_seen("This computer's installation cannot encrypt")
        await driven.press("enter", "enter")
        await pages_are_there(driven)
    assert not is_encrypted(path)


async def test_looking_around_says_that_nothing_is_kept() -> None:
    async with driving(None, begin=example(), size=(120, 40)) as driven:
        await driven.click("Look around")
        await driven.until_seen("example notes, nothing is kept")


async def test_a_journal_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with first_start(path) as driven:
        path.write_text("Somebody was quicker.")
        await driven.press("tab", "tab", "enter", "left", "tab", "enter")
        await driven.until_seen("Another program is using the journal")
        assert isinstance(driven.app.screen, WelcomeScreen)
    assert path.read_text() == "Somebody was quicker."


async def test_hidden_the_first_card_keeps_what_was_typed(tmp_path: Path) -> None:
    async with first_start(tmp_path / "journal.db") as driven:
        await driven.type("Zoë")
        await driven.press("ctrl+g")
        assert driven.words() == COVER
        await driven.press("x")
        await driven.until_seen("Hidden. Press ⏎ to go back.")
        await driven.press("enter")
        await driven.until_seen("Zoë")


def test_a_passphrase_is_not_shown_by_accident() -> None:
    assert LONG not in repr(Beginning(passphrase=Passphrase(LONG)))
