"""Systems without the POSIX modules, such as Windows: they are made absent for these tests."""

import sys

import pytest

from alliance_journal.ui import run


def test_the_start_needs_no_termios(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "termios", None)
    with run._quiet_terminal() as modes:
        assert modes is None
