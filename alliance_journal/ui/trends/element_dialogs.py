"""Cards behind an element: the answers given, and the ways to say it."""

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
from alliance_journal.ui.help.guide_dialog import BOUNDARIES, GuidePage

NOT_ABOUT_FIT: Final = "Something that should not happen in therapy? Press m."
"""Stands under the answers of every element, whatever they are."""
AS_GOOD: Final = "Choose one to make it yours. Writing it and handing it over is as good as saying it."


class AnswersDialog(TextDialog):
    """The answers behind an element, and at their end always the same way to the page about boundaries.

    Earlier answers are asked for when the end of those in sight comes near.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("m", "boundaries", show=False)]

    def __init__(self, title: str, latest: Content, more: Callable[[], Content | None]) -> None:
        super().__init__(title, latest)
        self._more = more

    def on_mount(self) -> None:
        """The last line, and earlier answers above it as they are wanted."""
        scroll = self.query_one(VerticalScroll)
        scroll.mount(Static(Content.styled(f"\n{NOT_ABOUT_FIT}", "$quiet"), id="boundaries"))
        self.watch(scroll, "scroll_y", self._show_more, init=False)
        self.call_after_refresh(self._show_more)

    def on_resize(self) -> None:
        """There may be room for earlier answers now."""
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        scroll = self.query_one(VerticalScroll)
        if scroll.scroll_y + 2 * scroll.size.height >= scroll.max_scroll_y and (earlier := self._more()):
            scroll.mount(Static(earlier), before="#boundaries")
            # Again, until they are longer than the screen.
            self.call_after_refresh(self._show_more)

    def action_boundaries(self) -> None:
        """What should not happen in any therapy."""
        self.app.push_screen(GuidePage(BOUNDARIES))


class WaysDialog(Dialog):
    """All ways to say it; says which one was chosen."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("trends.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "app.focus_previous", show=False),
        Binding("down,j", "app.focus_next", show=False),
        Binding("q", "leave_card", show=False),
    ]

    def __init__(self, label: str, ways: Sequence[str]) -> None:
        super().__init__()
        self.label, self.ways = label, ways

    def compose(self) -> ComposeResult:
        """A button a way."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = Content(f"Ways to say it: {self.label}")
            card.border_subtitle = "⏎ this one · esc close"
            yield Static(AS_GOOD, classes="quiet")
            with Vertical(classes="answers"):
                for place, way in enumerate(self.ways):
                    yield Button(Content(f"“{way}”"), name=str(place), compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """This one."""
        self.dismiss(event.button.name)
