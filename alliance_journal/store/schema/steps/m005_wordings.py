"""Wordings of questions stored once instead of with every answer, and answers stored in reading order."""

from typing import Any, Final

from alliance_journal.store.schema.steps.statements import run


def apply(db: Any) -> None:
    """Create the table of wordings, and recreate the table of answers."""
    run(db, _WORDINGS)


# Of the space of the answers, half was their repeated questions, and a quarter an index that repeated their keys.
_WORDINGS: Final = """
CREATE TABLE wordings (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO wordings (text) SELECT DISTINCT asked_as FROM answers WHERE asked_as <> '' ORDER BY asked_as;

CREATE TABLE answers_in_order (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    question_id TEXT NOT NULL REFERENCES questions (id),
    answer TEXT NOT NULL CHECK (answer IN ('no', 'partly', 'mostly', 'fully', 'not sure', 'did not come up')),
    words TEXT NOT NULL DEFAULT '',
    wording INTEGER REFERENCES wordings (id),
    answered_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (entry_id, question_id)
) STRICT, WITHOUT ROWID;

INSERT INTO answers_in_order (entry_id, question_id, answer, words, wording, answered_at)
SELECT entry_id, question_id, answer, words, wordings.id, answered_at
FROM answers LEFT JOIN wordings ON wordings.text = asked_as ORDER BY entry_id, question_id;

DROP VIEW answers_by_session;

DROP TABLE answers;

ALTER TABLE answers_in_order RENAME TO answers;

CREATE VIEW answers_asked AS
SELECT entry_id, question_id, answer, words, coalesce(wordings.text, '') AS asked_as, answered_at
FROM answers LEFT JOIN wordings ON wordings.id = wording;

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
    answers_asked.question_id AS question,
    answers_asked.answer,
    CASE answers_asked.answer
        WHEN 'no' THEN 0 WHEN 'partly' THEN 1 WHEN 'mostly' THEN 2 WHEN 'fully' THEN 3
    END AS score,
    answers_asked.words,
    answers_asked.asked_as,
    entries.id AS entry_id
FROM answers_asked
JOIN entries ON entries.id = answers_asked.entry_id
JOIN questions ON questions.id = answers_asked.question_id
LEFT JOIN therapists ON therapists.id = entries.therapist_id
WHERE entries.deleted_at IS NULL AND entries.kind IN ('session', 'consultation')
ORDER BY entries.date, entries.created_at, questions.position
"""
