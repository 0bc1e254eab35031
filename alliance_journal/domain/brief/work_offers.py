"""Topics, excerpts, homework, goals and lines of notes as items for the page."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from alliance_journal.domain.brief.model import Group, Variant
from alliance_journal.domain.brief.offer import MOST_IN_FRONT, Offer, front_key, question_key
from alliance_journal.domain.headings import lines_under
from alliance_journal.domain.models import Entry, Excerpt, Goal, GoalState, Task, Topic
from alliance_journal.domain.monthly_review import HELPED
from alliance_journal.domain.text import one_line

GOAL_WORDS: Final[Mapping[GoalState, str]] = {"open": "open", "reached": "reached", "let go": "set aside"}
"""States of a goal as the client reads them."""


def outcome_noted_key(task_id: str, latest_session: str) -> str:
    """Return the key that records that an outcome was noted when `latest_session` was the latest session."""
    return f"said:{latest_session}:{task_id}"


def topic_offers(topics: Iterable[Topic], chosen: Mapping[str, bool], goals: Sequence[Goal]) -> list[Offer]:
    """Return the open topics, with those chosen for the front, and those that are questions to ask."""
    still_open = [topic for topic in topics if topic.state == "open"]
    questions = [topic for topic in still_open if chosen.get(question_key(topic.id))]
    in_front = [topic for topic in still_open if chosen.get(front_key(topic.id)) and topic not in questions]
    front = in_front[:MOST_IN_FRONT]
    words = {goal.id: one_line(goal.text) for goal in goals}
    return [
        Offer(
            f"topic:{topic.id}",
            "questions" if topic in questions else "topics",
            one_line(topic.text),
            topic.included,
            topic.text,
            topic=topic,
            in_front=topic in front,
            towards=words.get(topic.goal_id or "", ""),
        )
        for topic in still_open
    ]


def excerpt_offer(excerpt: Excerpt, chosen: Mapping[str, bool]) -> Offer:
    """Return an excerpt, included only if chosen for this page: it may be for one therapist, or for nobody."""
    key = f"excerpt:{excerpt.id}"
    group: Group = "mine" if excerpt.for_me else "excerpts"
    return Offer(key, group, one_line(excerpt.text), chosen.get(key, False), excerpt.text, excerpt=excerpt)


def is_recent(task: Task, recent: Collection[str], chosen: Mapping[str, bool]) -> bool:
    """Return True if a task was agreed in one of the last sessions, or its outcome was noted since then."""
    agreed = task.agreed_in is not None and task.agreed_in in recent
    return agreed or any(chosen.get(outcome_noted_key(task.id, session)) for session in recent)


def outcome_offer(task: Task, chosen: Mapping[str, bool]) -> Offer:
    """Return what became of homework, included by default."""
    key = f"task:{task.id}"
    short = f"{one_line(task.text)}: {_task_word(task)}"
    return Offer(key, "since", short, chosen.get(key, True), _task_text(task), task=task)


def homework_offer(task: Task, chosen: Mapping[str, bool], variant: Variant) -> Offer:
    """Return open homework; its purpose is shown on the client's own page only."""
    key = f"homework:{task.id}"
    why = f"\nWhat it is for: {task.why}" if variant == "me" and task.why.strip() else ""
    return Offer(key, "homework", one_line(task.text), chosen.get(key, False), f"{task.text}{why}", task=task)


def goal_offer(goal: Goal, chosen: Mapping[str, bool]) -> Offer:
    """Return a goal in its own words, never with its ratings. A reached goal can be reopened from the list."""
    key = f"goal:{goal.id}"
    state = "" if goal.state == "open" else f": {GOAL_WORDS[goal.state]}"
    notice = f"\nHow we will notice: {goal.how_we_notice}" if goal.how_we_notice.strip() else ""
    text = f"{goal.text}{state}{notice}"
    return Offer(key, "goals", f"{one_line(goal.text)}{state}", chosen.get(key, False), text, goal=goal)


def helped_offers(notes: Iterable[Entry], chosen: Mapping[str, bool]) -> Iterable[Offer]:
    """Yield lines about what helped from the latest notes that are not private; none is included by default."""
    for entry in notes:
        for line in () if entry.private else lines_under(entry.body, HELPED):
            # A hash, so that the choice holds no copy of the words; a changed line has to be chosen again.
            digest = hashlib.sha256(line.encode()).hexdigest()[:12]
            key = f"helped:{entry.id}:{digest}"
            yield Offer(key, "helped", one_line(line), chosen.get(key, False), line)


def _task_word(task: Task) -> str:
    return {"did": "done"}.get(task.state, task.state)


def _task_text(task: Task) -> str:
    return f"{task.text}: {_task_word(task)}" + (f", {task.note}" if task.note else "")
