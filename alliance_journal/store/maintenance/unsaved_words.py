"""Words that could not be saved when the program ended, written to a file next to the journal for the next start.

The file is a small journal. If the journal is encrypted, the file is encrypted with a key that is stored inside
the journal. So a program that does not know the present passphrase can write it, and one that does can read it.
"""

import contextlib
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from alliance_journal import paths
from alliance_journal.domain.models import Entry, Unsaved
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.database import utc_now
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal, database_of

_STAMP: Final = "%Y%m%d-%H%M%S%f"


def put_aside(
    journal: Path, key: Passphrase | None, words: Sequence[Unsaved], now: dt.datetime | None = None
) -> Path:
    """Write words that could not be saved in the journal to a new file next to it, for the next start.

    Args:
        journal: the path of the journal; the file may not exist at this moment.
        key: the key that encrypts the new file; None for a plain one.
        words: the typed texts.
        now: the present instant; None for the system clock.

    Returns:
        The new file.

    Raises:
        JournalError: if it cannot be written; no file is left then.
    """
    path = paths.unsaved(journal, (now or utc_now()).strftime(_STAMP))
    try:
        with contextlib.closing(Journal.begin(path, passphrase=key)) as aside, aside.transaction():
            for one in words:
                _write(aside, one)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _write(aside: Journal, one: Unsaved) -> None:
    """Insert the words into the file: as an entry with its draft, or as unsaved text of a card."""
    words = _storable(one.words)
    if one.entry is None:
        aside.unfinished.save(one.card, words)
        return
    aside.entries.insert(_alone(one.entry)._replace(body=words))
    aside.drafts.save(one.entry.id, words, one.base)


def _storable(text: str) -> str:
    """Return the text with a replacement for each character that a journal cannot store."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()


def _alone(entry: Entry) -> Entry:
    """Return the entry without references to other rows."""
    return entry._replace(
        therapist_id=None, goal_id=None, version_of=None, tags=(), answers=(), tension=None, medium=None
    )


def import_all(journal: Journal) -> None:
    """Import the words of every such file into the journal as unsaved text, then delete the file.

    A file that no key of this journal opens is left as it is.

    Raises:
        JournalError: if the journal cannot be written now; the files are kept then.
    """
    if journal.path is None or journal.read_only or not (files := paths.unsaved_files(journal.path)):
        return
    keys = (journal.file_settings.unsaved_text_key(), journal.passphrase)
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            with journal.transaction():
                taken = _take(journal, path, [key for key in keys if key])
            if taken:
                path.unlink()


def _take(journal: Journal, path: Path, keys: Sequence[Passphrase]) -> bool:
    """Import the contents of the file, within a transaction.

    Returns:
        True if the file could be opened.
    """
    for key in keys or (None,):
        try:
            aside = Journal.open(path, passphrase=key)
        except JournalError:
            continue
        with contextlib.closing(aside):
            _copy(aside, journal)
        return True
    return False


def _copy(aside: Journal, journal: Journal) -> None:
    entries = {entry.id: entry for entry in aside.entries.list()}
    for draft in aside.drafts.list(also_of_others=True):
        found = database_of(journal).select("SELECT deleted_at FROM entries WHERE id = ?", (draft.entry_id,))
        if found and found[0]["deleted_at"] is None:
            database_of(journal).upsert("drafts", ["entry_id", "writer"], draft._asdict())
        else:
            journal.entries.add_separately(entries[draft.entry_id], draft.body)
    for row in database_of(aside).select("SELECT card, writer, words, saved_at FROM unfinished"):
        database_of(journal).upsert("unfinished", ["card", "writer"], row)
