"""Encryption, decryption, and change of the passphrase of a journal.

Each operation begins with a verified backup and holds an exclusive lock on the file. If the process is killed
half-way, the journal is in its old or in its new state.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import sync_file, sync_folder
from alliance_journal.store.backup import backups
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.database import Clock, utc_now
from alliance_journal.store.core.errors import CannotWrite, Damaged, JournalError, NoEncryption
from alliance_journal.store.core.sqlite_driver import (
    DRIVER_ERRORS,
    HAS_ENCRYPTION,
    Connection,
    converted_errors,
    driver,
    primary_code,
)
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import daily, unsaved_words

_COPIED: Final = ("user_version", "application_id")
"""Pragma values that sqlcipher_export does not copy."""

NOTICING_SECONDS: Final = 5.0
"""Seconds to wait for other windows, which read the file when they notice the change."""


class Sealed(NamedTuple):
    """Result of a change of passphrase.

    Attributes:
        before: the backup of the journal before the change, with the earlier passphrase, or none.
        trouble: the reason why there is no new backup, or none in the second folder; empty if there is.
        old: copies that the new passphrase does not protect: all from before a change of passphrase, or all that
            are not encrypted.
        backup: the new backup, with the new passphrase, or none; None if it could not be made.
    """

    before: Path
    trouble: str = ""
    old: tuple[Path, ...] = ()
    backup: Path | None = None


def set_passphrase(
    path: Path, present: Passphrase | None, new: Passphrase | None, clock: Clock = utc_now
) -> Sealed:
    """Encrypt the journal at `path`, change its passphrase, or decrypt it.

    Args:
        path: the journal's file.
        present: the present passphrase; None for a plain file.
        new: the new passphrase; None to decrypt the file.
        clock: returns the present instant.

    Raises:
        NoEncryption, NeedsPassphrase, WrongPassphrase: nothing was changed.
        Busy: if another window has the journal open and is writing.
        JournalError: nothing was changed.
    """
    if not HAS_ENCRYPTION:
        raise NoEncryption
    path = Path(os.path.realpath(path))
    with contextlib.closing(Journal.open(path, clock, passphrase=present)) as journal:
        if journal.read_only:
            raise CannotWrite.only_read(path)
        second = backups.second_folder(database_of(journal))
        unsaved_words.import_all(journal)
        with _alone(journal):
            before = backups.make(database_of(journal), "before-passphrase")
            assert before
            with converted_errors(path), _said(path):
                if journal.passphrase and new:
                    database_of(journal).connection.reset_key(new.reveal())
                else:
                    _write_anew(journal, new)
    old: list[Path] = []
    if new:
        every = [backup.path for backup in backups.everywhere(path, second)]
        old = every if present else opened_without_passphrase(path, second)
    try:
        # At once, a backup that opens with the new passphrase.
        with contextlib.closing(Journal.open(path, clock, passphrase=new)) as changed:
            database_of(changed).set_busy_timeout(NOTICING_SECONDS)
            done = daily.back_up(changed, made=(before,))
    except JournalError as error:
        # The change itself succeeded, and the report must not suggest that it failed.
        return Sealed(before, f"There is no new backup yet. {error}")
    return Sealed(before, done.trouble, tuple(copy for copy in old if copy.exists()), done.backup)


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    """Replace the general error of SQLCipher's functions by a `CannotWrite` with a sentence for the client.

    SQLCipher reports every cause, also a full disk, only as a failure; everything is rolled back.
    """
    try:
        yield
    except DRIVER_ERRORS as error:
        if primary_code(error) not in (0, driver.SQLITE_ERROR):
            raise
        raise CannotWrite(
            f"The journal at {path} could not be written with its new passphrase, or without one. "
            "Nothing was changed.",
            "Check the disk and its free space, then try again.",
        ) from None


@contextlib.contextmanager
def _alone(journal: Journal) -> Iterator[None]:
    """Hold an exclusive lock on the file, also between transactions."""
    connection = database_of(journal).connection
    with converted_errors(journal.path):
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield
        finally:
            connection.execute("PRAGMA locking_mode = NORMAL")


def _write_anew(journal: Journal, new: Passphrase | None) -> None:
    """Export everything to a new file, verify it, and replace the journal with it."""
    assert journal.path
    part = paths.part_file(journal.path)
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            connection = database_of(journal).connection
            connection.execute(
                "ATTACH CAST(? AS TEXT) AS target KEY ?", (os.fsencode(part), new.reveal() if new else "")
            )
            try:
                connection.execute("SELECT sqlcipher_export('target')").fetchall()
                for pragma in _COPIED:
                    (value,) = connection.execute(f"PRAGMA main.{pragma}").fetchone()
                    connection.execute(f"PRAGMA target.{pragma} = {value}")
            finally:
                connection.execute("DETACH target")
            sync_file(part)
            backups.verify(part, new)
            if _counts(part, new) != _count(connection):
                raise Damaged(
                    "The new file did not hold everything, so it was not taken.", "Check the disk, then try again."
                )
            part.replace(journal.path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(journal.path.parent)
    except OSError as error:
        raise CannotWrite(
            f"The new file could not be written beside {journal.path}: {error.strerror}. Nothing was changed.",
            "Check the folder and the free space, then try again.",
        ) from None


def _counts(path: Path, key: Passphrase | None) -> dict[str, int]:
    with contextlib.closing(opening.connect(path, key)) as connection:
        return _count(connection)


def _count(connection: Connection) -> dict[str, int]:
    """Return the number of rows in each table."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def opened_without_passphrase(path: Path, second: Path | None = None) -> list[Path]:
    """Return every unencrypted file of this journal: backups, journals put aside, leftovers, unsaved words."""
    folders, part = [paths.backups_folder(path), *([second] if second else [])], paths.part_file(path)
    there = [backup.path for backup in backups.everywhere(path, second)]
    there += [left for folder in folders for left in backups.leftovers(path, folder)]
    there += [*paths.put_aside(path), part, paths.other_copy(path), paths.rewritten_copy(path)]
    # Only files that could not be imported still exist.
    there += paths.unsaved_files(path)
    return [found for found in there if found.is_file() and not opening.is_encrypted(found)]
