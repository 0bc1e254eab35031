"""Turning encryption on, off, or to another passphrase (design: safety.md 1.4 and 1.5).

Each way begins with a verified backup and works alone on the file. What is killed half-way leaves the journal as
it was, or as it was to be.
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
    calm,
    driver,
    primary_code,
)
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily, unsaved_words

_COPIED: Final = ("user_version", "application_id")
"""What sqlcipher_export leaves out."""

NOTICING_SECONDS: Final = 5.0
"""So long other windows are waited for, which read the file while they notice the change."""


class Sealed(NamedTuple):
    """What came of a change of passphrase.

    Attributes:
        before: the backup of the journal as it was, which opens with what opened the journal before.
        trouble: why there is no new backup yet, or none in the second folder; empty where there is.
        old: copies that are still opened by the old way: all from before a change of passphrase, or all that are
            not encrypted.
        backup: the new backup, which opens with what opens the journal from now on; None where there is none.
    """

    before: Path
    trouble: str = ""
    old: tuple[Path, ...] = ()
    backup: Path | None = None


def set_passphrase(
    path: Path, present: Passphrase | None, new: Passphrase | None, clock: Clock = utc_now
) -> Sealed:
    """Encrypt the journal there, give it another passphrase, or take its encryption away.

    Args:
        path: the journal's file.
        present: its passphrase now; None for a plain one.
        new: its passphrase from now on; None takes the encryption away.
        clock: the present instant.

    Raises:
        NoEncryption, NeedsPassphrase, WrongPassphrase: nothing was changed.
        Busy: when another window has the journal open and is writing.
        JournalError: nothing was changed.
    """
    if not HAS_ENCRYPTION:
        raise NoEncryption
    path = Path(os.path.realpath(path))
    with contextlib.closing(Journal.open(path, clock, passphrase=present)) as journal:
        if journal.only_read:
            raise CannotWrite.only_read(path)
        second = backups.second_folder(journal)
        unsaved_words.take_in(journal)
        with _alone(journal):
            before = backups.make(journal, "before-passphrase")
            assert before
            with calm(path), _said(path):
                if journal.passphrase and new:
                    journal.connection.reset_key(new.reveal())
                else:
                    _write_anew(journal, new)
    old: list[Path] = []
    if new:
        every = [backup.path for backup in backups.everywhere(path, second)]
        old = every if present else opened_without_passphrase(path, second)
    try:
        # At once one that opens with what opens the journal from now on.
        with contextlib.closing(Journal.open(path, clock, passphrase=new)) as changed:
            changed.wait_for_others(NOTICING_SECONDS)
            done = daily.back_up(changed, made=(before,))
    except JournalError as error:
        # The change itself is done, and nobody may think that it is not.
        return Sealed(before, f"There is no new backup yet. {error}")
    return Sealed(before, done.trouble, tuple(copy for copy in old if copy.exists()), done.backup)


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    """SQLCipher's own ways say of any reason, a full disk too, only that they did not work; all is taken back."""
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
    """Hold the file alone, also between two transactions."""
    with calm(journal.path):
        journal.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            journal.connection.execute("BEGIN EXCLUSIVE")
            journal.connection.execute("COMMIT")
            yield
        finally:
            journal.connection.execute("PRAGMA locking_mode = NORMAL")


def _write_anew(journal: Journal, new: Passphrase | None) -> None:
    """Write everything into a new file, look at it, and put it in the place of the one there."""
    assert journal.path
    part = paths.part_file(journal.path)
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            connection = journal.connection
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
    """How many rows each table has."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def opened_without_passphrase(path: Path, second: Path | None = None) -> list[Path]:
    """Everything of this journal that is still there and not encrypted: backups, files put aside, leftovers."""
    folders, part = [paths.backups_folder(path), *([second] if second else [])], paths.part_file(path)
    there = [backup.path for backup in backups.everywhere(path, second)]
    there += [left for folder in folders for left in backups.leftovers(path, folder)]
    there += [*paths.put_aside(path), part, paths.other_copy(path), paths.other_copy_anew(path)]
    # Only those that could not be taken in are still there.
    there += paths.unsaved_files(path)
    return [found for found in there if found.is_file() and not opening.is_encrypted(found)]
