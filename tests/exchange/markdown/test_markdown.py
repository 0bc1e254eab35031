"""Markdown: export and import of notes with front matter, and import of notes without it."""

import datetime as dt
import os
import re
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import Document, Entry, GivenAnswer, Tension, Therapist
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.exchange.base import WhichDates
from alliance_journal.exchange.markdown.file_names import FileNames
from alliance_journal.exchange.markdown.front_matter import parted, quoted
from alliance_journal.exchange.markdown.writer import as_markdown
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import Clock, mode
from tests.exchange.documents import hostile_document
from tests.exchange.files import bring, give, plain, read, refusal
from tests.hostile import SHORT

DAY = dt.date(2026, 5, 28)


def test_a_note(tmp_path: Path, journal: Journal) -> None:
    entry = Entry(
        "e", "session", DAY, dt.time(17, 30), "z", "video", 'The "pause"', "\nWords.\r\n", ("a", "b"), True,
        Tension("cold", "e", "closer"), "2026-05-28T19:10:00+00:00", "2026-05-29T08:00:00.5+00:00",
        (GivenAnswer("share", Answer.FULLY, "yes: warm"), GivenAnswer("warmth", Answer.NOT_SURE)),
    )  # fmt: skip
    import_into(journal, Document(therapists=(Therapist("z", "Zoë"),), entries=(entry,)))
    folder = give(journal, tmp_path / "out", "markdown")
    (file,) = folder.iterdir()
    assert (mode(folder), mode(file), file.name) == (0o700, 0o600, "2026-05-28-session.md")
    assert file.read_bytes().decode() == (
        '---\ntitle: "The \\"pause\\""\ncreated: 2026-05-28 19:10:00Z\nupdated: 2026-05-29 08:00:00Z\n'
        'tags:\n  - "a"\n  - "b"\nkind: session\nsession: 1\nlocal_date: 2026-05-28\nlocal_time: "17:30"\n'
        'therapist: "Zoë"\nmedium: video\nraw: true\ntension: "cold"\n'
        'talked_through_in: "e"\ntension_outcome: "closer"\n'
        'answers:\n  share: "fully: yes: warm"\n  warmth: "not sure"\nid: "e"\n---\n\n\nWords.\r\n'
    )
    assert dict(bring(journal, folder)[0].added) == {}


def test_a_file_of_a_version_with_only_the_note_of_a_tension(tmp_path: Path, journal: Journal) -> None:
    import_into(journal, Document(entries=(Entry("e", "session", DAY, tension=Tension("cold", "e")),)))
    folder = give(journal, tmp_path / "out", "markdown")
    (file,) = folder.iterdir()
    file.write_text(file.read_text().replace('talked_through_in: "e"\n', ""))
    assert bring(journal, folder)[0].different == []
    journal.tensions.set_outcome("e", "closer")
    assert bring(journal, folder)[0].different == [("entries", "e")]


def test_export_and_import_into_a_new_journal(tmp_path: Path, journal: Journal, clock: Clock) -> None:
    import_into(journal, sample(DAY))
    import_into(journal, hostile_document())
    folder = give(journal, tmp_path / "out", "markdown")
    done, _ = bring(journal, folder)
    assert (dict(done.added), done.different) == ({}, [])
    other = Journal.in_memory(clock)
    done, said = bring(other, folder)
    by_id = {entry.id: entry for entry in whole(other).entries}
    for entry in journal.entries.list():
        found = by_id.pop(entry.id)
        assert plain(found) == plain(entry._replace(tags=tuple(filter(None, entry.tags))))
        assert (found.kind, found.private, found.medium) == (entry.kind, entry.private, entry.medium)
        assert found.tension == entry.tension
        # The file lacks the wording of the question, and today's is not assumed.
        assert {a.question: (a.answer, a.words, a.asked_as) for a in found.answers} == {
            a.question: (a.answer, a.words, "") for a in entry.answers
        }
    assert by_id == {}
    assert said[1:] == []
    other.close()


