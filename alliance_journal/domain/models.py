"""Records of a journal: immutable objects that are independent of tables, files and screens.

They are named tuples, here and wherever a class only holds values: Python creates one five times as fast as a
frozen dataclass, and forty are created at each start.
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
"""Label of a private entry in all lists; its words are shown only when the entry is opened on purpose."""
ANOTHER_VERSION: Final = "Another version: {}"
"""Label of an entry that holds a second version of a text, created by a merge or by two windows."""
OPEN_GOALS: Final = 3
"""Maximum number of goals that can be open at once."""
HIGHEST_MARK: Final = 10

TITLE_WORDS: Final = 6
TITLE_LENGTH: Final = 80
"""Limits of a title made from the text's first words: number of words, and number of characters."""


class Therapist(NamedTuple):
    """A therapist whom the client works with, considers working with, or worked with before.

    Attributes:
        setting: how the work would be: alone, as a couple, in a group, by video, how often; free text.
        fee: the price; free text.
        first_free: the first free date; free text.
        to_ask: questions still to be asked, one a line.
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
    """One answer of one session, with the wording of the question at the time and the client's comment."""

    question: str
    answer: Answer
    words: str = ""
    answered_at: str = ""
    asked_as: str = ""


class AnswerChange(NamedTuple):
    """One change of an answer, as it is needed to take the change back.

    Attributes:
        entry_id: id of the entry that the answer is about.
        question: id of the question.
        before: the answer before the change; None if there was none.
        after: the answer after it; None if it was cleared.
    """

    entry_id: str
    question: str
    before: GivenAnswer | None
    after: GivenAnswer | None


class Tension(NamedTuple):
    """Tension the client noted at a session.

    Attributes:
        words: what it was about, in the client's words; may be empty.
        talked_through_in: id of the entry where it was talked through; None if it was not.
        outcome: what came of it, in the client's words; may be empty.
    """

    words: str = ""
    talked_through_in: str | None = None
    outcome: str = ""


class Entry(NamedTuple):
    """A written entry: a session, a consultation call, a note between sessions or a letter.

    Instants (`created_at`, `updated_at`) are ISO 8601 texts in UTC; `date` and `time` are the client's own day
    and clock. `version_of` is the id of the entry of which this one is another version, kept because both were
    changed.
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
        """Title in lists and messages; for a private entry only RAW_TITLE."""
        return RAW_TITLE if self.private else self.full_title

    @property
    def full_title(self) -> str:
        """The client's title, else the text's first words, else the kind; for places that show the whole entry."""
        return self.title or first_words(self.body) or KIND_NAMES[self.kind]

    @property
    def answers_by_question(self) -> dict[str, GivenAnswer]:
        """The answers by question id."""
        return {given.question: given for given in self.answers}


class Unsaved(NamedTuple):
    """Text that was typed and could not be saved.

    Attributes:
        words: the text.
        card: the card it was typed in; empty for the text of an entry.
        entry: the entry as it was saved last; None for a card.
        base: the text at the time the editing began.
    """

    words: str
    card: str = ""
    entry: Entry | None = None
    base: str = ""


class EntryLine(NamedTuple):
    """Columns of an entry that a list shows, without its text; for a private entry without any of its words.

    Attributes:
        title_marks: positions of search matches in the title.
        found: a line of the entry's text around a search match; None without a search.
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
    """A topic to bring to a session: a copy of the client's words, never a link into a note."""

    id: str
    text: str
    from_entry: str | None = None
    state: TopicState = "open"
    included: bool = True
    position: int = 0
    goal_id: str | None = None


class Task(NamedTuple):
    """Homework agreed with the therapist: its text, purpose, session, and whether it is due at the next one."""

    id: str
    text: str
    why: str = ""
    agreed_in: str | None = None
    state: TaskState = "open"
    note: str = ""
    by_next: bool = True


class GoalMark(NamedTuple):
    """The client's own rating, 0 to 10, of a goal on a day."""

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

    It is a copy: its source stays unchanged and is never exported with it, and changing either does not change the
    other.

    Attributes:
        state: as for a topic; excerpts that were brought or let go are kept.
        for_me: True if it may be on the client's own page only.
    """

    id: str
    text: str
    from_entry: str | None = None
    state: TopicState = "open"
    for_me: bool = False
    position: int = 0


class PageChoice(NamedTuple):
    """A choice made by hand about one item on the page for one therapist.

    Attributes:
        therapist_id: the therapist of the page; None for the page of sessions without a therapist.
        key: key of the item, such as `topic:ID`, `good:warmth`, `excerpt:ID`.
        included: True if it was put on the page, False if it was left out; None to follow the suggestion.
        position: its place in its group, from 1; None if it was not moved.
    """

    therapist_id: str | None
    key: str
    included: bool | None = None
    position: int | None = None


class Appointment(NamedTuple):
    """The next meeting of client and therapist; without a time if the client gave only the day."""

    date: dt.date
    time: dt.time | None = None
    therapist_id: str | None = None
    repeats: str | None = None

    @property
    def at(self) -> str:
        """Day and time as stored: `2026-06-04T17:30`, or `2026-06-04` without a time."""
        clock = clock_text(self.time)
        return self.date.isoformat() + (f"T{clock}" if clock else "")


class Draft(NamedTuple):
    """Text that was typed and is not yet part of its entry.

    `base` is the entry's text at the time the editing began: if the entry's text differs from it when the draft is
    saved, the entry was changed elsewhere in the meantime, and both versions are kept. `writer` identifies the run
    of the program in which the draft was typed.
    """

    entry_id: str
    body: str
    base: str
    saved_at: str
    writer: str = ""


class AskedQuestion(NamedTuple):
    """A question as this journal stores it, and whether it is asked."""

    id: str
    text: str
    element: str
    source: str
    asked: bool


class Document(NamedTuple):
    """A whole journal, as exported and imported."""

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
    """Return a text's first words that are not a heading, on one line; empty if there are none."""
    for line in text.splitlines():
        words = line.split()
        if words and not line.startswith("## "):
            shown = " ".join(words[:count])
            cut = len(words) > count or len(shown) > TITLE_LENGTH
            return shown[:TITLE_LENGTH].rstrip() + ("…" if cut else "")
    return ""


def session_order(entry: Entry) -> tuple[dt.date, str, str]:
    """Sort key: by session date, then by creation."""
    return entry.date, entry.created_at, entry.id
