"""The lossless JSON document: everything in a journal, out and in again (design: formats.md)."""

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from alliance_journal.domain.checklist import ELEMENT, QUESTION, Answer
from alliance_journal.domain.dates import clock_text
from alliance_journal.domain.journal import (
    ENTRY_KINDS,
    GOAL_STATES,
    MEDIUMS,
    TASK_STATES,
    THERAPIST_STATUSES,
    TOPIC_STATES,
    Appointment,
    AskedQuestion,
    Document,
    Entry,
    GivenAnswer,
    Goal,
    GoalMark,
    Task,
    Tension,
    Therapist,
    Topic,
)
from alliance_journal.exchange.places import CannotRead, Place

FORMAT: Final = "alliance-journal"
VERSION: Final = 1
MADE_IDS: Final = uuid.UUID("5f1b4c0e-8f0b-4b7e-9d55-2c1f0a9d7e31")
"""The namespace of ids made for things that came without one: the same content gets the same id again."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was read, and the fields in it that nobody here knows and that were left out."""

    document: Document
    left_out: tuple[str, ...]


def dump(document: Document, exported_at: dt.datetime) -> str:
    """The document as JSON text, ending with a line end."""
    return json.dumps(as_json(document, exported_at), ensure_ascii=False, indent=1) + "\n"


