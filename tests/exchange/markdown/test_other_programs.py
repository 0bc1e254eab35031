"""Markdown of other programs: vaults of daily notes, blogs, exports of Notion and jrnl, diaries in one file."""

import datetime as dt
import os
import zipfile
from pathlib import Path

import pytest

from alliance_journal.exchange.base import WhichDates
from alliance_journal.exchange.markdown.front_matter import parted
from alliance_journal.store.journal import Journal
from tests.exchange.files import bring, plain, read

NOTION_ID = "0123456789abcdef0123456789abcdef"


def notes(folder: Path, **texts: str) -> Path:
    """Write notes by the paths of their names, without the suffix."""
    for name, text in texts.items():
        file = folder / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (1779969600, 1779969600))
    return folder


def days_and_titles(path: Path) -> list[tuple[str, str]]:
    return sorted((entry.date.isoformat(), entry.title) for entry in read(path).document.entries)


# Titles


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Words.\n\n# Later heading\n\nmore", "A walk", "Words.\n\n# Later heading\n\nmore"),
        ("```sh\n# a comment\n```\n", "A walk", "```sh\n# a comment\n```\n"),
        ("#tag and words", "A walk", "#tag and words"),
        ("# At the sea\n\nWords.", "At the sea", "Words."),
        ("\n# At the sea #\nWords.", "At the sea", "Words."),
        ("At the sea\n==========\n\nWords.", "At the sea", "Words."),
        ("## Morning\n\nWords.\n\n## Evening", "Morning", "## Morning\n\nWords.\n\n## Evening"),
        ("# Friday, 5 January 2024\n\nWords.", "Friday, 5 January 2024", "Words."),
        ("# 2024-01-05 10:30 At the sea\n\nWords.", "At the sea", "Words."),
        ("# 2024-01-06 At the sea\n\nWords.", "2024-01-06 At the sea", "Words."),
    ],
)
def test_titles(tmp_path: Path, text: str, title: str, body: str) -> None:
    """The file's name is the title unless the text begins with a heading; the note's own day is left out of it."""
    (entry,) = read(notes(tmp_path, **{"2024-01-05 A walk": text})).document.entries
    assert (entry.title, entry.body) == (title, body)
    assert entry.time == (dt.time(10, 30) if "10:30" in text else None)


def test_a_note_that_an_earlier_version_took_over_is_recognised(tmp_path: Path, journal: Journal) -> None:
    """Its id was made from the first heading anywhere; now the title is another one."""
    from alliance_journal.domain.models import Document, Entry
    from alliance_journal.exchange.derived_ids import made_id
    from alliance_journal.store.transfer.import_document import import_into

    text = "Words.\n\n## Evening\n\nmore"
    id_ = made_id("markdown", "2024-01-05", "Evening", " ".join(text.split()))
    import_into(
        journal, Document(entries=(Entry(id_, "between", dt.date(2024, 1, 5), title="Evening", body=text),))
    )
    vault = notes(tmp_path / "vault", **{"2024-01-05": text, "2024-01-05 another": text})
    done, _ = bring(journal, vault)
    assert (dict(done.added), done.already_there["entries"]) == ({"entries": 1}, 1)
    assert dict(bring(journal, vault)[0].added) == {}


# Front matter


@pytest.mark.parametrize(
    ("front_matter", "day", "clock"),
    [
        ("Date: 2024-01-05", "2024-01-05", None),
        ("date created: 2024-01-05 10:30", "2024-01-05", "10:30"),
        ("Creation Date: January 5, 2024 10:30 AM", "2024-01-05", "10:30"),
        ("created_at: 2024-01-05T23:30:00+01:00", "2024-01-05", "23:30"),
        ("day: 5. Januar 2024", "2024-01-05", None),
        ("DATE: 2024-01-05\ntime: 10:30", "2024-01-05", "10:30"),
        ('date: "[[2024-01-05]]"', "2024-01-05", None),
        ("date: [[2024-01-05]]", "2024-01-05", None),
        ("date: 2024-01-05 23:30:00 +0100", "2024-01-05", "23:30"),
        ("date:\ncreated: 2024-01-05", "2024-01-05", None),
        ("date: tomorrow\ncreated: 2024-01-05", "2024-01-05", None),
    ],
)
def test_the_day_in_front_matter(tmp_path: Path, front_matter: str, day: str, clock: str | None) -> None:
    (entry,) = read(notes(tmp_path, note=f"---\n{front_matter}\n---\n\nWords.\n")).document.entries
    assert (entry.date.isoformat(), entry.time and entry.time.isoformat("minutes")) == (day, clock)


