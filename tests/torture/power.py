"""The disks that a power cut can leave after each call of a run that was traced, and what becomes of them."""

import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.core.sqlite_driver import DRIVER_ERRORS
from tests.torture.child import Key
from tests.torture.disks import Content, Disk, content_of, write_out
from tests.torture.killing import Progress
from tests.torture.kinds import Place, nothing_unverified
from tests.torture.trace import Call, why_not

SEED: Final = 20260528
EACH_MOMENT: Final = 4
"""Disks by chance at each moment, beside the four plain ones."""

_WHY_NOT: Final = why_not()
needs_tracing: Final = pytest.mark.skipif(bool(_WHY_NOT), reason=_WHY_NOT or "it can be traced here")

Check = Callable[[Place, Progress], int]


@dataclass(slots=True)
class Found:
    """Results of the disks: how many were intact, damaged, or without something acknowledged."""

    disks: int = 0
    became: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Moment:
    """A disk that a power cut could have left, and how far the run had come by then."""

    content: Content
    progress: Progress


@dataclass(frozen=True, slots=True)
class Run:
    """A run that was traced: the disk it began with, its calls, and what it said before each of them."""

    disk: Callable[[], Disk]
    calls: list[Call]
    progress: list[Progress]

    def moments(self, by_chance: int = EACH_MOMENT) -> Iterator[Moment]:
        """Every disk that can be there after each call, each one once."""
        chance, disk = random.Random(SEED), self.disk()
        seen: set[bytes] = set()
        for place in self._follow(disk):
            for content in disk.after_a_cut(chance, by_chance):
                mark = _mark(content, self.progress[place])
                if mark not in seen:
                    seen.add(mark)
                    yield Moment(content, self.progress[place])

    def some_moments(self, number: int) -> Iterator[Moment]:
        """So many disks by chance, all over the run, and the last one with them."""
        chance, disk = random.Random(SEED), self.disk()
        possible = list(self._follow(self.disk()))
        chosen = Counter([possible[-1], *(chance.choice(possible) for _ in range(number - 1))])
        for place in self._follow(disk):
            if place in chosen:
                left = list(disk.after_a_cut(chance, EACH_MOMENT))
                for content in chance.sample(left, min(len(left), chosen[place])):
                    yield Moment(content, self.progress[place])

    def _follow(self, disk: Disk) -> Iterator[int]:
        """The places of the calls after which something is different: on the disk, or in what is acknowledged."""
        known = 0
        for place, (call, now) in enumerate(zip(self.calls, self.progress, strict=True)):
            if disk.follow(call) or now.done != known:
                known = now.done
                yield place


def _mark(content: Content, now: Progress) -> bytes:
    mark = hashlib.sha256(repr(now.possible).encode())
    for name, data in sorted(content.items()):
        mark.update(name.encode() + b"\0" + hashlib.sha256(data or b"").digest())
    return mark.digest()


def try_all(folder: Path, found: Iterable[Moment], key: Key, check: Check) -> Found:
    """Open each disk, and look whether all is there."""
    told = Found()
    for number, moment in enumerate(found):
        root = folder / f"disk{number}"
        write_out(moment.content, root)
        told.disks += 1
        what = _becomes(Place(root / "journal.db", key), moment.progress, check)
        told.became[what.partition(":")[0]] += 1
        if what == "fine":
            shutil.rmtree(root)
        else:
            told.examples.append(f"{root.name}, {moment.progress.done} done: {what}")
    return told


def _becomes(place: Place, progress: Progress, check: Check) -> str:
    try:
        check(place, progress)
        nothing_unverified(place, place.key)
    except (JournalError, *DRIVER_ERRORS) as error:
        return f"damaged: {error}"
    except (AssertionError, ValueError) as error:
        return f"{'damaged' if str(error).startswith('damaged') else 'lost'}: {error}"
    return "fine"


def understood(root: Path, before: Content, calls: list[Call], progress: list[Progress]) -> Run:
    """The run, once it is sure that the trace tells all of it: followed to its end, it gives what is there."""
    disk = Disk(root, before)
    for call in calls:
        disk.follow(call)
    assert disk.all_written() == content_of(root)
    return Run(lambda: Disk(root, before), calls, progress)
