"""Goals 9 to 15: what a key on the pages costs, against an empty screen or a bare key in a bare app."""

import time
from collections import defaultdict
from typing import Final

from tests.benchmarks.anchors import PRESSED, PUSHED
from tests.benchmarks.bench import Bench, Lines
from tests.benchmarks.goals import Line, Times, compared
from tests.benchmarks.journals import FOUND, WORDS_EACH, first_word, newest_with_found, prose, title
from tests.benchmarks.watched import Seen, Watched, all_of, anything_at_all

F2, F3, F4, F5 = b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~"
DOWN, PAGE_DOWN, HOME = b"\x1b[B", b"\x1b[6~", b"\x1b[H"
BACK: Final = b"\x1b[19~"
CHECKLIST, TRENDS, PREPARE = b"Does this therapist", b"Trust", b"For "
_FOUND_SHOWN: Final = 4
"""So many of what was found are on the screen, however the list shows them."""


class _Bare:
    """What the bare app costs, in milliseconds, measured again in every round."""

    def __init__(self, app: Watched) -> None:
        self.app = app
        self.text = first_word(0).encode()

    def key(self) -> float:
        """Any key that writes a word."""
        took = self.app.press(b"x", PRESSED)
        self.app.settled()
        return took

    def push(self, key: bytes, until: Seen) -> tuple[float, float]:
        """A fresh screen: drawn first, and settled."""
        took = self.app.press(key, until)
        began = time.perf_counter() - took / 1000
        settled = 1000 * (self.app.settled() - began)
        self.app.tap(BACK)
        self.app.settled()
        return took, settled


def pages(bench: Bench) -> Lines:
    """Goals 10, 12, 13, 14 and 15, at every size."""
    lines: Lines = []
    each: dict[int, Times] = {count: _visits(bench, count) for count in bench.sizes}
    for count, times in each.items():
        at = f", {count:,} entries"
        lines += [
            compared(10, f"page key in the list{at}", times, "page key", "bare key", 2.0),
            compared(12, f"open the checklist{at}", times, "checklist", "empty screen", 2.0),
            compared(12, f"open the checklist{at}", times, "checklist", "RadioSets", 1 / 3),
            compared(13, f"answer one element{at}", times, "answer", "bare key", 2.0),
            compared(15, f"switch to the list{at}", times, "to the list", "bare key", 3.0),
            compared(15, f"switch to the trends{at}", times, "to the trends", "bare key", 3.0),
        ]
        if count >= 50_000:
            lines.append(Line(14, f"open the trends{at}", "–", times["trends"], 200.0, "ms"))
        else:
            goal = 1.5 if count <= 500 else 2.0
            lines.append(compared(14, f"open the trends{at}", times, "trends", "empty screen", goal))
    if bench.large != bench.small:
        small, large = each[bench.small], each[bench.large]
        both = {"large": large["to the list"], "small": small["to the list"]}
        lines.append(compared(10, f"the list again, {bench.large:,} entries", both, "large", "small", 1.2))
    return lines


def _visits(bench: Bench, count: int) -> Times:
    """Go through the pages of a fresh app, the anchors in turn with it."""
    times: dict[str, list[float]] = defaultdict(list)
    newest = title(count - 1).encode()
    with bench.anchor("static", prose(WORDS_EACH)) as other:
        bare = _Bare(other)
        for _ in range(bench.rounds):
            times["empty screen"].append(bare.push(b"p", PUSHED)[0])
            times["RadioSets"].append(bare.push(b"r", b"did")[0])
            with bench.app(count, path=bench.journal(count)) as app:
                for name, key, until in (
                    ("checklist", F3, CHECKLIST),
                    ("trends", F4, TRENDS),
                    ("to the list", F2, newest),
                    ("to the trends", F4, TRENDS),
                    ("", F3, CHECKLIST),
                ):
                    took = app.press(key, until)
                    app.settled()
                    if name:
                        times[name].append(took)
                times["bare key"].append(bare.key())
                app.tap(b"2")
                app.settled()
                times["answer"].append(app.press(b"3", anything_at_all))
                app.settled()
                app.press(F2, newest)
                app.settled()
                times["page key"].append(app.press(PAGE_DOWN, anything_at_all))
                app.settled()
    return times


def entries(bench: Bench) -> Lines:
    """Goal 11: the cursor goes to another entry and its text is shown, against a pushed screen with the text."""
    lines: Lines = []
    for count in bench.sizes:
        times: dict[str, list[float]] = defaultdict(list)
        text = f"{first_word(0)} {prose(WORDS_EACH)}"
        with bench.anchor("static", text) as other, bench.app(count) as app:
            bare = _Bare(other)
            for place in range(2, bench.rounds + 2):
                times["pushed TextArea"].append(bare.push(b"e", bare.text)[0])
                times["pushed Static"].append(bare.push(b"s", bare.text)[0])
                times["ours"].append(app.press(DOWN, first_word(count - place).encode()))
                app.settled()
        for anchor in ("pushed Static", "pushed TextArea"):
            lines.append(compared(11, f"open an entry, {count:,} entries", times, "ours", anchor, 1.3))
    return lines


def searching(bench: Bench) -> Lines:
    """Goal 9: the last letter of a word → the notes that have it, against `jrnl -contains`."""
    lines: Lines = []
    found: dict[int, list[float]] = {}
    for count in bench.sizes:
        times: dict[str, list[float]] = defaultdict(list)
        titles = [title(newest_with_found(count, place)).encode() for place in range(1, _FOUND_SHOWN + 1)]
        with bench.app(count) as app:
            for _ in range(bench.rounds):
                app.tap(b"/")
                app.settled()
                for letter in FOUND[:3]:
                    app.tap(letter.encode())
                    app.settled()
                times["ours"].append(app.press(FOUND[3].encode(), all_of(titles)))
                app.settled()
                app.tap(b"\x1b")
                app.settled(0.4)
        found[count] = times["ours"]
        lines.append(Line(9, f"search: last letter → results, {count:,} entries", "–", times["ours"], 20.0, "ms"))
    if bench.large != bench.small:
        both = {"large": found[bench.large], "small": found[bench.small]}
        lines.append(compared(9, f"search: {bench.large:,} against {bench.small:,}", both, "large", "small", 1.5))
    return lines
