"""Merge of two copies of a journal: no word typed in either is lost."""

import contextlib
import datetime as dt
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance_journal import paths
from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.merge_report import Merged, say_merged
from alliance_journal.domain.models import Appointment, AskedQuestion, Document, Entry, Tension
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.core.errors import (
    Busy,
    CannotOpen,
    CannotWrite,
    Damaged,
    JournalError,
    MadeByNewer,
    NotAJournal,
    NotPossible,
    WrongPassphrase,
)
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check, permanent_deletion
from alliance_journal.store.merge import other_copy
from alliance_journal.store.merge.merge_journals import merge, merge_file
from alliance_journal.store.schema import migrations
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import BEGINNING, Clock, Program, snapshot
from tests.hostile import SHORT
from tests.store.fixtures.later import EVERY, M003
from tests.store.histories import Copies as RandomCopies
from tests.store.histories import state
from tests.store.staging import (
    DAY,
    NEW,
    OLD,
    another_window,
    begin,
    everything,
    many_words,
    no_file_longer_than,
    opened,
)
from tests.whole import dump, sessions_with, without_task

pytestmark = pytest.mark.usefixtures("quick_keys")

Copies = tuple[Journal, Journal]


@pytest.fixture
def copies(tmp_path: Path, clock: Clock) -> Iterator[Copies]:
    """Two copies of one journal, with an entry that both have."""
    first = tmp_path / "a" / "journal.db"
    first.parent.mkdir()
    with contextlib.closing(Journal.begin(first, clock)) as begun:
        begun.entries.add("session", DAY, title="Shared", body="in both")
        begun.therapists.add("Zoë")
    second = tmp_path / "b" / "journal.db"
    second.parent.mkdir()
    shutil.copyfile(first, second)
    a, b = Journal.open(first, clock), Journal.open(second, clock)
    yield a, b
    a.close()
    b.close()


def into(mine: Journal, theirs: Journal, *, keep: bool = True) -> Merged:
    assert mine.path
    assert theirs.path
    with other_copy.opened(mine.path, theirs.path, None) as other:
        return merge(mine, other, dry_run=not keep)


def both_ways(a: Journal, b: Journal) -> tuple[Merged, Merged]:
    """Merge each into the other as it was, and look that they are alike and that once more changes nothing."""
    first = into(a, b)
    second = into(b, a)
    assert state(a) == state(b)
    for mine, theirs in ((a, b), (b, a)):
        changes = mine.file_settings.changes()
        assert into(mine, theirs).is_nothing
        assert mine.file_settings.changes() == changes
    return first, second


def the_entry(journal: Journal) -> Entry:
    return next(entry for entry in journal.entries.list() if entry.version_of is None)


def write(journal: Journal, body: str) -> None:
    entry = the_entry(journal)
    journal.entries.save_text(entry.id, body, entry.body)


# One side changed


def test_new_records_are_added(copies: Copies) -> None:
    a, b = copies
    one = b.entries.add("between", DAY, body="only in b", tags=("x",))
    b.topics.add("a topic", one.id)
    b.homework.add("a task", agreed_in=one.id)
    b.goals.add("a goal")
    b.goals.set_mark(b.goals.list()[0].id, DAY, 4)
    b.appointments.set_next(Appointment(DAY, dt.time(17, 30)), DAY)
    b.own_numbers.set(["555 0100"])
    b.excerpts.add("an excerpt", one.id)
    a.entries.add("letter", DAY, body="only in a")
    done, _ = both_ways(a, b)
    assert done.added == {
        "entries": 1, "topics": 1, "tasks": 1, "goals": 1, "appointments": 1, "own_numbers": 1, "excerpts": 1,
        "page_choices": 1,
    }  # fmt: skip
    assert {entry.body for entry in a.entries.list()} == {"in both", "only in b", "only in a"}


def test_a_journal_that_is_no_copy_is_said_to_be_none(tmp_path: Path, clock: Clock, copies: Copies) -> None:
    """Two copies have something in common, if only what was deleted in one of them."""
    a, b = copies
    b.entries.add("between", DAY, body="only in b")
    assert not into(a, b, keep=False).unrelated
    with contextlib.closing(Journal.begin(tmp_path / "other.db", clock)) as other:
        other.entries.add("between", DAY, body="of another one")
        other.therapists.add("Zoë")
        done = into(a, other, keep=False)
        assert done.unrelated
        assert say_merged(done, dry_run=True)[0].startswith("The two have nothing in common")
        into(a, other)
        assert not into(other, a).unrelated


