"""Every verb of the journal against a real file, looked at again by opening the file anew."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import OPTIONAL_QUESTIONS, QUESTION, QUESTIONS
from alliance_journal.domain.models import (
    AnswerChange,
    Appointment,
    Entry,
    EntryKind,
    GivenAnswer,
    Goal,
    GoalMark,
    Task,
    Tension,
    Therapist,
)
from alliance_journal.domain.search.query import parse
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core import rows, sqlite_driver
from alliance_journal.store.core.errors import Busy, JournalError, NoJournal, NotFound, NotPossible
from alliance_journal.store.entries.entries import EntryFilter
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import whole
from tests.conftest import BEGINNING, Clock, snapshot
from tests.hostile import HOSTILE, SHORT, UNUSABLE, named, steers
from tests.whole import number_sessions, sessions_with

DAY = dt.date(2026, 5, 28)
WEEK = dt.timedelta(weeks=1)


@contextlib.contextmanager
def reopened(journal: Journal) -> Iterator[Journal]:
    """Open the same file a second time; its content is read from the disk."""
    assert journal.path
    with contextlib.closing(Journal.open(journal.path, database_of(journal)._clock)) as other:
        yield other


def note(journal: Journal, body: str = "a note", **more: Any) -> Entry:
    return journal.entries.add(more.pop("kind", "between"), more.pop("day", DAY), body=body, **more)


# Opening and beginning


def test_open_says_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoJournal, match=r"Open the app to begin one, or name another file with --file PATH\."):
        Journal.open(tmp_path / "journal.db")
    assert list(tmp_path.iterdir()) == []


def test_begin_makes_a_journal_with_the_questions(tmp_path: Path) -> None:
    Journal.begin(tmp_path / "journal.db").close()
    with contextlib.closing(Journal.open(tmp_path / "journal.db")) as journal:
        assert [question.id for question in journal.questions.list()] == [question.id for question in QUESTIONS]
        assert [question.text for question in journal.questions.list()] == [question.text for question in QUESTIONS]
        assert [
            *journal.entries.list(),
            *journal.therapists.list(),
            *journal.topics.list(),
            *journal.appointments.list(),
        ] == []
        assert not journal.is_example


def test_in_memory_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with contextlib.closing(Journal.in_memory()) as journal:
        assert journal.is_example
        note(journal)
        assert len(journal.entries.list()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_closed_journal_says_so_calmly(journal: Journal) -> None:
    journal.close()
    with pytest.raises(JournalError):
        journal.entries.list()


def test_stamp_is_utc(journal: Journal) -> None:
    database_of(journal)._clock = lambda: dt.datetime(2026, 1, 2, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert database_of(journal).stamp() == "2026-01-01T23:30:00.000+00:00"


# One transaction each


class Unforeseen(Exception):
    """Something goes wrong in the middle."""


def test_a_transaction_that_raises_leaves_nothing(journal: Journal) -> None:
    kept = note(journal)

    def half_a_verb() -> None:
        with journal.transaction():
            journal.therapists.insert(Therapist("t", "Zoë"))
            journal.entries.insert(kept._replace(id="other"))
            database_of(journal).connection.execute("DELETE FROM entries WHERE id = ?", (kept.id,))
            raise Unforeseen

    with pytest.raises(Unforeseen):
        half_a_verb()
    assert not database_of(journal).connection.in_transaction
    with reopened(journal) as again:
        assert again.entries.list() == (kept,)
        assert again.therapists.list() == ()
    note(journal, "afterwards")


def test_a_transaction_only_for_looking(journal: Journal) -> None:
    with database_of(journal).transaction(dry_run=True):
        journal.therapists.insert(Therapist("t", "Zoë"))
        assert len(journal.therapists.list()) == 1
    assert journal.therapists.list() == ()


def test_entry_that_cannot_be_whole_is_not_there_in_part(journal: Journal) -> None:
    """The entry's row goes in first; an answer to a question that is not there undoes it."""
    entry = Entry("e", "session", DAY, tags=("a",), answers=(GivenAnswer("nobody asks this", Answer.NO),))
    with pytest.raises(JournalError), journal.transaction():
        journal.entries.insert(entry)
    with reopened(journal) as again:
        assert again.entries.list() == ()


