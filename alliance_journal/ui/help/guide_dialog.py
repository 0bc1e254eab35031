"""The guide: short pages in Markdown that come with the package; nothing is loaded from anywhere else."""

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, scrolling_frame
from alliance_journal.ui.dialogs.dialog import HELP_CLOSES, UP_AND_DOWN, Dialog, LongDialog

BOUNDARIES: Final = "8-boundaries"
ELEMENTS: Final = "2-elements"
WHAT_CAN_HELP: Final = "5-what-can-help"
CHANGING_OR_STOPPING: Final = "7-changing-or-stopping"
ABOUT: Final = "Short pages to read when you like. They give facts and ideas, and never advice about you."


def pages() -> Iterator[tuple[str, str]]:
    """Yield name and title of each page, in order."""
    for file in sorted(_folder().iterdir(), key=lambda one: one.name):
        if file.name.endswith(".md"):
            yield file.name.removesuffix(".md"), text(file.name).partition("\n")[0].removeprefix("# ")


def text(name: str) -> str:
    """Return the Markdown of a page."""
    file = name if name.endswith(".md") else f"{name}.md"
    return _folder().joinpath(file).read_text(encoding="utf-8")


def _folder() -> Traversable:
    """Return the folder of the pages, which belongs to the package."""
    return resources.files("alliance_journal").joinpath("manual", "guide")


def key_of(name: str) -> str:
    """Return the digit that opens a page from the list."""
    return name.partition("-")[0]


class GuideDialog(Dialog):
    """Lists all pages, each with the digit that opens it."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("guide.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
        Binding("q", "close_dialog", show=False),
        HELP_CLOSES,
        *(Binding(digit, f"read('{digit}')", show=False) for digit in "123456789"),
    ]

    def compose(self) -> ComposeResult:
        """Compose a line for each page."""
        with scrolling_frame("Guide", "⏎ or its number read · esc close", "reading", can_focus=False):
            yield Static(ABOUT, classes="quiet")
            for name, title in pages():
                yield Button(f"{key_of(name)}  {title}", name=name, compact=True)

    def on_mount(self) -> None:
        """Focus the first page."""
        self.query(Button).first().focus()

    def action_read(self, digit: str) -> None:
        """Show the page with this digit."""
        for name, _ in pages():
            if key_of(name) == digit:
                self.app.push_screen(guide_page(name))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Show a page over this list."""
        self.app.push_screen(guide_page(str(event.button.name)))


class MarkdownPage(LongDialog):
    """Shows a page of Markdown.

    Attributes:
        page_title: its title.
        markdown: its text.
    """

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("guide.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,backspace", "close_dialog", show=False),
        HELP_CLOSES,
    ]

    def __init__(self, title: str, markdown: str) -> None:
        super().__init__()
        self.page_title = title
        self.markdown = markdown

    def compose(self) -> ComposeResult:
        """Compose the page; its links open nothing."""
        # Imported here: it is not needed at the start.
        from textual.widgets import Markdown

        with scrolling_frame(self.page_title, "↑↓ scroll · esc back", "reading"):
            yield Markdown(self.markdown, open_links=False)


def guide_page(name: str) -> MarkdownPage:
    """Return the dialog of a page of the guide."""
    return MarkdownPage(dict(pages())[name], text(name))
