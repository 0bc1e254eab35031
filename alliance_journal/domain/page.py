"""The page to bring to the next session: what may go along, what does, and what it says (look-and-feel.md 4).

The Prepare screen, the command line and every file format draw the same `Page`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from alliance_journal.domain.dates import say_long
from alliance_journal.domain.journal import Appointment, Goal, Task, Topic
from alliance_journal.domain.reading import HIGHER, LOWER, ElementReading, Point, Reading
from alliance_journal.domain.sentences import best_elements, since_line
from alliance_journal.domain.starters import SUGGESTIONS, Suggestion
from alliance_journal.domain.text import one_line

Group = Literal["topics", "good", "below", "questions", "since", "homework", "goals"]

GROUP_NAMES: Final[Mapping[Group, str]] = {
    "topics": "I want to talk about",
    "good": "Feels good",
    "below": "Below a yes lately",
    "questions": "Questions I could ask",
    "since": "Since last time",
    "homework": "Homework",
    "goals": "Goals",
}
MOST: Final[Mapping[Group, int]] = {
    "topics": 5,
    "good": 2,
    "below": 2,
    "questions": 3,
    "since": 3,
    "homework": 3,
    "goals": 3,
}
"""How many of each group fit one page."""
MOST_IN_FRONT: Final = 3
"""So many topics can stand before the others."""

OFFERED_QUESTIONS: Final = 2
STRIP_LENGTH: Final = 12
BLOCKS: Final = "▁▂▃▄▅▆▇█"
NOT_A_TEST: Final = "My own impressions{source}, not a test result."
EXAMPLE_NOTE: Final = "Example notes: nobody in them is real."


@dataclass(frozen=True, slots=True)
class Strip:
    """An element on the page: its name, its words and its last sessions, None where there is no valid answer."""

    label: str
    words: str
    points: tuple[Point | None, ...] = ()

    @property
    def blocks(self) -> str:
        """One line of blocks: higher is closer to a yes, a dot is a session without enough answers."""
        return "".join("·" if point is None else BLOCKS[round(point.value * 7 / 3)] for point in self.points)

    @property
    def digits(self) -> str:
        """The same as digits from 1 (no) to 4 (fully)."""
        return "".join("·" if point is None else str(point.level) for point in self.points)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could go along: shown short in the list, and as `text` or `strip` on the page.

    Attributes:
        in_front: whether it is one of the topics that come first.
        towards: the words of the goal a topic belongs to; only the list shows them.
    """

    key: str
    group: Group
    short: str
    included: bool
    text: str = ""
    strip: Strip | None = None
    topic: Topic | None = None
    task: Task | None = None
    goal: Goal | None = None
    in_front: bool = False
    towards: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page, and nothing else leaves the journal."""

    title: str
    subtitle: str
    topics: tuple[str, ...]
    good: tuple[Strip, ...]
    below: tuple[Strip, ...]
    questions: tuple[str, ...]
    since: tuple[str, ...]
    closing: str
    crowded: tuple[Group, ...] = ()
    homework: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        chosen = (self.topics, self.good, self.below, self.questions, self.since, self.homework, self.goals)
        return not any(chosen)


def offers(
    reading: Reading,
    topics: Iterable[Topic],
    tasks: Iterable[Task],
    chosen: Mapping[str, bool],
    today: date,
    *,
    goals: Sequence[Goal] = (),
    latest_session: str = "",
) -> tuple[Offer, ...]:
    """Everything that could go along, in the page's order.

    Args:
        reading: the reading of the therapist the page is for.
        topics: all topics; the open ones are offered.
        tasks: all homework; what is open is offered, and what came of what was agreed, or was said, since the
            last two sessions.
        chosen: what was put in or left out by hand, by key; the rest is as suggested.
        today: the day the words are said on.
        goals: all goals.
        latest_session: the id of the latest session, with or without answers; empty where there is none yet.
    """
    good = _good(reading)
    below = _below(reading)
    questions = _questions(below)
    tasks = tuple(tasks)
    recent = {session.id for session in reading.rated[-2:]} | {latest_session}
    found = _topic_offers(topics, chosen, goals)
    found += [_element_offer(e, "good", _good_words(e), i, chosen, reading) for i, e in enumerate(good)]
    found += [_element_offer(e, "below", _low_words(e, today), i, chosen, reading) for i, e in enumerate(below)]
    found += [
        Offer(f"question:{s.id}", "questions", s.short, chosen.get(f"question:{s.id}", place == 0), s.text)
        for place, s in enumerate(questions)
    ]
    found += [_outcome_offer(t, chosen) for t in tasks if t.state != "open" and _is_recent(t, recent, chosen)]
    found += [_homework_offer(t, chosen) for t in tasks if t.state == "open"]
    # A goal that is reached or let go stays in the list, after the open ones: from there it can be opened again.
    found += [_goal_offer(goal, chosen) for goal in sorted(goals, key=lambda goal: goal.state != "open")]
    return tuple(found)


def front_key(topic_id: str) -> str:
    """Under which a choice for the front is kept."""
    return f"front:{topic_id}"


def said_key(task_id: str, latest_session: str) -> str:
    """Under which it is kept that an outcome was said when this was the latest session."""
    return f"said:{latest_session}:{task_id}"


def _topic_offers(topics: Iterable[Topic], chosen: Mapping[str, bool], goals: Sequence[Goal]) -> list[Offer]:
    """The open topics: those for the front, then the others, each part in the client's order."""
    still_open = [topic for topic in topics if topic.state == "open"]
    front = [topic for topic in still_open if chosen.get(front_key(topic.id))][:MOST_IN_FRONT]
    words = {goal.id: one_line(goal.text) for goal in goals}
    return [
        Offer(
            f"topic:{topic.id}",
            "topics",
            one_line(topic.text),
            topic.included,
            topic.text,
            topic=topic,
            in_front=topic in front,
            towards=words.get(topic.goal_id or "", ""),
        )
        for topic in (*front, *(topic for topic in still_open if topic not in front))
    ]


