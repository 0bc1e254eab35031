"""Therapists' terms from consultation calls, goals of entries and topics, homework for next time, own numbers.

The table `own_numbers` has the client's own numbers to call.
"""

from typing import Any, Final

from alliance_journal.store.schema.steps.statements import run


def apply(db: Any) -> None:
    """Add the columns and the table `own_numbers`."""
    run(db, _THIRD)


_THIRD: Final = """
ALTER TABLE therapists ADD COLUMN setting TEXT NOT NULL DEFAULT '';

ALTER TABLE therapists ADD COLUMN fee TEXT NOT NULL DEFAULT '';

ALTER TABLE therapists ADD COLUMN first_free TEXT NOT NULL DEFAULT '';

ALTER TABLE therapists ADD COLUMN to_ask TEXT NOT NULL DEFAULT '';

ALTER TABLE entries ADD COLUMN goal_id TEXT REFERENCES goals (id) ON DELETE SET NULL;

ALTER TABLE topics ADD COLUMN goal_id TEXT REFERENCES goals (id) ON DELETE SET NULL;

ALTER TABLE tasks ADD COLUMN by_next INTEGER NOT NULL DEFAULT 1 CHECK (by_next IN (0, 1));

CREATE TABLE own_numbers (
    position INTEGER PRIMARY KEY,
    text TEXT NOT NULL
) STRICT
"""
