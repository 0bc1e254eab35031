"""Verified copies of the journal: made, listed, thinned out (design: safety.md, section 4)."""

import contextlib
import datetime as dt
import errno
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import copy_private, give_name, make_folder, sync_file, sync_folder
from alliance_journal.store import connection as opening
from alliance_journal.store.driver import Connection, calm
from alliance_journal.store.errors import CannotWrite, Damaged
from alliance_journal.store.opened import Opened

Why = Literal["", "before-import", "before-merge", "before-passphrase", "before-restore", "before-update"]
"""What a backup was made before; empty for the daily one, and for one by hand."""

DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 12
NEWEST: Final = 3
LEFTOVER_SECONDS: Final = 60
"""What has not grown for so long is not being made any more."""

_STAMP: Final = "%Y%m%d-%H%M%S%f"


class Backup(NamedTuple):
    """A copy in a folder of backups.

    Attributes:
        at: when it was made, UTC.
        why: what it was made before; empty for the daily one.
        size: bytes.
        encrypted: whether it needs a passphrase: the one the journal had on that day.
    """

    path: Path
    at: dt.datetime
    why: str
    size: int
    encrypted: bool


def make(journal: Opened, why: Why = "") -> Path | None:
    """Copy the journal as it is now, check the copy, and only then give it its name.

    Returns:
        The copy; None for a journal in memory.

    Raises:
        JournalError: when no copy could be made or it was not whole; nothing is left behind then.
    """
    if journal.path is None:
        return None
    folder = paths.backups_folder(journal.path)
    stamp = journal.now().strftime(_STAMP)[:-3]
    final = folder / f"{journal.path.stem}-{stamp}{'-' if why else ''}{why}{journal.path.suffix}"
    try:
        make_folder(folder)
        clear_leftovers(folder)
    except OSError as error:
        raise _not_made(folder, error) from None
    copy_to(journal, final)
    return final


def made_before(copy: Path) -> str:
    """The sentence that tells of a copy made before something was changed."""
    return f"A backup was made before: {paths.shown(copy)}"


def leftovers(folder: Path) -> list[Path]:
    """Copies that a sudden end left half-made, or whole but without a name."""
    return sorted(folder.glob("*.part"))


def clear_leftovers(folder: Path) -> None:
    """Delete what a sudden end left, unless it may still be in the making."""
    for part in leftovers(folder):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > LEFTOVER_SECONDS:
                part.unlink()


def copy_to(journal: Opened, final: Path) -> None:
    """Write a checked copy of the journal as it is now, never in the place of another file.

    Raises:
        JournalError: when no copy could be made or it was not whole; nothing is left behind then.
    """
    part = paths.part_file(final)
    try:
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, "there is a file of this name already")
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with calm(journal.path):
                # As bytes: a path may hold what is not UTF-8.
                journal.connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(part),))
            # SQLite does not always wait for the disk here.
            sync_file(part)
            verify(part, journal.passphrase)
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
    """Open a copy, to read it only, and look at all of it.

    Raises:
        JournalError: when it cannot be opened, or is not whole.
    """
    with calm(copy):
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
    """The backups of a journal in a folder, else in its own one; newest first."""
    folder = folder or paths.backups_folder(journal)
    name = re.compile(
        rf"{re.escape(journal.stem)}-(\d{{8}}-\d{{9}})(?:-(before-[a-z]+))?{re.escape(journal.suffix)}"
    )
    found = []
    try:
        there = list(folder.iterdir())
    except OSError:
        return []
    for path in there:
        if match := name.fullmatch(path.name):
            # One that goes away, or cannot be read, while it is looked at is none.
            with contextlib.suppress(OSError):
                at = dt.datetime.strptime(match[1] + "000", _STAMP).replace(tzinfo=dt.UTC)
                found.append(Backup(path, at, match[2] or "", path.stat().st_size, opening.is_encrypted(path)))
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def everywhere(journal: Path, second: Path | None) -> list[Backup]:
    """The backups of a journal, and those in its second folder, where it has one."""
    return listed(journal) + (listed(journal, second) if second else [])


def thin_out(journal: Path, folder: Path | None = None) -> list[Path]:
    """Delete backups that nobody misses: what stays is said by `kept`.

    Returns:
        Those that were deleted.
    """
    found = listed(journal, folder)
    staying = kept(found)
    gone = [backup.path for backup in found if backup not in staying]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def kept(found: Iterable[Backup]) -> set[Backup]:
    """The last backup of each of 7 days, 5 weeks and 12 months that have one, and the newest 3."""
    newest_first = sorted(found, key=lambda backup: backup.at, reverse=True)
    staying = set(newest_first[:NEWEST])
    spans: tuple[tuple[Callable[[dt.datetime], object], int], ...] = (
        (lambda at: at.date(), DAYS),
        (lambda at: at.isocalendar()[:2], WEEKS),
        (lambda at: (at.year, at.month), MONTHS),
    )
    for span, number in spans:
        seen: dict[object, Backup] = {}
        for backup in newest_first:
            seen.setdefault(span(backup.at.astimezone()), backup)
        staying.update(list(seen.values())[:number])
    return staying


def put_into_second_folder(journal: Opened, copy: Path) -> Path | None:
    """Put a backup into the second folder as well, where one was chosen, and thin that out.

    Each journal has a folder of its own in there, by its mark: two journals may both be called journal.db.

    Returns:
        The second copy; None where no second folder was chosen.

    Raises:
        CannotWrite: when the folder is not there, as a stick that is not plugged in, or cannot be written.
    """
    assert journal.path
    folder = second_folder(journal)
    if folder is None:
        return None
    final = folder / copy.name
    part = paths.part_file(final)
    try:
        if not folder.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "it is not there at this moment")
        make_folder(folder)
        part.unlink(missing_ok=True)
        copy_private(copy, part)
        verify(part, journal.passphrase)
        part.replace(final)
        sync_folder(folder)
    except OSError as error:
        raise CannotWrite(
            f"The second folder for backups, {folder.parent}, could not be used: {error.strerror}.",
            f"The backup is in {copy.parent}.",
        ) from None
    thin_out(journal.path, folder)
    return final


def second_folder(journal: Opened) -> Path | None:
    """Where each backup goes a second time; None where that was not chosen."""
    with calm(journal.path):
        return second_folder_of(journal.connection, journal.path)


def second_folder_at(path: Path, passphrase: Passphrase | None) -> Path | None:
    """The same for a journal that is not open, which stays as it is.

    Raises:
        JournalError: when it cannot be asked.
    """
    with calm(path), contextlib.closing(opening.connect(path, opening.key_for(path, passphrase))) as connection:
        return second_folder_of(connection, path)


def second_folder_of(connection: Connection, path: Path | None) -> Path | None:
    """The same by a connection to the file there, in its newest form."""
    kept = dict(connection.execute("SELECT what, value FROM upkeep WHERE what IN ('second folder', 'mark')"))
    if path is None or not kept.get("second folder"):
        return None
    return Path(str(kept["second folder"])) / f"{path.stem}-{kept['mark']}"
