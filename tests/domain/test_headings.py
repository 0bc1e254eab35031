"""Text under a heading; adding words there changes nothing else."""

import pytest

from alliance_journal.domain.headings import lines_under, with_words
from tests.hostile import SHORT


def test_lines_under_a_heading_wherever_it_stands() -> None:
    text = "before\n## One\n\n a \n## Two\nb\n## One\nc"
    assert list(lines_under(text, "One")) == ["a", "c"]
    assert list(lines_under(text, "Three")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "## H\nw"),
        ("a", "a\n\n## H\nw"),
        ("a\n", "a\n\n## H\nw"),
        ("a\n\n\n", "a\n\n\n## H\nw"),
        ("## H", "## H\nw"),
        ("## H\n\n\n## Other\n", "## H\nw\n\n\n## Other\n"),
        ("## H\na\n\n## Other\nb", "## H\na\nw\n\n## Other\nb"),
        ("## H\r\na\r\n", "## H\r\na\r\nw\n"),
    ],
)
def test_words_go_to_the_end_of_what_stands_there(text: str, expected: str) -> None:
    assert with_words(text, "H", "w") == expected


@pytest.mark.parametrize("text", SHORT)
def test_nothing_of_a_text_is_lost(text: str) -> None:
    for before in (text, f"## H\n{text}", f"{text}\n## H\n"):
        after = with_words(before, "H", "PUT HERE")
        assert after.startswith(before) or after.replace("PUT HERE\n", "").replace("\nPUT HERE", "") == before
        assert after.count("PUT HERE") == 1
