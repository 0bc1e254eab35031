"""Import of CSV tables: a folder exported by this program, or one table of another program."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import ELEMENT, QUESTION
from alliance_journal.domain.import_report import Loaded, Refused
from alliance_journal.domain.models import (
    ENTRY_KINDS,
    GOAL_STATES,
    MEDIUMS,
    TASK_STATES,
    TOPIC_STATES,
    AskedQuestion,
    Document,
    Entry,
    GivenAnswer,
    Goal,
    GoalMark,
    Task,
    Tension,
    Topic,
)
from alliance_journal.domain.text import UnusableText, count, usable
from alliance_journal.exchange.base import MEND, CannotRead, ReadOptions
from alliance_journal.exchange.csv.cell_values import Cells, Refusal, filled, number, one_of, truth
from alliance_journal.exchange.csv.dialect import Row, Table, parted, read_table, unguarded
from alliance_journal.exchange.csv.writer import ENTRIES, carried, carried_with_tension
from alliance_journal.exchange.decode import ENCODING_GUESSED
from alliance_journal.exchange.derived_ids import TherapistIds, made_id
from alliance_journal.exchange.file_dates import DayReader, NoDay, reader_for, stamp

T = TypeVar("T")

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date", "day", "datum", "created", "created at", "created_at", "entry date", "creation date",
             "creationdate", "datetime", "timestamp", "fecha", "when"),
    "time": ("time", "hour", "clock", "zeit", "uhrzeit"),
    "title": ("title", "titel", "subject", "headline", "heading", "titre"),
    "body": ("body", "text", "note", "notes", "content", "entry", "journal entry", "journal", "notiz", "eintrag",
             "description", "texte"),
    "tags": ("tags", "tag", "labels", "categories", "keywords"),
    "therapist": ("therapist", "with"),
    "kind": ("kind",),
}  # fmt: skip
"""Column names of other programs, by field."""
_TABLES: Final = ("entries.csv", "answers.csv", "tensions.csv", "topics.csv", "tasks.csv", "goals.csv")
_NEEDED: Final = "a column called date, and one called text (or body, or title)"


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read a folder exported by this program, or one table of another program.

    Raises:
        CannotRead: if a file is no table, or lacks required columns.
    """
    return Reader(options).read(path)