def test_the_newer_text_is_taken_and_the_older_one_is_an_earlier_version(copies: Copies) -> None:
    a, b = copies
    write(b, "newer in b")
    first, second = both_ways(a, b)
    assert first.newer == {"entries": 1}
    assert second.is_nothing
    for journal in copies:
        assert the_entry(journal).body == "newer in b"
        assert [version.body for version in journal.versions.list(the_entry(journal).id)] == ["in both"]
    # And on from there, in the other copy.
    write(a, "newer still in a")
    both_ways(a, b)
    assert the_entry(b).body == "newer still in a"


def test_a_deleted_entry_goes_to_the_trash(copies: Copies) -> None:
    a, b = copies
    b.trash.put(the_entry(b).id)
    done, _ = both_ways(a, b)
    assert done.to_trash == 1
    assert a.entries.list() == ()
    a.trash.restore(permanent_deletion.listed(a)[0].id)
    both_ways(a, b)
    assert the_entry(b).body == "in both"


def test_a_permanently_deleted_entry_goes_to_the_trash_of_the_other_copy_and_does_not_return(
    copies: Copies,
) -> None:
    a, b = copies
    gone = the_entry(b).id
    b.trash.put(gone)
    assert permanent_deletion.delete_for_good(b, [gone]) == ""
    assert into(b, a).is_nothing
    assert into(a, b).to_trash == 1
    assert a.entries.list() == b.entries.list() == ()
    assert into(b, a).is_nothing
    assert into(a, b).is_nothing
    assert (a.trash.count(), b.trash.count()) == (1, 0)
    # Taken back on purpose, it lives again, in both.
    a.trash.restore(gone)
    assert into(b, a).added == {"entries": 1}
    assert the_entry(b).body == "in both"
    both_ways(a, b)


def test_a_deletion_on_a_computer_whose_clock_was_set_back_is_not_undone(copies: Copies, clock: Clock) -> None:
    a, b = copies
    write(a, "newer in a")
    into(b, a)
    clock.now -= dt.timedelta(days=400)
    gone = the_entry(a).id
    a.trash.put(gone)
    assert permanent_deletion.delete_for_good(a, [gone]) == ""
    assert into(a, b).is_nothing
    assert a.entries.list() == ()


# Both changed


def test_links_to_permanently_deleted_entries_are_cleared_and_their_rows_are_merged(copies: Copies) -> None:
    a, b = copies
    deleted = the_entry(b)
    b.topics.add("a topic", deleted.id)
    b.homework.add("a task", agreed_in=deleted.id)
    b.excerpts.add("an excerpt", deleted.id)
    later = b.entries.add("session", DAY, body="later")
    b.tensions.set(later.id, "a tension")
    b.tensions.set_talked_through(later.id, deleted.id)
    with b.transaction():
        version = b.entries.add_separately(deleted, "another version").entry
    a.trash.put(deleted.id)
    with a.transaction():
        permanent_deletion._delete(a, deleted.id)
    into(a, b)
    assert database_of(a).connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [task.agreed_in for task in a.homework.list()] == [None]
    assert [excerpt.from_entry for excerpt in a.excerpts.list()] == [None]
    tension = a.entries.get(later.id).tension
    assert tension
    assert (tension.words, tension.talked_through_in) == ("a tension", None)
    assert (a.entries.get(version.id).body, a.entries.get(version.id).version_of) == ("another version", None)


def test_two_texts_are_both_kept(copies: Copies) -> None:
    a, b = copies
    a.answers.set(the_entry(a).id, "warmth", Answer.FULLY)
    write(a, "written in a")
    write(b, "written in b")
    first, second = both_ways(a, b)
    assert first.both == {"entries": 1}
    # What was written last stays where it is, and the other one comes along.
    assert (second.newer, second.added, second.both) == ({}, {"entries": 1}, {})
    for journal in copies:
        winner, another = sorted(journal.entries.list(), key=lambda entry: entry.version_of is not None)
        assert (winner.body, winner.kind) == ("written in b", "session")
        assert (another.body, another.kind, another.version_of) == ("written in a", "between", winner.id)
        assert another.title == "Shared"
        assert [given.question for given in another.answers] == ["warmth"]
        assert len(sessions_with(journal, None)) == 1
        assert "Another version: Shared" in [line.title for line in journal.entries.lines()]


@pytest.mark.parametrize("first", [0, 1])
def test_answers_of_one_side_go_to_the_text_of_the_other(copies: Copies, first: int) -> None:
    a, b = copies
    order = [lambda: write(a, "in both"), lambda: None]
    order[first]()
    a.entries.change_details(the_entry(a)._replace(title="", tags=("from a",)))
    b.entries.change_details(the_entry(b)._replace(title=""))
    b.answers.set(the_entry(b).id, "warmth", Answer.PARTLY)
    b.tensions.set(the_entry(b).id, "a word")
    done, _ = both_ways(a, b)
    assert done.joined == {"entries": 1}
    assert not done.both
    for journal in copies:
        (entry,) = journal.entries.list()
        assert (entry.tags, len(entry.answers)) == (("from a",), 1)
        assert entry.tension is not None