def test_quoted_text_is_read_unchanged() -> None:
    lines = [f"title{number}: {quoted(text)}" for number, text in enumerate(SHORT)]
    assert [line for line in lines if not line.isprintable()] == []
    values, body = parted("\n".join(("---", *lines, "---", "", "body")))
    assert values
    assert (list(values.values()), body) == (list(SHORT), "body")


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        ("n", "\n"), ("t", "\t"), ("r", "\r"), ("0", "\0"), ("a", "\a"), ("b", "\b"), ("e", "\x1b"), ("f", "\f"),
        ("v", "\v"), ("N", "\x85"), ("_", "\xa0"), ("L", "\u2028"), ("P", "\u2029"), ("x41", "A"), ("u00e9", "é"),
        ("U0001f642", "🙂"),
        ("ud83d\\ude42", "🙂"), ("ud83d", "\ufffd"), ("U0000dc00", "\ufffd"), ('"', '"'), ("\\", "\\"), ("/", "/"),
    ],
)  # fmt: skip
def test_escape_sequences_are_those_of_yaml(written: str, sign: str) -> None:
    values, _ = parted(f'---\ntitle: "one\\{written}two"\n---\n')
    assert values == {"title": f"one{sign}two"}


JOPLIN = """---
title: 'Don''t forget: me'
updated: 2026-05-28 21:50:26Z
created: 2026-05-28 21:30:00Z
source: joplin
latitude: 52.52
tags:
  - work
  - two words
---

# A heading

The text ![picture](../_resources/a.jpg)
"""


