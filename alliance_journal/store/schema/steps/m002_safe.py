"""Separate drafts of two windows, unsaved text of dialogs, full-text index, checksums, and the table `upkeep`.

Entries get a column `number`, an INTEGER PRIMARY KEY: the index refers to entries by it, and SQLite can change
implicit row numbers whenever a file is copied or cleaned (VACUUM).
"""

from typing import Any, Final

from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.schema.steps.statements import run
from alliance_journal.store.search import fts_index


def apply(db: Any) -> None:
    """Create the tables, and fill the index and the checksums from the present entries."""
    run(db, _SECOND)
    fts_index.make(db.conn)
    entry_checksums.renew_all_first(db.conn)


_SECOND: Final = """
DROP VIEW answers_by_session;

CREATE TABLE entries_numbered (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('session', 'consultation', 'between', 'letter')),
    date TEXT NOT NULL,
    time TEXT,
    therapist_id TEXT REFERENCES therapists (id),
    medium TEXT CHECK (medium IN ('in person', 'video', 'phone')),
    title TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;

INSERT INTO entries_numbered (
    id, kind, date, time, therapist_id, medium, title, body, private, created_at, updated_at, deleted_at
)
SELECT id, kind, date, time, therapist_id, medium, title, body, private, created_at, updated_at, deleted_at
FROM entries ORDER BY date, created_at, id;

DROP TABLE entries;

ALTER TABLE entries_numbered RENAME TO entries;

CREATE INDEX entries_by_date ON entries (date, created_at);

CREATE VIEW answers_by_session AS
SELECT
    entries.date,
    entries.time,
    therapists.name AS therapist,
    CASE entries.kind WHEN 'session' THEN (
        SELECT count(*) FROM entries AS earlier
        WHERE earlier.kind = 'session' AND earlier.deleted_at IS NULL
          AND earlier.therapist_id IS entries.therapist_id
          AND (earlier.date, earlier.created_at, earlier.id) <= (entries.date, entries.created_at, entries.id)
    ) END AS session,
    entries.kind,
    questions.element,
    answers.question_id AS question,
    answers.answer,
    CASE answers.answer WHEN 'no' THEN 0 WHEN 'partly' THEN 1 WHEN 'mostly' THEN 2 WHEN 'fully' THEN 3 END AS score,
    answers.words,
    answers.asked_as,
    entries.id AS entry_id
FROM answers
JOIN entries ON entries.id = answers.entry_id
JOIN questions ON questions.id = answers.question_id
LEFT JOIN therapists ON therapists.id = entries.therapist_id
WHERE entries.deleted_at IS NULL
ORDER BY entries.date, entries.created_at, questions.position;

CREATE TABLE drafts_by_writer (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    writer TEXT NOT NULL,
    body TEXT NOT NULL,
    base TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (entry_id, writer)
) STRICT;

INSERT INTO drafts_by_writer (entry_id, writer, body, base, saved_at)
SELECT entry_id, '', body, base, saved_at FROM drafts;

DROP TABLE drafts;

ALTER TABLE drafts_by_writer RENAME TO drafts;

CREATE TABLE unfinished (
    card TEXT NOT NULL,
    writer TEXT NOT NULL,
    words TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (card, writer)
) STRICT;

CREATE TABLE digests (
    entry_id TEXT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE upkeep (
    what TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT;

INSERT INTO upkeep (what, value) VALUES ('changes', 1), ('mark', lower(hex(randomblob(4))))
"""
