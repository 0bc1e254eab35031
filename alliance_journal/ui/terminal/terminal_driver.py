"""Between Textual and the terminal: no text steers it, no stray byte ends the app, a lost line never holds it."""

import codecs
import os
import selectors
import sys
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event
from typing import Any, Final

from rich.segment import Segment
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter

Modes = list[Any]
"""A terminal's modes, as the standard library's termios hands them out."""
STEERING: Final = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""What is never drawn: control characters, line ends and turned directions. None of them takes up a cell."""


class Unsteered(LineFilter):
    """Draws a text's letters and nothing else; the text itself stays as it is.

    Attributes:
        others: the filters a line goes through before. Together they cost what one does: each one by itself would
            make every line anew.
    """

    def __init__(self, others: Sequence[LineFilter] = ()) -> None:
        super().__init__()
        self.others = others

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line, without what would steer the terminal."""
        for other in self.others:
            segments = other.apply(segments, background)
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(segment.text.translate(STEERING), segment.style)
            for segment in segments
        ]


def steadied(driver: type[Driver], shell_modes: Callable[[], Modes | None]) -> type[Driver]:
    """Textual's driver for Linux and macOS, made steady; any other as it is.

    Bytes that are no UTF-8, from a paste in another encoding or a line that garbles, become �: Textual would end
    with a traceback. And what is drawn when the terminal is gone is dropped: Textual would wait for it forever.
    When the app is left, or its terminal is lost, nobody waits for another key: Textual would, perhaps forever.
    And a shell that is gone back to gets the modes it had, not those that the program made for its start.
    """
    module: Any = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):
        module.getincrementaldecoder = _tolerant
    if hasattr(module, "WriterThread"):
        module.WriterThread = _lasting(module.WriterThread)
    if hasattr(module, "selectors"):
        return _prompt(driver, module, shell_modes)
    return driver


def _tolerant(encoding: str) -> Any:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


def _lasting(writer: Any) -> Any:
    if hasattr(writer, "lasting"):
        return writer

    class LastingWriter(writer):  # type: ignore[misc]
        lasting = True

        def run(self) -> None:
            try:
                super().run()
            except OSError:
                while self._queue.get() is not None:
                    pass

        def stop(self) -> None:
            # Twice: the thread may have taken the first one, and lost the terminal over what it still had to draw.
            self._queue.put(None)
            super().stop()

    return LastingWriter


class _Ending(Event):
    """That no key is wanted any more; whoever waits for one is woken."""

    def __init__(self) -> None:
        super().__init__()
        self.heard, self._told = os.pipe()

    def set(self) -> None:
        if not self.is_set():
            super().set()
            os.write(self._told, b".")

    def clear(self) -> None:
        if self.is_set():
            os.read(self.heard, 1)
        super().clear()


class _Waking(selectors.SelectSelector):
    """Waits for keys, and no longer than they are wanted."""

    def __init__(self, ending: _Ending) -> None:
        super().__init__()
        self._ending = ending.heard
        self.register(self._ending, selectors.EVENT_READ)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What can be read; nothing, and at once, where only the end can come."""
        if len(self.get_map()) == 1:
            return []
        return [(key, mask) for key, mask in super().select(timeout) if key.fd != self._ending]


class _Selectors:
    """In the place of the standard library's module, for the thread that waits for keys."""

    EVENT_READ = selectors.EVENT_READ

    def __init__(self, ending: _Ending) -> None:
        self._ending = ending

    def SelectSelector(self) -> _Waking:
        """By the name that Textual calls."""
        return _Waking(self._ending)


def _prompt(driver: Any, module: Any, shell_modes: Callable[[], Modes | None]) -> type[Driver]:
    class PromptDriver(driver):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.exit_event = _Ending()
            self._is_first = True

        def start_application_mode(self) -> None:
            super().start_application_mode()
            # Later on a shell may have set other ones, which Textual finds by itself.
            if self._is_first and (modes := shell_modes()):
                self.attrs_before: Modes | None = modes
            self._is_first = False

        def run_input_thread(self) -> None:
            module.selectors = _Selectors(self.exit_event)
            super().run_input_thread()

        def _sigcont_application(self, *_: object) -> None:
            """Go on after a pause.

            Whoever loses the terminal is told to go on, too. Textual would start its threads once more then, and
            the program would never end.
            """
            if self._must_signal_resume:
                super()._sigcont_application()
            elif self._app._running and self._is_there():
                # Stopped from outside: the terminal may have been set up for another program meanwhile.
                self.suspend_application_mode()
                super()._sigcont_application()

        def _is_there(self) -> bool:
            try:
                module.termios.tcgetattr(self.fileno)
            except module.termios.error:
                return False
            return True

    made: type[Driver] = PromptDriver
    return made
