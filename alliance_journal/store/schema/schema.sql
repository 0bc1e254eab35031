-- Schema of a new journal file. The module new_file executes it; the numbered migrations in steps/ bring every
-- earlier file to the same schema, and a test compares the two object by object.
--
-- Rules of this file:
--   * Each statement begins with CREATE at the beginning of a line and ends with a semicolon.
--   * Comments begin with two hyphens; they are left out of the journal file, so that its definitions are the same
--     as in a file that was migrated. No text in a definition contains two hyphens.
--   * A column that a migration added stands at the end of its table, where ALTER TABLE puts it.
--
-- Kinds of values:
--   id        text; a random UUID, unless the record was imported with another id
--   day       text, ISO 8601: 2026-05-28; the client's own calendar day
--   clock     text, HH:MM, 24 hours; the client's own clock
--   instant   text, ISO 8601 in UTC with milliseconds: 2026-05-28T17:30:00.000+00:00
--   position  whole number that orders a list, smallest first; equal ones are ordered by id
--   flag      0 for no, 1 for yes


-- Migrations that the file has; a new file has all of them. sqlite-utils reads and writes this table. It is the first
-- one, as in a file that was migrated: what is read of a damaged file depends on it.
CREATE TABLE "_sqlite_migrations" (
    "id" INTEGER PRIMARY KEY,
    "migration_set" TEXT,
    "name" TEXT,
    -- Date and time in UTC, with microseconds.
    "applied_at" TEXT
);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");


-- People

-- Therapists: present, past, and those being considered.
CREATE TABLE therapists (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'current' CHECK (status IN ('current', 'considering', 'past')),
    -- The client's notes about the therapist.
    note TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    -- How the work would be: alone, as a couple, by video, how often. Free text, like the next three.
    setting TEXT NOT NULL DEFAULT '',
    -- Price.
    fee TEXT NOT NULL DEFAULT '',
    -- First free date.
    first_free TEXT NOT NULL DEFAULT '',
    -- Questions still to be asked, one a line.
    to_ask TEXT NOT NULL DEFAULT ''
) STRICT;

-- Coming appointments, single or repeated.
CREATE TABLE appointments (
    -- Row number; another one in every copy of the journal.
    id INTEGER PRIMARY KEY,
    -- Day, or day and clock: 2026-06-04 or 2026-06-04T17:30.
    at TEXT NOT NULL,
    therapist_id TEXT REFERENCES therapists (id),
    -- Recurrence rule (RRULE of RFC 5545); NULL for a single appointment.
    repeats TEXT
) STRICT;

-- Telephone numbers of people the client would call, in their order.
CREATE TABLE own_numbers (
    position INTEGER PRIMARY KEY,
    -- Name and number as typed.
    text TEXT NOT NULL
) STRICT;


-- Entries

