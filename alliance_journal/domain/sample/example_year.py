"""An invented year of sessions for `--demo`, the tests and the README's pictures.

The document depends only on the given day: the same day gives the same document. Sessions are defined by their
distance in weeks from the last one, so that the year always ends last Thursday.
"""

import datetime as dt
import uuid
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS, OPTIONAL_QUESTIONS, QUESTIONS
from alliance_journal.domain.models import (
    Appointment,
    AskedQuestion,
    Document,
    Entry,
    EntryKind,
    GivenAnswer,
    Goal,
    GoalMark,
    GoalState,
    Medium,
    Task,
    TaskState,
    Tension,
    Therapist,
    Topic,
    TopicState,
    session_order,
)
from alliance_journal.domain.sample.example_texts import CALL_WITH_R, CALL_WITH_ZOE, LETTER, NOTES, SESSIONS, Prose

_NAMESPACE: Final = uuid.UUID("a11ce0a1-0000-4000-8000-5e5510775000")
_THURSDAY: Final = 3
_WEEK: Final = dt.timedelta(weeks=1)
_SESSION_TIME: Final = dt.time(17, 30)
_CALL_TIME: Final = dt.time(12, 15)
_NOTE_TIME: Final = dt.time(21, 5)
_UNTIL_WRITTEN: Final = dt.timedelta(minutes=100)
_UNTIL_ANSWERED: Final = dt.timedelta(minutes=10)
_UNTIL_DONE: Final = dt.timedelta(minutes=15)
_LETTER_AFTER: Final = (14, 2)
_R_CALL_DAYS_BEFORE: Final = 13
_ZOE_CALL_DAYS_BEFORE: Final = 9

_ANSWER: Final = {
    "n": Answer.NO,
    "p": Answer.PARTLY,
    "m": Answer.MOSTLY,
    "f": Answer.FULLY,
    "?": Answer.NOT_SURE,
    "-": Answer.DID_NOT_COME_UP,
}

# One letter for each question, in the order they are asked; a dot is a skipped question:
# share heard able language | approach warmth clear direction | silence own_goals measure body
_ANSWERS: Final = {
    50: "pm?m pmmm pm-.",
    49: "pmmm pmmm pm?.",
    48: "mfmm mfmp pmp.",
    46: "mfmm mmmm pmp.",
    45: "mmmm ?mmm -mp.",
    44: "mfmm ffmm pff.",
    43: "mfmm mmmm mfm.",
    38: "pmmm mmmm mmm.",
    37: "mfmm mfmm mmm.",
    36: "mffm mfff mff.",
    35: "mmfm mfmm mfm.",
    34: "ffmm mfmm fmmm",
    32: "fffm mfmm fmm.",
    31: "mfmp mfmm fmm.",
    30: "fffm mfmm fmm.",
    29: "fffm ffmf ffm.",
    28: "mmmm mpmm mmm.",
    27: "fffm mfmm fmm.",
    26: "fffm mfmm mmm.",
    25: "mmfm mm?m -mm.",
    24: "ffmm mfmm fmm.",
    23: "mffm mmmm mmm.",
    20: "mfmm mfmm mm?.",
    19: "fffm ffmm fff.",
    18: "mffm mfmm mmm.",
    15: "ffmm mfmm fmmm",
    14: "ffmf mfmm fmm.",
    13: "ffmf mfmm fpf.",
    12: "mmmm pmmm fpm.",
    11: "mfmp pfmm fpmp",
    10: "pmmm nfpm fpm.",
    9: "mfmp pmpm fpf.",
    8: "mmmm pfmf fmff",
    7: "mfmm mfmp mmn.",
    4: "mmfp mfmp fmp.",
    3: "fmmf mfmp mmnp",
    2: "mmmm fmmp pmn.",
    1: "mpff ffmp pmn.",
    0: "fmmm mfmp pmnf",
}
_ZOE_CALL_ANSWERS: Final = "mf?m mfm? ?..."
_R_CALL_ANSWERS: Final = "pmfp pnf? p..."

