"""A whole journal in and out: what is exported, and what an import adds (design: formats.md)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from alliance_journal.domain.checklist import QUESTION
from alliance_journal.domain.journal import Document, Entry, Tension, Topic
from alliance_journal.store import rows
from alliance_journal.store.journal import Journal


@dataclass(slots=True)
class TakenIn:
    """What an import did: how many of each kind were added, were already there, and were there but different."""

    added: Counter[str] = field(default_factory=Counter)
    already_there: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_WithId)


def whole(journal: Journal) -> Document:
    """Everything in the journal but its trash."""
    entries = journal.entries()
    document = Document(
        therapists=journal.therapists(),
        questions=journal.questions(),
        entries=entries,
        topics=journal.topics(),
        tasks=journal.tasks(),
        goals=journal.goals(),
        appointments=journal.appointments(),
        own_numbers=journal.own_numbers(),
    )
    return with_living_links(document, {e.id for e in entries} | {g.id for g in document.goals})


def with_living_links(document: Document, there: set[str]) -> Document:
    """The document with every link to an entry or a goal that is not `there` let go."""

    def living(link: str | None) -> str | None:
        return link if link in there else None

    def entry(one: Entry) -> Entry:
        one = replace(one, goal_id=living(one.goal_id))
        if one.tension is None:
            return one
        return replace(one, tension=Tension(one.tension.words, living(one.tension.talked_through_in)))

    def topic(one: Topic) -> Topic:
        one = replace(one, goal_id=living(one.goal_id))
        if one.from_entry is None or one.from_entry in there:
            return one
        # Whose it was is known no more, so it goes on nobody's page by itself.
        return replace(one, from_entry=None, included=False)

    return replace(
        document,
        entries=tuple(map(entry, document.entries)),
        topics=tuple(map(topic, document.topics)),
        tasks=tuple(replace(task, agreed_in=living(task.agreed_in)) for task in document.tasks),
    )


def take_in(journal: Journal, document: Document, *, keep: bool = True) -> TakenIn:
    """Add what the journal does not have yet, in one transaction; with `keep=False` only say what would be added.

    The same id is the same thing: it is left as it is, and named when its content differs. Nothing is merged
    by guess. Links to entries that are nowhere are let go.
    """
    with journal.writing(keep=keep):
        here = whole(journal)
        in_trash = {row["id"] for row in journal.select("SELECT id FROM entries WHERE deleted_at IS NOT NULL")}
        arriving = {e.id for e in document.entries} | {g.id for g in document.goals}
        known = {e.id for e in here.entries} | {g.id for g in here.goals} | in_trash
        document = with_living_links(document, known | arriving)
        taking = _Taking(journal, TakenIn(), in_trash)
        taking.questions(document, first=not here.entries and not here.therapists)
        taking.therapists(document, here)
        taking.goals(document, here)
        taking.entries(document, here)
        taking.topics(document, here)
        taking.tasks(document, here)
        taking.appointments(document, here)
        taking.own_numbers(document, here)
    return taking.done


@dataclass(frozen=True, slots=True)
class _Taking:
    journal: Journal
    done: TakenIn
    in_trash: set[str]

    def questions(self, document: Document, *, first: bool) -> None:
        """Questions of our own are known; whether they are asked is taken over into a new journal only."""
        known = {question.id for question in self.journal.questions()}
        table = self.journal.tables.table("questions")
        for question in document.questions:
            if question.id not in known:
                table.insert(
                    {
                        "id": question.id,
                        "position": self.journal.next_place("questions"),
                        "text": question.text,
                        "element": question.element,
                        "source": question.source,
                        "asked": question.asked,
                    }
                )
            elif first and question.id in QUESTION:
                table.update(question.id, {"asked": question.asked})

    def therapists(self, document: Document, here: Document) -> None:
        for therapist in self._new("therapists", document.therapists, here.therapists):
            self.journal.insert_therapist(therapist)

    def entries(self, document: Document, here: Document) -> None:
        stamp = self.journal.stamp()
        stamped = [
            replace(
                entry,
                created_at=entry.created_at or stamp,
                updated_at=entry.updated_at or entry.created_at or stamp,
            )
            for entry in document.entries
        ]
        new = self._new("entries", stamped, here.entries)
        for entry in new:
            self.journal.insert_entry(replace(entry, tension=None))
        # Where a tension was talked through is said last, since that entry must be there.
        for entry in new:
            if entry.tension:
                self.journal.insert_tension(entry.id, entry.tension)

    def topics(self, document: Document, here: Document) -> None:
        for topic in self._new("topics", document.topics, here.topics):
            place = topic.position or self.journal.next_place("topics")
            self.journal.insert_topic(replace(topic, position=place))

    def tasks(self, document: Document, here: Document) -> None:
        for task in self._new("homework", document.tasks, here.tasks):
            self.journal.tables.table("tasks").insert(rows.task_row(task, self.journal.next_place("tasks")))

    def goals(self, document: Document, here: Document) -> None:
        for goal in self._new("goals", document.goals, here.goals):
            self.journal.tables.table("goals").insert(rows.goal_row(goal, self.journal.next_place("goals")))
            self.journal.tables.table("goal_marks").insert_all(rows.goal_mark_rows(goal))

    def appointments(self, document: Document, here: Document) -> None:
        """An appointment has no id: the same day, time and therapist are the same appointment."""
        there = {rows.appointment_identity(appointment) for appointment in here.appointments}
        for appointment in document.appointments:
            identity = rows.appointment_identity(appointment)
            if identity in there:
                self.done.already_there["appointments"] += 1
                continue
            there.add(identity)
            self.journal.insert_appointment(appointment)
            self.done.added["appointments"] += 1

    def own_numbers(self, document: Document, here: Document) -> None:
        """Numbers to call: those that are not among the present ones, after them."""
        new = [number for number in document.own_numbers if number not in here.own_numbers]
        if new:
            self.journal.set_own_numbers((*here.own_numbers, *new))

    def _new(self, kind: str, arriving: Iterable[T], here: Iterable[T]) -> list[T]:
        there = {thing.id: thing for thing in here}
        new = []
        for thing in arriving:
            if thing.id in there or thing.id in self.in_trash:
                self.done.already_there[kind] += 1
                if thing.id in there and _content(thing) != _content(there[thing.id]):
                    self.done.different.append(kind)
            else:
                new.append(thing)
                self.done.added[kind] += 1
        return new


def _content(thing: object) -> object:
    """What makes two things with one id different: not when they were written, nor their place in a list."""
    if isinstance(thing, Entry):
        answers = frozenset((given.question, given.answer, given.words) for given in thing.answers)
        return replace(thing, created_at="", updated_at="", answers=()), answers
    if isinstance(thing, Topic):
        return replace(thing, position=0)
    return thing
