"""Import of the JSON that Day One exports, alone or in its zip file."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from alliance_journal.domain.import_report import Loaded, Refused
from alliance_journal.domain.models import Document, Entry
from alliance_journal.domain.text import count
from alliance_journal.exchange.base import STARRED, CannotRead, ReadOptions
from alliance_journal.exchange.bounded_json import has_more_values, json_of, value_of
from alliance_journal.exchange.derived_ids import made_id
from alliance_journal.exchange.file_dates import NoDay, day_of
from alliance_journal.exchange.limits import MOST_VALUES, check_entries, values_limit
from alliance_journal.exchange.located_value import LocatedValue
from alliance_journal.exchange.shared.file_tree import open_tree
from alliance_journal.exchange.shared.time_zones import Zones

PHOTO: Final = "[photo]"
_WORDS: Final = {
    "photo": (PHOTO, "picture", "pictures"),
    "image": (PHOTO, "picture", "pictures"),
    "video": ("[video]", "video", "videos"),
    "audio": ("[audio]", "recording", "recordings"),
    "pdfAttachment": ("[PDF]", "PDF", "PDFs"),
}
"""Word that stands for a medium in the text, and its name in the singular and plural."""
# No part matches a character that the next link begins with: repeated link beginnings take linear time.
_MEDIA: Final = re.compile(r"!\[[^\[\]\n]*+\]\(dayone-moment:/(?:([A-Za-z]++)/|/)?[^()\s]*+\)")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_NAMED: Final = ("location", "weather", "photos", "videos", "audios", "pdfAttachments", "music", "userActivity")
"""Fields that are reported as left out; other unknown fields are about Day One itself."""


def read(path: Path, options: ReadOptions) -> Loaded:
    """Read an export of Day One: its zip file, the folder it unpacks to, or one journal's JSON.

    Raises:
        CannotRead: if it is none, or incomplete, or a value in it has an unexpected type.
    """
    reading = _Reading(options)
    with open_tree(path) as tree:
        members = [member for member in tree.members() if tree.is_one_file or member.suffix == ".json"]
        if not members:
            where = "folder" if path.is_dir() else "archive"
            raise CannotRead(f"No journal is in this {where}: it holds no JSON file.")
        if tree.size is not None:
            reading.size, reading.most_values = tree.size, values_limit(tree.size)
        for member in members:
            data = tree.read(member)
            reading.size += len(data) if tree.size is None else 0
            reading.journal(member.name, data, several=len(members) > 1)
    return reading.loaded()


class _Reading:
    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.entries: dict[str, Entry] = {}
        self.places: dict[str, str] = {}
        self.refused: list[Refused] = []
        self.left_out: dict[str, None] = {}
        self.stars = self.zoneless = 0
        self.media: Counter[str] = Counter()
        self.zones = Zones()
        self.number = self.size = 0
        self.most_values = MOST_VALUES

    def journal(self, name: str, data: bytes, *, several: bool) -> None:
        """Read the JSON of one journal."""
        try:
            top = LocatedValue("", json_of(data, self.most_values), {})
        except CannotRead as error:
            raise CannotRead(f"{name}: {error}", error.then) from None
        if not isinstance(top.value, dict) or not isinstance(top.value.get("entries"), list):
            raise CannotRead(f'{name} is no journal of Day One: it has no list called "entries".')
        number = len(top.value["entries"])
        self.number += number
        check_entries(self.number, self.size)
        for index, item in enumerate(top.items("entries")):
            if index % 500 == 0:
                self.options.progress(index, number)
            here = LocatedValue(f"{name}, {item.path}", item.value, {})
            self.entry(here, PurePosixPath(name).stem if several else "")
        self.options.progress(number, number)

    def entry(self, item: LocatedValue, journal: str) -> None:
        """Read one entry; its day is the one at the place where it was written."""
        try:
            at, zoned = _instant(item)
            here = _there(at, self.zone(item))
            day = day_of(here.year, here.month, here.day)
        except NoDay as error:
            self.refused.append(Refused(item.path, str(error)))
            return
        changed = item.text("modifiedDate", "")
        title, body = _titled(self.text(item))
        starred, tags = item.truth("starred", default=False), item.texts("tags")
        if journal:
            tags.append(journal)
        if starred:
            self.stars += 1
            tags.append(STARRED)
        entry = Entry(
            made_id("dayone", item.text("uuid", "") or f"{zoned}/{title}/{body}"),
            "between",
            day,
            None if item.at("isAllDay").value is True else here.time().replace(microsecond=0),
            title=title,
            body=body,
            tags=tuple(dict.fromkeys(tags)),
            created_at=at.isoformat(timespec="milliseconds"),
            updated_at=_utc(changed) or at.isoformat(timespec="milliseconds"),
        )
        if there := self.entries.get(entry.id):
            if there != entry:
                self.refused.append(
                    Refused(item.path, f"its id is that of {self.places[entry.id]}, with other words")
                )
            return
        self.entries[entry.id] = entry
        self.places[entry.id] = item.path
        for name in _NAMED:
            if item.value.get(name):
                self.left_out[name] = None

    def zone(self, item: LocatedValue) -> dt.tzinfo | None:
        """Return the time zone of the entry; None, for this computer's zone, if it is not known."""
        found = self.zones.named(item.text("timeZone", ""))
        self.zoneless += found is None
        return found

    def text(self, item: LocatedValue) -> str:
        """Return the text without escapes, with a word in place of each picture, video and recording."""
        text = item.text("text", "")
        if text:
            text = _ESCAPED.sub(r"\1", _MEDIA.sub(lambda found: self.medium(found[1] or "photo"), text))
        else:
            text = "".join(self.rich(item.at("richText")))
        return text.replace("\r\n", "\n")

    def medium(self, kind: str) -> str:
        """Return the word for a medium of this kind, and count it."""
        word = _WORDS.get(kind, _WORDS["photo"])[0]
        self.media[word] += 1
        return word

    def rich(self, place: LocatedValue) -> Iterator[str]:
        """Yield the texts of a rich text, in Day One's own form or as a list of insertions."""
        value: Any = place.value
        if isinstance(value, str) and value.strip():
            if has_more_values(place.as_text().encode(), self.most_values):
                raise place.wrong("a rich text was expected")
            try:
                value = value_of(value)
            except (ValueError, RecursionError):
                raise place.wrong("a rich text was expected") from None
        if value is None or value == "":
            return
        if isinstance(value, dict):
            top = LocatedValue(place.path, value, {})
            value = top.value_of("contents" if "contents" in value else "ops")
        if not isinstance(value, list):
            raise place.wrong("a rich text was expected")
        for index, part in enumerate(value):
            if not isinstance(part, dict):
                raise place.wrong("a rich text was expected")
            here = LocatedValue(f"{place.path}, part {index}", part, {})
            words = here.value_of("text" if "text" in part else "insert")
            if isinstance(words, str):
                yield LocatedValue(here.path, words, {}).as_text()
            elif isinstance(words, dict):
                yield self.medium(next(iter(words), ""))
            elif isinstance(embedded := here.value_of("embeddedObjects"), list):
                yield from (self.embedded(LocatedValue(here.path, one, {})) for one in embedded)

    def embedded(self, place: LocatedValue) -> str:
        """Return what stands for an object within a rich text: its address, or the word for its kind."""
        if not isinstance(place.value, dict):
            raise place.wrong("an object was expected")
        if address := place.text("url", ""):
            return address
        kind = place.text("type", "")
        return "\n---\n" if kind == "horizontalRuleLine" else self.medium(kind)

    def loaded(self) -> Loaded:
        """Return the entries read, with sentences about the decisions made while reading."""
        said = ["Each entry stands on the day it was where it was written."]
        if self.zoneless:
            said.append(
                f"{count(self.zoneless, 'entry names', 'entries name')} no zone that is known; "
                "there it is the day in this computer's zone."
            )
        if self.stars:
            said.append(f"{count(self.stars, 'star', 'stars')} became the tag “{STARRED}”.")
        for word, one, many in dict.fromkeys(_WORDS.values()):
            if number := self.media[word]:
                said.append(f"{count(number, one, many)} became the word {word}.")
        return Loaded(
            Document(entries=tuple(self.entries.values())),
            tuple(self.left_out),
            tuple(self.refused),
            tuple(said),
            self.places,
        )


def _instant(item: LocatedValue) -> tuple[dt.datetime, str]:
    text = item.text("creationDate")
    found = _utc(text)
    if not found:
        raise NoDay("there is no instant here that can be read")
    return dt.datetime.fromisoformat(found), text


def _there(at: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """Return an instant in local time of a zone.

    Raises:
        NoDay: if it is before the first year or after the last one there.
    """
    try:
        return at.astimezone(zone)
    except (ValueError, OverflowError, OSError):
        raise NoDay("there is no instant here that can be read") from None


def _utc(text: str) -> str:
    """Return an instant as ISO 8601 text in UTC (milliseconds); empty if it cannot be stored."""
    try:
        at = dt.datetime.fromisoformat(text)
        at = at.replace(tzinfo=at.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return ""
    return at.isoformat(timespec="milliseconds")


def _titled(text: str) -> tuple[str, str]:
    """Return title and body; a heading in the first line is the title."""
    line, _, rest = text.strip("\n").partition("\n")
    if found := re.match(r"#{1,6}\s+(\S.*)$", line):
        return found[1].strip(), rest.strip("\n")
    return "", text.strip("\n")
