"""What an export reads: everything in the journal in one state, the entries a window at a time."""

import contextlib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final

from alliance_journal.domain.models import Document, Entry, Topic
from alliance_journal.store.core.sqlite_driver import calm
from alliance_journal.store.journal import Journal

WINDOW: Final = 400
"""So many entries are read at once, and no more of them stand in memory during an export."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything in the journal but its trash, the entries in windows.

    Attributes:
        rest: everything but the entries.
        count: how many entries there are.
        trash: how many more are in the trash, and are not given out.
        drafts: how many have text that is still being written, and is not given out.
        versions: how many earlier versions of texts there are, which are not given out.
    """

    journal: Journal
    rest: Document
    count: int
    trash: int
    drafts: int
    versions: int
    _there: Container[str]

    def entries(self) -> Iterator[Entry]:
        """The entries, oldest first, read a window at a time."""
        for entry in windows(self.journal, "deleted_at IS NULL"):
            yield _with_living_links(entry, self._there)


@contextlib.contextmanager
def outgoing(journal: Journal) -> Iterator[Outgoing]:
    """What an export reads: one state of the journal, whatever others write meanwhile.

    Other windows can read all the while; what they write waits until this is left.
    """
    with _one_state(journal):
        trash = {row["id"] for row in journal.select("SELECT id FROM entries WHERE deleted_at IS NOT NULL")}
        (number,) = (row["n"] for row in journal.select("SELECT count(*) AS n FROM entries"))
        there = _Not(trash)
        yield Outgoing(
            journal,
            with_living_links(rest(journal), there),
            number - len(trash),
            len(trash),
            len({draft.entry_id for draft in journal.drafts(also_of_others=True)}),
            journal.select("SELECT count(*) AS n FROM versions")[0]["n"],
            there,
        )


@contextlib.contextmanager
def _one_state(journal: Journal) -> Iterator[None]:
    """A transaction that only reads, unless there is one already."""
    if journal.connection.in_transaction:
        yield
        return
    with calm(journal.path):
        journal.connection.execute("BEGIN")
        try:
            yield
        finally:
            if journal.connection.in_transaction:
                # Never undone: should a word be written in here by mistake, it stays.
                journal.connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class _Not:
    """Holds every id but these: a link within the journal leads somewhere unless it leads into the trash."""

    without: Container[str]

    def __contains__(self, id_: object) -> bool:
        return id_ not in self.without


def rest(journal: Journal) -> Document:
    """Everything but the entries."""
    therapists = journal.therapists()
    # What was chosen for the page of somebody who is not there any more leads nowhere.
    whose = {None, *(therapist.id for therapist in therapists)}
    return Document(
        therapists=therapists,
        questions=journal.questions(),
        topics=journal.topics(),
        tasks=journal.tasks(),
        goals=journal.goals(),
        appointments=journal.appointments(),
        own_numbers=journal.own_numbers(),
        excerpts=journal.excerpts(),
        page_choices=tuple(choice for choice in journal.every_page_choice() if choice.therapist_id in whose),
    )


def windows(journal: Journal, where: str) -> Iterator[Entry]:
    """The entries for which a condition holds, oldest first, a window at a time."""
    last = ("", "", "")
    order = "(date, created_at, id)"
    while True:
        ends = journal.select(
            f"SELECT date, created_at, id FROM entries WHERE {where} AND {order} > (?, ?, ?) "
            f"ORDER BY date, created_at, id LIMIT {WINDOW}",
            last,
        )
        if not ends:
            return
        end = (ends[-1]["date"], ends[-1]["created_at"], ends[-1]["id"])
        yield from journal.read_entries(f"{where} AND {order} > (?, ?, ?) AND {order} <= (?, ?, ?)", (*last, *end))
        last = end


def with_living_links(document: Document, there: Container[str]) -> Document:
    """The document with every link to an entry or a goal that is not `there` let go."""

    def living(link: str | None) -> str | None:
        return link if link is not None and link in there else None

    def topic(one: Topic) -> Topic:
        one = one._replace(goal_id=living(one.goal_id))
        if one.from_entry is None or one.from_entry in there:
            return one
        # Whose it was is known no more, so it goes on nobody's page by itself.
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
