"""Rhythms as people say them: read, worked out, said back, with days left out and moved."""

import contextlib
import datetime as dt
from itertools import islice, pairwise
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_journal.domain.dates.parse import UnclearDate, When
from alliance_journal.domain.dates.recurrence import (
    PLACES,
    WEEKDAY_CODES,
    ended,
    has_ended,
    is_usable,
    moved,
    occurrences,
    say_rhythm,
    without,
)
from alliance_journal.domain.dates.recurrence_parser import parse_rhythm, sounds_like_one
from alliance_journal.domain.models import Appointment
from tests.examples import examples

TODAY = dt.date(2026, 11, 22)
"""A Sunday."""


def rhythm(text: str, today: dt.date = TODAY) -> Appointment:
    found = parse_rhythm(text, today)
    return Appointment(found.first.day, found.first.time, repeats=found.rule)


def dates(appointment: Appointment, number: int = 3, since: dt.date = TODAY) -> list[str]:
    return [one.at for one in islice(occurrences(appointment, since), number)]


@pytest.mark.parametrize(
    ("text", "said", "first"),
    [
        ("every Thursday 17:30", "every Thursday, 17:30", ["2026-11-26T17:30", "2026-12-03T17:30"]),
        ("Every second Monday", "every second Monday", ["2026-11-23", "2026-12-07"]),
        ("every other wed at 9:00", "every second Wednesday, 09:00", ["2026-11-25T09:00", "2026-12-09T09:00"]),
        ("every 3 weeks on Fri 5pm", "every 3 weeks on Friday, 17:00", ["2026-11-27T17:00", "2026-12-18T17:00"]),
        ("first Tuesday of the month", "first Tuesday of the month", ["2026-12-01", "2027-01-05"]),
        ("the last Friday of every month", "last Friday of the month", ["2026-11-27", "2026-12-25"]),
        ("every Mon and Thu 8:15", "every Monday and Thursday, 08:15", ["2026-11-23T08:15", "2026-11-26T08:15"]),
        ("each Tuesday from 4 December", "every Tuesday", ["2026-12-08", "2026-12-15"]),
        ("every Sunday", "every Sunday", ["2026-11-22", "2026-11-29"]),
        ("every day 8:00", "every day, 08:00", ["2026-11-22T08:00", "2026-11-23T08:00"]),
        (
            "every Thursday 17:30 until 3 December",
            "every Thursday, 17:30 until 3 December 2026",
            ["2026-11-26T17:30", "2026-12-03T17:30"],
        ),
    ],
)  # fmt: skip
def test_read_worked_out_and_said_back(text: str, said: str, first: list[str]) -> None:
    found = rhythm(text)
    assert dates(found, 2) == first
    assert say_rhythm(found) == said


IN_MANY_WORDS: Final = """
every Thursday, 17:30: Thursdays 17:30; Thursdays, at 5:30pm; on Thursdays at 17:30; each thu 5:30 p.m.
every Thursday, 17:30: every Thursday 17.30; every Thursday at 17:30; every week on Thursday 17h30
every Thursday, 17:30: weekly Thursday 17:30; weekly on Thursday 17:30; Thursday 17:30 weekly
every Thursday, 17:30: every Thursday from 26 November 17:30; weekly from 26 November 17:30
every Thursday, 17:00: every Thursday 5 pm; Thursdays 5pm; Thursdays 17.00
every Monday and Thursday: Mondays and Thursdays; weekly on Monday and Thursday; every Mon/Thu
every second Monday: fortnightly Monday; every other Monday; every two weeks on Monday; Mondays fortnightly
every second Monday: every 2nd week on Monday; biweekly on Monday; every second Monday from November
every second Monday, 09:00: bi-weekly Monday 9:00; every other week on Monday 9.00; Mondays, every two weeks, 9 am
every 3 weeks on Friday: every third Friday; every three weeks on Fridays; Friday every 3 weeks
first Tuesday of the month, 10:00: first Tuesday of the month 10:00; 10:00 every first Tuesday of the month
first Tuesday of the month, 10:00: monthly on the first Tuesday 10:00; every month on the 1st Tuesday at 10 am
first Monday and third Monday of the month: first and third Monday of the month; monthly on the 1st and 3rd Monday
second Monday and last Monday of the month: second and last Monday of each month
every month on day 15: the 15th of the month; monthly on the 15th; every month on the 15th
every month on the last day: last day of the month; monthly on the last day
every day, 08:00: daily 8:00; each day at 8 am
every Thursday, 17:30 until 30 June 2027: every Thursday 17:30 until 2027-06-30; Thursdays until 30 June 17:30
every Thursday, 17:30 until 30 June 2027: Thursdays 17:30 till end of June from December
every Thursday until 30 November 2026: Thursdays until November; weekly Thursday until the end of November
every Thursday, 10 times: Thursdays 10 times
"""


