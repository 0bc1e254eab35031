"""The things a journal holds: unchangeable objects that know nothing of tables, files or screens.

Named tuples, here and wherever a thing only holds what it was given: Python puts one together five times as fast as
a frozen dataclass, and forty are put together at each start (speed.md, goal 1).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, get_args

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.dates.parse import clock_text
from alliance_journal.domain.search.matching import Marked, Span

TherapistStatus = Literal["current", "considering", "past"]
EntryKind = Literal["session", "consultation", "between", "letter"]
Medium = Literal["in person", "video", "phone"]
TopicState = Literal["open", "brought", "let go"]
TaskState = Literal["open", "did", "tried", "did not", "not useful"]
GoalState = Literal["open", "reached", "let go"]

THERAPIST_STATUSES: Final[tuple[TherapistStatus, ...]] = get_args(TherapistStatus)
ENTRY_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)
MEDIUMS: Final[tuple[Medium, ...]] = get_args(Medium)
TOPIC_STATES: Final[tuple[TopicState, ...]] = get_args(TopicState)
TASK_STATES: Final[tuple[TaskState, ...]] = get_args(TaskState)
GOAL_STATES: Final[tuple[GoalState, ...]] = get_args(GoalState)

KIND_NAMES: Final[Mapping[EntryKind, str]] = {
    "session": "Session",
    "consultation": "Consultation call",
    "between": "Note",
    "letter": "Letter",
}

RAW_TITLE: Final = "a raw note"
"""All that any list says of an entry that is only shown when it is opened on purpose."""
ANOTHER_VERSION: Final = "Another version: {}"
"""How lists and pages call an entry that a merge, or two windows, made of a second text."""
OPEN_GOALS: Final = 3
"""So many goals can be open at once."""
HIGHEST_MARK: Final = 10

TITLE_WORDS: Final = 6
TITLE_LENGTH: Final = 80
"""How many first words stand for a title until the client gives one, and how many characters at the most."""


class Therapist(NamedTuple):
    """Somebody the client works with, considers working with, or worked with before.

    Attributes:
        setting: how the work would be: alone, as a couple, in a group, by video, how often; own words.
        fee: what it costs, in own words.
        first_free: when there would be a first free date, in own words.
        to_ask: what is still to be asked, one question a line.
    """

    id: str
    name: str
    status: TherapistStatus = "current"
    note: str = ""
    setting: str = ""
    fee: str = ""
    first_free: str = ""
    to_ask: str = ""


class GivenAnswer(NamedTuple):
    """One answer of one session, with the wording it was given to and a few words of the client's own."""

    question: str
    answer: Answer
    words: str = ""
    answered_at: str = ""
    asked_as: str = ""


class Tension(NamedTuple):
    """Tension the client noted at a session.

    Attributes:
        words: what it was about, in the client's words; may be empty.
        talked_through_in: the id of the entry where it was talked through; None while it was not.
        outcome: what came of it, in the client's words; may be empty.
    """

    words: str = ""
    talked_through_in: str | None = None
    outcome: str = ""


class Entry(NamedTuple):
    """One thing written: a session, a consultation call, a note between sessions or a letter.

    Instants (`created_at`, `updated_at`) are ISO 8601 texts in UTC; `date` and `time` are the client's own day.
    `version_of` names the entry of which this one is another version, kept because both were changed.
    """

    id: str
    kind: EntryKind
    date: dt.date
    time: dt.time | None = None
    therapist_id: str | None = None
    medium: Medium | None = None
    title: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    private: bool = False
    tension: Tension | None = None
    created_at: str = ""
    updated_at: str = ""
    answers: tuple[GivenAnswer, ...] = ()
    goal_id: str | None = None
    version_of: str | None = None

    @property
    def shown_title(self) -> str:
        """What lists and messages call it: of a raw one, nothing more than that."""
        return RAW_TITLE if self.private else self.full_title

    @property
    def full_title(self) -> str:
        """The client's title, or the first words of the text, or the kind of entry; where it is open anyway."""
        return self.title or first_words(self.body) or KIND_NAMES[self.kind]

    @property
    def answers_by_question(self) -> dict[str, GivenAnswer]:
        """The answers by question id."""
        return {given.question: given for given in self.answers}


class Unsaved(NamedTuple):
    """Words that were typed and could not be saved.

    Attributes:
        words: the words.
        card: the card they were typed in; empty for the text of an entry.
        entry: the entry as it was saved last; None for a card.
        base: the text the writing began with.
    """

    words: str
    card: str = ""
    entry: Entry | None = None
    base: str = ""


