"""Checks of the command `check`: integrity of the file, its privacy, its folder, and its backups."""

import contextlib
import datetime as dt
import os
import stat
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal import paths
from alliance_journal.domain.dates.parse import say_full
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import belongs_to_another
from alliance_journal.store.backup import backups
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.errors import (
    WHAT_HELPS,
    Damaged,
    EmptyFile,
    JournalError,
    NeedsPassphrase,
    NotAJournal,
    WrongPassphrase,
)
from alliance_journal.store.core.sqlite_driver import Connection, converted_errors
from alliance_journal.store.maintenance import clock_check, damaged_file
from alliance_journal.store.schema import known_schemas, migrations
from alliance_journal.store.search import fts_index

SYNCED: Final = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "mobile documents": "iCloud",
    "icloud drive": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
    "pcloud": "pCloud",
    "mega": "MEGA",
    "megasync": "MEGA",
}
"""Names of sync tools by the beginning of their folder's name, in lower case."""
SYNC_MARKS: Final = (".stfolder", ".dropbox", ".owncloudsync.log", ".nextcloudsync.log")
BACKUP_DAYS: Final = 31


class Finding(NamedTuple):
    """A problem that a check found.

    Attributes:
        sentence: the problem.
        next_step: a sentence on how to solve it.
        grave: whether it concerns the words themselves: their integrity, or who can read them.
    """

    sentence: str
    next_step: str
    grave: bool = True


DAMAGED: Final = Finding("Part of the file is damaged.", WHAT_HELPS)
EMPTY_PAGES: Final = Finding(
    "Some empty space in the file is not as it was left, as a power cut can do it. All your words could be read.",
    "Nothing has to be done. If it comes again, look at the disk.",
    grave=False,
)


def look(path: Path, passphrase: Passphrase | None, now: dt.datetime) -> list[Finding]:
    """Return every problem with the journal at `path`; nothing is changed.

    Raises:
        NoJournal, NeedsPassphrase, WrongPassphrase, MadeByNewer, NotAJournal: if the file cannot be examined.
    """
    path = Path(os.path.realpath(path))
    key, opened = _opened(path, passphrase)
    with contextlib.closing(opened) as connection, converted_errors(path):
        found, second = _inside(connection, path, key)
        if behind := clock_check.find_behind(connection, path, now):
            found.append(Finding(behind, clock_check.SET_IT, grave=False))
    found += _permissions(path)
    found += _surroundings(path, encrypted=key is not None)
    found += _backups(path, now, key)
    if second and second.is_dir() and belongs_to_another(second, second.parent):
        sentence = f"{second} belongs to another account, so no backup is put there."
        found.append(Finding(sentence, "Rename that folder, or make it yours.", grave=False))
    if key:
        found += _plain_backups(path, second)
    return found


def _opened(path: Path, passphrase: Passphrase | None) -> tuple[Passphrase | None, Connection]:
    """Return the passphrase that opens the file (None for a plain file), and a connection to it.

    Raises:
        Damaged: also if only the first page is damaged, which looks like a wrong passphrase or another kind of
            file.
    """
    try:
        key = opening.key_for(path, passphrase)
        return key, opening.connect(path, key)
    except (NotAJournal, NeedsPassphrase, WrongPassphrase) as error:
        if isinstance(error, EmptyFile) or not damaged_file.has_pages(path, passphrase):
            raise
        raise Damaged(
            f"The first page of the journal at {path} is damaged. It was left as it is.", WHAT_HELPS
        ) from None


def _inside(connection: Connection, path: Path, key: Passphrase | None) -> tuple[list[Finding], Path | None]:
    """Return the problems inside the file, and the second folder for backups that it names."""
    second = None
    steps = migrations.applied(connection, path)
    found = [*_content(connection, path, key), *_foreign(connection, steps)]
    if steps != migrations.KNOWN:
        sentence = "The journal was made by an older version."
        return [*found, Finding(sentence, "Opening it once in the app brings it up to date.", grave=False)], None
    with contextlib.suppress(JournalError), converted_errors(path):
        second = backups.second_folder_of(connection, path)
    if not any(finding.grave for finding in found if finding.next_step == WHAT_HELPS):
        try:
            with converted_errors(path):
                if not opening.can_only_be_read(path):
                    found += _words(connection, path)
                found += _digests(connection)
        except Damaged:
            found.append(DAMAGED)
    return found, second


