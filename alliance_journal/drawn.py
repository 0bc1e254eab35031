"""A page is drawn once, as soon as all of it is known.

Textual draws a page that comes into sight after a fixed time, and one of another size at each step on the way: as
it was, with other styles, with other bars, and so on (speed.md, goals 12 to 16).
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from textual import events
from textual.app import App, ScreenError
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from alliance_journal.screens.place import Place
from alliance_journal.ui.terminal.key_queue import drain as heard_out
from alliance_journal.widgets.styling import KeptStylesheet, look_ahead
from alliance_journal.widgets.telling import draw_changes, draw_now, tell_changes

HOLDING_SECONDS: Final = 0.05
"""So long nothing is drawn, where not all is known before."""
WAITING_SECONDS: Final = 1.0
"""So long what is in sight may take to do what it was told, until it is not waited for any more."""


class NothingYet(Screen[None]):
    """What Textual begins with, before the first page: nobody sees it, and nothing of it is made."""

    async def on_event(self, event: events.Event) -> None:
        """It never comes into sight, and has no size."""
        if not isinstance(event, events.ScreenResume | events.Resize):
            await super().on_event(event)

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Without Textual's own parts."""


class DrawnOnceApp(App[None]):
    """Draws a page that comes into sight, or a window of another size, when every widget knows its room."""

    def __init__(self, themes: Sequence[Theme], theme: str) -> None:
        """Start in one of these themes, so that no other one's values are ever worked out."""
        super().__init__()
        self._draw_now: Callable[[], None] | None = None
        self._is_shown = asyncio.Event()
        self._is_fitting = False
        self._work: set[asyncio.Task[None]] = set()
        for known in themes:
            self.register_theme(known)
        self.set_reactive(App.theme, theme)
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """What there is before the first page."""
        return NothingYet()

    def add_mode(self, mode: str, base_screen: str | Callable[[], Screen[Any]]) -> None:
        """Add a page or a card that stands in its place.

        What is new gets its styles when it is put on the screen. Textual would style everything twice more, since a
        screen that was never seen passes for one that missed a change.
        """

        def made() -> Screen[Any]:
            assert callable(base_screen)
            screen = base_screen()
            screen._css_update_count = self._css_update_count
            return screen

        super().add_mode(mode, made)

    async def mount_ahead(self, mode: str) -> None:
        """Put together a page that nobody went to yet. It is read, laid out and drawn when somebody does."""
        if mode in self._modes and mode not in self._screen_stacks:
            make = self._modes[mode]
            assert callable(make)
            page = make()
            self.take_page(mode, page)
            await self.mount_unseen(page)

    def take_page(self, mode: str, page: Screen[Any]) -> None:
        """Have this page seen when somebody goes there."""
        self._screen_stacks[mode] = [page]

    async def mount_unseen(self, page: Screen[Any]) -> None:
        """Put a page together as Textual does it, but nobody tells it that it is in sight."""
        page._css_update_count = self._css_update_count
        _, mounted = self._get_screen(page)
        self._load_screen_css(page)
        await mounted
        look_ahead(page)

    async def turn_to(self, mode: str) -> None:
        """Go to a page, and draw it.

        Not to the cover: it is put on the screen while the program may be about to be stopped.
        """
        await self.switch_mode(mode)
        self.draw_when_ready()

    def draw_when_ready(self) -> None:
        """Draw what came into sight when all on it have done what they were told, and not only after some time."""
        draw, self._draw_now = self._draw_now, None
        if draw:
            self._keep_in_hand(self._show(self.screen, draw))

    async def _show(self, screen: Screen[Any], draw: Callable[[], None]) -> None:
        """Draw what came into sight, then what of it could wait for that."""
        await _draw_behind(screen, draw)
        await self._is_shown.wait()
        if isinstance(screen, Place) and not screen.is_whole:
            # Drawing waits for its turn there, too.
            await heard_out([screen], WAITING_SECONDS)
            draw = self._hold(HOLDING_SECONDS)
            screen.call_later(_finish, screen)
            await _draw_behind(screen, draw)

    async def _drawn(self) -> None:
        """Wait until what is in sight was drawn; all of it, where a part comes behind the rest."""
        if self._work:
            await asyncio.wait(self._work)
        # Not at the next sixtieth of a second: there may be keys that wait for it.
        self.screen.call_later(draw_changes, self.screen)

    def on_resize(self) -> None:
        """Tell a page at once. Textual lets some time pass, for the next of many sizes; a page is told the last."""
        if isinstance(_in_front(self), Place):
            self.call_next(self._check_resize)

    def _check_resize(self) -> None:
        """Tell a page about another size, and draw it, before it is told the next one: the last of those that came.

        What lies over a page is told at once, as Textual does. Of two sizes in one queue each would come back from
        being laid out, again and again, where something stands between them.
        """
        if self._resize_event is None or not isinstance(_in_front(self), Place):
            super()._check_resize()
        elif not self._is_fitting:
            self._is_fitting = True
            draw = self._hold(HOLDING_SECONDS)
            super()._check_resize()
            self._keep_in_hand(self._fit(self.screen, draw))

    async def _fit(self, page: Screen[Any], draw: Callable[[], None]) -> None:
        try:
            await _draw_behind(page, draw)
            # Nothing is drawn any more once the next size is begun with.
            await heard_out([page], WAITING_SECONDS)
        finally:
            self._is_fitting = False
            self.call_later(self._check_resize)

    def delay_update(self, delay: float = HOLDING_SECONDS) -> None:
        """Draw nothing for so long, or until it is said that it is time."""
        self._draw_now = self._hold(delay)

    def _hold(self, seconds: float) -> Callable[[], None]:
        """Draw nothing for so long, or until it is said with what is returned."""
        self._is_shown.clear()
        self._begin_batch()
        waiting = [self._end_batch]

        def draw() -> None:
            if waiting:
                waiting.pop()()

        self.set_timer(seconds, draw, name="delay_update")
        return draw

    def _end_batch(self) -> None:
        """Draw what was held back, once nobody holds it back; as the program starts, Textual does, too."""
        super()._end_batch()
        if not self._batch_count and not self._is_shown.is_set():
            if screen := _in_front(self):
                _draw(screen)
            self._is_shown.set()

    def _keep_in_hand(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside all else; it is not lost while it waits."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)


def _in_front(app: App[Any]) -> Screen[Any] | None:
    try:
        return app.screen
    except ScreenError:
        # Before the first page, and after the last one.
        return None


async def _finish(page: Place) -> None:
    # Somebody may have come and gone meanwhile.
    if not page.is_whole:
        await page.finish()


async def _draw_behind(screen: Screen[Any], draw: Callable[[], None]) -> None:
    """Draw once a screen and all on it have done what they were told; what takes long is not waited for."""
    # First that it is in sight, or has another size; then what each of its widgets makes of that.
    await heard_out([screen], WAITING_SECONDS)
    await heard_out((widget for widget in screen.walk_children() if widget.message_queue_size), WAITING_SECONDS)
    draw()


def _draw(screen: Screen[Any]) -> None:
    """Draw all of it, behind what its widgets have to say; left alone it would wait for a sixtieth of a second."""
    tell_changes(screen)
    screen.call_later(_draw_whole, screen)


def _draw_whole(screen: Screen[Any]) -> None:
    # Not by a refresh, which would draw it once more behind a change of layout.
    screen._set_dirty()
    draw_now(screen)
