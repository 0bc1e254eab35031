"""The plain second implementation against every worked example and course that the rules come with."""

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from tests.domain.alliance.courses import COURSES, NAMES, START, WEEK, Course, alike, generated, session, weekly
from tests.domain.alliance.plain_arithmetic import (
    differences,
    direction_over,
    drop_at,
    level,
    long_direction,
    mann_kendall,
    recovery,
    short_direction,
    yes_to_most,
)
from tests.domain.alliance.plain_page import element_lines, hint, page
from tests.domain.alliance.plain_rules import facts_of, read, read_call
from tests.domain.alliance.plain_sessions import (
    ARTICLE,
    OVERALL,
    Place,
    PlainSession,
    element_measure,
    in_order,
    stretches,
    value,
)

WORDS = {"0": "no", "1": "partly", "2": "mostly", "3": "fully"}
TRUST = element_measure("trust")
WARMTH = element_measure("warmth")


def stretch_of(codes: str, questions: tuple[str, ...]) -> list[Place]:
    """One stretch of weekly sessions; a code has one digit a question, "–" where it is unscored."""
    sessions = []
    for number, code in enumerate(codes.split()):
        answers = {q: WORDS.get(digit, "not sure") for q, digit in zip(questions, code, strict=True)}
        sessions.append(session(number, START + WEEK * number, answers))
    (found,) = stretches(in_order(sessions))
    return found


def trust(series: str) -> list[Place]:
    """A stretch in which Trust has these values, in halves."""
    codes = {"0": "00", "0.5": "01", "1": "11", "1.5": "12", "2": "22", "2.5": "23", "3": "33"}
    return stretch_of(" ".join(codes[one] for one in series.split()), ("share", "able"))


def numbered(series: str) -> list[tuple[int, Fraction]]:
    return [(x, Fraction(y)) for x, y in enumerate(series.split(), start=1)]


# The series and S, V, Z, p, b, C and the word of each.
DIRECTIONS = [
    (
        "3 3 2.5 3 2.5 2.5 2 2.5 2 1.5 2 1.5",
        -47,
        195.6667,
        -3.2885,
        0.0010,
        -0.130682,
        -1.4375,
        "lower than it was",
    ),
    ("3 2 2.5 3 2 2.5 3 2.5 2 3 2.5 2.5", -1, 183.6667, 0, 1, 0, 0, "no clear direction"),
    ("3 3 3 3 3 3 3 3 3 3", 0, 0, None, None, 0, 0, "same every time"),
]


@pytest.mark.parametrize(("series", "s", "v", "z", "p", "slope", "change", "word"), DIRECTIONS)
def test_directions_of_an_element(
    series: str, s: int, v: float, z: float | None, p: float | None, slope: float, change: float, word: str
) -> None:
    found = short_direction(trust(series), TRUST)
    assert (found["word"], found["window"], found["s"]) == (word, len(series.split()), s)
    assert float(mann_kendall(numbered(series))["v"]) == pytest.approx(v, abs=5e-5)
    assert found["z"] == (z if z is None else pytest.approx(z, abs=5e-5))
    assert found["p"] == (p if p is None else pytest.approx(p, abs=5e-5))
    assert float(found["slope"]) == pytest.approx(slope, abs=5e-7)
    assert float(found["change"]) == pytest.approx(change, abs=5e-7)


def test_direction_of_seven_values_is_too_early() -> None:
    found = short_direction(trust("3 2.5 2.5 2 2 1.5 1"), TRUST)
    assert found["word"] == "too early"
    assert found["window"] == 7
    assert [found[name] for name in ("s", "z", "p", "slope", "change")] == [None] * 5


def test_direction_of_the_overall_example_is_too_small() -> None:
    points = numbered("2.9 2.9 2.8 2.8 2.8 2.7 2.7 2.7 2.6 2.6")
    found = direction_over(tuple(points), 0.05, OVERALL.change)
    assert (found["word"], found["s"]) == ("no clear direction", -37)
    assert float(mann_kendall(points)["v"]) == pytest.approx(115.6667, abs=5e-5)
    assert found["z"] == pytest.approx(-3.3473, abs=5e-5)
    assert found["p"] == pytest.approx(0.0008, abs=5e-5)
    assert (found["slope"], found["change"]) == (Fraction(-1, 30), Fraction(-3, 10))


