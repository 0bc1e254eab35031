"""Items that can be put on the page to bring: their default selection and their order."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.conversation_starters import ASK_ABOUT, SUGGESTIONS, Suggestion
from alliance_journal.domain.alliance.questions import QUESTIONS, questions_of
from alliance_journal.domain.alliance.rules.direction import HIGHER
from alliance_journal.domain.alliance.rules.last_session import AtSession
from alliance_journal.domain.alliance.text.statement_text import later_sessions
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.findings import MOST_GOOD, is_mostly_low, session_before, shared_since
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.brief.model import (
    EXAMPLE_NOTE,
    GROUP_NAMES,
    NEXT_TIME,
    NOT_A_TEST,
    ONLY_FOR_ME,
    STRIP_LENGTH,
    WHAT_A_YES_IS,
    Group,
    Page,
    Strip,
    Variant,
    strip_of,
)
from alliance_journal.domain.dates.parse import say_day, say_long
from alliance_journal.domain.headings import lines_under
from alliance_journal.domain.models import Appointment, Entry, Excerpt, Goal, Task, Topic
from alliance_journal.domain.monthly_review import HELPED
from alliance_journal.domain.text import count, one_line

MOST_IN_FRONT: Final = 3
"""Maximum number of topics in front of the others."""
SUGGESTED_ELEMENTS: Final = 2
"""Number of elements that could be better and are included by default."""
WAS_HARDER: Final = "{session} harder for me than the ones before. I would like to talk about it."
NOT_RIGHT: Final = "Much of this has not felt right for me {since}. I would like to talk about it."
OFFERED_QUESTIONS: Final = 2
RECENT: Final = 2
"""Number of latest sessions that count as "since last time" and "lately"."""
LONGEST_NAME: Final = 60
"""Maximum length of a name on the page, in characters."""


class Offer(NamedTuple):
    """An item that can be put on the page: shown as `short` in the list, and as `text` or `strip` on the page.

    Attributes:
        in_front: True if it is one of the topics that come first.
        towards: text of the goal a topic belongs to; only the list shows it.
        place: its index in the list if no topic were in front and no goal closed.
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
    excerpt: Excerpt | None = None
    in_front: bool = False
    towards: str = ""
    place: int = 0

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """Sort key of the list; an item changes places only with items of the same rank."""
        closed = self.goal is not None and self.goal.state != "open"
        return list(GROUP_NAMES).index(self.group), not self.in_front, closed


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices made by hand for a page, by key: whether an item is on it, and its place in its group."""

    included: Mapping[str, bool] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)


class Material(NamedTuple):
    """Data that a page is made from.

    Attributes:
        reading: the reading of the therapist the page is for.
        topics: the topics; the open ones are offered.
        tasks: all homework; open tasks are offered, and the outcome of tasks that were agreed, or whose outcome
            was noted, since the last two sessions.
        goals: all goals.
        excerpts: all excerpts; the open ones are offered.
        latest_session: id of the latest session, with or without answers; empty if there is none yet.
        notes: the latest sessions with their texts; used for the client's own page only.
        calls: the consultation calls with this therapist, oldest first; needed only before any answered session.
    """

    reading: Reading
    topics: Iterable[Topic] = ()
    tasks: Iterable[Task] = ()
    goals: Sequence[Goal] = ()
    excerpts: Sequence[Excerpt] = ()
    latest_session: str = ""
    notes: Sequence[Entry] = ()
    calls: Sequence[Entry] = ()


def offers(material: Material, choices: Choices, today: date, variant: Variant = "therapist") -> tuple[Offer, ...]:
    """Return all items that can be on the page, in its order; private ones on the client's own page only."""
    found = list(_all(material, choices.included, today, variant))
    if variant == "therapist":
        found = [offer for offer in found if offer.group not in ONLY_FOR_ME]
    # Moved items come first, in their given order; later ones follow in their default order.
    after = len(choices.places) + 1
    groups = list(GROUP_NAMES)
    in_order = sorted(found, key=lambda one: (groups.index(one.group), choices.places.get(one.key, after)))
    return tuple(
        sorted((one._replace(place=place) for place, one in enumerate(in_order)), key=lambda one: one.rank)
    )


