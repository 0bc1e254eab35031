"""Small cards over a page: a question, a line to write, a text to read."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from alliance_journal.domain.text import UnusableText
from alliance_journal.store.errors import JournalError


class Card(ModalScreen[str | None]):
    """A card that is left with Escape, without any change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave_card", show=False)]

    def action_leave_card(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)


class Question(Card):
    """A question with a few answers; the first one is the safe one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, text: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.card_title, self.text, self.answers = title, text, answers

    def compose(self) -> ComposeResult:
        """Title, text and a button an answer."""
        with Vertical(classes="card") as card:
            card.border_title = Content(self.card_title)
            yield Static(Content(self.text), classes="said")
            with Vertical(classes="answers"):
                for value, label in self.answers:
                    yield Button(label, name=value, compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.name)


class OneLine(Card):
    """One line to write, beginning with what is there. It stays open, words and all, until they are kept."""

    def __init__(self, title: str, value: str, hint: str, keep: Callable[[str], None]) -> None:
        """Ask for a line.

        Args:
            title: what it is.
            value: what is there already.
            hint: what happens with it.
            keep: puts it where it belongs; what it raises is said, and the card stays.
        """
        super().__init__()
        self.card_title, self.value, self.hint, self.keep = title, value, hint, keep

    def compose(self) -> ComposeResult:
        """Title, the line, and what happens with it."""
        with Vertical(classes="card") as card:
            card.border_title = Content(self.card_title)
            card.border_subtitle = "⏎ keep · esc leave as it was"
            yield Input(self.value, select_on_focus=False, compact=True)
            yield Static(Content(self.hint), classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it, or say why that cannot be done now."""
        try:
            self.keep(event.value)
        except (JournalError, UnusableText) as error:
            self.query_one(".hint", Static).update(Content(str(error)))
        else:
            self.dismiss(event.value)


class Reading(Card):
    """Text to read, closed with any of the usual keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q,f1", "leave_card", show=False)]

    def __init__(self, title: str, content: Content, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.card_title, self.content_shown = title, content

    def compose(self) -> ComposeResult:
        """The text, which scrolls where it is longer than the screen."""
        with VerticalScroll(classes="card reading") as card:
            card.border_title = Content(self.card_title)
            card.border_subtitle = "esc close"
            yield Static(self.content_shown)

    def on_click(self, event: events.Click) -> None:
        """A click beside the card closes it."""
        if event.widget is self:
            self.dismiss(None)
