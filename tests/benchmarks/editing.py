"""Goals 6, 7 and 16: typing, also while something else is done, and resizing, against a bare editor."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import NARROW, OURS, WIDE, Bench, Found
from tests.benchmarks.goals import compared, nothing_yet, percentile
from tests.benchmarks.journals import prose, set_text
from tests.benchmarks.watched import NotSeen, Watched

LETTERS: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюяαβγδεζη"
"""Typed one after the other: each stands nowhere else on the screen, so that it is known when it was drawn."""
CTRL_HOME, CTRL_END = b"\x1b[1;5H", b"\x1b[1;5F"
ESCAPE: Final = b"\x1b[27u"
"""As terminals of today send it: nothing has to wait for what may follow."""
ONE_PARAGRAPH: Final = "2,000 words in one paragraph"
TEXTS: Final = {
    "200 words": prose(200),
    "2,000 words": prose(2_000),
    "20,000 words": prose(20_000),
    ONE_PARAGRAPH: prose(2_000, paragraph=0),
}
"""A paragraph of 20,000 words is none of them: in ours, no line of more than 20,000 characters is written in."""
SMALL: Final = 60
"""Entries in the journal whose newest text is typed in."""
NEVER_SEEN: Final = 3.0
"""Seconds after which a letter is taken for one that is drawn with the next one."""
LEFT_OUT: Final = 2
PACE: Final = 0.06
"""Seconds between two letters of a quick writer."""
WHILE_OTHERS_WORK: Final = 2 * 1.2
"""Twice goal 6."""


def typing(bench: Bench) -> Found:
    """Goal 6: key → screen against a bare editor with the same text."""
    for name, text in TEXTS.items():
        middle, slowest = nothing_yet(), nothing_yet()
        for _ in range(bench.few):
            for who in ("bare editor", "ours"):
                with _editor(bench, who, text, at_end=name != ONE_PARAGRAPH) as app:
                    took = _typed(app)
                middle[who].append(percentile(took, 0.5))
                slowest[who].append(percentile(took))
        yield compared(6, f"key → screen, {name}", middle, "ours", "bare editor", 1.2)
        yield compared(6, f"p95 of key → screen, {name}", slowest, "ours", "bare editor", 1.5)


@contextlib.contextmanager
def _editor(bench: Bench, who: str, text: str, *, at_end: bool = True) -> Iterator[Watched]:
    """Ours or the bare one with this text.

    The cursor is on a new line at the end, where all letters fit; or at the start of a long paragraph, in it.
    """
    with contextlib.ExitStack() as stack:
        if who == "ours":
            app = stack.enter_context(bench.app(SMALL, path=_with_text(bench, text)))
            open_note(app)
        else:
            app = stack.enter_context(bench.anchor("editor", text))
        for keys in (CTRL_END, b"\r") if at_end else (CTRL_HOME,):
            app.tap(keys)
            app.settled(0.3)
        yield app


def _typed(app: Watched, *, pace: float = 0.0) -> list[float]:
    """Return how long each letter took to be seen."""
    took = []
    for letter in LETTERS:
        # Textual draws a letter that makes a long paragraph wrap anew only with the next one: it is left out.
        with contextlib.suppress(TimeoutError):
            took.append(app.press(letter.encode(), letter.encode(), NEVER_SEEN))
        if pace:
            app.rest(pace)
    if len(took) < len(LETTERS) - LEFT_OUT:
        raise NotSeen(f"Only {len(took)} of {len(LETTERS)} letters were seen.")
    return took


def open_note(app: Watched) -> None:
    """Into the text of the entry that the cursor is on."""
    app.tap(b"\r")
    app.settled(0.3)


def _with_text(bench: Bench, text: str) -> Path:
    path = bench.journal(SMALL, fresh=True)
    set_text(path, SMALL, text)
    return path


def while_saving(bench: Bench) -> Found:
    """Goal 7: the 95th percentile of keys at a writer's pace, while the draft is saved twice a second."""
    times = nothing_yet()
    for _ in range(bench.few):
        for who in ("bare editor", "ours"):
            with _editor(bench, who, TEXTS["2,000 words"]) as app:
                times[who].append(percentile(_typed(app, pace=PACE)))
    yield compared(7, "p95 while the draft is saved", times, "ours", "bare editor", WHILE_OTHERS_WORK)


def while_exporting(bench: Bench) -> Found:
    """Goal 7: the same while a command in another window writes the largest journal to a file.

    In the app itself nobody can type then: the notes are out of sight until it is written (see `held`).
    """
    times = nothing_yet()
    journal = bench.journals.copy(bench.large, bench.folder / "exported" / "journal.db")
    for _ in range(bench.few):
        for who in ("bare editor", "ours"):
            path = journal if who == "ours" else None
            with _editor_of(bench, path) as app, _exporting(bench, journal):
                times[who].append(percentile(_typed(app, pace=PACE)))
    what = f"p95 while {bench.large:,} entries are exported by a command"
    yield compared(7, what, times, "ours", "bare editor", WHILE_OTHERS_WORK)


@contextlib.contextmanager
def _editor_of(bench: Bench, path: Path | None) -> Iterator[Watched]:
    """The newest note of this journal; without one, the bare editor with as many words."""
    if path is None:
        with _editor(bench, "bare editor", TEXTS["200 words"]) as app:
            yield app
        return
    with bench.app(bench.large, path=path) as app:
        open_note(app)
        for keys in (CTRL_END, b"\r"):
            app.tap(keys)
            app.settled(0.3)
        yield app


@contextlib.contextmanager
def _exporting(bench: Bench, journal: Path) -> Iterator[None]:
    """Meanwhile, everything in this journal is written out, again and again."""
    process = subprocess.Popen(
        ["sh", "-c", 'while "$@"; do :; done', "sh", *OURS, "--file", os.fspath(journal), "export", "-"],
        cwd=bench.home(),
        env={"HOME": str(bench.home()), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **bench.environment(OURS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def resizing(bench: Bench) -> Found:
    """Goal 16: a window of another size, drawn first and at rest: the list with a note, and a note written in."""
    text = prose(200)
    for where in ("in the list", "in the editor"):
        times, rest = nothing_yet(), nothing_yet()
        with bench.anchor("editor", text) as bare, bench.app(SMALL, path=_with_text(bench, text)) as ours:
            if where == "in the editor":
                open_note(ours)
            for number in range(2 * bench.rounds):
                size = WIDE if number % 2 == 0 else NARROW
                for name, app in (("bare editor", bare), ("ours", ours)):
                    first, settled = app.resize(*size)
                    times[name].append(first)
                    rest[name].append(settled)
                    app.settled(0.4)
        yield compared(16, f"resize {where}", times, "ours", "bare editor", 1.5)
        yield compared(16, f"resize {where}, settled", rest, "ours", "bare editor", 1.5)