def _all(material: Material, chosen: Mapping[str, bool], today: date, variant: Variant) -> Iterable[Offer]:
    reading = material.reading
    yield from _topic_offers(material.topics, chosen, material.goals)
    yield from (_excerpt_offer(excerpt, chosen) for excerpt in material.excerpts if excerpt.state == "open")
    yield from _tension_offers(reading, chosen, today)
    yield from _good_offers(reading, chosen)
    yield from _below_offers(reading, chosen, today)
    yield from _question_offers(material, chosen)
    recent = {session.id for session in reading.history.present[-RECENT:]} | {material.latest_session}
    for task in material.tasks:
        if task.state == "open":
            yield _homework_offer(task, chosen, variant)
        elif _is_recent(task, recent, chosen):
            yield _outcome_offer(task, chosen)
    yield from (_goal_offer(goal, chosen) for goal in material.goals)
    yield from _helped(material.notes, chosen)


def front_key(topic_id: str) -> str:
    """Return the key of the choice that puts a topic in front."""
    return f"front:{topic_id}"


def said_key(task_id: str, latest_session: str) -> str:
    """Return the key that records that an outcome was noted when `latest_session` was the latest session."""
    return f"said:{latest_session}:{task_id}"


def moved(offered: Sequence[Offer], key: str, by: int) -> list[str]:
    """Return the keys of an item's group in their new order after it is moved.

    Args:
        offered: all items.
        key: key of the item to move.
        by: 1 to swap it with the next item of its rank, -1 with the previous one.

    Returns:
        All keys of the group; empty if there is no such neighbour.
    """
    here = next((offer for offer in offered if offer.key == key), None)
    if here is None:
        return []
    like = [offer for offer in offered if offer.rank == here.rank]
    at = like.index(here) + by
    if not 0 <= at < len(like):
        return []
    other = like[at]
    group = sorted((offer for offer in offered if offer.group == here.group), key=lambda offer: offer.place)
    changed = {here.key: other.key, other.key: here.key}
    return [changed.get(offer.key, offer.key) for offer in group]


def _topic_offers(topics: Iterable[Topic], chosen: Mapping[str, bool], goals: Sequence[Goal]) -> list[Offer]:
    """Return the open topics, with those chosen for the front."""
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
        for topic in still_open
    ]


def _excerpt_offer(excerpt: Excerpt, chosen: Mapping[str, bool]) -> Offer:
    """Return an excerpt, included only if chosen for this page: it may be for one therapist, or for nobody."""
    key = f"excerpt:{excerpt.id}"
    group: Group = "mine" if excerpt.for_me else "excerpts"
    return Offer(key, group, one_line(excerpt.text), chosen.get(key, False), excerpt.text, excerpt=excerpt)


def _is_recent(task: Task, recent: Collection[str], chosen: Mapping[str, bool]) -> bool:
    """Return True if a task was agreed in one of the last sessions, or its outcome was noted since then."""
    agreed = task.agreed_in is not None and task.agreed_in in recent
    return agreed or any(chosen.get(said_key(task.id, session)) for session in recent)


def _outcome_offer(task: Task, chosen: Mapping[str, bool]) -> Offer:
    key = f"task:{task.id}"
    short = f"{one_line(task.text)}: {_task_word(task)}"
    return Offer(key, "since", short, chosen.get(key, True), _task_text(task), task=task)


def _homework_offer(task: Task, chosen: Mapping[str, bool], variant: Variant) -> Offer:
    """Return open homework; its purpose is shown on the client's own page only."""
    key = f"homework:{task.id}"
    why = f"\nWhat it is for: {task.why}" if variant == "me" and task.why.strip() else ""
    return Offer(key, "homework", one_line(task.text), chosen.get(key, False), f"{task.text}{why}", task=task)


def _goal_offer(goal: Goal, chosen: Mapping[str, bool]) -> Offer:
    """Return a goal in its own words, never with its ratings. A reached goal can be reopened from the list."""
    key = f"goal:{goal.id}"
    state = "" if goal.state == "open" else f": {goal.state}"
    notice = f"\nHow we will notice: {goal.how_we_notice}" if goal.how_we_notice.strip() else ""
    text = f"{goal.text}{state}{notice}"
    return Offer(key, "goals", f"{one_line(goal.text)}{state}", chosen.get(key, False), text, goal=goal)


