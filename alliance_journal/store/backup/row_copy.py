"""Copy of a journal's rows into a new file, so that no foreign part of the schema is copied with them.

The rows are written by SQL of this module and not by the verbs of `Database`: the new file may have the schema of
an earlier version, and its checksums and revisions are copied with the rows instead of being renewed.
"""

import contextlib
from pathlib import Path
from typing import Final

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import open_private, sync_file
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.errors import JournalError, NotAJournal
from alliance_journal.store.core.sqlite_driver import Connection, converted_errors, undone_on_error
from alliance_journal.store.core.time_limit import Limit
from alliance_journal.store.schema import known_schemas, migrations
from alliance_journal.store.schema.known_schemas import Part, Version
from alliance_journal.store.schema.new_file import APPLICATION_ID

AT_ONCE: Final = 500
"""Number of rows copied at once."""


def foreign_parts(file: Path, key: Passphrase | None) -> list[Part]:
    """Return the parts of a file's schema that its version does not have, or has differently.

    Only the schema is read.

    Raises:
        JournalError: if the file cannot be opened, or is not a journal of a known version.
    """
    with contextlib.closing(read_only(file, key, Limit())) as connection, converted_errors(file):
        return known_schemas.foreign(known_schemas.read(connection), version_in(connection, file))


def read_only(file: Path, key: Passphrase | None, limit: Limit) -> Connection:
    """Open a file from somebody else read-only, with a time limit."""
    connection = opening.connect(file, key, only_read=True)
    # Our statements use only ordinary tables of this file.
    connection.execute("PRAGMA trusted_schema = OFF")
    limit.put_on(connection)
    return connection


def version_in(connection: Connection, file: Path) -> Version:
    """Return the schema version of a file.

    Raises:
        NotAJournal, MadeByNewer: if the version is not known.
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
        JournalError: if the file cannot be read, or its tables are not those of a journal. No new file remains.
        OSError: if the new file cannot be written.
    """
    limit = Limit()
    open_private(target).close()
    try:
        with contextlib.closing(read_only(source, key, limit)) as old, converted_errors(source):
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
        # A view with the name of a table would be executed when it is read.
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
    """Copy the rows of one table: the ordinary (not hidden or generated) columns that both files have."""
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
    """Replace a private copy whose schema has foreign parts with one that has only our own schema.

    Args:
        file: the private copy.
        work: path of the new file, in the same folder.
        key: passphrase or key that opens both; None for plain files.

    Returns:
        The foreign parts, which were not copied.
    """
    # An interrupted transaction of a killed writer is rolled back first; that writes to the file.
    opening.connect(file, key).close()
    found = foreign_parts(file, key)
    if found:
        rewrite(file, work, key)
        work.replace(file)
    return found
