"""The journal: every verb the rest of the program can say to the file, one transaction each."""

import contextlib
import datetime as dt
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, Self

from alliance_journal import paths
from alliance_journal.domain.checklist import QUESTION, Answer
from alliance_journal.domain.journal import (
    THERAPIST_STATUSES,
    Appointment,
    AskedQuestion,
    Draft,
    Entry,
    EntryKind,
    EntryLine,
    GivenAnswer,
    Medium,
    Task,
    Tension,
    Therapist,
    TherapistStatus,
    Topic,
    TopicState,
)
from alliance_journal.domain.text import usable
from alliance_journal.files import give_name
from alliance_journal.store import connection as opening
from alliance_journal.store import migrations, rows
from alliance_journal.store.errors import Busy, CannotWrite, NotFound

Clock = Callable[[], dt.datetime]
EntryFilter = Literal["all", "to bring", "below a yes", "without checklist"]
ENTRY_FILTERS: Final[tuple[EntryFilter, ...]] = ("all", "to bring", "below a yes", "without checklist")

LEFTOVER_SECONDS: Final = 60
TITLE_FROM: Final = 400
"""How much of a text is read to make a title from its first words."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a text: the entry it is in now, and whether that is a second version beside the first."""

    entry: Entry
    beside: bool = False


def utc_now() -> dt.datetime:
    """The present instant."""
    return dt.datetime.now(dt.UTC)


