"""The manual's page of tables and columns names what a new journal has."""

import contextlib
import re
import sqlite3

from alliance_journal.store.journal import Journal
from tests.manual.pages import sections, text_of

OF_SQLITE = {"sqlite_sequence", "words_config", "words_data", "words_docsize", "words_idx"}
"""Tables that SQLite makes by itself; their columns are nobody's business."""


def test_every_table_and_column_is_described(journal: Journal) -> None:
    assert journal.path is not None
    with contextlib.closing(sqlite3.connect(journal.path)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        there = {
            table: [column for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
            for table in tables
        }
    described = {
        heading.strip("`"): re.findall(r"^\| `(\w+)` \| \S", body, re.MULTILINE)
        for heading, body in sections(text_of("database"), "###").items()
        if heading.count("`") == 2
    }
    assert described == {table: columns for table, columns in there.items() if table not in OF_SQLITE}
    for table in OF_SQLITE & there.keys() - {"sqlite_sequence"}:
        assert f"`{table}`" in text_of("database")
