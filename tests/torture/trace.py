"""System calls of a run that concern the disk, traced by strace, with all data and in order."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CALLS: Final = (
    "open,openat,creat,close,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,"
    "sendfile,copy_file_range,fsync,fdatasync,sync_file_range,unlink,unlinkat,rename,renameat,renameat2,link,linkat,"
    "symlink,symlinkat,mkdir,mkdirat,rmdir"
)
_LINE: Final = re.compile(r"(?P<pid>\d+) +(?P<rest>.*)")
_UNFINISHED: Final = re.compile(r"(?P<begun>.*) <unfinished \.\.\.>")
_RESUMED: Final = re.compile(r"<\.\.\. \w+ resumed>(?P<end>.*)")
_CALL: Final = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+).*", re.DOTALL)
_HANDLE: Final = re.compile(r"(?P<number>-?\d+|AT_FDCWD)<(?P<path>[^>]*)>(?P<gone>\(deleted\))?")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was done: its name, its arguments as strace writes them, and what it returned."""

    name: str
    arguments: tuple[str, ...]
    result: int

    def text(self, place: int) -> bytes:
        """An argument that is a string."""
        return _unescaped(self.arguments[place].removesuffix("...").strip('"'))

    def number(self, place: int) -> int:
        """An argument that is a number."""
        return int(self.arguments[place], 0)

    def handle(self, place: int) -> tuple[int, str]:
        """An argument that is an open file: its number, and the file's path now; empty where it has none."""
        found = _HANDLE.match(self.arguments[place])
        if not found or found["gone"]:
            return -1, ""
        number = -1 if found["number"] == "AT_FDCWD" else int(found["number"])
        return number, os.fsdecode(_unescaped(found["path"]))

    def path(self, place: int, folder: int | None = None) -> str:
        """An argument that is a path, made whole with the open folder it goes from."""
        named = os.fsdecode(self.text(place))
        if folder is None or named.startswith("/"):
            return named
        return os.path.join(self.handle(folder)[1], named)  # noqa: PTH118


def why_not() -> str:
    """Return why nothing can be traced here; empty where it can be."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(command(Path(os.devnull), ["true"]), capture_output=True, check=False)
    return "" if tried.returncode == 0 else "tracing is not permitted here"


def command(to: Path, what: Sequence[str]) -> list[str]:
    """The command line that runs something and writes down what it asks of the disk."""
    following = ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}"]
    return [*following, "-o", os.fspath(to), *what]


def run(to: Path, what: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> list[Call]:
    """Run something to its end, and read what it asked of the disk."""
    subprocess.run(
        command(to, what),
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return list(read(to))


def read(written: Path) -> Iterator[Call]:
    """The calls that were done, in the order in which they came to their end."""
    waiting: dict[str, str] = {}
    for line in written.read_text(encoding="ascii").splitlines():
        found = _LINE.fullmatch(line)
        assert found, line[:200]
        pid, rest = found["pid"], found["rest"]
        if begun := _UNFINISHED.fullmatch(rest):
            waiting[pid] = begun["begun"]
            continue
        if resumed := _RESUMED.fullmatch(rest):
            rest = waiting.pop(pid) + resumed["end"]
        call = _CALL.fullmatch(rest)
        if call and int(call["result"]) >= 0:
            yield Call(call["name"], tuple(call["arguments"].split(", ")), int(call["result"]))


def _unescaped(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))