@pytest.mark.parametrize("line", IN_MANY_WORDS.strip().splitlines())
def test_one_rhythm_in_many_words(line: str) -> None:
    said, texts = line.split(": ", 1)
    for text in texts.split("; "):
        assert sounds_like_one(text), text
        assert say_rhythm(rhythm(text)) == said, text


@st.composite
def rhythms(draw: st.DrawFn) -> Appointment:
    """Any that an appointment can have: written here, or by another program."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    rule = f"FREQ={frequency};INTERVAL={draw(st.sampled_from([1, 1, 2, 3, 12]))}"
    some = st.sampled_from(WEEKDAY_CODES)
    numbered = st.builds(lambda place, code: f"{place}{code}", st.sampled_from(list(PLACES.values())), some)
    in_month = st.integers(-31, 31).filter(bool).map(str)
    by: dict[str, list[tuple[str, st.SearchStrategy[str]]]] = {
        "WEEKLY": [("BYDAY", some)],
        "MONTHLY": [("BYDAY", some), ("BYDAY", numbered), ("BYMONTHDAY", in_month)],
    }
    if frequency in by and draw(st.booleans()):
        name, values = draw(st.sampled_from(by[frequency]))
        rule += f";{name}={','.join(draw(st.lists(values, min_size=1, max_size=3)))}"
    rule += draw(st.sampled_from(["", ";COUNT=1", ";COUNT=3", ";UNTIL=20300101T235959", ";UNTIL=20290615"]))
    day = draw(st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)))
    return Appointment(day, draw(st.sampled_from([None, dt.time(8), dt.time(17, 30)])), repeats=rule)


@examples(150)
@given(rhythms())
def test_what_is_said_is_read_as_the_same(found: Appointment) -> None:
    following = dates(found, 5, found.date)
    assume(following)
    assert sounds_like_one(say_rhythm(found))
    again = rhythm(say_rhythm(found), dt.date.fromisoformat(following[0][:10]))
    assert dates(again, 5, again.date) == following


@pytest.mark.parametrize(
    "text",
    ["", "every", "every blue moon", "thursday", "every 0 weeks on Monday", "every second", "every Thursday 25:00",
     "sixth Monday of the month", "first of the month", "every Thursday or so", "weekly", "monthly on Tuesday",
     "biweekly on Monday and Thursday", "every Thursday 17:30 and Monday 9:00", "monthly from 4 December",
     "every Thursday 9:00 from 4 December 10:00", "every Thursday until 5 June until 6 June",
     "the 32nd of the month", "first Monday and Tuesday of the month", "Thursday from 4 December",
     "Thursdays until 5 June, 3 times"],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_write(text: str) -> None:
    with pytest.raises(UnclearDate, match=r"cannot be read.*Write for example every Thursday 17:30"):
        rhythm(text)


def test_a_rhythm_that_ends_before_it_begins() -> None:
    with pytest.raises(UnclearDate, match="before it begins"):
        rhythm("every Thursday from 4 December until 5 December")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("every Thursday until 10/11/2027", "10 November 2027"),
        ("every Thursday 17:30 until June", "31 May 2027 or .*30 June 2027. .*2027-05-31 or until 2027-06-30."),
    ],
)  # fmt: skip
def test_an_end_that_is_two_days_is_asked_about(text: str, said: str) -> None:
    with pytest.raises(UnclearDate, match=said):
        rhythm(text)


def test_a_rhythm_that_has_ended_has_no_more_dates() -> None:
    found = rhythm("every Thursday 17:30 until 10 December")
    assert not has_ended(found, dt.date(2026, 12, 10))
    assert has_ended(found, dt.date(2026, 12, 11))
    assert dates(found, since=dt.date(2026, 12, 11)) == []


@pytest.mark.parametrize(
    ("text", "until", "said", "left"),
    [
        ("every Thursday", "2026-12-09", "every Thursday until 9 December 2026", ["11-26", "12-01"]),
        ("every Thursday", "2026-12-11", "every Thursday until 11 December 2026", ["11-26", "12-01", "12-11"]),
        ("every Thursday", "2026-11-25", None, []),
        ("every Thursday until 20 December", "2027-02-01", "every Thursday until 20 December 2026",
         ["11-26", "12-01", "12-11", "12-17"]),
        ("every Thursday, 3 times", "2026-11-30", "every Thursday, once", ["11-26"]),
        ("every Thursday, 3 times", "2026-12-24", "every Thursday, 3 times", ["11-26", "12-01", "12-11"]),
        ("Thursdays 3 times from 3 December", "2026-12-02", "every Thursday until 2 December 2026", ["12-01"]),
    ],
)  # fmt: skip
def test_a_rhythm_that_is_ended_keeps_what_was_before(
    text: str, until: str, said: str | None, left: list[str]
) -> None:
    found = rhythm(text)
    for day, to in ((dt.date(2026, 12, 3), dt.date(2026, 12, 1)), (dt.date(2026, 12, 10), dt.date(2026, 12, 11))):
        found = moved(found, on(day, None), When(to))
    ending = ended(found, dt.date.fromisoformat(until))
    assert (say_rhythm(ending) if ending else None) == said
    assert [day[5:] for day in dates(ending, 9)] == left if ending else left == []


def test_a_rhythm_nobody_can_read_is_ended_too() -> None:
    found = Appointment(TODAY, dt.time(9), repeats="FREQ=NEVER")
    assert ended(found, TODAY) == Appointment(TODAY, dt.time(9))
    assert ended(found, TODAY - dt.timedelta(days=1)) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Tokyo"])
def test_a_year_of_thursdays_stays_at_half_past_five(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over both changes of the clocks, wherever that is."""
    monkeypatch.setenv("TZ", zone)
    found = list(islice(occurrences(rhythm("every Thursday 17:30"), TODAY), 53))
    assert {one.time for one in found} == {dt.time(17, 30)}
    assert {(b.date - a.date).days for a, b in pairwise(found)} == {7}


