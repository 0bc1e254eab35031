"""The five pages: one row each, and the modules and style sheets that are loaded after the first paint."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from textual.screen import Screen


class PageRow(NamedTuple):
    """One page.

    Attributes:
        name: its name as a mode of the app, and its folder here.
        title: its name on screen.
        letter: the capital letter in its title that goes there, outside text.
        key: the key that goes there, also from a text.
        screen: name of its class, in the module `screen` of its folder.
    """

    name: str
    title: str
    letter: str
    key: str
    screen: str

    @property
    def module(self) -> str:
        """The module of the page's class."""
        return f"{__package__}.{self.name}.screen"


PAGES: Final = (
    PageRow("journal", "Journal", "J", "f2", "JournalScreen"),
    PageRow("checklist", "Checklist", "C", "f3", "ChecklistScreen"),
    PageRow("trends", "Trends", "T", "f4", "TrendsScreen"),
    PageRow("prepare", "Prepare", "P", "f5", "PrepareScreen"),
    PageRow("people", "People", "O", "f6", "PeopleScreen"),
)
"""All pages, in the order of their keys and of the navigation bar."""

_UI: Final = Path(__file__).parent
SHEETS: Final = (
    _UI / "lock" / "lock.tcss",
    *(_UI / page.name / f"{page.name}.tcss" for page in PAGES[1:]),
    _UI / "dialogs" / "dialogs.tcss",
)
"""Style sheets that are parsed after the first paint, in this order."""


def create(page: PageRow, opened: object) -> "Screen[Any]":
    """Create the screen of a page for an open journal (an `OpenJournal`)."""
    screen: Screen[Any] = getattr(import_module(page.module), page.screen)(opened)
    return screen


def load(page: PageRow) -> None:
    """Load the module of a page, so that going there takes no longer than drawing it."""
    import_module(page.module)