def test_tags_in_front_matter(tmp_path: Path) -> None:
    folder = notes(
        tmp_path,
        a="---\ndate: 2024-01-05\nTags: [sleep, '#two words']\ncategory: Diary\n---\n\na\n",
        b="---\ndate: 2024-01-05\ntags: sleep, two words\nkeywords:\n- third\nmood: 4\n---\n\nb\n",
    )
    loaded = read(folder)
    assert [entry.tags for entry in loaded.document.entries] == [
        ("sleep", "two words", "Diary"),
        ("sleep", "two words", "third"),
    ]
    assert loaded.left_out == ("mood",)


def test_a_bad_date_falls_back_to_the_name(tmp_path: Path) -> None:
    folder = notes(
        tmp_path,
        **{
            "2024-01-05 one": "---\ndate: '{{date}}'\n---\n\none\n",
            "2024-11-10 two": "---\ndate: 10/11/2024\n---\n\ntwo\n",
            "2024-01-07": "---\nlocal_date: 0001-01-01\n---\n\nthree\n",
        },
    )
    assert days_and_titles(folder) == [("2024-01-05", "one"), ("2024-01-07", ""), ("2024-11-10", "two")]
    assert "3 notes had a date of its own that cannot be read; another one was taken." in read(folder).said


def test_a_block_of_text_keeps_its_lines() -> None:
    values, _ = parted("---\na: |\n  one\n\n  # two\n    three\nb: >\n  one\n  two\n\n  three\nc: x\n---\n")
    assert values == {"a": "one\n\n# two\n  three", "b": "one two\n\nthree", "c": "x"}


# Days in names


@pytest.mark.parametrize(
    ("name", "day", "title"),
    [
        ("2024-1-5", "2024-01-05", ""),
        ("2024_01_05", "2024-01-05", ""),
        ("20240105 A walk", "2024-01-05", "A walk"),
        ("202401051030 A walk", "2024-01-05", "A walk"),
        ("2024-01-05-a-walk", "2024-01-05", "a-walk"),
        ("2024-01-05 (Friday)", "2024-01-05", ""),
        ("25-01-2024 A walk", "2024-01-25", "A walk"),
        ("5.1.2024", "2024-01-05", ""),
        ("January 5, 2024", "2024-01-05", ""),
        ("A walk - 5th January 2024", "2024-01-05", "A walk"),
        ("Freitag, 5. Januar 2024", "2024-01-05", ""),
        ("2024/01/05", "2024-01-05", ""),
        ("2024/01-January/05 A walk", "2024-01-05", "A walk"),
        ("journal/2024/2024-01/05", "2024-01-05", ""),
        ("2024/01-05", "2024-01-05", ""),
        ("2024/01/05/A walk", "2024-01-05", "A walk"),
        ("2024-01-05_A walk/content", "2024-01-05", "A walk"),
        ("A walk 2024-01-05.textbundle/text", "2024-01-05", "A walk"),
        ("2024年1月5日", "2024-01-05", ""),
        # None of these is a day: the day of the file stands in.
        ("2024-13-45 A walk", "2026-05-28", "A walk"),
        ("1234567890 A walk", "2026-05-28", "1234567890 A walk"),
        ("Chapter 3", "2026-05-28", "Chapter 3"),
    ],
)
def test_days_in_names(tmp_path: Path, name: str, day: str, title: str) -> None:
    assert days_and_titles(notes(tmp_path, **{name: "Just words."})) == [(day, title)]


