"""Triggers in the journal that this program did not make: they could change what is written, so none may run."""

from pathlib import Path
from typing import Final

from alliance_journal.store.core.sqlite_driver import Connection, converted_errors, undone_on_error
from alliance_journal.store.search import fts_index

_TRIGGERS: Final = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'trigger'"


def foreign_triggers(connection: Connection, path: Path | None) -> list[str]:
    """Return the names of triggers that no migration has made, and of our own whose statement was changed."""
    with converted_errors(path):
        there = dict(connection.execute(_TRIGGERS).fetchall())
        if fts_index.are_known(there):
            return []
        # Imported here: building the schemas of all versions takes a moment, and hardly any file needs it.
        from alliance_journal.store.schema import known_schemas, migrations

        version = known_schemas.version_of(migrations.applied(connection, path)) or known_schemas.versions()[-1]
        return [
            part.name
            for part in known_schemas.foreign(known_schemas.read(connection), version)
            if part.kind == "trigger"
        ]


def take_away(connection: Connection, path: Path | None, names: list[str]) -> None:
    """Drop triggers from the file; create each of our own that was changed again in its original form.

    Args:
        connection: the connection, outside a transaction.
        path: its file, for error messages.
        names: names of the triggers, as `foreign_triggers` returned them.
    """
    from alliance_journal.store.schema import known_schemas, migrations

    version = known_schemas.version_of(migrations.applied(connection, path)) or known_schemas.versions()[-1]
    with converted_errors(path), undone_on_error(connection):
        for name in names:
            quoted = name.replace('"', '""')
            connection.execute(f'DROP TRIGGER "{quoted}"')
            part = version.named(name)
            if part and part.kind == "trigger":
                connection.execute(part.sql)
        connection.execute("COMMIT")
