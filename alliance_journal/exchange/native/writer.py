"""Export of everything in a journal to the lossless JSON document.

Each entry is on one line, so that a document of any length can be written and viewed piece by piece.
"""

import datetime as dt
import json
from typing import Any, BinaryIO, Final

from alliance_journal.domain.dates.parse import clock_text
from alliance_journal.domain.import_report import Progress, quietly
from alliance_journal.domain.models import Document, Entry, Excerpt, Goal, Task, Therapist, Topic
from alliance_journal.exchange.base import ExportSource, WriteOptions

FORMAT: Final = "alliance-journal"
VERSION: Final = 1


def write(source: ExportSource, file: BinaryIO, options: WriteOptions) -> None:
    """Write everything as JSON, UTF-8, one record a line."""
    written_at = options.now.astimezone(dt.UTC).isoformat(timespec="seconds")
    top = {"format": FORMAT, "version": VERSION, "exported_at": written_at} | rest_json(source.rest)
    before = "{"
    for name, value in top.items():
        file.write(f"{before}\n {_line(name)}: ".encode())
        if name == "entries":
            _write_list(file, map(entry_json, source.entries()), options.progress, source.count)
        elif isinstance(value, list):
            _write_list(file, value)
        else:
            file.write(_line(value).encode())
        before = ","
    file.write(b"\n}\n")


def _write_list(file: BinaryIO, items: Any, progress: Progress = quietly, of: int = 0) -> None:
    before = "["
    for number, item in enumerate(items):
        if number % _OFTEN == 0:
            progress(number, of)
        file.write(f"{before}\n  {_line(item)}".encode())
        before = ","
    progress(of, of)
    file.write(b"[]" if before == "[" else b"\n ]")


_OFTEN = 100


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def rest_json(document: Document) -> dict[str, Any]:
    """Return everything except the entries as plain JSON values, with an empty list in the entries' place."""
    return {
        "therapists": [_therapist(therapist) for therapist in document.therapists],
        "questions": [
            {"id": q.id, "text": q.text, "element": q.element, "source": q.source, "asked": q.asked}
            for q in document.questions
        ],
        "entries": [],
        "topics": [_topic(topic) for topic in document.topics],
        "tasks": [_task(task) for task in document.tasks],
        "goals": [_goal(goal) for goal in document.goals],
        "appointments": [
            {"at": a.at, "therapist": a.therapist_id, "repeats": a.repeats} for a in document.appointments
        ],
    } | _where_set(
        own_numbers=list(document.own_numbers),
        excerpts=[_excerpt(excerpt) for excerpt in document.excerpts],
        page_choices=[
            {"therapist": c.therapist_id, "key": c.key, "included": c.included, "position": c.position}
            for c in document.page_choices
        ],
    )


def _therapist(therapist: Therapist) -> dict[str, Any]:
    known = {"id": therapist.id, "name": therapist.name, "status": therapist.status, "note": therapist.note}
    return known | _where_set(
        setting=therapist.setting, fee=therapist.fee, first_free=therapist.first_free, to_ask=therapist.to_ask
    )


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "id": topic.id,
        "text": topic.text,
        "from_entry": topic.from_entry,
        "state": topic.state,
        "included": topic.included,
        "position": topic.position,
    } | _where_set(goal=topic.goal_id)


def _task(task: Task) -> dict[str, Any]:
    found = {
        "id": task.id,
        "text": task.text,
        "why": task.why,
        "agreed_in": task.agreed_in,
        "state": task.state,
        "note": task.note,
    }
    return found if task.by_next else found | {"by_next": False}


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "id": goal.id,
        "text": goal.text,
        "how_we_notice": goal.how_we_notice,
        "state": goal.state,
        "marks": [{"date": mark.date.isoformat(), "mark": mark.mark} for mark in goal.marks],
    }


def _excerpt(excerpt: Excerpt) -> dict[str, Any]:
    return {
        "id": excerpt.id,
        "text": excerpt.text,
        "from_entry": excerpt.from_entry,
        "state": excerpt.state,
        "for_me": excerpt.for_me,
        "position": excerpt.position,
    }


def _where_set(**values: object) -> dict[str, object]:
    """Return the fields that have a value; used for fields that were added after the format's first version."""
    return {name: value for name, value in values.items() if value}


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return one entry as plain JSON values."""
    tension = entry.tension
    return {
        "id": entry.id,
        "kind": entry.kind,
        "date": entry.date.isoformat(),
        "time": clock_text(entry.time),
        "therapist": entry.therapist_id,
        "medium": entry.medium,
        "title": entry.title,
        "body": entry.body,
        "tags": list(entry.tags),
        "private": entry.private,
        "tension": tension
        and {"words": tension.words, "talked_through_in": tension.talked_through_in}
        | _where_set(outcome=tension.outcome),
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
        "answers": [
            {
                "question": given.question,
                "answer": given.answer.value,
                "words": given.words,
                "answered_at": given.answered_at,
                "asked_as": given.asked_as,
            }
            for given in entry.answers
        ],
    } | _where_set(goal=entry.goal_id, version_of=entry.version_of)
