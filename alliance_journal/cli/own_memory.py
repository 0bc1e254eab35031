"""Protection of the program's memory against other processes of the same account, as far as possible."""

import contextlib
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4
"""Number of the request in Linux's prctl."""


def close_to_others() -> None:
    """Disable core dumps and, on Linux, access of other processes of this account to memory and environment.

    Root still has access. On systems without such a function, the program continues without it.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import ctypes

            nothing = ctypes.c_ulong(0)
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, nothing, nothing, nothing, nothing)