def test_all_names_decide_the_order_of_day_and_month(tmp_path: Path) -> None:
    folder = notes(tmp_path, **{"05-01-2024": "one", "27-01-2024": "two", "other": "three"})
    assert [day for day, _ in days_and_titles(folder)] == ["2024-01-05", "2024-01-27", "2026-05-28"]
    (folder / "27-01-2024.md").unlink()
    loaded = read(folder)
    assert [refused.place for refused in loaded.refused] == ["05-01-2024.md"]
    assert "--dates day-first or --dates month-first" in loaded.refused[0].why
    assert read(folder, dates="month-first").document.entries[0].date == dt.date(2024, 5, 1)
    (folder / "other.md").unlink()
    with pytest.raises(WhichDates):
        read(folder)


def test_the_day_in_a_name_comes_before_the_day_it_was_made(tmp_path: Path) -> None:
    """A daily note that was made later is about its day; the time is only that of its own day."""
    folder = notes(
        tmp_path,
        **{
            "2024-01-05": "---\ncreated: 2024-01-06 08:00\n---\n\none\n",
            "2024-01-07": "---\ndate created: 2024-01-07 08:00\n---\n\ntwo\n",
            "2024-01-08 moved": "---\ndate: 2024-01-09\n---\n\nthree\n",
        },
    )
    assert [plain(entry)[:2] for entry in read(folder).document.entries] == [
        (dt.date(2024, 1, 5), None),
        (dt.date(2024, 1, 7), dt.time(8)),
        (dt.date(2024, 1, 9), None),
    ]


# Zip files


def test_a_zipped_vault(tmp_path: Path, journal: Journal) -> None:
    with zipfile.ZipFile(tmp_path / "vault.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Vault/Daily/2024-01-05.md", "# Évening\n\nWords.")
        archive.writestr("Vault/Walks.md", "Words.")
        archive.writestr("Vault/.obsidian/app.json", "{}")
        archive.writestr("Vault/a.png", b"\x89PNG")
        archive.writestr("__MACOSX/Vault/._Walks.md", b"\0\1")
    done, said = bring(journal, tmp_path / "vault.zip")
    assert done.added == {"entries": 2}
    assert {(entry.title, entry.body) for entry in journal.entries.list()} == {
        ("Évening", "Words."),
        ("Walks", "Words."),
    }
    assert "1 note named no day: the day the file was last changed was taken." in said
    assert dict(bring(journal, tmp_path / "vault.zip")[0].added) == {}


def test_an_export_of_notion(tmp_path: Path) -> None:
    """A zip file in a zip file; the properties of a page stand between its heading and its text."""
    pages = {
        f"Journal {NOTION_ID}/After the session {NOTION_ID[::-1]}.md": (
            "# After the session\n\nCreated: January 5, 2024 10:30 AM\nTags: sleep, two words\nMood: calm\n\n"
            "Words: of the text.\n\n## Later\n\nmore\n"
        ),
        f"Journal {NOTION_ID}/A trip {NOTION_ID}.md": (
            "# A trip\n\nDate: 6. Januar 2024 → 8. Januar 2024\n\nWords.\n"
        ),
        f"Journal {NOTION_ID}.csv": "Name,Created\n",
    }
    with zipfile.ZipFile(tmp_path / "part.zip", "w") as archive:
        for name, text in pages.items():
            archive.writestr(name, text)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(tmp_path / "part.zip", "ExportBlock-Part-1.zip")
    loaded = read(tmp_path / "export.zip")
    assert sorted(map(plain, loaded.document.entries)) == [
        (
            dt.date(2024, 1, 5),
            dt.time(10, 30),
            "After the session",
            "Mood: calm\n\nWords: of the text.\n\n## Later\n\nmore\n",
            ("sleep", "two words"),
        ),
        (dt.date(2024, 1, 6), None, "A trip", "Date: 6. Januar 2024 → 8. Januar 2024\n\nWords.\n", ()),
    ]


