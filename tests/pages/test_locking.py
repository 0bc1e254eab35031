"""Locked, hidden, away for a moment, and a file that cannot be opened."""

import asyncio
import contextlib
import datetime as dt
import gc
import threading
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from textual import events
from textual._context import active_app
from textual.widgets import Input

from alliance_journal import paths, settings_store
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.settings import Settings
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import CannotOpen, EmptyFile, JournalError, NeedsPassphrase, NotAJournal
from alliance_journal.store.core.sqlite_driver import driver
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import encryption
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.controllers.lock import LONGEST_LOCKED_SECONDS
from alliance_journal.ui.controllers.maintenance import MAINTENANCE_GROUP
from alliance_journal.ui.journal.note_editor import NoteEditor
from alliance_journal.ui.journal.screen import JournalScreen
from alliance_journal.ui.lock.cover_screen import CoverScreen
from alliance_journal.ui.lock.lock_screen import LockScreen
from alliance_journal.ui.open_journal import OfflineResult
from alliance_journal.ui.setup.open_error_screen import OpenErrorScreen
from alliance_journal.ui.terminal import key_queue
from alliance_journal.ui.widgets.nav_bar import NavBar
from alliance_journal.ui.widgets.passphrase_input import PassphraseInput
from tests.conftest import snapshot
from tests.new_journal import new_journal
from tests.pages.driving import COVER, SIZES, TODAY, Driven, driving, each_size, example, hold_still
from tests.store.staging import another_window

pytestmark = pytest.mark.usefixtures("quick_keys")

WORDS: Final = "umbrella lighthouse windmill raincoat"
KEY: Final = Passphrase(WORDS)
PLANTED: Final = "PLANTEDSENTENCE"
TYPED: Final = "TYPEDTOGETHER"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    folder.mkdir()
    return folder / "journal.db"


def filled(path: Path, key: Passphrase | None) -> Journal:
    """A real file with two sessions and a topic."""
    journal = new_journal(path, passphrase=key)
    ada = journal.therapists.add("Ada")
    journal.entries.add("session", TODAY - dt.timedelta(days=7), therapist_id=ada.id, body=f"{PLANTED} one")
    journal.entries.add("session", TODAY, therapist_id=ada.id, body=f"{PLANTED} two")
    journal.topics.add(f"{PLANTED} topic")
    return journal


@pytest.fixture
def sealed(path: Path) -> Iterator[Journal]:
    """An encrypted journal."""
    journal = filled(path, KEY)
    yield journal
    journal.close()


@pytest.fixture
def plain(path: Path) -> Iterator[Journal]:
    """A journal that is not encrypted."""
    journal = filled(path, None)
    yield journal
    journal.close()


def is_locked(driven: Driven) -> bool:
    return isinstance(driven.app.screen, LockScreen) and driven.app.opened is None


async def locked(driven: Driven) -> None:
    await driven.until(lambda: is_locked(driven))


async def unlock(driven: Driven, words: str = WORDS) -> None:
    """Paste the passphrase and press Enter, until the pages are there."""
    await driven.until(lambda: driven.app.focused is not None)
    await driven.paste(words)
    await driven.press("enter")
    await driven.until(lambda: isinstance(driven.app.screen, BasePage))


async def looked(driven: Driven) -> None:
    """Until the app has looked at the clock once more."""
    done = asyncio.Event()

    async def look() -> None:
        await driven.app.check()
        done.set()

    driven.app.call_next(look)
    await done.wait()


def open_files(path: Path) -> list[str]:
    """What this process has open of the journal."""
    found = []
    for number in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(number.readlink()))
    return [name for name in found if name.startswith(str(path))]


def held(root: object, *needles: str) -> list[str]:
    """Every text that can be reached from an object and holds one of these."""
    gc.collect()
    seen: set[int] = set()
    left, found = [root], []
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, types.ModuleType | types.FunctionType | type | types.FrameType):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            found += [one] if any(needle in one for needle in needles) else []
        else:
            left += gc.get_referents(one)
    return found


class Time:
    """The two clocks of the app, put forward by hand."""

    def __init__(self, driven: Driven) -> None:
        self.wall = self.monotonic = 1000.0
        driven.app.lock.wall = lambda: self.wall
        driven.app.lock.monotonic = lambda: self.monotonic
        driven.app.lock.presence.seen()

    def passes(self, minutes: float) -> None:
        self.wall += minutes * 60
        self.monotonic += minutes * 60

    def sleeps(self, minutes: float) -> None:
        self.wall += minutes * 60


# The lock


async def test_an_encrypted_journal_begins_with_its_lock(sealed: Journal, path: Path) -> None:
    sealed.close()
    async with driving(NeedsPassphrase(path), path=path) as driven:
        assert "This journal is encrypted." in driven.seen()
        assert "◖◗  Alliance Journal" in driven.seen()
        await driven.type("wrong")
        assert "•••••" in driven.seen()
        await driven.press("enter")
        await driven.until_seen("This passphrase does not open")
        assert "damaged" not in driven.seen()
        await driven.type("wrong")
        await driven.press("enter")
        await driven.until_seen("A damaged file looks the same")
        assert driven.app.screen.query_one(PassphraseInput).value == ""
        await unlock(driven)
        assert f"{PLANTED} two" in driven.seen()
        assert driven.journal.passphrase == KEY


async def test_the_lock_is_the_first_thing_on_the_screen(
    sealed: Journal, path: Path, tell_pictures: Callable[[Callable[[str], object]], None]
) -> None:
    sealed.close()
    pictures: list[str] = []
    tell_pictures(pictures.append)
    async with driving(NeedsPassphrase(path), path=path) as driven:
        await driven.until(lambda: any(map(str.strip, pictures)))
        assert "⏎ open" in next(filter(str.strip, pictures))


