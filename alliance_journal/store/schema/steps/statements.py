"""Execution of several SQL statements, one after the other."""

from typing import Any


def run(db: Any, statements: str) -> None:
    """Execute statements that are separated by a semicolon and an empty line."""
    for statement in statements.split(";\n\n"):
        db.execute(statement)