def test_direction_of_the_published_example() -> None:
    found = mann_kendall(numbered("10 10 10 5 10 20 18 17 15 24 15"))
    assert (found["n"], found["s"]) == (11, 22)
    assert float(found["v"]) == pytest.approx(155.33, abs=5e-3)
    assert found["z"] == pytest.approx(1.685, abs=5e-4)
    assert found["p"] == pytest.approx(0.0920, abs=5e-5)
    assert (found["slope"], found["change"]) == (1, 10)


DROPS: list[tuple[str, list[float] | None, float | None, int, bool]] = [
    ("33 32 33 33 23 11", [1.5, 2, 2, 1.5, 2], 2, 1, True),
    ("33 33 33 33 22", [1, 1, 1, 1], None, 2, False),
    ("33 33 00", None, None, 0, False),
    ("30 30 31 30 –0", [0, 1, 0, 0], None, 0, False),
    ("3 3 2 3 1", [2, 1, 2, 2], 2, 1, True),
    ("2 2 2 2 1", [1, 1, 1, 1], None, 1, False),
]


@pytest.mark.parametrize(("codes", "d", "size", "e_s", "is_drop"), DROPS)
def test_drops(codes: str, d: list[float] | None, size: float | None, e_s: int, is_drop: bool) -> None:
    two = len(codes.split()[0]) == 2
    measure = TRUST if two else WARMTH
    stretch = stretch_of(codes, ("share", "able") if two else ("warmth",))
    found = differences(stretch, len(stretch) - 1, measure)
    assert found == d if d is not None else len(found) < 3
    assert value(stretch[-1].session, measure) == e_s
    assert drop_at(stretch, len(stretch) - 1, measure) == (size if is_drop else None)


RECOVERIES = [
    ("11", "2.5", "came back the next session"),
    ("11", "1.5 2", "came back after 2 sessions"),
    ("11", "1.5 1.5 1.5", "has stayed lower since"),
    ("11", "1.5", "too early to say"),
    ("11", "", "too early to say"),
    ("00", "1.5 1.5 1.5", "came part of the way back"),
    ("00", "1 1 1 2", "came back later"),
    ("00", "1 1 1 1.5", "came part of the way back"),
    ("00", "1.5 1 1 1 1", "came part of the way back"),
    ("00", "1 1 1 1.5 1", "has stayed lower since"),
]


@pytest.mark.parametrize(("low", "later", "word"), RECOVERIES)
def test_recoveries(low: str, later: str, word: str) -> None:
    before = "33 32 33 33 23" if low == "11" else "33 33 33 33 33"
    codes = {"1": "11", "1.5": "12", "2": "22", "2.5": "23"}
    stretch = stretch_of(f"{before} {low} " + " ".join(codes[one] for one in later.split()), ("share", "able"))
    size = drop_at(stretch, 5, TRUST)
    assert size == (2 if low == "11" else 3)
    assert recovery(stretch, 5, size, TRUST) == word


LEVELS: list[tuple[str, str, int | None, int | None]] = [
    ("3 3 2 1.5 1.5 1 2", "often below a yes", 3, 5),
    ("3 1 3", "mostly yes", 1, 3),
    ("3 3 1 2.5 1", "mixed", 2, 5),
    ("3 3", "too early", None, None),
    ("1 1 1", "below a yes each time", 3, 3),
    ("2 3 2", "yes each time", 0, 3),
]


@pytest.mark.parametrize(("series", "word", "low", "of"), LEVELS)
def test_levels(series: str, word: str, low: int | None, of: int | None) -> None:
    found = level(trust(series), TRUST)
    assert (found["word"], found["low"], found["of"]) == (word, low, of)


@pytest.mark.parametrize(
    ("series", "since"),
    [
        ("3 3 3 1", None),
        ("3 3 1 1", date(2026, 1, 15)),
        ("3 1 1 2", None),
        ("1 1", None),
        ("3 1 1 3 1", date(2026, 1, 29)),
    ],
)
def test_below_since(series: str, since: date | None) -> None:
    assert level(trust(series), TRUST)["below_since"] == since


