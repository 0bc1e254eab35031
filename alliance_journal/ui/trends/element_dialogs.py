"""Dialogs about an element: its answers, and ways to say it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import Dialog, TextDialog
from alliance_journal.ui.help.guide_dialog import BOUNDARIES, guide_page

NOT_ABOUT_FIT: Final = "Something that should not happen in therapy? Press m."
"""Last line of the answers about every element, whatever they are."""
AS_GOOD: Final = "Choose one to make it yours. Writing it and handing it over is as good as saying it."


class AnswersDialog(TextDialog):
    """Answers about an element, newest first; earlier ones are added when the end of the text comes into sight.

    The last line always names the key of the guide's page about boundaries.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("m", "boundaries", show=False)]

    def __init__(self, title: str, latest: Content, more: Callable[[], Content | None]) -> None:
        """Show the latest answers.

        Args:
            title: title of the dialog.
            latest: the latest answers.
            more: returns the answers before those; None when there are no more.
        """
        super().__init__(title, latest)
        self._more = more

    def on_mount(self) -> None:
        """Add the last line, and earlier answers while the text is shorter than the screen."""
        scroll = self.query_one(VerticalScroll)
        scroll.mount(Static(Content.styled(f"\n{NOT_ABOUT_FIT}", "$quiet"), id="boundaries"))
        self.watch(scroll, "scroll_y", self._show_more, init=False)
        self.call_after_refresh(self._show_more)

    def on_resize(self) -> None:
        """Add earlier answers if the screen is larger now."""
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        scroll = self.query_one(VerticalScroll)
        if scroll.scroll_y + 2 * scroll.size.height >= scroll.max_scroll_y and (earlier := self._more()):
            scroll.mount(Static(earlier), before="#boundaries")
            # Again, until they are longer than the screen.
            self.call_after_refresh(self._show_more)

    def action_boundaries(self) -> None:
        """Show the guide's page about boundaries."""
        self.app.push_screen(guide_page(BOUNDARIES))


class WaysDialog(Dialog):
    """Ways to say something about an element. Its result is the place of the chosen one, from 0, as text."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("trends.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "app.focus_previous", show=False),
        Binding("down,j", "app.focus_next", show=False),
        Binding("q", "close_dialog", show=False),
    ]

    def __init__(self, label: str, ways: Sequence[str]) -> None:
        super().__init__()
        self.label, self.ways = label, ways

    def compose(self) -> ComposeResult:
        """Yield a button for each way."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = Content(f"Ways to say it: {self.label}")
            card.border_subtitle = "⏎ this one · esc close"
            yield Static(AS_GOOD, classes="quiet")
            with Vertical(classes="answers"):
                for place, way in enumerate(self.ways):
                    yield Button(Content(f"“{way}”"), name=str(place), compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Return the place of the chosen one."""
        self.dismiss(event.button.name)
