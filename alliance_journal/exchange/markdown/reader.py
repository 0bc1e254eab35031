"""Import of Markdown notes: with front matter, as Joplin and this program write it, and without."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.dates.parse import FIRST_YEAR
from alliance_journal.domain.import_report import Loaded, Refused
from alliance_journal.domain.models import ENTRY_KINDS, MEDIUMS, Document, Entry, EntryKind, GivenAnswer, Tension
from alliance_journal.domain.text import UnusableText, count, usable
from alliance_journal.exchange.base import CannotRead, ReadOptions, WhichDates
from alliance_journal.exchange.decode import guessed, text_in
from alliance_journal.exchange.derived_ids import TherapistIds, made_id
from alliance_journal.exchange.file_dates import DayReader, NoDay, reader_of, stamp
from alliance_journal.exchange.markdown.detection import SUFFIXES
from alliance_journal.exchange.markdown.fields import CREATED, DAY, UPDATED, Fields
from alliance_journal.exchange.markdown.front_matter import Value, parted
from alliance_journal.exchange.markdown.note_day import Found, How, NoteDays
from alliance_journal.exchange.markdown.note_title import earlier_title, titled
from alliance_journal.exchange.markdown.notion import notion_fields
from alliance_journal.exchange.markdown.writer import carried
from alliance_journal.exchange.shared.dated_names import Named, named
from alliance_journal.exchange.shared.dated_parts import Part, by_headings, split
from alliance_journal.exchange.shared.file_tree import FileTree, Member, open_tree


class _Refusal(ValueError):
    """A file cannot be imported; the message gives the reason."""


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read a folder of Markdown files, a zip file of them, or one file.

    Raises:
        CannotRead: if there is no Markdown file.
    """
    return Reader(options).read(path)


