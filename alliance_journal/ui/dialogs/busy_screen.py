"""The screen that is shown while the journal is closed for some work."""

from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static


class BusyScreen(Screen[None]):
    """Shows a few words, and nothing of the notes."""

    CSS_PATH = Path(__file__).with_name("busy.tcss")

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def compose(self) -> ComposeResult:
        """Compose the words."""
        yield Static(Content(self.words), id="moment")
