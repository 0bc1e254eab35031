"""The questions in their second wording, and what came of a tension."""

from typing import Any

from alliance_journal.store.schema import question_texts


def apply(db: Any) -> None:
    """Reword the questions that are this program's own, and add the column."""
    question_texts.reword(db.conn)
    db.execute("ALTER TABLE tensions ADD COLUMN outcome TEXT NOT NULL DEFAULT ''")