async def test_locked_by_a_key_nothing_but_the_lock_is_drawn(
    sealed: Journal, tell_pictures: Callable[[Callable[[str], object]], None]
) -> None:
    async with driving(sealed) as driven:
        pictures: list[str] = []
        tell_pictures(pictures.append)
        await driven.press("ctrl+l")
        await driven.until(lambda: any("⏎ open" in picture for picture in pictures))
        assert not any(PLANTED in picture for picture in pictures)


async def test_while_the_key_is_derived_the_file_is_not_open(
    sealed: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived = threading.Event()
    open_now = Journal.open

    def opened(*given: Any, **named: Any) -> Journal:
        derived.wait()
        return open_now(*given, **named)

    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        monkeypatch.setattr(Journal, "open", opened)
        await driven.paste(WORDS)
        await driven.press("enter")
        await driven.until_seen("Opening…")
        assert open_files(path) == []
        assert is_locked(driven)
        derived.set()
        await driven.until_seen(f"{PLANTED} two")


@each_size
async def test_behind_the_lock_the_page_is_as_any_other(sealed: Journal, path: Path, size: tuple[int, int]) -> None:
    """Also where the window had another size when it was put together."""
    async with driving(sealed, size) as driven:
        pictures = await pictures_of(driven)
    async with driving(NeedsPassphrase(path), (100, 50), path=path) as driven:
        await driven.type("wrong")
        await driven.press("enter")
        await driven.until_seen("This passphrase does not open")
        await driven.pilot.resize_terminal(*size)
        await unlock(driven)
        assert await pictures_of(driven) == pictures


async def pictures_of(driven: Driven) -> list[str]:
    """The first page: in the list, in the text, and after another page was seen."""
    await driven.until(
        lambda: isinstance(driven.app.screen, JournalScreen) and driven.app.screen.note_pane.is_ready
    )
    pictures = []
    for keys in ((), ("enter",), ("escape", "f2", "f1")):
        await driven.press(*keys)
        await hold_still(driven)
        pictures.append(driven.app.export_screenshot())
    return pictures


async def test_wrong_ones_are_never_too_many(sealed: Journal) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        for _ in range(5):
            await driven.type("wrong")
            await driven.press("enter")
            await driven.until_seen("This passphrase does not open")
        await driven.press("enter")
        await driven.until_seen("Type your passphrase, then press ⏎.")
        await unlock(driven)


async def test_after_the_third_wrong_one_the_answer_takes_a_moment(sealed: Journal) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        driven.app.lock.wrong_seconds = 3600
        for number in range(3):
            await driven.type("wrong")
            await driven.press("enter")
            await driven.until_seen("This passphrase does not open" if number < 2 else "Opening…")
        # No second try is taken meanwhile.
        await driven.paste(WORDS)
        await driven.press("enter")
        assert driven.app.screen.query_one(PassphraseInput).value == WORDS
        assert "Opening…" in driven.seen()


@pytest.mark.parametrize(("size", "page"), list(zip((*SIZES, SIZES[0]), ("f2", "c", "f4", "f5"), strict=True)))
async def test_locked_and_back_at_the_same_place(sealed: Journal, size: tuple[int, int], page: str) -> None:
    async with driving(sealed, size, keys=("down", page)) as driven:
        assert driven.app.opened
        entry, session = driven.app.opened.entry_id, driven.app.opened.session_id
        mode = driven.app.current_mode
        assert entry == sealed.entries.list()[0].id
        assert session == (entry if mode == "checklist" else None)
        await driven.press("ctrl+l")
        await locked(driven)
        await driven.until_seen("Your journal is locked. Everything you wrote is saved.")
        assert PLANTED not in driven.seen()
        await unlock(driven)
        assert driven.app.opened
        assert driven.app.current_mode == mode
        assert (driven.app.opened.entry_id, driven.app.opened.session_id) == (entry, session)


async def test_what_was_being_written_is_kept_and_shown_again(sealed: Journal, path: Path) -> None:
    async with driving(sealed, keys=("down", "enter")) as driven:
        await driven.type(TYPED)
        await driven.press("ctrl+l")
        await locked(driven)
        with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
            assert [entry.body for entry in journal.entries.list()] == [f"{PLANTED} one{TYPED}", f"{PLANTED} two"]
            assert journal.drafts.list() == ()
        await unlock(driven)
        assert TYPED in driven.seen()
        await driven.press("enter")
        await driven.type("more")
        await driven.press("escape")
        assert driven.journal.entries.list()[0].body == f"{PLANTED} one{TYPED}more"


async def test_nothing_of_the_notes_is_held_while_it_is_locked(sealed: Journal, path: Path) -> None:
    async with driving(sealed, keys=("f3", "f4", "f5", "f2", "enter")) as driven:
        await driven.type(TYPED)
        await driven.press("ctrl+a", "shift+end", "ctrl+c")
        assert held(driven.app, PLANTED)
        assert open_files(path)
        await driven.press("ctrl+l")
        await locked(driven)
        assert not driven.app.screen.query(BasePage)
        assert open_files(path) == []
        assert held(sealed, PLANTED, TYPED, WORDS) == []
        # The clock of the page, half a second long, has to run out in the loop before it lets go of the page.
        await driven.until(lambda: not held(driven.app, PLANTED, TYPED, WORDS))


async def test_what_was_cut_is_still_there_to_put_back(sealed: Journal) -> None:
    async with driving(sealed, keys=("down", "enter", "ctrl+a", "shift+end", "ctrl+x")) as driven:
        await driven.press("ctrl+l")
        await locked(driven)
        assert driven.app.clipboard == ""
        await unlock(driven)
        await driven.press("enter", "ctrl+v", "escape")
        assert driven.journal.entries.list()[0].body == f"{PLANTED} one"
        assert driven.journal.unfinished.get("clipboard") is None


async def test_words_typed_in_a_card_survive_the_lock(sealed: Journal) -> None:
    async with driving(sealed, keys=("f5", "n")) as driven:
        await driven.type(TYPED)
        await driven.press("ctrl+l")
        await locked(driven)
        await unlock(driven)
        assert driven.app.current_mode == "prepare"
        await driven.press("n")
        await driven.until_seen(TYPED)
        await driven.press("enter")
        assert TYPED in [topic.text for topic in driven.journal.topics.list()]


@pytest.mark.parametrize("key", ["ctrl+c", "super+c", "ctrl+x"])
async def test_no_passphrase_is_copied(sealed: Journal, key: str) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        await driven.paste(WORDS)
        await driven.press("home", "shift+end", key)
        assert driven.app.clipboard == ""
        assert "umbrella" not in driven.seen()
        assert driven.app.screen.query_one(PassphraseInput).value == WORDS


async def test_on_the_lock_only_help_now_works_besides(sealed: Journal) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        await driven.press("ctrl+p", "f1", "f2", "f3", "escape", "tab")
        assert isinstance(driven.app.screen, LockScreen)
        await driven.press("f12")
        assert "Nobody reads this app." in driven.seen()
        await driven.press("escape")
        await driven.click("Help now")
        assert "Nobody reads this app." in driven.seen()
        # Hidden from there, and help again: by key and by mouse, without a way to the notes.
        await driven.press("ctrl+g", "f12")
        assert "Nobody reads this app." in driven.seen()
        await driven.press("escape")
        assert driven.words() == COVER
        await driven.click("Help now")
        assert "Nobody reads this app." in driven.seen()
        await driven.press("e", "f12")
        assert driven.words() == COVER
        await driven.press("x")
        await unlock(driven)


async def test_closing_from_the_lock(sealed: Journal) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        await driven.pilot.press("ctrl+q")
        await driven.until_over()
    assert driven.app.return_code in (None, 0)


# Hidden


async def test_a_journal_that_is_not_encrypted_is_hidden(plain: Journal, path: Path) -> None:
    async with driving(plain, keys=("f4", "ctrl+l")) as driven:
        await locked(driven)
        await driven.until_seen("Hidden. Press ⏎ to go back to your notes.")
        await driven.until_seen("This journal is not encrypted: it is only hidden.")
        assert not driven.app.screen.query(Input)
        assert open_files(path) == []
        await driven.press("enter")
        await driven.until(lambda: driven.app.current_mode == "trends")
        assert driven.journal.passphrase is None


async def test_the_hidden_example_keeps_what_is_behind_it() -> None:
    async with driving(example(), keys=("enter",)) as driven:
        await driven.type(TYPED)
        await driven.press("ctrl+l")
        await driven.until_seen("Hidden. Press ⏎ to go back to the example notes.")
        await driven.press("enter")
        await driven.until_seen(TYPED)


async def test_encrypted_by_another_window_while_it_is_hidden(plain: Journal, path: Path) -> None:
    async with driving(plain, keys=("ctrl+l",)) as driven:
        await locked(driven)
        encryption.set_passphrase(path, None, KEY)
        await driven.press("enter")
        await driven.until(lambda: bool(driven.app.screen.query(PassphraseInput)))
        await unlock(driven)
        assert driven.journal.passphrase == KEY


async def test_a_file_that_is_gone_is_said_and_nothing_else_happens(plain: Journal, path: Path) -> None:
    async with driving(plain, keys=("ctrl+l",)) as driven:
        await locked(driven)
        away = path.rename(path.with_name("elsewhere.db"))
        await driven.press("enter")
        await driven.until_seen("There is no journal at")
        away.rename(path)
        await driven.press("enter")
        await driven.until(lambda: isinstance(driven.app.screen, JournalScreen))


# Left alone


async def test_left_alone_it_locks_and_the_key_of_whoever_comes_is_spent(sealed: Journal) -> None:
    async with driving(sealed, keys=("enter",)) as driven:
        time = Time(driven)
        time.passes(4.9)
        await driven.type("a")
        time.passes(4.9)
        await driven.type("b")
        time.passes(5)
        await driven.press("c")
        await locked(driven)
        assert driven.app.screen.query_one(PassphraseInput).value == ""
        await unlock(driven)
        assert driven.journal.entries.list()[-1].body == f"{PLANTED} twoab"


async def test_left_alone_it_locks_with_nobody_there(sealed: Journal) -> None:
    async with driving(sealed) as driven:
        Time(driven).passes(5)
        await locked(driven)
        await driven.until_seen("Your journal is locked.")


async def test_after_a_sleep_it_is_locked(sealed: Journal) -> None:
    async with driving(sealed) as driven:
        Time(driven).sleeps(0.5)
        await driven.press("down")
        await locked(driven)


@pytest.mark.parametrize("minutes", [0, 60])
async def test_the_time_to_lock_is_a_setting(sealed: Journal, minutes: int) -> None:
    async with driving(sealed, settings=Settings(lock_minutes=minutes)) as driven:
        time = Time(driven)
        time.passes(59)
        await driven.press("down")
        assert driven.app.opened
        time.passes(60)
        await driven.press("down")
        assert (driven.app.opened is None) == bool(minutes)


async def test_the_time_to_lock_from_the_palette(plain: Journal, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    async with driving(plain, settings_file=file) as driven:
        seen = []
        for _ in range(9):
            await driven.app.run_action("palette('lock_after')")
            seen.append(settings_store.load(file).lock_minutes)
        assert seen == [10, 15, 30, 60, 0, 1, 2, 5, 10]
        await driven.press("ctrl+l")
        await locked(driven)
        await driven.press("enter")
        await driven.until(lambda: driven.app.opened)
        assert driven.app.state.settings.lock_minutes == 10


async def test_locked_for_long_the_program_ends(sealed: Journal) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        time = Time(driven)
        driven.app.lock.locked_at = time.wall
        time.passes(LONGEST_LOCKED_SECONDS / 60 - 1)
        await looked(driven)
        assert not driven.app._exit
        time.passes(1)
        await driven.until_over()
    assert driven.app.return_code in (None, 0)


# Words that cannot be put on the disk


async def test_words_that_cannot_be_saved_are_covered_and_never_dropped(sealed: Journal, path: Path) -> None:
    async with driving(sealed, keys=("down", "enter")) as driven:
        other = Journal.open(path, passphrase=KEY)
        database_of(other).connection.execute("BEGIN IMMEDIATE")
        await driven.type(TYPED)
        await driven.press("ctrl+l")
        await driven.until(lambda: isinstance(driven.app.screen, LockScreen))
        await driven.until_seen("Your last words are not saved yet")
        assert driven.app.opened
        assert PLANTED not in driven.seen()
        await driven.type("wrong")
        await driven.press("enter")
        await driven.until_seen("This passphrase does not open")
        await driven.press("ctrl+q")
        assert isinstance(driven.app.screen, LockScreen)
        time = Time(driven)
        time.passes(LONGEST_LOCKED_SECONDS)
        await looked(driven)
        assert not driven.app._exit
        await unlock(driven)
        assert TYPED in driven.seen()
        await driven.press("ctrl+l")
        await driven.until_seen("Your last words are not saved yet")
        database_of(other).connection.execute("ROLLBACK")
        other.close()
        # By itself, as soon as it can be.
        await locked(driven)
        await unlock(driven)
        assert driven.journal.entries.list()[0].body == f"{PLANTED} one{TYPED}"


# Hidden


@pytest.mark.parametrize("key", ["ctrl+g", pytest.param("f9", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "before",
    [
        (),
        ("f3",),
        ("f4", "enter"),
        ("f5", "n", "x"),
        ("enter", "x"),
        ("n",),
        ("ctrl+p",),
        ("f1",),
        ("f12",),
        ("t",),
    ],
    ids=" ".join,
)
async def test_hidden_from_everywhere(sealed: Journal, path: Path, before: tuple[str, ...], key: str) -> None:
    async with driving(sealed, keys=before) as driven:
        await driven.press(key)
        assert driven.words() == COVER
        await driven.until(lambda: driven.app.opened is None)
        assert open_files(path) == []
        # In a hurry it is pressed more than once.
        await driven.press(key)
        assert driven.words() == COVER
        await driven.press("x")
        await locked(driven)
        assert driven.app.screen.query_one(PassphraseInput).value == ""
        await unlock(driven)


async def test_hidden_while_the_lock_is_shown_and_while_it_opens(sealed: Journal, path: Path) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await locked(driven)
        await driven.press("ctrl+g")
        assert driven.words() == COVER
        await driven.press("x")
        await locked(driven)
        await driven.paste(WORDS)
        await driven.press("enter", "ctrl+g")
        await driven.until(lambda: not driven.app.state.is_busy)
        await driven.pilot.pause()
        assert driven.words() == COVER
        assert driven.app.opened is None
        assert open_files(path) == []
        await driven.press("x")
        await unlock(driven)


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A disk that gives no journal before this is set."""
    disk, really = threading.Event(), Journal.open

    def slow(*given: Any, **named: Any) -> Journal:
        disk.wait(60)
        return really(*given, **named)

    monkeypatch.setattr(Journal, "open", slow)
    yield disk
    disk.set()


async def opening(driven: Driven) -> None:
    """Give the passphrase, until only the disk is waited for."""
    await locked(driven)
    await driven.paste(WORDS)
    driven.press_at_once("enter")
    await driven.until(lambda: driven.app.keys.is_opening)


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+q", None], ids=["ctrl+l", "ctrl+q", "told to stop"])
async def test_whoever_leaves_while_it_opens_sees_nothing_of_it(
    sealed: Journal,
    held_up: threading.Event,
    tell_pictures: Callable[[Callable[[str], object]], None],
    key: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # So that it is not the patience for what hangs that ends it.
    monkeypatch.setattr(key_queue, "TIMEOUT_SECONDS", 3600)
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await opening(driven)
        pictures: list[str] = []
        tell_pictures(pictures.append)
        if key:
            await driven.press(key)
        else:
            driven.app.end_by_signal(143)
            await driven.until_over()
        held_up.set()
        if key == "ctrl+l":
            await driven.until(lambda: not driven.app.state.is_busy)
            await locked(driven)
        else:
            await driven.until_over()
    assert not any(PLANTED in picture for picture in pictures)


async def test_an_opening_that_takes_long_is_waited_for(
    sealed: Journal, held_up: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whoever opens it; what is typed does not wait for ever, and does not stop it."""
    monkeypatch.setattr(key_queue, "TIMEOUT_SECONDS", 0.1)
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await opening(driven)
        await driven.until(lambda: not driven.app.keys.is_opening)
        held_up.set()
        await driven.until(lambda: isinstance(driven.app.screen, JournalScreen))


@pytest.mark.parametrize("looks_away", [events.AppBlur(), None], ids=["looking away", "a click"])
async def test_what_is_typed_while_it_opens_stays_in_its_order(
    sealed: Journal, held_up: threading.Event, looks_away: events.Event | None
) -> None:
    async with driving(sealed, keys=("ctrl+l",)) as driven:
        await opening(driven)
        driven.press_at_once("enter", *TYPED)
        if looks_away:
            driven.app.post_message(looks_away)
        else:
            await driven.pilot.mouse_down(offset=(2, 2))
        held_up.set()
        await driven.until_seen(TYPED)
        assert isinstance(driven.app.screen, JournalScreen)
        assert driven.app.screen.note_pane.editor.text.endswith(TYPED)


async def test_hidden_says_nothing(sealed: Journal) -> None:
    async with driving(sealed) as driven:
        assert isinstance(driven.app.screen, BasePage)
        driven.app.screen.say(PLANTED)
        driven.app.action_hide()
        driven.app.notify(PLANTED)
        await driven.pilot.pause()
        assert driven.words() == COVER


async def test_hidden_when_another_window_is_looked_at(sealed: Journal) -> None:
    async with driving(sealed) as driven:
        driven.app.post_message(events.AppBlur())
        await driven.pilot.pause()
        assert isinstance(driven.app.screen, JournalScreen)
        driven.app.post_message(events.AppFocus())
        await driven.app.run_action("palette('hide_on_blur')")
        driven.app.post_message(events.AppBlur())
        await driven.until(lambda: isinstance(driven.app.screen, CoverScreen))
        await driven.until(lambda: driven.app.opened is None)
        driven.app.post_message(events.AppFocus())
        await driven.press("x")
        await locked(driven)
        assert driven.app.state.settings.hide_on_blur


# Away for a moment


async def test_away_for_a_moment_and_back_with_another_passphrase(sealed: Journal, path: Path) -> None:
    new = Passphrase("another one")
    meanwhile: list[object] = []
    async with driving(sealed, keys=("down", "f4")) as driven:

        def work() -> OfflineResult:
            meanwhile.append((driven.app.opened, open_files(path)))
            encryption.set_passphrase(path, KEY, new)
            return OfflineResult(path, new, "It has another passphrase now.")

        driven.app.opener.run_offline(work)
        await driven.until_seen("It has another passphrase now.")
        assert meanwhile == [(None, [])]
        assert driven.journal.passphrase == new
        assert driven.app.current_mode == "trends"
        assert driven.app.opened
        assert driven.app.opened.entry_id == driven.journal.entries.list()[0].id


@pytest.mark.parametrize("error", [CannotOpen("It did not work.", "Try later."), UnusableText("It did not work.")])
async def test_away_for_nothing(sealed: Journal, error: Exception) -> None:
    def work() -> OfflineResult:
        raise error

    async with driving(sealed, keys=("f5",)) as driven:
        driven.app.opener.run_offline(work)
        await driven.until_seen("It did not work.")
        assert driven.journal.passphrase == KEY
        await driven.press("escape")
        assert driven.app.current_mode == "prepare"


async def test_hidden_while_away(sealed: Journal, path: Path) -> None:
    go_on = asyncio.Event()
    async with driving(sealed) as driven:
        loop = asyncio.get_running_loop()

        def work() -> OfflineResult:
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
            return OfflineResult(path, KEY)

        driven.app.opener.run_offline(work)
        await driven.until_seen("One moment…")
        await driven.press("ctrl+g")
        assert driven.words() == COVER
        await driven.press("x")
        await driven.until(lambda: driven.app.focused is not None)
        await driven.paste(WORDS)
        await driven.press("enter")
        await driven.until_seen("One moment…")
        go_on.set()
        await driven.until(lambda: not driven.app.state.is_busy)
        await driven.pilot.pause()
        assert is_locked(driven)
        await unlock(driven)


async def test_words_that_cannot_be_saved_wait_or_go_along(sealed: Journal, path: Path) -> None:
    copy = path.with_name("copy.db")
    async with driving(sealed, keys=("down", "enter")) as driven:
        assert isinstance(driven.app.screen, JournalScreen)
        entry = driven.app.opened and driven.app.opened.entry_id
        assert entry
        other = Journal.open(path, passphrase=KEY)
        backups.copy_to(database_of(other), copy)
        database_of(other).connection.execute("BEGIN IMMEDIATE")
        await driven.type(TYPED)

        def refused() -> OfflineResult:
            raise AssertionError

        driven.app.opener.run_offline(refused)
        await driven.until(lambda: driven.notices())
        assert TYPED in driven.seen()

        def in_vain() -> OfflineResult:
            raise CannotOpen("It did not work.", "Try later.")

        driven.app.opener.run_offline(in_vain, with_unsaved=True)
        await driven.until_seen("It did not work.")
        await driven.press("escape")
        assert TYPED in driven.seen()

        def work() -> OfflineResult:
            with contextlib.closing(Journal.open(copy, passphrase=KEY)) as journal:
                journal.entries.save_text(entry, f"{PLANTED} one{TYPED}", f"{PLANTED} one")
            return OfflineResult(copy, KEY)

        driven.app.opener.run_offline(work, with_unsaved=True)
        await driven.until(lambda: driven.app.opened and driven.app.opened.journal.path == copy)
        await driven.until_seen(TYPED)
        database_of(other).connection.execute("ROLLBACK")
        other.close()


# A file that cannot be opened


def trouble_with(path: Path) -> JournalError:
    try:
        Journal.open(path)
    except JournalError as error:
        return error
    raise AssertionError


@each_size
@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
async def test_restoring_a_backup(path: Path, key: Passphrase | None, size: tuple[int, int]) -> None:
    with contextlib.closing(filled(path, key)) as journal:
        backups.make(database_of(journal))
    broken = b"broken" * 2000
    path.write_bytes(broken)
    async with driving(trouble_with(path), size, path=path) as driven:
        await driven.until_seen("Not a journal")
        await driven.until_seen("12,000 bytes")
        await driven.press("enter")
        await driven.until_seen("Which one?")
        assert ("encrypted" in driven.seen()) == bool(key)
        await driven.press("enter")
        await driven.until_seen("is kept beside it")
        await driven.press("down", "enter")
        if key:
            for words in ("wrong", WORDS):
                await driven.until_seen("The passphrase of this backup")
                await driven.paste(words)
                await driven.press("enter")
                if words == "wrong":
                    await driven.until_seen("This passphrase does not open")
                    assert path.read_bytes() == broken
                    await driven.press("enter")
                    await driven.until_seen("is kept beside it")
                    await driven.press("down", "enter")
        await driven.until(lambda: isinstance(driven.app.screen, JournalScreen))
        assert len(driven.journal.entries.list()) == 2
    assert [found.read_bytes() for found in path.parent.glob("*before-restore*")] == [broken]


async def test_an_empty_file_can_make_room_for_a_new_journal(path: Path) -> None:
    path.touch()
    begin = new_journal(path.with_name("new.db"))
    async with driving(trouble_with(path), path=path, begin=begin) as driven:
        assert "Restore" not in driven.seen()
        await driven.press("enter")
        await driven.until_seen("The empty file is deleted")
        await driven.press("enter")
        assert path.exists()
        await driven.press("enter")
        await driven.until_seen("The empty file is deleted")
        path.write_text("No longer.")
        await driven.press("down", "enter")
        await driven.until_seen("The file is no longer empty")
        assert path.read_text() == "No longer."
        path.write_text("")
        await driven.press("enter")
        await driven.until_seen("The empty file is deleted")
        await driven.press("down", "enter")
        await driven.until_seen("What would you like to call your therapist?")
        assert not path.exists()
        await driven.press("enter", "enter", "left", "enter", "enter")
        await driven.until(lambda: isinstance(driven.app.screen, JournalScreen))
    begin.close()


async def test_trying_again(plain: Journal, path: Path) -> None:
    plain.close()
    away = path.rename(path.with_name("away.db"))
    path.write_text("Something else.")
    async with driving(trouble_with(path), path=path) as driven:
        before = snapshot(path.parent)
        shown = driven.app.screen
        assert isinstance(shown, OpenErrorScreen)
        await driven.press("enter")
        await driven.until(
            lambda: driven.app.screen is not shown and isinstance(driven.app.screen, OpenErrorScreen)
        )
        await driven.until_seen("Not a journal")
        assert snapshot(path.parent) == before
        away.replace(path)
        await driven.press("enter")
        await driven.until_seen(f"{PLANTED} two")


@pytest.mark.parametrize("close", [("ctrl+q",), ("down", "enter")], ids=["by key", "by button"])
async def test_closing_where_nothing_could_be_opened(path: Path, close: tuple[str, ...]) -> None:
    error = CannotOpen("You may not open it.", "Check its permissions.")
    async with driving(error, path=path) as driven:
        assert "You may not open it." in driven.seen()
        assert "Restore" not in driven.seen()
        await driven.pilot.press(*close)
        await driven.until_over()
    assert driven.app.return_code == 1


def test_what_a_restore_is_offered_for() -> None:
    assert issubclass(EmptyFile, NotAJournal)


# Once a day


async def test_once_a_day_it_is_backed_up(sealed: Journal, path: Path) -> None:
    async with driving(sealed, upkeep=True) as driven:
        await driven.until(lambda: backups.listed(path))
        await driven.until(lambda: not driven.app.workers)
        assert sealed.file_settings.maintained_on() == TODAY.isoformat()
        assert driven.notices() == []
        await driven.press("ctrl+l")
        await locked(driven)
        assert open_files(path) == []
        await unlock(driven)
        assert len(backups.listed(path)) == 1


async def test_the_pages_do_not_wait_for_what_is_done_once_a_day(
    sealed: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens the file a second time, which takes as long as the first time."""
    seen_then: list[str | None] = []
    connect = driver.connect

    def noting(*given: Any, **named: Any) -> Any:
        seen_then.append(active_app.get().current_mode)
        return connect(*given, **named)

    monkeypatch.setattr(driver, "connect", noting)
    async with driving(sealed, upkeep=True) as driven:
        await driven.until(lambda: not driven.app.workers)
        assert seen_then[0] == "journal"


async def test_what_is_wrong_with_the_backup_is_said(plain: Journal, path: Path) -> None:
    (path.parent / "backups").write_text("A file where the folder should be.")
    async with driving(plain, upkeep=True) as driven:
        await driven.until(driven.notices)
        assert "No backup could be made" in driven.notices()[0]


async def test_where_another_program_writes_it_is_done_a_while_later(
    plain: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asked for it, so nobody is told to try again."""
    monkeypatch.setattr("alliance_journal.ui.controllers.maintenance.RETRY_SECONDS", 0.05)
    with contextlib.ExitStack() as other:
        other.enter_context(another_window(path, None))
        async with driving(plain, upkeep=True) as driven:
            for _ in range(2):
                await driven.until(lambda: driven.app.workers)
                await driven.until(lambda: not driven.app.workers)
            assert driven.notices() == []
            assert backups.listed(path) == []
            other.close()
            await driven.until(lambda: backups.listed(path) and not driven.app.workers)
            assert plain.file_settings.maintained_on() == TODAY.isoformat()
            assert driven.notices() == []


async def test_it_is_opened_again_only_once_that_is_over(sealed: Journal, path: Path) -> None:
    """Opening looks at the file by hand, and would drop the locks of who is still at work on it."""
    over = asyncio.Event()
    async with driving(sealed) as driven:
        driven.app.run_worker(over.wait(), group=MAINTENANCE_GROUP)
        await driven.press("ctrl+l")
        await locked(driven)
        await driven.type(KEY.reveal())
        await driven.press("enter")
        await driven.until_seen("Opening")
        for _ in range(20):
            await driven.pilot.pause(0.02)
            assert is_locked(driven)
            assert open_files(path) == []
        over.set()
        await driven.until(lambda: isinstance(driven.app.screen, JournalScreen))


async def test_it_opens_while_another_program_holds_the_file(plain: Journal, path: Path) -> None:
    """What cannot be read yet is read as soon as it can."""
    with contextlib.ExitStack() as other:
        other.enter_context(another_window(path, None, "BEGIN EXCLUSIVE"))
        async with driving(plain, upkeep=True) as driven:
            # The notice may have left by now: each read waits for the other program.
            assert "Another program is using the journal" in driven.every_notice[0]
            other.close()
            await driven.until_seen(PLANTED)
            plain.entries.add("between", TODAY, title="And on")
            driven.app.screen.reload()  # type: ignore[attr-defined]
            await driven.until_seen("And on")


# Another file in the place of the journal


def replaced(path: Path, key: Passphrase | None, present: Passphrase | None) -> None:
    """Another program puts a copy of the journal in its place, with another passphrase where that is said."""
    copy = path.with_name("copy.db")
    with contextlib.closing(Journal.open(path, passphrase=present)) as journal:
        backups.copy_to(database_of(journal), copy)
    if key != present:
        encryption.set_passphrase(copy, present, key)
    with contextlib.closing(Journal.open(copy, passphrase=key)) as journal:
        journal.entries.add("between", TODAY, title="From elsewhere")
    copy.replace(path)


async def test_a_file_that_was_replaced_is_opened_anew(sealed: Journal, path: Path) -> None:
    async with driving(sealed, keys=("down",)) as driven:
        assert driven.app.opened
        entry = driven.app.opened.entry_id
        replaced(path, KEY, KEY)
        await driven.until_seen("From elsewhere")
        assert driven.app.opened.entry_id == entry


async def test_a_file_that_was_encrypted_meanwhile_asks_for_its_passphrase(plain: Journal, path: Path) -> None:
    async with driving(plain, keys=("f4",)) as driven:
        replaced(path, KEY, None)
        await driven.until(lambda: bool(driven.app.screen.query(PassphraseInput)))
        await unlock(driven)
        assert driven.app.current_mode == "trends"
        assert driven.journal.passphrase == KEY


@pytest.mark.parametrize("encrypts", [False, True])
async def test_what_is_being_typed_goes_on_in_the_file_that_is_there_now(
    plain: Journal, path: Path, encrypts: bool
) -> None:
    async with driving(plain, keys=("down", "enter")) as driven:
        old = path.with_name("old.db")
        old.hardlink_to(path)
        before = driven.journal.entries.list()
        await driven.type(TYPED[0])
        replaced(path, KEY if encrypts else None, None)
        await driven.type(TYPED[1:])
        if encrypts:
            await driven.until_seen("This journal has another passphrase now")
            assert PLANTED not in driven.seen()
            await driven.type("wrong")
            await driven.press("enter")
            await driven.until_seen("This passphrase does not open")
            await unlock(driven)
        await driven.until_seen("From elsewhere")
        await driven.press("escape")
        assert f"{PLANTED} one{TYPED}" in [entry.body for entry in driven.journal.entries.list()]
        assert driven.journal.passphrase == (KEY if encrypts else None)
        assert TYPED in driven.seen()
    with contextlib.closing(Journal.open(old)) as journal:
        assert journal.entries.list() == before


async def test_words_are_offered_later_when_the_lock_is_closed_before(plain: Journal, path: Path) -> None:
    async with driving(plain, keys=("down", "enter")) as driven:
        await driven.type(TYPED[0])
        replaced(path, KEY, None)
        await driven.type(TYPED[1:])
        await driven.until_seen("This journal has another passphrase now")
        await driven.press("ctrl+q")
        await driven.until_over()
    assert len(paths.unsaved_files(path)) == 1
    assert not any(TYPED.encode() in file.read_bytes() for file in path.parent.rglob("*.*") if file.is_file())
    with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
        async with driving(journal) as driven:
            await driven.until_seen("something was still being written in it")
            await driven.press("enter", "escape")
            assert f"{PLANTED} one{TYPED}" in [entry.body for entry in journal.entries.list()]
    assert paths.unsaved_files(path) == []


async def test_the_file_comes_back_as_it_was_while_the_new_passphrase_is_asked_for(
    plain: Journal, path: Path
) -> None:
    async with driving(plain, keys=("down", "enter")) as driven:
        await driven.type(TYPED[0])
        old = path.with_name("old.db")
        old.hardlink_to(path)
        replaced(path, KEY, None)
        await driven.type(TYPED[1:])
        await driven.until_seen("This journal has another passphrase now")
        old.replace(path)
        await driven.until(lambda: not driven.app.state.needs_new_passphrase)
        await unlock(driven, "anything")
        await driven.press("escape")
        assert f"{PLANTED} one{TYPED}" in [entry.body for entry in driven.journal.entries.list()]
    assert paths.unsaved_files(path) == []


async def test_no_copy_is_saved_in_the_earlier_way(plain: Journal, path: Path) -> None:
    """It would not be encrypted, beside a journal that is."""
    async with driving(plain, keys=("down", "enter")) as driven:
        await driven.type(TYPED[0])
        # As somebody does who never stops typing.
        Time(driven)
        replaced(path, KEY, None)
        await driven.type(TYPED[1:])
        await driven.until(lambda: driven.app.state.needs_new_passphrase)
        await driven.app.run_action("palette('save_copy')")
        await driven.until(lambda: any("then a copy can be saved" in said for said in driven.notices()))
        await driven.press("ctrl+l")
        await driven.until_seen("This journal has another passphrase now")
        await unlock(driven)
        assert not driven.app.state.needs_new_passphrase
        await driven.press("escape")
        assert f"{PLANTED} one{TYPED}" in [entry.body for entry in driven.journal.entries.list()]


@pytest.mark.parametrize("key", [None, KEY])
async def test_the_text_of_a_note_that_the_other_file_does_not_have_becomes_a_note(
    plain: Journal, path: Path, key: Passphrase | None
) -> None:
    async with driving(plain, keys=("down", "enter")) as driven:
        await driven.type(TYPED)
        other = path.with_name("other.db")
        with contextlib.closing(new_journal(other, passphrase=key)) as journal:
            journal.entries.add("between", TODAY, title="From elsewhere")
        other.replace(path)
        await driven.type("x")
        if key:
            await driven.until_seen("This journal has another passphrase now")
            await unlock(driven)
        await driven.until_seen("From elsewhere")
        await driven.press("escape")
        assert sorted(entry.body for entry in driven.journal.entries.list()) == ["", f"{PLANTED} one{TYPED}x"]


@pytest.mark.parametrize("loops", [0, 1, 3, 10])
async def test_what_is_typed_behind_a_click_waits_for_the_note(sealed: Journal, loops: int) -> None:
    """Where the page comes into sight for the first time, and by no key."""
    sealed.entries.add("session", TODAY, body="Here it begins.")
    async with driving(sealed) as driven:
        await driven.press("f3", "ctrl+l")
        await driven.until(lambda: driven.app.opened is None)
        await driven.type(WORDS)
        await driven.press("enter")
        await driven.until(lambda: driven.app.current_mode == "checklist")
        assert "journal" not in driven.app._screen_stacks
        driven.app.screen.post_message(NavBar.Picked("journal"))
        while driven.app.current_mode != "journal" or not driven.app.screen.is_mounted:
            await asyncio.sleep(0)
        for _ in range(loops):
            await asyncio.sleep(0)
        driven.press_at_once("enter", *" fix")
        await driven.until_seen("Here it begins. fix")


async def test_a_page_that_is_taken_down_while_its_note_comes_leaves_nothing(
    sealed: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when everything is hidden in the moment in which it is opened."""
    add_note = JournalScreen.add_note

    async def late(page: JournalScreen) -> None:
        driven.app.lock.cover()
        removed = asyncio.create_task(driven.app.lock.close())
        while not page.query_one("#note-pane")._pruning:
            await asyncio.sleep(0)
        await add_note(page)
        ended.append((page, removed))

    ended: list[tuple[JournalScreen, asyncio.Task[None]]] = []
    async with driving(sealed) as driven:
        await driven.press("ctrl+l")
        await driven.until(lambda: driven.app.opened is None)
        monkeypatch.setattr(JournalScreen, "add_note", late)
        await driven.type(WORDS)
        await driven.press("enter")
        await driven.until(lambda: ended)
        ((page, removed),) = ended
        await driven.until(removed.done)
        assert not page.note_pane.is_ready
        assert PLANTED not in driven.seen()
        monkeypatch.setattr(JournalScreen, "add_note", add_note)
        await driven.press("enter")
        await driven.type(WORDS)
        await driven.press("enter")
        await driven.until_seen(f"{PLANTED} two")


async def test_the_note_is_wrapped_whoever_asks_for_places_while_it_comes(sealed: Journal) -> None:
    """Textual tells a widget of its size only where nobody asked for its place before it was laid out."""
    wide = "of a line that is much wider than the room there is for it " * 3
    sealed.entries.add("session", TODAY, body=wide)

    async def ask() -> None:
        while True:
            if any(editor.text for editor in driven.app.screen.query(NoteEditor)):
                compositor = driven.app.screen._compositor
                compositor._full_map_invalidated = True
                assert compositor.full_map is not None
            await asyncio.sleep(0)

    async with driving(sealed) as driven:
        await driven.press("ctrl+l")
        await driven.until(lambda: driven.app.opened is None)
        await driven.type(WORDS)
        asking = asyncio.create_task(ask())
        await driven.press("enter")
        await driven.until_seen("of a line")
        asking.cancel()
        await driven.press("enter", "end")
        await driven.type(" and on it goes")
        editor = driven.app.screen.query_one(NoteEditor)
        assert editor.wrapped_document.height == len(editor.wrapped_document.lines[0]) > 3
        assert "and on it goes" in driven.seen()
