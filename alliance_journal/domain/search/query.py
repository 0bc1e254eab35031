"""Parse a search query. Any text is a valid query.

Words are prefixes and all of them must match. Further syntax: `"a phrase"`, `-word`, `tag:x`, `with:name`,
`since:D`, `until:D`.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.dates.parse import UnclearDate, parse_day, say_echo, say_short

Field = Literal["words", "tag", "with"]

MOST_TERMS: Final = 50
"""Maximum number of terms of a query; further ones are ignored."""
LONGEST_TERM: Final = 1_000


class Term(NamedTuple):
    """One term of a query.

    Attributes:
        text: the text typed, without the signs of the query syntax.
        field: the field to search.
        without: True if the term must not match.
        whole: True if its last word is a whole word, not a prefix.
    """

    text: str
    field: Field = "words"
    without: bool = False
    whole: bool = False


class Note(NamedTuple):
    """A remark about how a part of the query was read.

    Attributes:
        short: the remark in a few words.
        sentence: the full remark.
        is_open: True if the part could not be read, and is ignored.
    """

    short: str
    sentence: str
    is_open: bool = False


class Query(NamedTuple):
    """A parsed search query.

    Attributes:
        terms: all of them must match.
        since: first day, if given.
        until: last day, if given.
        notes: how dates were read, and what could not be read.
    """

    terms: tuple[Term, ...] = ()
    since: date | None = None
    until: date | None = None
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.since or self.until)

    @property
    def shown(self) -> tuple[Term, ...]:
        """Terms that can be highlighted in a text."""
        return tuple(term for term in self.terms if not term.without and term.field in ("words", "tag"))


QUOTES: Final = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」"}
"""Opening quotation marks, each with the characters that can close it."""
_FIELD: Final = re.compile(r"(tag|with|since|until):", re.IGNORECASE)
_UNUSABLE: Final = "[\0\ud800-\udfff]"


def parse(text: str, today: date) -> Query:
    """Parse a query. No query is invalid: parts that cannot be read are explained in `notes` and ignored."""
    query = Query()
    for number, (field, without, whole, words) in enumerate(_pieces(re.sub(_UNUSABLE, " ", text))):
        if number >= MOST_TERMS:
            first = f"the first {MOST_TERMS} words"
            return query._replace(notes=(*query.notes, Note(first, f"Only {first} are looked for.", True)))
        words = words[:LONGEST_TERM]
        if field in ("since", "until"):
            query = _with_day(query, field, words, today)
        elif field == "tag":
            tag = words.strip().lstrip("#").strip()
            query = _with(query, Term(tag, "tag", without, whole=True)) if tag else query
        elif field == "with":
            query = _with(query, Term(words.strip(), "with", without))
        else:
            query = _with(query, Term(words.strip(), "words", without, whole))
    return query


def words_alone(text: str) -> Query:
    """Return the query for all words of a text, in which nothing has a special meaning."""
    words = re.sub(_UNUSABLE, " ", text).split()[:MOST_TERMS]
    return Query(tuple(Term(word[:LONGEST_TERM]) for word in words))


def _with(query: Query, term: Term) -> Query:
    return query._replace(terms=(*query.terms, term)) if term.text and term not in query.terms else query


def _with_day(query: Query, field: str, words: str, today: date) -> Query:
    if not words.strip():
        return query
    try:
        day = parse_day(words, today)
    except UnclearDate as error:
        note = Note(f"{field}: no day yet", f"“{field}:” is left out. {error}", True)
        return query._replace(notes=(*query.notes, note))
    note = Note(f"{field} {say_short(day, today)}", f"{field.capitalize()} {say_echo(day)}.")
    query = query._replace(notes=(*query.notes, note))
    return query._replace(since=day) if field == "since" else query._replace(until=day)


def _pieces(text: str) -> Iterator[tuple[str, bool, bool, str]]:
    """Yield the terms of a query as (field, without, whole, text), in order."""
    at, end = 0, len(text)
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        without = text[at] == "-" and _goes_on(text, at + 1)
        at += without
        found = _FIELD.match(text, at)
        field = found[1].lower() if found else "words"
        at = found.end() if found else at
        if at < end and text[at] in QUOTES:
            close = _close(text, at)
            # A phrase without its closing mark is still being typed: it ends with a prefix.
            yield field, without, close < end, text[at + 1 : close]
            at = close + 1
        else:
            start = at
            while at < end and not text[at].isspace():
                at += 1
            # A dash alone belongs to a sentence, or begins an exclusion that is still being typed.
            if text[start:at].strip("-") or field != "words":
                yield field, without, False, text[start:at]


def _close(text: str, at: int) -> int:
    """Return the index of the closing quotation mark, or the length of the text if there is none."""
    ends = [found for sign in QUOTES[text[at]] if (found := text.find(sign, at + 1)) >= 0]
    return min(ends, default=len(text))


def _goes_on(text: str, at: int) -> bool:
    """Return True if a `-` before this index excludes a term, and is not a dash."""
    return at < len(text) and (text[at].isalnum() or text[at] in QUOTES or text[at] == "#")
