"""Answers and checksums refer to their entry by its number, for a smaller file: an id is a third of such a row."""

from typing import Any, Final

from alliance_journal.store.schema.steps.statements import run


def apply(db: Any) -> None:
    """Recreate both tables with the same rows."""
    by_session = db.execute("SELECT sql FROM sqlite_master WHERE name = 'answers_by_session'").fetchall()
    # A view made by somebody else that no longer fits these tables must not prevent the journal from opening.
    db.execute("PRAGMA legacy_alter_table = ON")
    try:
        run(db, _BY_NUMBER)
    finally:
        db.execute("PRAGMA legacy_alter_table = OFF")
    for (view,) in by_session:
        # The view returns the same rows as before.
        db.execute(view)


# Answers without an entry, because another program deleted the entry alone, get a number below zero, which no
# entry ever has: they keep their text, still refer to a missing row, and are reported by the check of the file.
# Numbers are reused, ids never: the trigger deletes answers left by another program, so that they do not become
# those of the next entry with their number.
_BY_NUMBER: Final = """
CREATE TABLE answers_by_number (
    number INTEGER NOT NULL REFERENCES entries (number) ON DELETE CASCADE,
    question_id TEXT NOT NULL REFERENCES questions (id),
    answer TEXT NOT NULL CHECK (answer IN ('no', 'partly', 'mostly', 'fully', 'not sure', 'did not come up')),
    words TEXT NOT NULL DEFAULT '',
    wording INTEGER REFERENCES wordings (id),
    answered_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (number, question_id)
) STRICT, WITHOUT ROWID;

INSERT INTO answers_by_number (number, question_id, answer, words, wording, answered_at)
SELECT coalesce(entries.number, -dense_rank() OVER (ORDER BY entry_id)) AS of_entry,
       question_id, answer, words, wording, answered_at
FROM answers LEFT JOIN entries ON entries.id = entry_id ORDER BY of_entry, question_id;

DROP VIEW IF EXISTS answers_by_session;

DROP VIEW answers_asked;

DROP TABLE answers;

ALTER TABLE answers_by_number RENAME TO answers;

CREATE TRIGGER answers_of_nobody AFTER INSERT ON entries BEGIN DELETE FROM answers WHERE number = new.number; END;

CREATE VIEW answers_asked AS
SELECT entries.id AS entry_id, question_id, answer, words, coalesce(wordings.text, '') AS asked_as, answered_at
FROM answers JOIN entries ON entries.number = answers.number LEFT JOIN wordings ON wordings.id = wording;

CREATE TABLE digests_by_number (
    number INTEGER PRIMARY KEY REFERENCES entries (number) ON DELETE CASCADE,
    sha256 TEXT NOT NULL
) STRICT;

INSERT INTO digests_by_number (number, sha256)
SELECT number, sha256 FROM digests JOIN entries ON id = entry_id ORDER BY number;

DROP TABLE digests;

ALTER TABLE digests_by_number RENAME TO digests
"""
