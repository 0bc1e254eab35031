"""List of settings: a row each, with its value beside it."""

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit, pad

LABEL_WIDTH: Final = 22


class SettingRow(NamedTuple):
    """One row of the list.

    Attributes:
        name: name of the setting, or of what the row leads to; None for a heading.
        label: its name on screen.
        value: its value in words.
        help: one line of help.
    """

    name: str | None
    label: str
    value: str = ""
    help: str = ""


class SettingsList(LineList[SettingRow]):
    """Rows whose value is changed with the arrow keys, Enter, Space or a click on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", show=False),
        Binding("right,l,space,enter", "step(1)", show=False),
    ]

    @dataclass
    class Stepped(Message):
        """Another value was asked for.

        Attributes:
            name: name of the row.
            by: 1 for the next value, -1 for the one before.
        """

        name: str
        by: int

    def key_of(self, row: SettingRow) -> str | None:
        """Return the name of the row; None for a heading."""
        return row.name

    def draw(self, row: SettingRow, width: int, style: LineStyles) -> list[list[Part]]:
        """Return the line of a row: its label, then its value."""
        if row.name is None:
            return [[(fit(row.label, width), style.heading)]]
        value = fit(row.value, width - LABEL_WIDTH - 1)
        return [[(pad(f" {row.label}", LABEL_WIDTH), style.base), (f" {value}", style.accent)]]

    def action_step(self, by: int) -> None:
        """Ask for the next value of the row with the cursor, or for the one before."""
        if self.current and self.current.name is not None:
            self.post_message(self.Stepped(self.current.name, by))

    def on_line_list_clicked(self, event: LineList.Clicked) -> None:
        """Ask for the next value where the row with the cursor is clicked again."""
        event.stop()
        self.action_step(1)

    def on_click(self, event: events.Click) -> None:
        """Ask for the next value where a value is clicked; elsewhere, a click only moves the cursor."""
        offset = event.get_content_offset(self)
        if offset is None or offset.x < LABEL_WIDTH:
            return
        index = offset.y + self.scroll_offset.y
        if index < len(self.rows) and self.rows[index].name is not None:
            # Else the list handles the click as well.
            event.prevent_default()
            self.cursor = index
            self.action_step(1)
