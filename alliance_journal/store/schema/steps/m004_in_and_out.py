"""What goes in and out: revisions that tell which copy knows more, earlier versions, tags in texts, excerpts."""

from typing import Any, Final

from alliance_journal.store.schema.steps.statements import run
from alliance_journal.store.search import fts_index, indexed_text


def apply(db: Any) -> None:
    """Add the tables and columns."""
    run(db, _COPIES)
    run(db, _TAGS)
    indexed_text.renew_all(db.conn, indexed_text.BEFORE_WORDINGS)
    fts_index.make_wider(db.conn)
    run(db, _PAGE)


# A merge asks of everything with an id whether the other copy has seen its present state: `now` is that state's
# own mark, `past` are those before it, `gone` are those of something deleted for good. Marks are no words. Another
# version of a session, which a merge keeps as a note, has answers that are not counted once more.
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

# The tags that stand in the texts as #words, beside those of their own field, and what else an entry says, for the
# index of words. The list is read by windows: its order and each therapist's sessions, with no look at the texts.
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

# What was condensed by hand for the page, and the order of what is on it: a choice may be of a place alone.
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
