"""Result of reading and importing a file, and its summary in words for the command line and the app."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from alliance_journal.domain.models import Document, Entry
from alliance_journal.domain.text import count, one_line

Progress = Callable[[int, int], None]
"""Progress callback `(done, total)`. An exception that it raises cancels the work and rolls it back."""

MOST_NAMED: Final = 20
"""Number of places that are named one by one; further ones are counted."""

_KINDS: Final[Mapping[str, str]] = {
    "therapists": "therapist",
    "entries": "entry",
    "topics": "topic",
    "homework": "piece of homework",
    "goals": "goal",
    "appointments": "appointment",
    "excerpts": "excerpt",
}
_MANY: Final[Mapping[str, str]] = {"homework": "pieces of homework"}


def quietly(done: int, of: int) -> None:
    """Progress callback that ignores its arguments."""


class Refused(NamedTuple):
    """A part of a file that was not imported.

    Attributes:
        place: its place in the file, such as `line 12` or `Diary.json, entries[3]`.
        why: the reason, without quoting the file's text.
    """

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read, before anything of it is imported.

    Attributes:
        document: the records that can be imported.
        left_out: names of fields that this program does not know.
        refused: parts that cannot be imported, each with its place and reason.
        said: decisions made while reading, as sentences: order of dates, handling of stars.
        places: place in the file of each entry, by its id.
        same: key function for formats whose entries bring no id of their own: entries with equal keys are
            the same entry. None if ids alone decide.
        carried: the fields of an entry that the format holds; an entry with an existing id is compared by these
            alone. None if the format holds every field.
    """

    document: Document
    left_out: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    said: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    same: Callable[[Entry], str] | None = None
    carried: Callable[[Entry], object] | None = None


@dataclass(slots=True)
class ImportResult:
    """Result of an import: number of records of each kind that were added, or existed already.

    Attributes:
        different: kind and id of the existing records whose content differs.
    """

    added: Counter[str] = field(default_factory=Counter)
    already_there: Counter[str] = field(default_factory=Counter)
    different: list[tuple[str, str]] = field(default_factory=list)


def counted(counts: Mapping[str, int]) -> str:
    """Return counts in words, such as `2 therapists, 1 entry`; empty if all are zero."""
    return ", ".join(
        count(counts[kind], one, _MANY.get(kind, kind)) for kind, one in _KINDS.items() if counts.get(kind)
    )


def summary(done: ImportResult, loaded: Loaded, *, dry_run: bool = False) -> list[str]:
    """Return the result of an import, or of a dry run (`dry_run`), one sentence a line.

    Control characters are removed, so that names from a file cannot send commands to a terminal.
    """
    lines = [f"{'Would be added' if dry_run else 'Added'}: {counted(done.added) or 'nothing'}."]
    if done.already_there:
        lines.append(f"Already there: {counted(done.already_there)}.")
    if done.different:
        places = [one_line(loaded.places.get(id_, "")) for _, id_ in done.different]
        named = _some([place for place in places if place])
        lines.append(
            f"{len(done.different)} of those differ from what is here; what is here was left as it is "
            f"and the file's version was not taken over{f': {named}' if named else ''}."
        )
    if loaded.refused:
        lines.append(f"Not taken over: {len(loaded.refused)}.")
        lines += [f"  {one_line(one.place)}: {one_line(one.why)}" for one in loaded.refused[:MOST_NAMED]]
        if len(loaded.refused) > MOST_NAMED:
            lines.append(f"  and {len(loaded.refused) - MOST_NAMED} more.")
    lines += [one_line(sentence) for sentence in loaded.said]
    if loaded.left_out:
        lines.append(f"Not known here, and left out: {_some([*map(one_line, loaded.left_out)])}.")
    return lines


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
