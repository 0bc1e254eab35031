"""Days as people type them, and as they are said back."""

import contextlib
import re
from datetime import date, time, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_journal.domain.dates.parse import (
    DAYS,
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    UnclearDate,
    When,
    clock_text,
    parse_day,
    parse_when,
    say_day,
    say_echo,
    say_full,
    say_long,
    say_short,
)
from tests.examples import examples

TODAY = date(2026, 5, 28)  # a Thursday
Lean = Literal["past", "future"]
leans = st.sampled_from(("past", "future"))
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
todays = st.dates(date(1990, 1, 1), date(2120, 12, 31))
quick = examples(150)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("today", "2026-05-28", "2026-05-28"),
        ("Tonight", "2026-05-28", "2026-05-28"),
        ("yesterday", "2026-05-27", "2026-05-27"),
        ("tomorrow", "2026-05-29", "2026-05-29"),
        ("3 weeks ago", "2026-05-07", "2026-05-07"),
        ("two weeks ago", "2026-05-14", "2026-05-14"),
        ("a month ago", "2026-04-28", "2026-04-28"),
        ("in 3 months", "2026-08-28", "2026-08-28"),
        ("1 day ago", "2026-05-27", "2026-05-27"),
        ("in 2 weeks", "2026-06-11", "2026-06-11"),
        ("in a week", "2026-06-04", "2026-06-04"),
        ("in a year", "2027-05-28", "2027-05-28"),
        ("last Tuesday", "2026-05-26", "2026-05-26"),
        ("last Thursday", "2026-05-21", "2026-05-21"),
        ("next Thursday", "2026-06-04", "2026-06-04"),
        ("next friday", "2026-05-29", "2026-05-29"),
        ("this Monday", "2026-05-25", "2026-05-25"),
        ("on Friday", "2026-05-22", "2026-05-29"),
        ("Friday", "2026-05-22", "2026-05-29"),
        ("fri.", "2026-05-22", "2026-05-29"),
        ("Thursday", "2026-05-28", "2026-05-28"),
        ("thurs", "2026-05-28", "2026-05-28"),
        ("28 May", "2026-05-28", "2026-05-28"),
        ("29 May", "2025-05-29", "2026-05-29"),
        ("27 May", "2026-05-27", "2027-05-27"),
        ("28 May 2025", "2025-05-28", "2025-05-28"),
        ("May 28, 2026", "2026-05-28", "2026-05-28"),
        ("28th of May, 2026", "2026-05-28", "2026-05-28"),
        ("the 3rd of june", "2025-06-03", "2026-06-03"),
        ("3 SEPT", "2025-09-03", "2026-09-03"),
        ("29 Feb", "2024-02-29", "2028-02-29"),
        ("29 Feb 2024", "2024-02-29", "2024-02-29"),
        ("2026-05-28", "2026-05-28", "2026-05-28"),
        ("2026/5/8", "2026-05-08", "2026-05-08"),
        ("20260528", "2026-05-28", "2026-05-28"),
        ("28.5.2026", "2026-05-28", "2026-05-28"),
        ("28.5.", "2026-05-28", "2026-05-28"),
        ("5.6.26", "2026-06-05", "2026-06-05"),
        ("28/5/2026", "2026-05-28", "2026-05-28"),
        ("5/28/2026", "2026-05-28", "2026-05-28"),
        ("10/10/2026", "2026-10-10", "2026-10-10"),
        ("Thursday 28 May", "2026-05-28", "2026-05-28"),
        ("Thu, 4 June 2026", "2026-06-04", "2026-06-04"),
        ("  28\tMay\n", "2026-05-28", "2026-05-28"),
    ],
)
def test_what_is_typed(text: str, past: str, future: str) -> None:
    assert parse_day(text, TODAY) == parse_day(text, TODAY, "past") == date.fromisoformat(past)
    assert parse_day(text, TODAY, "future") == date.fromisoformat(future)


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("28 May 17:30", "2026-05-28", time(17, 30)),
        ("28 May at 5pm", "2026-05-28", time(17)),
        ("2026-06-04 9:05", "2026-06-04", time(9, 5)),
        ("tomorrow 5:15 p.m.", "2026-05-29", time(17, 15)),
        ("next Thursday at 17h30", "2026-06-04", time(17, 30)),
        ("at 17:30", "2026-05-28", time(17, 30)),
        ("12am", "2026-05-28", time(0)),
        ("12 pm", "2026-05-28", time(12)),
        ("May 5 2026 6 pm", "2026-05-05", time(18)),
        ("today", "2026-05-28", None),
    ],
)
def test_a_time_of_day(text: str, day: str, clock: time | None) -> None:
    assert parse_when(text, TODAY) == When(date.fromisoformat(day), clock)


def test_a_time_where_only_a_day_is_asked() -> None:
    with pytest.raises(UnclearDate, match=r"“28 May 17:30” has a time of day"):
        parse_day("28 May 17:30", TODAY)