@dataclass(slots=True)
class Reader:
    """Reader for the tables of one import."""

    options: ReadOptions
    therapist_ids: TherapistIds = field(init=False)
    refused: list[Refused] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    answers: dict[str, list[GivenAnswer]] = field(default_factory=dict)
    tensions: dict[str, Tension] = field(default_factory=dict)
    questions: dict[str, AskedQuestion] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    days: DayReader = field(init=False)
    supposed: bool = False
    twice: int = 0

    def __post_init__(self) -> None:
        self.therapist_ids = TherapistIds(self.options.known)

    def read(self, path: Path) -> Loaded:
        """Read a folder exported by this program, or one table.

        Raises:
            CannotRead: if a file is no table, or lacks required columns.
        """
        folder = path if path.is_dir() else None
        for name in _TABLES if folder else ():
            if (path / name).is_symlink():
                raise CannotRead(
                    f"{name} is a link to another place, which is not followed.",
                    "put the file itself there and try again",
                )
        table = self._table(folder / "entries.csv" if folder else path)
        ours = {"entry_id", "kind", "date", "body"} <= set(table.header)
        columns = _our_columns(table) if ours else _columns(table)
        self.days = self._reader(table, columns["date"])
        for index, row in enumerate(table.rows()):
            if index % 500 == 0:
                self.options.progress(index, table.length)
            self._row(table, row, columns, ours=ours)
        self.options.progress(table.length, table.length)
        topics: list[Topic] = []
        tasks: list[Task] = []
        goals: list[Goal] = []
        has_tensions = False
        if folder and ours:
            self._belonging(folder / "answers.csv", self._answer)
            has_tensions = (folder / "tensions.csv").exists()
            self._belonging(folder / "tensions.csv", self._tension)
            topics = list(self._records(folder / "topics.csv", self._topic))
            tasks = list(self._records(folder / "tasks.csv", self._task))
            goals = list(self._records(folder / "goals.csv", self._goal))
        document = Document(
            tuple(self.therapist_ids.new.values()),
            tuple(self.questions.values()),
            tuple(
                e._replace(answers=tuple(self.answers.get(e.id, ())), tension=self.tensions.get(e.id))
                for e in self.entries.values()
            ),
            tuple(topics),
            tuple(tasks),
            tuple(goals),
        )
        said = tuple(self._said())
        # An entry from another program's table is compared only by the fields that the table has columns for.
        compared = _other_programs_columns
        if ours:
            compared = carried_with_tension if has_tensions else carried
        return Loaded(document, tuple(self.left_out), tuple(self.refused), said, self.places, carried=compared)

    def _said(self) -> Iterator[str]:
        if self.supposed:
            yield ENCODING_GUESSED
        yield from self.days.said
        if self.twice:
            yield f"{count(self.twice, 'row stands', 'rows stand')} in the table twice, and counts once."

    def _table(self, path: Path) -> Table:
        table = read_table(path)
        self.supposed |= table.supposed
        return table

    def _reader(self, table: Table, column: str) -> DayReader:
        place = table.header.index(column)
        return reader_for((row.cell(place) for row in table.rows()), self.options.dates, self.options.today)

    # Entries

    def _row(self, table: Table, row: Row, columns: Mapping[str, str], *, ours: bool) -> None:
        place = f"{table.name}, line {row.line}"
        undo = unguarded if ours else str
        given = {name: undo(cell) for name, cell in zip(table.header, row.cells, strict=False)}
        found = {name: given.get(column, "") for name, column in columns.items()}
        try:
            if len(row.cells) > len(table.header):
                raise Refusal("it has more cells than the table has columns")
            entry = self._entry(found)
        except (Refusal, NoDay, UnusableText) as error:
            self.refused.append(Refused(place, str(error).removesuffix(".")))
            return
        if there := self.entries.get(entry.id):
            if there == entry:
                self.twice += 1
            else:
                self.refused.append(Refused(place, f"its id is that of {self.places[entry.id]}, with other words"))
            return
        self.entries[entry.id] = entry
        self.places[entry.id] = place
        known = {*columns.values()}
        self.left_out |= dict.fromkeys(name for name in given if name not in known and given[name])

    def _entry(self, cells: Cells) -> Entry:
        text = {name: usable(cell) for name, cell in cells.items()}
        moment = self.days.read(f"{text['date']} {text.get('time', '')}".strip())
        title, body = text.get("title", ""), text.get("body", "")
        created = stamp(moment)
        key = (moment.day.isoformat(), str(moment.time or ""), title, body)
        return Entry(
            id=text.get("entry_id") or made_id("csv", *key),
            kind=one_of(text.get("kind", ""), ENTRY_KINDS, "between", "kind"),
            date=moment.day,
            time=moment.time,
            therapist_id=self.therapist_ids.id_of(text.get("therapist", "")),
            medium=one_of(text["medium"], MEDIUMS, "video", "medium") if text.get("medium") else None,
            title=title,
            body=body,
            tags=tuple(dict.fromkeys(parted(text.get("tags", "")))),
            private=truth(text.get("private", ""), default=False),
            created_at=created,
            updated_at=created,
        )

    # Records that belong to entries

    def _belonging(self, path: Path, take: Callable[[Cells], None]) -> None:
        """Read a table whose rows belong to entries; each refused row is recorded with its place."""
        for place, cells in self._cells(path):
            try:
                take(cells)
            except (Refusal, UnusableText) as error:
                self.refused.append(Refused(place, str(error).removesuffix(".")))

    def _answer(self, cells: Cells) -> None:
        entry, question = cells.get("entry_id", ""), usable(cells.get("question", ""))
        if entry not in self.entries:
            raise Refusal("no entry of this import has this id")
        if not question:
            raise Refusal("no question stands here")
        if not cells.get("answer"):
            return
        answer = Answer(one_of(cells["answer"], tuple(a.value for a in Answer), "", "answer"))
        if question not in QUESTION:
            element = one_of(cells.get("element", ""), tuple(ELEMENT), "", "element")
            # The table does not hold the wording; if the journal knows the question, its own wording is kept.
            self.questions[question] = AskedQuestion(question, question, element, "added", False)
        given = self.answers.setdefault(entry, [])
        if any(one.question == question for one in given):
            raise Refusal("this question is answered twice")
        # The table does not hold the wording at the time, and today's wording may be another one.
        given.append(GivenAnswer(question, answer, usable(cells.get("words", ""))))

    def _tension(self, cells: Cells) -> None:
        entry = cells.get("entry_id", "")
        if entry not in self.entries:
            raise Refusal("no entry of this import has this id")
        if entry in self.tensions:
            raise Refusal("tension stands here twice for one entry")
        self.tensions[entry] = Tension(
            usable(cells.get("words", "")),
            cells.get("talked_through_in") or None,
            usable(cells.get("outcome", "")),
        )

    def _records(self, path: Path, make: "Callable[[Cells], T]") -> Iterator[T]:
        for place, cells in self._cells(path):
            try:
                yield make(cells)
            except (Refusal, NoDay, UnusableText) as error:
                self.refused.append(Refused(place, str(error).removesuffix(".")))

    def _cells(self, path: Path) -> Iterator[tuple[str, Cells]]:
        if not path.exists():
            return
        table = self._table(path)
        for row in table.rows():
            yield (
                f"{table.name}, line {row.line}",
                {name: unguarded(cell) for name, cell in zip(table.header, row.cells, strict=False)},
            )

    def _topic(self, cells: Cells) -> Topic:
        text, from_entry = filled(cells), cells.get("from_entry") or None
        return Topic(
            self._id("topics", cells.get("topic_id", ""), text, from_entry or ""),
            text,
            from_entry,
            one_of(cells.get("state", ""), TOPIC_STATES, "open", "state"),
            truth(cells.get("included", ""), default=True),
            number(cells.get("position", ""), 0, 2**31),
            cells.get("goal") or None,
        )

    def _task(self, cells: Cells) -> Task:
        text, agreed_in = filled(cells), cells.get("agreed_in") or None
        return Task(
            self._id("tasks", cells.get("task_id", ""), text, agreed_in or ""),
            text,
            usable(cells.get("why", "")),
            agreed_in,
            one_of(cells.get("state", ""), TASK_STATES, "open", "state"),
            usable(cells.get("note", "")),
            truth(cells.get("by_next", ""), default=True),
        )

    def _goal(self, cells: Cells) -> Goal:
        text = filled(cells)
        marks = []
        for part in parted(cells.get("marks", "")):
            day, _, mark = part.partition("=")
            marks.append(GoalMark(self.days.read(day).day, number(mark, 0, 10)))
        return Goal(
            self._id("goals", cells.get("goal_id", ""), text),
            text,
            usable(cells.get("how_we_notice", "")),
            one_of(cells.get("state", ""), GOAL_STATES, "open", "state"),
            tuple(marks),
        )

    def _id(self, kind: str, given: str, *content: str) -> str:
        id_ = given or made_id(kind, *content, "0")
        self.made[f"{kind}/{id_}"] += 1
        if self.made[f"{kind}/{id_}"] > 1:
            raise Refusal("its id stands in the table twice")
        return id_


def _other_programs_columns(entry: Entry) -> object:
    """Return the fields of an entry that another program's table holds."""
    return entry.date, entry.title, entry.body


def _our_columns(table: Table) -> dict[str, str]:
    """Return the columns of this program's own format that the table has."""
    return {name: name for name in ENTRIES if name in table.header}


def _columns(table: Table) -> dict[str, str]:
    """Return the table's column for each known field.

    Raises:
        CannotRead: if required columns are missing.
    """
    by_name = {name.casefold().strip("\ufeff "): name for name in reversed(table.header)}
    found = {
        ours: by_name[theirs] for ours, names in COLUMNS.items() for theirs in reversed(names) if theirs in by_name
    }
    if "date" not in found or not found.keys() & {"title", "body"}:
        raise CannotRead(f"{table.name} lacks {_NEEDED}; the first line must hold the columns' names.", MEND)
    return found
