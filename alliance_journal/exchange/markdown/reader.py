"""Import of Markdown notes: with front matter, as Joplin and this program write it, and without."""

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, NamedTuple, cast

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.dates.parse import FIRST_YEAR
from alliance_journal.domain.import_report import Loaded, Refused
from alliance_journal.domain.models import ENTRY_KINDS, MEDIUMS, Document, Entry, EntryKind, GivenAnswer, Tension
from alliance_journal.domain.text import UnusableText, count, usable
from alliance_journal.exchange.base import CannotRead, ReadOptions, WhichDates
from alliance_journal.exchange.decode import ENCODING_GUESSED, bytes_of, name_of, text_in
from alliance_journal.exchange.derived_ids import TherapistIds, made_id
from alliance_journal.exchange.file_dates import (
    DayReader,
    Moment,
    NoDay,
    day_of,
    has_zone,
    instant,
    local,
    reader_for,
    stamp,
)
from alliance_journal.exchange.limits import MOST_FILES
from alliance_journal.exchange.markdown.detection import SUFFIXES
from alliance_journal.exchange.markdown.front_matter import Value, parted
from alliance_journal.exchange.markdown.writer import carried

_IN_NAME: Final = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_KNOWN: Final = frozenset((
    "title", "created", "updated", "tags", "kind", "session", "local_date", "local_time", "date", "therapist",
    "medium", "raw", "tension", "talked_through_in", "tension_outcome", "answers", "id",
))  # fmt: skip


class _Refusal(ValueError):
    """A file cannot be imported; the message gives the reason."""


_How = Literal["own", "instant", "name", "file"]


