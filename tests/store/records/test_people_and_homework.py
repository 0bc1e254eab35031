"""Therapists and calls, appointments and rhythms, homework and goals: the verbs, over a real file."""

import datetime as dt
from itertools import pairwise
from typing import Final

import pytest

from alliance_journal.domain.dates.parse import When
from alliance_journal.domain.dates.recurrence_parser import parse_rhythm
from alliance_journal.domain.models import Appointment, Goal, GoalMark
from alliance_journal.store.core.errors import NotFound, NotPossible
from alliance_journal.store.journal import Journal

TODAY = dt.date(2026, 11, 22)
"""A Sunday."""


def weekly(therapist_id: str | None = None, text: str = "every Thursday 17:30") -> Appointment:
    found = parse_rhythm(text, TODAY)
    return Appointment(found.first.day, found.first.time, therapist_id, found.rule)


# Therapists


def test_three_calls_and_one_goes_on(journal: Journal) -> None:
    ada, bo, cleo = (journal.therapists.add(name, "considering") for name in ("Ada", "Bo", "Cleo"))
    past = journal.therapists.add("Dan", "past")
    current = journal.therapists.add("Eve")
    for one in (ada, bo, cleo):
        journal.entries.add("consultation", TODAY, therapist_id=one.id, body=f"Called {one.name}.")
    journal.therapists.choose(bo.id, [ada.id, bo.id, cleo.id])
    assert {t.name: t.status for t in journal.therapists.list()} == {
        "Ada": "past", "Bo": "current", "Cleo": "past", "Dan": "past", "Eve": "current",
    }  # fmt: skip
    # Nothing is deleted, and whoever was there before stays.
    assert len(journal.entries.list()) == 3
    assert {past.id, current.id} <= {t.id for t in journal.therapists.list()}


def test_facts_are_kept(journal: Journal) -> None:
    ada = journal.therapists.add("Ada", "considering")
    ada = ada._replace(
        setting="video", fee="90", first_free="in January", to_ask="Cancelling?\nHolidays?", note="x"
    )
    journal.therapists.change(ada)
    assert journal.therapists.list() == (ada,)
    with pytest.raises(NotFound):
        journal.therapists.change(ada._replace(id="nobody"))
    with pytest.raises(NotFound):
        journal.therapists.choose("nobody")


def test_one_with_sessions_is_put_away_and_never_deleted(journal: Journal) -> None:
    ada, bo = journal.therapists.add("Ada"), journal.therapists.add("Bo", "considering")
    entry = journal.entries.add("session", TODAY, therapist_id=ada.id)
    journal.appointments.set_next(Appointment(TODAY, therapist_id=bo.id), TODAY)
    assert not journal.therapists.remove(ada.id)
    assert journal.therapists.remove(bo.id)
    assert [(t.name, t.status) for t in journal.therapists.list()] == [("Ada", "past")]
    assert journal.appointments.list() == ()
    # Also when the session is in the trash: it may come back.
    journal.trash.put(entry.id)
    assert not journal.therapists.remove(ada.id)


# Appointments


def test_a_year_of_thursdays(journal: Journal) -> None:
    journal.appointments.set_next(weekly(), TODAY)
    found = journal.appointments.upcoming(TODAY, most=53)
    assert len(found) == 53
    assert {one.time for one in found} == {dt.time(17, 30)}
    assert all((later.date - one.date).days == 7 for one, later in pairwise(found))


def test_left_out_and_moved_this_time_only(journal: Journal) -> None:
    journal.appointments.set_next(weekly(), TODAY)
    first, second, third = journal.appointments.upcoming(TODAY, most=3)
    journal.appointments.skip(first)
    journal.appointments.move(second, When(dt.date(2026, 12, 4), dt.time(9)))
    assert [one.at for one in journal.appointments.upcoming(TODAY, most=2)] == ["2026-12-04T09:00", third.at]
    assert len(journal.appointments.list()) == 1


def test_a_single_date_is_moved_and_left_out(journal: Journal) -> None:
    journal.appointments.set_next(Appointment(TODAY, dt.time(9)), TODAY)
    (only,) = journal.appointments.upcoming(TODAY)
    journal.appointments.move(only, When(dt.date(2026, 11, 25)))
    (moved,) = journal.appointments.upcoming(TODAY)
    assert moved.at == "2026-11-25T09:00"
    journal.appointments.skip(moved)
    assert journal.appointments.upcoming(TODAY) == []
    with pytest.raises(NotFound):
        journal.appointments.skip(moved)


