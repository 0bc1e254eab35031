"""Tags: what a `#tag` in a text is, and which spellings are one tag."""

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
    """A tag as it is mostly spelt, and how many entries have it."""

    name: str
    entries: int


class Renaming(NamedTuple):
    """What renaming a tag would change.

    Attributes:
        old: how it is mostly spelt now.
        new: how it will be spelt.
        fields: how many entries have it among their tags.
        texts: how many have it in their text.
        entries: how many change altogether.
        joins: how many other entries have the new one already; then the two become one.
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
    """What two spellings of one tag share: case and the way accents are written do not count."""
    return unicodedata.normalize("NFC", tag.strip().lstrip("#").casefold())


def tags_in(text: str) -> tuple[str, ...]:
    """The tags that stand in a text as `#words`, each spelling once, in their order."""
    return tuple(dict.fromkeys(text[start:end] for start, end in places(text)))


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where the tags stand in a text, without their `#`.

    A tag is letters, digits, `-` and `_` of any script after one `#` that begins the text or follows a space or
    punctuation. What is digits alone is a number (#1), what follows `##` a heading, what follows a word, `/` or
    `&` part of an address or a sign.
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
    """A name for a tag as it is kept.

    Raises:
        UnusableText: when it is none.
    """
    name = " ".join(usable(text).split()).lstrip("#").strip()
    if "," in name:
        raise UnusableText(ONE_TAG)
    if not any(sign.isalnum() for sign in name):
        raise UnusableText(NO_TAG)
    return name


def can_stand_in_texts(tag: str) -> bool:
    """Whether a tag can be written as one `#word`."""
    return tags_in(f"#{tag}") == (tag,)


def with_other_tag(text: str, old: str, new: str) -> str:
    """The text with every `#old`, however it is spelt, as `#new`; only whole tags."""
    wanted = same_tag(old)
    parts, end = [], 0
    for start, stop in places(text):
        if same_tag(text[start:stop]) == wanted:
            parts += [text[end:start], new]
            end = stop
    return "".join((*parts, text[end:]))
