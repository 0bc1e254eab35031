"""Where files live. Functions only: nothing is looked up or made at import."""

import os
from pathlib import Path
from typing import Final

from alliance_journal.domain.text import one_line, printable

APP_FOLDER: Final = "alliance-journal"
FILE_VARIABLE: Final = "ALLIANCE_JOURNAL_FILE"


class NoHome(Exception):
    """The home folder cannot be found, so there is no default place for the journal."""

    def __init__(self) -> None:
        super().__init__(
            "Your home folder cannot be found. Set HOME, or name a file with --file PATH, and try again."
        )


def journal_file(given: str | None = None) -> Path:
    """The journal's file: the one given, else `ALLIANCE_JOURNAL_FILE`, else the platform's data folder.

    Links are followed, so that what belongs to the journal is looked for, and named, beside the file itself.

    Raises:
        NoHome: when the home folder is needed and cannot be found.
    """
    named = given or os.environ.get(FILE_VARIABLE)
    try:
        path = Path(named).expanduser() if named else _platform("user_data_path") / "journal.db"
    except RuntimeError:
        raise NoHome from None
    return Path(os.path.realpath(path))


def settings_file() -> Path:
    """The settings: looks and habits, never anything that was written in the journal.

    Raises:
        NoHome: when the platform's folder cannot be found.
    """
    return _platform("user_config_path") / "settings.json"


def is_default_place(journal: Path) -> bool:
    """Whether the file lies in the folder that this program may make by itself."""
    try:
        return journal.parent == Path(os.path.realpath(_platform("user_data_path")))
    except NoHome:
        return False


def journal_journal(journal: Path) -> Path:
    """SQLite's rollback journal, which exists while something is being written."""
    return journal.with_name(journal.name + "-journal")


def part_file(path: Path) -> Path:
    """A file that is being made and gets its name when it is whole."""
    return path.with_name(path.name + ".part")


def other_copy(journal: Path) -> Path:
    """What a merge or a salvage reads from: another file as it was. It is gone when that ends."""
    return journal.with_name(journal.name + ".other.part")


def other_copy_anew(journal: Path) -> Path:
    """The same file written again, without what is not ours in it. It is gone when that ends."""
    return part_file(other_copy(journal))


def backups_folder(journal: Path) -> Path:
    """The folder beside the journal that keeps verified copies."""
    return journal.with_name("backups")


def is_our_own(journal: Path, asked: Path) -> bool:
    """Whether a file written there would replace the journal, or lie among its backups."""
    own, there = Path(os.path.realpath(journal)), Path(os.path.realpath(asked))
    kept = (own, journal_journal(own), part_file(own), other_copy(own), other_copy_anew(own))
    return there in kept or backups_folder(own) in there.parents


def aside(journal: Path, why: str, stamp: str) -> Path:
    """The name under which a journal stays beside the one that takes its place."""
    return journal.with_name(f"{journal.stem}-{why}-{stamp}{journal.suffix}")


def put_aside(journal: Path) -> list[Path]:
    """The files that a restored backup took the place of, with what SQLite had left beside them.

    Only files whose whole name is one that this program gives: others may keep notes under a similar name.
    """
    # Imported here: hardly any start needs it.
    import re

    stem, suffix = re.escape(journal.stem), re.escape(journal.suffix)
    ours = re.compile(rf"{stem}-before-restore-\d{{8}}-\d{{6}}(-\d+)?{suffix}(-journal|-wal)?", re.ASCII)
    return sorted(path for path in journal.parent.iterdir() if ours.fullmatch(path.name))


def made_folder(journal: Path) -> Path | None:
    """The journal's folder where it is the one that this program makes; None for any other.

    A link of that name leads to a folder of somebody's own.
    """
    if not is_default_place(journal) or _platform("user_data_path").is_symlink():
        return None
    return journal.parent


def unsaved(journal: Path, stamp: str) -> Path:
    """The name of a file with words that could not be saved in the journal when the program ended."""
    return aside(journal, "unsaved", stamp)


def unsaved_files(journal: Path) -> list[Path]:
    """The files beside the journal with words that could not be saved in it, earliest first.

    Only files whose whole name is one that this program gives: another journal may have a similar name.
    """
    try:
        found = [one for one in journal.parent.iterdir() if _is_unsaved_name(journal, one.name)]
    except OSError:
        return []
    return [one for one in sorted(found) if one.is_file() and not one.is_symlink()]


def _is_unsaved_name(journal: Path, name: str) -> bool:
    """Tell whether a name is that of `unsaved`, with a day and a time of twelve digits as its stamp."""
    begins, ends = f"{journal.stem}-unsaved-", journal.suffix
    # Compared by hand: loading re takes longer, and every start asks.
    if not (name.startswith(begins) and name.endswith(ends)):
        return False
    day, dash, time = name[len(begins) : len(name) - len(ends)].partition("-")
    digits = day + time
    return dash == "-" and (len(day), len(time)) == (8, 12) and digits.isascii() and digits.isdigit()


def _platform(kind: str) -> Path:
    # Imported here: with --file given, nothing needs it.
    import platformdirs

    try:
        path: Path = getattr(platformdirs, kind)(APP_FOLDER, appauthor=False)
    except (RuntimeError, KeyError):
        raise NoHome from None
    if not path.is_absolute():
        raise NoHome
    return path


def shown(path: Path | str) -> str:
    """A path or a name as it can be shown: on one line, and never what no screen can carry."""
    return one_line(_whole_signs(str(path)))


def printed(line: str) -> str:
    """A line with paths in it as it can be shown, with the blanks that it has."""
    return printable(_whole_signs(line))


def _whole_signs(text: str) -> str:
    """The text with a sign in the place of what is no character: bytes of a name, or half a pair of Windows."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