@pytest.mark.parametrize("broken", UNUSABLE, ids=named)
def test_unusable_text_is_refused_and_nothing_is_written(journal: Journal, broken: str) -> None:
    entry = note(journal, kind="session")
    topic = journal.topics.add("topic")
    journal.answers.set(entry.id, "warmth", Answer.NO)
    assert journal.path
    before = snapshot(journal.path.parent)
    attempts: list[Callable[[], object]] = [
        lambda: journal.entries.add("between", DAY, body=broken),
        lambda: journal.entries.add("between", DAY, title=broken),
        lambda: journal.entries.add("between", DAY, tags=("fine", broken)),
        lambda: journal.entries.change_details(entry._replace(title=broken)),
        lambda: journal.entries.change_details(entry._replace(tags=(broken,))),
        lambda: journal.entries.save_text(entry.id, broken, entry.body),
        lambda: journal.drafts.save(entry.id, broken, entry.body),
        lambda: journal.answers.set_comment(entry.id, "warmth", broken),
        lambda: journal.topics.add(broken),
        lambda: journal.topics.change_text(topic.id, broken),
        lambda: journal.therapists.add(broken),
    ]
    for attempt in attempts:
        with pytest.raises(UnusableText):
            attempt()
    assert snapshot(journal.path.parent) == before
    assert not database_of(journal).connection.in_transaction


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_hostile_text_byte_for_byte(journal: Journal, text: str) -> None:
    entry = journal.entries.add("session", DAY, title=text, body=text, tags=(text, "plain"))
    journal.answers.set(entry.id, "warmth", Answer.PARTLY)
    journal.answers.set_comment(entry.id, "warmth", text)
    journal.drafts.save(entry.id, text + " ", text)
    kept = journal.entries.save_text(entry.id, text + "!", text)
    journal.drafts.save(entry.id, text, text + "!")
    with journal.transaction():
        journal.therapists.insert(Therapist("t", text, "past", text))
        journal.entries.insert(Entry("e", "letter", DAY, therapist_id="t", tension=Tension(text)))
        database_of(journal).insert("tasks", rows.task_row(Task("a", text, text, None, "did", text), 1))
        goal = Goal("g", text, text, marks=(GoalMark(DAY, 3),))
        database_of(journal).insert("goals", rows.goal_row(goal, 1))
    topic = journal.topics.add("x" + text + "x", entry.id)
    journal.brief_choices.set_included(text, included=True)
    with reopened(journal) as again:
        found = again.entries.get(entry.id)
        assert (found.title, found.body, found.tags) == (text, text + "!", (text, "plain"))
        assert kept.entry.body == found.body
        assert found.answers_by_question["warmth"].words == text
        assert again.drafts.list()[0].body == text
        assert again.drafts.list()[0].base == text + "!"
        assert again.therapists.list()[0] == Therapist("t", text, "past", text)
        assert again.entries.get("e").tension == Tension(text)
        assert again.homework.list() == (Task("a", text, text, None, "did", text),)
        assert whole(again).goals[0].text == text
        assert again.topics.list()[0] == topic
        assert topic.text == "x" + text + "x"
        assert again.brief_choices.included() == {text: True}
        assert {line.id for line in again.entries.lines(f"“{text}”")} == {entry.id, "e"}
        assert all(steers(line.title) == [] for line in again.entries.lines())


# Therapists and appointments


def test_therapists_in_order(journal: Journal) -> None:
    for name, status in (("B", "past"), ("A", "current"), ("C", "considering"), ("Z", "current"), ("D", "past")):
        journal.therapists.add(name, status)  # type: ignore[arg-type]
    with reopened(journal) as again:
        assert [therapist.name for therapist in again.therapists.list()] == ["A", "Z", "C", "B", "D"]


def test_therapist_named(journal: Journal) -> None:
    zoe = journal.therapists.add("  Zoë Müßig ")
    assert zoe.name == "Zoë Müßig"
    assert journal.therapists.named("zoë MÜSSIG ") == zoe
    assert journal.therapists.named("Zoe") is None
    with journal.transaction():
        journal.therapists.insert(Therapist("imported", " Ann "))
    assert journal.therapists.named("ann")


