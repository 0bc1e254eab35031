"""Day One: dates in the time zone of an entry, text without escapes, and damaged or hostile archives."""

import contextlib
import datetime as dt
import json
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from alliance_journal.domain.import_report import summary
from alliance_journal.exchange.base import CannotRead
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import import_into
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


def test_an_evening_entry_has_its_local_date(tmp_path: Path, journal: Journal) -> None:
    done, said = bring(journal, day_one(tmp_path / "d.zip", EVENING))
    (entry,) = journal.entries.list()
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
def test_an_unknown_zone(tmp_path: Path, zone: str) -> None:
    file = day_one(tmp_path / "d.zip", EVENING | {"timeZone": zone})
    if zone == "\0":
        assert "entries[0].timeZone" in refusal(file)
        return
    loaded = read(file)
    assert len(loaded.document.entries) == 1
    assert any("names no zone that is known" in line for line in loaded.said)


def test_rich_text_without_plain_text(tmp_path: Path) -> None:
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
    assert {entry.tags for entry in journal.entries.list()} == {
        ("work", "two words", "Diary", "starred"),
        ("work", "two words", "Dreams"),
    }


def test_the_json_alone(tmp_path: Path) -> None:
    (tmp_path / "Journal.json").write_text(json.dumps({"metadata": {"version": "1.0"}, "entries": [EVENING]}))
    loaded = read(tmp_path / "Journal.json")
    assert loaded.document.entries[0].date == dt.date(2026, 5, 28)
    assert loaded.places[loaded.document.entries[0].id] == "Journal.json, entries[0]"


def test_entries_that_cannot_be_imported(tmp_path: Path, journal: Journal) -> None:
    file = day_one(
        tmp_path / "d.zip",
        EVENING,
        EVENING | {"uuid": "old", "creationDate": "0001-01-01T10:00:00Z"},
        EVENING | {"uuid": "none", "creationDate": "soon"},
        EVENING | {"text": "other words"},
        EVENING,
    )
    loaded = read(file)
    done = import_into(journal, loaded)
    assert done.added == {"entries": 1}
    assert summary(done, loaded)[1:5] == [
        "Not taken over: 3.",
        "  Journal.json, entries[1]: the year 1 is not between 1900 and 2199",
        "  Journal.json, entries[2]: there is no instant here that can be read",
        "  Journal.json, entries[3]: its id is that of Journal.json, entries[0], with other words",
    ]
    loaded = read(day_one(tmp_path / "d.zip", EVENING | {"text": "changed"}))
    done = import_into(journal, loaded)
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
def test_a_wrong_type_is_refused_with_its_place(tmp_path: Path, change: dict[str, Any], said: str) -> None:
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
def test_a_member_outside_the_archive(tmp_path: Path, name: str) -> None:
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
    assert refusal(tmp_path / "e.zip", "dayone") == "No journal is in this archive: it holds no JSON file."


def test_a_bomb(tmp_path: Path) -> None:
    """An archive is refused by its stated size, and a member is read only up to its stated size."""
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


# Zones


OPENS = """
import os, sys
from pathlib import Path
from alliance_journal.exchange.base import ReadOptions
from alliance_journal.exchange.dayone.reader import read
import datetime as dt
opened = []
sys.addaudithook(lambda event, details: opened.append(os.fsdecode(details[0]))
                 if event == "open" and isinstance(details[0], (str, bytes)) else None)
loaded = read(Path(sys.argv[1]), ReadOptions({}, dt.date(2026, 11, 22)))
print(*loaded.said, sep="\\n")
names = sys.argv[2:]
print("OPENED", [path for path in opened if any(name.strip(":") in path for name in names)])
"""


