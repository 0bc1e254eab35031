"""Triggers in the journal that this program did not make: they would change what is written, so none may run."""

from pathlib import Path
from typing import Final

from alliance_journal.store import words
from alliance_journal.store.driver import Connection, calm, undone_on_error

_TRIGGERS: Final = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'trigger'"


def foreign_triggers(connection: Connection, path: Path | None) -> list[str]:
    """The names of triggers that no migration has made so, with those of ours that say something else now."""
    with calm(path):
        there = dict(connection.execute(_TRIGGERS).fetchall())
        if words.are_known(there):
            return []
        # Imported here: to know every version takes a moment, and hardly any file needs it.
        from alliance_journal.store import migrations, schema

        version = schema.version_of(migrations.applied(connection, path)) or schema.versions()[-1]
        return [part.name for part in schema.foreign(schema.read(connection), version) if part.kind == "trigger"]


def take_away(connection: Connection, path: Path | None, names: list[str]) -> None:
    """Take triggers out of the file; where one of ours had been changed, it is made again as it was."""
    from alliance_journal.store import migrations, schema

    version = schema.version_of(migrations.applied(connection, path)) or schema.versions()[-1]
    with calm(path), undone_on_error(connection):
        for name in names:
            quoted = name.replace('"', '""')
            connection.execute(f'DROP TRIGGER "{quoted}"')
            part = version.named(name)
            if part and part.kind == "trigger":
                connection.execute(part.sql)
        connection.execute("COMMIT")