@pytest.mark.parametrize(
    ("yes", "unscored", "word"), [(5, 4, "yes to most"), (4, 3, "open"), (2, 2, "not yes to most")]
)
def test_yes_to_most(yes: int, unscored: int, word: str) -> None:
    words = ["mostly"] * yes + ["not sure"] * unscored
    words += ["no"] * (9 - len(words))
    answers = dict(zip(ARTICLE, words, strict=True))
    skipped = {question: word for question, word in answers.items() if word != "not sure"}
    for given in (answers, skipped):
        assert yes_to_most(given) == {"word": word, "yes": yes, "open": unscored}


def test_a_call_that_is_not_yes_to_most_is_told_early() -> None:
    found = read_call(dict.fromkeys(ARTICLE, "no") | {"share": "fully", "body": "fully"})
    assert [one["kind"] for one in found["statements"]] == ["yes", "early"]
    assert found["headline"] == (
        "The article this checklist comes from says: a yes to most of nine questions is a good sign early on. "
        "So far: 1 yes, 0 still open. It is early. Feeling comfortable can take a few sessions, and you do not "
        "have to wait: what you notice can be said now."
    )


@pytest.mark.parametrize("course", COURSES, ids=[course.name for course in COURSES])
def test_courses(course: Course) -> None:
    facts = facts_of(course.sessions)
    assert read(course.sessions)["headline"] == course.headline
    for element, lines in course.lines.items():
        assert element_lines(facts, element) == lines
        drop = facts.found[element]["drop"]
        told = drop and (drop["date"].isoformat(), float(drop["size"]), drop["after"])
        assert told == (None if element in course.good else course.drop)
    offered = page(course.sessions)
    assert offered["feels_good"] == course.good
    assert offered["could_be_better"] == course.could_be_better
    assert offered["ticked_lines"] == course.ticked_lines
    assert hint(facts) == course.hint


def test_further_facts_of_the_courses() -> None:
    found = {course.name: read(course.sessions) for course in COURSES}
    assert found["up and down"]["overall"]["last"] == "as usual"
    assert all(one["usual"] == 3 for one in found["up and down"]["elements"])
    long = found["slow fall over forty sessions"]
    assert {one["steady"] for one in long["elements"]} == {None}
    assert {one["direction"]["window"] for one in long["elements"]} == {40}
    rest = found["after a break of 14 weeks"]
    assert (rest["sessions"], rest["rated_sessions"], rest["last"], rest["good"]) == (14, 14, None, [])
    unsure = found["not sure of everything"]
    assert (unsure["answered_sessions"], unsure["rated_sessions"], unsure["yes_to_most"]) == (10, 0, None)
    fallen = found["only the shared plan falls"]
    assert fallen["last"] == {
        "date": "2026-01-29",
        "seen": ["trust", "warmth", "understanding", "plan", "words", "listening", "body"],
        "dropped": ["plan"],
        "fell": ["plan"],
        "broad": False,
    }
    assert fallen["lowest"] is None


def changed(sessions: list[PlainSession], number: int, **answers: str) -> list[PlainSession]:
    """The same sessions with some answers of one changed."""
    one = sessions[number]
    new = PlainSession(one.id, one.date, one.created, one.answers | answers, one.tension)
    return [new if other is one else other for other in sessions]


def tense(sessions: list[PlainSession]) -> list[PlainSession]:
    one = sessions[-1]
    return [*sessions[:-1], PlainSession(one.id, one.date, one.created, one.answers, True)]


PLAN = {"direction": "no", "measure": "no"}
TRUST_NO = {"share": "no", "able": "no"}
WARM_NO = {"warmth": "no"}
HEARD_NO = {"heard": "no", "silence": "no"}
UNANSWERED = PlainSession("later", date(2027, 6, 1), "2027")

