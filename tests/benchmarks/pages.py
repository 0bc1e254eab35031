"""Goals 9 to 14: what a key on the pages costs, until the first picture that shows what it did.

What a person can feel is counted in milliseconds; an empty screen and a bare key in a bare app stand beside it.
"""

import contextlib
from typing import Final

from tests.benchmarks.anchors import PRESSED, PUSHED
from tests.benchmarks.bench import Bench, Found
from tests.benchmarks.goals import Line, Times, compared, flat, nothing_yet
from tests.benchmarks.journals import FOUND, WORDS_EACH, first_word, newest_with_found, prose, title
from tests.benchmarks.watched import Seen, Watched, all_of, anything_at_all

F2, F3, F4, F5 = b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~"
DOWN, PAGE_DOWN = b"\x1b[B", b"\x1b[6~"
BACK: Final = b"\x1b[19~"
CHECKLIST, TRENDS, PREPARE = b"Does this therapist", b"Trust", b"For "
_FOUND_SHOWN: Final = 4
"""So many of what was found are on the screen, however the list shows them."""
_TEXT: Final = f"{first_word(0)} {prose(WORDS_EACH)}"
_UNDER_CURSOR: Final = _TEXT[1:20].encode()
"""What follows the letter that an editor's cursor stands on, in the first line of the text."""


class Bare:
    """Durations of the bare app in milliseconds, measured again in every round."""

    def __init__(self, app: Watched) -> None:
        self.app = app

    def key(self) -> float:
        """Any key that writes a word."""
        took = self.app.press(b"x", PRESSED)
        self.app.settled()
        return took

    def push(self, key: bytes, until: Seen) -> tuple[float, float]:
        """A fresh screen: drawn first, and settled."""
        took = self.app.change(key, until)
        self.app.tap(BACK)
        self.app.settled()
        return took


def pages(bench: Bench) -> Found:
    """Goals 10, 12, 13 and 14, at every size."""
    each: dict[int, dict[str, list[float]]] = {count: nothing_yet() for count in bench.sizes}
    with bench.anchor("static", _TEXT) as other:
        bare = Bare(other)
        for _ in range(bench.rounds):
            for count, times in each.items():
                _visit(bench, count, bare, times)
    for count, times in each.items():
        yield from _of_pages(count, times)
    for number, what in (
        (10, "page key in the list"),
        (12, "switch to the list"),
        (12, "switch to the checklist"),
        (12, "switch to the trends"),
        (12, "switch to the page to bring"),
    ):
        yield from flat(number, what, {count: times[what] for count, times in each.items()}, 1.2)


def _of_pages(count: int, times: Times) -> Found:
    def line(number: int, what: str, goal: float) -> Line:
        return Line(number, f"{what}, {count:,} entries", "–", times[what], goal, "ms")

    yield line(10, "page key in the list", 16.0)
    for place in ("list", "checklist", "trends", "page to bring"):
        yield line(12, f"switch to the {place}", 33.0)
    yield line(13, "open the checklist", 120.0)
    yield line(13, "open the trends", 120.0)
    yield line(14, "answer one element", 33.0)
    for what in ("empty screen", "empty screen, settled", "RadioSets", "bare key"):
        yield Line(0, f"for comparison: {what}", "–", times[what], None, "ms")


def _visit(bench: Bench, count: int, bare: Bare, times: dict[str, list[float]]) -> None:
    """Go through the pages of a fresh app once, the anchors in turn with it."""
    newest = title(count - 1).encode()
    first, settled = bare.push(b"p", PUSHED)
    times["empty screen"].append(first)
    times["empty screen, settled"].append(settled)
    times["RadioSets"].append(bare.push(b"r", b"did")[0])
    with bench.app(count) as app:
        times["open the checklist"].append(app.change(F3, CHECKLIST)[0])
        times["open the trends"].append(app.change(F4, TRENDS)[0])
        app.change(F5, PREPARE)
        for place, key, until in (
            ("list", F2, newest),
            ("trends", F4, TRENDS),
            ("page to bring", F5, PREPARE),
            ("checklist", F3, CHECKLIST),
        ):
            times[f"switch to the {place}"].append(app.change(key, until)[0])
        times["bare key"].append(bare.key())
        app.tap(b"2")
        app.settled()
        times["answer one element"].append(app.change(b"3", anything_at_all)[0])
        app.change(F2, newest)
        times["page key in the list"].append(app.change(PAGE_DOWN, anything_at_all)[0])


def entries(bench: Bench) -> Found:
    """Goal 11: the cursor goes to another entry and its text is shown, against a pushed screen with the text."""
    each: dict[int, dict[str, list[float]]] = {count: nothing_yet() for count in bench.sizes}
    with contextlib.ExitStack() as stack:
        bare = Bare(stack.enter_context(bench.anchor("static", _TEXT)))
        apps = {count: stack.enter_context(bench.app(count)) for count in bench.sizes}
        for place in range(2, bench.rounds + 2):
            for count, app in apps.items():
                times = each[count]
                times["pushed TextArea"].append(bare.push(b"e", _UNDER_CURSOR)[0])
                times["ours"].append(app.change(DOWN, first_word(count - place).encode())[0])
    for count, times in each.items():
        yield compared(11, f"open an entry, {count:,} entries", times, "ours", "pushed TextArea", 1.5)
    yield from flat(11, "open an entry", {count: times["ours"] for count, times in each.items()}, 1.2)


def searching(bench: Bench) -> Found:
    """Goal 9: the last letter of a word → the notes that have it."""
    found: dict[int, list[float]] = {count: [] for count in bench.sizes}
    with contextlib.ExitStack() as stack:
        apps = {count: stack.enter_context(bench.app(count)) for count in bench.sizes}
        for _ in range(bench.rounds):
            for count, app in apps.items():
                found[count].append(search(app, count))
    for count, took in found.items():
        yield Line(9, f"search: last letter → results, {count:,} entries", "–", took, 20.0, "ms")
    yield from flat(9, "search: last letter → results", found, 1.5)


def search(app: Watched, count: int) -> float:
    """Look for the word in the journal of this size: milliseconds from its fourth letter to what was found."""
    titles = [title(newest_with_found(count, place)).encode() for place in range(1, _FOUND_SHOWN + 1)]
    app.tap(b"/")
    app.settled()
    for letter in FOUND[:3]:
        app.tap(letter.encode())
        app.settled()
    took = app.change(FOUND[3].encode(), all_of(titles))[0]
    app.tap(b"\x1b")
    # Longer than it takes to know that an escape is not the beginning of another key.
    app.settled(0.4)
    return took
