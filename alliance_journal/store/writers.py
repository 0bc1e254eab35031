"""Who is writing: a mark of this run of the program, so that another window's draft is not taken for a leftover."""

import contextlib
import hashlib
import os
import platform
from functools import cache
from pathlib import Path


@cache
def _computer() -> str:
    """A short name of this computer since it was switched on."""
    boot = ""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    return hashlib.sha256(f"{platform.node()} {boot}".encode()).hexdigest()[:12]


def mine() -> str:
    """The mark of this run."""
    return f"{_computer()}-{os.getpid()}"


def is_another_that_runs(mark: str) -> bool:
    """Whether the mark is another run's that still goes on at this moment, as far as can be told."""
    computer, _, number = mark.partition("-")
    if mark == mine() or computer != _computer() or not number.isdecimal() or os.name != "posix":
        # On Windows there is no such question that does no harm; there, both windows offer the text.
        return False
    try:
        os.kill(int(number), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return not _has_ended(int(number))


def _has_ended(process: int) -> bool:
    """Whether it is only waiting for its parent to take notice of its end."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[:1] == ["Z"]
