"""Goals 8, 17, 18 and 22: what is kept, and all of it out and in again, against SQLite alone."""

import contextlib
import datetime as dt
import json
import os
import shutil
import sqlite3
import time
from collections import defaultdict
from pathlib import Path

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS
from alliance_journal.store.journal import Journal
from tests.benchmarks.bench import OURS, Bench, Found, Lines
from tests.benchmarks.goals import Line, compared, flat, nothing_yet
from tests.benchmarks.journals import text_bytes


def saving(bench: Bench) -> Found:
    """Goal 8: an entry, and an answer, on the disk, against an entry's row by SQLite alone."""
    each: dict[int, dict[str, list[float]]] = {count: nothing_yet() for count in bench.sizes}
    with contextlib.ExitStack() as stack:
        pairs = {}
        for count in bench.sizes:
            path = bench.journal(count, fresh=True)
            raw = stack.enter_context(contextlib.closing(_raw(path, bench.folder / "raw" / f"{count}.db")))
            pairs[count] = raw, stack.enter_context(contextlib.closing(Journal.open(path)))
        for number in range(bench.rounds * 3):
            for count, (raw, journal) in pairs.items():
                _save_in_turn(raw, journal, number, each[count])
    for count, times in each.items():
        for name in ("save an entry", "save an answer"):
            yield compared(8, f"{name}, {count:,} entries", times, name, "raw insert", 2.0)
    yield from flat(8, "save an entry", {count: times["save an entry"] for count, times in each.items()}, 1.2)


def _save_in_turn(raw: sqlite3.Connection, journal: Journal, number: int, times: dict[str, list[float]]) -> None:
    began = time.perf_counter()
    _save_raw(raw, number)
    inserted = time.perf_counter()
    entry = journal.entries.add("session", dt.date(2026, 5, 28), body="A line about the week.")
    added = time.perf_counter()
    journal.answers.set(entry.id, DEFAULT_QUESTIONS[0].id, Answer.MOSTLY)
    answered = time.perf_counter()
    times["raw insert"].append(1000 * (inserted - began))
    times["save an entry"].append(1000 * (added - inserted))
    times["save an answer"].append(1000 * (answered - added))


def in_and_out(bench: Bench) -> Lines:
    """Goals 17 and 18: everything out as JSON and Markdown, and in again, against the same rows by SQLite alone."""
    lines: Lines = []
    for count in bench.sizes:
        path = bench.journal(count, fresh=True)
        ours = [*OURS, "--file", os.fspath(path)]
        times: dict[str, list[float]] = defaultdict(list)
        for turn in range(_rounds(bench, count)):
            floor = bench.seconds([*OURS, "--version"])
            out = bench.folder / "out.json"
            out.unlink(missing_ok=True)
            times["export"].append(1000 * (bench.seconds([*ours, "export", os.fspath(out)]) - floor))
            began = time.perf_counter()
            (bench.folder / "raw.json").write_text(json.dumps(_raw_rows(path), ensure_ascii=False, indent=1))
            times["raw export"].append(1000 * (time.perf_counter() - began))
            # Never where files went a moment ago: ext4 takes its time to make files right behind that, and whoever
            # comes first would wait for it.
            folder, raw = (bench.folder / f"{name}-{count}-{turn}" for name in ("out", "raw-out"))
            command = [*ours, "export", "--format", "markdown", os.fspath(folder)]
            times["Markdown"].append(1000 * (bench.seconds(command) - floor))
            began = time.perf_counter()
            _raw_notes(path, raw)
            times["raw Markdown"].append(1000 * (time.perf_counter() - began))
        at = f", {count:,} entries"
        lines.append(compared(17, f"export as JSON{at}", times, "export", "raw export", 1.5))
        lines.append(compared(17, f"export as Markdown{at}", times, "Markdown", "raw Markdown", 1.5))
        if count <= 5_000:
            lines.append(_import(bench, bench.folder / "out.json", path, count))
    return lines


def _rounds(bench: Bench, count: int) -> int:
    """Return how often in turn: fewer of what takes long, all of what the disk's mood decides."""
    return bench.rounds if count == bench.small else max(1, bench.rounds // 3)


def _import(bench: Bench, document: Path, path: Path, count: int) -> Line:
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(_rounds(bench, count)):
        floor = bench.seconds([*OURS, "--version"])
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


def _raw(path: Path, copy: Path) -> sqlite3.Connection:
    """A copy of the journal, opened with the same promises about what is on the disk."""
    copy.parent.mkdir(exist_ok=True)
    shutil.copyfile(path, copy)
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


def _raw_notes(path: Path, folder: Path) -> None:
    """The same entries as a file each, with what belongs to them before the text, and on the disk in the end."""
    rows = _raw_rows(path)
    belonging: dict[object, list[str]] = defaultdict(list)
    for answer in rows["answers"]:
        belonging[answer["number"]].append(f"  {answer['question_id']}: {json.dumps(answer['answer'])}")
    for tag in rows["entry_tags"]:
        belonging[tag["entry_id"]].append(f"  - {json.dumps(tag['tag'])}")
    folder.mkdir(mode=0o700)
    for number, entry in enumerate(rows["entries"]):
        before = [f"{name}: {json.dumps(value)}" for name, value in entry.items() if name != "body"]
        before += belonging[entry["number"]] + belonging[entry["id"]]
        text = "\n".join(("---", *before, "---", "", str(entry["body"])))
        (folder / f"{entry['date']}-{number}.md").write_text(text, encoding="utf-8")
    os.sync()


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
