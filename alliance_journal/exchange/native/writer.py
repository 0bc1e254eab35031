"""Export of everything in a journal to the lossless JSON document.

Each entry is on one line, so that a document of any length can be written and viewed piece by piece.
"""

import datetime as dt
import json
from typing import Any, BinaryIO, Final

from alliance_journal.domain.dates.parse import clock_text
from alliance_journal.domain.import_report import Progress, quietly
from alliance_journal.domain.models import Document, Entry
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
        "therapists": [
            {"id": t.id, "name": t.name, "status": t.status, "note": t.note}
            | _where_set(setting=t.setting, fee=t.fee, first_free=t.first_free, to_ask=t.to_ask)
            for t in document.therapists
        ],
        "questions": [
            {"id": q.id, "text": q.text, "element": q.element, "source": q.source, "asked": q.asked}
            for q in document.questions
        ],
        "entries": [],
        "topics": [
            {
                "id": t.id,
                "text": t.text,
                "from_entry": t.from_entry,
                "state": t.state,
                "included": t.included,
                "position": t.position,
            }
            | _where_set(goal=t.goal_id)
            for t in document.topics
        ],
        "tasks": [
            {"id": t.id, "text": t.text, "why": t.why, "agreed_in": t.agreed_in, "state": t.state, "note": t.note}
            | ({} if t.by_next else {"by_next": False})
            for t in document.tasks
        ],
        "goals": [
            {
                "id": g.id,
                "text": g.text,
                "how_we_notice": g.how_we_notice,
                "state": g.state,
                "marks": [{"date": m.date.isoformat(), "mark": m.mark} for m in g.marks],
            }
            for g in document.goals
        ],
        "appointments": [
            {"at": a.at, "therapist": a.therapist_id, "repeats": a.repeats} for a in document.appointments
        ],
    } | _where_set(
        own_numbers=list(document.own_numbers),
        excerpts=[
            {
                "id": e.id,
                "text": e.text,
                "from_entry": e.from_entry,
                "state": e.state,
                "for_me": e.for_me,
                "position": e.position,
            }
            for e in document.excerpts
        ],
        page_choices=[
            {"therapist": c.therapist_id, "key": c.key, "included": c.included, "position": c.position}
            for c in document.page_choices
        ],
    )


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
