"""Putting a backup in the place of the journal, and keeping the present file beside it (design: safety.md 4).

Copying a file over the journal by hand can be undone by what SQLite left beside it; this cannot.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import copy_private, make_folder, sync_file, sync_folder
from alliance_journal.store import backups, migrations, private_copies, rewriting, schema
from alliance_journal.store import connection as opening
from alliance_journal.store.bounded import Limit
from alliance_journal.store.driver import DRIVER_ERRORS, Connection, calm
from alliance_journal.store.errors import Busy, CannotWrite, JournalError
from alliance_journal.store.journal import UNSAVED_KEY
from alliance_journal.store.opened import Clock, utc_now
from alliance_journal.store.schema import Part


class Restored(NamedTuple):
    """What came of a restore.

    Attributes:
        aside: where the file that was there is now; None where there was none.
        foreign: what was in the backup that no version of this program makes; it was not taken over.
        dropped: the second folder for backups that the backup names and that was not taken over; empty where there
            is none, or it was taken over.
    """

    aside: Path | None
    foreign: tuple[Part, ...] = ()
    dropped: str = ""

    def said(self) -> str:
        """What was not taken over, in a sentence; empty where everything was."""
        if not self.foreign:
            return ""
        return f"Not taken over, since this program did not make it: {schema.say(self.foreign)}."


def second_folder_in(backup: Path, key: Passphrase | None) -> str:
    """The second folder for backups that a backup names; empty where it names none.

    Raises:
        JournalError: when the backup cannot be opened or read.
    """
    backup = Path(os.path.realpath(backup))
    key = opening.key_for(backup, key)
    with contextlib.closing(rewriting.read_only(backup, key, Limit())) as connection, calm(backup):
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
    """Put a copy of a backup in the place of the journal.

    Of a file whose schema has anything that is not ours, only the rows are taken over.

    Args:
        path: the journal's file; it may be damaged, or gone.
        backup: the backup; it stays where it is.
        key: what opens the backup.
        present: what opens the journal as it is now, where it can be opened.
        clock: the present instant.
        second_folder: the second folder for backups that may go on being used. Any other that the backup names is
            not taken over: everything that is written would be copied there.

    Raises:
        Busy: when another window is writing; nothing was changed.
        JournalError: when the backup is not whole, or cannot be put there; nothing was changed.
    """
    path, backup = Path(os.path.realpath(path)), Path(os.path.realpath(backup))
    key = opening.key_for(backup, key)
    _must_be_a_journal(backup, key)
    part = paths.part_file(path)
    try:
        if paths.is_default_place(path):
            # On a new computer nothing was ever begun.
            make_folder(path.parent)
        with _alone(path, present) as connection:
            for left in (part, *opening.left_beside(part)):
                left.unlink(missing_ok=True)
            try:
                foreign, dropped = _copy(path, backup, key, second_folder, _unsaved_key_in(connection))
                aside = _put_aside(path, clock)
                part.replace(path)
            finally:
                private_copies.remove(part)
                private_copies.remove(paths.other_copy(path))
        sync_folder(path.parent)
    except OSError as error:
        raise CannotWrite(
            f"The backup could not be put in the place of {path}: {error.strerror}. The journal is as it was.",
            "Check the folder and the free space, then try again.",
        ) from None
    return Restored(aside, tuple(foreign), dropped)


def _unsaved_key_in(connection: Connection | None) -> str:
    """The key of the files of unsaved words beside the journal of a connection; empty where it names none."""
    # A damaged file may not say it, and the first version had none.
    with contextlib.suppress(*DRIVER_ERRORS):
        sql = "SELECT value FROM upkeep WHERE what = ?"
        found = connection.execute(sql, (UNSAVED_KEY,)).fetchone() if connection else None
        return str(found[0]) if found else ""
    return ""


def _copy(
    path: Path, backup: Path, key: Passphrase | None, second_folder: str, unsaved_key: str
) -> tuple[list[Part], str]:
    """Copy a backup beside the journal, without anything foreign and without a second folder that nobody confirmed.

    The key of the words that wait beside the journal is kept: the backup may be from before there was one.

    Returns:
        What was foreign, and the second folder that was left out.
    """
    part, work = paths.part_file(path), paths.other_copy(path)
    copy_private(backup, part)
    private_copies.make_room(work)
    foreign = rewriting.make_ours(part, work, key)
    backups.verify(part, key)
    with contextlib.closing(opening.connect(part, key)) as connection, calm(backup):
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
    """Tell whether the file keeps anything about itself; the first version did not."""
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'upkeep'"
    return connection.execute(sql).fetchone() is not None


def _must_be_a_journal(backup: Path, key: Passphrase | None) -> None:
    with calm(backup), contextlib.closing(opening.connect(backup, key)) as connection:
        Limit().put_on(connection)
        rewriting.version_in(connection, backup)


@contextlib.contextmanager
def _alone(path: Path, present: Passphrase | None) -> Iterator[Connection | None]:
    """Hold the file that is there alone, with nothing half written beside it; a damaged one cannot be held.

    Yields:
        A connection to it; None where it cannot be opened.
    """
    connection = None
    try:
        connection = opening.connect(path, opening.key_for(path, present))
        with calm(path):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except Busy:
        if connection:
            connection.close()
        raise
    except JournalError:
        # It cannot be opened, or is gone: that is why a backup is wanted.
        if connection:
            connection.close()
        connection = None
    try:
        yield connection
    finally:
        if connection:
            connection.close()


def _put_aside(path: Path, clock: Clock) -> Path | None:
    """Give the present file a second name, and take along what SQLite left beside it, also where it is gone."""
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
            # A stick or a phone may have no links.
            copy_private(path, aside)
    for left in opening.left_beside(path):
        # It belongs to the file that was there, and would undo the one that comes.
        left.rename(left.with_name(left.name.replace(path.name, aside.name, 1)))
    sync_folder(path.parent)
    return aside if is_there else None
