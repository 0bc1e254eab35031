"""A line with a box that can be ticked."""

from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.ui.widgets.rendering import Part, fit, line

TICKED: Final = "[✓] "
NOT_TICKED: Final = "[ ] "


class Tick(Widget, can_focus=True):
    """A box and a word or two; Space or a click ticks it, or takes the tick away."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tick--box", "tick--words"}
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "toggle_tick", show=False)]

    is_ticked: reactive[bool] = reactive(False)

    class Changed(Message):
        """Posted when it was ticked, or the tick was taken away."""

    def __init__(self, label: str, *, is_ticked: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.label = label
        self.set_reactive(Tick.is_ticked, is_ticked)

    def action_toggle_tick(self) -> None:
        """Tick it, or take the tick away."""
        self.is_ticked = not self.is_ticked
        self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        """Tick it, or take the tick away."""
        event.stop()
        self.action_toggle_tick()

    def render_line(self, y: int) -> Strip:
        """Draw the box and the words."""
        box, words = (self.get_component_rich_style(f"tick--{part}") for part in ("box", "words"))
        label = fit(self.label, self.size.width - len(TICKED))
        parts: list[Part] = [(TICKED if self.is_ticked else NOT_TICKED, box), (label, words)]
        return line(parts, self.size.width, words)
