"""From the first released version's file to today's, with nothing changed on the way; and what is refused."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.models import Tension
from alliance_journal.store.backup import backups
from alliance_journal.store.changes import entry_checksums, revisions
from alliance_journal.store.core.connection import connect
from alliance_journal.store.core.errors import CannotWrite, Damaged, MadeByNewer
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check
from alliance_journal.store.merge import merge_journals
from alliance_journal.store.schema import migrations, question_rewording
from alliance_journal.store.search import fts_index
from alliance_journal.store.transfer.import_document import whole
from tests.conftest import Program, mode, snapshot
from tests.hostile import SHORT
from tests.store.fixtures import make_m001
from tests.store.fixtures.later import EVERY, M002, M003, M004, M005, M006

NOBODY: Final = 65534
SAID: Final = (
    "SELECT kind, date, time, therapist_id, medium, title, body, private, deleted_at IS NOT NULL "
    "FROM entries WHERE id = 's1'",
    "SELECT tag FROM entry_tags WHERE entry_id = 's1' ORDER BY position, tag",
    "SELECT question_id, answer, words FROM answers_asked WHERE entry_id = 's1' ORDER BY question_id",
    "SELECT words FROM tensions WHERE entry_id = 's1'",
)
"""What an entry said for the version of the sixth step."""
Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(params=EVERY, ids=lambda file: file.stem)
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A journal of an older version: the first, an update cut off, before versions and excerpts or wordings."""
    folder = tmp_path / "old"
    folder.mkdir(mode=0o700)
    path = folder / "journal.db"
    shutil.copyfile(request.param, path)
    path.chmod(0o600)
    return path


def columns_of(path: Path) -> dict[str, str]:
    """The columns of every table that holds something of the client's."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "_sqlite_", "words", "text_tags", "digests", "upkeep"))
        ]
        return {
            table: ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA table_info({shown})"))
            for table, shown in ((table, seen(connection, table)) for table in tables)
        }


def seen(connection: sqlite3.Connection, table: str) -> str:
    """Return the table or view that shows the rows of a table: answers have a view since m005."""
    views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' AND name = 'answers_asked'")
    return "answers_asked" if table == "answers" and views.fetchone() else table


def everything(path: Path, columns: dict[str, str]) -> Tables:
    """All rows by SQL alone, of these columns."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(f"SELECT {listed} FROM {seen(connection, name)}"), key=repr)
            for name, listed in columns.items()
        }


def reworded(tables: Tables) -> Tables:
    """Return the same rows with the wording that questions have since the migration m007."""
    questions = []
    for id_, position, text, *others in tables["questions"]:
        assert isinstance(id_, str)
        first, second = question_rewording.REWORDED.get(id_, (text, text))
        assert text in (first, second)
        questions.append((id_, position, second, *others))
    return {**tables, "questions": sorted(questions, key=repr)}


# What an old file becomes


