"""The questions in their second wording, and what came of a tension."""

from typing import Any

from alliance_journal.store import rewording


def apply(db: Any) -> None:
    """Reword the questions that are this program's own, and add the column."""
    rewording.reword(db.conn)
    db.execute("ALTER TABLE tensions ADD COLUMN outcome TEXT NOT NULL DEFAULT ''")
