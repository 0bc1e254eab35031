"""Courses of sessions: the ones of the table that the rules come with, and seeded generators of many more."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS, ELEMENTS, questions_of
from tests.domain.alliance.plain_sessions import PlainSession

WORDS: Final = ("no", "partly", "mostly", "fully")
UNSCORED: Final = ("not sure", "did not come up")
ASKED: Final = [question.id for question in DEFAULT_QUESTIONS]
START: Final = date(2026, 1, 1)
WEEK: Final = timedelta(days=7)
SEVEN: Final = [element.id for element in ELEMENTS if element.id != "tension"]


def session(number: int, when: date, answers: dict[str, str], tension: bool = False) -> PlainSession:
    """One session; its number makes its id and its moment of creation."""
    return PlainSession(f"s{number:03}", when, f"{when.isoformat()}T18:00:00.{number:03}", answers, tension)


def alike(number: int | str) -> dict[str, str]:
    """The same answer to each of the twelve questions: 0 to 3, or an answer word."""
    word = number if isinstance(number, str) else WORDS[number]
    return {question: word for question in ASKED}


def weekly(values: list[int], start: date = START) -> list[PlainSession]:
    """A session a week, every question answered alike."""
    return [session(number, start + WEEK * number, alike(here)) for number, here in enumerate(values)]


@dataclass(frozen=True)
class Course:
    """One row of the table of courses, and what is said of it."""

    name: str
    sessions: list[PlainSession]
    headline: str
    """The whole headline."""
    lines: dict[str, tuple[str, str]]
    """Element to the two lines beside its bars."""
    drop: tuple[str, float, str] | None = None
    """Date, size and what came after, of the drop told of the element of the row."""
    good: list[str] = field(default_factory=list)
    could_be_better: list[str] = field(default_factory=list)
    ticked_lines: list[str] = field(default_factory=list)
    hint: list[str] = field(default_factory=list)


def every(first: str, second: str = "") -> dict[str, tuple[str, str]]:
    return {element: (first, second) for element in SEVEN}


def plan_falls() -> list[PlainSession]:
    """Four good sessions, then one in which only the questions about the plan are answered "no"."""
    sessions = weekly([3, 3, 3, 3, 3])
    low = {question.id: "no" for question in questions_of("plan")}
    return [*sessions[:4], replace(sessions[4], answers=sessions[4].answers | low)]


def after_a_break() -> list[PlainSession]:
    """Twelve good sessions, 14 weeks without one, and two more."""
    sessions = weekly([3] * 12 + [1, 2])
    later = [replace(one, date=one.date + 13 * WEEK) for one in sessions[12:]]
    return sessions[:12] + later


HARDER: Final = "Our last session was harder for me than the ones before. I would like to talk about it."


def much(since: str = "") -> str:
    return f"Much of this has not felt right for me{since}. I would like to talk about it."


COURSES: Final = [
    Course(
        "six good sessions, then all no",
        weekly([3, 3, 2, 3, 3, 2, 0]),
        "Last session, on 12 February, all seven elements were lower than your usual.",
        every("○ lower last session"),
        ("2026-02-12", 3.0, "too early to say"),
        could_be_better=SEVEN,
        ticked_lines=[HARDER],
        hint=["sentence"],
    ),
    Course(
        "two good sessions, then all no",
        weekly([3, 3, 0]),
        "Last session, on 15 January, none of your 12 answers was a yes.",
        every("mostly yes, 1 of 3"),
        hint=["sentence"],
    ),
    Course(
        "six times all no",
        weekly([0] * 6),
        "All seven elements have been below a yes since 1 January.",
        every("below a yes since 1 January"),
        could_be_better=SEVEN,
        ticked_lines=[much(" since 1 January")],
        hint=["sentence", "guide"],
    ),
    Course(
        "dip that comes back",
        weekly([3, 3, 3, 2, 3, 3, 3, 0, 1, 3, 3]),
        "Everything that was lower on 19 February is a yes again. It has been up and down: 7 of 7 elements were "
        "below a yes in some of the last 5 sessions.",
        every("mixed, 2 of 5"),
        ("2026-02-19", 3.0, "came back after 2 sessions"),
    ),
    Course(
        "dip that stays",
        weekly([3, 3, 3, 2, 3, 3, 3, 0, 1, 1, 1, 1]),
        "All seven elements have been below a yes since 19 February. Taken together, your answers have become "
        "lower over the last 12 sessions.",
        every("below a yes since 19 February", "lower than it was, over the last 12 sessions"),
        ("2026-02-19", 3.0, "has stayed lower since"),
        could_be_better=SEVEN,
        ticked_lines=[much(" since 19 February")],
        hint=["sentence", "guide"],
    ),
    Course(
        "only the shared plan falls",
        plan_falls(),
        "Last session, on 29 January, Shared plan was lower than your usual. Trust and Warmth were still a yes.",
        {"plan": ("○ lower last session", ""), "trust": ("yes each time, 0 of 5", "")},
        ("2026-01-29", 3.0, "too early to say"),
        good=[element for element in SEVEN if element != "plan"],
        could_be_better=["plan"],
        hint=["sentence"],
    ),
    Course(
        "up and down",
        weekly([3, 1, 3, 1, 3, 1, 3, 1]),
        "Last session, on 19 February, all seven elements were lower than your usual. "
        "All seven elements are often below a yes.",
        every("◑ not a yes last session"),
        could_be_better=SEVEN,
        ticked_lines=[HARDER, much()],
        hint=["sentence"],
    ),
    Course(
        "after a break of 14 weeks",
        after_a_break(),
        "Two sessions since a break of 14 weeks. From the third on, you can read here how it feels lately. "
        "Before the break, all seven elements were a yes each time.",
        every("too early"),
    ),
    Course(
        "not sure of everything",
        [session(number, START + WEEK * number, alike("not sure")) for number in range(10)],
        "You were not sure most of the time (60 of 60 answers in your last 5 sessions). "
        "Not being sure is an answer too, and something one can ask about.",
        every("mostly not sure"),
    ),
    Course(
        "slow fall over forty sessions",
        weekly([3] * 10 + [2] * 20 + [1] * 10),
        "All seven elements have been below a yes since 30 July. Taken together, your answers have become "
        "lower over the last 40 sessions.",
        every("below a yes since 30 July", "lower than it was, over the last 40 sessions"),
        could_be_better=SEVEN,
        ticked_lines=[much(" since 30 July")],
        hint=["sentence", "guide"],
    ),
]

COURSE: Final = {course.name: course for course in COURSES}

Levels = list[dict[str, float]]
"""For each session, the level of each element."""


def flat(length: int, level: float) -> Levels:
    return [dict.fromkeys((element.id for element in ELEMENTS), level) for _ in range(length)]


def shifted(levels: Levels, changes: list[float]) -> Levels:
    """Every element moved by the change of its session."""
    return [
        {element: here + change for element, here in one.items()}
        for one, change in zip(levels, changes, strict=True)
    ]


def answered(rng: random.Random, levels: Levels, mood: float = 0.3, noise: float = 0.4) -> list[PlainSession]:
    """Weekly sessions that answer every question around its element's level, with a mood of the session."""
    sessions = []
    for number, one in enumerate(levels):
        shift = rng.gauss(0, mood)
        answers = {}
        for element, level in one.items():
            for question in questions_of(element):
                if question.id in ASKED:
                    answers[question.id] = WORDS[min(3, max(0, round(level + shift + rng.gauss(0, noise))))]
        sessions.append(session(number, START + WEEK * number, answers))
    return sessions


