"""Number of SQL statements that everyday writes cost, however long the history of a record is."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.models import Entry
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.journal import Journal, database_of
from tests.pages.driving import driving
from tests.store.staging import DAY

MOST_FOR_AN_ANSWER: Final = 12
SAVES: Final = 400


@contextlib.contextmanager
def statements(journal: Journal) -> Iterator[list[str]]:
    """The statements that run meanwhile, without those of the full-text index on its own tables (`-- ...`)."""
    found: list[str] = []
    connection = database_of(journal).connection
    connection.set_trace_callback(lambda sql: None if sql.startswith("--") else found.append(sql))
    try:
        yield found
    finally:
        connection.set_trace_callback(None)


@pytest.fixture
def session(journal: Journal) -> Entry:
    therapist = journal.therapists.add("Zoë")
    return journal.entries.add("session", DAY, therapist_id=therapist.id, body="a text with a #tag")


def cost_of_answer(journal: Journal, session: Entry, question: str, answer: Answer) -> int:
    with statements(journal) as found:
        journal.answers.set(session.id, question, answer)
    return len(found)


def test_an_answer_costs_few_statements(journal: Journal, session: Entry) -> None:
    costs = [
        cost_of_answer(journal, session, question.id, answer)
        for question in QUESTIONS
        for answer in (Answer.NO, Answer.FULLY)
    ]
    assert max(costs) <= MOST_FOR_AN_ANSWER
    assert len(set(costs)) == 1


def test_an_answer_to_a_session_with_comments_costs_the_same(journal: Journal, session: Entry) -> None:
    plain = cost_of_answer(journal, session, "warmth", Answer.NO)
    journal.answers.set_comment(session.id, "warmth", "in words")
    journal.tensions.set(session.id, "tense")
    journal.tensions.set_outcome(session.id, "better")
    assert cost_of_answer(journal, session, "warmth", Answer.FULLY) == plain
    (given,) = journal.entries.get(session.id).answers
    assert (given.answer, given.words) == (Answer.FULLY, "in words")


async def test_an_answer_key_costs_few_statements(tmp_path: Path) -> None:
    """From the first statement of the transaction to its commit."""
    with contextlib.closing(Journal.begin(tmp_path / "journal.db")) as journal:
        entry = journal.entries.add("session", DAY)
        async with driving(journal, keys=("f3",)) as driven:
            with statements(journal) as found:
                await driven.press("3")
        assert len(journal.entries.get(entry.id).answers) == 1
    begun, ended = found.index("BEGIN IMMEDIATE"), found.index("COMMIT")
    assert found.count("COMMIT") == 1
    assert ended - begun + 1 <= MOST_FOR_AN_ANSWER


def test_the_last_of_many_saves_costs_as_much_as_the_first(journal: Journal, session: Entry) -> None:
    costs, text = [], session.body
    for number in range(SAVES):
        with statements(journal) as found:
            journal.entries.save_text(session.id, f"a text with a #tag, {number}", text)
        text = f"a text with a #tag, {number}"
        costs.append(len(found))
    assert len(set(costs)) == 1
    connection = database_of(journal).connection
    states = dict(
        connection.execute(
            "SELECT state, count(*) FROM revisions WHERE what = 'entries' AND id = ? GROUP BY state", (session.id,)
        ).fetchall()
    )
    assert states == {"now": 1, "past": SAVES}
    assert list(entry_checksums.differing(connection)) == []


def test_a_save_writes_no_earlier_revision_again(journal: Journal, session: Entry) -> None:
    for number in range(5):
        journal.answers.set(session.id, QUESTIONS[number].id, Answer.NO)
    sql = "SELECT revision, at FROM revisions WHERE id = ?"
    before = set(database_of(journal).connection.execute(sql, (session.id,)).fetchall())
    changed = database_of(journal).connection.total_changes
    journal.answers.set(session.id, QUESTIONS[5].id, Answer.NO)
    after = set(database_of(journal).connection.execute(sql, (session.id,)).fetchall())
    assert before < after
    # The wording, the answer, the revision that was the latest, the new one, the checksum, the number of changes.
    assert database_of(journal).connection.total_changes - changed == 6
