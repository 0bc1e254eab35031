"""Goals 8 and 9 and those of the command line: against jrnl with the same entries.

With 50,000 entries jrnl takes most of a minute to add a line: there are as many rounds as fit into some minutes, at
least one.
"""

import os
import time
from collections.abc import Sequence
from typing import Final

from tests.benchmarks.bench import OURS, Bench, Found
from tests.benchmarks.editing import ESCAPE, open_note
from tests.benchmarks.goals import Times, compared, flat, nothing_yet
from tests.benchmarks.journals import FOUND
from tests.benchmarks.pages import search
from tests.benchmarks.watched import Watched

ADD, READ, SEARCH, VERSION = "jrnl add", "jrnl -n 20", "jrnl -contains", "jrnl --version"
GOALS_SAVE: Final = {500: 1 / 5, 5_000: 1 / 20, 50_000: 1 / 500}
GOALS_SEARCH: Final = {500: 1 / 8, 5_000: 1 / 15, 50_000: 1 / 100}
GOALS_READ: Final = {5_000: 0.5, 50_000: 0.1}
SECONDS: Final = {500: 60.0, 5_000: 100.0, 50_000: 300.0}
"""How long the rounds with so many entries may take; the last round is done to its end."""
LINE: Final = "A line about the week."
TRIES: Final = 5
NEWEST: Final = "list -n 20"
"""What jrnl is asked for; without the number, `list` gives all entries."""


def commands(bench: Bench) -> Found:
    """jrnl's commands, ours, and the same in our app, in turn."""
    if not bench.peers.command("jrnl"):
        return
    added: dict[int, list[float]] = {}
    for count in bench.sizes:
        times = _rounds(bench, count)
        added[count] = times["add"]
        yield from _lines(count, times)
    if bench.small != bench.large:
        fewest = min(map(len, added.values()))
        yield from flat(8, "add from the shell", {n: took[:fewest] for n, took in added.items()}, 1.2)


def _lines(count: int, times: Times) -> Found:
    at = f", {count:,} entries"
    yield compared(8, f"app: key → saved{at}", times, "saved", ADD, GOALS_SAVE.get(count))
    yield compared(9, f"app: last letter → results{at}", times, "found", SEARCH, GOALS_SEARCH.get(count))
    yield compared(0, f"add from the shell{at}", times, "add", VERSION, 1.0)
    yield compared(0, f"add from the shell{at}", times, "add", ADD, None)
    yield compared(0, f"search from the shell{at}", times, "search", SEARCH, None)
    yield compared(0, f"--version{at}", times, "version", VERSION, None)
    for name in (NEWEST, "list", "trends", "brief"):
        yield compared(0, f"{name}{at}", times, name, READ, GOALS_READ.get(count))


def _rounds(bench: Bench, count: int) -> Times:
    jrnl, environment = _jrnl(bench, count)
    path = bench.journal(count, fresh=True)
    ours = [*OURS, "--file", os.fspath(path)]
    commands: Sequence[tuple[str, list[str]]] = (
        (VERSION, [*jrnl, "--version"]),
        (READ, [*jrnl, "-n", "20"]),
        (SEARCH, [*jrnl, "-contains", FOUND]),
        (ADD, [*jrnl, f"today: {LINE}"]),
        ("add", [*ours, "add", LINE]),
        (NEWEST, [*ours, *NEWEST.split()]),
        ("list", [*ours, "list"]),
        ("trends", [*ours, "trends"]),
        ("brief", [*ours, "brief"]),
        ("search", [*ours, "search", FOUND]),
        ("version", [*ours, "--version"]),
    )
    times = nothing_yet()
    rounds, until = 0, time.monotonic() + SECONDS.get(count, 100.0)
    # The app has a journal of its own: a change from outside would have it read everything again.
    with bench.app(count, path=bench.journals.copy(count, bench.folder / "apart" / "journal.db")) as app:
        while rounds < bench.rounds and (not rounds or time.monotonic() < until):
            for name, command in commands:
                quiet = environment if name.startswith("jrnl") else {}
                times[name].append(1000 * bench.seconds(command, environment=quiet))
            times["saved"].append(save(app))
            times["found"].append(search(app, count))
            rounds += 1
    if rounds < bench.rounds:
        bench.notes.append(f"With {count:,} entries, jrnl was given {rounds} of {bench.rounds} rounds.")
    return times


def save(app: Watched) -> float:
    """Write a letter into the note and leave it: milliseconds from that key to "saved", true when it is said.

    The draft's own clock may save it just before; then another letter is written.

    Raises:
        TimeoutError: when that was so each time.
    """
    for _ in range(TRIES):
        open_note(app)
        app.press(b"x", b"saving")
        try:
            took = app.press(ESCAPE, b"saved", 3.0)
        except TimeoutError:
            continue
        app.settled()
        return took
    raise TimeoutError("The draft was always saved before.")


def _jrnl(bench: Bench, count: int) -> tuple[list[str], dict[str, str]]:
    """The command, and where it finds its settings and a journal with the same entries."""
    home = bench.folder / f"jrnl-{count}"
    settings = home / ".config/jrnl/jrnl.yaml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    journal = bench.journals.copy_for_jrnl(count, home / "journal.txt")
    version = bench.peers.versions["jrnl"].removeprefix("v")
    settings.write_text(
        f"journals:\n  default:\n    journal: {journal}\nversion: v{version}\n"
        "editor: ''\nencrypt: false\nhighlight: false\ntagsymbols: '@'\ntimeformat: '%Y-%m-%d %H:%M'\n"
        "linewrap: 79\nindent_character: '|'\ndisplay_format: pretty\ndefault_hour: 9\ndefault_minute: 0\n"
        "template: false\n"
    )
    home_is = {"HOME": os.fspath(home), "XDG_CONFIG_HOME": os.fspath(home / ".config")}
    return bench.peers.command("jrnl"), home_is
