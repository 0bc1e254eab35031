"""An app that ends calmly whatever happens: what was typed is kept, and none of it is shown to anybody."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from textual.driver import Driver
from textual.filter import LineFilter
from textual.theme import Theme
from textual.worker import WorkerFailed

from alliance_journal.calm import KEPT, NOT_KEPT, unforeseen
from alliance_journal.drawn import DrawnOnceApp
from alliance_journal.ui.terminal.key_queue import HEARING_SECONDS
from alliance_journal.ui.terminal.terminal_driver import Modes, Unsteered, steadied

ENDINGS: Final = (("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130))
QUIET_SECONDS: Final = 0.05
"""Where nothing came for so long, nothing more was read."""


def hear_signal(number: int, then: Callable[[], object]) -> None:
    """Do something in the running loop when this signal comes, until that loop is closed.

    asyncio alone would lose it where many keys come at once: it hands a signal over as a byte in the pipe by which
    every key wakes the loop, and that can be full.
    """
    loop = asyncio.get_running_loop()

    def heard(*_: object) -> None:
        loop.call_soon_threadsafe(then)

    # Windows has no such handlers; there the drafts are the protection.
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        # It wakes the loop, and gives the signal back in the end.
        loop.add_signal_handler(number, lambda: None)
        signal.signal(number, heard)


class GuardedApp(DrawnOnceApp):
    """What Textual shows, copies, opens or drops by itself, and this app must not (safety.md, 3, 5 and 6).

    Attributes:
        shell_modes: the terminal's modes before the program made it quiet; those are what a shell gets back.
    """

    shell_modes: Modes | None = None

    def __init__(self, themes: Sequence[Theme], theme: str) -> None:
        """Start in one of these themes, so that no other one's values are ever worked out."""
        super().__init__(themes, theme)
        # Nothing has one, and every page would bring a widget for it along.
        self._disable_tooltips = True
        self._opened = False
        self._ended_with = KEPT
        self._unsteered = Unsteered()

    def keep(self) -> bool:
        """Put what was typed anywhere on the disk; whether all of it is there now."""
        raise NotImplementedError

    def put_words_aside(self) -> bool:
        """Put what the journal does not take into a file beside it, for the next start.

        Returns:
            Whether nothing is lost now.
        """
        return False

    def get_driver_class(self) -> type[Driver]:
        """Textual's own, but neither a stray byte nor a lost line ends badly."""
        return steadied(super().get_driver_class(), lambda: self.shell_modes)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Whatever a text holds, only its letters reach the terminal."""
        others = super().get_line_filters()
        if others != self._unsteered.others:
            self._unsteered = Unsteered(others)
        return [self._unsteered]

    def copy_to_clipboard(self, text: str) -> None:
        """Copying stays inside the app: the terminal's clipboard is only reached from Prepare, on purpose."""
        self._clipboard = text

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing is ever opened; an address is only shown."""
        self.notify(url, markup=False)

    def on_load(self) -> None:
        """Be ready for the end before the terminal is touched."""
        for name, code in ENDINGS:
            number = getattr(signal, name, None)
            if number is not None:
                hear_signal(number, partial(self._end, code))

    def on_ready(self) -> None:
        """From here on, an error finds a running app."""
        self._opened = True

    def _end(self, code: int) -> None:
        self._keep_whatever_happens()
        if self._opened:
            # Behind the keys that were read already, each of which takes its time; but not for ever.
            self.call_later(self._end_heard, code)
            asyncio.get_running_loop().call_later(HEARING_SECONDS, self._end_now, code)
        else:
            self._end_now(code)

    async def _end_heard(self, code: int) -> None:
        await self.hear_out()
        if self.is_typed_to_end:
            # The thread that reads them may not be through with what it has read.
            await asyncio.sleep(QUIET_SECONDS)
        if self.is_typed_to_end:
            self._end_now(code)
        else:
            # Not in the app's own queue: what is typed goes on there.
            asyncio.get_running_loop().call_later(QUIET_SECONDS, self.call_later, self._end_heard, code)

    def _end_now(self, code: int) -> None:
        if not self._exit:
            self._keep_at_the_end()
            self.exit(return_code=code)

    def _keep_at_the_end(self) -> bool:
        """Save what was typed or, where the journal does not take it, put it into a file beside it.

        Returns:
            Whether nothing is lost.
        """
        if self._keep_whatever_happens():
            return True
        try:
            return self.put_words_aside()
        except Exception:
            return False

    def _keep_whatever_happens(self) -> bool:
        try:
            return self.keep()
        except Exception:
            return False

    def _handle_exception(self, error: Exception) -> None:
        """Keep what was typed, then end. The error's own text could hold the client's words and is not shown."""
        if self._exit or (self._opened and not self._running):
            # A page that was only half there when the app was left; everything is kept already.
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self._ended_with = KEPT if self._keep_at_the_end() else NOT_KEPT
        self._fatal_error()

    def _fatal_error(self) -> None:
        """One calm line in the place of a traceback with local variables."""
        if not self._exit_renderables:
            error = self._exception or sys.exc_info()[1] or RuntimeError()
            cause = error.error if isinstance(error, WorkerFailed) else error
            self._exit_renderables.append(unforeseen(cause, self._ended_with))
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """What Textual itself cannot go on with; the traceback it brings along is not shown."""
        self._handle_exception(RuntimeError())