def own_level(rng: random.Random, length: int, low: float = 1.6, high: float = 3.0) -> Levels:
    """A steady level of its own for each element."""
    own = {element.id: rng.uniform(low, high) for element in ELEMENTS}
    return [dict(own) for _ in range(length)]


def length_of(rng: random.Random, least: int = 0) -> int:
    """A number of sessions up to 60, often a small one."""
    return rng.choice([rng.randint(least, max(least, 12)), rng.randint(least, 25), rng.randint(least, 60)])


def quiet(rng: random.Random) -> list[PlainSession]:
    return answered(rng, own_level(rng, length_of(rng)), mood=0.15, noise=0.3)


def moody(rng: random.Random) -> list[PlainSession]:
    return answered(rng, own_level(rng, length_of(rng)), mood=0.9, noise=0.5)


def dip(rng: random.Random, left: float, depth: float = 2.5, longest: int = 8) -> list[PlainSession]:
    """A fall at one session; what is left of it afterwards is a part of its depth."""
    before, later = rng.randint(3, 14), rng.randint(0, longest)
    changes = [0.0] * before + [-depth] + [-depth * left] * later
    levels = shifted(own_level(rng, len(changes), 2.3, 3.2), changes)
    return answered(rng, levels, mood=rng.choice([0.0, 0.2]), noise=rng.choice([0.0, 0.2, 0.4]))


