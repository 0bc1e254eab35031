"""Creation of the tables and first rows of a new journal file, from `schema.sql`."""

import datetime as dt
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from alliance_journal.domain.alliance.questions import OPTIONAL_QUESTIONS, QUESTIONS
from alliance_journal.store.core.sqlite_driver import Connection

APPLICATION_ID: Final = 0x416C4A6F  # "AlJo"
"""Value of `PRAGMA application_id` in every journal: tools such as `file` recognise it."""
_FILE: Final = Path(__file__).with_name("schema.sql")


def statements() -> list[str]:
    """Return the statements of `schema.sql` as a journal file stores them, in order.

    They have no comments, and a trigger is on one line, as in a file that was migrated.
    """
    lines = [line.partition("--")[0].rstrip() for line in _FILE.read_text(encoding="utf-8").splitlines()]
    found = re.split(r";\n(?=CREATE )", "\n".join(filter(None, lines)).removesuffix(";"))
    return [" ".join(sql.split()) if sql.startswith("CREATE TRIGGER") else sql for sql in found]


def create(connection: Connection, migration_set: str, migrations: Iterable[str]) -> None:
    """Create the schema and the first rows in an empty file, within a transaction.

    Args:
        connection: the connection, inside a transaction.
        migration_set: name under which sqlite-utils records the migrations.
        migrations: names of all migrations, which the file is recorded to have.
    """
    for statement in statements():
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _insert_rows(connection, migration_set, migrations)


def _insert_rows(connection: Connection, migration_set: str, migrations: Iterable[str]) -> None:
    connection.executemany(
        "INSERT INTO questions (id, position, text, element, source, asked) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (one.id, position, one.text, one.element, one.source, one.id not in OPTIONAL_QUESTIONS)
            for position, one in enumerate(QUESTIONS, start=1)
        ],
    )
    connection.executemany(
        "INSERT INTO upkeep (what, value) VALUES (?, ?)", [("changes", 1), ("mark", os.urandom(4).hex())]
    )
    now = dt.datetime.now(dt.UTC).isoformat(sep=" ", timespec="microseconds")
    connection.executemany(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
        [(migration_set, name, now) for name in migrations],
    )
