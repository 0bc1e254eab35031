"""Several statements of SQL, one after the other."""

from typing import Any


def run(db: Any, statements: str) -> None:
    """Run statements that stand apart by a semicolon and an empty line."""
    for statement in statements.split(";\n\n"):
        db.execute(statement)