def one_dip(rng: random.Random) -> list[PlainSession]:
    return dip(rng, 0.0)


def dip_that_stays(rng: random.Random) -> list[PlainSession]:
    return dip(rng, rng.choice([1.0, 0.9, 0.7]))


def dip_with_partial_recovery(rng: random.Random) -> list[PlainSession]:
    return dip(rng, rng.uniform(0.3, 0.6))


def dip_that_closes_slowly(rng: random.Random) -> list[PlainSession]:
    """A deep dip of most elements that gets smaller from one session to the next."""
    before, later = rng.randint(4, 10), rng.randint(1, 5)
    steps = [-2.8 + 0.55 * number for number in range(later + 1)]
    levels = own_level(rng, before + later + 1, 2.4, 3.0)
    spared = rng.sample(SEVEN, rng.randint(0, 3))
    for one, change in zip(levels[before:], steps, strict=True):
        for element in one:
            one[element] += 0 if element in spared else change
    return answered(rng, levels, mood=0.1, noise=0.2)


def slow_fall(rng: random.Random) -> list[PlainSession]:
    length = rng.choice([40, rng.randint(16, 60)])
    fall = rng.uniform(0.8, 2.0)
    changes = [-fall * number / (length - 1) for number in range(length)]
    return answered(rng, shifted(own_level(rng, length, 2.3, 3.0), changes), mood=0.3)


def rise(rng: random.Random) -> list[PlainSession]:
    length = rng.randint(8, 45)
    changes = [rng.uniform(1.9, 2.1) * number / (length - 1) for number in range(length)]
    return answered(rng, shifted(own_level(rng, length, 0.3, 1.2), changes), mood=0.2)


def all_no(rng: random.Random) -> list[PlainSession]:
    return weekly([0] * length_of(rng))


def always_not_sure(rng: random.Random) -> list[PlainSession]:
    return [session(number, START + WEEK * number, alike("not sure")) for number in range(length_of(rng))]


def alternating(rng: random.Random) -> list[PlainSession]:
    high, low = rng.choice([(3, 1), (3, 0), (2, 1), (3, 2), (1, 3)])
    return weekly([high if number % 2 == 0 else low for number in range(length_of(rng))])


def single_element_falls(rng: random.Random) -> list[PlainSession]:
    """One element, or some more, falls at once or slowly, the others do not."""
    length = length_of(rng, 4)
    levels = own_level(rng, length, 2.3, 3.0)
    start, slope = rng.randint(3, max(3, length - 1)), rng.choice([0.1, 0.25, 3.0])
    for element in rng.sample(SEVEN, rng.choice([1, 1, 1, 2, 3, 4, 5])):
        for number in range(start, length):
            levels[number][element] -= min(2.5, slope * (number - start + 1))
    return answered(rng, levels, mood=0.1, noise=rng.choice([0.0, 0.3]))


