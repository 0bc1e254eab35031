"""A program in a terminal of its own, watched with a clock: when what it draws arrives, and what it costs.

Only bytes are looked at while the clock runs; a terminal emulator would be slower than what is measured.
"""

import contextlib
import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PATIENCE: Final = 60.0
"""Seconds until a measure gives up."""
QUIET: Final = 0.2
"""Seconds without a byte after which a screen is settled; a blinking cursor is rarer than that."""
MUCH: Final = 800
"""Bytes that only a screen drawn anew takes."""
_STEERING: Final = re.compile(
    rb"\x1b(?:\[[0-9;?<>=$ ]*[@-~]|[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-Za-z]|[78=>c])|[\x00-\x20]"
)
ENTERS: Final = b"\x1b[?1049h"

Seen = bytes | Callable[[bytes], bool] | None
"""What is waited for since the last key: these bytes, something that holds for all bytes, or any byte at all."""


class NotSeen(Exception):
    """The expected output did not appear in time."""


def anything_drawn(data: bytes) -> bool:
    """Return whether a letter or sign was drawn on the program's own screen: its first paint."""
    return bool(_STEERING.sub(b"", data.partition(ENTERS)[2]))


class Watched:
    """One run of a program.

    Attributes:
        began: when it was started, by the clock all moments here are told by, in seconds.
        pressed: when keys were pressed last and waited for.
        received: how many bytes it has sent.
    """

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._master, slave = os.openpty()
        self._set_size(*size)
        self._since = b""
        self.received = 0
        surroundings = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **(environment or {}),
        }
        self.began = self.pressed = self._arrived = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=home,
            env=surroundings,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    # What a person does; every answer is in milliseconds

    def press(self, keys: bytes, until: Seen = None, patience: float | None = None) -> float:
        """Press keys and wait: how long until what is waited for was drawn.

        Raises:
            TimeoutError, NotSeen: as `wait` does.
        """
        self._forget()
        self.pressed = time.perf_counter()
        os.write(self._master, keys)
        return 1000 * (self.wait(until, patience) - self.pressed)

    def tap(self, keys: bytes) -> None:
        """Press keys and wait for nothing."""
        self._forget()
        os.write(self._master, keys)

    def change(self, keys: bytes, until: Seen) -> tuple[float, float]:
        """Press keys and wait for all that follows: how long until what is waited for, and until the last byte."""
        first = self.press(keys, until)
        return first, 1000 * (self.settled() - self.pressed)

    def insist(self, keys: bytes, until: Seen, *, every: float = 3.0) -> float:
        """Press keys until they have their effect, and tell when they had, by the clock.

        Raises:
            NotSeen: when they never have.
        """
        self._since = b""
        for _ in range(int(PATIENCE / every)):
            os.write(self._master, keys)
            with contextlib.suppress(TimeoutError):
                return self.wait(until, every)
        raise NotSeen(f"Pressed in vain for {until!r}; it drew: {_words(self._since)}")

    def resize(self, columns: int, rows: int) -> tuple[float, float]:
        """Make the window larger or smaller: how long until it is drawn again, and until the last byte."""
        self._forget()
        changed = time.perf_counter()
        # The terminal tells the program, as every terminal does.
        self._set_size(columns, rows)
        first = self.wait(_much)
        # A blinking cursor must not pass too often for what is still being drawn: not as long as elsewhere.
        last = max(first, self.settled(QUIET / 2))
        return 1000 * (first - changed), 1000 * (last - changed)

    def quit(self, keys: bytes) -> float:
        """Press the keys that close it: how long until the shell is back."""
        pressed = time.perf_counter()
        os.write(self._master, keys)
        until = pressed + PATIENCE
        while self.process.poll() is None:
            if time.perf_counter() > until:
                raise NotSeen("It does not end.")
            self._pump(0.0005)
        return 1000 * (time.perf_counter() - pressed)

    # What a person sees

    def wait(self, until: Seen, patience: float | None = None) -> float:
        """The moment when what is waited for was drawn, by the clock, in seconds; also since the last key already.

        Raises:
            TimeoutError: when it was not drawn in time.
            NotSeen: when the program ended before.
        """
        last = time.perf_counter() + (patience or PATIENCE)
        if until is not None and _holds(until, self._since):
            return self._arrived
        while True:
            arrived = self._pump(0.05)
            if arrived is not None and _holds(until, self._since):
                return arrived
            if arrived is None and self.process.poll() is not None:
                raise NotSeen(f"It ended with {self.process.returncode}: {_words(self._since)}")
            if time.perf_counter() > last:
                raise TimeoutError(f"Waited in vain for {until!r}; it drew: {_words(self._since)}")

    def settled(self, quiet: float = QUIET) -> float:
        """Wait until nothing is drawn any more: when the last byte came, by the clock."""
        last = time.perf_counter()
        began = last
        while time.perf_counter() - last < quiet and time.perf_counter() - began < PATIENCE:
            last = self._pump(quiet) or last
        return last

    def rest(self, seconds: float) -> int:
        """Leave it alone for so long: how many bytes it sent."""
        before, until = self.received, time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._pump(min(left, 0.5))
        return self.received - before

    # What it costs

    def memory(self) -> float:
        """MiB that it holds: the resident set. Its own part alone would depend on what else runs.

        Raises:
            NotSeen: when it has ended.
        """
        try:
            rollup = self._said_of_memory()
        except ProcessLookupError:
            # It drew something and ended by itself: what it drew says why.
            raise NotSeen(f"It ended with {self.process.wait()}: {_words(self._since)}") from None
        for line in rollup.splitlines():
            if line.startswith(("Rss:", "VmRSS:")):
                return int(line.split()[1]) / 1024
        raise NotSeen("The system does not say how much memory it holds.")

    def _said_of_memory(self) -> str:
        """Return the system's value; less exact if the program closes it to other processes of the account."""
        about = Path(f"/proc/{self.process.pid}")
        try:
            return (about / "smaps_rollup").read_text()
        except PermissionError:
            return (about / "status").read_text()

    def processor_seconds(self) -> float:
        """Seconds of a processor its threads that still run have used so far, finer than the kernel's ticks."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def _forget(self) -> None:
        """Forget output drawn before a key, which is no answer to it."""
        while self._pump(0) is not None:
            pass
        self._since = b""

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _pump(self, timeout: float) -> float | None:
        """Read what is there: when it came, by the clock; None where nothing did."""
        readable, _, _ = select.select([self._master], [], [], timeout)
        if not readable:
            return None
        arrived = time.perf_counter()
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            # The other side is closed.
            time.sleep(min(timeout, 0.001))
            return None
        self.received += len(data)
        self._since += data
        self._arrived = arrived
        return arrived


def anything_at_all(data: bytes) -> bool:
    """Return whether anything was drawn."""
    return bool(_STEERING.sub(b"", data))


def _much(data: bytes) -> bool:
    """More than a cursor that blinks."""
    return len(data) > MUCH


def any_of(words: Sequence[bytes]) -> Callable[[bytes], bool]:
    """Return whether one of these was drawn."""
    return lambda data: any(word in data for word in words)


def all_of(words: Sequence[bytes]) -> Callable[[bytes], bool]:
    """Return whether all of these were drawn."""
    return lambda data: all(word in data for word in words)


def _holds(until: Seen, data: bytes) -> bool:
    if until is None:
        return True
    return until(data) if callable(until) else until in data


def _words(data: bytes) -> str:
    return _STEERING.sub(b" ", data[-3000:]).decode(errors="replace")[-300:]
