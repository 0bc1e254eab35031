"""Table rows as domain objects, and back."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.dates.parse import clock_text
from alliance_journal.domain.models import (
    ANOTHER_VERSION,
    RAW_TITLE,
    Appointment,
    AskedQuestion,
    Draft,
    Entry,
    EntryLine,
    Excerpt,
    GivenAnswer,
    Goal,
    GoalMark,
    PageChoice,
    Task,
    Tension,
    Therapist,
    Topic,
    first_words,
)
from alliance_journal.domain.text import one_line
from alliance_journal.store.core.errors import Damaged
from alliance_journal.store.core.sqlite_driver import Connection

Row = dict[str, Any]


def select(connection: Connection, sql: str, values: Iterable[object] | Mapping[str, object] = ()) -> Iterator[Row]:
    """The rows of a query as dictionaries, one at a time."""
    cursor = connection.execute(sql, values if isinstance(values, Mapping) else tuple(values))
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


OF_ENTRY: Final = "number = (SELECT number FROM entries WHERE id = ?)"
"""The rows of an entry in a table that goes by numbers."""
AT_ONCE: Final = 500
"""Entries that are read at once."""


def some_at_once(entry_ids: Iterable[str]) -> Iterator[list[str]]:
    """These ids, a few hundred at a time."""
    ids = iter(entry_ids)
    while some := list(islice(ids, AT_ONCE)):
        yield some


def by_entry(connection: Connection, sql: str, entry_ids: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a query by the entry that stands first in each, without it, in the order of the query.

    The query has `{0}`, once or more often, where the ids stand.
    """
    marks = ", ".join(f"?{place}" for place in range(1, len(entry_ids) + 1))
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in connection.execute(sql.format(marks), entry_ids):
        found.setdefault(row[0], []).append(row[1:])
    return found


def therapist(row: Row) -> Therapist:
    """A therapist."""
    return Therapist(
        row["id"],
        row["name"],
        row["status"],
        row["note"],
        row["setting"],
        row["fee"],
        row["first_free"],
        row["to_ask"],
    )


def therapist_row(therapist: Therapist, position: int) -> Row:
    """A therapist's columns."""
    return {
        "id": therapist.id,
        "name": therapist.name,
        "status": therapist.status,
        "note": therapist.note,
        "position": position,
        "setting": therapist.setting,
        "fee": therapist.fee,
        "first_free": therapist.first_free,
        "to_ask": therapist.to_ask,
    }


def asked_question(row: Row) -> AskedQuestion:
    """A question and whether it is asked."""
    return AskedQuestion(row["id"], row["text"], row["element"], row["source"], bool(row["asked"]))


def given_answer(row: Row) -> GivenAnswer:
    """One answer."""
    return GivenAnswer(
        row["question_id"], answer_of(row["answer"]), row["words"], row["answered_at"], row["asked_as"]
    )


def given_answers(found: Iterable[tuple[Any, ...]]) -> dict[str, list[GivenAnswer]]:
    """Answers by their entry, in the order they come in: very many, so not by way of dictionaries.

    Each row has the entry's id, the question's, the answer, its words, when it was given, and how it was asked.
    """
    by_id: dict[str, list[GivenAnswer]] = {}
    for entry_id, question, answer, words, answered_at, asked_as in found:
        given = GivenAnswer(question, answer_of(answer), words, answered_at, asked_as)
        by_id.setdefault(entry_id, []).append(given)
    return by_id


def entry(
    row: Row, answers: Iterable[GivenAnswer] = (), tags: Iterable[str] = (), tension: Tension | None = None
) -> Entry:
    """An entry with what belongs to it."""
    return Entry(
        id=row["id"],
        kind=row["kind"],
        date=day_of(row["date"]),
        time=_time(row["time"]),
        therapist_id=row["therapist_id"],
        medium=row["medium"],
        title=row["title"],
        body=row["body"],
        tags=tuple(tags),
        private=bool(row["private"]),
        tension=tension,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        answers=tuple(answers),
        goal_id=row["goal_id"],
        version_of=row["version_of"],
    )


def entry_row(entry: Entry) -> Row:
    """The entry's own columns."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "date": entry.date.isoformat(),
        "time": clock_text(entry.time),
        "therapist_id": entry.therapist_id,
        "medium": entry.medium,
        "title": entry.title,
        "body": entry.body,
        "private": entry.private,
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
        "goal_id": entry.goal_id,
        "version_of": entry.version_of,
    }


def tension_row(entry_id: str, tension: Tension) -> Row:
    """A marked tension's columns."""
    return {
        "entry_id": entry_id,
        "words": tension.words,
        "talked_through_in": tension.talked_through_in,
        "outcome": tension.outcome,
    }


def tension(row: Row) -> Tension:
    """A marked tension."""
    return Tension(row["words"], row["talked_through_in"], row["outcome"])


def answer_row(entry_id: str, given: GivenAnswer) -> Row:
    """An answer's columns."""
    return {
        "entry_id": entry_id,
        "question_id": given.question,
        "answer": given.answer.value,
        "words": given.words,
        "asked_as": given.asked_as,
        "answered_at": given.answered_at,
    }


