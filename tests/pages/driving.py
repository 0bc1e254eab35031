"""Driving the app by key and by mouse over a real file or the example notes."""

import asyncio
import contextlib
import datetime as dt
import functools
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from textual import events
from textual.message import Message
from textual.notifications import Notify
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Input, TextArea

from alliance_journal.domain.sample.example_year import sample
from alliance_journal.settings import Settings
from alliance_journal.store.core.connection import connect_memory
from alliance_journal.store.core.database import Database, utc_now
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.core.sqlite_driver import Connection
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import import_into
from alliance_journal.ui.app import JournalApp
from alliance_journal.ui.setup.welcome_screen import Beginning
from tests.pages import quick

quick.make_quick()
TODAY: Final = dt.date(2026, 5, 30)
COVER: Final = "· f12 Help now"
"""Everything on the screen that hides the notes."""
PATIENCE: Final = 1500
"""How often `until` looks before it gives up. Never how long anything should take."""
SIZES: Final = ((80, 24), (120, 40), (60, 20))
each_size: Final = pytest.mark.parametrize(
    "size", [(60, 20), *(pytest.param(size, marks=pytest.mark.slow) for size in ((80, 24), (120, 40)))]
)
"""Where there is least room. The others run with the slow tests; most tests without a size are at 80x24."""


def instant() -> dt.datetime:
    return dt.datetime(2026, 5, 30, 12, 0, tzinfo=dt.UTC)


def with_sample(path: Path) -> Journal:
    """A real file with the invented year in it: a copy of one that is made once."""
    path.touch(0o600)
    path.write_bytes(_sample_file())
    return Journal.open(path)


@functools.cache
def _sample_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        with contextlib.closing(Journal.begin(path)) as journal:
            import_into(journal, sample(TODAY))
        return path.read_bytes()


def example() -> Journal:
    """The example notes in memory, as --demo shows them."""
    connection = connect_memory()
    _sample_in_memory().backup(connection)
    return Journal(Database(connection, None, utc_now))


@functools.cache
def _sample_in_memory() -> Connection:
    """The invented year in memory, made once for all tests."""
    journal = Journal.in_memory()
    import_into(journal, sample(TODAY))
    return database_of(journal).connection


def lines_of(screen: Screen[Any]) -> list[str]:
    """A screen line by line."""
    return ["".join(segment.text for segment in strip) for strip in screen._compositor.render_strips()]