def as_json(document: Document, exported_at: dt.datetime) -> dict[str, Any]:
    """The document as plain JSON values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": exported_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "therapists": [
            {"id": t.id, "name": t.name, "status": t.status, "note": t.note}
            | _where_set(setting=t.setting, fee=t.fee, first_free=t.first_free, to_ask=t.to_ask)
            for t in document.therapists
        ],
        "questions": [
            {"id": q.id, "text": q.text, "element": q.element, "source": q.source, "asked": q.asked}
            for q in document.questions
        ],
        "entries": [entry_json(entry) for entry in document.entries],
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
    } | _where_set(own_numbers=list(document.own_numbers))


def _where_set(**values: object) -> dict[str, object]:
    """Fields that came later than the format: they stand in the document only where there is something in them."""
    return {name: value for name, value in values.items() if value}


def entry_json(entry: Entry) -> dict[str, Any]:
    """One entry as plain JSON values."""
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
        "tension": tension and {"words": tension.words, "talked_through_in": tension.talked_through_in},
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
    } | _where_set(goal=entry.goal_id)


def load(data: bytes, known_therapists: Mapping[str, str]) -> Loaded:
    """Read a document.

    Args:
        data: the file's bytes, UTF-8 with or without a byte order mark.
        known_therapists: the journal's therapists, id by name in lower case; a therapist that is only named
            in the document is the one of that name.

    Raises:
        CannotRead: when anything in it is not as the format says, with the place.
    """
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise CannotRead(f"This file is not UTF-8 text (byte {error.start}).") from None
    except json.JSONDecodeError as error:
        raise CannotRead(f"This file is not JSON: line {error.lineno}, column {error.colno}.") from None
    except (RecursionError, ValueError):
        raise CannotRead("This file is not JSON that can be read.") from None
    left_out: dict[str, None] = {}
    document = _Reader(known_therapists).document(Place("", found, left_out))
    return Loaded(document, tuple(left_out))


def _no_constant(name: str) -> None:
    raise ValueError(name)


@dataclass(slots=True)
class _Reader:
    """Reads the parts of one document; remembers who and what was already met in it."""

    known_therapists: Mapping[str, str]
    therapists: dict[str, Therapist] = field(default_factory=dict)
    questions: set[str] = field(default_factory=lambda: set(QUESTION))
    met: set[tuple[str, str]] = field(default_factory=set)
    made: Counter[str] = field(default_factory=Counter)

    def document(self, top: Place) -> Document:
        """The whole document."""
        if not isinstance(top.value, dict) or top.at("format").value != FORMAT:
            raise CannotRead(f'This is not an Alliance Journal document: "format" is not "{FORMAT}".')
        version = top.at("version")
        if type(version.value) is not int or version.value != VERSION:
            raise version.wrong(f"this program reads version {VERSION} of the format")
        top.instant("exported_at")
        for item in top.items("therapists"):
            self.therapist(item)
        questions = tuple(self.question(item) for item in top.items("questions"))
        entries = tuple(self.entry(item) for item in top.items("entries"))
        topics = tuple(self.topic(item) for item in top.items("topics"))
        tasks = tuple(self.task(item) for item in top.items("tasks"))
        goals = tuple(self.goal(item) for item in top.items("goals"))
        appointments = tuple(self.appointment(item) for item in top.items("appointments"))
        numbers = top.texts("own_numbers")
        top.finish()
        # The therapists last: entries and appointments can name some that stand in no list.
        therapists = tuple(self.therapists.values())
        return Document(therapists, questions, entries, topics, tasks, goals, appointments, tuple(numbers))

    def therapist(self, item: Place) -> None:
        """A therapist of the list."""
        name = item.filled("name")
        id_ = self.id(item, "therapists", lambda: self.known_therapists.get(name.casefold()), name)
        self.therapists[id_] = Therapist(
            id_,
            name,
            item.one_of("status", THERAPIST_STATUSES, "current"),
            item.text("note", ""),
            item.text("setting", ""),
            item.text("fee", ""),
            item.text("first_free", ""),
            item.text("to_ask", ""),
        )

    def therapist_meant(self, item: Place) -> str | None:
        """The id of a therapist given by id or name."""
        meant = item.maybe("therapist")
        if not (meant and meant.strip()):
            return None
        if meant in self.therapists or meant in self.known_therapists.values():
            return meant
        name = meant.casefold()
        for therapist in self.therapists.values():
            if therapist.name.casefold() == name:
                return therapist.id
        if name in self.known_therapists:
            return self.known_therapists[name]
        if _is_uuid(meant):
            raise item.at("therapist").wrong("no therapist of this document has this id")
        therapist = Therapist(str(uuid.uuid5(MADE_IDS, f"therapists/{name}/0")), meant)
        self.therapists[therapist.id] = therapist
        return therapist.id

    def question(self, item: Place) -> AskedQuestion:
        """A question of the list; its text is needed only where the question is not one of ours."""
        id_ = item.filled("id")
        known = QUESTION.get(id_)
        question = AskedQuestion(
            id_,
            item.text("text", known.text) if known else item.filled("text"),
            item.one_of("element", tuple(ELEMENT), known.element if known else None),
            item.one_of("source", ("article", "added"), known.source if known else "added"),
            item.truth("asked", default=True),
        )
        self.once(item, "questions", id_)
        self.questions.add(id_)
        return question

    def entry(self, item: Place) -> Entry:
        """An entry with its answers."""
        kind, day = item.one_of("kind", ENTRY_KINDS), item.day("date")
        title, body = item.text("title", ""), item.text("body", "")
        therapist = self.therapist_meant(item)
        created = item.instant("created_at")
        return Entry(
            id=self.id(item, "entries", None, kind, day.isoformat(), therapist or "", title, body),
            kind=kind,
            date=day,
            time=item.clock("time"),
            therapist_id=therapist,
            medium=None if item.at("medium").value is None else item.one_of("medium", MEDIUMS),
            title=title,
            body=body,
            tags=tuple(dict.fromkeys(item.texts("tags"))),
            private=item.truth("private", default=False),
            tension=_tension(item.at("tension")),
            created_at=created,
            updated_at=item.instant("updated_at"),
            answers=tuple(self.answers(item)),
            goal_id=item.maybe("goal"),
        )

    def answers(self, item: Place) -> Iterator[GivenAnswer]:
        """The answers of an entry, each question once."""
        met: set[str] = set()
        for given in item.items("answers"):
            question = given.text("question")
            if question not in self.questions:
                raise given.at("question").wrong("no question has this id")
            if question in met:
                raise given.at("question").wrong("this question is answered twice")
            met.add(question)
            yield GivenAnswer(
                question,
                Answer(given.one_of("answer", _ANSWER_WORDS)),
                given.text("words", ""),
                given.instant("answered_at"),
                given.text("asked_as", QUESTION[question].text if question in QUESTION else ""),
            )

    def topic(self, item: Place) -> Topic:
        """A topic."""
        text, from_entry = item.filled("text"), item.maybe("from_entry")
        return Topic(
            self.id(item, "topics", None, text, from_entry or ""),
            text,
            from_entry,
            item.one_of("state", TOPIC_STATES, "open"),
            item.truth("included", default=True),
            item.number("position", 0, 0, 2**31),
            item.maybe("goal"),
        )

    def task(self, item: Place) -> Task:
        """A piece of homework."""
        text, agreed_in = item.filled("text"), item.maybe("agreed_in")
        return Task(
            self.id(item, "tasks", None, text, agreed_in or ""),
            text,
            item.text("why", ""),
            agreed_in,
            item.one_of("state", TASK_STATES, "open"),
            item.text("note", ""),
            item.truth("by_next", default=True),
        )

    def goal(self, item: Place) -> Goal:
        """A goal with its marks."""
        text = item.filled("text")
        return Goal(
            self.id(item, "goals", None, text),
            text,
            item.text("how_we_notice", ""),
            item.one_of("state", GOAL_STATES, "open"),
            tuple(GoalMark(mark.day("date"), mark.number("mark", None, 0, 10)) for mark in item.items("marks")),
        )

    def appointment(self, item: Place) -> Appointment:
        """An appointment."""
        day, clock = item.day_and_clock("at")
        return Appointment(day, clock, self.therapist_meant(item), item.maybe("repeats"))

    def id(self, item: Place, kind: str, known: Callable[[], str | None] | None, *content: str) -> str:
        """The thing's id, or one made from its content: the same content gets the same id in every import."""
        given = item.text("id", "")
        if not given:
            given = (known and known()) or ""
        if not given:
            key = "/".join((kind, *(part.casefold() if kind == "therapists" else part for part in content)))
            given = str(uuid.uuid5(MADE_IDS, f"{key}/{self.made[key]}"))
            self.made[key] += 1
        self.once(item, kind, given)
        return given

    def once(self, item: Place, kind: str, id_: str) -> None:
        """Refuse an id that was met before."""
        if (kind, id_) in self.met:
            raise item.at("id").wrong("this id stands here twice")
        self.met.add((kind, id_))


_ANSWER_WORDS: Final = tuple(answer.value for answer in Answer)


def _tension(place: Place) -> Tension | None:
    """A marked tension: its words alone, or an object that also says where it was talked through."""
    if place.value is None:
        return None
    if isinstance(place.value, str):
        return Tension(place.as_text())
    tension = Tension(place.text("words", ""), place.maybe("talked_through_in"))
    place.finish()
    return tension


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