def test_main_therapist(journal: Journal) -> None:
    assert journal.therapists.main() is None
    old = journal.therapists.add("Old", "past")
    assert journal.therapists.main() == old
    first = journal.therapists.add("First")
    second = journal.therapists.add("Second")
    assert journal.therapists.main() == first
    session = note(journal, kind="session", therapist_id=second.id)
    note(journal, kind="consultation", day=DAY + 2 * WEEK, therapist_id=first.id)
    note(journal, kind="session", day=DAY + 3 * WEEK, therapist_id=old.id)
    assert journal.therapists.main() == second
    journal.trash.put(session.id)
    assert journal.therapists.main() == first


def test_appointments(journal: Journal) -> None:
    zoe, ann = journal.therapists.add("Zoë").id, journal.therapists.add("Ann").id
    at = dt.time(17, 30)
    journal.appointments.set_next(Appointment(DAY + WEEK, at, zoe), DAY)
    journal.appointments.set_next(Appointment(DAY + 2 * WEEK, None, ann), DAY)
    with reopened(journal) as again:
        assert again.appointments.list() == (
            Appointment(DAY + WEEK, at, zoe),
            Appointment(DAY + 2 * WEEK, None, ann),
        )
        assert again.appointments.next(DAY) == Appointment(DAY + WEEK, at, zoe)
        assert again.appointments.next(DAY, ann) == Appointment(DAY + 2 * WEEK, None, ann)
        assert again.appointments.next(DAY + WEEK) == Appointment(DAY + WEEK, at, zoe)
        assert again.appointments.next(DAY + WEEK + dt.timedelta(days=1), zoe) is None


def test_a_new_appointment_takes_the_place_of_the_one_ahead(journal: Journal) -> None:
    zoe, ann = journal.therapists.add("Zoë").id, journal.therapists.add("Ann").id
    past, ahead, hers = (
        Appointment(DAY - WEEK, None, zoe),
        Appointment(DAY + 2 * WEEK, None, zoe),
        Appointment(DAY, None, ann),
    )
    always = Appointment(DAY + WEEK, None, zoe, "FREQ=WEEKLY")
    with journal.transaction():
        for appointment in (past, ahead, hers, always):
            journal.appointments.insert(appointment)
    new = Appointment(DAY + WEEK, dt.time(9), zoe)
    journal.appointments.set_next(new, DAY)
    with reopened(journal) as again:
        assert set(again.appointments.list()) == {past, hers, always, new}


# Questions


def test_ask(journal: Journal) -> None:
    assert [id_ for id_, asked in journal.questions.asked().items() if not asked] == list(OPTIONAL_QUESTIONS)
    entry = note(journal, kind="session")
    journal.answers.set(entry.id, "body", Answer.FULLY)
    journal.questions.set_asked("body", asked=False)
    journal.questions.set_asked("disagree", asked=True)
    with reopened(journal) as again:
        assert again.questions.asked()["body"] is False
        assert again.questions.asked()["disagree"] is True
        assert again.entries.get(entry.id).answers_by_question["body"].answer is Answer.FULLY
    with pytest.raises(NotFound):
        journal.questions.set_asked("nobody asks this", asked=True)


# Entries


def test_entry_as_it_was_added(journal: Journal) -> None:
    zoe = journal.therapists.add("Zoë").id
    added = journal.entries.add(
        "session",
        DAY,
        clock=dt.time(17, 30),
        therapist_id=zoe,
        medium="video",
        title="Title",
        body="Body\r\n",
        tags=("b", "a", "b"),
        private=True,
    )
    assert added.tags == ("b", "a")
    assert added.created_at == added.updated_at > BEGINNING.isoformat()
    with reopened(journal) as again:
        assert again.entries.get(added.id) == added
        assert again.entries.list() == (added,)


def test_entries_of_nobody_there(journal: Journal) -> None:
    with pytest.raises(JournalError):
        note(journal, therapist_id="nobody")
    assert journal.entries.list() == ()
    with pytest.raises(NotFound, match="This note is not in the journal any more"):
        journal.entries.get("nowhere")


