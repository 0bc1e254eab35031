"""The thread that draws, when the line to the terminal is lost at the worst moment."""

import io
import os
import pty
from threading import Event, Thread
from typing import Any

import pytest
from textual.drivers import linux_driver

from alliance_journal.ui.terminal.terminal_driver import repaired


class Slow(io.TextIOWrapper):
    """A terminal whose first letter takes until it is said that the program ends."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(open(descriptor, "wb"))  # noqa: SIM115
        self.is_writing, self.ends = Event(), Event()

    def write(self, text: str) -> int:
        self.is_writing.set()
        self.ends.wait()
        return super().write(text)


@pytest.mark.parametrize("lost", ["while it ends", "before"])
def test_whoever_draws_ends_though_the_terminal_is_gone(lost: str) -> None:
    """Textual draws what is left after the last word; where that cannot be done any more, it ends all the same."""
    repaired(linux_driver.LinuxDriver, lambda: None)
    module: Any = linux_driver
    master, slave = pty.openpty()
    terminal = Slow(slave)
    writer = module.WriterThread(terminal)
    writer.start()
    writer.write("One.")
    assert terminal.is_writing.wait(10)
    os.close(master)
    if lost == "before":
        terminal.ends.set()
        writer.write("Two.")
    stopping = Thread(target=writer.stop, daemon=True)
    stopping.start()
    if lost == "while it ends":
        # The word that ends it is waiting behind the letter by now, so that nothing is drawn between them.
        while writer._queue.empty():
            pass
        terminal.ends.set()
    stopping.join(10)
    assert not stopping.is_alive()
    assert not writer.is_alive()
