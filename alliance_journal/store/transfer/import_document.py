"""A whole journal as a document, and the import of a document into a journal."""

from collections.abc import Callable, Container, Iterable
from typing import NamedTuple, Protocol, TypeVar

from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.import_report import ImportResult, Loaded, Progress, quietly
from alliance_journal.domain.models import Document, Entry, Excerpt, Topic
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Database
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.search import fts_index
from alliance_journal.store.transfer.export_source import WINDOW, outgoing, rest, windows, with_living_links


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_WithId)


def known_therapists(journal: Journal) -> dict[str, str]:
    """Return the ids of the journal's therapists by case-folded name, for the readers of other formats."""
    return {therapist.name.casefold(): therapist.id for therapist in journal.therapists.list()}


def whole(journal: Journal) -> Document:
    """Return everything in the journal except its trash."""
    with outgoing(journal) as source:
        return source.rest._replace(entries=tuple(source.entries()))


def import_into(
    journal: Journal,
    what: Document | Loaded,
    *,
    dry_run: bool = False,
    progress: Progress = quietly,
) -> ImportResult:
    """Import what the journal does not have yet, in one transaction.

    A record with an id that exists already is left as it is, and reported if its content differs. Nothing is
    merged by guess. Links to entries that do not exist are cleared.

    Args:
        journal: the journal to add to.
        what: a document, or a file that was read.
        dry_run: roll everything back at the end; the result is what would be added.
        progress: called with the number of entries processed and their total; an exception from it rolls back
            everything.

    Returns:
        The numbers of records added and of those that existed already.
    """
    loaded = what if isinstance(what, Loaded) else Loaded(what)
    document = loaded.document
    database = database_of(journal)
    with database.transaction(dry_run=dry_run, bulk_insert=fts_index.index_at_end):
        there = {row["id"]: row["deleted_at"] for row in database.select("SELECT id, deleted_at FROM entries")}
        in_trash = {id_ for id_, deleted_at in there.items() if deleted_at}
        here = rest(journal)
        arriving = {e.id for e in document.entries} | {g.id for g in document.goals}
        document = with_living_links(document, there.keys() | {g.id for g in here.goals} | arriving)
        taking = _Import(journal, database, ImportResult(), in_trash, progress, {})
        taking.questions(document, first=len(there) == len(in_trash) and not here.therapists)
        taking.therapists(document, here)
        taking.goals(document, here)
        taking.entries(document, there.keys(), loaded)
        taking.topics(document, here)
        taking.tasks(document, here)
        taking.appointments(document, here)
        taking.own_numbers(document, here)
        taking.excerpts(document, here)
        taking.page_choices(document, here)
    return taking.done


