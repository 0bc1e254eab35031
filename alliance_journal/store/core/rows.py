"""Conversion of table rows to domain objects, and back."""

from collections.abc import Iterable, Iterator
from typing import Any

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
from alliance_journal.store.core.column_values import answer_of, day_of, time_of
from alliance_journal.store.core.query import Row


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
        time=time_of(row["time"]),
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
    return Appointment(day_of(day), time_of(clock or None), row["therapist_id"], row["repeats"])


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
