"""Restore of a backup: replace the journal with a copy of it, and keep the present file under another name.

Beside a file that was copied over the journal by hand, a leftover rollback journal would be rolled back into it. A
restore moves such leftovers away first.

Two rows of the table `upkeep` are written by SQL of this module and not by the verbs of `Database`: the copy is not
yet the journal, and can have the schema of an earlier version.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import copy_private, make_folder, sync_file, sync_folder
from alliance_journal.store.backup import backups, row_copy
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core import temp_copy
from alliance_journal.store.core.database import Clock, utc_now
from alliance_journal.store.core.errors import Busy, CannotWrite, JournalError
from alliance_journal.store.core.file_settings import UNSAVED_KEY
from alliance_journal.store.core.sqlite_driver import DRIVER_ERRORS, Connection, converted_errors
from alliance_journal.store.core.time_limit import Limit
from alliance_journal.store.schema import known_schemas, migrations
from alliance_journal.store.schema.known_schemas import Part


class Restored(NamedTuple):
    """Result of a restore.

    Attributes:
        aside: new path of the replaced file; None if there was none.
        foreign: parts of the backup's schema that no version of this program makes; they were not restored.
        dropped: the second folder for backups that the backup names and that was not restored; empty if there is
            none, or it was restored.
    """

    aside: Path | None
    foreign: tuple[Part, ...] = ()
    dropped: str = ""

    def said(self) -> str:
        """Return a sentence about the foreign parts that were not restored; empty if there are none."""
        if not self.foreign:
            return ""
        return f"Not taken over, since this program did not make it: {known_schemas.say(self.foreign)}."


def second_folder_in(backup: Path, key: Passphrase | None) -> str:
    """Return the second folder for backups that a backup names; empty if it names none.

    Raises:
        JournalError: if the backup cannot be opened or read.
    """
    backup = Path(os.path.realpath(backup))
    key = opening.key_for(backup, key)
    with contextlib.closing(row_copy.read_only(backup, key, Limit())) as connection, converted_errors(backup):
        migrations.applied(connection, backup)
        return _named_in(connection)


def _named_in(connection: Connection) -> str:
    if not _has_upkeep(connection):
        return ""
    found = connection.execute("SELECT value FROM upkeep WHERE what = 'second folder'").fetchone()
    return str(found[0]) if found else ""


def restore(
    path: Path,
    backup: Path,
    key: Passphrase | None = None,
    present: Passphrase | None = None,
    clock: Clock = utc_now,
    *,
    second_folder: str = "",
) -> Restored:
    """Replace the journal with a copy of a backup.

    If the backup's schema has foreign parts, only its rows are copied, into a new file.

    Args:
        path: the journal's file; it may be damaged or missing.
        backup: the backup; it is not moved or changed.
        key: passphrase or key that opens the backup; None for a plain one.
        present: passphrase or key that opens the present journal, if it can be opened.
        clock: returns the current time.
        second_folder: the second folder for backups that may still be used. Any other that the backup names is not
            restored, because every backup, with everything in the journal, would be copied there.

    Raises:
        Busy: if another window is writing; nothing was changed.
        JournalError: if the backup is damaged, or cannot be copied; nothing was changed.
    """
    path, backup = Path(os.path.realpath(path)), Path(os.path.realpath(backup))
    key = opening.key_for(backup, key)
    _must_be_a_journal(backup, key)
    part = paths.part_file(path)
    try:
        if paths.is_default_place(path):
            # On a new computer the default folder does not exist yet.
            make_folder(path.parent)
        with _alone(path, present) as connection:
            for left in (part, *opening.left_beside(part)):
                left.unlink(missing_ok=True)
            try:
                foreign, dropped = _copy(path, backup, key, second_folder, _unsaved_key_in(connection))
                aside = _put_aside(path, clock)
                part.replace(path)
            finally:
                temp_copy.remove(part)
                temp_copy.remove(paths.other_copy(path))
        sync_folder(path.parent)
    except OSError as error:
        raise CannotWrite(
            f"The backup could not be put in the place of {path}: {error.strerror}. The journal is as it was.",
            "Check the folder and the free space, then try again.",
        ) from None
    return Restored(aside, tuple(foreign), dropped)


def _unsaved_key_in(connection: Connection | None) -> str:
    """Return the key that encrypts the files of unsaved text next to a journal; empty if the journal has none."""
    # A damaged file may not be readable, and the first version of the schema has no such table.
    with contextlib.suppress(*DRIVER_ERRORS):
        sql = "SELECT value FROM upkeep WHERE what = ?"
        found = connection.execute(sql, (UNSAVED_KEY,)).fetchone() if connection else None
        return str(found[0]) if found else ""
    return ""


def _copy(
    path: Path, backup: Path, key: Passphrase | None, second_folder: str, unsaved_key: str
) -> tuple[list[Part], str]:
    """Copy a backup into the journal's folder, without foreign parts and without an unconfirmed second folder.

    The present key of unsaved text is copied into the backup's copy, because the backup may have been made before
    that key existed.

    Returns:
        The foreign parts, and the second folder that was left out; empty if none was.
    """
    part, work = paths.part_file(path), paths.other_copy(path)
    copy_private(backup, part)
    temp_copy.make_room(work)
    foreign = row_copy.make_ours(part, work, key)
    backups.verify(part, key)
    with contextlib.closing(opening.connect(part, key)) as connection, converted_errors(backup):
        if unsaved_key and _has_upkeep(connection) and _unsaved_key_in(connection) != unsaved_key:
            connection.execute(
                "INSERT OR REPLACE INTO upkeep (what, value) VALUES (?, ?)", (UNSAVED_KEY, unsaved_key)
            )
        named = _named_in(connection)
        if named == second_folder:
            named = ""
        if named:
            connection.execute("DELETE FROM upkeep WHERE what = 'second folder'")
    sync_file(part)
    return foreign, named


def _has_upkeep(connection: Connection) -> bool:
    """Return True if the file has the table `upkeep`; the first version of the schema does not have it."""
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'upkeep'"
    return connection.execute(sql).fetchone() is not None


def _must_be_a_journal(backup: Path, key: Passphrase | None) -> None:
    with converted_errors(backup), contextlib.closing(opening.connect(backup, key)) as connection:
        Limit().put_on(connection)
        row_copy.version_in(connection, backup)


@contextlib.contextmanager
def _alone(path: Path, present: Passphrase | None) -> Iterator[Connection | None]:
    """Lock the present file exclusively, after an interrupted transaction in it was rolled back.

    A damaged or missing file cannot be locked; the restore continues without a lock then.

    Yields:
        A connection to the file; None if it cannot be opened.

    Raises:
        Busy: if another program is using the file.
    """
    connection = None
    try:
        connection = opening.connect(path, opening.key_for(path, present))
        with converted_errors(path):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except Busy:
        if connection:
            connection.close()
        raise
    except JournalError:
        # The file cannot be opened, or is missing: that is why a backup is restored.
        if connection:
            connection.close()
        connection = None
    try:
        yield connection
    finally:
        if connection:
            connection.close()


def _put_aside(path: Path, clock: Clock) -> Path | None:
    """Give the present file a second name, and rename its rollback journal and WAL file to match.

    They are renamed even if the file itself is missing.

    Returns:
        The second name; None if the file is missing.
    """
    stamp = clock().strftime("%Y%m%d-%H%M%S")
    aside = paths.aside(path, "before-restore", stamp)
    number = 1
    while os.path.lexists(aside) or opening.left_beside(aside):
        number += 1
        aside = paths.aside(path, "before-restore", f"{stamp}-{number}")
    is_there = os.path.lexists(path)
    if is_there:
        try:
            os.link(path, aside)
        except OSError:
            # The file system of a USB stick or a phone may not support hard links.
            copy_private(path, aside)
    for left in opening.left_beside(path):
        # It belongs to the replaced file, and SQLite would write it into the restored one.
        left.rename(left.with_name(left.name.replace(path.name, aside.name, 1)))
    sync_folder(path.parent)
    return aside if is_there else None
