"""Text columns of the search index derived from an entry: tags, answer comments, tension notes.

Also the table of tags in its text. Both are recomputed for every touched entry at the end of its transaction, like
checksums.
"""

from collections.abc import Iterable
from typing import Final

from alliance_journal.domain.tags import tags_in
from alliance_journal.store.core.rows import by_entry, some_at_once
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


def renew(connection: Connection, entry_ids: Iterable[str], other: str = _OTHER) -> bool:
    """Recompute the other text and the tags in texts of these entries, within a transaction.

    Only changed rows are written.

    Args:
        connection: the connection.
        entry_ids: ids of the entries.
        other: the query for the other text; another one during migrations.

    Returns:
        True if other text was removed or replaced, so that the full-text index has to be cleaned.
    """
    took_away = False
    for some in some_at_once(entry_ids):
        there = by_entry(
            connection,
            "SELECT id, entries.number, body, words FROM entries "
            "LEFT JOIN other_words ON other_words.number = entries.number WHERE id IN ({0})",
            some,
        )
        said = by_entry(connection, other, some)
        tags = by_entry(connection, "SELECT entry_id, tag FROM text_tags WHERE entry_id IN ({0})", some)
        for entry_id, ((number, body, before),) in there.items():
            now = "\n".join(words for words, *_ in said.get(entry_id, ())) or None
            took_away |= _renew_other(connection, number, before, now)
            _renew_tags(connection, entry_id, {tag for (tag,) in tags.get(entry_id, ())}, body)
    return took_away


def _renew_other(connection: Connection, number: int, before: str | None, now: str | None) -> bool:
    if now == before:
        return False
    if now is None:
        connection.execute("DELETE FROM other_words WHERE number = ?", (number,))
    elif before is None:
        connection.execute("INSERT INTO other_words (number, words) VALUES (?, ?)", (number, now))
    else:
        connection.execute("UPDATE other_words SET words = ? WHERE number = ?", (now, number))
    return before is not None


def _renew_tags(connection: Connection, entry_id: str, before: set[str], body: str) -> None:
    now = set(tags_in(body)) if "#" in body else set()
    for tag in before - now:
        connection.execute("DELETE FROM text_tags WHERE entry_id = ? AND tag = ?", (entry_id, tag))
    for tag in sorted(now - before):
        connection.execute("INSERT INTO text_tags (entry_id, tag) VALUES (?, ?)", (entry_id, tag))


def renew_all(connection: Connection, other: str = _OTHER) -> None:
    """Recompute the other text and the tags in texts of all entries, within a transaction."""
    renew(connection, [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")], other)