-- Sessions, consultation calls, notes between sessions ("between"), and letters.
CREATE TABLE entries (
    -- Row number, to which the search index, answers and checksums refer. It differs between copies of the journal,
    -- and is used again after its entry was deleted permanently.
    number INTEGER PRIMARY KEY,
    -- Id, the same in every copy of the journal.
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('session', 'consultation', 'between', 'letter')),
    -- Day it is about.
    date TEXT NOT NULL,
    -- Clock; NULL if not given.
    time TEXT,
    therapist_id TEXT REFERENCES therapists (id),
    -- NULL if not given.
    medium TEXT CHECK (medium IN ('in person', 'video', 'phone')),
    -- Empty for an entry without a title: lists show its first words.
    title TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    -- Flag: lists and exports show none of its words.
    private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),
    -- Instant.
    created_at TEXT NOT NULL,
    -- Instant of the last change.
    updated_at TEXT NOT NULL,
    -- Instant it was put in the trash; NULL if it is not there.
    deleted_at TEXT,
    goal_id TEXT REFERENCES goals (id) ON DELETE SET NULL,
    -- Entry of which this is another version, kept because both were changed; NULL for every other entry.
    version_of TEXT REFERENCES entries (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX entries_by_date ON entries (date, created_at, id) WHERE deleted_at IS NULL;

CREATE INDEX sessions_by_therapist ON entries (therapist_id, date) WHERE kind = 'session' AND deleted_at IS NULL;

CREATE INDEX entries_in_trash ON entries (deleted_at) WHERE deleted_at IS NOT NULL;

-- Tags of an entry's own field.
CREATE TABLE entry_tags (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- Without the number sign.
    tag TEXT NOT NULL,
    PRIMARY KEY (entry_id, tag)
) STRICT;

CREATE INDEX entry_tags_by_tag ON entry_tags (tag, entry_id);

-- Tags written in an entry's text as #words; derived from it.
CREATE TABLE text_tags (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    -- Without the number sign.
    tag TEXT NOT NULL,
    PRIMARY KEY (entry_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX text_tags_by_tag ON text_tags (tag);

-- Sessions at which the client noted a tension.
CREATE TABLE tensions (
    entry_id TEXT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    -- What it was about; may be empty.
    words TEXT NOT NULL DEFAULT '',
    -- Entry in which it was talked through; NULL if it was not.
    talked_through_in TEXT REFERENCES entries (id) ON DELETE SET NULL,
    -- What came of it; may be empty.
    outcome TEXT NOT NULL DEFAULT ''
) STRICT;

-- Texts being typed that are not part of their entries yet, one for each entry and run of the program.
CREATE TABLE drafts (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    -- Run of the program: hash of computer and boot, process number, start. Empty in a file of the first version.
    writer TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Text of the entry when the editing began: if it is another one at saving, both versions are kept.
    base TEXT NOT NULL,
    -- Instant.
    saved_at TEXT NOT NULL,
    PRIMARY KEY (entry_id, writer)
) STRICT;

-- Texts being typed in dialogs that were not closed yet.
CREATE TABLE unfinished (
    -- Name of the dialog, for some with the id of the record it edits.
    card TEXT NOT NULL,
    -- Run of the program, as in drafts.
    writer TEXT NOT NULL,
    words TEXT NOT NULL,
    -- Instant.
    saved_at TEXT NOT NULL,
    PRIMARY KEY (card, writer)
) STRICT;

-- Earlier versions of entries' texts.
CREATE TABLE versions (
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    -- First 32 hexadecimal digits of the SHA-256 of title and body: the same text is one version.
    revision TEXT NOT NULL,
    -- Instant it was written.
    written_at TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Instant it was replaced by another text.
    kept_at TEXT NOT NULL,
    PRIMARY KEY (entry_id, revision)
) STRICT;


-- Checklist

-- Questions of the checklist, inserted from the domain's list of questions when a file is made.
CREATE TABLE questions (
    -- Short name: warmth.
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    -- Present wording.
    text TEXT NOT NULL,
    -- Id of the element of the alliance it asks about.
    element TEXT NOT NULL,
    -- One of the nine questions of the article, or one added to them.
    source TEXT NOT NULL CHECK (source IN ('article', 'added')),
    -- Flag: it is shown on the checklist.
    asked INTEGER NOT NULL DEFAULT 1 CHECK (asked IN (0, 1))
) STRICT;

-- Wordings in which questions were answered, each stored once.
CREATE TABLE wordings (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

-- Answers, at most one for each question of an entry.
CREATE TABLE answers (
    -- Number of the entry.
    number INTEGER NOT NULL REFERENCES entries (number) ON DELETE CASCADE,
    question_id TEXT NOT NULL REFERENCES questions (id),
    answer TEXT NOT NULL CHECK (answer IN ('no', 'partly', 'mostly', 'fully', 'not sure', 'did not come up')),
    -- The client's comment; may be empty.
    words TEXT NOT NULL DEFAULT '',
    -- Wording of the question at the time; NULL if it is not known.
    wording INTEGER REFERENCES wordings (id),
    -- Instant; empty if it is not known.
    answered_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (number, question_id)
) STRICT, WITHOUT ROWID;

-- Numbers of entries are used again: answers that another program left behind must not become those of a new entry.
CREATE TRIGGER answers_of_nobody AFTER INSERT ON entries
BEGIN
    DELETE FROM answers WHERE number = new.number;
END;

-- Answers with the id of their entry and the wording of their question.
CREATE VIEW answers_asked AS
SELECT entries.id AS entry_id, question_id, answer, words, coalesce(wordings.text, '') AS asked_as, answered_at
FROM answers JOIN entries ON entries.number = answers.number LEFT JOIN wordings ON wordings.id = wording;

-- For other programs: answers of sessions and consultation calls, each with its session's number (from 1 for each
-- therapist) and its value from 0 (no) to 3 (fully); NULL for "not sure" and "did not come up".
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
ORDER BY entries.date, entries.created_at, questions.position;


-- Goals, homework, and what to bring to the next session

-- Goals in the client's own words.
CREATE TABLE goals (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    -- How the client would notice that it is reached.
    how_we_notice TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'reached', 'let go')),
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The client's own ratings of a goal.
CREATE TABLE goal_marks (
    goal_id TEXT NOT NULL REFERENCES goals (id) ON DELETE CASCADE,
    -- From 1, in the order of the days.
    position INTEGER NOT NULL,
    -- Day.
    date TEXT NOT NULL,
    mark INTEGER NOT NULL CHECK (mark BETWEEN 0 AND 10),
    PRIMARY KEY (goal_id, position)
) STRICT;

-- Homework.
CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    -- What it is for.
    why TEXT NOT NULL DEFAULT '',
    -- Session it was agreed in.
    agreed_in TEXT REFERENCES entries (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'did', 'tried', 'did not', 'not useful')),
    -- How it went.
    note TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    -- Flag: it is for the next session.
    by_next INTEGER NOT NULL DEFAULT 1 CHECK (by_next IN (0, 1))
) STRICT;

