"""Who is writing: a mark of this run of the program, so that another window's draft is not taken for a leftover."""

import contextlib
import os
import platform
from functools import cache
from pathlib import Path


@cache
def _computer() -> str:
    """A short name of this computer since it was switched on."""
    import hashlib

    boot = ""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    return hashlib.sha256(f"{platform.node()} {boot}".encode()).hexdigest()[:12]


@cache
def _mark(process: int) -> str:
    return f"{_computer()}-{process}-{_started(process)}"


def mine() -> str:
    """The mark of this run."""
    return _mark(os.getpid())


def is_another_that_runs(mark: str) -> bool:
    """Whether the mark is another run's that still goes on at this moment, as far as can be told."""
    computer, _, rest = mark.partition("-")
    number, _, started = rest.partition("-")
    if mark == mine() or computer != _computer() or not number.isdecimal() or os.name != "posix":
        # On Windows there is no such question that does no harm; there, both windows offer the text.
        return False
    try:
        os.kill(int(number), 0)
    except PermissionError:
        pass
    except (OSError, OverflowError):
        return False
    # Numbers come again: it is the same run only if it began at the same moment.
    return _started(int(number)) == started


def _started(process: int) -> str:
    """When a process began, as the system counts; empty where it does not say, or the process has ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = state.rpartition(")")[2].split()
    # One that has ended only waits for its parent to take notice.
    return "ended" if fields[:1] == ["Z"] else fields[19]
