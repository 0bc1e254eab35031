"""A search as conditions in SQL: the index of words where it can be asked, the texts themselves where not."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from alliance_journal.domain.models import EntryKind
from alliance_journal.domain.search.matching import found_anywhere, is_of_other_letters, plain, spellings
from alliance_journal.domain.search.query import Query, Term
from alliance_journal.domain.tags import same_tag
from alliance_journal.store.core.sqlite_driver import Connection

MOST_SPELLINGS: Final = 200
"""So many words of the index may stand for one that is looked for; those that are in most entries come first."""


@dataclass(slots=True)
class Conditions:
    """Which entries are wanted, beside that they are not in the trash.

    Attributes:
        match: what the index of words is asked; empty where it is not asked.
        where: other conditions, each in SQL over `entries`.
        values: what stands for their question marks.
    """

    match: str = ""
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        """One more condition."""
        self.where.append(sql)
        self.values += values

    @property
    def is_all(self) -> bool:
        """Whether every entry is wanted."""
        return not self.match and not self.where


def conditions(
    connection: Connection,
    query: Query,
    kinds: Iterable[EntryKind] = (),
    therapist_id: str | None = None,
) -> Conditions:
    """What a search asks for."""
    found = Conditions(match=_match(connection, query))
    if query.since:
        found.add("entries.date >= ?", query.since.isoformat())
    if query.until:
        found.add("entries.date <= ?", query.until.isoformat())
    if wanted := [*kinds]:
        found.add(f"entries.kind IN ({_marks(wanted)})", *wanted)
    if therapist_id is not None:
        found.add("entries.therapist_id = ?", therapist_id)
    for term in query.terms:
        if sql := _of_term(connection, term, found.match):
            text, values = sql
            found.add(f"NOT {text}" if term.without else text, *values)
    return found


# The index of words


def _match(connection: Connection, query: Query) -> str:
    """What the index is asked; empty where there is nothing that must be there."""
    asked = [term for term in query.terms if term.field == "words" and not found_anywhere(term)]
    there = " AND ".join(_indexed(connection, term) for term in asked if not term.without)
    not_there = " OR ".join(_indexed(connection, term) for term in asked if term.without)
    return f"({there}) NOT ({not_there})" if there and not_there else there


def _indexed(connection: Connection, term: Term) -> str:
    """A term as the index reads it: always quoted, so that nothing in it is an operator."""
    last = "" if term.whole else " *"
    asked = [f"{_quoted(spelling)}{last}" for spelling in spellings(term.text)]
    if is_of_other_letters(term):
        asked += map(_quoted, _spelled(connection, term))
    return asked[0] if len(asked) == 1 else f"({' OR '.join(asked)})"


def _quoted(words: str) -> str:
    return f'"{words.replace(chr(34), " ")}"'


def _spelled(connection: Connection, term: Term) -> list[str]:
    """How the index spells a word of Greek, Cyrillic and so on: it takes accents from Latin letters alone."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.spelled USING fts5vocab ('main', 'words', 'row')")
    wanted = plain(term.text)
    beginning = "folded(term)" if term.whole else "substr(folded(term), 1, ?2)"
    found = connection.execute(
        f"SELECT term FROM temp.spelled WHERE {beginning} = ?1 ORDER BY doc DESC LIMIT ?3",
        (wanted, len(wanted), MOST_SPELLINGS),
    )
    return [spelling for (spelling,) in found]


# Everything else


def _of_term(connection: Connection, term: Term, match: str) -> tuple[str, list[Any]] | None:
    """A condition that holds for the entries with this term; None where the index was asked already."""
    if term.field == "tag":
        return _tagged(connection, term)
    if term.field == "with":
        ids = _therapists(connection, term)
        return f"coalesce(entries.therapist_id IN ({_marks(ids)}), 0)", ids
    if found_anywhere(term):
        return _anywhere(term)
    if match:
        return None
    # Nothing must be there, so the index cannot be asked for all at once.
    return "entries.number IN (SELECT rowid FROM words WHERE words MATCH ?)", [_indexed(connection, term)]


def _tagged(connection: Connection, term: Term) -> tuple[str, list[Any]]:
    tags = [tag for tag in all_tags(connection) if same_tag(tag) == same_tag(term.text)]
    marks = _marks(tags)
    return (
        f"entries.id IN (SELECT entry_id FROM entry_tags WHERE tag IN ({marks}) "
        f"UNION ALL SELECT entry_id FROM text_tags WHERE tag IN ({marks}))",
        [*tags, *tags],
    )


# From one tag to the next, however many entries have it.
_ALL_TAGS: Final = """
WITH RECURSIVE one(tag) AS (
    SELECT min(tag) FROM {table}
    UNION ALL SELECT (SELECT min(tag) FROM {table} WHERE tag > one.tag) FROM one WHERE one.tag IS NOT NULL
)
SELECT tag FROM one WHERE tag IS NOT NULL
"""


def all_tags(connection: Connection) -> Iterator[str]:
    """Every spelling of every tag, in the field of tags or in a text."""
    seen: set[str] = set()
    for table in ("entry_tags", "text_tags"):
        seen.update(tag for (tag,) in connection.execute(_ALL_TAGS.format(table=table)))
    yield from sorted(seen)


def _therapists(connection: Connection, term: Term) -> list[str]:
    """Those whose name, or a part of it, begins so."""
    wanted = plain(term.text)
    return [
        id_
        for id_, name in connection.execute("SELECT id, name FROM therapists")
        if f" {' '.join(plain(name).split())}".find(f" {wanted}") >= 0
    ]


def _anywhere(term: Term) -> tuple[str, list[Any]]:
    """Inside words, in the texts themselves: writing without spaces, and signs, are in no index."""
    has_case = term.text.lower() != term.text.upper()
    if has_case:
        forms, column = [plain(term.text)], "folded({})"
    else:
        # As it was typed, and as other computers put the same signs together.
        forms = [*dict.fromkeys(unicodedata.normalize(form, term.text) for form in ("NFC", "NFD"))]
        forms, column = [*dict.fromkeys((term.text, *forms))], "{}"
    places = [column.format(f"entries.{name}") for name in ("title", "body")]
    here = " OR ".join(f"instr({place}, ?)" for place in places for _ in forms)
    there = " OR ".join(f"instr({column.format('words')}, ?)" for _ in forms)
    other = f"EXISTS (SELECT 1 FROM other_words WHERE number = entries.number AND ({there}))"
    return f"({here} OR {other})", [*forms, *forms, *forms]


def _marks(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)