def test_an_outcome_on_one_side_joins_what_was_changed_on_the_other(copies: Copies) -> None:
    a, b = copies
    entry = the_entry(a).id
    a.tensions.set(entry, "too fast")
    both_ways(a, b)
    for journal, other in ((a, b), (b, a)):
        later = journal.entries.add("session", DAY)
        journal.tensions.set_talked_through(entry, later.id)
        journal.tensions.set_outcome(entry, "slower since")
        other.answers.set(entry, "warmth", Answer.PARTLY)
        done, _ = both_ways(a, b)
        assert not done.both
        for one in copies:
            assert one.entries.get(entry).tension == Tension("too fast", later.id, "slower since")
            assert [given.answer for given in one.entries.get(entry).answers] == [Answer.PARTLY]
        journal.tensions.set_outcome(entry, "")
        journal.tensions.set_talked_through(entry, None)
        journal.answers.clear(entry, "warmth")
        both_ways(a, b)


def test_two_outcomes_of_one_tension_stay_both(copies: Copies) -> None:
    a, b = copies
    entry = the_entry(a).id
    a.tensions.set(entry, "too fast")
    both_ways(a, b)
    a.tensions.set_outcome(entry, "slower since")
    b.tensions.set_outcome(entry, "closer than before")
    done, _ = both_ways(a, b)
    assert done.both == {"entries": 1}
    for journal in copies:
        found = {e.tension.outcome for e in journal.entries.list() if e.tension}
        assert found == {"slower since", "closer than before"}
        assert [line.id for line in journal.entries.lines("slower")] != [
            line.id for line in journal.entries.lines("closer")
        ]


def test_a_newer_outcome_is_taken(copies: Copies) -> None:
    a, b = copies
    entry = the_entry(a).id
    a.tensions.set(entry, "too fast")
    a.tensions.set_outcome(entry, "slower since")
    both_ways(a, b)
    b.tensions.set_outcome(entry, "")
    done, _ = both_ways(a, b)
    assert done.newer == {"entries": 1}
    assert a.entries.get(entry).tension == Tension("too fast")


def test_a_changed_one_lives_though_the_other_was_deleted(copies: Copies) -> None:
    a, b = copies
    write(a, "changed in a")
    b.trash.put(the_entry(b).id)
    both_ways(a, b)
    for journal in copies:
        assert the_entry(journal).body == "changed in a"
        # What was deleted there is in the trash, as another version.
        assert journal.trash.count() == 1


def test_a_changed_one_lives_though_the_other_was_deleted_for_good(copies: Copies) -> None:
    a, b = copies
    gone = the_entry(b).id
    b.trash.put(gone)
    permanent_deletion.delete_for_good(b, [gone])
    write(a, "changed in a")
    both_ways(a, b)
    assert the_entry(b).body == "changed in a"


def test_an_entry_that_is_private_in_one_copy_is_private(copies: Copies) -> None:
    a, b = copies
    a.entries.change_details(the_entry(a)._replace(private=True))
    write(b, "written in b, not knowing")
    both_ways(a, b)
    assert all(entry.private for journal in copies for entry in journal.entries.list())


def test_small_records_changed_in_both_copies(copies: Copies) -> None:
    a, b = copies
    topic = a.topics.add("a topic")
    task = a.homework.add("a task")
    goal = a.goals.add("a goal")
    a.goals.set_mark(goal.id, DAY, 1)
    a.own_numbers.set(["mum"])
    both_ways(a, b)
    for journal, name in zip(copies, "ab", strict=True):
        journal.topics.change_text(topic.id, f"a topic, {name}")
        journal.homework.set_state(task.id, "tried", f"note {name}")
        journal.goals.change(goal._replace(text=f"a goal, {name}"))
        journal.goals.set_mark(goal.id, DAY + dt.timedelta(ord(name)), 5)
        (zoe,) = journal.therapists.list()
        journal.therapists.change(zoe._replace(note=f"both\n{name}", fee=f"{name} euros"))
        journal.own_numbers.set(["mum", name])
        journal.appointments.set_next(Appointment(DAY + dt.timedelta(ord(name)), None, zoe.id), DAY)
    done, _ = both_ways(a, b)
    assert done.both == {"topics": 1, "tasks": 1, "goals": 1}
    for journal in copies:
        assert {topic.text for topic in journal.topics.list()} == {"a topic, a", "a topic, b"}
        assert {task.note for task in journal.homework.list()} == {"note a", "note b"}
        assert sorted(len(goal.marks) for goal in journal.goals.list()) == [0, 3]
        (zoe,) = journal.therapists.list()
        assert set(zoe.note.split("\n")) == {"both", "a", "b", "a euros"}
        assert set(journal.own_numbers.list()) == {"mum", "a", "b"}
        assert len(journal.appointments.list()) == 2