_OWN_WORDS: Final = {
    (50, "share"): "not yet",
    (49, "measure"): "we have not talked about it",
    (34, "silence"): "two minutes, and I was all right",
    (31, "language"): "she said furious, I would not",
    (28, "warmth"): "the look at the clock",
    (27, "warmth"): "she said sorry, plainly",
    (10, "approach"): "it felt like her plan for me",
    (9, "language"): "we say tired",
    (7, "measure"): "the list stayed in the folder",
    (3, "body"): "I leaned back",
    (2, "direction"): "I wanted a next step",
    (1, "heard"): "she was ahead of me",
    (0, "heard"): "she did not rush me",
    (0, "silence"): "I joked to fill it",
}

_OTHER_MEDIUMS: Final[dict[int, Medium]] = {45: "video", 25: "video", 17: "video", 6: "phone"}

_TENSE: Final = 28
_TALKED_THROUGH: Final = 27
_TENSION_WORDS: Final = "She looked at the clock while I was talking about Dad's last day."
_TENSION_OUTCOME: Final = "She said that she was sorry, and I told her the rest of that day."


class _Topic(NamedTuple):
    text: str
    week: int
    state: TopicState = "open"


_TOPICS: Final = (
    _Topic("I'm not sure what we are working towards. Could we look at the plan together?", 0),
    _Topic("The long silences lately: I fill them by joking.", 0),
    _Topic("How the honest sentence to Priya went.", 0),
    _Topic("Could we use tired, and both know what it means?", 9, "brought"),
    _Topic("The answer from the stairs: why I came now.", 11, "let go"),
    _Topic("Your word pattern. I would like to find my own.", 12, "brought"),
    _Topic("The look at the clock, in the middle of the corridor.", 28, "brought"),
    _Topic("Leaving rooms while I am still sitting in them.", 31, "brought"),
    _Topic("Whether I am too quiet for you.", 35, "let go"),
)


class _Task(NamedTuple):
    text: str
    why: str
    week: int
    state: TaskState
    note: str


_TASKS: Final = (
    _Task(
        "One honest sentence to Priya",
        "So that Friday's meeting does not go home with me.",
        0,
        "did",
        "it went better than I feared",
    ),
    _Task(
        "Write down what I say instead of what I mean",
        "To see what stands behind 'no worries'.",
        15,
        "tried",
        "four days, then the notebook stayed at work",
    ),
    _Task(
        "Carry the box into the living room",
        "Only carry, so that I stop walking round it.",
        37,
        "did",
        "it stood there for a week before I opened it",
    ),
)


class _Goal(NamedTuple):
    text: str
    how_we_notice: str
    state: GoalState
    marks: tuple[tuple[int, int], ...]


_GOALS: Final = (
    _Goal(
        "Say what I think at work, one sentence at a time",
        "I leave a meeting and do not rehearse it all evening.",
        "open",
        ((44, 2), (36, 3), (23, 5), (15, 4), (8, 5)),
    ),
    _Goal(
        "Open the box with Dad's things",
        "The hall is empty and I know where his tools are.",
        "reached",
        ((44, 1), (30, 5), (19, 9)),
    ),
)


def sample(today: dt.date) -> Document:
    """Return the invented year, ending with the latest Thursday before `today`."""
    last = last_session_day(today)
    entries = [*_calls(last), *_sessions(last), *_between(last), _letter(last)]
    return Document(
        therapists=(
            Therapist(_id("therapist", "Zoë"), "Zoë", "current", "Thursdays at 17:30. Second floor, no lift."),
            Therapist(_id("therapist", "R."), "R.", "past", "One call. Knows a lot, and quick."),
        ),
        questions=tuple(
            AskedQuestion(q.id, q.text, q.element, q.source, q.id not in OPTIONAL_QUESTIONS) for q in QUESTIONS
        ),
        entries=tuple(sorted(entries, key=session_order)),
        topics=tuple(
            Topic(_id("topic", row.text), row.text, _session_id(row.week), row.state, row.state != "let go", place)
            for place, row in enumerate(_TOPICS, start=1)
        ),
        tasks=tuple(
            Task(_id("task", row.text), row.text, row.why, _session_id(row.week), row.state, row.note)
            for row in _TASKS
        ),
        goals=tuple(
            Goal(
                _id("goal", row.text),
                row.text,
                row.how_we_notice,
                row.state,
                tuple(GoalMark(last - week * _WEEK, mark) for week, mark in row.marks),
            )
            for row in _GOALS
        ),
        appointments=(Appointment(last + _WEEK, _SESSION_TIME, _id("therapist", "Zoë"), None),),
    )


