"""Second wording of the questions, and the outcome of a tension."""

from typing import Any

from alliance_journal.store.schema import question_rewording


def apply(db: Any) -> None:
    """Reword the questions whose text is still this program's own, and add the column `outcome`."""
    question_rewording.reword(db.conn)
    db.execute("ALTER TABLE tensions ADD COLUMN outcome TEXT NOT NULL DEFAULT ''")
