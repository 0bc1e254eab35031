"""Other programs to be tried with ours: each in an environment of its own, from the package index."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def environment(folder: Path, package: str, given: str) -> Path:
    """The Python of an environment with a package in it; the test is skipped where it cannot be had.

    Args:
        folder: where it is made.
        package: what is installed, as pip names it.
        given: the variable that names a Python that has it already.
    """
    if there := os.environ.get(given):
        return Path(there)
    python = folder / "bin/python"
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            pytest.skip(f"{package} cannot be had here: {' '.join(done.stderr.split())[-200:]}")
    return python
