"""Records that Prepare changes and can put back, and the drafts of words that undoing takes out of the journal."""

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Final

from alliance_journal.domain.brief.offer import question_key
from alliance_journal.domain.models import Excerpt, Goal, PageChoice, Task, Topic
from alliance_journal.store.journal import Journal
from alliance_journal.ui.prepare.line_card import NEW_FORM, NewKind
from alliance_journal.ui.undo import Draft, RecordKind

TEXTS: Final = ("text", "why", "note", "how_we_notice")
"""Fields with the client's words; their rows in the cards have the same names."""


def undo_kinds(journal: Journal) -> tuple[RecordKind[Any], ...]:
    """Return the kinds of records that Prepare changes."""
    return (
        # The first is undone last: a choice says whether a topic is a question to ask.
        RecordKind[PageChoice](
            journal.brief_choices.list,
            lambda choice: (choice.therapist_id, choice.key),
            lambda choice, present: journal.brief_choices.insert(choice),
            journal.brief_choices.insert,
            journal.brief_choices.remove,
        ),
        RecordKind(
            journal.topics.list,
            lambda topic: topic.id,
            lambda topic, present: journal.topics.change(topic),
            journal.topics.insert,
            lambda topic: journal.topics.remove(topic.id),
            _drafts("topic", lambda topic: _topic_kind(journal, topic)),
        ),
        RecordKind(
            journal.excerpts.list,
            lambda excerpt: excerpt.id,
            lambda excerpt, present: _write_excerpt(journal, excerpt),
            journal.excerpts.insert,
            lambda excerpt: journal.excerpts.remove(excerpt.id),
            _drafts("excerpt", lambda _: "topic"),
        ),
        RecordKind(
            journal.homework.list,
            lambda task: task.id,
            lambda task, present: _write_task(journal, task),
            journal.homework.insert,
            lambda task: journal.homework.remove(task.id),
            _drafts("task", lambda _: "homework"),
        ),
        RecordKind(
            journal.goals.list,
            lambda goal: goal.id,
            lambda goal, present: _write_goal(journal, goal, present),
            journal.goals.insert,
            lambda goal: journal.goals.remove(goal.id),
            _drafts("goal", lambda _: "goal"),
        ),
    )


def _write_excerpt(journal: Journal, excerpt: Excerpt) -> None:
    journal.excerpts.change(excerpt.id, excerpt.text, for_me=excerpt.for_me)
    journal.excerpts.set_state(excerpt.id, excerpt.state)


def _write_task(journal: Journal, task: Task) -> None:
    journal.homework.change(task)
    journal.homework.set_state(task.id, task.state, task.note)


def _write_goal(journal: Journal, goal: Goal, present: Goal) -> None:
    journal.goals.change(goal)
    if goal.state != present.state:
        journal.goals.set_state(goal.id, goal.state)


def _topic_kind(journal: Journal, topic: Topic) -> NewKind:
    key = question_key(topic.id)
    is_question = any(choice.key == key and choice.included for choice in journal.brief_choices.list())
    return "question" if is_question else "topic"


def _drafts(form: str, kind_of: Callable[[Any], NewKind]) -> Callable[[Any, Any], Sequence[Draft]]:
    """Return a function for the drafts of a record: of its own card, then of the card for a new line."""

    def drafts(before: Any, after: Any) -> Sequence[Draft]:
        words = {name: getattr(after, name) for name in TEXTS if getattr(after, name, "")}
        if before is not None:
            words = {name: text for name, text in words.items() if text != getattr(before, name)}
        if not words:
            return ()
        anew = Draft(f"{NEW_FORM}/{uuid.uuid4()}", _as_json({"kind": kind_of(after), **words}))
        if before is not None:
            return Draft(f"{form}/{after.id}", _as_json(words)), anew
        if isinstance(after, Excerpt):
            return Draft(
                "excerpt/new/", _as_json({**words, "for_whom": "me" if after.for_me else "therapist"})
            ), anew
        return (anew,)

    return drafts


def _as_json(words: dict[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False)
