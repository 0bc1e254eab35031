"""Documents for tests of export and import: random ones, and one with every hostile text."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import ELEMENTS, QUESTIONS
from alliance_journal.domain.models import (
    ENTRY_KINDS,
    GOAL_STATES,
    MEDIUMS,
    TASK_STATES,
    THERAPIST_STATUSES,
    TOPIC_STATES,
    Appointment,
    AskedQuestion,
    Document,
    Entry,
    Excerpt,
    GivenAnswer,
    Goal,
    GoalMark,
    PageChoice,
    Task,
    Tension,
    Therapist,
    Topic,
)
from tests.hostile import SHORT

TEXTS = st.sampled_from(SHORT) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
FILLED = TEXTS.filter(lambda text: bool(text.strip()))
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
CLOCKS = st.none() | st.times().map(lambda clock: clock.replace(microsecond=0))
PLACES = st.none() | st.integers(1, 99)
RHYTHMS = st.sampled_from(
    (
        None,
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261220T235959",
        "RRULE:FREQ=MONTHLY;BYDAY=-1TU\nEXDATE:20261124T173000\nRDATE:20261125T090000",
        "FREQ=DAILY",
    )
)
INSTANTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2190, 1, 1), timezones=st.just(dt.UTC)).map(
    lambda instant: instant.isoformat(timespec="milliseconds")
)


def hostile_document(texts: Sequence[str] = SHORT) -> Document:
    """Return a document with these texts, which has as many entries as there are texts.

    Each record has different texts in its fields, and each text field of the entries has every text in one of them.

    Args:
        texts: at least one text; none of them blank.
    """
    numbers = range(len(texts))
    questions = [question.id for question in QUESTIONS]

    def text(number: int) -> str:
        return texts[number % len(texts)]

    def entry(number: int) -> Entry:
        return Entry(
            f"e{number}",
            ENTRY_KINDS[number % len(ENTRY_KINDS)],
            dt.date(2026, 1, 1) + dt.timedelta(number),
            dt.time(9, 30),
            "t0",
            title=text(number),
            body=text(number + 1),
            tags=(text(number + 2),),
            tension=Tension(text(number + 3), None, text(number + 4)),
            created_at="2026-05-28T19:10:00.000+00:00",
            updated_at="2026-05-28T19:10:00.000+00:00",
            answers=(GivenAnswer(questions[number % len(questions)], Answer.PARTLY, text(number + 5)),),
        )

    return Document(
        therapists=(Therapist("t0", "Ada", "current", text(0)),),
        entries=tuple(entry(number) for number in numbers),
        topics=tuple(Topic(f"p{n}", f"{text(n)}{n}", f"e{n}", "open", True, n + 1) for n in numbers),
        tasks=tuple(Task(f"k{n}", text(n), text(n + 1), f"e{n}", "open", text(n + 2)) for n in numbers),
        goals=tuple(Goal(f"g{n}", text(n), text(n + 1)) for n in numbers),
        excerpts=tuple(Excerpt(f"x{n}", f"{text(n)}{n}", f"e{n}", "open", False, n + 1) for n in numbers),
        own_numbers=(f"{text(1)} 555-0100",),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A whole document in which every link leads somewhere."""

    def some(count: int, prefix: str) -> list[str]:
        return draw(st.lists(FILLED.map(lambda text: prefix + text), max_size=count, unique=True))

    def one_of(ids: list[str]) -> str | None:
        return draw(st.none() | st.sampled_from(ids)) if ids else None

    def many(ids: list[str], make: Any) -> tuple[Any, ...]:
        return tuple(make(id_) for id_ in ids)

    therapists, entries, goals, excerpts = some(3, "t"), some(4, "e"), some(2, "g"), some(2, "x")
    own = some(2, "own ")
    questions = (
        *(AskedQuestion(q.id, q.text, q.element, q.source, draw(st.booleans())) for q in QUESTIONS),
        *(
            AskedQuestion(id_, draw(FILLED), draw(st.sampled_from(ELEMENTS)).id, "added", draw(st.booleans()))
            for id_ in own
        ),
    )

    def answers() -> tuple[GivenAnswer, ...]:
        chosen = draw(st.lists(st.sampled_from(questions), max_size=4, unique_by=lambda question: question.id))
        return tuple(
            GivenAnswer(q.id, draw(st.sampled_from(Answer)), draw(TEXTS), draw(st.just("") | INSTANTS), draw(TEXTS))
            for q in sorted(chosen, key=questions.index)
        )

    return Document(
        therapists=many(
            therapists,
            lambda id_: Therapist(
                id_, draw(FILLED), draw(st.sampled_from(THERAPIST_STATUSES)), *(draw(TEXTS) for _ in range(5))
            ),
        ),
        questions=questions,
        entries=many(
            entries,
            lambda id_: Entry(
                id_,
                draw(st.sampled_from(ENTRY_KINDS)),
                draw(DAYS),
                draw(CLOCKS),
                one_of(therapists),
                draw(st.none() | st.sampled_from(MEDIUMS)),
                draw(TEXTS),
                draw(TEXTS),
                tuple(draw(st.lists(TEXTS, max_size=3, unique=True))),
                draw(st.booleans()),
                draw(st.none() | st.builds(Tension, TEXTS, st.none() | st.sampled_from(entries), TEXTS)),
                draw(INSTANTS),
                draw(INSTANTS),
                answers(),
                one_of(goals),
                one_of(entries),
            ),
        ),
        topics=many(
            some(3, "p"),
            lambda id_: Topic(
                id_,
                draw(FILLED),
                one_of(entries),
                draw(st.sampled_from(TOPIC_STATES)),
                draw(st.booleans()),
                draw(st.integers(1, 2**31)),
                one_of(goals),
            ),
        ),
        tasks=many(
            some(3, "k"),
            lambda id_: Task(
                id_,
                draw(FILLED),
                draw(TEXTS),
                one_of(entries),
                draw(st.sampled_from(TASK_STATES)),
                draw(TEXTS),
                draw(st.booleans()),
            ),
        ),
        goals=many(
            goals,
            lambda id_: Goal(
                id_,
                draw(FILLED),
                draw(TEXTS),
                draw(st.sampled_from(GOAL_STATES)),
                tuple(draw(st.lists(st.builds(GoalMark, DAYS, st.integers(0, 10)), max_size=3))),
            ),
        ),
        appointments=tuple(
            Appointment(draw(DAYS), draw(CLOCKS), one_of(therapists), draw(RHYTHMS))
            for _ in range(draw(st.integers(0, 3)))
        ),
        own_numbers=tuple(draw(st.lists(FILLED, max_size=2, unique=True))),
        excerpts=many(
            excerpts,
            lambda id_: Excerpt(
                id_,
                draw(FILLED),
                one_of(entries),
                draw(st.sampled_from(TOPIC_STATES)),
                draw(st.booleans()),
                draw(st.integers(1, 2**31)),
            ),
        ),
        page_choices=tuple(
            PageChoice(one_of(therapists), f"topic:{id_}", draw(st.none() | st.booleans()), draw(PLACES))
            for id_ in excerpts
        ),
    )
