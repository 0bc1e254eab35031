"""A text and its `## headings`: what stands under one, and words put there."""

from collections.abc import Iterator
from typing import Final

HEADING: Final = "## "


def lines_under(text: str, heading: str) -> Iterator[str]:
    """The lines with words under a heading, wherever it stands in the text."""
    here = False
    for line in text.splitlines():
        if line.startswith(HEADING):
            here = line.removeprefix(HEADING).strip() == heading
        elif here and line.strip():
            yield line.strip()


def words_alone(text: str) -> str:
    """The text without its headings, and without the air at both ends."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(HEADING)).strip()


def with_words(text: str, heading: str, words: str) -> str:
    """The text with words at the end of what stands under a heading; the heading comes last where it is not there.

    Everything that was in the text stays in it as it was.
    """
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.rstrip() == HEADING + heading), None)
    if start is None:
        gap = "\n" * max(0, 2 - (len(text) - len(text.rstrip("\n")))) if text else ""
        return f"{text}{gap}{HEADING}{heading}\n{words}"
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith(HEADING)), len(lines))
    last = next((i for i in range(end - 1, start, -1) if lines[i].strip()), start)
    return "\n".join([*lines[: last + 1], words, *lines[last + 1 :]])
