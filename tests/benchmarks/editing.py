"""Goals 6, 7, 16 and the runs of hours: typing, resizing, and that neither grows slower or larger."""

import contextlib
from collections import defaultdict
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import NARROW, OURS, QUIT, WIDE, Bench, Lines
from tests.benchmarks.goals import Line, compared, percentile
from tests.benchmarks.journals import first_word, prose, set_text, title
from tests.benchmarks.watched import Watched, anything_at_all

LETTERS: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюяαβγδεζη"
"""Typed one after the other: each stands nowhere else on the screen, so that it is known when it was drawn."""
CTRL_HOME, CTRL_END = b"\x1b[1;5H", b"\x1b[1;5F"
TEXTS: Final = {
    "200 words": (200, 60, 1.2),
    "2,000 words": (2_000, 60, 1.2),
    "20,000 words": (20_000, 60, 1.5),
    "2,000 words in one paragraph": (2_000, 0, None),
}
_SMALL: Final = 60
"""Entries in the journal whose newest text is typed in."""


def typing(bench: Bench) -> Lines:
    """Goals 6 and 7: key → screen against a bare editor with the same text; the draft is saved meanwhile."""
    lines: Lines = []
    for name, (words, paragraph, goal) in TEXTS.items():
        text = prose(words, paragraph=paragraph)
        middle: dict[str, list[float]] = defaultdict(list)
        slowest: dict[str, list[float]] = defaultdict(list)
        for _ in range(max(2, bench.rounds // 2)):
            for who in ("bare editor", "ours"):
                took = _typed(bench, who, text, at_end=bool(paragraph))
                middle[who].append(percentile(took, 0.5))
                slowest[who].append(percentile(took))
        lines.append(compared(6, f"key → screen, {name}", middle, "ours", "bare editor", goal))
        p95 = compared(6, f"p95, {name}", slowest, "ours", "bare editor", goal and 1.5)
        lines.append(p95)
    return lines


def _typed(bench: Bench, who: str, text: str, *, at_end: bool) -> list[float]:
    """How long each letter took to be seen."""
    with contextlib.ExitStack() as stack:
        if who == "ours":
            app = stack.enter_context(bench.app(_SMALL, path=_with_text(bench, text)))
            _open_note(app)
        else:
            app = stack.enter_context(bench.anchor("editor", text))
        _go(app, at_end=at_end)
        # Textual draws the letter that makes a paragraph wrap only with the next one; any drawing counts there.
        return [app.press(letter.encode(), letter.encode() if at_end else anything_at_all) for letter in LETTERS]


def _go(app: Watched, *, at_end: bool) -> None:
    """To a new line at the end, where all letters fit; or to the start, where a long paragraph stays one."""
    for keys in (CTRL_END, b"\r") if at_end else (CTRL_HOME,):
        app.tap(keys)
        app.settled(0.3)


def _open_note(app: Watched) -> None:
    app.tap(b"\r")
    app.settled(0.3)


def _with_text(bench: Bench, text: str) -> Path:
    path = bench.journal(_SMALL, fresh=True)
    set_text(path, _SMALL, text)
    return path


def while_saving(bench: Bench) -> Lines:
    """Goal 7: the 95th percentile of keys at a writer's pace, while the draft is saved twice a second."""
    times: dict[str, list[float]] = defaultdict(list)
    text = prose(2_000)
    for _ in range(max(2, bench.rounds // 2)):
        with bench.anchor("editor", text) as app:
            _go(app, at_end=True)
            times["bare editor"].append(percentile(_paced(app)))
        with bench.app(_SMALL, path=_with_text(bench, text)) as app:
            _open_note(app)
            _go(app, at_end=True)
            times["ours"].append(percentile(_paced(app)))
    return [compared(7, "p95 while the draft is saved", times, "ours", "bare editor", 2.4)]


def _paced(app: Watched) -> list[float]:
    took = []
    for letter in LETTERS:
        took.append(app.press(letter.encode(), letter.encode()))
        app.rest(0.06)
    return took


def resizing(bench: Bench) -> Lines:
    """Goal 16: a larger and a smaller window, drawn again."""
    times: dict[str, list[float]] = defaultdict(list)
    text = prose(200)
    with bench.anchor("editor", text) as bare, bench.app(_SMALL, path=_with_text(bench, text)) as ours:
        for number in range(2 * bench.rounds):
            size = WIDE if number % 2 == 0 else NARROW
            for name, app in (("bare editor", bare), ("ours", ours)):
                times[name].append(app.resize(*size))
                app.settled()
    return [compared(16, "resize", times, "ours", "bare editor", 1.5)]


def resting(bench: Bench) -> Lines:
    """Goal 20: what it costs to leave it alone, in the list and in the editor; ten minutes with `--long`."""
    seconds = 600.0 if bench.long else 30.0
    lines: Lines = []
    for name, keys, goal in (("in the list", b"", 0.3), ("in the editor", b"\r", 0.5)):
        with bench.app(bench.small) as app:
            if keys:
                app.tap(keys)
            app.settled(0.4)
            before, memory = app.processor_seconds(), app.memory()
            sent = app.rest(seconds)
            percent = 100 * (app.processor_seconds() - before) / seconds
            grown = app.memory() - memory
        during = f"{seconds:.0f} s"
        lines.append(Line(20, f"processor at rest {name}", "–", [percent], goal, "%", during))
        if not keys:
            lines.append(Line(20, f"bytes at rest {name}", "–", [sent / seconds], 0.0, "B/s", during))
        lines.append(Line(20, f"memory grown at rest {name}", "–", [grown], 1.0, "MiB", during))
    return lines


def eight_hours(bench: Bench) -> Lines:
    """A day's writing, faster than life: 8 hours at 40 words a minute, saved and left every few sentences."""
    if not bench.long:
        return []
    path = bench.journal(_SMALL, fresh=True)
    lines: Lines = []
    size = path.stat().st_size
    with bench.start(OURS, journal=path) as app:
        app.wait(title(_SMALL - 1).encode())
        app.settled()
        memory: list[float] = []
        for hour in range(8):
            for place in range(40):
                _sitting(app, hour * 40 + place)
            memory.append(app.memory())
        app.quit(QUIT)
    lines.append(Line(0, "memory, 8th hour of writing less the 2nd", "–", [memory[-1] - memory[1]], 5.0, "MiB"))
    grown = (path.stat().st_size - size) / (8 * 40 * 60 * 6)
    lines.append(Line(22, "file growth per byte typed in 8 hours", "–", [grown], 2.9))
    return lines


def _sitting(app: Watched, seed: int) -> None:
    """Sixty words into the newest note, back to the list, and half a look at the one below."""
    app.tap(b"\r")
    for word in prose(60, seed % 50, paragraph=0).split():
        app.press(f"{word} ".encode(), None)
    app.tap(b"\x1b")
    app.settled(0.3)
    app.press(b"\x1b[B", first_word(_SMALL - 2).encode())
    app.press(b"\x1b[A", first_word(_SMALL - 1).encode())
