"""Export to CSV: a folder of tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from alliance_journal.domain.dates.parse import clock_text
from alliance_journal.domain.models import Entry, Goal, Task, Topic
from alliance_journal.exchange.base import ExportSource, WriteOptions
from alliance_journal.exchange.csv.dialect import encoded, joined
from alliance_journal.files import open_private

ENTRIES: Final = ("entry_id", "kind", "date", "time", "therapist", "medium", "title", "tags", "private", "body")
ANSWERS: Final = ("entry_id", "date", "therapist", "question", "element", "answer", "score", "words")
TOPICS: Final = ("topic_id", "text", "from_entry", "state", "included", "position", "goal")
TASKS: Final = ("task_id", "text", "why", "agreed_in", "state", "note", "by_next")
GOALS: Final = ("goal_id", "text", "how_we_notice", "state", "marks")
TENSIONS: Final = ("entry_id", "date", "therapist", "words", "talked_through_in", "outcome")
_BOM: Final = b"\xef\xbb\xbf"


def write(source: ExportSource, folder: Path, options: WriteOptions) -> None:
    """Write the tables into an existing, empty folder.

    Raises:
        OSError: if they cannot be written.
    """
    rest, raw = source.rest, options.raw
    names = {therapist.id: therapist.name for therapist in rest.therapists}
    elements = {question.id: question.element for question in rest.questions}
    _table(folder / "topics.csv", TOPICS, map(_topic_row, rest.topics), raw)
    _table(folder / "tasks.csv", TASKS, map(_task_row, rest.tasks), raw)
    _table(folder / "goals.csv", GOALS, map(_goal_row, rest.goals), raw)
    with (
        open_private(folder / "entries.csv") as entries,
        open_private(folder / "answers.csv") as answers,
        open_private(folder / "tensions.csv") as tensions,
    ):
        for file, header in ((entries, ENTRIES), (answers, ANSWERS), (tensions, TENSIONS)):
            file.write(_BOM + b"".join(encoded([header], raw=raw)))
        for number, entry in enumerate(source.entries()):
            if number % 100 == 0:
                options.progress(number, source.count)
            name = names.get(entry.therapist_id or "", "")
            entries.writelines(encoded([_entry_row(entry, name)], raw=raw))
            answers.writelines(encoded(_answer_rows(entry, name, elements), raw=raw))
            tensions.writelines(encoded(_tension_rows(entry, name), raw=raw))
    options.progress(source.count, source.count)


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], raw: bool) -> None:
    with open_private(path) as file:
        file.write(_BOM)
        file.writelines(encoded((header, *rows), raw=raw))


def _truth(value: bool) -> str:
    return "1" if value else "0"


def _entry_row(entry: Entry, therapist: str) -> Sequence[str]:
    return (
        entry.id,
        entry.kind,
        entry.date.isoformat(),
        clock_text(entry.time) or "",
        therapist,
        entry.medium or "",
        entry.title,
        joined(entry.tags),
        _truth(entry.private),
        entry.body,
    )


def carried(entry: Entry) -> object:
    """Return the fields of an entry that the tables of a version before `tensions.csv` hold."""
    answers = frozenset((given.question, given.answer, given.words) for given in entry.answers)
    return _entry_row(entry, entry.therapist_id or ""), answers


def carried_with_tension(entry: Entry) -> object:
    """Return the fields of an entry that the tables hold."""
    return carried(entry), entry.tension


def _answer_rows(entry: Entry, therapist: str, elements: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for given in entry.answers:
        number = "" if given.answer.score is None else str(given.answer.score)
        element = elements.get(given.question, "")
        day = entry.date.isoformat()
        yield entry.id, day, therapist, given.question, element, given.answer.value, number, given.words


def _tension_rows(entry: Entry, therapist: str) -> Iterator[Sequence[str]]:
    """Yield the row of an entry with tension; none for other entries."""
    if tension := entry.tension:
        through = tension.talked_through_in or ""
        yield entry.id, entry.date.isoformat(), therapist, tension.words, through, tension.outcome


def _topic_row(topic: Topic) -> Sequence[str]:
    included, place = _truth(topic.included), str(topic.position)
    return topic.id, topic.text, topic.from_entry or "", topic.state, included, place, topic.goal_id or ""


def _task_row(task: Task) -> Sequence[str]:
    return task.id, task.text, task.why, task.agreed_in or "", task.state, task.note, _truth(task.by_next)


def _goal_row(goal: Goal) -> Sequence[str]:
    marks = joined(f"{mark.date.isoformat()}={mark.mark}" for mark in goal.marks)
    return goal.id, goal.text, goal.how_we_notice, goal.state, marks
