"""Messages that reach their page before the next picture is drawn."""

from typing import Any

from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget


def tell(widget: Widget, message: Message) -> None:
    """Tell the page itself, and none of the panes between.

    On its way through them, a message comes after the widget's own wish to be drawn; the screen would be drawn
    twice, and what the page does about the message would be seen a picture later.
    """
    widget.screen.post_message(message)


def draw_changes(screen: Screen[Any]) -> None:
    """Draw what has changed on a page, once: behind what is told now, and not at the next sixtieth of a second."""
    tell_changes(screen)
    screen.call_later(screen._on_timer_update)


def draw_now(widget: Widget) -> None:
    """Draw what has changed of a widget, before anything else is told; later, where its screen is not shown now."""
    screen = widget.screen
    widget._repaint_required = False
    screen._dirty_widgets.add(widget)
    screen._on_timer_update()


def tell_changes(screen: Screen[Any]) -> None:
    """Have every widget say now what of it has to be drawn again; by itself it says so when its turn comes."""
    for widget in screen.query("*"):
        widget._check_refresh()