@pytest.mark.parametrize(
    ("text", "lean", "one", "two"),
    [
        ("10/11/2026", "past", "2026-10-11", "2026-11-10"),
        ("10-11-2026", "past", "2026-10-11", "2026-11-10"),
        ("10/11/26", "past", "2026-10-11", "2026-11-10"),
        ("10/11", "past", "2025-10-11", "2025-11-10"),
        ("10/11", "future", "2026-10-11", "2026-11-10"),
        ("5/6", "past", "2025-06-05", "2026-05-06"),
    ],
)
def test_two_readings_are_refused_with_both(text: str, lean: Lean, one: str, two: str) -> None:
    with pytest.raises(UnclearDate) as refused:
        parse_day(text, TODAY, lean)
    message = str(refused.value)
    for reading in (one, two):
        assert say_full(date.fromisoformat(reading)) in message
        assert f" {reading}" in message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31 Feb", "February 2026 has no day 31"),
        ("31 Feb 2027", "February 2027 has no day 31"),
        ("29 Feb 2027", "February 2027 has no day 29"),
        ("2027-02-29", "February 2027 has no day 29"),
        ("31/02/2026", "February 2026 has no day 31"),
        ("31 April", "April 2026 has no day 31"),
        ("2026-13-01", "cannot be read"),
        ("28 May 1800", "is in the year 1800; years from 1900 to 2199 can be kept"),
        ("0001-01-01", "is in the year 1; years from 1900 to 2199 can be kept"),
        ("2300-01-01", "is in the year 2300"),
        ("Friday 4 June 2026", "4 June 2026 is a Thursday, not a Friday"),
        ("Wednesday 28 May", "28 May 2026 is a Thursday, not a Wednesday"),
    ],
)
def test_days_that_are_not(text: str, says: str) -> None:
    with pytest.raises(UnclearDate, match=re.escape(says)):
        parse_day(text, TODAY)


def test_thursday_4_june() -> None:
    """The day of a next session, a week ahead: right when a day ahead is meant, refused with a wrong weekday."""
    assert parse_day("Thursday 4 June", TODAY, "future") == date(2026, 6, 4)
    with pytest.raises(UnclearDate, match="4 June 2026 is a Thursday, not a Friday"):
        parse_day("Friday 4 June", TODAY, "future")


@pytest.mark.parametrize(
    "text",
    [
        "rubbish",
        "May",
        "28",
        "the",
        "2026",
        "a week",
        "in 2 weeks ago",
        "in many weeks",
        "next week",
        "in 999 years",
        "999 years ago",
        "32 May",
        "0 May",
        "28 May 25:00",
        "13pm",
        "0am",
        "28 May 26",
        "28 May 00",
        "28 May 0000",
        "28/05/0000",
        "0000-05-28",
        "0/0/2026",
        "31/31/2026",
        "28 May 2026 2027",
        "28 May 2026 utc",
        "28 29 May",
        "28 May 99999999999999999999999",
        "99999999999999999999999",
        "9" * 5000,
        "9" * 5000 + " May",
        "in " + "9" * 5000 + " days",
        "28 May 2026 1e999",
        "nan May",
        "in ² weeks",
        "½ May",
        "😀",
        "\x00",
        "' OR 1=1",
        "mon mon",
    ],
)
@pytest.mark.parametrize("lean", ["past", "future"])
def test_rubbish_is_refused_and_quoted_in_one_short_sentence(text: str, lean: Lean) -> None:
    with pytest.raises(UnclearDate) as refused:
        parse_when(text, TODAY, lean)
    message = str(refused.value)
    assert message.startswith("“")
    assert "Write for example" in message
    assert message.isprintable()
    assert len(message) < 200


@pytest.mark.parametrize("text", ["", "   ", "\n\t", ",", ", ,"])
def test_nothing_typed(text: str) -> None:
    with pytest.raises(UnclearDate, match="No day was given"):
        parse_day(text, TODAY)


@pytest.mark.parametrize("text", ["２８ May ２０２６", "２０２６-０５-２８", "٢٨ May 2026", "२८.५.२०२६"])
def test_digits_of_other_scripts(text: str) -> None:
    assert parse_day(text, TODAY) == TODAY


@given(days, todays, leans)
@quick
def test_what_is_said_can_be_read_back(day: date, today: date, lean: Lean) -> None:
    assert parse_day(say_full(day), today, lean) == day
    assert parse_day(say_echo(day), today, lean) == day
    assert parse_day(day.isoformat(), today, lean) == day
    assert parse_day(f"{day:%Y%m%d}", today, lean) == day
    assert parse_day(f"{day.day}.{day.month}.{day.year}", today, lean) == day
    if day.year != today.year:
        for said in (
            say_day(day, today),
            say_day(day, today, long=True),
            say_long(day, today),
            say_short(day, today),
        ):
            assert parse_day(said, today, lean) == day


@given(todays, st.integers(0, 364), leans)
@quick
def test_a_day_without_its_year_is_the_nearest_one_that_way(today: date, distance: int, lean: Lean) -> None:
    day = today + timedelta(days=-distance if lean == "past" else distance)
    found = parse_day(f"{day.day} {MONTHS[day.month - 1]}", today, lean)
    assert found == day


