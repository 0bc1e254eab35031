"""Copying with a command of the operating system: real processes that get the text on standard input."""

import os
import sys
from pathlib import Path

import pytest

from alliance_journal.exchange.clipboard import copy_with_tool
from tests.hostile import SHORT

WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}
X11 = {"DISPLAY": ":0"}


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for name in ("SSH_TTY", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def make(folder: Path, name: str, ending: str = "") -> None:
    """Write a tool that records its standard input and arguments."""
    tool = folder / name
    tool.write_text(
        f"#!{sys.executable} -IS\n"
        "import sys\n"
        f"open({str(folder / name)!r} + '.stdin', 'wb').write(sys.stdin.buffer.read())\n"
        f"open({str(folder / name)!r} + '.argv', 'w').write(repr(sys.argv[1:]))\n"
        f"{ending}\n"
    )
    tool.chmod(0o755)


def given_to(folder: Path, name: str) -> tuple[bytes, str]:
    return (folder / f"{name}.stdin").read_bytes(), (folder / f"{name}.argv").read_text()


def around(folder: Path, **more: str) -> dict[str, str]:
    return {"PATH": str(folder), **more}


@pytest.mark.parametrize("text", ["", "\n".join(SHORT)], ids=["empty", "hostile"])
def test_text_arrives_on_standard_input(tools: Path, text: str) -> None:
    make(tools, "wl-copy")
    assert copy_with_tool(text, around(tools, **WAYLAND))
    assert given_to(tools, "wl-copy") == (text.encode(), "[]")


def test_xclip(tools: Path) -> None:
    make(tools, "xclip")
    assert copy_with_tool("my words", around(tools, **X11))
    assert given_to(tools, "xclip") == (b"my words", "['-selection', 'clipboard']")


def test_the_tool_of_windows_gets_utf16(tools: Path) -> None:
    make(tools, "clip.exe")
    assert copy_with_tool("悲 🙂", around(tools))
    assert given_to(tools, "clip.exe") == ("悲 🙂".encode("utf-16-le"), "[]")


def test_each_needs_its_own_window_system(tools: Path) -> None:
    make(tools, "wl-copy")
    make(tools, "xclip")
    make(tools, "pbcopy")
    assert copy_with_tool("x", around(tools)) is (sys.platform == "darwin")
    assert copy_with_tool("x", around(tools, **X11))
    assert (tools / "xclip.stdin").exists() or sys.platform == "darwin"
    assert not (tools / "wl-copy.stdin").exists()


def test_no_tool_is_used_over_ssh(tools: Path) -> None:
    for name in ("wl-copy", "xclip", "clip.exe", "pbcopy"):
        make(tools, name)
    assert not copy_with_tool("x", around(tools, SSH_TTY="/dev/pts/0", **WAYLAND, **X11))
    assert not [path for path in tools.iterdir() if path.suffix == ".stdin"]


def test_no_tool_at_all(tools: Path) -> None:
    assert not copy_with_tool("x", around(tools, **WAYLAND, **X11))


def test_the_environment_given_says_where_tools_are(tools: Path, tmp_path: Path) -> None:
    make(tools, "clip.exe")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert not copy_with_tool("x", {"PATH": str(empty)})


def test_a_tool_that_fails(tools: Path) -> None:
    make(tools, "wl-copy", "sys.exit(1)")
    assert not copy_with_tool("x", around(tools, **WAYLAND))


def test_a_tool_that_cannot_be_started(tools: Path) -> None:
    (tools / "wl-copy").write_text("#!/nowhere/at/all\n")
    (tools / "wl-copy").chmod(0o755)
    assert not copy_with_tool("x", around(tools, **WAYLAND))


def test_a_tool_that_does_not_read(tools: Path) -> None:
    (tools / "wl-copy").write_text(f"#!{sys.executable} -IS\n")
    (tools / "wl-copy").chmod(0o755)
    assert copy_with_tool("x" * 1_000_000, around(tools, **WAYLAND))


def test_a_tool_that_keeps_running_is_not_waited_for(tools: Path) -> None:
    """xclip forks, and its child serves the clipboard until another program copies."""
    make(
        tools,
        "xclip",
        f"import os, signal\n"
        f"pid = os.fork()\n"
        f"if pid == 0: signal.pause()\n"
        f"open({str(tools / 'pid')!r}, 'w').write(str(pid))\n",
    )
    try:
        assert copy_with_tool("x", around(tools, **X11))
    finally:
        os.kill(int((tools / "pid").read_text()), 9)
