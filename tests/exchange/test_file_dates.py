"""Dates in the forms that people and programs write them in."""

import datetime as dt
import time

import pytest

from alliance_journal.exchange.base import DateOrder, WhichDates
from alliance_journal.exchange.file_dates import DayReader, NoDay, looks_like_a_day, reader_for
from tests.exchange.files import TODAY

MOMENT = dt.datetime(2026, 5, 28, 17, 30, 5)
READER = DayReader(True, TODAY)

TIME_FORMATS = (
    "%Y-%m-%d %H:%M", "%F %r", "%F %T", "%FT%R", "%F_%H-%M", "%F %H.%M", "%F %a %R", "%F (%A)", "%F | %R", "%F@%R",
    "%F - %I:%M %p", "%a %F %T", "%A, %d %B %Y, %I:%M %p", "%c", "%d.%m.%Y %R", "%d.%m.%y", "%e. %B %Y um %R Uhr",
    "%d %b %Y", "%d-%b-%y", "%d/%b/%Y:%R", "%d%b%Y", "%B %d, %Y", "%b %d %Y %I%p", "%h-%d-%Y", "%Y, %B %d",
    "%Y %b %d", "%Y/%m/%d", "%Y.%m.%d", "%d %m %Y", "%Y%m%d", "%Y%m%d %H%M", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S",
    "%d%m%Y", "%Y-%j", "%G-W%V-%u", "%R %d.%m.%Y", "%Y年%m月%d日",
)  # fmt: skip
"""Formats of a date that name a day whatever the other dates of the file are."""


@pytest.mark.parametrize("form", TIME_FORMATS)
def test_formats_of_strftime(form: str) -> None:
    moment = READER.read(MOMENT.strftime(form))
    assert moment.day == MOMENT.date()
    named = [part for part in ("%R", "%T", "%r", "%c", "%M") if part in form]
    assert (moment.time is not None) == bool(named or "%I%p" in form)
    if moment.time and named:
        assert moment.time.replace(second=0) == dt.time(17, 30)


@pytest.mark.parametrize("form", ["%m/%d/%Y %R", "%D %r", "%x %X", "%m-%d-%Y", "%m%d%Y", "%y%m%d", "%y-%m-%d %R"])
def test_formats_that_all_dates_of_a_file_decide(form: str) -> None:
    moments = [dt.datetime(2024, 1, 5, 9), dt.datetime(2025, 3, 27, 17, 30), MOMENT]
    texts = [moment.strftime(form) for moment in moments]
    reader = reader_for(texts, None, TODAY)
    assert [reader.read(text).day for text in texts] == [moment.date() for moment in moments]


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("2-Jan-25", "2025-01-02", None),
        ("2. Januar 2025", "2025-01-02", None),
        ("2. Jänner 2025", "2025-01-02", None),
        ("Sonntag, 5. Januar 2025", "2025-01-05", None),
        ("Sunday, January 5th, 2025 at 3:22 PM", "2025-01-05", "15:22"),
        ("January 5, 2024 3:22 PM (GMT+1)", "2024-01-05", "15:22"),
        ("5 de enero de 2024", "2024-01-05", None),
        ("1er février 2024 à 8h05", "2024-02-01", "08:05"),
        ("mar. 5 mars 2024", "2024-03-05", None),
        ("lunedì 5 gennaio 2026", "2026-01-05", None),
        ("fredag den 5 maj 2023", "2023-05-05", None),
        ("the 5th of May 1998", "1998-05-05", None),
        ("5-May-98", "1998-05-05", None),
        ("28/05/98", "1998-05-28", None),
        ("2024. 1. 5.", "2024-01-05", None),
        ("Jan 2, 2026, 10:00 p. m.", "2026-01-02", "22:00"),
        ("12:30 a.m. 2 January 2026", "2026-01-02", "00:30"),
    ],
)
def test_dates_as_people_write_them(text: str, day: str, clock: str | None) -> None:
    moment = READER.read(text)
    assert (moment.day.isoformat(), moment.time and moment.time.isoformat("minutes")) == (day, clock)


@pytest.mark.parametrize(
    "text",
    ["", "x", "10:30", "2024", "2024-05", "3/4", "a walk", "2024-01-05 a walk", "[ ] todo", "1. 2.", "9" * 200],
)
def test_texts_that_are_no_dates(text: str) -> None:
    assert not looks_like_a_day(text)
    with pytest.raises(NoDay):
        READER.read(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-366", "2026-W54-1", "31. April 2026", "2026-05-28 25:00"])
def test_dates_that_are_no_days(text: str) -> None:
    assert looks_like_a_day(text)
    with pytest.raises(NoDay):
        READER.read(text)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("2024-01-05 10:30 Title *", "2024-01-05", " Title *"),
        ("2024-01-05 Sat on a bench", "2024-01-05", " Sat on a bench"),
        ("2024-01-05 Friday", "2024-01-05", ""),
        ("2024-01-05, Friday: a walk", "2024-01-05", ": a walk"),
        ("2024-01-05 10:30 TODO", "2024-01-05", " TODO"),
        ("2024-01-05 10 things", "2024-01-05", " 10 things"),
        ("Friday, 5 January 2024 — we met", "2024-01-05", " — we met"),
        ("5. Januar 2024", "2024-01-05", ""),
    ],
)
def test_a_text_that_begins_with_a_date_keeps_its_words(text: str, day: str, rest: str) -> None:
    found = READER.first(text)
    assert found
    assert (found[0].day.isoformat(), found[1]) == (day, rest)


@pytest.mark.parametrize("text", ["Walk 2024-01-05", "2024-01-05abc", "May was good", "5 things", "2024 was hard"])
def test_a_text_that_begins_with_other_words(text: str) -> None:
    assert READER.first(text) is None


@pytest.mark.parametrize(("order", "day"), [("day-first", 10), ("month-first", 11)])
def test_the_order_of_day_and_month_is_asked_for(order: DateOrder, day: int) -> None:
    with pytest.raises(WhichDates):
        reader_for(["10/11/2026"], None, TODAY)
    assert reader_for(["10/11/2026"], order, TODAY).read("10/11/2026").day.day == day


def test_a_time_with_an_offset_keeps_its_local_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """An instant in UTC says nothing of the place, so it is told in this computer's zone."""
    for zone, hour in (("America/New_York", 8), ("Asia/Tokyo", 21)):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        for text in ("2026-05-28T23:30:00+02:00", "2026-05-28 23:30 -0700", "2026-05-28T23:30:00.500+0530"):
            assert READER.read(text) == (MOMENT.date(), dt.time(23, 30))
        evenings = [READER.read(text) for text in ("2026-05-28T12:00:00Z", "2026-05-28 12:00:00 UTC")]
        assert {moment.time for moment in evenings} == {dt.time(hour)}
    monkeypatch.undo()
    time.tzset()
