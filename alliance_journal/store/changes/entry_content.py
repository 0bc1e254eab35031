"""Content of entries, loaded by one statement, for the checksum, the revision and the search text of each.

Each value is serialised once. The checksum and the digest of a revision are stored in files of every age, so their
JSON never changes: the same pieces are joined in two orders.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from alliance_journal.store.core.query import some_at_once
from alliance_journal.store.core.sqlite_driver import Connection
from alliance_journal.store.search.indexed_text import IndexedText

_ENTRY, _TAG, _ANSWER, _TENSION, _TEXT_TAG = range(1, 6)
_LOAD: Final = f"""
SELECT {_ENTRY} AS part, id, entries.number AS a, kind AS b, date AS c, time AS d, therapist_id AS e, medium AS f,
       title AS g, body AS h, private AS i, created_at AS j, deleted_at IS NOT NULL AS k, goal_id AS l,
       version_of AS m, words AS n
FROM entries LEFT JOIN other_words ON other_words.number = entries.number WHERE id IN ({{0}})
UNION ALL SELECT {_TAG}, entry_id, position, tag, {", ".join(["NULL"] * 12)}
FROM entry_tags WHERE entry_id IN ({{0}})
UNION ALL SELECT {_ANSWER}, entry_id, question_id, answer, words, asked_as, answered_at, {", ".join(["NULL"] * 9)}
FROM answers_asked WHERE entry_id IN ({{0}})
UNION ALL SELECT {_TENSION}, entry_id, words, outcome, talked_through_in, {", ".join(["NULL"] * 11)}
FROM tensions WHERE entry_id IN ({{0}})
UNION ALL SELECT {_TEXT_TAG}, entry_id, tag, {", ".join(["NULL"] * 13)}
FROM text_tags WHERE entry_id IN ({{0}})
ORDER BY part, a, b
"""
"""Rows of every part of some entries: tags in their order, answers by question."""

_CHECKED: Final = ("kind", "date", "time", "medium", "title", "body", "private", "created_at")
_REVISED: Final = ("kind", "date", "time", "therapist_id", "medium", "title", "body", "private", "deleted")


class Digest(NamedTuple):
    """SHA-256 of a record's content.

    Attributes:
        content_hash: hex digest of the content without foreign keys.
        whole: hex digest of the content and its foreign keys.
    """

    content_hash: str
    whole: str


class EntryContent:
    """Content of one entry.

    Attributes:
        number: its row number.
        body: its text.
        indexed: the search text stored for it.
    """

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.number: int = row[0]
        self.body: str = row[7]
        self.indexed = IndexedText(row[13], set())
        self._columns = dict(
            zip((*_REVISED[:-1], "created_at", "deleted", "goal_id", "version_of"), row[1:13], strict=True)
        )
        self._tags: list[str] = []
        self._answers: list[tuple[Any, ...]] = []
        self._tension: tuple[Any, ...] | None = None
        self._json: Mapping[str, Any] | None = None

    def add(self, part: int, row: tuple[Any, ...]) -> None:
        """Add a row of a part of the entry other than its own row."""
        if part == _TAG:
            self._tags.append(row[1])
        elif part == _ANSWER:
            self._answers.append(row[:5])
        elif part == _TENSION:
            self._tension = row[:3]
        else:
            self.indexed.tags.add(row[0])

    def checksum(self) -> str:
        """Return the SHA-256 of what `check` verifies, in hexadecimal digits."""
        columns, tags, answers, tension = self._pieces()
        own = _array([_array([columns[name] for name in _CHECKED])])
        answered = _array([_array(answer) for answer in answers])
        return str(_hash(_array([own, tags, answered, tension])).hexdigest())

    def digest(self) -> Digest:
        """Return the digests that revision ids are made of."""
        import json

        columns, tags, answers, tension = self._pieces()
        own = _array([_array([columns[name] for name in _REVISED])])
        content_hash = _hash(_array([own, tags, _array([_array(answer[:3]) for answer in answers]), tension]))
        whole = content_hash.copy()
        through = self._tension[2] if self._tension else None
        whole.update(_array([_array([columns["goal_id"], columns["version_of"], json.dumps(through)])]).encode())
        return Digest(content_hash.hexdigest(), whole.hexdigest())

    def search_text(self) -> str | None:
        """Return the other text of the search index: tags, comments on answers, tension; None if there is none."""
        texts = [*sorted(self._tags), *(answer[2] for answer in self._answers), *(self._tension or ())[:2]]
        return "\n".join(text for text in texts if text) or None

    def _pieces(self) -> tuple[Mapping[str, str], str, list[list[str]], str]:
        """Return the JSON of columns, tags, answers and tension; each value is serialised once."""
        import json

        if self._json is None:
            self._json = {
                "columns": {name: json.dumps(value) for name, value in self._columns.items()},
                "tags": json.dumps([[tag] for tag in self._tags]),
                "answers": [[json.dumps(value) for value in answer] for answer in self._answers],
                # An outcome is a row of its own, so that a tension without one has the digests it had before that
                # column existed.
                "tension": json.dumps([[text] for text in _texts(self._tension)]),
            }
        found = self._json
        return found["columns"], found["tags"], found["answers"], found["tension"]


def load(connection: Connection, entry_ids: Iterable[str]) -> Iterator[tuple[str, EntryContent]]:
    """Yield id and content of each of these entries that exists, in their order, some hundred at a time."""
    for some in some_at_once(entry_ids):
        placeholders = ", ".join(f"?{place}" for place in range(1, len(some) + 1))
        found: dict[str, EntryContent] = {}
        for part, entry_id, *row in connection.execute(_LOAD.format(placeholders), some):
            if part == _ENTRY:
                found[entry_id] = EntryContent(tuple(row))
            elif entry_id in found:
                found[entry_id].add(part, tuple(row))
        yield from ((entry_id, found[entry_id]) for entry_id in some if entry_id in found)


def load_one(connection: Connection, entry_id: str) -> EntryContent | None:
    """Return the content of an entry; None if it does not exist."""
    return next((content for _, content in load(connection, [entry_id])), None)


def _texts(tension: tuple[Any, ...] | None) -> list[str]:
    if tension is None:
        return []
    words, outcome, _ = tension
    return [words, outcome] if outcome != "" else [words]


def _array(pieces: Iterable[str]) -> str:
    return f"[{', '.join(pieces)}]"


def _hash(text: str) -> Any:
    import hashlib

    return hashlib.sha256(text.encode())
