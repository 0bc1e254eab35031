"""A choice of one of a few words, on one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.ui.widgets.rendering import Part, line


class Choice(Widget, can_focus=True):
    """Shows words side by side; the arrow keys or the mouse choose one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen", "choice--other"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right,space", "step(1)", show=False),
    ]

    chosen: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        """Posted when another option was chosen."""

        value: str

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        value: str = "",
        *,
        id: str | None = None,  # noqa: A002
        unanswered: bool = False,
    ) -> None:
        """Show the options.

        Args:
            options: values and their labels.
            value: the chosen value; the first one if it is not among the options.
            id: id of the widget.
            unanswered: True if nothing is chosen at first.
        """
        super().__init__(id=id)
        self.options = tuple(options)
        values = [option for option, _ in options]
        self.set_reactive(Choice.chosen, -1 if unanswered else values.index(value) if value in values else 0)

    @property
    def value(self) -> str:
        """Return the chosen value; empty while nothing is chosen."""
        return self.options[self.chosen][0] if self.chosen >= 0 else ""

    def choose(self, value: str) -> None:
        """Choose a value if it is one of the options."""
        values = [option for option, _ in self.options]
        if value in values:
            self.chosen = values.index(value)

    def action_step(self, step: int) -> None:
        """Choose the next option; after the last one, the first."""
        before = self.chosen if self.chosen >= 0 or step > 0 else 0
        self.chosen = (before + step) % len(self.options)

    def watch_chosen(self) -> None:
        """Post `Changed`."""
        self.post_message(self.Changed(self.value))

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        parts: list[Part] = []
        for index, (_, label) in enumerate(self.options):
            name = "choice--chosen" if index == self.chosen else "choice--other"
            parts += [(f" {label} ", self.get_component_rich_style(name)), (" ", self.rich_style)]
        return line(parts, self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Choose the option that was clicked."""
        at = 0
        for index, (_, label) in enumerate(self.options):
            at += cell_len(label) + 3
            if event.x < at:
                self.chosen = index
                return
