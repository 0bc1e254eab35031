"""The rows of a journal copied into a fresh file, so that nothing of another schema comes along with them."""

import contextlib
from pathlib import Path
from typing import Final

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import open_private, sync_file
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.errors import JournalError, NotAJournal
from alliance_journal.store.core.sqlite_driver import Connection, calm, undone_on_error
from alliance_journal.store.core.time_limit import Limit
from alliance_journal.store.schema import known_schemas, migrations
from alliance_journal.store.schema.known_schemas import Part, Version
from alliance_journal.store.schema.steps.m001_first import APPLICATION_ID

AT_ONCE: Final = 500
"""Rows that are copied at once."""


def foreign_parts(file: Path, key: Passphrase | None) -> list[Part]:
    """What the schema of a file has that no version of this program has made; only the schema is read.

    Raises:
        JournalError: when the file cannot be opened, or is no journal of a known version.
    """
    with contextlib.closing(read_only(file, key, Limit())) as connection, calm(file):
        return known_schemas.foreign(known_schemas.read(connection), version_in(connection, file))


def read_only(file: Path, key: Passphrase | None, limit: Limit) -> Connection:
    """A connection to a file of somebody else: only for reading, and within a limit of time."""
    connection = opening.connect(file, key, only_read=True)
    # No statement of ours needs anything of its schema but ordinary tables.
    connection.execute("PRAGMA trusted_schema = OFF")
    limit.put_on(connection)
    return connection


def version_in(connection: Connection, file: Path) -> Version:
    """The version of a file.

    Raises:
        NotAJournal, MadeByNewer: when it has none that is known.
    """
    version = known_schemas.version_of(migrations.applied(connection, file))
    if version is None:
        raise NotAJournal(
            f"The file {file} is a database, but not a journal of any version. It was left as it is.",
            "Name another file.",
        )
    return version


def rewrite(source: Path, target: Path, key: Passphrase | None) -> None:
    """Copy the rows of a journal into a new file of the same version, with the same key.

    Raises:
        JournalError: when it cannot be read, or its tables are not those of a journal; there is no new file then.
        OSError: when the new file cannot be written.
    """
    limit = Limit()
    open_private(target).close()
    try:
        with contextlib.closing(read_only(source, key, limit)) as old, calm(source):
            version = version_in(old, source)
            with contextlib.closing(opening.connect(target, key)) as new:
                _fill(old, new, version)
    except JournalError as error:
        target.unlink(missing_ok=True)
        if limit.is_over:
            raise NotAJournal(
                f"Reading {source} takes longer than any journal does, so it was not taken over.",
                "Name another file.",
            ) from None
        raise error from None
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    sync_file(target)


def _fill(old: Connection, new: Connection, version: Version) -> None:
    tables = {part.name for part in version.tables}
    if not tables <= {
        part.name for part in known_schemas.read(old) if part.kind == "table" and not part.is_virtual
    }:
        # A view of such a name would be run instead of read.
        raise NotAJournal(
            "A table of a journal is not in the file, so nothing was taken over.", "Name another file."
        )
    new.execute("PRAGMA foreign_keys = OFF")
    new.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with undone_on_error(new):
        for part in version.tables:
            new.execute(part.sql)
            _copy(old, new, part.name, version)
        hidden = {part.name for part in version.schema if part.kind == "table"} - tables
        for part in version.schema:
            if part.sql and part.name not in tables and (part.is_virtual or part.name not in hidden):
                new.execute(part.sql)
        if version.named("words"):
            new.execute("INSERT INTO words (words) VALUES ('rebuild')")
        new.execute("COMMIT")


def _copy(old: Connection, new: Connection, table: str, version: Version) -> None:
    """Copy the rows of one table: the ordinary columns that both files have."""
    there = {name for _, name, _, _, _, _, hidden in old.execute(f"PRAGMA table_xinfo({table})") if not hidden}
    names = [column.name for column in version.columns[table] if column.name in there]
    order = "" if _goes_by_key(version, table) else " ORDER BY rowid"
    rows = old.execute(f"SELECT {', '.join(names)} FROM main.{table} NOT INDEXED{order}")
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    while some := rows.fetchmany(AT_ONCE):
        new.executemany(sql, some)


def _goes_by_key(version: Version, table: str) -> bool:
    part = version.named(table)
    return part is not None and part.sql.upper().rstrip().endswith("WITHOUT ROWID")


def make_ours(file: Path, work: Path, key: Passphrase | None) -> list[Part]:
    """Put a copy with our own schema in the place of a private copy whose schema has something foreign.

    Args:
        file: the private copy.
        work: a name beside it for the new one.
        key: what opens it.

    Returns:
        What was foreign, and was not taken over.
    """
    # What a writer that was killed left beside it is taken back first; that writes.
    opening.connect(file, key).close()
    found = foreign_parts(file, key)
    if found:
        rewrite(file, work, key)
        work.replace(file)
    return found