def test_each_therapist_has_dates_of_their_own(journal: Journal) -> None:
    ada, bo = journal.therapists.add("Ada"), journal.therapists.add("Bo")
    journal.appointments.set_next(weekly(ada.id), TODAY)
    journal.appointments.set_next(weekly(bo.id, "first Tuesday of the month 10:00"), TODAY)
    assert [one.therapist_id for one in journal.appointments.upcoming(TODAY, most=3)] == [ada.id, bo.id, ada.id]
    assert journal.appointments.next(TODAY, bo.id) == Appointment(dt.date(2026, 12, 1), dt.time(10), bo.id)
    # A new rhythm takes the place of the old one, with that therapist alone.
    journal.appointments.set_next(weekly(ada.id, "every second Monday 8:00"), TODAY)
    assert len(journal.appointments.list()) == 2
    # It has no date yet, so nothing is left of it.
    journal.appointments.end_recurrence(ada.id, TODAY)
    assert [one.therapist_id for one in journal.appointments.list()] == [bo.id]


def test_a_single_date_stands_beside_a_rhythm(journal: Journal) -> None:
    journal.appointments.set_next(weekly(), TODAY)
    journal.appointments.set_next(Appointment(dt.date(2026, 11, 24), dt.time(12)), TODAY)
    assert [one.at for one in journal.appointments.upcoming(TODAY, most=2)] == [
        "2026-11-24T12:00",
        "2026-11-26T17:30",
    ]


THURSDAY: Final = Appointment(dt.date(2026, 11, 26), dt.time(17, 30))


@pytest.mark.parametrize(
    ("appointment", "at"),
    [
        (THURSDAY, "2026-11-26T17:30"),
        # Another hour of that day is free, and so is a day whose hour is not known, or that was left out.
        (Appointment(dt.date(2026, 11, 26), dt.time(9)), None),
        (Appointment(dt.date(2026, 11, 26)), None),
        (Appointment(dt.date(2026, 12, 3), dt.time(17, 30)), None),
        (Appointment(dt.date(2026, 12, 4), dt.time(9)), "2026-12-04T09:00"),
        # Of a rhythm not only the first date; and no further ahead than a year.
        (weekly(text="first Thursday of the month 17:30"), "2027-01-07T17:30"),
        (weekly(text="every second Friday 9:00 from 2026-11-20"), "2026-12-04T09:00"),
        (weekly(text="every Saturday 10:00"), "2027-05-01T10:00"),
        (weekly(text="every year on 26 August 17:30"), "2027-08-26T17:30"),
        (weekly(text="every year on 2 December 9:00"), None),
    ],
)
def test_two_at_one_time_are_noticed(appointment: Appointment, at: str | None, journal: Journal) -> None:
    ada, bo, cleo = journal.therapists.add("Ada"), journal.therapists.add("Bo"), journal.therapists.add("Cleo")
    journal.appointments.set_next(weekly(ada.id), TODAY)
    journal.appointments.move(
        journal.appointments.upcoming(TODAY, ada.id)[1], When(dt.date(2026, 12, 4), dt.time(9))
    )
    journal.appointments.set_next(Appointment(dt.date(2027, 5, 1), dt.time(10), cleo.id), TODAY)
    found = journal.appointments.at_same_time(appointment._replace(therapist_id=bo.id), TODAY)
    assert (found.at if found else None) == at
    # What is set anew with the same one takes the place of what was there.
    own = journal.appointments.at_same_time(appointment._replace(therapist_id=ada.id), TODAY)
    assert own is None or own.therapist_id == cleo.id


def test_a_date_that_is_moved_onto_another_is_noticed(journal: Journal) -> None:
    ada, bo = journal.therapists.add("Ada"), journal.therapists.add("Bo")
    journal.appointments.set_next(weekly(ada.id), TODAY)
    journal.appointments.set_next(Appointment(dt.date(2026, 11, 24), dt.time(9), bo.id), TODAY)
    thursday = journal.appointments.upcoming(TODAY, ada.id)[0]
    onto_bo = thursday._replace(date=dt.date(2026, 11, 24), time=dt.time(9))
    found = journal.appointments.at_same_time(onto_bo, TODAY, instead_of=thursday)
    assert found
    assert found.therapist_id == bo.id
    # Also onto a date with the same one; but not onto itself.
    later = thursday._replace(date=dt.date(2026, 12, 3))
    assert journal.appointments.at_same_time(later, TODAY, instead_of=thursday) == later
    assert journal.appointments.at_same_time(thursday, TODAY, instead_of=thursday) is None