class _Import(NamedTuple):
    """One run of an import, within its transaction.

    Attributes:
        journal: the journal to add to.
        database: its database.
        done: the result, updated as records are added.
        in_trash: ids of the journal's entries in the trash.
        progress: called with the number of entries processed and their total.
        last_places: the last position in each ordered table.
    """

    journal: Journal
    database: Database
    done: ImportResult
    in_trash: set[str]
    progress: Progress
    last_places: dict[str, int]
    """The last position in each table that keeps an order, read once, since the query scans all of its rows."""

    def _place(self, table: str, given: int = 0) -> int:
        """Return the position of a new row: the one the document gives, or (0) the one after the last."""
        last = self.last_places.get(table)
        if last is None:
            last = self.database.next_position(table) - 1
        place = given or last + 1
        self.last_places[table] = max(last, place)
        return place

    def questions(self, document: Document, *, first: bool) -> None:
        """Add unknown questions; only into an empty journal (`first`) import which built-in ones are asked."""
        known = {question.id for question in self.journal.questions.list()}
        for question in document.questions:
            if question.id not in known:
                self.database.insert(
                    "questions",
                    {
                        "id": question.id,
                        "position": self._place("questions"),
                        "text": question.text,
                        "element": question.element,
                        "source": question.source,
                        "asked": question.asked,
                    },
                )
            elif first and question.id in QUESTION:
                self.database.update("questions", {"asked": question.asked}, "id = ?", question.id)

    def therapists(self, document: Document, here: Document) -> None:
        for therapist in self._new("therapists", document.therapists, here.therapists):
            self.journal.therapists.insert(therapist, self._place("therapists"))

    def entries(self, document: Document, there: Container[str], loaded: Loaded) -> None:
        stamp, number = self.database.stamp(), len(document.entries)
        same = loaded.same
        keys = self._keys(same) if same else frozenset()
        linked: list[Entry] = []
        met: list[Entry] = []
        for place, arrived in enumerate(document.entries):
            if place % WINDOW == 0:
                self.progress(place, number)
            if arrived.id in there:
                met.append(arrived)
            elif same and same(arrived) in keys:
                self.done.already_there["entries"] += 1
            else:
                entry = _stamped(arrived, stamp)
                leads = entry.tension is not None or entry.version_of is not None
                self.journal.entries.insert(entry._replace(tension=None, version_of=None) if leads else entry)
                if leads:
                    linked.append(entry)
                self.done.added["entries"] += 1
        # Links to other entries are set last, because their targets must exist.
        for entry in linked:
            if entry.tension:
                self.journal.tensions.insert(entry.id, entry.tension)
            if entry.version_of:
                self.database.update("entries", {"version_of": entry.version_of}, "id = ?", entry.id)
        self._compare(met, loaded.carried or same or _content)
        self.progress(number, number)

    def _keys(self, same: Callable[[Entry], str]) -> frozenset[str]:
        """Return the keys of all entries, also of those in the trash, so that an import does not restore them."""
        return frozenset(map(same, windows(self.journal, "1")))

    def _compare(self, met: list[Entry], content: Callable[[Entry], object]) -> None:
        """Count entries that exist already, and report those with different content, comparing in batches."""
        if met:
            self.done.already_there["entries"] += len(met)
        living = [entry for entry in met if entry.id not in self.in_trash]
        for start in range(0, len(living), WINDOW):
            window = living[start : start + WINDOW]
            placeholders = ", ".join("?" * len(window))
            found = entry_rows.read(self.database, f"id IN ({placeholders})", tuple(entry.id for entry in window))
            here = {entry.id: content(entry) for entry in found}
            self.done.different += [("entries", entry.id) for entry in window if content(entry) != here[entry.id]]

    def topics(self, document: Document, here: Document) -> None:
        for topic in self._new("topics", document.topics, here.topics):
            self.journal.topics.insert(topic._replace(position=self._place("topics", topic.position)))

    def tasks(self, document: Document, here: Document) -> None:
        for task in self._new("homework", document.tasks, here.tasks):
            self.journal.homework.insert(task, self._place("tasks"))

    def goals(self, document: Document, here: Document) -> None:
        for goal in self._new("goals", document.goals, here.goals):
            self.journal.goals.insert(goal, self._place("goals"))

    def appointments(self, document: Document, here: Document) -> None:
        """Add appointments. They have no id in a document: the same day, time and therapist are the same one."""
        there = {rows.appointment_identity(appointment) for appointment in here.appointments}
        for appointment in document.appointments:
            identity = rows.appointment_identity(appointment)
            if identity in there:
                self.done.already_there["appointments"] += 1
                continue
            there.add(identity)
            self.journal.appointments.insert(appointment)
            self.done.added["appointments"] += 1

    def own_numbers(self, document: Document, here: Document) -> None:
        """Append the numbers to call that the journal does not have."""
        new = [number for number in document.own_numbers if number not in here.own_numbers]
        if new:
            self.journal.own_numbers.set((*here.own_numbers, *new))

    def excerpts(self, document: Document, here: Document) -> None:
        for excerpt in self._new("excerpts", document.excerpts, here.excerpts):
            self.journal.excerpts.insert(excerpt._replace(position=self._place("excerpts", excerpt.position)))

    def page_choices(self, document: Document, here: Document) -> None:
        """Add choices for a page where the journal has none for that item."""
        decided = {(choice.therapist_id, choice.key) for choice in here.page_choices}
        for choice in document.page_choices:
            if (choice.therapist_id, choice.key) not in decided:
                self.journal.brief_choices.insert(choice)

    def _new(self, kind: str, arriving: Iterable[T], here: Iterable[T]) -> list[T]:
        there = {record.id: record for record in here}
        new = []
        for record in arriving:
            if record.id in there:
                self.done.already_there[kind] += 1
                if _content(record) != _content(there[record.id]):
                    self.done.different.append((kind, record.id))
            else:
                new.append(record)
                self.done.added[kind] += 1
        return new


def _stamped(entry: Entry, stamp: str) -> Entry:
    """Return the entry with missing instants filled in: creation by `stamp`, the last change by creation."""
    if entry.created_at and entry.updated_at:
        return entry
    created = entry.created_at or stamp
    return entry._replace(created_at=created, updated_at=entry.updated_at or created)


def _content(record: object) -> object:
    """Return the content by which records with the same id are compared, without instants and list positions."""
    if isinstance(record, Entry):
        answers = frozenset((given.question, given.answer, given.words) for given in record.answers)
        return record._replace(created_at="", updated_at="", answers=()), answers
    if isinstance(record, Topic | Excerpt):
        return record._replace(position=0)
    return record