def steps_of(path: Path) -> list[tuple[str, str]]:
    """Return the migrations that were applied to a file."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as connection:
        return connection.execute("SELECT migration_set, name FROM _sqlite_migrations").fetchall()


def test_the_files_are_of_their_versions() -> None:
    assert steps_of(make_m001.FILE) == [(migrations.SET, make_m001.FIRST)]
    assert [name for _, name in steps_of(M002.path)] == list(migrations.KNOWN[:2])
    assert [name for _, name in steps_of(M003.path)] == list(migrations.KNOWN[:3])
    assert [name for _, name in steps_of(M004.path)] == list(migrations.KNOWN[:4])
    assert [name for _, name in steps_of(M005.path)] == list(migrations.KNOWN[:5])
    assert [name for _, name in steps_of(M006.path)] == list(migrations.KNOWN[:6])
    assert migrations.KNOWN[0] == make_m001.FIRST
    assert migrations.KNOWN[1] == M002.last
    assert migrations.KNOWN[2] == M003.last
    assert migrations.KNOWN[3] == M004.last
    assert migrations.KNOWN[4] == M005.last
    assert migrations.KNOWN[5] == M006.last
    assert len(migrations.KNOWN) > 6


def test_every_row_is_the_same(old: Path) -> None:
    columns = columns_of(old)
    before = everything(old, columns)
    assert all(before.values()), "the file has something of everything"
    Journal.open(old).close()
    assert everything(old, columns) == reworded(before)
    # And once more, with nothing left to do.
    present = snapshot(old.parent)
    Journal.open(old).close()
    assert snapshot(old.parent) == present


def test_all_of_it_is_in_the_journal(old: Path) -> None:
    with contextlib.closing(Journal.open(old)) as journal:
        document = whole(journal)
        entries = {entry.id: entry for entry in document.entries}
        (draft,) = journal.drafts.list()
        assert journal.trash.count() == 1
        assert journal.brief_choices.included("ada") == {"good warmth": False}
        assert journal.brief_choices.included() == {"topic t1": True}
        with journal.transaction():
            database_of(journal).connection.execute("UPDATE entries SET deleted_at = NULL WHERE id = 'gone'")
        (gone,) = (entry for entry in journal.entries.list() if entry.id == "gone")
    assert {key: entries[key].body for key in entries} == {
        row[0]: row[7] for row in make_m001.ENTRIES if row[0] != "gone"
    }
    assert [entries[f"hostile{place:02}"].body for place in range(len(SHORT))] == list(SHORT)
    assert (gone.title, gone.body, gone.tags) == ("Thrown away", "Only in the trash.", ("moving",))
    assert [given.words for given in gone.answers] == ["in the trash"]
    first, second = entries["s1"], entries["s2"]
    assert (first.date, first.time, first.therapist_id, first.medium) == (
        dt.date(2026, 4, 2),
        dt.time(17, 30),
        "ada",
        "in person",
    )
    assert first.tags == ("moving", "悲しい [/felt]")
    assert (first.tension, second.tension) == (Tension("I felt hurried.", "s2"), Tension())
    assert {question: given.answer for question, given in first.answers_by_question.items()} == {
        "share": Answer.MOSTLY,
        "heard": Answer.DID_NOT_COME_UP,
    }
    assert [given.words for given in second.answers] == ["she [looked] away; 'x'"]
    assert (draft.entry_id, draft.body, draft.base) == ("s2", "A long silence. And then", second.body)
    assert {topic.id: (topic.text, topic.state, topic.included) for topic in document.topics} == {
        "t1": ("the silence", "open", True),
        "t2": ("money [red", "brought", False),
        # It came from what is in the trash, so nobody knows on whose page it goes.
        "t3": ("what I let go", "let go", False),
    }
    assert [(task.text, task.state, task.agreed_in) for task in document.tasks] == [
        ("write a letter", "tried", "s1")
    ]
    assert [[mark.mark for mark in goal.marks] for goal in document.goals] == [[3, 10]]
    assert len(document.appointments) == 2
    assert [therapist.name for therapist in document.therapists] == ["Ada", "Zoe\u0308 [/b]"]
    assert [question.id for question in document.questions if not question.asked] == ["heard", "disagree"]


def test_the_draft_is_offered_and_can_be_gone_on_with(old: Path) -> None:
    with contextlib.closing(Journal.open(old)) as journal:
        (draft,) = journal.drafts.list()
        journal.drafts.take_over(draft)
        assert not journal.entries.save_text(draft.entry_id, draft.body, draft.base).is_new_entry
        assert journal.drafts.list() == ()
        assert journal.entries.get("s2").body == draft.body


def test_what_the_new_version_needs_is_there(old: Path) -> None:
    with contextlib.closing(Journal.open(old)) as journal:
        connection = database_of(journal).connection
        assert migrations.applied(connection, old) == migrations.KNOWN
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA locking_mode").fetchone() == ("normal",)
        assert fts_index.missing_triggers(connection) == []
        assert fts_index.are_whole(connection)
        assert list(entry_checksums.differing(connection)) == []
        assert connection.execute("SELECT count(*) FROM digests").fetchone() == (len(make_m001.ENTRIES),)
        indexes = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
        assert {"entries_by_date", "topics_by_entry"} <= indexes
        assert [line.id for line in journal.entries.lines("tram")] == ["note"]
        added = journal.entries.add("between", dt.date(2026, 5, 28), body="found at once")
        assert fts_index.are_whole(connection)
        assert connection.execute("SELECT count(*) FROM words WHERE words MATCH 'found'").fetchone() == (1,)
        journal.trash.put(added.id)


def test_a_backup_from_before(old: Path) -> None:
    columns, steps = columns_of(old), steps_of(old)
    before = everything(old, columns)
    Journal.open(old).close()
    (backup,) = backups.listed(old)
    assert (backup.why, mode(backup.path), mode(backup.path.parent)) == ("before-update", 0o600, 0o700)
    backups.verify(backup.path, None)
    assert columns_of(backup.path) == columns
    assert everything(backup.path, columns) == before
    assert steps_of(backup.path) == steps
    # It can be gone back to, and is then brought up to date in its turn.
    with contextlib.closing(Journal.open(backup.path)) as again, contextlib.closing(Journal.open(old)) as journal:
        assert whole(again) == whole(journal)


def test_questions_of_our_own_are_reworded_and_another_programs_stay(old: Path) -> None:
    with contextlib.closing(sqlite3.connect(old)) as other, other:
        other.execute("UPDATE questions SET text = text || ' ' WHERE id = 'warmth'")
        (changed,) = other.execute("SELECT text FROM questions WHERE id = 'warmth'").fetchone()
        other.execute("UPDATE questions SET text = 'Is there warmth?', asked = 0 WHERE id = 'clear'")
        other.execute("INSERT INTO questions VALUES ('own', 99, 'Do I laugh?', 'warmth', 'added', 1)")
    with contextlib.closing(Journal.open(old)) as journal:
        now = {question.id: question for question in journal.questions.list()}
        answers = {given.asked_as for entry in journal.entries.list() for given in entry.answers}
    theirs = {
        "warmth": (changed, True),
        "clear": ("Is there warmth?", False),
        "own": ("Do I laugh?", True),
    }
    assert {id_: (now[id_].text, now[id_].asked) for id_ in theirs} == theirs
    ours = [question for question in QUESTIONS if question.id not in theirs]
    assert [(now[q.id].text, now[q.id].source) for q in ours] == [(q.text, q.source) for q in ours]
    assert not now["heard"].asked, "it was turned off, and stays so"
    # What was answered keeps the wording it was asked in.
    assert answers <= {"", "Is this therapist make me comfortable?", "Was there warmth?"}


def test_the_second_wording_is_that_of_the_checklist() -> None:
    assert {id_: second for id_, (_, second) in question_rewording.REWORDED.items()} == {
        question.id: question.text for question in QUESTIONS if question.id != "disagree"
    }


def test_two_copies_updated_apart_agree_who_turned_a_question_off(tmp_path: Path) -> None:
    """One copy turned a question off before the update, with the revision id of that version."""
    mine, theirs = tmp_path / "mine.db", tmp_path / "theirs.db"
    for path in (mine, theirs):
        shutil.copyfile(M006.path, path)
        path.chmod(0o600)
    with contextlib.closing(connect(theirs)) as other:
        # These are the tables of the sixth step, which turning a question off knows as they are now.
        before = revisions.digest(other, "questions", "silence")
        other.execute("UPDATE questions SET asked = 0 WHERE id = 'silence'")
        now = revisions.digest(other, "questions", "silence")
        stamp = "2026-07-02T08:00:00.000+00:00"
        revisions.record_change(other, "questions", "silence", before, now, lambda: stamp)
    with contextlib.closing(Journal.open(mine)) as journal:
        done = merge_journals.merge_file(journal, theirs, None).done
        assert (done.newer["questions"], done.joined["questions"], done.both["questions"]) == (1, 0, 0)
        assert not journal.questions.asked()["silence"]
        assert journal.questions.list()[8].text == QUESTIONS[8].text
        # Taken over once, it is known; and what is turned on here is not turned off again.
        assert merge_journals.merge_file(journal, theirs, None).done.is_nothing
        journal.questions.set_asked("silence", True)
        merge_journals.merge_file(journal, theirs, None)
        assert journal.questions.asked()["silence"]


@pytest.mark.parametrize("old", EVERY[-1:], indirect=True, ids=lambda file: file.stem)
def test_what_an_entry_with_tension_says_is_the_same(old: Path) -> None:
    """Its digests are those of before there was an outcome, until it has one."""

    def kept() -> list[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(old)) as connection:
            return connection.execute("SELECT number, sha256 FROM digests ORDER BY number").fetchall()

    before = kept()
    with contextlib.closing(sqlite3.connect(old)) as connection:
        said = hashlib.sha256(json.dumps([connection.execute(sql).fetchall() for sql in SAID]).encode())
    with contextlib.closing(Journal.open(old)) as journal:
        found = revisions.digest(database_of(journal).connection, "entries", "s1")
        assert found is not None
        assert found.content_hash == said.hexdigest()
        assert kept() == before
        assert list(entry_checksums.differing(database_of(journal).connection)) == []
        journal.tensions.set_outcome("s1", "slower since")
        changed = revisions.digest(database_of(journal).connection, "entries", "s1")
        assert changed is not None
        assert changed.content_hash != found.content_hash
        assert len(set(kept()) - set(before)) == 1
        assert list(entry_checksums.differing(database_of(journal).connection)) == []
        journal.tensions.set_outcome("s1", "")
        assert revisions.digest(database_of(journal).connection, "entries", "s1") == found
        assert kept() == before


def test_answers_to_an_entry_that_is_not_there(tmp_path: Path) -> None:
    """Another program took an entry away alone: its answers keep their words, and what looks at the file tells."""
    path = tmp_path / "old.db"
    shutil.copyfile(M005.path, path)
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        words = other.execute("SELECT words FROM answers WHERE entry_id = 's2'").fetchall()
        other.execute("DELETE FROM entries WHERE id = 's2'")
    with contextlib.closing(connect(path)) as connection:
        with pytest.raises(Damaged, match="points at what is not there"):
            migrations.bring_up_to_date(connection, path)
        assert connection.execute("SELECT words FROM answers WHERE number < 0").fetchall() == words != []
        left = connection.execute("SELECT entry_id, question_id FROM answers_asked ORDER BY 1, 2").fetchall()
        assert left == [("call", "warmth"), ("gone", "share"), ("s1", "heard"), ("s1", "share")]


@pytest.mark.parametrize(
    "changed", ["CREATE VIEW mine AS SELECT entry_id, answer FROM answers", "DROP VIEW answers_by_session"]
)
@pytest.mark.parametrize("old", EVERY[-1:], indirect=True, ids=lambda file: file.stem)
def test_views_another_program_made_or_took_away(old: Path, changed: str) -> None:
    with contextlib.closing(sqlite3.connect(old)) as connection, connection:
        connection.execute(changed)
    columns = columns_of(old)
    before = everything(old, columns)
    Journal.open(old).close()
    assert everything(old, columns) == reworded(before)


def test_no_backup_no_update(old: Path) -> None:
    backup_folder = old.parent / "backups"
    backup_folder.write_text("in the way")
    before = snapshot(old.parent)
    with pytest.raises(CannotWrite, match="No backup could be made"):
        Journal.open(old)
    assert snapshot(old.parent) == before


def test_a_check_of_an_old_file_changes_nothing(old: Path) -> None:
    before = snapshot(old.parent)
    found = check.look(old, None, dt.datetime(2026, 5, 28, tzinfo=dt.UTC))
    assert [finding.sentence for finding in found if "older version" in finding.sentence]
    assert snapshot(old.parent) == before


# What is refused


@pytest.fixture
def newer(old: Path) -> Path:
    """A file that a version yet to come has brought up to date."""
    Journal.open(old).close()
    with contextlib.closing(sqlite3.connect(old)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'm999_later', '')",
            (migrations.SET,),
        )
        connection.execute("ALTER TABLE entries ADD COLUMN mood TEXT")
    return old


def test_a_newer_file_is_refused_by_the_store(newer: Path) -> None:
    before = snapshot(newer.parent)
    with pytest.raises(MadeByNewer):
        Journal.open(newer)
    with pytest.raises(MadeByNewer):
        check.look(newer, None, dt.datetime(2026, 5, 28, tzinfo=dt.UTC))
    assert snapshot(newer.parent) == before


@pytest.mark.parametrize("command", [("list",), ("add", "words"), ("trends",), ("brief",)])
def test_a_newer_file_is_refused_by_the_command_line(newer: Path, program: Program, command: tuple[str]) -> None:
    program.file = newer
    before = snapshot(newer.parent)
    ran = program(*command)
    assert ran.code == 1
    assert "newer version" in ran.sentence()
    assert snapshot(newer.parent) == before


@contextlib.contextmanager
def bound_by_permissions(folder: Path) -> Iterator[None]:
    """As somebody who may only do what permissions say; root may do everything."""
    if os.getuid() != 0:
        yield
        return
    for above in folder.parents:
        if above.stat().st_uid == 0:
            above.chmod(mode(above) | stat.S_IXGRP | stat.S_IXOTH)
    for one in (folder, *folder.iterdir()):
        os.chown(one, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="needs another account to be")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_an_old_file_that_can_only_be_read(old: Path, what: str) -> None:
    if what == "file":
        old.chmod(0o400)
    else:
        old.parent.chmod(0o500)
    before = snapshot(old.parent)
    with bound_by_permissions(old.parent), pytest.raises(CannotWrite, match="can only be read"):
        Journal.open(old)
    assert snapshot(old.parent) == before
