"""The five pages by their names, each loaded when somebody goes there or a moment after the first one is seen."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from alliance_journal.screens.place import Place
from alliance_journal.ui.open_journal import OpenJournal

PLACES: Final[Mapping[str, str]] = {
    "journal": "JournalScreen",
    "checklist": "ChecklistScreen",
    "trends": "TrendsScreen",
    "prepare": "PrepareScreen",
    "people": "PeopleScreen",
}
"""The pages in the order of their keys: each is named like the module here that holds it."""
LOCK_SHEET, PAGES_SHEET, CARDS_SHEET = (
    Path(__file__).with_name(name) for name in ("locked.tcss", "pages.tcss", "cards.tcss")
)
"""The styles of the lock, of all pages but the first, and of the cards. Each screen names its own."""


def page(name: str, desk: OpenJournal) -> Place:
    """Make a page."""
    made: Place = getattr(import_module(f"{__package__}.{name}"), PLACES[name])(desk)
    return made


def load(name: str) -> None:
    """Have a page ready, so that going there takes no longer than drawing it."""
    import_module(f"{__package__}.{name}")
