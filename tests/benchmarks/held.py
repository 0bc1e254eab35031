"""Goals 5, 7, 14 and 17: while something takes its time, the screen is drawn and keys are answered.

How long the event loop was held is told by a heart that beats in it (`beating`).
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alliance_journal.store.core import connection
from tests.benchmarks.beating import late_beats
from tests.benchmarks.bench import BEATING, OURS, QUIT, Bench, Found
from tests.benchmarks.editing import ESCAPE, WHILE_OTHERS_WORK
from tests.benchmarks.goals import Line, compared, nothing_yet
from tests.benchmarks.journals import PASSPHRASE, title
from tests.benchmarks.pages import F4, TRENDS, Bare
from tests.benchmarks.watched import Watched, any_of, anything_at_all, anything_drawn

LONGEST: Final = 50.0
"""Milliseconds that the loop may be held (goal 5)."""
PALETTE: Final = b"\x10"
UNDER_WAY, STOPS, STOPPED = b"esc stop", b"It stops", b"It was stopped"
SEEN_FOR: Final = 0.5
"""Seconds an export is left alone before it is stopped."""


def unlocking(bench: Bench) -> Found:
    """Goal 5: from Enter after the passphrase to the list, against deriving the key alone."""
    path = bench.journal(bench.small, encrypted=True)
    times = nothing_yet()
    held: list[float] = []
    for _ in range(bench.rounds):
        began = time.perf_counter()
        connection.connect(path, PASSPHRASE).close()
        times["KDF alone"].append(1000 * (time.perf_counter() - began))
        with bench.start(OURS, journal=path) as app:
            times["ours"].append(_unlock(app, bench.small))
            app.quit(QUIT)
    for _ in range(bench.few):
        beats = bench.folder / "beats"
        with bench.start([*BEATING, os.fspath(beats)], journal=path) as app:
            took = _unlock(app, bench.small) / 1000
            held.append(_longest(beats, app.pressed, app.pressed + took))
            app.quit(QUIT)
    yield compared(5, "passphrase → list on the screen", times, "ours", "KDF alone", 1.6)
    yield Line(5, "passphrase → list: longest that the loop was held", "–", held, LONGEST, "ms")


def _unlock(app: Watched, count: int) -> float:
    app.wait(anything_drawn)
    app.settled()
    app.change(PASSPHRASE.reveal().encode(), anything_at_all)
    return app.press(b"\r", title(count - 1).encode())


def trends(bench: Bench) -> Found:
    """Goal 14: with the largest journal, the trends are worked out off the loop."""
    held = []
    for _ in range(bench.few):
        with _with_a_heart(bench) as (app, beats):
            settled = app.change(F4, TRENDS)[1] / 1000
            held.append(_longest(beats, app.pressed, app.pressed + settled))
    what = f"open the trends, {bench.large:,} entries: longest that the loop was held"
    yield Line(14, what, "–", held, LONGEST, "ms")


def exporting(bench: Bench) -> Found:
    """Goals 7 and 17: while the app writes everything to a file, its one key is answered and the loop goes on."""
    times = nothing_yet()
    held = []
    with bench.anchor("static") as other:
        bare = Bare(other)
        for _ in range(bench.few):
            with _with_a_heart(bench) as (app, beats):
                _begin_export(app)
                began = time.perf_counter()
                app.rest(SEEN_FOR)
                held.append(_longest(beats, began, time.perf_counter()))
                # Where it has stopped at once, that is what is said.
                times["ours"].append(app.press(ESCAPE, any_of((STOPS, STOPPED))))
                app.wait(STOPPED)
                app.settled()
                app.tap(ESCAPE)
                app.settled()
            times["bare key"].append(bare.key())
    at = f"while the app exports {bench.large:,} entries"
    yield compared(7, f"key → screen {at}", times, "ours", "bare key", WHILE_OTHERS_WORK)
    yield Line(17, f"longest that the loop was held {at}", "–", held, LONGEST, "ms")


def _begin_export(app: Watched) -> None:
    """By the palette, as it is proposed, until it is under way."""
    app.change(PALETTE, anything_at_all)
    app.change(b"export", anything_at_all)
    app.change(b"\r", b"Where")
    app.press(b"\r", UNDER_WAY)


@contextlib.contextmanager
def _with_a_heart(bench: Bench) -> Iterator[tuple[Watched, Path]]:
    """Our app over the largest journal, and where its late beats are written."""
    beats = bench.folder / "beats"
    with bench.app(bench.large, command=[*BEATING, os.fspath(beats)]) as app:
        yield app, beats


def _longest(beats: Path, began: float, ended: float) -> float:
    return max(late_beats(beats, began, ended), default=0.0)