def _is_recent(task: Task, recent: Collection[str], chosen: Mapping[str, bool]) -> bool:
    """Whether it was agreed in one of the last sessions, or what came of it was said since then."""
    agreed = task.agreed_in is not None and task.agreed_in in recent
    return agreed or any(chosen.get(said_key(task.id, session)) for session in recent)


def _outcome_offer(task: Task, chosen: Mapping[str, bool]) -> Offer:
    key = f"task:{task.id}"
    short = f"{one_line(task.text)}: {_task_word(task)}"
    return Offer(key, "since", short, chosen.get(key, True), _task_text(task), task=task)


def _homework_offer(task: Task, chosen: Mapping[str, bool]) -> Offer:
    key = f"homework:{task.id}"
    return Offer(key, "homework", one_line(task.text), chosen.get(key, False), task.text, task=task)


def _goal_offer(goal: Goal, chosen: Mapping[str, bool]) -> Offer:
    """A goal in its own words; its marks never go along."""
    key = f"goal:{goal.id}"
    state = "" if goal.state == "open" else f": {goal.state}"
    notice = f"\nHow we will notice: {goal.how_we_notice}" if goal.how_we_notice.strip() else ""
    text = f"{goal.text}{state}{notice}"
    return Offer(key, "goals", f"{one_line(goal.text)}{state}", chosen.get(key, False), text, goal=goal)


