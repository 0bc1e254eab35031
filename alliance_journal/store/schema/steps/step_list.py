"""List of the migrations. A released migration is never edited; a new one is added instead."""

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final


def _apply(name: str, db: Any) -> None:
    importlib.import_module(f"alliance_journal.store.schema.steps.{name}").apply(db)


# An up-to-date file needs only the names: a migration's module is imported when it is applied.
STEPS: Final[dict[str, Callable[[Any], None]]] = {
    name: partial(_apply, name)
    for name in (
        "m001_first",
        "m002_safe",
        "m003_both_sides",
        "m004_in_and_out",
        "m005_wordings",
        "m006_by_number",
        "m007_reworded",
    )
}
"""Every migration by its name, in order; each is called with the sqlite-utils database of the connection."""
