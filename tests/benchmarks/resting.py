"""Goal 20 and the runs of hours: what rest costs, and that neither rest nor writing makes it grow."""

import contextlib
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.bench import OURS, QUIT, Bench, Found
from tests.benchmarks.editing import ESCAPE, SMALL, open_note
from tests.benchmarks.goals import Line
from tests.benchmarks.journals import prose, text_bytes, title
from tests.benchmarks.pages import F3, F4, F5
from tests.benchmarks.watched import Watched

HOURS: Final = 8
SITTINGS: Final = 40
"""An hour's; each is of sixty words."""
VIEWS: Final = {"the list": b"", "the checklist": F3, "the trends": F4, "the page to bring": F5}
EDITOR: Final = "the editor"


@dataclass(slots=True)
class _Rest:
    """Processor time and output of one app at the time when its rest began."""

    app: Watched
    seconds: float
    memory: float
    received: int


def resting(bench: Bench) -> Found:
    """Goal 20, on every page and in the editor, all at the same time; ten minutes with `--long`."""
    seconds = 600.0 if bench.long else 30.0
    with contextlib.ExitStack() as stack:
        resting = {"a bare app": stack.enter_context(bench.anchor("static"))}
        resting |= {"a bare editor": stack.enter_context(bench.anchor("editor"))}
        for name, keys in {**VIEWS, EDITOR: b"\r"}.items():
            resting[name] = stack.enter_context(bench.app(bench.small))
            resting[name].tap(keys)
            resting[name].settled(0.4)
        began = {name: _Rest(a, a.processor_seconds(), a.memory(), a.received) for name, a in resting.items()}
        # All are read from in turn: a terminal that nobody reads would hold its program back.
        for _ in range(int(seconds)):
            for one in began.values():
                one.app.rest(1 / len(began))
        for name, one in began.items():
            yield from _rested(name, one, seconds)


def _rested(name: str, before: _Rest, seconds: float) -> Found:
    during = f"{seconds:.0f} s"
    percent = 100 * (before.app.processor_seconds() - before.seconds) / seconds
    sent = (before.app.received - before.received) / seconds
    if name.startswith("a bare"):
        goals: tuple[float | None, float | None] = (None, None)
    else:
        goals = (0.5, None) if name == EDITOR else (0.3, 0.0)
    yield Line(20, f"processor at rest in {name}", "–", [percent], goals[0], "%", during)
    yield Line(20, f"bytes at rest in {name}", "–", [sent], goals[1], "B/s", during)
    if goals[0]:
        grown = before.app.memory() - before.memory
        yield Line(20, f"memory grown at rest in {name}", "–", [grown], 1.0, "MiB", during)


def eight_hours(bench: Bench) -> Found:
    """A day's writing, faster than life: 8 hours at 40 words a minute, saved and left every few sentences."""
    if not bench.long:
        return
    yield from writing(bench, HOURS, SITTINGS)


def writing(bench: Bench, hours: int, sittings: int) -> Found:
    """So many hours of so many sittings of sixty words."""
    path = bench.journal(SMALL, fresh=True)
    size, text = path.stat().st_size, text_bytes(path)
    with bench.start(OURS, journal=path) as app:
        app.wait(title(SMALL - 1).encode())
        app.settled()
        memory: list[float] = []
        for hour in range(hours):
            for place in range(sittings):
                _sitting(app, hour * sittings + place)
            memory.append(app.memory())
        app.quit(QUIT)
    what = f"memory, hour {hours} of writing less the 2nd"
    yield Line(0, what, "–", [memory[-1] - memory[1]], 5.0, "MiB", f"{memory[1]:.1f} MiB before")
    grown = (path.stat().st_size - size) / (text_bytes(path) - text)
    yield Line(22, f"file growth per byte that was typed in {hours} hours and is in it", "–", [grown], 2.9)


def _sitting(app: Watched, seed: int) -> None:
    """A paragraph of sixty words into the newest note, back to the list, and half a look at the one below."""
    open_note(app)
    app.tap(b"\r\r")
    for word in prose(60, seed % 50, paragraph=0).split():
        app.press(f"{word} ".encode(), None)
    app.settled(0.3)
    app.tap(ESCAPE)
    app.settled(0.3)
    app.press(b"\x1b[B", title(SMALL - 2).encode())
    app.press(b"\x1b[A", title(SMALL - 1).encode())
