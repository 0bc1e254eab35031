"""The index of all words (FTS5): how it is made, whether it is whole, and that it forgets (safety.md 1.3, 1.4)."""

from collections.abc import Callable, Iterator, Mapping
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
"""Pages of the index in one step of cleaning it."""
_PIECES: Final = 10
"""The row of the index in which FTS5 says what it is made of."""
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

# Since m004: an entry's other words as well, and beginnings of two letters alone: those of three cost a
# tenth of the file.
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
    """A command about the entry that other words belong to."""
    title, body = (f"(SELECT {column} FROM entries WHERE number = {row}.number)" for column in ("title", "body"))
    return command(f"{row}.number", title, body, other)


_OLD: Final = ("old.number", "old.title", "old.body", _others_of("old"))
_NEW: Final = ("new.number", "new.title", "new.body", _others_of("new"))
# Other words that go with their entry are taken out with it.
_STAYS: Final = "WHEN EXISTS (SELECT 1 FROM entries WHERE number = old.number)"

_TRIGGERS: Final = {
    name: f"CREATE TRIGGER {name} {when} BEGIN {' '.join(commands)} END"
    for name, when, commands in (
        ("words_of_new", "AFTER INSERT ON entries", (_in(*_NEW),)),
        # Before: the entry's other words go with it.
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
"""Those that other parts of the schema have, as the migrations make them; a test compares both."""


def make(connection: Connection) -> None:
    """Make the index as it was first, of titles and texts, within a transaction."""
    connection.execute(_TABLE)
    for trigger in _FIRST_TRIGGERS.values():
        connection.execute(trigger)
    rebuild(connection)


def make_wider(connection: Connection) -> None:
    """Make the index of titles, texts and other words in the place of the first one, within a transaction."""
    for name in _FIRST_TRIGGERS:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    connection.execute("DROP TABLE words")
    for statement in (*_WIDER_TABLE, *_TRIGGERS.values()):
        connection.execute(statement)
    rebuild(connection)


_OF_NEW: Final = ("words_of_new", "other_words_new")


def hold_off(connection: Connection) -> int:
    """Leave the words of what is added from here on for `catch_up`, within a transaction that ends with it.

    Each entry alone costs several times as much: SQLite writes its words out before it goes on with the next one.
    Only entries may be added meanwhile, and those that were there keep their words.

    Returns:
        The number of the last entry that is in the index.
    """
    # Another program may have taken one away, and what it missed would never be caught up with.
    mend_triggers(connection)
    for name in _OF_NEW:
        connection.execute(f"DROP TRIGGER {name}")
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()[0])


def catch_up(connection: Connection, after: int) -> None:
    """Read the words of the entries with higher numbers, all at once, and from here on those of each new one."""
    connection.execute(
        "INSERT INTO words (rowid, title, body, other) "
        "SELECT number, title, body, other FROM searched WHERE number > ? ORDER BY number",
        (after,),
    )
    for name in _OF_NEW:
        connection.execute(_TRIGGERS[name])


def are_known(triggers: Mapping[str, str]) -> bool:
    """Tell at once, without making any schema, whether all of these triggers are of this version."""
    return triggers.items() <= {**_TRIGGERS, **_OTHER_TRIGGERS}.items()


def missing_triggers(connection: Connection) -> list[str]:
    """What would keep new entries out of the index: a change of the table by another program drops them."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return [name for name in _TRIGGERS if name not in there]


def mend_triggers(connection: Connection) -> bool:
    """Put back the triggers that are missing, and read all words again, within a transaction.

    Returns:
        Whether something was missing.
    """
    missing = missing_triggers(connection)
    for name in missing:
        connection.execute(_TRIGGERS[name])
    if missing:
        rebuild(connection)
    return bool(missing)


def are_whole(connection: Connection) -> bool:
    """Whether the index holds exactly the words of the entries."""
    try:
        # A rank of 1 compares it with the entries.
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except DRIVER_ERRORS as error:
        if primary_code(error) != driver.SQLITE_CORRUPT:
            raise
        return False
    return True


def rebuild(connection: Connection) -> None:
    """Read all words again: all of them, or none."""
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")


def forget_wordings(connection: Connection) -> None:
    """Let go of how questions were asked that no answer is left to: an import may have brought words of its own."""
    connection.execute(
        "DELETE FROM wordings WHERE id NOT IN (SELECT wording FROM answers WHERE wording IS NOT NULL)"
    )


def forget(connection: Connection) -> None:
    """Let no word stay in the index that stands in no entry any more: all of it is merged into one piece.

    A few pages at a time, where what one step leaves unused is taken by the next. FTS5's own `optimize` writes all
    of it beside what is there, and the file stays longer by as much (speed.md, goal 22). Neither lets go of words
    that were deleted where it does not merge into the last level; then all is read again.
    """
    with undone_on_error(connection):
        # With a minus, all pieces are to become one; without, it is gone on with.
        pages = -MERGED_AT_ONCE
        while _merged(connection, pages):
            pages = MERGED_AT_ONCE
        if not _is_on_last_level(connection):
            rebuild(connection)
        connection.execute("COMMIT")


def _merged(connection: Connection, pages: int) -> bool:
    """Whether there was anything to merge; asking counts as one change by itself."""
    before: int = connection.total_changes
    connection.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (pages,))
    after: int = connection.total_changes
    return after - before > 1


def _is_on_last_level(connection: Connection) -> bool:
    """Whether the pieces of the index are where FTS5 keeps no word that was deleted: on no level but the last.

    Of the row in which FTS5 says which pieces there are: four bytes that are another matter; how many levels there
    are, and how many pieces and writes; and for each level how many pieces of it are being merged, how many there
    are, and of each its number, its first page and its last.
    """
    (row,) = connection.execute("SELECT block FROM words_data WHERE id = ?", (_PIECES,)).fetchone()
    if row[4] >= 0x80:
        # Another way of writing it, of which nothing is known here.
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
    """Whole numbers as SQLite writes them: seven bits a byte, the highest first; an eighth says that it goes on."""
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0
