"""What an import read, what it did, and the summary of both in words, for the command line and the app."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from alliance_journal.domain.models import Document, Entry
from alliance_journal.domain.text import count, one_line

Progress = Callable[[int, int], None]
"""Is told how much is done, of how much; what it raises ends the work, and all of it is undone."""

MOST_NAMED: Final = 20
"""So many places are named one by one; more are counted."""

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
    """Progress that nobody looks at."""


class Refused(NamedTuple):
    """A part of a file that was not taken over.

    Attributes:
        place: where in the file it stands, such as `line 12` or `Diary.json, entries[3]`.
        why: the reason, without a word of what stands there.
    """

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read, before anything of it is taken over.

    Attributes:
        document: what can be taken over.
        left_out: fields that nobody here knows.
        refused: parts that cannot be taken over, each with its place and reason.
        said: what was decided while reading, in sentences: how dates were read, what became of stars.
        places: where in the file an entry stands, by its id.
        same: what makes an entry the same as one that is there already, for formats whose entries bring no
            id of their own: equal keys are one entry. None where ids alone decide.
        carried: what the format carries of an entry: by this alone an entry is compared with the one of its id
            that is there. None where it carries everything.
    """

    document: Document
    left_out: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    said: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    same: Callable[[Entry], str] | None = None
    carried: Callable[[Entry], object] | None = None


@dataclass(slots=True)
class TakenIn:
    """What an import did: how many of each kind were added, or were there already.

    Attributes:
        different: those that were there but say something else: their kind and id.
    """

    added: Counter[str] = field(default_factory=Counter)
    already_there: Counter[str] = field(default_factory=Counter)
    different: list[tuple[str, str]] = field(default_factory=list)


def counted(things: Mapping[str, int]) -> str:
    """`2 therapists, 1 entry`; empty where there is nothing."""
    return ", ".join(
        count(things[kind], one, _MANY.get(kind, kind)) for kind, one in _KINDS.items() if things.get(kind)
    )


def summary(done: TakenIn, loaded: Loaded, *, dry_run: bool = False) -> list[str]:
    """What an import did, or with `dry_run` would do, one sentence a line; nothing in it steers a terminal."""
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
