"""The program in a terminal of its own: a real pty, read as it is drawn, with keys pressed as a person would."""

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyte

from tests.conftest import MODULE, Program

PATIENCE: Final = 30.0
COVER: Final = "· f12 Help now"
"""Everything on the screen that hides the notes."""
"""Seconds until a test gives up waiting. Never how long anything should take."""
KEYS: Final = {
    "enter": b"\r",
    "tab": b"\t",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f12": b"\x1b[24~",
    "shift+left": b"\x1b[1;2D",
    **{f"ctrl+{chr(letter + 96)}": bytes([letter]) for letter in range(1, 27)},
}
MODES: Final = {
    "alternate screen": b"1049",
    "cursor": b"25",
    "mouse": b"1000",
    "all mouse moves": b"1003",
    "mouse in urxvt's way": b"1015",
    "mouse in SGR's way": b"1006",
    "focus": b"1004",
    "bracketed paste": b"2004",
    "line wrap": b"7",
}
RESTORED: Final = {name: name in ("cursor", "line wrap") for name in MODES}
"""What a program that ran on the whole screen has to leave behind."""

_NOT_FOR_PYTE: Final = re.compile(
    rb"\x1b\[[<>=][0-9;]*u|\x1b\[\?[0-9;]*\$p|\x1b\](?:[^\x07\x1b]|\x1b[^\\])*(?:\x07|\x1b\\)"
)
_UNFINISHED: Final = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*|\](?:[^\x07\x1b]|\x1b[^\\])*\x1b?)?$")
_STEERING: Final = re.compile(rb"\x1b(?:\[[0-9;?<>=$ ]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[78=>])|[\x07\x0f]")
_ENTER, _LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
_ON_ALTERNATE: Final = re.compile(rb"\x1b\[\?1049h.*?(?:\x1b\[\?1049l|\Z)", re.DOTALL)
_COMMANDS: Final = re.compile(rb"\x1b[\]PX^_].*?(?:\x07|\x1b\\|\Z)", re.DOTALL)


