"""The index of all words (FTS5): how it is made, whether it is whole, and that it forgets (safety.md 1.3, 1.4)."""

import sqlite3
from typing import Final

from alliance_journal.store.driver import DRIVER_ERRORS, Connection, primary_code

_TABLE: Final = """
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, content = 'entries', content_rowid = 'number',
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
)
"""
_TRIGGERS: Final = {
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


def make(connection: Connection) -> None:
    """Make the index of what is there, within a transaction."""
    connection.execute(_TABLE)
    for trigger in _TRIGGERS.values():
        connection.execute(trigger)
    rebuild(connection)


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
        if primary_code(error) != sqlite3.SQLITE_CORRUPT:
            raise
        return False
    return True


def rebuild(connection: Connection) -> None:
    """Read all words again, within a transaction."""
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")


def forget(connection: Connection) -> None:
    """Let no word stay in the index that stands in no entry any more; 27 ms with 500 entries, 190 ms with 5,000."""
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
