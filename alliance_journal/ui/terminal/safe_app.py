"""Base class of the app: whatever ends it, typed text is saved first and none of it is shown or copied outside."""

import asyncio
import base64
import signal
from collections.abc import Sequence
from functools import partial
from io import StringIO
from typing import Any, Final

from rich.console import Console
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message_pump import MessagePump
from textual.theme import Theme
from textual.worker import WorkerFailed

from alliance_journal.crash_message import ALL_SAVED, LAST_WORDS_NOT_SAVED, crash_message
from alliance_journal.ui.key_map import KeyMap
from alliance_journal.ui.stylesheet import CachedStylesheet
from alliance_journal.ui.terminal import key_queue
from alliance_journal.ui.terminal.key_queue import KeyQueue
from alliance_journal.ui.terminal.signals import END_SIGNALS, on_signal
from alliance_journal.ui.terminal.terminal_driver import ControlCharacterFilter, TerminalModes, repaired

QUIET_SECONDS: Final = 0.05
"""Time without a key after which everything typed has been read."""
BLANK: Final = "\x1b[0m\x1b[2J"
"""Default colours, and an empty screen."""


class SafeApp(App[None]):
    """App that keeps typed text safe and private at every end.

    Attributes:
        shell_modes: the terminal's modes before the program started; the shell gets them back.
        crash_message: one line about an unexpected error, without any words of the journal; empty without one.
        keys: the queue of typed events.
        key_map: which key runs a command now.
    """

    shell_modes: TerminalModes | None = None
    key_map: KeyMap = KeyMap()
    _terminal: Driver | None = None

    def __init__(self, themes: Sequence[Theme], theme: str) -> None:
        """Start in one of these themes, so that the values of no other one are computed."""
        super().__init__()
        for known in themes:
            self.register_theme(known)
        self.set_reactive(App.theme, theme)
        self.stylesheet: CachedStylesheet = CachedStylesheet(variables=self.get_css_variables())
        # Textual prints its tracebacks here: they show local variables, and with them the client's words.
        self.error_console = Console(file=StringIO())
        self.crash_message = ""
        self.keys = KeyQueue(self, super().on_event)
        self._copied_text = ""
        self._has_started = self._has_exited = False
        self._character_filter = ControlCharacterFilter()

    def save_all(self) -> bool:
        """Save all typed text; return True if all of it is on the disk."""
        raise NotImplementedError

    def save_beside(self) -> bool:
        """Write text that the journal does not take to a file beside it; return True if nothing is lost."""
        return False

    def try_save_all(self) -> bool:
        """Save all typed text, whatever goes wrong; return True if all of it is on the disk."""
        try:
            return self.save_all()
        except Exception:
            return False

    def use_key_map(self, key_map: KeyMap) -> None:
        """Use these keys from now on."""
        self.key_map = key_map
        self.keys.use_key_map(key_map)
        self.set_keymap(key_map.keymap())

    # Terminal

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's driver with the repairs of `terminal_driver`."""
        return repaired(super().get_driver_class(), lambda: self.shell_modes, self._driver_created)

    def _driver_created(self, driver: Driver) -> None:
        self._terminal = driver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return one filter that applies Textual's and removes control characters."""
        others = super().get_line_filters()
        if others != self._character_filter.others:
            self._character_filter = ControlCharacterFilter(others)
        return [self._character_filter]

    def blank_terminal(self) -> None:
        """Empty the terminal at once, before Textual draws again."""
        if self._terminal:
            self._terminal.write(BLANK)
            self._terminal.flush()

    async def on_event(self, event: events.Event) -> None:
        """Pass every event through the key queue."""
        await self.keys.receive(event)

    async def show_page(self, mode: str) -> None:
        """Show a page; keys typed from now on are for it, also where a click or a timer shows it."""
        self.keys.hold()
        await self.switch_mode(mode)

    # Clipboard and addresses

    @property
    def clipboard(self) -> str:
        """Text copied or cut in the app; it never leaves the app by itself."""
        return self._copied_text

    def copy_to_clipboard(self, text: str) -> None:
        """Keep copied text inside the app."""
        self._copied_text = text

    def copy_to_terminal(self, text: str) -> None:
        """Copy text to the terminal's clipboard (OSC 52), where the client asked for that."""
        self._copied_text = text
        if self._terminal:
            self._terminal.write(f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a")

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Show an address; nothing is ever opened."""
        self.notify(url, markup=False)

    def notify(self, message: str, **options: Any) -> None:
        """Show a notice, with the keys in force in the place of commands such as `<journal.undo>`."""
        super().notify(self.key_map.fill(message), **options)

    def bell(self) -> None:
        """Make no sound."""

    def forget_removed_widgets(self) -> None:
        """Drop references to removed widgets, whose text Textual would keep in memory."""
        self._mouse_down_widget = None
        watchers: dict[str, list[tuple[MessagePump, object]]] = getattr(self, "__watchers", {})
        for watching in watchers.values():
            watching[:] = [(one, callback) for one, callback in watching if one.is_running]

    # Signals

    def on_load(self) -> None:
        """Handle signals before the terminal is touched, and let keys wait for the first page."""
        for name, code in END_SIGNALS:
            if (number := getattr(signal, name, None)) is not None:
                on_signal(number, partial(self.end_by_signal, code))
        self.keys.hold()

    def on_ready(self) -> None:
        """Remember that from here on an error meets a running app."""
        self._has_started = True

    def end_by_signal(self, code: int) -> None:
        """Save at once; then handle the keys that were read already, and exit with this code."""
        self.try_save_all()
        if self._has_started:
            # Each key takes its time, but together not for ever.
            self.call_later(self._end_when_drained, code)
            asyncio.get_running_loop().call_later(key_queue.TIMEOUT_SECONDS, self._end_now, code)
        else:
            self._end_now(code)

    async def _end_when_drained(self, code: int) -> None:
        await self.keys.drain()
        if self.keys.is_empty:
            # The input thread may not have passed on everything that it read.
            await asyncio.sleep(QUIET_SECONDS)
        if self.keys.is_empty:
            self._end_now(code)
        else:
            # Not in the app's own queue: keys are handled there.
            asyncio.get_running_loop().call_later(QUIET_SECONDS, self.call_later, self._end_when_drained, code)

    def _end_now(self, code: int) -> None:
        if not self._has_exited:
            self._save_at_end()
            self.exit(return_code=code)

    def exit(self, result: Any = None, return_code: int = 0, message: Any = None) -> None:
        """Exit, as Textual does; errors of pages that are taken down afterwards are not reported."""
        self._has_exited = True
        super().exit(result, return_code, message)

    # Unexpected errors

    def _save_at_end(self) -> bool:
        """Save all typed text, in the journal or beside it; return True if nothing is lost."""
        if self.try_save_all():
            return True
        try:
            return self.save_beside()
        except Exception:
            return False

    def _handle_exception(self, error: Exception) -> None:
        """Save typed text, then end as Textual does. The error's own text may hold the client's words."""
        if self._has_exited or (self._has_started and not self.is_running):
            # A page that was half composed when the app was left; everything is saved already.
            return
        self._describe(error)
        try:
            super()._handle_exception(error)
        except Exception:
            # The traceback that Textual makes, and that nobody sees, cannot be made.
            super().panic()

    def panic(self, *renderables: Any) -> None:
        """End as after an unexpected error; nothing of what Textual wants to print is shown."""
        self._describe(RuntimeError())
        self.exit(return_code=1)
        super().panic()

    def _describe(self, error: Exception) -> None:
        if not self.crash_message:
            cause = error.error if isinstance(error, WorkerFailed) else error
            self.crash_message = crash_message(cause, ALL_SAVED if self._save_at_end() else LAST_WORDS_NOT_SAVED)
