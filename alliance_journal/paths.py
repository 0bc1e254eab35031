"""Locations of files. Functions only: nothing is looked up or created at import."""

import os
from pathlib import Path
from typing import Final

from alliance_journal.domain.text import one_line, printable

APP_FOLDER: Final = "alliance-journal"
FILE_VARIABLE: Final = "ALLIANCE_JOURNAL_FILE"


class NoHome(Exception):
    """The home folder cannot be found, so there is no default location for the journal."""

    def __init__(self) -> None:
        super().__init__(
            "Your home folder cannot be found. Set HOME, or name a file with --file PATH, and try again."
        )


def journal_file(given: str | None = None) -> Path:
    """Return the journal's file: `given`, else `ALLIANCE_JOURNAL_FILE`, else one in the platform's data folder.

    Symbolic links are resolved, so that files belonging to the journal are looked for, and named, in the folder
    of the file itself.

    Raises:
        NoHome: if the home folder is needed and cannot be found.
    """
    named = given or os.environ.get(FILE_VARIABLE)
    try:
        path = Path(named).expanduser() if named else _platform("user_data_path") / "journal.db"
    except RuntimeError:
        raise NoHome from None
    return Path(os.path.realpath(path))


def settings_file() -> Path:
    """Return the settings file: appearance and preferences, never anything written in the journal.

    Raises:
        NoHome: if the platform's folder cannot be found.
    """
    return _platform("user_config_path") / "settings.toml"


def is_default_place(journal: Path) -> bool:
    """Return True if the file is in the default data folder, the only one this program creates by itself."""
    try:
        return journal.parent == Path(os.path.realpath(_platform("user_data_path")))
    except NoHome:
        return False


def journal_journal(journal: Path) -> Path:
    """Return the path of SQLite's rollback journal, which exists during a write transaction."""
    return journal.with_name(journal.name + "-journal")


def part_file(path: Path) -> Path:
    """Return the path of a file under construction, which is renamed to `path` when it is complete."""
    return path.with_name(path.name + ".part")


def other_copy(journal: Path) -> Path:
    """Return the path of the temporary copy that a merge or a salvage reads from, deleted afterwards."""
    return journal.with_name(journal.name + ".other.part")


def rewritten_copy(journal: Path) -> Path:
    """Return the path of that copy rewritten without foreign content, deleted afterwards."""
    return part_file(other_copy(journal))


def backups_folder(journal: Path) -> Path:
    """Return the folder next to the journal that holds verified backups."""
    return journal.with_name("backups")


def is_our_own(journal: Path, asked: Path) -> bool:
    """Return True if a file written to `asked` would replace the journal, or be among its backups."""
    own, there = Path(os.path.realpath(journal)), Path(os.path.realpath(asked))
    kept = (own, journal_journal(own), part_file(own), other_copy(own), rewritten_copy(own))
    return there in kept or backups_folder(own) in there.parents


def aside(journal: Path, why: str, stamp: str) -> Path:
    """Return the name under which a replaced journal is kept in the same folder.

    Args:
        journal: the journal's file.
        why: the reason, as part of the name, such as `before-restore`.
        stamp: date and time, as part of the name.
    """
    return journal.with_name(f"{journal.stem}-{why}-{stamp}{journal.suffix}")


def put_aside(journal: Path) -> list[Path]:
    """Return the journals that were replaced by a restored backup, with SQLite's files for them.

    Only files whose whole name is one that this program gives: users may keep notes under a similar name.
    """
    # Imported here because hardly any start needs it.
    import re

    stem, suffix = re.escape(journal.stem), re.escape(journal.suffix)
    ours = re.compile(rf"{stem}-before-restore-\d{{8}}-\d{{6}}(-\d+)?{suffix}(-journal|-wal)?", re.ASCII)
    return sorted(path for path in journal.parent.iterdir() if ours.fullmatch(path.name))


def made_folder(journal: Path) -> Path | None:
    """Return the journal's folder if this program created it as the default folder, else None.

    A symbolic link of that name leads to a folder of the user's own.
    """
    if not is_default_place(journal) or _platform("user_data_path").is_symlink():
        return None
    return journal.parent


def unsaved(journal: Path, stamp: str) -> Path:
    """Return the name of a file for text that could not be saved in the journal when the program ended."""
    return aside(journal, "unsaved", stamp)


def unsaved_files(journal: Path) -> list[Path]:
    """Return the files next to the journal with text that could not be saved in it, earliest first.

    Only files whose whole name is one that this program gives: another journal may have a similar name.
    """
    try:
        found = [one for one in journal.parent.iterdir() if _is_unsaved_name(journal, one.name)]
    except OSError:
        return []
    return [one for one in sorted(found) if one.is_file() and not one.is_symlink()]


def _is_unsaved_name(journal: Path, name: str) -> bool:
    """Return True if a name is one of `unsaved`, with a date and a time of twelve digits as its stamp."""
    begins, ends = f"{journal.stem}-unsaved-", journal.suffix
    # Without re: importing it takes longer, and every start calls this.
    if not (name.startswith(begins) and name.endswith(ends)):
        return False
    day, dash, time = name[len(begins) : len(name) - len(ends)].partition("-")
    digits = day + time
    return dash == "-" and (len(day), len(time)) == (8, 12) and digits.isascii() and digits.isdigit()


def _platform(kind: str) -> Path:
    # Imported here because it is not needed with --file.
    import platformdirs

    try:
        path: Path = getattr(platformdirs, kind)(APP_FOLDER, appauthor=False)
    except (RuntimeError, KeyError):
        raise NoHome from None
    if not path.is_absolute():
        raise NoHome
    return path


def shown(path: Path | str) -> str:
    """Return a path or name for display: on one line, without characters that no terminal can show."""
    return one_line(_whole_signs(str(path)))


def printed(line: str) -> str:
    """Return a line that contains paths for display, with its spaces unchanged."""
    return printable(_whole_signs(line))


def _whole_signs(text: str) -> str:
    """Replace undecodable parts of a name: bytes that are not UTF-8, or unpaired surrogates on Windows."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
