"""File names of backups: recognize a journal's backups, and read their time and order from the names.

A name contains the time by the computer's clock, and a number that grows with every backup. Backups are ordered by
the number, because a clock can be set back. Names of earlier versions have no number; such backups count as older
than all that have one.
"""

import contextlib
import datetime as dt
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

Why = Literal["", "before-import", "before-merge", "before-passphrase", "before-restore", "before-update"]
"""Operation before which a backup was made; empty for the daily one, and for one made by hand."""

_STAMP: Final = "%Y%m%d-%H%M%S%f"
_AFTER_STEM: Final = r"-(\d{8}-\d{9})(?:-(\d{4,}))?(?:-(before-[a-z]+))?"
_PART: Final = r"\.part(?:-journal)?"


class Backup(NamedTuple):
    """A copy in a folder of backups.

    Attributes:
        path: the file.
        at: time of its creation, UTC, by the computer's clock at that time.
        why: operation before which it was made; empty for the daily one, and for one made by hand.
        size: size in bytes.
        encrypted: True if it needs a passphrase: the one the journal had at that time.
        number: position in the order of creation; 0 in names of earlier versions.
    """

    path: Path
    at: dt.datetime
    why: str
    size: int
    encrypted: bool
    number: int = 0


def name_for(journal: Path, at: dt.datetime, number: int, why: Why = "") -> str:
    """Return the file name of a new backup.

    Args:
        journal: the journal's file.
        at: time of the backup, UTC.
        number: its position in the order of creation, from 1.
        why: operation before which it is made.
    """
    # Not every system pads a year below 1000.
    stamp = at.strftime(_STAMP.replace("%Y", f"{at.year:04}"))[:-3]
    return f"{journal.stem}-{stamp}-{number:04}{'-' if why else ''}{why}{journal.suffix}"


def read(journal: Path, name: str) -> tuple[dt.datetime, int, str] | None:
    """Return the time, number and reason in the name of a journal's backup; None for any other name."""
    match = re.fullmatch(f"{re.escape(journal.stem)}{_AFTER_STEM}{re.escape(journal.suffix)}", name, re.ASCII)
    if match is None:
        return None
    try:
        at = dt.datetime.strptime(match[1] + "000", _STAMP).replace(tzinfo=dt.UTC)
        # A day at either end of the calendar (years 1 and 9999) may not exist in the local time zone.
        at.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return at, int(match[2] or 0), match[3] or ""


def newest_first(found: Iterable[Backup]) -> list[Backup]:
    """Sort backups by their order of creation, newest first."""
    return sorted(found, key=lambda backup: (backup.number, backup.at, backup.path.name), reverse=True)


def files_in(folder: Path) -> list[Path]:
    """Return the regular files of a folder, sorted; none if it cannot be read.

    Symbolic links are left out: their target is not in the folder.
    """
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            # A file that is deleted while the folder is read is left out.
            with contextlib.suppress(OSError):
                if stat.S_ISREG(path.lstat().st_mode):
                    found.append(path)
    return sorted(found)


def leftovers(journal: Path, folder: Path) -> list[Path]:
    """Return the unfinished copies of this journal that a sudden end of the program left in a folder.

    Some may be complete but not renamed yet. Only files whose complete name is one that this program writes: other
    programs use the suffix `.part` for their downloads.
    """
    ours = re.compile(f"{re.escape(journal.stem)}{_AFTER_STEM}{re.escape(journal.suffix)}{_PART}", re.ASCII)
    return [path for path in files_in(folder) if ours.fullmatch(path.name)]
