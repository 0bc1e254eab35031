"""The cover: a screen that hides everything, and says no more than where help is."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from alliance_journal.ui.widgets.command_hint import CommandHint


class CoverScreen(Screen[None]):
    """Shows nothing of the notes. Any key but that of Help now, or a click, calls `back`."""

    CSS_PATH = "lock.tcss"

    def __init__(self, back: Callable[[], object]) -> None:
        super().__init__()
        self.back = back

    def compose(self) -> ComposeResult:
        """Compose a point, so that the terminal does not look as if it had stopped, and Help now."""
        yield Static("·", id="point")
        yield CommandHint("everywhere.help_now")

    def on_key(self, event: events.Key) -> None:
        """Call `back`; the key itself has no other effect."""
        event.stop()
        event.prevent_default()
        self.back()

    def on_click(self) -> None:
        """Call `back`."""
        self.back()
