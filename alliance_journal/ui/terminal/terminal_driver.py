"""Textual's terminal driver with repairs: broken bytes, a lost terminal, a fast end, the modes of the shell.

Textual has no public way for any of these. Every private name used here stands in `private_names`.
"""

import codecs
import os
import selectors
import sys
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any, Final

from rich.segment import Segment
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter

from alliance_journal.ui.terminal.paste_decoder import PasteDecoder

TerminalModes = list[Any]
"""Modes of a terminal, as returned by `termios.tcgetattr`."""
CONTROL_CHARACTERS: Final = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Characters that are never written to the terminal: controls, line separators, direction overrides. Width 0."""


class ControlCharacterFilter(LineFilter):
    """Removes control characters from drawn text; the text itself is not changed.

    Attributes:
        others: filters that are applied before. In one filter, each line is built once and not once a filter.
    """

    def __init__(self, others: Sequence[LineFilter] = ()) -> None:
        super().__init__()
        self.others = others

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line without control characters."""
        for other in self.others:
            segments = other.apply(segments, background)
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(segment.text.translate(CONTROL_CHARACTERS), segment.style)
            for segment in segments
        ]


def repaired(
    driver: type[Driver],
    shell_modes: Callable[[], TerminalModes | None],
    created: Callable[[Driver], object] = lambda _: None,
) -> type[Driver]:
    """Return a subclass of Textual's driver with the repairs that the platform needs.

    On Linux and macOS:

    - Bytes that are not UTF-8 (a paste in another encoding, a bad line) become �; Textual ends with a traceback.
    - Output to a terminal that is gone is dropped; Textual waits for it for ever.
    - The input thread ends at once when the app is left; Textual waits for its next poll, or for ever.
    - The shell gets back the modes it had before the program set its own at the start.

    Args:
        driver: Textual's driver for this platform.
        shell_modes: returns the terminal's modes before the program started; None if it has no terminal.
        created: called with each driver that is created.
    """
    module: Any = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):
        module.getincrementaldecoder = _tolerant
    if hasattr(module, "WriterThread"):
        module.WriterThread = _lasting(module.WriterThread)
    if hasattr(module, "selectors"):
        driver = _with_fast_end(driver, module, shell_modes)
    return _reporting(driver, created)


def _reporting(driver: Any, created: Callable[[Driver], object]) -> type[Driver]:
    class ReportingDriver(driver):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            created(self)

    made: type[Driver] = ReportingDriver
    return made


def _tolerant(encoding: str) -> Any:
    return lambda: PasteDecoder(codecs.getincrementaldecoder(encoding)(errors="replace"))


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
            # Twice: the thread may have taken the first one and lost the terminal over output still queued.
            self._queue.put(None)
            super().stop()

    return LastingWriter


class _ExitEvent(Event):
    """Event that also wakes a selector: its pipe becomes readable when it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.read_end, self._write_end = os.pipe()

    def set(self) -> None:
        if not self.is_set():
            super().set()
            os.write(self._write_end, b".")

    def clear(self) -> None:
        if self.is_set():
            os.read(self.read_end, 1)
        super().clear()


class _WakingSelector(selectors.SelectSelector):
    """Selector that returns at once when the exit event is set."""

    def __init__(self, exit_event: _ExitEvent) -> None:
        super().__init__()
        self._exit_end = exit_event.read_end
        self.register(self._exit_end, selectors.EVENT_READ)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what can be read; nothing, and at once, if only the exit event is registered."""
        if len(self.get_map()) == 1:
            return []
        return [(key, mask) for key, mask in super().select(timeout) if key.fd != self._exit_end]


class _Selectors:
    """Replacement of the module `selectors` for the input thread."""

    EVENT_READ = selectors.EVENT_READ

    def __init__(self, exit_event: _ExitEvent) -> None:
        self._exit_event = exit_event

    def SelectSelector(self) -> _WakingSelector:
        """Create the selector, under the name that Textual uses."""
        return _WakingSelector(self._exit_event)


def _with_fast_end(driver: Any, module: Any, shell_modes: Callable[[], TerminalModes | None]) -> type[Driver]:
    class RepairedDriver(driver):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.exit_event = _ExitEvent()
            self._is_first_start = True

        def start_application_mode(self) -> None:
            super().start_application_mode()
            # Later the shell may have set other modes, which Textual reads by itself.
            if self._is_first_start and (modes := shell_modes()):
                self.attrs_before: TerminalModes | None = modes
            self._is_first_start = False

        def run_input_thread(self) -> None:
            module.selectors = _Selectors(self.exit_event)
            super().run_input_thread()

        def _sigcont_application(self, *_: object) -> None:
            """Resume after a pause.

            A process that loses its terminal gets SIGCONT as well. Textual would start its threads once more, and
            the program would never end.
            """
            if self._must_signal_resume:
                super()._sigcont_application()
            elif self._app.is_running and self._has_terminal():
                # Stopped from outside: another program may have changed the terminal's modes meanwhile.
                self.suspend_application_mode()
                super()._sigcont_application()

        def _has_terminal(self) -> bool:
            try:
                module.termios.tcgetattr(self.fileno)
            except module.termios.error:
                return False
            return True

    made: type[Driver] = RepairedDriver
    return made