def test_archives_in_an_archive_unpack_to_no_more_than_it_may(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "inner.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2024-01-05.md", " " * (12 << 20))
    with zipfile.ZipFile(tmp_path / "outer.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.write(tmp_path / "inner.zip", f"{number}.zip")
    loaded = read(tmp_path / "outer.zip")
    assert len(loaded.document.entries) == 1
    assert {refused.why[:40] for refused in loaded.refused} == {"This archive unpacks to more than 16 times"[:40]}


# Diaries in one file

ONE_FILE = """# 2023

## December

### 2023-12-31 23:00 The last one

Words of the year.

#### A heading of mine

more

# 2024

## January

### 2024-01-01 09:00 The first one

### 2024-01-02 10:30 Another one.
words with [2024-01-03] in them
```
### 2024-01-04 in code
```
"""


def test_the_markdown_of_jrnl_is_split_at_its_days(tmp_path: Path, journal: Journal) -> None:
    (tmp_path / "journal.md").write_text(ONE_FILE)
    done, said = bring(journal, tmp_path / "journal.md")
    assert done.added == {"entries": 3}
    assert "1 file was split into entries at the headings that begin with a day." in said
    assert sorted(map(plain, journal.entries.list())) == [
        (
            dt.date(2023, 12, 31),
            dt.time(23),
            "The last one",
            "Words of the year.\n\n#### A heading of mine\n\nmore",
            (),
        ),
        (dt.date(2024, 1, 1), dt.time(9), "The first one", "", ()),
        (
            dt.date(2024, 1, 2),
            dt.time(10, 30),
            "Another one.",
            "words with [2024-01-03] in them\n```\n### 2024-01-04 in code\n```",
            (),
        ),
    ]
    assert dict(bring(journal, tmp_path / "journal.md")[0].added) == {}


def test_a_diary_in_one_file(tmp_path: Path) -> None:
    """No word is left behind, not even those above the first day."""
    text = (
        "# Diary\n\nMine alone.\n\n## Friday, January 5, 2024\n\none\n\n## [[2024-01-06]] – A walk\n\ntwo\n\n"
        "## Lists\n\nthree\n"
    )
    (tmp_path / "diary.md").write_text(text)
    entries = read(tmp_path / "diary.md").document.entries
    assert [(entry.date.isoformat(), entry.title, entry.body) for entry in entries] == [
        ("2024-01-05", "", "# Diary\n\nMine alone.\n\none"),
        ("2024-01-06", "A walk", "two\n\n## Lists\n\nthree"),
    ]


@pytest.mark.parametrize(("name", "front_matter"), [("2024-01-05", ""), ("log", "---\ndate: 2024-01-05\n---\n\n")])
def test_a_note_with_a_day_of_its_own_stays_whole(tmp_path: Path, name: str, front_matter: str) -> None:
    text = "## 2023-12-31 last year\n\none\n\n## 2024-01-01 this year\n\ntwo\n"
    (entry,) = read(notes(tmp_path, **{name: front_matter + text})).document.entries
    assert (entry.date, entry.body) == (dt.date(2024, 1, 5), text)


def test_the_yaml_of_jrnl(tmp_path: Path, journal: Journal) -> None:
    """One file for each entry, with the text in a field that is indented by tabs."""
    (tmp_path / "2024-01-05_a-hard-hour.md").write_text(
        "---\ntitle: A hard hour: again.\ndate: 2024-01-05 10:30\nstarred: True\ntags: sleep, two_words\n"
        "body: |\t\t\n\tFirst line.\n\t\n\t### A heading\n\t    indented\n\t- point\n\t\n..."
    )
    done, said = bring(journal, tmp_path)
    assert done.added == {"entries": 1}
    (entry,) = journal.entries.list()
    assert plain(entry) == (
        dt.date(2024, 1, 5),
        dt.time(10, 30),
        "A hard hour: again.",
        "First line.\n\n### A heading\n    indented\n- point",
        ("sleep", "two_words", "starred"),
    )
    assert not [line for line in said if "left out" in line]
