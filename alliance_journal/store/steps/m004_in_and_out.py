"""What goes in and out: revisions that tell which copy knows more, earlier versions, tags in texts, excerpts."""

from typing import Any, Final

from alliance_journal.store.steps.statements import run


def apply(db: Any) -> None:
    """Add the tables and columns."""
    run(db, _COPIES)
    run(db, _TAGS)
    run(db, _PAGE)


# A merge asks of everything with an id whether the other copy has seen its present state: `now` is that state's
# own mark, `past` are those before it, `gone` is that of something deleted for good. Marks are no words.
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
    written_at TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (entry_id, written_at, title, body)
) STRICT;

ALTER TABLE entries ADD COLUMN version_of TEXT REFERENCES entries (id) ON DELETE SET NULL
"""

# The tags that stand in the texts as #words, beside those of their own field.
_TAGS: Final = """
CREATE TABLE text_tags (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (entry_id, tag)
) STRICT
"""

# What was condensed by hand for the page, and the order of what is on it.
_PAGE: Final = """
CREATE TABLE excerpts (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    from_entry TEXT REFERENCES entries (id) ON DELETE SET NULL,
    position INTEGER NOT NULL
) STRICT;

ALTER TABLE page_choices ADD COLUMN position INTEGER
"""
