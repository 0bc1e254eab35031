"""Translation of a search query to SQL: by the full-text index where possible, else by a scan of the texts."""

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
"""Maximum number of words of the index that match one search word; those in most entries come first."""


@dataclass(slots=True)
class Conditions:
    """Conditions for entries, besides that of not being in the trash.

    Attributes:
        match: FTS5 query; empty if the full-text index is not used.
        where: other conditions, each in SQL over `entries`.
        values: parameters of the other conditions, in order.
    """

    match: str = ""
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        """Add a condition with its parameters."""
        self.where.append(sql)
        self.values += values

    @property
    def is_all(self) -> bool:
        """True if there is no condition, so that every entry matches."""
        return not self.match and not self.where


def conditions(
    connection: Connection,
    query: Query,
    kinds: Iterable[EntryKind] = (),
    therapist_id: str | None = None,
) -> Conditions:
    """Translate a search query to conditions.

    Args:
        connection: the connection, in which tags, therapists and spellings are looked up.
        query: the search.
        kinds: only entries of these kinds; empty for all kinds.
        therapist_id: only entries of this therapist; None for all.
    """
    found = Conditions(match=_match(connection, query))
    if query.since:
        found.add("entries.date >= ?", query.since.isoformat())
    if query.until:
        found.add("entries.date <= ?", query.until.isoformat())
    if wanted := [*kinds]:
        found.add(f"entries.kind IN ({_placeholders(wanted)})", *wanted)
    if therapist_id is not None:
        found.add("entries.therapist_id = ?", therapist_id)
    for term in query.terms:
        if sql := _of_term(connection, term, found.match):
            text, values = sql
            found.add(f"NOT {text}" if term.without else text, *values)
    return found


# Full-text index


def _match(connection: Connection, query: Query) -> str:
    """Return the FTS5 query; empty if the query has no word that must be present."""
    asked = [term for term in query.terms if term.field == "words" and not found_anywhere(term)]
    there = " AND ".join(_indexed(connection, term) for term in asked if not term.without)
    not_there = " OR ".join(_indexed(connection, term) for term in asked if term.without)
    return f"({there}) NOT ({not_there})" if there and not_there else there


def _indexed(connection: Connection, term: Term) -> str:
    """Return a term in FTS5 syntax, always quoted, so that nothing in it is an operator."""
    last = "" if term.whole else " *"
    asked = [f"{_quoted(spelling)}{last}" for spelling in spellings(term.text)]
    if is_of_other_letters(term):
        asked += map(_quoted, _spelled(connection, term))
    return asked[0] if len(asked) == 1 else f"({' OR '.join(asked)})"


def _quoted(words: str) -> str:
    return f'"{words.replace(chr(34), " ")}"'


def _spelled(connection: Connection, term: Term) -> list[str]:
    """Return the spellings in the index of a word in Greek, Cyrillic or another script.

    The index removes accents from Latin letters only.
    """
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.spelled USING fts5vocab ('main', 'words', 'row')")
    wanted = plain(term.text)
    beginning = "folded(term)" if term.whole else "substr(folded(term), 1, ?2)"
    found = connection.execute(
        f"SELECT term FROM temp.spelled WHERE {beginning} = ?1 ORDER BY doc DESC LIMIT ?3",
        (wanted, len(wanted), MOST_SPELLINGS),
    )
    return [spelling for (spelling,) in found]


# Other conditions


def _of_term(connection: Connection, term: Term, match: str) -> tuple[str, list[Any]] | None:
    """Return the condition for entries with this term, and its parameters; None if the FTS5 query contains it."""
    if term.field == "tag":
        return _tagged(connection, term)
    if term.field == "with":
        ids = _therapists(connection, term)
        return f"coalesce(entries.therapist_id IN ({_placeholders(ids)}), 0)", ids
    if found_anywhere(term):
        return _anywhere(term)
    if match:
        return None
    # No word must be present, and FTS5 has no query of NOT alone, so each excluded word is searched separately.
    return "entries.number IN (SELECT rowid FROM words WHERE words MATCH ?)", [_indexed(connection, term)]


def _tagged(connection: Connection, term: Term) -> tuple[str, list[Any]]:
    tags = [tag for tag in all_tags(connection) if same_tag(tag) == same_tag(term.text)]
    placeholders = _placeholders(tags)
    return (
        f"entries.id IN (SELECT entry_id FROM entry_tags WHERE tag IN ({placeholders}) "
        f"UNION ALL SELECT entry_id FROM text_tags WHERE tag IN ({placeholders}))",
        [*tags, *tags],
    )


# Steps from one tag to the next in the index, so that the time does not depend on the number of tagged entries.
_ALL_TAGS: Final = """
WITH RECURSIVE one(tag) AS (
    SELECT min(tag) FROM {table}
    UNION ALL SELECT (SELECT min(tag) FROM {table} WHERE tag > one.tag) FROM one WHERE one.tag IS NOT NULL
)
SELECT tag FROM one WHERE tag IS NOT NULL
"""


def all_tags(connection: Connection) -> Iterator[str]:
    """Yield every spelling of every tag in the tags fields and in the texts, sorted."""
    seen: set[str] = set()
    for table in ("entry_tags", "text_tags"):
        seen.update(tag for (tag,) in connection.execute(_ALL_TAGS.format(table=table)))
    yield from sorted(seen)


def _therapists(connection: Connection, term: Term) -> list[str]:
    """Return the ids of therapists with a part of the name that begins with the term."""
    wanted = plain(term.text)
    return [
        id_
        for id_, name in connection.execute("SELECT id, name FROM therapists")
        if f" {' '.join(plain(name).split())}".find(f" {wanted}") >= 0
    ]


def _anywhere(term: Term) -> tuple[str, list[Any]]:
    """Return a condition that searches for the term anywhere in the texts, and its parameters.

    For scripts without spaces, and for symbols: the full-text index cannot find them.
    """
    has_case = term.text.lower() != term.text.upper()
    if has_case:
        forms, column = [plain(term.text)], "folded({})"
    else:
        # The typed form, and both Unicode normal forms: computers compose the same characters differently.
        forms = [*dict.fromkeys(unicodedata.normalize(form, term.text) for form in ("NFC", "NFD"))]
        forms, column = [*dict.fromkeys((term.text, *forms))], "{}"
    places = [column.format(f"entries.{name}") for name in ("title", "body")]
    here = " OR ".join(f"instr({place}, ?)" for place in places for _ in forms)
    there = " OR ".join(f"instr({column.format('words')}, ?)" for _ in forms)
    other = f"EXISTS (SELECT 1 FROM other_words WHERE number = entries.number AND ({there}))"
    return f"({here} OR {other})", [*forms, *forms, *forms]


def _placeholders(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)
