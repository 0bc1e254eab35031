"""Other programs to compare with, each in an environment of its own, made from the package index."""

import importlib.metadata
import os
import platform
import sqlite3
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

TOGETHER_WITH: Final = {"posting": ("tree-sitter>=0.25,<0.26",)}
"""Textual's own `syntax` asks for 0.25 at least; with a later one posting ends at its start."""
SECONDS: Final = 900
"""How long an installation may take."""


@dataclass(slots=True)
class Peers:
    """The programs that could be had.

    Attributes:
        missing: why others could not.
    """

    folder: Path
    commands: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def command(self, name: str) -> list[str]:
        """Return what starts this program, installed now or on an earlier run; nothing where it cannot be had."""
        if name not in self.commands and name not in self.missing:
            self._get(name)
        return self.commands.get(name, [])

    def _get(self, name: str) -> None:
        home = self.folder / name
        program, installed = home / "bin" / name, home / "installed.txt"
        wanted = [name, *TOGETHER_WITH.get(name, ())]
        try:
            if not installed.exists() or installed.read_text() != "\n".join(wanted):
                venv.create(home, with_pip=True, clear=True)
                _run([str(home / "bin/python"), "-m", "pip", "install", "--quiet", *wanted])
                installed.write_text("\n".join(wanted))
            _run([str(home / "bin/python"), "-m", "compileall", "-q", str(home / "lib")], may_fail=True)
            found = next(iter((home / "lib").glob("python*/site-packages")))
            (about,) = (d for d in importlib.metadata.distributions(path=[str(found)]) if d.name == name)
            self.versions[name] = about.version
            self.commands[name] = [str(program)]
        except (OSError, subprocess.SubprocessError, ValueError, StopIteration) as error:
            self.missing[name] = f"{type(error).__name__}: {str(error)[:200]}"


def _run(command: list[str], *, may_fail: bool = False) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=not may_fail, capture_output=True, timeout=SECONDS, env=surroundings)


def machine() -> str:
    """Return what this was measured on, in a line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("textual", "sqlite-utils", "sqlcipher3")
    )
    return (
        f"{os.cpu_count()} cores ({model}), {platform.system()} {platform.release()}, "
        f"Python {sys.version.partition(' ')[0]}, {versions}, SQLite {sqlite3.sqlite_version}"
    )
