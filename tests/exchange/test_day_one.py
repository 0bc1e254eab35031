"""Day One: evening entries on their own day, words without escapes, and archives that are not what they say."""

import datetime as dt
import json
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from alliance_journal.domain.arriving import summary
from alliance_journal.store.documents import take_in
from alliance_journal.store.journal import Journal
from tests.exchange.files import bring, day_one, plain, read, refusal

EVENING = {
    "uuid": "3B9E1F9CE9C14B5B9F9C6C4B2A1D0E5F",
    "creationDate": "2026-05-29T04:30:00Z",
    "modifiedDate": "2026-05-29T05:00:00Z",
    "timeZone": "America/Los_Angeles",
    "starred": True,
    "tags": ["work", "two words"],
    "text": "# An evening\n\nIt was 5\\.5 hours\\! \\#tag \\(x\\) C:\\\\tmp\n\n![](dayone-moment://ABCDEF)\n",
    "location": {"latitude": 1},
    "weather": {"code": "x"},
    "creationDevice": "phone",
}


def test_an_evening_is_on_its_own_day(tmp_path: Path, journal: Journal) -> None:
    done, said = bring(journal, day_one(tmp_path / "d.zip", EVENING))
    (entry,) = journal.entries()
    assert done.added == {"entries": 1}
    assert plain(entry) == (
        dt.date(2026, 5, 28),
        dt.time(21, 30),
        "An evening",
        "It was 5.5 hours! #tag (x) C:\\tmp\n\n[photo]",
        ("work", "two words", "starred"),
    )
    assert (entry.created_at, entry.updated_at) == (
        "2026-05-29T04:30:00.000+00:00",
        "2026-05-29T05:00:00.000+00:00",
    )
    assert "1 star became the tag “starred”." in said
    assert "1 picture became the word [photo]." in said
    assert said[-1] == "Not known here, and left out: location, weather."
    assert dict(bring(journal, day_one(tmp_path / "e.zip", EVENING))[0].added) == {}


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Pacific/Kiritimati", dt.date(2026, 5, 29), dt.time(18, 30)),
        ("Asia/Kolkata", dt.date(2026, 5, 29), dt.time(10, 0)),
        ("Europe/Berlin", dt.date(2026, 5, 29), dt.time(6, 30)),
    ],
)
def test_zones(tmp_path: Path, zone: str, day: dt.date, clock: dt.time) -> None:
    entry = read(day_one(tmp_path / "d.zip", EVENING | {"timeZone": zone})).document.entries[0]
    assert (entry.date, entry.time) == (day, clock)


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "\0", "💥" * 500])
def test_a_zone_that_is_none(tmp_path: Path, zone: str) -> None:
    file = day_one(tmp_path / "d.zip", EVENING | {"timeZone": zone})
    if zone == "\0":
        assert "entries[0].timeZone" in refusal(file)
        return
    loaded = read(file)
    assert len(loaded.document.entries) == 1
    assert any("names no zone that is known" in line for line in loaded.said)


def test_rich_text_where_there_is_no_other(tmp_path: Path) -> None:
    rich = json.dumps(
        {
            "meta": {"version": 1},
            "contents": [
                {"text": "Title\n", "attributes": {"line": {"header": 1}}},
                {"embeddedObjects": [{"type": "photo", "identifier": "x"}]},
                {"text": "\nwords 5.5"},
            ],
        }
    )
    delta = {"ops": [{"insert": "one "}, {"insert": {"image": "x"}}, {"insert": "two"}]}
    loaded = read(
        day_one(
            tmp_path / "d.zip",
            {"uuid": "a", "creationDate": "2026-05-28T10:00:00Z", "timeZone": "UTC", "richText": rich},
            {"uuid": "b", "creationDate": "2026-05-28T10:00:00Z", "timeZone": "UTC", "richText": delta},
            {"uuid": "c", "creationDate": "2026-05-28T10:00:00Z", "timeZone": "UTC", "isAllDay": True},
        )
    )
    assert [entry.body for entry in loaded.document.entries] == ["Title\n[photo]\nwords 5.5", "one [photo]two", ""]
    assert loaded.document.entries[2].time is None


def test_several_journals(tmp_path: Path, journal: Journal) -> None:
    file = day_one(tmp_path / "d.zip", EVENING, name="Diary")
    with zipfile.ZipFile(file, "a") as archive:
        other = EVENING | {"uuid": "other", "starred": False, "text": "x"}
        archive.writestr("Dreams.json", json.dumps({"metadata": {}, "entries": [other]}))
        archive.writestr("photos/abc.jpeg", b"\xff\xd8")
        archive.writestr("__MACOSX/._Diary.json", b"\0\1")
    bring(journal, file)
    assert {entry.tags for entry in journal.entries()} == {
        ("work", "two words", "Diary", "starred"),
        ("work", "two words", "Dreams"),
    }


