"""Rows of a form, each with a label and a field or a choice, and the buttons for what else can be done there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from alliance_journal.domain.text import UnusableText, one_line, usable
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_field import TextField
from alliance_journal.ui.widgets.text_input import TextInput

BESIDE_WIDTH: Final = 31
"""Most cells of a choice that fits beside its label in a narrow terminal."""
OPTION_SPACE: Final = 3
"""Cells around each option of a choice."""
HIDDEN_WORDS: Final = "Under “{label}” there are words that have no place here. Take them out, or choose as before."


class TextRow(NamedTuple):
    """A field for words.

    Attributes:
        name: id of the field, and key of its value.
        label: text beside it; without one, the field takes the whole width.
        value: the words to edit.
        placeholder: shown while a field of one line is empty.
        style: `line` for one line, `wrapped` for one line that wraps, `several` for several lines.
        needs: sentence for an empty field; empty if it may stay empty.
        only_if: values of the first choice with which the field is shown; empty for all.
    """

    name: str
    label: str
    value: str = ""
    placeholder: str = ""
    style: Literal["line", "wrapped", "several"] = "line"
    needs: str = ""
    only_if: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The words as the field shows them before they are edited."""
        if self.style == "line":
            return one_line(self.value)
        return self.value if self.style == "several" else " ".join(self.value.split())


class ChoiceRow(NamedTuple):
    """A choice of one of a few words.

    Attributes:
        name: id of the choice, and key of its value.
        label: text beside it, or above a wide one.
        options: value and words of each option.
        value: the chosen value.
        only_if: values of the first choice with which this one is shown; empty for all.
    """

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str
    only_if: tuple[str, ...] = ()

    @property
    def is_wide(self) -> bool:
        """True if the options do not fit beside the label."""
        return sum(cell_len(words) + OPTION_SPACE for _, words in self.options) > BESIDE_WIDTH


Row = TextRow | ChoiceRow


class FormRows(Widget):
    """Rows of labels, fields and choices."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        """Compose a label and a field or choice for each row."""
        for row in self.rows:
            wide = not row.label or (isinstance(row, ChoiceRow) and row.is_wide)
            with Vertical(classes="form-row above" if wide else "form-row", id=f"row-{row.name}"):
                if row.label:
                    yield Static(row.label, classes="label")
                yield _field(row)

    def on_mount(self) -> None:
        """Hide the rows that do not belong to the present choice."""
        self._show_rows()

    def on_choice_changed(self) -> None:
        """Show the rows that belong to the new choice; the message goes on to the form."""
        self._show_rows()

    def _show_rows(self) -> None:
        for row in self.rows:
            self.query_one(f"#row-{row.name}").display = self._is_shown(row)

    def _is_shown(self, row: Row) -> bool:
        if not row.only_if:
            return True
        first = next(one for one in self.rows if isinstance(one, ChoiceRow))
        return self._choice(first).value in row.only_if

    def _choice(self, row: ChoiceRow) -> Choice:
        return self.query_one(f"#{row.name}", Choice)

    def values(self) -> Mapping[str, str]:
        """Return the value of each row, by its name; words that were not edited are returned as they were given.

        Raises:
            UnusableText: if a field that needs words is empty, words cannot be saved, or a hidden field has words.
        """
        return dict(self._values())

    def _values(self) -> Iterator[tuple[str, str]]:
        for row in self.rows:
            if isinstance(row, ChoiceRow):
                yield row.name, self._choice(row).value
                continue
            field = self.query_one(f"#{row.name}")
            assert isinstance(field, Input | TextField)
            typed = usable(field.value.strip())
            if not typed and row.needs and self._is_shown(row):
                field.focus()
                raise UnusableText(row.needs)
            if typed != row.shown.strip() and not self._is_shown(row):
                raise UnusableText(HIDDEN_WORDS.format(label=row.label))
            yield row.name, row.value if typed == row.shown.strip() else typed


class _RowField(TextField):
    """Text field in which the arrows go on to the next row at the first and the last line."""

    def __init__(self, row: TextRow) -> None:
        super().__init__(row.shown, several=row.style == "several")
        self.id = row.name

    def action_cursor_up(self, select: bool = False) -> None:
        """Move up, or from the first line to the row above."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Move down, or from the last line to the row below."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)


def _field(row: Row) -> Widget:
    if isinstance(row, ChoiceRow):
        return Choice(row.options, row.value, id=row.name)
    if row.style == "line":
        return TextInput(row.shown, placeholder=row.placeholder, id=row.name, select_on_focus=False, compact=True)
    return _RowField(row)


class ActionList(Vertical):
    """Buttons for what can be done besides saving, below each other."""

    @dataclass
    class Chosen(Message):
        """A button was pressed."""

        name: str

    def __init__(self, actions: Sequence[tuple[str, str]]) -> None:
        """Show buttons.

        Args:
            actions: name and words of each.
        """
        super().__init__(classes="answers")
        self.actions = actions

    def compose(self) -> ComposeResult:
        """Compose the buttons."""
        for name, words in self.actions:
            yield Button(Content(words), name=name, compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Post `Chosen`, and keep the form from saving."""
        event.stop()
        self.post_message(self.Chosen(event.button.name or ""))