-- Topics to bring to a session: copies of the client's words, which do not change with the entry they come from.
CREATE TABLE topics (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    from_entry TEXT REFERENCES entries (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'brought', 'let go')),
    -- Flag: it is on the page to bring.
    included INTEGER NOT NULL DEFAULT 1 CHECK (included IN (0, 1)),
    position INTEGER NOT NULL,
    goal_id TEXT REFERENCES goals (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX topics_by_entry ON topics (from_entry);

-- Words chosen by hand for the page to bring: copies, like topics.
CREATE TABLE excerpts (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    from_entry TEXT REFERENCES entries (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'brought', 'let go')),
    -- Flag: only for the client's own copy of the page.
    for_me INTEGER NOT NULL DEFAULT 0 CHECK (for_me IN (0, 1)),
    position INTEGER NOT NULL
) STRICT;

-- Choices by hand about items of the page to bring.
CREATE TABLE page_choices (
    -- Therapist's id (empty for sessions without a therapist), a slash, and the key of the item: ada/good:warmth.
    choice TEXT PRIMARY KEY,
    -- Flag: put on the page or left out; NULL to follow the suggestion.
    included INTEGER CHECK (included IN (0, 1)),
    -- Place in its group, from 1; NULL if it was not moved.
    position INTEGER
) STRICT;


-- Search. Everything here is derived from the entries; triggers keep it up to date.

-- Text of an entry besides its title and body: tags, comments on answers, notes on a tension.
CREATE TABLE other_words (
    -- Number of the entry.
    number INTEGER PRIMARY KEY REFERENCES entries (number) ON DELETE CASCADE,
    -- One item a line.
    words TEXT NOT NULL
) STRICT;

-- Rows that the full-text index reads.
CREATE VIEW searched AS
SELECT entries.number, entries.title, entries.body, other_words.words AS other
FROM entries LEFT JOIN other_words ON other_words.number = entries.number;

-- Full-text index of all words, without their accents. SQLite stores it in the tables words_data, words_idx,
-- words_docsize and words_config.
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, other, content = 'searched', content_rowid = 'number',
    tokenize = "unicode61 remove_diacritics 2", prefix = '2'
);

CREATE TRIGGER words_of_new AFTER INSERT ON entries
BEGIN
    INSERT INTO words (rowid, title, body, other)
    VALUES (new.number, new.title, new.body, (SELECT words FROM other_words WHERE number = new.number));
END;