def entry_line(row: Row) -> EntryLine:
    """A line of the list; the title is made from the beginning of the text where there is none.

    A raw one carries no word of its own.
    """
    private = bool(row["private"])
    title = row["title"] or first_words(row["beginning"] or "")
    if not title and row["kind"] == "consultation" and row["therapist"]:
        # Several calls of one day could not be told apart.
        title = f"Call with {row['therapist']}"
    if row["version_of"]:
        title = ANOTHER_VERSION.format(title)
    return EntryLine(
        id=row["id"],
        kind=row["kind"],
        date=day_of(row["date"]),
        title=RAW_TITLE if private else one_line(title),
        therapist=row["therapist"] or "",
        session=row["session"],
        answered=row["answered"],
        below_yes=row["below_yes"],
        to_bring=row["to_bring"],
        private=private,
    )


def topic(row: Row) -> Topic:
    """A topic."""
    return Topic(
        row["id"],
        row["text"],
        row["from_entry"],
        row["state"],
        bool(row["included"]),
        row["position"],
        row["goal_id"],
    )


def topic_row(topic: Topic) -> Row:
    """A topic's columns."""
    return {
        "id": topic.id,
        "text": topic.text,
        "from_entry": topic.from_entry,
        "state": topic.state,
        "included": topic.included,
        "position": topic.position,
        "goal_id": topic.goal_id,
    }


def excerpt(row: Row) -> Excerpt:
    """Words chosen by hand for the page."""
    return Excerpt(row["id"], row["text"], row["from_entry"], row["state"], bool(row["for_me"]), row["position"])


def excerpt_row(excerpt: Excerpt) -> Row:
    """An excerpt's columns."""
    return {
        "id": excerpt.id,
        "text": excerpt.text,
        "from_entry": excerpt.from_entry,
        "state": excerpt.state,
        "for_me": excerpt.for_me,
        "position": excerpt.position,
    }


def page_choice(row: Row) -> PageChoice:
    """What was decided about one thing on the page."""
    therapist_id, _, key = row["choice"].partition("/")
    included = None if row["included"] is None else bool(row["included"])
    return PageChoice(therapist_id or None, key, included, row["position"])


def page_choice_key(therapist_id: str | None, key: str) -> str:
    """Under which it is kept."""
    return f"{therapist_id or ''}/{key}"


def page_choice_row(choice: PageChoice) -> Row:
    """A choice's columns."""
    return {
        "choice": page_choice_key(choice.therapist_id, choice.key),
        "included": choice.included,
        "position": choice.position,
    }


def task(row: Row) -> Task:
    """A piece of homework."""
    return Task(
        row["id"], row["text"], row["why"], row["agreed_in"], row["state"], row["note"], bool(row["by_next"])
    )


def task_row(task: Task, position: int) -> Row:
    """The columns of a piece of homework."""
    return {
        "id": task.id,
        "text": task.text,
        "why": task.why,
        "agreed_in": task.agreed_in,
        "state": task.state,
        "note": task.note,
        "by_next": task.by_next,
        "position": position,
    }


def goal_mark(row: Row) -> GoalMark:
    """The client's own mark of a goal on a day."""
    return GoalMark(day_of(row["date"]), row["mark"])


def goal(row: Row, marks: Iterable[GoalMark]) -> Goal:
    """A goal with its marks."""
    return Goal(row["id"], row["text"], row["how_we_notice"], row["state"], tuple(marks))


def goal_row(goal: Goal, position: int) -> Row:
    """A goal's own columns."""
    return {
        "id": goal.id,
        "text": goal.text,
        "how_we_notice": goal.how_we_notice,
        "state": goal.state,
        "position": position,
    }


def goal_mark_rows(goal: Goal) -> Iterator[Row]:
    """The columns of each mark of a goal."""
    for position, mark in enumerate(goal.marks, start=1):
        yield {"goal_id": goal.id, "position": position, "date": mark.date.isoformat(), "mark": mark.mark}


def appointment(row: Row) -> Appointment:
    """An appointment: `at` is a day, or a day and a time."""
    day, _, clock = row["at"].partition("T")
    return Appointment(day_of(day), _time(clock or None), row["therapist_id"], row["repeats"])


def appointment_identity(appointment: Appointment) -> tuple[str, str | None]:
    """What makes two appointments the same one: day, time and therapist."""
    return appointment.at, appointment.therapist_id


def appointment_row(appointment: Appointment) -> Row:
    """An appointment's columns."""
    return {
        "at": appointment.at,
        "therapist_id": appointment.therapist_id,
        "repeats": appointment.repeats,
    }


def draft(row: Row) -> Draft:
    """A draft."""
    return Draft(row["entry_id"], row["body"], row["base"], row["saved_at"], row["writer"])


def day_of(text: str) -> dt.date:
    """A day."""
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise _damaged() from None


def _time(text: str | None) -> dt.time | None:
    try:
        return dt.time.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise _damaged() from None


def answer_of(text: str) -> Answer:
    """An answer by its word."""
    try:
        return _ANSWERS[text]
    except KeyError:
        raise _damaged() from None


# By its word: many thousands are read at once.
_ANSWERS: Final = {answer.value: answer for answer in Answer}


def _damaged() -> Damaged:
    """A day or an answer that is none: another program wrote it, or the disk. What it is now is not repeated."""
    return Damaged(
        "Something in the journal is not what was saved there.",
        "The command check says which entry; the command backups lists the copies that can be restored.",
    )
