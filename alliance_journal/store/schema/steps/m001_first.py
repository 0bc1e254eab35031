"""First schema."""

from typing import Any, Final

from alliance_journal.domain.alliance.questions import OPTIONAL_QUESTIONS, QUESTIONS
from alliance_journal.store.schema.new_file import APPLICATION_ID
from alliance_journal.store.schema.steps.statements import run


def apply(db: Any) -> None:
    """Create the tables of a new file, and insert the questions."""
    run(db, _FIRST)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.table("questions").insert_all(
        {
            "id": question.id,
            "position": position,
            "text": question.text,
            "element": question.element,
            "source": question.source,
            "asked": question.id not in OPTIONAL_QUESTIONS,
        }
        for position, question in enumerate(QUESTIONS, start=1)
    )


_FIRST: Final = """
CREATE TABLE therapists (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'current' CHECK (status IN ('current', 'considering', 'past')),
    note TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE questions (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    element TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('article', 'added')),
    asked INTEGER NOT NULL DEFAULT 1 CHECK (asked IN (0, 1))
) STRICT;

CREATE TABLE entries (
    id TEXT PRIMARY KEY,
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

CREATE INDEX entries_by_date ON entries (date, created_at);

CREATE TABLE entry_tags (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (entry_id, tag)
) STRICT;

CREATE TABLE tensions (
    entry_id TEXT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    words TEXT NOT NULL DEFAULT '',
    talked_through_in TEXT REFERENCES entries (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE answers (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    question_id TEXT NOT NULL REFERENCES questions (id),
    answer TEXT NOT NULL CHECK (answer IN ('no', 'partly', 'mostly', 'fully', 'not sure', 'did not come up')),
    words TEXT NOT NULL DEFAULT '',
    asked_as TEXT NOT NULL DEFAULT '',
    answered_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (entry_id, question_id)
) STRICT;

CREATE TABLE drafts (
    entry_id TEXT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    base TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;

CREATE TABLE topics (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    from_entry TEXT REFERENCES entries (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'brought', 'let go')),
    included INTEGER NOT NULL DEFAULT 1 CHECK (included IN (0, 1)),
    position INTEGER NOT NULL
) STRICT;

CREATE INDEX topics_by_entry ON topics (from_entry);

CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    agreed_in TEXT REFERENCES entries (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'did', 'tried', 'did not', 'not useful')),
    note TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE goals (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    how_we_notice TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'reached', 'let go')),
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE goal_marks (
    goal_id TEXT NOT NULL REFERENCES goals (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    date TEXT NOT NULL,
    mark INTEGER NOT NULL CHECK (mark BETWEEN 0 AND 10),
    PRIMARY KEY (goal_id, position)
) STRICT;

CREATE TABLE appointments (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    therapist_id TEXT REFERENCES therapists (id),
    repeats TEXT
) STRICT;

CREATE TABLE page_choices (
    choice TEXT PRIMARY KEY,
    included INTEGER NOT NULL CHECK (included IN (0, 1))
) STRICT;

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
ORDER BY entries.date, entries.created_at, questions.position
"""
