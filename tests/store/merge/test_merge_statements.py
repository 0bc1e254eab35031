"""The work of a merge: it depends on what differs between two copies, not on the length of the journal."""

import contextlib
import datetime as dt
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import Document, Entry, GivenAnswer, Goal, GoalMark, Task, Tension, Topic
from alliance_journal.store.core.sqlite_driver import driver
from alliance_journal.store.journal import Journal
from alliance_journal.store.merge.merge_journals import merge_file
from alliance_journal.store.schema import known_schemas
from alliance_journal.store.transfer.import_document import import_into
from tests.conftest import Clock
from tests.store.staging import DAY

ENTRIES: Final = 350
MOST: Final = 1_000


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every SQL statement that any connection executes from now on, also those that SQLite makes by itself."""
    # The schemas of all versions are built once in each process.
    known_schemas.versions()
    found: list[str] = []
    connect = driver.connect

    def traced(*args: Any, **options: Any) -> Any:
        connection = connect(*args, **options)
        connection.set_trace_callback(found.append)
        return connection

    monkeypatch.setattr(driver, "connect", traced)
    return found


def own(statements: list[str]) -> int:
    """Return the number of statements that are not steps of another one; a larger search index needs more steps."""
    return sum(not sql.startswith("--") for sql in statements)


def document(entries: int) -> Document:
    """Sessions with answers, tags and tensions, and records of other kinds that come from them."""
    return Document(
        entries=tuple(
            Entry(
                f"entry {number}",
                "session",
                DAY - dt.timedelta(days=number),
                title=f"Session {number}",
                body=f"Words of session {number}, with #tag{number % 7}.",
                tags=(f"tag {number % 5}",),
                tension=Tension("too fast") if number % 10 == 0 else None,
                answers=(GivenAnswer("warmth", Answer.FULLY), GivenAnswer("share", Answer.PARTLY, "a comment")),
            )
            for number in range(entries)
        ),
        topics=tuple(Topic(f"topic {n}", f"topic {n}", f"entry {n}") for n in range(0, entries, 5)),
        tasks=tuple(Task(f"task {n}", f"homework {n}", agreed_in=f"entry {n}") for n in range(0, entries, 7)),
        goals=(Goal("goal", "a goal", marks=(GoalMark(DAY, 3), GoalMark(DAY + dt.timedelta(1), 4))),),
    )


def two_copies(tmp_path: Path, clock: Clock, entries: int) -> tuple[Path, Path]:
    """Two copies of one journal, in which a few texts were written again on a later day."""
    mine, theirs = tmp_path / "a" / "journal.db", tmp_path / "b" / "journal.db"
    for path in (mine, theirs):
        path.parent.mkdir(parents=True)
    with contextlib.closing(Journal.begin(mine, clock)) as journal:
        import_into(journal, document(entries))
        clock.now += dt.timedelta(days=1)
        for entry in journal.entries.list():
            if int(entry.id.split()[1]) % 4 == 0:
                journal.entries.save_text(entry.id, f"{entry.body} Written again.", entry.body)
    shutil.copyfile(mine, theirs)
    return mine, theirs


def test_a_new_entry_in_a_long_journal(tmp_path: Path, clock: Clock, statements: list[str]) -> None:
    mine, theirs = two_copies(tmp_path, clock, ENTRIES)
    with contextlib.closing(Journal.open(theirs, clock)) as other:
        other.entries.add("between", DAY, body="Only in the other copy.")
    statements.clear()
    with contextlib.closing(Journal.open(mine, clock)) as journal:
        taken = merge_file(journal, theirs, None)
        number = len(statements)
        assert taken.done.added == {"entries": 1}
        assert taken.backup is not None
        assert len(journal.entries.list()) == ENTRIES + 1
    assert number <= MOST


def test_nothing_to_exchange(tmp_path: Path, clock: Clock, statements: list[str]) -> None:
    counted = []
    for entries in (35, ENTRIES):
        mine, theirs = two_copies(tmp_path / str(entries), clock, entries)
        before = mine.read_bytes()
        statements.clear()
        with contextlib.closing(Journal.open(mine, clock)) as journal:
            assert merge_file(journal, theirs, None).done.is_nothing
            counted.append(own(statements))
        assert mine.read_bytes() == before
        assert [path.name for path in mine.parent.iterdir()] == ["journal.db"]
    short, long = counted
    assert long == short


def test_what_is_written_does_not_grow_with_what_is_there(
    tmp_path: Path, clock: Clock, statements: list[str]
) -> None:
    """A few changes in a short and in a long journal take the same number of statements."""
    counted = []
    for entries in (35, ENTRIES):
        mine, theirs = two_copies(tmp_path / str(entries), clock, entries)
        with contextlib.closing(Journal.open(theirs, clock)) as other:
            other.entries.save_text("entry 3", "Another text.", other.entries.get("entry 3").body)
            other.answers.set("entry 6", "warmth", Answer.NO)
            other.topics.change_text("topic 5", "another topic")
        statements.clear()
        with contextlib.closing(Journal.open(mine, clock)) as journal:
            assert merge_file(journal, theirs, None).done.newer == {"entries": 2, "topics": 1}
            counted.append(own(statements))
    short, long = counted
    assert long == short
