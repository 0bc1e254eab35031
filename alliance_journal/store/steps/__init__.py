"""What each numbered step makes of the schema. A step is never edited once it was released; a new one is added."""

from collections.abc import Callable
from typing import Any, Final

from alliance_journal.store.steps import m001_first, m002_safe, m003_both_sides, m004_in_and_out

STEPS: Final[dict[str, Callable[[Any], None]]] = {
    "m001_first": m001_first.apply,
    "m002_safe": m002_safe.apply,
    "m003_both_sides": m003_both_sides.apply,
    "m004_in_and_out": m004_in_and_out.apply,
}
"""Every step by its name, in order; each is given sqlite-utils over the connection."""