def test_one_date_that_was_set_twice_is_one(journal: Journal) -> None:
    """As a day of one's own rhythm, with its hour or without it; what is done to it is done to both."""
    thursdays = weekly()
    for clock in (dt.time(17, 30), None):
        journal.appointments.set_next(thursdays, TODAY)
        journal.appointments.set_next(THURSDAY._replace(time=clock), TODAY)
        found = journal.appointments.upcoming(TODAY, most=2)
        assert [one.at for one in found] == ["2026-11-26T17:30", "2026-12-03T17:30"]
        journal.appointments.skip(found[0])
        assert journal.appointments.upcoming(TODAY, most=1) == found[1:]
        journal.appointments.set_next(thursdays, TODAY)
        journal.appointments.set_next(THURSDAY._replace(time=clock), TODAY)
        journal.appointments.move(found[0], When(dt.date(2026, 11, 27)))
        assert [one.at for one in journal.appointments.upcoming(TODAY, most=2)] == [
            "2026-11-27T17:30",
            "2026-12-03T17:30",
        ]
    # Two hours of one day are two dates, each with its own.
    journal.appointments.set_next(thursdays, TODAY)
    journal.appointments.set_next(THURSDAY._replace(time=dt.time(20)), TODAY)
    found = journal.appointments.upcoming(TODAY, most=2)
    assert [one.at for one in found] == ["2026-11-26T17:30", "2026-11-26T20:00"]
    journal.appointments.skip(found[0])
    assert journal.appointments.upcoming(TODAY, most=1) == found[1:]


def test_what_was_not_written_about_yet(journal: Journal) -> None:
    ada = journal.therapists.add("Ada")
    journal.appointments.set_next(weekly(ada.id), TODAY)
    assert journal.appointments.without_session(TODAY) is None
    friday = dt.date(2026, 11, 27)
    assert journal.appointments.without_session(friday) == Appointment(
        dt.date(2026, 11, 26), dt.time(17, 30), ada.id
    )
    # Asked about for some days, and then no more.
    assert journal.appointments.without_session(dt.date(2026, 12, 2)) is not None
    # What was there before the rhythm ended is still asked about; then nothing is.
    journal.appointments.end_recurrence(ada.id, friday)
    assert journal.appointments.without_session(friday) is not None
    assert journal.appointments.upcoming(friday) == []
    assert journal.appointments.without_session(dt.date(2027, 3, 1)) is None
    journal.entries.add("session", dt.date(2026, 11, 26), therapist_id=ada.id)
    assert journal.appointments.without_session(friday) is None


# Homework


def test_homework(journal: Journal) -> None:
    session = journal.entries.add("session", TODAY)
    task = journal.homework.add("Write one honest sentence", "to hear how it sounds", session.id)
    journal.homework.set_state(task.id, "did not", "no quiet hour")
    (found,) = journal.homework.list()
    assert (found.state, found.note, found.agreed_in, found.by_next) == (
        "did not",
        "no quiet hour",
        session.id,
        True,
    )
    journal.homework.change(found._replace(text="Two sentences", by_next=False))
    assert journal.homework.list()[0].text == "Two sentences"
    with pytest.raises(NotFound):
        journal.homework.set_state("nothing", "did")


# Goals


def test_up_to_three_goals_are_open(journal: Journal) -> None:
    goals = [journal.goals.add(f"Goal {number}") for number in range(3)]
    with pytest.raises(NotPossible, match="3 goals are open already"):
        journal.goals.add("A fourth")
    journal.goals.set_state(goals[0].id, "reached")
    fourth = journal.goals.add("A fourth", "I sleep through")
    with pytest.raises(NotPossible):
        journal.goals.set_state(goals[0].id, "open")
    assert [goal.state for goal in journal.goals.list()] == ["reached", "open", "open", "open"]
    assert journal.goals.list()[-1] == fourth == Goal(fourth.id, "A fourth", "I sleep through")


def test_marks_are_from_0_to_10_one_a_day(journal: Journal) -> None:
    goal = journal.goals.add("Sleep")
    for mark in (11, -1):
        with pytest.raises(NotPossible, match="A mark is a number from 0 to 10"):
            journal.goals.set_mark(goal.id, TODAY, mark)
    journal.goals.set_mark(goal.id, TODAY, 10)
    journal.goals.set_mark(goal.id, TODAY - dt.timedelta(days=7), 0)
    journal.goals.set_mark(goal.id, TODAY, 6)
    assert journal.goals.list()[0].marks == (GoalMark(dt.date(2026, 11, 15), 0), GoalMark(TODAY, 6))
    journal.goals.set_mark(goal.id, TODAY, None)
    assert journal.goals.list()[0].marks == (GoalMark(dt.date(2026, 11, 15), 0),)


# Numbers to call