def test_a_therapist_with_a_session_in_the_other_copy_stays(copies: Copies) -> None:
    a, b = copies
    (zoe,) = a.therapists.list()
    a.therapists.remove(zoe.id)
    b.entries.add("session", DAY, therapist_id=zoe.id)
    both_ways(a, b)
    assert [therapist.name for therapist in a.therapists.list()] == ["Zoë"]


def test_a_therapist_with_an_appointment_in_the_other_copy_stays(copies: Copies) -> None:
    a, b = copies
    (zoe,) = a.therapists.list()
    a.therapists.remove(zoe.id)
    b.appointments.set_next(Appointment(DAY, None, zoe.id), DAY)
    both_ways(a, b)
    assert [therapist.name for therapist in a.therapists.list()] == ["Zoë"]
    assert [appointment.therapist_id for appointment in a.appointments.list()] == [zoe.id]


def test_deleted_homework(copies: Copies) -> None:
    a, b = copies
    task = a.homework.add("a task")
    both_ways(a, b)
    without_task(b, task)
    assert into(a, b).removed == {"tasks": 1}
    assert a.homework.list() == ()
    both_ways(a, b)


def test_earlier_versions_and_drafts_are_merged(copies: Copies, clock: Clock) -> None:
    a, b = copies
    clock.now += dt.timedelta(days=1)
    write(b, "on another day")
    b.drafts.save(the_entry(b).id, "half a sentence", the_entry(b).body)
    b.unfinished.save("topic", "half a topic")
    done = into(a, b)
    assert done.unsaved == 2
    assert [draft.body for draft in a.drafts.list()] == ["half a sentence"]
    assert a.unfinished.get("topic") == "half a topic"
    assert [version.body for version in a.versions.list(the_entry(a).id)] == ["in both"]
    # One that is deleted stays deleted.
    a.versions.delete(a.versions.list(the_entry(a).id)[0])
    assert into(a, b).is_nothing
    assert a.versions.list(the_entry(a).id) == ()
    into(b, a)
    assert b.versions.list(the_entry(b).id) == ()


def test_unfinished_forms_of_both_copies_are_offered_one_after_the_other(copies: Copies) -> None:
    a, b = copies
    a.unfinished.save("topic", "left in a")
    b.unfinished.save("topic", "left in b")
    with a.transaction():
        database_of(a).connection.execute("UPDATE unfinished SET writer = 'an earlier run of a'")
    with b.transaction():
        database_of(b).connection.execute("UPDATE unfinished SET writer = 'an earlier run of b'")
    into(a, b)
    found = []
    while words := a.unfinished.get("topic"):
        found.append(words)
        a.unfinished.delete("topic", words)
    assert found == ["left in b", "left in a"]


def test_a_change_by_another_program_counts_as_a_change(copies: Copies) -> None:
    """A change without a mark: both texts stay all the same."""
    a, b = copies
    write(a, "in a")
    into(b, a)
    with a.transaction():
        database_of(a).connection.execute("UPDATE entries SET body = 'changed by another program'")
    write(b, "then in b")
    both_ways(a, b)
    assert {entry.body for entry in a.entries.list()} == {"changed by another program", "then in b"}


def test_a_text_by_another_program_that_was_imported_elsewhere_is_an_earlier_state(
    copies: Copies, tmp_path: Path, clock: Clock
) -> None:
    a, _ = copies
    write(a, "first")
    database_of(a).connection.execute("UPDATE entries SET body = 'by another program'")
    document = whole(a)
    write(a, "later")
    with contextlib.closing(Journal.begin(tmp_path / "d.db", clock)) as imported:
        import_into(imported, document)
        assert into(imported, a).newer == {"entries": 1}
        assert [entry.body for entry in imported.entries.list()] == ["later"]


def test_hostile_texts(copies: Copies) -> None:
    a, b = copies
    for at, text in enumerate(SHORT):
        entry = a.entries.add("between", DAY, title=text, body=text, tags=(text,))
        if at % 2:
            into(b, a)
            a.entries.save_text(entry.id, f"{text} a", text)
            b.entries.save_text(entry.id, f"{text} b", text)
    both_ways(a, b)
    bodies = {entry.body for entry in b.entries.list()}
    for at, text in enumerate(SHORT):
        assert bodies >= ({f"{text} a", f"{text} b"} if at % 2 else {text})


