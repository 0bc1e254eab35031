"""Goals 8, 9, 17, 18, 22 and those of the command line: against jrnl, and against SQLite alone."""

import datetime as dt
import os
import sqlite3
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import OURS, Bench, Lines
from tests.benchmarks.goals import Line, Times, compared
from tests.benchmarks.journals import FOUND, for_jrnl, text_bytes

GOALS_SAVE: Final = {500: 1 / 5, 5_000: 1 / 20, 50_000: 1 / 500}
GOALS_SEARCH: Final = {500: 1 / 8, 5_000: 1 / 15, 50_000: 1 / 100}
GOALS_READ: Final = {5_000: 0.5, 50_000: 0.1}


def commands(bench: Bench) -> Lines:
    """`add`, `list`, `trends` and `brief` from the shell, against jrnl."""
    if "jrnl" not in bench.peers.commands:
        return []
    jrnl = bench.peers.commands["jrnl"]
    lines: Lines = []
    for count in bench.sizes:
        environment = _jrnl_home(bench, count)
        ours = [*OURS, "--file", os.fspath(bench.journal(count, fresh=True))]
        times: dict[str, list[float]] = defaultdict(list)
        # One round of jrnl at 50,000 takes a minute and more.
        for _ in range(max(1, bench.rounds if count < 50_000 else bench.rounds // 4)):
            for name, command in (
                ("jrnl --version", [*jrnl, "--version"]),
                ("jrnl add", [*jrnl, "today: A line about the week."]),
                ("jrnl read", [*jrnl, "-n", "20"]),
                ("jrnl -contains", [*jrnl, "-contains", FOUND]),
                ("add", [*ours, "add", "A line about the week."]),
                ("list", [*ours, "list"]),
                ("trends", [*ours, "trends"]),
                ("brief", [*ours, "brief"]),
                ("version", [*ours, "--version"]),
            ):
                quiet = environment if name.startswith("jrnl") else {}
                times[name].append(1000 * bench.seconds(command, environment=quiet))
        at = f", {count:,} entries"
        lines.append(compared(0, f"add from the shell{at}", times, "add", "jrnl --version", 1.0))
        lines.append(compared(0, f"add from the shell{at}", times, "add", "jrnl add", None))
        lines.append(compared(0, f"--version{at}", times, "version", "jrnl --version", None))
        for name in ("list", "trends", "brief"):
            lines.append(
                compared(0, f"{name}{at}", times, name, "jrnl read", GOALS_READ.get(count), name="jrnl -n 20")
            )
        add, search = _middle(times, "jrnl add"), _middle(times, "jrnl -contains")
        bench.notes.append(
            f"jrnl at {count:,} entries: a line added in {add} ms, a word searched in {search} ms; key → saved may "
            f"take {_part(GOALS_SAVE, count)} of the first, last letter → results {_part(GOALS_SEARCH, count)} of "
            "the second."
        )
    return lines


def saving(bench: Bench) -> Lines:
    """Goal 8: an entry with its answers, on the disk, against the same rows by SQLite alone."""
    from alliance_journal.domain.checklist import DEFAULT_QUESTIONS, Answer
    from alliance_journal.store.journal import Journal

    lines: Lines = []
    for count in bench.sizes:
        path = bench.journal(count, fresh=True)
        raw = _raw(bench, path)
        journal = Journal.open(path)
        times: dict[str, list[float]] = defaultdict(list)
        for number in range(bench.rounds * 3):
            began = time.perf_counter()
            _save_raw(raw, number)
            times["raw insert"].append(1000 * (time.perf_counter() - began))
            began = time.perf_counter()
            entry = journal.add_entry("session", dt.date(2026, 5, 28), body="A line about the week.")
            times["save an entry"].append(1000 * (time.perf_counter() - began))
            began = time.perf_counter()
            journal.answer(entry.id, DEFAULT_QUESTIONS[0].id, Answer.MOSTLY)
            times["save an answer"].append(1000 * (time.perf_counter() - began))
        journal.close()
        raw.close()
        for name in ("save an entry", "save an answer"):
            lines.append(compared(8, f"{name}, {count:,} entries", times, name, "raw insert", 2.0))
    return lines


def in_and_out(bench: Bench) -> Lines:
    """Goals 17 and 18: everything out as JSON and in again, against the same rows by SQLite alone."""
    import json

    lines: Lines = []
    for count in bench.sizes:
        path = bench.journal(count, fresh=True)
        ours = [*OURS, "--file", os.fspath(path)]
        floor = bench.seconds([*OURS, "--version"])
        times: dict[str, list[float]] = defaultdict(list)
        rounds = max(1, bench.rounds // 3)
        for _ in range(rounds):
            out = bench.folder / "out.json"
            out.unlink(missing_ok=True)
            times["export"].append(1000 * (bench.seconds([*ours, "export", os.fspath(out)]) - floor))
            began = time.perf_counter()
            (bench.folder / "raw.json").write_text(json.dumps(_raw_rows(path), ensure_ascii=False, indent=1))
            times["raw export"].append(1000 * (time.perf_counter() - began))
        lines.append(compared(17, f"export as JSON, {count:,} entries", times, "export", "raw export", 1.5))
        if count <= 5_000:
            lines.append(_import(bench, bench.folder / "out.json", path, count, floor))
    return lines


def _import(bench: Bench, document: Path, path: Path, count: int, floor: float) -> Line:
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(max(1, bench.rounds // 3)):
        empty = bench.folder / "into" / "journal.db"
        empty.unlink(missing_ok=True)
        empty.parent.mkdir(exist_ok=True)
        command = [*OURS, "--file", os.fspath(empty), "import", os.fspath(document)]
        times["import"].append(1000 * (bench.seconds(command) - floor))
        began = time.perf_counter()
        _fill_raw(bench.folder / "raw.db", path)
        times["raw import"].append(1000 * (time.perf_counter() - began))
    return compared(18, f"import of {count:,} entries", times, "import", "raw import", 2.0)


def size(bench: Bench) -> Lines:
    """Goal 22: what the file takes for each byte of text."""
    lines: Lines = []
    for count in bench.sizes:
        path = bench.journal(count, fresh=True)
        found = path.stat().st_size / text_bytes(path)
        lines.append(Line(22, f"file size per text byte, {count:,} entries", "–", [found], 2.9))
    return lines


# SQLite alone


def _raw(bench: Bench, path: Path) -> sqlite3.Connection:
    """A copy of the journal, opened with the same promises about what is on the disk."""
    copy = bench.folder / "raw" / "journal.db"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(path.read_bytes())
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _save_raw(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO entries (id, kind, date, body, created_at, updated_at) VALUES (?, 'session', '2026-05-28', "
        "'A line about the week.', '2026-05-28', '2026-05-28')",
        (f"raw {number}",),
    )
    connection.execute("COMMIT")


def _raw_rows(path: Path) -> dict[str, list[dict[str, object]]]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    tables = ("entries", "answers", "entry_tags", "topics")
    rows = {table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in tables}
    connection.close()
    return rows


def _fill_raw(target: Path, source: Path) -> None:
    """The same schema, index of words included, and the same rows, in one transaction."""
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    here = sqlite3.connect(source)
    for kind in ("table", "trigger", "index"):
        for name, sql in here.execute("SELECT name, sql FROM sqlite_master WHERE type = ? AND sql <> ''", (kind,)):
            if not name.startswith(("words_", "sqlite_")) or kind == "trigger":
                connection.execute(sql)
    connection.execute("BEGIN")
    for table in ("therapists", "questions", "entries", "answers", "entry_tags", "topics"):
        rows = here.execute(f"SELECT * FROM {table}").fetchall()
        if rows:
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
    connection.execute("COMMIT")
    connection.close()
    here.close()


# jrnl


def _jrnl_home(bench: Bench, count: int) -> dict[str, str]:
    """Where jrnl finds its settings and a journal with the same entries."""
    home = bench.folder / f"jrnl-{count}"
    (home / ".config/jrnl").mkdir(parents=True, exist_ok=True)
    (home / "journal.txt").write_text(for_jrnl(count), encoding="utf-8")
    version = bench.peers.versions["jrnl"].removeprefix("v")
    (home / ".config/jrnl/jrnl.yaml").write_text(
        f"journals:\n  default:\n    journal: {home / 'journal.txt'}\nversion: v{version}\n"
        "editor: ''\nencrypt: false\nhighlight: false\ntagsymbols: '@'\ntimeformat: '%Y-%m-%d %H:%M'\n"
        "linewrap: 79\nindent_character: '|'\ndisplay_format: pretty\ndefault_hour: 9\ndefault_minute: 0\n"
        "template: false\n"
    )
    return {"HOME": os.fspath(home), "XDG_CONFIG_HOME": os.fspath(home / ".config")}


def _middle(times: Times, name: str) -> str:
    ordered = sorted(times[name])
    return f"{ordered[len(ordered) // 2]:,.0f}"


def _part(goals: dict[int, float], count: int) -> str:
    return f"1/{1 / goals[count]:.0f}" if count in goals else "no part"
