"""Runs tests with the newest release of Textual that the package allows.

    python -m tests.newest_textual [arguments of pytest]

Creates a virtual environment in a temporary folder, installs the package with its test tools there, prints the
version of Textual, and runs the tests of the pages, the terminal and the private names, or those given. Needs a
package index.
"""

import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
TESTS: Final = (
    "tests/pages",
    "tests/test_private_names.py",
    "tests/test_terminal.py",
    "tests/test_terminal_typing.py",
)


def run(arguments: Sequence[str]) -> int:
    """Run tests with the newest Textual, and return the exit code of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        install = ["-m", "pip", "install", "--quiet", "--upgrade", "--upgrade-strategy", "eager"]
        subprocess.run([python, *install, "--editable", ".[test]"], cwd=ROOT, check=True)
        say = "import importlib.metadata as m; print('Textual', m.version('textual'), flush=True)"
        subprocess.run([python, "-c", say], cwd=ROOT, check=True)
        return subprocess.run([python, "-m", "pytest", *(arguments or TESTS)], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