class Driven:
    """The running app, and what a person does with it and sees of it."""

    def __init__(self, app: JournalApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.every_notice: list[str] = []
        self._drawings = 0
        self._with_words: Screen[Any] | None = None

    async def press(self, *keys: str) -> None:
        # For a fifth of a second, Textual does not press a button again that was pressed; no finger is that quick.
        while isinstance(button := self.app.focused, Button) and button.has_class("-active"):
            await self.pilot.pause(0.02)
        # Not `Pilot.press`: it waits for the widgets once more, as `drawn` does at once.
        await self.app._press_keys(keys)
        await self.drawn()

    def press_at_once(self, *keys: str) -> None:
        """As a terminal hands over keys to a busy computer, or from fast hands: nothing is drawn between them."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))

    async def drawn(self) -> None:
        """Until what was asked for is on the screen, and nothing more comes: a page that just opens is empty.

        Reading the screen costs as much as many a key, so that it is read only where something was drawn meanwhile.
        """
        seen: list[str] = []
        for _ in range(PATIENCE):
            drawings = self._drawings
            await self.pilot.pause()
            if self._drawings == drawings and self._with_words is self.app.screen:
                return
            seen, before = self.lines(), seen
            if any(map(str.strip, seen)):
                self._with_words = self.app.screen
                if seen == before:
                    return
        raise AssertionError("The screen stays empty, or never comes to rest.")

    def count_drawing(self) -> None:
        """Count one more drawing."""
        self._drawings += 1

    async def until(self, holds: Callable[[], object]) -> None:
        """Until something holds that a thread or a timer brings about."""
        for _ in range(PATIENCE):
            if holds():
                await self.drawn()
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"It never came to that:\n{self.seen()}")

    async def until_over(self) -> None:
        """Until the app is left; nothing is drawn any more then."""
        for _ in range(PATIENCE):
            if self.app._exit:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("It does not end.")

    async def until_seen(self, words: str) -> None:
        """Until words are on the screen, however they are broken into lines there."""
        await self.until(lambda: words in " ".join(self.seen().replace("│", " ").split()))

    async def type(self, text: str) -> None:
        await self.press(*(_KEY_NAMES.get(char, char) for char in text))

    async def paste(self, text: str) -> None:
        """As a terminal hands over what was pasted."""
        assert self.app.focused is not None
        self.app.focused.post_message(events.Paste(text))
        await self.pilot.pause()

    async def click(self, words: str, *, nth: int = 0, offset: int = 0) -> None:
        """Click on words where they are seen."""
        for y, line in enumerate(self.lines()):
            found = [match.start() for match in re.finditer(re.escape(words), line)]
            if len(found) > nth:
                await self.pilot.click(offset=(found[nth] + offset, y))
                await self.drawn()
                return
            nth -= len(found)
        raise AssertionError(f"{words!r} is not on the screen:\n{self.seen()}")

    def lines(self) -> list[str]:
        """What is on the screen, line by line."""
        return lines_of(self.app.screen)

    def seen(self) -> str:
        return "\n".join(self.lines())

    def notices(self) -> list[str]:
        return [notice.message for notice in self.app._notifications]

    def words(self) -> str:
        """The words on the screen, each with one space before it."""
        return " ".join(self.seen().split())

    @property
    def journal(self) -> Journal:
        assert self.app.opened is not None
        return self.app.opened.journal


_KEY_NAMES: Final = {
    " ": "space",
    ".": "full_stop",
    "\n": "enter",
    "/": "slash",
    ",": "comma",
    "-": "minus",
    ":": "colon",
}


@asynccontextmanager
async def driving(
    journal: Journal | JournalError | None,
    size: tuple[int, int] = (80, 24),
    settings: Settings | None = None,
    begin: Journal | None = None,
    settings_file: Path | None = None,
    keys: Iterable[str] = (),
    path: Path | None = None,
    upkeep: bool = False,
) -> AsyncIterator[Driven]:
    """The app over this journal; `begin` is the journal the first card makes.

    What the app does once a day is done already, but with `upkeep`.
    """
    begun: list[Beginning] = []

    def beginning(filled: Beginning) -> Journal:
        begun.append(filled)
        assert begin is not None
        return begin

    if isinstance(journal, Journal) and journal.path and not journal.read_only and not upkeep:
        journal.file_settings.set_maintained_on(TODAY.isoformat())
    app = JournalApp(journal, beginning, lambda: TODAY, settings or Settings(), settings_file, path)
    app.lock.wrong_seconds = 0
    noticed: list[str] = []

    def hear(message: Message) -> None:
        if isinstance(message, Notify):
            noticed.append(message.notification.message)

    async with app.run_test(size=size, notifications=True, message_hook=hear) as pilot:
        driven = Driven(app, pilot)
        driven.every_notice = noticed
        app.post_display_hook = driven.count_drawing  # type: ignore[method-assign]
        await driven.drawn()
        if keys:
            await driven.press(*keys)
        yield driven
    if app.opened and app.opened.journal not in (journal, begin):
        # The one it was given is the test's own.
        app.close_journal()


async def hold_still(driven: Driven) -> None:
    """No blinking cursor, so that a picture is the same at every moment."""
    for widget in (*driven.app.screen.query(TextArea), *driven.app.screen.query(Input)):
        widget.cursor_blink = False
    await driven.pilot.pause()
