"""Files made to exhaust the memory or to keep the program busy: each is read quickly, or refused with a sentence.

Each is about 1 MB long and is imported by the program itself, which may use 300 MB of memory. The limit of its time
only ends a run that would go on for hours; nothing here is measured.
"""

import datetime as dt
import functools
import io
import json
import os
import re
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.domain.models import Entry
from alliance_journal.exchange import limits
from alliance_journal.exchange.base import CannotRead
from alliance_journal.exchange.bounded_json import has_more_values, json_of
from alliance_journal.exchange.brief.render import _plain
from alliance_journal.exchange.jrnl.text_writer import as_text
from alliance_journal.exchange.native.reader import load
from tests.conftest import Program, Ran
from tests.exchange.files import TODAY, day_one, read, refusal

MB: Final = 1 << 20
MEMORY: Final = 300 * MB
SECONDS: Final = 30
"""CPU seconds of one process: several times those of the slowest."""
ENTRY: Final = '{{"kind":"letter","date":"2026-05-28","therapist":"{0}"}},'
EMOJI: Final = "\U0001f642"


def over_and_over(text: str, length: int = MB) -> str:
    return text * (length // len(text))


def many(make: Callable[[int], str], length: int = MB) -> str:
    """Return different parts up to this length."""
    parts: list[str] = []
    size = 0
    while size < length:
        parts.append(make(len(parts)))
        size += len(parts[-1])
    return "".join(parts)


def day(number: int) -> dt.date:
    return dt.date(1900, 1, 1) + dt.timedelta(days=number % 100_000)


def ours(**lists: str) -> str:
    parts = ",".join(f'"{name}": [{items.rstrip(",")}]' for name, items in lists.items())
    return f'{{"format": "alliance-journal", {parts}}}'


def theirs(**fields: Any) -> str:
    return json.dumps({"entries": [{"uuid": "a", "creationDate": "2026-05-28T10:00:00Z", **fields}]})


def note(front_matter: str) -> str:
    return f"---\n{front_matter}\n---\n\nwords"


TEXTS: Final[dict[str, Callable[[], str]]] = {
    "brackets.json": lambda: "[" * MB,
    "objects.json": lambda: over_and_over('{"a":'),
    "lists.json": lambda: ours(entries=over_and_over("[],")),
    "fields.json": lambda: ours().replace(" }", many(lambda n: f'"a{n}":1,') + '"b":1}'),
    "therapists.json": lambda: ours(entries=many(ENTRY.format)),
    "topics.json": lambda: ours(topics=many(lambda n: f'{{"text":"{n}"}},', MB * 3 // 4)),
    "goals.json": lambda: ours(goals=many(lambda n: f'{{"text":"a goal with some more words {n}"}},')),
    "questions.json": lambda: ours(questions=many(lambda n: f'{{"id":"{n}","text":"b","element":"warmth"}},')),
    "moved.json": lambda: ours(
        appointments=json.dumps({"at": "2026-06-04T17:30", "repeats": over_and_over("\nRDATE:20260604T173000")})
    ),
    "rows.csv": lambda: "date,text\n" + over_and_over("2026-01-01,a\n"),
    "no_days.csv": lambda: "date,text\n" + over_and_over("a\n"),
    "columns.csv": lambda: "date,text" + "," * (MB // 2) + "\n" + over_and_over("a\n", MB // 2),
    "one_line.csv": lambda: over_and_over(","),
    "one_line.table": lambda: over_and_over(","),
    "long_day.csv": lambda: "date,text\n2026-05-28" + " " * MB + "x,a\n",
    "named_days.csv": lambda: "date,text\n" + many(lambda n: f"{day(n):%d %b %Y},{'a' * 29}\n"),
    "key.md": lambda: note("a" + " " * MB),
    "comment.md": lambda: note("a: b" + " " * MB + "x"),
    "quoted_key.md": lambda: note('"' + over_and_over("\\a")),
    "quoted.md": lambda: note(f'tags: ["{"a" * MB}]'),
    "single.md": lambda: note("tags: [" + over_and_over("'a'',") + "]"),
    "keys.md": lambda: note(many(lambda n: f"a{n}: b\n")),
    "headings.md": lambda: over_and_over("#  \n"),
    "brackets.txt": lambda: "[2026-05-28 10:00] a\n" + over_and_over("[\n"),
    "heads.txt": lambda: many(lambda n: f"[{day(n):%d %b %Y}]\n"),
    "hashes.txt": lambda: "[2026-05-28 10:00] a\n" + "#" * MB,
    "jrnl_brackets.json": lambda: json.dumps(
        {"tags": {}, "entries": [{"date": "2026-05-28", "title": "", "body": over_and_over("[\n", MB * 2 // 3)}]}
    ),
    "jrnl_entries.json": lambda: (
        '{"tags":{},"entries":[' + many(lambda n: f'{{"date":"{day(n)}","title":"","body":""}},').rstrip(",") + "]}"
    ),
    "media.json": lambda: theirs(text=over_and_over("![")),
    "media_names.json": lambda: theirs(text=over_and_over("![](dayone-moment:")),
    "rich.json": lambda: theirs(richText="[" * MB),
    "zone.json": lambda: theirs(text="x", timeZone="A" * MB),
}
"""Texts of 1 MB, by the names of their files."""

BOMBS: Final[dict[str, Callable[[], str]]] = {
    "zeros": lambda: "\0" * (300 * MB),
    "objects": lambda: '{"entries":[],"x":[' + "{}," * (70 * MB) + "{}]}",
    "texts": lambda: theirs(text=EMOJI + "X").replace("X", "a" * (200 * MB)),
}
"""Contents of zip files shorter than 1 MB that unpack to too much."""

ALLOWED: Final[dict[str, Callable[[], str]]] = {
    "objects": lambda: '{"entries":[],"x":[' + "{}," * (4 * MB) + "{}]}",
    "pairs": lambda: '{"entries":[],"y":"' + EMOJI + "a" * (11 * MB) + '","x":[' + '{"a":{}},' * 250_000 + "{}]}",
    "texts": lambda: theirs(text="X" + "a" * (14 * MB)).replace("X", EMOJI),
    "rich": lambda: theirs(richText=json.dumps({"contents": [{"a": {}}] * 800_000})),
    "entries": lambda: (
        '{"entries":['
        + many(lambda n: f'{{"uuid":"{n}","creationDate":"{day(n)}T10:00:00Z","text":"{n}"}},', 12 * MB).rstrip(",")
        + "]}"
    ),
}
"""Contents of the greatest length that a zip of 1 MB may unpack to."""


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def imported(program: Program, file: Path) -> str:
    """Import a file with little memory, and return the printed text."""
    program.file = program.home / "journal.db"
    return check(program("import", file, "--dry-run", before=bounded))


def check(ran: Ran) -> str:
    """Return the printed text of an import that succeeded or was refused, after checking its form."""
    if ran.code == 0:
        assert (ran.out.partition(":")[0], ran.err) == ("Would be added", "")
        assert len(ran.out) < 4_000
        return ran.out
    assert re.search("again|at a time|choose another", ran.sentence())
    return ran.sentence()


SLOWEST: Final = {"named_days.csv", "jrnl_entries.json", "questions.json"}
"""Texts that take seconds and are like faster ones: dates in words are in heads.txt, very many rows in rows.csv,
and very many records of one list of our own JSON in goals.json."""
BATCH: Final = 5
"""Texts that are imported in one process."""
FAST: Final = [name for name in TEXTS if name not in SLOWEST]

IMPORT_EACH: Final = """
import contextlib, io, json, sys
from alliance_journal.cli.command_group import cli
for file in sys.argv[1:]:
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main(["--file", "journal.db", "import", file, "--dry-run"], prog_name="alliance-journal")
        except SystemExit as end:
            code = end.code or 0
    print(json.dumps([file, code, out.getvalue(), err.getvalue()]), flush=True)
"""
"""Imports files one after another in one process, and prints the result of each on a line."""


@pytest.mark.parametrize("start", range(0, len(FAST), BATCH), ids=lambda start: FAST[start])
def test_hostile_texts(program: Program, start: int) -> None:
    import_each(program, FAST[start : start + BATCH])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SLOWEST))
def test_slow_hostile_texts(program: Program, name: str) -> None:
    import_each(program, [name])


def import_each(program: Program, names: list[str]) -> None:
    """Import these texts with little memory, and check the result of each."""
    for name in names:
        (program.home / name).write_text(TEXTS[name]())
        assert 0.7 < (program.home / name).stat().st_size / MB < 1.3
    ran = program(*names, launcher=("-c", IMPORT_EACH), before=bounded)
    results = [json.loads(line) for line in ran.out.splitlines()]
    # If the program was ended by its limits, the file after the last result is the cause.
    assert [file for file, *_ in results] == names, ran.err
    for file, code, out, err in results:
        assert code in (0, 1), file
        check(Ran(code, out.encode(), err))


def zipped(file: Path, text: str) -> Path:
    """Write a zip file of 1 MB with this text."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Journal.json", text)
        archive.writestr("photo.jpeg", os.urandom(max(0, MB - file.stat().st_size - 300)))
    return file


@pytest.mark.parametrize("name", BOMBS)
def test_an_archive_that_unpacks_to_too_much(program: Program, name: str) -> None:
    file = program.home / "d.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Journal.json", BOMBS[name]())
    assert file.stat().st_size < MB
    assert "unpacks to more than 16 times its own length" in imported(program, file)


@pytest.mark.parametrize("name", ALLOWED)
def test_an_archive_up_to_the_limits(program: Program, name: str) -> None:
    imported(program, zipped(program.home / "d.zip", ALLOWED[name]()))


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    """They unpack to far more than the length of the archive; the bytes are counted while reading."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", " " * (12 * MB) + '{"entries": []}')
        first = archive.infolist()[0]
        for number in range(3):
            other = zipfile.ZipInfo(f"{number}.json")
            for name in ("CRC", "compress_size", "header_offset", "compress_type"):
                setattr(other, name, getattr(first, name))
            other.orig_filename = first.filename
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
    (tmp_path / "d.zip").write_bytes(data.getvalue())
    assert refusal(tmp_path / "d.zip").startswith(
        ("This archive unpacks to more than 16 times", "This archive is not")
    )


# Our own exports and ordinary files stay below the limits


def test_our_own_export_of_very_many_entries_is_read() -> None:
    entry = {"id": "", "kind": "session", "date": "2026-05-28", "body": "", "answers": []}
    answers = [{"question": name, "answer": "no", "words": ""} for name in ("share", "warmth", "heard")]
    entries = [
        entry | {"id": f"{number:036}", "answers": answers} for number in range(limits.ENTRIES_ALWAYS + 1_000)
    ]
    data = json.dumps({"format": "alliance-journal", "version": 1, "entries": entries}).encode()
    assert len(load(data, {}).document.entries) == len(entries)


def test_many_short_rows_are_read_up_to_the_limit(tmp_path: Path) -> None:
    rows = "".join(f"{day(n)},a\n" for n in range(limits.ENTRIES_ALWAYS))
    (tmp_path / "t.csv").write_text(f"date,text\n{rows}")
    assert len(read(tmp_path / "t.csv").document.entries) == limits.ENTRIES_ALWAYS
    (tmp_path / "t.csv").write_text(f"date,text\n{rows}2026-01-01,b\n")
    assert refusal(tmp_path / "t.csv").startswith("This file holds 20,001 entries of hardly any words")


def test_an_archive_of_places_and_weather(tmp_path: Path) -> None:
    """Day One's entries without text compress very well and are accepted."""
    entries = [
        {
            "uuid": f"{number * 7919:032X}",
            "creationDate": "2026-05-28T10:00:00Z",
            "timeZone": "Europe/Berlin",
            "location": {
                "latitude": number / 7,
                "longitude": number / 13,
                "country": "Germany",
                "placeName": "Home",
            },
            "weather": {"weatherCode": "clear", "pressureMB": number / 3, "windBearing": number % 360},
        }
        for number in range(20_000)
    ]
    assert len(read(day_one(tmp_path / "d.zip", *entries)).document.entries) == len(entries)


# Values are counted before parsing


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"{}", 1),
        (b"[1, 2, 3]", 3),
        (b'{"a": [{}, ","], "b": ":[{"}', 7),
        (b'["a\\",\\\\", ",,,,"]', 2),
        (b'["no end, ,,,', 5),
    ],
)
def test_values_are_counted(data: bytes, values: int) -> None:
    assert has_more_values(data, values - 1)
    assert not has_more_values(data, values)


def test_too_many_values() -> None:
    with pytest.raises(CannotRead) as caught:
        json_of(b"[1, 2, 3]", 2)
    assert str(caught.value) == "This file holds more than 2 values, which is more than is taken in at once."


# Export


def test_export_takes_linear_time() -> None:
    """Each character is read once; reading the rest of the text again at each would take hours."""
    entry = functools.partial(Entry, "e", "between", TODAY)
    assert as_text(entry(title="a", body=over_and_over("[\n", MB // 4))).count("\n [") == MB // 8
    for part in ("1", " ", "\n", "#", "-\n", "1.\n"):
        assert _plain(over_and_over(part, MB // 4)) is not None
