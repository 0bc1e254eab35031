"""Putting a backup in the place of the journal, and keeping the present file beside it (design: safety.md 4).

Copying a file over the journal by hand can be undone by what SQLite left beside it; this cannot.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import copy_private, make_folder, sync_folder
from alliance_journal.store import backups, migrations
from alliance_journal.store import connection as opening
from alliance_journal.store.driver import calm
from alliance_journal.store.errors import Busy, CannotWrite, JournalError
from alliance_journal.store.opened import Clock, utc_now


def restore(
    path: Path,
    backup: Path,
    key: Passphrase | None = None,
    present: Passphrase | None = None,
    clock: Clock = utc_now,
) -> Path | None:
    """Put a copy of a backup in the place of the journal.

    Args:
        path: the journal's file; it may be damaged, or gone.
        backup: the backup; it stays where it is.
        key: what opens the backup.
        present: what opens the journal as it is now, where it can be opened.
        clock: the present instant.

    Returns:
        Where the file that was there is now; None where there was none.

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
        with _alone(path, present):
            for left in (part, *opening.left_beside(part)):
                left.unlink(missing_ok=True)
            try:
                copy_private(backup, part)
                backups.verify(part, key)
                aside = _put_aside(path, clock)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise CannotWrite(
            f"The backup could not be put in the place of {path}: {error.strerror}. The journal is as it was.",
            "Check the folder and the free space, then try again.",
        ) from None
    return aside


def _must_be_a_journal(backup: Path, key: Passphrase | None) -> None:
    with calm(backup), contextlib.closing(opening.connect(backup, key)) as connection:
        migrations.applied(connection, backup)


@contextlib.contextmanager
def _alone(path: Path, present: Passphrase | None) -> Iterator[None]:
    """Hold the file that is there alone, with nothing half written beside it; a damaged one cannot be held."""
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
        yield
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
