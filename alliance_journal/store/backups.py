"""Verified copies of the journal, in a private folder beside it (design: safety.md, section 4)."""

import os
from pathlib import Path

from alliance_journal import paths
from alliance_journal.files import give_name, sync_folder
from alliance_journal.store import connection as opening
from alliance_journal.store.errors import CannotWrite, Damaged
from alliance_journal.store.journal import Journal


def make(journal: Journal) -> Path | None:
    """Copy the journal as it is now, check the copy, and only then give it its name.

    Returns:
        The copy; None for a journal in memory.

    Raises:
        JournalError: when no copy could be made or it was not whole; nothing is left behind then.
    """
    if journal.path is None:
        return None
    folder = paths.backups_folder(journal.path)
    stamp = journal.stamp()[:23].translate(str.maketrans("", "", ":.-")).replace("T", "-")
    final = folder / f"{journal.path.stem}-{stamp}{journal.path.suffix}"
    part = paths.part_file(final)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with opening.calm(journal.path):
                # As bytes: a path may hold what is not UTF-8.
                journal.connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(part),))
            _verify(part)
            give_name(part, final)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise CannotWrite(
            f"No backup could be made in {folder}: {error.strerror}.", "Check the folder and the free space."
        ) from None
    return final


def _verify(copy: Path) -> None:
    # SQLite does not always wait for the disk here.
    handle = os.open(copy, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    with opening.calm(copy):
        connection = opening.connect(copy)
        try:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            linked = connection.execute("PRAGMA foreign_key_check").fetchone() is None
        finally:
            connection.close()
    if not (whole and linked):
        raise Damaged("The backup was not whole, so it was not kept.", "Check the disk, then try again.")
