"""Detection of a computer's clock that is behind the newest entry or the newest backup."""

import contextlib
import datetime as dt
from pathlib import Path
from typing import Final

from alliance_journal import paths
from alliance_journal.domain.dates.parse import say_full
from alliance_journal.store.backup import backup_names
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.core.sqlite_driver import Connection, converted_errors
from alliance_journal.store.journal import Journal, database_of

SMALL: Final = dt.timedelta(minutes=10)
"""Largest difference that is ignored, since the clocks of two computers with one journal can differ."""
SET_IT: Final = "Set the clock. Nothing is lost by it: backups stay in the order in which they were made."


def say_behind(journal: Journal) -> str:
    """Return a sentence if the clock is behind the newest entry or the newest backup; empty if it is not."""
    if journal.path is None:
        return ""
    return find_behind(database_of(journal).connection, journal.path, journal.now())


def find_behind(connection: Connection, path: Path, now: dt.datetime) -> str:
    """Return the sentence of `say_behind` for a connection to the file at `path`, of any schema version."""
    done = [(at, "the newest backup was made on") for at in _backed_up(path)]
    done += [(at, "the newest entry was begun on") for at in _newest_entry(connection, path)]
    at, what = max(done, default=(now, ""))
    if at - now <= SMALL:
        return ""
    return f"The clock of this computer seems to be behind: it says {_say(now)}, but {what} {_say(at)}."


def _backed_up(path: Path) -> list[dt.datetime]:
    names = [one.name for one in backup_names.files_in(paths.backups_folder(path))]
    return [about[0] for name in names if (about := backup_names.read(path, name))]


def _newest_entry(connection: Connection, path: Path) -> list[dt.datetime]:
    # The index of the list answers this query, so that no entry has to be read.
    sql = "SELECT max(created_at) FROM entries WHERE deleted_at IS NULL"
    with contextlib.suppress(JournalError, ValueError, TypeError, OverflowError), converted_errors(path):
        at = dt.datetime.fromisoformat(connection.execute(sql).fetchone()[0])
        at.astimezone()
        return [at if at.tzinfo else at.replace(tzinfo=dt.UTC)]
    return []


def _say(at: dt.datetime) -> str:
    here = at.astimezone()
    return f"{say_full(here.date())} at {here:%H:%M}"
