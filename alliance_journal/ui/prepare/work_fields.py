"""Fields of the forms for homework and goals, which leave a text unchanged that the client does not edit."""

from typing import Any, Final

from textual.app import ComposeResult
from textual.widgets import Input, Static

from alliance_journal.domain.text import UnusableText, one_line, usable
from alliance_journal.ui.widgets.text_input import TextInput

NEEDS_WORDS: Final = "A few words are needed: what is it?"


def compose_field(label: str, value: str, placeholder: str, name: str) -> ComposeResult:
    """Yield a label and a field whose text the first key does not replace.

    Args:
        label: text above the field.
        value: text to edit; the field shows it on one line.
        placeholder: text that is shown while the field is empty.
        name: id of the field.
    """
    yield Static(label, classes="label")
    yield TextInput(one_line(value), placeholder=placeholder, id=name, select_on_focus=False, compact=True)


def field_text(field: Input, before: str) -> str:
    """Return the text of a field; the original text, with its line ends, if it was not edited.

    Raises:
        UnusableText: when the text cannot be saved.
    """
    value = usable(field.value.strip())
    return before if value == one_line(before).strip() else value


def required_text(field: Input, before: str) -> str:
    """Return the text of a field that must not be empty. An empty one is given the focus.

    Raises:
        UnusableText: when the field is empty or its text cannot be saved.
    """
    if not (value := field_text(field, before)):
        field.focus()
        raise UnusableText(NEEDS_WORDS)
    return value


def changed_fields(shown: object, filled: object, *names: str) -> dict[str, Any]:
    """Return the attributes, by name, that differ between a record as shown in a form and as filled in."""
    return {name: getattr(filled, name) for name in names if getattr(filled, name) != getattr(shown, name)}
