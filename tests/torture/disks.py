"""Disks as a power cut can leave them, made from the traced system calls of a run.

Synced data is on the disk. Any part of the other data may be: of a file, each write since its last sync,
whole or some sectors of it; of a folder, each name that was added or removed since its last sync. That
is harsher than real file systems, which keep an order in most of it. It is a model, not a proof: it trusts that a
sync does what it says.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final

from tests.torture.trace import Call

SECTORS: Final = (512, 4096)
_NOT_FOLLOWED: Final = {
    "writev",
    "pwritev",
    "pwritev2",
    "truncate",
    "fallocate",
    "sendfile",
    "copy_file_range",
    "symlink",
    "symlinkat",
    "rmdir",
}


@dataclass(frozen=True, slots=True)
class Change:
    """Bytes written at a place; or with no bytes, the file cut or grown to end there."""

    at: int
    data: bytes | None

    def on(self, content: bytearray) -> None:
        content.extend(bytes(max(0, self.at - len(content))))
        if self.data is None:
            del content[self.at :]
        else:
            content[self.at : self.at + len(self.data)] = self.data


@dataclass(slots=True, eq=False)
class File:
    """A file, whatever its names: what is on the disk for sure, and what may be."""

    synced: bytes = b""
    since: list[Change] = field(default_factory=list)
    position: int = 0

    def with_changes(self, changes: Sequence[Change]) -> bytes:
        content = bytearray(self.synced)
        for change in changes:
            change.on(content)
        return bytes(content)

    def sync(self) -> None:
        self.synced, self.since = self.with_changes(self.since), []


Names = dict[str, "File | Folder"]


@dataclass(slots=True, eq=False)
class Folder:
    """A folder: the names in it for sure, and those that may have been given or taken away."""

    synced: Names = field(default_factory=dict)
    since: list[dict[str, "File | Folder | None"]] = field(default_factory=list)

    def with_changes(self, changes: Sequence[dict[str, "File | Folder | None"]]) -> Names:
        names = dict(self.synced)
        for change in changes:
            for name, what in change.items():
                if what is None:
                    names.pop(name, None)
                else:
                    names[name] = what
        return names

    @property
    def names(self) -> Names:
        return self.with_changes(self.since)

    def sync(self) -> None:
        self.synced, self.since = self.names, []


Content = dict[str, bytes | None]
"""Paths with their bytes; None for a folder."""


class Disk:
    """A folder and all that is in it, following the calls of a run."""

    def __init__(self, root: Path, before: "Content") -> None:
        """Begin with what was there before, all of it on the disk."""
        self._path = PurePath(os.path.realpath(root))
        self._root = Folder()
        for name, data in before.items():
            above, _, last = name.rpartition("/")
            folder = self._find(str(self._path / above))
            assert isinstance(folder, Folder)
            folder.synced[last] = Folder() if data is None else File(data)

    def follow(self, call: Call) -> bool:
        """Do what a call did; whether it was about this folder."""
        match call.name:
            case "open" | "creat":
                return self._open(call.path(0), call.arguments[1:])
            case "openat":
                return self._open(call.path(1, 0), call.arguments[2:])
            case "lseek" | "write" | "pwrite64" | "ftruncate" | "fsync" | "fdatasync":
                return self._on_open_file(call)
            case "unlink":
                return self._change(call.path(0), None)
            case "unlinkat":
                return self._change(call.path(1, 0), None)
            case "rename":
                return self._rename(call.path(0), call.path(1))
            case "renameat" | "renameat2":
                return self._rename(call.path(1, 0), call.path(3, 2))
            case "link":
                return self._change(call.path(1), self._find(call.path(0)))
            case "linkat":
                return self._change(call.path(3, 2), self._find(call.path(1, 0)))
            case "mkdir":
                return self._change(call.path(0), Folder())
            case "mkdirat":
                return self._change(call.path(1, 0), Folder())
        if call.name in _NOT_FOLLOWED:
            assert str(self._path).encode().hex() not in "".join(call.arguments).replace("\\x", ""), call.name
        return False

    def _within(self, path: str) -> tuple[str, ...] | None:
        try:
            return PurePath(path).relative_to(self._path).parts
        except ValueError:
            return None

    def _find(self, path: str) -> "File | Folder | None":
        parts = self._within(path)
        if parts is None:
            return None
        found: File | Folder | None = self._root
        for part in parts:
            found = found.names.get(part) if isinstance(found, Folder) else None
        return found

    def _open(self, path: str, flags: tuple[str, ...]) -> bool:
        found = self._find(path)
        if isinstance(found, File):
            found.position = 0
            if "O_TRUNC" in flags[0]:
                found.since.append(Change(0, None))
                return True
        elif found is None and flags and "O_CREAT" in flags[0]:
            return self._change(path, File())
        return False

    def _on_open_file(self, call: Call) -> bool:
        found = self._find(call.handle(0)[1])
        if found is None:
            return False
        if call.name in ("fsync", "fdatasync"):
            found.sync()
            return True
        assert isinstance(found, File)
        match call.name:
            case "lseek":
                found.position = call.result
                return False
            case "write":
                found.since.append(Change(found.position, call.text(1)[: call.result]))
                found.position += call.result
            case "pwrite64":
                found.since.append(Change(call.number(3), call.text(1)[: call.result]))
            case _:
                found.since.append(Change(call.number(1), None))
        return True

    def _change(self, path: str, what: "File | Folder | None") -> bool:
        return self._in_folder(path, {PurePath(path).name: what})

    def _rename(self, old: str, new: str) -> bool:
        if self._within(old) is None and self._within(new) is None:
            return False
        assert PurePath(old).parent == PurePath(new).parent, "a name that moves to another folder is not followed"
        return self._in_folder(old, {PurePath(old).name: None, PurePath(new).name: self._find(old)})

    def _in_folder(self, path: str, change: dict[str, "File | Folder | None"]) -> bool:
        folder = self._find(str(PurePath(path).parent)) if self._within(path) else None
        if not isinstance(folder, Folder):
            return False
        folder.since.append(change)
        return True

    # What a power cut leaves

    def all_written(self) -> Content:
        """Everything, as if there were no power cut."""
        return self._left(_Choice(1, 1, None))

    def after_a_cut(self, chance: random.Random, more: int) -> Iterator[Content]:
        """Disks that a power cut at this moment can leave: the plain cases, and so many by chance."""
        for names, writes in ((0, 0), (1, 1), (1, 0), (0, 1)):
            yield self._left(_Choice(names, writes, None))
        for _ in range(more):
            yield self._left(_Choice(chance.choice((0.2, 0.5, 0.8, 1)), chance.choice((0.2, 0.5, 0.8)), chance))

    def _left(self, choice: "_Choice") -> Content:
        found: Content = {}
        contents: dict[int, bytes] = {}

        def walk(folder: Folder, above: PurePath) -> None:
            for name, what in folder.with_changes(choice.names(folder.since)).items():
                path = above / name
                if isinstance(what, Folder):
                    found[str(path)] = None
                    walk(what, path)
                else:
                    # Two names of one file hold the same, of course.
                    if id(what) not in contents:
                        contents[id(what)] = what.with_changes(choice.writes(what.since))
                    found[str(path)] = contents[id(what)]

        walk(self._root, PurePath())
        return found


@dataclass(frozen=True, slots=True)
class _Choice:
    """Choice of the changes that reach the disk: the probability of each, and a random generator or None."""

    name: float
    write: float
    chance: random.Random | None

    def names(self, since: list[dict[str, "File | Folder | None"]]) -> list[dict[str, "File | Folder | None"]]:
        return [change for change in since if self._lucky(self.name)]

    def writes(self, since: list[Change]) -> list[Change]:
        return [piece for change in since for piece in self._pieces(change)]

    def _pieces(self, change: Change) -> list[Change]:
        torn = self.chance is not None and change.data and self.chance.random() < 0.5
        if not torn:
            return [change] if self._lucky(self.write) else []
        assert self.chance
        assert change.data
        size = self.chance.choice(SECTORS)
        # Sectors begin at multiples of their size in the file, not in what was written.
        starts = [change.at, *range((change.at // size + 1) * size, change.at + len(change.data), size)]
        ends = [*starts[1:], change.at + len(change.data)]
        return [
            Change(start, change.data[start - change.at : end - change.at])
            for start, end in zip(starts, ends, strict=True)
            if self._lucky(self.write)
        ]

    def _lucky(self, likely: float) -> bool:
        return likely == 1 or (likely > 0 and self.chance is not None and self.chance.random() < likely)


def content_of(root: Path) -> Content:
    """Return what is in a folder now."""
    return {
        str(path.relative_to(root)): None if path.is_dir() else path.read_bytes()
        for path in sorted(root.rglob("*"))
    }


def write_out(content: Content, root: Path) -> None:
    """Put a disk into a new folder, private as it was."""
    root.mkdir(mode=0o700)
    for name, data in content.items():
        path = root / name
        if data is None:
            path.mkdir(mode=0o700)
        else:
            path.touch(0o600)
            path.write_bytes(data)
