"""Full-text index (FTS5): creation, integrity check, repair, and removal of deleted words from it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Final

from alliance_journal.store.core.sqlite_driver import (
    DRIVER_ERRORS,
    Connection,
    driver,
    primary_code,
    undone_on_error,
)

MERGED_AT_ONCE: Final = 8
"""Number of index pages merged by one step of `forget`."""
_PIECES: Final = 10
"""Row id of FTS5's structure record in `words_data`: the list of the index's levels and segments."""
_TABLE: Final = """
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, content = 'entries', content_rowid = 'number',
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
)
"""
_FIRST_TRIGGERS: Final = {
    "words_of_new": """
CREATE TRIGGER words_of_new AFTER INSERT ON entries BEGIN
    INSERT INTO words (rowid, title, body) VALUES (new.number, new.title, new.body);
END""",
    "words_of_gone": """
CREATE TRIGGER words_of_gone AFTER DELETE ON entries BEGIN
    INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
END""",
    "words_of_changed": """
CREATE TRIGGER words_of_changed AFTER UPDATE OF title, body ON entries BEGIN
    INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
    INSERT INTO words (rowid, title, body) VALUES (new.number, new.title, new.body);
END""",
}

# Since m004: also the other text of an entry, and a prefix index for two letters only: that for three letters took
# a tenth of the file.
_WIDER_TABLE: Final = (
    """
CREATE VIEW searched AS
SELECT entries.number, entries.title, entries.body, other_words.words AS other
FROM entries LEFT JOIN other_words ON other_words.number = entries.number
""",
    """
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, other, content = 'searched', content_rowid = 'number',
    tokenize = "unicode61 remove_diacritics 2", prefix = '2'
)
""",
)


def _out(number: str, title: str, body: str, other: str) -> str:
    return (
        "INSERT INTO words (words, rowid, title, body, other) "
        f"VALUES ('delete', {number}, {title}, {body}, {other});"
    )


def _in(number: str, title: str, body: str, other: str) -> str:
    return f"INSERT INTO words (rowid, title, body, other) VALUES ({number}, {title}, {body}, {other});"


def _others_of(row: str) -> str:
    return f"(SELECT words FROM other_words WHERE number = {row}.number)"


def _with_entry(command: Callable[[str, str, str, str], str], row: str, other: str) -> str:
    """Return an index command for the entry that a row of `other_words` belongs to.

    Args:
        command: `_in` or `_out`.
        row: "old" or "new", the row of `other_words` in a trigger.
        other: SQL expression for the other text.
    """
    title, body = (f"(SELECT {column} FROM entries WHERE number = {row}.number)" for column in ("title", "body"))
    return command(f"{row}.number", title, body, other)


_OLD: Final = ("old.number", "old.title", "old.body", _others_of("old"))
_NEW: Final = ("new.number", "new.title", "new.body", _others_of("new"))
# Other text that is deleted together with its entry is removed from the index by `words_of_gone`.
_STAYS: Final = "WHEN EXISTS (SELECT 1 FROM entries WHERE number = old.number)"

_TRIGGERS: Final = {
    name: f"CREATE TRIGGER {name} {when} BEGIN {' '.join(commands)} END"
    for name, when, commands in (
        ("words_of_new", "AFTER INSERT ON entries", (_in(*_NEW),)),
        # BEFORE: the deletion of the entry also deletes its other text, which is needed here.
        ("words_of_gone", "BEFORE DELETE ON entries", (_out(*_OLD),)),
        ("words_of_changed", "AFTER UPDATE OF title, body ON entries", (_out(*_OLD), _in(*_NEW))),
        (
            "other_words_new",
            "AFTER INSERT ON other_words",
            (_with_entry(_out, "new", "NULL"), _with_entry(_in, "new", "new.words")),
        ),
        (
            "other_words_gone",
            f"AFTER DELETE ON other_words {_STAYS}",
            (_with_entry(_out, "old", "old.words"), _with_entry(_in, "old", "NULL")),
        ),
        (
            "other_words_changed",
            "AFTER UPDATE OF words ON other_words",
            (_with_entry(_out, "old", "old.words"), _with_entry(_in, "new", "new.words")),
        ),
    )
}


_OTHER_TRIGGERS: Final = {
    "answers_of_nobody": "CREATE TRIGGER answers_of_nobody AFTER INSERT ON entries "
    "BEGIN DELETE FROM answers WHERE number = new.number; END"
}
"""Triggers of other parts of the schema, as the migrations create them; a test compares both."""


def make(connection: Connection) -> None:
    """Create the first version of the index, of titles and texts, within a transaction."""
    connection.execute(_TABLE)
    for trigger in _FIRST_TRIGGERS.values():
        connection.execute(trigger)
    rebuild(connection)


def make_wider(connection: Connection) -> None:
    """Replace the first version of the index with one of titles, texts and other text, within a transaction."""
    for name in _FIRST_TRIGGERS:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    connection.execute("DROP TABLE words")
    for statement in (*_WIDER_TABLE, *_TRIGGERS.values()):
        connection.execute(statement)
    rebuild(connection)


_OF_NEW: Final = ("words_of_new", "other_words_new")


def hold_off(connection: Connection) -> int:
    """Suspend the indexing of new entries until `catch_up`, within a transaction that ends with that call.

    Indexing each entry separately takes several times as long: SQLite writes its words to the index before it
    continues with the next entry. Until `catch_up`, entries may only be added, and existing ones must keep their
    text.

    Returns:
        The number of the last entry in the index.
    """
    # Another program may have dropped a trigger; `catch_up` would never add the entries that were missed since.
    mend_triggers(connection)
    for name in _OF_NEW:
        connection.execute(f"DROP TRIGGER {name}")
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()[0])


def catch_up(connection: Connection, after: int) -> None:
    """Index all entries added since `hold_off` at once, and resume the indexing of new entries.

    Args:
        connection: the connection, within the transaction of `hold_off`.
        after: the number that `hold_off` returned.
    """
    connection.execute(
        "INSERT INTO words (rowid, title, body, other) "
        "SELECT number, title, body, other FROM searched WHERE number > ? ORDER BY number",
        (after,),
    )
    for name in _OF_NEW:
        connection.execute(_TRIGGERS[name])


def index_at_end(connection: Connection) -> Callable[[], None]:
    """Hold off the indexing of new entries, and return the step that catches up, for a bulk insert."""
    return partial(catch_up, connection, hold_off(connection))


def are_known(triggers: Mapping[str, str]) -> bool:
    """Return True if all triggers are those of this version; fast, because no schema has to be built.

    Args:
        triggers: SQL statements by the name of the trigger.
    """
    return triggers.items() <= {**_TRIGGERS, **_OTHER_TRIGGERS}.items()


def missing_triggers(connection: Connection) -> list[str]:
    """Return the names of missing triggers of the index, without which new entries would not be indexed.

    A change of the table by another program drops them.
    """
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return [name for name in _TRIGGERS if name not in there]


def mend_triggers(connection: Connection) -> bool:
    """Create the missing triggers and rebuild the index if any was missing, within a transaction.

    Returns:
        True if a trigger was missing.
    """
    missing = missing_triggers(connection)
    for name in missing:
        connection.execute(_TRIGGERS[name])
    if missing:
        rebuild(connection)
    return bool(missing)


def are_whole(connection: Connection) -> bool:
    """Return True if the index contains exactly the words of the entries."""
    try:
        # A rank of 1 makes FTS5 compare the index with the entries.
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except DRIVER_ERRORS as error:
        if primary_code(error) != driver.SQLITE_CORRUPT:
            raise
        return False
    return True


def rebuild(connection: Connection) -> None:
    """Rebuild the index from all entries, completely or not at all."""
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")


def forget_wordings(connection: Connection) -> None:
    """Delete wordings of questions that no answer refers to: an import may have put the client's text there."""
    connection.execute(
        "DELETE FROM wordings WHERE id NOT IN (SELECT wording FROM answers WHERE wording IS NOT NULL)"
    )


