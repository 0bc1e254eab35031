"""Find the words of a search in a text, and cut a line of context around a match.

Text is folded as SQLite's unicode61 tokenizer folds it: case and accents are ignored. Chinese, Japanese,
Korean and other scripts without spaces are found anywhere in a text, and so are terms made of signs alone.
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
"""Placeholder for any combining accent (a character by itself) in a folded text."""
AROUND: Final = 120
"""Characters of context that are kept before and after a match."""
MOST_COUNTED: Final = 20
"""Matches of one word that are counted in a text, at most, to find the rarest word."""

# Thai to Myanmar, Khmer, then kana to ideographs, Hangul with its letters, compatibility forms, later planes.
_WITHOUT_SPACES: Final = (
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


class _Folded(dict[int, str]):
    """Lazy translation table for `fold`: one character for each character, computed once."""

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
    """Return the text without case and accents, of the same length, so that positions stay valid."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def plain(text: str) -> str:
    """Return the folded text without combining accents, as it is searched for."""
    return fold(text).replace(ACCENT, "")


def found_anywhere(term: Term) -> bool:
    """Return True if a term is searched inside words: a script without spaces, or no letter and no digit."""
    return bool(re.search(_WITHOUT_SPACES, term.text)) or not any(sign.isalnum() for sign in term.text)


def is_of_other_letters(term: Term) -> bool:
    """Return True if a term is one word with letters that are not Latin."""
    return not any(sign.isspace() for sign in term.text) and any(
        sign.isalpha() and not unicodedata.name(sign, "LATIN").startswith("LATIN") for sign in term.text
    )


def spellings(text: str) -> tuple[str, ...]:
    """Return the alternative spellings of a word: ß and ss are equivalent."""
    text = text.casefold() if "ẞ" in text else text
    small = text.lower()
    return tuple(dict.fromkeys((text, small.replace("ss", "ß"), small.replace("ß", "ss"))))


class Marked(NamedTuple):
    """A line of text with the positions of its matches."""

    text: str
    marks: tuple[Span, ...] = ()

    def around(self, width: int) -> "Marked":
        """Return a part of about `width` characters, with the first match about a third of the way in."""
        first = self.marks[0][0] if self.marks else 0
        start = 0
        if len(self.text) > width and first > width // 3:
            start = first - width // 3
            # Begin at a word boundary if there is one before the match.
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
        """Yield the text in pieces, each with True if it is a match."""
        at = 0
        for start, end in self.marks:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False


class Finder:
    """Matcher for the terms of one search."""

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
        """Return the positions of all matches, from the beginning to the end."""
        if self._any is None:
            return ()
        return tuple(found.span() for found in self._any.finditer(fold(text)) if found.end() > found.start())

    def line_of(self, text: str) -> Marked | None:
        """Return one line of context around a match, or None without a match.

        With several words, the one with the fewest matches in the text is shown, as the most informative.
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