def test_a_draft_keeps_an_entry_from_being_deleted(copies: Copies) -> None:
    a, b = copies
    entry = the_entry(a)
    a.drafts.save(entry.id, "not in the entry yet", entry.body)
    # One the other copy never had.
    new = a.entries.add("between", DAY, body="only in a")
    a.drafts.save(new.id, "nor this", new.body)
    b.trash.put(entry.id)
    permanent_deletion.delete_for_good(b, [entry.id])
    both_ways(a, b)
    for journal in copies:
        assert {draft.body for draft in journal.drafts.list()} == {"not in the entry yet", "nor this"}
        assert {one.body for one in journal.entries.list()} == {"in both", "only in a"}


# Alike from both sides


def document(journal: Journal) -> str:
    """Everything the journal gives out, but for when."""
    return dump(whole(journal), BEGINNING)


def test_lists_and_the_page_are_in_the_same_order_from_both_sides(copies: Copies) -> None:
    a, b = copies
    (zoe,) = a.therapists.list()
    for journal, name in ((b, "b"), (a, "a")):
        for number in range(3):
            journal.topics.add(f"{name}{number}")
            journal.homework.add(f"{name}{number}")
            journal.excerpts.add(f"{name}{number}")
            journal.therapists.add(f"{name}{number}")
            journal.appointments.set_next(Appointment(DAY, None, journal.therapists.list()[-1].id), DAY)
        journal.goals.add(f"{name}'s goal")
        import_into(journal, Document(questions=(AskedQuestion(name, f"{name}?", "trust", "added", True),)))
        # What was decided last goes on; what one has left out is left out.
        journal.brief_choices.set_order([f"good:{name}", "good:trust"], zoe.id)
        journal.brief_choices.set_order(["good:trust"] if name == "b" else ["below:plan", "good:trust"])
        journal.brief_choices.set_included("below:plan", name == "a", zoe.id)
    both_ways(a, b)
    assert document(a) == document(b)
    assert [topic.text[1] for topic in a.topics.list()] == list("001122")
    assert a.brief_choices.included(zoe.id)["below:plan"] is False
    assert a.brief_choices.positions()["good:trust"] == 2
    b.brief_choices.set_order(["good:trust", "below:plan"])
    both_ways(a, b)
    assert a.brief_choices.positions() == {"good:trust": 1, "below:plan": 2}
    assert document(a) == document(b)


def test_an_equal_answer_that_was_given_again(copies: Copies, clock: Clock) -> None:
    a, b = copies
    a.answers.set(the_entry(a).id, "warmth", Answer.FULLY)
    both_ways(a, b)
    clock.now += dt.timedelta(minutes=5)
    b.answers.set(the_entry(b).id, "warmth", Answer.FULLY)
    both_ways(a, b)
    assert document(a) == document(b)
    assert list(entry_checksums.differing(database_of(a).connection)) == []


def test_the_text_was_changed_in_the_trash_of_the_other_copy(copies: Copies) -> None:
    a, b = copies
    both = the_entry(a).id
    a.trash.put(both)
    into(b, a)
    b.trash.restore(both)
    write(b, "changed in b")
    b.trash.put(both)
    only_b = b.entries.add("between", DAY, body="only in the trash of b")
    b.trash.put(only_b.id)
    assert a.path
    assert b.path
    taken = merge_file(a, b.path, None)
    assert (taken.done.in_trash, taken.done.to_trash) == (2, 0)
    assert taken.backup
    assert say_merged(taken.done) == ["Taken over from the trash of the other copy into the trash here: 2 entries."]
    assert {one.title for one in permanent_deletion.listed(a)} == {"Shared", "only in the trash of b"}


def test_of_two_ratings_of_one_day_the_later_one_is_kept_and_reported(copies: Copies) -> None:
    a, b = copies
    goal = a.goals.add("a goal")
    both_ways(a, b)
    for journal, mark in ((a, 3), (b, 8)):
        journal.goals.set_mark(goal.id, DAY, mark)
        journal.goals.set_mark(goal.id, DAY + dt.timedelta(1), 5)
    said = "On 1 day the marks of a goal differ; those of the copy that was marked last are kept."
    assert say_merged(into(a, b, keep=False), dry_run=True)[-1] == said.replace("are kept", "would be kept")
    assert say_merged(into(a, b))[-1] == said
    into(b, a)
    for journal in copies:
        assert [given.mark for given in journal.goals.list()[0].marks] == [8, 5]
    both_ways(a, b)


# What is not what was saved


def flip(journal: Journal, change: str = "body = 'zzz a flipped bit'") -> str:
    """Something changes a text behind the journal's back; which entry it is in."""
    entry_id = the_entry(journal).id
    database_of(journal).connection.execute(f"UPDATE entries SET {change} WHERE id = ?", (entry_id,))
    return entry_id


DAMAGED_THERE = (
    "Of the other copy, 1 entry is not what was saved there, and is left out where this journal has it. "
    "The command check, with --file and the name of that copy, says which."
)


