"""Power cuts at any moment: nothing acknowledged is lost, nothing is damaged.

`kill -9` does not show that data was not synced, since the system still writes it. So a run is traced call by call,
and disks are made as a power cut could have left them at each moment: some of them by default, all of them with
`python -m pytest tests/torture -m slow`.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.torture.disks import content_of
from tests.torture.killing import ROOT, Progress, surroundings
from tests.torture.kinds import KINDS, Place, begin, cases
from tests.torture.power import Found, Run, needs_tracing, try_all, understood
from tests.torture.trace import Call, run

pytestmark = needs_tracing


def acknowledged(calls: Iterable[Call]) -> Iterator[Progress]:
    """Yield what the working process had said by the time of each call, in the trace itself."""
    progress = Progress(0, 0)
    for call in calls:
        if call.name == "write" and call.handle(0)[0] == 1:
            word, _, number = call.text(1).decode().partition(" ")
            if word in ("begin", "done"):
                progress = Progress(0, int(number) + (word == "done"), begun=word == "begin")
        yield progress


def traced(folder: Path, name: str, work: int, *, encrypted: bool, synchronous: str = "") -> tuple[Place, Run]:
    """So much work of a kind, traced."""
    place = begin(folder, name, encrypted=encrypted, work=work)
    root = place.path.parent
    before = content_of(root)
    what = [sys.executable, "-m", "tests.torture.child", name, str(place.path), "0", str(work), synchronous]
    calls = run(folder / "trace", what, ROOT, surroundings())
    return place, understood(root, before, calls, list(acknowledged(calls)))


def lose_power(folder: Path, name: str, work: int, *, encrypted: bool, disks: int | None = None) -> Found:
    """Trace so much work of a kind, and try the disks it can leave, or so many of them."""
    place, found = traced(folder, name, work, encrypted=encrypted)
    told = try_all(
        folder, found.moments() if disks is None else found.some_moments(disks), place.key, KINDS[name].check
    )
    print(f"{name}, {'encrypted' if encrypted else 'plain'}: {told.disks} disks, {dict(told.became)}")
    return told


FEW: Final = [
    ("add", 2, 4, True),
    ("save", 12, 40, False),
    ("import", 2, 10, False),
]
MANY: Final = [
    ("add", 12, None, False),
    ("save", 16, None, False),
    ("import", 2, None, False),
    ("backup", 3, None, False),
    ("restore", 3, None, False),
    ("migrate", 2, None, False),
    # Deriving a key takes its time for each disk.
    *((name, 4, 100, True) for name in ("add", "import", "backup", "restore")),
    ("seal", 2, 200, False),
    ("rekey", 2, 200, True),
]


@pytest.mark.parametrize(
    ("name", "work", "disks", "encrypted"),
    cases(FEW),
)
def test_power_goes(tmp_path: Path, name: str, work: int, disks: int, encrypted: bool) -> None:
    told = lose_power(tmp_path, name, work, encrypted=encrypted, disks=disks)
    assert told.examples == []
    assert told.disks > disks / 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "work", "disks", "encrypted"),
    cases(MANY),
)
def test_power_goes_at_any_moment(tmp_path: Path, name: str, work: int, disks: int | None, encrypted: bool) -> None:
    assert lose_power(tmp_path, name, work, encrypted=encrypted, disks=disks).examples == []


# That a looser setting would be noticed


@pytest.mark.parametrize(("synchronous", "what"), [("FULL", "lost"), ("OFF", "damaged")])
def test_a_looser_setting_is_noticed(tmp_path: Path, synchronous: str, what: str) -> None:
    """FULL, which SQLite takes by itself, does not sync the end of a save, which comes undone; OFF syncs none."""
    place, found = traced(tmp_path, "add", 2, encrypted=False, synchronous=synchronous)
    told = try_all(tmp_path, found.moments(by_chance=0), place.key, KINDS["add"].check)
    assert told.became[what]
