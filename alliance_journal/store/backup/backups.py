"""Verified backups of the journal: creation, listing, rotation, and a second folder."""

import contextlib
import datetime as dt
import errno
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import (
    belongs_to_another,
    copy_private,
    give_name,
    is_abandoned,
    make_folder,
    sync_file,
    sync_folder,
)
from alliance_journal.store.backup import backup_names
from alliance_journal.store.backup.backup_names import Backup as Backup
from alliance_journal.store.backup.backup_names import Why as Why
from alliance_journal.store.backup.backup_names import leftovers as leftovers
from alliance_journal.store.backup.backup_names import newest_first
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import CannotWrite, Damaged, JournalError
from alliance_journal.store.core.sqlite_driver import Connection, converted_errors

DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 12
NEWEST: Final = 3


def make(database: Database, why: Why = "") -> Path | None:
    """Copy the journal into its folder of backups, verify the copy, and only then give it its name.

    Args:
        database: the journal's database.
        why: operation before which the backup is made; part of its name.

    Returns:
        The copy; None for a journal in memory.

    Raises:
        JournalError: if no copy could be made or it was damaged; no file remains then.
    """
    if database.path is None:
        return None
    folder = paths.backups_folder(database.path)
    final = folder / backup_names.name_for(database.path, database.now(), _next_number(database), why)
    try:
        make_folder(folder)
        _must_be_ours(folder, database.path)
        clear_leftovers(database.path, folder)
    except OSError as error:
        raise _not_made(folder, error) from None
    copy_to(database, final)
    return final


def _next_number(database: Database) -> int:
    """Return the number of the next backup: one more than the highest in both folders."""
    assert database.path
    second = None
    # A file of an early version has no table for the second folder yet.
    with contextlib.suppress(JournalError):
        second = second_folder(database)
    return 1 + max((backup.number for backup in everywhere(database.path, second)), default=0)


def _must_be_ours(folder: Path, beside: Path) -> None:
    """Refuse a folder of another account, unless `beside` belongs to that account as well.

    Args:
        folder: the folder of backups.
        beside: the file or folder that it lies next to, or in.

    Raises:
        CannotWrite: if the folder belongs to another account.
    """
    if belongs_to_another(folder, beside):
        raise CannotWrite(
            f"The folder {paths.shown(folder)} belongs to another account on this computer, so no backup was put "
            "there.",
            "Rename that folder, or make it yours; then a backup can be made.",
        )


def made_before(copy: Path) -> str:
    """Return the sentence about a backup that was made before a change."""
    return f"A backup was made before: {paths.shown(copy)}"


def clear_leftovers(journal: Path, folder: Path) -> None:
    """Delete unfinished copies of this journal in a folder, except recent ones, which may still be written."""
    for part in leftovers(journal, folder):
        with contextlib.suppress(FileNotFoundError):
            if is_abandoned(part.stat().st_mtime):
                part.unlink()


def copy_to(database: Database, final: Path) -> None:
    """Write a verified copy of the journal to `final`, never replacing another file.

    Raises:
        JournalError: if no copy could be made or it was damaged; no file remains then.
    """
    part = paths.part_file(final)
    try:
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, "there is a file of this name already")
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with converted_errors(database.path):
                # As bytes: a path need not be valid UTF-8.
                database.connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(part),))
            # VACUUM INTO does not always wait until the copy is on the disk.
            sync_file(part)
            verify(part, database.passphrase)
            give_name(part, final)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(final.parent)
    except OSError as error:
        raise _not_made(final.parent, error) from None


def _not_made(folder: Path, error: OSError) -> CannotWrite:
    return CannotWrite(
        f"No backup could be made in {folder}: {error.strerror}.", "Check the folder and the free space."
    )


def verify(copy: Path, key: Passphrase | None) -> None:
    """Open a copy read-only and check all of it: pages, foreign keys, and the page checksums of an encrypted file.

    Args:
        copy: the file.
        key: passphrase or key that opens it; None for a plain file.

    Raises:
        JournalError: if the copy cannot be opened, or is damaged.
    """
    with converted_errors(copy):
        connection = opening.connect(copy, key, only_read=True)
        try:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            linked = connection.execute("PRAGMA foreign_key_check").fetchone() is None
            sealed = key is None or not opening.broken_seals(connection)
            connection.execute("SELECT count(*) FROM entries").fetchone()
        finally:
            connection.close()
    if not (whole and linked and sealed):
        raise Damaged("The backup was not whole, so it was not kept.", "Check the disk, then try again.")


def listed(journal: Path, folder: Path | None = None) -> list[Backup]:
    """Return the backups of a journal in a folder, newest first; without a folder, in the journal's own one."""
    found = []
    for path in backup_names.files_in(folder or paths.backups_folder(journal)):
        if about := backup_names.read(journal, path.name):
            at, number, why = about
            # A file that is deleted meanwhile, or cannot be read, is not listed.
            with contextlib.suppress(OSError):
                size, encrypted = path.stat().st_size, opening.is_encrypted(path)
                found.append(Backup(path, at, why, size, encrypted, number))
    return newest_first(found)


