"""Revisions for merging, earlier versions of entries, tags in texts, search text, and excerpts."""

from typing import Any, Final

from alliance_journal.store.schema.steps.statements import run
from alliance_journal.store.search import fts_index, indexed_text


def apply(db: Any) -> None:
    """Add the tables and columns, and replace the full-text index with a wider one."""
    run(db, _COPIES)
    run(db, _TAGS)
    indexed_text.renew_all(db.conn, indexed_text.BEFORE_WORDINGS)
    fts_index.make_wider(db.conn)
    run(db, _PAGE)


# A merge checks for every record whether the other copy knows its present state: `now` is the revision id of that
# state, `past` are earlier ones, `gone` are those of a permanently deleted record. Revision ids contain no text.
# Another version of a session, which a merge saves as a note, has answers that must not be counted again.
_COPIES: Final = """
CREATE TABLE revisions (
    what TEXT NOT NULL,
    id TEXT NOT NULL,
    revision TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('now', 'past', 'gone')),
    PRIMARY KEY (what, id, revision)
) STRICT;

CREATE TABLE versions (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    revision TEXT NOT NULL,
    written_at TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (entry_id, revision)
) STRICT;

ALTER TABLE entries ADD COLUMN version_of TEXT REFERENCES entries (id) ON DELETE SET NULL;

DROP VIEW answers_by_session;

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
WHERE entries.deleted_at IS NULL AND entries.kind IN ('session', 'consultation')
ORDER BY entries.date, entries.created_at, questions.position
"""

# Tags written in the texts as #words, in addition to those of the tags field, and the other text of an entry, for
# the full-text index. The list is read in windows: the indexes give its order and each therapist's sessions
# without reading the texts.
_TAGS: Final = """
CREATE TABLE text_tags (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (entry_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX text_tags_by_tag ON text_tags (tag);

CREATE INDEX entry_tags_by_tag ON entry_tags (tag, entry_id);

CREATE TABLE other_words (
    number INTEGER PRIMARY KEY REFERENCES entries (number) ON DELETE CASCADE,
    words TEXT NOT NULL
) STRICT;

DROP INDEX entries_by_date;

CREATE INDEX entries_by_date ON entries (date, created_at, id) WHERE deleted_at IS NULL;

CREATE INDEX sessions_by_therapist ON entries (therapist_id, date) WHERE kind = 'session' AND deleted_at IS NULL;

CREATE INDEX entries_in_trash ON entries (deleted_at) WHERE deleted_at IS NOT NULL
"""

# Text condensed by hand for the brief, and the order of its items: a choice may set a position only.
_PAGE: Final = """
CREATE TABLE excerpts (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    from_entry TEXT REFERENCES entries (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'brought', 'let go')),
    for_me INTEGER NOT NULL DEFAULT 0 CHECK (for_me IN (0, 1)),
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE page_choices_placed (
    choice TEXT PRIMARY KEY,
    included INTEGER CHECK (included IN (0, 1)),
    position INTEGER
) STRICT;

INSERT INTO page_choices_placed (choice, included) SELECT choice, included FROM page_choices;

DROP TABLE page_choices;

ALTER TABLE page_choices_placed RENAME TO page_choices
"""
