"""The guide: short pages in Markdown that come with the package; nothing is loaded from anywhere else."""

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.ui.dialogs.dialog import DIALOGS_SHEET, UP_AND_DOWN, Dialog, LongDialog

BOUNDARIES: Final = "8-boundaries"
ELEMENTS: Final = "2-elements"
WHAT_CAN_HELP: Final = "5-what-can-help"
CHANGING_OR_STOPPING: Final = "7-changing-or-stopping"
ABOUT: Final = "Short pages to read when you like. They give facts and ideas, and never advice about you."


def pages() -> Iterator[tuple[str, str]]:
    """Each page's name and title, in order."""
    for file in sorted(_folder().iterdir(), key=lambda one: one.name):
        if file.name.endswith(".md"):
            yield file.name.removesuffix(".md"), text(file.name).partition("\n")[0].removeprefix("# ")


def text(name: str) -> str:
    """A page's Markdown."""
    file = name if name.endswith(".md") else f"{name}.md"
    return _folder().joinpath(file).read_text(encoding="utf-8")


def _folder() -> Traversable:
    """Return the folder of the pages, which belongs to the package."""
    return resources.files("alliance_journal").joinpath("manual", "guide")


def key_of(name: str) -> str:
    """The digit that opens a page from the list of all pages."""
    return name.partition("-")[0]


class GuideDialog(Dialog):
    """All pages, each with the digit that opens it."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("guide.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
        Binding("q,f1", "leave_card", show=False),
        *(Binding(digit, f"read('{digit}')", show=False) for digit in "123456789"),
    ]

    def compose(self) -> ComposeResult:
        """A line for each page."""
        with VerticalScroll(classes="card reading", can_focus=False) as card:
            card.border_title = "Guide"
            card.border_subtitle = "⏎ or its number read · esc close"
            yield Static(ABOUT, classes="quiet")
            for name, title in pages():
                yield Button(f"{key_of(name)}  {title}", name=name, compact=True)

    def on_mount(self) -> None:
        """Begin at the first page."""
        self.query(Button).first().focus()

    def action_read(self, digit: str) -> None:
        """Read the page of this digit."""
        for name, _ in pages():
            if key_of(name) == digit:
                self.app.push_screen(GuidePage(name))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Read one; this list waits behind it."""
        self.app.push_screen(GuidePage(str(event.button.name)))


class MarkdownPage(LongDialog):
    """One page of Markdown, as wide as it reads well.

    Args:
        title: The page's title, shown in the border.
        markdown: The page's text.
    """

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("guide.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,f1,backspace", "leave_card", show=False)]

    def __init__(self, title: str, markdown: str) -> None:
        super().__init__()
        self.page_title = title
        self.markdown = markdown

    def compose(self) -> ComposeResult:
        """The page; links in it are words, nothing is opened."""
        # Imported here: nobody needs it to begin writing.
        from textual.widgets import Markdown

        with VerticalScroll(classes="card reading") as card:
            card.border_title = self.page_title
            card.border_subtitle = "↑↓ scroll · esc back"
            yield Markdown(self.markdown, open_links=False)


class GuidePage(MarkdownPage):
    """One page of the guide."""

    def __init__(self, name: str) -> None:
        super().__init__(dict(pages())[name], text(name))
        self.page = name
