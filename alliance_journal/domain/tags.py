"""Tags: recognising a `#tag` in a text, and comparing spellings of the same tag."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from alliance_journal.domain.text import UnusableText, usable

NO_TAG: Final = "A tag needs a letter or a digit. Write another name."
ONE_TAG: Final = "A comma stands between two tags. Write a name without one."
NOT_IN_TEXTS: Final = (
    "“#{old}” stands in your texts, where a tag is one word of letters, digits, - and _. Write the new name so."
)


class TagUse(NamedTuple):
    """A tag in its most frequent spelling, and the number of entries that have it."""

    name: str
    entries: int


class Renaming(NamedTuple):
    """Preview of renaming a tag.

    Attributes:
        old: the most frequent spelling now.
        new: the new spelling.
        fields: number of entries that have it among their tags.
        texts: number of entries that have it in their text.
        entries: number of entries that change altogether.
        joins: number of other entries that have the new tag already; the two tags then become one.
    """

    old: str
    new: str
    fields: int
    texts: int
    entries: int
    joins: int


_MARK: Final = "#+"
_JOINED: Final = "-_"


def same_tag(tag: str) -> str:
    """Return the key by which spellings are compared: case and Unicode composition of accents are ignored."""
    return unicodedata.normalize("NFC", tag.strip().lstrip("#").casefold())


def tags_in(text: str) -> tuple[str, ...]:
    """Return the `#words` in a text, each spelling once, in order of appearance."""
    return tuple(dict.fromkeys(text[start:end] for start, end in places(text)))


def places(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each tag in a text, without its `#`.

    A tag is letters, digits, `-` and `_` of any script after one `#` that begins the text or follows a space or
    punctuation. Digits alone are a number (#1), `##` begins a heading, and a `#` after a letter, `/` or `&` is
    part of an address or of a character reference.
    """
    for found in re.finditer(_MARK, text):
        start = end = found.end()
        before = text[found.start() - 1 : found.start()]
        if found.end() - found.start() > 1 or before in ("/", "&") or (before and _is_letter(before)):
            continue
        while end < len(text) and _is_letter(text[end]):
            end += 1
        while end > start and text[end - 1] == "-":
            end -= 1
        if any(not sign.isnumeric() and sign not in _JOINED for sign in text[start:end]):
            yield start, end


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign in _JOINED or unicodedata.category(sign) in ("Mn", "Mc")


def as_tag(text: str) -> str:
    """Return `text` as a tag name to store.

    Raises:
        UnusableText: if it holds a comma, or neither a letter nor a digit.
    """
    name = " ".join(usable(text).split()).lstrip("#").strip()
    if "," in name:
        raise UnusableText(ONE_TAG)
    if not any(sign.isalnum() for sign in name):
        raise UnusableText(NO_TAG)
    return name


def can_stand_in_texts(tag: str) -> bool:
    """Return True if a tag can be written as one `#word`."""
    return tags_in(f"#{tag}") == (tag,)


def with_other_tag(text: str, old: str, new: str) -> str:
    """Return the text with every `#old`, in any spelling, replaced by `#new`; only whole tags are replaced."""
    wanted = same_tag(old)
    parts, end = [], 0
    for start, stop in places(text):
        if same_tag(text[start:stop]) == wanted:
            parts += [text[end:start], new]
            end = stop
    return "".join((*parts, text[end:]))
