"""Where the words of a search stand in a text, and a line of the text around them.

Folding is what the index of words does (SQLite's unicode61): case and accents do not count. Chinese, Japanese,
Korean and other writing without spaces is found anywhere in a text, and so is what is made of signs alone.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from alliance_journal.domain.headings import HEADING
from alliance_journal.domain.search.query import Query, Term
from alliance_journal.domain.tags import same_tag
from alliance_journal.domain.text import one_line

Span = tuple[int, int]

ACCENT: Final = "\u0301"
"""Stands for every accent that is a character of its own, in a folded text."""
AROUND: Final = 120
"""Characters of a text that are kept before and after the place that was found."""
MOST_COUNTED: Final = 20
"""So often a word is looked for in one text to tell whether it is rarer there than another one."""

# Thai to Myanmar, Khmer, then kana to ideographs, Hangul with its letters, compatibility forms, later planes.
_WITHOUT_SPACES: Final = (
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


class _Folded(dict[int, str]):
    """One character for each character, worked out once."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if unicodedata.category(sign) == "Mn":
            folded = ACCENT
        else:
            apart = unicodedata.normalize("NFD", sign)
            is_accented = apart[1:] and all(unicodedata.category(one) == "Mn" for one in apart[1:])
            base = apart[0] if is_accented else sign
            folded = next((one for one in (base.casefold(), base.lower(), base) if len(one) == 1), sign)
        self[code] = folded
        return folded


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """The text without case and accents, character for character: every place stays where it was."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def plain(text: str) -> str:
    """The folded text as it is looked for: accents of their own left out."""
    return fold(text).replace(ACCENT, "")


def found_anywhere(term: Term) -> bool:
    """Whether a term is looked for inside words: it has writing without spaces, or no letter and no digit."""
    return bool(re.search(_WITHOUT_SPACES, term.text)) or not any(sign.isalnum() for sign in term.text)


def is_of_other_letters(term: Term) -> bool:
    """Whether a term is one word with letters that are not Latin."""
    return not any(sign.isspace() for sign in term.text) and any(
        sign.isalpha() and not unicodedata.name(sign, "LATIN").startswith("LATIN") for sign in term.text
    )


def spellings(text: str) -> tuple[str, ...]:
    """A word as it may be written too: ß and ss are the same."""
    text = text.casefold() if "ẞ" in text else text
    small = text.lower()
    return tuple(dict.fromkeys((text, small.replace("ss", "ß"), small.replace("ß", "ss"))))


class Marked(NamedTuple):
    """A line of text with the places in it that were looked for."""

    text: str
    marks: tuple[Span, ...] = ()

    def around(self, width: int) -> "Marked":
        """The part that has the first mark in its first half or so, in about `width` characters."""
        first = self.marks[0][0] if self.marks else 0
        start = 0
        if len(self.text) > width and first > width // 3:
            start = first - width // 3
            # From the beginning of a word, where one begins before the mark.
            space = self.text.find(" ", start, first)
            start = space + 1 if space >= 0 else start
        shown = ("…" if start else "") + self.text[start : start + max(1, width)]
        move = start - bool(start)
        return Marked(
            shown,
            tuple(
                (max(0, a - move), min(len(shown), b - move))
                for a, b in self.marks
                if b > start and a - move < len(shown)
            ),
        )

    def parts(self) -> Iterable[tuple[str, bool]]:
        """The text in pieces, and whether each one was looked for."""
        at = 0
        for start, end in self.marks:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False


class Finder:
    """Finds what a search looks for in a text."""

    def __init__(self, query: Query) -> None:
        self._patterns = tuple(re.compile(pattern) for term in query.shown if (pattern := _pattern(term)))
        self._any = re.compile("|".join(one.pattern for one in self._patterns)) if self._patterns else None

    def __bool__(self) -> bool:
        return self._any is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finder) and self._patterns == other._patterns

    def __hash__(self) -> int:
        return hash(self._patterns)

    def marks(self, text: str) -> tuple[Span, ...]:
        """Where it stands, from the beginning to the end."""
        if self._any is None:
            return ()
        return tuple(found.span() for found in self._any.finditer(fold(text)) if found.end() > found.start())

    def line_of(self, text: str) -> Marked | None:
        """One line of the text around a place; None where it is nowhere.

        Of several words, the place of the one that stands in the text least often says most about it.
        """
        folded = fold(text)
        places = [found for one in self._patterns if (found := list(islice(one.finditer(folded), MOST_COUNTED)))]
        if not places:
            return None
        first = min(places, key=len)[0]
        start, end = max(0, first.start() - AROUND), min(len(text), first.end() + AROUND)
        while start and not text[start - 1].isspace() and start < first.start():
            start += 1
        line = one_line(re.sub(_HEADING_LINE, r"\1: ", text[start:end]))
        return Marked(line, self.marks(line))


_HEADING_LINE: Final = rf"(?m)^{HEADING}(.*\S)\s*\n"
_BETWEEN: Final = rf"(?:[\W_]|{ACCENT})+"
_NO_LETTER_BEFORE: Final = rf"(?<![^\W_])(?<!{ACCENT})"
_NO_LETTER_AFTER: Final = rf"(?![^\W_]|{ACCENT})"


def _pattern(term: Term) -> str:
    if term.field == "tag":
        return rf"(?<![\w#])#{_letters(plain(same_tag(term.text)))}(?![\w-])"
    if found_anywhere(term):
        return r"\s+".join(map(_letters, plain(term.text).split()))
    words = []
    for spelling in spellings(term.text):
        letters = [_letters(word) for word in re.split(r"[\W_]+", plain(spelling)) if word]
        words.append(_BETWEEN.join(letters))
    return f"{_NO_LETTER_BEFORE}(?:{'|'.join(words)}){_NO_LETTER_AFTER if term.whole else ''}"


def _letters(word: str) -> str:
    return "".join(f"{re.escape(sign)}{ACCENT}*" for sign in word)
