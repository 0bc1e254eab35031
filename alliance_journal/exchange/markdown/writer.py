"""Export to Markdown: a folder of files with front matter in Joplin's dialect."""

import datetime as dt
from pathlib import Path

from alliance_journal.domain.dates.parse import clock_text
from alliance_journal.domain.models import Entry
from alliance_journal.exchange.base import ExportSource, WriteOptions
from alliance_journal.exchange.markdown.file_names import FileNames
from alliance_journal.exchange.markdown.front_matter import Value, quoted, written
from alliance_journal.files import open_private


def write(source: ExportSource, folder: Path, options: WriteOptions) -> None:
    """Write one file for each entry into an existing, empty folder.

    Raises:
        OSError: if they cannot be written.
    """
    people = {therapist.id: therapist.name for therapist in source.rest.therapists}
    names = FileNames(people.values())
    sessions: dict[str | None, int] = {}
    for number, entry in enumerate(source.entries()):
        if number % 100 == 0:
            options.progress(number, source.count)
        session = None
        if entry.kind == "session":
            session = sessions[entry.therapist_id] = sessions.get(entry.therapist_id, 0) + 1
        with open_private(folder / f"{names.name(entry)}.md") as file:
            file.write(as_markdown(entry, people.get(entry.therapist_id or "", ""), session).encode())
    options.progress(source.count, source.count)


def as_markdown(entry: Entry, therapist: str, session: int | None) -> str:
    """Return one entry with its front matter; its text is unchanged byte for byte."""
    values: dict[str, Value] = {
        "title": quoted(entry.title),
        "created": _utc(entry.created_at),
        "updated": _utc(entry.updated_at),
    }
    if entry.tags:
        values["tags"] = list(entry.tags)
    values["kind"] = entry.kind
    if session is not None:
        values["session"] = str(session)
    values["local_date"] = entry.date.isoformat()
    if entry.time:
        values["local_time"] = quoted(clock_text(entry.time) or "")
    if therapist:
        values["therapist"] = quoted(therapist)
    if entry.medium:
        values["medium"] = entry.medium
    if entry.private:
        values["raw"] = "true"
    if entry.tension:
        values["tension"] = quoted(entry.tension.words)
        if entry.tension.talked_through_in:
            values["talked_through_in"] = quoted(entry.tension.talked_through_in)
        if entry.tension.outcome:
            values["tension_outcome"] = quoted(entry.tension.outcome)
    if entry.answers:
        values["answers"] = {
            given.question: f"{given.answer.value}: {given.words}" if given.words else given.answer.value
            for given in entry.answers
        }
    # So that the entry is recognised when it is imported again.
    values["id"] = quoted(entry.id)
    return f"{written(values)}\n{entry.body}"


def carried(entry: Entry) -> object:
    """Return the fields of an entry that a file holds, without the times of writing.

    Files of earlier versions do not hold where a tension was talked through, so that is not compared.
    """
    tension = entry.tension and entry.tension._replace(talked_through_in=None)
    compared = entry._replace(created_at="", updated_at="", tension=tension)
    return as_markdown(compared, entry.therapist_id or "", None)


def _utc(stamp: str) -> str:
    """Return an instant as Joplin writes it: `2026-05-28 19:10:00Z`."""
    try:
        at = dt.datetime.fromisoformat(stamp).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return '""'
    return f"{at.replace(tzinfo=None).isoformat(' ', 'seconds')}Z"