def test_joplin(tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/note.md").write_bytes(JOPLIN.replace("\n", "\r\n").encode("utf-8-sig"))
    (tmp_path / "_resources").mkdir()
    (tmp_path / "_resources/a.jpg").write_bytes(b"x")
    done, said = bring(journal, tmp_path)
    monkeypatch.undo()
    time.tzset()
    (entry,) = journal.entries.list()
    assert (entry.title, entry.date, entry.tags) == (
        "Don't forget: me",
        dt.date(2026, 5, 28),
        ("work", "two words"),
    )
    assert entry.time == dt.time(23, 30)
    assert entry.created_at == "2026-05-28T21:30:00.000+00:00"
    assert entry.body == "# A heading\n\nThe text ![picture](../_resources/a.jpg)\n"
    assert "The day of 1 note is that of its instant, in this computer's zone." in said
    assert "1 file that is not Markdown stayed where it was." not in said
    assert said[-1] == "Not known here, and left out: source, latitude."
    assert done.added == {"entries": 1}


def test_notes_without_front_matter(tmp_path: Path, journal: Journal) -> None:
    (tmp_path / "2026-05-27 A walk.md").write_text("Just words.")
    (tmp_path / "20260526.markdown").write_text("# A title\n\nWords.")
    (tmp_path / "Later.md").write_text("Words first\n\n## Then a heading\n\nmore")
    os.utime(tmp_path / "Later.md", (1779969600, 1779969600))
    (tmp_path / "rule.md").write_text("---\nno front matter: [\n")
    os.utime(tmp_path / "rule.md", (1779969600, 1779969600))
    (tmp_path / ".hidden.md").write_text("not mine")
    done, said = bring(journal, tmp_path)
    assert done.added == {"entries": 4}
    assert {(entry.date.isoformat(), entry.title, entry.body) for entry in journal.entries.list()} == {
        ("2026-05-27", "A walk", "Just words."),
        ("2026-05-26", "A title", "Words."),
        ("2026-05-28", "Later", "Words first\n\n## Then a heading\n\nmore"),
        ("2026-05-28", "rule", "---\nno front matter: [\n"),
    }
    assert "The day of 2 notes was taken from the file's name." in said
    assert "2 notes named no day: the day the file was last changed was taken." in said
    assert dict(bring(journal, tmp_path)[0].added) == {}


def test_a_note_is_recognised_in_every_zone_and_with_every_file_time(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy has another file time, and another computer another zone: the note is the same one."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "bare.md").write_text("Just words.")
    (tmp_path / "sub/bare.md").write_text("Just words.")
    (tmp_path / "joplin.md").write_text("---\ncreated: 2026-05-28 21:30:00Z\n---\n\nWords.\n")
    (tmp_path / "date.md").write_text("---\ndate: 2026-05-28T23:30:00+02:00\n---\n\nWords.\n")
    (tmp_path / "known.md").write_text('---\nid: "x"\ncreated: 2026-05-28 21:30:00Z\n---\n\nOwn id.\n')
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    done, said = bring(journal, tmp_path)
    assert done.added == {"entries": 5}
    assert "The day of 2 notes is that of its instant, in this computer's zone." in said
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    for path in tmp_path.rglob("*.md"):
        os.utime(path, (1779969600, 1779969600))
    done, said = bring(journal, tmp_path)
    monkeypatch.undo()
    time.tzset()
    assert (dict(done.added), done.already_there["entries"], done.different) == ({}, 5, [])
    assert not [line for line in said if "differ" in line]
    # Another text is another note; with the same id it is reported as different.
    (tmp_path / "bare.md").write_text("Other words.")
    (tmp_path / "known.md").write_text('---\nid: "x"\ncreated: 2026-05-28 21:30:00Z\n---\n\nOther.\n')
    done, _ = bring(journal, tmp_path)
    assert (dict(done.added), done.different) == ({"entries": 1}, [("entries", "x")])


def test_a_refused_note_leaves_no_other_remark(tmp_path: Path, journal: Journal) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ncreated: 2026-05-28 21:30:00Z\ntherapist: Zoë\nanswers:\n  share: 7\n---\n\nx\n"
    )
    (folder / "b.md").write_text("---\nlocal_date: 2026-05-28\n---\n\nkept\n")
    done, said = bring(journal, folder)
    assert done.added == {"entries": 1}
    assert said == [
        "Added: 1 entry.",
        "Not taken over: 1.",
        "  a.md: answers, share: this is none of the six answers",
    ]


def test_days_in_front_matter(tmp_path: Path) -> None:
    """A date without time is the same in every zone; an ambiguous date is refused until its order is chosen."""
    for number, line in enumerate(
        (
            "date: 2026-05-28",
            "created: 2026-05-28",
            "date: 28.5.2026 21:30",
            "created: 2026-05-28 23:59:00",
            "date: x",
        )
    ):
        (tmp_path / f"{number}.md").write_text(f"---\n{line}\n---\n\n{number}\n")
    (tmp_path / "two.md").write_text("---\ndate: 10/11/2026\n---\n\nx\n")
    loaded = read(tmp_path)
    assert [entry.date for entry in loaded.document.entries] == [DAY] * 4
    (unread, two) = loaded.refused
    assert (unread.place, unread.why) == ("4.md", "there is no day here that can be read")
    assert two.place == "two.md"
    assert "--dates day-first or --dates month-first" in two.why
    assert read(tmp_path, dates="day-first").document.entries[-1].date == dt.date(2026, 11, 10)
    # If it is the only note, the app asks for the order.
    with pytest.raises(WhichDates, match=r"^two\.md: Dates in this file can be read in two ways"):
        read(tmp_path / "two.md")


def test_files_that_cannot_be_imported_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('---\nid: "x"\nlocal_date: 2026-05-28\n---\n\none\n')
    (tmp_path / "b.md").write_text('---\nid: "x"\nlocal_date: 2026-05-28\n---\n\nother\n')
    (tmp_path / "c.md").write_text("---\nlocal_date: 0001-01-01\n---\n\nx\n")
    (tmp_path / "d.md").write_text("---\nlocal_date: 2026-05-28\nanswers:\n  share: 7\n---\n\nx\n")
    (tmp_path / "e.md").write_bytes(b"some words\0")
    outside = tmp_path.parent / "outside.md"
    outside.write_text("not to be read")
    (tmp_path / "f.md").symlink_to(outside)
    (tmp_path / "g").symlink_to(tmp_path.parent)
    loaded = read(tmp_path)
    assert [entry.body for entry in loaded.document.entries] == ["one\n"]
    assert sorted((one.place, one.why) for one in loaded.refused) == [
        ("b.md", "its id is that of a.md, with other words"),
        ("c.md", "the year 1 is not between 1900 and 2199"),
        ("d.md", "answers, share: this is none of the six answers"),
        ("e.md", "it is not text: it holds NUL characters"),
        ("f.md", "it is a link, which is not followed"),
        ("g", "it is a link, which is not followed"),
    ]


def test_an_empty_folder(tmp_path: Path) -> None:
    said = refusal(tmp_path)
    assert said.startswith("This folder holds no tables with an entries.csv, no Markdown files")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.txt", "x")
    assert refusal(tmp_path / "a.zip") == said.replace("folder", "archive")
    assert refusal(tmp_path, "markdown") == "There is no Markdown file in this folder."


# File names


def test_file_names_contain_no_name_of_a_person() -> None:
    names = FileNames(["Zoë Müller-Lee", "李"])

    def name(title: str, **parts: object) -> str:
        entry = Entry("e", "session", DAY, title=title)
        return names.name(entry._replace(**parts)).removeprefix("2026-05-28-")  # type: ignore[arg-type]

    assert name("The pause") == "the-pause"
    assert name("THE PAUSE") == "the-pause-2"
    assert name("Zoë's hat, and Zoe") == "s-hat-and"
    assert name("ZOËS Müllers") == "session"
    assert name("和李聊天") == "session-2"
    assert name("CON... <aux>: a/b\\c?") == "con-aux-a-b-c"
    assert name("secret", private=True) == "session-3"
    assert name("Dear father", kind="letter") == "letter"
    assert len(name("long " * 50)) <= 48


def test_a_file_name_suits_every_system() -> None:
    names = FileNames([])
    for text in SHORT:
        name = names.name(Entry("e", "between", DAY, title=text))
        assert re.fullmatch(r"2026-05-28-[\w-]+", name)
        assert len(name.encode()) < 200
        assert not name.endswith((".", "-", " "))


def test_names_that_are_not_utf8(tmp_path: Path, journal: Journal) -> None:
    """Other notes are imported; in a title, bytes that are not UTF-8 become escape sequences."""
    folder = tmp_path / "notes"
    folder.mkdir()
    odd = os.fsdecode(b"caf\xe9")
    (folder / f"{odd}.md").write_text("words")
    (folder / f"{odd} 2026-05-28.md").write_text("other words")
    (folder / f"{odd}-bad.md").write_text("---\nlocal_date: soon\n---\n\nwords")
    (folder / odd).mkdir()
    (folder / odd / "in.md").write_text("---\nlocal_date: 2026-05-29\n---\n\nwithin")
    (folder / f"{odd}-link.md").symlink_to(tmp_path)
    (folder / "plain.md").write_text("plain words")
    done, said = bring(journal, folder)
    assert done.added == {"entries": 4}
    assert {entry.title for entry in journal.entries.list()} == {"caf\\udce9", "in", "plain"}
    assert "  caf\\udce9-bad.md: there is no day here that can be read" in said
    assert "  caf\\udce9-link.md: it is a link, which is not followed" in said
    assert dict(bring(journal, folder)[0].added) == {}


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a disk in memory")
def test_a_file_time_that_cannot_be_stored() -> None:
    """On a file system in memory, since most disks cannot store such a time."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        for name in ("a.md", "b.md"):
            Path(folder, name).write_text("words")
        os.utime(Path(folder, "a.md"), (400_000_000_000, 400_000_000_000))
        loaded = read(Path(folder))
    assert len(loaded.document.entries) == 1
    (refused,) = loaded.refused
    assert refused.why == "it names no day, and was last changed on one that cannot be kept"


def test_an_instant_out_of_range_in_utc_is_exported_empty() -> None:
    entry = Entry("e", "between", dt.date(2026, 5, 28), created_at="9999-12-31T23:30:00-12:00")
    assert 'created: ""' in as_markdown(entry, "", None)


def test_very_many_notes_of_one_name() -> None:
    """Each has its own name, found without trying all earlier ones."""
    names = FileNames([])
    entry = Entry("e", "between", DAY, title="words")
    given = [names.name(entry) for _ in range(20_000)]
    assert given[:3] == ["2026-05-28-words", "2026-05-28-words-2", "2026-05-28-words-3"]
    assert len(set(given)) == 20_000
    assert names.name(entry._replace(title="words 7")) == "2026-05-28-words-7-2"
