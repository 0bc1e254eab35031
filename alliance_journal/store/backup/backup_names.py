"""Names of backups: which file is a backup of a journal, when it was made and after which others.

A name holds the moment by the computer's clock, and a number that grows with every backup. The order in which
backups were made is that of the numbers: a clock can be set back. Names of earlier versions have no number; such
backups count as older than all that have one.
"""

import contextlib
import datetime as dt
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

Why = Literal["", "before-import", "before-merge", "before-passphrase", "before-restore", "before-update"]
"""What a backup was made before; empty for the daily one, and for one by hand."""

_STAMP: Final = "%Y%m%d-%H%M%S%f"
_AFTER_STEM: Final = r"-(\d{8}-\d{9})(?:-(\d{4,}))?(?:-(before-[a-z]+))?"
_PART: Final = r"\.part(?:-journal)?"


class Backup(NamedTuple):
    """A copy in a folder of backups.

    Attributes:
        at: when it was made, UTC, by the clock of that moment.
        why: what it was made before; empty for the daily one.
        size: bytes.
        encrypted: whether it needs a passphrase: the one the journal had on that day.
        number: its place in the order in which backups were made; 0 in names of earlier versions.
    """

    path: Path
    at: dt.datetime
    why: str
    size: int
    encrypted: bool
    number: int = 0


def name_for(journal: Path, at: dt.datetime, number: int, why: Why = "") -> str:
    """The name of a backup that is about to be made."""
    stamp = at.strftime(_STAMP)[:-3]
    return f"{journal.stem}-{stamp}-{number:04}{'-' if why else ''}{why}{journal.suffix}"


def read(journal: Path, name: str) -> tuple[dt.datetime, int, str] | None:
    """The moment, number and reason in the name of a backup; None where it is not such a name."""
    match = re.fullmatch(f"{re.escape(journal.stem)}{_AFTER_STEM}{re.escape(journal.suffix)}", name, re.ASCII)
    if match is None:
        return None
    try:
        at = dt.datetime.strptime(match[1] + "000", _STAMP).replace(tzinfo=dt.UTC)
        # A day at either end of the calendar is none on this computer's own clock.
        at.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return at, int(match[2] or 0), match[3] or ""


def newest_first(found: Iterable[Backup]) -> list[Backup]:
    """Backups by the order in which they were made."""
    return sorted(found, key=lambda backup: (backup.number, backup.at, backup.path.name), reverse=True)


def files_in(folder: Path) -> list[Path]:
    """The regular files of a folder; none where it cannot be read. What a link leads to is not in the folder."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            # A file that goes away while the folder is read is not counted.
            with contextlib.suppress(OSError):
                if stat.S_ISREG(path.lstat().st_mode):
                    found.append(path)
    return sorted(found)


def leftovers(journal: Path, folder: Path) -> list[Path]:
    """Copies of this journal that a sudden end left half-made, or whole but without a name.

    Only files whose whole name is one that this program writes: others keep their downloads under such endings.
    """
    ours = re.compile(f"{re.escape(journal.stem)}{_AFTER_STEM}{re.escape(journal.suffix)}{_PART}", re.ASCII)
    return [path for path in files_in(folder) if ours.fullmatch(path.name)]