def on(day: dt.date, clock: dt.time | None = dt.time(17, 30)) -> Appointment:
    return Appointment(day, clock)


def test_a_day_left_out_and_a_day_moved() -> None:
    thursdays = rhythm("every Thursday 17:30")
    found = without(thursdays, on(dt.date(2026, 12, 3)))
    assert dates(found) == ["2026-11-26T17:30", "2026-12-10T17:30", "2026-12-17T17:30"]
    found = moved(found, on(dt.date(2026, 12, 10)), When(dt.date(2026, 12, 11), dt.time(9)))
    assert dates(found) == ["2026-11-26T17:30", "2026-12-11T09:00", "2026-12-17T17:30"]
    # Moved without a time, it stays at its time; and it can be moved to before where it was.
    found = moved(found, on(dt.date(2026, 12, 17)), When(dt.date(2026, 12, 1)))
    assert dates(found, 4) == ["2026-11-26T17:30", "2026-12-01T17:30", "2026-12-11T09:00", "2026-12-24T17:30"]
    # What was moved can be moved again, and left out.
    found = moved(found, on(dt.date(2026, 12, 11), dt.time(9)), When(dt.date(2026, 12, 12)))
    found = without(found, on(dt.date(2026, 12, 1)))
    assert dates(found) == ["2026-11-26T17:30", "2026-12-12T09:00", "2026-12-24T17:30"]
    assert say_rhythm(found) == "every Thursday, 17:30"


def test_a_day_moved_there_and_back() -> None:
    thursdays = rhythm("every Thursday 17:30")
    third, fourth = dt.date(2026, 12, 3), dt.date(2026, 12, 4)
    there = moved(thursdays, on(third), When(fourth))
    back = moved(there, on(fourth), When(third))
    assert dates(back, 4) == dates(thursdays, 4)
    assert dates(moved(thursdays, on(third), When(third)), 4) == dates(thursdays, 4)
    # A day that was left out can be a day again.
    assert (
        dates(moved(without(there, on(fourth)), on(dt.date(2026, 12, 10)), When(fourth)), 2)[1]
        == "2026-12-04T17:30"
    )


