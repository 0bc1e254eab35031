"""CSV: export without cells that a spreadsheet runs, and import of our own tables and those of other programs."""

import contextlib
import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import (
    Document,
    Entry,
    GivenAnswer,
    Goal,
    GoalMark,
    Task,
    Tension,
    Therapist,
    Topic,
)
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.exchange.csv.dialect import guarded, joined, parted, unguarded
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import Clock, mode
from tests.exchange.documents import hostile_document
from tests.exchange.files import bring, give, plain, read, refusal
from tests.hostile import SHORT

DAY = dt.date(2026, 5, 28)


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_the_tables(tmp_path: Path, journal: Journal) -> None:
    answers = (GivenAnswer("share", Answer.FULLY, "=warm"), GivenAnswer("warmth", Answer.NOT_SURE))
    entry = Entry("e", "session", DAY, dt.time(17, 30), "z", "video", "-Title", "+a\nb", ("a", "b;c"), True)
    document = Document(
        therapists=(Therapist("z", "Zoë"),),
        entries=(entry._replace(answers=answers, tension=Tension("cold", "e", "=closer")),),
        topics=(Topic("t", "@topic", "e", "brought", False, 3, "g"),),
        tasks=(Task("k", "task", "why", "e", "did", "note"),),
        goals=(Goal("g", "goal", "how", "open", (GoalMark(DAY, 6), GoalMark(DAY, 0))),),
    )
    import_into(journal, document)
    folder = give(journal, tmp_path / "out", "csv")
    assert mode(folder) == 0o700
    assert {file.name: mode(file) for file in folder.iterdir()} == dict.fromkeys(
        ("entries.csv", "answers.csv", "tensions.csv", "topics.csv", "tasks.csv", "goals.csv"), 0o600
    )
    data = (folder / "entries.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfentry_id,kind,date,time,therapist,medium,title,tags,private,body\r\n")
    assert rows(folder / "entries.csv")[1] == [
        *("e", "session", "2026-05-28", "17:30", "Zoë", "video", "'-Title", "a;b\\;c", "1", "'+a\nb"),
    ]
    assert rows(folder / "answers.csv") == [
        ["entry_id", "date", "therapist", "question", "element", "answer", "score", "words"],
        ["e", "2026-05-28", "Zoë", "share", "trust", "fully", "3", "'=warm"],
        ["e", "2026-05-28", "Zoë", "warmth", "warmth", "not sure", "", ""],
    ]
    assert rows(folder / "tensions.csv") == [
        ["entry_id", "date", "therapist", "words", "talked_through_in", "outcome"],
        ["e", "2026-05-28", "Zoë", "cold", "e", "'=closer"],
    ]
    assert rows(folder / "topics.csv")[1] == ["t", "'@topic", "e", "brought", "0", "3", "g"]
    assert rows(folder / "tasks.csv")[1] == ["k", "task", "why", "e", "did", "note", "1"]
    assert rows(folder / "goals.csv")[1] == ["g", "goal", "how", "open", "2026-05-28=6;2026-05-28=0"]
    raw = give(journal, tmp_path / "raw", "csv", raw=True)
    assert rows(raw / "entries.csv")[1][6:] == ["-Title", "a;b\\;c", "1", "+a\nb"]


def test_export_and_import_into_a_new_journal(tmp_path: Path, journal: Journal, clock: Clock) -> None:
    import_into(journal, sample(DAY))
    import_into(journal, hostile_document())
    folder = give(journal, tmp_path / "out", "csv")
    done, _ = bring(journal, folder)
    assert (dict(done.added), done.different) == ({}, [])
    other = Journal.in_memory(clock)
    done, said = bring(other, folder)
    before, after = whole(journal), whole(other)
    assert [plain(e) for e in sorted(after.entries, key=lambda e: e.id)] == [
        plain(e) for e in sorted(before.entries, key=lambda e: e.id)
    ]
    names = {t.id: t.name for t in before.therapists}, {t.id: t.name for t in after.therapists}
    by_id = {entry.id: entry for entry in after.entries}
    for entry in before.entries:
        found = by_id[entry.id]
        assert (found.kind, found.medium, found.private) == (entry.kind, entry.medium, entry.private)
        assert found.tension == entry.tension
        assert names[1].get(found.therapist_id or "") == names[0].get(entry.therapist_id or "")
        # The tables lack the wording of the question, and today's is not assumed.
        assert [(a.question, a.answer, a.words, a.asked_as) for a in found.answers] == [
            (a.question, a.answer, a.words, "") for a in entry.answers
        ]
    assert (after.topics, after.tasks, after.goals) == (before.topics, before.tasks, before.goals)
    assert "Not taken over" not in " ".join(said)
    other.close()


