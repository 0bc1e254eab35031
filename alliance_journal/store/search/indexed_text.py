"""Text columns of the search index derived from an entry: tags, answer comments, tension notes.

Also the table of tags in its text. Both are recomputed for every touched entry at the end of its transaction, like
checksums.
"""

from typing import Final, NamedTuple

from alliance_journal.domain.tags import tags_in
from alliance_journal.store.core.query import by_entry, some_at_once
from alliance_journal.store.core.sqlite_driver import Connection

# Tags of the tags field, comments on answers, the note on a tension, and its outcome; always in this order.
_OTHER: Final = """
SELECT entry_id, tag, 1 AS part, tag AS place FROM entry_tags WHERE entry_id IN ({0})
UNION ALL SELECT entry_id, words, 2, question_id FROM answers_asked WHERE entry_id IN ({0}) AND words <> ''
UNION ALL SELECT entry_id, words, 3, '' FROM tensions WHERE entry_id IN ({0}) AND words <> ''
UNION ALL SELECT entry_id, outcome, 4, '' FROM tensions WHERE entry_id IN ({0}) AND outcome <> ''
ORDER BY part, place
"""
BEFORE_WORDINGS: Final = """
SELECT entry_id, tag, 1 AS part, tag AS place FROM entry_tags WHERE entry_id IN ({0})
UNION ALL SELECT entry_id, words, 2, question_id FROM answers WHERE entry_id IN ({0}) AND words <> ''
UNION ALL SELECT entry_id, words, 3, '' FROM tensions WHERE entry_id IN ({0}) AND words <> ''
ORDER BY part, place
"""
"""The query of `_OTHER` for a file before migration m005, in which each answer contained its question's wording.

A tension had no outcome then.
"""


class IndexedText(NamedTuple):
    """Search text of an entry besides its title and its text.

    Attributes:
        other: tags, comments on answers, and the texts of a tension; None if there are none.
        tags: the tags in its text.
    """

    other: str | None
    tags: set[str]


def of_text(other: str | None, body: str) -> IndexedText:
    """Return the search text of an entry with this other text and this text."""
    return IndexedText(other, set(tags_in(body)) if "#" in body else set())


def renew(connection: Connection, entry_id: str, number: int, before: IndexedText, now: IndexedText) -> bool:
    """Write the changed parts of an entry's search text, within a transaction.

    Args:
        connection: the connection.
        entry_id: the entry.
        number: its row number.
        before: the search text that is stored.
        now: the search text to store.

    Returns:
        True if other text was removed or replaced, so that the full-text index has to be cleaned.
    """
    for tag in before.tags - now.tags:
        connection.execute("DELETE FROM text_tags WHERE entry_id = ? AND tag = ?", (entry_id, tag))
    for tag in sorted(now.tags - before.tags):
        connection.execute("INSERT INTO text_tags (entry_id, tag) VALUES (?, ?)", (entry_id, tag))
    if now.other == before.other:
        return False
    if now.other is None:
        connection.execute("DELETE FROM other_words WHERE number = ?", (number,))
    elif before.other is None:
        connection.execute("INSERT INTO other_words (number, words) VALUES (?, ?)", (number, now.other))
    else:
        connection.execute("UPDATE other_words SET words = ? WHERE number = ?", (now.other, number))
    return before.other is not None


def renew_all(connection: Connection, other: str = _OTHER) -> None:
    """Recompute the other text and the tags in texts of all entries, within a transaction.

    Args:
        connection: the connection.
        other: the query for the other text; another one during migrations.
    """
    for some in some_at_once([entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")]):
        there = by_entry(
            connection,
            "SELECT id, entries.number, body, words FROM entries "
            "LEFT JOIN other_words ON other_words.number = entries.number WHERE id IN ({0})",
            some,
        )
        texts = by_entry(connection, other, some)
        tags = by_entry(connection, "SELECT entry_id, tag FROM text_tags WHERE entry_id IN ({0})", some)
        for entry_id, ((number, body, before),) in there.items():
            now = "\n".join(words for words, *_ in texts.get(entry_id, ())) or None
            stored = IndexedText(before, {tag for (tag,) in tags.get(entry_id, ())})
            renew(connection, entry_id, number, stored, of_text(now, body))
