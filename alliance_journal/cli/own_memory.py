"""The memory of the program, closed to other processes of the same account as far as the system can do that."""

import contextlib
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4
"""Number of the request in Linux's prctl."""


def close_to_others() -> None:
    """Write no core dump and, on Linux, let no other process of this account read its memory or environment.

    Root still can. Where the system has nothing of the kind, the program goes on without it.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import ctypes

            nothing = ctypes.c_ulong(0)
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, nothing, nothing, nothing, nothing)
