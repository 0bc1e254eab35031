"""The base of all dialogs: frame, style sheet, and closing by Escape or mouse."""

from pathlib import Path
from typing import ClassVar, Final, Generic, TypeVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widget import Widget

Result = TypeVar("Result")

DIALOGS_SHEET: Final = Path(__file__).with_name("dialogs.tcss")
"""Rules for all dialogs. A dialog with rules of its own names both sheets in its `CSS_PATH`."""
ESCAPE_HINT: Final = "esc "
"""The last part of a dialog's hint begins with this; a click on it closes the dialog."""
HINT_MARGIN: Final = 3
"""Cells between the hint and the right edge of the frame."""


def frame(title: str, hint: str = "", classes: str = "") -> Vertical:
    """Return the frame of a dialog: a border with its title, and the keys at the lower right.

    Args:
        title: title of the dialog.
        hint: its keys, the one that closes it last, such as `⏎ keep · esc leave`.
        classes: further CSS classes.
    """
    return _framed(Vertical(classes=f"card {classes}"), title, hint)


def scrolling_frame(title: str, hint: str = "", classes: str = "", *, can_focus: bool = True) -> VerticalScroll:
    """Return a frame for text that may be longer than the screen.

    Args:
        title: title of the dialog.
        hint: its keys, the one that closes it last.
        classes: further CSS classes.
        can_focus: False if the arrow keys belong to what is in the frame.
    """
    return _framed(VerticalScroll(classes=f"card {classes}", can_focus=can_focus), title, hint)


Frame = TypeVar("Frame", Vertical, VerticalScroll)


def _framed(container: Frame, title: str, hint: str) -> Frame:
    container.border_title, container.border_subtitle = Content(title), Content(hint)
    return container


def closes(card: Widget, x: int, y: int) -> bool:
    """Return True if a click is on the last part of the hint in the lower border of a dialog.

    Args:
        card: frame of the dialog.
        x: column on the screen.
        y: row on the screen.
    """
    hint = str(card.border_subtitle or "")
    start = hint.rfind(ESCAPE_HINT)
    end = card.region.right - HINT_MARGIN
    return start >= 0 and y == card.region.bottom - 1 and end - cell_len(hint[start:]) <= x < end


class BaseDialog(ModalScreen[Result | None], Generic[Result]):
    """Dialog that Escape, or a click on the hint for it, closes without a result."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close_dialog", show=False)]
    CLOSES_BESIDE: ClassVar[bool] = False
    """True if a click outside the dialog closes it as well."""

    def action_close_dialog(self) -> None:
        """Close, and change nothing."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """Close on a click on the hint for Escape, and outside if the dialog is one for reading."""
        x, y = event.screen_x, event.screen_y
        widget, _ = self.get_widget_at(x, y)
        if self.CLOSES_BESIDE if widget is self else widget.has_class("card") and closes(widget, x, y):
            event.stop()
            self.action_close_dialog()
