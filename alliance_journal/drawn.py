"""A page is drawn once, as soon as all of it is known.

Textual draws a page that comes into sight after a fixed time, and one of another size at each step on the way: as
it was, with other styles, with other bars, and so on (speed.md, goals 12 to 16).
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App
from textual.screen import Screen
from textual.theme import Theme

from alliance_journal.in_turn import InTurnApp, heard
from alliance_journal.widgets.styling import KeptStylesheet


class DrawnOnceApp(InTurnApp):
    """Draws a page that comes into sight, or a window of another size, when every widget knows its room."""

    def __init__(self, themes: Sequence[Theme], theme: str) -> None:
        """Start in one of these themes, so that no other one's values are ever worked out."""
        super().__init__()
        self._draw_now: Callable[[], None] | None = None
        self._drawing: asyncio.Task[None] | None = None
        for known in themes:
            self.register_theme(known)
        self.set_reactive(App.theme, theme)
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())

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

    async def turn_to(self, mode: str) -> None:
        """Go to a page, and draw it.

        Not to the cover: it is put on the screen while the program may be about to be stopped.
        """
        await self.switch_mode(mode)
        self._draw_when_known()

    def _check_resize(self) -> None:
        """Tell the page about another size, and draw it."""
        if self._resize_event is not None and self._dom_ready:
            self.delay_update()
            super()._check_resize()
            self._draw_when_known()
        else:
            super()._check_resize()

    def delay_update(self, delay: float = 0.05) -> None:
        """Draw nothing for so long, or until it is said that it is time."""
        self._begin_batch()
        waiting = [self._end_batch]

        def draw() -> None:
            if waiting:
                waiting.pop()()
                if not self._batch_count:
                    _draw(self.screen)

        self._draw_now = draw
        self.set_timer(delay, draw, name="delay_update")

    def _draw_when_known(self) -> None:
        """Draw what is held back once all in sight has done what it was told; at the latest when the time is up."""
        if self._draw_now:
            self._drawing = asyncio.create_task(_draw_behind(self.screen, self._draw_now))


async def _draw_behind(screen: Screen[Any], draw: Callable[[], None]) -> None:
    # First that it is in sight, or has another size; then what each of its widgets makes of that.
    await heard(screen)
    await asyncio.gather(*(heard(widget) for widget in screen.walk_children() if widget.message_queue_size))
    draw()


def _draw(screen: Screen[Any]) -> None:
    """Draw all of it, behind what its widgets have to say; left alone it would wait for a sixtieth of a second."""
    for widget in screen.query("*"):
        widget._check_refresh()
    screen.call_later(_draw_whole, screen)


def _draw_whole(screen: Screen[Any]) -> None:
    # Not by a refresh, which would draw it once more behind a change of layout.
    screen._set_dirty()
    screen._dirty_widgets.add(screen)
    screen._repaint_required = False
    screen._on_timer_update()