def test_tables_of_a_version_without_tensions(tmp_path: Path, journal: Journal, clock: Clock) -> None:
    import_into(journal, Document(entries=(Entry("e", "session", DAY, tension=Tension("cold", "e", "closer")),)))
    folder = give(journal, tmp_path / "out", "csv")
    (folder / "tensions.csv").unlink()
    done, _ = bring(journal, folder)
    assert (dict(done.already_there), done.different) == ({"entries": 1}, [])
    assert journal.entries.get("e").tension == Tension("cold", "e", "closer")
    with contextlib.closing(Journal.in_memory(clock)) as other:
        bring(other, folder)
        assert other.entries.get("e").tension is None


def test_rows_of_tensions_that_cannot_be_imported(tmp_path: Path, journal: Journal) -> None:
    (tmp_path / "entries.csv").write_text("entry_id,kind,date,body\ne,session,2026-05-28,words\n")
    (tmp_path / "tensions.csv").write_text(
        "entry_id,words,talked_through_in,outcome\ne,cold,nowhere,closer\ne,warm,,\nf,cold,,\n"
    )
    loaded = read(tmp_path)
    assert [(refused.place, refused.why) for refused in loaded.refused] == [
        ("tensions.csv, line 3", "tension stands here twice for one entry"),
        ("tensions.csv, line 4", "no entry of this import has this id"),
    ]
    import_into(journal, loaded)
    assert journal.entries.get("e").tension == Tension("cold", None, "closer")


def test_another_outcome_is_named_as_different(tmp_path: Path, journal: Journal) -> None:
    import_into(journal, Document(entries=(Entry("e", "session", DAY, tension=Tension("cold", "e", "closer")),)))
    folder = give(journal, tmp_path / "out", "csv")
    journal.tensions.set_outcome("e", "closer than before")
    assert bring(journal, folder)[0].different == [("entries", "e")]


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8) | st.sampled_from(SHORT)
)
def test_a_guard_is_removed_on_import(text: str) -> None:
    for cell in (text, f"'{text}", f"=\t{text}", f"''@{text}", f" \n\u3000={text}", f"' ={text}", f"\n{text}"):
        assert unguarded(guarded(cell)) == cell
        assert guarded(cell)[:1] not in ("\t", "\r", "\n")
        assert guarded(cell).lstrip()[:1] not in tuple("=+-@\uff1d\uff0b\uff0d\uff20")
    filled = [part for part in (text, text + "\\", text + ";") if part]
    assert parted(joined(filled)) == filled


RUN = (
    "=1+1",
    "\n=1+1",
    " =1",
    "\u00a0+1",
    " \t -1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\nwords",
    "'=1",
)


@pytest.mark.parametrize("cell", RUN)
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(tmp_path: Path, journal: Journal, cell: str) -> None:
    """The import removes the guard."""
    journal.entries.add("between", DAY, title=cell, body=cell)
    folder = give(journal, tmp_path / "out", "csv")
    row = rows(folder / "entries.csv")[1]
    assert row[6] == row[9] == f"'{cell}"
    assert [(entry.title, entry.body) for entry in read(folder).document.entries] == [(cell, cell)]
    assert bring(journal, folder)[0].different == []


@pytest.mark.parametrize("cell", ["9" * 5_000, "-1", "1" * 20, "x", "1.5"])
def test_an_invalid_number(tmp_path: Path, cell: str) -> None:
    (tmp_path / "entries.csv").write_text("entry_id,kind,date,body\na,session,2026-05-28,x\n")
    (tmp_path / "topics.csv").write_text(f"topic_id,text,position\nt,words,{cell}\n")
    refused = read(tmp_path).refused
    assert [one.why for one in refused] == ["a whole number from 0 to 2147483648 was expected"]


OTHERS = "Datum;Titel;Text;Mood\r\n28.05.2026;Der Spaziergang;Es war gut.;7\r\n29.05.2026;;Zweite Notiz — ä;\r\n"


