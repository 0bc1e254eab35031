"""Names of files for notes: the day and a few words, and nobody's name (design: formats.md)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from alliance_journal.domain.models import Entry, EntryKind

LONGEST: Final = 48
"""Characters of the words in a name; some systems allow 255 bytes for all of it."""

_KIND_WORDS: Final[dict[EntryKind, str]] = {
    "session": "session",
    "consultation": "call",
    "between": "note",
    "letter": "letter",
}


@dataclass(slots=True)
class FileNames:
    """Gives each entry a file name that no other has, also where upper and lower case are one.

    Attributes:
        people: the names of persons, none of which may stand in a file name.
    """

    people: Iterable[str]
    _parts: frozenset[str] = field(init=False)
    _given: dict[str, int] = field(default_factory=dict)
    """The names that were given, each with the last number that was put behind it."""

    def __post_init__(self) -> None:
        self._parts = frozenset(part for name in self.people for part in re.findall(r"\w+", folded(name)))

    def name(self, entry: Entry) -> str:
        """The name, without its ending: `2026-05-28-the-pause`."""
        # What is shown only when it is opened is not shown by a list of files either; nor is whom a letter is to.
        words = "" if entry.private or entry.kind == "letter" else self.words(entry.title)
        name = f"{entry.date.isoformat()}-{words or _KIND_WORDS[entry.kind]}"
        number = self._given.get(name, 0) + 1
        unique = name if number == 1 else f"{name}-{number}"
        while number > 1 and unique in self._given:
            number += 1
            unique = f"{name}-{number}"
        self._given[name] = number
        self._given.setdefault(unique, 1)
        return unique

    def words(self, title: str) -> str:
        """A title in small letters and dashes, without anybody's name."""
        words = [word for word in re.findall(r"[^\W_]+", folded(title)) if not self._names_somebody(word)]
        return "-".join(words)[:LONGEST].strip("-")

    def _names_somebody(self, word: str) -> bool:
        # Also where it is declined, or stands within a script that parts no words.
        return any(
            word == part or (len(part) > 2 and word.startswith(part)) or (not part.isascii() and part in word)
            for part in self._parts
        )


def folded(text: str) -> str:
    """Small letters without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in parted if not unicodedata.combining(sign)))
