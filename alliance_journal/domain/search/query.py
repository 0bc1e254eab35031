"""What a person types to find something, read: any text is a search (design: formats.md, command line).

Words are prefixes and all must be there; `"a phrase"`; `-word`; `tag:x`, `with:name`, `since:D`, `until:D`.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.dates.parse import UnclearDate, parse_day, say_echo, say_short

Field = Literal["words", "tag", "with"]

MOST_TERMS: Final = 50
"""So many words are looked for at once; what is typed or pasted beyond them is not."""
LONGEST_TERM: Final = 1_000


class Term(NamedTuple):
    """One thing that is looked for.

    Attributes:
        text: as it was typed, without signs that steer the search.
        field: where it is looked for.
        without: whether it must not be there.
        whole: whether its last word is a whole word, not the beginning of one.
    """

    text: str
    field: Field = "words"
    without: bool = False
    whole: bool = False


class Note(NamedTuple):
    """How something was read.

    Attributes:
        short: in a few words.
        sentence: all of it.
        is_open: whether it could not be read, and is left out.
    """

    short: str
    sentence: str
    is_open: bool = False


class Query(NamedTuple):
    """A search.

    Attributes:
        terms: all of them must hold.
        since: the first day, if there is one.
        until: the last day, if there is one.
        notes: how days were read, and what could not be read.
    """

    terms: tuple[Term, ...] = ()
    since: date | None = None
    until: date | None = None
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.since or self.until)

    @property
    def shown(self) -> tuple[Term, ...]:
        """The terms that can be marked in a text."""
        return tuple(term for term in self.terms if not term.without and term.field in ("words", "tag"))


QUOTES: Final = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」"}
"""What begins a phrase, and what can end it."""
_FIELD: Final = re.compile(r"(tag|with|since|until):", re.IGNORECASE)
_UNUSABLE: Final = "[\0\ud800-\udfff]"


def parse(text: str, today: date) -> Query:
    """Read what was typed. There is no wrong search: what cannot be read is said in `notes` and left out."""
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
    """Field, whether it must not be there, whether it is whole, and its words, one piece after the other."""
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
            # A phrase that is still being typed ends with the beginning of a word.
            yield field, without, close < end, text[at + 1 : close]
            at = close + 1
        else:
            start = at
            while at < end and not text[at].isspace():
                at += 1
            # A dash alone is one in a sentence, or the beginning of something that must not be there.
            if text[start:at].strip("-") or field != "words":
                yield field, without, False, text[start:at]


def _close(text: str, at: int) -> int:
    """Where the quotation that begins here ends; the end of the text where it does not."""
    ends = [found for sign in QUOTES[text[at]] if (found := text.find(sign, at + 1)) >= 0]
    return min(ends, default=len(text))


def _goes_on(text: str, at: int) -> bool:
    """Whether a `-` stands before something that can be left out, and is no dash."""
    return at < len(text) and (text[at].isalnum() or text[at] in QUOTES or text[at] == "#")
