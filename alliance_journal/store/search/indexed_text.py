"""What an entry says beside its title and text, kept for search: its other words, and the tags in its text.

Made anew for every entry that was touched, at the end of its transaction, as digests are.
"""

from collections.abc import Iterable
from typing import Final

from alliance_journal.domain.tags import tags_in
from alliance_journal.store.core.rows import by_entry, some_at_once
from alliance_journal.store.core.sqlite_driver import Connection

# Tags of their own field, a few words with an answer, a few words about tension and about what came of it; always
# in this order.
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
"""The same in a file on its way from a version in which each answer held how it was asked (m005)."""


def renew(connection: Connection, entry_ids: Iterable[str], other: str = _OTHER) -> bool:
    """Make them anew for these entries, within a transaction; only what is another is written.

    Returns:
        Whether other words were taken out, so that their index has something to forget.
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
    """Make them anew for all entries, within a transaction."""
    renew(connection, [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")], other)