def test_a_damaged_text_of_the_other_copy_never_wins(copies: Copies) -> None:
    a, b = copies
    flip(b, "body = 'flipped', created_at = '0026-05-28'")
    before = state(a)
    for keep in (False, True):
        done = into(a, b, keep=keep)
        assert (done.is_nothing, done.damaged) == (True, 1)
        assert say_merged(done, dry_run=not keep) == [
            "This journal has everything already that is whole in the other copy.",
            DAMAGED_THERE,
        ]
    assert state(a) == before
    # Nor where this one was changed since, or deleted; what else the other copy has comes along.
    write(a, "newer in a")
    b.entries.add("between", DAY, body="whole")
    done = into(a, b)
    assert say_merged(done) == ["Added: 1 entry.", DAMAGED_THERE]
    assert {entry.body for entry in a.entries.list()} == {"newer in a", "whole"}
    a.trash.put(the_entry(a).id)
    assert into(a, b).is_nothing
    # Once it was looked at there and written in, it is what was saved, and its text stays in both.
    b.entries.save_text(the_entry(b).id, "mended", the_entry(b).body)
    both_ways(a, b)
    assert "mended" in {entry.body for entry in a.entries.list()}


def test_bytes_that_are_no_text_do_not_end_the_merge(copies: Copies) -> None:
    a, b = copies
    flip(b, "body = CAST(x'66ff' AS TEXT)")
    b.entries.add("between", DAY, body="whole")
    done = into(a, b)
    assert (done.damaged, done.added) == (1, {"entries": 1})
    assert {entry.body for entry in a.entries.list()} == {"in both", "whole"}


def test_a_damaged_entry_that_only_the_other_copy_has_is_kept_as_another_version(copies: Copies) -> None:
    a, b = copies
    lost = b.entries.add("session", DAY, title="Only in b", body="before")
    unreadable = b.entries.add("session", DAY, body="no day")
    database_of(b).connection.execute("UPDATE entries SET body = 'flipped' WHERE id = ?", (lost.id,))
    database_of(b).connection.execute("UPDATE entries SET date = '2026-x5-28' WHERE id = ?", (unreadable.id,))
    done = into(a, b)
    assert (done.damaged, done.added) == (2, {"entries": 1})
    (second,) = [entry for entry in a.entries.list() if entry.title == "Only in b"]
    assert (second.id != lost.id, second.kind, second.body) == (True, "between", "flipped")
    assert into(a, b).is_nothing
    a.trash.put(second.id)
    permanent_deletion.delete_for_good(a, [second.id])
    assert into(a, b).is_nothing


def test_a_damaged_entry_of_this_journal_is_replaced_by_an_intact_one(copies: Copies) -> None:
    a, b = copies
    flip(a)
    assert into(a, b, keep=False).mended == 1
    done = into(a, b)
    assert say_merged(done) == [
        "Not what was saved here, and taken from the other copy, with what stood here beside it: 1 entry."
    ]
    assert the_entry(a).body == "in both"
    (second,) = [entry for entry in a.entries.list() if entry.version_of]
    assert (second.body, second.kind) == ("zzz a flipped bit", "between")
    assert list(entry_checksums.differing(database_of(a).connection)) == []
    both_ways(a, b)
    # A newer one of the other copy, too; an older one is no help, and neither is one that was deleted.
    write(b, "newer in b")
    flip(a, "body = 'once more', date = '2026-x5-28'")
    assert into(a, b).mended == 1
    assert the_entry(a).body == "newer in b"
    write(a, "newest in a")
    flip(a, "body = 'the only one with the newest'")
    assert into(a, b).mended == 0
    b.trash.put(the_entry(b).id)
    permanent_deletion.delete_for_good(
        b, [one.id for one in entry_rows.read(database_of(b), "deleted_at IS NOT NULL")]
    )
    into(a, b)
    assert the_entry(a).body == "the only one with the newest"
    assert len(list(entry_checksums.differing(database_of(a).connection))) == 1


# The other file


@pytest.mark.parametrize("fixture", EVERY, ids=lambda file: file.stem)
def test_a_copy_of_an_older_version(tmp_path: Path, fixture: Path, clock: Clock) -> None:
    old = tmp_path / "stick" / "old.db"
    old.parent.mkdir()
    shutil.copyfile(fixture, old)
    before = snapshot(old.parent)
    with contextlib.closing(Journal.begin(tmp_path / "journal.db", clock)) as journal:
        taken = merge_file(journal, old, None)
        assert taken.done.added["entries"] > 20
        assert taken.backup
        assert merge_file(journal, old, None).done.is_nothing
        assert database_of(journal).connection.execute("PRAGMA foreign_key_check").fetchone() is None
        assert list(entry_checksums.differing(database_of(journal).connection)) == []
    assert snapshot(old.parent) == before
    assert not paths.other_copy(tmp_path / "journal.db").exists()