def test_sessions_come_without_their_texts(journal: Journal) -> None:
    zoe = journal.therapists.add("Zoë").id
    for kind in ("session", "consultation", "between", "letter"):
        note(journal, kind=kind, therapist_id=zoe)
    alone = note(journal, kind="session")
    journal.answers.set(alone.id, "warmth", Answer.NO)
    assert [(entry.kind, entry.body) for entry in sessions_with(journal, zoe)] == [
        ("session", ""),
        ("consultation", ""),
    ]
    assert [entry.id for entry in sessions_with(journal, None)] == [alone.id]
    assert [given.question for given in sessions_with(journal, None)[0].answers] == ["warmth"]


def test_change_details(journal: Journal) -> None:
    zoe = journal.therapists.add("Zoë").id
    entry = note(journal, "the text", tags=("a",))
    journal.answers.set(entry.id, "warmth", Answer.NO)
    changed = entry._replace(
        kind="session",
        date=DAY + WEEK,
        time=dt.time(8, 5, 3),
        therapist_id=zoe,
        medium="phone",
        title="New",
        tags=("b", "c"),
        private=True,
        body="another text",
        created_at="never",
    )
    journal.entries.change_details(changed)
    with reopened(journal) as again:
        found = again.entries.get(entry.id)
        assert found.answers_by_question["warmth"].answer is Answer.NO
        assert found.updated_at > entry.updated_at
        assert found._replace(answers=(), updated_at="") == changed._replace(
            body="the text", created_at=entry.created_at, updated_at=""
        )
    journal.trash.put(entry.id)
    with pytest.raises(NotFound):
        journal.entries.change_details(changed)


def test_trash_and_back(journal: Journal) -> None:
    entry = note(journal, kind="session", tags=("a",))
    journal.answers.set(entry.id, "warmth", Answer.NO)
    entry = journal.entries.get(entry.id)
    topic = journal.topics.add("from it", entry.id)
    journal.trash.put(entry.id)
    with reopened(journal) as again:
        assert again.entries.list() == sessions_with(again, None) == ()
        assert list(again.entries.lines()) == []
        assert again.trash.count() == 1
        assert again.topics.list() == (topic,)
        with pytest.raises(NotFound):
            again.entries.get(entry.id)
    verbs: list[Callable[[], object]] = [
        lambda: journal.trash.put(entry.id),
        lambda: journal.answers.set(entry.id, "warmth", Answer.FULLY),
        lambda: journal.answers.set_comment(entry.id, "warmth", "x"),
        lambda: journal.answers.clear(entry.id, "warmth"),
        lambda: journal.answers.restore(entry.id, entry.answers[0]),
    ]
    for verb in verbs:
        with pytest.raises(NotFound):
            verb()
    journal.trash.restore(entry.id)
    with reopened(journal) as again:
        assert again.entries.get(entry.id) == entry
        assert again.trash.count() == 0


# Text and drafts


def test_draft_lies_beside_the_entry(journal: Journal) -> None:
    one, two = note(journal, "one"), note(journal, "two")
    journal.drafts.save(one.id, "one and", "one")
    journal.drafts.save(two.id, "two and", "two")
    journal.drafts.save(one.id, "one and more", "one")
    with reopened(journal) as again:
        assert [(d.entry_id, d.body, d.base) for d in again.drafts.list()] == [
            (one.id, "one and more", "one"),
            (two.id, "two and", "two"),
        ]
        assert again.entries.get(one.id).body == "one"
    journal.trash.put(one.id)
    assert [draft.entry_id for draft in journal.drafts.list()] == [two.id]
    with pytest.raises(JournalError):
        journal.drafts.save("nowhere", "x", "")


def test_kept_text_ends_its_draft(journal: Journal) -> None:
    entry = note(journal, "begun")
    journal.drafts.save(entry.id, "begun and", "begun")
    kept = journal.entries.save_text(entry.id, "begun and done", "begun")
    assert not kept.is_new_entry
    with reopened(journal) as again:
        assert again.drafts.list() == ()
        assert again.entries.get(entry.id) == kept.entry
        assert kept.entry.body == "begun and done"
        assert kept.entry.updated_at > entry.updated_at


def test_text_that_did_not_change_changes_nothing(journal: Journal) -> None:
    entry = note(journal, "same")
    assert journal.entries.save_text(entry.id, "same", "same").entry == entry
    # Both windows wrote the same: nothing to keep beside.
    assert not journal.entries.save_text(entry.id, "same", "older").is_new_entry
    assert journal.entries.list() == (entry,)