@given(todays, leans)
@quick
def test_leap_day_without_its_year(today: date, lean: Lean) -> None:
    """There is always one, up to eight years away."""
    found = parse_day("29 Feb", today, lean)
    assert (found.month, found.day) == (2, 29)
    assert found <= today if lean == "past" else found >= today
    assert abs((found - today).days) <= 8 * 366


@given(todays, st.sampled_from(DAYS), leans)
@quick
def test_weekdays(today: date, name: str, lean: Lean) -> None:
    bare = parse_day(name, today, lean)
    last, following = parse_day(f"last {name}", today, lean), parse_day(f"next {name.casefold()}", today, lean)
    this = parse_day(f"this {name}", today, lean)
    assert {DAYS[d.weekday()] for d in (bare, last, following, this)} == {name}
    assert -6 <= (bare - today).days <= 0 if lean == "past" else 0 <= (bare - today).days <= 6
    assert 1 <= (today - last).days <= 7
    assert 1 <= (following - today).days <= 7
    assert this.isocalendar()[:2] == today.isocalendar()[:2]


@given(days, todays, leans)
@quick
def test_an_ambiguous_day_names_both_and_either_can_be_written(day: date, today: date, lean: Lean) -> None:
    text = f"{day.day}/{day.month}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse_day(text, today, lean) == day
        return
    with pytest.raises(UnclearDate) as refused:
        parse_day(text, today, lean)
    written = re.findall(r"\d{4}-\d{2}-\d{2}", str(refused.value))
    assert sorted(written) == sorted({day.isoformat(), date(day.year, day.day, day.month).isoformat()})
    assert all(say_full(parse_day(w, today, lean)) in str(refused.value) for w in written)


def only_unclear(text: str, today: date, lean: Lean) -> None:
    try:
        said = say_full(parse_when(text, today, lean).day)
    except UnclearDate as refused:
        said = str(refused)
    assert said
    assert said.isprintable()


@given(st.text(max_size=60), todays, leans)
@examples(500)
def test_any_text_is_read_or_unclear(text: str, today: date, lean: Lean) -> None:
    only_unclear(text, today, lean)


PIECES = re.findall(
    r"\S+",
    "28 may 2026 jun feb sept th of the on . , / - : am pm a.m. 5 0 00 000 31 29 99999999999999999999 1e5 nan inf "
    "% + utc z t 12:30 ٢٨ ² ½ 五 sat thu 5.5 1.1.1 h m s 10h 3m est (a) ' ago in last next two weeks days today",
)


@given(st.lists(st.sampled_from(PIECES), max_size=7), st.sampled_from((" ", "", "/", "-")), todays, leans)
@examples(500)
def test_any_heap_of_date_words_is_read_or_unclear(pieces: list[str], glue: str, today: date, lean: Lean) -> None:
    only_unclear(glue.join(pieces), today, lean)


@given(st.from_regex(r"[0-9٠-٩]{1,9}([/.\- ][0-9٠-٩]{0,9}){0,3}", fullmatch=True), leans)
@quick
def test_any_numbers_are_read_or_unclear(text: str, lean: Lean) -> None:
    only_unclear(text, TODAY, lean)


# Said


def test_said() -> None:
    day, other = date(2026, 4, 9), date(2025, 4, 9)
    assert say_full(day) == "Thursday 9 April 2026"
    assert say_long(day, TODAY) == "Thursday 9 April"
    assert say_long(other, TODAY) == "Wednesday 9 April 2025"
    assert say_short(day, TODAY) == "Thu 9 Apr"
    assert say_short(other, TODAY) == "Wed 9 Apr 2025"
    assert say_day(day, TODAY) == "9 Apr"
    assert say_day(day, TODAY, long=True) == "9 April"
    assert say_day(other, TODAY, long=True) == "9 April 2025"
    assert say_echo(date(2026, 11, 10)) == "Tue 10 Nov 2026"
    assert clock_text(time(7, 5)) == "07:05"
    assert clock_text(None) is None


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize(
    "text", ["tomorrow", "yesterday", "next Monday", "last Monday", "28 May", "in 3 years", "3 years ago"]
)
def test_a_clock_at_the_ends_of_time(text: str, today: date) -> None:
    """A clock can stand anywhere; what it leads beyond the years that there are is unclear."""
    for lean in ("past", "future"):
        with contextlib.suppress(UnclearDate):
            assert parse_day(text, today, lean)


@pytest.mark.parametrize(
    "text",
    ["1 May 10000", "10000-05-01", "1/5/10000", "1 May 0000", "in 9999 years", "9" * 5_000, f"1 May {'9' * 5_000}"],
)
def test_a_year_beyond_the_last_one(text: str) -> None:
    with pytest.raises(UnclearDate) as caught:
        parse_day(text, TODAY)
    assert len(str(caught.value)) < 200
