"""Fixtures for all tests: a clock that ticks, a journal in its own folder, and the program as a process."""

import contextlib
import datetime as dt
import gc
import hashlib
import importlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import settings

from alliance_journal.store.journal import Journal
from tests import quick_keys as keys
from tests.examples import FULL

if TYPE_CHECKING:
    from tests.terminal import Terminal

BEGINNING: Final = dt.datetime(2026, 5, 28, 17, 0, tzinfo=dt.UTC)
MODULE: Final = ("-m", "alliance_journal")
WITHOUT_SQLCIPHER: Final = (
    "-c",
    "import sys\n"
    "class Gone:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    "        if name.partition('.')[0] == 'sqlcipher3':\n"
    "            raise ModuleNotFoundError(name)\n"
    "sys.meta_path.insert(0, Gone())\n"
    "for name in [name for name in sys.modules if name.partition('.')[0] == 'sqlcipher3']:\n"
    "    del sys.modules[name]\n"
    "from alliance_journal.cli import main\n"
    "main()",
)
"""Starts the program on a computer that has no wheel of sqlcipher3."""


# Their assertions are about a journal after a kill. Here, as each worker loads modules before pytest comes to them.
pytest.register_assert_rewrite("tests.torture.kinds", "tests.torture.killing")
settings.register_profile(FULL)
# The same examples in every run, so that a change is judged by what it changed; the profile `full` tries new ones.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--draw", action="store_true", help="draw the pictures in screenshots/ again")


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are processors, because tests of terminals spend much time waiting."""
    return (os.cpu_count() or 1) + 1


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let each worker of a whole run load other modules first.

    All of them need all modules. In the same order, each would compile every module at the same time as the others.
    """
    if "PYTEST_XDIST_WORKER" in os.environ and session.config.args == session.config.getini("testpaths"):
        number, workers = int(os.environ["PYTEST_XDIST_WORKER"][2:]), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        modules = sorted(Path(__file__).parent.rglob("test_*.py"))
        first = len(modules) * number // workers
        for module in (*modules[first:], *modules[:first]):
            # What cannot be loaded is reported where pytest comes to it.
            with contextlib.suppress(Exception, pytest.skip.Exception):
                importlib.import_module(".".join(module.relative_to(session.config.rootpath).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Let Python's garbage collector run less often, without the objects that exist now.

    It took a sixth of the time of the tests that run an app.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@dataclass(slots=True)
class Clock:
    """A clock that goes on by one second each time somebody looks."""

    now: dt.datetime = BEGINNING

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


@dataclass(frozen=True, slots=True)
class Ran:
    """Result of a run of the program."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    def sentence(self) -> str:
        """The one sentence of a run that was refused: on standard error alone, calm, without a traceback."""
        assert self.code != 0
        assert self.raw == b""
        assert self.err.strip()
        assert "Traceback" not in self.err
        assert "unforeseen" not in self.err
        return self.err.strip()


@dataclass(slots=True)
class Program:
    """The program as other programs start it, with a home of its own.

    Attributes:
        temporary: the folder for temporary files.
        runs: how it ended, each time that another program started it.
        terminals: those that it ran in.
    """

    home: Path
    temporary: Path
    file: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    runs: list[Ran] = field(default_factory=list)
    terminals: list["Terminal"] = field(default_factory=list)

    def __call__(
        self,
        *arguments: str | os.PathLike[str],
        stdin: bytes | None = b"",
        environment: Mapping[str, str] | None = None,
        launcher: Sequence[str] = MODULE,
        before: Callable[[], None] | None = None,
    ) -> Ran:
        """Run it to its end; `before` runs in the new process before the program does."""
        placed = [] if self.file is None else ["--file", os.fspath(self.file)]
        done = subprocess.run(
            [sys.executable, *launcher, *placed, *arguments],
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            env=self.surroundings() | dict(environment or {}),
            cwd=self.home,
            timeout=60,
            check=False,
            preexec_fn=before,
        )
        ran = Ran(done.returncode, done.stdout, done.stderr.decode(errors="backslashreplace"))
        self.runs.append(ran)
        return ran

    def surroundings(self) -> dict[str, str]:
        own = {"HOME": str(self.home), "TMPDIR": str(self.temporary)}
        return {**own, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.environment}

    @property
    def data(self) -> Path:
        """The folder of the journal on this platform."""
        return self.home / ".local/share/alliance-journal"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def new_journal(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dt.datetime]:
    """A new journal as its file holds it, and the time on its clock when it was made; made once for all tests."""
    path, clock = tmp_path_factory.mktemp("new") / "journal.db", Clock()
    Journal.begin(path, clock).close()
    return path.read_bytes(), clock.now


@pytest.fixture
def journal(tmp_path: Path, clock: Clock, new_journal: tuple[bytes, dt.datetime]) -> Iterator[Journal]:
    """A new journal in a folder of its own."""
    folder = tmp_path / "journal"
    folder.mkdir()
    path = folder / "journal.db"
    content, clock.now = new_journal
    path.touch(0o600)
    path.write_bytes(content)
    found = Journal.open(path, clock)
    yield found
    found.close()


@pytest.fixture(scope="session")
def as_installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hides numpy, which comes with the tests alone: sqlite-utils loads it where it is, and that takes a while."""
    folder = tmp_path_factory.mktemp("as_installed")
    (folder / "numpy.py").write_text("raise ImportError('not installed with the program')\n")
    return folder


@pytest.fixture
def program(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, as_installed: Path) -> Program:
    home = tmp_path / "home"
    home.mkdir()
    return Program(home, tmp_path_factory.mktemp("temporary"), environment={"PYTHONPATH": str(as_installed)})


@pytest.fixture(scope="session")
def quick_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the module that lets a program derive its keys in few rounds."""
    folder = tmp_path_factory.mktemp("quick_site")
    (folder / "sitecustomize.py").write_text(keys.SITE)
    return folder


@pytest.fixture
def quick_keys(request: pytest.FixtureRequest, quick_site: Path) -> Iterator[None]:
    """Derive keys in few rounds, in this process and in the program where a test starts it."""
    if "program" in request.fixturenames:
        environment = request.getfixturevalue("program").environment
        environment["PYTHONPATH"] = os.pathsep.join((str(quick_site), environment["PYTHONPATH"]))
    keys.use(keys.QUICK)
    yield
    keys.use(keys.FULL)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A umask that keeps nothing back."""
    before = os.umask(0)
    yield
    os.umask(before)


def snapshot(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Everything in a folder: mode, time of the last change, and contents by their digest."""
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(about.st_mode) else ""
        found[str(path.relative_to(folder))] = (about.st_mode, about.st_mtime_ns, digest)
    return found


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)
