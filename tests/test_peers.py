"""Journals that jrnl itself wrote arrive whole, and what is written for it is read by it (pytest -m peers).

jrnl is installed from the package index into an environment of its own, made once a run; where it cannot be had,
these tests are skipped and say why.
"""

import datetime as dt
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.domain.models import Document, Entry
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import import_into
from tests.conftest import Program
from tests.exchange.files import bring, give
from tests.hostile import SHORT
from tests.peers import environment

pytestmark = pytest.mark.peers

VERSION: Final = "4.6"
SETTINGS: Final = """journals:
  default:
    journal: {file}
editor: ''
encrypt: false
template: false
default_hour: 9
default_minute: 0
timeformat: "{form}"
tagsymbols: '#@'
highlight: true
linewrap: 79
indent_character: '|'
version: v{version}
"""
FORMS: Final = {
    "its default": "%F %r",
    "the older default": "%Y-%m-%d %H:%M",
    "with dots": "%d.%m.%Y %H:%M",
    "month first": "%m/%d/%Y %I:%M %p",
    "with names": "%a %d %b %Y %H:%M",
}


@dataclass(frozen=True, slots=True)
class Jrnl:
    """The program, with settings of its own."""

    python: Path
    folder: Path
    form: str = FORMS["its default"]

    @property
    def file(self) -> Path:
        return self.folder / "journal.txt"

    def __call__(self, *words: str, text: str = "") -> str:
        settings = self.folder / "jrnl.yaml"
        settings.write_text(SETTINGS.format(file=self.file, form=self.form, version=VERSION))
        done = subprocess.run(
            [str(self.python), "-m", "jrnl", "--config-file", str(settings), *words],
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={"HOME": str(self.folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self, when: str, text: str) -> None:
        """Write an entry, its text piped in as people pipe it."""
        self(text=f"{when}: {text}")

    def exported(self) -> list[dict[str, Any]]:
        """All entries, as it gives them out itself."""
        found: list[dict[str, Any]] = json.loads(self("--export", "json"))["entries"]
        return found


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with jrnl in it; `JRNL_PYTHON` names one that is there already."""
    return environment(tmp_path_factory.mktemp("jrnl") / "venv", f"jrnl=={VERSION}", "JRNL_PYTHON")


WRITTEN: Final = (
    ("2026-11-20 10:30", "First things. The body of the first one with @ann and #work.\nMore\n\nof it."),
    ("2026-11-20 22:15", "Only a title without an end"),
    ("2026-11-21 06:05", "Starred.*\nWith a body."),
    ("2026-11-21 06:06", "Ümläut — 悲しい 👩‍👩‍👧‍👦\n\n[red\n[ ] todo\n[1] a footnote\n# a heading\n* a list"),
    ("2026-12-24 00:00", "At midnight\nA night without sleep."),
)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_its_journal_arrives_whole(python: Path, tmp_path: Path, journal: Journal, form: str) -> None:
    jrnl = Jrnl(python, tmp_path, form)
    for when, text in WRITTEN:
        jrnl.add(when, text)
    theirs = jrnl.exported()
    assert len(theirs) == len(WRITTEN)
    done, _ = bring(journal, jrnl.file)
    assert done.added == {"entries": len(WRITTEN)}
    assert [seen(entry) for entry in journal.entries.list()] == [as_seen(entry) for entry in theirs]
    # Its JSON is the same journal.
    (tmp_path / "j.json").write_text(jrnl("--export", "json"))
    done, _ = bring(journal, tmp_path / "j.json")
    assert (dict(done.added), done.different) == ({}, [])
    with_json = Journal.in_memory()
    bring(with_json, tmp_path / "j.json")
    assert [seen(entry) for entry in with_json.entries.list()] == [as_seen(entry) for entry in theirs]
    with_json.close()


def seen(entry: Entry) -> tuple[str, str, str, str, set[str]]:
    """An entry as jrnl knows it."""
    clock = f"{entry.time:%H:%M}" if entry.time else "00:00"
    return entry.date.isoformat(), clock, entry.title, entry.body.strip(), set(entry.tags)


def as_seen(entry: dict[str, Any]) -> tuple[str, str, str, str, set[str]]:
    tags = {tag[1:] for tag in entry["tags"]} | ({"starred"} if entry["starred"] else set())
    return entry["date"], entry["time"], entry["title"], entry["body"].strip(), tags


def note(title: str = "", body: str = "", tags: tuple[str, ...] = ()) -> Entry:
    return Entry("", "between", dt.date(2026, 5, 1), title=title, body=body, tags=tags)


def test_it_reads_what_is_written_for_it(python: Path, tmp_path: Path, journal: Journal) -> None:
    """As many entries, at the same times, with the same words; whatever was typed."""
    entries = [
        parts._replace(id=f"{n}{place}", date=dt.date(2026, 5, 1) + dt.timedelta(n), time=dt.time(9, place))
        for n, text in enumerate(SHORT)
        for place, parts in enumerate(
            (
                note(title=f"Title {n}", body=text, tags=("work", "two words", "starred")),
                note(body=f"[2026-01-01 10:00] {text}\n[tomorrow evening] {text}\n[yesterday\nat noon] x"),
                note(title=text.strip() or "x", body="words"),
            )
        )
    ]
    import_into(journal, Document(entries=tuple(entries)))
    jrnl = Jrnl(python, tmp_path, FORMS["the older default"])
    give(journal, jrnl.file, "jrnl")
    theirs = jrnl.exported()
    assert [(entry["date"], entry["time"]) for entry in theirs] == [
        (entry.date.isoformat(), f"{entry.time:%H:%M}") for entry in entries
    ]
    for entry, found in zip(entries, theirs, strict=True):
        ours = f"{entry.title} {entry.body}".split()
        read = f"{found['title']} {found['body']}".split()
        tags = ["#work", "#two_words"] if "work" in entry.tags else []
        assert without_stars(read) == without_stars([*ours, *tags])
        assert {"#work", "#two_words"} <= {*found["tags"]} or not entry.tags
        assert found["starred"] or "starred" not in entry.tags


def without_stars(words: list[str]) -> str:
    """jrnl takes stars away at both ends of a title that ends with one."""
    return "".join(words).replace("*", "")


def test_through_it_and_back_by_the_program(python: Path, program: Program, tmp_path: Path) -> None:
    jrnl = Jrnl(python, tmp_path)
    for when, text in WRITTEN:
        jrnl.add(when, text)
    ran = program("import", str(jrnl.file))
    assert ran.out.startswith(f"Added: {len(WRITTEN)} entries.\n")
    before = jrnl.exported()
    jrnl.file.unlink()
    assert program("export", str(jrnl.file), "--format", "jrnl").code == 0
    assert sorted(map(as_seen_text, jrnl.exported())) == sorted(map(as_seen_text, before))


def as_seen_text(entry: dict[str, Any]) -> str:
    return json.dumps(entry | {"tags": sorted(entry["tags"])}, sort_keys=True)
