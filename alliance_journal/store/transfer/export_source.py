"""Data source of an export: a consistent snapshot of the journal, with the entries read in batches."""

import contextlib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final

from alliance_journal.domain.models import Document, Entry, Topic
from alliance_journal.store.core.sqlite_driver import converted_errors
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.journal import Journal, database_of

WINDOW: Final = 400
"""Entries in a batch, the largest number that an export holds in memory."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Contents of a journal except its trash, with the entries in batches.

    Attributes:
        journal: the journal that is read.
        rest: everything but the entries.
        count: the number of entries.
        trash: the number of further entries in the trash, which are not exported.
        drafts: the number of entries with drafts, whose text is not exported.
        versions: the number of earlier versions of texts, which are not exported.
    """

    journal: Journal
    rest: Document
    count: int
    trash: int
    drafts: int
    versions: int
    _there: Container[str]

    def entries(self) -> Iterator[Entry]:
        """Yield the entries, oldest first, reading them in batches."""
        for entry in windows(self.journal, "deleted_at IS NULL"):
            yield _with_living_links(entry, self._there)


@contextlib.contextmanager
def outgoing(journal: Journal) -> Iterator[Outgoing]:
    """Open a snapshot of the journal for an export, within a transaction that only reads.

    Other windows can read meanwhile; their writes wait until the context is left.
    """
    with _one_state(journal):
        select = database_of(journal).select
        trash = {row["id"] for row in select("SELECT id FROM entries WHERE deleted_at IS NOT NULL")}
        (number,) = (row["n"] for row in select("SELECT count(*) AS n FROM entries"))
        there = _Not(trash)
        yield Outgoing(
            journal,
            with_living_links(rest(journal), there),
            number - len(trash),
            len(trash),
            len({draft.entry_id for draft in journal.drafts.list(also_of_others=True)}),
            select("SELECT count(*) AS n FROM versions")[0]["n"],
            there,
        )


@contextlib.contextmanager
def _one_state(journal: Journal) -> Iterator[None]:
    """Begin a transaction for reading only, unless one is open already."""
    connection = database_of(journal).connection
    if connection.in_transaction:
        yield
        return
    with converted_errors(journal.path):
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                # COMMIT, not ROLLBACK: if something is written in here by mistake, it must not be lost.
                connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class _Not:
    """Container of every id except some: a link in the journal has a target unless that is in the trash."""

    without: Container[str]

    def __contains__(self, id_: object) -> bool:
        return id_ not in self.without


def rest(journal: Journal) -> Document:
    """Return everything in the journal but the entries."""
    therapists = journal.therapists.list()
    # Choices for the page of a deleted therapist refer to nobody, and are left out.
    whose = {None, *(therapist.id for therapist in therapists)}
    return Document(
        therapists=therapists,
        questions=journal.questions.list(),
        topics=journal.topics.list(),
        tasks=journal.homework.list(),
        goals=journal.goals.list(),
        appointments=journal.appointments.list(),
        own_numbers=journal.own_numbers.list(),
        excerpts=journal.excerpts.list(),
        page_choices=tuple(choice for choice in journal.brief_choices.list() if choice.therapist_id in whose),
    )


def windows(journal: Journal, where: str) -> Iterator[Entry]:
    """Yield the entries for which an SQL condition holds, oldest first, reading them in batches."""
    database, last = database_of(journal), ("", "", "")
    order = "(date, created_at, id)"
    while True:
        ends = database.select(
            f"SELECT date, created_at, id FROM entries WHERE {where} AND {order} > (?, ?, ?) "
            f"ORDER BY date, created_at, id LIMIT {WINDOW}",
            last,
        )
        if not ends:
            return
        end = (ends[-1]["date"], ends[-1]["created_at"], ends[-1]["id"])
        yield from entry_rows.read(
            database, f"{where} AND {order} > (?, ?, ?) AND {order} <= (?, ?, ?)", (*last, *end)
        )
        last = end


def with_living_links(document: Document, there: Container[str]) -> Document:
    """Return the document with every link cleared whose entry or goal is not in `there`."""

    def living(link: str | None) -> str | None:
        return link if link is not None and link in there else None

    def topic(one: Topic) -> Topic:
        one = one._replace(goal_id=living(one.goal_id))
        if one.from_entry is None or one.from_entry in there:
            return one
        # Its therapist is known only by that entry, so it goes on no page unless it is chosen again.
        return one._replace(from_entry=None, included=False)

    return document._replace(
        entries=tuple(_with_living_links(entry, there) for entry in document.entries),
        topics=tuple(map(topic, document.topics)),
        tasks=tuple(task._replace(agreed_in=living(task.agreed_in)) for task in document.tasks),
        excerpts=tuple(one._replace(from_entry=living(one.from_entry)) for one in document.excerpts),
    )


def _with_living_links(entry: Entry, there: Container[str]) -> Entry:
    if entry.goal_id is not None and entry.goal_id not in there:
        entry = entry._replace(goal_id=None)
    if entry.version_of is not None and entry.version_of not in there:
        entry = entry._replace(version_of=None)
    tension = entry.tension
    if tension is not None and tension.talked_through_in is not None and tension.talked_through_in not in there:
        entry = entry._replace(tension=tension._replace(talked_through_in=None))
    return entry
