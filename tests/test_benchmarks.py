"""Benchmarks: the same journals in each run, and a table of results."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.store.journal import Journal, database_of
from tests.benchmarks import earlier, explained
from tests.benchmarks.beating import late_beats
from tests.benchmarks.bench import ROOT, Bench
from tests.benchmarks.goals import NUMBERS, Line, compared, flat, percentile
from tests.benchmarks.journals import Journals, for_jrnl, make, text_bytes
from tests.benchmarks.peers import Peers
from tests.benchmarks.report import report

COUNT: Final = 40
TABLES: Final = ("therapists", "questions", "entries", "answers", "entry_tags", "topics", "digests")


def test_the_same_journal_each_time(tmp_path: Path) -> None:
    both = []
    for name in ("one.db", "other.db"):
        make(tmp_path / name, COUNT)
        journal = Journal.open(tmp_path / name)
        both.append(
            {table: database_of(journal).select(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}
        )
        journal.close()
    assert both[0] == both[1]
    assert len(both[0]["entries"]) == COUNT
    assert all(both[0].values())
    assert text_bytes(tmp_path / "one.db") > COUNT * 200


def test_the_same_journal_in_another_process() -> None:
    code = (
        "import hashlib; from tests.benchmarks.journals import for_jrnl;"
        f"print(hashlib.sha256(for_jrnl({COUNT}).encode()).hexdigest())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    ).stdout
    assert printed.strip() == hashlib.sha256(for_jrnl(COUNT).encode()).hexdigest()


def test_a_made_journal_is_kept_and_its_copies_are_apart(tmp_path: Path) -> None:
    journals = Journals(tmp_path / "kept")
    copies = [journals.copy(3, tmp_path / name / "journal.db") for name in ("one", "other")]
    assert copies[0].read_bytes() == copies[1].read_bytes()
    assert len([*(tmp_path / "kept").iterdir()]) == 1
    os.utime(next((tmp_path / "kept").iterdir()), (0, 0))
    journals.copy_for_jrnl(3, tmp_path / "journal.txt")
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".txt"]


def test_a_ratio_is_the_median_of_the_rounds_own() -> None:
    line = compared(1, "start", {"ours": [10, 30, 20], "bare": [10, 10, 40]}, "ours", "bare", 1.0, unit="MiB")
    assert (line.found, line.median, line.met) == ([1, 3, 0.5], 1, True)
    assert line.row() == "| 1 | start | bare | 1x | 0.5x–3x | ≤ 1x | met | 20 / 10 MiB |"
    assert compared(0, "start", {"a": [2], "b": [1]}, "a", "b", None).met is None
    assert percentile(range(1, 101)) == 96
    assert [*flat(3, "start", {500: [1.0]}, 1.1)] == []
    assert [line.found for line in flat(3, "start", {50_000: [3.0], 500: [2.0]}, 1.1)] == [[1.5]]


def test_only_what_is_not_met_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(explained.WHY, 6, "Words about the sixth.")
    bench = Bench(tmp_path, Journals(tmp_path), Peers(tmp_path))
    monkeypatch.setattr("sys.argv", ["x", "--rounds", "3"])
    lines = [Line(number, "x", "–", [2.0], 1.0 if number == 6 else 3.0) for number in (6, 9)]
    text = report(bench, lines, whole=True)
    assert "Made by `python -m tests.benchmarks --rounds 3` on " in text
    assert "Goals met: 1 of 2 lines." in text
    assert text.split("## Where a goal is not met\n\n")[1].startswith(
        "- Goal 6: Words about the sixth.\n\n## Notes"
    )
    assert explained.renewed(text) == text
    monkeypatch.setitem(explained.WHY, 6, "Looked at again.")
    assert explained.renewed(text) == text.replace("Words about the sixth.", "Looked at again.")
    all_met = report(bench, lines[1:], whole=False)
    assert explained.renewed(all_met) == all_met
    without = ", ".join(str(number) for number in NUMBERS if number not in (6, 9))
    assert f"Without any line: goal {without}." in text
    assert "## Where" not in report(bench, lines[1:], whole=False)
    assert {number for number in explained.WHY if number} <= {*NUMBERS}


def test_a_run_beside_the_one_before(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Journals(tmp_path), Peers(tmp_path))
    names = ("steady", "quicker", "only then")
    before = report(bench, [Line(6, name, "bare", [2.0, 1_500.0], 3.0) for name in names], whole=False)
    lines = [Line(6, "steady", "bare", [1_400.0, 9_000.0], 3.0), Line(6, "quicker", "bare", [1.0, 1.5], 3.0)]
    now = report(bench, lines, whole=False)
    said = earlier.beside(before, now)
    assert "Of 2 lines that both have, 1 agree" in said
    assert "1 have another verdict." in said
    assert said.endswith("- Apart: 6 | quicker | bare: 751x, now 1.25x\n")
    assert earlier.beside("", now) == ""
    assert explained.renewed(now + said).endswith(said)


def test_late_beats_are_those_of_the_time_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "beats"
    path.write_text("1.0 1.5\n2.0 2.1\n4.0 4.2\n")
    assert [round(held) for held in late_beats(path, 1.4, 3.0)] == [500, 100]
