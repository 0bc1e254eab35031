"""Conversion of table rows to domain objects, and back."""

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
    """Yield the rows of a query as dictionaries, one at a time."""
    cursor = connection.execute(sql, values if isinstance(values, Mapping) else tuple(values))
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


OF_ENTRY: Final = "number = (SELECT number FROM entries WHERE id = ?)"
"""Condition for the rows of an entry, by its id, in a table whose foreign key is the entry's number."""
AT_ONCE: Final = 500
"""Number of entries read by one statement."""


def some_at_once(entry_ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield the ids in batches of at most `AT_ONCE`."""
    ids = iter(entry_ids)
    while some := list(islice(ids, AT_ONCE)):
        yield some


def by_entry(connection: Connection, sql: str, entry_ids: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Group the rows of a query by entry, in the order of the query.

    Args:
        connection: the connection.
        sql: a query whose first column is the entry's id, with `{0}` (once or more) in the place of the ids.
        entry_ids: ids of the entries, at most `AT_ONCE`.

    Returns:
        The rows of each entry by its id, without their first column. Entries without rows are not in it.
    """
    placeholders = ", ".join(f"?{place}" for place in range(1, len(entry_ids) + 1))
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in connection.execute(sql.format(placeholders), entry_ids):
        found.setdefault(row[0], []).append(row[1:])
    return found


def therapist(row: Row) -> Therapist:
    """Build a therapist from a row."""
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
    """Return a therapist's columns."""
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
    """Build a question, with its on/off state, from a row."""
    return AskedQuestion(row["id"], row["text"], row["element"], row["source"], bool(row["asked"]))


def given_answer(row: Row) -> GivenAnswer:
    """Build an answer from a row."""
    return GivenAnswer(
        row["question_id"], answer_of(row["answer"]), row["words"], row["answered_at"], row["asked_as"]
    )


def given_answers(found: Iterable[tuple[Any, ...]]) -> dict[str, list[GivenAnswer]]:
    """Build answers from tuples, grouped by entry id, in their order.

    The rows are tuples, not dictionaries, because there can be very many.

    Args:
        found: rows of entry id, question id, answer, comment, time of the answer, and wording of the question.
    """
    by_id: dict[str, list[GivenAnswer]] = {}
    for entry_id, question, answer, words, answered_at, asked_as in found:
        given = GivenAnswer(question, answer_of(answer), words, answered_at, asked_as)
        by_id.setdefault(entry_id, []).append(given)
    return by_id


def entry(
    row: Row, answers: Iterable[GivenAnswer] = (), tags: Iterable[str] = (), tension: Tension | None = None
) -> Entry:
    """Build an entry from its row, its answers, its tags and its tension."""
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
    """Return the columns of an entry in the table `entries`."""
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
    """Return the columns of a session's tension."""
    return {
        "entry_id": entry_id,
        "words": tension.words,
        "talked_through_in": tension.talked_through_in,
        "outcome": tension.outcome,
    }


def tension(row: Row) -> Tension:
    """Build a session's tension from a row."""
    return Tension(row["words"], row["talked_through_in"], row["outcome"])


def answer_row(entry_id: str, given: GivenAnswer) -> Row:
    """Return an answer's columns."""
    return {
        "entry_id": entry_id,
        "question_id": given.question,
        "answer": given.answer.value,
        "words": given.words,
        "asked_as": given.asked_as,
        "answered_at": given.answered_at,
    }


def entry_line(row: Row) -> EntryLine:
    """Build a line of a list of entries from a row.

    Without a title, the line has the first words of the text. The line of a raw (`private`) entry contains none of
    its text.
    """
    private = bool(row["private"])
    title = row["title"] or first_words(row["beginning"] or "")
    if not title and row["kind"] == "consultation" and row["therapist"]:
        # Otherwise several calls on one day would look the same.
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
    """Build a topic from a row."""
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
    """Return a topic's columns."""
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
    """Build an excerpt, text chosen by hand for the brief, from a row."""
    return Excerpt(row["id"], row["text"], row["from_entry"], row["state"], bool(row["for_me"]), row["position"])


def excerpt_row(excerpt: Excerpt) -> Row:
    """Return an excerpt's columns."""
    return {
        "id": excerpt.id,
        "text": excerpt.text,
        "from_entry": excerpt.from_entry,
        "state": excerpt.state,
        "for_me": excerpt.for_me,
        "position": excerpt.position,
    }


def page_choice(row: Row) -> PageChoice:
    """Build a page choice, the decision about one item of the brief, from a row."""
    therapist_id, _, key = row["choice"].partition("/")
    included = None if row["included"] is None else bool(row["included"])
    return PageChoice(therapist_id or None, key, included, row["position"])


def page_choice_key(therapist_id: str | None, key: str) -> str:
    """Return the primary key of a page choice: `<therapist id>/<item key>`."""
    return f"{therapist_id or ''}/{key}"


def page_choice_row(choice: PageChoice) -> Row:
    """Return a page choice's columns."""
    return {
        "choice": page_choice_key(choice.therapist_id, choice.key),
        "included": choice.included,
        "position": choice.position,
    }


def task(row: Row) -> Task:
    """Build a piece of homework from a row."""
    return Task(
        row["id"], row["text"], row["why"], row["agreed_in"], row["state"], row["note"], bool(row["by_next"])
    )


def task_row(task: Task, position: int) -> Row:
    """Return the columns of a piece of homework."""
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
    """Build the client's own 0 to 10 for a goal on a day from a row."""
    return GoalMark(day_of(row["date"]), row["mark"])


def goal(row: Row, marks: Iterable[GoalMark]) -> Goal:
    """Build a goal from its row and its 0 to 10 marks."""
    return Goal(row["id"], row["text"], row["how_we_notice"], row["state"], tuple(marks))


def goal_row(goal: Goal, position: int) -> Row:
    """Return the columns of a goal in the table `goals`."""
    return {
        "id": goal.id,
        "text": goal.text,
        "how_we_notice": goal.how_we_notice,
        "state": goal.state,
        "position": position,
    }


def goal_mark_rows(goal: Goal) -> Iterator[Row]:
    """Yield the columns of each 0 to 10 mark of a goal."""
    for position, mark in enumerate(goal.marks, start=1):
        yield {"goal_id": goal.id, "position": position, "date": mark.date.isoformat(), "mark": mark.mark}


def appointment(row: Row) -> Appointment:
    """Build an appointment from a row, whose `at` is a day, or a day and a time separated by `T`."""
    day, _, clock = row["at"].partition("T")
    return Appointment(day_of(day), _time(clock or None), row["therapist_id"], row["repeats"])


def appointment_identity(appointment: Appointment) -> tuple[str, str | None]:
    """Return the key by which two appointments are the same: day and time, and therapist."""
    return appointment.at, appointment.therapist_id


def appointment_row(appointment: Appointment) -> Row:
    """Return an appointment's columns."""
    return {
        "at": appointment.at,
        "therapist_id": appointment.therapist_id,
        "repeats": appointment.repeats,
    }


def draft(row: Row) -> Draft:
    """Build a draft from a row."""
    return Draft(row["entry_id"], row["body"], row["base"], row["saved_at"], row["writer"])


def day_of(text: str) -> dt.date:
    """Parse an ISO 8601 date.

    Raises:
        Damaged: if the text is not a date.
    """
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
    """Return the answer that a stored word stands for.

    Raises:
        Damaged: if the word is not an answer.
    """
    try:
        return _ANSWERS[text]
    except KeyError:
        raise _damaged() from None


# A dictionary, for speed: many thousands of answers are read at once.
_ANSWERS: Final = {answer.value: answer for answer in Answer}


def _damaged() -> Damaged:
    """Return the error for an invalid date or answer, written by another program or changed by the disk.

    It does not contain the invalid value.
    """
    return Damaged(
        "Something in the journal is not what was saved there.",
        "The command check says which entry; the command backups lists the copies that can be restored.",
    )
