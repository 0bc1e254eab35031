"""The first start: one card with two fields, both of which may stay empty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from alliance_journal.domain.dates import UnclearDate, When
from alliance_journal.domain.starters import NOT_A_SERVICE
from alliance_journal.domain.text import UnusableText, usable
from alliance_journal.screens.forms import DayField
from alliance_journal.store.errors import JournalError

WHAT = (
    "A quiet place to notice how therapy feels between you and your therapist, "
    "and to keep what you want to say next time."
)
PRIVATE = (
    "Everything stays in one file on this computer. Nothing is sent anywhere. "
    "It is not a test, and nothing in it measures you or your therapist."
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first card was filled in with."""

    therapist: str = ""
    next: When | None = None
    example: bool = False


class WelcomeScreen(Screen[None]):
    """What this is, what it is not, and where it begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, today: date, begin: Callable[[Beginning], None]) -> None:
        super().__init__()
        self.today, self.begin = today, begin

    def compose(self) -> ComposeResult:
        """The card, and under it whom to call."""
        with VerticalScroll(id="welcome", can_focus=False):
            with Vertical(classes="card"):
                yield Static(
                    Content.styled("◖", "$primary")
                    + Content.styled("◗", "$accent")
                    + Content.styled("  Alliance Journal", "bold"),
                    id="sign",
                )
                yield Static(WHAT)
                yield Static(PRIVATE, classes="quiet spaced")
                yield Static("What would you like to call your therapist?", classes="label")
                yield Input(placeholder="a first name or nickname is plenty", id="therapist", compact=True)
                yield DayField(
                    "When do you meet next?", "", self.today, "future", "optional: Thu, 4 June, in 2 weeks"
                )
                yield Static(id="unclear")
                with Horizontal(id="ways"):
                    yield Button("Begin", id="begin", compact=True)
                    yield Button("Look around with example notes", id="example", compact=True)
            yield Static(NOT_A_SERVICE, id="service", classes="quiet")

    def on_mount(self) -> None:
        """Begin in the first field."""
        self.query_one("#therapist", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, and from the last one begins."""
        if event.input.id == "therapist":
            self.query_one("#day", Input).focus()
        else:
            self._begin()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Begin, or look around."""
        if event.button.id == "example":
            self.begin(Beginning(example=True))
        else:
            self._begin()

    def _begin(self) -> None:
        field = self.query_one(DayField)
        try:
            name = usable(self.query_one("#therapist", Input).value.strip())
            when = field.read() if field.query_one(Input).value.strip() else None
            self.begin(Beginning(name, when))
        except (UnclearDate, UnusableText, JournalError) as error:
            self.query_one("#unclear", Static).update(Content(str(error)))