class EntryLine(NamedTuple):
    """What a list shows of an entry, without its text; of a raw one (`private`) without any of its words.

    Attributes:
        title_marks: where in the title that stands which was looked for.
        found: a line of the entry's words around that, where something was looked for.
    """

    id: str
    kind: EntryKind
    date: dt.date
    title: str
    therapist: str
    session: int | None
    answered: int
    below_yes: int
    to_bring: int
    private: bool = False
    title_marks: tuple[Span, ...] = ()
    found: Marked | None = None


class Topic(NamedTuple):
    """Something to bring to a session: a copy of the client's words, never a link into a note."""

    id: str
    text: str
    from_entry: str | None = None
    state: TopicState = "open"
    included: bool = True
    position: int = 0
    goal_id: str | None = None


class Task(NamedTuple):
    """Homework agreed with the therapist: what, why, in which session, and whether it is for the next one."""

    id: str
    text: str
    why: str = ""
    agreed_in: str | None = None
    state: TaskState = "open"
    note: str = ""
    by_next: bool = True


class GoalMark(NamedTuple):
    """The client's own 0 to 10 for a goal on a day."""

    date: dt.date
    mark: int


class Goal(NamedTuple):
    """A goal in the client's own words."""

    id: str
    text: str
    how_we_notice: str = ""
    state: GoalState = "open"
    marks: tuple[GoalMark, ...] = ()


class Excerpt(NamedTuple):
    """Words chosen by hand for the page: from a note, a letter condensed, or a private sentence to begin with.

    A copy: its source stays as it is and never leaves, and changing either does not change the other.

    Attributes:
        state: as a topic's; what was brought or let go is kept.
        for_me: whether it may stand on the client's own page only.
    """

    id: str
    text: str
    from_entry: str | None = None
    state: TopicState = "open"
    for_me: bool = False
    position: int = 0


class PageChoice(NamedTuple):
    """What was decided by hand about one thing on the page of one therapist.

    Attributes:
        therapist_id: whose page; None for the page of sessions that name nobody.
        key: what it is about, as `topic:ID`, `good:warmth`, `excerpt:ID`.
        included: whether it was put on the page or left out; None where that is as suggested.
        position: its place in its group, from 1; None where it was not moved.
    """

    therapist_id: str | None
    key: str
    included: bool | None = None
    position: int | None = None


class Appointment(NamedTuple):
    """When client and therapist meet next; without a time when the client gave only the day."""

    date: dt.date
    time: dt.time | None = None
    therapist_id: str | None = None
    repeats: str | None = None

    @property
    def at(self) -> str:
        """Day and time as they are stored: `2026-06-04T17:30`, or `2026-06-04` where the time is not known."""
        clock = clock_text(self.time)
        return self.date.isoformat() + (f"T{clock}" if clock else "")


class Draft(NamedTuple):
    """Text that was typed and not yet part of its entry.

    `base` is the entry's text when the writing began: if the entry's text is another by the time the draft
    is kept, somebody else changed it meanwhile and both versions stay. `writer` is a mark of the run of the
    program that typed it.
    """

    entry_id: str
    body: str
    base: str
    saved_at: str
    writer: str = ""


class AskedQuestion(NamedTuple):
    """A question as this journal keeps it, and whether it is asked."""

    id: str
    text: str
    element: str
    source: str
    asked: bool


class Document(NamedTuple):
    """A whole journal, as it is exported and imported."""

    therapists: tuple[Therapist, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()
    entries: tuple[Entry, ...] = ()
    topics: tuple[Topic, ...] = ()
    tasks: tuple[Task, ...] = ()
    goals: tuple[Goal, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    own_numbers: tuple[str, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    page_choices: tuple[PageChoice, ...] = ()


def first_words(text: str, count: int = TITLE_WORDS) -> str:
    """The first words of a text that are not a heading, on one line; empty when there are none."""
    for line in text.splitlines():
        words = line.split()
        if words and not line.startswith("## "):
            shown = " ".join(words[:count])
            cut = len(words) > count or len(shown) > TITLE_LENGTH
            return shown[:TITLE_LENGTH].rstrip() + ("…" if cut else "")
    return ""


def session_order(entry: Entry) -> tuple[dt.date, str, str]:
    """Sort key: by session date, then by creation (reading.md, section 3)."""
    return entry.date, entry.created_at, entry.id