def everywhere(journal: Path, second: Path | None) -> list[Backup]:
    """Return the backups of a journal, followed by those in its second folder, if it has one."""
    return listed(journal) + (listed(journal, second) if second else [])


def thin_out(journal: Path, made: Collection[Path] = (), folder: Path | None = None) -> list[Path]:
    """Delete old backups; `kept` decides which remain.

    Args:
        journal: the journal's file.
        made: copies that were made just now; they remain, whatever their names are.
        folder: the folder of backups; None for the journal's own one.

    Returns:
        The deleted files.
    """
    found = listed(journal, folder)
    staying = kept(found)
    gone = [backup.path for backup in found if backup not in staying and backup.path not in made]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def delete_old(copies: Iterable[Path], new: Path, key: Passphrase | None) -> list[str]:
    """Delete older copies, after the new one that replaces them was opened and verified.

    Args:
        copies: the copies to delete; `new` among them is not deleted.
        new: the new copy.
        key: passphrase or key that opens the new copy; None for a plain file.

    Returns:
        A sentence for each copy that could not be deleted.

    Raises:
        CannotWrite: if the new copy cannot be opened or is damaged; nothing was deleted then.
    """
    try:
        verify(new, key)
    except JournalError:
        raise CannotWrite(
            f"The new backup, {paths.shown(new)}, does not open or is not whole, so no older copy was deleted.",
            "Check the disk, then make a backup and try again.",
        ) from None
    trouble = []
    for copy in copies:
        if copy == new:
            continue
        try:
            copy.unlink(missing_ok=True)
        except OSError as error:
            trouble.append(f"{paths.shown(copy)} could not be deleted: {error.strerror}.")
    return trouble


def kept(found: Iterable[Backup]) -> set[Backup]:
    """Return the backups to keep.

    These are the last backup of each of the newest 7 days, 5 weeks and 12 months that have one (local time), and
    the 3 newest.
    """
    ordered = newest_first(found)
    staying = set(ordered[:NEWEST])
    spans: tuple[tuple[Callable[[dt.datetime], object], int], ...] = (
        (lambda at: at.date(), DAYS),
        (lambda at: at.isocalendar()[:2], WEEKS),
        (lambda at: (at.year, at.month), MONTHS),
    )
    for span, number in spans:
        seen: dict[object, Backup] = {}
        for backup in ordered:
            seen.setdefault(span(backup.at.astimezone()), backup)
        staying.update(list(seen.values())[:number])
    return staying


def put_into_second_folder(database: Database, copy: Path) -> Path | None:
    """Copy a backup into the second folder, if one was chosen, and delete old backups there.

    Each journal has its own subfolder, named by its random id: two journals may both be called journal.db.

    Args:
        database: the journal's database, with a file.
        copy: the backup.

    Returns:
        The second copy; None if no second folder was chosen.

    Raises:
        CannotWrite: if the folder does not exist, like a USB stick that is not plugged in, or cannot be written.
    """
    assert database.path
    folder = second_folder(database)
    if folder is None:
        return None
    final = folder / copy.name
    part = paths.part_file(final)
    try:
        if not folder.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "it is not there at this moment")
        make_folder(folder)
        _must_be_ours(folder, folder.parent)
        clear_leftovers(database.path, folder)
        part.unlink(missing_ok=True)
        try:
            copy_private(copy, part)
            verify(part, database.passphrase)
            give_name(part, final)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise CannotWrite(
            f"The second folder for backups, {folder.parent}, could not be used: {error.strerror}.",
            f"The backup is in {copy.parent}.",
        ) from None
    thin_out(database.path, {final}, folder)
    return final


def second_folder(database: Database) -> Path | None:
    """Return the journal's subfolder of the second folder for backups; None if no second folder was chosen."""
    with converted_errors(database.path):
        return second_folder_of(database.connection, database.path)


def second_folder_at(path: Path, passphrase: Passphrase | None) -> Path | None:
    """Return the same as `second_folder` for a journal that is not open; its file is not changed.

    Raises:
        JournalError: if the file cannot be opened or read.
    """
    with (
        converted_errors(path),
        contextlib.closing(opening.connect(path, opening.key_for(path, passphrase))) as connection,
    ):
        return second_folder_of(connection, path)


def second_folder_of(connection: Connection, path: Path | None) -> Path | None:
    """Return the same as `second_folder` for a connection to a file of the current schema."""
    kept = dict(connection.execute("SELECT what, value FROM upkeep WHERE what IN ('second folder', 'mark')"))
    if path is None or not kept.get("second folder"):
        return None
    # The journal's random id becomes part of a path: only letters and digits, so that a file from somebody else
    # cannot lead to another folder.
    mark = "".join(letter for letter in str(kept.get("mark")) if letter.isalnum())
    folder = Path(str(kept["second folder"]))
    return folder / f"{path.stem}-{mark}" if folder.is_absolute() else None
