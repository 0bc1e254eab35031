"""What a merge of two copies did, and the same in words, for the command line and the app."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from alliance_journal.domain.text import count

_ONE: Final = {
    "entries": ("entry", "entries"),
    "topics": ("topic", "topics"),
    "tasks": ("piece of homework", "pieces of homework"),
    "goals": ("goal", "goals"),
    "excerpts": ("excerpt", "excerpts"),
    "therapists": ("therapist", "therapists"),
}
_TOGETHER: Final = {
    "appointments": "appointments",
    "own_numbers": "numbers to call",
    "questions": "questions of the checklist",
}
"""What is one thing however many it holds, and is not counted."""


@dataclass(slots=True)
class Merged:
    """What a merge did, by kind of thing as the tables are called.

    Attributes:
        added: things this copy did not have.
        newer: things of which the other copy had a newer state.
        both: things changed in both copies, of which both versions are kept.
        joined: things changed in both copies, whose changes go together.
        to_trash: entries that were deleted in the other copy.
        removed: other things that were deleted in the other copy.
        unsaved: texts that were being written in the other copy, and came along.
    """

    added: Counter[str] = field(default_factory=Counter)
    newer: Counter[str] = field(default_factory=Counter)
    both: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    to_trash: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    unsaved: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether this copy had everything already."""
        things = (self.added, self.newer, self.both, self.joined, self.removed)
        return not (any(map(Counter.total, things)) or self.to_trash or self.unsaved)


def say_merged(done: Merged, *, dry_run: bool = False) -> list[str]:
    """What a merge did, or with `dry_run` would do, one sentence a line."""
    if done.is_nothing:
        return ["This journal has everything already that the other copy has."]
    return list(_sentences(done, "would be " if dry_run else ""))


def _sentences(done: Merged, would_be: str) -> Iterator[str]:
    for things, said in (
        (done.added, f"{would_be}added"),
        (done.newer, f"newer in the other copy, and {would_be}taken over"),
        (done.joined, f"changed in both, and {would_be}put together"),
        (done.both, f"changed in both, and {would_be}kept in both versions, one beside the other"),
        (done.removed, f"deleted in the other copy, and {would_be}taken away here"),
    ):
        if things.total():
            yield f"{said[0].upper()}{said[1:]}: {_counted(things)}."
    if done.to_trash:
        entries = count(done.to_trash, "entry", "entries")
        yield f"Deleted in the other copy, and {would_be}put in the trash here: {entries}."
    if done.unsaved:
        texts = count(done.unsaved, "text", "texts")
        yield f"Still being written in the other copy, and {would_be}offered at the next start: {texts}."


def _counted(things: Counter[str]) -> str:
    named = [count(things[kind], one, many) for kind, (one, many) in _ONE.items() if things[kind]]
    return ", ".join([*named, *(said for kind, said in _TOGETHER.items() if things[kind])])