def test_a_copy_that_was_changed_before_revisions_were_stored(tmp_path: Path, clock: Clock) -> None:
    """Two files of the time before: the one written later goes on, the other text is kept beside it."""
    for name in "ab":
        shutil.copyfile(M003.path, tmp_path / f"{name}.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "b.db")) as old, old:
        old.execute("UPDATE entries SET body = 'changed then', updated_at = '2026-12-01' WHERE id = 'note'")
        entry_checksums.renew_all_first(old)
    with contextlib.closing(Journal.open(tmp_path / "a.db", clock)) as journal:
        before = journal.entries.get("note")
        merge_file(journal, tmp_path / "b.db", None)
        assert journal.entries.get("note").body == "changed then"
        (second,) = [entry for entry in journal.entries.list() if entry.version_of]
        assert (second.body, second.version_of) == (before.body, "note")


def test_an_encrypted_copy(tmp_path: Path, clock: Clock, program: Program) -> None:
    mine, other = tmp_path / "a" / "journal.db", tmp_path / "b" / "journal.db"
    for path, key in ((mine, OLD), (other, NEW)):
        path.parent.mkdir()
        (path.parent / "key").write_text(key.reveal())
        (path.parent / "key").chmod(0o600)
        with contextlib.closing(Journal.begin(path, clock, passphrase=key)) as journal:
            journal.entries.add("between", DAY, title=key.reveal())
    program.file = mine
    before = snapshot(other.parent)
    given = ("--passphrase-file", mine.parent / "key", "merge", other)
    assert "--other-passphrase-file F" in program(*given).sentence()
    ran = program(*given, "--other-passphrase-file", other.parent / "key", "--dry-run")
    unrelated, would = ran.out.splitlines()
    assert (ran.code, would, ran.err) == (0, "Would be added: 1 entry.", "")
    assert unrelated.startswith("The two have nothing in common")
    ran = program(*given, "--other-passphrase-file", other.parent / "key")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{unrelated}\nAdded: 1 entry.\nA backup was made before: ")
    with opened(mine, OLD) as journal, pytest.raises(WrongPassphrase):
        merge_file(journal, other, OLD)
    assert snapshot(other.parent) == before
    assert [path.name for path in sorted(mine.parent.iterdir())] == ["backups", "journal.db", "key"]


@pytest.mark.parametrize("key", [None, OLD], ids=["plain", "encrypted"])
def test_the_backup_has_the_state_before_the_merge_however_much_is_merged(
    tmp_path: Path, clock: Clock, key: Passphrase | None
) -> None:
    """Several megabytes, more than the cache of an open journal holds."""
    mine, other = tmp_path / "a" / "journal.db", tmp_path / "b" / "journal.db"
    for path in (mine, other):
        path.parent.mkdir()
        with contextlib.closing(Journal.begin(path, clock, passphrase=key)) as journal:
            journal.entries.add("between", DAY, title=f"In {path.parent.name}")
    with opened(other, key) as theirs:
        import_into(
            theirs,
            Document(
                entries=tuple(
                    Entry(f"long {number}", "between", DAY, body=f"{number} {many_words(20_000)}")
                    for number in range(30)
                )
            ),
        )
    with opened(mine, key) as journal:
        journal.limit_cache()
        before = document(journal)
        taken = merge_file(journal, other, key)
        assert taken.done.added == {"entries": 31}
        assert len(journal.entries.list()) == 32
    assert taken.backup
    with opened(taken.backup, key) as backup:
        assert document(backup) == before


def test_nothing_is_merged_if_no_backup_can_be_made(copies: Copies) -> None:
    a, b = copies
    b.entries.add("between", DAY, body="only in b")
    assert a.path
    assert b.path
    (a.path.parent / "backups").write_text("in the way")
    before = snapshot(a.path.parent)
    with pytest.raises(CannotWrite, match="No backup could be made"):
        merge_file(a, b.path, None)
    assert snapshot(a.path.parent) == before
    assert [entry.body for entry in a.entries.list()] == ["in both"]
    # The journal can be written as before, and merged once the backup can be made.
    (a.path.parent / "backups").unlink()
    assert merge_file(a, b.path, None).done.added == {"entries": 1}


def test_refused_files(tmp_path: Path, clock: Clock) -> None:
    mine = begin(tmp_path / "a" / "journal.db", None, clock)
    there = tmp_path / "b"
    there.mkdir()
    whole = mine.read_bytes()
    (there / "notes.txt").write_text("words " * 2_000)
    (there / "empty.db").touch()
    (there / "itself.db").symlink_to(mine)
    # A damaged page in the middle, and a page that is gone.
    (there / "damaged.db").write_bytes(whole[: 40 * 4096] + b"x" * 4096 + whole[41 * 4096 :])
    (there / "short.db").write_bytes(whole[: 30 * 4096])
    shutil.copyfile(mine, there / "newer.db")
    with contextlib.closing(sqlite3.connect(there / "newer.db")) as newer, newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'm999_later', '')",
            (migrations.SET,),
        )
    with contextlib.closing(sqlite3.connect(there / "songs.db")) as songs:
        songs.execute("CREATE TABLE songs (title)")
    before, present = everything(mine, None), snapshot(there)
    os.mkfifo(there / "pipe")
    with contextlib.closing(Journal.open(mine)) as journal:
        for name, kind in {
            "notes.txt": NotAJournal,
            "empty.db": NotAJournal,
            "songs.db": NotAJournal,
            "itself.db": NotPossible,
            "damaged.db": Damaged,
            "short.db": Damaged,
            "newer.db": MadeByNewer,
            "nowhere.db": CannotOpen,
            ".": CannotOpen,
            "pipe": CannotOpen,
        }.items():
            with pytest.raises(kind) as refused:
                merge_file(journal, there / name, None)
            assert str(paths.other_copy(mine)) not in str(refused.value), name
            # The next step is about that copy: not another file to open, nor this journal's backups.
            for wrong in ("--file PATH", "The command backups", "restore"):
                assert wrong not in str(refused.value), name
    assert everything(mine, None) == before
    (there / "pipe").unlink()
    assert snapshot(there) == present
    assert [path.name for path in mine.parent.iterdir()] == ["journal.db"]


