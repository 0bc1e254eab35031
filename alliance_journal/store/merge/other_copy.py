"""Another copy of a journal, opened for a merge through a private copy of its file, and never written to."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import row_copy
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core import temp_copy
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.errors import (
    CannotOpen,
    CannotWrite,
    Damaged,
    JournalError,
    NoJournal,
    NotAJournal,
    NotPossible,
)
from alliance_journal.store.core.sqlite_driver import Connection, converted_errors, driver
from alliance_journal.store.core.time_limit import Limit
from alliance_journal.store.schema import migrations


@contextlib.contextmanager
def opened(mine: Path, other: Path, passphrase: Passphrase | None) -> Iterator[Database]:
    """Open a private copy of the other file, migrated to the present schema version, for reading.

    Args:
        mine: the path of the journal; the private copy is made in the same folder.
        other: the path of the other file, which is never changed, also if it has an older schema version,
            another passphrase, or is read-only.
        passphrase: the passphrase of the other file; None for a plain one.

    Raises:
        NeedsPassphrase, WrongPassphrase: if the other file is encrypted.
        JournalError: if it is no journal, is damaged, made by a newer version, busy, or is this journal itself.
    """
    mine, other = Path(os.path.realpath(mine)), Path(os.path.realpath(other))
    with _about(other):
        key = _key(mine, other, passphrase)
    part = paths.other_copy(mine)
    temp_copy.make_room(part)
    temp_copy.make_room(paths.rewritten_copy(mine))
    try:
        with _about(other):
            connection = _copied(other, key, part)
        with contextlib.closing(connection):
            yield Database(connection, other, passphrase=key)
    finally:
        temp_copy.remove(part)
        temp_copy.remove(paths.part_file(part))


@contextlib.contextmanager
def _about(other: Path) -> Iterator[None]:
    """Replace the next step of errors by one that concerns the other copy, not the journal."""
    try:
        yield
    except NotAJournal as error:
        raise NotAJournal(error.sentence, "Name a copy of this journal: another computer's, or a backup.") from None
    except NoJournal:
        raise CannotOpen(f"There is no file at {other}.", "Check its name, then try again.") from None
    except CannotOpen as error:
        raise CannotOpen(error.sentence, "Check its name and who may read it, or name another copy.") from None
    except Damaged:
        raise Damaged(
            f"Part of {other} is damaged, so nothing was taken over from it.",
            "The command check --salvage PATH, with --file and its name, reads what can be read into a new file; "
            "that can be merged.",
        ) from None


def _copied(other: Path, key: Passphrase | None, part: Path) -> Connection:
    """Copy the other file, open the copy, migrate it to the present schema version, and verify it."""
    try:
        temp_copy.make(other, key, part)
        with _said_of(other, part):
            row_copy.make_ours(part, paths.part_file(part), key)
    except OSError as error:
        raise CannotWrite(
            f"{other} cannot be read into a copy beside the journal: {error.strerror}. Nothing was changed.",
            "Check both files and the free space, then try again.",
        ) from None
    connection = _connect(part, other, key)
    try:
        limit = Limit()
        limit.put_on(connection)
        migrations.bring_up_to_date(connection, other)
        _must_be_whole(connection, other, key)
        # From here on only rows are read, so the time limit is removed.
        connection.set_progress_handler(None, 0)
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def _said_of(other: Path, part: Path) -> Iterator[None]:
    """Replace the path of the private copy in errors by that of the other file."""
    try:
        yield
    except JournalError as error:
        error.sentence = error.sentence.replace(str(part), str(other))
        error.args = (f"{error.sentence} {error.next_step}",)
        raise


def _key(mine: Path, other: Path, passphrase: Passphrase | None) -> Passphrase | None:
    with contextlib.suppress(OSError):
        if other.samefile(mine):
            raise NotPossible(
                f"{other} is this journal itself, so there is nothing to take over.", "Name another copy of it."
            )
    return opening.key_for(other, passphrase)


def _connect(part: Path, other: Path, key: Passphrase | None) -> Connection:
    """Open the private copy; errors name the other file."""
    connection = driver.connect(f"{part.as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False)
    # A flipped bit can leave invalid UTF-8: such an entry is to be reported, not to end the merge.
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        opening.prepare(connection, other, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _must_be_whole(connection: Connection, other: Path, key: Passphrase | None) -> None:
    run = connection.execute
    with converted_errors(other):
        whole = run("PRAGMA integrity_check").fetchone()[0] == "ok"
        linked = run("PRAGMA foreign_key_check").fetchone() is None
        empty_pages = run("PRAGMA freelist_count").fetchone()[0]
        sealed = key is None or opening.broken_seals(connection) <= empty_pages
    if not (whole and linked and sealed):
        raise Damaged(f"Part of {other} is damaged.", "")
