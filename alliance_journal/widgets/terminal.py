"""Between Textual and the terminal: no text steers it, no stray byte ends the app, a lost line never holds it."""

import codecs
import sys
from functools import partial
from typing import Any, Final

from rich.segment import Segment
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter

STEERING: Final = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""What is never drawn: control characters, line ends and turned directions. None of them takes up a cell."""


class Unsteered(LineFilter):
    """Draws a text's letters and nothing else; the text itself stays as it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line, without what would steer the terminal."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(segment.text.translate(STEERING), segment.style)
            for segment in segments
        ]


def steadied(driver: type[Driver]) -> type[Driver]:
    """Textual's driver for Linux and macOS, made steady; any other as it is.

    Bytes that are no UTF-8, from a paste in another encoding or a line that garbles, become �: Textual would end
    with a traceback. And what is drawn when the terminal is gone is dropped: Textual would wait for it forever.
    """
    module: Any = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):
        module.getincrementaldecoder = _tolerant
    if hasattr(module, "WriterThread"):
        module.WriterThread = _lasting(module.WriterThread)
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

    return LastingWriter
