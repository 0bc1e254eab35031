"""A screen that is styled, laid out and drawn once when it comes into sight.

Textual does each of that two or three times where it comes for the first time (speed.md, goals 1, 12 to 16).
"""

from textual import events
from textual.geometry import Size
from textual.screen import Screen


class DrawnOnceScreen(Screen[None]):
    """A page, or what stands in its place."""

    def __init__(self) -> None:
        super().__init__()
        self._in_sight = False
        # From the beginning, not only once the size is told.
        self._take_room(self.app.size, update=False)
        self._styled_for = self._looks()

    async def on_event(self, event: events.Event) -> None:
        """Coming into sight for the first time is said twice by Textual, which would style everything twice."""
        if isinstance(event, events.ScreenResume):
            if self._in_sight:
                return
            self._in_sight = True
            # As costly as drawing all of it, and for nothing where all is as it was.
            event.refresh_styles, self._styled_for = self._styled_for != self._looks(), self._looks()
        elif isinstance(event, events.ScreenSuspend):
            self._in_sight = False
        await super().on_event(event)

    def _compositor_refresh(self) -> None:
        """Draw; but nothing while the app shows nothing of it, as Textual does to throw it away."""
        if not self.app._batch_count:
            super()._compositor_refresh()

    def _screen_resized(self, size: Size) -> None:
        """Take another size, styled for it before it is laid out; Textual lays it out with the old styles first."""
        if size != self.app.size or (self._in_sight and size == self._compositor.size):
            # Another one is on its way; or it comes back from having been laid out.
            return
        if self.is_attached:
            self._take_room(size)
        super()._screen_resized(size)

    def _take_room(self, size: Size, *, update: bool = True) -> None:
        """Say in classes how much room there is."""
        across, down = self.app.HORIZONTAL_BREAKPOINTS or [], self.app.VERTICAL_BREAKPOINTS or []
        here = self._get_breakpoint_classes(size.width, across) | self._get_breakpoint_classes(size.height, down)
        self.update_classes({name: name in here for _, name in (*across, *down)}, update, animate=False)

    def _looks(self) -> tuple[object, ...]:
        """All that the styles of a page depend on and that can change while it is out of sight."""
        return self.app.theme, self.app.size, frozenset(self.app.pseudo_classes)
