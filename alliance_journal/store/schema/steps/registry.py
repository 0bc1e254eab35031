"""What each numbered step makes of the schema. A step is never edited once it was released; a new one is added."""

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final


def _apply(name: str, db: Any) -> None:
    importlib.import_module(f"alliance_journal.store.schema.steps.{name}").apply(db)


# A file that is up to date needs the names alone: what they do is loaded when it is done.
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
"""Every step by its name, in order; each is given sqlite-utils over the connection."""