def _foreign(connection: Connection, steps: tuple[str, ...]) -> Iterator[Finding]:
    """Yield problems with the schema: parts that are not ours, and parts of ours that were changed."""
    version = known_schemas.version_of(steps)
    parts = known_schemas.foreign(known_schemas.read(connection), version) if version else []
    if acting := [part for part in parts if part.kind != "view" or (version and version.named(part.name))]:
        yield Finding(
            f"The file has what this program did not make: {known_schemas.say(acting)}.",
            "If you did not make it either, restore a backup. Triggers are taken out when the journal is opened.",
        )
    if views := [part for part in parts if part not in acting]:
        yield Finding(
            f"The file has what this program did not make: {known_schemas.say(views)}.",
            "It changes nothing that you write. If you did not make it either, restore a backup.",
            grave=False,
        )


def _content(connection: Connection, path: Path, key: Passphrase | None) -> Iterator[Finding]:
    """Yield the problems found by SQLite's and SQLCipher's own checks."""
    try:
        with converted_errors(path):
            broken = opening.broken_seals(connection) if key else 0
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                yield DAMAGED
            elif broken > connection.execute("PRAGMA freelist_count").fetchone()[0]:
                yield Finding("Part of the encrypted file was changed by something else.", WHAT_HELPS)
            elif connection.execute("PRAGMA foreign_key_check").fetchone():
                yield Finding("Something in the file points at what is not there.", WHAT_HELPS)
            elif broken:
                yield EMPTY_PAGES
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                yield Finding(
                    "Another program changed how the file is written; copies of it may lack the latest words.",
                    "Opening it once in the app sets it right.",
                )
    except Damaged:
        yield DAMAGED


def _words(connection: Connection, path: Path) -> Iterator[Finding]:
    with converted_errors(path):
        whole = not fts_index.missing_triggers(connection) and fts_index.are_whole(connection)
    if not whole:
        yield Finding(
            "The index that search goes by is not whole; your texts are.",
            "Opening the journal in the app makes it again.",
            grave=False,
        )


def _digests(connection: Connection) -> Iterator[Finding]:
    for entry_id in entry_checksums.differing(connection):
        (day,) = connection.execute("SELECT date FROM entries WHERE id = ?", (entry_id,)).fetchone()
        with contextlib.suppress(ValueError):
            day = say_full(dt.date.fromisoformat(day))
        yield Finding(
            f"The entry of {day} ({entry_id}) is not what was saved last: another program changed it, "
            "or the disk did.",
            "Read it. If it is right, write in it once and it is taken as it is; else a backup has it as it was.",
        )


def _permissions(path: Path) -> Iterator[Finding]:
    if os.name != "posix":
        return
    folder = paths.backups_folder(path)
    looked_at = [path, *(backup.path for backup in backups.listed(path)), *([folder] if folder.is_dir() else [])]
    if paths.is_default_place(path):
        looked_at.append(path.parent)
    for one in looked_at:
        about = one.stat()
        if stat.S_IMODE(about.st_mode) & 0o077:
            yield Finding(f"Other accounts on this computer may read {one}.", f"Take that away: chmod go= '{one}'")
        if hasattr(os, "geteuid") and about.st_uid != os.geteuid():
            step = "Rename that folder, or make it yours; then a new one is made with the next backup."
            if one != folder:
                step = "Copy the journal with the account that is to own it."
            yield Finding(f"{one} belongs to another account.", step, grave=False)
    if opening.can_only_be_read(path):
        yield Finding(
            f"{path} can only be read: the file or its folder is read-only.",
            "Change their permissions, or copy the file elsewhere and open that.",
        )