@pytest.mark.parametrize(
    ("kind", "becomes"), [("session", "between"), ("between", "between"), ("letter", "letter")]
)
def test_both_versions_stay(journal: Journal, kind: EntryKind, becomes: str) -> None:
    zoe = journal.therapists.add("Zoë").id
    entry = note(journal, "base", kind=kind, title="Title", therapist_id=zoe, tags=("a",), private=True)
    journal.answers.set(entry.id, "warmth", Answer.NO)
    with reopened(journal) as other:
        other.entries.save_text(entry.id, "theirs", "base")
    journal.drafts.save(entry.id, "mine", "base")
    kept = journal.entries.save_text(entry.id, "mine", "base")
    assert kept.is_new_entry
    with reopened(journal) as again:
        assert again.entries.get(entry.id).body == "theirs"
        assert again.drafts.list() == ()
        beside = again.entries.get(kept.entry.id)
        assert beside == kept.entry
        assert (beside.body, beside.title, beside.kind) == ("mine", "Title", becomes)
        assert beside.version_of == entry.id
        assert (beside.therapist_id, beside.tags, beside.private) == (zoe, ("a",), True)
        assert beside.answers == ()
        assert len(again.entries.list()) == 2


def test_text_for_an_entry_that_was_put_in_the_trash(journal: Journal) -> None:
    entry = note(journal, "base")
    journal.trash.put(entry.id)
    kept = journal.entries.save_text(entry.id, "typed meanwhile", "base")
    assert kept.is_new_entry
    with reopened(journal) as again:
        assert [found.body for found in again.entries.list()] == ["typed meanwhile"]
        assert again.trash.count() == 1
    with pytest.raises(NotFound):
        journal.entries.save_text("nowhere", "x", "")


# Answers


def test_answer_keeps_words_and_wording(journal: Journal) -> None:
    entry = note(journal, kind="session")
    journal.answers.set(entry.id, "warmth", Answer.PARTLY)
    journal.answers.set_comment(entry.id, "warmth", "cold hands")
    journal.answers.set(entry.id, "warmth", Answer.DID_NOT_COME_UP)
    journal.answers.set(entry.id, "share", Answer.NOT_SURE)
    with reopened(journal) as again:
        share, warmth = again.entries.get(entry.id).answers
        assert (warmth.answer, warmth.words, warmth.asked_as) == (
            Answer.DID_NOT_COME_UP,
            "cold hands",
            QUESTION["warmth"].text,
        )
        assert share.question == "share"
        assert share.answered_at > warmth.answered_at > entry.created_at


def test_a_change_of_an_answer_is_taken_back(journal: Journal) -> None:
    entry = note(journal, kind="session")
    assert journal.answers.clear(entry.id, "warmth") is None
    journal.answers.set(entry.id, "warmth", Answer.PARTLY)
    journal.answers.set_comment(entry.id, "warmth", "cold hands")
    before = journal.entries.get(entry.id)
    cleared = journal.answers.clear(entry.id, "warmth")
    assert cleared == AnswerChange(entry.id, "warmth", before.answers[0], None)
    with reopened(journal) as again:
        assert again.entries.get(entry.id).answers == ()
    journal.answers.take_back(cleared)
    with reopened(journal) as again:
        assert again.entries.get(entry.id) == before


def test_several_changes_of_answers_are_taken_back_one_by_one(journal: Journal) -> None:
    entry = note(journal, kind="session")
    states, changes = [journal.entries.get(entry.id)], []
    steps: list[Callable[[], AnswerChange | None]] = [
        lambda: journal.answers.set(entry.id, "warmth", Answer.PARTLY),
        lambda: journal.answers.set_comment(entry.id, "warmth", "cold hands"),
        lambda: journal.answers.set(entry.id, "share", Answer.NO),
        lambda: journal.answers.set(entry.id, "warmth", Answer.FULLY),
        lambda: journal.answers.set_comment(entry.id, "warmth", "warm hands"),
        lambda: journal.answers.clear(entry.id, "warmth"),
        lambda: journal.answers.set(entry.id, "warmth", Answer.NO),
    ]
    for step in steps:
        changes.append(step())
        states.append(journal.entries.get(entry.id))
    assert not journal.entries.lines(parse("cold hands", DAY))
    for change in reversed(changes):
        after = states.pop()
        assert journal.entries.get(entry.id) == after
        words = " ".join(given.words for given in after.answers)
        assert bool(journal.entries.lines(parse("hands", DAY))) == ("hands" in words)
        assert change
        assert change.after == after.answers_by_question.get(change.question)
        journal.answers.take_back(change)
    assert journal.entries.get(entry.id) == states.pop()


