"""Accepted texts, and their display without control characters."""

import pytest

from alliance_journal.domain.text import UnusableText, one_line, printable, tags_from, usable
from tests.hostile import HOSTILE, UNUSABLE, named, steers


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_anything_else_is_usable(text: str) -> None:
    assert usable(text) is text


@pytest.mark.parametrize("text", UNUSABLE, ids=named)
def test_unusable(text: str) -> None:
    with pytest.raises(UnusableText, match=r"^This text holds a .+\. Take it out and try again\.$"):
        usable(text)


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_nothing_steers(text: str) -> None:
    assert steers(printable(text)) == []
    assert steers(one_line(text)) == []
    assert len(one_line(text).splitlines()) <= 1
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [/felt]", "plain [/felt]"),
        ("a\tb\u00a0c\u3000d\u202fe\u2028f", "a b c d e f"),
        ("👩‍👩‍👧 🏳️‍🌈 👍🏽 🇩🇪", "👩‍👩‍👧 🏳️‍🌈 👍🏽 🇩🇪"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        # Newer than this Python, and somebody's own font.
        ("new \U0001fae9 \U0001f6d8, own \ue0a0", "new \U0001fae9 \U0001f6d8, own \ue0a0"),
        ("\x1b[31mred\x9b\x07\x7f\u202eturned\u2066\ufeff", "[31mredturned"),
        ("Zoe\u0308", "Zoe\u0308"),
    ],
)
def test_what_is_shown_stays(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_one_line() -> None:
    assert one_line("  a\r\n\r\n b\tc\x0bd  ") == "a b c d"
    assert one_line(" \n ") == ""


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", ()),
        (" , #, ##", ()),
        ("work mum work", ("work", "mum")),
        ("#work #mum", ("work", "mum")),
        ("hard days, #mum,  two   words ,", ("hard days", "mum", "two words")),
        ("two words,", ("two words",)),
    ],
)
def test_tags(typed: str, tags: tuple[str, ...]) -> None:
    assert tags_from(typed) == tags