class Journal:
    """An open journal.

    Every writing verb is one transaction that holds the file from its beginning; what a verb returns is on the
    disk. All verbs raise `JournalError`, in plain words and without anything that was written.
    """

    def __init__(self, connection: opening.Connection, path: Path | None, clock: Clock = utc_now) -> None:
        self.connection = connection
        self.path = path
        self._clock = clock

    @classmethod
    def open(cls, path: Path, clock: Clock = utc_now, *, fresh: bool = False) -> Self:
        """Open the journal at this place; a `fresh` file was made empty just now.

        Raises:
            NoJournal: when there is none yet; nothing is made then.
            JournalError: when it cannot be opened; nothing is written then.
        """
        connection = opening.connect(path, fresh=fresh)
        try:
            migrations.bring_up_to_date(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path, clock)

    @classmethod
    def begin(cls, path: Path, clock: Clock = utc_now) -> Self:
        """Make a new journal: private, and under its name only when it is whole.

        Raises:
            JournalError: when there is something at this place already, or it cannot be made.
        """
        part = paths.part_file(path)
        with contextlib.suppress(OSError, ValueError):
            # What a killed start left behind holds no words yet.
            if time.time() - part.stat().st_mtime > LEFTOVER_SECONDS:
                part.unlink()
        try:
            opening.create(part)
            try:
                cls.open(part, clock, fresh=True).close()
                give_name(part, path)
            finally:
                part.unlink(missing_ok=True)
        except FileExistsError:
            raise Busy from None
        except OSError as error:
            raise CannotWrite(
                f"No journal could be made at {path}: {error.strerror}.", "Check the folder and the free space."
            ) from None
        return cls.open(path, clock)

    @classmethod
    def in_memory(cls, clock: Clock = utc_now) -> Self:
        """A journal that is gone when it is closed."""
        connection = opening.connect_memory()
        migrations.bring_up_to_date(connection, None)
        return cls(connection, None, clock)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @property
    def is_example(self) -> bool:
        """Whether nothing is kept."""
        return self.path is None

    @cached_property
    def tables(self) -> Any:
        """sqlite-utils over the connection, loaded at the first write."""
        return opening.sqlite_utils_on(self.connection)

    def stamp(self) -> str:
        """The present instant as it is stored: ISO 8601, UTC, to the millisecond."""
        return self._clock().astimezone(dt.UTC).isoformat(timespec="milliseconds")

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[None]:
        """One transaction, with the write lock from its beginning; sqlite-utils nests inside.

        With `keep=False` all is undone at the end, for looking at what would happen.
        """
        with opening.calm(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT" if keep else "ROLLBACK")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def select(self, sql: str, values: Any = ()) -> list[rows.Row]:
        """The rows of a query."""
        with opening.calm(self.path):
            return list(rows.select(self.connection, sql, values))

    def data_version(self) -> int:
        """A number that changes when another program changed the file."""
        return int(self.select("PRAGMA data_version")[0]["data_version"])

    # Therapists and appointments

    def therapists(self) -> tuple[Therapist, ...]:
        """All therapists: current ones first, then in the order they were added."""
        found = map(rows.therapist, self.select("SELECT * FROM therapists ORDER BY position, rowid"))
        return tuple(sorted(found, key=lambda therapist: THERAPIST_STATUSES.index(therapist.status)))

    def therapist_named(self, name: str) -> Therapist | None:
        """The therapist with this name, case aside; None when there is none."""
        wanted = name.strip().casefold()
        return next((t for t in self.therapists() if t.name.strip().casefold() == wanted), None)

    def main_therapist(self) -> Therapist | None:
        """The therapist the next session is most likely with: the current one whose last session is latest."""
        last = {
            row["therapist_id"]: row["day"]
            for row in self.select(
                "SELECT therapist_id, max(date) AS day FROM entries "
                "WHERE kind = 'session' AND deleted_at IS NULL GROUP BY therapist_id"
            )
        }
        therapists = self.therapists()
        current = [therapist for therapist in therapists if therapist.status == "current"] or therapists
        return max(current, key=lambda therapist: last.get(therapist.id, ""), default=None)

    def add_therapist(self, name: str, status: TherapistStatus = "current") -> Therapist:
        """Add a therapist."""
        therapist = Therapist(_new_id(), usable(name.strip()), status)
        with self.writing():
            self.insert_therapist(therapist)
        return therapist

    def insert_therapist(self, therapist: Therapist) -> None:
        """Add a therapist as it is, within a transaction."""
        self.tables.table("therapists").insert(rows.therapist_row(therapist, self.next_place("therapists")))

    def appointments(self) -> tuple[Appointment, ...]:
        """All appointments, by date."""
        return tuple(map(rows.appointment, self.select("SELECT * FROM appointments ORDER BY at, id")))

    def next_appointment(self, today: dt.date, therapist_id: str | None = None) -> Appointment | None:
        """The first appointment from today on, with this therapist where one is named."""
        for appointment in self.appointments():
            if appointment.date >= today and therapist_id in (None, appointment.therapist_id):
                return appointment
        return None

    def meet_next(self, appointment: Appointment, today: dt.date) -> None:
        """Set the next appointment with a therapist; a later one that was set before gives way."""
        with self.writing():
            self.connection.execute(
                "DELETE FROM appointments WHERE at >= ? AND therapist_id IS ? AND repeats IS NULL",
                (today.isoformat(), appointment.therapist_id),
            )
            self.insert_appointment(appointment)

    def insert_appointment(self, appointment: Appointment) -> None:
        """Add an appointment as it is, within a transaction."""
        self.tables.table("appointments").insert(rows.appointment_row(appointment))

    # Questions

    def questions_asked(self) -> dict[str, bool]:
        """Whether each question is asked, by question id, in their order."""
        return {question.id: question.asked for question in self.questions()}

    def ask(self, question: str, asked: bool) -> None:
        """Turn a question on or off. Answers given before stay.

        Raises:
            NotFound: when there is no such question.
        """
        with self.writing():
            found = self.connection.execute("UPDATE questions SET asked = ? WHERE id = ?", (asked, question))
            if not found.rowcount:
                raise NotFound("question")

    def questions(self) -> tuple[AskedQuestion, ...]:
        """The questions as this journal keeps them."""
        return tuple(map(rows.asked_question, self.select("SELECT * FROM questions ORDER BY position")))

    # Entries

    def lines(self, search: str = "", show: EntryFilter = "all") -> list[EntryLine]:
        """The list, newest first: entries whose title, text or tags hold `search`, case aside."""
        where = ["entries.deleted_at IS NULL"]
        if search:
            where.append(_HOLDS)
        if show != "all":
            where.append(_SHOWS[show])
        sql = (
            f"{_LINES} WHERE {' AND '.join(where)} "
            "ORDER BY entries.date DESC, entries.created_at DESC, entries.id DESC"
        )
        needle = {"needle": usable(search).casefold()} if search else {}
        return [rows.entry_line(row) for row in self.select(sql, needle)]

    def entry(self, entry_id: str) -> Entry:
        """One entry, whole.

        Raises:
            NotFound: when it is not there or in the trash.
        """
        found = self._entries("entries.id = ? AND deleted_at IS NULL", (entry_id,))
        if not found:
            raise NotFound("note")
        return found[0]

    def entries(self) -> tuple[Entry, ...]:
        """All entries that are not in the trash, oldest first."""
        return self._entries("deleted_at IS NULL")

    def sessions(self, therapist_id: str | None) -> tuple[Entry, ...]:
        """A therapist's sessions and calls with their answers, oldest first, without their texts."""
        return self._entries(
            "deleted_at IS NULL AND therapist_id IS ? AND kind IN ('session', 'consultation')",
            (therapist_id,),
            body="''",
        )

    def _entries(self, where: str, values: tuple[object, ...] = (), body: str = "body") -> tuple[Entry, ...]:
        chosen = f"SELECT id FROM entries WHERE {where}"
        answers: dict[str, list[GivenAnswer]] = {}
        for row in self.select(
            "SELECT answers.* FROM answers JOIN questions ON questions.id = question_id "
            f"WHERE entry_id IN ({chosen}) ORDER BY questions.position",
            values,
        ):
            answers.setdefault(row["entry_id"], []).append(rows.given_answer(row))
        tags: dict[str, list[str]] = {}
        for row in self.select(f"SELECT * FROM entry_tags WHERE entry_id IN ({chosen}) ORDER BY position", values):
            tags.setdefault(row["entry_id"], []).append(row["tag"])
        tense = {
            row["entry_id"]: Tension(row["words"], row["talked_through_in"])
            for row in self.select(f"SELECT * FROM tensions WHERE entry_id IN ({chosen})", values)
        }
        columns = (
            f"id, kind, date, time, therapist_id, medium, title, {body} AS body, private, created_at, updated_at"
        )
        found = self.select(f"SELECT {columns} FROM entries WHERE {where} ORDER BY date, created_at, id", values)
        return tuple(
            rows.entry(row, answers.get(row["id"], ()), tags.get(row["id"], ()), tense.get(row["id"]))
            for row in found
        )

    def add_entry(
        self,
        kind: EntryKind,
        day: dt.date,
        *,
        clock: dt.time | None = None,
        therapist_id: str | None = None,
        medium: Medium | None = None,
        title: str = "",
        body: str = "",
        tags: tuple[str, ...] = (),
        private: bool = False,
    ) -> Entry:
        """Add an entry, text byte for byte.

        Raises:
            UnusableText: when a text cannot be kept.
        """
        stamp = self.stamp()
        entry = Entry(
            id=_new_id(),
            kind=kind,
            date=day,
            time=clock,
            therapist_id=therapist_id,
            medium=medium,
            title=usable(title),
            body=usable(body),
            tags=tuple(dict.fromkeys(usable(tag) for tag in tags)),
            private=private,
            created_at=stamp,
            updated_at=stamp,
        )
        with self.writing():
            self.insert_entry(entry)
        return entry

    def insert_entry(self, entry: Entry) -> None:
        """Add an entry as it is, with its answers, tags and tension, within a transaction."""
        self.tables.table("entries").insert(rows.entry_row(entry))
        self.tables.table("answers").insert_all(rows.answer_row(entry.id, given) for given in entry.answers)
        self._set_tags(entry.id, entry.tags)
        if entry.tension:
            self.insert_tension(entry.id, entry.tension)

    def insert_tension(self, entry_id: str, tension: Tension) -> None:
        """Mark an entry as tense, within a transaction; the entry it was talked through in must be there."""
        self.tables.table("tensions").insert(rows.tension_row(entry_id, tension))

    def _set_tags(self, entry_id: str, tags: tuple[str, ...]) -> None:
        self.connection.execute("DELETE FROM entry_tags WHERE entry_id = ?", (entry_id,))
        self.tables.table("entry_tags").insert_all(
            {"entry_id": entry_id, "position": position, "tag": tag}
            for position, tag in enumerate(dict.fromkeys(tags), start=1)
        )

    def change_details(self, entry: Entry) -> None:
        """Take over what is known about an entry besides its text and answers: day, title, tags and so on.

        Raises:
            NotFound: when the entry is not there any more.
            UnusableText: when a text cannot be kept.
        """
        details = rows.entry_row(replace(entry, title=usable(entry.title), updated_at=self.stamp()))
        for kept in ("id", "body", "created_at"):
            del details[kept]
        with self.writing():
            self._must_be_there(entry.id)
            self.tables.table("entries").update(entry.id, details)
            self._set_tags(entry.id, tuple(usable(tag) for tag in entry.tags))

    def _must_be_there(self, entry_id: str) -> str:
        found = self.connection.execute(
            "SELECT body FROM entries WHERE id = ? AND deleted_at IS NULL", (entry_id,)
        ).fetchone()
        if found is None:
            raise NotFound("note")
        return str(found[0])

    def put_in_trash(self, entry_id: str) -> None:
        """Take an entry out of every list and reading; `take_back` undoes it."""
        with self.writing():
            self._must_be_there(entry_id)
            self.tables.table("entries").update(entry_id, {"deleted_at": self.stamp()})

    def take_back(self, entry_id: str) -> None:
        """Take an entry out of the trash, as it was."""
        with self.writing():
            self.connection.execute("UPDATE entries SET deleted_at = NULL WHERE id = ?", (entry_id,))

    def in_trash(self) -> int:
        """How many entries are in the trash."""
        return int(self.select("SELECT count(*) AS n FROM entries WHERE deleted_at IS NOT NULL")[0]["n"])

    # Text: drafts while typing, kept when the writing pauses

    def save_draft(self, entry_id: str, body: str, base: str) -> None:
        """Put what is being typed on the disk, beside its entry. `base` is the text the writing began with."""
        with self.writing():
            self.replace_row(
                "drafts", {"entry_id": entry_id, "body": usable(body), "base": base, "saved_at": self.stamp()}
            )

    def drafts(self) -> tuple[Draft, ...]:
        """Text that was typed and is not yet part of its entry, latest first."""
        found = self.select(
            "SELECT drafts.* FROM drafts JOIN entries ON entries.id = entry_id "
            "WHERE deleted_at IS NULL ORDER BY saved_at DESC"
        )
        return tuple(map(rows.draft, found))

    def keep_text(self, entry_id: str, body: str, base: str) -> Kept:
        """Make typed text the entry's text, and end its draft, in one transaction.

        Where the entry's text is no longer `base`, somebody else changed it meanwhile: both stay, this one as
        a note beside the entry. The same when the entry is gone.
        """
        stamp = self.stamp()
        usable(body)
        with self.writing():
            found = self._entries("entries.id = ?", (entry_id,))
            if not found:
                raise NotFound("note")
            entry = found[0]
            gone = bool(
                self.connection.execute(
                    "SELECT deleted_at IS NOT NULL FROM entries WHERE id = ?", (entry_id,)
                ).fetchone()[0]
            )
            beside = gone or entry.body not in (base, body)
            if beside:
                entry = replace(
                    entry,
                    id=_new_id(),
                    kind="letter" if entry.kind == "letter" else "between",
                    title=f"{entry.shown_title} (another version)",
                    body=body,
                    answers=(),
                    tension=None,
                    created_at=stamp,
                    updated_at=stamp,
                )
                self.insert_entry(entry)
            elif entry.body != body:
                self.tables.table("entries").update(entry_id, {"body": body, "updated_at": stamp})
                entry = replace(entry, body=body, updated_at=stamp)
            self.connection.execute("DELETE FROM drafts WHERE entry_id = ?", (entry_id,))
        return Kept(entry, beside)

    # Answers

    def answer(self, entry_id: str, question: str, answer: Answer) -> None:
        """Give or change an answer; the words with it stay, and the wording asked is kept.

        Raises:
            NotFound: when the entry is not there any more, or the question is none of the checklist's.
        """
        if question not in QUESTION:
            raise NotFound("question")
        with self.writing():
            self._must_be_there(entry_id)
            self.connection.execute(
                "INSERT INTO answers (entry_id, question_id, answer, asked_as, answered_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (entry_id, question_id) DO UPDATE SET answer = excluded.answer, "
                "asked_as = excluded.asked_as, answered_at = excluded.answered_at",
                (entry_id, question, answer.value, QUESTION[question].text, self.stamp()),
            )

    def answer_words(self, entry_id: str, question: str, words: str) -> None:
        """Put a few words of the client's own to an answer that was given.

        Raises:
            NotFound: when the entry or the answer is not there any more.
        """
        with self.writing():
            self._must_be_there(entry_id)
            found = self.connection.execute(
                "UPDATE answers SET words = ? WHERE entry_id = ? AND question_id = ?",
                (usable(words), entry_id, question),
            )
            if not found.rowcount:
                raise NotFound("answer")

    def clear_answer(self, entry_id: str, question: str) -> GivenAnswer | None:
        """Take an answer away again.

        Returns:
            The answer that was there, so that it can be given back whole.
        """
        with self.writing():
            self._must_be_there(entry_id)
            found = rows.select(
                self.connection,
                "SELECT * FROM answers WHERE entry_id = ? AND question_id = ?",
                (entry_id, question),
            )
            given = next(map(rows.given_answer, found), None)
            self.connection.execute(
                "DELETE FROM answers WHERE entry_id = ? AND question_id = ?", (entry_id, question)
            )
        return given

    def give_back(self, entry_id: str, given: GivenAnswer) -> None:
        """Put an answer back as it was."""
        with self.writing():
            self._must_be_there(entry_id)
            self.replace_row("answers", rows.answer_row(entry_id, given))

    # Tension

    def mark_tension(self, entry_id: str, words: str) -> None:
        """Mark that there was tension in a session, with a few words; where it was talked through stays."""
        with self.writing():
            self._must_be_there(entry_id)
            self.connection.execute(
                "INSERT INTO tensions (entry_id, words) VALUES (?, ?) "
                "ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words",
                (entry_id, usable(words)),
            )

    def talked_through(self, entry_id: str, in_entry: str | None) -> None:
        """Say in which session a marked tension was talked through; None where it was not, after all."""
        with self.writing():
            self._must_be_there(entry_id)
            if in_entry is not None:
                self._must_be_there(in_entry)
            self.connection.execute(
                "UPDATE tensions SET talked_through_in = ? WHERE entry_id = ?", (in_entry, entry_id)
            )

    def unmark_tension(self, entry_id: str) -> None:
        """Take the mark, and its words, away again."""
        with self.writing():
            self.connection.execute("DELETE FROM tensions WHERE entry_id = ?", (entry_id,))

    # Topics and what else is chosen for the page

    def topics(self) -> tuple[Topic, ...]:
        """All topics, in the client's order."""
        return tuple(map(rows.topic, self.select("SELECT * FROM topics ORDER BY position, rowid")))

    def topics_for(self, therapist_id: str | None) -> tuple[Topic, ...]:
        """The topics that may go to this therapist: those from notes of their sessions, or from no therapist's."""
        found = self.select(
            "SELECT topics.* FROM topics LEFT JOIN entries ON entries.id = from_entry "
            "WHERE entries.therapist_id IS NULL OR entries.therapist_id IS ? "
            "ORDER BY topics.position, topics.rowid",
            (therapist_id,),
        )
        return tuple(map(rows.topic, found))

    def add_topic(self, text: str, from_entry: str | None = None) -> Topic:
        """Copy words to the list of what to bring next time, at its end."""
        with self.writing():
            topic = Topic(_new_id(), usable(text.strip()), from_entry, position=self.next_place("topics"))
            self.insert_topic(topic)
        return topic

    def insert_topic(self, topic: Topic) -> None:
        """Add a topic as it is, within a transaction."""
        self.tables.table("topics").insert(rows.topic_row(topic))

    def reword_topic(self, topic_id: str, text: str) -> None:
        """Change a topic's words. The note it came from is not touched."""
        self._change_topic(topic_id, {"text": usable(text.strip())})

    def include_topic(self, topic_id: str, included: bool) -> None:
        """Put a topic on the page or leave it out."""
        self._change_topic(topic_id, {"included": included})

    def set_topic_state(self, topic_id: str, state: TopicState) -> None:
        """Mark a topic as brought or let go, or open it again."""
        self._change_topic(topic_id, {"state": state})

    def _change_topic(self, topic_id: str, change: Mapping[str, object]) -> None:
        with self.writing():
            if not self.tables.table("topics").count_where("id = ?", [topic_id]):
                raise NotFound("topic")
            self.tables.table("topics").update(topic_id, change)

    def move_topic(self, topic_id: str, by: Literal[-1, 1], among: Collection[str] | None = None) -> None:
        """Move an open topic one place up (-1) or down (1) among the open ones; at the end nothing moves.

        With `among`, only these are looked at: those on the page of one therapist.
        """
        with self.writing():
            topics = list(self.topics())
            places = [
                place
                for place, topic in enumerate(topics)
                if topic.state == "open" and (among is None or topic.id in among)
            ]
            at = next((at for at, place in enumerate(places) if topics[place].id == topic_id), None)
            if at is None:
                raise NotFound("topic")
            if 0 <= at + by < len(places):
                here, there = places[at], places[at + by]
                topics[here], topics[there] = topics[there], topics[here]
            # All are numbered anew: topics from an import can share a place.
            for place, topic in enumerate(topics, start=1):
                if topic.position != place:
                    self.tables.table("topics").update(topic.id, {"position": place})

    def page_choices(self, therapist_id: str | None = None) -> dict[str, bool]:
        """What was put on a therapist's page or left out by hand, by the offer's key."""
        mark = _choice(therapist_id, "")
        found = self.select("SELECT * FROM page_choices WHERE substr(choice, 1, ?) = ?", (len(mark), mark))
        return {row["choice"].removeprefix(mark): bool(row["included"]) for row in found}

    def choose(self, key: str, included: bool, therapist_id: str | None = None) -> None:
        """Remember that something was put on a therapist's page, or left out, by hand."""
        with self.writing():
            self.replace_row("page_choices", {"choice": _choice(therapist_id, key), "included": included})

    def tasks(self) -> tuple[Task, ...]:
        """All homework, in the order it was agreed."""
        return tuple(map(rows.task, self.select("SELECT * FROM tasks ORDER BY position, rowid")))

    def replace_row(self, table: str, row: Mapping[str, object]) -> None:
        """Put a row in the place of the one with the same key, if there is one, within a transaction.

        Not by sqlite-utils' upsert: that tries first, by making a table, what SQLite can do. Where a full disk
        stops it there, it goes on in an older way that keeps nothing and raises nothing.
        """
        values = ", ".join(f":{column}" for column in row)
        self.connection.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({values})", dict(row))

    def next_place(self, table: str) -> int:
        """The place after the last one of a table that keeps an order."""
        return int(self.connection.execute(f"SELECT coalesce(max(position), 0) + 1 FROM {table}").fetchone()[0])


def _choice(therapist_id: str | None, key: str) -> str:
    return f"{therapist_id or ''}/{key}"


def _new_id() -> str:
    return str(uuid.uuid4())


_LINES: Final = f"""
SELECT entries.id, entries.kind, entries.date, entries.title,
       substr(entries.body, 1, {TITLE_FROM}) AS beginning,
       therapists.name AS therapist, places.place AS session,
       (SELECT count(*) FROM answers WHERE entry_id = entries.id) AS answered,
       (SELECT count(*) FROM answers WHERE entry_id = entries.id AND answer IN ('no', 'partly')) AS below_yes,
       (SELECT count(*) FROM topics WHERE from_entry = entries.id AND state = 'open') AS to_bring
FROM entries
LEFT JOIN therapists ON therapists.id = entries.therapist_id
LEFT JOIN (
    SELECT id, row_number() OVER (PARTITION BY therapist_id ORDER BY date, created_at, id) AS place
    FROM entries WHERE kind = 'session' AND deleted_at IS NULL
) AS places ON places.id = entries.id
"""

_HOLDS: Final = """(
    instr(folded(entries.title), :needle) OR instr(folded(entries.body), :needle)
    OR EXISTS (SELECT 1 FROM entry_tags WHERE entry_id = entries.id AND instr(folded(tag), :needle))
)"""

_SHOWS: Final[Mapping[EntryFilter, str]] = {
    "to bring": "EXISTS (SELECT 1 FROM topics WHERE from_entry = entries.id AND state = 'open')",
    "below a yes": "EXISTS (SELECT 1 FROM answers WHERE entry_id = entries.id AND answer IN ('no', 'partly'))",
    "without checklist": "entries.kind IN ('session', 'consultation') "
    "AND NOT EXISTS (SELECT 1 FROM answers WHERE entry_id = entries.id)",
}
