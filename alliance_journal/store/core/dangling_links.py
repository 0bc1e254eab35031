"""What points at what, so that a link that leads nowhere is let go."""

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
"""Table and column of each link that may lead nowhere, and the table it leads to.

Not among them: what goes along with its entry or goal, as answers, tags and marks do.
"""


def let_go(connection: Connection) -> None:
    """Let go of every link that leads nowhere, within a transaction."""
    for table, column, to in LINKS:
        connection.execute(
            f"UPDATE {table} SET {column} = NULL "
            f"WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {to})"
        )