def test_a_rhythm_without_a_time_has_days_alone() -> None:
    found = moved(rhythm("every Monday"), on(dt.date(2026, 11, 30), None), When(dt.date(2026, 12, 1)))
    assert dates(found) == ["2026-11-23", "2026-12-01", "2026-12-07"]


def test_a_single_date_is_its_own() -> None:
    once = Appointment(dt.date(2026, 12, 1), dt.time(9))
    assert list(occurrences(once, TODAY)) == [once]
    assert list(occurrences(once, dt.date(2026, 12, 2))) == []
    assert not has_ended(once, dt.date(2030, 1, 1))


@pytest.mark.parametrize(
    "rule",
    [
        "nonsense",
        "FREQ=NEVER",
        "RRULE:",
        "FREQ=WEEKLY;BYDAY=XX",
        "DTSTART:x\nRRULE:FREQ=DAILY",
        "DTSTART:20261220",
        "\0",
    ],
)
def test_what_a_file_says_may_be_no_rhythm(rule: str) -> None:
    found = Appointment(TODAY, dt.time(9), repeats=rule)
    assert not is_usable(found)
    assert dates(found) == ["2026-11-22T09:00"]
    assert say_rhythm(found) == "one that cannot be read here"


def test_a_rhythm_of_another_program_is_readable() -> None:
    found = Appointment(TODAY, dt.time(9), repeats="RRULE:FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3")
    assert is_usable(found)
    assert dates(found, 5) == ["2026-12-15T09:00", "2027-01-15T09:00", "2027-02-15T09:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=MONTHLY;UNTIL=1",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYHOUR=1,2",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-3",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=1MO,TU",
        "RRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY",
        " ",
    ],
)
def test_a_rhythm_nobody_can_come_to(rule: str) -> None:
    """Without an end to working it out, it is known from its words; in a file, its first date alone is left."""
    found = Appointment(TODAY, dt.time(9), repeats=rule)
    assert not is_usable(found)
    assert dates(found) == ["2026-11-22T09:00"]
    assert has_ended(found, dt.date(2026, 11, 23))
    assert say_rhythm(found) == "one that cannot be read here"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=YEARLY", "every year on 22 November"),
        ("FREQ=MONTHLY", "every month on day 22"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15", "every 2 months on day 1 and day 15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "every month on day 2 from the end"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "first Monday and third Monday of the month"),
        ("freq=monthly;byday=5th", "fifth Thursday of the month"),
        ("FREQ=MONTHLY;BYDAY=-2MO", "second last Monday of the month"),
        ("FREQ=MONTHLY;BYDAY=TU,TU", "every Tuesday"),
        ("FREQ=WEEKLY;COUNT=1", "every Sunday, once"),
        ("FREQ=WEEKLY EXDATE:20261208T173000", "every Sunday"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2 EXDATE:20261208T173000", "every second Sunday"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TH", "every 2 months on every Thursday"),
        ("RRULE:FREQ=DAILY;COUNT=3", "every day, 3 times"),
        ("FREQ=WEEKLY;INTERVAL=3", "every 3 weeks on Sunday"),
    ],
)
def test_a_rhythm_of_another_program_is_said_as_it_is(rule: str, said: str) -> None:
    assert say_rhythm(Appointment(TODAY, repeats=rule)) == said


def test_a_last_day_without_a_time_is_a_whole_day() -> None:
    found = Appointment(dt.date(2026, 12, 3), dt.time(17, 30), repeats="FREQ=WEEKLY;UNTIL=20261210")
    assert dates(found, 5) == ["2026-12-03T17:30", "2026-12-10T17:30"]
    assert say_rhythm(found) == "every Thursday, 17:30 until 10 December 2026"
    left = without(found, on(dt.date(2026, 12, 10)))
    assert dates(left, 5) == ["2026-12-03T17:30"]
    assert is_usable(left)


def test_what_is_written_here_is_usable() -> None:
    for text in ("every Thursday 17:30", "every second Monday and Friday", "each 99th day until 20 December 2030",
                 "last Tuesday of the month", "every day"):  # fmt: skip
        found = rhythm(text)
        changed = moved(without(found, on(dt.date(2026, 12, 3))), on(dt.date(2026, 12, 10)), When(TODAY))
        assert is_usable(found)
        assert is_usable(changed)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UnclearDate):
        assert parse_rhythm(text, TODAY).first.day >= TODAY