def forget(connection: Connection) -> None:
    """Remove from the index every word that is in no entry any more, by merging the index into one segment.

    A few pages are merged at a time, so that each step reuses the pages that the one before has freed. FTS5's
    `optimize` writes a second copy of the whole index first, and the file stays larger by as much. Neither removes
    deleted words if it does not merge into the last level; then the index is rebuilt.
    """
    with undone_on_error(connection):
        # A negative number starts merging all segments into one, a positive number continues it.
        pages = -MERGED_AT_ONCE
        while _merged(connection, pages):
            pages = MERGED_AT_ONCE
        if not _is_on_last_level(connection):
            rebuild(connection)
        connection.execute("COMMIT")


def _merged(connection: Connection, pages: int) -> bool:
    """Merge some pages of the index, and return True if there was anything to merge.

    The statement itself counts as one change.
    """
    before: int = connection.total_changes
    connection.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (pages,))
    after: int = connection.total_changes
    return after - before > 1


def _is_on_last_level(connection: Connection) -> bool:
    """Return True if all segments of the index are on its last level, where FTS5 keeps no deleted words.

    Format of FTS5's structure record: four bytes that do not matter here (a cookie); then integers: the number of
    levels, of segments and of writes; then for each level the number of its segments being merged, the number of
    its segments, and for each segment its id, its first page and its last page.
    """
    (row,) = connection.execute("SELECT block FROM words_data WHERE id = ?", (_PIECES,)).fetchone()
    if row[4] >= 0x80:
        # Another, unknown version of the format.
        return False
    numbers = _numbers(row[4:])
    levels, _, _ = islice(numbers, 3)
    counts = []
    for _ in range(levels):
        _, count = islice(numbers, 2)
        counts.append(count)
        for _ in islice(numbers, 3 * count):
            pass
    return not any(counts[:-1])


def _numbers(data: bytes) -> Iterator[int]:
    """Yield SQLite varints: seven bits a byte, highest first; the eighth bit is set in all bytes but the last."""
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0