def test_own_numbers(journal: Journal) -> None:
    assert journal.own_numbers.list() == ()
    journal.own_numbers.set(["My sister: 123", "Dr A: 456"])
    journal.own_numbers.set(["Dr A: 456", "My sister: 123"])
    assert journal.own_numbers.list() == ("Dr A: 456", "My sister: 123")


def test_whoever_is_put_away_is_not_met_any_more(journal: Journal) -> None:
    """The dates stay with them, and come back with them; nobody else has to wait for their hour."""
    today = dt.date(2026, 6, 1)
    ada, ben = journal.therapists.add("Ada"), journal.therapists.add("Ben")
    thursdays = Appointment(dt.date(2026, 6, 4), dt.time(17, 30), ada.id, "FREQ=WEEKLY;BYDAY=TH")
    journal.appointments.set_next(thursdays, today)
    journal.therapists.change(ada._replace(status="past"))
    assert journal.appointments.next(today) is None
    assert journal.appointments.without_session(today + dt.timedelta(7)) is None
    assert journal.appointments.next(today, ada.id)
    journal.appointments.set_next(thursdays._replace(therapist_id=ben.id), today)
    following = journal.appointments.next(today)
    assert following
    assert following.therapist_id == ben.id


def test_several_people_or_a_call(journal: Journal) -> None:
    """Whether there is anything for the page about people; of many entries, only the ends are looked at."""
    assert not journal.sessions.has_people(2)
    journal.therapists.add("Zoë")
    days = [journal.entries.add("between", dt.date(2026, 5, day)) for day in range(1, 7)]
    assert not journal.sessions.has_people(2)
    for day, found in ((1, True), (2, True), (3, False), (4, False), (5, True), (6, True)):
        call = journal.entries.add("consultation", days[day - 1].date)
        journal.trash.put(days[day - 1].id)
        assert journal.sessions.has_people(2) is found, day
        journal.trash.put(call.id)
        journal.trash.restore(days[day - 1].id)
    assert not journal.sessions.has_people(2)
    journal.therapists.add("Ann", "past")
    assert journal.sessions.has_people(2)


def test_appointments_with_one_therapist_are_put_back(journal: Journal) -> None:
    ada, bo = journal.therapists.add("Ada"), journal.therapists.add("Bo")
    journal.appointments.set_next(weekly(ada.id), TODAY)
    journal.appointments.set_next(weekly(bo.id), TODAY)
    before = journal.appointments.list()
    journal.appointments.end_recurrence(ada.id, TODAY)
    journal.appointments.replace(ada.id, [one for one in before if one.therapist_id == ada.id])
    assert journal.appointments.list() == before


# Records that are deleted, because adding them was undone


def test_added_records_are_deleted(journal: Journal) -> None:
    topic, task = journal.topics.add("Words"), journal.homework.add("A walk")
    goal, excerpt = journal.goals.add("Sleep"), journal.excerpts.add("a line")
    (choice,) = journal.brief_choices.list()
    journal.topics.remove(topic.id)
    journal.homework.remove(task.id)
    journal.goals.remove(goal.id)
    journal.excerpts.remove(excerpt.id)
    journal.brief_choices.remove(choice)
    assert (journal.topics.list(), journal.homework.list(), journal.goals.list()) == ((), (), ())
    assert (journal.excerpts.list(), journal.brief_choices.list()) == ((), ())


def test_a_goal_to_which_something_belongs_is_not_deleted(journal: Journal) -> None:
    marked, named, noted = (journal.goals.add(name) for name in ("Sleep", "Eat", "Walk"))
    journal.goals.set_mark(marked.id, TODAY, 3)
    journal.topics.set_goal(journal.topics.add("the lists").id, named.id)
    entry = journal.entries.add("between", TODAY)
    journal.entries.change_details(entry._replace(goal_id=noted.id))
    for goal in (marked, named, noted):
        with pytest.raises(NotPossible, match="something belongs to it"):
            journal.goals.remove(goal.id)
    assert len(journal.goals.list()) == 3


def test_a_topic_is_changed(journal: Journal) -> None:
    topic, goal = journal.topics.add("Words"), journal.goals.add("Sleep")
    changed = topic._replace(text="Other words", state="brought", included=False, goal_id=goal.id)
    journal.topics.change(changed)
    assert journal.topics.list() == (changed,)
    with pytest.raises(NotFound):
        journal.topics.change(changed._replace(id="nothing"))


def test_names_of_forms_with_text(journal: Journal) -> None:
    for name in ("a/2", "a/1", "b"):
        journal.unfinished.save(name, "x")
    assert set(journal.unfinished.names("a/")) == {"a/1", "a/2"}
    assert journal.unfinished.names("c") == ()