def _helped(notes: Iterable[Entry], chosen: Mapping[str, bool]) -> Iterable[Offer]:
    """Yield lines about what helped from the latest notes that are not private; none is included by default."""
    for entry in notes:
        for line in () if entry.private else lines_under(entry.body, HELPED):
            # A hash, so that the choice holds no copy of the words; a changed line has to be chosen again.
            mark = hashlib.sha256(line.encode()).hexdigest()[:12]
            key = f"helped:{entry.id}:{mark}"
            yield Offer(key, "helped", one_line(line), chosen.get(key, False), line)


def make_page(
    offered: Sequence[Offer],
    reading: Reading,
    therapist: str,
    appointment: Appointment | None,
    today: date,
    *,
    variant: Variant = "therapist",
    example: bool = False,
) -> Page:
    """Return the page with everything that is included, in the order offered, whether or not it fits one sheet."""
    included = [offer for offer in offered if offer.included]
    texts = {
        group: tuple(offer.text for offer in included if offer.group == group and offer.strip is None)
        for group in GROUP_NAMES
        if group not in ("good", "below")
    }
    good = tuple(offer.strip for offer in included if offer.group == "good" and offer.strip)
    below = tuple(offer.strip for offer in included if offer.group == "below" and offer.strip)
    below_texts = tuple(offer.text for offer in included if offer.group == "below" and offer.strip is None)
    answered = reading.history.answered
    source = f" from {count(answered, 'session', 'sessions')}" if answered else ""
    closing = " ".join([*([WHAT_A_YES_IS] if good or below else []), NOT_A_TEST.format(source=source)])
    page = Page(
        title=f"For {say_long(appointment.date, today)}" if appointment else NEXT_TIME,
        subtitle=_subtitle(therapist, variant),
        topics=(),
        good=good,
        below=below,
        below_texts=below_texts,
        questions=(),
        since=(),
        closing=f"{closing} {EXAMPLE_NOTE}" if example else closing,
        therapist=_name(therapist),
        for_me=variant == "me",
    )
    return page._replace(**texts)  # type: ignore[arg-type]


def _name(therapist: str) -> str:
    """Return a name for the page: on one line, cut to LONGEST_NAME."""
    line = one_line(therapist)
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME].rstrip()}…"


def _subtitle(therapist: str, variant: Variant) -> str:
    # A name may end with a full stop: "R."
    name = _name(therapist).removesuffix(".")
    if variant == "me":
        return f"For myself, before my session with {name}." if name else "For myself."
    return f"Notes to bring to my session with {name}." if name else "Notes to bring."


def _good_offers(reading: Reading, chosen: Mapping[str, bool]) -> Iterable[Offer]:
    """Yield the elements that may be called good; the first ones are included by default."""
    for place, element in enumerate(reading.good):
        yield _element_offer(reading, element, "good", _good_words(element), chosen, ticked=place < MOST_GOOD)


def _below_offers(reading: Reading, chosen: Mapping[str, bool], today: date) -> Iterable[Offer]:
    """Yield the elements that could be better.

    After a session that was lower as a whole, and while most is low, one sentence stands for all elements and is
    included by default. The elements follow: those that dropped in the last session, then those that are low.
    """
    lines = _below_lines(reading, today)
    for key, text in lines:
        yield Offer(key, "below", text, chosen.get(key, True), text)
    dropped = [element for element in reading.elements if element.last == "drop"]
    low = [element for element in reading.low if element not in dropped]
    for place, element in enumerate((*dropped, *low)):
        words = _below_words(reading, element, today)
        ticked = not lines and place < SUGGESTED_ELEMENTS
        yield _element_offer(reading, element, "below", words, chosen, ticked=ticked)


def _below_lines(reading: Reading, today: date) -> list[tuple[str, str]]:
    """Return the sentences that stand for all elements, each with the key of its choice."""
    lines = []
    if reading.last and reading.last.broad:
        key = f"below:last:{reading.last.session.day.isoformat()}"
        lines.append((key, WAS_HARDER.format(session=_harder_session(reading, reading.last, today))))
    if is_mostly_low(reading):
        since = shared_since(reading)
        words = f"since {say_day(since, today, long=True)}" if since else "lately"
        lines.append(("below:most", NOT_RIGHT.format(since=words)))
    return lines


def _harder_session(reading: Reading, last: AtSession, today: date) -> str:
    """Return the last rated session as the subject of a sentence; in the plural after several broad ones."""
    if later_sessions(reading):
        return f"Our session on {say_day(last.session.day, today, long=True)} was"
    before = session_before(reading, last.session)
    return "Our last sessions were" if before and before.broad else "Our last session was"