def make_page(
    offered: Sequence[Offer],
    reading: Reading,
    therapist: str,
    appointment: Appointment | None,
    today: date,
    *,
    example: bool = False,
) -> Page:
    """The page with what is included, in the order offered."""
    included = [offer for offer in offered if offer.included]

    def texts(group: Group) -> tuple[str, ...]:
        return tuple(offer.text for offer in included if offer.group == group)

    def strips(group: Group) -> tuple[Strip, ...]:
        return tuple(offer.strip for offer in included if offer.group == group and offer.strip)

    counts = {group: sum(offer.group == group for offer in included) for group in GROUP_NAMES}
    rated = len(reading.rated)
    source = f" from {rated} session{'' if rated == 1 else 's'}" if rated else ""
    closing = NOT_A_TEST.format(source=source)
    return Page(
        title=f"For {say_long(appointment.date, today)}" if appointment else "For next time",
        # A name may end with a full stop: "R."
        subtitle=f"Notes to bring to my session with {one_line(therapist).removesuffix('.')}."
        if therapist
        else "Notes to bring.",
        topics=texts("topics"),
        good=strips("good"),
        below=strips("below"),
        questions=texts("questions"),
        since=texts("since"),
        closing=f"{closing} {EXAMPLE_NOTE}" if example else closing,
        crowded=tuple(group for group in GROUP_NAMES if counts[group] > MOST[group]),
        homework=texts("homework"),
        goals=texts("goals"),
    )


def lists_of(page: Page) -> tuple[tuple[Group, tuple[str, ...]], ...]:
    """The groups after the elements, each a list of short texts."""
    return (
        ("questions", page.questions),
        ("since", page.since),
        ("homework", page.homework),
        ("goals", page.goals),
    )


def file_name(appointment: Appointment | None, today: date, *, example: bool = False) -> str:
    """A neutral name without an ending: no person, nothing about what it is for."""
    return f"{'example-' if example else ''}notes-{(appointment.date if appointment else today).isoformat()}"


def strip_of(reading: Reading, element: ElementReading) -> tuple[Point | None, ...]:
    """An element's last sessions as a strip; places without a valid answer stay gaps."""
    by_place = {point.x: point for point in element.points}
    last = reading.sessions
    return tuple(by_place.get(x) for x in range(max(1, last - STRIP_LENGTH + 1), last + 1))


def _good(reading: Reading) -> list[ElementReading]:
    """Elements that are mostly yes and not lower than they were; those the headline names come first."""
    best = [e for e in best_elements(reading) if e.level.word == "mostly yes"]
    rest = [e for e in reading.elements if e.level.word == "mostly yes" and e.direction.word != LOWER]
    return [*best, *(e for e in rest if e not in best)]


def _below(reading: Reading) -> list[ElementReading]:
    """Elements below a yes: the often ones first, then the mixed ones."""
    often = [e for e in reading.elements if e.level.word == "often below a yes"]
    return often + [e for e in reading.elements if e.level.word == "mixed"]


def _questions(below: Sequence[ElementReading]) -> list[Suggestion]:
    lowest = [element.element.id for element in below[:OFFERED_QUESTIONS]] or ["plan", "understanding"]
    return [suggestion for id_ in lowest for suggestion in SUGGESTIONS if suggestion.element == id_]


def _element_offer(
    element: ElementReading, group: Group, words: str, place: int, chosen: Mapping[str, bool], reading: Reading
) -> Offer:
    key = f"{group}:{element.element.id}"
    suggested = place < MOST[group] and element.level.word != "mixed"
    label = element.element.label
    short = f"{label}, {words.removeprefix('below a yes ')}" if group == "below" else label
    strip = Strip(label, words, strip_of(reading, element))
    return Offer(key, group, short, chosen.get(key, suggested), strip=strip)


def _good_words(element: ElementReading) -> str:
    if element.direction.word == HIGHER:
        return HIGHER
    return "mostly yes, steady" if element.steady else "mostly yes"


def _low_words(element: ElementReading, today: date) -> str:
    if element.level.word == "mixed":
        return "mixed lately"
    return f"below a yes {since_line(element.level, today)}"


def _task_word(task: Task) -> str:
    return {"did": "done"}.get(task.state, task.state)


def _task_text(task: Task) -> str:
    return f"{task.text}: {_task_word(task)}" + (f", {task.note}" if task.note else "")