def test_a_copy_another_window_is_using(copies: Copies) -> None:
    a, b = copies
    b.entries.add("between", DAY, body="only in b")
    assert a.path
    assert b.path
    with another_window(b.path, None, "BEGIN EXCLUSIVE"), pytest.raises(NotPossible, match="is writing to"):
        merge_file(a, b.path, None)
    # While a sentence is saved there, what was saved before is taken over.
    with another_window(b.path, None, "BEGIN IMMEDIATE"):
        assert merge_file(a, b.path, None).done.added == {"entries": 1}
    with another_window(a.path, None), pytest.raises(Busy):
        into(a, b)


def test_a_copy_whose_writer_was_killed(copies: Copies) -> None:
    """The rollback journal beside it is applied to the private copy only."""
    a, b = copies
    assert b.path
    b.close()
    killed = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('PRAGMA cache_spill = 1')\n"
        "connection.execute('BEGIN')\n"
        'connection.execute("CREATE TABLE filling (x)")\n'
        "for _ in range(50):\n"
        '    connection.execute("INSERT INTO filling VALUES (zeroblob(9000))")\n'
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", killed, str(b.path)], check=False, timeout=60)
    assert paths.journal_journal(b.path).exists()
    before = snapshot(b.path.parent)
    assert merge_file(a, b.path, None).done.is_nothing
    assert snapshot(b.path.parent) == before


def test_leftovers_of_a_killed_merge(copies: Copies) -> None:
    a, b = copies
    assert a.path
    assert b.path
    left = paths.other_copy(a.path)
    left.write_bytes(b"half a copy")
    with pytest.raises(NotPossible, match="Wait a minute"):
        merge_file(a, b.path, None)
    assert any(str(left) in finding.sentence for finding in check.look(a.path, None, a.now()))
    os.utime(left, (0, 0))
    merge_file(a, b.path, None)
    assert not left.exists()


def test_a_full_disk(copies: Copies) -> None:
    a, b = copies
    b.entries.add("between", DAY, body="words " * 500_000)
    assert a.path
    assert b.path
    before = state(a)
    with no_file_longer_than(a.path.stat().st_size + 100_000), pytest.raises(JournalError):
        merge_file(a, b.path, None)
    assert state(a) == before
    assert [path.name for path in sorted(a.path.parent.iterdir())] in (["journal.db"], ["backups", "journal.db"])
    merge_file(a, b.path, None)
    assert state(a) == state(b)


# Random histories


def _a_history(number: int, chance: random.Random, steps: int) -> None:
    copies = RandomCopies(number, chance)
    try:
        for _ in range(steps):
            copies.step()
        copies.settle()
        assert all(state(journal) == state(copies.journals[0]) for journal in copies.journals)
        # What one has in its trash and another deleted for good is told apart by a topic's link alone.
        if not copies.one_has_in_its_trash_what_is_gone():
            assert len({document(journal) for journal in copies.journals}) == 1
    finally:
        copies.close()


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(2, 3), st.randoms(use_true_random=True))
def test_two_copies_converge_and_lose_no_word(number: int, chance: random.Random) -> None:
    _a_history(number, chance, 30)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(2, 3), st.randoms(use_true_random=True), st.integers(5, 90))
def test_many_copies_converge_and_lose_no_word(number: int, chance: random.Random, steps: int) -> None:
    _a_history(number, chance, steps)