def _surroundings(path: Path, *, encrypted: bool) -> Iterator[Finding]:
    synced = synced_by(path)
    if synced:
        yield Finding(
            f"The journal lies in a folder that {synced} copies"
            + (
                ". Opened on two computers at once, one may write over the other."
                if encrypted
                else ", and it is not encrypted: whoever can open that account can read it."
            ),
            "Keep the journal elsewhere, and let only its backups be copied there"
            + ("." if encrypted else ", or encrypt it: passphrase set."),
            grave=not encrypted,
        )
    yield from _leftovers(path)
    for sibling in sorted(path.parent.iterdir()):
        name = sibling.name.casefold()
        if sibling != path and path.stem.casefold() in name and "conflict" in name:
            yield Finding(
                f"{sibling} looks like a second version that a sync tool made.",
                "Open it with --file to see what it has; then delete it.",
            )
    for left in paths.unsaved_files(path):
        yield Finding(
            f"{left} holds words that could not be saved when the app ended.",
            "Open the journal in the app: it takes them in.",
        )
    for left in paths.put_aside(path):
        yield Finding(
            f"{left} is the journal as it was before a restore.", "Delete it when you miss nothing.", False
        )


def _leftovers(path: Path) -> Iterator[Finding]:
    part = paths.part_file(path)
    other = paths.other_copy(path)
    again = paths.rewritten_copy(path)
    copies = (part, other, again)
    beside = (*copies, *(paths.journal_journal(copy) for copy in copies))
    for left in (*beside, *backups.leftovers(path, paths.backups_folder(path))):
        if left.exists():
            yield Finding(
                f"{left} was left by something that ended half-way.",
                "If nothing is being made at this moment, delete it.",
                grave=False,
            )


def synced_by(path: Path) -> str:
    """Return the name of the sync tool that copies the folder of a file; empty if none is recognised."""
    for folder in path.parents:
        name = folder.name.casefold()
        for beginning, tool in SYNCED.items():
            # A letter after the beginning makes it another name: a folder "Megan" is not one of MEGA.
            if name.startswith(beginning) and not name[len(beginning) :][:1].isalpha():
                return tool
        if any((folder / mark).exists() for mark in SYNC_MARKS):
            return "a sync tool"
    return ""


def _backups(path: Path, now: dt.datetime, key: Passphrase | None) -> Iterator[Finding]:
    found = backups.listed(path)
    if not found:
        yield Finding("There is no backup yet.", "The command backup makes one.", grave=False)
        return
    if now - found[0].at > dt.timedelta(days=BACKUP_DAYS):
        day = say_full(found[0].at.astimezone().date())
        yield Finding(f"The newest backup is of {day}.", "The command backup makes a new one.", grave=False)
    newest = found[0].path
    try:
        backups.verify(newest, opening.key_for(newest, key))
    except WrongPassphrase:
        yield _other_passphrase(found[0])
    except JournalError:
        yield Finding(
            f"The newest backup, {newest}, does not open or is not whole.", "The command backup makes a new one."
        )


def _other_passphrase(newest: backups.Backup) -> Finding:
    """Return the finding for a newest backup that the present passphrase does not open."""
    next_step = "The command backup makes one that opens with the present passphrase."
    if newest.why == "before-passphrase":
        return Finding(
            f"The newest backup, {newest.path}, has the earlier passphrase: it was made before that was changed.",
            next_step,
            grave=False,
        )
    return Finding(
        f"The newest backup, {newest.path}, does not open with the present passphrase: it has an earlier one, or "
        "is damaged at its beginning.",
        next_step,
    )


def _plain_backups(path: Path, second: Path | None) -> Iterator[Finding]:
    plain = [backup.path for backup in backups.everywhere(path, second) if not backup.encrypted]
    for folder, copies in groupby(plain, key=lambda copy: copy.parent):
        number = len(list(copies))
        yield Finding(
            f"The journal is encrypted, but {number} of its backups {'is' if number == 1 else 'are'} not.",
            f"Delete {'it' if number == 1 else 'them'} when you need {'it' if number == 1 else 'them'} no more: "
            f"they are in {folder}.",
        )
