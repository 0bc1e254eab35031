"""jrnl: import of its text files and its JSON, and export that jrnl can read."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from alliance_journal.domain.models import Document, Entry
from alliance_journal.exchange import import_file
from alliance_journal.exchange.base import WhichDates
from alliance_journal.exchange.jrnl.text_writer import as_text, key
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import import_into
from tests.exchange.files import bring, give, plain, read, refusal
from tests.hostile import SHORT

DEFAULT = """[2026-11-20 10:30:00 AM] First *.
Body of the first with @ann and #work.

[2026-11-21 06:00:05 PM] Star! And more. *

[2026-11-21 10:15:00 PM] Title line
Body line
[red
[ ] todo
[1] a footnote

last line
"""


def test_the_default_date_format(tmp_path: Path, journal: Journal) -> None:
    (tmp_path / "j.txt").write_text(DEFAULT)
    done, said = bring(journal, tmp_path / "j.txt")
    assert done.added == {"entries": 3}
    assert [plain(entry) for entry in journal.entries.list()] == [
        (
            dt.date(2026, 11, 20),
            dt.time(10, 30),
            "First *.",
            "Body of the first with @ann and #work.",
            ("ann", "work"),
        ),
        (dt.date(2026, 11, 21), dt.time(18, 0, 5), "Star! And more.", "", ("starred",)),
        (
            dt.date(2026, 11, 21),
            dt.time(22, 15),
            "Title line",
            "Body line\n[red\n[ ] todo\n[1] a footnote\n\nlast line",
            (),
        ),
    ]
    assert "Dates were read like this: 2026-11-20 10:30:00 AM is Friday 20 November 2026, 10:30." in said
    assert "1 star became the tag “starred”." in said
    done, _ = bring(journal, tmp_path / "j.txt")
    assert (dict(done.added), dict(done.already_there), done.different) == ({}, {"entries": 3}, [])


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        (("2026-11-20 10:30", "2026-11-21 22:15"), "2026-11-20"),
        (("2026/11/20 10:30", "2026/11/21 22:15"), "2026-11-20"),
        (("20.11.2026 10:30", "1.2.2026 22:15"), "2026-11-20"),
        (("02/11/2026 10:30", "13/11/2026 22:15"), "2026-11-02"),
        (("02/11/2026 10:30 AM", "11/13/2026 10:15 PM"), "2026-02-11"),
        (("11/20/26 10:30", "11/21/26 22:15"), "2026-11-20"),
        (("Fri 20 Nov 2026 10:30", "Nov 21, 2026 22:15"), "2026-11-20"),
        (("2026-11-20T10:30", "2026-11-21T22:15"), "2026-11-20"),
        (("2026-11-20", "2026-11-21"), "2026-11-20"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_other_date_formats(tmp_path: Path, dates: tuple[str, str], day: str) -> None:
    (tmp_path / "j.txt").write_bytes(
        "".join(f"[{date}] Title\r\nbody\r\n\r\n" for date in dates).encode("utf-8-sig")
    )
    entries = read(tmp_path / "j.txt").document.entries
    assert entries[0].date.isoformat() == day
    assert [(entry.title, entry.body) for entry in entries] == [("Title", "body")] * 2


def test_ambiguous_dates(tmp_path: Path) -> None:
    file = tmp_path / "j.txt"
    file.write_text("[10/11/2026 10:30] One\n\n[01/02/2026 09:00] Two\n")
    said = refusal(file)
    assert "Tuesday 10 November 2026 or Sunday 11 October 2026" in said
    with pytest.raises(WhichDates) as caught:
        read(file)
    assert import_file.error_sentence(caught.value, "j.txt").endswith(
        "Nothing was taken over from j.txt; say which with --dates day-first or --dates month-first."
    )
    assert read(file, dates="day-first").document.entries[0].date == dt.date(2026, 11, 10)
    assert read(file, dates="month-first").document.entries[0].date == dt.date(2026, 10, 11)
    file.write_text("[13/11/2026 10:30] One\n\n[01/20/2026 09:00] Two\n")
    assert "Some dates in this file have the day first and some the month" in refusal(file)


def test_entries_that_cannot_be_imported_are_named(tmp_path: Path, journal: Journal) -> None:
    (tmp_path / "j.txt").write_text(
        "[0001-01-01 10:00] Long ago\n\n[2026-11-20 10:30] Kept\nbody\n\n[2026-02-31 10:00] No day\n"
        "[2026-11-20 25:00] No time\n[2026-11-20 10:30] Kept\nbody\n"
    )
    done, said = bring(journal, tmp_path / "j.txt")
    assert done.added == {"entries": 1}
    assert said[1:5] == [
        "Not taken over: 3.",
        "  line 1: the year 1 is not between 1900 and 2199",
        "  line 6: there is no such day",
        "  line 7: there is no such time of day",
    ]
    assert said[5:] == [
        "Dates were read like this: 2026-11-20 10:30 is Friday 20 November 2026, 10:30.",
        "1 entry stands in the file twice, and counts once.",
    ]


def test_words_before_the_first_entry(tmp_path: Path) -> None:
    (tmp_path / "j.txt").write_text("my own words\n[2026-11-20 10:30] Kept\n")
    (refused,) = read(tmp_path / "j.txt", "jrnl").refused
    assert (refused.place, refused.why) == ("line 1", "3 words stand before the first entry")
    (tmp_path / "j.txt").write_text("nothing of jrnl")
    assert refusal(tmp_path / "j.txt", "jrnl").startswith("No entry of jrnl is in this file")


# JSON


def exported(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"tags": {"@ann": 1}, "entries": entries}))
    return path


def test_json_is_the_same_as_text(tmp_path: Path, journal: Journal) -> None:
    file = exported(
        tmp_path / "j.json",
        {
            "title": "First *.",
            "body": "Body of the first with @ann and #work.",
            "date": "2026-11-20",
            "time": "10:30",
            "tags": ["@ann", "#work"],
            "starred": False,
        },
        {
            "title": "Star! And more.",
            "body": "",
            "date": "2026-11-21",
            "time": "18:00",
            "tags": [],
            "starred": True,
        },
    )
    (tmp_path / "j.txt").write_text(DEFAULT)
    bring(journal, tmp_path / "j.txt")
    done, said = bring(journal, file)
    assert (dict(done.added), dict(done.already_there), done.different) == ({}, {"entries": 2}, [])
    assert "Not known here" not in " ".join(said)
    one, two = read(file).document.entries
    assert (one.tags, two.tags) == (("ann", "work"), ("starred",))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"date": 5}, "entries[0].date: a text was expected."),
        ({"title": ["x"], "date": "2026-11-20"}, "entries[0].title: a text was expected."),
        ({"title": "x"}, "entries[0].date: this field is needed."),
        ({"title": "x\0", "date": "2026-11-20"}, "entries[0].title: This text holds a NUL"),
        ({"title": "x", "date": "2026-11-20", "tags": [{}]}, "entries[0].tags[0]: a text was expected."),
    ],
)
def test_a_wrong_type_is_refused_with_its_place(tmp_path: Path, entry: dict[str, Any], said: str) -> None:
    assert refusal(exported(tmp_path / "j.json", entry), "jrnl-json").startswith(said)


def test_an_invalid_date_in_json(tmp_path: Path) -> None:
    entry = {"title": "x", "body": "", "date": "0001-01-01", "time": "10:00"}
    file = exported(tmp_path / "j.json", entry)
    assert refusal(file) == "entries[0]: the year 1 is not between 1900 and 2199."
    file = exported(tmp_path / "j.json", entry | {"date": "2026-05-28"}, entry, entry)
    assert [one.place for one in read(file).refused] == ["entries[1]", "entries[2]"]


# Out


def test_import_of_an_export_adds_nothing(tmp_path: Path, journal: Journal) -> None:
    """Every exported entry is recognised, even if jrnl's notation cannot hold all of it."""
    entries = [
        Entry(f"{place}{n}", "between", dt.date(2026, 5, 1) + dt.timedelta(n), dt.time(9, n), **parts)
        for n, text in enumerate(SHORT)
        for place, parts in (
            ("title", {"title": text, "tags": (text, "starred")}),
            ("body", {"body": text}),
            ("both", {"title": text, "body": f"[2026-01-01] {text}\n[tomorrow evening] x", "tags": ("two words",)}),
        )
    ]
    import_into(journal, Document(entries=(*entries, Entry("empty", "session", dt.date(2026, 5, 1)))))
    file = give(journal, tmp_path / "out.txt", "jrnl")
    assert b"\r\n" not in file.read_bytes().replace(b"one\r\ntwo", b"")
    done, _ = bring(journal, file)
    assert dict(done.added) == {}
    assert done.different == []


def test_no_line_of_a_text_begins_another_entry() -> None:
    body = (
        "[2026-01-01 10:00] a date\n[tomorrow evening] jrnl reads it\n[x] a box\n[link text](here)\n"
        "[over\ntwo lines] x\n[never closed"
    )
    text = as_text(Entry("e", "between", dt.date(2026, 5, 1), title="Title", body=body, tags=("starred", "work")))
    assert text == (
        "[2026-05-01 00:00] Title *\n [2026-01-01 10:00] a date\n [tomorrow evening] jrnl reads it\n[x] a box\n"
        "[link text](here)\n [over\ntwo lines] x\n [never closed\n#work"
    )


def test_without_a_title_the_first_line_is_one() -> None:
    def written(**parts: Any) -> str:
        return as_text(Entry("e", "session", dt.date(2026, 5, 1), **parts))

    assert written(body="\n  one\ntwo") == "[2026-05-01 00:00] one\ntwo"
    assert written() == "[2026-05-01 00:00] Session"
    assert written(body="**bold**\ntwo") == "[2026-05-01 00:00] Session\n**bold**\ntwo"
    assert key(Entry("e", "between", dt.date(2026, 5, 1), title="one", body="two")) == key(
        Entry("f", "session", dt.date(2026, 5, 1), dt.time(0, 0), body="one\ntwo \n", tags=("starred",))
    )


def test_a_duplicate_field(tmp_path: Path) -> None:
    entry = '{"date": "2026-05-28", "title": "a", "body": "b", "body": "other words"}'
    (tmp_path / "j.json").write_text(f'{{"tags": {{"a": 1, "a": 2}}, "entries": [{entry}]}}')
    assert refusal(tmp_path / "j.json", "jrnl-json") == (
        "entries[0]: the field body stands here twice, and only one can be kept."
    )


def test_line_ends_and_encodings_of_a_text_that_is_read_line_by_line(tmp_path: Path) -> None:
    text = "[2026-05-28 10:30] Käse \u2028 a\r\nwords\rand\r\n\r\n[2026-05-29 10:30] Two\r\nmore"
    bodies = set()
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        (tmp_path / "j.txt").write_bytes(text.encode(encoding))
        entries = read(tmp_path / "j.txt", "jrnl").document.entries
        bodies.add(tuple((entry.title, entry.body) for entry in entries))
    assert bodies == {(("Käse \u2028 a", "words\rand"), ("Two", "more"))}
    (tmp_path / "j.txt").write_bytes(text.replace("\u2028", "").encode("cp1252"))
    loaded = read(tmp_path / "j.txt", "jrnl")
    assert loaded.document.entries[0].title == "Käse  a"
    assert "Western European" in loaded.said[0]
    (tmp_path / "j.txt").write_bytes(text.encode() + b" \x81")
    assert refusal(tmp_path / "j.txt", "jrnl") == "This file is not text that can be read."
    (tmp_path / "j.txt").write_bytes(text.encode() + b"\0")
    assert refusal(tmp_path / "j.txt", "jrnl") == "This file is not text: it holds NUL characters."
