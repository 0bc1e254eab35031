"""All of a journal at once, as no page reads it: what the tests compare with."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.models import Document, Entry, Task, session_order
from alliance_journal.exchange.base import WriteOptions
from alliance_journal.exchange.native import writer
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.entries.sessions import WITH
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.queries.brief import reading_with


def sessions_with(journal: Journal, therapist_id: str | None) -> tuple[Entry, ...]:
    """A therapist's sessions and calls with their answers, oldest first, without their texts."""
    return entry_rows.read(database_of(journal), WITH, (therapist_id,), body="''")


def main_reading(journal: Journal) -> Reading:
    """Return what Trends begins with."""
    main = journal.therapists.main()
    assert main
    return reading_with(journal, main.id)


def number_sessions(entries: Iterable[Entry]) -> dict[str, int]:
    """Each session's place in its therapist's list, by entry id."""
    places: dict[str, int] = {}
    counts: dict[str | None, int] = {}
    for entry in sorted(entries, key=session_order):
        if entry.kind == "session":
            counts[entry.therapist_id] = counts.get(entry.therapist_id, 0) + 1
            places[entry.id] = counts[entry.therapist_id]
    return places


def without_task(journal: Journal, task: Task) -> None:
    """Homework taken away, as another version of the program may do."""
    with journal.transaction():
        database_of(journal).changed("tasks", task.id)
        database_of(journal).connection.execute("DELETE FROM tasks WHERE id = ?", (task.id,))


@dataclass(frozen=True, slots=True)
class Held:
    """A document in memory, given out as a journal would be."""

    document: Document

    @property
    def rest(self) -> Document:
        """Everything but the entries."""
        return self.document._replace(entries=())

    @property
    def count(self) -> int:
        """Return how many entries there are."""
        return len(self.document.entries)

    def entries(self) -> Iterator[Entry]:
        """The entries, as they stand in the document."""
        return iter(self.document.entries)


def dump(document: Document, exported_at: dt.datetime) -> str:
    """The document as JSON text, ending with a line end."""
    file = io.BytesIO()
    writer.write(Held(document), file, WriteOptions(exported_at))
    return file.getvalue().decode()
