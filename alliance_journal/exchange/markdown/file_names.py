"""File names of exported notes: the day and a few words, without names of persons."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from alliance_journal.domain.models import Entry, EntryKind

LONGEST: Final = 48
"""Maximum length of the words in a name, in characters; some systems limit a whole name to 255 bytes."""

_KIND_WORDS: Final[dict[EntryKind, str]] = {
    "session": "session",
    "consultation": "call",
    "between": "note",
    "letter": "letter",
}


@dataclass(slots=True)
class FileNames:
    """Generator of file names that are unique, also on file systems that ignore case.

    Attributes:
        people: names of persons, none of which may be in a file name.
    """

    people: Iterable[str]
    _parts: frozenset[str] = field(init=False)
    _given: dict[str, int] = field(default_factory=dict)
    """Names in use, each with the last number appended to it."""

    def __post_init__(self) -> None:
        self._parts = frozenset(part for name in self.people for part in re.findall(r"\w+", folded(name)))

    def name(self, entry: Entry) -> str:
        """Return a file name without its suffix, such as `2026-05-28-the-pause`."""
        # A file list must not show the words of a private entry, nor the addressee of a letter.
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
        """Return a title in lower case with dashes, without names of persons."""
        words = [word for word in re.findall(r"[^\W_]+", folded(title)) if not self._names_somebody(word)]
        return "-".join(words)[:LONGEST].strip("-")

    def _names_somebody(self, word: str) -> bool:
        # Also matches inflected names, and names within scripts that do not separate words.
        return any(
            word == part or (len(part) > 2 and word.startswith(part)) or (not part.isascii() and part in word)
            for part in self._parts
        )


def folded(text: str) -> str:
    """Return the text in lower case without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize(
        "NFC", "".join(character for character in parted if not unicodedata.combining(character))
    )