SENTENCES: list[tuple[str, list[PlainSession], str]] = [
    (
        "two drop",
        changed(weekly([3] * 5), 4, **PLAN, **TRUST_NO),
        "Trust and Shared plan were lower than your usual.",
    ),
    (
        "three drop",
        changed(weekly([3] * 5), 4, **PLAN, **WARM_NO, body="no"),
        "3 of the 7 elements you answered were lower than your usual.",
    ),
    ("broad, not all", changed(weekly([3] * 4 + [0]), 4, warmth="fully"), "6 of the 7 elements you answered were"),
    (
        "closer",
        changed(weekly([3] * 4 + [0, 1]), 5, warmth="fully"),
        "Last session, on 5 February, was still lower than your usual, and closer to it than the one before.",
    ),
    (
        "together",
        weekly([3] * 4 + [2]),
        "Last session, on 29 January, was lower than your usual, taken together. Every answer is still a yes.",
    ),
    (
        "tension and all lower",
        tense(weekly([3] * 4 + [0])),
        "Last session, on 29 January, there was tension, and all seven elements were lower than your usual.",
    ),
    (
        "tension and together",
        tense(weekly([3] * 4 + [2])),
        "on 29 January, there was tension, and it was lower than your usual, taken together.",
    ),
    (
        "tension alone",
        tense(weekly([3] * 5)),
        "Last session, on 29 January, there was tension; your answers were as usual. All seven elements were still",
    ),
    ("tension at the start", tense(weekly([3])), "Last session, on 1 January, there was tension. The article"),
    (
        "a later session without answers",
        [*weekly([3] * 4 + [0]), UNANSWERED],
        "On 29 January, the last session you answered, all seven elements were lower than your usual.",
    ),
    ("two of twelve", changed(weekly([0]), 0, share="fully", heard="mostly"), "2 of your 12 answers were a yes."),
    (
        "some come back",
        [*changed(weekly([3] * 4 + [0, 1]), 5, warmth="fully"), session(6, date(2026, 2, 12), alike(2) | TRUST_NO)],
        "Of the 7 elements that were lower on 29 January, 6 are a yes again.",
    ),
    ("below each time", changed(weekly([0] * 6), 0, warmth="fully"), "were below a yes each of the last 5 times"),
    (
        "four low",
        [session(n, START + WEEK * n, alike(3) | PLAN | TRUST_NO | HEARD_NO | {"warmth": "no"}) for n in range(4)],
        "4 of 7 elements are often below a yes: Trust, Warmth, Shared plan and Listening.",
    ),
    (
        "two low",
        [
            session(n, START + WEEK * n, alike(3) | (PLAN if n != 1 else {}) | (HEARD_NO if n > 1 else {}))
            for n in range(6)
        ],
        "Shared plan has been below a yes since 15 January, and Listening since 15 January.",
    ),
    (
        "low without a date",
        [session(n, START + WEEK * n, alike(3) | (PLAN if n != 4 else {})) for n in range(5)],
        "Shared plan is often below a yes lately.",
    ),
    (
        "lower than it was",
        [session(n, START + WEEK * n, alike(3) | {"warmth": "fully" if n < 6 else "mostly"}) for n in range(12)],
        "Warmth is lower than it was, over the last 12 sessions.",
    ),
    (
        "higher",
        weekly([2] * 6 + [3] * 6),
        "Taken together, your answers have become higher over the last 12 sessions.",
    ),
    (
        "one since a break",
        [*weekly([3] * 3), session(9, date(2026, 6, 1), alike(0))],
        "One session since a break of 19 weeks. From the third on, you can read here how it feels lately.",
    ),
    ("all good", weekly([3] * 3), "All seven elements were a yes each time lately."),
    ("some good", changed(weekly([3] * 3), 0, warmth="no"), "Trust and Understanding were a yes each time."),
    (
        "two levels",
        [session(0, START, {"warmth": "no", "share": "fully"})]
        + [session(n, START + WEEK * n, {"warmth": "fully", "share": "fully"}) for n in (1, 2)],
        "Trust was a yes each time, Warmth mostly.",
    ),
    (
        "one good, mostly",
        [session(n, START + WEEK * n, {"warmth": "no" if n == 0 else "fully"}) for n in range(3)],
        "Warmth was mostly a yes.",
    ),
    (
        "nothing",
        [session(n, START + WEEK * n, {"warmth": "no" if n < 2 else "fully"}) for n in range(5)],
        "No element stands out lately.",
    ),
]


@pytest.mark.parametrize(("name", "sessions", "text"), SENTENCES, ids=[name for name, _, _ in SENTENCES])
def test_sentences(name: str, sessions: list[PlainSession], text: str) -> None:
    assert text in read(sessions)["headline"]