def test_a_change_is_not_taken_back_if_another_one_came_after_it(journal: Journal) -> None:
    entry = note(journal, kind="session")
    given = journal.answers.set(entry.id, "warmth", Answer.PARTLY)
    journal.answers.set_comment(entry.id, "warmth", "cold hands")
    with pytest.raises(NotPossible, match="stays as it is"):
        journal.answers.take_back(given)
    cleared = journal.answers.clear(entry.id, "warmth")
    journal.answers.set(entry.id, "warmth", Answer.NO)
    assert cleared
    with pytest.raises(NotPossible):
        journal.answers.take_back(cleared)
    (answer,) = journal.entries.get(entry.id).answers
    assert answer.answer is Answer.NO
    journal.trash.put(entry.id)
    with pytest.raises(NotFound):
        journal.answers.take_back(given)


def test_answers_to_what_is_not_there(journal: Journal) -> None:
    entry = note(journal, kind="session")
    attempts: list[Callable[[], object]] = [
        lambda: journal.answers.set("nowhere", "warmth", Answer.NO),
        lambda: journal.answers.set(entry.id, "nobody asks this", Answer.NO),
        lambda: journal.answers.set_comment(entry.id, "warmth", "words to no answer"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(JournalError):
        journal.answers.restore(entry.id, GivenAnswer("nobody asks this", Answer.NO))
    assert journal.entries.get(entry.id).answers == ()


# Topics and the page


def test_topics(journal: Journal) -> None:
    entry = note(journal)
    one = journal.topics.add("  one\n", entry.id)
    two = journal.topics.add("two")
    assert (one.text, one.from_entry, one.state, one.included, two.from_entry) == (
        "one",
        entry.id,
        "open",
        True,
        None,
    )
    journal.topics.change_text(one.id, " eins ")
    journal.topics.set_included(one.id, included=False)
    journal.topics.set_state(two.id, "brought")
    with reopened(journal) as again:
        assert again.topics.list() == (
            one._replace(text="eins", included=False),
            two._replace(state="brought"),
        )
        assert again.entries.get(entry.id) == entry
    journal.topics.set_state(two.id, "let go")
    journal.topics.set_state(two.id, "open")
    assert journal.topics.list()[1] == two
    attempts: list[Callable[[], object]] = [
        lambda: journal.topics.change_text("nowhere", "x"),
        lambda: journal.topics.set_included("nowhere", included=True),
        lambda: journal.topics.set_state("nowhere", "open"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(JournalError):
        journal.topics.add("x", "nowhere")


def order(journal: Journal) -> str:
    with reopened(journal) as again:
        return "".join(topic.text for topic in again.topics.list())


def test_page_choices(journal: Journal) -> None:
    journal.brief_choices.set_included("good:warmth", included=False)
    journal.brief_choices.set_included("task:1", included=True)
    journal.brief_choices.set_included("good:warmth", included=True)
    journal.brief_choices.set_included("task:1", included=False)
    with reopened(journal) as again:
        assert again.brief_choices.included() == {"good:warmth": True, "task:1": False}


def test_page_choices_are_each_therapists_own(journal: Journal) -> None:
    journal.brief_choices.set_included("below:plan", included=False, therapist_id="a")
    with reopened(journal) as again:
        assert again.brief_choices.included("a") == {"below:plan": False}
        assert again.brief_choices.included("b") == {}
        assert again.brief_choices.included() == {}


def test_tasks_in_order(journal: Journal) -> None:
    with journal.transaction():
        for id_ in "zab":
            place = database_of(journal).next_position("tasks")
            database_of(journal).insert("tasks", rows.task_row(Task(id_, id_), place))
    with reopened(journal) as again:
        assert [task.id for task in again.homework.list()] == ["z", "a", "b"]
        assert database_of(again).next_position("tasks") == 4


# The list


def titles(journal: Journal, search: str = "", show: EntryFilter = "all") -> list[str]:
    return [line.title for line in journal.entries.lines(search, show)]


def test_filters(journal: Journal) -> None:
    session = note(journal, "session", kind="session")
    below = note(journal, "below", kind="session")
    call = note(journal, "call", kind="consultation")
    plain = note(journal, "plain")
    journal.answers.set(session.id, "warmth", Answer.MOSTLY)
    journal.answers.set(below.id, "warmth", Answer.PARTLY)
    journal.answers.set(below.id, "share", Answer.NO)
    journal.answers.set(below.id, "body", Answer.NOT_SURE)
    topic = journal.topics.add("x", plain.id)
    journal.topics.add("y", plain.id)
    journal.topics.add("z", session.id)
    journal.topics.set_state(journal.topics.list()[2].id, "brought")
    assert titles(journal, "", "all") == ["plain", "call", "below", "session"]
    assert titles(journal, "", "to bring") == ["plain"]
    assert titles(journal, "", "below a yes") == ["below"]
    assert titles(journal, "", "without checklist") == ["call"]
    assert titles(journal, "be", "below a yes") == ["below"]
    assert titles(journal, "pl", "below a yes") == []
    lines = {line.title: line for line in journal.entries.lines()}
    assert (lines["below"].answered, lines["below"].below_yes, lines["below"].to_bring) == (3, 2, 0)
    assert (lines["plain"].answered, lines["plain"].to_bring) == (0, 2)
    assert call.id == lines["call"].id
    journal.topics.set_state(topic.id, "let go")
    assert journal.entries.lines()[0].to_bring == 1


def test_sessions_are_numbered_by_day_then_creation(journal: Journal) -> None:
    zoe, ann = journal.therapists.add("Zoë").id, journal.therapists.add("Ann").id
    later = note(journal, "later", kind="session", therapist_id=zoe, day=DAY + WEEK)
    first = note(journal, "first", kind="session", therapist_id=zoe)
    second = note(journal, "second", kind="session", therapist_id=zoe)
    note(journal, "call", kind="consultation", therapist_id=zoe)
    anns = note(journal, "ann's", kind="session", therapist_id=ann)
    alone = note(journal, "alone", kind="session")
    trashed = note(journal, "trashed", kind="session", therapist_id=zoe, day=DAY - WEEK)
    journal.trash.put(trashed.id)
    journal.answers.set(later.id, "warmth", Answer.NO)
    places = {line.id: line.session for line in journal.entries.lines() if line.session}
    assert places == {first.id: 1, second.id: 2, later.id: 3, anns.id: 1, alone.id: 1}
    assert places == number_sessions(journal.entries.list())
    assert titles(journal) == ["later", "alone", "ann's", "call", "second", "first"]
    assert {line.id: line.therapist for line in journal.entries.lines()}[anns.id] == "Ann"
    view = database_of(journal).select("SELECT session FROM answers_by_session")
    assert [row["session"] for row in view] == [3]


def test_the_list_and_the_numbers_agree_on_the_order(journal: Journal) -> None:
    """Two sessions of one instant: the list counts down as the numbers count up."""
    database_of(journal)._clock = lambda: BEGINNING
    for _ in range(8):
        note(journal, kind="session")
    assert [line.session for line in journal.entries.lines()] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [line.id for line in journal.entries.lines()] == [entry.id for entry in reversed(journal.entries.list())]


@pytest.mark.parametrize("text", SHORT, ids=named)
def test_lines_can_be_drawn(journal: Journal, text: str) -> None:
    note(journal, text)
    journal.entries.add("between", DAY, title=text)
    for line in journal.entries.lines():
        assert steers(line.title) == []
        assert len(line.title.splitlines()) == 1


# Two programs on one file


def test_two_journals_on_one_file(journal: Journal, clock: Clock) -> None:
    assert journal.path
    with contextlib.closing(Journal.open(journal.path, clock)) as other:
        seen = journal.data_version()
        mine, theirs = note(journal, "mine"), note(other, "theirs")
        assert journal.data_version() != seen
        seen = journal.data_version()
        assert journal.entries.list() == other.entries.list() == (mine, theirs)
        assert journal.data_version() == seen
        note(journal, "mine again")
        assert journal.data_version() == seen


def test_busy_keeps_the_text(journal: Journal, clock: Clock) -> None:
    assert journal.path
    entry = note(journal, "begun")
    with contextlib.closing(Journal.open(journal.path, clock)) as other:
        other.drafts.save(entry.id, "begun and", "begun")
        with journal.transaction():
            journal.therapists.insert(Therapist("t", "Zoë"))
            with pytest.raises(Busy):
                other.entries.save_text(entry.id, "begun and done", "begun")
            assert not database_of(other).connection.in_transaction
            assert [draft.body for draft in other.drafts.list()] == ["begun and"]
        assert not other.entries.save_text(entry.id, "begun and done", "begun").is_new_entry
    with reopened(journal) as again:
        assert again.entries.get(entry.id).body == "begun and done"
        assert [therapist.name for therapist in again.therapists.list()] == ["Zoë"]


def test_whoever_types_hardly_waits_for_another_program(journal: Journal, clock: Clock) -> None:
    """The typed words wait in the window and are tried again; what is done on purpose waits for its turn."""
    assert journal.path
    entry = note(journal)
    with contextlib.closing(Journal.open(journal.path, clock)) as other:
        patience: list[int] = []
        database_of(other).connection.set_trace_callback(
            lambda sql: (
                patience.append(database_of(other).connection.execute("PRAGMA busy_timeout").fetchone()[0])
                if sql.startswith("BEGIN")
                else None
            )
        )
        with journal.transaction():
            journal.therapists.insert(Therapist("t", "Zoë"))
            with pytest.raises(Busy):
                other.drafts.save(entry.id, "More", "")
            with pytest.raises(Busy):
                other.unfinished.save("card", "More")
            with pytest.raises(Busy):
                other.topics.add("More")
        assert patience == [50, 50, 500]
        database_of(other).connection.set_trace_callback(None)
        other.drafts.save(entry.id, "More", "")
    assert [draft.body for draft in journal.drafts.list(also_of_others=True)] == ["More"]


def test_reading_goes_on_while_somebody_writes(journal: Journal, clock: Clock) -> None:
    assert journal.path
    note(journal)
    with contextlib.closing(Journal.open(journal.path, clock)) as other, journal.transaction():
        journal.therapists.insert(Therapist("t", "Zoë"))
        assert len(other.entries.list()) == 1
        assert other.therapists.list() == ()


# sqlite-utils on this driver: the features that catch the driver's errors


@pytest.fixture
def db(journal: Journal) -> Any:
    db = sqlite_driver.sqlite_utils_on(database_of(journal).connection)
    db.table("scratch").insert({"id": 1, "text": "a"}, pk="id")
    return db


def test_insert_with_alter(db: Any) -> None:
    db.table("scratch").insert({"id": 2, "text": "b", "more": "c"}, alter=True)
    assert list(db.query("SELECT * FROM scratch WHERE id = 2")) == [{"id": 2, "text": "b", "more": "c"}]


def test_update_with_alter(db: Any) -> None:
    db.table("scratch").update(1, {"more": "c"}, alter=True)
    assert db.table("scratch").get(1) == {"id": 1, "text": "a", "more": "c"}


def test_drop_what_is_not_there(db: Any) -> None:
    db.table("nowhere").drop(ignore=True)
    with pytest.raises(sqlite_driver.DRIVER_ERRORS, match="no such table"):
        db.table("nowhere").drop()


def test_cached_counts(db: Any) -> None:
    assert db.cached_counts() == {}
    db.table("scratch").enable_counts()
    db.table("scratch").insert({"id": 2})
    assert db.cached_counts() == {"scratch": 2}


def test_index_with_a_free_name(db: Any) -> None:
    db.table("scratch").create_index(["text"])
    db.table("scratch").create_index(["text"], find_unique_name=True)
    assert len(db.table("scratch").indexes) == 2


def test_query_with_returning(db: Any) -> None:
    assert list(db.query("INSERT INTO scratch (id) VALUES (2) RETURNING id")) == [{"id": 2}]
    assert db.table("scratch").count == 2
    assert not db.conn.in_transaction


def test_no_plugin_gets_the_connection(journal: Journal) -> None:
    assert sqlite_driver.sqlite_utils_on(database_of(journal).connection).conn is database_of(journal).connection
