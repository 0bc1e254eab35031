"""Writing a file whole or not at all, for nobody else to read."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alliance_journal.files import give_name, write_private
from alliance_journal.paths import part_file
from tests.conftest import mode, snapshot


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """No file of this process may grow beyond this size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.usefixtures("open_umask")
@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("data", [b"", b"\r\n\x00\xff", b"x" * 3_000_000])
def test_bytes_as_they_are_and_private(tmp_path: Path, data: bytes, overwrite: bool) -> None:
    path = tmp_path / "a b#?悲.txt"
    write_private(path, data, overwrite=overwrite)
    assert path.read_bytes() == data
    assert mode(path) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_overwriting_makes_it_private(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("long before")
    path.chmod(0o644)
    write_private(path, b"new", overwrite=True)
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


@pytest.mark.parametrize("what", ["file", "folder", "link", "dangling link"])
def test_refuses_to_overwrite(tmp_path: Path, what: str) -> None:
    path = tmp_path / "x"
    match what:
        case "file":
            path.write_text("mine")
        case "folder":
            path.mkdir()
        case "link":
            (tmp_path / "target").write_text("mine")
            path.symlink_to("target")
        case _:
            path.symlink_to("nowhere")
    before = snapshot(tmp_path)
    with pytest.raises(FileExistsError):
        write_private(path, b"new")
    assert snapshot(tmp_path) == before


def test_somebody_elses_file_beside_it_stays(tmp_path: Path) -> None:
    """A download that is not done has such a name, too."""
    path = tmp_path / "notes.html"
    part = part_file(path)
    part.write_text("somebody else's")
    before = snapshot(tmp_path)
    with pytest.raises(FileExistsError) as caught:
        write_private(path, b"new")
    assert caught.value.filename == str(part)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("overwrite", [False, True])
def test_nothing_is_left_when_there_is_no_room(tmp_path: Path, overwrite: bool) -> None:
    path = tmp_path / "x"
    if overwrite:
        path.write_text("before")
    before = snapshot(tmp_path)
    with files_at_most(1000), pytest.raises(OSError, match="too large"):
        write_private(path, b"x" * 5000, overwrite=overwrite)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("overwrite", [False, True])
def test_folder_that_is_not_there(tmp_path: Path, overwrite: bool) -> None:
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "nowhere" / "x", b"x", overwrite=overwrite)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(OSError, match="x"):
        write_private(tmp_path / "x", b"x", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_name_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="null"):
        write_private(tmp_path / "a\0b", b"x")
    assert list(tmp_path.iterdir()) == []


def test_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        write_private(tmp_path / ("x" * 252), b"x")
    assert list(tmp_path.iterdir()) == []


def no_links(source: object, target: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False])
def test_name_is_given_once(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:
        # As on exFAT, and in a phone's shared folder.
        monkeypatch.setattr(os, "link", no_links)
    part, path = tmp_path / "part", tmp_path / "path"
    part.write_text("whole")
    give_name(part, path)
    assert (path.read_text(), part.exists()) == ("whole", False)
    part.write_text("another")
    with pytest.raises(FileExistsError):
        give_name(part, path)
    assert (path.read_text(), part.read_text()) == ("whole", "another")