def test_numbers_agree_with_other_programs() -> None:
    # Here, and not at the top: each worker loads every module of tests, and SciPy takes two seconds.
    import pymannkendall
    from scipy import stats

    rng = random.Random(21)
    for _ in range(200):
        n = rng.randint(8, 40)
        xs = sorted(rng.sample(range(1, 2 * n), n))
        ys = [Fraction(rng.randint(0, 6), 2) for _ in range(n)]
        found = mann_kendall(list(zip(xs, ys, strict=True)))
        floats = [float(y) for y in ys]
        assert float(found["slope"]) == pytest.approx(float(stats.theilslopes(floats, xs).slope))
        if found["v"] == 0:
            continue
        other = pymannkendall.original_test(floats)
        assert found["s"] == other.s
        assert float(found["v"]) == pytest.approx(float(other.var_s))
        assert found["z"] == pytest.approx(float(other.z))
        assert found["p"] == pytest.approx(float(other.p), abs=1e-9)


def test_reversing_a_series_flips_the_word_and_a_constant_changes_nothing() -> None:
    rng = random.Random(8)
    opposite = {"lower than it was": "higher than it was", "higher than it was": "lower than it was"}
    for _ in range(100):
        ys = [Fraction(rng.randint(0, 6), 2) for _ in range(rng.randint(8, 12))]
        points = list(enumerate(ys, start=1))
        word = direction_over(tuple(points), 0.05, Fraction(1))["word"]
        assert direction_over(tuple(enumerate(reversed(ys), start=1)), 0.05, Fraction(1))["word"] == opposite.get(
            word, word
        )
        moved = mann_kendall([(x, y + 5) for x, y in points])
        assert (moved["s"], moved["slope"]) == (mann_kendall(points)["s"], mann_kendall(points)["slope"])


def test_long_direction_needs_sixteen_points() -> None:
    falling = " ".join(["3"] * 8 + ["1"] * 7)
    assert long_direction(trust(falling), TRUST) is None
    found = long_direction(trust(falling + " 1"), TRUST)
    assert found is not None
    assert (found["word"], found["window"]) == ("lower than it was", 16)


def test_a_gap_of_ninety_days_starts_a_stretch_and_one_of_eighty_nine_does_not() -> None:
    for days, count in ((89, 1), (90, 2)):
        sessions = [session(0, START, alike(3)), session(1, START + timedelta(days=days), alike(3))]
        between = session(2, START + timedelta(days=40), alike("not sure"))
        assert len(stretches(in_order([*sessions, between]))) == count


def test_missing_answers_alone_never_make_a_drop() -> None:
    rng = random.Random(3)
    for _ in range(200):
        full = [session(n, START + WEEK * n, alike(3) | {"able": "no", "measure": "no"}) for n in range(8)]
        thin = [
            PlainSession(
                one.id, one.date, one.created, {q: w for q, w in one.answers.items() if rng.random() < 0.6}
            )
            for one in full
        ]
        found = read(thin)
        assert [one["drop"] for one in [*found["elements"], found["overall"]]] == [None] * 8


def test_tension_counts_once_disagree_was_answered() -> None:
    sessions = weekly([3] * 4)
    assert len(read(sessions)["elements"]) == 7
    assert len(read(changed(sessions, 0, disagree="not sure"))["elements"]) == 8
    assert len(read(sessions, with_tension=True)["elements"]) == 8
    assert len(read(changed(sessions, 0, disagree="no"), with_tension=False)["elements"]) == 7


def last_value(element: dict[str, Any]) -> float:
    return float(element["points"][-1]["score"])


@pytest.mark.parametrize("seed", range(2))
def test_properties_on_generated_courses(seed: int) -> None:
    for name, sessions in generated(2 * len(NAMES), seed):
        found = read(sessions)
        by_id = {one["id"]: one for one in found["elements"]}
        assert read(sorted(sessions, key=lambda one: one.id, reverse=True)) == found, name
        assert all(last_value(by_id[element]) >= 2 for element in found["good"]), name
        assert not set(found["good"]) & set(found["low"]), name
        fell = found["last"]["fell"] if found["last"] else []
        assert not set(page(sessions)["ticked_good"]) & set(fell), name
        for one in found["statements"]:
            if one["kind"] == "good":
                assert not set(one["elements"]) & {*fell, *found["low"]}, name
        assert len([one for one in found["statements"] if one["kind"] != "early"]) <= 3, name
        assert found["headline"] == " ".join(one["text"] for one in found["statements"]), name


def test_generated_courses_have_every_shape_and_are_the_same_for_a_seed() -> None:
    first, second = list(generated(50, 7)), list(generated(50, 7))
    assert first == second
    assert {name.rsplit(" ", 1)[0] for name, _ in first} == set(NAMES)
    assert all(len(sessions) <= 60 for _, sessions in first)