class _Found(NamedTuple):
    """The date of a note.

    Attributes:
        how: its source: the note's own date, an instant in the note, the file's name, or the file's date.
        lasting: the part that is the same in every copy of the note, on every computer.
    """

    moment: Moment
    how: _How
    lasting: str


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read a folder of Markdown files, or one file.

    Raises:
        CannotRead: if there is no Markdown file.
    """
    return Reader(options).read(path)


@dataclass(slots=True)
class Reader:
    """Reader for the files of one import."""

    options: ReadOptions
    therapist_ids: TherapistIds = field(init=False)
    entries: dict[str, Entry] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)
    others: int = 0
    supposed: int = 0
    twice: int = 0
    days: Counter[_How] = field(default_factory=Counter)
    guessed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.therapist_ids = TherapistIds(self.options.known)

    def read(self, path: Path) -> Loaded:
        """Read a folder with all subfolders, or one file.

        Raises:
            CannotRead: if there is no Markdown file.
            WhichDates: if nothing could be read, and a note's date is ambiguous.
        """
        unclear: WhichDates | None = None
        files = sorted(self._files(path)) if path.is_dir() else [path]
        if not files:
            raise CannotRead("There is no Markdown file in this folder.")
        for number, file in enumerate(files):
            if number % 100 == 0:
                self.options.progress(number, len(files))
            place = name_of(file.relative_to(path) if path.is_dir() else Path(file.name))
            try:
                self._file(file, place)
            except WhichDates as error:
                unclear = unclear or WhichDates(f"{place}: {error}")
                self.refused.append(Refused(place, f"{error} {error.then[0].upper()}{error.then[1:]}"))
            except (_Refusal, NoDay, UnusableText, CannotRead) as error:
                self.refused.append(Refused(place, str(error).removesuffix(".")))
            except OSError as error:
                self.refused.append(Refused(place, f"it cannot be read: {error.strerror}"))
        self.options.progress(len(files), len(files))
        if unclear and not self.entries:
            raise unclear
        document = Document(tuple(self.therapist_ids.new.values()), entries=tuple(self.entries.values()))
        said = tuple(self._said())
        return Loaded(document, tuple(self.left_out), tuple(self.refused), said, self.places, carried=self._carried)

    def _carried(self, entry: Entry) -> object:
        """Return the fields a file holds; a date not given in it is ignored, as it differs between computers."""
        if entry.id in self.guessed:
            entry = entry._replace(date=dt.date(FIRST_YEAR, 1, 1), time=None)
        return carried(entry)

    def _files(self, folder: Path) -> Iterator[Path]:
        """Yield the Markdown files of a folder and its subfolders; links are reported and not followed."""
        met = 0
        for root, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in (*folders, *names):
                path = Path(root, name)
                met += 1
                if met > MOST_FILES:
                    raise CannotRead(
                        "There are more files in this folder than are taken in at once.",
                        "take over one of its folders after the other",
                    )
                if path.is_symlink():
                    self.refused.append(
                        Refused(name_of(path.relative_to(folder)), "it is a link, which is not followed")
                    )
                elif name in folders or name.startswith("."):
                    continue
                elif path.suffix.casefold() in SUFFIXES:
                    yield path
                else:
                    self.others += 1

    def _said(self) -> Iterator[str]:
        if number := self.days["instant"]:
            yield f"The day of {self._notes(number)} is that of its instant, in this computer's zone."
        if number := self.days["name"]:
            yield f"The day of {self._notes(number)} was taken from the file's name."
        if number := self.days["file"]:
            yield f"{self._notes(number)} named no day: the day the file was last changed was taken."
        if self.supposed:
            yield f"{ENCODING_GUESSED} ({self._notes(self.supposed)})"
        if self.twice:
            yield f"{count(self.twice, 'note stands', 'notes stand')} there twice, and counts once."
        if self.others:
            yield f"{count(self.others, 'file that is', 'files that are')} not Markdown stayed where they were."

    def _notes(self, number: int) -> str:
        return count(number, "note", "notes")

    def _file(self, path: Path, place: str) -> None:
        text, supposed = text_in(bytes_of(path), "it")
        if text.startswith("---\r\n") or not text.startswith("---"):
            text = text.replace("\r\n", "\n")
        values, body = parted(usable(text))
        found = self._day(path, place, values or {})
        entry = self._entry(path, found, values or {}, body)
        if there := self.entries.get(entry.id):
            if there._replace(created_at="", updated_at="") == entry._replace(created_at="", updated_at=""):
                self.twice += 1
                return
            raise _Refusal(f"its id is that of {self.places[entry.id]}, with other words")
        self.entries[entry.id] = entry
        self.places[entry.id] = place
        # Counted only for imported notes.
        self.days[found.how] += 1
        self.supposed += supposed
        if found.how in ("instant", "file"):
            self.guessed.add(entry.id)
        self.left_out |= dict.fromkeys(name for name in values or {} if name not in _KNOWN)

    def _entry(self, path: Path, found: _Found, values: dict[str, Value], body: str) -> Entry:
        moment = found.moment
        title = _words(values.get("title"))
        if not title and "id" not in values:
            title, body = _title(path, body)
        tags = values.get("tags", [])
        kind, medium = _words(values.get("kind")), _words(values.get("medium"))
        if kind and kind not in ENTRY_KINDS:
            # Another program's use of this field.
            kind = ""
        created, updated = _instant(values.get("created")), _instant(values.get("updated"))
        id_ = _words(values.get("id"))
        if not id_:
            id_ = made_id("markdown", found.lasting, title, " ".join(body.split()))
        # Before the therapist is looked up: a refused note must not add a therapist.
        answers = tuple(_answers(values.get("answers")))
        return Entry(
            id=id_,
            kind=cast("EntryKind", kind or "between"),
            date=moment.day,
            time=moment.time,
            therapist_id=self.therapist_ids.id_of(_words(values.get("therapist"))),
            medium=medium if medium in MEDIUMS else None,
            title=title,
            body=body,
            tags=tuple(dict.fromkeys(filter(None, tags if isinstance(tags, list) else _tags(_words(tags))))),
            private=_words(values.get("raw")) == "true",
            tension=_tension(values),
            created_at=created or stamp(moment),
            updated_at=updated or created or stamp(moment),
            answers=answers,
        )

    def _day(self, path: Path, place: str, values: dict[str, Value]) -> _Found:
        """Return the note's date: its own, else that of its instant, its file name, or its file."""
        if own := _words(values.get("local_date")):
            clock = _words(values.get("local_time"))
            return _own(DayReader(True, self.options.today).read(f"{own} {clock}".strip()))
        for name in ("date", "created"):
            given = _words(values.get(name))
            if not given:
                continue
            if has_zone(given):
                return _Found(local(given), "instant", instant(given).isoformat())
            # An ambiguous date raises WhichDates: one note cannot decide the order for the others.
            return _own(reader_for([given], self.options.dates, self.options.today).read(given))
        if found := _IN_NAME.search(path.stem):
            try:
                return _own(Moment(day_of(int(found[1]), int(found[2]), int(found[3]))), "name")
            except NoDay:
                pass
        try:
            changed = dt.datetime.fromtimestamp(path.stat().st_mtime).date()
        except (ValueError, OverflowError):
            raise NoDay("it names no day, and was last changed on one that cannot be kept") from None
        return _Found(Moment(day_of(changed.year, changed.month, changed.day)), "file", place)


def _own(moment: Moment, how: _How = "own") -> _Found:
    return _Found(moment, how, moment.day.isoformat())


def _words(value: Value | None) -> str:
    return value if isinstance(value, str) else ""


def _tension(values: dict[str, Value]) -> Tension | None:
    """Return the tension noted at the entry, or None without that field."""
    if "tension" not in values:
        return None
    through = _words(values.get("talked_through_in")) or None
    return Tension(_words(values["tension"]), through, _words(values.get("tension_outcome")))


def _tags(text: str) -> list[str]:
    return [part.strip().lstrip("#") for part in text.split(",")]


def _instant(value: Value | None) -> str:
    """Return an instant as stored (local without a zone), or an empty string if it is none."""
    text = _words(value)
    try:
        at = dt.datetime.fromisoformat(text.replace(" +", "+")).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    # A date without a time is no instant.
    return at.isoformat(timespec="milliseconds") if ":" in text else ""


def _title(path: Path, body: str) -> tuple[str, str]:
    """Return title and body of a note without a title field.

    The title is a heading in the first line, else the first later heading, else the file's name.
    """
    line, _, rest = body.lstrip("\n").partition("\n")
    if found := re.match(r"# +(\S.*)$", line):
        return found[1].strip(), rest.removeprefix("\n")
    if found := re.search(r"^#{1,2} +(\S.*)$", body, re.MULTILINE):
        return found[1].strip(), body
    name = _IN_NAME.sub("", name_of(Path(path.stem))).strip(" -_.")
    return (name if name.casefold() not in ("", "index", "note", "untitled") else ""), body


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
