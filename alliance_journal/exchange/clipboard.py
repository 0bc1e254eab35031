"""Copy text to the system's clipboard, as far as success can be determined."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

WAIT_SECONDS: Final = 2
_TOOLS: Final = (
    ("pbcopy",),
    ("wl-copy",),
    ("xclip", "-selection", "clipboard"),
    ("clip.exe",),
)


def copy_with_tool(text: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Pass the text to the computer's clipboard tool, on standard input and never as an argument.

    Returns:
        True if a tool accepted it. Over SSH none is used, because this computer's clipboard is not the user's.
    """
    if environment.get("SSH_TTY"):
        return False
    for command in _TOOLS:
        if _fits(command[0], environment) and (path := shutil.which(command[0], path=environment.get("PATH"))):
            data = text.encode("utf-16-le" if command[0] == "clip.exe" else "utf-8")
            return _run((path, *command[1:]), data)
    return False


def _fits(tool: str, environment: Mapping[str, str]) -> bool:
    """Return True if the tool can work here: each needs its own window system."""
    match tool:
        case "wl-copy":
            return "WAYLAND_DISPLAY" in environment
        case "xclip":
            return "DISPLAY" in environment
        case "pbcopy":
            return sys.platform == "darwin"
        case _:
            return True


def _run(command: tuple[str, ...], data: bytes) -> bool:
    try:
        # xclip keeps running to serve the clipboard: its output streams must not block this process.
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=WAIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
