"""Fields of a note's front matter, under the names that different programs give them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from alliance_journal.exchange.base import STARRED
from alliance_journal.exchange.markdown.front_matter import Value

DAY: Final = ("date", "day", "journal date", "entry date")
"""Names of the day that a note is about."""
CREATED: Final = (
    "created", "date created", "creation date", "created at", "created date", "created on", "created time",
    "creation time", "createdat", "creationdate", "datecreated",
)  # fmt: skip
"""Names of the instant at which a note was made."""
UPDATED: Final = (
    "updated", "modified", "date updated", "date modified", "updated at", "modified at", "last modified", "lastmod",
    "modification date", "last edited time", "updatedat", "datemodified",
)  # fmt: skip
TAGS: Final = ("tags", "tag", "keywords", "categories", "category")
_OURS: Final = frozenset((
    "kind", "session", "local_date", "local_time", "therapist", "medium", "raw", "tension", "talked_through_in",
    "tension_outcome", "answers", "id",
))  # fmt: skip
"""Fields of our own exports, which have no other spelling."""
_GENERAL: Final = frozenset((*DAY, *CREATED, *UPDATED, *TAGS, "title", "time", "starred", "body"))
_BETWEEN_WORDS: Final = re.compile(r"[\s_-]+")
_LINK: Final = re.compile(r"\[\[([^\[\]|]*)(?:\|[^\[\]]*)?\]\]")


@dataclass(slots=True)
class Fields:
    """The front matter of one note."""

    values: Mapping[str, Value]
    """The fields as they are written."""
    general: dict[str, Value] = field(init=False)
    """The fields whose names have many spellings, by the name in lower case and with spaces."""

    def __post_init__(self) -> None:
        self.general = {}
        for name, value in self.values.items():
            plain = _BETWEEN_WORDS.sub(" ", name).strip().casefold()
            if value and plain not in self.general:
                self.general[plain] = value

    def own(self, name: str) -> str:
        """Return the text of a field of our own exports; empty without one."""
        return words_of(self.values.get(name))

    def first(self, *names: str) -> str:
        """Return the text of the first of these fields that is filled; empty without one."""
        return next(filter(None, (words_of(self.general.get(name)) for name in names)), "")

    def date(self, *names: str) -> str:
        """Return the text of the first of these fields that is filled, as a date is written."""
        return next(filter(None, (_unlinked(self.general.get(name)) for name in names)), "")

    def tags(self) -> tuple[str, ...]:
        """Return the tags, each once."""
        return tuple(dict.fromkeys(filter(None, self._tags())))

    def _tags(self) -> Iterator[str]:
        for name in TAGS:
            value = self.general.get(name, "")
            parts = value if isinstance(value, list) else words_of(value).split(",")
            # A tag of our own export is kept as it is.
            yield from parts if isinstance(value, list) and "id" in self.values else map(_plain_tag, parts)
        if self.first("starred").casefold() == "true":
            yield STARRED

    def unknown(self) -> Iterator[str]:
        """Yield the names of the fields that are not read."""
        for name in self.values:
            if name not in _OURS and _BETWEEN_WORDS.sub(" ", name).strip().casefold() not in _GENERAL:
                yield name


def words_of(value: Value | None) -> str:
    """Return a text; empty for a list or an object."""
    return value if isinstance(value, str) else ""


def _unlinked(value: Value | None) -> str:
    """Return a date without the brackets of a link to its note."""
    if isinstance(value, list) and len(value) == 1:
        # Without quotation marks, a link looks like a list in a list.
        value = value[0].strip("[]")
    return _LINK.sub(r"\1", words_of(value)).strip()


def _plain_tag(tag: str) -> str:
    return tag.strip().removeprefix("#")
