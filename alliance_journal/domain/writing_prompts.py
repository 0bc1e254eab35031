"""Headings and prompts that help to begin writing, by occasion."""

from collections.abc import Mapping
from typing import Final, Literal

from alliance_journal.domain.headings import HEADING
from alliance_journal.domain.models import EntryKind

Occasion = Literal["after", "first", "between", "before", "consultation"]
FIRST_SESSIONS: Final = 3
"""Number of sessions with a therapist that count as first ones."""
SESSION_HEADINGS: Final = ("What stayed with me", "What I noticed between us", "To try before next time")
"""Headings of a new session's text."""
PROMPTS: Final = (
    "What stayed with me",
    "What I noticed between us",
    "What was hard to say",
    "What helped",
    "To try before next time",
    "What surprised me",
    "What I did not say",
    "What I would like to ask",
    "What we agreed",
)
"""Prompts that can be inserted into the text of a session, one at a time, in this order."""
PROMPTS_FOR: Final[Mapping[Occasion, tuple[str, ...]]] = {
    "after": PROMPTS,
    "first": (
        "What stayed with me",
        "What felt easy, and what did not",
        "What I hope for",
        "What I still need to know",
        "How we said we would work",
        "What I would like to say next time",
        "What I did not say",
    ),
    "between": (
        "What happened",
        "What I felt, and where in me",
        "What it reminds me of",
        "What I tried",
        "What helped",
        "What I want to remember",
        "What I would like to ask",
    ),
    "before": (
        "What is on my mind today",
        "What has changed since last time",
        "What I would like to talk about first",
        "What is hard to begin with",
        "How I would like to feel afterwards",
        "What I would like to ask",
    ),
    "consultation": (
        "How it felt to talk",
        "What I asked, and what I heard",
        "How they would work with me",
        "Time, place and cost",
        "What I would still like to ask",
        "What I need to decide",
    ),
}
"""Prompts by occasion; each is optional, and they can be used in any order."""


def occasion(kind: EntryKind, session: int | None, *, soon: bool) -> Occasion:
    """Return the occasion of an entry.

    Args:
        kind: kind of the entry.
        session: number of the session with its therapist; None for other kinds.
        soon: True if there is an appointment on its day or on the day after.
    """
    if kind == "session":
        return "first" if session and session <= FIRST_SESSIONS else "after"
    if kind == "consultation":
        return "consultation"
    return "before" if soon and kind == "between" else "between"


def new_session_text() -> str:
    """Return the text that a new session begins with: its headings, each with an empty line under it."""
    return "\n\n".join(f"{HEADING}{heading}\n" for heading in SESSION_HEADINGS)
