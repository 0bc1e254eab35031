"""Items that can be put on the page to bring: their default selection and their order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.conversation_starters import ASK_ABOUT
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.brief.element_offers import below_offers, good_offers, suggestions, tension_offers
from alliance_journal.domain.brief.model import GROUP_NAMES, ONLY_FOR_ME, Variant
from alliance_journal.domain.brief.offer import Choices, Offer
from alliance_journal.domain.brief.work_offers import (
    excerpt_offer,
    goal_offer,
    helped_offers,
    homework_offer,
    is_recent,
    outcome_offer,
    topic_offers,
)
from alliance_journal.domain.models import Entry, Excerpt, Goal, Task, Topic

RECENT: Final = 2
"""Number of latest sessions that count as "since last time" and "lately"."""


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
    yield from topic_offers(material.topics, chosen, material.goals)
    yield from (excerpt_offer(excerpt, chosen) for excerpt in material.excerpts if excerpt.state == "open")
    yield from tension_offers(reading, chosen, today)
    yield from good_offers(reading, chosen)
    yield from below_offers(reading, chosen, today)
    yield from _question_offers(material, chosen)
    recent = {session.id for session in reading.history.present[-RECENT:]} | {material.latest_session}
    for task in material.tasks:
        if task.state == "open":
            yield homework_offer(task, chosen, variant)
        elif is_recent(task, recent, chosen):
            yield outcome_offer(task, chosen)
    yield from (goal_offer(goal, chosen) for goal in material.goals)
    yield from helped_offers(material.notes, chosen)


def _question_offers(material: Material, chosen: Mapping[str, bool]) -> Iterable[Offer]:
    """Yield questions to ask: about topics without a clear answer, and about elements that could be better."""
    reading = material.reading
    still_open = _still_open(material)
    for question in still_open:
        key, text = f"ask:{question}", ASK_ABOUT[question]
        yield Offer(key, "questions", text, chosen.get(key, True), text)
    below = [element for element in reading.elements if element.last == "drop" or element.is_low]
    for place, one in enumerate(suggestions(below)):
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
