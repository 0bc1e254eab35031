"""Result of merging two copies of a journal, and its sentences for the command line and the app."""

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
    "page_choices": "what was chosen for the page",
}
"""Kinds that are reported as one item, without a count."""


@dataclass(slots=True)
class Merged:
    """Result of a merge, counted by kind (names of tables).

    Attributes:
        added: records that this copy did not have.
        newer: records of which the other copy had a newer state.
        both: records changed in both copies, of which both versions are kept.
        joined: records changed in both copies, whose changes were combined.
        to_trash: entries that were deleted in the other copy.
        in_trash: entries in the trash of the other copy that are new here, or newer than in the trash here.
        removed: other records that were deleted in the other copy.
        unsaved: drafts that were being written in the other copy, copied with it.
        marked_twice: days on which the two copies have different ratings of a goal.
        mended: entries here whose text did not match its checksum, replaced by the other copy's text.
        damaged: entries of the other copy whose text does not match its checksum.
        unrelated: True if both have entries, and no record is in both.
    """

    added: Counter[str] = field(default_factory=Counter)
    newer: Counter[str] = field(default_factory=Counter)
    both: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    to_trash: int = 0
    in_trash: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    unsaved: int = 0
    marked_twice: int = 0
    mended: int = 0
    damaged: int = 0
    unrelated: bool = False

    @property
    def is_nothing(self) -> bool:
        """True if this copy already had everything, apart from what is damaged in the other copy."""
        counts = (self.added, self.newer, self.both, self.joined, self.removed)
        others = (self.to_trash, self.in_trash, self.unsaved, self.marked_twice, self.mended)
        return not (any(map(Counter.total, counts)) or any(others))


def say_merged(done: Merged, *, dry_run: bool = False) -> list[str]:
    """Return the result of a merge, or of a dry run (`dry_run`), one sentence a line."""
    if not done.is_nothing:
        return [*_unrelated(done), *_sentences(done, "would be " if dry_run else ""), *_damaged(done)]
    if done.damaged:
        return ["This journal has everything already that is whole in the other copy.", *_damaged(done)]
    return ["This journal has everything already that the other copy has."]


def _unrelated(done: Merged) -> Iterator[str]:
    if done.unrelated:
        yield (
            "The two have nothing in common: the other file may be a journal of its own, and no copy of this one."
        )


def _damaged(done: Merged) -> Iterator[str]:
    if done.damaged:
        is_left_out = "is not what was saved there, and is" if done.damaged == 1 else _ARE_LEFT_OUT
        yield (
            f"Of the other copy, {count(done.damaged, 'entry', 'entries')} {is_left_out} left out where this "
            "journal has it. The command check, with --file and the name of that copy, says which."
        )


_ARE_LEFT_OUT: Final = "are not what was saved there, and each is"


def _sentences(done: Merged, would_be: str) -> Iterator[str]:
    for counts, what in (
        (done.added, f"{would_be}added"),
        (done.newer, f"newer in the other copy, and {would_be}taken over"),
        (done.joined, f"changed in both, and {would_be}put together"),
        (done.both, f"changed in both, and {would_be}kept in both versions, one beside the other"),
        (done.removed, f"deleted in the other copy, and {would_be}taken away here"),
    ):
        if counts.total():
            yield f"{what[0].upper()}{what[1:]}: {_counted(counts)}."
    if done.to_trash:
        entries = count(done.to_trash, "entry", "entries")
        yield f"Deleted in the other copy, and {would_be}put in the trash here: {entries}."
    if done.in_trash:
        entries = count(done.in_trash, "entry", "entries")
        what = f"{would_be}taken over from the trash of the other copy into the trash here"
        yield f"{what[0].upper()}{what[1:]}: {entries}."
    if done.mended:
        entries = count(done.mended, "entry", "entries")
        yield (
            f"Not what was saved here, and {would_be}taken from the other copy, with what stood here beside it: "
            f"{entries}."
        )
    if done.unsaved:
        texts = count(done.unsaved, "text", "texts")
        yield f"Still being written in the other copy, and {would_be}offered at the next start: {texts}."
    if done.marked_twice:
        days = count(done.marked_twice, "day", "days")
        are = "would be" if would_be else "are"
        yield f"On {days} the marks of a goal differ; those of the copy that was marked last {are} kept."


def _counted(counts: Counter[str]) -> str:
    named = [count(counts[kind], one, many) for kind, (one, many) in _ONE.items() if counts[kind]]
    return ", ".join([*named, *(what for kind, what in _TOGETHER.items() if counts[kind])])
