"""Reader for the lossless JSON document: every value is checked, and refused with its place."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import ELEMENT, QUESTION
from alliance_journal.domain.dates.recurrence import is_usable
from alliance_journal.domain.import_report import Loaded
from alliance_journal.domain.models import (
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
    Excerpt,
    GivenAnswer,
    Goal,
    GoalMark,
    PageChoice,
    Task,
    Tension,
    Therapist,
    Topic,
)
from alliance_journal.exchange.base import CannotRead, OtherProgram, ReadOptions
from alliance_journal.exchange.bounded_json import json_of
from alliance_journal.exchange.decode import bytes_of
from alliance_journal.exchange.derived_ids import MADE_IDS, therapist_id
from alliance_journal.exchange.limits import check_entries
from alliance_journal.exchange.located_value import LocatedValue
from alliance_journal.exchange.native.writer import FORMAT, VERSION

_LISTS: Final = ("therapists", "questions", "entries", "topics", "tasks", "goals", "appointments")


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read a document from a file.

    Raises:
        CannotRead: if a value does not conform to the format; the message names the place.
    """
    return load(bytes_of(path), options.known)


def load(data: bytes, known_therapists: Mapping[str, str]) -> Loaded:
    """Read a document.

    Args:
        data: the file's content, UTF-8 with or without a byte order mark.
        known_therapists: the journal's therapists, id by name in lower case; a therapist given only by name in the
            document is the one with that name.

    Raises:
        CannotRead: if a value does not conform to the format; the message names the place.
    """
    left_out: dict[str, None] = {}
    reader = Reader(known_therapists)
    document = reader.document(LocatedValue("", json_of(data), left_out), len(data))
    return Loaded(document, tuple(left_out), places=reader.places)


