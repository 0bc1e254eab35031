"""Signals as calls in the running event loop."""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from typing import Final

END_SIGNALS: Final = (("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130))
"""Signals that end the program, each with its exit code. Windows has not all of them."""


def on_signal(number: int, callback: Callable[[], object]) -> None:
    """Call something in the running loop whenever this signal comes, until the loop is closed.

    `loop.add_signal_handler` alone can lose a signal while many keys come: asyncio passes it as a byte through the
    pipe that every key writes to as well, and that pipe can be full.
    """
    loop = asyncio.get_running_loop()

    def handler(*_: object) -> None:
        loop.call_soon_threadsafe(callback)

    # Windows has no such handlers; there the drafts are the protection.
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        # Wakes the loop, and restores the signal's default handling when the loop is closed.
        loop.add_signal_handler(number, lambda: None)
        signal.signal(number, handler)
