"""Sections of a text under `## headings`: reading them and adding to them."""

from collections.abc import Iterator
from typing import Final

HEADING: Final = "## "


def lines_under(text: str, heading: str) -> Iterator[str]:
    """Yield the lines that are not blank under a heading, wherever it is in the text."""
    here = False
    for line in text.splitlines():
        if line.startswith(HEADING):
            here = line.removeprefix(HEADING).strip() == heading
        elif here and line.strip():
            yield line.strip()


def words_alone(text: str) -> str:
    """Return the text without its headings, and without white space at both ends."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(HEADING)).strip()


def with_words(text: str, heading: str, words: str) -> str:
    """Return the text with words added at the end of the section under a heading.

    Without that heading, it is added at the end of the text. Everything else in the text is unchanged.
    """
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.rstrip() == HEADING + heading), None)
    if start is None:
        gap = "\n" * max(0, 2 - (len(text) - len(text.rstrip("\n")))) if text else ""
        return f"{text}{gap}{HEADING}{heading}\n{words}"
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith(HEADING)), len(lines))
    last = next((i for i in range(end - 1, start, -1) if lines[i].strip()), start)
    return "\n".join([*lines[: last + 1], words, *lines[last + 1 :]])