-- BEFORE: deleting the entry deletes its row of other_words, too, which is needed here.
CREATE TRIGGER words_of_gone BEFORE DELETE ON entries
BEGIN
    INSERT INTO words (words, rowid, title, body, other)
    VALUES ('delete', old.number, old.title, old.body, (SELECT words FROM other_words WHERE number = old.number));
END;

CREATE TRIGGER words_of_changed AFTER UPDATE OF title, body ON entries
BEGIN
    INSERT INTO words (words, rowid, title, body, other)
    VALUES ('delete', old.number, old.title, old.body, (SELECT words FROM other_words WHERE number = old.number));
    INSERT INTO words (rowid, title, body, other)
    VALUES (new.number, new.title, new.body, (SELECT words FROM other_words WHERE number = new.number));
END;

CREATE TRIGGER other_words_new AFTER INSERT ON other_words
BEGIN
    INSERT INTO words (words, rowid, title, body, other)
    VALUES ('delete', new.number, (SELECT title FROM entries WHERE number = new.number),
    (SELECT body FROM entries WHERE number = new.number), NULL);
    INSERT INTO words (rowid, title, body, other)
    VALUES (new.number, (SELECT title FROM entries WHERE number = new.number),
    (SELECT body FROM entries WHERE number = new.number), new.words);
END;

CREATE TRIGGER other_words_gone AFTER DELETE ON other_words
WHEN EXISTS (SELECT 1 FROM entries WHERE number = old.number)
BEGIN
    INSERT INTO words (words, rowid, title, body, other)
    VALUES ('delete', old.number, (SELECT title FROM entries WHERE number = old.number),
    (SELECT body FROM entries WHERE number = old.number), old.words);
    INSERT INTO words (rowid, title, body, other)
    VALUES (old.number, (SELECT title FROM entries WHERE number = old.number),
    (SELECT body FROM entries WHERE number = old.number), NULL);
END;

CREATE TRIGGER other_words_changed AFTER UPDATE OF words ON other_words
BEGIN
    INSERT INTO words (words, rowid, title, body, other)
    VALUES ('delete', old.number, (SELECT title FROM entries WHERE number = old.number),
    (SELECT body FROM entries WHERE number = old.number), old.words);
    INSERT INTO words (rowid, title, body, other)
    VALUES (new.number, (SELECT title FROM entries WHERE number = new.number),
    (SELECT body FROM entries WHERE number = new.number), new.words);
END;


-- The file itself

-- SHA-256 of what each entry says; a text that does not match was not changed by this program.
CREATE TABLE digests (
    -- Number of the entry.
    number INTEGER PRIMARY KEY REFERENCES entries (number) ON DELETE CASCADE,
    -- 64 hexadecimal digits.
    sha256 TEXT NOT NULL
) STRICT;

-- States that records went through, without their words: a merge sees from them which copy knows more. A record
-- that was never changed has no row.
CREATE TABLE revisions (
    -- Kind of record: a table.
    what TEXT NOT NULL,
    -- Id of the record. All appointments with a therapist are one record with the therapist's id, and all own numbers
    -- one with an empty id.
    id TEXT NOT NULL,
    -- Random or derived digits, followed by the first digits of the content's SHA-256, or by "-gone".
    revision TEXT NOT NULL,
    -- Instant; empty for the first state of a record.
    at TEXT NOT NULL,
    -- Present state, an earlier one, or a state of a record that was deleted permanently.
    state TEXT NOT NULL CHECK (state IN ('now', 'past', 'gone')),
    PRIMARY KEY (what, id, revision)
) STRICT;

-- Values of the file itself. A new file has the first two:
--   changes               how many transactions changed the journal
--   mark                  eight random hexadecimal digits, which name this journal's part of a second backup folder
--   key of unsaved words  key that encrypts files of texts that could not be saved
--   looked at             day of the last daily check
--   backed up             value of "changes" at the last backup
--   second folder         path of a second folder for backups
--   to clean              1 while the file can still contain words of entries that were deleted permanently
--   disagree offered      1 after the optional question was offered once
CREATE TABLE upkeep (
    what TEXT PRIMARY KEY,
    -- Text or whole number.
    value ANY NOT NULL
) STRICT;