@dataclass(slots=True)
class Reader:
    """Reader for the files of one import."""

    options: ReadOptions
    therapist_ids: TherapistIds = field(init=False)
    days: NoteDays = field(init=False)
    entries: dict[str, Entry] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)
    others: int = 0
    supposed: int = 0
    sample: str = ""
    twice: int = 0
    split: int = 0
    misread: int = 0
    sources: Counter[How] = field(default_factory=Counter)
    guessed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.therapist_ids = TherapistIds(self.options.known)

    def read(self, path: Path) -> Loaded:
        """Read a folder with all subfolders, a zip file, or one file.

        Raises:
            CannotRead: if there is no Markdown file.
            WhichDates: if nothing could be read, and a note's date is ambiguous.
        """
        with open_tree(path) as tree:
            members = list(tree.members())
            files = [member for member in members if tree.is_one_file or member.suffix in SUFFIXES]
            self.others = len(members) - len(files)
            self.refused += [Refused(link, "it is a link, which is not followed") for link in tree.links]
            if not files:
                where = "folder" if path.is_dir() else "archive"
                raise CannotRead(f"There is no Markdown file in this {where}.")
            self._read(tree, files)
        document = Document(tuple(self.therapist_ids.new.values()), entries=tuple(self.entries.values()))
        said = tuple(self._said())
        return Loaded(document, tuple(self.left_out), tuple(self.refused), said, self.places, carried=self._carried)

    def _read(self, tree: FileTree, files: list[Member]) -> None:
        names = {member: named(member.path) for member in files}
        self.days = NoteDays(self.options, self._name_reader(name for name in names.values()))
        unclear: WhichDates | None = None
        for number, member in enumerate(files):
            if number % 100 == 0:
                self.options.progress(number, len(files))
            try:
                self._file(tree, member, names[member])
            except WhichDates as error:
                unclear = unclear or WhichDates(f"{member.name}: {error}")
                self.refused.append(Refused(member.name, f"{error} {error.then[0].upper()}{error.then[1:]}"))
            except (_Refusal, NoDay, UnusableText, CannotRead) as error:
                self.refused.append(Refused(member.name, str(error).removesuffix(".")))
            except OSError as error:
                self.refused.append(Refused(member.name, f"it cannot be read: {error.strerror}"))
        self.options.progress(len(files), len(files))
        if unclear and not self.entries:
            raise unclear

    def _name_reader(self, names: Iterator[Named]) -> DayReader | None:
        """Return the reader for the days in file names; None if they do not decide the order of day and month."""
        try:
            return reader_of((name.date for name in names if name.date), self.options.dates, self.options.today)
        except WhichDates:
            return None

    def _carried(self, entry: Entry) -> object:
        """Return the fields a file holds; a date not given in it is ignored, as it differs between computers."""
        if entry.id in self.guessed:
            entry = entry._replace(date=dt.date(FIRST_YEAR, 1, 1), time=None)
        return carried(entry)

    def _said(self) -> Iterator[str]:
        if number := self.sources["instant"]:
            yield f"The day of {self._notes(number)} is that of its instant, in this computer's zone."
        if number := self.sources["name"]:
            yield f"The day of {self._notes(number)} was taken from the file's name."
        if number := self.sources["file"]:
            yield f"{self._notes(number)} named no day: the day the file was last changed was taken."
        if self.misread:
            yield f"{self._notes(self.misread)} had a date of its own that cannot be read; another one was taken."
        if self.split:
            files = count(self.split, "file was", "files were")
            yield f"{files} split into entries at the headings that begin with a day."
        if self.supposed:
            yield guessed([self.sample], self._notes(self.supposed))
        if self.twice:
            yield f"{count(self.twice, 'note stands', 'notes stand')} there twice, and counts once."
        if self.others:
            were = "it was" if self.others == 1 else "they were"
            yield f"{count(self.others, 'file that is', 'files that are')} not Markdown stayed where {were}."

    def _notes(self, number: int) -> str:
        return count(number, "note", "notes")

    def _file(self, tree: FileTree, member: Member, name: Named) -> None:
        text, supposed = text_in(tree.read(member), "it", self.options.encoding)
        if supposed and not self.sample:
            self.sample = next((line for line in text.splitlines() if not line.isascii()), "")
        if text.startswith("---\r\n") or not text.startswith("---"):
            text = text.replace("\r\n", "\n")
        values, body = parted(usable(text))
        fields = Fields(values or {})
        if not body.strip() and (block := fields.first("body")):
            # jrnl exports a text as a field.
            body = block
        fields, body = notion_fields(member.path, fields, body)
        if not (fields.date(*DAY, *CREATED) or fields.own("local_date") or name.date or "id" in fields.values):
            heads = by_headings(body)
            if len(heads) > 1:
                self._split(member, fields, split(body, heads, self.options.dates, self.options.today))
                return
        found = self.days.find(fields, name, member.name, lambda: tree.changed(member))
        entry, other_id = self._entry(fields, name, found, body)
        self._add(member.name, entry, other_id, is_guessed=found.how in ("instant", "file"))
        # Counted only for imported notes.
        self.sources[found.how] += 1
        self.misread += found.misread
        self.supposed += supposed
        self.left_out |= dict.fromkeys(fields.unknown())

    def _split(self, member: Member, fields: Fields, parts: list[Part]) -> None:
        """Add the entries of a file with many days."""
        tags = fields.tags()
        for part in parts:
            day, created = part.moment.day, stamp(part.moment)
            id_ = made_id("markdown", day.isoformat(), part.title, " ".join(part.body.split()))
            entry = Entry(id_, "between", day, part.moment.time, title=part.title, body=part.body, tags=tags)
            place = f"{member.name}, line {part.line}"
            other_id = made_id("markdown", id_, str(part.moment.time), part.body)
            self._add(place, entry._replace(created_at=created, updated_at=created), other_id)
        self.split += 1
        self.left_out |= dict.fromkeys(fields.unknown())

    def _add(self, place: str, entry: Entry, other_id: str = "", *, is_guessed: bool = False) -> None:
        """Add an entry, once.

        Args:
            place: its place in the import.
            entry: the entry.
            other_id: its id if another note has the same derived id but other words; empty if its id is its own.
            is_guessed: True if its day is not written in the note.
        """
        there = self.entries.get(entry.id)
        if there and other_id and not _is_same(there, entry):
            entry = entry._replace(id=other_id)
            there = self.entries.get(other_id)
        if there:
            if _is_same(there, entry):
                self.twice += 1
                return
            raise _Refusal(f"its id is that of {self.places[entry.id]}, with other words")
        self.entries[entry.id] = entry
        self.places[entry.id] = place
        if is_guessed:
            self.guessed.add(entry.id)

    def _entry(self, fields: Fields, name: Named, found: Found, body: str) -> tuple[Entry, str]:
        """Return the entry of a note, and the id that it has if another note has the same one."""
        moment, text = found.moment, body
        title, id_, other_id = fields.first("title"), fields.own("id"), ""
        if not title and "id" not in fields.values:
            title, body, time = titled(text, name.words, DayReader(True, self.options.today), moment)
            moment = moment if moment.time or not time else time
        if not id_:
            was = (title, text) if fields.first("title") else earlier_title(text, name.words)
            id_ = made_id("markdown", found.lasting, was[0], " ".join(was[1].split()))
            other_id = made_id("markdown", id_, title, body)
        kind, medium = fields.own("kind"), fields.own("medium")
        if kind and kind not in ENTRY_KINDS:
            # Another program's use of this field.
            kind = ""
        created, updated = _instant(fields.first(*CREATED)), _instant(fields.first(*UPDATED))
        # Before the therapist is looked up: a refused note must not add a therapist.
        answers = tuple(_answers(fields.values.get("answers")))
        entry = Entry(
            id=id_,
            kind=cast("EntryKind", kind or "between"),
            date=moment.day,
            time=moment.time,
            therapist_id=self.therapist_ids.id_of(fields.own("therapist")),
            medium=medium if medium in MEDIUMS else None,
            title=title,
            body=body,
            tags=fields.tags(),
            private=fields.own("raw") == "true",
            tension=_tension(fields),
            created_at=created or stamp(moment),
            updated_at=updated or created or stamp(moment),
            answers=answers,
        )
        return entry, other_id


def _is_same(one: Entry, other: Entry) -> bool:
    """Return True if two notes have the same content, whenever they were written."""
    return one._replace(created_at="", updated_at="") == other._replace(created_at="", updated_at="")


def _tension(fields: Fields) -> Tension | None:
    """Return the tension noted at the entry, or None without that field."""
    if "tension" not in fields.values:
        return None
    through = fields.own("talked_through_in") or None
    return Tension(fields.own("tension"), through, fields.own("tension_outcome"))


def _instant(text: str) -> str:
    """Return an instant as stored (local without a zone), or an empty string if it is none."""
    try:
        at = dt.datetime.fromisoformat(text.replace(" +", "+")).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    # A date without a time is no instant.
    return at.isoformat(timespec="milliseconds") if ":" in text else ""


def _answers(value: Value | None) -> Iterator[GivenAnswer]:
    """Yield the answers; each value is the answer's word with an optional comment after a colon."""
    for question, said in (value if isinstance(value, dict) else {}).items():
        word, _, words = said.partition(": ")
        if question not in QUESTION:
            raise _Refusal("answers: it answers a question that is not known here")
        try:
            answer = Answer(word)
        except ValueError:
            raise _Refusal(f"answers, {question}: this is none of the six answers") from None
        # The file does not hold the wording at the time, and today's wording may be another one.
        yield GivenAnswer(question, answer, words)
