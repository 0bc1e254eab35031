"""Paths as they are shown."""

import os

import pytest

from alliance_journal.paths import printed, shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plain name.md", "plain name.md"),
        ("a\x1b[31m\u202eb\x9b\x7f", "a[31mb"),
        ("two\nlines\ttab", "two lines tab"),
        (os.fsdecode(b"caf\xe9"), "caf\ufffd"),
        ("half a pair \ud83d!", "half a pair \ufffd!"),
        ("both \ud83d and \udcff", "both \ufffd and \ufffd"),
        ("\U0001f642 悲", "\U0001f642 悲"),
    ],
)
def test_any_name_can_be_shown(name: str, said: str) -> None:
    assert shown(name) == printed(name) == said
    assert printed(f"  {name}") == f"  {said}"