def test_a_zone_is_never_opened_as_a_file(tmp_path: Path) -> None:
    """The name may be that of a file, a device, the journal, a path out of the folder of zones, or a share."""
    secret = tmp_path / "secret-journal.db"
    secret.write_bytes(b"TZif2" + bytes(200))
    names = [
        str(secret),
        f":{secret}",
        "/etc/passwd",
        "../../../../etc/passwd",
        "/dev/zero",
        "//host/share",
        "UTC/..",
    ]
    entries = [EVENING | {"uuid": str(number), "timeZone": name} for number, name in enumerate(names)]
    file = day_one(tmp_path / "d.zip", *entries)
    ran = subprocess.run(
        [sys.executable, "-c", OPENS, file, *names],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said = ran.stdout.splitlines()
    assert said[1] == "7 entries name no zone that is known; there it is the day in this computer's zone."
    assert said[-1] == "OPENED []"


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("America/Los_Angeles", dt.date(2026, 5, 28), dt.time(21, 30)),
        ("GMT+0200", dt.date(2026, 5, 29), dt.time(6, 30)),
        ("GMT-07:30", dt.date(2026, 5, 28), dt.time(21, 0)),
        ("UTC", dt.date(2026, 5, 29), dt.time(4, 30)),
    ],
)
def test_zones_by_name_and_by_offset(tmp_path: Path, zone: str, day: dt.date, clock: dt.time) -> None:
    entry = read(day_one(tmp_path / "d.zip", EVENING | {"timeZone": zone})).document.entries[0]
    assert (entry.date, entry.time) == (day, clock)


@pytest.mark.parametrize("zone", ["GMT+9900", "GMT+0299", "UTC+", "Nowhere/Atall", "A" * 100_000, ""])
def test_unknown_zones(tmp_path: Path, zone: str) -> None:
    loaded = read(day_one(tmp_path / "d.zip", EVENING | {"timeZone": zone}))
    assert loaded.said[1].startswith("1 entry names no zone that is known")


@pytest.mark.parametrize("instant", ["9999-12-31T23:30:00Z", "0001-01-01T00:30:00Z", "9999-12-31T23:30:00-12:00"])
def test_an_instant_out_of_range(tmp_path: Path, instant: str) -> None:
    """In local time it is in the year 10000 or 0."""
    zones = ("Asia/Tokyo", "America/Lima")
    others = [EVENING | {"uuid": zone, "creationDate": instant, "timeZone": zone} for zone in zones]
    loaded = read(day_one(tmp_path / "d.zip", EVENING, *others))
    assert len(loaded.document.entries) == 1
    assert len(loaded.refused) == 2


# Ways of packing


@pytest.mark.parametrize("packed", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_damaged_member(tmp_path: Path, packed: int) -> None:
    """Whichever byte is changed, the archive is read or refused with one sentence."""
    file = tmp_path / "d.zip"
    with zipfile.ZipFile(file, "w", packed) as archive:
        archive.writestr("Journal.json", json.dumps({"entries": [EVENING]}))
    assert len(read(file).document.entries) == 1
    whole = file.read_bytes()
    for place in range(0, len(whole), 3):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        file.write_bytes(changed)
        with contextlib.suppress(CannotRead):
            read(file, "dayone")


@pytest.mark.parametrize(("flag", "said"), [(0x1, "protected"), (0x40, "protected"), (0x20, "packed in a way")])
def test_a_member_that_cannot_be_unpacked(tmp_path: Path, flag: int, said: str) -> None:
    data = bytearray(day_one(tmp_path / "d.zip", EVENING).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= flag
    (tmp_path / "d.zip").write_bytes(data)
    assert refusal(tmp_path / "d.zip").startswith(f"This archive is {said}")


def test_a_member_with_an_unknown_compression(tmp_path: Path) -> None:
    """Other programs write encrypted members with compression method 99."""
    data = bytearray(day_one(tmp_path / "d.zip", EVENING).read_bytes())
    for mark, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        struct.pack_into("<H", data, data.index(mark) + place, 99)
    (tmp_path / "d.zip").write_bytes(data)
    assert refusal(tmp_path / "d.zip").startswith("This archive is packed in a way that cannot be read here.")


# Fields that stand twice


def test_a_duplicate_field_is_named(tmp_path: Path) -> None:
    """It is refused, since one value would be lost; within fields that are left out anyway it is accepted."""
    text = json.dumps({"entries": [EVENING]})
    file = tmp_path / "Journal.json"
    file.write_text(text.replace('"starred":', '"text": "other words", "starred":'))
    assert refusal(file) == (
        "Journal.json, entries[0]: the field text stands here twice, and only one can be kept."
    )
    file.write_text(text.replace('"uuid":', '"moon": {"a": 1, "a": 2}, "uuid":'))
    assert len(read(file).document.entries) == 1
    rich = json.dumps(EVENING | {"text": "", "richText": '[{"text": "a", "text": "b"}]'})
    file.write_text(f'{{"entries": [{rich}]}}')
    assert refusal(file).startswith("Journal.json, entries[0].richText, part 0: the field text stands here twice")