@pytest.mark.parametrize(
    "data",
    [
        OTHERS.encode(),
        OTHERS.encode("utf-8-sig"),
        OTHERS.encode("utf-16"),
        OTHERS.encode("utf-16-le"),
        OTHERS.replace(";", "\t").encode("utf-16"),
        OTHERS.replace(";", ",").encode(),
        OTHERS.encode("cp1252"),
        b"sep=;\r\n" + OTHERS.encode(),
    ],
    ids=["utf8", "utf8 with mark", "utf16", "utf16 without mark", "Excel's unicode text", "comma", "cp1252", "sep"],
)
def test_a_table_of_another_program(tmp_path: Path, journal: Journal, data: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    done, said = bring(journal, tmp_path / "t.csv")
    assert done.added == {"entries": 2}
    assert [(entry.date, entry.title, entry.body) for entry in journal.entries.list()] == [
        (DAY, "Der Spaziergang", "Es war gut."),
        (DAY + dt.timedelta(1), "", "Zweite Notiz — ä"),
    ]
    assert said[-1] == "Not known here, and left out: Mood."
    assert any("Windows 1252" in line for line in said) == (data == OTHERS.encode("cp1252"))
    assert dict(bring(journal, tmp_path / "t.csv")[0].added) == {}


def test_latin_1(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("date,text\n2026-05-28,süß\n".encode("latin-1"))
    loaded = read(tmp_path / "t.csv")
    assert loaded.document.entries[0].body == "süß"
    assert "Western European" in loaded.said[0]


def test_rows_that_cannot_be_imported(tmp_path: Path, journal: Journal) -> None:
    (tmp_path / "t.csv").write_text(
        'entry_id,kind,date,body\na,session,2026-05-28,"two\nlines"\nb,session,0001-01-01,x\nc,dream,2026-05-28,x\n'
        "a,session,2026-05-28,other words\nd,between,2026-05-28,x,one,more\ne,between,2026-05-28,kept\n"
    )
    done, said = bring(journal, tmp_path / "t.csv")
    assert done.added == {"entries": 2}
    assert said[1:6] == [
        "Not taken over: 4.",
        "  t.csv, line 4: the year 1 is not between 1900 and 2199",
        "  t.csv, line 5: kind is none of session, consultation, between, letter",
        "  t.csv, line 6: its id is that of t.csv, line 2, with other words",
        "  t.csv, line 7: it has more cells than the table has columns",
    ]
    (tmp_path / "t.csv").write_text("entry_id,kind,date,body\na,session,2026-05-28,changed since\n")
    done, said = bring(journal, tmp_path / "t.csv")
    assert done.different == [("entries", "a")]
    assert said[2].endswith("was not taken over: t.csv, line 2.")


def test_answers_without_an_entry_or_with_a_wrong_value(tmp_path: Path) -> None:
    (tmp_path / "entries.csv").write_text("entry_id,kind,date,body\na,session,2026-05-28,x\n")
    (tmp_path / "answers.csv").write_text(
        "entry_id,question,element,answer\na,share,trust,fully\na,share,trust,no\nb,share,trust,no\na,warmth,,8\n"
        "a,laugh,warmth,mostly\na,heard,listening,\n"
    )
    loaded = read(tmp_path)
    assert [(one.place, one.why) for one in loaded.refused] == [
        ("answers.csv, line 3", "this question is answered twice"),
        ("answers.csv, line 4", "no entry of this import has this id"),
        ("answers.csv, line 5", "answer is none of no, partly, mostly, fully, not sure, did not come up"),
    ]
    assert [given.question for given in loaded.document.entries[0].answers] == ["share", "laugh"]
    assert loaded.document.questions[0].text == "laugh"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "t.csv is empty."),
        (b"one,two\n1,2\n", "t.csv lacks a column called date, and one called text"),
        (b'date,text\n2026-05-28,"open\n', "t.csv, line 2: a quotation mark is missing or one too many."),
        (b"date,text\n10/11/2026,x\n", "Dates in this file can be read in two ways"),
        (b"date,text\n\x00\x01\x02\x03", "t.csv is not text"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    assert said in refusal(tmp_path / "t.csv", "csv")


def test_a_link_within_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("date,text\n2026-05-28,x\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/entries.csv").symlink_to(tmp_path / "real.csv")
    assert refusal(tmp_path / "out") == "entries.csv is a link to another place, which is not followed."
    assert len(read(tmp_path / "out/entries.csv").document.entries) == 1


def test_delimiters_within_quotes_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('date;text;"what, when, where, how"\n2026-05-28;some words;x\n')
    (entry,) = read(tmp_path / "t.csv").document.entries
    assert entry.date == DAY
    assert entry.body.startswith("some words")