def any_shape(rng: random.Random) -> list[PlainSession]:
    """A course of one of the plainer shapes, for the shapes that change one."""
    shapes = [quiet, moody, one_dip, dip_that_stays, slow_fall, alternating, all_no, steps, single_element_falls]
    return rng.choice(shapes)(rng)


def breaks(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """Breaks of about 14 weeks, some of 89 to 91 days, more often near the end."""
    for _ in range(rng.randint(1, 2)):
        if len(sessions) < 2:
            break
        at = rng.randint(1, len(sessions) - 1)
        if rng.random() < 0.6:
            at = max(1, len(sessions) - rng.randint(1, 4))
        longer = timedelta(days=rng.choice([98, 98, 89, 90, 91, 180])) - WEEK
        sessions = sessions[:at] + [replace(one, date=one.date + longer) for one in sessions[at:]]
    return sessions


def two_on_one_day(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """Some sessions on the day of the one before."""
    return [
        replace(one, date=one.date - WEEK) if number % 4 == 3 or rng.random() < 0.1 else one
        for number, one in enumerate(sessions)
    ]


def unanswered_between(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """Some sessions without answers, the last one too at times; some answered without a scored answer."""
    share = rng.uniform(0.1, 0.6)
    changed = []
    for one in sessions:
        answers = rng.choice([{}, {}, {"share": "did not come up"}, {"warmth": "not sure"}])
        changed.append(replace(one, answers=answers) if rng.random() < share else one)
    return changed


def some_questions(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """A fixed choice of questions, or another one each time."""
    kept = rng.sample(ASKED, rng.randint(1, len(ASKED)))
    changes = rng.random() < 0.5
    changed = []
    for one in sessions:
        if changes:
            kept = rng.sample(ASKED, rng.randint(0, len(ASKED)))
        changed.append(replace(one, answers={q: word for q, word in one.answers.items() if q in kept}))
    return changed


def unknown_questions(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """Answers to questions that are not in the table, next to others or alone."""
    changed = []
    for one in sessions:
        unknown = {f"question_{number}": rng.choice(WORDS + UNSCORED) for number in range(rng.randint(0, 6))}
        known = {} if rng.random() < 0.15 else one.answers
        changed.append(replace(one, answers=known | unknown))
    return changed


def with_disagree(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """The question `disagree` answered too, from some session on."""
    start, level = rng.randint(0, 10), rng.choice([0, 1, 2, 3])
    words = (WORDS[level], WORDS[level], *WORDS, *UNSCORED)
    later = [replace(one, answers=one.answers | {"disagree": rng.choice(words)}) for one in sessions[start:]]
    return sessions[:start] + later


def with_tension(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """Tension marked at random sessions."""
    share = rng.uniform(0.2, 0.9)
    return [replace(one, tension=rng.random() < share) for one in sessions]


def doubts(rng: random.Random, sessions: list[PlainSession]) -> list[PlainSession]:
    """Some questions mostly "not sure", from some session on."""
    doubtful = rng.sample(ASKED, rng.randint(1, len(ASKED)))
    start, share = rng.randint(0, 12), rng.uniform(0.3, 1.0)
    changed = []
    for number, one in enumerate(sessions):
        unsure = {
            question: rng.choice(["not sure", "not sure", "not sure", "did not come up"])
            for question in doubtful
            if number >= start and rng.random() < share
        }
        changed.append(replace(one, answers=one.answers | unsure))
    return changed


CHANGES: Final[dict[str, Callable[[random.Random, list[PlainSession]], list[PlainSession]]]] = {
    "mixed not sure": doubts,
    "breaks": breaks,
    "two sessions on one day": two_on_one_day,
    "unanswered sessions in between": unanswered_between,
    "only some questions": some_questions,
    "unknown questions": unknown_questions,
    "with disagree": with_disagree,
    "tension": with_tension,
}


def several_changes(rng: random.Random) -> list[PlainSession]:
    """Two to four changes on top of one another."""
    sessions = any_shape(rng)
    for name in rng.sample(list(CHANGES), rng.randint(2, 4)):
        sessions = CHANGES[name](rng, sessions)
    return sessions


def good_then_a_break(rng: random.Random) -> list[PlainSession]:
    """Good sessions, a break, and one or two more that are mostly a yes."""
    length, later = rng.randint(1, 14), rng.choice([1, 1, 2, 3])
    sessions = answered(rng, own_level(rng, length + later, 2.2, 3.2), mood=0.1, noise=0.3)
    away = rng.randint(12, 60) * WEEK
    return sessions[:length] + [replace(one, date=one.date + away) for one in sessions[length:]]


def only_disagree(rng: random.Random) -> list[PlainSession]:
    level = rng.choice([0, 1, 2, 3])
    return [
        session(number, START + WEEK * number, {"disagree": rng.choice((WORDS[level], *WORDS, *UNSCORED))})
        for number in range(length_of(rng))
    ]


def everything_a_little_lower(rng: random.Random) -> list[PlainSession]:
    """Every answer one step lower in the last sessions, and still a yes, with a "not sure" among them at times."""
    sessions = weekly([3] * rng.randint(2, 6) + [2] * rng.randint(1, 2))
    unscored = {question: rng.choice(UNSCORED) for question in rng.sample(ASKED, rng.choice([0, 0, 1, 3]))}
    return [*sessions[:-1], replace(sessions[-1], answers=sessions[-1].answers | unscored)]


def steps(rng: random.Random) -> list[PlainSession]:
    """Every question alike, in long runs of one answer: exact values, many of them at the limits of the rules."""
    values: list[int] = []
    for _ in range(rng.randint(1, 5)):
        values += [rng.randint(0, 3)] * rng.choice([1, 1, 2, 3, rng.randint(1, 15)])
    return weekly(values)


def first_sessions(rng: random.Random) -> list[PlainSession]:
    return answered(rng, own_level(rng, rng.randint(0, 4), 0.0, 3.0), noise=0.8)


def anything(rng: random.Random) -> list[PlainSession]:
    """Answers by lot."""
    sessions = []
    weights = [rng.random() for _ in range(6)]
    for number in range(length_of(rng)):
        words = rng.choices(WORDS + UNSCORED, weights, k=len(ASKED))
        sessions.append(session(number, START + WEEK * number, dict(zip(ASKED, words, strict=True))))
    return sessions


SHAPES: Final[dict[str, Callable[[random.Random], list[PlainSession]]]] = {
    "quiet": quiet,
    "moody": moody,
    "one dip": one_dip,
    "dip that stays": dip_that_stays,
    "dip with partial recovery": dip_with_partial_recovery,
    "dip that closes slowly": dip_that_closes_slowly,
    "slow fall": slow_fall,
    "rise": rise,
    "all no": all_no,
    "always not sure": always_not_sure,
    "alternating": alternating,
    "single element falling": single_element_falls,
    "good, then a break": good_then_a_break,
    "several changes": several_changes,
    "only disagree": only_disagree,
    "steps": steps,
    "everything a little lower": everything_a_little_lower,
    "first sessions": first_sessions,
    "anything": anything,
}


NAMES: Final = [*SHAPES, *CHANGES]


def generated(count: int, seed: int) -> Iterator[tuple[str, list[PlainSession]]]:
    """Courses spread evenly over all the shapes, and over all the changes of one.

    Args:
        count: How many.
        seed: The same seed gives the same courses.

    Yields:
        The name of a course (its shape or change, the seed and its number) and its sessions, in no order.
    """
    for number in range(count):
        name = NAMES[number % len(NAMES)]
        rng = random.Random(f"{seed}/{number}")
        sessions = SHAPES[name](rng) if name in SHAPES else CHANGES[name](rng, any_shape(rng))
        rng.shuffle(sessions)
        yield f"{name} {seed}/{number}", sessions