def _element_offer(
    reading: Reading, element: ElementReading, group: Group, words: str, chosen: Mapping[str, bool], *, ticked: bool
) -> Offer:
    """Return an element as an offer, with its last sessions and the last answers to its questions."""
    key = f"{group}:{element.element.id}"
    label = element.element.label
    strip = Strip(label, words, strip_of(reading, element), _last_answers(reading, element))
    short = label if group == "good" else f"{label}, {words}"
    return Offer(key, group, short, chosen.get(key, ticked), strip=strip)


def _last_answers(reading: Reading, element: ElementReading) -> str:
    """Return the last answer to each question of an element, since the last long break."""
    stretch = reading.history.present
    sessions = reading.history.sessions[stretch[0].x - 1 :] if stretch else ()
    said = []
    for question in questions_of(element.element.id):
        given = next((s.answers[question.id] for s in reversed(sessions) if question.id in s.answers), None)
        if given is not None:
            said.append(f"{question.label}: {given.value}")
    return " · ".join(said)


def _good_words(element: ElementReading) -> str:
    words = "a yes each time" if element.level.word == "yes each time" else "mostly a yes"
    if element.direction.word == HIGHER:
        return f"{words}, {HIGHER}"
    return f"{words}, steady" if element.steady == "steady" else words


def _below_words(reading: Reading, element: ElementReading, today: date) -> str:
    if element.last == "drop" and reading.last:
        later = later_sessions(reading)
        return f"lower on {say_day(reading.last.session.day, today, long=True)}" if later else "lower last session"
    since = element.level.below_since
    return f"since {say_day(since, today, long=True)}" if since else "often lately"


def _question_offers(material: Material, chosen: Mapping[str, bool]) -> Iterable[Offer]:
    """Yield questions to ask: about topics without a clear answer, and about elements that could be better."""
    reading = material.reading
    still_open = _still_open(material)
    for question in still_open:
        key, text = f"ask:{question}", ASK_ABOUT[question]
        yield Offer(key, "questions", text, chosen.get(key, True), text)
    below = [element for element in reading.elements if element.last == "drop" or element.is_low]
    for place, one in enumerate(_suggestions(below)):
        key = f"question:{one.id}"
        yield Offer(key, "questions", one.short, chosen.get(key, place == 0 and not still_open), one.text)


def _still_open(material: Material) -> list[str]:
    """Return the article's questions without a clear answer, after calls alone or if most are "not sure"."""
    reading, answers = material.reading, dict[str, Answer]()
    if not reading.history.answered:
        if not any(call.answers for call in material.calls):
            return []
        for call in material.calls:
            answers |= {given.question: given.answer for given in call.answers}
    elif any(statement.kind == "unsure" for statement in reading.statements):
        for session in reading.history.sessions:
            answers |= session.answers
    else:
        return []
    return [
        question.id
        for question in QUESTIONS
        if question.from_article and (question.id not in answers or answers[question.id].score is None)
    ]


def _suggestions(below: Sequence[ElementReading]) -> list[Suggestion]:
    """Return the questions about the first elements that could be better, or about plan and goals."""
    about = [element.element.id for element in below[:OFFERED_QUESTIONS]] or ["plan", "understanding"]
    return [suggestion for id_ in about for suggestion in SUGGESTIONS if suggestion.element == id_]


def _tension_offers(reading: Reading, chosen: Mapping[str, bool], today: date) -> Iterable[Offer]:
    """Yield the tensions of the last sessions, each step as a separate line, none of them included by default."""
    for tension in reading.tensions:
        if tension.x <= reading.sessions - STRIP_LENGTH:
            continue
        day = say_day(tension.day, today, long=True)
        steps = [("was", f"There was tension on {day}", tension.words)]
        if tension.through_day:
            through = say_day(tension.through_day, today, long=True)
            steps.append(("through", f"We talked it through on {through}", ""))
        if tension.outcome.strip():
            steps.append(("outcome", f"What came of the tension on {day}", tension.outcome))
        for step, said, words in steps:
            key = f"tension:{tension.session}:{step}"
            text = f"{said}: {words}" if words.strip() else f"{said}."
            yield Offer(key, "excerpts", one_line(text), chosen.get(key, False), text)


def _task_word(task: Task) -> str:
    return {"did": "done"}.get(task.state, task.state)


def _task_text(task: Task) -> str:
    return f"{task.text}: {_task_word(task)}" + (f", {task.note}" if task.note else "")