class Terminal:
    """One run of the program in a terminal of its own.

    Attributes:
        raw: every byte the program has sent to the terminal.
    """

    def __init__(
        self,
        program: Program,
        *arguments: str | os.PathLike[str],
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        launcher: Sequence[str] = MODULE,
        before: Callable[[], object] | None = None,
    ) -> None:
        """Start it; `before` runs in the new process before the program does."""
        program.terminals.append(self)
        self.raw = b""
        self._held = b""
        self._lines: list[str] | None = None
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._master, self._slave = os.openpty()
        self._set_size(*size)
        self.attributes_before = self.attributes()
        slave = self._slave

        def in_the_new_process() -> None:
            # Where the tests run in the background, Ctrl-C is ignored by all that they start.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            if before is not None:
                before()

        self.process = subprocess.Popen(
            [sys.executable, *launcher, *(os.fspath(argument) for argument in arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=program.home,
            env={**program.surroundings(), "TERM": "xterm-256color", **(environment or {})},
            start_new_session=True,
            preexec_fn=in_the_new_process,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.close()
        with contextlib.suppress(OSError):
            os.close(self._slave)

    # What a person does

    def press(self, *keys: str) -> None:
        """Press keys by name, or type text as it is."""
        self.send(b"".join(KEYS.get(key, key.encode()) for key in keys))

    def type(self, *keys: str, interval: float) -> None:
        """Press keys by name and type texts letter by letter, with so many seconds between two keys."""
        for key in (one for name in keys for one in ([name] if name in KEYS else name)):
            self.press(key)
            until = time.monotonic() + interval
            while (left := until - time.monotonic()) > 0:
                self._pump(left)

    def paste(self, text: str) -> None:
        """Paste in the way terminals mark it."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        while data:
            _, writable, _ = select.select([], [self._master], [], 0.05)
            if writable:
                data = data[os.write(self._master, data[:512]) :]
            self._pump(0)

    def stop_reading(self) -> None:
        """Let the program draw more than the terminal takes, with nobody reading it."""
        for step in range(60):
            self._set_size(80 + step % 2, 24)
            select.select([], [], [], 0.02)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller."""
        self._screen.resize(rows, columns)
        self._lines = None
        self._set_size(columns, rows)

    def close(self) -> None:
        """Close the window."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def kill(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    # What a person sees

    @property
    def lines(self) -> list[str]:
        """The screen, line by line; it is read again only when something was drawn."""
        if self._lines is None:
            self._lines = [line.rstrip() for line in self._screen.display]
        return self._lines

    @property
    def seen(self) -> str:
        """The screen."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The words on the screen, without lines and frames."""
        return " ".join(re.sub(r"[─-▟]", " ", self.seen).split())

    def wait_for(self, wanted: str | Callable[[], object], timeout: float = PATIENCE) -> None:
        """Read what is drawn until words are on the screen, or something holds."""
        self._wait(lambda: wanted() if callable(wanted) else wanted in self.seen or wanted in self.words, timeout)

    def wait_while(self, words: str) -> None:
        """Read what is drawn until words are gone from the screen."""
        self._wait(lambda: words not in self.seen and words not in self.words, PATIENCE)

    def _wait(self, found: Callable[[], object], timeout: float) -> None:
        until = time.monotonic() + timeout
        while not found():
            ended = self.process.poll() is not None
            if not self._pump(0.02) and (ended or time.monotonic() > until):
                how = f"The program ended with {self.process.returncode}" if ended else "Waited in vain"
                raise AssertionError(f"{how}. On the screen:\n{self.seen}")

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing has been drawn for a moment."""
        while self._pump(quiet):
            pass

    def is_stopped(self) -> bool:
        """Return whether the program was stopped, and waits to be brought back."""
        return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    # How it ends

    def wait(self) -> int:
        """Read to the end, and return the exit code."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < until, f"The program does not end. On the screen:\n{self.seen}"
            self._pump(0.02)
        while self._pump(0):
            pass
        return self.process.returncode

    def attributes(self) -> list[Any]:
        """The terminal's own settings: echo, line mode and so on."""
        return termios.tcgetattr(self._slave)

    @property
    def echoes(self) -> bool:
        """Return whether the terminal shows what is typed."""
        return bool(self.attributes()[3] & termios.ECHO)

    def modes(self) -> dict[str, bool]:
        """Return what was turned on and off last."""
        found = {name: name in ("cursor", "line wrap") for name in MODES}
        for name, number in MODES.items():
            last = re.findall(rb"\x1b\[\?" + number + rb"([hl])", self.raw)[-1:]
            if last:
                found[name] = last == [b"h"]
        return found

    def commands(self) -> set[bytes]:
        """The kinds of the terminal's own commands that were sent: titles, clipboard, pictures and so on."""
        return set(re.findall(rb"\x1b(\]\d*|[PX^_])", self.raw)) | set(re.findall(rb"\xc2[\x80-\x9f]", self.raw))

    @property
    def drawn(self) -> bool:
        """Return whether the program ever took the whole screen."""
        return _ENTER in self.raw

    @property
    def said_before(self) -> str:
        """The text on the normal screen before the program took the whole of it."""
        return _text(self.raw.partition(_ENTER)[0])

    @property
    def said_after(self) -> str:
        """The text on the normal screen since the program gave it back."""
        return _text(self.raw.rpartition(_LEAVE)[2])

    @property
    def left(self) -> bytes:
        """Return the text that a terminal keeps after the program: its normal screen, titles, the clipboard."""
        return b" ".join([_ON_ALTERNATE.sub(b" ", self.raw), *_COMMANDS.findall(self.raw)])

    def restored(self) -> None:
        """The terminal is as it was."""
        assert self.modes() == RESTORED
        assert self.raw.count(b"\x1b[>") == self.raw.count(b"\x1b[<u"), "the keyboard's own protocol is still on"
        assert self.attributes() == self.attributes_before

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _pump(self, timeout: float) -> bool:
        """Read what is there, waiting a moment for it; return whether there was anything."""
        if self._master < 0:
            select.select([], [], [], timeout)
            return False
        readable, _, _ = select.select([self._master], [], [], timeout)
        if not readable:
            return False
        data = os.read(self._master, 1 << 16)
        self.raw += data
        data = _NOT_FOR_PYTE.sub(b"", self._held + data)
        unfinished = _UNFINISHED.search(data)
        self._held = unfinished.group() if unfinished else b""
        data = data[: len(data) - len(self._held)]
        for part in re.split(rb"(\x1b\[\?1049[hl])", data):
            if part in (_ENTER, _LEAVE):
                self._screen.reset()
            self._stream.feed(part)
            self._lines = None
        return True


def _text(raw: bytes) -> str:
    return " ".join(_STEERING.sub(b"", raw).decode().split())
