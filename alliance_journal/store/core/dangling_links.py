"""Foreign keys between records, and the clearing of those whose target does not exist."""

from typing import Final

from alliance_journal.store.core.sqlite_driver import Connection

LINKS: Final = (
    ("entries", "goal_id", "goals"),
    ("entries", "version_of", "entries"),
    ("entries", "therapist_id", "therapists"),
    ("appointments", "therapist_id", "therapists"),
    ("tensions", "talked_through_in", "entries"),
    ("topics", "goal_id", "goals"),
    ("topics", "from_entry", "entries"),
    ("tasks", "agreed_in", "entries"),
    ("excerpts", "from_entry", "entries"),
)
"""Table and column of each foreign key that is cleared when its target is gone, and the table it refers to.

Excluded are rows that are deleted together with their entry or goal, such as answers, tags and goal marks.
"""


def let_go(connection: Connection) -> None:
    """Clear every foreign key whose target does not exist, within a transaction."""
    for table, column, to in LINKS:
        connection.execute(
            f"UPDATE {table} SET {column} = NULL "
            f"WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {to})"
        )