@dataclass(slots=True)
class Reader:
    """Reader for the parts of one document; it remembers the therapists, questions and ids read so far."""

    known_therapists: Mapping[str, str]
    therapists: dict[str, Therapist] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    known_ids: frozenset[str] = field(init=False)
    questions: set[str] = field(default_factory=lambda: set(QUESTION))
    met: set[tuple[str, str]] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.known_ids = frozenset(self.known_therapists.values())

    def document(self, top: LocatedValue, size: int) -> Document:
        """Return the whole document.

        Args:
            top: the root value.
            size: length of the file, in bytes.

        Raises:
            CannotRead: if a value does not conform to the format, or there are too many values for the length.
        """
        _must_be_ours(top)
        lists = (value for value in top.value.values() if isinstance(value, list))
        check_entries(sum(map(len, lists)), size)
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
        excerpts = tuple(self.excerpt(item) for item in top.items("excerpts"))
        choices = tuple(self.page_choice(item) for item in top.items("page_choices"))
        top.finish()
        # Therapists last: entries and appointments may name some that are in no list.
        therapists = tuple(self.therapists.values())
        check_entries(len(entries) + len(therapists), size)
        return Document(
            therapists, questions, entries, topics, tasks, goals, appointments, tuple(numbers), excerpts, choices
        )

    def therapist(self, item: LocatedValue) -> None:
        """Read a therapist of the list."""
        name = item.filled("name")
        id_ = self.id(item, "therapists", lambda: self.known_therapists.get(name.casefold()), name)
        # If two have the same name, the name refers to the first one.
        self.by_name.setdefault(name.casefold(), id_)
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

    def therapist_meant(self, item: LocatedValue) -> str | None:
        """Return the id of a therapist given by id or name; a new name adds a therapist."""
        meant = item.maybe("therapist")
        if not (meant and meant.strip()):
            return None
        if meant in self.therapists or meant in self.known_ids:
            return meant
        name = meant.casefold()
        if name in self.by_name:
            return self.by_name[name]
        if name in self.known_therapists:
            return self.known_therapists[name]
        if _is_uuid(meant):
            raise item.at("therapist").wrong("no therapist of this document has this id")
        therapist = Therapist(therapist_id(meant), meant)
        self.therapists[therapist.id] = therapist
        self.by_name.setdefault(name, therapist.id)
        return therapist.id

    def question(self, item: LocatedValue) -> AskedQuestion:
        """Read a question of the list; its text is required only if the question is not a built-in one."""
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

    def entry(self, item: LocatedValue) -> Entry:
        """Read an entry with its answers."""
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
            version_of=item.maybe("version_of"),
        )

    def answers(self, item: LocatedValue) -> Iterator[GivenAnswer]:
        """Yield the answers of an entry, one for each question."""
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

    def topic(self, item: LocatedValue) -> Topic:
        """Read a topic."""
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

    def task(self, item: LocatedValue) -> Task:
        """Read a piece of homework."""
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

    def goal(self, item: LocatedValue) -> Goal:
        """Read a goal with its ratings."""
        text = item.filled("text")
        return Goal(
            self.id(item, "goals", None, text),
            text,
            item.text("how_we_notice", ""),
            item.one_of("state", GOAL_STATES, "open"),
            tuple(GoalMark(mark.day("date"), mark.number("mark", None, 0, 10)) for mark in item.items("marks")),
        )

    def appointment(self, item: LocatedValue) -> Appointment:
        """Read an appointment."""
        day, clock = item.day_and_clock("at")
        appointment = Appointment(day, clock, self.therapist_meant(item), item.maybe("repeats"))
        if appointment.repeats and not is_usable(appointment):
            raise item.at("repeats").wrong("a rhythm like FREQ=WEEKLY;BYDAY=TH was expected")
        return appointment

    def excerpt(self, item: LocatedValue) -> Excerpt:
        """Read an excerpt: words chosen by hand for the page."""
        text, from_entry = item.filled("text"), item.maybe("from_entry")
        return Excerpt(
            self.id(item, "excerpts", None, text, from_entry or ""),
            text,
            from_entry,
            item.one_of("state", TOPIC_STATES, "open"),
            item.truth("for_me", default=False),
            item.number("position", 0, 0, 2**31),
        )

    def page_choice(self, item: LocatedValue) -> PageChoice:
        """Read a choice made by hand about the page."""
        return PageChoice(
            self.therapist_meant(item),
            item.filled("key"),
            None if item.at("included").value is None else item.truth("included", default=True),
            None if item.at("position").value is None else item.number("position", None, 0, 2**31),
        )

    def id(self, item: LocatedValue, kind: str, known: Callable[[], str | None] | None, *content: str) -> str:
        """Return the record's id, or one derived from its content, which is the same in every import."""
        given = item.text("id", "")
        if not given:
            given = (known and known()) or ""
        if not given:
            key = "/".join((kind, *(part.casefold() if kind == "therapists" else part for part in content)))
            given = str(uuid.uuid5(MADE_IDS, f"{key}/{self.made[key]}"))
            self.made[key] += 1
        self.once(item, kind, given)
        return given

    def once(self, item: LocatedValue, kind: str, id_: str) -> None:
        """Refuse a duplicate id, and record its place."""
        if (kind, id_) in self.met:
            raise item.at("id").wrong("this id stands here twice")
        self.met.add((kind, id_))
        self.places[id_] = item.path


def _must_be_ours(top: LocatedValue) -> None:
    """Refuse a document of another program, or of a newer version.

    Documents typed by hand need only a minimum of fields, so one without `format` is accepted if it has one of the
    lists of this format.
    """
    if not isinstance(top.value, dict):
        raise OtherProgram(_OTHER)
    named, version = top.at("format").value, top.at("version")
    if named != FORMAT and (named is not None or not _is_like_ours(top.value)):
        raise OtherProgram(_OTHER)
    if version.value is not None and (type(version.value) is not int or version.value != VERSION):
        raise CannotRead(
            f"version: this program reads version {VERSION} of the format.", "use a newer Alliance Journal for it"
        )


def _is_like_ours(value: Mapping[str, object]) -> bool:
    """Return True if a document that names no format has one of our lists, and entries with a kind."""
    entries = value.get("entries")
    if isinstance(entries, list) and entries:
        return not isinstance(entries[0], dict) or "kind" in entries[0]
    return any(isinstance(value.get(name), list) for name in _LISTS)


_OTHER: Final = f'This is not an Alliance Journal document: "format" is not "{FORMAT}".'
_ANSWER_WORDS: Final = tuple(answer.value for answer in Answer)


def _tension(place: LocatedValue) -> Tension | None:
    """Read tension: its words alone, or an object with the entry where it was talked through, and the outcome."""
    if place.value is None:
        return None
    if isinstance(place.value, str):
        return Tension(place.as_text())
    tension = Tension(place.text("words", ""), place.maybe("talked_through_in"), place.text("outcome", ""))
    place.finish()
    return tension


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
