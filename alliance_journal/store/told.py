"""What an entry says beside its title and text, kept for search: its other words, and the tags in its text.

Made anew for every entry that was touched, at the end of its transaction, as digests are.
"""

from collections.abc import Iterable
from typing import Final

from alliance_journal.domain.tags import tags_in
from alliance_journal.store.driver import Connection

# Tags of their own field, a few words with an answer, a few words about tension.
_OTHER: Final = """
SELECT tag FROM entry_tags WHERE entry_id = :id
UNION ALL SELECT words FROM answers WHERE entry_id = :id AND words <> ''
UNION ALL SELECT words FROM tensions WHERE entry_id = :id AND words <> ''
"""


def renew(connection: Connection, entry_ids: Iterable[str]) -> bool:
    """Make them anew for these entries, within a transaction; only what is another is written.

    Returns:
        Whether other words were taken out, so that their index has something to forget.
    """
    took_away = False
    for entry_id in entry_ids:
        found = connection.execute(
            "SELECT entries.number, body, words FROM entries "
            "LEFT JOIN other_words ON other_words.number = entries.number WHERE id = ?",
            (entry_id,),
        ).fetchone()
        if found:
            number, body, before = found
            took_away |= _renew_other(connection, entry_id, number, before)
            _renew_tags(connection, entry_id, body)
    return took_away


def _renew_other(connection: Connection, entry_id: str, number: int, before: str | None) -> bool:
    now = "\n".join(words for (words,) in connection.execute(_OTHER, {"id": entry_id})) or None
    if now == before:
        return False
    if now is None:
        connection.execute("DELETE FROM other_words WHERE number = ?", (number,))
    elif before is None:
        connection.execute("INSERT INTO other_words (number, words) VALUES (?, ?)", (number, now))
    else:
        connection.execute("UPDATE other_words SET words = ? WHERE number = ?", (now, number))
    return before is not None


def _renew_tags(connection: Connection, entry_id: str, body: str) -> None:
    before = {tag for (tag,) in connection.execute("SELECT tag FROM text_tags WHERE entry_id = ?", (entry_id,))}
    now = set(tags_in(body)) if "#" in body else set()
    for tag in before - now:
        connection.execute("DELETE FROM text_tags WHERE entry_id = ? AND tag = ?", (entry_id, tag))
    for tag in sorted(now - before):
        connection.execute("INSERT INTO text_tags (entry_id, tag) VALUES (?, ?)", (entry_id, tag))


def renew_all(connection: Connection) -> None:
    """Make them anew for all entries, within a transaction."""
    renew(connection, [entry_id for (entry_id,) in connection.execute("SELECT id FROM entries")])