def test_the_json_alone(tmp_path: Path) -> None:
    (tmp_path / "Journal.json").write_text(json.dumps({"metadata": {"version": "1.0"}, "entries": [EVENING]}))
    loaded = read(tmp_path / "Journal.json")
    assert loaded.document.entries[0].date == dt.date(2026, 5, 28)
    assert loaded.places[loaded.document.entries[0].id] == "Journal.json, entries[0]"


def test_entries_that_cannot_be_taken_over(tmp_path: Path, journal: Journal) -> None:
    file = day_one(
        tmp_path / "d.zip",
        EVENING,
        EVENING | {"uuid": "old", "creationDate": "0001-01-01T10:00:00Z"},
        EVENING | {"uuid": "none", "creationDate": "soon"},
        EVENING | {"text": "other words"},
        EVENING,
    )
    loaded = read(file)
    done = take_in(journal, loaded)
    assert done.added == {"entries": 1}
    assert summary(done, loaded)[1:5] == [
        "Not taken over: 3.",
        "  Journal.json, entries[1]: the year 1 is not between 1900 and 2199",
        "  Journal.json, entries[2]: there is no instant here that can be read",
        "  Journal.json, entries[3]: its id is that of Journal.json, entries[0], with other words",
    ]
    loaded = read(day_one(tmp_path / "d.zip", EVENING | {"text": "changed"}))
    done = take_in(journal, loaded)
    assert summary(done, loaded)[2].endswith("was not taken over: Journal.json, entries[0].")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": 5}, "Journal.json, entries[0].text: a text was expected."),
        ({"tags": "work"}, "Journal.json, entries[0].tags: a list of texts was expected."),
        ({"starred": "yes"}, "Journal.json, entries[0].starred: true or false was expected."),
        ({"creationDate": None}, "Journal.json, entries[0].creationDate: this field is needed."),
        ({"text": "", "richText": "{"}, "Journal.json, entries[0].richText: a rich text was expected."),
        ({"text": "", "richText": "[5]"}, "Journal.json, entries[0].richText: a rich text was expected."),
    ],
    ids=str,
)
def test_a_wrong_type_deep_inside(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    assert refusal(day_one(tmp_path / "d.zip", EVENING | change)) == said


# Archives


def test_a_truncated_archive(tmp_path: Path) -> None:
    whole = day_one(tmp_path / "d.zip", EVENING).read_bytes()
    for length in (10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "d.zip").write_bytes(whole[:length])
        assert refusal(tmp_path / "d.zip").startswith("This archive is not whole")
    flipped = bytearray(whole)
    flipped[60] ^= 0xFF
    (tmp_path / "d.zip").write_bytes(flipped)
    assert refusal(tmp_path / "d.zip").startswith(("This archive is not whole", "Journal.json: This file is not"))


@pytest.mark.parametrize("name", ["../x.json", "/etc/x.json", "a/../../x.json", "C:\\x.json", "..\\x.json"])
def test_a_member_that_climbs(tmp_path: Path, name: str) -> None:
    file = day_one(tmp_path / "d.zip", EVENING)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "{}")
    assert refusal(file) == "Member 2 of this archive names a place outside of it."


def test_a_link_in_an_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("Journal.json")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(tmp_path / "d.zip") == "Member 1 of this archive is a link to another place."


def test_an_archive_with_a_password_or_without_a_journal(tmp_path: Path) -> None:
    data = bytearray(day_one(tmp_path / "d.zip", EVENING).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "d.zip").write_bytes(data)
    assert refusal(tmp_path / "d.zip") == "This archive is protected with a password. Export it again without one."
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("x.txt", "x")
    assert refusal(tmp_path / "e.zip") == "No journal is in this archive: it holds no JSON file."


def test_a_bomb(tmp_path: Path) -> None:
    """Refused by what it says of itself; and what lies about itself is read no further than it said."""
    piece = b"\0" * (1 << 20)
    with (
        zipfile.ZipFile(tmp_path / "d.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("Journal.json", "w", force_zip64=True) as member,
    ):
        for _ in range(64):
            member.write(piece)
    data = bytearray((tmp_path / "d.zip").read_bytes())
    place = data.index(b"PK\x01\x02") + 24
    assert struct.unpack_from("<I", data, place) == (64 << 20,)
    honest = bytearray(data)
    struct.pack_into("<I", honest, place, (1 << 30) + 1)
    (tmp_path / "d.zip").write_bytes(honest)
    assert refusal(tmp_path / "d.zip") == "This archive unpacks to more than 1 GiB, so it was not opened."
    struct.pack_into("<I", data, place, 10)
    (tmp_path / "d.zip").write_bytes(data)
    assert refusal(tmp_path / "d.zip").startswith("This archive is not whole")
