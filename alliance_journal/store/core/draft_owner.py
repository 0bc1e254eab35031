"""Id of the running process, saved with each draft.

It distinguishes the draft of another open window from a leftover.
"""

import contextlib
import os
import platform
from functools import cache
from pathlib import Path


@cache
def _computer() -> str:
    """Return a hash of this computer's name and its current boot."""
    import hashlib

    boot = ""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    return hashlib.sha256(f"{platform.node()} {boot}".encode()).hexdigest()[:12]


@cache
def _mark(process: int) -> str:
    return f"{_computer()}-{process}-{_started(process)}"


def mine() -> str:
    """Return the id of this process, which is saved with its drafts."""
    return _mark(os.getpid())


def is_another_that_runs(owner: str) -> bool:
    """Return True if the id belongs to another process of this program that is still running, as far as known.

    Args:
        owner: an id as `mine` returned it in some process: computer, process number and start time.
    """
    computer, _, rest = owner.partition("-")
    number, _, started = rest.partition("-")
    if owner == mine() or computer != _computer() or not number.isdecimal() or os.name != "posix":
        # On Windows no harmless check for a running process exists; there, both windows offer the text.
        return False
    try:
        os.kill(int(number), 0)
    except PermissionError:
        pass
    except (OSError, OverflowError):
        return False
    # Process numbers are reused: it is the same process only if it started at the same moment.
    return _started(int(number)) == started


def _started(process: int) -> str:
    """Return the start time of a process in clock ticks since boot.

    Empty if the process or /proc does not exist; "ended" for a process that its parent has not collected yet.
    """
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = state.rpartition(")")[2].split()
    # State Z: the process has ended and only waits for its parent to collect it.
    return "ended" if fields[:1] == ["Z"] else fields[19]
