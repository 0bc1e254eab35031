"""Every worked example of the rules, by name, through real entries and the whole reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

import pytest

from alliance_journal.domain.alliance.rules.direction import Direction, direction_of
from alliance_journal.domain.alliance.rules.drops import Drop
from alliance_journal.domain.alliance.rules.series import element_measure
from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.alliance.trends.choose_statements import statements
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.element_text import verdict
from alliance_journal.domain.alliance.wording.trend_text import headline, hint
from alliance_journal.domain.brief.candidates import Material, offers
from alliance_journal.domain.brief.make_page import make_page
from alliance_journal.domain.brief.model import Page
from alliance_journal.domain.brief.offer import Choices
from alliance_journal.domain.models import Entry, Tension
from tests.domain.making import (
    FIRST_DAY,
    NEW_YEAR,
    TODAY,
    Given,
    alike,
    course,
    entry,
    of_overall,
    of_trust,
    one,
    read_entries,
    two,
    weekly,
)

LONG_AND_UNCLEAR = (1.5, 1.5, 2.5, 2.5, 2.0, 2.5, 1.0, 2.0, 2.0, 2.5, 1.0, 1.5, 0.0, 1.0, 0.0, 0.0, 2.0)
FALLING = "3 3 2.5 3 2.5 2.5 2 2.5 2 1.5 2 1.5"
GOING_NOWHERE = "3 2 2.5 3 2 2.5 3 2.5 2 3 2.5 2.5"
ELEMENT_CHANGE = element_measure(()).change


def trust_of(scores: str) -> ElementReading:
    return read_entries(weekly(of_trust(float(score)) for score in scores.split())).of("trust")


# Direction


def check(
    going: Direction, *, window: int, s: int, v: float, z: float, p: float, slope: float, change: float
) -> None:
    assert going.window == window
    assert going.s == s
    assert going.v is not None
    assert float(going.v) == pytest.approx(v, abs=5e-5)
    assert going.z == pytest.approx(z, abs=5e-5)
    assert going.p == pytest.approx(p, abs=5e-5)
    assert going.slope is not None
    assert float(going.slope) == pytest.approx(slope, abs=5e-7)
    assert going.change is not None
    assert float(going.change) == pytest.approx(change, abs=5e-7)


def test_direction_lower() -> None:
    going = trust_of(FALLING).direction
    assert going.word == "lower than it was"
    check(going, window=12, s=-47, v=195.6667, z=-3.2885, p=0.0010, slope=-0.130682, change=-1.4375)


def test_direction_no_clear_direction() -> None:
    going = trust_of(GOING_NOWHERE).direction
    assert going.word == "no clear direction"
    check(going, window=12, s=-1, v=183.6667, z=0, p=1, slope=0, change=0)


@pytest.mark.parametrize("scores", [of_trust(3), {"warmth": 3}], ids=["two questions", "one question"])
def test_direction_same_every_time(scores: Mapping[str, Given]) -> None:
    reading = read_entries(weekly([scores] * 10))
    going = reading.of("trust" if "share" in scores else "warmth").direction
    assert going == Direction("same every time", 10, 0, Fraction(0), None, None, Fraction(0), Fraction(0))


def test_direction_too_early() -> None:
    going = trust_of("3 2.5 2.5 2 2 1.5 1").direction
    assert going == Direction("too early", 7)
    assert (going.s, going.v, going.z, going.p, going.slope, going.change) == (None,) * 6


def test_direction_of_overall_too_small() -> None:
    scores = (2.9, 2.9, 2.8, 2.8, 2.8, 2.7, 2.7, 2.7, 2.6, 2.6)
    going = read_entries(weekly(of_overall(score) for score in scores)).overall.direction
    assert going.word == "no clear direction"
    check(going, window=10, s=-37, v=115.6667, z=-3.3473, p=0.0008, slope=-0.033333, change=-0.30)


def test_direction_published_example() -> None:
    """EPA QA/G-9S; its numbers are no scores, so only the arithmetic takes part."""
    y = [Fraction(value) for value in (10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15)]
    going = direction_of(range(1, 12), y, ELEMENT_CHANGE)
    assert (going.window, going.s, going.slope, going.change) == (11, 22, Fraction(1), Fraction(10))
    assert going.v is not None
    assert float(going.v) == pytest.approx(155.33, abs=5e-3)
    assert going.z == pytest.approx(1.685, abs=5e-4)
    assert going.p == pytest.approx(0.0920, abs=5e-5)


# Drop


def differences(entries: list[Entry], questions: set[str]) -> list[Fraction]:
    """Return the column "d, newest first", worked out here by itself, so that the whole row is checked."""
    *before, here = ({g.question: g.answer.score for g in e.answers if g.question in questions} for e in entries)
    found = []
    for row in reversed(before):
        shared = [
            then - now
            for question, score in here.items()
            if (now := score) is not None and (then := row.get(question)) is not None
        ]
        if 2 * len(shared) >= len(questions):
            found.append(Fraction(sum(shared), len(shared)))
    return found


@pytest.mark.parametrize(
    ("rows", "element", "apart", "size", "score", "drops"),
    [
        pytest.param(two("33 32 33 33 23 11"), "trust", [1.5, 2, 2, 1.5, 2], 2, 1, True, id="a drop"),
        pytest.param(two("33 33 33 33 22"), "trust", [1, 1, 1, 1], 1, 2, False, id="still a yes"),
        pytest.param(two("33 33 00"), "trust", [3, 3], None, 0, False, id="too early"),
        pytest.param(two("30 30 31 30 –0"), "trust", [0, 1, 0, 0], 0, 0, False, id="missing answer"),
        pytest.param(one("3 3 2 3 1"), "warmth", [2, 1, 2, 2], 2, 1, True, id="one question, a drop"),
        pytest.param(one("2 2 2 2 1"), "warmth", [1, 1, 1, 1], 1, 1, False, id="one question, no drop"),
    ],
)
def test_drop(
    rows: list[dict[str, Given]],
    element: str,
    apart: list[float],
    size: float | None,
    score: int,
    *,
    drops: bool,
) -> None:
    entries = weekly(rows)
    found = differences(entries, {"share", "able"} if element == "trust" else {"warmth"})
    assert found == apart
    if size is not None:
        assert median(found) == size
    reading = read_entries(entries).of(element)
    assert reading.points[-1].value == score
    assert (reading.last == "drop") == drops
    assert (reading.drop is not None) == drops
    if reading.drop:
        session = entries[-1]
        assert reading.drop == Drop(session.id, len(entries), session.date, Fraction(size or 0), "too early to say")


def test_a_plain_mean_would_fall_where_an_answer_is_missing() -> None:
    points = read_entries(weekly(two("30 30 31 30 –0"))).of("trust").points
    assert [float(p.value) for p in points] == [1.5, 1.5, 2, 1.5, 0]
    assert [p.partial for p in points] == [False, False, False, False, True]


# Recovery


def drop_of(rows: list[dict[str, Given]], x: int) -> Drop:
    return next(d for d in read_entries(weekly(rows)).of("trust").drops_since(FIRST_DAY) if d.x == x)


@pytest.mark.parametrize(
    ("before", "then", "size", "after"),
    [
        ("33 32 33 33 23 11", "2.5", 2, "came back the next session"),
        ("33 32 33 33 23 11", "1.5 2", 2, "came back after 2 sessions"),
        ("33 32 33 33 23 11", "1.5 1.5 2", 2, "came back after 3 sessions"),
        ("33 32 33 33 23 11", "1.5 1.5 1.5", 2, "has stayed lower since"),
        ("33 32 33 33 23 11", "1.5 1.5 1.5 3", 2, "came back later"),
        ("33 32 33 33 23 11", "1.5", 2, "too early to say"),
        ("33 32 33 33 23 11", "", 2, "too early to say"),
        ("33 33 33 33 00", "1.5 1.5 1.5", 3, "came part of the way back"),
        ("33 33 33 33 00", "1 1 1 2", 3, "came back later"),
        ("33 33 33 33 00", "1 1 1 1 1.5", 3, "came part of the way back"),
        ("33 33 33 33 00", "1 1 1 1.5 1", 3, "has stayed lower since"),
    ],
)
def test_recovery(before: str, then: str, size: int, after: str) -> None:
    rows = two(before) + [of_trust(float(score)) for score in then.split()]
    drop = drop_of(rows, len(before.split()))
    assert drop.size == size
    assert drop.after == after


def test_recovery_counts_valid_sessions_only() -> None:
    rows: list[dict[str, Given]] = [*two("33 32 33 33 23 11"), {"warmth": 3}, {}, *two("32")]
    assert drop_of(rows, 6).after == "came back the next session"


# Level


@pytest.mark.parametrize(
    ("scores", "word", "low", "of"),
    [
        ("3 3 2 1.5 1.5 1 2", "often below a yes", 3, 5),
        ("3 1 3", "mostly yes", 1, 3),
        ("3 3 1 2.5 1", "mixed", 2, 5),
        ("3 3", "too early", None, None),
        ("1 1 1", "below a yes each time", 3, 3),
        ("2 3 2", "yes each time", 0, 3),
    ],
)
def test_level(scores: str, word: str, low: int | None, of: int | None) -> None:
    level = trust_of(scores).level
    assert (level.word, level.low, level.of) == (word, low, of)


@pytest.mark.parametrize(
    ("scores", "week"),
    [
        ("3 3 2 1.5 1.5 1 2", None),
        ("3 1 3 3 1.5 1 1", 4),
        pytest.param("3 1 1 1 1 1 1 1", 1, id="longer than the five sessions of the level"),
        pytest.param("1 1", None, id="too early"),
        pytest.param("3 3 3 3 1", None, id="one session does not read like a state"),
        pytest.param("3 3 3 1 1", 3, id="two sessions are a run"),
        pytest.param("1 1 3 1", 3, id="low, and so named after one session"),
    ],
)
def test_below_since_is_the_first_session_of_the_present_run(scores: str, week: int | None) -> None:
    day = None if week is None else FIRST_DAY + timedelta(weeks=week)
    assert trust_of(scores).level.below_since == day


# R0


@pytest.mark.parametrize(
    ("yes", "unscored", "word"),
    [
        (5, 4, "yes to most"),
        (4, 3, "open"),
        (2, 2, "not yes to most"),
        (5, 0, "yes to most"),
        (9, 0, "yes to most"),
        (4, 0, "not yes to most"),
        (4, 1, "open"),
        (0, 4, "not yes to most"),
        (0, 5, "open"),
        (0, 9, "open"),
    ],
)
@pytest.mark.parametrize("skipped", [True, False], ids=["skipped", "not sure"])
def test_yes_to_most(yes: int, unscored: int, word: str, *, skipped: bool) -> None:
    article = ["share", "heard", "able", "language", "approach", "warmth", "clear", "direction", "silence"]
    given: dict[str, Given] = {}
    for index, question in enumerate(article):
        if index < yes:
            given[question] = 2 + index % 2
        elif index >= yes + unscored:
            given[question] = index % 2
        elif not skipped:
            given[question] = None
    # The added questions never count.
    given |= {"own_goals": 3, "measure": 3, "body": 3, "disagree": 3}
    day = date(2026, 5, 28)
    for kind in ("session", "consultation"):
        asked = entry(1, given, day=day, kind="session" if kind == "session" else "consultation")
        found = yes_to_most(asked)
        assert (found.word, found.yes, found.open, found.day) == (word, yes, unscored, day)
        assert [q.id for q in found.open_questions] == article[yes : yes + unscored]
    assert read_entries([entry(1, given, day=day)]).yes_to_most == yes_to_most(entry(1, given, day=day))


def test_yes_to_most_is_said_of_the_first_two_rated_sessions() -> None:
    rows: list[dict[str, Given]] = [{}, alike(3), {"warmth": None}, alike(2), {}, alike(3)]
    found = [read_entries(weekly(rows[:count])).yes_to_most for count in range(1, 7)]
    assert [yes and yes.day for yes in found] == [
        None,
        FIRST_DAY + timedelta(weeks=1),
        FIRST_DAY + timedelta(weeks=1),
        FIRST_DAY + timedelta(weeks=3),
        FIRST_DAY + timedelta(weeks=3),
        None,
    ]


# Courses


@dataclass(frozen=True)
class Course:
    """A course of sessions, and everything that is said of it."""

    entries: list[Entry]

    @property
    def reading(self) -> Reading:
        return read_entries(self.entries)

    @property
    def headline(self) -> str:
        return headline(self.reading, TODAY)

    @property
    def page(self) -> Page:
        offered = offers(Material(self.reading), Choices(), TODAY)
        return make_page(offered, self.reading, "Zoë", None, TODAY)

    def lines(self, element: str) -> tuple[str, str]:
        said = verdict(self.reading.of(element), self.reading, TODAY)
        return said.level, said.going

    def every_line(self) -> set[tuple[str, str]]:
        return {self.lines(element.element.id) for element in self.reading.elements}

    def drops(self) -> set[tuple[date, Fraction, str] | None]:
        told = [element.drop for element in self.reading.elements]
        return {drop and (drop.day, drop.size, drop.after) for drop in told}


HARDER = "Our last session was harder for me than the ones before. I would like to talk about it."
GUIDE_PAGES = ("“What can help when it does not feel right”", "“Changing or stopping”")


def test_six_good_sessions_and_one_in_which_every_answer_is_no() -> None:
    found = Course(course(3, 3, 2, 3, 3, 2, 0))
    assert found.headline == "Last session, on 12 February, all seven elements were lower than your usual."
    assert found.every_line() == {("lower last session", "")}
    assert found.drops() == {(date(2026, 2, 12), Fraction(3), "too early to say")}
    assert found.page.good == ()
    assert found.page.below_texts == (HARDER,)
    assert found.page.below == ()
    assert "to say it" in hint(found.reading, keys=False)
    assert not any(page in hint(found.reading, keys=True) for page in GUIDE_PAGES)


def test_two_good_sessions_and_one_in_which_every_answer_is_no() -> None:
    found = Course(course(3, 3, 0))
    assert found.headline == "Last session, on 15 January, none of your 12 answers was a yes."
    assert found.every_line() == {("mostly yes", "")}
    assert {(e.level.low, e.level.of) for e in found.reading.elements} == {(1, 3)}
    assert (found.page.good, found.page.below, found.page.below_texts) == ((), (), ())


def test_six_sessions_with_only_no() -> None:
    found = Course(course(*[0] * 6))
    assert found.headline == "All seven elements have been below a yes since 1 January."
    assert found.every_line() == {("below a yes since 1 Jan", "")}
    assert found.page.below_texts == (
        "Much of this has not felt right for me since 1 January. I would like to talk about it.",
    )
    assert found.page.good == ()
    for keys in (True, False):
        assert all(page in hint(found.reading, keys=keys) for page in GUIDE_PAGES)


def test_a_low_session_that_came_back_after_two() -> None:
    found = Course(course(3, 3, 3, 2, 3, 3, 3, 0, 1, 3, 3))
    assert found.headline == (
        "Everything that was lower on 19 February is a yes again. "
        "It has been up and down: 7 of 7 elements were below a yes in some of the last 5 sessions."
    )
    assert found.every_line() == {("mixed", "")}
    assert found.drops() == {(date(2026, 2, 19), Fraction(3), "came back after 2 sessions")}
    assert found.page.good == ()


def test_a_low_session_that_stayed_lower() -> None:
    found = Course(course(3, 3, 3, 2, 3, 3, 3, 0, 1, 1, 1, 1))
    assert found.headline == (
        "All seven elements have been below a yes since 19 February. "
        "Taken together, your answers have become lower over the last 12 sessions."
    )
    assert found.every_line() == {("below a yes since 19 Feb", "lower than it was")}
    assert found.drops() == {(date(2026, 2, 19), Fraction(3), "has stayed lower since")}
    assert found.page.below_texts == (
        "Much of this has not felt right for me since 19 February. I would like to talk about it.",
    )


def test_one_element_alone_is_lower() -> None:
    found = Course(course(3, 3, 3, 3, alike(3, direction=0, measure=0)))
    assert found.headline == (
        "Last session, on 29 January, Shared plan was lower than your usual. Trust and Warmth were still a yes."
    )
    assert found.lines("plan") == ("lower last session", "")
    assert found.lines("trust") == ("yes each time", "")
    assert [(strip.label, strip.words) for strip in found.page.below] == [("Shared plan", "lower last session")]
    assert [strip.label for strip in found.page.good] == ["Trust", "Warmth"]
    assert found.page.below_texts == ()


def test_up_and_down_between_fully_and_partly() -> None:
    found = Course(course(3, 1, 3, 1, 3, 1, 3, 1))
    assert found.headline == (
        "Last session, on 19 February, all seven elements were lower than your usual. "
        "All seven elements are often below a yes."
    )
    assert found.every_line() == {("not a yes last session", "")}
    assert found.drops() == {None}
    assert found.page.good == ()


def test_after_a_long_break() -> None:
    day = NEW_YEAR + timedelta(weeks=11 + 14)
    entries = course(*[3] * 12)
    entries += [entry(13, alike(1), day=day), entry(14, alike(2), day=day + timedelta(weeks=1))]
    found = Course(entries)
    assert [one.kind for one in statements(found.reading)] == ["break"]
    assert found.headline == (
        "Two sessions since a break of 14 weeks. From the third on, you can read here how it feels lately. "
        "Before the break, all seven elements were a yes each time."
    )
    assert found.every_line() == {("too early to say", "")}
    assert {len(element.series.points) for element in found.reading.elements} == {2}
    assert (found.page.good, found.page.below, found.page.below_texts) == ((), (), ())


def test_not_sure_to_everything() -> None:
    found = Course(weekly([alike(None)] * 10))
    assert found.headline == (
        "You were not sure most of the time (60 of 60 answers in your last 5 sessions). "
        "Not being sure is an answer too, and something one can ask about."
    )
    assert found.every_line() == {("mostly not sure", "")}
    assert len(found.page.questions) == 9
    assert found.page.questions[7] == (
        "How directive are you usually, and what do you do when a client wants to lead?"
    )
    assert (found.page.good, found.page.below, found.page.below_texts) == ((), (), ())


def test_a_slow_decline_over_forty_sessions() -> None:
    found = Course(course(*[3] * 10, *[2] * 20, *[1] * 10))
    assert found.headline == (
        "All seven elements have been below a yes since 30 July. "
        "Taken together, your answers have become lower over the last 40 sessions."
    )
    assert found.every_line() == {("below a yes since 30 Jul", "lower than it was")}
    for element in found.reading.elements:
        assert (element.direction.word, element.direction.window) == ("lower than it was", 40)
    assert {element.steady for element in found.reading.elements} == {None}
    assert found.reading.overall.steady is None
    assert found.page.below_texts == (
        "Much of this has not felt right for me since 30 July. I would like to talk about it.",
    )


# Limits of the rules


def test_what_fell_last_session_is_not_steady() -> None:
    assert trust_of("2 2 2 2 2 2 2 2").steady == "steady"
    fell = trust_of("2 2 2 2 2 2 2 1")
    assert (fell.last, fell.drop, fell.steady) == ("fell", None, None)


def test_the_drop_that_is_told_begins_the_present_run_below_a_yes() -> None:
    told = trust_of("3 3 3 3 1.5 0").drop
    assert told is not None
    assert told.x == 5
    # The run has no drop of its own, so that an earlier one that came back is not told.
    assert trust_of("3 3 3 3 0 3 3 1").drop is None
    latest = trust_of("3 3 3 3 0 3 3 3 3 3 0 3").drop
    assert latest is not None
    assert latest.x == 11


def test_what_was_lower_within_three_sessions_is_not_good() -> None:
    def good(scores: str) -> list[str]:
        entries = weekly(of_trust(float(score)) for score in scores.split())
        return [element.element.id for element in read_entries(entries).good]

    assert good("3 3 3 0 3 3") == []
    assert good("3 3 3 0 3 3 3") == ["trust"]


def test_a_session_is_broad_from_three_elements_on() -> None:
    three = {"share": 3, "able": 3, "warmth": 3, "body": 3}
    last = read_entries(weekly([three] * 3 + [{**three, "warmth": 0, "body": 0}])).last
    assert last is not None
    assert (last.dropped, last.broad) == (("warmth", "body"), False)
    last = read_entries(weekly([three] * 3 + [dict.fromkeys(three, 0)])).last
    assert last is not None
    assert last.broad


def test_half_of_the_elements_make_a_broad_session_where_all_answers_together_were_lower() -> None:
    four = {"share": 3, "able": 3, "direction": 3, "measure": 3, "warmth": 3, "body": 3}
    last = read_entries(weekly([four] * 3 + [{**dict.fromkeys(four, 0), "warmth": 3, "body": 3}])).last
    assert last is not None
    assert (last.dropped, len(last.seen), last.overall, last.broad) == (("trust", "plan"), 4, "drop", True)


def test_what_is_too_much_for_three_statements_is_left_out_from_the_end() -> None:
    entries = course(*[3] * 6, *[alike(2, warmth=3)] * 6)
    kinds = [one.kind for one in statements(read_entries(entries))]
    assert kinds == ["good", "low", "overall"]
    entries[-1] = entries[-1]._replace(tension=Tension(""))
    assert [one.kind for one in statements(read_entries(entries))] == ["last", "low", "overall"]


def test_a_long_direction_is_asked_for_more_strictly() -> None:
    """Over these sessions the order alone has a probability between 1 and 5 in 100."""
    scores = LONG_AND_UNCLEAR
    found = read_entries(weekly(of_trust(score) for score in scores)).of("trust")
    going = direction_of(range(1, len(scores) + 1), [Fraction(score) for score in scores], ELEMENT_CHANGE)
    assert going.word == "lower than it was"
    assert going.p is not None
    assert going.p > 0.01
    assert (found.direction.word, found.direction.window) == ("no clear direction", 12)