def last_session_day(today: dt.date) -> dt.date:
    """Return the latest Thursday strictly before `today`; the next session is a week after it."""
    return today - dt.timedelta(days=(today.weekday() - _THURSDAY - 1) % 7 + 1)


def _sessions(last: dt.date) -> list[Entry]:
    tension = Tension(_TENSION_WORDS, _session_id(_TALKED_THROUGH), _TENSION_OUTCOME)
    return [
        _entry(
            _session_id(week),
            "session",
            dt.datetime.combine(last - week * _WEEK, _SESSION_TIME),
            prose,
            with_="Zoë",
            medium=_OTHER_MEDIUMS.get(week, "in person"),
            tension=tension if week == _TENSE else None,
            letters=_ANSWERS.get(week, ""),
            own_words={question: words for (at, question), words in _OWN_WORDS.items() if at == week},
        )
        for week, prose in SESSIONS.items()
    ]


def _calls(last: dt.date) -> list[Entry]:
    first = last - max(SESSIONS) * _WEEK
    rows = (
        ("R.", _R_CALL_DAYS_BEFORE, CALL_WITH_R, _R_CALL_ANSWERS, {"warmth": "I felt like the next in line"}),
        ("Zoë", _ZOE_CALL_DAYS_BEFORE, CALL_WITH_ZOE, _ZOE_CALL_ANSWERS, {"able": "too soon to tell"}),
    )
    return [
        _entry(
            _id("consultation", name),
            "consultation",
            dt.datetime.combine(first - dt.timedelta(days=days), _CALL_TIME),
            prose,
            with_=name,
            medium="phone",
            letters=letters,
            own_words=words,
        )
        for name, days, prose, letters, words in rows
    ]


def _between(last: dt.date) -> list[Entry]:
    return [
        _entry(
            _id("between", prose.title),
            "between",
            dt.datetime.combine(last - week * _WEEK + dt.timedelta(days=days), _NOTE_TIME),
            prose,
            with_="Zoë",
        )
        for (week, days), prose in NOTES.items()
    ]


def _letter(last: dt.date) -> Entry:
    week, days = _LETTER_AFTER
    at = dt.datetime.combine(last - week * _WEEK + dt.timedelta(days=days), _NOTE_TIME)
    return _entry(_id("letter", LETTER.title), "letter", at, LETTER, private=True)


def _entry(
    id_: str,
    kind: EntryKind,
    at: dt.datetime,
    prose: Prose,
    *,
    with_: str = "",
    medium: Medium | None = None,
    private: bool = False,
    tension: Tension | None = None,
    letters: str = "",
    own_words: dict[str, str] | None = None,
) -> Entry:
    """Return an entry: a session or call is written down a while after it began, a note at once."""
    begun = at + (_UNTIL_WRITTEN if medium else dt.timedelta())
    answered = begun + _UNTIL_ANSWERED
    return Entry(
        id=id_,
        kind=kind,
        date=at.date(),
        time=at.time(),
        therapist_id=_id("therapist", with_) if with_ else None,
        medium=medium,
        title=prose.title,
        body=prose.body,
        tags=prose.tags,
        private=private,
        tension=tension,
        created_at=_instant(begun),
        updated_at=_instant(begun + _UNTIL_DONE),
        answers=_answers(letters, own_words or {}, _instant(answered)),
    )


def _answers(letters: str, own_words: dict[str, str], answered_at: str) -> tuple[GivenAnswer, ...]:
    compact = letters.replace(" ", "")
    return tuple(
        GivenAnswer(question.id, _ANSWER[letter], own_words.get(question.id, ""), answered_at, question.text)
        for question, letter in zip(DEFAULT_QUESTIONS, compact, strict=bool(compact))
        if letter != "."
    )


def _instant(at: dt.datetime) -> str:
    return at.replace(tzinfo=dt.UTC).isoformat()


def _session_id(week: int) -> str:
    return _id("session", SESSIONS[week].title)


def _id(kind: str, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{name}"))
